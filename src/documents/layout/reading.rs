//! How a text is read: as one leaf, or, where it holds links, stretch by stretch.

use crate::documents::layout::Artifact;
use crate::documents::layout::Element;
use crate::documents::layout::Leaf;
use crate::documents::layout::Mark;
use crate::documents::layout::Role;
use crate::documents::layout::Run;
use crate::documents::layout::Setting;
use crate::documents::layout::lines::Line;
use crate::documents::layout::lines::Style;
use crate::documents::page::Text;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;

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
        let ([reading, _], element) = Self::of_both(text, None, role, setting);
        (reading, element)
    }

    /// The same of a text with another beneath it, which make one element together.
    pub fn of_both(
        text: &Text,
        beneath: Option<&Text>,
        role: Role,
        setting: &mut Setting<'_>,
    ) -> ([Self; 2], Element) {
        let texts = [Some(text), beneath];
        if !texts.into_iter().flatten().any(Text::has_links) {
            let leaf = setting.leaf();
            return ([(); 2].map(|()| Self::plain(leaf)), Element::leaf(role, leaf));
        }
        let mut kids = Vec::new();
        let readings = texts.map(|text| Self::stretch_by_stretch(text, setting, &mut kids));
        (readings, Element::group(role, kids))
    }

    fn stretch_by_stretch(
        text: Option<&Text>,
        setting: &mut Setting<'_>,
        kids: &mut Vec<Element>,
    ) -> Self {
        let mut stretches = Vec::new();
        for (target, words) in text.map(Text::stretches).into_iter().flatten() {
            let leaf = setting.leaf();
            let role = if target.is_some() { Role::Link } else { Role::Span };
            kids.push(Element::leaf(role, leaf));
            stretches.push((leaf, target.map(|target| Link { target: target.to_owned(), words })));
        }
        Self { stretches }
    }

    /// A text without links.
    pub fn plain(leaf: Leaf) -> Self {
        Self { stretches: vec![(leaf, None)] }
    }

    /// What is drawn beside the text's lines: a part of its first stretch, where it has any.
    pub fn run(&self, draws: Vec<Draw>) -> Run {
        match self.stretches.first() {
            Some((leaf, _)) => Run::content(*leaf, draws),
            None => Run::artifact(Artifact::Decoration, draws),
        }
    }

    /// Draws a line of the text, with its left end at `x` and its top at `y`.
    pub fn draw(&self, line: Line, (x, y): (f32, f32), style: Style, runs: &mut Vec<Run>) {
        for part in line.draw_parts(x, y, style) {
            let (leaf, leads) = &self.stretches[part.stretch];
            let draws = || std::iter::once(part.text).chain(part.rule);
            match runs.last_mut() {
                Some(last) if leads.is_none() && last.goes_on(Mark::Content(*leaf)) => {
                    last.draws.extend(draws());
                }
                _ => {
                    let (x, width, height) = (part.x, part.width, style.leading);
                    let area = leads.is_some().then_some(Area { x, y, width, height });
                    let draws = draws().collect();
                    runs.push(Run { area, link: leads.clone(), ..Run::content(*leaf, draws) });
                }
            }
        }
    }
}
