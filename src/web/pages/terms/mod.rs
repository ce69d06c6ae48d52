//! An agreement's terms in forms: a draft is begun from nothing, from the version in use or from a
//! file, filled in part by part in any order, looked at as a whole and brought in. Every page is
//! made from [`crate::domain::form`].

pub mod begin;
pub mod check;
mod field;
pub mod items;
mod problems;
pub mod section;
pub mod task_list;
#[cfg(test)]
mod tests;
pub mod typed;

use crate::domain::form::Is;
use crate::domain::form::Place;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::place;
use crate::store::acts::sha256;
use crate::store::drafts::Draft;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::draft;
use crate::workflow::refusal::Refusal;

/// A draft that is being looked at.
pub struct Open {
    /// As it stands in the books.
    pub draft: Draft,
    /// What it says.
    pub tables: Table,
    /// Who saved it last.
    pub changed_by: String,
}

/// The draft that an address names.
fn open(visit: &mut Visit<'_>) -> Result<Open, Stop> {
    let id = visit.asked.parameter("draft").to_owned();
    let found = visit.look(|work| opened(work, &id));
    // Its people may have it no more, and others never had it: either way there is no such page.
    found.map_err(|stop| match stop {
        Stop::Refused(Refusal::Refused(says)) => Stop::NoPage(in_a_sentence(&says)),
        stop => stop,
    })
}

fn opened(work: &mut Work<'_>, id: &str) -> Result<Open, Refusal> {
    let draft = draft::find(work, id)?;
    let changed_by = draft::changed_by(work, &draft)?;
    Ok(Open { tables: parts::tables(&draft.source), draft, changed_by })
}

fn in_a_sentence(says: &str) -> String {
    format!("{}.", crate::web::form::first_capital(says))
}

/// Where a draft is.
pub fn address_of(draft: &Draft) -> String {
    format!("/drafts/{}", segment(&draft.id))
}

/// Where a part of a draft is.
fn address_of_place(draft: &Draft, path: &str) -> String {
    format!("{}/terms/{path}", address_of(draft))
}

/// What people call a draft.
pub fn name_of(draft: &Draft) -> String {
    match (draft.reference.as_str(), draft.title.as_str()) {
        ("", "") => "A draft without a name".to_owned(),
        ("", name) | (name, "") => name.to_owned(),
        (reference, title) => format!("{reference}: {title}"),
    }
}

/// The frame of a page of a draft.
fn frame_of(visit: &Visit<'_>, draft: &Draft, title: &str) -> Frame {
    let name = if draft.reference.is_empty() { "Draft" } else { &draft.reference };
    Frame::of(visit, &format!("{title}, draft of {name}"), "/agreements")
        .under("Agreements", "/agreements")
        .under(&format!("Draft of {name}"), &address_of(draft))
}

/// The frame of a page of a part of a draft, under those that it is in.
fn frame_of_place(visit: &Visit<'_>, open: &Open, of: &Place, title: &str) -> Frame {
    let mut above = Vec::new();
    let mut next = of.above().filter(|above| above.path != "agreement");
    while let Some(place) = next {
        next = place.above().filter(|above| above.path != "agreement");
        above.push(place);
    }
    let frame = frame_of(visit, &open.draft, title);
    above.iter().rev().fold(frame, |frame, place| {
        let name = match (place.is, parts::at(&open.tables, place)) {
            (Is::Item(_), Some(table)) => parts::name_of(table),
            _ => place.title(),
        };
        frame.under(&name, &address_of_place(&open.draft, &place.path))
    })
}

/// The part that an address names.
fn place_of(visit: &Visit<'_>) -> Result<Place, Stop> {
    place(visit.asked.parameter("place")).ok_or_else(Stop::no_page)
}

/// A mark of what stands somewhere: a form that is sent bears it, so that nobody overwrites what
/// another has saved meanwhile.
fn mark_of(table: Option<&Table>) -> String {
    let text = table.map(parts::text).unwrap_or_default();
    sha256(text.as_bytes())[..16].to_owned()
}
