//! Days and values as places on paper, and the ticks along both axes.

// Places on paper are whole days and small ratios, well within what an f32 holds exactly enough.
#![allow(clippy::cast_precision_loss)]

use chrono::Datelike;
use chrono::Days;
use chrono::Months;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::documents::chart::Actual;
use crate::documents::chart::SIZE;
use crate::documents::chart::Trajectory;
use crate::documents::chart::words;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::page::drawing::Area;

/// From the left axis to the first day, and from the last to the right edge of the lines.
const INSET: f32 = 22.0;
/// What the words under the axis take, with the ticks.
const UNDER: f32 = 20.0;
/// Values nearer than this have no label each, in points.
const ROOM_FOR_LABELS: f32 = 21.0;
/// Signs stand no nearer than this, in points: smaller ones could not be told apart.
const ROOM_FOR_SIGNS: f32 = 7.0;

/// Where days and values stand.
pub(super) struct Scale {
    /// The box between the axes.
    pub plot: Area,
    /// The days named under the axis.
    pub x_ticks: Vec<Day>,
    /// The values named beside it, from the lowest.
    pub y_ticks: Vec<Level>,
    /// How many values share a sign: 1 where each has its own.
    pub stride: usize,
    first: NaiveDate,
    days: f32,
    spacing: f32,
    after: f32,
}

/// A day named under the axis.
pub(super) struct Day {
    /// The day.
    pub on: NaiveDate,
    /// Its month, as *Mar 2019*.
    pub label: String,
}

/// A value named beside the axis.
pub(super) struct Level {
    /// The value.
    pub value: Decimal,
    /// It, written out.
    pub label: String,
}

impl Scale {
    /// The scale for a trajectory within a box; it may have nothing to show.
    pub fn of(trajectory: &Trajectory, area: Area, fonts: &Fonts) -> Self {
        let y_ticks = levels(trajectory);
        let width = |label: &str, weight| fonts.width(label, weight, SIZE);
        let beside = y_ticks.iter().map(|tick| width(&tick.label, Weight::Regular));
        let beside = beside.fold(0.0, f32::max) + 8.0;
        let (first, last) = days(trajectory);
        // A value on the last day has room for its figure on its right.
        let latest = trajectory.actuals.last().filter(|actual| actual.on == last);
        let figure =
            latest.map(|actual| width(&words::figure(actual.value, trajectory), Weight::Bold));
        let plot = Area {
            x: beside,
            y: area.y,
            width: area.width - beside - 2.0,
            height: area.height - UNDER,
        };
        let mut scale = Self {
            plot,
            x_ticks: Vec::new(),
            y_ticks,
            stride: 1,
            first,
            days: (last - first).num_days() as f32,
            spacing: f32::INFINITY,
            after: figure.map_or(INSET, |figure| INSET.max(figure + 14.0)),
        };
        scale.x_ticks = scale.months(first, last, width("Mar 2000", Weight::Regular) + 10.0);
        let xs: Vec<f32> = trajectory.actuals.iter().map(|actual| scale.x(actual.on)).collect();
        let gaps = xs.windows(2).map(|ends| ends[1] - ends[0]);
        scale.spacing = gaps.fold(f32::INFINITY, f32::min);
        scale.stride = stride(&xs);
        scale
    }

    /// The right end of the lines.
    pub fn right(&self) -> f32 {
        self.plot.x + self.plot.width
    }

    /// The height of the axis.
    pub fn floor(&self) -> f32 {
        self.plot.y + self.plot.height
    }

    /// Where a day stands.
    pub fn x(&self, on: NaiveDate) -> f32 {
        let part = (on - self.first).num_days() as f32 / self.days;
        self.plot.x + INSET + part * (self.plot.width - INSET - self.after)
    }

    /// Where a value stands.
    pub fn y(&self, value: Decimal) -> f32 {
        let (Some(low), Some(high)) = (self.y_ticks.first(), self.y_ticks.last()) else {
            return self.floor();
        };
        let part = (plottable(value) - low.value) / (high.value - low.value);
        self.floor() - part.to_f32().unwrap_or(0.0) * self.plot.height
    }

    /// How large the signs of values are: smaller where they stand close.
    pub fn sign_radius(&self) -> f32 {
        let each = f32::from(u16::try_from(self.stride).unwrap_or(u16::MAX));
        (0.42 * each * self.spacing).clamp(2.9, 4.2)
    }

    /// The values that have a sign: the latest, and every so-manieth before it.
    pub fn signed<'a>(&self, actuals: &'a [Actual]) -> Vec<&'a Actual> {
        let mut signed: Vec<&Actual> = actuals.iter().rev().step_by(self.stride).collect();
        signed.reverse();
        signed
    }

    /// The values that have a figure beside them: all where there is room, otherwise the first,
    /// the last, the lowest and the highest.
    pub fn labelled<'a>(&self, actuals: &'a [Actual]) -> Vec<(usize, &'a Actual)> {
        let all = actuals.iter().enumerate();
        if self.spacing >= ROOM_FOR_LABELS {
            return all.collect();
        }
        let lowest = all.clone().min_by_key(|(_, actual)| actual.value);
        let highest = all.clone().max_by_key(|(_, actual)| actual.value);
        let ends = [all.clone().next(), all.clone().next_back(), lowest, highest];
        let chosen = |(index, _): &(usize, &Actual)| ends.iter().flatten().any(|(n, _)| n == index);
        all.filter(chosen).collect()
    }

    /// The ends of months to name: every one, or every second, third, sixth, twelfth …, always
    /// with March among them, so that the names stand `apart` or further.
    fn months(&self, first: NaiveDate, last: NaiveDate, apart: f32) -> Vec<Day> {
        const STEPS: [i32; 10] = [1, 2, 3, 6, 12, 24, 36, 60, 120, 240];
        let ends = month_ends(first, last);
        for step in STEPS {
            let named =
                |on: &&NaiveDate| (on.year() * 12 + on.month0().cast_signed() - 2) % step == 0;
            let chosen: Vec<NaiveDate> = ends.iter().filter(named).copied().collect();
            if chosen.windows(2).all(|two| self.x(two[1]) - self.x(two[0]) >= apart) {
                let chosen = if chosen.is_empty() { vec![last] } else { chosen };
                let label = |on: NaiveDate| Day { on, label: on.format("%b %Y").to_string() };
                return chosen.into_iter().map(label).collect();
            }
        }
        vec![Day { on: last, label: last.format("%b %Y").to_string() }]
    }
}

/// The least number of values to a sign with which the signs stand apart.
fn stride(xs: &[f32]) -> usize {
    let apart = |every: &usize| {
        let signed: Vec<f32> = xs.iter().rev().step_by(*every).copied().collect();
        signed.windows(2).all(|ends| ends[0] - ends[1] >= ROOM_FOR_SIGNS)
    };
    (1..xs.len().max(2)).find(apart).unwrap_or(xs.len()).max(1)
}

fn month_ends(first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
    let mut ends = Vec::new();
    let mut month = first.with_day(1).unwrap_or(first);
    while let Some(next) = month.checked_add_months(Months::new(1)) {
        let end = next.pred_opt().unwrap_or(next);
        if end > last {
            break;
        }
        if end >= first {
            ends.push(end);
        }
        month = next;
    }
    ends
}

/// The first and the last day to show, at least some months apart.
fn days(of: &Trajectory) -> (NaiveDate, NaiveDate) {
    const LEAST: i64 = 150;
    let all = of.actuals.iter().map(|actual| actual.on).chain(of.marks().map(|mark| mark.on));
    let (mut first, mut last) = match (all.clone().min(), all.max()) {
        (Some(first), Some(last)) => (first, last),
        _ => (NaiveDate::default(), NaiveDate::default()),
    };
    let missing = LEAST - (last - first).num_days();
    if missing > 0 {
        let half = Days::new(missing.unsigned_abs().div_ceil(2));
        first = first.checked_sub_days(half).unwrap_or(first);
        last = last.checked_add_days(half).unwrap_or(last);
    }
    (first, last)
}

/// A value no larger than a chart can be scaled to.
pub(super) fn plottable(value: Decimal) -> Decimal {
    let most = Decimal::from(1_000_000_000_000_000_i64);
    value.clamp(-most, most)
}

/// Round values from below the lowest figure to above the highest, four to seven of them.
fn levels(of: &Trajectory) -> Vec<Level> {
    let marks = of.marks().map(|mark| mark.value);
    let all = of.actuals.iter().map(|actual| actual.value).chain(marks).map(plottable);
    let (Some(low), Some(high)) = (all.clone().min(), all.max()) else { return Vec::new() };
    let percent = of.unit == "%";
    let spread = (high - low) * Decimal::new(8, 2);
    let margin =
        if spread.is_zero() { (high.abs() * Decimal::new(5, 2)).max(Decimal::ONE) } else { spread };
    let (mut from, mut to) = (low - margin, high + margin);
    if low >= Decimal::ZERO {
        from = from.max(Decimal::ZERO);
    }
    if percent && high <= Decimal::ONE_HUNDRED {
        to = to.min(Decimal::ONE_HUNDRED);
    }
    let label = |value| Level { value, label: words::figure(value, of) };
    round_values(from, to).into_iter().map(label).collect()
}

/// Round values in even steps, from just below a range to just above it, with as many decimals
/// each.
pub(super) fn round_values(from: Decimal, to: Decimal) -> Vec<Decimal> {
    let step = step(to - from);
    let (first, last) = ((from / step).floor(), (to / step).ceil());
    let mut values = Vec::new();
    let mut count = first;
    while count <= last {
        values.push((count * step).normalize());
        count += Decimal::ONE;
    }
    let places = values.iter().map(Decimal::scale).max().unwrap_or(0);
    for value in &mut values {
        value.rescale(places);
    }
    values
}

/// 1, 2 or 5 times a power of ten, so that a range takes five or six steps at most.
fn step(range: Decimal) -> Decimal {
    let mut power = Decimal::new(1, 2);
    for _ in 0..24 {
        for times in [1, 2, 5] {
            let step = power * Decimal::from(times);
            if range <= step * Decimal::from(5) {
                return step;
            }
        }
        power *= Decimal::TEN;
    }
    power
}
