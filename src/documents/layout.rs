//! Blocks laid out over A4 pages: what is drawn where, and what each stroke of it means.
//!
//! The result keeps the two apart. `structure` is the document as a reader meets it, a tree of
//! headings, paragraphs, tables and figures in reading order; its leaves are numbered. Each page
//! is a list of runs, and each run belongs to one leaf or is an artifact (a rule, a running header,
//! the headings of a table repeated). A leaf that goes over a page break has runs on both pages.
//! That is all a tagged PDF needs: the k-th run of content on a page is its marked content k.

mod blocks;
mod cut;
mod facts;
mod flow;
mod furniture;
pub(crate) mod lines;
mod list;
mod plan;
mod reading;
mod table;
mod widths;

use crate::documents::RenderError;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::page::Colour;
use crate::documents::page::Document;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;

use self::lines::Style;

pub use self::reading::Link;

/// The width of A4 in points.
pub const PAGE_WIDTH: f32 = 595.28;
/// The height of A4 in points.
pub const PAGE_HEIGHT: f32 = 841.89;
/// The margin at the left and at the right, in points.
pub const MARGIN: f32 = 56.64;
/// The width of the text, in points.
pub const TEXT_WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;

const BODY: Style = Style::new(10.5, 15.0, Weight::Regular);
const SMALL: Style = Style::new(9.0, 12.5, Weight::Regular);

/// A document on its pages.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    /// The pages in order.
    pub pages: Vec<Sheet>,
    /// The document as a tree, in reading order.
    pub structure: Vec<Element>,
    /// Every heading, the title first, with where it stands.
    pub headings: Vec<Bookmark>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// What is drawn on it, in the order in which it is drawn.
    pub runs: Vec<Run>,
}

/// Things drawn together that mean one thing, or nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What they belong to.
    pub mark: Mark,
    /// The things.
    pub draws: Vec<Draw>,
    /// The box that a figure or a link fills, which a tagged file must state.
    pub area: Option<Area>,
    /// Where it leads, for a link.
    pub link: Option<Link>,
}

/// What a run belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A leaf of the structure.
    Content(Leaf),
    /// Nothing that is read.
    Artifact(Artifact),
}

/// The number of a leaf, counted in reading order from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leaf(pub usize);

/// What is drawn and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Artifact {
    /// At the top of a page: the running header, and a table's heading repeated.
    Header,
    /// At the foot of a page.
    Footer,
    /// Rules and backgrounds.
    Decoration,
}

/// A node of the document's structure.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub role: Role,
    /// Its own content, for an element that has some on a page.
    pub leaf: Option<Leaf>,
    /// The elements within it.
    pub kids: Vec<Self>,
}

/// What an element is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// Things that belong together.
    Section,
    /// A heading at a level from 1, and its words.
    Heading(u8, String),
    /// A paragraph.
    Paragraph,
    /// A stretch of a text that holds links too.
    Span,
    /// A link.
    Link,
    /// A note set apart.
    Note,
    /// A list.
    List {
        /// Whether its items are numbered.
        numbered: bool,
    },
    /// An item of a list.
    Item,
    /// Its bullet or number.
    ItemLabel,
    /// Its text.
    ItemBody,
    /// A table, with its summary.
    Table(String),
    /// The caption of a table or a figure.
    Caption,
    /// The rows of headings at the top of a table.
    TableHead,
    /// The other rows.
    TableBody,
    /// A row.
    TableRow,
    /// The header of a column.
    ColumnHeader,
    /// The header of a row; how many columns it spans.
    RowHeader(usize),
    /// The heading of the rows below it, alone in its row; how many columns it spans.
    GroupHeader(usize),
    /// Any other cell; how many columns it spans.
    Cell(usize),
    /// A figure, with its alternative text.
    Figure(String),
}

/// A heading and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Bookmark {
    /// Its words.
    pub title: String,
    /// Its level, from 1.
    pub level: u8,
    /// Its page, from 0.
    pub page: usize,
    /// Its top, in points from the top of the page.
    pub y: f32,
}

impl Sheet {
    /// Draws a run, as part of the one before it where both belong to the same leaf.
    fn push(&mut self, run: Run) {
        match self.runs.last_mut() {
            Some(last) if run.area.is_none() && last.goes_on(run.mark) => {
                last.draws.extend(run.draws);
            }
            _ => self.runs.push(run),
        }
    }

    /// Draws rules and backgrounds first and together: what is read lies over them.
    fn put_decoration_behind(&mut self) {
        let is_behind = |run: &Run| run.mark == Mark::Artifact(Artifact::Decoration);
        let (behind, read): (Vec<Run>, Vec<Run>) =
            std::mem::take(&mut self.runs).into_iter().partition(is_behind);
        let draws = behind.into_iter().flat_map(|run| run.draws).collect();
        self.runs = vec![Run::artifact(Artifact::Decoration, draws)];
        self.runs.extend(read);
    }
}

impl Run {
    /// Things that belong to a leaf.
    fn content(leaf: Leaf, draws: Vec<Draw>) -> Self {
        Self { mark: Mark::Content(leaf), draws, area: None, link: None }
    }

    /// Things that are not read.
    fn artifact(kind: Artifact, draws: Vec<Draw>) -> Self {
        Self { mark: Mark::Artifact(kind), draws, area: None, link: None }
    }

    /// Whether more of what a mark says may be drawn as a part of it.
    fn goes_on(&self, mark: Mark) -> bool {
        self.mark == mark && self.area.is_none()
    }

    /// The same things further down and to the right.
    fn shift(&mut self, by: Point) {
        self.draws.iter_mut().for_each(|draw| draw.shift(by));
        if let Some(area) = &mut self.area {
            (area.x, area.y) = (area.x + by.x, area.y + by.y);
        }
    }
}

impl Element {
    fn group(role: Role, kids: Vec<Self>) -> Self {
        Self { role, leaf: None, kids }
    }

    fn leaf(role: Role, leaf: Leaf) -> Self {
        Self { role, leaf: Some(leaf), kids: Vec::new() }
    }
}

/// What every block is laid out with.
struct Setting<'a> {
    fonts: &'a Fonts,
    colour: Colour,
    leaves: usize,
}

impl Setting<'_> {
    /// The next leaf in reading order.
    fn leaf(&mut self) -> Leaf {
        self.leaves += 1;
        Leaf(self.leaves - 1)
    }
}

/// Lays a document out, or says why it cannot be.
pub fn lay_out(document: &Document, fonts: &Fonts) -> Result<Layout, RenderError> {
    check(document)?;
    let colour = document.colour.darkened_to(4.5);
    let mut setting = Setting { fonts, colour, leaves: 0 };
    let first = furniture::letterhead(document, &mut setting)?;
    let running = furniture::running_header(document, &setting)?;
    let footer = furniture::footer(document, &setting)?;
    let tops = flow::Tops {
        first: furniture::TOP + first.height,
        later: furniture::TOP + running.height,
        bottom: PAGE_HEIGHT - furniture::BOTTOM - footer.height - furniture::ABOVE_FOOTER,
    };
    let mut laid = blocks::document(document, &mut setting)?;
    laid.elements.splice(0..0, first.elements);
    let pieces = cut::cut_tall(laid.pieces, tops);
    let (mut pages, headings) = flow::paginate(pieces, tops)?;
    furniture::place(&mut pages, first.runs, &running.runs, &footer, &setting);
    pages.iter_mut().for_each(Sheet::put_decoration_behind);
    Ok(Layout { pages, structure: laid.elements, headings })
}

/// What a file must have to be read and found again.
fn check(document: &Document) -> Result<(), RenderError> {
    let needed = [
        ("title", &document.title),
        ("reference", &document.reference),
        ("author", &document.author),
        ("language", &document.language),
    ];
    match needed.into_iter().find(|(_, text)| text.trim().is_empty()) {
        Some((what, _)) => Err(RenderError::Empty { what }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
