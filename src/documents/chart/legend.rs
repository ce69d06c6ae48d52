//! What the lines and signs of a chart mean, along its foot.

use crate::documents::chart::SIZE;
use crate::documents::chart::canvas::Canvas;
use crate::documents::chart::canvas::Pattern;
use crate::documents::font::Weight;
use crate::documents::page::Colour;
use crate::documents::page::Symbol;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;

/// From one line of the legend to the next, in points.
const LEADING: f32 = 14.0;
/// Between two entries, in points: as far apart as lets them stand on one line.
const BETWEEN: [f32; 3] = [18.0, 13.0, 9.0];

/// One entry: a sample and what it stands for.
pub(super) struct Entry {
    sample: Sample,
    words: String,
}

/// What a chart shows things by.
pub(super) enum Sample {
    /// A line.
    Line(Stroke),
    /// A sign.
    Sign(Symbol),
    /// A bar.
    Bar(Pattern),
}

impl Entry {
    /// An entry.
    pub fn new(sample: Sample, words: &str) -> Self {
        Self { sample, words: words.to_owned() }
    }
}

impl Sample {
    fn width(&self) -> f32 {
        match self {
            Self::Line(_) => 22.0,
            Self::Sign(_) => 10.0,
            Self::Bar(_) => 16.0,
        }
    }

    /// The sample with its left end at a place.
    fn draw(&self, at: Point) -> Vec<Draw> {
        match self {
            Self::Line(stroke) => {
                let points = vec![at, Point::new(at.x + self.width(), at.y)];
                vec![Draw::Line { points, stroke: *stroke }]
            }
            Self::Sign(symbol) => symbol.draw(Point::new(at.x + 5.0, at.y), 4.0),
            Self::Bar(pattern) => {
                pattern.draw(Area { x: at.x, y: at.y - 4.5, width: self.width(), height: 9.0 })
            }
        }
    }
}

impl Canvas<'_> {
    /// Writes the legend at the foot of the box. Returns where it begins.
    pub fn legend(&mut self, entries: Vec<Entry>, width: f32, height: f32) -> f32 {
        let wide =
            |entry: &Entry| entry.sample.width() + 5.0 + self.width(&entry.words, Weight::Regular);
        let gap = |between: &f32| entries.iter().map(|entry| wide(entry) + between).sum::<f32>();
        let between = BETWEEN.into_iter().find(|gap_of| gap(gap_of) - gap_of <= width);
        let between = between.unwrap_or(BETWEEN[0]);
        let mut lines: Vec<Vec<(f32, Entry)>> = Vec::new();
        let mut x = 0.0;
        for entry in entries {
            let end = x + wide(&entry);
            if lines.is_empty() || end > width {
                x = 0.0;
                lines.push(Vec::new());
            }
            let next = x + wide(&entry) + between;
            if let Some(line) = lines.last_mut() {
                line.push((x, entry));
            }
            x = next;
        }
        let top = lines.iter().fold(height, |top, _| top - LEADING);
        let mut middle = top + LEADING / 2.0 + 1.0;
        for line in lines {
            for (x, entry) in line {
                let at = Point::new(x + entry.sample.width() + 5.0, middle + 0.36 * SIZE);
                self.draws.extend(entry.sample.draw(Point::new(x, middle)));
                self.words(at, &entry.words, Weight::Regular, Colour::INK);
            }
            middle += LEADING;
        }
        top - 4.0
    }
}
