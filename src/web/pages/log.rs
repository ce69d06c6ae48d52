//! The log of acts: who did what, when and why; by person, by what it is about, and by day.

use askama::Template;
use chrono::Days;

use crate::domain::calendar::begins_in_london;
use crate::store::acts;
use crate::store::acts::Entry;
use crate::store::acts::Wanted;
use crate::store::outbox;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::TypedDay;
use crate::web::page::Frame;
use crate::web::page::Paging;
use crate::web::page::moment_in_words;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::letters;
use crate::web::pages::timeline::act_in_words;
use crate::web::pages::timeline::for_people;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

struct Row {
    entry: Entry,
    act: String,
    about: String,
    href: String,
    before: String,
    after: String,
    at: String,
}

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    frame: Frame,
    errors: Errors,
    people: Vec<Choice>,
    about: String,
    day: TypedDay,
    rows: Vec<Row>,
    paging: Paging,
}

/// `GET /log`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let query = &visit.asked.query;
    let mut paging = Paging::of("/log", query);
    let mut errors = Errors::none();
    let is_given = |part: &&str| !query.text(&format!("on-{part}")).is_empty();
    let has_day = ["day", "month", "year"].iter().any(is_given);
    let day = if has_day { query.day("on", "the day", &mut errors) } else { None };
    let next = |day: chrono::NaiveDate| day.checked_add_days(Days::new(1)).unwrap_or(day);
    let wanted = Wanted {
        person: query.text("person").to_owned(),
        about: query.text("about").to_owned(),
        between: day.map(|day| (begins_in_london(day), begins_in_london(next(day)))),
        from: paging.before(),
        at_most: Paging::ROWS + 1,
    };
    let typed = query.typed_day("on", None);
    let frame = Frame::of(visit, "Log of acts", "/log").with(&errors);
    let page = visit.look(|work| {
        duties::must_have(work.by, Duty::Audit)?;
        let council = work.by.council.clone();
        let who = acts::who_acted(work.books, &council)?;
        let mut entries = if errors.is_empty() {
            acts::listed(work.books, &council, &wanted)?
        } else {
            Vec::new()
        };
        paging.cut(&mut entries);
        let everybody = (String::new(), "Everybody".to_owned());
        Ok(Log {
            frame,
            errors,
            people: Choice::all(std::iter::once(everybody).chain(who), &wanted.person),
            about: wanted.about,
            day: typed,
            rows: entries.into_iter().map(|entry| row(work, entry)).collect::<Result<_, _>>()?,
            paging,
        })
    })?;
    shown(&page, &page.frame)
}

/// An entry as people read it: a letter by what it tells of, and no hashes.
fn row(work: &mut Work<'_>, entry: Entry) -> Result<Row, Refusal> {
    let council = entry.supplier_id.clone().into();
    let (about, href) = match outbox::by_id(work.books, &council, &entry.subject)? {
        Some(letter) => {
            let (about, _) = letters::about(work, &letter)?;
            let says = format!(
                "{} {about}, to {}",
                letters::kind_in_words(&letter.kind),
                letter.to_address
            );
            (says, format!("/letters/{}", segment(&letter.id)))
        }
        None => (entry.subject.clone(), String::new()),
    };
    Ok(Row {
        act: act_in_words(&entry.act),
        about,
        href,
        before: for_people(&entry.before),
        after: for_people(&entry.after),
        at: moment_in_words(entry.done_at),
        entry,
    })
}
