//! The charges of a financial year: each line's instalments and what it bills on actuals.
//!
//! An instalment is what accrues in its period, rounded; the last period of the financial year in
//! which the line accrues takes the residue, so that equal quarters look equal and a year is exact:
//! £1,299,999.99 is billed 325,000.00 three times and then 324,999.99.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::billing::accrual::share_of_year;
use crate::billing::actuals::Actuals;
use crate::billing::actuals::CostMet;
use crate::domain::agreement::Apportion;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::charges::InputTerms;
use crate::domain::charges::ServiceTerms;
use crate::domain::exact::Exact;
use crate::domain::line::Amend;
use crate::domain::line::Line;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Basis;
use crate::domain::staffing::Cost;
use crate::domain::staffing::PostTerms;
use crate::domain::variation::KnownLine;
use crate::domain::variation::KnownTerms;
use crate::domain::vat::LineVat;

/// What a line, other than an overhead, charges in one period.
#[derive(Debug, Clone)]
pub struct Charge<'a> {
    /// What kind of line it is.
    pub kind: LineKind,
    /// The line's name in the file.
    pub id: &'a str,
    /// Its clause.
    pub clause: &'a str,
    /// What it is, for people.
    pub name: &'a str,
    /// The period.
    pub period: BillingPeriod,
    /// The VAT decision in force on the last day that the line runs in the period.
    pub vat: LineVat,
    /// What accrues, stretch by stretch of one amount.
    pub stretches: Vec<Stretch>,
    /// What accrues in all, exactly.
    pub accrued: Exact,
    /// The instalment for it.
    pub instalment: Money,
    /// How the instalment came about where it takes the year's residue.
    pub residue: Option<Residue>,
    /// What is billed on actuals, record by record.
    pub recorded: Vec<Recorded>,
    /// What is billed on actuals in all.
    pub on_actuals: Money,
    /// What is not billed, and why.
    pub withheld: Vec<Withheld>,
    /// Whether the line runs on any day of the period.
    pub runs: bool,
    /// How a part of a year is taken.
    pub apportion: Apportion,
}

/// Days over which one yearly amount accrues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The days.
    pub dates: Period,
    /// The amount of a year.
    pub annual: Money,
    /// What the amount is made of.
    pub made_of: MadeOf,
}

/// What a yearly amount is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeOf {
    /// A service's own charge.
    Charge,
    /// A post's cost times its days a week.
    Post {
        /// What the whole post costs.
        cost: Cost,
        /// Days a week.
        days_per_week: Decimal,
    },
}

/// The residue that a year's last instalment takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Residue {
    /// What accrues in the financial year, rounded.
    pub year: Money,
    /// The instalments before this one.
    pub before: Money,
}

/// A record that is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The day that it is on.
    pub on: NaiveDate,
    /// The amount, exact.
    pub amount: Exact,
    /// The days and a day's cost, where days are billed.
    pub days: Option<(Decimal, Exact)>,
}

/// Something that is not billed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Why, in words.
    pub reason: String,
    /// The days that it is about.
    pub dates: Period,
    /// The sum, where one is known.
    pub amount: Option<Money>,
}

/// The reason for a line that nobody has confirmed.
pub const TO_BE_CONFIRMED: &str = "to be confirmed";

impl Charge<'_> {
    /// What the line bills in the period: its instalment and its actuals.
    pub fn net(&self) -> Money {
        self.instalment + self.on_actuals
    }

    /// Whether the line stands on the statement, if only with nought; an input does where a cost is
    /// recorded.
    pub fn is_shown(&self) -> bool {
        if self.kind == LineKind::Input && self.recorded.is_empty() {
            return false;
        }
        let billable =
            !self.stretches.is_empty() || !self.recorded.is_empty() || self.withheld.is_empty();
        self.runs && billable
    }
}

/// What accrues in a stretch.
fn accrued_in(stretch: &Stretch, apportion: Apportion) -> Exact {
    Exact::from(stretch.annual) * share_of_year(stretch.dates, apportion)
}

/// Every charge, other than overheads, of the financial year under what is known: by line, and for
/// each line by period.
pub fn charges_of_year<'a>(
    terms: &KnownTerms<'a>,
    actuals: &Actuals,
    year: FinancialYear,
) -> Vec<Vec<Charge<'a>>> {
    let drawing = Drawing { terms, actuals, year };
    let posts = terms.staffing.iter().map(|line| drawing.line(line));
    let services = terms.services.iter().map(|line| drawing.line(line));
    let inputs = terms.inputs.iter().map(|line| drawing.line(line));
    posts.chain(services).chain(inputs).filter(|charges| !charges.is_empty()).collect()
}

struct Drawing<'t, 'a> {
    terms: &'t KnownTerms<'a>,
    actuals: &'t Actuals,
    year: FinancialYear,
}

/// How lines of a kind charge.
trait Chargeable: Amend {
    /// The yearly amount that accrues, what it is made of; `None` where the kind bills actuals
    /// alone.
    fn accrues(&self, year: FinancialYear) -> Option<Tbc<(Money, MadeOf)>>;
    /// The VAT decision.
    fn vat(&self) -> &LineVat;
    /// What stands in the way of billing a cost on this line, if anything.
    fn cost_withheld(&self, year: FinancialYear) -> Option<&'static str>;
    /// The cost of a recorded day, where recorded days are billed.
    fn day_cost(&self, _year: FinancialYear, _weeks: Decimal) -> Option<Tbc<Exact>> {
        None
    }
    /// The budget within which costs are billed, where there is one.
    fn budget(&self) -> Option<Tbc<Money>> {
        None
    }
    /// Whether nothing is billed on a day because the purchaser has not approved it.
    fn unapproved_on(&self, _day: NaiveDate) -> bool {
        false
    }
}

impl Chargeable for PostTerms {
    fn accrues(&self, year: FinancialYear) -> Option<Tbc<(Money, MadeOf)>> {
        if self.basis == Basis::ActualDays {
            let open = self.cost.is_to_be_confirmed() || self.days_per_week.is_to_be_confirmed();
            return open.then_some(Tbc::ToBeConfirmed);
        }
        Some(match (self.annual(year), self.days_per_week) {
            (Tbc::Known(annual), Tbc::Known(days_per_week)) => {
                Tbc::Known((annual, MadeOf::Post { cost: self.cost, days_per_week }))
            }
            _ => Tbc::ToBeConfirmed,
        })
    }

    fn vat(&self) -> &LineVat {
        &self.vat
    }

    fn cost_withheld(&self, year: FinancialYear) -> Option<&'static str> {
        matches!(self.accrues(year), Some(Tbc::ToBeConfirmed)).then_some(TO_BE_CONFIRMED)
    }

    fn day_cost(&self, year: FinancialYear, weeks: Decimal) -> Option<Tbc<Exact>> {
        (self.basis == Basis::ActualDays).then(|| match self.accrues(year) {
            Some(_) => Tbc::ToBeConfirmed,
            None => PostTerms::day_cost(self, year, weeks),
        })
    }
}

impl Chargeable for ServiceTerms {
    fn accrues(&self, _year: FinancialYear) -> Option<Tbc<(Money, MadeOf)>> {
        Some(match self.annual {
            Tbc::Known(annual) => Tbc::Known((annual, MadeOf::Charge)),
            Tbc::ToBeConfirmed => Tbc::ToBeConfirmed,
        })
    }

    fn vat(&self) -> &LineVat {
        &self.vat
    }

    fn cost_withheld(&self, _year: FinancialYear) -> Option<&'static str> {
        self.annual.is_to_be_confirmed().then_some(TO_BE_CONFIRMED)
    }
}

impl Chargeable for InputTerms {
    fn accrues(&self, _year: FinancialYear) -> Option<Tbc<(Money, MadeOf)>> {
        None
    }

    fn vat(&self) -> &LineVat {
        &self.vat
    }

    fn cost_withheld(&self, _year: FinancialYear) -> Option<&'static str> {
        None
    }

    fn budget(&self) -> Option<Tbc<Money>> {
        Some(self.budget)
    }

    fn unapproved_on(&self, day: NaiveDate) -> bool {
        self.approved.as_ref().is_none_or(|approval| approval.on > day)
    }
}

impl<'a> Drawing<'_, 'a> {
    fn line<T: Chargeable>(&self, line: &KnownLine<'a, T>) -> Vec<Charge<'a>> {
        let every = self.terms.agreement.billing.every;
        let dates = self.year.dates();
        let running = line.runs.and_then(|runs| runs.overlap(dates));
        let has_records = self.actuals.of(&line.line.id).is_some();
        if running.is_none() && !has_records {
            return Vec::new();
        }
        let mut charges: Vec<Charge> = BillingPeriod::all_in(self.year, every)
            .filter_map(|period| self.accrual(line, period))
            .collect();
        settle_residue(&mut charges);
        if has_records {
            self.add_records(line, &mut charges);
        }
        charges
    }

    /// What accrues in a period; `None` where the line does not run in it and nothing is recorded.
    fn accrual<T: Chargeable>(
        &self,
        line: &KnownLine<'a, T>,
        period: BillingPeriod,
    ) -> Option<Charge<'a>> {
        let runs = line.runs.and_then(|runs| runs.overlap(period.dates()));
        let day = runs.map_or(period.dates().last, |runs| runs.last);
        let vat = line.terms.on(day).vat().clone();
        let apportion = self.terms.agreement.billing.apportion;
        let mut charge = empty_charge(line.line, T::KIND, period, vat, apportion);
        let Some(runs) = runs else {
            let records = self.actuals.of(&line.line.id)?;
            let inside = |on| period.dates().contains(on);
            let any = records.days.iter().any(|d| inside(d.on))
                || records.costs.iter().any(|c| inside(c.on));
            return any.then_some(charge);
        };
        charge.runs = true;
        for (dates, terms) in line.terms.stretches(runs) {
            match terms.accrues(self.year) {
                Some(Tbc::Known((annual, made_of))) => {
                    let stretch = Stretch { dates, annual, made_of };
                    charge.accrued = charge.accrued + accrued_in(&stretch, apportion);
                    charge.stretches.push(stretch);
                }
                Some(Tbc::ToBeConfirmed) => charge.withhold(TO_BE_CONFIRMED, dates, None),
                None => {}
            }
        }
        self.withhold_input(line, &mut charge, runs);
        Some(charge)
    }

    fn withhold_input<T: Chargeable>(
        &self,
        line: &KnownLine<'a, T>,
        charge: &mut Charge<'a>,
        runs: Period,
    ) {
        if let Some(reason) = unbillable(line.terms.latest(), self.terms.known_on) {
            charge.withhold(reason, runs, None);
        }
    }

    fn add_records<T: Chargeable>(&self, line: &KnownLine<'a, T>, charges: &mut [Charge<'a>]) {
        let Some(records) = self.actuals.of(&line.line.id) else { return };
        let by_index: BTreeMap<usize, usize> =
            charges.iter().enumerate().map(|(at, charge)| (charge.period.index(), at)).collect();
        let every = self.terms.agreement.billing.every;
        let at = |on: NaiveDate| {
            let of_year = FinancialYear::of(on) == self.year;
            of_year.then(|| by_index.get(&BillingPeriod::containing(on, every).index()))?.copied()
        };
        let known = self.terms.known_on;
        for given in records.days.iter().filter(|given| given.recorded <= known) {
            if let Some(at) = at(given.on) {
                self.add_days(line, &mut charges[at], given.on, given.days);
            }
        }
        let costs: Vec<&CostMet> = records.costs.iter().filter(|c| c.recorded <= known).collect();
        let allowed = within_budget(line, &costs, known);
        for (met, allowed) in costs.into_iter().zip(allowed) {
            if let Some(at) = at(met.on) {
                self.add_cost(line, &mut charges[at], met, allowed);
            }
        }
        for charge in charges {
            let total: Exact = charge.recorded.iter().map(|r| r.amount.clone()).sum();
            charge.on_actuals = Money::rounded(&total);
        }
    }

    fn add_days<T: Chargeable>(
        &self,
        line: &KnownLine<'a, T>,
        charge: &mut Charge<'a>,
        on: NaiveDate,
        days: Decimal,
    ) {
        let one_day = Period { first: on, last: on };
        let weeks = self.terms.agreement.weeks();
        let Some(cost) = line.terms.on(on).day_cost(self.year, weeks) else { return };
        if !line.runs.is_some_and(|runs| runs.contains(on)) {
            charge.withhold("recorded for a day on which the line does not run", one_day, None);
            return;
        }
        match cost {
            Tbc::Known(day_cost) => charge.recorded.push(Recorded {
                on,
                amount: &Exact::from(days) * &day_cost,
                days: Some((days, day_cost)),
            }),
            Tbc::ToBeConfirmed => charge.withhold(TO_BE_CONFIRMED, one_day, None),
        }
    }

    fn add_cost<T: Chargeable>(
        &self,
        line: &KnownLine<'a, T>,
        charge: &mut Charge<'a>,
        met: &CostMet,
        allowed: Money,
    ) {
        let one_day = Period { first: met.on, last: met.on };
        if !line.runs.is_some_and(|runs| runs.contains(met.on)) {
            let reason = "recorded for a day on which the line does not run";
            charge.withhold(reason, one_day, Some(met.amount));
        } else if let Some(reason) = line.terms.on(met.on).cost_withheld(self.year) {
            charge.withhold(reason, one_day, Some(met.amount));
        } else if let Some(reason) = unbillable(line.terms.latest(), self.terms.known_on) {
            charge.withhold(reason, one_day, Some(met.amount));
        } else {
            let amount = Exact::from(allowed);
            charge.recorded.push(Recorded { on: met.on, amount, days: None });
            if allowed != met.amount {
                charge.withhold("above its budget", one_day, Some(met.amount - allowed));
            }
        }
    }
}

/// Why nothing at all is billed on a line of its budget, where that is so.
fn unbillable<T: Chargeable>(terms: &T, known_on: NaiveDate) -> Option<&'static str> {
    if terms.budget().is_some_and(|budget| budget.is_to_be_confirmed()) {
        return Some(TO_BE_CONFIRMED);
    }
    terms.unapproved_on(known_on).then_some("not approved by the purchaser")
}

/// How much of each cost may be billed: all of it, or for an input what its budget leaves, in the
/// order of the days.
fn within_budget<T: Chargeable>(
    line: &KnownLine<'_, T>,
    costs: &[&CostMet],
    known_on: NaiveDate,
) -> Vec<Money> {
    let terms = line.terms.latest();
    let budget = match terms.budget() {
        Some(Tbc::Known(budget)) if unbillable(terms, known_on).is_none() => budget,
        _ => return costs.iter().map(|met| met.amount).collect(),
    };
    let mut left = budget;
    let mut allow = |met: &CostMet| {
        if !line.runs.is_some_and(|runs| runs.contains(met.on)) {
            return Money::NIL;
        }
        let allowed = met.amount.min(left);
        left = left - allowed;
        allowed
    };
    costs.iter().map(|met| allow(met)).collect()
}

impl Charge<'_> {
    fn withhold(&mut self, reason: &str, dates: Period, amount: Option<Money>) {
        self.withheld.push(Withheld { reason: reason.to_owned(), dates, amount });
    }
}

fn empty_charge<T>(
    line: &Line<T>,
    kind: LineKind,
    period: BillingPeriod,
    vat: LineVat,
    apportion: Apportion,
) -> Charge<'_> {
    Charge {
        kind,
        id: &line.id,
        clause: &line.clause,
        name: &line.name,
        period,
        vat,
        stretches: Vec::new(),
        accrued: Exact::NOUGHT,
        instalment: Money::NIL,
        residue: None,
        recorded: Vec::new(),
        on_actuals: Money::NIL,
        withheld: Vec::new(),
        runs: false,
        apportion,
    }
}

/// Rounds each period's accrual; the last one that accrues takes the year's residue.
fn settle_residue(charges: &mut [Charge<'_>]) {
    let last = charges.iter().rposition(|charge| !charge.accrued.is_nought());
    let mut year = Exact::NOUGHT;
    let mut before = Money::NIL;
    for (at, charge) in charges.iter_mut().enumerate() {
        year = &year + &charge.accrued;
        if Some(at) == last {
            let residue = Residue { year: Money::rounded(&year), before };
            charge.instalment = residue.year - residue.before;
            charge.residue = Some(residue);
        } else {
            charge.instalment = Money::rounded(&charge.accrued);
            before = before + charge.instalment;
        }
    }
}
