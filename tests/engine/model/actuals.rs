//! What is billed on what was recorded: days at a post's daily cost, and costs at what they were.

use super::accrual::full_cost;
use super::days::Days;
use super::known::Line;
use super::known::PostTerms;
use super::known::Terms;
use crate::spec::Basis;
use crate::spec::Cost;
use crate::spec::Recorded;
use crate::spec::Spec;
use crate::spec::dates::Date;

/// An exact sum on a day, in the parts of a penny that [`parts`] tells.
#[derive(Clone, Copy, Debug)]
pub struct Actual {
    pub day: usize,
    pub sum: i128,
}

/// How many parts of a penny the actuals are counted in: hundredths of a day, five days a week,
/// thousandths of a week.
pub fn parts(spec: &Spec) -> i128 {
    500 * i128::from(spec.weeks())
}

/// The actuals of a line that were known at a day, on days on which it runs on confirmed terms.
pub fn actuals(spec: &Spec, line: &Line, at: Date, days: &Days) -> Vec<Actual> {
    match &line.terms {
        Terms::Post(terms) => {
            let day_part = |(day, row): (usize, &Recorded)| {
                let sum = day_cost(terms[day], days.day(day).year, spec)?;
                let billed = terms[day].basis == Basis::ActualDays && confirmed(terms[day]);
                billed.then_some(Actual { day, sum: sum * i128::from(row.amount) })
            };
            let worked = counted(&spec.days, line, at, days).filter_map(day_part);
            let met = counted(&spec.costs, line, at, days)
                .filter(|(day, _)| confirmed(terms[*day]))
                .map(|(day, row)| cost(day, row.amount, spec));
            worked.chain(met).collect()
        }
        Terms::Service(annual) => counted(&spec.costs, line, at, days)
            .filter(|(day, _)| annual[*day].is_some())
            .map(|(day, row)| cost(day, row.amount, spec))
            .collect(),
        Terms::Input { budget: Some(budget), approved: true } => {
            let mut costs: Vec<_> = counted(&spec.costs, line, at, days).collect();
            costs.sort_by_key(|(day, _)| *day);
            within_budget(&costs, *budget)
                .into_iter()
                .map(|(day, billed)| cost(day, billed, spec))
                .collect()
        }
        Terms::Input { .. } | Terms::Overhead { .. } => Vec::new(),
    }
}

/// The costs, one after another, until the budget is used up: the last of them in part.
fn within_budget(costs: &[(usize, &Recorded)], budget: i64) -> Vec<(usize, i64)> {
    let mut left = budget;
    let mut billed = Vec::new();
    for (day, row) in costs {
        let part = row.amount.min(left);
        left -= part;
        billed.push((*day, part));
    }
    billed
}

/// The rows of a line that were on record at a day and fall on days on which it runs.
pub fn counted<'a>(
    rows: &'a [Recorded],
    line: &'a Line,
    at: Date,
    days: &'a Days,
) -> impl Iterator<Item = (usize, &'a Recorded)> {
    rows.iter()
        .filter(move |row| row.line == line.id && row.entered.unwrap_or(row.on) <= at)
        .filter_map(|row| Some((days.place(row.on)?, row)))
        .filter(|(day, _)| line.runs(*day))
}

fn cost(day: usize, pence: i64, spec: &Spec) -> Actual {
    Actual { day, sum: i128::from(pence) * parts(spec) }
}

/// Whether neither the days nor the cost of a post are still to be confirmed.
pub fn confirmed(terms: PostTerms) -> bool {
    let cost = match terms.cost {
        Cost::Full(sum) | Cost::Salary { salary: sum, .. } => sum,
        Cost::DayRate { rate, .. } => rate,
    };
    cost.is_some() && terms.days_per_week.is_some()
}

/// What a hundredth of a day of a post costs, in parts of a penny.
pub fn day_cost(terms: PostTerms, year: i32, spec: &Spec) -> Option<i128> {
    match terms.cost {
        Cost::DayRate { rate, .. } => Some(i128::from(rate?) * 5 * i128::from(spec.weeks())),
        Cost::Full(_) | Cost::Salary { .. } => {
            Some(i128::from(full_cost(terms.cost, year)?) * 1000)
        }
    }
}
