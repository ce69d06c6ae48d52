//! Why there is no page, and what the visitor is told instead.

use std::fmt;

use askama::Template;

use crate::store::error::StoreError;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::visit::Visit;
use crate::workflow::refusal::Lack;
use crate::workflow::refusal::Refusal;

/// Why there is no page.
#[derive(Debug)]
pub enum Stop {
    /// Nobody is signed in.
    SignIn,
    /// They could not be signed in by single sign-on.
    NotSignedIn(String),
    /// There is no such page, or none for this council.
    NoPage(String),
    /// It is not theirs.
    NotTheirs(String),
    /// What was sent did not come from a page of ours.
    NotOurForm,
    /// Too often, for so many seconds to come.
    TooOften(u64),
    /// The workflow refused.
    Refused(Refusal),
    /// A page could not be made.
    Broken(String),
}

impl Stop {
    /// There is no such page.
    pub fn no_page() -> Stop {
        Stop::NoPage(
            "If you typed the address, check it is right. What another council's people \
            see may not be yours to see."
                .to_owned(),
        )
    }

    /// What was wrong with the act, to be shown on the page that asked for it; anything else goes
    /// on.
    ///
    /// # Errors
    /// What is no refusal of the act.
    pub fn as_errors(self) -> Result<Errors, Stop> {
        match self {
            Stop::Refused(Refusal::Input(problems)) => {
                let mut errors = Errors::none();
                for problem in problems {
                    errors.add("", problem);
                }
                Ok(errors)
            }
            Stop::Refused(Refusal::Lacks(lack, says)) => {
                let mut errors = Errors::none();
                errors.add(field_of(lack), says);
                Ok(errors)
            }
            Stop::Refused(Refusal::Refused(says) | Refusal::Nothing(says)) => {
                Ok(Errors::general(says))
            }
            other => Err(other),
        }
    }
}

/// The field that asks for what an act lacks.
fn field_of(lack: Lack) -> &'static str {
    match lack {
        Lack::ReasonOfVersion => "reason",
        Lack::ReasonToLock => "because",
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Stop {
        match refusal {
            Refusal::NotTheirs(says) => Stop::NotTheirs(says),
            refusal => Stop::Refused(refusal),
        }
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::Refused(Refusal::Store(error))
    }
}

impl From<askama::Error> for Stop {
    fn from(error: askama::Error) -> Stop {
        Stop::Broken(error.to_string())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stop::SignIn => f.write_str("not signed in"),
            Stop::NoPage(_) => f.write_str("no such page"),
            Stop::NotTheirs(says) | Stop::NotSignedIn(says) | Stop::Broken(says) => {
                f.write_str(says)
            }
            Stop::NotOurForm => f.write_str("the form did not come from a page of ours"),
            Stop::TooOften(seconds) => write!(f, "too often: again in {seconds} seconds"),
            Stop::Refused(refusal) => refusal.fmt(f),
        }
    }
}

#[derive(Template)]
#[template(path = "refused.html")]
struct Refused {
    frame: Frame,
    heading: &'static str,
    says: Vec<String>,
}

/// What the visitor is told.
pub fn answer(visit: &Visit<'_>, stop: &Stop) -> Answer {
    let (status, heading, says): (u16, &'static str, Vec<String>) = match stop {
        Stop::SignIn => return sign_in(visit),
        Stop::NoPage(says) => (404, "Page not found", vec![says.clone()]),
        Stop::NotTheirs(says) => (403, "You may not do this", vec![says.clone()]),
        Stop::NotSignedIn(says) => (403, "You could not be signed in", vec![format!("{says}.")]),
        Stop::NotOurForm => (
            403,
            "This form could not be taken",
            vec![
                "It was open too long, or it did not come from a page of this service. Go back, \
                  load the page again, and send it once more. Nothing was changed."
                    .to_owned(),
            ],
        ),
        Stop::TooOften(seconds) => (
            429,
            "Too many tries",
            vec![format!("Wait {seconds} seconds, then try again. Nothing was changed.")],
        ),
        Stop::Refused(Refusal::Store(_)) | Stop::Broken(_) => (
            500,
            "Sorry, there is a problem with the service",
            vec![format!(
                "Nothing was changed by what you did. Try again later; if it happens again, tell \
                 your administrator this number: {}",
                visit.asked.id
            )],
        ),
        Stop::Refused(refusal) => (
            409,
            "This cannot be done now",
            refusal.to_string().lines().map(str::to_owned).collect(),
        ),
    };
    let page = Refused { frame: Frame::of(visit, heading, ""), heading, says };
    let mut answer = match page.render() {
        Ok(html) => Answer::page_with(status, html),
        Err(_) => Answer::of(status, "text/plain; charset=utf-8", heading),
    };
    if let Stop::TooOften(seconds) = stop {
        answer.headers.push(("Retry-After", seconds.to_string()));
    }
    answer
}

/// To sign in, and from there back to the page that was asked for.
fn sign_in(visit: &Visit<'_>) -> Answer {
    if visit.asked.is_change() || visit.asked.path == "/" {
        return Answer::go_to("/sign-in");
    }
    let to: String = form_urlencoded::byte_serialize(visit.asked.path.as_bytes()).collect();
    Answer::go_to(&format!("/sign-in?to={to}"))
}
