//! The days of targets: beyond the term, a party or a break, or not where their label puts them.

use std::collections::BTreeMap;

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::break_clause::When;
use crate::domain::break_clause::periodic_end;
use crate::domain::calendar::anniversary;
use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::cross::Shared;
use crate::domain::check::parties::SIDES;
use crate::domain::check::words::counted;
use crate::domain::check::words::folded;
use crate::domain::check::words::listed;
use crate::domain::check::words::number;
use crate::domain::check::words::words;
use crate::domain::kpi::Kpi;
use crate::domain::problem::Finding;

/// What is odd about the days of targets, said once for all the indicators of a day (rules §13; R9;
/// O-003-11, O-003-12).
pub fn findings(reading: &Reading) -> Vec<Shared> {
    let kpis = &reading.agreement.kpis;
    let mut by_label: BTreeMap<(NaiveDate, &str), Vec<usize>> = BTreeMap::new();
    let mut by_day: BTreeMap<NaiveDate, Vec<usize>> = BTreeMap::new();
    for (index, kpi) in kpis.iter().enumerate() {
        for target in &kpi.targets {
            by_day.entry(target.by).or_default().push(index);
            if let Some(label) = &target.label {
                by_label.entry((target.by, label)).or_default().push(index);
            }
        }
    }
    let labels = by_label.into_iter().filter_map(|((by, label), indicators)| {
        Some(shared(kpis, indicators, &against_label(reading, label, by)?))
    });
    let days = by_day
        .into_iter()
        .filter_map(|(by, indicators)| Some(shared(kpis, indicators, &beyond(reading, by)?)));
    labels.chain(days).collect()
}

/// A warning at the first of the indicators, which names how many they are.
fn shared(kpis: &[Kpi], indicators: Vec<usize>, says: &str) -> Shared {
    let first = indicators[0];
    let of = match indicators.len() {
        1 => String::new(),
        many => format!(" (of {})", counted(many, "indicator")),
    };
    let says = says.replacen("{of}", &of, 1);
    let finding = Finding::new(format!("kpi.{first}.targets"), &kpis[first].clause, says);
    Shared { indicators, finding }
}

/// How far a label's years may be from the day, in months: a target is often set for a year's end.
const LEEWAY: i32 = 6;

/// A label such as "Three year target" whose years do not reach from the term's start to its day
/// (O-003-11).
fn against_label(reading: &Reading, label: &str, by: NaiveDate) -> Option<String> {
    let years = years_of(label)?;
    let starts = reading.agreement.starts;
    let after = by.succ_opt()?;
    let months = months_between(starts, after);
    if (months - years * 12).abs() <= LEEWAY {
        return None;
    }
    let from = anniversary(after, -years);
    Some(format!(
        "the target by {}{{of}} is called \"{label}\", but from the term's start on {} to that day \
         are {months} months: so many years to it begin on {}{}; say which day it counts from",
        in_words(by),
        in_words(starts),
        in_words(from),
        if from < starts { ", before the term" } else { "" }
    ))
}

/// The years that a label names: `Three year target`, `10-year target`.
fn years_of(label: &str) -> Option<i32> {
    let label = folded(label);
    let words = words(&label);
    let place = words.iter().position(|word| matches!(*word, "year" | "years"))?;
    let years = number(words.get(place.checked_sub(1)?)?)?;
    (1..=50).contains(&years).then_some(years)
}

/// Whole months from one day to another.
fn months_between(from: NaiveDate, to: NaiveDate) -> i32 {
    let month = |day: NaiveDate| day.year() * 12 + day.month().cast_signed();
    month(to) - month(from) - i32::from(to.day() < from.day())
}

/// A target after the term (O-003-12), a party (R9), or the first day on which a periodic break may
/// end the term.
fn beyond(reading: &Reading, by: NaiveDate) -> Option<String> {
    let term = reading.known.term_ends().filter(|ends| by > *ends);
    let term = term.map(|ends| format!("after the term's last day, {}", in_words(ends)));
    let parties = SIDES.into_iter().filter_map(|side| {
        let authority = reading.agreement.authority(side);
        let ends = authority.ends.filter(|ends| by > *ends)?;
        Some(format!("after {}, the last day of {}", in_words(ends), authority.name))
    });
    let first_break = first_break(reading).filter(|(ends, _)| by > *ends);
    let first_break = first_break.map(|(ends, clause)| {
        format!("beyond the first break, on {} (clause {clause})", in_words(ends))
    });
    let reasons: Vec<String> = term.into_iter().chain(parties).chain(first_break).collect();
    (!reasons.is_empty()).then(|| {
        format!(
            "the target by {}{{of}} lies {}: set one for the day before too, and say who answers \
             for it from then on",
            in_words(by),
            listed(&reasons)
        )
    })
}

/// The first day on which a periodic break may end the term.
fn first_break<'a>(reading: &Reading<'a>) -> Option<(NaiveDate, &'a str)> {
    let starts = reading.agreement.starts;
    let ends = reading.agreement.breaks.iter().filter_map(|clause| match clause.when {
        When::EveryYears(years) => Some((periodic_end(starts, years, 1), &*clause.clause)),
        _ => None,
    });
    ends.min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date;
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    /// O-003-11: from 1 July 2018 to 31 March 2020 are 21 months, not three years.
    #[test]
    fn a_label_reaches_from_the_start_to_its_day() {
        assert_eq!(months_between(date(2018, 7, 1), date(2020, 4, 1)), 21);
        assert_eq!(years_of("Three year target (March 2020)"), Some(3));
        assert_eq!(years_of("10-year target"), Some(10));
        assert_eq!(years_of("Target for the year"), None);
        let five = ("Three year target", "Five year target");
        let says = "are 36 months: so many years to it begin on 1 April 2024, before the term";
        raises(&[five], "kpi.0.targets", says);
        silent(&[("Three year target", "Three-year target")]);
    }

    #[test]
    fn a_label_of_many_indicators_is_raised_once() {
        let five = ("Three year target", "Five year target");
        let rate = ("at_most = 80 }", "at_most = 80, label = \"Five year target\" }");
        let says = "the target by 31 March 2029 (of 2 indicators) is called \"Five year target\"";
        raises(&[five, rate], "kpi.0.targets", says);
    }

    #[test]
    fn a_target_lies_within_the_term() {
        let late = ("by = 2028-08-31, better_than", "by = 2031-04-01, better_than");
        let says = "the target by 1 April 2031 lies after the term's last day, 31 March 2031 and \
                    beyond the first break, on 31 March 2029 (clause 9.1)";
        raises(&[late], "kpi.4.targets", says);
        silent(&[("by = 2028-08-31, better_than", "by = 2029-03-31, better_than")]);
    }

    /// O-003-12: March 2027 against a first break on 30 June 2023.
    #[test]
    fn a_target_lies_before_the_first_break() {
        let late = ("by = 2028-08-31, better_than", "by = 2029-04-01, better_than");
        let says = "lies beyond the first break, on 31 March 2029 (clause 9.1): set one";
        raises(&[late], "kpi.4.targets", says);
        silent(&[late, ("every_years = 3", "every_years = 4")]);
    }

    /// R9: a target of March 2027 is fine for vesting on 1 April 2028.
    #[test]
    fn a_target_lies_within_the_life_of_the_parties() {
        let ends = |day: &str| format!("ends = {day}\nvat_number");
        let says = "lies after 31 December 2027, the last day of Northshire County Council";
        raises(&[("vat_number", &ends("2027-12-31"))], "kpi.0.targets", says);
        silent(&[("vat_number", &ends("2031-03-31"))]);
    }
}
