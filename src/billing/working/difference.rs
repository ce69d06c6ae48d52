//! Why a sum is another than that of the period before, as far as the two workings tell.
//!
//! The yearly charge is the first figure that is named: what a post is paid stays where it is.

use crate::billing::accrual::share_in_words;
use crate::billing::working::ChargeWorking;
use crate::billing::working::OverheadWorking;
use crate::billing::working::Working;
use crate::billing::working::per_cent;
use crate::domain::exact::Exact;
use crate::domain::money::Money;

/// What two workings differ in, in words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Differing {
    /// Whether the charge of a year, or an overhead's rate, is another.
    pub terms: bool,
    /// Whether one of the two takes the residue of its year, and nothing else differs.
    pub pennies: bool,
    /// Each thing that differs, in a clause of a sentence.
    pub reasons: Vec<String>,
}

impl Working {
    /// What this working of a period has otherwise than that of the period before.
    pub fn differing_from(&self, before: &Working) -> Differing {
        match (before, self) {
            (Working::Charge(before), Working::Charge(now)) => charges(before, now),
            (Working::Overhead(before), Working::Overhead(now)) => overheads(before, now),
            _ => Differing::default(),
        }
    }
}

fn charges(before: &ChargeWorking, now: &ChargeWorking) -> Differing {
    let mut differing = Differing::default();
    let annual = |working: &ChargeWorking| {
        let mut sums: Vec<Money> = working.stretches.iter().map(|s| s.annual).collect();
        sums.dedup();
        sums
    };
    let (annual_before, annual_now) = (annual(before), annual(now));
    let yearly = !annual_before.is_empty() && !annual_now.is_empty();
    if yearly && annual_before != annual_now {
        differing.terms = true;
        let (now, before) = (one_after_another(&annual_now), one_after_another(&annual_before));
        differing.reasons.push(format!("the charge of a year is {now}; before, {before}"));
    }
    let days = |working: &ChargeWorking| {
        let words: Vec<String> =
            working.stretches.iter().map(|s| share_in_words(s.dates, working.apportion)).collect();
        words.join(" and ")
    };
    let (days_before, days_now) = (days(before), days(now));
    if !yearly && annual_before != annual_now {
        let words = if annual_now.is_empty() { "no days are billed" } else { "days are billed" };
        differing.reasons.push(format!("{words} in this period, unlike the one before"));
    } else if days_before != days_now && before.accrued != now.accrued && yearly {
        differing.reasons.push(format!("it is for {days_now}; before, for {days_before}"));
    }
    if before.on_actuals != now.on_actuals {
        differing.reasons.push(format!(
            "recorded days and costs come to {}; before, to {}",
            now.on_actuals.in_pounds(),
            before.on_actuals.in_pounds()
        ));
    }
    differing.pennies = differing.reasons.is_empty() && before.accrued == now.accrued;
    differing
}

fn one_after_another(sums: &[Money]) -> String {
    sums.iter().map(|sum| sum.in_pounds()).collect::<Vec<_>>().join(" and then ")
}

fn overheads(before: &OverheadWorking, now: &OverheadWorking) -> Differing {
    let mut differing = Differing::default();
    let rates = |working: &OverheadWorking| {
        let mut rates: Vec<Exact> = Vec::new();
        for base in &working.bases {
            for rate in [&base.rate, &base.rate_on_actuals] {
                if !rate.is_nought() && !rates.contains(rate) {
                    rates.push(rate.clone());
                }
            }
        }
        rates.iter().map(per_cent).collect::<Vec<_>>().join(" and ")
    };
    let (rates_before, rates_now) = (rates(before), rates(now));
    let both = !rates_before.is_empty() && !rates_now.is_empty();
    if both && rates_before != rates_now {
        differing.terms = true;
        differing.reasons.push(format!("the rate is {rates_now}; before, {rates_before}"));
    }
    let bases = |working: &OverheadWorking| -> Money {
        working.bases.iter().map(|base| base.instalment + base.on_actuals).sum()
    };
    let (bases_before, bases_now) = (bases(before), bases(now));
    if bases_before != bases_now {
        differing.reasons.push(format!(
            "what it is on comes to {}; before, to {}",
            bases_now.in_pounds(),
            bases_before.in_pounds()
        ));
    }
    differing.pennies = differing.reasons.is_empty();
    differing
}
