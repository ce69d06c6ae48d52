//! The year's days: those delivered against those agreed, post by post.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;
use num_traits::Zero;

use super::accrual;
use super::actuals;
use super::days::Days;
use super::fraction::Sum;
use super::fraction::round_big;
use super::known::Known;
use super::known::Line;
use super::known::PostTerms;
use super::known::Terms;
use super::known::known;
use super::overhead;
use crate::spec::Basis;
use crate::spec::Cost;
use crate::spec::Reconciliation;
use crate::spec::Spec;
use crate::spec::Treatment;
use crate::spec::dates::Date;
use crate::spec::dates::date;

/// What is charged (or, negative, credited) to each line, the overheads among them.
pub type Reconciled = BTreeMap<(String, Option<Treatment>), i64>;

/// A year's comparison for one post.
pub struct Compared<'a> {
    pub post: &'a Line,
    pub agreed: BigRational,
    pub delivered: BigRational,
    /// Nothing where the days are within the tolerance.
    pub charge: i64,
}

/// The reconciliation of a financial year, made the day after it.
pub fn reconciliation(spec: &Spec, year: i32) -> Reconciled {
    let days = Days::to_the_end_of(year, spec);
    let at = made_on(year);
    let known = known(spec, at, &days);
    let compared = compared(spec, &known, year, &days);
    let mut lines = Reconciled::new();
    for post in &compared {
        let treatment = post.post.vat_within(days.of_year(year));
        add(&mut lines, &post.post.id, treatment, post.charge);
    }
    for line in known.lines.iter().filter(|line| line.kind == "overhead") {
        overheads(spec, line, &compared, year, &days, &mut lines);
    }
    lines
}

/// The day after the financial year.
pub fn made_on(year: i32) -> Date {
    date(year + 1, 4, 1)
}

fn add(lines: &mut Reconciled, line: &str, treatment: Option<Treatment>, sum: i64) {
    if sum != 0 {
        *lines.entry((line.to_owned(), treatment)).or_default() += sum;
    }
}

/// Each post of the reconciliation that ran as a share in the year and has days on record.
pub fn compared<'a>(spec: &Spec, known: &'a Known, year: i32, days: &Days) -> Vec<Compared<'a>> {
    let Some(terms) = &spec.reconciliation else { return Vec::new() };
    let named = |line: &&Line| terms.on.iter().any(|on| on == "staffing" || *on == line.id);
    let posts = known.lines.iter().filter(|line| line.kind == "staffing").filter(named);
    posts.filter_map(|post| compare(spec, terms, post, year, days)).collect()
}

fn compare<'a>(
    spec: &Spec,
    terms: &Reconciliation,
    post: &'a Line,
    year: i32,
    days: &Days,
) -> Option<Compared<'a>> {
    let Terms::Post(on_day) = &post.terms else { return None };
    let shared = |day: &usize| {
        let terms = on_day[*day];
        post.runs(*day) && terms.basis == Basis::Share && actuals::confirmed(terms)
    };
    let shared: Vec<usize> = days.of_year(year).filter(shared).collect();
    let rows: Vec<i64> = actuals::counted(&spec.days, post, made_on(year), days)
        .filter(|(day, _)| shared.contains(day))
        .map(|(_, row)| row.amount)
        .collect();
    if rows.is_empty() {
        return None;
    }
    let agreed = agreed_days(spec, on_day, &shared, days);
    let delivered = fraction(rows.iter().map(|days| i128::from(*days)).sum(), 100);
    let difference = &delivered - &agreed;
    let allowed = &agreed * fraction(i128::from(terms.tolerance), overhead::WHOLE);
    let charge = if difference.abs() > allowed {
        round_big(&(difference * daily_cost(spec, on_day, &shared, days)))
    } else {
        0
    };
    Some(Compared { post, agreed, delivered, charge })
}

/// The days agreed for the part of the year in which the post earned its share.
fn agreed_days(spec: &Spec, on_day: &[PostTerms], shared: &[usize], days: &Days) -> BigRational {
    let parts = accrual::parts(spec.apportion);
    let mut sum = Sum::default();
    for day in shared {
        let per_week = i128::from(on_day[*day].days_per_week.unwrap_or(0));
        let earned = per_week * accrual::parts_of(days.day(*day), spec.apportion);
        match on_day[*day].cost {
            Cost::DayRate { days_in_year, .. } => {
                sum.add(earned * i128::from(days_in_year), 500 * parts);
            }
            Cost::Full(_) | Cost::Salary { .. } => {
                sum.add(earned * i128::from(spec.weeks()), 100_000 * parts);
            }
        }
    }
    sum.exact()
}

/// The cost of a day in pence, averaged over the days of the year on which the post ran.
fn daily_cost(spec: &Spec, on_day: &[PostTerms], shared: &[usize], days: &Days) -> BigRational {
    let cost = |day: &usize| actuals::day_cost(on_day[*day], days.day(*day).year, spec);
    let sum: i128 = shared.iter().filter_map(cost).sum();
    let count = i128::try_from(shared.len()).expect("at most 366 days");
    fraction(sum * 100, actuals::parts(spec) * count)
}

/// An overhead on the charges, at its rate over the year, weighted as each post earned its share.
fn overheads(
    spec: &Spec,
    overhead: &Line,
    compared: &[Compared],
    year: i32,
    days: &Days,
    lines: &mut Reconciled,
) {
    let Terms::Overhead { rate, .. } = &overhead.terms else { return };
    let own = overhead.vat_within(days.of_year(year));
    let mut groups: BTreeMap<_, (Option<Treatment>, BigRational)> = BTreeMap::new();
    for post in compared.iter().filter(|post| overhead::is_on(overhead, post.post)) {
        let accrued = accrual::accrued(post.post, days, spec.apportion);
        let exact: i128 = accrued[days.of_year(year)].iter().sum();
        let rated: i128 = days.of_year(year).map(|day| accrued[day] * i128::from(rate[day])).sum();
        if exact == 0 {
            continue;
        }
        let inherited = post.post.vat_within(days.of_year(year));
        let group = overhead::group(overhead, post.post, own, inherited);
        let nought = (own.or(inherited), BigRational::zero());
        let share = fraction(rated, exact * overhead::WHOLE);
        groups.entry(group).or_insert(nought).1 += share * BigInt::from(post.charge);
    }
    for (treatment, sum) in groups.into_values() {
        add(lines, &overhead.id, treatment, round_big(&sum));
    }
}

fn fraction(over: i128, under: i128) -> BigRational {
    BigRational::new(BigInt::from(over), BigInt::from(under))
}
