//! Strips of content, one below another, put on pages.
//!
//! A piece is a strip that is never cut: a line of a paragraph, a row of a table, a figure. A piece
//! may be tied to the one after it, as a heading is to its paragraph, and the first line of a
//! paragraph to the second. Tied pieces go to the next page together.

use std::rc::Rc;

use crate::documents::RenderError;
use crate::documents::layout::Artifact;
use crate::documents::layout::Bookmark;
use crate::documents::layout::Mark;
use crate::documents::layout::Run;
use crate::documents::layout::Sheet;
use crate::documents::page::drawing::Point;

/// A strip across the page that is never cut in two.
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
    /// What a message calls it.
    pub name: String,
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
    /// Where one page can hold all that is tied.
    Wanted,
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
    pieces: &[Piece],
    tops: Tops,
) -> Result<(Vec<Sheet>, Vec<Bookmark>), RenderError> {
    let mut press =
        Press { tops, pages: vec![Sheet::default()], headings: Vec::new(), y: tops.first };
    let mut rest = pieces;
    // How many pieces are still to come of those that no page could hold together.
    let mut parted = 0;
    while let Some(piece) = rest.first() {
        if piece.new_page && !press.at_top() {
            press.turn();
        }
        let wanted = together(rest, Tie::Wanted);
        let firm = together(rest, Tie::Firm);
        if parted == 0 && !press.fits_a_page(&rest[..wanted]) {
            parted = wanted;
        }
        let tied = if parted == 0 {
            wanted
        } else if press.fits_a_page(&rest[..firm]) {
            firm
        } else {
            1
        };
        parted = parted.saturating_sub(tied);
        let (now, later) = rest.split_at(tied);
        if press.height_here(now) > press.room() && !press.at_top() {
            press.turn();
        }
        for piece in now {
            press.put(piece)?;
        }
        rest = later;
    }
    Ok((press.pages, press.headings))
}

/// How many pieces from the first are tied at least so firmly.
fn together(pieces: &[Piece], least: Tie) -> usize {
    let holding = pieces.iter().take_while(|piece| piece.tie >= least).count();
    (holding + 1).min(pieces.len())
}

struct Press {
    tops: Tops,
    pages: Vec<Sheet>,
    headings: Vec<Bookmark>,
    y: f32,
}

impl Press {
    fn fits_a_page(&self, pieces: &[Piece]) -> bool {
        height(pieces, true) <= self.tops.bottom - self.tops.later
    }

    /// Where the text of the current page begins.
    fn top(&self) -> f32 {
        if self.pages.len() == 1 { self.tops.first } else { self.tops.later }
    }

    fn at_top(&self) -> bool {
        self.y <= self.top()
    }

    fn room(&self) -> f32 {
        self.tops.bottom - self.y
    }

    fn height_here(&self, pieces: &[Piece]) -> f32 {
        height(pieces, self.at_top())
    }

    fn turn(&mut self) {
        self.pages.push(Sheet::default());
        self.y = self.top();
    }

    /// Puts one piece down, on the next page where it must.
    fn put(&mut self, piece: &Piece) -> Result<(), RenderError> {
        let mut tall = self.height_here(std::slice::from_ref(piece));
        if tall > self.room() {
            self.turn();
            tall = self.height_here(std::slice::from_ref(piece));
        }
        if tall > self.room() {
            return Err(RenderError::TooTall { what: piece.name.clone() });
        }
        if !self.at_top() {
            self.y += piece.gap;
        } else if let Some(header) = &piece.header {
            self.draw(&header.runs);
            self.y += header.height;
        }
        if let Some((title, level)) = &piece.heading {
            let (title, level) = (title.clone(), *level);
            let page = self.pages.len() - 1;
            self.headings.push(Bookmark { title, level, page, y: self.y });
        }
        self.draw(&piece.runs);
        self.y += piece.height;
        Ok(())
    }

    fn draw(&mut self, runs: &[Run]) {
        let by = Point::new(super::MARGIN, self.y);
        let page = self.pages.last_mut().expect("a press starts with a page");
        for run in runs {
            let mut run = run.clone();
            run.shift(by);
            page.push(run);
        }
    }
}

/// The height of pieces together; at the top of a page, without the gap above but with the rows
/// that are repeated there.
fn height(pieces: &[Piece], at_top: bool) -> f32 {
    let all: f32 = pieces.iter().map(|piece| piece.gap + piece.height).sum();
    match pieces.first() {
        Some(first) if at_top => {
            all - first.gap + first.header.as_ref().map_or(0.0, |header| header.height)
        }
        _ => all,
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
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPS: Tops = Tops { first: 0.0, later: 0.0, bottom: 100.0 };

    fn piece(height: f32, tie: Tie) -> Piece {
        Piece { height, tie, heading: Some((format!("{height}"), 1)), ..Piece::default() }
    }

    fn pages(pieces: &[Piece]) -> Vec<usize> {
        let (_, headings) = paginate(pieces, TOPS).expect("fits");
        headings.iter().map(|heading| heading.page).collect()
    }

    #[test]
    fn tied_pieces_go_to_the_next_page_together() {
        let pieces = vec![piece(70.0, Tie::Free), piece(10.0, Tie::Firm), piece(30.0, Tie::Free)];
        assert_eq!(pages(&pieces), [0, 1, 1]);
    }

    #[test]
    fn a_wish_to_stay_together_gives_way_and_a_firm_tie_does_not() {
        let mut pieces = vec![piece(60.0, Tie::Wanted)];
        pieces.extend([piece(20.0, Tie::Wanted), piece(15.0, Tie::Firm), piece(60.0, Tie::Free)]);
        assert_eq!(pages(&pieces), [0, 0, 1, 1]);
    }

    #[test]
    fn a_piece_taller_than_a_page_is_refused() {
        let mut tall = piece(100.5, Tie::Free);
        tall.name = "the row “4.2”".into();
        let refusal = paginate(&[tall], TOPS).expect_err("too tall").to_string();
        assert!(refusal.starts_with("the row “4.2” is taller than a page"), "{refusal}");
    }

    #[test]
    fn gaps_fall_away_at_the_top_and_headers_come_back() {
        let header = Header::repeating(&[piece(20.0, Tie::Firm)]);
        let row = || Piece { header: Some(header.clone()), ..piece(30.0, Tie::Free) };
        let pieces = vec![piece(90.0, Tie::Free), row(), row(), row()];
        let (_, headings) = paginate(&pieces, TOPS).expect("fits");
        let places: Vec<_> = headings.iter().map(|h| (h.page, h.y)).collect();
        assert_eq!(places, [(0, 0.0), (1, 20.0), (1, 50.0), (2, 20.0)]);
    }

    #[test]
    fn a_new_page_is_begun_once() {
        let mut first = piece(10.0, Tie::Free);
        first.new_page = true;
        let mut second = piece(10.0, Tie::Free);
        second.new_page = true;
        assert_eq!(pages(&[first, second]), [0, 1]);
    }
}
