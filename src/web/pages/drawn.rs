//! What a statement says, in a preview or in the books: its lines with how each was worked out,
//! what is not billed and why, and what changed since the one before.

use crate::billing::accrual::dates_in_words;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::VatGroup;
use crate::billing::statement::NotBilled;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::what_changed::Became;
use crate::billing::what_changed::ChangedLine;
use crate::billing::what_changed::Reason;
use crate::billing::what_changed::WhatChanged;
use crate::billing::working::Step;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;
use crate::store::statements::KeptLine;
use crate::web::form::first_capital;
use crate::web::page::colour_of_line;

/// A line, with how it was worked out.
pub struct Line {
    /// Its number on the statement.
    pub number: i32,
    /// What it is.
    pub description: String,
    /// The clause.
    pub clause: String,
    /// The period that it is for.
    pub period: String,
    /// How VAT treats it.
    pub vat: &'static str,
    /// The sum, without VAT.
    pub net: String,
    /// How far it has come; empty in a preview.
    pub state: &'static str,
    /// The colour of that.
    pub colour: &'static str,
    /// How it was worked out.
    pub steps: Vec<Step>,
}

fn for_period(period: BillingPeriod, is_adjustment: bool) -> String {
    if is_adjustment { format!("{period}, adjusted") } else { period.to_string() }
}

/// The lines of a preview.
pub fn lines(statement: &RechargeStatement) -> Vec<Line> {
    let line = |(number, line): (i32, &StatementLine)| Line {
        number,
        description: line.description.clone(),
        clause: line.clause.clone(),
        period: for_period(line.period, line.adjustment),
        vat: line.vat_treatment.map_or("undecided", Treatment::in_words),
        net: line.net.in_pounds(),
        state: "",
        colour: "",
        steps: line.trace.steps(),
    };
    (1..).zip(&statement.lines).map(line).collect()
}

/// The lines that stand in the books, with the workings of the statement as it is drawn up again.
pub fn kept_lines(kept: &[KeptLine], drawn: &RechargeStatement) -> Vec<Line> {
    let with_working = |(working, kept): (Line, &KeptLine)| Line {
        number: kept.number,
        state: kept.state.word(),
        colour: colour_of_line(kept.state),
        ..working
    };
    lines(drawn).into_iter().zip(kept).map(with_working).collect()
}

/// The noun for a document.
pub fn document_in_words(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Invoice => "Invoice",
        DocumentKind::CreditNote => "Credit note",
    }
}

/// How VAT treats all that a document bills.
pub fn group_in_words(group: VatGroup) -> &'static str {
    match group {
        VatGroup::OutsideScope => "outside the scope of VAT",
        VatGroup::InsideScope => "inside the scope of VAT",
        VatGroup::Undecided => "VAT undecided: it cannot be issued",
    }
}

/// Something that is not billed.
pub struct NotBilledRow {
    /// What it is.
    pub description: String,
    /// The clause.
    pub clause: String,
    /// The days that it is about.
    pub dates: String,
    /// The sum, where one is known.
    pub sum: String,
    /// Why.
    pub why: String,
}

/// What is not billed, and why.
pub fn not_billed(statement: &RechargeStatement) -> Vec<NotBilledRow> {
    let row = |of: &NotBilled| NotBilledRow {
        description: of.description.clone(),
        clause: of.clause.clone(),
        dates: dates_in_words(Period { first: of.from, last: of.to }),
        sum: of.amount.map_or("not known".to_owned(), Money::in_pounds),
        why: first_capital(&of.reason),
    };
    statement.not_billed.iter().map(row).collect()
}

/// A row of what changed.
pub struct ChangedRow {
    /// What.
    pub name: String,
    /// The sum before.
    pub before: String,
    /// The sum now.
    pub now: String,
    /// The difference.
    pub difference: String,
    /// Why.
    pub why: String,
}

/// What changed since the statement before.
pub struct Changed {
    /// The period of the statement before.
    pub since: String,
    /// The day on which that was drawn up.
    pub known_then: String,
    /// By how much this period's own lines differ.
    pub difference: String,
    /// Each line that changed.
    pub rows: Vec<ChangedRow>,
    /// The sums.
    pub totals: Vec<ChangedRow>,
}

impl Changed {
    /// What changed, for people: lines that differ only by pennies are taken together.
    pub fn of(changed: &WhatChanged<'_>) -> Changed {
        let (pennies, lines): (Vec<_>, Vec<_>) =
            changed.lines.iter().partition(|line| line.is_by_pennies());
        let mut rows: Vec<ChangedRow> =
            lines.into_iter().map(|line| changed_row(line, in_this_period(line))).collect();
        if !pennies.is_empty() {
            let name = match pennies.len() {
                1 => "1 line, by pennies".to_owned(),
                number => format!("{number} lines, by pennies"),
            };
            let sums = sums(pennies.iter().copied());
            rows.push(row(name, sums, "The year’s last instalment makes the year exact"));
        }
        let adjusted = |line| changed_row(line, format!("{}, {}", line.description, line.period));
        rows.extend(changed.adjustments.iter().map(adjusted));
        let own = (changed.before, changed.now);
        let mut totals = vec![row("This period’s own lines".to_owned(), own, "")];
        if !changed.adjustments.is_empty() {
            let name = "Adjustments of earlier periods".to_owned();
            totals.push(row(name, sums(changed.adjustments.iter()), ""));
        }
        Changed {
            since: changed.since.to_string(),
            known_then: in_words(changed.known_then),
            difference: more_or_less(changed.now - changed.before),
            rows,
            totals,
        }
    }
}

/// A difference in words: `£120.00 more`.
pub fn more_or_less(difference: Money) -> String {
    match (difference.is_nil(), difference.is_credit()) {
        (true, _) => "no change".to_owned(),
        (_, true) => format!("{} less", (-difference).in_pounds()),
        _ => format!("{} more", difference.in_pounds()),
    }
}

fn in_this_period(line: &ChangedLine<'_>) -> String {
    match line.became {
        Became::Other => line.description.clone(),
        Became::New => format!("{}, new", line.description),
        Became::Ended => format!("{}, no longer billed", line.description),
    }
}

fn changed_row(line: &ChangedLine<'_>, name: String) -> ChangedRow {
    let why: Vec<String> = line.reasons.iter().map(Reason::in_words).collect();
    row(name, (line.before, line.now), &first_capital(&why.join("; ")))
}

fn row(name: String, (before, now): (Money, Money), why: &str) -> ChangedRow {
    let [before, now, difference] = [before, now, now - before].map(Money::in_pounds);
    ChangedRow { name, before, now, difference, why: why.to_owned() }
}

fn sums<'l, 'a: 'l>(lines: impl Iterator<Item = &'l ChangedLine<'a>> + Clone) -> (Money, Money) {
    (lines.clone().map(|line| line.before).sum(), lines.map(|line| line.now).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_without_a_sign_to_be_misread() {
        let sum = |text| Money::parse(text).expect("a sum");
        assert_eq!(more_or_less(sum("120")), "£120.00 more");
        assert_eq!(more_or_less(sum("-0.01")), "£0.01 less");
        assert_eq!(more_or_less(Money::NIL), "no change");
    }
}
