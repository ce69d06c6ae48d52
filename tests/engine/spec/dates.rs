//! The calendar that the rules use: financial years, their periods, and months counted on.
//!
//! A financial year runs from 1 April to 31 March and is written `2018/19`. Its quarters are
//! `2018/19-Q1` to `-Q4`, its months `2018/19-M01` (April) to `-M12`.

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;

/// A calendar day; no time of day and no time zone.
pub type Date = NaiveDate;

/// The date of a year, month and day that are known to exist.
pub fn date(year: i32, month: u32, day: u32) -> Date {
    Date::from_ymd_opt(year, month, day).expect("the tests write dates that exist")
}

/// The day so many days after (or, negative, before) another.
pub fn plus(day: Date, days: i64) -> Date {
    let moved = if days < 0 {
        day.checked_sub_days(Days::new(days.unsigned_abs()))
    } else {
        day.checked_add_days(Days::new(days.unsigned_abs()))
    };
    moved.expect("the tests stay within the calendar")
}

/// How many days a month has.
pub fn month_length(year: i32, month: u32) -> u32 {
    match month {
        2 if leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether a calendar year has a 29 February.
pub fn leap(year: i32) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// The calendar year in which a financial year begins: 2018 for 31 March 2019.
pub fn year_of(day: Date) -> i32 {
    if day.month() >= 4 { day.year() } else { day.year() - 1 }
}

/// How many days a financial year has: 366 where it contains a 29 February.
pub fn year_length(year: i32) -> i64 {
    if leap(year + 1) { 366 } else { 365 }
}

/// A financial year as people write it: `2018/19`.
pub fn year_label(year: i32) -> String {
    format!("{year}/{:02}", (year + 1) % 100)
}

/// The corresponding day so many months later, or the last day of a shorter month:
/// 31 August 2023 and six months make 29 February 2024.
pub fn add_months(day: Date, months: u32) -> Date {
    let count = day.month0() + months;
    let year = day.year() + i32::try_from(count / 12).expect("a notice of a few years at most");
    let month = count % 12 + 1;
    date(year, month, day.day().min(month_length(year, month)))
}

/// The anniversary so many years later; that of 29 February is 1 March in other years.
pub fn anniversary(day: Date, years: i32) -> Date {
    let year = day.year() + years;
    if day.month() == 2 && day.day() == 29 && !leap(year) {
        return date(year, 3, 1);
    }
    date(year, day.month(), day.day())
}

/// How often an agreement is billed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Every {
    Month,
    Quarter,
    Year,
}

impl Every {
    /// How many such periods a financial year has.
    pub fn a_year(self) -> u32 {
        match self {
            Every::Month => 12,
            Every::Quarter => 4,
            Every::Year => 1,
        }
    }
}

/// A month, quarter or year of a financial year, counted from nought.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Period {
    pub every: Every,
    pub year: i32,
    pub index: u32,
}

impl Period {
    /// The period that a day falls in.
    pub fn containing(day: Date, every: Every) -> Period {
        let month = (day.month() + 8) % 12;
        Period { every, year: year_of(day), index: month * every.a_year() / 12 }
    }

    fn first_month(self) -> u32 {
        self.index * (12 / self.every.a_year())
    }

    /// Its first day.
    pub fn first(self) -> Date {
        add_months(date(self.year, 4, 1), self.first_month())
    }

    /// Its last day.
    pub fn last(self) -> Date {
        let months = 12 / self.every.a_year();
        plus(add_months(date(self.year, 4, 1), self.first_month() + months), -1)
    }

    /// The period so many periods later (or, negative, earlier).
    pub fn moved(self, by: i32) -> Period {
        let a_year = i32::try_from(self.every.a_year()).expect("at most twelve");
        let count = self.year * a_year + i32::try_from(self.index).expect("at most eleven") + by;
        let index = u32::try_from(count.rem_euclid(a_year)).expect("a remainder is not negative");
        Period { every: self.every, year: count.div_euclid(a_year), index }
    }

    /// How many periods lie between an earlier one and this.
    pub fn since(self, earlier: Period) -> i32 {
        let a_year = i32::try_from(self.every.a_year()).expect("at most twelve");
        let index = |period: Period| i32::try_from(period.index).expect("at most eleven");
        (self.year - earlier.year) * a_year + index(self) - index(earlier)
    }

    /// As people write it: `2018/19-Q2`, `2018/19-M07`, `2018/19`.
    pub fn label(self) -> String {
        let year = year_label(self.year);
        match self.every {
            Every::Month => format!("{year}-M{:02}", self.index + 1),
            Every::Quarter => format!("{year}-Q{}", self.index + 1),
            Every::Year => year,
        }
    }
}

#[test]
fn periods_are_those_of_the_financial_year() {
    let day = date(2018, 9, 30);
    assert_eq!(Period::containing(day, Every::Quarter).label(), "2018/19-Q2");
    assert_eq!(Period::containing(date(2018, 10, 1), Every::Month).label(), "2018/19-M07");
    assert_eq!(Period::containing(date(2020, 3, 31), Every::Year).label(), "2019/20");
    let quarter = Period::containing(date(2020, 2, 29), Every::Quarter);
    assert_eq!((quarter.first(), quarter.last()), (date(2020, 1, 1), date(2020, 3, 31)));
    assert_eq!(quarter.moved(1).label(), "2020/21-Q1");
    assert_eq!(quarter.moved(-4).since(quarter), -4);
}

#[test]
fn months_end_on_the_corresponding_day_or_the_last_of_a_shorter_month() {
    assert_eq!(add_months(date(2023, 7, 31), 6), date(2024, 1, 31));
    assert_eq!(add_months(date(2023, 8, 31), 6), date(2024, 2, 29));
    assert_eq!(anniversary(date(2020, 2, 29), 1), date(2021, 3, 1));
    assert_eq!(anniversary(date(2020, 2, 29), 4), date(2024, 2, 29));
}
