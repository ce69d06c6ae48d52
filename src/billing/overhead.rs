//! Overhead: a rate on what named lines bill, and never on anything else.
//!
//! Its instalment is the rate on the sum of its lines' instalments, rounded once on the total (or
//! on each line, where the agreement says so); the year's last period takes the residue. Each
//! instalment bears the rates in force over its period, weighted as it accrues. On what is billed
//! on actuals it is rounded each period, with no residue. Without a VAT decision of its own it
//! takes that of the lines it is on, and is worked out separately for each treatment.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::billing::accrual::share_of_year;
use crate::billing::charge::Charge;
use crate::billing::charge::Residue;
use crate::billing::charge::TO_BE_CONFIRMED;
use crate::billing::charge::Withheld;
use crate::domain::agreement::Apportion;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::charges::OverheadTerms;
use crate::domain::charges::Per;
use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::rate::Tbc;
use crate::domain::variation::KnownLine;
use crate::domain::variation::KnownTerms;
use crate::domain::vat::LineVat;
use crate::domain::vat::Treatment;

/// What an overhead charges in one period on the lines of one VAT treatment.
#[derive(Debug, Clone)]
pub struct OverheadCharge<'a> {
    /// The overhead's name in the file.
    pub id: &'a str,
    /// Its clause.
    pub clause: &'a str,
    /// What it is, for people.
    pub name: &'a str,
    /// The period.
    pub period: BillingPeriod,
    /// Its own VAT decision, or that of the lines it is on.
    pub vat: LineVat,
    /// What it is on, line by line.
    pub bases: Vec<Base<'a>>,
    /// Where it is rounded.
    pub per: Per,
    /// What it comes to on instalments.
    pub on_instalments: Money,
    /// How that came about where it takes the year's residue; rounded on the total alone.
    pub residue: Option<Residue>,
    /// What it comes to on what is billed on actuals.
    pub on_actuals: Money,
}

/// A line that an overhead is on, in one period.
#[derive(Debug, Clone)]
pub struct Base<'a> {
    /// The line's name in the file.
    pub id: &'a str,
    /// What it is, for people.
    pub name: &'a str,
    /// Its instalment.
    pub instalment: Money,
    /// The rate that the instalment bears, as a fraction of one.
    pub rate: Exact,
    /// What it bills on actuals.
    pub on_actuals: Money,
    /// The rate that its actuals bear.
    pub rate_on_actuals: Exact,
    /// Whether it accrues on days on which the overhead runs at a rate.
    bears: bool,
}

impl OverheadCharge<'_> {
    /// What the overhead bills in the period on these lines.
    pub fn net(&self) -> Money {
        self.on_instalments + self.on_actuals
    }
}

/// What is rounded together over a year: the whole of an overhead with a VAT decision of its own,
/// whatever that is from period to period, or what stands on the lines of one treatment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Own,
    OfLines(Option<Treatment>),
}

impl Group {
    fn of(vat: &LineVat) -> Group {
        Group::OfLines(vat.as_ref().map(|vat| vat.treatment))
    }
}

/// The charges of an overhead in a financial year.
pub fn overhead_charges<'a>(
    terms: &KnownTerms<'a>,
    overhead: &KnownLine<'a, OverheadTerms>,
    charges: &[Vec<Charge<'a>>],
) -> Vec<OverheadCharge<'a>> {
    let apportion = terms.agreement.billing.apportion;
    let mut groups: BTreeMap<Group, Vec<OverheadCharge<'a>>> = BTreeMap::new();
    let Some(runs) = overhead.runs else { return Vec::new() };
    let on_lines = charges.iter().flatten().filter(|charge| charge.is_shown());
    let mut on_lines: Vec<&Charge<'a>> = on_lines.collect();
    on_lines.sort_by_key(|charge| charge.period);
    for charge in on_lines {
        let Some(dates) = runs.overlap(charge.period.dates()) else { continue };
        let is_on = overhead.terms.stretches(dates).any(|(_, terms)| {
            terms.is_on(charge.kind, charge.id) && !terms.rate.is_to_be_confirmed()
        });
        if !is_on {
            continue;
        }
        let (group, vat) = match &overhead.terms.on(dates.last).vat {
            Some(own) => (Group::Own, Some(own.clone())),
            None => (Group::of(&charge.vat), charge.vat.clone()),
        };
        let group = groups.entry(group).or_default();
        if group.last().is_none_or(|last| last.period != charge.period) {
            group.push(empty_charge(overhead, charge.period, vat));
        }
        let base = base(overhead, runs, charge, apportion);
        group.last_mut().expect("one was pushed").bases.push(base);
    }
    let mut all: Vec<OverheadCharge<'a>> = Vec::new();
    for mut group in groups.into_values() {
        settle(&mut group);
        all.append(&mut group);
    }
    all.sort_by_key(|charge| charge.period);
    all
}

/// The days of a period on which an overhead runs with its rate to be confirmed.
pub fn overhead_withheld(
    overhead: &KnownLine<'_, OverheadTerms>,
    period: BillingPeriod,
) -> Vec<Withheld> {
    let Some(dates) = overhead.runs.and_then(|runs| runs.overlap(period.dates())) else {
        return Vec::new();
    };
    let unconfirmed = overhead.terms.stretches(dates).filter(|(_, t)| t.rate.is_to_be_confirmed());
    unconfirmed
        .map(|(dates, _)| Withheld { reason: TO_BE_CONFIRMED.to_owned(), dates, amount: None })
        .collect()
}

fn empty_charge<'a>(
    overhead: &KnownLine<'a, OverheadTerms>,
    period: BillingPeriod,
    vat: LineVat,
) -> OverheadCharge<'a> {
    OverheadCharge {
        id: &overhead.line.id,
        clause: &overhead.line.clause,
        name: &overhead.line.name,
        period,
        vat,
        bases: Vec::new(),
        per: overhead.line.terms.per,
        on_instalments: Money::NIL,
        residue: None,
        on_actuals: Money::NIL,
    }
}

fn base<'a>(
    overhead: &KnownLine<'a, OverheadTerms>,
    runs: Period,
    charge: &Charge<'a>,
    apportion: Apportion,
) -> Base<'a> {
    let (rate, bears) = one_rate(overhead, runs, charge)
        .unwrap_or_else(|| weighted_rate(overhead, runs, charge, apportion));
    let on_day = |on: NaiveDate| {
        let day = Period { first: on, last: on };
        rates_over(overhead, runs, day, charge).into_iter().map(|(_, rate)| rate).sum::<Exact>()
    };
    let recorded: Exact = charge.recorded.iter().map(|r| r.amount.clone()).sum();
    let borne_on_actuals: Exact = charge.recorded.iter().map(|r| &r.amount * &on_day(r.on)).sum();
    Base {
        id: charge.id,
        name: charge.name,
        instalment: charge.instalment,
        rate,
        on_actuals: charge.on_actuals,
        rate_on_actuals: weighted(&borne_on_actuals, &recorded),
        bears,
    }
}

fn weighted(borne: &Exact, on: &Exact) -> Exact {
    if on.is_nought() { Exact::NOUGHT } else { (borne / on).in_lowest_terms() }
}

/// The rate where one is in force over all that a line accrues in a period, as it mostly is: then
/// nothing needs to be weighted. With it, whether it comes to anything.
fn one_rate(
    overhead: &KnownLine<'_, OverheadTerms>,
    runs: Period,
    charge: &Charge<'_>,
) -> Option<(Exact, bool)> {
    let first = charge.stretches.first()?.dates.first;
    let dates = Period { first, last: charge.stretches.last()?.dates.last };
    if runs.overlap(dates) != Some(dates) {
        return None;
    }
    let mut in_force = overhead.terms.stretches(dates);
    let (_, terms) = in_force.next()?;
    if in_force.next().is_some() {
        return None;
    }
    let rate = rate_on(terms, charge).unwrap_or(Exact::NOUGHT);
    let bears = !rate.is_nought() && !charge.accrued.is_nought();
    Some((rate, bears))
}

/// The rates over a period, weighted as its instalment accrues, and whether they come to anything.
fn weighted_rate(
    overhead: &KnownLine<'_, OverheadTerms>,
    runs: Period,
    charge: &Charge<'_>,
    apportion: Apportion,
) -> (Exact, bool) {
    let mut borne = Exact::NOUGHT;
    for stretch in &charge.stretches {
        let annual = Exact::from(stretch.annual);
        for (dates, rate) in rates_over(overhead, runs, stretch.dates, charge) {
            borne = borne + &annual * &share_of_year(dates, apportion) * rate;
        }
    }
    (weighted(&borne, &charge.accrued), !borne.is_nought())
}

/// The rate of some terms on a line; `None` where they are not on it or do not know it yet.
fn rate_on(terms: &OverheadTerms, charge: &Charge<'_>) -> Option<Exact> {
    match terms.rate {
        Tbc::Known(rate) if terms.is_on(charge.kind, charge.id) => Some(rate.exact()),
        _ => None,
    }
}

/// The rates in force for a line over some days, nought where the overhead does not run or is not
/// on the line; those at nought are left out.
fn rates_over(
    overhead: &KnownLine<'_, OverheadTerms>,
    runs: Period,
    dates: Period,
    charge: &Charge<'_>,
) -> Vec<(Period, Exact)> {
    let Some(both) = runs.overlap(dates) else { return Vec::new() };
    let in_force = overhead.terms.stretches(both);
    in_force.filter_map(|(dates, terms)| Some((dates, rate_on(terms, charge)?))).collect()
}

/// Rounds a year's charges of one group, in the order of their periods.
fn settle(group: &mut [OverheadCharge<'_>]) {
    match group.first().map(|charge| charge.per) {
        Some(Per::Total) => settle_on_total(group),
        Some(Per::Line) => settle_on_lines(group),
        None => {}
    }
}

fn settle_on_total(group: &mut [OverheadCharge<'_>]) {
    let last = group.iter().rposition(|charge| charge.bases.iter().any(|base| base.bears));
    let mut running = Running::default();
    for (at, charge) in group.iter_mut().enumerate() {
        let exact = charge.bases.iter().map(|b| Exact::from(b.instalment) * b.rate.clone()).sum();
        let (instalment, residue) = running.instalment(&exact, Some(at) == last);
        charge.on_instalments = instalment;
        charge.residue = residue;
        let actuals = charge.bases.iter().map(on_actuals_exact).sum();
        charge.on_actuals = Money::rounded(&actuals);
    }
}

fn settle_on_lines(group: &mut [OverheadCharge<'_>]) {
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, charge) in group.iter().enumerate() {
        last.extend(charge.bases.iter().filter(|b| b.bears).map(|b| (b.id, at)));
    }
    let mut running: BTreeMap<&str, Running> = BTreeMap::new();
    for (at, charge) in group.iter_mut().enumerate() {
        for base in &charge.bases {
            let exact = Exact::from(base.instalment) * base.rate.clone();
            let is_last = last.get(base.id) == Some(&at);
            let (instalment, _) = running.entry(base.id).or_default().instalment(&exact, is_last);
            charge.on_instalments = charge.on_instalments + instalment;
            charge.on_actuals = charge.on_actuals + Money::rounded(&on_actuals_exact(base));
        }
    }
}

fn on_actuals_exact(base: &Base<'_>) -> Exact {
    Exact::from(base.on_actuals) * base.rate_on_actuals.clone()
}

/// What an overhead has come to so far in a year, exactly and as billed.
struct Running {
    exact: Exact,
    billed: Money,
}

impl Default for Running {
    fn default() -> Running {
        Running { exact: Exact::NOUGHT, billed: Money::NIL }
    }
}

impl Running {
    fn instalment(&mut self, exact: &Exact, is_last: bool) -> (Money, Option<Residue>) {
        self.exact = &self.exact + exact;
        if is_last {
            let residue = Residue { year: Money::rounded(&self.exact), before: self.billed };
            self.billed = residue.year;
            return (residue.year - residue.before, Some(residue));
        }
        let instalment = Money::rounded(exact);
        self.billed = self.billed + instalment;
        (instalment, None)
    }
}

/// The share of a financial year's accrual on which an overhead stands, as a rate: for what is
/// charged once for the whole year.
pub fn rate_over_year(
    terms: &KnownTerms<'_>,
    overhead: &KnownLine<'_, OverheadTerms>,
    charges: &[Charge<'_>],
    year: FinancialYear,
) -> Exact {
    let apportion = terms.agreement.billing.apportion;
    let Some(runs) = overhead.runs.and_then(|runs| runs.overlap(year.dates())) else {
        return Exact::NOUGHT;
    };
    let bases: Vec<Base> = charges.iter().map(|c| base(overhead, runs, c, apportion)).collect();
    let accrued: Exact = charges.iter().map(|charge| charge.accrued.clone()).sum();
    let borne: Exact =
        bases.iter().zip(charges).map(|(base, charge)| &base.rate * &charge.accrued).sum();
    weighted(&borne, &accrued)
}
