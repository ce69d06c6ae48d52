//! The versions of an agreement's file: when each came in and why, what it changed, what a careful
//! reader warns of; and the second person who confirms one that changes where money is paid to.

use askama::Template;

use crate::documents::file_name;
use crate::documents::redline::Difference;
use crate::domain::file;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::people;
use crate::store::versions;
use crate::store::versions::Listed;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::moment_in_words;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::bring_in;
use crate::workflow::careful;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

struct Row {
    number: i32,
    href: String,
    reason: String,
    by: String,
    at: String,
    confirmed_by: Option<String>,
    state: &'static str,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "versions.html")]
struct Versions {
    frame: Frame,
    held: Held,
    rows: Vec<Row>,
    may_read_file: bool,
}

/// Where an agreement is.
pub fn address_of(held: &Held) -> String {
    format!("/agreements/{}", segment(&held.reference))
}

/// The frame of a page that belongs to an agreement.
pub fn frame_of(visit: &Visit<'_>, held: &Held, title: &str) -> Frame {
    Frame::of(visit, &format!("{title}, {}", held.reference), "/agreements")
        .under("Agreements", "/agreements")
        .under(&held.reference, &address_of(held))
}

/// `GET …/versions`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let frame = frame_of(visit, &held, "Versions");
    let page = visit.look(|work| {
        let mut rows = Vec::new();
        for listed in versions::listed(work.books, &held)? {
            rows.push(row(work, &held, listed)?);
        }
        let may_read_file = duties::must_be_theirs(work.by, Duty::ReadPay, &held).is_ok();
        Ok(Versions { frame, rows, may_read_file, held: held.clone() })
    })?;
    shown(&page, &page.frame)
}

fn row(work: &mut Work<'_>, held: &Held, listed: Listed) -> Result<Row, Refusal> {
    let (state, colour) = match listed.number.cmp(&held.version) {
        std::cmp::Ordering::Equal => ("In use", "green"),
        std::cmp::Ordering::Less => ("Before", "grey"),
        std::cmp::Ordering::Greater => ("To be confirmed", "yellow"),
    };
    Ok(Row {
        number: listed.number,
        href: format!("{}/versions/{}", address_of(held), listed.number),
        by: people::name_of(work.books, &listed.brought_by)?,
        at: moment_in_words(listed.brought_at),
        confirmed_by: match listed.confirmed_by {
            Some(id) => Some(people::name_of(work.books, &id)?),
            None => None,
        },
        reason: listed.reason,
        state,
        colour,
    })
}

#[derive(Template)]
#[template(path = "version.html")]
struct VersionPage {
    frame: Frame,
    errors: Errors,
    before: i32,
    row: Row,
    held: Held,
    changes: Vec<Difference>,
    warnings: Vec<String>,
    may_read_file: bool,
    has_logo: bool,
    /// For who may confirm it: where money is paid to then.
    to_confirm: Option<String>,
}

/// `GET …/versions/{version}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn number(visit: &Visit<'_>) -> Result<i32, Stop> {
    visit.asked.parameter("version").parse().map_err(|_| Stop::no_page())
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let (held, number, house) = (visit.held()?, number(visit)?, visit.house);
    let frame = frame_of(visit, &held, &format!("Version {number}")).with(&errors);
    let frame = frame.under("Versions", &format!("{}/versions", address_of(&held)));
    let found = visit.look(|work| {
        let all = versions::listed(work.books, &held)?;
        let Some(listed) = all.into_iter().find(|listed| listed.number == number) else {
            return Ok(None);
        };
        let waits = number > held.version;
        let may = |duty| duties::must_be_theirs(work.by, duty, &held).is_ok();
        let (may_read_file, may_confirm) = (may(Duty::ReadPay), waits && may(Duty::ConfirmVersion));
        let stored = agreements::version(work.books, &held.supplier, &held.id, number)?;
        let warnings = match file::read(&stored.source) {
            Ok(source) => careful::warnings(&source, &stored.source, &house.fonts),
            Err(problems) => problems,
        };
        let placed = |of: &crate::domain::problem::Problem| {
            let (line, column) = (of.place.line, of.place.column);
            format!("Line {line}, column {column}: {}", of.sentence())
        };
        let changes = if number > 1 { bring_in::changes(work, &held, number)? } else { Vec::new() };
        Ok(Some(VersionPage {
            frame,
            errors,
            before: bring_in::before(&held, number),
            row: row(work, &held, listed)?,
            changes,
            warnings: if may_read_file { warnings.iter().map(placed).collect() } else { vec![] },
            may_read_file,
            has_logo: agreements::logo(work.books, &held, number)?.is_some(),
            to_confirm: may_confirm.then(|| bring_in::paid_to(work, &held, number)).transpose()?,
            held: held.clone(),
        }))
    })?;
    let page = found.ok_or_else(Stop::no_page)?;
    shown(&page, &page.frame)
}

/// `POST …/versions/{version}/confirm`
pub fn confirm(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, number) = (visit.held()?, number(visit)?);
    match visit.act(|work| bring_in::confirm_version(work, &held.reference, number)) {
        Ok(held) => {
            let says = format!("Version {number} is confirmed and in use.");
            Ok(Answer::done(&address_of(&held), &says))
        }
        Err(stop @ Stop::NotTheirs(_)) => {
            let errors = Errors::general(stop);
            page(visit, errors)
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}

/// `GET …/versions/{version}/file`
pub fn download(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, number) = (visit.held()?, number(visit)?);
    let text = visit.look(|work| bring_in::agreement_file(work, &held.reference, Some(number)))?;
    let name = file_name(&format!("{}-v{number}", held.reference), "toml");
    Ok(Answer::file(&name, "application/toml; charset=utf-8", text.into_bytes()))
}

/// `GET …/versions/{version}/logo`
pub fn logo(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, number) = (visit.held()?, number(visit)?);
    let found = visit.look(|work| bring_in::logo_file(work, &held.reference, Some(number)))?;
    let (name, bytes) = found.ok_or_else(Stop::no_page)?;
    // Under its own name alone: a file may name it by a path.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    Ok(Answer::file(&name, "application/octet-stream", bytes))
}
