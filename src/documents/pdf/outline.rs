//! The outline: the headings as a viewer lists them beside the pages, each with its place.

use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::dictionary;

use crate::documents::layout::Bookmark;
use crate::documents::layout::PAGE_HEIGHT;
use crate::documents::pdf::text;

/// A little above a heading, so that it is not cut when a viewer goes there.
const ABOVE: f32 = 6.0;

/// Adds the headings as an outline, each under the nearest higher one; none without headings.
pub(super) fn add(
    file: &mut Document,
    headings: &[Bookmark],
    pages: &[ObjectId],
) -> Option<ObjectId> {
    if headings.is_empty() {
        return None;
    }
    let root = file.new_object_id();
    let ids: Vec<ObjectId> = headings.iter().map(|_| file.new_object_id()).collect();
    let parents: Vec<Option<usize>> = (0..headings.len()).map(|at| parent(headings, at)).collect();
    let kids = |of: Option<usize>| -> Vec<usize> {
        (0..headings.len()).filter(|at| parents[*at] == of).collect()
    };
    let siblings =
        |list: &[usize]| (list.first().map(|at| ids[*at]), list.last().map(|at| ids[*at]));
    for (at, heading) in headings.iter().enumerate() {
        let top = Object::Real(((PAGE_HEIGHT - heading.y + ABOVE) * 100.0).round() / 100.0);
        let place = vec![pages[heading.page].into(), "XYZ".into(), 0.into(), top, Object::Null];
        let mut entries = dictionary! {
            "Title" => text(&heading.title),
            "Parent" => parents[at].map_or(root, |parent| ids[parent]),
            "Dest" => place,
        };
        let beside = kids(parents[at]);
        let own = beside.iter().position(|sibling| *sibling == at).unwrap_or(0);
        if own > 0 {
            entries.set("Prev", ids[beside[own - 1]]);
        }
        if let Some(next) = beside.get(own + 1) {
            entries.set("Next", ids[*next]);
        }
        let below = kids(Some(at));
        if let (Some(first), Some(last)) = siblings(&below) {
            entries.set("First", first);
            entries.set("Last", last);
            entries.set("Count", count(below.len()));
        }
        file.objects.insert(ids[at], entries.into());
    }
    let mut entries = dictionary! { "Type" => "Outlines", "Count" => count(headings.len()) };
    if let (Some(first), Some(last)) = siblings(&kids(None)) {
        entries.set("First", first);
        entries.set("Last", last);
    }
    file.objects.insert(root, entries.into());
    Some(root)
}

/// The heading that one stands under: the nearest before it of a higher level.
fn parent(headings: &[Bookmark], at: usize) -> Option<usize> {
    (0..at).rev().find(|above| headings[*above].level < headings[at].level)
}

fn count(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
