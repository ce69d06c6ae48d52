//! Corrections: for each adjustment what was billed before, what is due now, on which documents the
//! purchaser finds the earlier sum, and why it has changed.
//!
//! A credit note must bear the number and date of the invoice that it corrects (VAT Regulations
//! 1995, regulation 15C); who receives one will also ask what it was before, and why.

use std::fmt;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::billing::actuals::Actuals;
use crate::billing::billed::Billed;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::DocumentTotals;
use crate::billing::invoice::VatGroup;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::statement::draw_up;
use crate::billing::statement::known_for;
use crate::billing::statement::statements_of_year;
use crate::billing::working::Working;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::domain::kpi::plain;
use crate::domain::line::Amendment;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::variation::Variation;

/// Why a sum is corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A variation, a notice or an approval that has become known, in words.
    Agreed(String),
    /// Days or costs of the line that have been recorded since, in words.
    Recorded(String),
    /// Nothing was billed for it before.
    NotBilled,
    /// What a person has recorded as the reason of a credit note.
    Given(String),
    /// It is an overhead, and what it is charged on has changed.
    Follows,
    /// Something else that is known of the period.
    Known,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::Agreed(words) | Reason::Recorded(words) | Reason::Given(words) => words,
            Reason::NotBilled => "It was not billed before",
            Reason::Follows => "What it is charged on has changed",
            Reason::Known => "What is known of the period has changed",
        })
    }
}

/// A document that was issued before.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EarlierDocument {
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// Its number.
    pub number: String,
    /// An invoice or a credit note.
    pub kind: DocumentKind,
}

/// What an adjustment corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// What was billed for the period so far.
    pub before: Money,
    /// What is due for it as it is known now.
    pub now: Money,
    /// The documents on which it was billed so far, in the order of their days.
    pub corrects: Vec<EarlierDocument>,
    /// Why.
    pub reasons: Vec<Reason>,
}

impl Correction {
    /// Why, in words without a full stop.
    pub fn why(&self) -> String {
        self.reasons.iter().map(Reason::to_string).collect::<Vec<_>>().join("; ")
    }
}

/// What was billed before a statement.
#[derive(Debug)]
enum Earlier<'a> {
    /// On files alone: the statements of the earlier periods.
    Statements(Vec<RechargeStatement>),
    /// What stands in the books.
    Books(&'a Billed),
}

/// What was billed before a statement, and what has become known since the last of them.
#[derive(Debug)]
pub struct Corrections<'a> {
    agreement: &'a Agreement,
    actuals: &'a Actuals,
    earlier: Earlier<'a>,
    after: NaiveDate,
    by: NaiveDate,
}

impl<'a> Corrections<'a> {
    /// Looks back from a statement as far as its adjustments reach.
    pub fn of(
        agreement: &'a Agreement,
        actuals: &'a Actuals,
        statement: &RechargeStatement,
    ) -> Corrections<'a> {
        let known = |period| known_for(agreement, period, statement.as_at);
        let first = statement.adjustments().map(|line| line.period).min();
        let back = std::iter::successors(first, |period| Some(period.next()));
        let periods = back.take_while(|period| *period < statement.period);
        let earlier = periods.map(|p| draw_up(agreement, actuals, p, known(p))).collect();
        Corrections::after(agreement, actuals, statement, Earlier::Statements(earlier))
    }

    /// Looks back into the books.
    pub fn of_books(
        agreement: &'a Agreement,
        actuals: &'a Actuals,
        statement: &RechargeStatement,
        billed: &'a Billed,
    ) -> Corrections<'a> {
        Corrections::after(agreement, actuals, statement, Earlier::Books(billed))
    }

    fn after(
        agreement: &'a Agreement,
        actuals: &'a Actuals,
        statement: &RechargeStatement,
        earlier: Earlier<'a>,
    ) -> Corrections<'a> {
        let by = statement.as_at;
        let after = known_for(agreement, statement.period.previous(), by);
        Corrections { agreement, actuals, earlier, after, by }
    }

    /// What a line corrects; `None` where it is no adjustment.
    pub fn by_line(&self, line: &StatementLine) -> Option<Correction> {
        let Working::Adjustment { before, now, .. } = line.trace else { return None };
        Some(Correction { before, now, corrects: self.billed_on(line), reasons: self.why(line) })
    }

    /// The documents on which a line was billed for its period so far: those of its VAT group, or
    /// any where the group is what has changed; where it was billed on none, its period's invoices.
    fn billed_on(&self, line: &StatementLine) -> Vec<EarlierDocument> {
        let earlier = match &self.earlier {
            Earlier::Statements(earlier) => earlier,
            Earlier::Books(billed) => return billed.documents_of(line),
        };
        let group = VatGroup::of(line.vat_treatment);
        let is_of_group = |_: &RechargeStatement, document: &DocumentTotals| {
            document.vat_treatment_group == group
        };
        let bills_it = |statement: &RechargeStatement, document: &DocumentTotals| {
            document.line_indices.iter().map(|index| &statement.lines[*index]).any(|other| {
                let is_same =
                    (other.kind, &other.line, other.period) == (line.kind, &line.line, line.period);
                is_same && !other.net.is_nil()
            })
        };
        let found =
            documents(earlier, |s, document| is_of_group(s, document) && bills_it(s, document));
        if !found.is_empty() {
            return found;
        }
        let found = documents(earlier, bills_it);
        if !found.is_empty() {
            return found;
        }
        documents(earlier, |s, document| {
            let is_invoice = document.document == DocumentKind::Invoice;
            s.period == line.period && is_invoice && is_of_group(s, document)
        })
    }

    /// The invoices of a VAT group that were issued for a financial year.
    pub(super) fn invoices_of_year(
        &self,
        year: FinancialYear,
        group: VatGroup,
    ) -> Vec<EarlierDocument> {
        match &self.earlier {
            Earlier::Books(billed) => billed.invoices_of_year(year, group),
            Earlier::Statements(_) => {
                let drawn = statements_of_year(self.agreement, self.actuals, year, Some(self.by));
                documents(&drawn, |_, document| {
                    document.document == DocumentKind::Invoice
                        && document.vat_treatment_group == group
                })
            }
        }
    }

    fn is_new(&self, day: NaiveDate) -> bool {
        self.after < day && day <= self.by
    }

    /// What has become known since the statement before that bears on a line.
    fn why(&self, line: &StatementLine) -> Vec<Reason> {
        let agreed = self.agreement.variations.iter().filter(|v| self.is_new(v.agreed));
        let mut words: Vec<String> =
            agreed.filter(|varied| bears_on(varied, line)).map(varied_in_words).collect();
        let notices = self.agreement.notices.iter().filter(|n| self.is_new(n.given_on));
        words.extend(notices.map(|notice| {
            let side = self.agreement.authority(notice.given_by);
            format!("{} gave notice on {}", side.name, in_words(notice.given_on))
        }));
        let inputs = self.agreement.inputs.iter().filter(|input| input.id == line.line);
        let approvals = inputs.filter_map(|input| input.terms.approved.as_ref());
        let approvals = approvals.filter(|approval| self.is_new(approval.on));
        words.extend(
            approvals.map(|approval| {
                format!("Approved on {} by {}", in_words(approval.on), approval.by)
            }),
        );
        let mut reasons: Vec<Reason> = words.into_iter().map(Reason::Agreed).collect();
        reasons.extend(self.recorded_late(&line.line, line.period).map(Reason::Recorded));
        if let Earlier::Books(billed) = self.earlier
            && reasons.is_empty()
            && !billed.has(line)
        {
            reasons.push(Reason::NotBilled);
        }
        if reasons.is_empty() {
            let is_overhead = line.kind == LineKind::Overhead;
            reasons.push(if is_overhead { Reason::Follows } else { Reason::Known });
        }
        reasons
    }

    /// The records of a line for a period that were made since the statement before.
    fn recorded_late(&self, line: &str, period: BillingPeriod) -> Option<String> {
        let records = self.actuals.of(line)?;
        let is_late = |on, recorded| period.dates().contains(on) && self.is_new(recorded);
        let days = records.days.iter().filter(|given| is_late(given.on, given.recorded));
        let days: Vec<Decimal> = days.map(|given| given.days).collect();
        let costs = records.costs.iter().filter(|met| is_late(met.on, met.recorded));
        let costs: Vec<Money> = costs.map(|met| met.amount).collect();
        let mut late = Vec::new();
        if !days.is_empty() {
            late.push(format!("{} days", plain(days.into_iter().sum::<Decimal>())));
        }
        if !costs.is_empty() {
            late.push(format!("costs of {}", costs.into_iter().sum::<Money>().in_pounds()));
        }
        (!late.is_empty())
            .then(|| format!("Recorded since the statement before: {}", late.join(" and ")))
    }
}

/// The documents of statements that a test picks.
fn documents(
    statements: &[RechargeStatement],
    is_one: impl Fn(&RechargeStatement, &DocumentTotals) -> bool,
) -> Vec<EarlierDocument> {
    let of_statement = |statement: &RechargeStatement| -> Vec<EarlierDocument> {
        let documents = statement.invoices.iter().filter(|made| is_one(statement, made));
        let issued_on = statement.as_at;
        let earlier = documents.filter_map(|made| {
            Some(EarlierDocument {
                issued_on,
                number: statement.number(made)?,
                kind: made.document,
            })
        });
        earlier.collect()
    };
    statements.iter().flat_map(of_statement).collect()
}

/// Whether a variation may change what is due on a line.
fn bears_on(variation: &Variation, line: &StatementLine) -> bool {
    let in_time = variation.effective <= line.period.dates().last;
    let mut changes = variation.changes.iter().filter(|change| change.line == line.line);
    let adds = variation.staffing.iter().any(|added| added.id == line.line)
        || variation.overheads.iter().any(|added| added.id == line.line)
        || variation.services.iter().any(|added| added.id == line.line)
        || variation.inputs.iter().any(|added| added.id == line.line);
    variation.ends.is_some()
        || (adds && in_time)
        || changes.any(|change| {
            let of_whole_life = change.amendments.iter().any(Amendment::is_of_whole_life);
            in_time || of_whole_life || change.ends.is_some()
        })
}

fn varied_in_words(variation: &Variation) -> String {
    let agreed = in_words(variation.agreed);
    let from = in_words(variation.effective);
    let words = format!("Varied on {agreed} with effect from {from}");
    match &variation.reason {
        Some(reason) => format!("{words}: {}", reason.trim_end_matches('.')),
        None => words,
    }
}
