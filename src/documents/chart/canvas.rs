//! What every chart is drawn on: words, lines, signs and bars, and where nothing more can be put.

use crate::documents::chart::SIZE;
use crate::documents::chart::labels;
use crate::documents::chart::labels::Board;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::page::Colour;
use crate::documents::page::Symbol;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;

/// From one stripe of a hatched bar to the next, along its foot, in points.
const STRIPES: f32 = 5.0;
/// The line around a bar, in points.
const EDGE: f32 = 0.9;

/// A chart on its way.
pub(super) struct Canvas<'a> {
    pub fonts: &'a Fonts,
    pub board: Board,
    pub draws: Vec<Draw>,
}

/// How a bar is filled: two kinds can be told apart without any colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// In one colour.
    Solid(Colour),
    /// White with slanting stripes, and a line around it.
    Hatched(Colour),
}

impl<'a> Canvas<'a> {
    /// An empty one, so wide and so high.
    pub fn new(width: f32, height: f32, fonts: &'a Fonts) -> Self {
        Self { fonts, board: Board::new(width, height), draws: Vec::new() }
    }

    /// How wide words are.
    pub fn width(&self, text: &str, weight: Weight) -> f32 {
        self.fonts.width(text, weight, SIZE)
    }

    /// As much of a text as fits, with an ellipsis where it does not.
    pub fn cut(&self, text: &str, width: f32) -> String {
        let fits = |text: &str| self.width(text, Weight::Regular) <= width;
        let mut cut = text.to_owned();
        while !fits(&cut) && !cut.is_empty() {
            cut.truncate(cut.trim_end_matches('…').trim_end().len());
            cut.pop();
            cut = format!("{}…", cut.trim_end());
        }
        cut
    }

    /// What is counted, over the left end of a chart, and a note in bold over its right end.
    pub fn head(&mut self, width: f32, counted: &str, note: &str) {
        let taken = self.width(note, Weight::Bold);
        let counted = self.cut(counted, width - taken - 20.0);
        self.words(Point::new(0.0, SIZE), &counted, Weight::Regular, Colour::GREY);
        self.words(Point::new(width - taken, SIZE), note, Weight::Bold, Colour::INK);
    }

    /// Writes words where it is known that nothing else will be.
    pub fn words(&mut self, at: Point, text: &str, weight: Weight, colour: Colour) {
        if text.is_empty() {
            return;
        }
        let text = text.to_owned();
        self.board.block(labels::text_area(at, &text, weight, self.fonts));
        self.draws.push(Draw::Text { at, size: SIZE, weight, colour, text });
    }

    /// A line that no label may stand on.
    pub fn line(&mut self, points: Vec<Point>, stroke: Stroke) {
        if points.len() > 1 {
            points.windows(2).for_each(|ends| self.board.cross(ends[0], ends[1]));
            self.draws.push(Draw::Line { points, stroke });
        }
    }

    /// A light line behind everything at a height, with what it stands for on its left.
    pub fn level(&mut self, from: f32, to: f32, y: f32, label: &str) -> Draw {
        self.board.lighten(y);
        let x = from - 6.0 - self.width(label, Weight::Regular);
        self.words(Point::new(x, y + 0.36 * SIZE), label, Weight::Regular, Colour::GREY);
        let points = vec![Point::new(from, y), Point::new(to, y)];
        Draw::Line { points, stroke: Stroke::solid(Colour::RULE, 0.6) }
    }

    /// A sign that no label may touch.
    pub fn sign(&mut self, symbol: Symbol, at: Point, radius: f32) {
        let (x, y, width) = (at.x - radius, at.y - radius, 2.0 * radius);
        self.board.block(Area { x, y, width, height: width }.grown(0.12 * radius));
        self.draws.extend(symbol.draw(at, radius));
    }

    /// A bar that no label may touch.
    pub fn bar(&mut self, area: Area, pattern: Pattern) {
        self.board.block(area);
        self.draws.extend(pattern.draw(area));
    }
}

impl Pattern {
    /// A bar filled so.
    pub fn draw(self, area: Area) -> Vec<Draw> {
        match self {
            Self::Solid(fill) => vec![Draw::Rectangle { area, fill }],
            Self::Hatched(colour) => {
                // The line around it stays within the box, so that the box is as high as its value.
                let inset = (EDGE / 2.0).min(area.height / 2.0).min(area.width / 2.0);
                let inside = area.grown(-inset);
                let (right, foot) = (inside.x + inside.width, inside.y + inside.height);
                let corners =
                    [(inside.x, inside.y), (right, inside.y), (right, foot), (inside.x, foot)];
                let points = corners.into_iter().map(|(x, y)| Point::new(x, y)).collect();
                let stroke = Some(Stroke::solid(colour, 2.0 * inset));
                let mut draws = vec![Draw::Polygon { points, fill: Some(Colour::WHITE), stroke }];
                draws.extend(
                    stripes(&inside)
                        .into_iter()
                        .map(|points| Draw::Line { points, stroke: Stroke::solid(colour, 0.8) }),
                );
                draws
            }
        }
    }
}

/// Stripes that rise to the right, from edge to edge of a box.
fn stripes(area: &Area) -> Vec<Vec<Point>> {
    let (right, foot) = (area.x + area.width, area.y + area.height);
    let mut stripes = Vec::new();
    // Along each stripe x + y is the same.
    let mut sum = area.x + area.y + STRIPES;
    while sum < right + foot {
        let (from, to) = (area.x.max(sum - foot), right.min(sum - area.y));
        if to - from > 0.5 {
            stripes.push(vec![Point::new(from, sum - from), Point::new(to, sum - to)]);
        }
        sum += STRIPES;
    }
    stripes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripes_stay_within_their_box() {
        for (width, height) in [(40.0, 90.0), (90.0, 12.0), (3.0, 60.0), (30.0, 0.2), (2.0, 0.0)] {
            let area = Area { x: 7.0, y: 11.0, width, height };
            for draw in Pattern::Hatched(Colour::INK).draw(area) {
                let points = match draw {
                    Draw::Line { points, .. } | Draw::Polygon { points, .. } => points,
                    other => panic!("{other:?}"),
                };
                for at in points {
                    assert!((area.x..=area.x + width).contains(&at.x), "{at:?} in {area:?}");
                    let inside = area.y - 0.001..=area.y + height + 0.001;
                    assert!(inside.contains(&at.y), "{at:?} in {area:?}");
                }
            }
        }
    }
}
