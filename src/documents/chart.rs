//! Charts: how an indicator goes ([`Trajectory`]), money by period ([`MoneyByPeriod`]), and days
//! given against days agreed ([`DaysByPeriod`]).
//!
//! Nothing shows by colour alone: a rating has a shape and a word, a kind of bar its pattern. Each
//! drawing comes with a description in words that says what it shows, and with its figures as a
//! table to stand beside it. Values are exact, and become places on paper only in `scale` and
//! `columns`.

mod canvas;
mod columns;
mod days;
mod labels;
mod legend;
mod money;
mod scale;
mod table;
mod words;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::documents::RenderError;
use crate::documents::chart::canvas::Canvas;
use crate::documents::chart::legend::Entry;
use crate::documents::chart::legend::Sample;
use crate::documents::chart::scale::Scale;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::page::Colour;
use crate::documents::page::Drawing;
use crate::documents::page::Figure;
use crate::documents::page::Symbol;
use crate::documents::page::Table;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Shape;
use crate::documents::page::drawing::Stroke;

pub use self::days::DaysByPeriod;
pub use self::days::PeriodDays;
pub use self::money::MoneyByPeriod;
pub use self::money::PeriodMoney;

/// The size of the words in a chart, in points.
const SIZE: f32 = 8.5;
/// The usual height of a chart, in points.
const HEIGHT: f32 = 212.0;

/// An indicator over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Trajectory {
    /// The indicator: *Review conferences held on time*.
    pub name: String,
    /// What its values count: `%`, or words such as *per 10,000 children*; may be empty.
    pub unit: String,
    /// The values so far, in any order.
    pub actuals: Vec<Actual>,
    /// Where it stood before anything was agreed.
    pub baseline: Option<Dated>,
    /// The means of the authorities that it is compared with, in any order.
    pub comparators: Vec<Dated>,
    /// The line of milestones, corner by corner, in any order.
    pub milestones: Vec<Dated>,
    /// The targets, each at the day when it is due.
    pub targets: Vec<Dated>,
    /// The colour of lines and targets, darkened where it would be too pale to see.
    pub colour: Colour,
}

/// One value and how it was rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actual {
    /// The day that it stands for, usually a period's last.
    pub on: NaiveDate,
    /// The value, in the indicator's unit.
    pub value: Decimal,
    /// How it was rated.
    pub rating: Rating,
}

/// A figure for a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    /// The day.
    pub on: NaiveDate,
    /// The figure, in the indicator's unit.
    pub value: Decimal,
}

/// How a value was rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rating {
    /// As good as the milestone, or better.
    Green,
    /// Not quite.
    Amber,
    /// Worse than that.
    Red,
    /// Not rated, or not yet.
    NotRated,
}

impl Rating {
    /// Every rating, from the best.
    pub const ALL: [Self; 4] = [Self::Green, Self::Amber, Self::Red, Self::NotRated];

    /// The rating as a word at the start of a cell: *Green*.
    pub fn word(self) -> &'static str {
        match self {
            Self::Green => "Green",
            Self::Amber => "Amber",
            Self::Red => "Red",
            Self::NotRated => "Not rated",
        }
    }

    /// The sign that goes with the word: circle, triangle, square, hollow diamond.
    pub fn symbol(self) -> Symbol {
        let (shape, colour) = match self {
            Self::Green => (Shape::Circle, Colour::GREEN),
            Self::Amber => (Shape::Triangle, Colour::AMBER),
            Self::Red => (Shape::Square, Colour::RED),
            Self::NotRated => (Shape::Diamond, Colour::GREY),
        };
        Symbol { shape, colour }
    }
}

impl Trajectory {
    /// The chart and its description, as wide as the text of a page.
    pub fn figure(&self, fonts: &Fonts) -> Result<Figure, RenderError> {
        let drawing = self.drawing(TEXT_WIDTH, HEIGHT, fonts)?;
        Ok(Figure { drawing, alternative: self.description(), caption: None })
    }

    /// The chart in a box so wide and so high, in points; at least 240 by 140 to be of use.
    pub fn drawing(&self, width: f32, height: f32, fonts: &Fonts) -> Result<Drawing, RenderError> {
        fonts.check(&self.unit)?;
        let sorted = self.sorted();
        let mut chart = Chart {
            of: &sorted,
            colour: self.colour.darkened_to(4.5),
            canvas: Canvas::new(width, height, fonts),
        };
        let top = SIZE + 14.0;
        let bottom = chart.canvas.legend(chart.entries(), width, height);
        let scale = Scale::of(&sorted, Area { x: 0.0, y: top, width, height: bottom - top }, fonts);
        chart.head(width, &scale);
        let axes = chart.axes(&scale);
        chart.lines(&scale);
        chart.signs(&scale);
        chart.labels(&scale);
        let mut draws = chart.canvas.board.cut(&axes);
        draws.append(&mut chart.canvas.draws);
        Ok(Drawing { width, height, draws })
    }

    /// What the chart shows, in words, for whoever cannot see it.
    pub fn description(&self) -> String {
        words::description(&self.sorted())
    }

    /// The chart's figures day by day, to stand beside it.
    pub fn table(&self) -> Table {
        table::table(&self.sorted())
    }

    fn sorted(&self) -> Self {
        let mut sorted = self.clone();
        sorted.actuals.sort_by_key(|actual| actual.on);
        sorted.comparators.sort_by_key(|mean| mean.on);
        sorted.milestones.sort_by_key(|milestone| milestone.on);
        sorted.targets.sort_by_key(|target| target.on);
        sorted
    }

    /// Every figure for a day but the values themselves.
    fn marks(&self) -> impl Iterator<Item = &Dated> + Clone {
        let lines = self.milestones.iter().chain(&self.targets);
        lines.chain(&self.comparators).chain(&self.baseline)
    }
}

/// A trajectory on its way.
struct Chart<'a> {
    of: &'a Trajectory,
    colour: Colour,
    canvas: Canvas<'a>,
}

/// The sign of a target.
fn target_sign(colour: Colour) -> Symbol {
    Symbol { shape: Shape::Ring, colour }
}

/// The sign of the baseline.
const BASELINE: Symbol = Symbol { shape: Shape::Frame, colour: Colour::GREY };
/// The sign of a mean of the comparators.
const COMPARATORS: Symbol = Symbol { shape: Shape::Cross, colour: Colour::GREY };
/// The milestone line.
const MILESTONES: Stroke = Stroke { colour: Colour::GREY, width: 1.2, dashed: true };

impl Chart<'_> {
    /// An entry of the legend for each kind of thing that the chart has.
    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        if self.of.actuals.len() > 1 {
            entries.push(Entry::new(Sample::Line(Stroke::solid(self.colour, 1.6)), "Actual"));
        }
        for rating in Rating::ALL {
            if self.of.actuals.iter().any(|actual| actual.rating == rating) {
                let words = match rating {
                    Rating::Green => "Rated green",
                    Rating::Amber => "Rated amber",
                    Rating::Red => "Rated red",
                    Rating::NotRated => "Not rated",
                };
                entries.push(Entry::new(Sample::Sign(rating.symbol()), words));
            }
        }
        if self.of.milestones.len() > 1 {
            entries.push(Entry::new(Sample::Line(MILESTONES), "Milestone"));
        }
        if !self.of.targets.is_empty() {
            entries.push(Entry::new(Sample::Sign(target_sign(self.colour)), "Target"));
        }
        if self.of.baseline.is_some() {
            entries.push(Entry::new(Sample::Sign(BASELINE), "Baseline"));
        }
        if !self.of.comparators.is_empty() {
            entries.push(Entry::new(Sample::Sign(COMPARATORS), "Comparators’ mean"));
        }
        entries
    }

    /// What the values count, over the chart, and what is to be known before reading it.
    fn head(&mut self, width: f32, scale: &Scale) {
        let note = match (self.of.actuals.len(), scale.stride) {
            (0, _) => "No values yet".to_owned(),
            (_, 1) => String::new(),
            (_, stride) => format!("One value in {stride} has a sign"),
        };
        self.canvas.head(width, &words::heading(&self.of.unit), &note);
    }

    /// The axis and the light lines behind everything, and the words beside them.
    fn axes(&mut self, scale: &Scale) -> Vec<Draw> {
        let mut lines = Vec::new();
        for tick in &scale.y_ticks {
            let y = scale.y(tick.value);
            lines.push(self.canvas.level(scale.plot.x, scale.right(), y, &tick.label));
        }
        let floor = scale.floor();
        let axis = Stroke::solid(Colour::GREY, 0.9);
        for tick in &scale.x_ticks {
            let x = scale.x(tick.on);
            let points = vec![Point::new(x, floor), Point::new(x, floor + 4.0)];
            self.canvas.draws.push(Draw::Line { points, stroke: axis });
            let half = self.canvas.width(&tick.label, Weight::Regular) / 2.0;
            let at = Point::new(x - half, floor + 6.0 + SIZE);
            self.canvas.words(at, &tick.label, Weight::Regular, Colour::GREY);
        }
        let points = vec![Point::new(scale.plot.x, floor), Point::new(scale.right(), floor)];
        self.canvas.line(points, axis);
        lines
    }

    /// The milestone line and the line through the values.
    fn lines(&mut self, scale: &Scale) {
        let place = |on, value| Point::new(scale.x(on), scale.y(value));
        let milestones = self.of.milestones.iter().map(|m| place(m.on, m.value)).collect();
        self.canvas.line(milestones, MILESTONES);
        let actuals = self.of.actuals.iter().map(|a| place(a.on, a.value)).collect();
        self.canvas.line(actuals, Stroke::solid(self.colour, 1.6));
    }

    /// The baseline, the comparators and the targets, and over them the values by their ratings.
    fn signs(&mut self, scale: &Scale) {
        let place = |dated: &Dated| Point::new(scale.x(dated.on), scale.y(dated.value));
        let radius = scale.sign_radius();
        for mean in &self.of.comparators {
            self.canvas.sign(COMPARATORS, place(mean), 0.9 * radius);
        }
        if let Some(baseline) = &self.of.baseline {
            self.canvas.sign(BASELINE, place(baseline), 4.4);
        }
        for target in &self.of.targets {
            self.canvas.sign(target_sign(self.colour), place(target), 5.2);
        }
        for actual in scale.signed(&self.of.actuals) {
            let at = Point::new(scale.x(actual.on), scale.y(actual.value));
            self.canvas.sign(actual.rating.symbol(), at, radius);
        }
    }

    /// Figures beside the signs: the latest value and the targets before all, the others where
    /// they fit.
    fn labels(&mut self, scale: &Scale) {
        let shown = |value| words::figure(value, self.of);
        let mut wanted = Vec::new();
        if let Some(baseline) = &self.of.baseline {
            let at = Point::new(scale.x(baseline.on), scale.y(baseline.value));
            wanted.push((false, at, format!("Baseline {}", shown(baseline.value)), 4.4));
        }
        if let Some(mean) = self.of.comparators.last() {
            let at = Point::new(scale.x(mean.on), scale.y(mean.value));
            wanted.push((false, at, format!("Mean {}", shown(mean.value)), scale.sign_radius()));
        }
        for (index, actual) in scale.labelled(&self.of.actuals) {
            let at = Point::new(scale.x(actual.on), scale.y(actual.value));
            let latest = index + 1 == self.of.actuals.len();
            wanted.push((latest, at, shown(actual.value), scale.sign_radius()));
        }
        for target in &self.of.targets {
            let at = Point::new(scale.x(target.on), scale.y(target.value));
            wanted.push((true, at, format!("Target {}", shown(target.value)), 5.2));
        }
        wanted.reverse();
        wanted.sort_by_key(|&(needed, ..)| !needed);
        let Canvas { board, draws, fonts } = &mut self.canvas;
        for (needed, at, text, radius) in wanted {
            let weight = if needed { Weight::Bold } else { Weight::Regular };
            draws.extend(board.label(at, radius, &text, weight, needed, fonts));
        }
    }
}

#[cfg(test)]
mod tests;
