//! The days of a case, one after another, from the agreement's first to the end of the financial
//! year asked about; and the periods that they fall in.

use std::sync::OnceLock;

use chrono::Datelike;

use crate::spec::Spec;
use crate::spec::dates::Date;
use crate::spec::dates::Period;
use crate::spec::dates::date;
use crate::spec::dates::month_length;
use crate::spec::dates::plus;
use crate::spec::dates::year_length;
use crate::spec::dates::year_of;

/// What the rules ask of a calendar day.
#[derive(Clone, Copy, Debug)]
pub struct Day {
    pub year: i32,
    pub year_length: i64,
    /// April is 0.
    pub month: u32,
    pub month_length: i64,
}

/// The first and last financial years that the cases are about.
const YEARS: (i32, i32) = (2018, 2026);

fn calendar() -> &'static [Day] {
    static CALENDAR: OnceLock<Vec<Day>> = OnceLock::new();
    CALENDAR.get_or_init(|| {
        let (first, last) = (date(YEARS.0, 4, 1), date(YEARS.1 + 1, 3, 31));
        first.iter_days().take_while(|day| *day <= last).map(describe).collect()
    })
}

fn describe(day: Date) -> Day {
    Day {
        year: year_of(day),
        year_length: year_length(year_of(day)),
        month: (day.month() + 8) % 12,
        month_length: i64::from(month_length(day.year(), day.month())),
    }
}

/// How many days lie between the calendar's first and this one.
fn number(day: Date) -> i64 {
    i64::from(day.num_days_from_ce() - date(YEARS.0, 4, 1).num_days_from_ce())
}

/// The days from the start of an agreement to the end of a financial year.
pub struct Days {
    starts: i64,
    table: &'static [Day],
    first: Period,
    a_year: usize,
    /// For each day the number of its period, counted from the first of the first year.
    slots: Vec<usize>,
}

impl Days {
    /// Those that a statement for a period of this financial year depends on.
    pub fn to_the_end_of(year: i32, spec: &Spec) -> Days {
        let (starts, ends) = (number(spec.starts), number(date(year + 1, 3, 31)));
        let place = |number: i64| usize::try_from(number).expect("no case starts before the table");
        let days = &calendar()[place(starts)..=place(ends)];
        let first = Period { every: spec.every, year: days[0].year, index: 0 };
        let slot = |day: &Day| {
            let index = day.month * spec.every.a_year() / 12;
            Period { every: spec.every, year: day.year, index }.since(first)
        };
        let slots =
            days.iter().map(|day| usize::try_from(slot(day)).expect("not before the first"));
        let a_year = usize::try_from(spec.every.a_year()).expect("at most twelve");
        Days { starts, table: days, first, a_year, slots: slots.collect() }
    }

    /// How many days there are.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// How many periods a financial year has.
    pub fn a_year(&self) -> usize {
        self.a_year
    }

    /// How many periods there are, in whole financial years.
    pub fn slots(&self) -> usize {
        self.slots[self.table.len() - 1] / self.a_year * self.a_year + self.a_year
    }

    /// The number of the period that a day falls in.
    pub fn slot(&self, day: usize) -> usize {
        self.slots[day]
    }

    /// The period with a number.
    pub fn period(&self, slot: usize) -> Period {
        self.first.moved(i32::try_from(slot).expect("at most a hundred periods"))
    }

    pub fn day(&self, day: usize) -> Day {
        self.table[day]
    }

    /// Where a date stands among the days: the first of them if it is before them, and just past
    /// the last if it is after.
    pub fn from(&self, date: Date) -> usize {
        let place = (number(date) - self.starts).clamp(0, i64::try_from(self.len()).unwrap_or(0));
        usize::try_from(place).expect("clamped to nought or more")
    }

    /// Where the day after a date stands.
    pub fn past(&self, date: Date) -> usize {
        self.from(plus(date, 1))
    }

    /// Where a date stands, if it is one of the days at all.
    pub fn place(&self, date: Date) -> Option<usize> {
        let place = usize::try_from(number(date) - self.starts).ok()?;
        (place < self.len()).then_some(place)
    }

    /// The days of a financial year.
    pub fn of_year(&self, year: i32) -> std::ops::Range<usize> {
        self.from(date(year, 4, 1))..self.past(date(year + 1, 3, 31))
    }
}
