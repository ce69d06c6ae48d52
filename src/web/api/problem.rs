//! What is wrong, for programs and people: `application/problem+json`, as RFC 9457 has it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::store::error::StoreError;
use crate::web::answer::Answer;
use crate::web::form::first_capital;
use crate::web::refusal::Stop;
use crate::workflow::refusal::Refusal;

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Something wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Wrong {
    /// The field, or the header, or the place in a file; empty where it is about all of it.
    pub field: String,
    /// What is wrong, and what to do.
    pub says: String,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Problem {
    /// Which kind of problem it is: `/api#problem-conflict`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind in words.
    pub title: String,
    /// The status of the answer.
    pub status: u16,
    /// What is wrong in this case, and what to do. Nothing was changed.
    pub detail: String,
    /// The name of the call in the log of the service.
    pub instance: String,
    /// Each thing that is wrong with what was sent.
    pub errors: Vec<Wrong>,
}

/// The kinds: status, word, title.
pub const KINDS: [(u16, &str, &str); 12] = [
    (400, "bad-request", "The call cannot be understood"),
    (401, "unauthorised", "No token that is taken"),
    (403, "forbidden", "Not yours to do"),
    (404, "not-found", "There is no such thing"),
    (405, "method-not-allowed", "Not by this method"),
    (409, "conflict", "This cannot be done as things stand"),
    (412, "precondition-failed", "It has changed since it was read"),
    (413, "too-large", "Too large"),
    (415, "unsupported-media-type", "Not in this form"),
    (422, "unprocessable", "What was sent is wrong"),
    (429, "too-many-requests", "Too many calls"),
    (500, "broken", "Sorry, there is a problem with the service"),
];

/// Why a call is not answered as it was asked.
#[derive(Debug)]
pub enum Fault {
    /// The workflow refused.
    Refused(Refusal),
    /// Something is wrong with the call.
    Wrong {
        /// The status.
        status: u16,
        /// What is wrong, and what to do.
        says: String,
        /// Each thing that is wrong.
        errors: Vec<Wrong>,
        /// Headers that go with it.
        headers: Vec<(&'static str, String)>,
    },
}

impl Fault {
    /// Something wrong with the call.
    pub fn new(status: u16, says: impl Into<String>) -> Fault {
        Fault::Wrong { status, says: says.into(), errors: Vec::new(), headers: Vec::new() }
    }

    /// There is no such thing.
    pub fn no_such() -> Fault {
        Fault::new(404, "There is nothing at this address, or nothing that your council may see.")
    }

    /// Things wrong with what was sent.
    pub fn of_fields(status: u16, errors: Vec<Wrong>) -> Fault {
        let says = match errors.as_slice() {
            [only] if only.field.is_empty() => only.says.clone(),
            [only] => format!("{}: {}", only.field, only.says),
            several => format!("{} things are wrong: see errors.", several.len()),
        };
        Fault::Wrong { status, says, errors, headers: Vec::new() }
    }

    /// With a header.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Into<String>) -> Fault {
        match self {
            Fault::Wrong { status, says, errors, mut headers } => {
                headers.push((name, value.into()));
                Fault::Wrong { status, says, errors, headers }
            }
            other @ Fault::Refused(_) => other,
        }
    }

    /// The same for what answers as pages do.
    pub fn into_refusal(self) -> Refusal {
        match self {
            Fault::Refused(refusal) => refusal,
            Fault::Wrong { errors, .. } if !errors.is_empty() => {
                let told = errors.into_iter().map(|one| format!("{}: {}", one.field, one.says));
                Refusal::Input(told.collect())
            }
            Fault::Wrong { says, .. } => Refusal::Input(vec![says]),
        }
    }

    /// Where a refusal to find something is that there is none.
    #[must_use]
    pub fn or_no_such(self) -> Fault {
        match self {
            Fault::Refused(Refusal::Refused(says)) => Fault::new(404, sentence(&says)),
            other => other,
        }
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Fault {
        Fault::Refused(refusal)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Fault {
        Fault::Refused(Refusal::Store(error))
    }
}

impl From<Stop> for Fault {
    fn from(stop: Stop) -> Fault {
        match stop {
            Stop::SignIn => Fault::new(401, "Show a token that is taken.")
                .with("WWW-Authenticate", "Bearer realm=\"Concordat\""),
            Stop::NoPage(says) => Fault::new(404, says),
            Stop::NotTheirs(says) | Stop::NotSignedIn(says) => {
                Fault::Refused(Refusal::NotTheirs(says))
            }
            Stop::NotOurForm => Fault::new(403, "This is for pages alone."),
            Stop::TooOften(seconds) => {
                Fault::new(429, format!("Wait {seconds} seconds, then call again."))
                    .with("Retry-After", seconds.to_string())
            }
            Stop::Refused(refusal) => Fault::Refused(refusal),
            Stop::Broken(says) => Fault::new(500, says),
        }
    }
}

/// A sentence that begins with a capital and ends with a stop.
pub fn sentence(says: &str) -> String {
    let says = first_capital(says.trim());
    if says.ends_with(['.', '?', '!']) || says.is_empty() { says } else { format!("{says}.") }
}

/// A problem of a file: its place, and what is wrong there.
fn placed(problem: &str) -> Wrong {
    let mut parts = problem.splitn(4, ':');
    let found = (parts.next(), parts.next(), parts.next(), parts.next());
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match found {
        (Some(_), Some(line), Some(column), Some(says)) if is_number(line) && is_number(column) => {
            Wrong { field: format!("line {line}, column {column}"), says: sentence(says) }
        }
        _ => Wrong { field: String::new(), says: sentence(problem) },
    }
}

/// What is answered, and whether it is the service's own fault.
pub fn answer(fault: Fault, instance: &str) -> (Answer, Option<String>) {
    let (status, detail, errors, headers) = match fault {
        Fault::Wrong { status, says, errors, headers } => (status, says, errors, headers),
        Fault::Refused(Refusal::Input(problems)) => {
            let errors: Vec<Wrong> = problems.iter().map(|problem| placed(problem)).collect();
            return answer(Fault::of_fields(422, errors), instance);
        }
        Fault::Refused(Refusal::NotTheirs(says)) => (403, sentence(&says), vec![], vec![]),
        Fault::Refused(
            Refusal::Refused(says) | Refusal::Lacks(_, says) | Refusal::Nothing(says),
        ) => (409, sentence(&says), vec![], vec![]),
        Fault::Refused(Refusal::Store(error)) => (500, error.to_string(), vec![], vec![]),
    };
    let broken = (status == 500).then(|| detail.clone());
    let known = KINDS.iter().find(|(of, ..)| *of == status).unwrap_or(&KINDS[11]);
    let problem = Problem {
        kind: format!("/api#problem-{}", known.1),
        title: known.2.to_owned(),
        status,
        detail: match broken {
            Some(_) => "Nothing was changed. Call again later; if it happens again, tell your \
                        administrator the instance."
                .to_owned(),
            None => detail,
        },
        instance: format!("urn:uuid:{instance}"),
        errors,
    };
    let body = serde_json::to_vec(&problem).expect("text and numbers are JSON");
    let mut answer = Answer::of(status, MEDIA_TYPE, body);
    answer.headers.extend(headers);
    (answer, broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_a_file_is_told_with_its_place() {
        let told = placed("a.toml:18:2: billing: no such table");
        assert_eq!(told.field, "line 18, column 2");
        assert_eq!(told.says, "Billing: no such table.");
        assert_eq!(placed("say why: it is needed").field, "");
    }

    #[test]
    fn what_the_service_does_wrong_is_told_to_the_log_alone() {
        let error = StoreError::damaged("the statement", "x", "its kind");
        let (answer, broken) = answer(error.into(), "0199");
        assert_eq!(answer.status, 500);
        assert!(!String::from_utf8_lossy(&answer.body).contains("kind is"), "{answer:?}");
        assert!(broken.expect("it is told").contains("damaged"));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let refusal = Refusal::Input(vec!["a.csv:2:3: no number".into(), "no rows".into()]);
        let (answer, _) = answer(refusal.into(), "0199");
        let told: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        assert_eq!(told["status"], 422);
        assert_eq!(told["errors"][0]["field"], "line 2, column 3");
        assert_eq!(told["errors"][1]["says"], "No rows.");
    }
}
