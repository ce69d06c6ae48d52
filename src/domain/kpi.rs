//! Key performance indicators as they were agreed: what is measured, and what is to be reached by
//! when.
//!
//! Not every target is a number: "better than average" is held against the comparators' figure and
//! "top 25%" is a rank. What the paper leaves out (baseline, polarity, source) is left out here
//! too.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::exact::Exact;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;

/// An indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kpi {
    /// Its name in the file.
    pub id: String,
    /// The clause.
    pub clause: String,
    /// The measure, in the paper's words.
    pub name: String,
    /// What is counted and what it is divided by, where that has been settled.
    pub definition: Option<String>,
    /// What the values are in.
    pub unit: Unit,
    /// Whether more or less of it is wanted; `None` where the paper does not say.
    pub better: Option<Better>,
    /// Long or short term, as the paper groups them.
    pub term: Option<String>,
    /// Where it stood before.
    pub baseline: Option<Baseline>,
    /// What is to be reached, in order of their days.
    pub targets: Vec<Target>,
    /// The indicator that this one is a part of.
    pub part_of: Option<String>,
    /// The number of people or places that a rate is of.
    pub population: Option<Decimal>,
    /// Where its values come from.
    pub source: Option<String>,
    /// How often it is measured.
    pub frequency: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The authorities that it is compared with.
    pub comparators: Option<String>,
    /// Targets for the same measure that another paper states.
    pub stated_elsewhere: Vec<StatedElsewhere>,
    /// A remark.
    pub note: Option<String>,
}

/// What the values of an indicator are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Of a hundred.
    Percent,
    /// Of ten thousand.
    #[serde(rename = "per-10000")]
    PerTenThousand,
    /// Of a thousand.
    #[serde(rename = "per-1000")]
    PerThousand,
    /// A number of people, places or events.
    Count,
    /// A score, such as Attainment 8.
    Score,
    /// Met, partly met or not met.
    Statement,
}

impl Unit {
    /// All of them, as the agreement file spells them.
    pub const WORDS: [(&'static str, Unit); 6] = [
        ("percent", Unit::Percent),
        ("per-10000", Unit::PerTenThousand),
        ("per-1000", Unit::PerThousand),
        ("count", Unit::Count),
        ("score", Unit::Score),
        ("statement", Unit::Statement),
    ];

    /// The word of the agreement file.
    pub fn word(self) -> &'static str {
        Unit::WORDS.iter().find(|(_, unit)| *unit == self).map_or("", |(word, _)| word)
    }

    /// A value with its unit, for people: `84%`, `98 per 10,000`.
    pub fn with(self, value: &str) -> String {
        match self {
            Unit::Percent => format!("{value}%"),
            Unit::PerTenThousand => format!("{value} per 10,000"),
            Unit::PerThousand => format!("{value} per 1,000"),
            Unit::Count | Unit::Score | Unit::Statement => value.to_owned(),
        }
    }
}

impl Unit {
    /// How far two values are apart, for people: `1.70 percentage points`, `18 per 10,000`.
    pub fn apart(self, gap: &str) -> String {
        let s = if gap == "1" { "" } else { "s" };
        match self {
            Unit::Percent => format!("{gap} percentage point{s}"),
            Unit::Score => format!("{gap} point{s}"),
            other => other.with(gap),
        }
    }
}

/// Whether more or less is wanted: the polarity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Better {
    /// More is wanted.
    Higher,
    /// Less is wanted.
    Lower,
}

impl Better {
    /// The word of the agreement file.
    pub fn word(self) -> &'static str {
        match self {
            Better::Higher => "higher",
            Better::Lower => "lower",
        }
    }

    /// Whether `value` is as good as `mark` or better.
    pub fn reaches(self, value: &Exact, mark: &Exact) -> bool {
        match self {
            Better::Higher => value >= mark,
            Better::Lower => value <= mark,
        }
    }

    /// Whether `value` is better than `mark`, and not just as good.
    pub fn beats(self, value: &Exact, mark: &Exact) -> bool {
        match self {
            Better::Higher => value > mark,
            Better::Lower => value < mark,
        }
    }
}

/// Where an indicator stood on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The day it was so.
    pub on: NaiveDate,
    /// The value.
    pub value: Tbc<Decimal>,
    /// The paper that states it, where one is named.
    pub document: Option<String>,
}

/// What is to be reached by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The last day for it.
    pub by: NaiveDate,
    /// What is to be reached.
    pub aim: Aim,
    /// What the paper calls it, such as *Three year target*.
    pub label: Option<String>,
    /// Its own unit, where that is not the indicator's.
    pub unit: Option<Unit>,
}

/// What a target asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// This value or more.
    AtLeast(Decimal),
    /// This value or less.
    AtMost(Decimal),
    /// Strictly better than the mean of the comparators.
    BetterThanComparatorMean,
    /// In so many per cent of the best.
    TopPercent(Decimal),
    /// What a sentence says.
    Statement(String),
    /// What is to be confirmed, under this key of the file.
    ToBeConfirmed(&'static str),
}

impl Aim {
    /// The number to be reached, where it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Aim::AtLeast(number) | Aim::AtMost(number) => Some(*number),
            _ => None,
        }
    }

    /// The polarity that the target itself tells.
    pub fn better(&self) -> Option<Better> {
        match self {
            Aim::AtLeast(_) | Aim::ToBeConfirmed("at_least") => Some(Better::Higher),
            Aim::AtMost(_) | Aim::ToBeConfirmed("at_most") => Some(Better::Lower),
            _ => None,
        }
    }
}

impl Target {
    /// The target for people: `at least 90%`.
    pub fn in_words(&self, unit: Unit) -> String {
        let unit = self.unit.unwrap_or(unit);
        match &self.aim {
            Aim::AtLeast(number) => format!("at least {}", unit.with(&plain(*number))),
            Aim::AtMost(number) => format!("at most {}", unit.with(&plain(*number))),
            Aim::BetterThanComparatorMean => "better than the comparators' mean".to_owned(),
            Aim::TopPercent(per_cent) => format!("in the top {}%", plain(*per_cent)),
            Aim::Statement(text) => text.clone(),
            Aim::ToBeConfirmed(_) => "to be confirmed".to_owned(),
        }
    }
}

/// A target that another paper states for the same measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedElsewhere {
    /// Where it is stated.
    pub clause: String,
    /// The target.
    pub target: Target,
}

/// How near to its milestone a value must be to be amber rather than red.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmberBand {
    /// Within so many per cent of the milestone.
    Within(Rate),
    /// Within so many points.
    Points(Decimal),
}

/// How performance is rated and reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PerformanceTerms {
    /// The amber band; without one, what is not green is red.
    pub amber: Option<AmberBand>,
    /// The month in which targets are reviewed every year, from 1 for January.
    pub review_month: Option<u32>,
}

/// A number in plain figures without needless noughts, with commas: `24,771`, `85.7`.
pub fn plain(number: Decimal) -> String {
    with_commas(&number.normalize().to_string())
}

/// A figure with so many decimals, rounded for reading, with commas: `84.00` beside `85.70`.
///
/// ```
/// use concordat::domain::exact::Exact;
/// use concordat::domain::kpi::in_decimals;
/// assert_eq!(in_decimals(&Exact::from(24_771), 1), "24,771.0");
/// ```
pub fn in_decimals(number: &Exact, decimals: u32) -> String {
    with_commas(&number.in_figures(decimals, decimals))
}

fn with_commas(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |digits| ("-", digits));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let point = if part.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{part}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date;

    #[test]
    fn targets_read_as_sentences() {
        let target = |aim| Target { by: date(2020, 3, 31), aim, label: None, unit: None };
        let words = |aim, unit| target(aim).in_words(unit);
        assert_eq!(
            words(Aim::AtMost(Decimal::from(80)), Unit::PerTenThousand),
            "at most 80 per 10,000"
        );
        assert_eq!(words(Aim::TopPercent(Decimal::from(25)), Unit::Score), "in the top 25%");
        assert_eq!(plain(Decimal::new(2_477_150, 2)), "24,771.5");
    }
}
