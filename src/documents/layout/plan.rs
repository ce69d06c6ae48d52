//! Where pages begin: settled by the heights of strips and their ties, before anything is drawn.
//!
//! A document has as few pages as it can. Where it spills over by a few lines, the gaps between its
//! blocks give a little of their height; where that is not enough, the last page takes some of the
//! text before with it, so that no page holds a last line, or places to sign, and nothing else.

use crate::documents::RenderError;
use crate::documents::layout::flow::Piece;
use crate::documents::layout::flow::Tie;
use crate::documents::layout::flow::Tops;

/// How much of their height the gaps keep, from as they are to as tight as they may be.
const LOOSE: [f32; 5] = [1.0, 0.95, 0.9, 0.85, 0.8];
/// The least height of text on a last page, as a part of the page: more than a last section alone,
/// such as how to pay.
const ENDING: f32 = 0.28;
/// The same above places to sign, without the heading that these have: two lines or so.
const ABOVE_SIGNATURES: f32 = 30.0;
/// The most that may stay white at the foot of a page for the sake of what would like to stand
/// together, as a part of the page.
const MOST_WHITE: f32 = 0.35;
/// The same for what was put together on purpose, such as all of an indicator.
const MOST_WHITE_WANTED: f32 = 0.65;
/// The ties that give way.
const YIELDING: [Tie; 3] = [Tie::Wanted, Tie::Close, Tie::Held];

/// The pages of a document.
#[derive(Debug, PartialEq)]
pub(super) struct Plan {
    /// The number of the first piece of each page.
    pub starts: Vec<usize>,
    /// What part of its height each gap keeps.
    pub loose: f32,
}

impl Plan {
    /// The loosest plan of those with the fewest pages.
    pub fn of(pieces: &[Piece], tops: Tops) -> Result<Self, RenderError> {
        let mut best: Option<Self> = None;
        for loose in LOOSE {
            let plan = Planner::plan(pieces, tops, loose)?;
            if best.as_ref().is_none_or(|best| plan.starts.len() < best.starts.len()) {
                best = Some(plan);
            }
            if best.as_ref().is_some_and(|best| best.starts.len() == 1) {
                break;
            }
        }
        Ok(best.unwrap_or(Self { starts: vec![0], loose: 1.0 }))
    }
}

/// Ties the end of a document together, so that its last page has something to read on it. Places
/// to sign, with their heading, do not count: they are bound to the text that is signed.
pub(super) fn hold_ending(pieces: &mut [Piece], tops: Tops) {
    let page = tops.bottom - tops.later;
    let most = page * (1.0 - MOST_WHITE);
    let (mut counted, mut all, mut signed) = (0.0, 0.0, false);
    let (mut start, mut least) = (pieces.len(), ENDING * page);
    for (index, piece) in pieces.iter().enumerate().rev() {
        all += piece.gap + piece.height;
        if all > most {
            break;
        }
        start = index;
        if piece.signed {
            (counted, signed, least) = (0.0, true, ABOVE_SIGNATURES);
        } else if !signed {
            counted += piece.gap + piece.height;
        }
        signed &= piece.heading.is_none();
        if counted >= least || piece.new_page {
            break;
        }
    }
    if let Some((_, before)) = pieces[start..].split_last_mut() {
        for piece in before {
            piece.tie = piece.tie.max(Tie::Held);
        }
    }
}

/// How many pieces from the first are tied at least so firmly.
fn together(pieces: &[Piece], least: Tie) -> usize {
    let holding = pieces.iter().take_while(|piece| piece.tie >= least).count();
    (holding + 1).min(pieces.len())
}

/// A plan that is being made: where the next piece goes.
struct Planner {
    tops: Tops,
    loose: f32,
    starts: Vec<usize>,
    /// How many pieces have their place.
    placed: usize,
    y: f32,
}

impl Planner {
    fn plan(pieces: &[Piece], tops: Tops, loose: f32) -> Result<Plan, RenderError> {
        let mut planner = Self { tops, loose, starts: vec![0], placed: 0, y: tops.first };
        // How many pieces are still to come of those that are not held together, by their tie.
        let mut parted = [0; YIELDING.len()];
        while let Some(piece) = pieces.get(planner.placed) {
            let rest = &pieces[planner.placed..];
            if piece.new_page && !planner.at_top() {
                planner.turn();
            }
            let mut tied = None;
            for (parted, least) in parted.iter_mut().zip(YIELDING) {
                if *parted > 0 {
                    continue;
                }
                let group = together(rest, least);
                if planner.holds(&rest[..group]) {
                    tied = Some(group);
                    break;
                }
                *parted = group;
            }
            let firm = together(rest, Tie::Firm);
            let least = if planner.fits_a_page(&rest[..firm]) { firm } else { 1 };
            let tied = tied.unwrap_or(least);
            parted = parted.map(|still| still.saturating_sub(tied));
            if planner.height(&rest[..tied]) > planner.room() && !planner.at_top() {
                planner.turn();
            }
            for piece in &rest[..tied] {
                planner.put(piece)?;
            }
        }
        Ok(Plan { starts: planner.starts, loose })
    }

    /// Whether pieces that would like to stand together do: on this page, or on the next where that
    /// leaves little of this one white.
    fn holds(&self, pieces: &[Piece]) -> bool {
        let tied = pieces.split_last().map_or(pieces, |(_, tied)| tied);
        let is_wanted = tied.iter().any(|piece| piece.tie == Tie::Wanted);
        let most_white = if is_wanted { MOST_WHITE_WANTED } else { MOST_WHITE };
        let page = self.tops.bottom - self.tops.later;
        self.height(pieces) <= self.room()
            || (self.fits_a_page(pieces) && self.room() <= most_white * page)
    }

    fn fits_a_page(&self, pieces: &[Piece]) -> bool {
        self.height_at(pieces, true) <= self.tops.bottom - self.tops.later
    }

    fn at_top(&self) -> bool {
        self.starts.last() == Some(&self.placed)
    }

    fn room(&self) -> f32 {
        self.tops.bottom - self.y
    }

    fn turn(&mut self) {
        self.y = self.tops.of(self.starts.len());
        self.starts.push(self.placed);
    }

    /// Puts one piece down, on the next page where it must.
    fn put(&mut self, piece: &Piece) -> Result<(), RenderError> {
        let strip = std::slice::from_ref(piece);
        // The first page has less room than the others.
        if self.height(strip) > self.room() && (!self.at_top() || self.starts.len() == 1) {
            self.turn();
        }
        let tall = self.height(strip);
        if tall > self.room() {
            return Err(RenderError::TooTall { what: piece.name.to_string() });
        }
        self.y += tall;
        self.placed += 1;
        Ok(())
    }

    /// The height of pieces together here.
    fn height(&self, pieces: &[Piece]) -> f32 {
        self.height_at(pieces, self.at_top())
    }

    /// At the top of a page, a gap falls away, and the rows that are repeated there come back.
    fn height_at(&self, pieces: &[Piece], at_top: bool) -> f32 {
        let all: f32 = pieces.iter().map(|piece| piece.gap * self.loose + piece.height).sum();
        match pieces.first() {
            Some(first) if at_top => {
                let header = first.header.as_ref().map_or(0.0, |header| header.height);
                all - first.gap * self.loose + header
            }
            _ => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::layout::flow::Header;
    use crate::documents::layout::flow::Name;
    use crate::documents::layout::flow::paginate;

    const TOPS: Tops = Tops { first: 0.0, later: 0.0, bottom: 100.0 };

    fn piece(height: f32, tie: Tie) -> Piece {
        Piece { height, tie, heading: Some((format!("{height}"), 1)), ..Piece::default() }
    }

    fn pages(pieces: &[Piece]) -> Vec<usize> {
        let (_, headings) = paginate(pieces.to_vec(), TOPS).expect("fits");
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
        tall.name = Name::of("the row", "4.2");
        let refusal = paginate(vec![tall], TOPS).expect_err("too tall").to_string();
        assert!(refusal.starts_with("the row “4.2” is taller than a page"), "{refusal}");
    }

    #[test]
    fn gaps_fall_away_at_the_top_and_headers_come_back() {
        let header = Header::repeating(&[piece(20.0, Tie::Firm)]);
        let row = || Piece { header: Some(header.clone()), ..piece(30.0, Tie::Free) };
        let pieces = vec![piece(90.0, Tie::Free), row(), row(), row()];
        let (_, headings) = paginate(pieces, TOPS).expect("fits");
        let places: Vec<_> = headings.iter().map(|h| (h.page, h.y)).collect();
        assert_eq!(places, [(0, 0.0), (1, 20.0), (1, 50.0), (2, 20.0)]);
    }

    fn lines(count: usize) -> Vec<Piece> {
        let line = |_| Piece { gap: 1.0, ..piece(9.0, Tie::Free) };
        (0..count).map(line).collect()
    }

    #[test]
    fn gaps_give_a_little_rather_than_begin_a_page() {
        // Ten lines with their gaps are 99 high; eleven are 109, and 106.8 at their tightest.
        let plan = |pieces: &[Piece]| Plan::of(pieces, TOPS).expect("fits");
        assert_eq!(plan(&lines(10)), Plan { starts: vec![0], loose: 1.0 });
        assert_eq!(plan(&lines(11)), Plan { starts: vec![0, 10], loose: 1.0 }, "in vain");
        let mut pieces = lines(10);
        pieces[3].gap = 2.5;
        assert_eq!(plan(&pieces), Plan { starts: vec![0], loose: 0.95 });
        pieces[3].gap = 4.5;
        assert_eq!(plan(&pieces).starts, [0, 9], "no tighter than may be");
    }

    #[test]
    fn a_last_page_has_more_than_a_last_line() {
        const TOPS: Tops = Tops { first: 0.0, later: 0.0, bottom: 300.0 };
        let last_page = |pieces: &mut [Piece]| {
            hold_ending(pieces, TOPS);
            Plan::of(pieces, TOPS).expect("fits").starts[1]
        };
        assert_eq!(last_page(&mut lines(31)), 22, "nine lines of it");
        let mut pieces = lines(28);
        pieces.push(piece(10.0, Tie::Firm));
        pieces.push(Piece { signed: true, heading: None, ..piece(80.0, Tie::Free) });
        assert_eq!(last_page(&mut pieces), 25, "and so has a page to sign");
    }

    #[test]
    fn what_would_like_to_stand_together_leaves_little_white() {
        let mut pieces = lines(3);
        pieces.extend([piece(50.0, Tie::Wanted), piece(30.0, Tie::Free)]);
        let starts = |pieces: &[Piece]| Plan::of(pieces, TOPS).expect("fits").starts;
        assert_eq!(starts(&pieces), [0, 4], "most of a page would be white");
        pieces.splice(0..0, lines(1));
        assert_eq!(starts(&pieces), [0, 4], "and half of it may be");
        pieces[4].tie = Tie::Close;
        assert_eq!(starts(&pieces), [0, 5], "but not for the rows of a table");
    }

    #[test]
    fn the_end_is_not_held_together_where_half_a_page_would_be_white_for_it() {
        const TOPS: Tops = Tops { first: 0.0, later: 0.0, bottom: 300.0 };
        // A table under its heading, and what is signed: both fit a page, but not one page.
        let mut pieces = lines(10);
        pieces.extend([20.0, 50.0, 50.0].map(|height| piece(height, Tie::Firm)));
        pieces[12].tie = Tie::Free;
        pieces.push(piece(20.0, Tie::Firm));
        pieces.push(Piece { signed: true, heading: None, ..piece(80.0, Tie::Free) });
        hold_ending(&mut pieces, TOPS);
        assert_eq!(Plan::of(&pieces, TOPS).expect("fits").starts, [0, 13]);
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
