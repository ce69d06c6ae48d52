//! What is to be accrued on a day: periods that are over and unbilled, what has become known since
//! a period was billed, and at a year's end the reconciliation of its days.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::actuals::Actuals;
use crate::billing::billed::Billed;
use crate::billing::position::Due;
use crate::billing::position::Position;
use crate::billing::reconciliation::ReconciledLine;
use crate::billing::reconciliation::reconcile;
use crate::billing::statement::StatementLine;
use crate::billing::statement::close_after;
use crate::billing::statement::draw_up;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::domain::line::LineKind;
use crate::domain::money::Money;

/// A line's sum for a period that belongs to the books of a day and is not billed by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToAccrue {
    /// The period.
    pub period: BillingPeriod,
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The clause.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// Why it is still to be billed.
    pub reason: String,
    /// The sum, without VAT; negative is to be given back.
    pub net: Money,
}

/// What is to be accrued on a day, line by line, given the periods that are billed by then, under
/// what is known on `as_at`: whoever closes a year's books in May knows more than on 31 March.
///
/// A period that still runs on the day is not over, and not accrued. What a billed period should
/// have come to, as it is known now, is taken against its statement's own day.
pub fn to_accrue(
    agreement: &Agreement,
    actuals: &Actuals,
    billed: &BTreeSet<BillingPeriod>,
    day: NaiveDate,
    as_at: NaiveDate,
) -> Vec<ToAccrue> {
    let first = agreement.first_period();
    let is_over = |period: &BillingPeriod| period.dates().last <= day;
    let over: Vec<BillingPeriod> = std::iter::successors(Some(first), |period| Some(period.next()))
        .take_while(is_over)
        .collect();
    let mut found = Vec::new();
    if let Some(last) = billed.iter().filter(|period| first <= **period).max() {
        // The adjustments of the statement that would come next are what the billed ones lack.
        let next = draw_up(agreement, actuals, last.next(), as_at);
        let is_counted =
            |line: &&StatementLine| billed.contains(&line.period) && is_over(&line.period);
        found.extend(next.adjustments().filter(is_counted).map(ToAccrue::known_since));
    }
    let position = Position::on(agreement, actuals, as_at);
    for in_year in over.chunk_by(|one, other| one.year == other.year) {
        if in_year.iter().all(|period| billed.contains(period)) {
            continue;
        }
        let year = position.year(in_year[0].year);
        for period in in_year.iter().filter(|period| !billed.contains(*period)) {
            let due = year.in_period(*period).into_iter();
            found.extend(due.map(|due| ToAccrue::unbilled(&due, day)));
        }
    }
    found.extend(of_days(agreement, actuals, day, as_at));
    found.retain(|entry| !entry.net.is_nil());
    found
}

/// The same where books are kept: what is due on `as_at` for the periods that are over on the day,
/// less what was on documents by then.
pub fn to_accrue_after(
    agreement: &Agreement,
    actuals: &Actuals,
    billed: &Billed,
    day: NaiveDate,
    as_at: NaiveDate,
) -> Vec<ToAccrue> {
    let next_day = day.succ_opt().expect("dates are bounded");
    let next = BillingPeriod::containing(next_day, agreement.billing.every);
    let drawn = close_after(agreement, actuals, next.previous(), as_at, billed);
    let entry = |line: &StatementLine| {
        let is_new = !billed.has(line);
        let mut entry = ToAccrue::known_since(line);
        if is_new {
            entry.reason = not_billed_by(day);
        }
        entry
    };
    let mut found: Vec<ToAccrue> = drawn.lines.iter().map(entry).collect();
    found.extend(of_days(agreement, actuals, day, as_at));
    found.retain(|entry| !entry.net.is_nil());
    found
}

/// The reconciliation of the days of a year that ends on a day.
fn of_days(
    agreement: &Agreement,
    actuals: &Actuals,
    day: NaiveDate,
    as_at: NaiveDate,
) -> Vec<ToAccrue> {
    let year = FinancialYear::of(day);
    if day != year.dates().last || as_at <= day {
        return Vec::new();
    }
    let last = BillingPeriod::containing(day, agreement.billing.every);
    let lines = reconcile(agreement, actuals, year, as_at).into_iter().flat_map(|r| r.lines);
    lines.map(|line| ToAccrue::reconciled(line, last, year)).collect()
}

fn not_billed_by(day: NaiveDate) -> String {
    format!("not billed by {}", in_words(day))
}

impl ToAccrue {
    fn unbilled(due: &Due<'_>, day: NaiveDate) -> ToAccrue {
        ToAccrue {
            period: due.period,
            line: due.id.to_owned(),
            kind: due.kind,
            clause: due.clause.to_owned(),
            description: due.name.to_owned(),
            reason: not_billed_by(day),
            net: due.net,
        }
    }

    fn known_since(line: &StatementLine) -> ToAccrue {
        ToAccrue {
            period: line.period,
            line: line.line.clone(),
            kind: line.kind,
            clause: line.clause.clone(),
            description: line.description.clone(),
            reason: "known since the period was billed".to_owned(),
            net: line.net,
        }
    }

    fn reconciled(line: ReconciledLine, period: BillingPeriod, year: FinancialYear) -> ToAccrue {
        ToAccrue {
            period,
            line: line.line,
            kind: line.kind,
            clause: line.clause,
            description: line.description,
            reason: format!("reconciliation of the days of {year}"),
            net: line.net,
        }
    }
}
