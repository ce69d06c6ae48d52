//! The desk of a council: its log, its people, its letters, and the councils that have joined.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::domain::people::Person;
use crate::domain::people::Role;
use crate::store::acts;
use crate::store::acts::Entry;
use crate::store::outbox;
use crate::store::outbox::Waiting;
use crate::store::people;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::statement_acts::Because;
use crate::web::api::statements::no_place;
use crate::web::api::types::At;
use crate::web::api::types::Rows;
use crate::web::api::types::cut;
use crate::web::api::types::room;
use crate::web::gate::Rule::Has;
use crate::workflow::deliver;
use crate::workflow::duties::Duty;
use crate::workflow::keep_people;
use crate::workflow::tokens::Scope;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get("/api/v1/log", Has(Duty::Audit), "listActs", log)
        .says("List the log of acts", "The latest first, each with the hash that chains it.")
        .asked(of::<LogQuery>)
        .gives(of::<Rows<ActJson>>),
    Operation::get("/api/v1/people", Has(Duty::KeepPeople), "listPeople", list_people)
        .says("List the people of the council", "For its administrators.")
        .gives(of::<PeopleJson>),
    Operation::get("/api/v1/people/{person}", Has(Duty::KeepPeople), "getPerson", person)
        .says("Read a person", "By what they sign in with.")
        .gives(of::<PersonJson>),
    Operation::post(
        "/api/v1/people/{person}/duties",
        Has(Duty::KeepPeople),
        Scope::Administration,
        "changeDuties",
        change_duties,
    )
    .says(
        "Change what a person may do",
        "Who may act no longer is signed out at once, and no token of theirs is taken.",
    )
    .takes(of::<Duties>)
    .gives(of::<PersonJson>)
    .changes(person),
    Operation::get("/api/v1/councils", Has(Duty::KeepPeople), "listCouncils", councils)
        .says("List the councils that have joined", "By name.")
        .gives(of::<CouncilsJson>),
    Operation::get("/api/v1/letters", Has(Duty::Read), "listLetters", letters)
        .says("List letters", "And messages to webhooks, the latest first.")
        .asked(of::<LettersQuery>)
        .gives(of::<Rows<LetterJson>>),
    Operation::get("/api/v1/letters/{letter}", Has(Duty::Read), "getLetter", letter)
        .says("Read what became of a letter", "Or of a message to a webhook.")
        .gives(of::<LetterJson>),
    Operation::post(
        "/api/v1/letters/{letter}/send-again",
        Has(Duty::Deliver),
        Scope::Administration,
        "sendLetterAgain",
        send_again,
    )
    .says("Send a letter again", "One that may have gone, or was given up.")
    .takes(of::<Because>)
    .gives(of::<LetterJson>)
    .changes(letter),
    Operation::post(
        "/api/v1/letters/{letter}/let-rest",
        Has(Duty::Deliver),
        Scope::Administration,
        "letLetterRest",
        let_rest,
    )
    .says("Let a letter rest", "It arrived, or they were told otherwise.")
    .takes(of::<Because>)
    .gives(of::<LetterJson>)
    .changes(letter),
];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LogQuery {
    /// Those with this in what they are about, or in what was done.
    #[serde(default)]
    about: Option<String>,
    /// How many rows at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// The `next` of the rows before.
    #[serde(default)]
    after: Option<String>,
}

/// An entry of the log of acts.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Act")]
struct ActJson {
    /// Its number, from 1 without gaps.
    entry: i64,
    /// When.
    done_at: At,
    /// Who.
    person: String,
    /// What.
    act: String,
    /// On what.
    subject: String,
    /// What it was before.
    before: String,
    /// What it is after.
    after: String,
    /// Why.
    reason: String,
    /// The hash of the entry before.
    previous_hash: String,
    /// The hash of this one.
    hash: String,
}

impl From<Entry> for ActJson {
    fn from(of: Entry) -> ActJson {
        ActJson {
            entry: of.entry,
            done_at: of.done_at.into(),
            person: of.person,
            act: of.act,
            subject: of.subject,
            before: of.before,
            after: of.after,
            reason: of.reason,
            previous_hash: of.previous_hash,
            hash: of.hash,
        }
    }
}

/// A person.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Person")]
struct PersonJson {
    /// What they sign in with.
    login: String,
    /// Their name.
    name: String,
    /// Where letters to them go.
    email: String,
    /// Their roles.
    roles: Vec<String>,
    /// Whether they may still act.
    active: bool,
}

impl From<Person> for PersonJson {
    fn from(of: Person) -> PersonJson {
        PersonJson {
            roles: of.roles.iter().map(|role| role.word().to_owned()).collect(),
            login: of.login,
            name: of.name,
            email: of.email,
            active: of.active,
        }
    }
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Duties {
    /// Their roles.
    #[schemars(length(min = 1))]
    roles: Vec<RoleWord>,
    /// Whether they may act.
    active: bool,
}

/// A role.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent)]
struct RoleWord(#[schemars(extend("enum" = ROLES))] String);

const ROLES: [&str; Role::WORDS.len()] = {
    let mut words = [""; Role::WORDS.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = Role::WORDS[at].0;
        at += 1;
    }
    words
};

/// People.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "People")]
struct PeopleJson {
    /// By name.
    items: Vec<PersonJson>,
}

/// A council.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Council")]
struct CouncilJson {
    /// Its name in full, as agreement files write it.
    name: String,
    /// The letters that its documents' numbers begin with.
    prefix: String,
}

/// Councils.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Councils")]
struct CouncilsJson {
    /// By name.
    items: Vec<CouncilJson>,
}

const STATES: [&str; 6] = ["unknown", "given-up", "queued", "sending", "sent", "not-needed"];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LettersQuery {
    /// Those in this state only.
    #[serde(default)]
    #[schemars(extend("enum" = STATES))]
    state: Option<String>,
    /// How many rows at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// The `next` of the rows before.
    #[serde(default)]
    after: Option<String>,
}

/// A letter, or a message to a webhook.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Letter")]
struct LetterJson {
    /// Its name in addresses.
    id: String,
    /// What it tells of; `webhook` for a message to one.
    kind: String,
    /// Whom it goes to.
    to: String,
    /// What became of it.
    #[schemars(extend("enum" = STATES))]
    state: String,
    /// How often it was tried.
    attempts: i32,
    /// When it may be tried next.
    next_at: At,
    /// What went wrong the last time.
    last_error: Option<String>,
    /// When it was written.
    queued_at: At,
    /// When it was sent.
    sent_at: Option<At>,
}

impl From<Waiting> for LetterJson {
    fn from(of: Waiting) -> LetterJson {
        LetterJson {
            id: of.id,
            kind: of.kind,
            to: of.to_address,
            state: of.state,
            attempts: of.attempts,
            next_at: of.next_at.into(),
            last_error: of.last_error,
            queued_at: of.queued_at.into(),
            sent_at: of.sent_at.map(At),
        }
    }
}

fn log(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let query: LogQuery = call.query()?;
    let (room, at_most) = room(query.limit);
    let council = call.work.by.council.clone();
    let before = query.after.map(|text| text.parse().map_err(|_| no_place())).transpose()?;
    let about = query.about.unwrap_or_default();
    let mut found = acts::before(call.work.books, &council, &about, before, at_most)?;
    let next = cut(&mut found, room, |entry| entry.entry.to_string());
    let items = found.into_iter().map(ActJson::from).collect();
    Ok(Reply::json(&Rows { items, next: next.clone() }).then(next))
}

fn list_people(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let all = people::people(call.work.books, Some(&call.work.by.council))?;
    Ok(Reply::json(&PeopleJson { items: all.into_iter().map(PersonJson::from).collect() }))
}

fn person(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let login = call.parameter("person");
    let all = people::people(call.work.books, Some(&call.work.by.council))?;
    let found = all.into_iter().find(|person| person.login == login);
    Ok(Reply::json(&PersonJson::from(found.ok_or_else(Fault::no_such)?)))
}

fn change_duties(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (login, given) = (call.parameter("person"), call.body::<Duties>()?);
    person(call)?;
    let mut roles: Vec<Role> = given.roles.iter().filter_map(|word| Role::read(&word.0)).collect();
    roles.sort_unstable();
    roles.dedup();
    keep_people::duties_of(call.work, &login, &roles, given.active)?;
    person(call)
}

fn councils(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let all = people::councils(call.work.books)?.into_iter();
    let items = all.map(|of| CouncilJson { name: of.name, prefix: of.prefix }).collect();
    Ok(Reply::json(&CouncilsJson { items }))
}

fn letters(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let LettersQuery { state, limit, after } = call.query()?;
    let (room, at_most) = room(limit);
    let council = call.work.by.council.clone();
    let (state, after) = (state.as_deref(), after.as_deref());
    let mut found = outbox::after(call.work.books, &council, state, after, at_most)?;
    let next = cut(&mut found, room, |letter| letter.id.clone());
    let items = found.into_iter().map(LetterJson::from).collect();
    Ok(Reply::json(&Rows { items, next: next.clone() }).then(next))
}

fn letter(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (council, id) = (call.work.by.council.clone(), call.parameter("letter"));
    let found = outbox::by_id(call.work.books, &council, &id)?.ok_or_else(Fault::no_such)?;
    Ok(Reply::json(&LetterJson::from(found)))
}

fn send_again(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (id, why) = (call.parameter("letter"), call.body::<Because>()?);
    letter(call)?;
    deliver::send_again(call.work, &id, &why.words())?;
    letter(call)
}

fn let_rest(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (id, why) = (call.parameter("letter"), call.body::<Because>()?);
    letter(call)?;
    deliver::let_rest(call.work, &id, &why.words())?;
    letter(call)
}
