//! The year to date, what changed, and the schedule of payments: for every agreement of the
//! examples and of the golden cases, period by period, against the statements themselves.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use concordat::billing::actuals::Actuals;
use concordat::billing::actuals_file::read_costs;
use concordat::billing::actuals_file::read_days;
use concordat::billing::schedule_of_payments::PaymentSchedule;
use concordat::billing::schedule_of_payments::schedule_of_payments as schedule;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::draw_up;
use concordat::billing::what_changed::ChangedLine;
use concordat::billing::what_changed::Reason;
use concordat::billing::what_changed::WhatChanged;
use concordat::billing::what_changed::what_changed;
use concordat::billing::year;
use concordat::billing::year::YearStatement;
use concordat::billing::year_to_date::ToDate;
use concordat::billing::year_to_date::year_to_date;
use concordat::documents::font::Fonts;
use concordat::documents::page::Document;
use concordat::documents::pdf::render;
use concordat::documents::schedule_of_payments::schedule_of_payments;
use concordat::documents::statement::statement;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::file;
use concordat::domain::money::Money;
use serde_json::Value;

use crate::desk::fresh;
use crate::paper::Paper;
use crate::words::list;
use crate::words::text;

/// As many financial years of each agreement are looked at.
const YEARS: usize = 7;

/// An agreement with what is recorded for it, and where it is from.
struct Case {
    name: String,
    agreement: Agreement,
    actuals: Actuals,
}

/// Every agreement of the examples and of the golden cases that can be read.
fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["examples", "tests/engine/golden"].map(|kind| entries(&root.join(kind)));
    let files = folders.into_iter().flatten().flat_map(|folder| entries(&folder));
    let agreements = files.filter(|path| path.extension().is_some_and(|kind| kind == "toml"));
    let cases: Vec<Case> = agreements.filter_map(|path| case(&path)).collect();
    assert!(cases.len() > 36, "{} agreements", cases.len());
    cases
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("it can be read").path()).collect();
    paths.sort();
    paths
}

fn case(path: &Path) -> Option<Case> {
    let agreement = file::read(&fs::read_to_string(path).expect("it can be read")).ok()?.agreement;
    let mut actuals = Actuals::default();
    let folder = path.parent().expect("it is in a folder");
    let stem = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
    for named in [String::new(), format!("{stem}-")] {
        if let Ok(days) = fs::read_to_string(folder.join(format!("{named}days.csv"))) {
            read_days(&days, &agreement, &mut actuals).expect("the days are right");
        }
        if let Ok(costs) = fs::read_to_string(folder.join(format!("{named}costs.csv"))) {
            read_costs(&costs, &agreement, &mut actuals).expect("the costs are right");
        }
    }
    let folder = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
    Some(Case { name: format!("{folder}-{stem}"), agreement, actuals })
}

impl Case {
    fn years(&self) -> impl Iterator<Item = YearStatement> {
        let mut next = self.agreement.first_period().year;
        (0..YEARS).map(move |_| {
            let of = next;
            next = of.next();
            year::draw_up(&self.agreement, &self.actuals, of, None)
        })
    }

    fn draw(&self, period: BillingPeriod) -> RechargeStatement {
        let as_at = self.agreement.as_at_default(period);
        draw_up(&self.agreement, &self.actuals, period, as_at)
    }

    fn paper(&self, document: &Document) -> Paper {
        let folder = fresh(&format!("years-{}-{}", self.name, document.title.replace('/', "-")));
        fs::create_dir_all(&folder).expect("a folder can be made");
        let path = folder.join("paper.pdf");
        let bytes = render(document, &Fonts::embedded()).expect("it can be drawn");
        fs::write(&path, bytes).expect("a file can be written");
        Paper::read(&path)
    }
}

fn net_of_own_lines(statement: &RechargeStatement) -> Money {
    statement.current().map(|line| line.net).sum()
}

#[test]
fn what_is_billed_to_date_and_what_is_left_are_the_year() {
    for case in cases() {
        for year in case.years() {
            let mut billed = Money::NIL;
            for statement in &year.periods {
                let found = year_to_date(&case.agreement, &case.actuals, statement);
                billed = billed + statement.net;
                let total = found.total();
                let where_ = format!("{} {}", case.name, statement.period);
                assert_eq!(total.this_statement, statement.net, "{where_}");
                assert_eq!(total.to_date, billed, "{where_}");
                let kinds = found.by_kind().into_iter().map(|(_, sums)| sums);
                let parts: Vec<_> = kinds.chain(found.of_earlier_years()).collect();
                let expected: Money = parts.iter().map(|sums| sums.expected).sum();
                let left: Money = parts.iter().map(ToDate::left).sum();
                assert_eq!((expected, billed + left), (total.expected, expected), "{where_}");
            }
            let last =
                BillingPeriod::containing(year.year.dates().last, case.agreement.billing.every);
            let found = year_to_date(&case.agreement, &case.actuals, &case.draw(last));
            assert_eq!(found.total().left(), Money::NIL, "{} {}", case.name, year.year);
            assert_eq!(found.total().to_date, year.net, "{} {}", case.name, year.year);
            for (to_date, compared) in found.provisions.iter().zip(&year.provisions) {
                assert_eq!(to_date.sums.to_date, compared.billed, "{} {}", case.name, year.year);
            }
        }
    }
}

/// A year in which nothing becomes known comes to what its first statement expected.
#[test]
fn what_is_expected_comes_true_where_nothing_becomes_known() {
    let plain = ["year-of-odd-pennies", "leap-year-by-days", "first-year-from-1-july"];
    let mut held = 0;
    for case in cases().iter().filter(|case| plain.iter().any(|name| case.name.contains(name))) {
        for year in case.years().filter(|year| !year.periods.is_empty()) {
            let first = year_to_date(&case.agreement, &case.actuals, &year.periods[0]);
            assert_eq!(first.total().expected, year.net, "{} {}", case.name, year.year);
            held += 1;
        }
    }
    assert!(held > 5, "{held} years");
}

#[test]
fn what_changed_is_the_difference_of_two_statements() {
    let (mut lines, mut adjustments) = (0, 0);
    for case in cases() {
        let every = case.agreement.billing.every;
        for of in case.years().map(|year| year.year) {
            for period in BillingPeriod::all_in(of, every) {
                let now = case.draw(period);
                let Some(changed) = what_changed(&case.agreement, &case.actuals, &now) else {
                    assert!(period <= case.agreement.first_period(), "{} {period}", case.name);
                    continue;
                };
                must_add_up(&case, &changed, &now);
                lines += changed.lines.len();
                adjustments += changed.adjustments.len();
            }
        }
    }
    assert!(lines > 800 && adjustments > 350, "{lines} lines and {adjustments} adjustments");
}

fn must_add_up(case: &Case, changed: &WhatChanged<'_>, now: &RechargeStatement) {
    let where_ = format!("{} {}", case.name, now.period);
    let before = case.draw(now.period.previous());
    let difference: Money = changed.lines.iter().map(ChangedLine::difference).sum();
    assert_eq!(difference, net_of_own_lines(now) - net_of_own_lines(&before), "{where_}");
    assert_eq!((changed.before, changed.now), (net_of_own_lines(&before), net_of_own_lines(now)));
    let json = serde_json::to_value(now).expect("a statement is JSON");
    let adjusted = list(&json, "lines").iter().filter(|line| line["adjustment"] == true);
    let adjusted: Vec<&Value> = adjusted.collect();
    assert_eq!(adjusted.len(), changed.adjustments.len(), "{where_}");
    for (line, found) in adjusted.iter().zip(&changed.adjustments) {
        let steps = list(line, "trace");
        let [now, before, difference] =
            [3, 2, 1].map(|back| text(&steps[steps.len() - back], "value"));
        assert_eq!(found.now.to_string(), now, "{where_}");
        assert_eq!(found.before.to_string(), before, "{where_}");
        assert_eq!(found.difference().to_string(), difference, "{where_}");
        assert_eq!(text(line, "net"), difference, "{where_}");
    }
    for line in changed.lines.iter().chain(&changed.adjustments) {
        let reasons: Vec<String> = line.reasons.iter().map(Reason::in_words).collect();
        assert!(!reasons.is_empty(), "{where_}: {} has no reason", line.line);
        for vague in ["what is known of it has changed", "changed within the periods"] {
            let is_vague = reasons.iter().any(|reason| reason.contains(vague));
            assert!(!is_vague, "{where_}: {} changed, and nobody says why", line.line);
        }
    }
}

#[test]
fn a_schedule_of_payments_is_the_years_statements_read_across() {
    for case in cases() {
        for year in case.years() {
            let found = schedule(&case.agreement, &case.actuals, &year, None);
            let name = format!("{} {}", case.name, year.year);
            assert_eq!(found.totals(), (year.net, year.vat, year.gross), "{name}");
            for (at, payment) in found.payments.iter().enumerate() {
                let column: Money = found.lines.iter().filter_map(|line| line.sums[at]).sum();
                assert_eq!(column, payment.net, "{name} {}", payment.period);
            }
        }
    }
}

#[test]
fn each_golden_statement_says_what_changed_and_where_the_year_stands() {
    let mut held = 0;
    for case in cases().iter().filter(|case| !case.name.starts_with("hampshire")) {
        let years: Vec<YearStatement> = case.years().take(3).collect();
        let all: Vec<&RechargeStatement> = years.iter().flat_map(|year| &year.periods).collect();
        let Some(shown) = all.iter().rev().find(|drawn| drawn.adjustments().count() > 0) else {
            continue;
        };
        let document = statement(&case.agreement, &case.actuals, shown, false);
        let paper = case.paper(&document);
        let changed = what_changed(&case.agreement, &case.actuals, shown);
        let changed = changed.expect("something was adjusted, so it is not the first");
        let mut reader = paper.reader();
        reader.find("What changed since the statement before");
        reader.find("Adjustments of earlier periods Line, and why Before Now Difference");
        for line in &changed.adjustments {
            reader.find(&line.description);
            let sums = [line.before, line.now, line.difference()].map(Money::in_pounds);
            reader.find_within(400, &sums.join(" "));
        }
        let year = year_to_date(&case.agreement, &case.actuals, shown).total();
        let sums = [year.this_statement, year.to_date, year.expected, year.left()];
        reader.find(&format!("Net {}", sums.map(Money::in_pounds).join(" ")));
        reader.find("How this was worked out");
        held += 1;
    }
    assert!(held > 5, "{held} cases");
}

fn must_stand_on(paper: &Paper, found: &PaymentSchedule) {
    let mut reader = paper.reader();
    reader.find("Issued on Due Net VAT To pay");
    for payment in &found.payments {
        let sums = [payment.net, payment.vat, payment.gross].map(Money::in_pounds).join(" ");
        let due = payment.due_on.format("%-d %B %Y");
        reader.find(&format!("{}", payment.period));
        reader.find_within(40, &format!("{due} {sums}"));
    }
    for line in &found.lines {
        paper.must_say(&line.description);
        paper.must_say(&format!("clause {}", line.clause));
        for sum in line.sums.iter().flatten() {
            paper.must_say(&sum.in_pounds());
        }
        paper.must_say(&line.year().in_pounds());
    }
    for accrual in &found.accruals {
        paper.must_say(&accrual.net.in_pounds());
    }
    for entry in &found.to_be_confirmed {
        paper.must_say(&format!("{} {}", entry.clause, entry.description));
    }
}

#[test]
fn every_sum_of_a_schedule_of_payments_stands_on_paper() {
    let names = ["monthly", "odd-pennies", "yearly", "to-be-confirmed", "mixed-vat", "award"];
    let mut held = 0;
    for case in cases().iter().filter(|case| names.iter().any(|name| case.name.contains(name))) {
        for year in case.years().take(2).filter(|year| !year.periods.is_empty()) {
            let found = schedule(&case.agreement, &case.actuals, &year, None);
            let drawn =
                schedule_of_payments(&case.agreement, &found, &year.periods, &Fonts::embedded());
            let paper = case.paper(&drawn.expect("it can be drawn"));
            must_stand_on(&paper, &found);
            for statement in year.periods.iter().filter(|_| year.periods.len() > 1) {
                let charged: Money = statement.current().map(|line| line.net).sum();
                paper.must_say(&charged.in_pounds());
            }
            held += 1;
        }
    }
    assert!(held > 10, "{held} schedules");
}
