//! The calendar of councils: financial years from 1 April to 31 March, their quarters and months,
//! and the counting of months and years in notices.
//!
//! All dates are calendar dates of Europe/London, never instants; both ends of a period are in it.
//!
//! ```
//! use concordat::domain::calendar::BillingPeriod;
//! use concordat::domain::calendar::add_months;
//! use concordat::domain::calendar::date;
//!
//! let quarter = BillingPeriod::parse("2018/19-Q2").expect("a quarter");
//! assert_eq!(quarter.dates().first, date(2018, 7, 1));
//! assert_eq!(quarter.dates().last, date(2018, 9, 30));
//! assert_eq!(add_months(date(2023, 8, 31), 6), date(2024, 2, 29));
//! ```

use std::fmt;

use chrono::Datelike;
use chrono::Months;
use chrono::NaiveDate;
use chrono::NaiveDateTime;
use chrono::NaiveTime;
use chrono::TimeDelta;
use serde::Serialize;
use serde::Serializer;

/// The first and the last year that dates may be in; it keeps every reckoning finite.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// The day in Europe/London at a moment of UTC.
///
/// ```
/// use concordat::domain::calendar::date;
/// use concordat::domain::calendar::day_in_london;
///
/// let moment = |text: &str| text.parse().expect("a moment");
/// assert_eq!(day_in_london(moment("2018-06-30T22:59:59")), date(2018, 6, 30));
/// assert_eq!(day_in_london(moment("2018-06-30T23:00:00")), date(2018, 7, 1));
/// assert_eq!(day_in_london(moment("2018-12-31T23:30:00")), date(2018, 12, 31));
/// ```
pub fn day_in_london(utc: NaiveDateTime) -> NaiveDate {
    clock_in_london(utc).date()
}

/// What clocks in Europe/London show at a moment of UTC. Summer time is an hour ahead: from one in
/// the morning, UTC, on the last Sunday of March until the same on the last Sunday of October.
pub fn clock_in_london(utc: NaiveDateTime) -> NaiveDateTime {
    let changes = |month| {
        let last = date(utc.year(), month, 31);
        let sunday = last - TimeDelta::days(last.weekday().num_days_from_sunday().into());
        sunday.and_time(NaiveTime::MIN) + TimeDelta::hours(1)
    };
    let ahead = i64::from(changes(3) <= utc && utc < changes(10));
    utc + TimeDelta::hours(ahead)
}

/// When a day begins in Europe/London, in UTC.
///
/// ```
/// use concordat::domain::calendar::begins_in_london;
/// use concordat::domain::calendar::date;
/// assert_eq!(begins_in_london(date(2018, 7, 1)).to_string(), "2018-06-30 23:00:00");
/// assert_eq!(begins_in_london(date(2018, 10, 29)).to_string(), "2018-10-29 00:00:00");
/// ```
pub fn begins_in_london(day: NaiveDate) -> NaiveDateTime {
    let midnight = day.and_time(NaiveTime::MIN);
    let before = midnight - TimeDelta::hours(1);
    if day_in_london(before) == day { before } else { midnight }
}

/// A run of days: `first` and `last` are both in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day.
    pub first: NaiveDate,
    /// The last day, which is in the period.
    pub last: NaiveDate,
}

impl Period {
    /// The days that both have, if any.
    pub fn overlap(self, other: Period) -> Option<Period> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Period { first, last })
    }

    /// Whether a day is in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.first <= day && day <= self.last
    }

    /// How many days it has, both ends counted.
    pub fn days(self) -> i64 {
        (self.last - self.first).num_days() + 1
    }

    /// The period for people: `1 July 2018 to 30 September 2018`.
    pub fn in_words(self) -> String {
        format!("{} to {}", in_words(self.first), in_words(self.last))
    }
}

/// A financial year, 1 April to 31 March, known by the year in which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FinancialYear(i32);

impl FinancialYear {
    /// The financial year that a day is in.
    pub fn of(day: NaiveDate) -> FinancialYear {
        FinancialYear(if day.month() < 4 { day.year() - 1 } else { day.year() })
    }

    /// Reads `2018/19`.
    ///
    /// # Errors
    /// Says in words what is wrong with the text.
    pub fn parse(text: &str) -> Result<FinancialYear, String> {
        let wrong = || {
            format!(
                "\"{text}\" is not a financial year: write it as 2018/19, for 1 April 2018 to 31 March 2019"
            )
        };
        let (begins, ends) = text.split_once('/').ok_or_else(wrong)?;
        let figures = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if begins.len() != 4 || ends.len() != 2 || !figures(begins) || !figures(ends) {
            return Err(wrong());
        }
        let year: i32 = begins.parse().map_err(|_| wrong())?;
        let short: i32 = ends.parse().map_err(|_| wrong())?;
        if (year + 1) % 100 != short || !YEARS.contains(&year) {
            return Err(wrong());
        }
        Ok(FinancialYear(year))
    }

    /// The calendar year in which it begins.
    pub fn begins(self) -> i32 {
        self.0
    }

    /// All its days.
    pub fn dates(self) -> Period {
        Period { first: date(self.0, 4, 1), last: date(self.0 + 1, 3, 31) }
    }

    /// 365, or 366 where 29 February falls in it.
    pub fn days(self) -> i64 {
        self.dates().days()
    }

    /// The financial year after it.
    #[must_use]
    pub fn next(self) -> FinancialYear {
        FinancialYear(self.0 + 1)
    }
}

impl fmt::Display for FinancialYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{:02}", self.0, (self.0 + 1) % 100)
    }
}

impl Serialize for FinancialYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How often recharges are billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Every {
    /// Each calendar month: M01 is April.
    Month,
    /// Each quarter of the financial year: Q1 is April to June.
    Quarter,
    /// Once each financial year.
    Year,
}

impl Every {
    /// How many calendar months a period has.
    pub fn months(self) -> u32 {
        match self {
            Every::Month => 1,
            Every::Quarter => 3,
            Every::Year => 12,
        }
    }
}

/// A period for which a recharge is billed: a month, a quarter or a financial year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BillingPeriod {
    /// The financial year that it is in.
    pub year: FinancialYear,
    every: Every,
    index: u32,
}

impl BillingPeriod {
    /// The period that a day is in.
    pub fn containing(day: NaiveDate, every: Every) -> BillingPeriod {
        let month_of_year = (day.month() + 8) % 12;
        let index = month_of_year / every.months();
        BillingPeriod { year: FinancialYear::of(day), every, index }
    }

    /// Reads `2018/19-Q2`, `2018/19-M07` or `2018/19`.
    ///
    /// # Errors
    /// Says in words what is wrong with the text.
    pub fn parse(text: &str) -> Result<BillingPeriod, String> {
        let wrong = || {
            format!(
                "\"{text}\" is not a period: write a quarter as 2018/19-Q2, a month as 2018/19-M07 \
                 (M01 is April) or a year as 2018/19"
            )
        };
        let (year, part) = match text.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (text, None),
        };
        let year = FinancialYear::parse(year).map_err(|_| wrong())?;
        let (every, index) = match part {
            None => (Every::Year, 1),
            Some(part) if part.len() == 2 && part.starts_with('Q') => {
                (Every::Quarter, part[1..].parse::<u32>().map_err(|_| wrong())?)
            }
            Some(part) if part.len() == 3 && part.starts_with('M') => {
                (Every::Month, part[1..].parse::<u32>().map_err(|_| wrong())?)
            }
            Some(_) => return Err(wrong()),
        };
        if index == 0 || index > 12 / every.months() {
            return Err(wrong());
        }
        Ok(BillingPeriod { year, every, index: index - 1 })
    }

    /// How often such periods come.
    pub fn every(self) -> Every {
        self.every
    }

    /// All its days.
    pub fn dates(self) -> Period {
        let april = 3;
        let first = first_of_month(self.year.0, april + self.index * self.every.months());
        let next = first_of_month(self.year.0, april + (self.index + 1) * self.every.months());
        Period { first, last: next.pred_opt().expect("dates are bounded") }
    }

    /// The periods of a financial year, in order.
    pub fn all_in(year: FinancialYear, every: Every) -> impl Iterator<Item = BillingPeriod> {
        (0..12 / every.months()).map(move |index| BillingPeriod { year, every, index })
    }

    /// Its place in the financial year, from nought.
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The period after it.
    #[must_use]
    pub fn next(self) -> BillingPeriod {
        let day = self.dates().last.succ_opt().expect("dates are bounded");
        BillingPeriod::containing(day, self.every)
    }

    /// The period before it.
    #[must_use]
    pub fn previous(self) -> BillingPeriod {
        let day = self.dates().first.pred_opt().expect("dates are bounded");
        BillingPeriod::containing(day, self.every)
    }

    /// The period for a file name or a document's number: `201819Q2`.
    pub fn compact(self) -> String {
        self.to_string().replace(['/', '-'], "")
    }
}

impl fmt::Display for BillingPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.every {
            Every::Month => write!(f, "{}-M{:02}", self.year, self.index + 1),
            Every::Quarter => write!(f, "{}-Q{}", self.year, self.index + 1),
            Every::Year => write!(f, "{}", self.year),
        }
    }
}

impl Serialize for BillingPeriod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A date that is known to be one, for tables and tests.
///
/// # Panics
/// Where there is no such day.
pub fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a day of the calendar")
}

/// The corresponding day so many months on, or the last day of a shorter month (*Dodds v Walker*).
///
/// # Panics
/// Beyond the calendar that agreements may use.
pub fn add_months(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).expect("dates are bounded")
}

/// The latest day from which so many months end on or before `end`.
///
/// # Panics
/// Beyond the calendar that agreements may use.
pub fn latest_day_for(end: NaiveDate, months: u32) -> NaiveDate {
    let near = end.checked_sub_months(Months::new(months)).expect("dates are bounded");
    near.iter_days()
        .skip(1)
        .take(3)
        .take_while(|day| add_months(*day, months) <= end)
        .last()
        .unwrap_or(near)
}

/// The anniversary so many years on; that of 29 February is 1 March in other years.
pub fn anniversary(day: NaiveDate, years: i32) -> NaiveDate {
    let year = day.year() + years;
    day.with_year(year).unwrap_or_else(|| date(year, 3, 1))
}

/// The days in the calendar month of a day.
pub fn days_in_month(day: NaiveDate) -> i64 {
    i64::from(day.num_days_in_month())
}

/// The first of a month, counted from nought for January of a year.
fn first_of_month(year: i32, months: u32) -> NaiveDate {
    date(year + i32::from(months >= 12), months % 12 + 1, 1)
}

/// A date for people: `5 October 2018`.
pub fn in_words(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_and_months_are_of_the_financial_year() {
        let label = |day, every| BillingPeriod::containing(day, every).to_string();
        assert_eq!(label(date(2018, 4, 1), Every::Quarter), "2018/19-Q1");
        assert_eq!(label(date(2019, 3, 31), Every::Quarter), "2018/19-Q4");
        assert_eq!(label(date(2018, 4, 30), Every::Month), "2018/19-M01");
        assert_eq!(label(date(2019, 3, 1), Every::Month), "2018/19-M12");
        assert_eq!(label(date(2019, 3, 1), Every::Year), "2018/19");
        assert_eq!(label(date(2000, 3, 1), Every::Year), "1999/00");
    }

    #[test]
    fn periods_read_write_and_tile() {
        for every in [Every::Month, Every::Quarter, Every::Year] {
            let mut period = BillingPeriod::containing(date(2015, 4, 1), every);
            while period.year.begins() < 2030 {
                assert_eq!(BillingPeriod::parse(&period.to_string()), Ok(period));
                assert_eq!(period.next().previous(), period);
                let follows = period.dates().last.succ_opt();
                assert_eq!(follows, Some(period.next().dates().first));
                period = period.next();
            }
        }
    }

    #[test]
    fn words_that_are_no_period_are_refused() {
        for text in [
            "2018/20",
            "2018/19-Q5",
            "2018/19-Q0",
            "2018/19-M13",
            "2018-19",
            "2018/19-q1",
            "",
            "2018/19-",
        ] {
            assert!(BillingPeriod::parse(text).is_err(), "{text} was read");
        }
    }

    #[test]
    fn leap_years_are_keyed_on_the_year_that_they_end_in() {
        let leap: Vec<i32> = (2013..2029).filter(|y| FinancialYear(*y).days() == 366).collect();
        assert_eq!(leap, [2015, 2019, 2023, 2027]);
    }

    #[test]
    fn notice_ends_on_the_corresponding_day() {
        assert_eq!(add_months(date(2023, 7, 31), 6), date(2024, 1, 31));
        assert_eq!(add_months(date(2023, 8, 31), 6), date(2024, 2, 29));
        assert_eq!(latest_day_for(date(2023, 6, 30), 6), date(2022, 12, 31));
        assert_eq!(latest_day_for(date(2024, 1, 31), 6), date(2023, 7, 31));
        assert_eq!(latest_day_for(date(2024, 2, 28), 6), date(2023, 8, 28));
    }

    #[test]
    fn the_latest_day_is_the_last_whose_notice_is_in_time() {
        for end in date(2022, 1, 1).iter_days().take(800) {
            for months in [1, 3, 6, 12] {
                let latest = latest_day_for(end, months);
                assert!(add_months(latest, months) <= end);
                assert!(add_months(latest.succ_opt().expect("bounded"), months) > end);
            }
        }
    }

    #[test]
    fn a_leap_day_has_its_anniversary_on_the_first_of_march() {
        assert_eq!(anniversary(date(2020, 2, 29), 1), date(2021, 3, 1));
        assert_eq!(anniversary(date(2020, 2, 29), 4), date(2024, 2, 29));
    }
}
