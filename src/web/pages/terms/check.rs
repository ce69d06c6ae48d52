//! A draft as a whole: what is wrong with it, what a careful reader warns of, how its heads of
//! terms read, what it changes and what that comes to; then it is brought in.

use askama::Template;

use crate::billing::effect::effect;
use crate::documents::heads_of_terms::heads_of_terms;
use crate::documents::html;
use crate::documents::redline;
use crate::documents::redline::Difference;
use crate::domain::agreement::Agreement;
use crate::domain::redline as domain_redline;
use crate::store::agreements::Held;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::in_one_line;
use crate::web::page::shown;
use crate::web::pages::bring_in;
use crate::web::pages::terms::Open;
use crate::web::pages::terms::address_of;
use crate::web::pages::terms::address_of_place;
use crate::web::pages::terms::frame_of;
use crate::web::pages::terms::name_of;
use crate::web::pages::terms::open;
use crate::web::pages::terms::problems;
use crate::web::pages::terms::problems::Placed;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::careful;
use crate::workflow::draft;
use crate::workflow::draft::Seen;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// Something to look at, with the page that it is on.
struct ToMend {
    about: String,
    says: String,
    href: String,
}

/// What a draft would change of the version in use.
struct Changed {
    version: i32,
    /// The version that the draft began from, where another has come into use since.
    began_from: Option<i32>,
    changes: Vec<Difference>,
    sum: String,
    pounds: String,
    bank: bool,
}

#[derive(Template)]
#[template(path = "terms/check.html")]
struct Check {
    frame: Frame,
    errors: Errors,
    name: String,
    href: String,
    problems: Vec<ToMend>,
    warnings: Vec<ToMend>,
    changed: Option<Changed>,
    names_logo: bool,
    has_logo: bool,
    is_ready: bool,
    reason_label: &'static str,
    reason: String,
    revision: i32,
    in_use: i32,
}

/// `GET /drafts/{draft}/check`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn to_mend(open: &Open, placed: Placed) -> ToMend {
    let at = if placed.input.is_empty() { String::new() } else { format!("#{}", placed.input) };
    let href = format!("{}{at}", address_of_place(&open.draft, &placed.place.path));
    ToMend { about: placed.about, says: placed.says, href }
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let open = open(visit)?;
    let read = problems::read(&open.tables);
    let agreement = read.as_ref().ok().map(|(source, _)| &source.agreement);
    let (held, changed, has_logo) = visit.look(|work| {
        let held = draft::agreement_of(work, &open.draft)?;
        let Some(held) = held else { return Ok((None, None, false)) };
        let logo = crate::store::agreements::logo(work.books, &held, held.version)?;
        let changed = match agreement {
            None => None,
            Some(new) => {
                let old = terms::in_use(work.books, &held)?;
                let began_from = open.draft.base_version.filter(|base| *base != held.version);
                Some(changed(old.agreement(), new, &held, began_from))
            }
        };
        Ok((Some(held), changed, logo.is_some()))
    })?;
    let warnings = read.as_ref().map(|(source, text)| {
        let found = careful::warnings(source, text, &visit.house.fonts);
        found
            .iter()
            .map(|problem| to_mend(&open, problems::placed(&open.tables, problem)))
            .collect()
    });
    let problems = read.as_ref().err().cloned().unwrap_or_default();
    let page = Check {
        frame: frame_of(visit, &open.draft, "Check").with(&errors),
        errors,
        name: name_of(&open.draft),
        href: address_of(&open.draft),
        problems: problems.into_iter().map(|problem| to_mend(&open, problem)).collect(),
        warnings: warnings.unwrap_or_default(),
        changed,
        names_logo: agreement.is_some_and(|agreement| agreement.supplier.logo.is_some()),
        has_logo,
        is_ready: agreement.is_some(),
        reason_label: match held {
            Some(_) => "Why there is another version",
            None => "Note for the list of versions (optional)",
        },
        reason: visit.asked.form.text("reason").to_owned(),
        revision: open.draft.revision,
        in_use: held.map_or(0, |held| held.version),
    };
    shown(&page, &page.frame)
}

fn changed(old: &Agreement, new: &Agreement, held: &Held, began_from: Option<i32>) -> Changed {
    let changes = domain_redline::redline(old, new);
    let effects = effect(old, new);
    Changed {
        version: held.version,
        began_from,
        changes: redline::in_words(old, new, &changes),
        sum: redline::sum_up(&effects),
        pounds: html::blocks(&redline::in_pounds(&effects), 2),
        bank: old.supplier.bank != new.supplier.bank,
    }
}

#[derive(Template)]
#[template(path = "terms/heads.html")]
struct Heads {
    frame: Frame,
    heads: String,
}

/// `GET /drafts/{draft}/heads`
pub fn heads(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let open = open(visit)?;
    let Ok((source, _)) = problems::read(&open.tables) else {
        return Ok(Answer::go_to(&format!("{}/check", address_of(&open.draft))));
    };
    let document = heads_of_terms(&source.agreement, visit.at.today);
    let page = Heads {
        frame: frame_of(visit, &open.draft, "Heads of terms"),
        heads: html::document(&document, 1),
    };
    shown(&page, &page.frame)
}

/// `POST /drafts/{draft}/bring-in`
pub fn bring_in(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let open = open(visit)?;
    let given = visit.asked.form.clone();
    let reason = in_one_line(given.text("reason"));
    let mut errors = Errors::none();
    if open.draft.agreement_id.is_some() && reason.is_empty() {
        errors.add("reason", "Say why there is another version, such as: pay award for 2026/27");
    }
    if !errors.is_empty() {
        return page(visit, errors);
    }
    let number = |name: &str| given.text(name).parse().unwrap_or(-1);
    let seen = Seen { revision: number("revision"), in_use: number("in_use") };
    let logo = given.file("logo").map(|logo| logo.bytes.as_slice());
    let done = visit.act(|work| draft::bring_in(work, &open.draft.id, seen, &reason, logo));
    match done {
        Ok(done) => Ok(bring_in::after(&done)),
        Err(Stop::NotTheirs(says)) => page(visit, Errors::general(told(&says))),
        Err(Stop::Refused(Refusal::Input(problems))) => {
            let mut errors = Errors::none();
            for says in problems {
                let field = if says.contains(" logo ") { "logo" } else { "" };
                errors.add(field, told(&says));
            }
            page(visit, errors)
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}

/// What is wrong with a draft as a whole, without the place in a text that nobody sees.
fn told(says: &str) -> String {
    let placed = bring_in::in_its_place(draft::NAME, says);
    let says = placed.strip_prefix("Line ").and_then(|rest| rest.split_once(": "));
    let says = says.map_or(placed.as_str(), |(_, says)| says);
    let says = says.strip_prefix("draft: ").unwrap_or(says);
    first_capital(&problems::in_plain_words(says))
}
