//! Lines, shapes and words at places: what a chart yields, and what a page comes to in the end.
//!
//! Lengths are points (1/72 inch) from the top left corner, downwards. A number with a fraction is
//! allowed here and nowhere near money: these are places on paper.

use std::fmt;
use std::sync::Arc;

use crate::documents::font::Weight;

/// A colour on screen, 0 to 255 in each of its three lights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Colour {
    /// The colour of councils that name none; 10 to 1 on white.
    pub const DARK_BLUE: Self = Self::new(0x1d, 0x3f, 0x72);
    /// Text.
    pub const INK: Self = Self::new(0x16, 0x18, 0x1b);
    /// Quieter text; 7 to 1 on white.
    pub const GREY: Self = Self::new(0x50, 0x57, 0x5e);
    /// Light rules.
    pub const RULE: Self = Self::new(0xc4, 0xc9, 0xcf);
    /// Good: always beside a word.
    pub const GREEN: Self = Self::new(0x00, 0x70, 0x3c);
    /// Not quite: always beside a word.
    pub const AMBER: Self = Self::new(0xb3, 0x66, 0x00);
    /// Bad: always beside a word.
    pub const RED: Self = Self::new(0xb1, 0x0e, 0x1e);
    /// Paper.
    pub const WHITE: Self = Self::new(0xff, 0xff, 0xff);

    /// A colour from its three lights.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// How far the colour stands out from white paper, from 1 (not at all) to 21, as WCAG counts.
    pub fn contrast_on_white(self) -> f32 {
        let light = 0.2126 * linear(self.red) + 0.7152 * linear(self.green);
        1.05 / (light + 0.0722 * linear(self.blue) + 0.05)
    }

    /// The colour, or as much darker a one as it takes to stand out from white by `least`.
    #[must_use]
    pub fn darkened_to(self, least: f32) -> Self {
        let mut colour = self;
        while colour.contrast_on_white() < least && colour != Self::new(0, 0, 0) {
            let darker = |part: u8| part - part.div_ceil(16);
            colour = Self::new(darker(colour.red), darker(colour.green), darker(colour.blue));
        }
        colour
    }
}

/// The light that a part of a colour gives out, 0 to 1: a cubic within 0.002 of the sRGB curve,
/// made of sums and products alone so that every machine finds the same.
fn linear(part: u8) -> f32 {
    let part = f32::from(part) / 255.0;
    part * (part * (part * 0.305_306_02 + 0.682_171_1) + 0.012_522_878)
}

/// A place, in points from the left and from the top.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

impl Point {
    /// A place.
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }
}

/// An upright box, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// Its left edge.
    pub x: f32,
    /// Its top edge.
    pub y: f32,
    /// How wide it is.
    pub width: f32,
    /// How high it is.
    pub height: f32,
}

impl Area {
    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }

    /// The box grown by a margin on each side.
    #[must_use]
    pub fn grown(&self, by: f32) -> Self {
        let (width, height) = (self.width + 2.0 * by, self.height + 2.0 * by);
        Self { x: self.x - by, y: self.y - by, width, height }
    }
}

/// The line around a shape, or a line itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub colour: Colour,
    /// Its thickness in points.
    pub width: f32,
    /// Whether it is broken into dashes.
    pub dashed: bool,
}

impl Stroke {
    /// An unbroken line.
    pub const fn solid(colour: Colour, width: f32) -> Self {
        Self { colour, width, dashed: false }
    }
}

/// One thing drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Draw {
    /// Words on one line, from the left end of their baseline.
    Text {
        /// The left end of the baseline.
        at: Point,
        /// The size of the type in points.
        size: f32,
        /// Regular or bold.
        weight: Weight,
        /// The colour of the type.
        colour: Colour,
        /// The words.
        text: String,
    },
    /// A filled box.
    Rectangle {
        /// Where.
        area: Area,
        /// Its colour.
        fill: Colour,
    },
    /// A line through two or more places.
    Line {
        /// The places.
        points: Vec<Point>,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A closed shape.
    Polygon {
        /// Its corners.
        points: Vec<Point>,
        /// Its colour, if it is not hollow.
        fill: Option<Colour>,
        /// The line around it.
        stroke: Option<Stroke>,
    },
    /// A circle.
    Circle {
        /// Its middle.
        centre: Point,
        /// From the middle to the edge, in points.
        radius: f32,
        /// Its colour, if it is not hollow.
        fill: Option<Colour>,
        /// The line around it.
        stroke: Option<Stroke>,
    },
    /// A filled outline of lines and curves, as in a council's arms.
    Path {
        /// The outline, part by part.
        segments: Vec<Segment>,
        /// Its colour.
        fill: Colour,
        /// What of it is inside.
        rule: FillRule,
    },
    /// A picture made of pixels.
    Image {
        /// Where.
        area: Area,
        /// Its pixels.
        pixels: Pixels,
    },
}

/// A part of an outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Segment {
    /// A new ring begins here.
    Move(Point),
    /// A straight line to a place.
    Line(Point),
    /// A cubic curve: two handles, then its end.
    Curve(Point, Point, Point),
    /// Back to where the ring began.
    Close,
}

impl Segment {
    /// Moves each of its places.
    fn each(&mut self, mut change: impl FnMut(&mut Point)) {
        match self {
            Self::Move(to) | Self::Line(to) => change(to),
            Self::Curve(first, second, to) => [first, second, to].into_iter().for_each(change),
            Self::Close => {}
        }
    }
}

/// What of an outline that crosses itself is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillRule {
    /// Whatever the outline winds around.
    NonZero,
    /// Whatever it winds around an odd number of times.
    EvenOdd,
}

/// The pixels of a picture, row by row from the top, each red, green and blue.
#[derive(Clone, PartialEq, Eq)]
pub struct Pixels {
    /// How many stand side by side.
    pub across: u32,
    /// How many rows there are.
    pub down: u32,
    /// Three bytes a pixel.
    pub rgb: Arc<[u8]>,
}

impl fmt::Debug for Pixels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pixels({} by {})", self.across, self.down)
    }
}

impl Draw {
    /// The same thing `by` points further to the right and down.
    pub fn shift(&mut self, by: Point) {
        let shift = |point: &mut Point| *point = Point::new(point.x + by.x, point.y + by.y);
        match self {
            Self::Text { at, .. } => shift(at),
            Self::Rectangle { area, .. } | Self::Image { area, .. } => {
                (area.x, area.y) = (area.x + by.x, area.y + by.y);
            }
            Self::Line { points, .. } | Self::Polygon { points, .. } => {
                points.iter_mut().for_each(shift);
            }
            Self::Circle { centre, .. } => shift(centre),
            Self::Path { segments, .. } => {
                for segment in segments {
                    segment.each(shift);
                }
            }
        }
    }

    /// The same thing smaller or larger by a factor, about the top left corner.
    pub fn scale(&mut self, factor: f32) {
        let scale = |point: &mut Point| *point = Point::new(point.x * factor, point.y * factor);
        match self {
            Self::Text { at, size, .. } => {
                scale(at);
                *size *= factor;
            }
            Self::Rectangle { area, .. } | Self::Image { area, .. } => {
                (area.x, area.y) = (area.x * factor, area.y * factor);
                (area.width, area.height) = (area.width * factor, area.height * factor);
            }
            Self::Line { points, .. } | Self::Polygon { points, .. } => {
                points.iter_mut().for_each(scale);
            }
            Self::Circle { centre, radius, .. } => {
                scale(centre);
                *radius *= factor;
            }
            Self::Path { segments, .. } => {
                for segment in segments {
                    segment.each(scale);
                }
            }
        }
    }
}

/// A drawing in a box of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// How wide the box is, in points.
    pub width: f32,
    /// How high it is, in points.
    pub height: f32,
    /// What is drawn, from the back to the front.
    pub draws: Vec<Draw>,
}

/// A small sign whose shape tells as much as its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Symbol {
    /// Its shape.
    pub shape: Shape,
    /// Its colour.
    pub colour: Colour,
}

/// The shape of a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A filled circle.
    Circle,
    /// A filled triangle, point up.
    Triangle,
    /// A filled square.
    Square,
    /// A hollow diamond.
    Diamond,
    /// A ring around a dot.
    Ring,
    /// A hollow square.
    Frame,
    /// A cross of two strokes.
    Cross,
}

impl Symbol {
    /// The sign drawn around a place, within about `radius` points of it.
    pub fn draw(self, at: Point, radius: f32) -> Vec<Draw> {
        let corner = |x: f32, y: f32| Point::new(at.x + x * radius, at.y + y * radius);
        let filled = |points| Draw::Polygon { points, fill: Some(self.colour), stroke: None };
        let disc = |radius, fill, stroke| Draw::Circle { centre: at, radius, fill, stroke };
        match self.shape {
            Shape::Circle => vec![disc(radius, Some(self.colour), None)],
            Shape::Triangle => {
                vec![filled(vec![corner(0.0, -1.1), corner(1.13, 0.85), corner(-1.13, 0.85)])]
            }
            Shape::Square => {
                let half = 0.88 * radius;
                let (x, y, width) = (at.x - half, at.y - half, 2.0 * half);
                let area = Area { x, y, width, height: width };
                vec![Draw::Rectangle { area, fill: self.colour }]
            }
            Shape::Diamond => {
                let points =
                    vec![corner(0.0, -1.1), corner(1.1, 0.0), corner(0.0, 1.1), corner(-1.1, 0.0)];
                let stroke = Some(Stroke::solid(self.colour, 0.3 * radius));
                vec![Draw::Polygon { points, fill: Some(Colour::WHITE), stroke }]
            }
            Shape::Ring => {
                let edge = Some(Stroke::solid(self.colour, 0.26 * radius));
                vec![
                    disc(radius, Some(Colour::WHITE), edge),
                    disc(0.36 * radius, Some(self.colour), None),
                ]
            }
            Shape::Frame => {
                let points = [(-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)];
                let points = points.into_iter().map(|(x, y)| corner(x, y)).collect();
                let stroke = Some(Stroke::solid(self.colour, 0.34 * radius));
                vec![Draw::Polygon { points, fill: Some(Colour::WHITE), stroke }]
            }
            Shape::Cross => {
                let stroke = Stroke::solid(self.colour, 0.38 * radius);
                let arm = |x: f32, y: f32| Draw::Line {
                    points: vec![corner(-x, -y), corner(x, y)],
                    stroke,
                };
                vec![arm(0.75, 0.75), arm(0.75, -0.75)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_words_and_signs_stand_out_from_paper() {
        for colour in [Colour::DARK_BLUE, Colour::INK, Colour::GREY, Colour::GREEN, Colour::RED] {
            assert!(colour.contrast_on_white() >= 4.5, "{colour:?}");
        }
        assert!(Colour::AMBER.contrast_on_white() >= 3.0);
        assert!(Colour::WHITE.contrast_on_white() < 1.01);
    }

    #[test]
    fn a_pale_colour_is_darkened_until_it_can_be_seen() {
        let yellow = Colour::new(255, 221, 0).darkened_to(4.5);
        assert!(yellow.contrast_on_white() >= 4.5, "{yellow:?}");
        assert!(yellow.contrast_on_white() < 6.0, "{yellow:?}");
        assert_eq!(Colour::DARK_BLUE.darkened_to(4.5), Colour::DARK_BLUE);
    }

    #[test]
    fn boxes_that_only_touch_do_not_overlap() {
        let left = Area { x: 0.0, y: 0.0, width: 10.0, height: 10.0 };
        let right = Area { x: 10.0, ..left };
        assert!(!left.overlaps(&right));
        assert!(left.grown(0.5).overlaps(&right));
    }
}
