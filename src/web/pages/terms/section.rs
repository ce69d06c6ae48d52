//! A part of a draft on its page: what stands in its fields, and the saving of what was typed.

use askama::Template;

use crate::domain::calendar::in_words;
use crate::domain::form;
use crate::domain::form::AGREEMENT;
use crate::domain::form::Field;
use crate::domain::form::Is;
use crate::domain::form::Kind;
use crate::domain::form::Named;
use crate::domain::form::Place;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::parts::Value;
use crate::domain::line::LineKind;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Form as Typed;
use crate::web::page::Frame;
use crate::web::page::moment_in_words;
use crate::web::page::shown;
use crate::web::pages::terms::Open;
use crate::web::pages::terms::address_of;
use crate::web::pages::terms::address_of_place;
use crate::web::pages::terms::field::Around;
use crate::web::pages::terms::field::in_a_list;
use crate::web::pages::terms::frame_of_place;
use crate::web::pages::terms::items;
use crate::web::pages::terms::mark_of;
use crate::web::pages::terms::open;
use crate::web::pages::terms::place_of;
use crate::web::pages::terms::problems;
use crate::web::pages::terms::problems::Placed;
use crate::web::pages::terms::typed;
use crate::web::pages::terms::typed::Reading;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::draft;
use crate::workflow::refusal::Refusal;

/// A list within a part.
struct Within {
    label: &'static str,
    href: String,
    count: usize,
}

/// What a line becomes from some day on.
struct FromADay {
    day: String,
    says: String,
    href: String,
}

/// The changes of a line, with where they are made.
struct Changes {
    all: Vec<FromADay>,
    href: String,
}

#[derive(Template)]
#[template(path = "terms/section.html")]
struct Section {
    frame: Frame,
    errors: Errors,
    heading: String,
    caption: String,
    says: &'static str,
    action: String,
    mark: String,
    /// Whether there is any of it, where that is asked.
    stated: Option<(&'static str, Vec<Choice>)>,
    fields: Vec<String>,
    within: Vec<Within>,
    changes: Option<Changes>,
    is_new_with_lists: bool,
    back: String,
    remove: Option<String>,
}

/// The first question of something new that is about a line: which.
#[derive(Template)]
#[template(path = "terms/line.html")]
struct WhichLine {
    frame: Frame,
    errors: Errors,
    heading: String,
    caption: String,
    action: String,
    lines: Vec<Choice>,
}

/// `GET …/terms/{place}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (open, place) = (open(visit)?, place_of(visit)?);
    must_be_there(&open.tables, &place)?;
    if place.is == Is::List {
        return items::show(visit, &open, &place, Errors::none());
    }
    let (query, mut errors) = (&visit.asked.query, Errors::none());
    if place.is == Is::New && line_field(&place).is_some() && query.text("line").is_empty() {
        if query.has("asked") {
            errors.add("line", "Choose the line that it changes");
        }
        return which_line(visit, &open, &place, errors);
    }
    let table = parts::at(&open.tables, &place).cloned();
    let mut typed = typed::typed(place.form, table.as_ref());
    if place.is == Is::New {
        typed.fields.extend(visit.asked.query.fields.iter().cloned());
    }
    page(visit, &open, &place, table.as_ref(), &typed, Errors::none())
}

/// Whether there is such an item, and what something is within. Tables that there are one of are
/// made when they are saved.
fn must_be_there(draft: &Table, place: &Place) -> Result<(), Stop> {
    let is_there = |place: &Place| parts::at(draft, place).is_some();
    let mut next = Some(place.clone());
    while let Some(place) = next {
        if matches!(place.is, Is::Item(_)) && !is_there(&place) {
            return Err(Stop::no_page());
        }
        next = place.above();
    }
    Ok(())
}

/// The field that says which line something is about.
fn line_field(place: &Place) -> Option<&'static Field> {
    place.form.fields.iter().find(|field| matches!(field.kind, Kind::NameOf(Named::Line)))
}

fn which_line(
    visit: &Visit<'_>,
    open: &Open,
    place: &Place,
    errors: Errors,
) -> Result<Answer, Stop> {
    let all = parts::named(&open.tables, Named::Line).into_iter();
    let mut lines: Vec<(String, String)> =
        all.map(|part| (part.id.clone(), in_a_list(&part))).collect();
    lines.push((typed::AGREEMENT.to_owned(), "The agreement itself: its last day".to_owned()));
    let page = WhichLine {
        frame: frame_of_place(visit, open, place, &place.title()).with(&errors),
        errors,
        heading: "Which line does it change?".to_owned(),
        caption: place.title(),
        action: address_of_place(&open.draft, &place.path),
        lines: Choice::all(lines, ""),
    };
    shown(&page, &page.frame)
}

/// An item that bears a mark, wherever in its list others have moved it meanwhile.
fn where_it_is_now(draft: &Table, place: Place, mark: &str) -> Place {
    let Some(list) = place.above().filter(|_| matches!(place.is, Is::Item(_))) else {
        return place;
    };
    let is_it = |table: &&Table| mark_of(Some(table)) == mark;
    if parts::at(draft, &place).as_ref().is_some_and(is_it) {
        return place;
    }
    let found = parts::items(draft, &list.path).iter().position(is_it);
    found.and_then(|at| form::place(&list.within(&at.to_string()))).unwrap_or(place)
}

/// Whether a field is asked for of what is typed: of a line, whether its kind has it.
fn is_on_page(draft: &Table, field: &Field, typed: &Typed) -> bool {
    if field.is_elsewhere() {
        return false;
    }
    if field.of.is_empty() {
        return true;
    }
    let id = typed.text("line");
    let lines = parts::named(draft, Named::Line);
    let kind: Option<LineKind> = lines.iter().find(|part| part.id == id).and_then(|p| p.kind);
    match (id, kind) {
        (typed::AGREEMENT, _) => false,
        (_, None) => true,
        (_, Some(kind)) => field.of.contains(&kind),
    }
}

fn page(
    visit: &Visit<'_>,
    open: &Open,
    place: &Place,
    table: Option<&Table>,
    typed: &Typed,
    errors: Errors,
) -> Result<Answer, Stop> {
    let around = Around { draft: &open.tables, typed, errors: &errors };
    let mut fields = Vec::new();
    for field in place.form.fields.iter().filter(|f| is_on_page(&open.tables, f, typed)) {
        fields.push(around.field(field, "")?);
    }
    let is_top = place.path == "agreement";
    let lists = place.form.fields.iter().filter(|field| field.is_elsewhere() && !is_top);
    let lists: Vec<&Field> = lists.collect();
    let within = lists.iter().filter(|_| place.is != Is::New).map(|field| {
        let path = place.within(field.key);
        let count = parts::items(&open.tables, &path).len();
        Within { label: field.label, href: address_of_place(&open.draft, &path), count }
    });
    let name = table.filter(|_| matches!(place.is, Is::Item(_))).map(parts::name_of);
    let heading = match place.is {
        Is::New => format!("Add: {}", place.form.one.to_lowercase()),
        _ => name.unwrap_or_else(|| place.title()),
    };
    let stated = place
        .form
        .asks
        .map(|asks| (asks, Choice::all([("yes", "Yes"), ("no", "No")], typed.text(typed::STATED))));
    let above = place.above().filter(|above| above.is == Is::List || above.path != "agreement");
    let page = Section {
        frame: frame_of_place(visit, open, place, &heading).with(&errors),
        caption: if matches!(place.is, Is::Item(_)) { place.title() } else { String::new() },
        heading,
        says: place.form.says,
        action: address_of_place(&open.draft, &place.path),
        mark: mark_of(table),
        stated,
        fields,
        within: within.collect(),
        changes: table.and_then(|line| changes(open, place, line)),
        is_new_with_lists: place.is == Is::New && !lists.is_empty(),
        back: match above {
            Some(above) => address_of_place(&open.draft, &above.path),
            None => address_of(&open.draft),
        },
        remove: matches!(place.is, Is::Item(_))
            .then(|| format!("{}/remove/{}", address_of(&open.draft), place.path)),
        errors,
    };
    shown(&page, &page.frame)
}

/// What changes a line from a day on: what its own page says holds before.
fn changes(open: &Open, place: &Place, line: &Table) -> Option<Changes> {
    LineKind::parse(place.form.table).filter(|_| matches!(place.is, Is::Item(_)))?;
    let id = line.get("id").and_then(Value::as_str)?;
    let mut all = Vec::new();
    for (number, variation) in parts::items(&open.tables, "variation").iter().enumerate() {
        let list = form::place(&format!("variation.{number}.change"))?;
        let day = variation.get("effective").and_then(parts::day_in).map(in_words);
        for (at, change) in parts::items(&open.tables, &list.path).iter().enumerate() {
            if change.get("line").and_then(Value::as_str) == Some(id) {
                all.push(FromADay {
                    day: day.clone().unwrap_or_default(),
                    says: items::facts(list.form, change),
                    href: address_of_place(&open.draft, &list.within(&at.to_string())),
                });
            }
        }
    }
    Some(Changes { all, href: address_of_place(&open.draft, "variation") })
}

/// `POST …/terms/{place}`
pub fn save(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (open, given) = (open(visit)?, &visit.asked.form);
    let place = where_it_is_now(&open.tables, place_of(visit)?, given.text("mark"));
    if place.is == Is::List {
        return Err(Stop::no_page());
    }
    must_be_there(&open.tables, &place)?;
    let before = parts::at(&open.tables, &place).cloned();
    if place.is != Is::New && given.text("mark") != mark_of(before.as_ref()) {
        let errors = Errors::general(format!(
            "{} saved this on {} while you had it open. Your words are below and not saved: look \
             at what changed, then save again to put yours in its place",
            open.changed_by,
            moment_in_words(open.draft.changed_at)
        ));
        return page(visit, &open, &place, before.as_ref(), given, errors);
    }
    let mut errors = Errors::none();
    let table = read(&open.tables, &place, before.as_ref(), given, &mut errors);
    let Some(edited) = edited(&open.tables, &place, table, &mut errors) else {
        return page(visit, &open, &place, before.as_ref(), given, errors);
    };
    let (tables, at) = edited;
    let mark = mark_of(Some(&open.tables));
    let (id, name) = (open.draft.id.clone(), place.title());
    let saved = visit.act(|work| {
        draft::save(work, &id, |now| {
            if mark_of(Some(now)) != mark {
                let says = "somebody else saved this draft in the same moment: save once more";
                return Err(Refusal::refused(says));
            }
            now.clone_from(&tables);
            Ok(())
        })
    });
    if let Err(stop) = saved {
        let errors = stop.as_errors()?;
        return page(visit, &open, &place, before.as_ref(), given, errors);
    }
    let has_lists = place.form.fields.iter().any(Field::is_elsewhere) && place.path != "agreement";
    let to = match (place.is, place.above()) {
        // What comes next is what it is made of.
        (Is::New, _) if has_lists => address_of_place(&open.draft, &at),
        (Is::New | Is::Item(_), Some(list)) => address_of_place(&open.draft, &list.path),
        _ => address_of(&open.draft),
    };
    Ok(Answer::done(&to, &format!("{name}: saved in the draft.")))
}

/// The table that the page makes; none where it says that there is none of it.
pub(super) fn read(
    draft: &Table,
    place: &Place,
    before: Option<&Table>,
    given: &Typed,
    errors: &mut Errors,
) -> Option<Table> {
    if place.form.asks.is_some() && given.text(typed::STATED) != "yes" {
        return None;
    }
    let none = Table::new();
    let before = before.unwrap_or(&none);
    let mut reading = Reading { typed: given, errors };
    let on_page = |field: &Field| is_on_page(draft, field, given);
    let mut table = reading.table(place.form, before, on_page);
    let has_name = place.form.fields.iter().any(|field| field.key == "id");
    if has_name && !table.contains_key("id") {
        let mut named = Table::new();
        let id = Value::from(short_name(draft, place, &table));
        named.insert("id".to_owned(), id);
        named.extend(table);
        table = named;
    }
    let is_needed = place.form.asks.is_some() || place.is != Is::Table || place.field.is_none();
    Some(table).filter(|table| is_needed || !table.is_empty())
}

/// The draft with the part as it was typed, and where that is then; none where something is wrong.
pub(super) fn edited(
    draft: &Table,
    place: &Place,
    table: Option<Table>,
    errors: &mut Errors,
) -> Option<(Table, String)> {
    let (mut tables, mut at) = (draft.clone(), place.path.clone());
    match table {
        Some(table) => at = parts::put(&mut tables, place, table)?,
        None => drop(parts::remove(&mut tables, place)),
    }
    let found = problems::read(&tables).err().unwrap_or_default();
    let slips = errors.clone();
    // What could not be read is missing for that alone, and is told already.
    let is_noise = |problem: &Placed| {
        !slips.is_empty() && (problem.says.contains("missing") || slips.has(&problem.input))
    };
    let here = found.iter().filter(|p| p.place.path == at && !p.input.is_empty());
    for problem in here.filter(|problem| !is_noise(problem)) {
        errors.add(&problem.input, &problem.says);
    }
    errors.is_empty().then_some((tables, at))
}

/// A short name that nothing in the draft has yet, made from what people call the thing.
fn short_name(draft: &Table, place: &Place, table: &Table) -> String {
    let text =
        parts::own_name(table).filter(|text| text.contains(|c: char| c.is_ascii_alphanumeric()));
    let text = text.unwrap_or(place.form.one);
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = String::new();
    for word in words.map(str::to_lowercase) {
        if !name.is_empty() && name.len() + word.len() > 30 {
            break;
        }
        name = if name.is_empty() { word } else { format!("{name}-{word}") };
    }
    let mut taken = Vec::new();
    names_in(draft, &mut taken);
    let is_free = |name: &String| !taken.contains(name) && LineKind::parse(name).is_none();
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut all = [name.clone()].into_iter().chain(numbered);
    all.find(is_free).unwrap_or_else(|| AGREEMENT.table.to_owned())
}

fn names_in(table: &Table, into: &mut Vec<String>) {
    for (key, value) in table {
        match value {
            Value::String(id) if key == "id" => into.push(id.clone()),
            Value::Table(table) => names_in(table, into),
            Value::Array(list) => {
                list.iter().filter_map(Value::as_table).for_each(|table| names_in(table, into));
            }
            _ => {}
        }
    }
}
