//! What sums, days, moments and lists are in JSON.

use std::borrow::Cow;

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use schemars::JsonSchema;
use schemars::Schema;
use schemars::SchemaGenerator;
use schemars::json_schema;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::Serializer;
use serde::de::Error;

use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::money::Money;

/// The format of sums in schemas.
pub const SUM: &str = "pounds-and-pence";
/// The format of periods in schemas.
pub const PERIOD: &str = "billing-period";

/// A sum in pounds with its pence, as text: `"213518.68"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(pub Money);

impl From<Money> for Sum {
    fn from(of: Money) -> Sum {
        Sum(of)
    }
}

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Sum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sum, D::Error> {
        let text = String::deserialize(deserializer)?;
        sum_in(&text).map(Sum).ok_or_else(|| D::Error::custom("no sum such as \"1234.50\""))
    }
}

/// The sum that a text is: digits, a point and two digits, and nothing else.
///
/// ```
/// use concordat::web::api::types::sum_in;
/// assert_eq!(sum_in("-1234.50").expect("a sum").to_string(), "-1234.50");
/// assert_eq!(sum_in("1,234.50"), None);
/// assert_eq!(sum_in("1234.5"), None);
/// ```
pub fn sum_in(text: &str) -> Option<Money> {
    let (pounds, pence) = text.strip_prefix('-').unwrap_or(text).split_once('.')?;
    let digits = |of: &str| !of.is_empty() && of.bytes().all(|b| b.is_ascii_digit());
    let is_plain = digits(pounds) && digits(pence) && pence.len() == 2 && pounds.len() <= 15;
    if is_plain { Money::parse(text).ok() } else { None }
}

impl JsonSchema for Sum {
    fn schema_name() -> Cow<'static, str> {
        "Sum".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": SUM,
            "pattern": "^-?[0-9]{1,15}\\.[0-9]{2}$",
            "description": "A sum in pounds with its pence, as text.",
            "examples": ["213518.68", "-0.05"]
        })
    }
}

/// A day: `"2018-10-28"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub NaiveDate);

impl From<NaiveDate> for Day {
    fn from(of: NaiveDate) -> Day {
        Day(of)
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date",
            "description": "A day of the years 1900 to 2199.",
            "examples": ["2018-10-28"]
        })
    }
}

/// A moment in UTC: `"2018-10-28T14:05:00Z"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(pub NaiveDateTime);

impl From<NaiveDateTime> for At {
    fn from(of: NaiveDateTime) -> At {
        At(of)
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format("%Y-%m-%dT%H:%M:%S%.fZ"))
    }
}

impl JsonSchema for At {
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "A moment in UTC.",
            "examples": ["2018-10-28T14:05:00Z"]
        })
    }
}

/// A billing period: `"2018/19-Q2"`, `"2018/19-M07"` or a whole year, `"2018/19"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PeriodName(pub BillingPeriod);

impl From<BillingPeriod> for PeriodName {
    fn from(of: BillingPeriod) -> PeriodName {
        PeriodName(of)
    }
}

impl<'de> Deserialize<'de> for PeriodName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PeriodName, D::Error> {
        let text = String::deserialize(deserializer)?;
        BillingPeriod::parse(&text).map(PeriodName).map_err(D::Error::custom)
    }
}

impl JsonSchema for PeriodName {
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": PERIOD,
            "pattern": "^[0-9]{4}/[0-9]{2}(-(Q[1-4]|M(0[1-9]|1[0-2])))?$",
            "description": "A billing period: a quarter, a month or a whole financial \
                            year, counted from April.",
            "examples": ["2018/19-Q2", "2018/19-M07", "2018/19"]
        })
    }
}

/// The next rows of a list.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListQuery {
    /// How many rows at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    pub limit: Option<u16>,
    /// The `next` of the rows before.
    #[serde(default)]
    pub after: Option<String>,
}

/// How many rows are given where nobody says.
pub const ROWS: u16 = 50;
/// How many rows are given at the most.
pub const ROWS_AT_MOST: u16 = 200;

/// Rows of a list.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Rows<T> {
    /// The rows.
    pub items: Vec<T>,
    /// What to ask for as `after` to get the next rows; `null` where there are no more.
    pub next: Option<String>,
}

/// So many at the most, and one more that says whether there are others.
pub fn room(limit: Option<u16>) -> (usize, i64) {
    let limit = limit.unwrap_or(ROWS).clamp(1, ROWS_AT_MOST);
    (limit.into(), i64::from(limit) + 1)
}

/// The rows for which there is room, and where the next begin.
pub fn cut<T>(rows: &mut Vec<T>, room: usize, place: impl Fn(&T) -> String) -> Option<String> {
    let has_more = rows.len() > room;
    rows.truncate(room);
    rows.last().filter(|_| has_more).map(place)
}

/// A financial year in an address: `2018-19`.
pub fn year_in(text: &str) -> Option<FinancialYear> {
    FinancialYear::parse(&text.replace('-', "/")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_is_text_with_two_decimals_both_ways() {
        let sum = Sum(Money::from_pence(21_351_868));
        assert_eq!(serde_json::to_string(&sum).expect("JSON"), "\"213518.68\"");
        assert_eq!(serde_json::from_str::<Sum>("\"213518.68\"").expect("a sum"), sum);
        for wrong in ["213518.68", "\"213518.6\"", "\"£5.00\"", "\"1e5\"", "\"+1.00\""] {
            assert!(serde_json::from_str::<Sum>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn rows_beyond_the_room_say_where_the_next_begin() {
        let mut rows = vec![1, 2, 3];
        assert_eq!(cut(&mut rows, 2, ToString::to_string).as_deref(), Some("2"));
        assert_eq!(rows, [1, 2]);
        assert_eq!(cut(&mut rows, 2, ToString::to_string), None);
        assert_eq!(room(None), (50, 51));
        assert_eq!(room(Some(5000)), (200, 201));
    }
}
