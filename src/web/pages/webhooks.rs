//! Webhooks: other systems that a council has told of what is done, and what became of the messages
//! to them. For its administrators.

use askama::Template;

use crate::store::outbox;
use crate::store::outbox::Waiting;
use crate::store::webhooks;
use crate::store::webhooks::Webhook;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::moment_in_words;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::webhooks as acts;
use crate::workflow::webhooks::event_of;

/// How many of the latest messages are shown.
const SHOWN: i64 = 20;

struct Row {
    href: String,
    url: String,
    events: String,
    is_ended: bool,
}

struct Message {
    event: String,
    state: &'static str,
    colour: &'static str,
    says: String,
    at: String,
}

#[derive(Template)]
#[template(path = "webhooks.html")]
struct Webhooks {
    frame: Frame,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "webhook_new.html")]
struct NewWebhook {
    frame: Frame,
    errors: Errors,
    url: String,
    events: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "webhook.html")]
struct WebhookPage {
    frame: Frame,
    errors: Errors,
    row: Row,
    secret: Option<String>,
    messages: Vec<Message>,
}

fn frame(visit: &Visit<'_>, title: &str) -> Frame {
    Frame::of(visit, title, "/people").under("People", "/people")
}

fn row(of: Webhook) -> Row {
    Row {
        href: format!("/webhooks/{}", segment(&of.id)),
        events: of.events.replace(' ', ", "),
        is_ended: of.ended_at.is_some(),
        url: of.url,
    }
}

/// `GET /webhooks`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let all = visit.look(|work| Ok(webhooks::of_council(work.books, &work.by.council)?))?;
    let rows = all.into_iter().map(row).collect();
    let page = Webhooks { frame: frame(visit, "Webhooks"), rows };
    shown(&page, &page.frame)
}

/// `GET /webhooks/new`
pub fn new(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    form(visit, Errors::none())
}

fn form(visit: &Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let chosen = given.all("events");
    let choice = |(word, says): (&str, &str)| Choice {
        value: word.to_owned(),
        says: format!("{says} ({word})"),
        is_chosen: chosen.contains(&word),
    };
    let frame = frame(visit, "New webhook").under("Webhooks", "/webhooks").with(&errors);
    let page = NewWebhook {
        frame,
        errors,
        url: given.text("url").to_owned(),
        events: acts::EVENTS.into_iter().map(choice).collect(),
    };
    shown(&page, &page.frame)
}

/// `POST /webhooks`: its secret is on this answer, and on no page ever again.
pub fn register(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let mut errors = Errors::none();
    errors.need(given, "url", "Enter the address that messages are to go to");
    let events: Vec<String> = given.all("events").into_iter().map(str::to_owned).collect();
    if events.is_empty() {
        errors.add("events", "Choose what it is to be told of");
    }
    if let Some(says) = visit.house.sender.wrong_with(given.text("url"))
        && !given.text("url").is_empty()
    {
        errors.add("url", says);
    }
    if !errors.is_empty() {
        return form(visit, errors);
    }
    let (house, url) = (visit.house, given.text("url"));
    match visit.act(|work| acts::register(work, &house.sender, url, &events)) {
        Ok(made) => {
            let secret = Some(made.secret.clone());
            page(visit, made, secret, Errors::none())
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            form(visit, errors)
        }
    }
}

/// `GET /webhooks/{webhook}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let found = asked(visit)?;
    page(visit, found, None, Errors::none())
}

fn asked(visit: &mut Visit<'_>) -> Result<Webhook, Stop> {
    let id = visit.asked.parameter("webhook").to_owned();
    let found = visit.look(|work| Ok(webhooks::by_id(work.books, &work.by.council, &id)?))?;
    found.ok_or_else(Stop::no_page)
}

fn message(of: Waiting) -> Message {
    let (state, colour) = match of.state.as_str() {
        "sent" => ("Arrived", "green"),
        "given-up" => ("Given up", "red"),
        "not-needed" => ("Not needed any more", "grey"),
        _ if of.last_error.is_some() => ("Tried again later", "orange"),
        _ => ("To be sent", "blue"),
    };
    Message {
        event: event_of(&of.letter),
        state,
        colour,
        says: of.last_error.unwrap_or_default(),
        at: moment_in_words(of.sent_at.unwrap_or(of.queued_at)),
    }
}

fn page(
    visit: &mut Visit<'_>,
    of: Webhook,
    secret: Option<String>,
    errors: Errors,
) -> Result<Answer, Stop> {
    let id = of.id.clone();
    let found =
        visit.look(|work| Ok(outbox::to_webhook(work.books, &work.by.council, &id, SHOWN)?))?;
    let frame = frame(visit, "Webhook").under("Webhooks", "/webhooks").with(&errors);
    let page = WebhookPage {
        frame,
        errors,
        row: row(of),
        secret,
        messages: found.into_iter().map(message).collect(),
    };
    shown(&page, &page.frame)
}

/// `POST /webhooks/{webhook}/end`
pub fn end(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let found = asked(visit)?;
    let id = found.id.clone();
    match visit.act(|work| acts::end(work, &id)) {
        Ok(ended) => {
            let says = format!("{} is told of nothing any more.", ended.url);
            Ok(Answer::done("/webhooks", &says))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, found, None, errors)
        }
    }
}
