//! A history of statements: together they bill what is due, and what is taken back leaves no trace
//! in the sums.

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use concordat::billing::position::Position;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::draw_up;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::line::Amendment;
use concordat::domain::money::Money;
use concordat::domain::rate::Tbc;
use concordat::domain::variation::Change;
use concordat::domain::variation::Variation;

use super::Case;
use super::Sums;
use super::due;
use super::every_case;
use super::statements;
use super::sums;

#[test]
fn a_statement_drawn_up_twice_is_the_same_byte_for_byte() {
    every_case(|case| {
        let json = |case: &Case| serde_json::to_string(&case.statement()).expect("JSON");
        let first = json(case);
        assert_eq!(first, json(case));
        assert_eq!(first, json(&Case::of(case.seed)), "read anew");
    });
}

#[test]
fn all_statements_together_bill_what_is_due() {
    every_case(|case| {
        // Two periods beyond the one asked about: what is recorded late or agreed later counts.
        let last = case.period.next().next();
        let statements = statements(&case.agreement, &case.actuals, last);
        let billed = sums(statements.iter().flat_map(|statement| &statement.lines));
        let known_on = case.agreement.as_at_default(last);
        assert_eq!(billed, due(&case.agreement, &case.actuals, last, known_on));
    });
}

#[test]
fn no_line_is_billed_twice_for_a_period_nor_adjusted_by_nothing() {
    every_case(|case| {
        let mut billed = BTreeSet::new();
        for statement in statements(&case.agreement, &case.actuals, case.period.next()) {
            let mut adjusted = BTreeSet::new();
            for line in statement.lines {
                assert_eq!(line.adjustment, line.period != statement.period);
                assert!(!line.adjustment || !line.net.is_nil(), "{} by nothing", line.line);
                let seen = if line.adjustment { &mut adjusted } else { &mut billed };
                let key = (line.line, line.period, line.vat_treatment);
                assert!(seen.insert(key.clone()), "{key:?} stands twice");
            }
        }
    });
}

/// A service of the agreement's own that no variation touches, and its charge of a year.
fn untouched_service(agreement: &Agreement) -> Option<(String, Money)> {
    let changes = || agreement.variations.iter().flat_map(|variation| &variation.changes);
    let mut free = agreement.services.iter().filter(|s| changes().all(|c| c.line != s.id));
    free.find_map(|service| Some((service.id.clone(), service.terms.annual.known()?)))
}

/// The agreement with new charges of a line: the day agreed, the day of effect, the sum.
fn with_charges(
    agreement: &Agreement,
    line: &str,
    charges: &[(NaiveDate, NaiveDate, Money)],
) -> Agreement {
    let mut changed = agreement.clone();
    for (number, (agreed, effective, sum)) in charges.iter().enumerate() {
        let amendments = vec![Amendment::Annual(Tbc::Known(*sum))];
        changed.variations.push(Variation {
            id: format!("charge-{number}"),
            clause: None,
            agreed: *agreed,
            effective: *effective,
            reason: None,
            ends: None,
            changes: vec![Change { line: line.to_owned(), ends: None, amendments }],
            staffing: Vec::new(),
            overheads: Vec::new(),
            services: Vec::new(),
            inputs: Vec::new(),
        });
    }
    changed
}

/// The day after the statement of a period, and so the first of the next one's news.
fn day_after_statement(agreement: &Agreement, period: BillingPeriod) -> NaiveDate {
    agreement.as_at_default(period).succ_opt().expect("dates are bounded")
}

/// Another sum, so much further from nought.
fn beyond(sum: Money, pence: i64) -> Money {
    sum + Money::from_pence(if sum.is_credit() { -pence } else { pence })
}

fn all_sums(statements: &[RechargeStatement]) -> Sums {
    sums(statements.iter().flat_map(|statement| &statement.lines))
}

#[test]
fn a_change_that_is_undone_comes_to_nothing() {
    let (tried, seen) = (Cell::new(0), Cell::new(0));
    every_case(|case| {
        let Some((line, sum)) = untouched_service(&case.agreement) else { return };
        let (first, starts) = (case.agreement.first_period(), case.agreement.starts);
        let agreed = day_after_statement(&case.agreement, first);
        let undone = day_after_statement(&case.agreement, first.next());
        let charges = [(agreed, starts, beyond(sum, 1_234_567)), (undone, starts, sum)];
        let changed = with_charges(&case.agreement, &line, &charges);
        let last = case.period.max(first.next().next());
        let plain = statements(&case.agreement, &case.actuals, last);
        let with = statements(&changed, &case.actuals, last);
        assert_eq!(all_sums(&plain), all_sums(&with));
        tried.set(tried.get() + 1);
        let pair = [1, 2].map(|at| sums(with[at].lines.iter().filter(|l| l.line == line)));
        seen.set(seen.get() + i32::from(pair.iter().all(|part| part.len() > 1)));
    });
    let (tried, seen) = (tried.get(), seen.get());
    assert!(tried > 300 && seen > 100, "of {tried} tried {seen} showed the change and its undoing");
}

#[test]
fn a_change_that_is_undone_before_the_next_statement_is_not_seen() {
    every_case(|case| {
        let Some((line, sum)) = untouched_service(&case.agreement) else { return };
        let (first, starts) = (case.agreement.first_period(), case.agreement.starts);
        let agreed = day_after_statement(&case.agreement, first);
        let charges = [(agreed, starts, beyond(sum, 1_234_567)), (agreed, starts, sum)];
        let changed = with_charges(&case.agreement, &line, &charges);
        let last = case.period.max(first.next());
        same_statements(case, &changed, last);
    });
}

/// A penny more in a year for a single day, where the year's instalments round to the same: no line
/// of it, and no document.
#[test]
fn a_change_that_comes_to_nothing_leaves_no_line() {
    let tried = Cell::new(0);
    every_case(|case| {
        let Some((line, sum)) = untouched_service(&case.agreement) else { return };
        let first = case.agreement.first_period();
        let agreed = day_after_statement(&case.agreement, first);
        let (day, after) = (first.dates().last, first.next().dates().first);
        let charges = [(agreed, day, beyond(sum, 1)), (agreed, after, sum)];
        let changed = with_charges(&case.agreement, &line, &charges);
        let instalments = |agreement| {
            let position = Position::on(agreement, &case.actuals, agreed.max(after));
            let year = position.year(first.year);
            year.charges_of(&line).iter().map(|charge| charge.instalment).collect::<Vec<_>>()
        };
        if instalments(&changed) == instalments(&case.agreement) {
            same_statements(case, &changed, case.period.max(first.next()));
            tried.set(tried.get() + 1);
        }
    });
    assert!(tried.get() > 300, "only {} were tried", tried.get());
}

/// The same lines, sums and documents, whatever their workings say.
fn same_statements(case: &Case, changed: &Agreement, last: BillingPeriod) {
    let plain = statements(&case.agreement, &case.actuals, last);
    let with = statements(changed, &case.actuals, last);
    for (plain, with) in plain.iter().zip(&with) {
        assert_eq!(sums(&with.lines), sums(&plain.lines), "{}", plain.period);
        assert_eq!(with.lines.len(), plain.lines.len(), "{}", plain.period);
        assert_eq!(with.invoices, plain.invoices, "{}", plain.period);
    }
}

#[test]
fn what_is_agreed_later_does_not_change_what_was_known_before() {
    every_case(|case| {
        let Some((line, sum)) = untouched_service(&case.agreement) else { return };
        let tomorrow = case.as_at.succ_opt().expect("dates are bounded");
        let charges = [(tomorrow, case.agreement.starts, beyond(sum, 1_234_567))];
        let changed = with_charges(&case.agreement, &line, &charges);
        let json = |agreement| {
            let statement = draw_up(agreement, &case.actuals, case.period, case.as_at);
            serde_json::to_string(&statement).expect("JSON")
        };
        assert_eq!(json(&changed), json(&case.agreement));
    });
}
