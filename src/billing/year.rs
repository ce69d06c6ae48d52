//! A financial year: its statements, its reconciliation, and what budget papers state beside it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::actuals::Actuals;
use crate::billing::reconciliation::Reconciliation;
use crate::billing::reconciliation::reconcile;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::statements_of_year;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::Provision;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::exact::Exact;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::rate::Tbc;
use crate::domain::variation::KnownTerms;

/// A financial year of an agreement.
#[derive(Debug, Clone, Serialize)]
pub struct YearStatement {
    /// The agreement's reference.
    pub agreement: String,
    /// The financial year.
    pub year: FinancialYear,
    /// The statements of its periods.
    pub periods: Vec<RechargeStatement>,
    /// The reconciliation of its days, a document of its own and not in the totals below.
    pub reconciliation: Option<Reconciliation>,
    /// What budget papers state, beside what is billed.
    pub provisions: Vec<ProvisionCompared>,
    /// All periods, without VAT.
    pub net: Money,
    /// Their VAT.
    pub vat: Money,
    /// What is to be paid for them.
    pub gross: Money,
}

/// A provision beside what is billed for what it is said to cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProvisionCompared {
    /// What it is for.
    pub name: String,
    /// The paragraph that states it.
    pub clause: String,
    /// Whether the paper says *circa*.
    pub circa: bool,
    /// The sum of a year; `None` is to be confirmed.
    pub provision: Option<Money>,
    /// What is billed in the financial year for the lines that it covers, overhead left out.
    pub billed_without_overhead: Money,
    /// What is billed in the financial year for the lines that it covers.
    pub billed: Money,
    /// What is billed for support services beside that.
    pub services_beside: Money,
    /// What is billed as a share of the provision, in per cent to one decimal.
    pub billed_per_cent: String,
}

/// Draws up a financial year: each period as at its own day, or as at `as_at` where that is
/// earlier; the reconciliation as at the day after the year, or `as_at`; none before
/// the year is over.
pub fn draw_up(
    agreement: &Agreement,
    actuals: &Actuals,
    year: FinancialYear,
    as_at: Option<NaiveDate>,
) -> YearStatement {
    let periods = statements_of_year(agreement, actuals, year, as_at);
    let after = as_at.unwrap_or_else(|| year.next().dates().first);
    let term_ends = KnownTerms::on(agreement, after).term.last;
    let is_over = after > year.dates().last.min(term_ends);
    let reconciliation = is_over.then(|| reconcile(agreement, actuals, year, after)).flatten();
    let compared = |provision| compare(provision, &periods);
    let provisions = agreement.provisions.iter().map(compared).collect();
    let (net, vat) =
        (periods.iter().map(|p| p.net).sum(), periods.iter().map(|p| p.vat).sum::<Money>());
    YearStatement {
        agreement: agreement.reference.clone(),
        year,
        periods,
        reconciliation,
        provisions,
        net,
        vat,
        gross: net + vat,
    }
}

/// The days on which an agreement runs in a financial year, as is known on a day, where they are a
/// part of it: what is billed then is not to be read as a whole year's.
pub fn part_of_year(
    agreement: &Agreement,
    year: FinancialYear,
    known_on: NaiveDate,
) -> Option<Period> {
    let runs = KnownTerms::on(agreement, known_on).term.overlap(year.dates())?;
    (runs != year.dates()).then_some(runs)
}

fn compare(provision: &Provision, periods: &[RechargeStatement]) -> ProvisionCompared {
    let covers = |kind: LineKind, id: &str| {
        provision.includes.iter().any(|included| included == kind.word() || included == id)
    };
    let billed = |is_counted: &dyn Fn(LineKind, &str) -> bool| -> Money {
        let lines = periods.iter().flat_map(|period| &period.lines);
        lines.filter(|line| is_counted(line.kind, &line.line)).map(|line| line.net).sum()
    };
    let covered = billed(&covers);
    let is_base = |kind, id: &str| kind != LineKind::Overhead && covers(kind, id);
    let is_beside = |kind, id: &str| kind == LineKind::Service && !covers(kind, id);
    let share = match provision.annual {
        Tbc::Known(annual) if !annual.is_nil() => {
            Exact::from(covered) * Exact::from(100) / Exact::from(annual)
        }
        _ => Exact::NOUGHT,
    };
    ProvisionCompared {
        name: provision.name.clone(),
        clause: provision.clause.clone(),
        circa: provision.circa,
        provision: provision.annual.known(),
        billed_without_overhead: billed(&is_base),
        billed: covered,
        services_beside: billed(&is_beside),
        billed_per_cent: share.in_figures(1, 1),
    }
}
