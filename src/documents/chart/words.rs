//! A chart in words: what anyone would see in it at a glance, and then its figures.

use std::cmp::Ordering;

use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;

use crate::documents::chart::Actual;
use crate::documents::chart::Dated;
use crate::documents::chart::Rating;
use crate::documents::chart::Trajectory;
use crate::documents::page::long_date;

/// As many values are told one by one.
const EACH: usize = 8;

/// What a chart shows; the trajectory is in order of its days.
pub(super) fn description(of: &Trajectory) -> String {
    let unit = if of.unit.is_empty() { String::new() } else { format!(" ({})", unit_name(of)) };
    let mut sentences = vec![format!("Chart of {}{unit}.", of.name.trim_end_matches('.'))];
    sentences.push(values(of));
    sentences.extend(baseline(of));
    sentences.extend(comparators(of));
    sentences.extend(standing(of));
    sentences.extend(milestones(of));
    sentences.extend(targets(of));
    sentences.join(" ")
}

fn unit_name(of: &Trajectory) -> &str {
    if of.unit == "%" { "per cent" } else { &of.unit }
}

fn values(of: &Trajectory) -> String {
    match of.actuals.as_slice() {
        [] => "No values have been recorded yet.".to_owned(),
        [only] => format!("One value: {}.", told(only, of)),
        few if few.len() <= EACH => {
            let each: Vec<String> = few.iter().map(|actual| told(actual, of)).collect();
            format!("{} values: {}.", few.len(), each.join("; "))
        }
        many => summary(many, of),
    }
}

/// Many values: the ends and the extremes, and how often each rating was given.
fn summary(many: &[Actual], of: &Trajectory) -> String {
    let find = |found: Option<&Actual>| found.map(|actual| at(actual.value, actual.on, of));
    let first = find(many.first()).unwrap_or_default();
    let lowest = find(many.iter().min_by_key(|actual| actual.value)).unwrap_or_default();
    let highest = find(many.iter().rev().max_by_key(|actual| actual.value)).unwrap_or_default();
    let latest = many.last().map(|actual| told(actual, of)).unwrap_or_default();
    let ratings: Vec<String> = Rating::ALL
        .into_iter()
        .map(|rating| (rating, many.iter().filter(|actual| actual.rating == rating).count()))
        .filter(|&(_, count)| count > 0)
        .map(|(rating, count)| format!("{count} {}", rated(rating)))
        .collect();
    format!(
        "{} values: the first {first}; the lowest {lowest}; the highest {highest}; the latest \
         {latest}. Of all values, {}.",
        many.len(),
        ratings.join(", ")
    )
}

fn rated(rating: Rating) -> &'static str {
    match rating {
        Rating::Green => "rated green",
        Rating::Amber => "rated amber",
        Rating::Red => "rated red",
        Rating::NotRated => "not rated",
    }
}

fn told(actual: &Actual, of: &Trajectory) -> String {
    format!("{}, {}", at(actual.value, actual.on, of), rated(actual.rating))
}

fn at(value: Decimal, on: chrono::NaiveDate, of: &Trajectory) -> String {
    format!("{} on {}", with_unit(value, &of.unit), long_date(on))
}

/// Where the latest value stands to the milestone line on its day.
fn standing(of: &Trajectory) -> Option<String> {
    let latest = of.actuals.last()?;
    let ends =
        of.milestones.windows(2).find(|two| two[0].on <= latest.on && latest.on <= two[1].on)?;
    let side = match side(latest, &ends[0], &ends[1])? {
        Ordering::Less => "below",
        Ordering::Equal => "on",
        Ordering::Greater => "above",
    };
    Some(format!("The latest value is {side} the milestone line."))
}

/// Which side of the line between two milestones a value is on: exact, with no division.
fn side(actual: &Actual, from: &Dated, to: &Dated) -> Option<Ordering> {
    let days = Decimal::from((to.on - from.on).num_days());
    let gone = Decimal::from((actual.on - from.on).num_days());
    if days.is_zero() {
        return None;
    }
    let value = actual.value.checked_sub(from.value)?.checked_mul(days)?;
    let line = to.value.checked_sub(from.value)?.checked_mul(gone)?;
    Some(value.cmp(&line))
}

fn baseline(of: &Trajectory) -> Option<String> {
    let baseline = of.baseline?;
    Some(format!("The baseline is {}.", at(baseline.value, baseline.on, of)))
}

/// The comparators' means: each where they are few, otherwise the first and the latest.
fn comparators(of: &Trajectory) -> Option<String> {
    let told = |mean: &Dated| at(mean.value, mean.on, of);
    match of.comparators.as_slice() {
        [] => None,
        few if few.len() <= EACH => {
            let each: Vec<String> = few.iter().map(told).collect();
            Some(format!("The comparators’ mean is {}.", each.join("; ")))
        }
        [first, .., last] => {
            Some(format!("The comparators’ mean goes from {} to {}.", told(first), told(last)))
        }
        _ => None,
    }
}

fn milestones(of: &Trajectory) -> Option<String> {
    let told: Vec<String> =
        of.milestones.iter().map(|milestone| at(milestone.value, milestone.on, of)).collect();
    match told.as_slice() {
        [] => None,
        [only] => Some(format!("The milestone is {only}.")),
        [first, rest @ ..] => {
            Some(format!("The milestone line goes from {first} to {}.", rest.join(", then to ")))
        }
    }
}

fn targets(of: &Trajectory) -> Option<String> {
    let by = |target: &Dated| {
        format!("{} by {}", with_unit(target.value, &of.unit), long_date(target.on))
    };
    let told: Vec<String> = of.targets.iter().map(by).collect();
    match told.as_slice() {
        [] => None,
        [only] => Some(format!("The target is {only}.")),
        many => Some(format!("The targets are {}.", many.join("; "))),
    }
}

/// The unit as it stands over a chart.
pub(super) fn heading(unit: &str) -> String {
    if unit == "%" {
        return "Per cent".to_owned();
    }
    let mut letters = unit.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

/// A value as it stands in a chart: the unit stands over the chart, unless it is a per cent sign.
pub(super) fn figure(value: Decimal, of: &Trajectory) -> String {
    with_unit(value, if of.unit == "%" { "%" } else { "" })
}

/// A value as it is printed, to two decimals at most, with its unit.
pub(super) fn with_unit(value: Decimal, unit: &str) -> String {
    let number = number(value);
    match unit {
        "" => number,
        "%" => format!("{number}%"),
        words => format!("{number} {words}"),
    }
}

/// A number with commas between its thousands and a minus sign before it where it is negative.
fn number(value: Decimal) -> String {
    let value = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let written = value.abs().to_string();
    let (whole, part) = written.split_at(written.find('.').unwrap_or(written.len()));
    let mut number = String::new();
    if value < Decimal::ZERO {
        number.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            number.push(',');
        }
        number.push(digit);
    }
    number + part
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn numbers_are_written_as_in_the_documents() {
        for (value, written) in [
            ("1234567.891", "1,234,567.89"),
            ("-1234.5", "−1,234.5"),
            ("999", "999"),
            ("85.704225", "85.70"),
            ("2.345", "2.35"),
            ("0", "0"),
        ] {
            assert_eq!(number(decimal(value)), written);
        }
        assert_eq!(with_unit(decimal("80"), "%"), "80%");
        assert_eq!(with_unit(decimal("80"), "per 10,000"), "80 per 10,000");
    }
}
