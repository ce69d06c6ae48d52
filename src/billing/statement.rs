//! The recharge statement: what is due for a period, and what has changed for the periods before.
//!
//! For a period and an as-at day a statement bills each line's instalment under the terms known
//! that day and, for each earlier period, the difference from what has been billed for it so far.
//! Each difference is a line of its own that names its period; a second run changes nothing.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::actuals::Actuals;
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
use crate::domain::vat::Treatment;
use crate::domain::vat::VatDecision;

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
    let year = now.year(period.year);
    let mut lines: Vec<StatementLine> = Vec::new();
    if agreement.first_period() <= period {
        let due = year.in_period(period).into_iter();
        lines.extend(due.map(|due| current_line(due, as_at)));
    }
    if agreement.first_period() < period {
        let before = known_for(agreement, period.previous(), as_at);
        let before = Position::on(agreement, actuals, before);
        lines.extend(adjustments(&now, &year, &before, period));
    }
    sort_as_in_file(agreement, &mut lines);
    let not_billed = now.not_due(&year, period).into_iter().map(not_billed).collect();
    total(agreement, period, as_at, lines, not_billed)
}

fn current_line(due: Due<'_>, as_at: NaiveDate) -> StatementLine {
    let decision = due.vat.filter(|decision| decision.known_by(as_at));
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

/// A due sum is the same one in two positions where line, period and VAT treatment are the same.
type Key<'a> = (BillingPeriod, LineKind, &'a str, Option<Treatment>);

fn keyed<'a>(year: &YearDue<'a>, periods: &[BillingPeriod]) -> BTreeMap<Key<'a>, Due<'a>> {
    let due = periods.iter().flat_map(|period| year.in_period(*period));
    due.map(|due| ((due.period, due.kind, due.id, due.treatment()), due)).collect()
}

/// What has changed for the earlier periods; `this_year` is the year of the statement's period.
fn adjustments(
    now: &Position<'_>,
    this_year: &YearDue<'_>,
    before: &Position<'_>,
    period: BillingPeriod,
) -> Vec<StatementLine> {
    let agreement = now.terms.agreement;
    let mut lines = Vec::new();
    let mut year = now.first_year_changed_since(before);
    while let Some(of) = year.filter(|year| *year <= period.year) {
        year = Some(of.next());
        let earlier: Vec<BillingPeriod> = BillingPeriod::all_in(of, period.every())
            .filter(|earlier| agreement.first_period() <= *earlier && *earlier < period)
            .collect();
        if earlier.is_empty() {
            continue;
        }
        let due = if of == period.year {
            keyed(this_year, &earlier)
        } else {
            keyed(&now.year(of), &earlier)
        };
        lines.extend(differences(due, keyed(&before.year(of), &earlier), now));
    }
    lines
}

fn differences<'a>(
    now: BTreeMap<Key<'a>, Due<'a>>,
    mut before: BTreeMap<Key<'a>, Due<'a>>,
    position: &Position<'_>,
) -> Vec<StatementLine> {
    let mut lines = Vec::new();
    for (key, due) in now {
        let billed = before.remove(&key).map_or(Money::NIL, |due| due.net);
        if due.net != billed {
            let now = due.net;
            let mut line = current_line(due, position.terms.known_on);
            line.adjustment = true;
            line.net = now - billed;
            let working = Some(Box::new(line.trace));
            line.trace = Working::Adjustment { before: billed, now, working };
            lines.push(line);
        }
    }
    for due in before.into_values().filter(|due| !due.net.is_nil()) {
        let billed = due.net;
        let mut line = current_line(due, position.terms.known_on);
        line.adjustment = true;
        line.net = -billed;
        line.trace = Working::Adjustment { before: billed, now: Money::NIL, working: None };
        lines.push(line);
    }
    lines
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
        preview: as_at != agreement.as_at_default(period),
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
}

impl RechargeStatement {
    /// The number of one of its documents on files alone: the agreement's reference, the period and
    /// a letter, so that the same input gives the same number. A preview has none.
    pub fn number(&self, document: &DocumentTotals) -> Option<String> {
        (!self.preview).then(|| format!("{}-{}", self.reference(), document.letter))
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
