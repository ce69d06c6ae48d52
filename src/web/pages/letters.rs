//! Letters: what became of each, and what a person does about those that wait for one.

use askama::Template;

use crate::store::agreements;
use crate::store::invoices;
use crate::store::outbox;
use crate::store::outbox::Waiting;
use crate::store::statements;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::Paging;
use crate::web::page::in_one_line;
use crate::web::page::moment_in_words;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::statement::address_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::deliver;
use crate::workflow::draw_up::subject;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::webhooks::event_of;

/// The states of a letter: as the books write it, for people, and the colour.
const STATES: [(&str, &str, &str); 6] = [
    ("unknown", "May have gone", "orange"),
    ("given-up", "Given up", "red"),
    ("queued", "To be sent", "blue"),
    ("sending", "Being sent", "blue"),
    ("sent", "Sent", "green"),
    ("not-needed", "Not needed any more", "grey"),
];

fn state_in_words(state: &str) -> (&'static str, &'static str) {
    let known = STATES.iter().find(|(word, ..)| *word == state);
    known.map_or(("Unknown", "grey"), |(_, says, colour)| (*says, *colour))
}

/// What a letter is, by the word of the books.
pub(super) fn kind_in_words(kind: &str) -> String {
    match kind {
        "statement" => "Statement to agree".to_owned(),
        "agreed" => "Statement agreed".to_owned(),
        other => first_capital(&other.replace('-', " ")),
    }
}

struct Row {
    kind: String,
    about: String,
    href: String,
    to: String,
    state: &'static str,
    colour: &'static str,
    says: String,
    at: String,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct Letters {
    frame: Frame,
    errors: Errors,
    states: Vec<Choice>,
    rows: Vec<Row>,
    paging: Paging,
}

/// `GET /letters`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let query = &visit.asked.query;
    let state = query.text("state").to_owned();
    let mut paging = Paging::of("/letters", query);
    let any = ("", "Any");
    let states = STATES.iter().map(|(word, says, _)| (*word, *says));
    let states = Choice::all(std::iter::once(any).chain(states), &state);
    let frame = Frame::of(visit, "Letters", "/letters");
    let page = visit.look(|work| {
        let council = work.by.council.clone();
        let (from, room) = (paging.before(), Paging::ROWS + 1);
        let mut found = outbox::listed(work.books, &council, &state, from, room)?;
        paging.cut(&mut found);
        let rows = found.into_iter().map(|letter| row(work, letter)).collect::<Result<_, _>>()?;
        Ok(Letters { frame, errors: Errors::none(), states, rows, paging })
    })?;
    shown(&page, &page.frame)
}

fn row(work: &mut Work<'_>, letter: Waiting) -> Result<Row, Refusal> {
    let (state, colour) = state_in_words(&letter.state);
    let (about, _) = about(work, &letter)?;
    Ok(Row {
        kind: kind_in_words(&letter.kind),
        about,
        href: format!("/letters/{}", segment(&letter.id)),
        state,
        colour,
        says: letter.last_error.unwrap_or_default(),
        at: moment_in_words(letter.sent_at.unwrap_or(letter.queued_at)),
        to: letter.to_address,
    })
}

/// What a letter tells of, and where that is: an invoice, a credit note or a statement.
pub(super) fn about(work: &mut Work<'_>, letter: &Waiting) -> Result<(String, String), Refusal> {
    if letter.kind == outbox::WEBHOOK {
        return Ok((event_of(&letter.letter), String::new()));
    }
    let supplier = letter.supplier_id.clone().into();
    let of_invoice = letter.subject_id.clone().into();
    if let Some(issued) = invoices::by_id(work.books, &supplier, &of_invoice)? {
        let href = format!("/invoices/{}", segment(&issued.number));
        return Ok((issued.number, href));
    }
    let of_statement = letter.subject_id.clone().into();
    if let Some(kept) = statements::by_id(work.books, &supplier, &of_statement)?
        && let Some(held) = agreements::by_id(work.books, &supplier, &kept.agreement)?
    {
        return Ok((subject(&held, &kept), address_of(&held, &kept)));
    }
    Ok((letter.subject_id.clone(), String::new()))
}

#[derive(Template)]
#[template(path = "letter.html")]
struct LetterPage {
    frame: Frame,
    errors: Errors,
    letter: Waiting,
    kind: String,
    about: String,
    about_href: String,
    state: &'static str,
    colour: &'static str,
    written: String,
    sent: Option<String>,
    next: Option<String>,
    waits_for_a_person: bool,
    ways: Vec<Choice>,
    reason: String,
}

/// `GET /letters/{letter}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let id = visit.asked.parameter("letter").to_owned();
    let form = &visit.asked.form;
    let ways = [
        ("again", "Send it again"),
        ("rest", "Let it rest: it arrived, or they were told otherwise"),
    ];
    let (ways, reason) = (Choice::all(ways, form.text("way")), form.text("reason").to_owned());
    let frame = Frame::of(visit, "Letter", "/letters").with(&errors).under("Letters", "/letters");
    let found = visit.look(|work| {
        let council = work.by.council.clone();
        let Some(letter) = outbox::by_id(work.books, &council, &id)? else { return Ok(None) };
        let (about, about_href) = about(work, &letter)?;
        let (state, colour) = state_in_words(&letter.state);
        let waits = ["unknown", "given-up"].contains(&letter.state.as_str());
        let may_deliver = duties::must_have(work.by, Duty::Deliver).is_ok();
        Ok(Some(LetterPage {
            frame,
            errors,
            kind: kind_in_words(&letter.kind),
            about,
            about_href,
            state,
            colour,
            written: moment_in_words(letter.queued_at),
            sent: letter.sent_at.map(moment_in_words),
            next: (letter.state == "queued").then(|| moment_in_words(letter.next_at)),
            waits_for_a_person: waits && may_deliver,
            ways,
            reason,
            letter,
        }))
    })?;
    let page = found.ok_or_else(Stop::no_page)?;
    shown(&page, &page.frame)
}

/// `POST /letters/{letter}`: what a person decides about a letter that waits for one.
pub fn decide(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let id = visit.asked.parameter("letter").to_owned();
    let form = &visit.asked.form;
    let (way, reason) = (form.text("way"), in_one_line(form.text("reason")));
    let mut errors = Errors::none();
    if !["again", "rest"].contains(&way) {
        errors.add("way", "Choose what is to be done with the letter");
    }
    errors.need(form, "reason", "Say why: the log keeps it");
    if !errors.is_empty() {
        return page(visit, errors);
    }
    let is_again = way == "again";
    let act = if is_again { deliver::send_again } else { deliver::let_rest };
    let done = visit.act(|work| act(work, &id, &reason));
    match done {
        Ok(()) if is_again => Ok(Answer::done("/letters", "The letter is sent again at once.")),
        Ok(()) => Ok(Answer::done("/letters", "The letter rests.")),
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}
