//! How a text is read: as one leaf, or, where it holds links, stretch by stretch.

use crate::documents::layout::Element;
use crate::documents::layout::Leaf;
use crate::documents::layout::Role;
use crate::documents::layout::Run;
use crate::documents::layout::Setting;
use crate::documents::layout::lines::Line;
use crate::documents::layout::lines::Style;
use crate::documents::page::Text;
use crate::documents::page::drawing::Area;

/// The leaf of each stretch of a text, and where the stretch leads if it is a link.
pub(super) struct Reading {
    stretches: Vec<(Leaf, Option<Link>)>,
}

/// A link: where it leads, and its words for whoever cannot see where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it leads: `mailto:recharges@hampshire.example`.
    pub target: String,
    /// Its words.
    pub words: String,
}

impl Reading {
    /// Gives a text its leaves, and the element that they make.
    pub fn of(text: &Text, role: Role, setting: &mut Setting<'_>) -> (Self, Element) {
        let stretches = text.stretches();
        if let [] | [(None, _)] = stretches.as_slice() {
            let leaf = setting.leaf();
            return (Self::plain(leaf), Element::leaf(role, leaf));
        }
        let mut reading = Self { stretches: Vec::new() };
        let mut kids = Vec::new();
        for (target, words) in stretches {
            let leaf = setting.leaf();
            let role = if target.is_some() { Role::Link } else { Role::Span };
            kids.push(Element::leaf(role, leaf));
            let link = target.map(|target| Link { target: target.to_owned(), words });
            reading.stretches.push((leaf, link));
        }
        (reading, Element::group(role, kids))
    }

    /// A text without links.
    pub fn plain(leaf: Leaf) -> Self {
        Self { stretches: vec![(leaf, None)] }
    }

    /// A line of the text as runs, with its left end at `x` and its top at `y`.
    pub fn runs(&self, line: &Line, x: f32, y: f32, style: Style) -> Vec<Run> {
        let drawn = line.draw_stretches(x, y, style);
        let runs = drawn.into_iter().map(|stretch| {
            let (leaf, target) = &self.stretches[stretch.number];
            let (x, width) = (stretch.x, stretch.width);
            let area = target.is_some().then_some(Area { x, y, width, height: style.leading });
            Run { area, link: target.clone(), ..Run::content(*leaf, stretch.draws) }
        });
        runs.collect()
    }
}
