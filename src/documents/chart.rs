//! How an indicator goes: its values over time, the milestone line and the targets.
//!
//! A rating shows by shape and by word as well as by colour. The drawing comes with a description
//! in words that says what it shows; the figures themselves belong in a table beside it. Values
//! are exact decimals, and become places on paper only in `scale`.

mod labels;
mod legend;
mod scale;
mod words;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::documents::RenderError;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::page::Colour;
use crate::documents::page::Drawing;
use crate::documents::page::Figure;
use crate::documents::page::Symbol;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Shape;
use crate::documents::page::drawing::Stroke;

use self::labels::Board;
use self::scale::Scale;

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
        let sorted = self.sorted();
        let mut chart = Chart {
            of: &sorted,
            fonts,
            colour: self.colour.darkened_to(4.5),
            board: Board::new(width, height),
            draws: Vec::new(),
        };
        let top = SIZE + 14.0;
        let bottom = chart.legend(width, height);
        let scale = Scale::of(&sorted, Area { x: 0.0, y: top, width, height: bottom - top }, fonts);
        chart.head(width, &scale)?;
        let axes = chart.axes(&scale);
        chart.lines(&scale);
        chart.signs(&scale);
        chart.labels(&scale);
        let mut draws = chart.board.cut(&axes);
        draws.append(&mut chart.draws);
        Ok(Drawing { width, height, draws })
    }

    /// What the chart shows, in words, for whoever cannot see it.
    pub fn description(&self) -> String {
        words::description(&self.sorted())
    }

    fn sorted(&self) -> Self {
        let mut sorted = self.clone();
        sorted.actuals.sort_by_key(|actual| actual.on);
        sorted.milestones.sort_by_key(|milestone| milestone.on);
        sorted.targets.sort_by_key(|target| target.on);
        sorted
    }
}

/// A chart on its way: what it is of, what is drawn, and where nothing more can be put.
struct Chart<'a> {
    of: &'a Trajectory,
    fonts: &'a Fonts,
    colour: Colour,
    board: Board,
    draws: Vec<Draw>,
}

impl Chart<'_> {
    /// What the values count, over the chart, and what is to be known before reading it.
    fn head(&mut self, width: f32, scale: &Scale) -> Result<(), RenderError> {
        let note = match (self.of.actuals.len(), scale.stride) {
            (0, _) => "No values yet".to_owned(),
            (_, 1) => String::new(),
            (_, stride) => format!("One value in {stride} has a sign"),
        };
        let taken = self.fonts.width(&note, Weight::Bold, SIZE);
        self.fonts.check(&self.of.unit)?;
        let unit = self.cut(&words::heading(&self.of.unit), width - taken - 20.0);
        self.words(Point::new(0.0, SIZE), &unit, Weight::Regular, Colour::GREY);
        self.words(Point::new(width - taken, SIZE), &note, Weight::Bold, Colour::INK);
        Ok(())
    }

    /// As much of a text as fits, with an ellipsis where it does not.
    fn cut(&self, text: &str, width: f32) -> String {
        let fits = |text: &str| self.fonts.width(text, Weight::Regular, SIZE) <= width;
        let mut cut = text.to_owned();
        while !fits(&cut) && !cut.is_empty() {
            cut.truncate(cut.trim_end_matches('…').trim_end().len());
            cut.pop();
            cut = format!("{}…", cut.trim_end());
        }
        cut
    }

    /// Writes words where it is known that nothing else will be.
    fn words(&mut self, at: Point, text: &str, weight: Weight, colour: Colour) {
        if text.is_empty() {
            return;
        }
        let text = text.to_owned();
        self.board.block(labels::text_area(at, &text, weight, self.fonts));
        self.draws.push(Draw::Text { at, size: SIZE, weight, colour, text });
    }

    /// The axis and the light lines behind everything, and the words beside them.
    fn axes(&mut self, scale: &Scale) -> Vec<Draw> {
        let mut lines = Vec::new();
        for tick in &scale.y_ticks {
            let y = scale.y(tick.value);
            let points = vec![Point::new(scale.plot.x, y), Point::new(scale.right(), y)];
            lines.push(Draw::Line { points, stroke: Stroke::solid(Colour::RULE, 0.6) });
            self.board.lighten(y);
            let x = scale.plot.x - 6.0 - self.fonts.width(&tick.label, Weight::Regular, SIZE);
            self.words(Point::new(x, y + 0.36 * SIZE), &tick.label, Weight::Regular, Colour::GREY);
        }
        let floor = scale.floor();
        let axis = Stroke::solid(Colour::GREY, 0.9);
        for tick in &scale.x_ticks {
            let x = scale.x(tick.on);
            let points = vec![Point::new(x, floor), Point::new(x, floor + 4.0)];
            self.draws.push(Draw::Line { points, stroke: axis });
            let half = self.fonts.width(&tick.label, Weight::Regular, SIZE) / 2.0;
            let at = Point::new(x - half, floor + 6.0 + SIZE);
            self.words(at, &tick.label, Weight::Regular, Colour::GREY);
        }
        let points = vec![Point::new(scale.plot.x, floor), Point::new(scale.right(), floor)];
        self.line(points, axis);
        lines
    }

    /// The milestone line and the line through the values.
    fn lines(&mut self, scale: &Scale) {
        let place = |on, value| Point::new(scale.x(on), scale.y(value));
        let milestones = self.of.milestones.iter().map(|m| place(m.on, m.value)).collect();
        let dashed = Stroke { colour: Colour::GREY, width: 1.2, dashed: true };
        self.line(milestones, dashed);
        let actuals = self.of.actuals.iter().map(|a| place(a.on, a.value)).collect();
        self.line(actuals, Stroke::solid(self.colour, 1.6));
    }

    fn line(&mut self, points: Vec<Point>, stroke: Stroke) {
        if points.len() > 1 {
            points.windows(2).for_each(|ends| self.board.cross(ends[0], ends[1]));
            self.draws.push(Draw::Line { points, stroke });
        }
    }

    /// Targets, and over them the values by their ratings.
    fn signs(&mut self, scale: &Scale) {
        let target = Symbol { shape: Shape::Ring, colour: self.colour };
        for dated in &self.of.targets {
            self.sign(target, Point::new(scale.x(dated.on), scale.y(dated.value)), 5.2);
        }
        let radius = scale.sign_radius();
        for actual in scale.signed(&self.of.actuals) {
            let at = Point::new(scale.x(actual.on), scale.y(actual.value));
            self.sign(actual.rating.symbol(), at, radius);
        }
    }

    fn sign(&mut self, symbol: Symbol, at: Point, radius: f32) {
        let (x, y, width) = (at.x - radius, at.y - radius, 2.0 * radius);
        self.board.block(Area { x, y, width, height: width }.grown(0.12 * radius));
        self.draws.extend(symbol.draw(at, radius));
    }

    /// Figures beside the signs: the latest value and the targets before all, the others where
    /// they fit.
    fn labels(&mut self, scale: &Scale) {
        let shown = |value| words::figure(value, self.of);
        let mut wanted = Vec::new();
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
        for (needed, at, text, radius) in wanted {
            let weight = if needed { Weight::Bold } else { Weight::Regular };
            let label = self.board.label(at, radius, &text, weight, needed, self.fonts);
            self.draws.extend(label);
        }
    }
}

#[cfg(test)]
mod tests;
