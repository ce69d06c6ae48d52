//! Bars by period: upright, from a line at nought, with what is under each of them in words.

// Places on paper are small counts and ratios, well within what an f32 holds exactly enough.
#![allow(clippy::cast_precision_loss)]

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::documents::RenderError;
use crate::documents::chart::SIZE;
use crate::documents::chart::canvas::Canvas;
use crate::documents::chart::canvas::Pattern;
use crate::documents::chart::legend::Entry;
use crate::documents::chart::scale::plottable;
use crate::documents::chart::scale::round_values;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::page::Colour;
use crate::documents::page::Drawing;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;

/// The widest that a bar is drawn, in points.
const WIDEST: f32 = 46.0;
/// How much of its period's room a bar takes.
const SHARE: f32 = 0.6;
/// Room over the highest bar for its figure, and under the lowest, in points.
const HEADROOM: f32 = 13.0;
/// From one line of words under the bars to the next, in points.
const LINE: f32 = 11.5;

/// Bars to be drawn.
pub(super) struct Columns<'a> {
    /// What they count, for the head of the chart.
    pub counted: &'a str,
    /// A note at the head, in bold.
    pub note: &'a str,
    /// The bars from the left.
    pub periods: Vec<Column>,
    /// What each kind of thing in the chart means.
    pub legend: Vec<Entry>,
    /// How a round value beside the bars is written.
    pub written: fn(Decimal) -> String,
}

/// One period: its bar, and perhaps a mark across it.
pub(super) struct Column {
    /// What it is a part of, named once for its neighbours too: *2018/19*; may be empty.
    pub group: String,
    /// Its own name: *Q2*.
    pub name: String,
    /// The parts of the bar: what is above nought is stacked upwards, what is below it downwards.
    pub parts: Vec<(Decimal, Pattern)>,
    /// Where a line goes across.
    pub mark: Option<Decimal>,
    /// The figure at its end; empty for none.
    pub figure: String,
}

impl Column {
    /// The lowest and the highest value that it reaches, nought included.
    fn reach(&self) -> (Decimal, Decimal) {
        let mark = plottable(self.mark.unwrap_or_default());
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
        for (value, _) in &self.parts {
            let value = plottable(*value);
            if value > Decimal::ZERO { high += value } else { low += value }
        }
        (low.min(mark), high.max(mark))
    }

    /// Whether it only goes down.
    fn is_down(&self) -> bool {
        let (low, high) = self.reach();
        high.is_zero() && low < Decimal::ZERO
    }
}

/// Where periods and values stand.
struct Scale {
    plot: Area,
    band: f32,
    bar: f32,
    values: Vec<Decimal>,
    over: f32,
    under: f32,
}

impl Scale {
    fn middle(&self, index: usize) -> f32 {
        self.plot.x + (index as f32 + 0.5) * self.band
    }

    fn right(&self) -> f32 {
        self.plot.x + self.plot.width
    }

    fn floor(&self) -> f32 {
        self.plot.y + self.plot.height
    }

    fn y(&self, value: Decimal) -> f32 {
        let (Some(low), Some(high)) = (self.values.first(), self.values.last()) else {
            return self.floor();
        };
        let part = ((value - low) / (high - low)).to_f32().unwrap_or(0.0);
        self.floor() - self.under - part * (self.plot.height - self.over - self.under)
    }
}

impl Columns<'_> {
    /// The chart in a box so wide and so high, in points.
    pub fn draw(mut self, width: f32, height: f32, fonts: &Fonts) -> Result<Drawing, RenderError> {
        for column in &self.periods {
            fonts.check(&column.group)?;
            fonts.check(&column.name)?;
        }
        let mut canvas = Canvas::new(width, height, fonts);
        canvas.head(width, self.counted, self.note);
        let top = SIZE + 8.0;
        let bottom = canvas.legend(std::mem::take(&mut self.legend), width, height);
        let area = Area { x: 0.0, y: top, width, height: bottom - top };
        let scale = self.scale(area, &canvas);
        let lines = self.levels(&scale, &mut canvas);
        self.names(&scale, &mut canvas);
        self.bars(&scale, &mut canvas);
        self.figures(&scale, &mut canvas);
        let mut draws = canvas.board.cut(&lines);
        draws.append(&mut canvas.draws);
        Ok(Drawing { width, height, draws })
    }

    fn scale(&self, area: Area, canvas: &Canvas<'_>) -> Scale {
        let reaches = self.periods.iter().map(Column::reach);
        let (low, high) = reaches.fold((Decimal::ZERO, Decimal::ZERO), |(low, high), reach| {
            (low.min(reach.0), high.max(reach.1))
        });
        let high = if low == high { Decimal::ONE } else { high };
        let values = round_values(low, high);
        let labels = values.iter().map(|&value| (self.written)(value));
        let beside = labels.map(|label| canvas.width(&label, Weight::Regular));
        let beside = beside.fold(0.0, f32::max) + 8.0;
        let names = if self.has_groups() { 2.0 } else { 1.0 };
        let plot = Area {
            x: beside,
            y: area.y,
            width: area.width - beside - 2.0,
            height: area.height - names * LINE - 8.0,
        };
        let band = plot.width / self.periods.len().max(1) as f32;
        // A bar that only goes down has its figure beneath it.
        let is_under = self.periods.iter().any(Column::is_down);
        let under = if is_under { HEADROOM } else { 0.0 };
        let bar = (SHARE * band).min(WIDEST);
        Scale { plot, band, bar, values, over: HEADROOM, under }
    }

    fn has_groups(&self) -> bool {
        self.periods.iter().any(|column| !column.group.is_empty())
    }

    /// The light lines behind the bars, and the stronger one at nought.
    fn levels(&self, scale: &Scale, canvas: &mut Canvas<'_>) -> Vec<Draw> {
        let (from, to) = (scale.plot.x, scale.right());
        let level = |&value: &Decimal| {
            let label = (self.written)(value);
            canvas.level(from, to, scale.y(value), &label)
        };
        scale.values.iter().map(level).collect()
    }

    /// The periods under the bars: each by its own name where all have room, and what they are
    /// parts of, as often as there is room for it.
    fn names(&self, scale: &Scale, canvas: &mut Canvas<'_>) {
        let first = scale.floor() + 6.0 + 0.74 * SIZE;
        let room = |name: &str| canvas.width(name, Weight::Regular) + 4.0 <= scale.band;
        let all_fit = self.periods.iter().all(|column| room(&column.name));
        let groups = self.groups();
        if all_fit || !self.has_groups() {
            let places = self.periods.iter().enumerate();
            let places = places.map(|(index, column)| (scale.middle(index), column.name.as_str()));
            spread(places.collect(), first, scale, canvas);
        }
        if !self.has_groups() {
            return;
        }
        let second = if all_fit { first + LINE } else { first };
        let places = groups
            .iter()
            .map(|&(from, to, group)| (f32::midpoint(scale.middle(from), scale.middle(to)), group));
        spread(places.collect(), second, scale, canvas);
        let fits = |&(from, to, group): &(usize, usize, &str)| {
            let room = scale.middle(to) - scale.middle(from) + scale.band;
            canvas.width(group, Weight::Regular) + 8.0 <= room
        };
        if !groups.iter().all(fits) {
            return;
        }
        // From one year to the next, beside their names.
        let (top, foot) = (scale.floor() + 4.0, second + 0.21 * SIZE);
        for &(from, ..) in groups.iter().skip(1) {
            let x = scale.middle(from) - scale.band / 2.0;
            let points = vec![Point::new(x, top), Point::new(x, foot)];
            canvas.line(points, Stroke::solid(Colour::RULE, 0.9));
        }
    }

    /// Neighbours that are parts of the same: the first, the last and what they are parts of.
    fn groups(&self) -> Vec<(usize, usize, &str)> {
        let mut groups: Vec<(usize, usize, &str)> = Vec::new();
        for (index, column) in self.periods.iter().enumerate() {
            match groups.last_mut() {
                Some((_, last, group)) if *group == column.group => *last = index,
                _ => groups.push((index, index, &column.group)),
            }
        }
        groups
    }

    /// The bars, the line at nought over their feet, and the marks over all.
    fn bars(&self, scale: &Scale, canvas: &mut Canvas<'_>) {
        for (index, column) in self.periods.iter().enumerate() {
            let x = scale.middle(index) - scale.bar / 2.0;
            let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
            for (value, pattern) in &column.parts {
                let value = plottable(*value);
                if value.is_zero() {
                    continue;
                }
                let end = if value > Decimal::ZERO { &mut high } else { &mut low };
                let from = *end;
                *end += value;
                let (top, foot) = (scale.y(from.max(*end)), scale.y(from.min(*end)));
                let area = Area { x, y: top, width: scale.bar, height: foot - top };
                canvas.bar(area, *pattern);
            }
        }
        let nought = scale.y(Decimal::ZERO);
        let points = vec![Point::new(scale.plot.x, nought), Point::new(scale.right(), nought)];
        canvas.line(points, Stroke::solid(Colour::GREY, 0.9));
        for (index, column) in self.periods.iter().enumerate() {
            if let Some(mark) = column.mark {
                self::mark(scale.middle(index), scale.y(plottable(mark)), scale, canvas);
            }
        }
    }

    /// The figures at the ends of the bars: all where all have room, otherwise the latest, the
    /// highest and the lowest, as far as they find a place.
    fn figures(&self, scale: &Scale, canvas: &mut Canvas<'_>) {
        let wide = |column: &Column| canvas.width(&column.figure, Weight::Regular);
        let written = |column: &&Column| !column.figure.is_empty();
        let widest = self.periods.iter().map(wide).fold(0.0, f32::max);
        if widest + 6.0 <= scale.band {
            for (index, column) in self.periods.iter().enumerate() {
                self::figure(column, scale.middle(index), scale, canvas);
            }
            return;
        }
        let end = |column: &Column| column.reach().1 + column.reach().0;
        let all = || self.periods.iter().enumerate().filter(|(_, column)| written(column));
        let latest = all().next_back();
        let highest = all().max_by_key(|(_, column)| end(column));
        let lowest = all().min_by_key(|(_, column)| end(column));
        let mut named: Vec<usize> = Vec::new();
        for (index, column) in [latest, highest, lowest].into_iter().flatten() {
            if named.contains(&index) {
                continue;
            }
            named.push(index);
            let (low, high) = column.reach();
            let y = scale.y(if column.is_down() { low } else { high });
            let at = Point::new(scale.middle(index), y);
            let Canvas { board, draws, fonts } = canvas;
            draws.extend(board.label(at, 1.5, &column.figure, Weight::Bold, true, fonts));
        }
    }
}

/// The figure of one period over its bar, or under a bar that only goes down.
fn figure(column: &Column, middle: f32, scale: &Scale, canvas: &mut Canvas<'_>) {
    let x = middle - canvas.width(&column.figure, Weight::Regular) / 2.0;
    let (low, high) = column.reach();
    let over = Point::new(x, scale.y(high) - 4.0 - 0.21 * SIZE);
    let under = Point::new(x, scale.y(low) + 4.0 + 0.74 * SIZE);
    let places = if column.is_down() { [under, over] } else { [over, under] };
    let Canvas { board, draws, fonts } = canvas;
    draws.extend(board.put_first(&places, &column.figure, fonts));
}

/// A line across a period's room, on white so that it can be seen on a bar.
fn mark(middle: f32, y: f32, scale: &Scale, canvas: &mut Canvas<'_>) {
    let half = (scale.bar / 2.0 + 5.0).min(scale.band / 2.0 - 0.4);
    let points = vec![Point::new(middle - half, y), Point::new(middle + half, y)];
    let (x, width) = (middle - half, 2.0 * half);
    canvas.board.block(Area { x, y: y - 1.6, width, height: 3.2 });
    let paper = Stroke::solid(Colour::WHITE, 3.4);
    canvas.draws.push(Draw::Line { points: points.clone(), stroke: paper });
    canvas.line(points, MARK);
}

/// The line across a bar.
pub(super) const MARK: Stroke = Stroke::solid(Colour::INK, 1.8);

/// Names around places on one line, the last first, each that stands clear of those before it.
fn spread(places: Vec<(f32, &str)>, y: f32, scale: &Scale, canvas: &mut Canvas<'_>) {
    let mut free = f32::INFINITY;
    for (middle, name) in places.into_iter().rev() {
        let width = canvas.width(name, Weight::Regular);
        let x = (middle - width / 2.0).min(scale.right() - width);
        if x >= 0.0 && x + width + 4.0 <= free {
            canvas.words(Point::new(x, y), name, Weight::Regular, Colour::GREY);
            free = x;
        }
    }
}
