//! The beginning of a draft: from nothing with the first questions, from the version in use, or
//! from a file.

use askama::Template;

use crate::domain::file;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::parts::Value;
use crate::store::drafts;
use crate::store::drafts::Draft;
use crate::store::people;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::TypedDay;
use crate::web::page::Frame;
use crate::web::page::moment_in_words;
use crate::web::page::shown;
use crate::web::pages::terms::address_of;
use crate::web::pages::terms::name_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::draft;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

#[derive(Template)]
#[template(path = "terms/begin.html")]
struct Begin {
    frame: Frame,
    errors: Errors,
    supplier: String,
    reference: String,
    title: String,
    purchasers: Vec<Choice>,
    has_purchasers: bool,
    starts: TypedDay,
    ends: TypedDay,
}

/// `GET /drafts/new`
pub fn new(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    form(visit, Errors::none())
}

fn form(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let given = visit.asked.form.clone();
    let (own, others) = visit.look(|work| {
        let mut others = people::councils(work.books)?;
        let own = people::council_name(work.books, &work.by.council)?;
        others.retain(|council| council.id != work.by.council);
        Ok((own, others))
    })?;
    let choose = (String::new(), "Choose one".to_owned());
    let has_purchasers = !others.is_empty();
    let names = others.into_iter().map(|council| (council.name.clone(), council.name));
    let page = Begin {
        frame: Frame::of(visit, "Write an agreement", "/agreements")
            .with(&errors)
            .under("Agreements", "/agreements"),
        errors,
        supplier: own,
        reference: given.text("reference").to_owned(),
        title: given.text("title").to_owned(),
        purchasers: Choice::all([choose].into_iter().chain(names), given.text("purchaser")),
        has_purchasers,
        starts: given.typed_day("starts", None),
        ends: given.typed_day("ends", None),
    };
    shown(&page, &page.frame)
}

/// `POST /drafts`
pub fn begin(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let given = visit.asked.form.clone();
    let mut errors = Errors::none();
    errors.need(&given, "reference", "Enter the reference");
    errors.need(&given, "title", "Enter the title");
    errors.need(&given, "purchaser", "Choose the council that receives and pays");
    let starts = given.day("starts", "the first day of the term", &mut errors);
    let is_open = ["day", "month", "year"].map(|part| given.text(&format!("ends-{part}")));
    let is_open = is_open.iter().all(|part| part.is_empty());
    let ends =
        if is_open { None } else { given.day("ends", "the last day of the term", &mut errors) };
    if let (Some(starts), Some(ends)) = (starts, ends)
        && ends < starts
    {
        errors.add("ends-day", "The last day of the term must be after its first");
    }
    let Some(starts) = starts.filter(|_| errors.is_empty()) else { return form(visit, errors) };
    let mut tables = Table::new();
    let mut put = |key: &str, value: Value| drop(tables.insert(key.to_owned(), value));
    put("reference", Value::from(given.text("reference")));
    put("title", Value::from(given.text("title")));
    put("status", Value::from("draft"));
    put("starts", parts::day(starts));
    if let Some(ends) = ends {
        put("ends", parts::day(ends));
    }
    let begun = visit.act(|work| {
        let own = people::council_name(work.books, &work.by.council)?;
        for (side, name) in [("supplier", own.as_str()), ("purchaser", given.text("purchaser"))] {
            let council = [("name".to_owned(), Value::from(name))].into_iter().collect();
            tables.insert(side.to_owned(), Value::Table(council));
        }
        draft::begin(work, &tables, "nothing")
    });
    after(begun).or_else(|stop| {
        let mut errors = Errors::none();
        for error in stop.as_errors()?.all() {
            errors.add("reference", &error.says);
        }
        form(visit, errors)
    })
}

fn after(begun: Result<Draft, Stop>) -> Result<Answer, Stop> {
    let says = "The draft is begun. Fill in its parts in any order: it binds nobody until it is \
                brought in.";
    begun.map(|draft| Answer::done(&address_of(&draft), says))
}

/// `POST /agreements/{agreement}/change-terms`
pub fn change_terms(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let draft = visit.act(|work| draft::change_terms(work, &held))?;
    if draft.revision > 0 {
        return Ok(Answer::go_to(&address_of(&draft)));
    }
    after(Ok(draft))
}

/// Begins a draft from a file: one of an agreement that is in the books changes its terms.
///
/// # Errors
/// What is no agreement file, and what of it no field can hold; all else is mended in the draft.
pub fn from_file(visit: &mut Visit<'_>, name: &str, text: &str) -> Result<Answer, Stop> {
    let problems = file::read(text).err().unwrap_or_default();
    let tables = text.parse::<Table>();
    let strange = tables.as_ref().map(parts::strange).unwrap_or_default();
    let is_strange =
        |path: &str| strange.iter().any(|of| path == of || path.starts_with(&format!("{of}.")));
    let (Ok(tables), true) = (tables, strange.is_empty()) else {
        let about = problems.into_iter().filter(|p| p.path.is_empty() || is_strange(&p.path));
        let about: Vec<_> = about.collect();
        return Err(terms::all_in_lines(name, &about).into());
    };
    after(visit.act(|work| draft::begin_from_file(work, &tables)))
}

/// A draft in a list of drafts.
pub struct Listed {
    /// Its reference and title.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// Who saved it last, and when.
    pub saved: String,
}

/// The drafts of the council of whoever looks.
///
/// # Errors
/// The database's own.
pub fn listed(work: &mut Work<'_>, at_most: i64) -> Result<Vec<Listed>, Refusal> {
    let council = work.by.council.clone();
    let mut all = Vec::new();
    for draft in drafts::of_council(work.books, &council, at_most)? {
        let by = draft::changed_by(work, &draft)?;
        all.push(Listed {
            name: name_of(&draft),
            href: address_of(&draft),
            saved: format!("{by}, {}", moment_in_words(draft.changed_at)),
        });
    }
    Ok(all)
}
