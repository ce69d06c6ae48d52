//! What is recorded for an agreement: days, costs and values by files of rows; and decisions.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::store::agreements;
use crate::store::agreements::HoldingOver;
use crate::store::people;
use crate::store::recorded;
use crate::store::recorded::Kind;
use crate::web::api::agreements::href;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::types::At;
use crate::web::api::types::Day;
use crate::web::gate::Rule::On;
use crate::web::page::in_one_line;
use crate::web::pages::records as pages;
use crate::workflow::bring_in;
use crate::workflow::duties::Duty;
use crate::workflow::sheet;
use crate::workflow::tokens::Scope;

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/api/v1/agreements/{agreement}/records",
        On(Duty::Read),
        "listRecordedFiles",
        list,
    )
    .says("List the files of rows that were brought in", "The latest first.")
    .gives(of::<RecordsJson>),
    Operation::file(
        "/api/v1/agreements/{agreement}/records/{kind}",
        On(Duty::Read),
        "getRecordedRows",
        CSV,
        pages::download,
    )
    .says(
        "Get all rows of a kind",
        "`days`, `costs` or `values`: a file that could be brought in.",
    ),
    Operation::post(
        "/api/v1/agreements/{agreement}/records/{kind}",
        On(Duty::Read),
        Scope::Agreements,
        "recordRows",
        record,
    )
    .says(
        "Bring in rows",
        "`days`, `costs` or `values`, as CSV or a workbook. Every bad row is told with its place, \
         and then none comes in.",
    )
    .asked(of::<RecordsQuery>)
    .takes_file(&[CSV, XLSX])
    .makes(of::<RecordedJson>),
    Operation::get(
        "/api/v1/agreements/{agreement}/hold-over",
        On(Duty::Read),
        "listHoldingsOver",
        holdings,
    )
    .says("List decisions to hold over", "To bill though the terms are not signed.")
    .gives(of::<HoldingsJson>),
    Operation::post(
        "/api/v1/agreements/{agreement}/hold-over",
        On(Duty::HoldOver),
        Scope::Agreements,
        "decideHoldingOver",
        hold_over,
    )
    .says("Record a decision to hold over", "Invoices may be issued on the days that it names.")
    .takes(of::<ToHoldOver>)
    .makes(of::<HoldingsJson>),
];

/// A file of rows.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "RecordedFile")]
struct FileJson {
    /// What its rows are of.
    #[schemars(extend("enum" = ["days", "costs", "values"]))]
    kind: String,
    /// Its name.
    name: String,
    /// How many rows it has.
    rows: i32,
    /// Who brought it in.
    by: String,
    /// When.
    at: At,
}

/// The files of rows of an agreement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Records")]
struct RecordsJson {
    /// The latest first.
    items: Vec<FileJson>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RecordsQuery {
    /// What the file is called; the books keep it.
    #[serde(default)]
    #[schemars(length(min = 1, max = 200))]
    name: Option<String>,
    /// Whether rows that say again what is recorded are meant: else they are refused.
    #[serde(default)]
    again: Option<bool>,
}

/// What came in.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Recorded")]
struct RecordedJson {
    /// How many rows.
    rows: usize,
    /// What a careful reader warns of.
    warnings: Vec<String>,
}

/// A decision to hold over.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "HoldingOver")]
struct HoldingJson {
    /// By what it was decided.
    decision: String,
    /// The first day.
    from: Day,
    /// The last.
    until: Day,
}

/// Decisions to hold over.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "HoldingsOver")]
struct HoldingsJson {
    /// In order.
    items: Vec<HoldingJson>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToHoldOver {
    /// The minute, or the officer's decision, and its day.
    #[schemars(length(min = 1, max = 2000))]
    decision: String,
    /// The first day.
    from: Day,
    /// The last.
    until: Day,
}

fn list(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let held = call.held()?;
    let mut items = Vec::new();
    for of in recorded::brought(call.work.books, &held)? {
        items.push(FileJson {
            // A command names a file by its whole path.
            name: of.name.rsplit(['/', '\\']).next().unwrap_or_default().to_owned(),
            kind: of.kind,
            rows: of.rows,
            by: people::name_of(call.work.books, &of.by)?,
            at: of.at.into(),
        });
    }
    Ok(Reply::json(&RecordsJson { items }))
}

fn record(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, query) = (call.held()?, call.query::<RecordsQuery>()?);
    let kind = Kind::read(&call.parameter("kind")).ok_or_else(Fault::no_such)?;
    let is_workbook = call.asked.header("content-type").is_some_and(|of| of.starts_with(XLSX));
    let ending = if is_workbook { ".xlsx" } else { ".csv" };
    let mut name = in_one_line(&query.name.unwrap_or_else(|| kind.word().to_owned()));
    if !name.to_lowercase().ends_with(ending) {
        name.push_str(ending);
    }
    let sheet = sheet::read(&name, call.asked.body.clone())?;
    let bring = match query.again {
        Some(true) => bring_in::recorded_again,
        _ => bring_in::recorded,
    };
    let done = bring(call.work, &held.reference, kind, &sheet.name, &sheet.text);
    let (rows, warnings) = done.map_err(|refusal| match refusal {
        crate::workflow::refusal::Refusal::Input(problems) => {
            let says = problems.iter().map(|says| sheet.in_its_places(says)).collect();
            crate::workflow::refusal::Refusal::Input(says)
        }
        other => other,
    })?;
    let warnings = warnings.iter().map(|says| sheet.in_its_places(says)).collect();
    let at = format!("{}/records/{}", href(&held.reference), kind.word());
    Ok(Reply::json(&RecordedJson { rows, warnings }).at(at))
}

fn holdings(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let held = call.held()?;
    let holding = |of: HoldingOver| HoldingJson {
        decision: of.decision,
        from: of.from.into(),
        until: of.until.into(),
    };
    let all = agreements::holdings_over(call.work.books, &held)?;
    Ok(Reply::json(&HoldingsJson { items: all.into_iter().map(holding).collect() }))
}

fn hold_over(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, given) = (call.held()?, call.body::<ToHoldOver>()?);
    let decision = HoldingOver {
        decision: in_one_line(&given.decision),
        from: given.from.0,
        until: given.until.0,
    };
    bring_in::hold_over(call.work, &held.reference, &decision)?;
    Ok(holdings(call)?.at(format!("{}/hold-over", href(&held.reference))))
}
