//! Runs: one step for all agreements of a council, done by the worker.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::store::agreements;
use crate::store::people;
use crate::store::runs;
use crate::store::runs::Run;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::served::list_of;
use crate::web::api::types::At;
use crate::web::api::types::ListQuery;
use crate::web::api::types::PeriodName;
use crate::web::api::types::Rows;
use crate::web::api::types::cut;
use crate::web::api::types::room;
use crate::web::gate::Rule::Has;
use crate::workflow::Work;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::run;
use crate::workflow::run::Order;
use crate::workflow::run::Step;
use crate::workflow::run::Writes;
use crate::workflow::tokens::Scope;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get("/api/v1/runs", Has(Duty::ReadPay), "listRuns", list)
        .says("List runs", "The latest first.")
        .asked(of::<ListQuery>)
        .gives(of::<Rows<RunJson>>),
    Operation::post("/api/v1/runs", Has(Duty::ReadPay), Scope::Recharges, "beginRun", begin)
        .says(
            "Begin a run",
            "One step of the quarter for all agreements. The service goes on with it after the \
             answer: read the run to see how far it is.",
        )
        .takes(of::<ToRun>)
        .makes(of::<RunJson>),
    Operation::get("/api/v1/runs/{run}", Has(Duty::ReadPay), "getRun", show)
        .says("Read a run", "How far it is, and what became of how many agreements.")
        .gives(of::<RunJson>),
    Operation::get("/api/v1/runs/{run}/items", Has(Duty::ReadPay), "listRunItems", items)
        .says("List what became of each agreement", "Those that came to one outcome.")
        .asked(of::<ItemsQuery>)
        .gives(of::<ItemsJson>),
];

/// The steps, by the words of the commands.
const STEPS: [&str; 6] = ["draw-up", "send", "agree", "deem-agreed", "approve", "issue"];
const OUTCOMES: [&str; 4] = ["done", "nothing-due", "not-yet", "parked"];

/// A run.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Run")]
struct RunJson {
    /// Where it is.
    href: String,
    /// Its name in addresses.
    id: String,
    /// What it does to each agreement.
    step: String,
    /// For which period.
    period: String,
    /// Whether it takes back what it does.
    preview: bool,
    /// How far it is.
    #[schemars(extend("enum" = ["queued", "going", "over"]))]
    state: String,
    /// How many agreements it is about.
    agreements: i32,
    /// How many came to which outcome so far.
    outcomes: BTreeMap<String, i64>,
    /// Why it ended before its time.
    stopped_because: Option<String>,
    /// Who began it.
    started_by: String,
    /// When.
    started_at: At,
    /// When it ended.
    finished_at: Option<At>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToRun {
    /// What is done to each agreement.
    #[schemars(extend("enum" = STEPS))]
    step: String,
    /// The period.
    period: PeriodName,
    /// Whether it is only to show what it would do: all the same work, of which nothing is kept.
    #[serde(default)]
    preview: bool,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ItemsQuery {
    /// The outcome.
    #[schemars(extend("enum" = OUTCOMES))]
    outcome: String,
}

/// What became of an agreement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RunItem")]
struct ItemJson {
    /// The reference of the agreement.
    agreement: String,
    /// Why.
    says: String,
}

/// What became of agreements.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RunItems")]
struct ItemsJson {
    /// By reference.
    items: Vec<ItemJson>,
}

fn json(work: &mut Work<'_>, of: &Run) -> Result<RunJson, Refusal> {
    Ok(RunJson {
        href: href(of),
        id: of.id.clone(),
        step: of.act.clone(),
        period: of.period.clone(),
        preview: of.preview,
        state: of.state.clone(),
        agreements: of.agreement_count,
        outcomes: runs::counts(work.books, of)?,
        stopped_because: of.stopped_because.clone(),
        started_by: people::name_of(work.books, &of.started_by)?,
        started_at: of.started_at.into(),
        finished_at: of.finished_at.map(At),
    })
}

fn href(of: &Run) -> String {
    format!("/api/v1/runs/{}", of.id)
}

fn list(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let ListQuery { limit, after } = list_of(call)?;
    let (room, at_most) = room(limit);
    let council = call.work.by.council.clone();
    let mut found = runs::listed(call.work.books, &council, after.as_deref(), at_most)?;
    let next = cut(&mut found, room, |run| run.id.clone());
    let items = found.iter().map(|of| json(call.work, of)).collect::<Result<Vec<_>, Refusal>>()?;
    Ok(Reply::json(&Rows { items, next: next.clone() }).then(next))
}

fn begin(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let given: ToRun = call.body()?;
    let step = Step::read(&given.step).ok_or_else(Fault::no_such)?;
    let writes = if given.preview { Writes::No } else { Writes::Yes };
    let order = Order { limits: call.house.limits, step, period: given.period.0, writes };
    let begun = run::begin(call.work, &order)?;
    Ok(Reply::json(&json(call.work, &begun)?).at(href(&begun)))
}

fn asked(call: &mut Call<'_, '_>) -> Result<Run, Fault> {
    let (council, id) = (call.work.by.council.clone(), call.parameter("run"));
    runs::by_id(call.work.books, &council, &id)?.ok_or_else(Fault::no_such)
}

fn show(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let run = asked(call)?;
    Ok(Reply::json(&json(call.work, &run)?))
}

fn items(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let ItemsQuery { outcome } = call.query()?;
    let run = asked(call)?;
    let all = agreements::of_party(call.work.books, &call.work.by.council)?;
    let names: BTreeMap<&str, &str> =
        all.iter().map(|held| (held.id.as_str(), held.reference.as_str())).collect();
    let found = runs::items(call.work.books, &run, &outcome)?.into_iter();
    let item = |(id, says): (crate::domain::people::AgreementId, String)| ItemJson {
        agreement: names.get(id.as_str()).copied().unwrap_or_default().to_owned(),
        says,
    };
    let mut items: Vec<ItemJson> = found.map(item).collect();
    items.sort_by(|one, other| one.agreement.cmp(&other.agreement));
    Ok(Reply::json(&ItemsJson { items }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_of_the_commands_may_be_asked_for() {
        let words: Vec<&str> = Step::WORDS.iter().map(|(word, _)| *word).collect();
        assert_eq!(words, STEPS);
    }
}
