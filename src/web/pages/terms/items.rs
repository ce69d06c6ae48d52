//! A list of a draft: its items in their order, each with its page; adding, moving, taking away.

use askama::Template;

use crate::domain::calendar::in_words;
use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::Is;
use crate::domain::form::Kind;
use crate::domain::form::Named;
use crate::domain::form::Place;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::place;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::shown;
use crate::web::pages::terms::Open;
use crate::web::pages::terms::address_of;
use crate::web::pages::terms::address_of_place;
use crate::web::pages::terms::frame_of_place;
use crate::web::pages::terms::mark_of;
use crate::web::pages::terms::open;
use crate::web::pages::terms::place_of;
use crate::web::pages::terms::typed;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::draft;
use crate::workflow::refusal::Refusal;

/// So much of an item is told in its list.
const FACTS: usize = 3;

struct Item {
    name: String,
    facts: String,
    href: String,
    move_up: Option<String>,
    remove: String,
    mark: String,
}

#[derive(Template)]
#[template(path = "terms/items.html")]
struct Items {
    frame: Frame,
    errors: Errors,
    heading: String,
    says: &'static str,
    one: String,
    rows: Vec<Item>,
    add: String,
    back: String,
}

/// A list on its page.
pub(super) fn show(
    visit: &Visit<'_>,
    open: &Open,
    list: &Place,
    errors: Errors,
) -> Result<Answer, Stop> {
    let above = list.above().ok_or_else(Stop::no_page)?;
    let draft = address_of(&open.draft);
    let tables = parts::items(&open.tables, &list.path);
    let rows = tables.iter().enumerate().map(|(number, table)| {
        let path = list.within(&number.to_string());
        Item {
            name: named(&open.tables, table),
            facts: facts(list.form, table),
            href: address_of_place(&open.draft, &path),
            move_up: (number > 0).then(|| format!("{draft}/move/{path}")),
            remove: format!("{draft}/remove/{path}"),
            mark: mark_of(Some(table)),
        }
    });
    let heading = list.title();
    let page = Items {
        frame: frame_of_place(visit, open, list, &heading).with(&errors),
        says: list.form.says,
        one: list.form.one.to_lowercase(),
        rows: rows.collect(),
        add: address_of_place(&open.draft, &list.within("new")),
        back: match above.path.as_str() {
            "agreement" => draft.clone(),
            path => address_of_place(&open.draft, path),
        },
        heading,
        errors,
    };
    shown(&page, &page.frame)
}

/// An item by its name; a change by the line that it is about.
fn named(draft: &Table, table: &Table) -> String {
    let line = table.get("line").and_then(parts::Value::as_str);
    let lines = parts::named(draft, Named::Line);
    let found = line.and_then(|id| lines.into_iter().find(|part| part.id == id));
    let is_of_agreement = line == Some(typed::AGREEMENT);
    match found {
        Some(part) => part.name,
        None if is_of_agreement => "The agreement itself".to_owned(),
        None => parts::name_of(table),
    }
}

/// What an item comes to: its first sums, numbers and days.
pub(super) fn facts(form: &Form, table: &Table) -> String {
    let mut facts = Vec::new();
    for field in form.fields {
        match field.kind {
            Kind::Ways(ways) => {
                let way = parts::way_of(ways, table).map(|way| way.fields).unwrap_or_default();
                facts.extend(way.iter().filter_map(|field| fact(field, table)));
            }
            _ => facts.extend(fact(field, table)),
        }
    }
    facts.truncate(FACTS);
    facts.join("; ")
}

fn fact(field: &Field, table: &Table) -> Option<String> {
    let value = table.get(field.key)?;
    let says = match field.kind {
        Kind::Money | Kind::Rate(_) | Kind::Number(_) | Kind::Whole => {
            typed::in_words(field.kind, value)
        }
        Kind::Day => in_words(parts::day_in(value)?),
        _ => return None,
    };
    Some(format!("{}: {says}", first_capital(field.label)))
}

#[derive(Template)]
#[template(path = "terms/remove.html")]
struct Remove {
    frame: Frame,
    errors: Errors,
    name: String,
    one: String,
    action: String,
    mark: String,
    back: String,
}

/// `GET …/remove/{place}`
pub fn ask(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (open, of) = (open(visit)?, place_of(visit)?);
    confirm(visit, &open, &of, Errors::none())
}

fn confirm(visit: &Visit<'_>, open: &Open, of: &Place, errors: Errors) -> Result<Answer, Stop> {
    let (table, list) = (item(open, of)?, of.above().ok_or_else(Stop::no_page)?);
    let name = named(&open.tables, table);
    let page = Remove {
        frame: frame_of_place(visit, open, of, &format!("Remove {name}")).with(&errors),
        errors,
        name,
        one: of.form.one.to_lowercase(),
        action: format!("{}/remove/{}", address_of(&open.draft), of.path),
        mark: mark_of(Some(table)),
        back: address_of_place(&open.draft, &list.path),
    };
    shown(&page, &page.frame)
}

fn item<'o>(open: &'o Open, of: &Place) -> Result<&'o Table, Stop> {
    let found = parts::at(&open.tables, of).filter(|_| matches!(of.is, Is::Item(_)));
    found.ok_or_else(Stop::no_page)
}

/// `POST …/remove/{place}`
pub fn remove(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    change(visit, "removed from the draft", parts::remove)
}

/// `POST …/move/{place}`
pub fn move_up(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    change(visit, "moved up", parts::move_up)
}

/// Does something to an item that is still what the page showed.
fn change(
    visit: &mut Visit<'_>,
    did: &str,
    what: fn(&mut Table, &Place) -> Option<()>,
) -> Result<Answer, Stop> {
    let (open, of) = (open(visit)?, place_of(visit)?);
    let name = named(&open.tables, item(&open, &of)?);
    let list = of.above().ok_or_else(Stop::no_page)?;
    let (id, mark) = (open.draft.id.clone(), visit.asked.form.text("mark").to_owned());
    let done = visit.act(|work| {
        draft::save(work, &id, |tables| {
            let is_same = mark_of(parts::at(tables, &of)) == mark;
            let done = if is_same { what(tables, &of) } else { None };
            done.ok_or_else(|| Refusal::refused("somebody else changed this list meanwhile"))
        })
    });
    if let Err(stop) = done {
        let errors = stop.as_errors()?;
        let list = place(&list.path).ok_or_else(Stop::no_page)?;
        return show(visit, &open, &list, errors);
    }
    let to = address_of_place(&open.draft, &list.path);
    Ok(Answer::done(&to, &format!("{name}: {did}.")))
}
