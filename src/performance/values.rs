//! The values of indicators, as they were reported.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

/// How far a value can be relied on, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueStatus {
    /// It may still be revised.
    Provisional,
    /// It is settled.
    Final,
    /// There is no value for the period.
    NotAvailable,
    /// The value is not published, to protect the few people whom it counts.
    Suppressed,
    /// The measure is no longer made.
    Discontinued,
}

impl ValueStatus {
    /// All of them, as the file of values spells them.
    pub const WORDS: [(&'static str, ValueStatus); 5] = [
        ("provisional", ValueStatus::Provisional),
        ("final", ValueStatus::Final),
        ("not-available", ValueStatus::NotAvailable),
        ("suppressed", ValueStatus::Suppressed),
        ("discontinued", ValueStatus::Discontinued),
    ];

    /// The status in words: `not available`.
    pub fn in_words(self) -> &'static str {
        match self {
            ValueStatus::Provisional => "provisional",
            ValueStatus::Final => "final",
            ValueStatus::NotAvailable => "not available",
            ValueStatus::Suppressed => "suppressed",
            ValueStatus::Discontinued => "measure discontinued",
        }
    }
}

/// What was reported: a figure, or how a statement was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// A number.
    Number(Decimal),
    /// A statement is met.
    Met,
    /// It is met in part.
    Partly,
    /// It is not met.
    NotMet,
}

impl Figure {
    /// The number, where it is one.
    pub fn number(self) -> Option<Decimal> {
        match self {
            Figure::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The figure as the file of values spells it.
    pub fn text(self) -> String {
        match self {
            Figure::Number(number) => number.to_string(),
            Figure::Met => "met".to_owned(),
            Figure::Partly => "partly".to_owned(),
            Figure::NotMet => "not".to_owned(),
        }
    }
}

/// One reported value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KpiValue {
    /// The indicator's name in the agreement file.
    pub kpi: String,
    /// The last day of the period that it is of.
    pub period_end: NaiveDate,
    /// The figure; `None` where there is none.
    pub figure: Option<Figure>,
    /// How far it can be relied on.
    pub status: ValueStatus,
    /// The comparators' mean for the same period.
    pub comparator_mean: Option<Decimal>,
    /// The rank among the comparators, 1 being the best.
    pub rank: Option<u32>,
    /// How many are ranked.
    pub of: Option<u32>,
    /// Where it is from.
    pub source: Option<String>,
    /// When it was published, where that was recorded.
    pub published: Option<NaiveDate>,
    /// What is to be said about it.
    pub commentary: Option<String>,
}

impl KpiValue {
    /// From when it counts: its publication, and the period's end where nobody recorded one.
    pub fn known_from(&self) -> NaiveDate {
        self.published.unwrap_or(self.period_end)
    }
}

/// The values of one indicator that were known on a day, one for each period, in order: for one
/// period final beats provisional, then the latest published counts.
pub fn known_values<'a>(values: &'a [KpiValue], kpi: &str, as_at: NaiveDate) -> Vec<&'a KpiValue> {
    let mut known: Vec<&KpiValue> = values
        .iter()
        .filter(|v| v.kpi == kpi && v.period_end <= as_at && v.known_from() <= as_at)
        .collect();
    known.sort_by_key(|v| (v.period_end, v.status == ValueStatus::Final, v.known_from()));
    let mut best: Vec<&KpiValue> = Vec::new();
    for value in known {
        if best.last().is_some_and(|last| last.period_end == value.period_end) {
            best.pop();
        }
        best.push(value);
    }
    best
}
