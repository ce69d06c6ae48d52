//! The recharge statement: what is due for a period, and what has changed for the periods before.
//!
//! For a period and an as-at day a statement bills each line's instalment under the terms known
//! that day and, for each earlier period, the difference from what has been billed for it so far.
//! Each difference is a line of its own that names its period; a second run changes nothing.

mod difference;
mod restored;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use self::difference::from_books;
use self::difference::since;
use crate::billing::actuals::Actuals;
use crate::billing::billed::Billed;
use crate::billing::invoice::DocumentTotals;
use crate::billing::invoice::split_by_vat;
use crate::billing::position::Due;
use crate::billing::position::NotDue;
use crate::billing::position::Position;
use crate::billing::position::YearDue;
use crate::billing::working::Working;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::variation::KnownTerms;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatDecision;

pub(super) use self::difference::decision_on;
pub use self::restored::StoredLine;
pub use self::restored::restore;
pub use self::restored::restore_closing;

/// A statement of what is due, with its working.
#[derive(Debug, Clone, Serialize)]
pub struct RechargeStatement {
    /// The agreement's reference.
    pub agreement: String,
    /// The period.
    pub period: BillingPeriod,
    /// The financial year whose days it reconciles, after that year; a period's own statement has
    /// none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconciles: Option<FinancialYear>,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The day on which what is stated here was known.
    pub as_at: NaiveDate,
    /// Whether that is another day than the agreement's own: then it is a preview, without a
    /// number.
    pub preview: bool,
    /// Where the numbers of its documents come from.
    #[serde(skip)]
    pub numbering: Numbering,
    /// Whether it closes what was billed too much: then it has adjustments alone, its own period's
    /// among them.
    #[serde(skip)]
    pub closes: bool,
    /// What is billed.
    pub lines: Vec<StatementLine>,
    /// The documents that it becomes.
    pub invoices: Vec<DocumentTotals>,
    /// What is not billed, and why.
    pub not_billed: Vec<NotBilled>,
    /// All lines, without VAT.
    pub net: Money,
    /// The VAT of all documents.
    pub vat: Money,
    /// What is to be paid.
    pub gross: Money,
}

/// Where the numbers of a statement's documents come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    /// On files alone: from the agreement's reference and the period.
    OfFiles,
    /// From the books, when they are issued.
    OfBooks,
}

/// A line of a statement.
#[derive(Debug, Clone, Serialize)]
pub struct StatementLine {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The period that it belongs to: an earlier one for an adjustment.
    pub period: BillingPeriod,
    /// Whether it brings what was billed for an earlier period to what is due.
    pub adjustment: bool,
    /// The clause that it rests on.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The sum, without VAT.
    pub net: Money,
    /// How VAT treats it; `None` where nobody has decided.
    pub vat_treatment: Option<Treatment>,
    /// Who decided that, when and why.
    #[serde(skip)]
    pub vat_decision: Option<Arc<VatDecision>>,
    /// How it was worked out.
    pub trace: Working,
}

/// Something that is not billed, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotBilled {
    /// The line's name in the agreement file.
    pub line: String,
    /// Why.
    pub reason: String,
    /// The clause.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The first of the days that it is about.
    pub from: NaiveDate,
    /// The last of them.
    pub to: NaiveDate,
    /// The sum, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// The day on which the statement of a period is drawn up where somebody looks at `as_at`: its own
/// day, but none later than that.
pub fn known_for(agreement: &Agreement, period: BillingPeriod, as_at: NaiveDate) -> NaiveDate {
    agreement.as_at_default(period).min(as_at)
}

/// Draws up the statement of a period under what is known on a day.
///
/// What was billed so far is taken to be the statements of the earlier periods as at their own
/// days, none later than `as_at`.
pub fn draw_up(
    agreement: &Agreement,
    actuals: &Actuals,
    period: BillingPeriod,
    as_at: NaiveDate,
) -> RechargeStatement {
    let now = Position::on(agreement, actuals, as_at);
    let before = (agreement.first_period() < period).then(|| {
        let before = known_for(agreement, period.previous(), as_at);
        Position::on(agreement, actuals, before)
    });
    let year = now.year(period.year);
    let lines = before.map_or_else(Vec::new, |before| since(&now, &year, &before, period));
    drawn(&now, &year, period, lines, Numbering::OfFiles)
}

/// Draws up the statement of a period under what is known on a day, where books are kept: for every
/// earlier period the difference is that from what really stands in them.
///
/// What was never billed for an earlier period is billed whole, as an adjustment that names it;
/// what was billed and is not due any more is given back. Any day is the statement's own: it is no
/// preview, and its documents have the numbers of the books.
pub fn draw_up_after(
    agreement: &Agreement,
    actuals: &Actuals,
    period: BillingPeriod,
    as_at: NaiveDate,
    billed: &Billed,
) -> RechargeStatement {
    let now = Position::on(agreement, actuals, as_at);
    let year = now.year(period.year);
    let lines = from_books(&now, &year, billed, period);
    drawn(&now, &year, period, lines, Numbering::OfBooks)
}

/// Draws up what is due now for all periods up to one that is billed, less what stands in the books
/// for them: what makes less due than was billed in advance, a notice say, is given back at once
/// and not only with the next period.
///
/// All its lines are adjustments, those of the last billed period too.
pub fn close_after(
    agreement: &Agreement,
    actuals: &Actuals,
    last: BillingPeriod,
    as_at: NaiveDate,
    billed: &Billed,
) -> RechargeStatement {
    let now = Position::on(agreement, actuals, as_at);
    let next = last.next();
    let mut lines = from_books(&now, &now.year(next.year), billed, next);
    sort_as_in_file(agreement, &mut lines);
    let statement = total(agreement, last, as_at, lines, Vec::new(), Numbering::OfBooks);
    RechargeStatement { closes: true, ..statement }
}

/// The statement of a period with its adjustments.
fn drawn(
    now: &Position<'_>,
    year: &YearDue<'_>,
    period: BillingPeriod,
    adjustments: Vec<StatementLine>,
    numbering: Numbering,
) -> RechargeStatement {
    let KnownTerms { agreement, known_on, .. } = now.terms;
    let mut lines = adjustments;
    if agreement.first_period() <= period {
        let due = year.in_period(period).into_iter();
        lines.extend(due.map(|due| current_line(due, known_on, numbering)));
    }
    sort_as_in_file(agreement, &mut lines);
    let not_billed = now.not_due(year, period).into_iter().map(not_billed).collect();
    total(agreement, period, known_on, lines, not_billed, numbering)
}

/// What is due, as a line. On files a VAT decision counts from its own day on; in the books it
/// counts once it is in the file: they are drawn up from one version of it, and a decision that
/// came after the period's own day could never be billed.
fn current_line(due: Due<'_>, as_at: NaiveDate, numbering: Numbering) -> StatementLine {
    let counts =
        |decision: &Arc<VatDecision>| numbering == Numbering::OfBooks || decision.known_by(as_at);
    let decision = due.vat.filter(counts);
    StatementLine {
        line: due.id.to_owned(),
        kind: due.kind,
        period: due.period,
        adjustment: false,
        clause: due.clause.to_owned(),
        description: due.name.to_owned(),
        net: due.net,
        vat_treatment: decision.as_ref().map(|decision| decision.treatment),
        vat_decision: decision,
        trace: due.working,
    }
}

fn sort_as_in_file(agreement: &Agreement, lines: &mut [StatementLine]) {
    let heads = agreement.line_heads();
    let rank: HashMap<&str, usize> =
        heads.iter().enumerate().map(|(rank, head)| (head.id, rank)).collect();
    lines.sort_by_cached_key(|line| {
        let rank = rank.get(line.line.as_str()).copied();
        (line.adjustment, line.period, line.kind, rank, line.vat_treatment)
    });
}

fn not_billed(not_due: NotDue<'_>) -> NotBilled {
    NotBilled {
        line: not_due.id.to_owned(),
        reason: not_due.withheld.reason,
        clause: not_due.clause.to_owned(),
        description: not_due.name.to_owned(),
        from: not_due.withheld.dates.first,
        to: not_due.withheld.dates.last,
        amount: not_due.withheld.amount,
    }
}

pub(super) fn total(
    agreement: &Agreement,
    period: BillingPeriod,
    as_at: NaiveDate,
    lines: Vec<StatementLine>,
    not_billed: Vec<NotBilled>,
    numbering: Numbering,
) -> RechargeStatement {
    let invoices = split_by_vat(&lines, |line| line.tax_point(agreement, as_at));
    let net = lines.iter().map(|line| line.net).sum();
    let vat = invoices.iter().map(|invoice| invoice.vat).sum();
    let dates = period.dates();
    RechargeStatement {
        agreement: agreement.reference.clone(),
        period,
        reconciles: None,
        from: dates.first,
        to: dates.last,
        as_at,
        preview: numbering == Numbering::OfFiles && as_at != agreement.as_at_default(period),
        numbering,
        closes: false,
        lines,
        invoices,
        not_billed,
        net,
        vat,
        gross: net + vat,
    }
}

impl StatementLine {
    /// The day whose rate of VAT it bears, on a statement drawn up as at a day: an adjustment bears
    /// that of the period which it corrects.
    pub fn tax_point(&self, agreement: &Agreement, as_at: NaiveDate) -> NaiveDate {
        if self.adjustment { agreement.as_at_default(self.period) } else { as_at }
    }

    /// For an adjustment, what was billed for its period before.
    pub fn billed_before(&self) -> Option<Money> {
        match self.trace {
            Working::Adjustment { before, .. } => Some(before),
            Working::Charge(_) | Working::Overhead(_) | Working::Steps(_) => None,
        }
    }
}

impl RechargeStatement {
    /// The number of one of its documents on files alone: the agreement's reference, the period and
    /// a letter, so that the same input gives the same number. A preview has none, nor has a
    /// statement of the books before it is issued.
    pub fn number(&self, document: &DocumentTotals) -> Option<String> {
        let number = || format!("{}-{}", self.reference(), document.letter);
        (self.numbering == Numbering::OfFiles && !self.preview).then(number)
    }

    /// Its title, for people.
    pub fn title(&self) -> String {
        match self.reconciles {
            Some(year) => format!("Reconciliation statement {year}"),
            None if self.closes => format!("Closing statement {}", self.period),
            None => format!("Recharge statement {}", self.period),
        }
    }

    /// What it is called on files: the agreement's reference and the period, `REF-201819Q2`, or the
    /// year that it reconciles, `REF-201819R`.
    pub fn reference(&self) -> String {
        let of = match self.reconciles {
            Some(year) => format!("{}R", year.to_string().replace('/', "")),
            None => self.period.compact(),
        };
        format!("{}-{of}", self.agreement)
    }

    /// The day on which it is drawn up unless another is named: the agreement's own for its period,
    /// and for a reconciliation the day after the period that the year ends with.
    pub fn own_day(&self, agreement: &Agreement) -> NaiveDate {
        match self.reconciles {
            Some(_) => self.period.next().dates().first,
            None => agreement.as_at_default(self.period),
        }
    }

    /// The document that a line stands on; `None` where its document comes to nought.
    pub fn document_of(&self, line_index: usize) -> Option<&DocumentTotals> {
        self.invoices.iter().find(|document| document.line_indices.contains(&line_index))
    }

    /// The same with some of its lines only, with totals and documents of their own: what is agreed
    /// where other lines are queried. Places that it has no line at are passed over.
    #[must_use]
    pub fn only(&self, agreement: &Agreement, lines: &[usize]) -> RechargeStatement {
        let chosen = self.lines.iter().enumerate().filter(|(at, _)| lines.contains(at));
        let chosen = chosen.map(|(_, line)| line.clone()).collect();
        let not_billed = self.not_billed.clone();
        let numbering = self.numbering;
        let part = total(agreement, self.period, self.as_at, chosen, not_billed, numbering);
        let (from, to) = (self.from, self.to);
        let (reconciles, closes, preview) = (self.reconciles, self.closes, self.preview);
        RechargeStatement { reconciles, from, to, preview, closes, ..part }
    }

    /// The lines of this period, without adjustments.
    pub fn current(&self) -> impl Iterator<Item = &StatementLine> {
        self.lines.iter().filter(|line| !line.adjustment)
    }

    /// The adjustments of earlier periods.
    pub fn adjustments(&self) -> impl Iterator<Item = &StatementLine> {
        self.lines.iter().filter(|line| line.adjustment)
    }

    /// Whether there is anything to bill, or to say about what is not billed.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.not_billed.is_empty()
    }
}

/// The periods of a financial year in which an agreement bills: those in which a line accrues, or
/// to which a difference falls.
pub fn statements_of_year(
    agreement: &Agreement,
    actuals: &Actuals,
    year: FinancialYear,
    as_at: Option<NaiveDate>,
) -> Vec<RechargeStatement> {
    BillingPeriod::all_in(year, agreement.billing.every)
        .map(|period| {
            let own = agreement.as_at_default(period);
            let as_at = as_at.map_or(own, |as_at| own.min(as_at));
            draw_up(agreement, actuals, period, as_at)
        })
        .filter(|statement| !statement.is_empty())
        .collect()
}
