//! A draft as a list of tasks: its parts, each with how far it has come; and the end of a draft.

use askama::Template;

use crate::domain::form::GROUPS;
use crate::domain::form::Is;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::place;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::moment_in_words;
use crate::web::page::shown;
use crate::web::pages::terms::address_of;
use crate::web::pages::terms::address_of_place;
use crate::web::pages::terms::frame_of;
use crate::web::pages::terms::name_of;
use crate::web::pages::terms::open;
use crate::web::pages::terms::problems;
use crate::web::pages::terms::problems::Placed;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::draft;

/// The parts that no agreement is without.
const NEEDED: [&str; 3] = ["agreement", "supplier", "purchaser"];

struct Task {
    part: String,
    name: String,
    hint: String,
    href: String,
    /// The colour of its tag, if it has one, and what it says.
    colour: &'static str,
    state: &'static str,
}

struct Group {
    heading: &'static str,
    tasks: Vec<Task>,
}

#[derive(Template)]
#[template(path = "terms/draft.html")]
struct TaskList {
    frame: Frame,
    name: String,
    saved: String,
    from: Option<i32>,
    href: String,
    groups: Vec<Group>,
    problems: usize,
}

/// `GET /drafts/{draft}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let open = open(visit)?;
    let found = problems::read(&open.tables).err().unwrap_or_default();
    let groups = GROUPS.map(|(heading, parts)| {
        let task = |part: &&str| {
            let href = address_of_place(&open.draft, part);
            task(&open.tables, part, href, &found)
        };
        Group { heading, tasks: parts.iter().map(task).collect() }
    });
    let page = TaskList {
        frame: Frame::of(visit, &format!("Draft: {}", name_of(&open.draft)), "/agreements")
            .under("Agreements", "/agreements"),
        name: name_of(&open.draft),
        saved: format!("{}, {}", open.changed_by, moment_in_words(open.draft.changed_at)),
        from: open.draft.base_version,
        href: address_of(&open.draft),
        groups: groups.into(),
        problems: found.len(),
    };
    shown(&page, &page.frame)
}

fn task(draft: &Table, part: &str, href: String, problems: &[Placed]) -> Task {
    let place = place(part).expect("the task list names places");
    let count = parts::items(draft, part).len();
    let is_there = match place.is {
        Is::List => count > 0,
        _ => part == "agreement" || draft.contains_key(part),
    };
    let under = format!("{part}.");
    let is_wrong =
        |problem: &&Placed| problem.place.path == part || problem.place.path.starts_with(&under);
    let wrong = problems.iter().filter(is_wrong).count();
    let (state, colour) = match (is_there, wrong) {
        (true, 0) => ("Completed", ""),
        (false, _) if NEEDED.contains(&part) => ("Not started", "blue"),
        (false, 0) => ("Optional", ""),
        _ => ("Needs attention", "red"),
    };
    let hint = match (place.is, count, wrong) {
        (Is::List, 1.., 0) => count_of(count, place.form),
        (_, _, 0) => String::new(),
        (_, _, 1) => "1 thing to mend".to_owned(),
        (_, _, wrong) => format!("{wrong} things to mend"),
    };
    Task { part: part.to_owned(), name: place.title(), hint, href, colour, state }
}

fn count_of(count: usize, form: &crate::domain::form::Form) -> String {
    if count == 1 {
        format!("One: {}", form.one.to_lowercase())
    } else {
        format!("{count} of them")
    }
}

#[derive(Template)]
#[template(path = "terms/delete.html")]
struct Delete {
    frame: Frame,
    errors: Errors,
    name: String,
    href: String,
}

/// `GET /drafts/{draft}/delete`
pub fn ask(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    confirm(visit, Errors::none())
}

fn confirm(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let open = open(visit)?;
    let page = Delete {
        frame: frame_of(visit, &open.draft, "Delete").with(&errors),
        errors,
        name: name_of(&open.draft),
        href: address_of(&open.draft),
    };
    shown(&page, &page.frame)
}

/// `POST /drafts/{draft}/delete`
pub fn delete(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let open = open(visit)?;
    match visit.act(|work| draft::delete(work, &open.draft.id)) {
        Ok(_) => Ok(Answer::done("/agreements", "The draft is deleted.")),
        Err(stop) => {
            let errors = stop.as_errors()?;
            confirm(visit, errors)
        }
    }
}
