//! Strips of content, one below another, put on pages.
//!
//! A piece is a strip that stays whole: a line of a paragraph, a row of a table, a figure; one that
//! is too tall for that has been cut between its lines ([`super::cut`]). A piece may be tied to the
//! one after it, as a heading is to its paragraph, and the first line of a paragraph to the second.
//! Tied pieces go to the next page together. Where the pages begin is settled first, by heights
//! alone ([`plan`]).

use std::fmt;
use std::rc::Rc;

use crate::documents::RenderError;
use crate::documents::layout::Artifact;
use crate::documents::layout::Bookmark;
use crate::documents::layout::Mark;
use crate::documents::layout::Run;
use crate::documents::layout::Sheet;
use crate::documents::layout::plan;
use crate::documents::layout::plan::Plan;
use crate::documents::page::drawing::Point;
use crate::documents::short;

/// A strip across the page that stays whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    /// The space above it, which falls away at the top of a page.
    pub gap: f32,
    /// Its own height in points.
    pub height: f32,
    /// Whether it may be parted from the piece after it.
    pub tie: Tie,
    /// What is drawn, from the top left corner of the text.
    pub runs: Vec<Run>,
    /// The rows that are repeated above it where it begins a page.
    pub header: Option<Rc<Header>>,
    /// The heading that it is.
    pub heading: Option<(String, u8)>,
    /// Whether it begins a new page.
    pub new_page: bool,
    /// Whether it is a place to sign.
    pub signed: bool,
    /// What a message calls it.
    pub name: Name,
}

/// What a message calls a strip: what it is, with its words, and those of the table that it is in.
/// Put together only where a message is needed.
#[derive(Debug, Clone, Default)]
pub(super) struct Name {
    what: &'static str,
    words: Rc<str>,
    table: Option<Rc<str>>,
}

impl Name {
    /// A thing with its words.
    pub fn of(what: &'static str, words: impl Into<Rc<str>>) -> Self {
        Self { what, words: words.into(), table: None }
    }

    /// The same in a table.
    pub fn within(self, table: &Rc<str>) -> Self {
        Self { table: Some(Rc::clone(table)), ..self }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)?;
        if !self.words.is_empty() {
            write!(f, " “{}”", short(&self.words))?;
        }
        match &self.table {
            Some(table) => write!(f, " of the table “{}”", short(table)),
            None => Ok(()),
        }
    }
}

/// Rows repeated at the top of each page that a table goes over.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Their height in points.
    pub height: f32,
    /// What is drawn.
    pub runs: Vec<Run>,
}

/// How a piece holds on to the one after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) enum Tie {
    /// Not at all.
    #[default]
    Free,
    /// Where one page can hold all that is tied, and little of the page before stays white.
    Wanted,
    /// As the rows of a short table hold together.
    Close,
    /// As the end of a document holds together, so that its last page is not bare.
    Held,
    /// As a heading holds on to its paragraph.
    Firm,
}

/// Where the text of a page begins and ends, in points from the top of the paper.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tops {
    /// Where it begins on the first page.
    pub first: f32,
    /// Where it begins on later pages.
    pub later: f32,
    /// Where it ends.
    pub bottom: f32,
}

/// Puts the pieces on pages, with their left edge at the margin.
pub(super) fn paginate(
    mut pieces: Vec<Piece>,
    tops: Tops,
) -> Result<(Vec<Sheet>, Vec<Bookmark>), RenderError> {
    plan::hold_ending(&mut pieces, tops);
    let plan = Plan::of(&pieces, tops)?;
    let (mut pages, mut headings) = (Vec::new(), Vec::new());
    let ends = plan.starts.iter().skip(1).copied().chain([pieces.len()]);
    for (&start, end) in plan.starts.iter().zip(ends) {
        let number = pages.len();
        let mut page = Sheet::default();
        let mut y = tops.of(number);
        for (index, piece) in pieces[start..end].iter_mut().enumerate() {
            if index > 0 {
                y += piece.gap * plan.loose;
            } else if let Some(header) = &piece.header {
                page.draw(header.runs.clone(), y);
                y += header.height;
            }
            if let Some((title, level)) = piece.heading.take() {
                headings.push(Bookmark { title, level, page: number, y });
            }
            page.draw(std::mem::take(&mut piece.runs), y);
            y += piece.height;
        }
        pages.push(page);
    }
    Ok((pages, headings))
}

impl Sheet {
    fn draw(&mut self, runs: Vec<Run>, y: f32) {
        let by = Point::new(super::MARGIN, y);
        for mut run in runs {
            run.shift(by);
            self.push(run);
        }
    }
}

impl Tops {
    /// Where the text of a page begins, by its number from 0.
    pub fn of(self, page: usize) -> f32 {
        if page == 0 { self.first } else { self.later }
    }
}

impl Header {
    /// The header of a table, as it stands on later pages: drawn again, and not read again.
    pub fn repeating(pieces: &[Piece]) -> Rc<Self> {
        let mut height = 0.0;
        let mut runs = Vec::new();
        for piece in pieces {
            for run in &piece.runs {
                let mark = match run.mark {
                    Mark::Content(_) => Mark::Artifact(Artifact::Header),
                    artifact @ Mark::Artifact(_) => artifact,
                };
                let mut run = Run { mark, ..run.clone() };
                run.shift(Point::new(0.0, height));
                runs.push(run);
            }
            height += piece.height;
        }
        Rc::new(Self { height, runs })
    }

    /// The same rows with one more beneath.
    pub fn followed_by(&self, piece: &Piece) -> Rc<Self> {
        let rows = Piece { height: self.height, runs: self.runs.clone(), ..Piece::default() };
        Self::repeating(&[rows, piece.clone()])
    }
}
