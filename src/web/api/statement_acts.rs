//! What is done to a statement: each calls the act of the workflow that the page calls.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::store::agreements::Held;
use crate::store::statements::Kept;
use crate::store::statements::by_id;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Described;
use crate::web::api::operation::Operation;
use crate::web::api::operation::Work as Doing;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::statements;
use crate::web::api::statements::StatementJson;
use crate::web::api::types::PeriodName;
use crate::web::gate::Rule::On;
use crate::web::page::in_one_line;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::approve;
use crate::workflow::draw_up;
use crate::workflow::duties::Duty;
use crate::workflow::issue;
use crate::workflow::refusal::Refusal;
use crate::workflow::tokens::Scope;
use crate::workflow::year_end::closing;

/// An act on the statement that the address names.
const fn act(path: &'static str, duty: Duty, id: &'static str, does: Doing) -> Operation {
    Operation::post(path, On(duty), Scope::Recharges, id, does)
        .gives(of::<StatementJson>)
        .changes(statements::show)
}

const LINE: Described = of::<LineAndReason>;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::post(
        "/api/v1/agreements/{agreement}/statements",
        On(Duty::DrawUp),
        Scope::Recharges,
        "drawUpStatement",
        draw,
    )
    .says(
        "Draw up a statement",
        "Or draw it up again, while it is with nobody else. The purchaser does not see it until \
         it is sent.",
    )
    .takes(of::<ToDrawUp>)
    .makes(of::<StatementJson>),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/send",
        Duty::DrawUp,
        "sendStatement",
        send,
    )
    .says("Send a statement to the purchaser", "They are told by letter."),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/agree",
        Duty::Agree,
        "agreeStatement",
        agreed,
    )
    .says(
        "Agree a statement",
        "All lines that are not queried. `hash` is that of the statement that was read.",
    )
    .takes(of::<AsRead>),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/deem-agreed",
        Duty::DrawUp,
        "deemStatementAgreed",
        deem_agreed,
    )
    .says("Take a statement as agreed", "Once the days for a query went by."),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/query",
        Duty::Agree,
        "queryLine",
        query,
    )
    .says("Query a line", "It is held; the others go on without it.")
    .takes(LINE),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/release",
        Duty::Agree,
        "releaseLine",
        release,
    )
    .says("Release a queried line", "It is agreed after all.")
    .takes(of::<LineAndAnswer>),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/withdraw",
        Duty::Withdraw,
        "withdrawLine",
        withdraw,
    )
    .says(
        "Withdraw a queried line",
        "It is not billed. Another person does it than who drew the statement up.",
    )
    .takes(LINE),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/return",
        Duty::Return,
        "returnStatement",
        give_back,
    )
    .says("Return a statement", "To be drawn up again.")
    .takes(of::<Because>),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/approve",
        Duty::Approve,
        "approveStatement",
        approve,
    )
    .says(
        "Approve a statement",
        "Another person does it than who drew it up; over the limit, two others. `hash` is \
             that of the statement that was read.",
    )
    .takes(of::<AsRead>),
    act(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/issue",
        Duty::Issue,
        "issueStatement",
        issue,
    )
    .says(
        "Issue what is approved",
        "As invoices and credit notes, by VAT. Their files are made after the answer.",
    ),
];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToDrawUp {
    /// The period; without one, a closing statement: what makes less due than was billed.
    #[serde(default)]
    period: Option<PeriodName>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct AsRead {
    /// The `hash` of the statement as it was read.
    #[schemars(length(min = 1, max = 64))]
    hash: String,
}

/// A line and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LineAndReason {
    /// The number of the line.
    #[schemars(range(min = 1, max = 100_000))]
    line: i32,
    /// Why: what would settle it?
    #[schemars(length(min = 1, max = 2000))]
    reason: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LineAndAnswer {
    /// The number of the line.
    #[schemars(range(min = 1, max = 100_000))]
    line: i32,
    /// What settled it.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    answer: Option<String>,
}

/// Why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Because {
    /// Why.
    #[schemars(length(min = 1, max = 2000))]
    reason: String,
}

impl Because {
    /// The words in one line, as the log keeps them.
    pub(super) fn words(&self) -> String {
        in_one_line(&self.reason)
    }
}

fn draw(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, given) = (call.held()?, call.body::<ToDrawUp>()?);
    let drawn = match given.period {
        Some(PeriodName(period)) => {
            draw_up::draw_up_for(call.work, &call.house.limits, &held, period)?
        }
        None => closing::draw_up_for(call.work, &held)?,
    };
    let reply = Reply::json(&statements::whole(call.work, &held, &drawn.kept)?);
    Ok(reply.at(statements::href(&held, &drawn.kept)))
}

/// Does an act on the statement that the address names, and answers with it as it then stands.
fn done(
    call: &mut Call<'_, '_>,
    what: impl FnOnce(&mut Work<'_>, &Held, &Kept) -> Result<(), Refusal>,
) -> Result<Reply, Fault> {
    let (held, kept) = statements::asked(call)?;
    what(call.work, &held, &kept)?;
    // By its name in the books: once it is returned it is no statement of the purchaser's.
    let kept = by_id(call.work.books, &held.supplier, &kept.id)?.ok_or_else(Fault::no_such)?;
    Ok(Reply::json(&statements::whole(call.work, &held, &kept)?))
}

fn send(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    done(call, |work, held, kept| agree::send(work, held, kept).map(drop))
}

fn agreed(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let AsRead { hash } = call.body()?;
    done(call, |work, held, kept| agree::agree(work, held, kept, Some(&hash)).map(drop))
}

fn deem_agreed(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    done(call, |work, held, kept| agree::deem_agreed(work, held, kept).map(drop))
}

fn query(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let LineAndReason { line, reason } = call.body()?;
    let (line, reason) = (line.to_string(), in_one_line(&reason));
    done(call, |work, held, kept| agree::query(work, held, kept, &line, &reason).map(drop))
}

fn release(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let LineAndAnswer { line, answer } = call.body()?;
    let (line, answer) = (line.to_string(), in_one_line(&answer.unwrap_or_default()));
    done(call, |work, held, kept| agree::release(work, held, kept, &line, &answer).map(drop))
}

fn withdraw(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let LineAndReason { line, reason } = call.body()?;
    let (line, reason) = (line.to_string(), in_one_line(&reason));
    done(call, |work, held, kept| agree::withdraw(work, held, kept, &line, &reason).map(drop))
}

fn give_back(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let reason = call.body::<Because>()?.words();
    done(call, |work, held, kept| agree::give_back(work, held, kept, &reason).map(drop))
}

fn approve(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let AsRead { hash } = call.body()?;
    done(call, |work, held, kept| approve::approve(work, held, kept, Some(&hash)).map(drop))
}

fn issue(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    done(call, |work, held, kept| issue::issue(work, held, kept).map(drop))
}
