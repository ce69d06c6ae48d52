//! What a line earns on each day that it runs, as exact parts of a penny.
//!
//! By months a day earns a twelfth of the year's sum, shared among the days of its month; by days
//! it earns one 365th (or 366th) of it. The parts are counted in units so small that every month
//! and every year has a whole number of them.

use super::days::Day;
use super::days::Days;
use super::fraction::is_half;
use super::fraction::rounded;
use super::known::Line;
use super::known::PostTerms;
use super::known::Terms;
use crate::spec::Apportion;
use crate::spec::Basis;
use crate::spec::Cost;

/// Months of 28, 29, 30 and 31 days all divide this evenly; so do years of 365 and 366 the other.
const PARTS_OF_A_MONTH: i128 = 28 * 29 * 31 * 15;
const PARTS_OF_A_YEAR: i128 = 365 * 366;

/// Employer's National Insurance from 1 April of a year: hundredths of a per cent, over pence.
const EMPLOYER: [(i32, i64, i64); 8] = [
    (2018, 1380, 842_400),
    (2019, 1380, 863_200),
    (2020, 1380, 878_800),
    (2021, 1380, 884_000),
    (2022, 1453, 910_000),
    (2023, 1380, 910_000),
    (2024, 1380, 910_000),
    (2025, 1500, 500_000),
];

/// How many parts a year's sum is cut into.
pub fn parts(apportion: Apportion) -> i128 {
    match apportion {
        Apportion::Months => 12 * PARTS_OF_A_MONTH,
        Apportion::Days => PARTS_OF_A_YEAR,
    }
}

/// How many of those parts fall on a day.
pub fn parts_of(day: Day, apportion: Apportion) -> i128 {
    match apportion {
        Apportion::Months => PARTS_OF_A_MONTH / i128::from(day.month_length),
        Apportion::Days => PARTS_OF_A_YEAR / i128::from(day.year_length),
    }
}

/// What a line earns on each day, in parts of a penny: nothing where it does not run, where its
/// terms are to be confirmed, or where it is billed on what is recorded.
pub fn accrued(line: &Line, days: &Days, apportion: Apportion) -> Vec<i128> {
    let mut annual = Annual::default();
    let earned = |day: usize| {
        if !line.runs(day) {
            return 0;
        }
        let sum = annual.on(line, day, days.day(day).year).unwrap_or(0);
        i128::from(sum) * parts_of(days.day(day), apportion)
    };
    (0..days.len()).map(earned).collect()
}

/// The year's sum of a line on a day, remembered while the terms stay the same.
#[derive(Default)]
struct Annual(Option<(PostTerms, i32, Option<i64>)>);

impl Annual {
    fn on(&mut self, line: &Line, day: usize, year: i32) -> Option<i64> {
        let terms = match &line.terms {
            Terms::Post(terms) => terms[day],
            Terms::Service(annual) => return annual[day],
            Terms::Input { .. } | Terms::Overhead { .. } => return None,
        };
        match self.0 {
            Some((same, in_year, sum)) if same == terms && in_year == year => sum,
            _ => {
                let sum = annual_share(terms, year);
                self.0 = Some((terms, year, sum));
                sum
            }
        }
    }
}

/// A post's share of the year, to the penny; nothing on the days where it is billed on the days
/// worked or is still to be confirmed.
pub fn annual_share(terms: PostTerms, year: i32) -> Option<i64> {
    let (over, under) = share_fraction(terms, year)?;
    Some(rounded(over, under))
}

/// Whether that share falls on exactly half a penny before it is rounded.
pub fn share_is_half(terms: PostTerms, year: i32) -> bool {
    share_fraction(terms, year).is_some_and(|(over, under)| is_half(over, under))
}

fn share_fraction(terms: PostTerms, year: i32) -> Option<(i128, i128)> {
    let days_per_week = i128::from(terms.days_per_week?);
    if terms.basis == Basis::ActualDays {
        return None;
    }
    let whole = match terms.cost {
        Cost::DayRate { rate, days_in_year } => i128::from(rate?) * i128::from(days_in_year),
        Cost::Full(_) | Cost::Salary { .. } => i128::from(full_cost(terms.cost, year)?),
    };
    Some((whole * days_per_week, 500))
}

/// The whole post for a year, with on-costs at the rates of the tax year that begins in it.
pub fn full_cost(cost: Cost, year: i32) -> Option<i64> {
    match cost {
        Cost::Full(cost) => cost,
        Cost::Salary { salary, pension } => {
            let salary = salary?;
            let pension = percentage(salary, pension.unwrap_or(0));
            Some(salary + national_insurance(salary, year) + pension)
        }
        Cost::DayRate { .. } => None,
    }
}

fn national_insurance(salary: i64, year: i32) -> i64 {
    let (_, rate, threshold) = EMPLOYER
        .into_iter()
        .find(|(from, ..)| *from == year)
        .expect("the cases end with the last rate that is known");
    percentage((salary - threshold).max(0), rate)
}

fn percentage(sum: i64, rate: i64) -> i64 {
    rounded(i128::from(sum) * i128::from(rate), 10_000)
}

#[test]
fn on_costs_are_those_of_the_whole_salary() {
    let director = Cost::Salary { salary: Some(15_000_000), pension: Some(1710) };
    assert_eq!(full_cost(director, 2018), Some(19_518_749));
    let insurance = |year| national_insurance(15_000_000, year);
    assert_eq!((insurance(2024), insurance(2025)), (1_944_420, 2_175_000));
    assert_eq!(insurance(2022), rounded(14_090_000 * 1453, 10_000));
    let terms = PostTerms { cost: director, days_per_week: Some(100), basis: Basis::Share };
    assert_eq!(annual_share(terms, 2018), Some(3_903_750));
}
