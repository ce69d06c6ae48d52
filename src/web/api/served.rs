//! From a visit to an operation, and from its reply to an answer: once for all operations.

use serde::Deserialize;
use serde::Serialize;

use crate::store::acts::sha256;
use crate::web::answer::Answer;
use crate::web::api::admitted;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::given;
use crate::web::api::operation::Body;
use crate::web::api::operation::Does;
use crate::web::api::operation::Operation;
use crate::web::api::operation::Work as Doing;
use crate::web::api::problem;
use crate::web::api::problem::Fault;
use crate::web::api::routes;
use crate::web::api::types::ListQuery;
use crate::web::gate;
use crate::web::gate::Rule;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::idempotency;
use crate::workflow::idempotency::Under;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;

const JSON: &str = "application/json";

/// Answers a call.
pub fn served(visit: &mut Visit<'_>, operation: &Operation) -> Answer {
    let done = done(visit, operation);
    done.unwrap_or_else(|fault| told(visit, fault))
}

/// Answers a call that is no operation: at an address that is none, or by a method that it is not
/// called by.
pub fn no_operation(visit: &Visit<'_>, path: Option<&str>) -> Answer {
    let Some(path) = path else { return told(visit, Fault::no_such()) };
    let mut allowed: Vec<&str> =
        routes::all().filter(|of| of.path == path).map(|of| of.method).collect();
    if allowed.contains(&"GET") {
        allowed.push("HEAD");
    }
    let allowed = allowed.join(", ");
    let says = format!("This address is called by {allowed}.");
    told(visit, Fault::new(405, says).with("Allow", allowed))
}

fn told(visit: &Visit<'_>, fault: Fault) -> Answer {
    let (answer, broken) = problem::answer(fault, &visit.asked.id);
    if let Some(error) = broken {
        tracing::error!(request = visit.asked.id, path = visit.asked.path, error, "failed");
    }
    answer
}

fn done(visit: &mut Visit<'_>, operation: &Operation) -> Result<Answer, Fault> {
    admitted::admit(visit, operation.scope)?;
    gate::let_in(visit, operation.rule)?;
    must_be_in_form(visit, operation)?;
    match operation.does {
        Does::Reads(does) | Does::Checks(does) => {
            let reply = looked(visit, does)?;
            Ok(unless_known(visit, answered(visit, operation, reply)))
        }
        Does::File(page) => {
            let made = page(visit).map_err(|stop| Fault::from(stop).or_no_such())?;
            Ok(unless_known(visit, made))
        }
        Does::Acts(does) => {
            let (reply, is_again) = acted(visit, operation, does)?;
            let mut answer = answered(visit, operation, reply);
            if is_again {
                answer.headers.push(("Idempotent-Replayed", "true".to_owned()));
            }
            Ok(answer)
        }
    }
}

/// What comes must be of a kind that is taken, and nothing after the question mark passed over.
fn must_be_in_form(visit: &Visit<'_>, operation: &Operation) -> Result<(), Fault> {
    #[derive(Deserialize, schemars::JsonSchema)]
    struct Nothing {}
    let asked = visit.asked;
    let is_file = matches!(operation.does, Does::File(_));
    if operation.query.is_none() && !is_file {
        given::query::<Nothing>(&asked.query)?;
    }
    let kind = asked.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_lowercase();
    let kinds: &[&str] = match operation.body {
        Body::None => return Ok(()),
        Body::Json(_) => &[JSON],
        Body::File(kinds) => kinds,
    };
    let needs_none = asked.body.is_empty() && kind.is_empty();
    if kinds.contains(&kind.as_str()) || (needs_none && kinds == [JSON]) {
        return Ok(());
    }
    let says = format!("Send it as {}: name that in Content-Type.", kinds.join(" or "));
    Err(Fault::new(415, says))
}

/// A fault of the call ends the transaction as a refusal does, and is told in its place.
fn within<T>(done: Result<T, Fault>, stopped: &mut Option<Fault>) -> Result<T, Refusal> {
    done.map_err(|fault| match fault {
        Fault::Refused(refusal) => refusal,
        fault @ Fault::Wrong { .. } => {
            *stopped = Some(fault);
            Refusal::refused("")
        }
    })
}

fn looked(visit: &mut Visit<'_>, does: Doing) -> Result<Reply, Fault> {
    let (house, asked, held) = (visit.house, visit.asked, visit.held.clone());
    let mut stopped = None;
    let done =
        visit.look(|work| within(does(&mut Call { work, house, asked, held }), &mut stopped));
    stopped.map_or_else(|| Ok(done?), Err)
}

/// What is kept of an answer.
#[derive(Serialize, Deserialize)]
struct KeptReply {
    body: String,
    location: Option<String>,
}

fn acted(
    visit: &mut Visit<'_>,
    operation: &Operation,
    does: Doing,
) -> Result<(Reply, bool), Fault> {
    let (house, asked, held) = (visit.house, visit.asked, visit.held.clone());
    let key = asked.header("idempotency-key").unwrap_or_default().trim().to_owned();
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"_.:-".contains(&b);
    if key.is_empty() || key.len() > 255 || !key.bytes().all(is_plain) {
        return Err(Fault::new(
            400,
            "Send an Idempotency-Key of 1 to 255 letters, digits and _.:- signs, another for each \
             act: if the answer is lost, the same call with the same key is answered again, and \
             nothing is done twice.",
        ));
    }
    let mut all = format!("{} {}?", asked.method, asked.path).into_bytes();
    for (name, value) in &asked.query.fields {
        all.extend(format!("{name}={value}&").into_bytes());
    }
    all.push(b'\n');
    all.extend(&asked.body);
    let hash = sha256(&all);
    let mut stopped = None;
    let done = visit.act(|work| {
        stopped = None;
        let mut call = Call { work, house, asked, held: held.clone() };
        within(once(&mut call, operation, does, (&key, &hash)), &mut stopped)
    });
    stopped.map_or_else(|| Ok(done?), Err)
}

/// Does an act, unless it was done under its key already; whether it was.
fn once(
    call: &mut Call<'_, '_>,
    operation: &Operation,
    does: Doing,
    (key, hash): (&str, &str),
) -> Result<(Reply, bool), Fault> {
    let taken = match idempotency::take(call.work, key, hash)? {
        Under::Nothing(taken) => taken,
        Under::Answer(found) => {
            let kept: KeptReply = serde_json::from_str(&found.answer)
                .map_err(|error| Fault::new(500, error.to_string()))?;
            let reply = Reply { body: kept.body, location: kept.location, next: None };
            return Ok((reply, true));
        }
        Under::Other => {
            let says = "This Idempotency-Key was sent with something else: take another one.";
            return Err(Fault::new(422, says));
        }
    };
    hold(call, operation.rule)?;
    must_be_as_read(call, operation)?;
    let reply = does(call)?;
    let kept = KeptReply { body: reply.body.clone(), location: reply.location.clone() };
    let answer = serde_json::to_string(&kept).expect("text is JSON");
    idempotency::keep(call.work, taken, operation.status, answer)?;
    Ok((reply, false))
}

/// Holds the agreement that it is about, before anything of it is read.
fn hold(call: &mut Call<'_, '_>, rule: Rule) -> Result<(), Fault> {
    match (rule, call.held.clone()) {
        (Rule::On(duty), Some(held)) => call.held = Some(call.work.hold(held, duty)?),
        (Rule::Has(duty), None) => {
            let number = call.parameter("number");
            if !number.is_empty() {
                let found = payments::document(call.work, &number, duty);
                found.map_err(|refusal| Fault::from(refusal).or_no_such())?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Where a call says which state it means, that must be the one that stands.
fn must_be_as_read(call: &mut Call<'_, '_>, operation: &Operation) -> Result<(), Fault> {
    let (Some(meant), Some(read)) = (call.asked.header("if-match"), operation.changes) else {
        return Ok(());
    };
    let stands = tag(read(call)?.body.as_bytes());
    if is_among(meant, &stands) {
        return Ok(());
    }
    Err(Fault::new(412, "It has changed since you read it: read it again, and decide anew."))
}

/// The name of a state: what it says, hashed.
fn tag(body: &[u8]) -> String {
    format!("\"{}\"", &sha256(body)[..32])
}

fn is_among(header: &str, tag: &str) -> bool {
    header.split(',').map(str::trim).any(|one| one == "*" || one == tag)
}

fn answered(visit: &Visit<'_>, operation: &Operation, reply: Reply) -> Answer {
    let mut answer = Answer::of(operation.status, JSON, reply.body);
    if let Some(location) = reply.location {
        answer.headers.push(("Location", location));
    }
    if let Some(next) = reply.next {
        answer.headers.push(("Link", format!("<{}>; rel=\"next\"", following(visit, &next))));
    }
    answer
}

/// Where the next rows are.
fn following(visit: &Visit<'_>, next: &str) -> String {
    let begin = format!("{}?", visit.asked.path);
    let mut address = form_urlencoded::Serializer::for_suffix(begin, visit.asked.path.len() + 1);
    for (name, value) in visit.asked.query.fields.iter().filter(|(name, _)| name != "after") {
        address.append_pair(name, value);
    }
    address.append_pair("after", next).finish()
}

/// With the name of its state; nothing but that where the caller knows it.
fn unless_known(visit: &Visit<'_>, mut answer: Answer) -> Answer {
    if visit.asked.is_change() || answer.status != 200 {
        return answer;
    }
    let tag = tag(&answer.body);
    let known = visit.asked.header("if-none-match").unwrap_or_default();
    if known.split(',').any(|one| is_among(one.trim().trim_start_matches("W/"), &tag)) {
        answer = Answer { status: 304, headers: vec![], body: vec![], cookies: vec![] };
    }
    answer.headers.push(("ETag", tag));
    answer.headers.push(("Cache-Control", "private, no-cache".to_owned()));
    answer
}

/// What a list is asked for, where that is all there is to ask.
///
/// # Errors
/// Everything that is wrong with it.
pub fn list_of(call: &Call<'_, '_>) -> Result<ListQuery, Fault> {
    call.query()
}

/// Looks something up in the books, and says that there is no such thing where that is refused.
///
/// # Errors
/// What goes wrong, and that there is none.
pub fn found<T>(
    work: &mut Work<'_>,
    what: impl FnOnce(&mut Work<'_>) -> Result<T, Refusal>,
) -> Result<T, Fault> {
    what(work).map_err(|refusal| Fault::from(refusal).or_no_such())
}
