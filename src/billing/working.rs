//! The working of a line: each step from what was agreed to the sum, so that a pocket calculator
//! gives the same.

mod difference;

use serde::Serialize;
use serde::Serializer;

use crate::billing::accrual::dates_in_words;
use crate::billing::accrual::share_in_words;
use crate::billing::accrual::share_of_year;
use crate::billing::charge::Charge;
use crate::billing::charge::MadeOf;
use crate::billing::charge::Recorded;
use crate::billing::charge::Residue;
use crate::billing::charge::Stretch;
use crate::billing::overhead::Base;
use crate::billing::overhead::OverheadCharge;
use crate::domain::agreement::Apportion;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::domain::charges::Per;
use crate::domain::exact::Exact;
use crate::domain::kpi::plain;
use crate::domain::money::Money;
use crate::domain::on_costs::OnCosts;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Cost;

pub use self::difference::Differing;

/// One step of a working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What is done, in words.
    pub step: String,
    /// What it comes to, in figures.
    pub value: String,
}

impl Step {
    /// The figure for people: with commas, `12,144.8725`.
    pub fn figure(&self) -> String {
        let digits = self.value.strip_prefix('-').unwrap_or(&self.value);
        let whole = digits.split_once('.').map_or(digits.len(), |(whole, _)| whole.len());
        let is_plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if !is_plain {
            return self.value.clone();
        }
        let mut figure = String::from(if digits.len() < self.value.len() { "-" } else { "" });
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && index < whole && (whole - index).is_multiple_of(3) {
                figure.push(',');
            }
            figure.push(digit);
        }
        figure
    }
}

/// How a sum was worked out; put into words only when somebody looks.
#[derive(Debug, Clone)]
pub enum Working {
    /// A line that accrues, or bills its actuals.
    Charge(Box<ChargeWorking>),
    /// An overhead.
    Overhead(Box<OverheadWorking>),
    /// A difference from what was billed.
    Adjustment {
        /// What was due for the period as it was known before.
        before: Money,
        /// What is due for it as it is known now.
        now: Money,
        /// How that is worked out, where the line is still due.
        working: Option<Box<Working>>,
    },
    /// Steps that were worked out elsewhere: a reconciliation's.
    Steps(Vec<Step>),
}

/// The working of a line that accrues, or bills its actuals.
#[derive(Debug, Clone)]
pub struct ChargeWorking {
    stretches: Vec<Stretch>,
    accrued: Exact,
    instalment: Money,
    residue: Option<Residue>,
    recorded: Vec<Recorded>,
    on_actuals: Money,
    apportion: Apportion,
}

/// The working of an overhead.
#[derive(Debug, Clone)]
pub struct OverheadWorking {
    bases: Vec<BaseWorking>,
    per: Per,
    on_instalments: Money,
    residue: Option<Residue>,
    on_actuals: Money,
}

#[derive(Debug, Clone)]
struct BaseWorking {
    name: String,
    instalment: Money,
    rate: Exact,
    on_actuals: Money,
    rate_on_actuals: Exact,
}

impl Working {
    /// The working of a charge.
    pub fn of_charge(charge: &Charge<'_>) -> Working {
        Working::Charge(Box::new(ChargeWorking {
            stretches: charge.stretches.clone(),
            accrued: charge.accrued.clone(),
            instalment: charge.instalment,
            residue: charge.residue,
            recorded: charge.recorded.clone(),
            on_actuals: charge.on_actuals,
            apportion: charge.apportion,
        }))
    }

    /// The working of an overhead's charge.
    pub fn of_overhead(charge: &OverheadCharge<'_>) -> Working {
        let base = |base: &Base<'_>| BaseWorking {
            name: base.name.to_owned(),
            instalment: base.instalment,
            rate: base.rate.clone(),
            on_actuals: base.on_actuals,
            rate_on_actuals: base.rate_on_actuals.clone(),
        };
        Working::Overhead(Box::new(OverheadWorking {
            bases: charge.bases.iter().map(base).collect(),
            per: charge.per,
            on_instalments: charge.on_instalments,
            residue: charge.residue,
            on_actuals: charge.on_actuals,
        }))
    }

    /// The steps, in order, in words and figures.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Steps { steps: Vec::new(), shows_pay: true };
        self.add_to(&mut steps);
        steps.steps
    }

    /// The steps from the yearly charge on: what a post is paid is left out, for documents that go
    /// further than those who may see it.
    pub fn steps_from_yearly_charge(&self) -> Vec<Step> {
        let mut steps = Steps { steps: Vec::new(), shows_pay: false };
        self.add_to(&mut steps);
        steps.steps
    }

    /// The working in one line, from the yearly charge on; `None` where there is nothing to say.
    pub fn in_brief(&self) -> Option<String> {
        match self {
            Working::Charge(charge) => Some(charge.in_brief()),
            Working::Overhead(overhead) => overhead.in_brief(),
            Working::Adjustment { before, now, .. } => Some(format!(
                "Now known to be {}, billed so far {}",
                now.in_pounds(),
                before.in_pounds()
            )),
            Working::Steps(_) => None,
        }
    }

    /// The recorded days and the cost of one, where the sum is nothing else.
    pub fn days_at_one_cost(&self) -> Option<(Exact, Exact)> {
        match self {
            Working::Charge(charge) => charge.days_at_one_cost(),
            Working::Overhead(_) | Working::Adjustment { .. } | Working::Steps(_) => None,
        }
    }

    fn add_to(&self, steps: &mut Steps) {
        match self {
            Working::Charge(charge) => charge.add_to(steps),
            Working::Overhead(overhead) => overhead.add_to(steps),
            Working::Adjustment { before, now, working } => {
                if let Some(working) = working {
                    working.add_to(steps);
                }
                steps.push("Due for the period as it is known now", now.to_string());
                steps.push("Less what was billed for it so far", before.to_string());
                steps.push("The difference", (*now - *before).to_string());
            }
            Working::Steps(given) => steps.steps.extend(given.iter().cloned()),
        }
    }
}

impl Serialize for Working {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.steps())
    }
}

struct Steps {
    steps: Vec<Step>,
    shows_pay: bool,
}

impl Steps {
    fn push(&mut self, step: impl Into<String>, value: impl Into<String>) {
        self.steps.push(Step { step: step.into(), value: value.into() });
    }

    fn residue(&mut self, residue: Option<Residue>, exact: &Exact, rounded: Money) {
        if *exact == Exact::from(rounded) {
            return;
        }
        match residue {
            Some(residue) if !residue.before.is_nil() => {
                self.push("What the financial year comes to, rounded", residue.year.to_string());
                self.push("Less the instalments before this one", residue.before.to_string());
                self.push("The year's last instalment takes the residue", rounded.to_string());
            }
            _ => self.push("Rounded to the penny", rounded.to_string()),
        }
    }
}

fn figures(exact: &Exact) -> String {
    exact.in_figures(2, 6)
}

fn per_cent(rate: &Exact) -> String {
    format!("{}%", (rate * &Exact::from(100)).in_figures(0, 6))
}

impl ChargeWorking {
    fn in_brief(&self) -> String {
        if let Some((days, cost)) = self.days_at_one_cost() {
            let (days, cost) = (days.in_figures(0, 6), figures(&cost));
            let unit = if days == "1" { "day" } else { "days" };
            return format!("{days} {unit} at £{cost} a day");
        }
        let [stretch] = self.stretches.as_slice() else {
            let records = match (self.stretches.len(), self.recorded.len()) {
                (0, 0) => "Nothing is recorded".to_owned(),
                (0, 1) => "1 record".to_owned(),
                (0, records) => format!("{records} records"),
                (stretches, _) => format!("{stretches} yearly charges in the period"),
            };
            return records;
        };
        let words = share_in_words(stretch.dates, self.apportion);
        format!("{} a year, {words}", stretch.annual.in_pounds())
    }

    fn days_at_one_cost(&self) -> Option<(Exact, Exact)> {
        if !self.stretches.is_empty() {
            return None;
        }
        let days: Option<Vec<_>> = self.recorded.iter().map(|r| r.days.as_ref()).collect();
        let days = days?;
        let (_, cost) = days.first()?;
        let one_cost = days.iter().all(|(_, other)| other == cost);
        one_cost.then(|| (days.iter().map(|(days, _)| Exact::from(*days)).sum(), cost.clone()))
    }

    fn add_to(&self, steps: &mut Steps) {
        for (index, stretch) in self.stretches.iter().enumerate() {
            let same = index > 0 && {
                let earlier = &self.stretches[index - 1];
                earlier.annual == stretch.annual && earlier.made_of == stretch.made_of
            };
            if !same {
                add_annual(steps, stretch);
            }
            let share = share_of_year(stretch.dates, self.apportion);
            let accrued = Exact::from(stretch.annual) * share;
            let words = share_in_words(stretch.dates, self.apportion);
            let step = format!("{}: {words}", dates_in_words(stretch.dates));
            steps.push(step, figures(&accrued));
        }
        if self.stretches.len() > 1 {
            steps.push("Together", figures(&self.accrued));
        }
        steps.residue(self.residue, &self.accrued, self.instalment);
        self.add_recorded(steps);
        if !self.recorded.is_empty() && !self.stretches.is_empty() {
            steps.push("Instalment and actuals", (self.instalment + self.on_actuals).to_string());
        }
    }

    fn add_recorded(&self, steps: &mut Steps) {
        for recorded in &self.recorded {
            let step = match &recorded.days {
                Some((days, cost)) => format!(
                    "Recorded on {}: {} days at £{} a day",
                    in_words(recorded.on),
                    plain(*days),
                    figures(cost)
                ),
                None => format!("Cost recorded on {}", in_words(recorded.on)),
            };
            steps.push(step, figures(&recorded.amount));
        }
        if self.recorded.len() > 1 || self.recorded.iter().any(|r| r.days.is_some()) {
            steps.push("Actuals of the period, rounded to the penny", self.on_actuals.to_string());
        }
    }
}

fn add_annual(steps: &mut Steps, stretch: &Stretch) {
    let MadeOf::Post { cost, days_per_week } = stretch.made_of else {
        steps.push("The charge of a year", stretch.annual.to_string());
        return;
    };
    if steps.shows_pay {
        add_cost(steps, stretch, cost);
    }
    let days = plain(days_per_week);
    let unit = if days == "1" { "day" } else { "days" };
    let step = format!("The charge of a year: {days} {unit} a week of 5");
    steps.push(step, stretch.annual.to_string());
}

fn add_cost(steps: &mut Steps, stretch: &Stretch, cost: Cost) {
    match cost {
        Cost::Full(full) => steps.push("A year of the whole post", full.to_string()),
        Cost::DayRate { rate, days_in_year } => {
            let days = days_in_year.map_or_else(String::new, plain);
            steps.push(format!("A day's rate, for {days} days in a year"), rate.to_string());
        }
        Cost::Salary { salary, pension } => {
            let year = FinancialYear::of(stretch.dates.first);
            steps.push("A year's salary of the whole post", salary.to_string());
            if let Tbc::Known(salary) = salary
                && let Ok(costs) = OnCosts::of(salary, pension, year)
            {
                let insurance = costs.national_insurance.to_string();
                steps.push(format!("Employer's National Insurance of {year}"), insurance);
                if let Some(rate) = pension {
                    steps.push(format!("Pension at {rate}"), costs.pension.to_string());
                }
                steps.push("A year of the whole post", costs.full_cost().to_string());
            }
        }
    }
}

impl OverheadWorking {
    fn in_brief(&self) -> Option<String> {
        let (rate, sum) = self.rate_on_sum()?;
        Some(format!("{} on {}", per_cent(&rate), sum.in_pounds()))
    }

    /// The rate of the overhead, as a fraction of one, and the sum that it is on, where one rate is
    /// on all of it.
    fn rate_on_sum(&self) -> Option<(Exact, Money)> {
        let instalments = self.bases.iter().map(|base| (base.instalment, &base.rate));
        let actuals = self.bases.iter().map(|base| (base.on_actuals, &base.rate_on_actuals));
        let borne: Vec<_> = instalments.chain(actuals).filter(|(sum, _)| !sum.is_nil()).collect();
        let (_, rate) = borne.first()?;
        let one_rate = borne.iter().all(|(_, other)| other == rate);
        one_rate.then(|| ((*rate).clone(), borne.iter().map(|(sum, _)| *sum).sum()))
    }

    fn add_to(&self, steps: &mut Steps) {
        let mut exact = Exact::NOUGHT;
        for base in self.bases.iter().filter(|base| !base.instalment.is_nil()) {
            let on_base = Exact::from(base.instalment) * base.rate.clone();
            let sum = base.instalment.in_pounds();
            let step = format!("{} on {}: {sum}", per_cent(&base.rate), base.name);
            steps.push(step, figures(&on_base));
            exact = exact + on_base;
        }
        match self.per {
            Per::Total => {
                if self.bases.len() > 1 {
                    steps.push("Together", figures(&exact));
                }
                steps.residue(self.residue, &exact, self.on_instalments);
            }
            Per::Line => steps.push(
                "Rounded on each line, its last instalment of the year taking the residue",
                self.on_instalments.to_string(),
            ),
        }
        for base in self.bases.iter().filter(|base| !base.on_actuals.is_nil()) {
            let on_base = Exact::from(base.on_actuals) * base.rate_on_actuals.clone();
            let rate = per_cent(&base.rate_on_actuals);
            let step =
                format!("{rate} on the actuals of {}: {}", base.name, base.on_actuals.in_pounds());
            steps.push(step, figures(&on_base));
        }
        if !self.on_actuals.is_nil() {
            steps.push("On actuals, rounded to the penny", self.on_actuals.to_string());
            if !self.on_instalments.is_nil() {
                let all = self.on_instalments + self.on_actuals;
                steps.push("On instalments and on actuals", all.to_string());
            }
        }
    }
}
