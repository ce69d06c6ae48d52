//! One's own tokens, by which other systems call the API: made, shown once, revoked.

use askama::Template;
use chrono::Days;

use crate::domain::calendar::in_words;
use crate::store::tokens;
use crate::store::tokens::Token;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::TypedDay;
use crate::web::page::Frame;
use crate::web::page::moment_in_words;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::tokens as acts;
use crate::workflow::tokens::Scope;

struct Row {
    id: String,
    name: String,
    scopes: String,
    ends: String,
    used: String,
    state: &'static str,
    colour: &'static str,
    is_taken: bool,
}

#[derive(Template)]
#[template(path = "tokens.html")]
struct Tokens {
    frame: Frame,
    errors: Errors,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "token_new.html")]
struct NewToken {
    frame: Frame,
    errors: Errors,
    name: String,
    scopes: Vec<Choice>,
    ends: TypedDay,
}

#[derive(Template)]
#[template(path = "token_made.html")]
struct Made {
    frame: Frame,
    name: String,
    text: String,
    ends: String,
}

fn frame(visit: &Visit<'_>, title: &str) -> Frame {
    Frame::of(visit, title, "").under("Home", "/").under("Your account", "/account")
}

/// `GET /account/tokens`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let today = visit.at.today;
    let theirs = visit.look(|work| Ok(tokens::of_person(work.books, &work.by.id)?))?;
    let row = |token: Token| {
        let is_taken = acts::is_taken(&token, today);
        let (state, colour) = match (token.revoked_at.is_some(), is_taken) {
            (true, _) => ("Revoked", "grey"),
            (false, true) => ("In use", "green"),
            (false, false) => ("Over", "grey"),
        };
        let never = || "Never used".to_owned();
        Row {
            scopes: token.scopes.replace(' ', ", "),
            ends: in_words(token.ends_on),
            used: token.used_at.map_or_else(never, moment_in_words),
            state,
            colour,
            is_taken,
            id: token.id,
            name: token.name,
        }
    };
    let page = Tokens {
        frame: frame(visit, "Tokens for other systems").with(&errors),
        errors,
        rows: theirs.into_iter().map(row).collect(),
    };
    shown(&page, &page.frame)
}

/// `GET /account/tokens/new`
pub fn new(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    form(visit, Errors::none())
}

fn form(visit: &Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let chosen = given.all("scopes");
    let choice = |(word, _, says): (&str, Scope, &str)| Choice {
        value: word.to_owned(),
        says: says.to_owned(),
        is_chosen: chosen.contains(&word) || (!visit.asked.is_change() && word == "read"),
    };
    let in_half_a_year = visit.at.today.checked_add_days(Days::new(180));
    let frame = frame(visit, "New token").under("Tokens", "/account/tokens");
    let page = NewToken {
        frame: frame.with(&errors),
        errors,
        name: given.text("name").to_owned(),
        scopes: Scope::ALL.into_iter().map(choice).collect(),
        ends: given.typed_day("ends", in_half_a_year),
    };
    shown(&page, &page.frame)
}

/// `POST /account/tokens`: the text is on this answer, and on no page ever again.
pub fn make(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let mut errors = Errors::none();
    errors.need(given, "name", "Name the system that will use the token");
    let scopes: Vec<Scope> = given.all("scopes").into_iter().filter_map(Scope::named).collect();
    if scopes.is_empty() {
        errors.add("scopes", "Choose what the token may be used for");
    }
    let ends = given.day("ends", "the last day", &mut errors);
    let (Some(ends), true) = (ends, errors.is_empty()) else { return form(visit, errors) };
    let name = given.text("name");
    match visit.act(|work| acts::make(work, name, &scopes, ends)) {
        Ok((token, text)) => {
            let page = Made {
                frame: frame(visit, "Your token").under("Tokens", "/account/tokens"),
                name: token.name,
                text,
                ends: in_words(token.ends_on),
            };
            shown(&page, &page.frame)
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            form(visit, errors)
        }
    }
}

/// `POST /account/tokens/{token}/revoke`
pub fn revoke(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let id = visit.asked.parameter("token").to_owned();
    match visit.act(|work| acts::revoke(work, &id)) {
        Ok(token) => {
            let says = format!("{} is revoked: it lets nobody in any more.", token.name);
            Ok(Answer::done("/account/tokens", &says))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}
