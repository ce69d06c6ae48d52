//! A strip taller than a page, cut between its lines: a long text stops no document.
//!
//! Facts, addresses and rows of tables are strips that stay whole. One that no page can hold goes
//! over its pages line by line, as a paragraph does.

use std::ops::Range;

use crate::documents::layout::Mark;
use crate::documents::layout::Run;
use crate::documents::layout::blocks::no_widows;
use crate::documents::layout::flow::Piece;
use crate::documents::layout::flow::Tie;
use crate::documents::layout::flow::Tops;
use crate::documents::layout::lines::ROUNDING;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Segment;

/// The pieces, each that no page can hold cut between its lines; what has none, as a figure, stays
/// whole.
pub(super) fn cut_tall(pieces: Vec<Piece>, tops: Tops) -> Vec<Piece> {
    let cut = |piece: Piece| {
        let header = piece.header.as_ref().map_or(0.0, |header| header.height);
        let room = tops.bottom - tops.later - header;
        if piece.height > room { cut(piece) } else { vec![piece] }
    };
    pieces.into_iter().flat_map(cut).collect()
}

/// A strip for each line of a strip, the first and the last of them held to their neighbours.
fn cut(mut piece: Piece) -> Vec<Piece> {
    let things: Vec<Run> = std::mem::take(&mut piece.runs).into_iter().flat_map(singly).collect();
    let cuts = cuts(&things);
    let ends = cuts.iter().skip(1).copied().chain([piece.height]);
    let mut strips = Vec::new();
    for (&top, bottom) in cuts.iter().zip(ends) {
        let height = bottom - top;
        let (heading, tie) = (None, Tie::Free);
        strips.push(Piece { height, gap: 0.0, heading, new_page: false, tie, ..piece.clone() });
    }
    for mut thing in things {
        let top = extent(&thing).start;
        // What is drawn at the very foot, as a rule is, belongs to the last.
        let at = cuts.partition_point(|cut| *cut <= top).max(1) - 1;
        thing.shift(Point::new(0.0, -cuts[at]));
        strips[at].runs.push(thing);
    }
    if let Some(last) = strips.last_mut() {
        last.tie = piece.tie;
    }
    if let Some(first) = strips.first_mut() {
        (first.gap, first.heading, first.new_page) = (piece.gap, piece.heading, piece.new_page);
    }
    no_widows(&mut strips);
    strips
}

/// What a run draws, thing by thing; a figure or a link, which fills a box, is one thing.
fn singly(run: Run) -> Vec<Run> {
    if run.area.is_some() {
        return vec![run];
    }
    let one = |draw| Run { mark: run.mark, draws: vec![draw], area: None, link: run.link.clone() };
    run.draws.into_iter().map(one).collect()
}

/// The tops of the lines, from 0: halfway between what is read above and what is read below.
fn cuts(things: &[Run]) -> Vec<f32> {
    let read = things.iter().filter(|thing| matches!(thing.mark, Mark::Content(_)));
    let mut extents: Vec<Range<f32>> = read.map(extent).collect();
    extents.sort_by(|one, other| one.start.total_cmp(&other.start));
    let mut tops = vec![0.0];
    let mut above = extents.first().map_or(0.0, |first| first.end);
    for extent in extents {
        if extent.start + ROUNDING >= above {
            tops.push(f32::midpoint(above, extent.start));
        }
        above = above.max(extent.end);
    }
    tops
}

/// From where to where something reaches, from the top down.
fn extent(run: &Run) -> Range<f32> {
    let whole = run.area.map(|area| area.y..area.y + area.height);
    let reach =
        |one: Range<f32>, other: Range<f32>| one.start.min(other.start)..one.end.max(other.end);
    let drawn = || run.draws.iter().map(reaches).reduce(reach);
    whole.or_else(drawn).unwrap_or(0.0..0.0)
}

fn reaches(draw: &Draw) -> Range<f32> {
    let over = |ys: &mut dyn Iterator<Item = f32>| {
        let all: Vec<f32> = ys.collect();
        let least = all.iter().copied().reduce(f32::min).unwrap_or(0.0);
        least..all.into_iter().reduce(f32::max).unwrap_or(0.0)
    };
    match draw {
        Draw::Text { at, size, .. } => at.y - 0.9 * size..at.y + 0.25 * size,
        Draw::Rectangle { area, .. } | Draw::Image { area, .. } => area.y..area.y + area.height,
        Draw::Circle { centre, radius, .. } => centre.y - radius..centre.y + radius,
        Draw::Line { points, .. } | Draw::Polygon { points, .. } => {
            over(&mut points.iter().map(|point| point.y))
        }
        Draw::Path { segments, .. } => over(&mut segments.iter().filter_map(|part| match part {
            Segment::Move(to) | Segment::Line(to) | Segment::Curve(_, _, to) => Some(to.y),
            Segment::Close => None,
        })),
    }
}
