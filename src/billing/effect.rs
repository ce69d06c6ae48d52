//! The effect of a change, in pounds: what two versions of an agreement come to, period by period.

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::actuals::Actuals;
use crate::billing::position::Position;
use crate::billing::position::YearDue;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::money::Money;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::open_end;

/// What a period comes to under two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The period; of the longer periodicity where the two differ.
    pub period: BillingPeriod,
    /// Its net under the old version.
    pub old: Money,
    /// Its net under the new version.
    pub new: Money,
    /// The new less the old.
    pub difference: Money,
}

/// How many financial years of an open-ended term are compared, at the least.
const YEARS_AT_LEAST: usize = 2;

/// What two versions come to in every period from the first that either bills to the end of the
/// financial year in which the last dated change of either takes effect (or its term ends), with
/// all that the files tell taken as known. Actuals are left out.
pub fn effect(old: &Agreement, new: &Agreement) -> Vec<Effect> {
    let every = old.billing.every.max(new.billing.every);
    let first = old.starts.min(new.starts);
    let last = last_change(old).max(last_change(new)).max(first);
    let (mut year, mut years) = (FinancialYear::of(first), 0);
    let none = Actuals::default();
    let old = Position::on(old, &none, open_end());
    let new = Position::on(new, &none, open_end());
    let mut effects = Vec::new();
    while year <= FinancialYear::of(last) || years < YEARS_AT_LEAST {
        let (old_year, new_year) = (old.year(year), new.year(year));
        for period in BillingPeriod::all_in(year, every) {
            let (old, new) = (net(&old, &old_year, period), net(&new, &new_year, period));
            if !old.is_nil() || !new.is_nil() {
                effects.push(Effect { period, old, new, difference: new - old });
            }
        }
        (year, years) = (year.next(), years + 1);
    }
    effects
}

/// The net of a period, which may be several of the agreement's own.
fn net(position: &Position<'_>, year: &YearDue<'_>, period: BillingPeriod) -> Money {
    BillingPeriod::all_in(period.year, position.terms.agreement.billing.every)
        .filter(|part| period.dates().overlap(part.dates()).is_some())
        .flat_map(|part| year.in_period(part))
        .map(|due| due.net)
        .sum()
}

/// The last day from which a file states anything.
fn last_change(agreement: &Agreement) -> NaiveDate {
    let known = KnownTerms::on(agreement, open_end());
    let heads = agreement.line_heads();
    let lines = heads.iter().flat_map(|head| head.starts.into_iter().chain(head.ends));
    let changes = agreement.variations.iter().flat_map(|variation| {
        let ends = variation.changes.iter().filter_map(|change| change.ends);
        ends.chain([variation.effective])
    });
    lines.chain(changes).chain(known.term_ends()).max().unwrap_or(agreement.starts)
}
