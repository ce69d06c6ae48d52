//! The books of made-up agreements: every document adds up, every journal balances and is the
//! mirror of the other side's, and what is accrued is what the next statement bills.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use concordat::billing::invoice::VatGroup;
use concordat::billing::issue::pro_forma;
use concordat::billing::journal::ControlAccounts;
use concordat::billing::journal::JournalRow;
use concordat::billing::journal::accruals;
use concordat::billing::journal::journal;
use concordat::billing::ledger::LedgerDocument;
use concordat::billing::ledger::ToAccrue;
use concordat::billing::ledger::to_accrue;
use concordat::billing::reconciliation::as_statement;
use concordat::billing::reconciliation::reconcile;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::draw_up;
use concordat::domain::authority::Ledger;
use concordat::domain::authority::Side;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::money::Money;

use super::Case;
use super::every_case;

impl Case {
    /// The case with the codes that journals need.
    fn with_codes(&mut self) {
        let codes =
            |word: &str| Ledger { cost_centre: word.to_owned(), subjective: "S".to_owned() };
        self.agreement.supplier.ledger = Some(codes("SUPPLIER"));
        self.agreement.purchaser.ledger = Some(codes("PURCHASER"));
    }

    /// A statement's documents that could be issued, as the books hold them.
    fn documents(&self, statement: &RechargeStatement) -> Vec<LedgerDocument> {
        let made = pro_forma(&self.agreement, &self.actuals, statement);
        let decided = made.iter().filter(|m| m.totals.vat_treatment_group != VatGroup::Undecided);
        decided.filter_map(|made| LedgerDocument::issued(&self.agreement, made)).collect()
    }
}

/// Debits are credits, in each document and in all; no row has both, or neither.
fn must_balance(rows: &[JournalRow]) {
    let mut documents: BTreeMap<&str, Money> = BTreeMap::new();
    for row in rows {
        let left = documents.entry(&row.document).or_default();
        *left = *left + row.debit - row.credit;
        assert!(row.debit.is_nil() != row.credit.is_nil(), "{row:?}");
        assert!(!row.debit.is_credit() && !row.credit.is_credit(), "{row:?}");
        let codes = [&row.cost_centre, &row.subjective, &row.description];
        assert!(codes.iter().all(|code| !code.is_empty()), "{row:?}");
    }
    assert!(documents.values().all(|left| left.is_nil()), "{documents:?}");
}

#[test]
fn journals_balance_and_mirror_each_other() {
    let posted = Cell::new(0);
    every_case(|case| {
        let mut case =
            Case { agreement: case.agreement.clone(), actuals: case.actuals.clone(), ..*case };
        case.with_codes();
        let as_at = case.agreement.as_at_default(case.period);
        let statement = draw_up(&case.agreement, &case.actuals, case.period, as_at);
        let documents = case.documents(&statement);
        let accounts = ControlAccounts::default();
        let of = |side| journal(&case.agreement, &documents, side, &accounts).expect("it adds up");
        let (ours, theirs) = (of(Side::Supplier), of(Side::Purchaser));
        must_balance(&ours);
        must_balance(&theirs);
        let sums = |row: &JournalRow| (row.debit, row.credit);
        assert!(ours.iter().map(sums).eq(theirs.iter().map(|row| (row.credit, row.debit))));
        posted.set(posted.get() + ours.len());
        let entries = accrued(&case);
        for side in [Side::Supplier, Side::Purchaser] {
            let day = case.period.dates().last;
            let rows = accruals(&case.agreement, &entries, day, side, &accounts);
            let rows = rows.expect("there are codes");
            must_balance(&rows);
            assert_eq!(rows.len(), 4 * entries.len());
        }
    });
    assert!(posted.get() > 5_000, "{} rows", posted.get());
}

/// What is accrued at the end of the case's period, where all before it are billed.
fn accrued(case: &Case) -> Vec<ToAccrue> {
    let (agreement, period) = (&case.agreement, case.period);
    let next = |period: &BillingPeriod| Some(period.next());
    let before = std::iter::successors(Some(agreement.first_period()), next);
    let billed: BTreeSet<BillingPeriod> = before.take_while(|earlier| *earlier < period).collect();
    let as_at = agreement.as_at_default(period);
    to_accrue(agreement, &case.actuals, &billed, period.dates().last, as_at)
}

#[test]
fn what_is_accrued_is_what_the_next_statement_bills() {
    let nets = Cell::new(0);
    every_case(|case| {
        if case.period < case.agreement.first_period() {
            return;
        }
        let as_at = case.agreement.as_at_default(case.period);
        let statement = draw_up(&case.agreement, &case.actuals, case.period, as_at);
        let entries = accrued(case);
        let periods = entries.iter().filter(|entry| !entry.reason.contains("reconciliation"));
        let net: Money = periods.map(|entry| entry.net).sum();
        assert_eq!(net, statement.net);
        nets.set(nets.get() + usize::from(!net.is_nil()));
    });
    assert!(nets.get() > 500, "{} had anything to accrue", nets.get());
}

#[test]
fn a_reconciliation_as_a_statement_comes_to_the_same() {
    let drawn = Cell::new(0);
    every_case(|case| {
        let year = case.period.year;
        let after = year.next().dates().first;
        let Some(found) = reconcile(&case.agreement, &case.actuals, year, after) else { return };
        let statement = as_statement(&case.agreement, &found, year);
        assert_eq!(statement.net, found.net);
        assert_eq!(statement.lines.len() + statement.not_billed.len(), found.lines.len());
        assert!(statement.lines.iter().all(|line| !line.trace.steps().is_empty()));
        assert!(case.documents(&statement).iter().all(|made| made.problems().is_empty()));
        assert!(!statement.preview && statement.period.year == year);
        drawn.set(drawn.get() + usize::from(!statement.lines.is_empty()));
    });
    assert!(drawn.get() > 20, "{} had anything to bill", drawn.get());
}
