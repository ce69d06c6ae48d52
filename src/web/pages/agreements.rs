//! The agreements that a council is party to: searched, filtered, page by page.

use askama::Template;

use crate::domain::authority::Side;
use crate::store::agreements::Held;
use crate::store::agreements::listed;
use crate::store::agreements::listed::Wanted;
use crate::store::people;
use crate::web::answer::Answer;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::terms::begin;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

/// So many on a page.
const ON_A_PAGE: i64 = 25;

/// How far agreements come, as files write it and as people say it.
pub const STATUSES: [(&str, &str); 7] = [
    ("draft", "Draft"),
    ("heads-agreed", "Heads of terms agreed"),
    ("approved", "Approved"),
    ("signed", "Signed"),
    ("in-force", "In force"),
    ("exit", "In exit"),
    ("closed", "Closed"),
];

/// A status for people.
pub fn status_in_words(status: &str) -> &str {
    STATUSES.iter().find(|(word, _)| *word == status).map_or(status, |(_, words)| words)
}

struct Row {
    reference: String,
    href: String,
    title: String,
    with: String,
    status: String,
    is_parked: bool,
}

#[derive(Template)]
#[template(path = "agreements.html")]
struct Agreements {
    frame: Frame,
    rows: Vec<Row>,
    words: String,
    status: String,
    parked: bool,
    next: Option<String>,
    may_bring_in: bool,
    drafts: Vec<begin::Listed>,
}

/// `GET /agreements`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let query = &visit.asked.query;
    let wanted = Wanted {
        words: query.text("words").to_owned(),
        status: query.text("status").to_owned(),
        parked: query.has("parked"),
        after: query.text("after").to_owned(),
        at_most: ON_A_PAGE + 1,
    };
    let is_first = wanted.after.is_empty();
    let (mut rows, may_bring_in, drafts) = visit.look(|work| {
        let council = work.by.council.clone();
        let found = listed::listed(work.books, &council, &wanted)?;
        let rows = found.into_iter().map(|held| row(work, held)).collect::<Result<_, _>>()?;
        let may_bring_in = duties::must_have(work.by, Duty::BringInAgreement).is_ok();
        let drafts =
            if may_bring_in && is_first { begin::listed(work, ON_A_PAGE)? } else { Vec::new() };
        Ok::<(Vec<Row>, bool, _), Refusal>((rows, may_bring_in, drafts))
    })?;
    let at_most = usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let has_more = rows.len() > at_most;
    rows.truncate(at_most);
    let next = rows.last().filter(|_| has_more).map(|last| {
        let mut address = form_urlencoded::Serializer::new("/agreements?".to_owned());
        address.append_pair("words", &wanted.words).append_pair("status", &wanted.status);
        if wanted.parked {
            address.append_pair("parked", "yes");
        }
        address.append_pair("after", &last.reference).finish()
    });
    let page = Agreements {
        frame: Frame::of(visit, "Agreements", "/agreements"),
        rows,
        words: wanted.words,
        status: wanted.status,
        parked: wanted.parked,
        next,
        may_bring_in,
        drafts,
    };
    shown(&page, &page.frame)
}

fn row(work: &mut Work<'_>, held: Held) -> Result<Row, Refusal> {
    let is_own = duties::side(work.by, &held) == Some(Side::Supplier);
    let other = if is_own { &held.purchaser } else { &held.supplier };
    let other = people::council_name(work.books, other)?;
    Ok(Row {
        href: format!("/agreements/{}", segment(&held.reference)),
        with: if is_own { format!("To {other}") } else { format!("From {other}") },
        status: status_in_words(&held.status).to_owned(),
        is_parked: is_own && held.parked_because.is_some(),
        reference: held.reference,
        title: held.title,
    })
}
