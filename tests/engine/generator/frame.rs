//! When things happen: the term, the period asked about, and the days around which what is known
//! changes. Everything else in a case is placed by these, so that awkward things fall where they
//! matter: between one statement and the next, and on the days themselves.

use super::dice::Dice;
use crate::spec::Apportion;
use crate::spec::Timing;
use crate::spec::dates::Date;
use crate::spec::dates::Every;
use crate::spec::dates::Period;
use crate::spec::dates::date;
use crate::spec::dates::month_length;
use crate::spec::dates::plus;

/// The last financial year that cases are about.
const LAST_YEAR: i32 = 2025;

/// The dates of a case.
pub struct Frame {
    pub starts: Date,
    pub ends: Option<Date>,
    pub every: Every,
    pub timing: Timing,
    pub apportion: Apportion,
    pub period: Period,
    pub as_at: Option<Date>,
    /// The day as at which the statement is made.
    pub now: Date,
    /// The day as at which the statement before it was made.
    pub before: Date,
}

impl Frame {
    pub fn new(dice: &mut Dice) -> Frame {
        let every = dice.pick(&[Every::Month, Every::Quarter, Every::Quarter, Every::Year]);
        let timing = dice.pick(&[Timing::Arrears, Timing::Arrears, Timing::Advance]);
        let apportion = dice.pick(&[Apportion::Months, Apportion::Days]);
        let starts = start(dice);
        let period = asked(dice, starts, every);
        let ends = if dice.chance(55) { Some(end(dice, starts, period)) } else { None };
        let made = |period: Period| match timing {
            Timing::Arrears => period.moved(1).first(),
            Timing::Advance => period.first(),
        };
        let as_at = match dice.weighted(&[82, 9, 9]) {
            0 => None,
            1 => Some(plus(made(period), -dice.between(1, 120))),
            _ => Some(plus(made(period), dice.between(1, 200))),
        };
        let now = as_at.unwrap_or_else(|| made(period));
        let before = made(period.moved(-1)).min(now);
        Frame { starts, ends, every, timing, apportion, period, as_at, now, before }
    }

    /// A day on which something becomes known: mostly since the statement before.
    pub fn moment(&self, dice: &mut Dice) -> Date {
        match dice.weighted(&[40, 22, 14, 14, 10]) {
            0 => dice.day(plus(self.before, 1), self.now),
            1 => dice.day(plus(self.starts, -60), self.before),
            2 => {
                let edges = [self.now, self.before, plus(self.now, 1), plus(self.before, 1)];
                dice.pick(&edges)
            }
            3 => dice.day(self.starts, self.now),
            _ => dice.day(plus(self.now, 1), plus(self.now, 200)),
        }
    }

    /// A day from which something holds: often a boundary, and never before the agreement.
    pub fn effective(&self, dice: &mut Dice) -> Date {
        let back = i32::try_from(dice.between(0, 3)).expect("at most three");
        let period = self.period.moved(-back);
        let day = match dice.weighted(&[16, 18, 24, 18, 10, 8, 6]) {
            0 => self.starts,
            1 => period.first(),
            2 => dice.odd_day(period.first(), period.last()),
            3 => dice.odd_day(self.starts, self.period.last()),
            4 => date(self.period.year, 4, 1),
            5 => date(self.period.year - 1, 4, 1),
            _ => dice.day(self.period.last(), plus(self.period.last(), 100)),
        };
        day.max(self.starts)
    }

    /// A last day for something that runs from `first`.
    pub fn last_day(&self, dice: &mut Dice, first: Date) -> Date {
        end(dice, first, self.period)
    }

    /// A day on which work was done or a cost met.
    pub fn worked(&self, dice: &mut Dice) -> Date {
        let back = i32::try_from(dice.between(1, 2)).expect("at most two");
        let period = self.period.moved(-back);
        match dice.weighted(&[50, 22, 20, 8]) {
            0 => dice.odd_day(self.period.first(), self.period.last()),
            1 => dice.odd_day(period.first(), period.last()).max(self.starts),
            2 => dice.day(self.starts, self.period.last()),
            _ => dice.day(plus(self.starts, -20), plus(self.period.last(), 40)),
        }
    }
}

fn start(dice: &mut Dice) -> Date {
    let year = 2018 + i32::try_from(dice.between(0, 6)).expect("a few years");
    let month = u32::try_from(dice.between(1, 12)).expect("a month");
    let calendar_year = if month < 4 { year + 1 } else { year };
    let length = month_length(calendar_year, month);
    match dice.weighted(&[28, 15, 25, 10, 10, 12]) {
        0 => date(year, 4, 1),
        1 => date(calendar_year, month, 1),
        2 => {
            let day = u32::try_from(dice.between(2, 28)).expect("a day of the month");
            date(calendar_year, month, day)
        }
        3 => dice.pick(&[date(year, 5, 31), date(year, 8, 31), date(year, 12, 31)]),
        4 => dice.pick(&[date(2020, 2, 29), date(2024, 2, 29)]),
        _ => date(calendar_year, month, length),
    }
}

/// The period asked about: the first, one soon after, or now and then one years later.
fn asked(dice: &mut Dice, starts: Date, every: Every) -> Period {
    let first = Period::containing(starts, every);
    let a_year = i64::from(every.a_year());
    let on = match dice.weighted(&[12, 48, 28, 12]) {
        0 => 0,
        1 => dice.between(1, a_year.max(3)),
        2 => dice.between(1, 2 * a_year),
        _ => dice.between(a_year, 5 * a_year),
    };
    let asked = first.moved(i32::try_from(on).expect("a few years"));
    let last = Period { every, year: LAST_YEAR, index: every.a_year() - 1 };
    // Now and then the end of a financial year, where the residues fall.
    let end = Period { index: every.a_year() - 1, ..asked };
    if dice.chance(18) { end.min(last) } else { asked.min(last) }
}

fn end(dice: &mut Dice, starts: Date, period: Period) -> Date {
    let (first, last) = (period.first(), period.last());
    let before = period.moved(-1);
    let day = match dice.weighted(&[22, 16, 14, 8, 8, 8, 20, 4]) {
        0 => dice.odd_day(first, last),
        1 => dice.odd_day(before.first(), before.last()),
        2 => dice.odd_day(starts, last),
        3 => last,
        4 => plus(first, -1),
        5 => first,
        6 => plus(last, dice.between(1, 800)),
        _ => plus(starts, dice.between(0, 40)),
    };
    day.max(starts)
}
