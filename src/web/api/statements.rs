//! Statements: listed, looked at before they are drawn up, and read with how each line came about.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::billing::stage::Stage;
use crate::domain::calendar::FinancialYear;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::invoices;
use crate::store::people;
use crate::store::queries;
use crate::store::queries::Query;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::listed::Wanted;
use crate::store::statements::listed::listed;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::problem::Wrong;
use crate::web::api::served::found;
use crate::web::api::statement_lines::LineJson;
use crate::web::api::statement_lines::NotBilledJson;
use crate::web::api::statement_lines::lines;
use crate::web::api::statement_lines::not_billed;
use crate::web::api::types::At;
use crate::web::api::types::Day;
use crate::web::api::types::PeriodName;
use crate::web::api::types::Rows;
use crate::web::api::types::Sum;
use crate::web::api::types::cut;
use crate::web::api::types::room;
use crate::web::gate::Rule::Has;
use crate::web::gate::Rule::On;
use crate::web::pages::statement::address_of;
use crate::web::pages::statement::named;
use crate::web::pages::statement_files;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::draw_up;
use crate::workflow::draw_up::Drawn;
use crate::workflow::duties::Duty;
use crate::workflow::issue;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::year_end::closing;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get("/api/v1/statements", Has(Duty::ReadPay), "listStatements", list)
        .says(
            "List statements",
            "Of all agreements that the council is party to, the latest period first. A draft is \
             seen by its supplier alone, until it is sent.",
        )
        .asked(of::<StatementsQuery>)
        .gives(of::<Rows<StatementRow>>),
    Operation::get(
        "/api/v1/agreements/{agreement}/statement-preview",
        On(Duty::DrawUp),
        "previewStatement",
        preview,
    )
    .says("Look at what would be drawn up", "Nothing is kept of it.")
    .asked(of::<PreviewQuery>)
    .gives(of::<PreviewJson>),
    Operation::get(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}",
        On(Duty::ReadPay),
        "getStatement",
        show,
    )
    .says(
        "Read a statement",
        "With its lines, how each was worked out, what is not billed and why, what was queried, \
         and its invoices. The address names the year and the period as pages do: 2018-19/q2, \
         2018-19/m07, 2018-19/year, with -closing or -reconciliation after the period of a \
         statement of that kind.",
    )
    .gives(of::<StatementJson>),
    Operation::file(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/statement.pdf",
        On(Duty::ReadPay),
        "getStatementPdf",
        "application/pdf",
        statement_files::paper,
    )
    .says("Get a statement's paper", "The document for people."),
    Operation::file(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/lines.csv",
        On(Duty::ReadPay),
        "getStatementCsv",
        "text/csv",
        statement_files::lines,
    )
    .says("Get a statement's lines as CSV", "A row a line, as they stand in the books."),
    Operation::file(
        "/api/v1/agreements/{agreement}/statements/{year}/{period}/lines.xlsx",
        On(Duty::ReadPay),
        "getStatementWorkbook",
        XLSX,
        statement_files::workbook,
    )
    .says("Get a statement's workbook", "With totals as formulas."),
];

/// A stage in the API.
pub(super) const STAGES: [&str; 5] = ["drawn-up", "with-purchaser", "agreed", "approved", "issued"];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct StatementsQuery {
    /// Those in this stage only.
    #[serde(default)]
    #[schemars(extend("enum" = STAGES))]
    stage: Option<String>,
    /// Those of this period, or of all periods of this financial year.
    #[serde(default)]
    period: Option<PeriodName>,
    /// How many rows at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// The `next` of the rows before.
    #[serde(default)]
    after: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct PreviewQuery {
    /// The period; without one, a closing statement: what makes less due than was billed.
    #[serde(default)]
    period: Option<PeriodName>,
}

/// A statement in a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StatementRow")]
pub(super) struct StatementRow {
    /// Where it is.
    href: String,
    /// The reference of its agreement.
    agreement: String,
    /// The council that bills.
    supplier: String,
    /// The council that pays.
    purchaser: String,
    /// `recharge`, `closing` or `reconciliation`.
    #[schemars(extend("enum" = ["recharge", "closing", "reconciliation"]))]
    kind: String,
    /// Its period.
    period: PeriodName,
    /// How far it has come.
    #[schemars(extend("enum" = STAGES))]
    stage: String,
    /// How many times it was drawn up.
    draft: i32,
    /// The day on which what it states was known.
    as_at: Day,
    /// All lines, without VAT.
    net: Sum,
    /// The VAT.
    vat: Sum,
    /// Both.
    gross: Sum,
    /// What it says, hashed: what is agreed and approved is this. Empty while it is returned.
    hash: String,
    /// The day it went to the purchaser.
    sent_on: Option<Day>,
    /// The last day for a query, after which it counts as agreed.
    deemed_on: Option<Day>,
}

/// A statement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Statement")]
pub(super) struct StatementJson {
    #[serde(flatten)]
    row: StatementRow,
    /// The first day that it is for.
    from: Day,
    /// The last.
    to: Day,
    /// Who drew it up.
    prepared_by: String,
    /// When.
    prepared_at: At,
    /// Who agreed it for the purchaser; `deemed` where the days for a query went by.
    agreed_by: Option<String>,
    /// When.
    agreed_at: Option<At>,
    /// Why two must approve it.
    over_limit: Option<String>,
    /// Who approved it.
    approved_by: Option<String>,
    /// When.
    approved_at: Option<At>,
    /// Who approved it beside them.
    countersigned_by: Option<String>,
    /// Its lines.
    lines: Vec<LineJson>,
    /// What is not billed, and why.
    not_billed: Vec<NotBilledJson>,
    /// What was queried.
    queries: Vec<QueryJson>,
    /// The numbers of its invoices and credit notes.
    invoices: Vec<String>,
}

/// What would be drawn up.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Preview")]
struct PreviewJson {
    #[serde(flatten)]
    row: StatementRow,
    /// Whether it stands in the books just so already.
    is_unchanged: bool,
    /// Why two must approve it.
    over_limit: Option<String>,
    /// Its lines.
    lines: Vec<LineJson>,
    /// What is not billed, and why.
    not_billed: Vec<NotBilledJson>,
    /// Posts by days given of which none are recorded.
    posts_without_days: Vec<String>,
}

/// What was asked about a line.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Query")]
struct QueryJson {
    /// The number of the line, as it was then.
    line_number: i32,
    /// The line's name in the agreement file.
    line: String,
    /// What was asked.
    reason: String,
    /// Who asked.
    raised_by: String,
    /// When.
    raised_at: At,
    /// What became of it; `null` while it is open.
    outcome: Option<String>,
    /// What was answered.
    answer: Option<String>,
}

fn list(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let query: StatementsQuery = call.query()?;
    let (room, at_most) = room(query.limit);
    let mut wanted = Wanted {
        stage: query.stage.as_deref().and_then(Stage::parse),
        after: query.after.as_deref().map(place_in).transpose()?,
        at_most,
        ..Wanted::default()
    };
    if let Some(PeriodName(period)) = query.period {
        let text = period.to_string();
        match FinancialYear::parse(&text) {
            Ok(year) => wanted.within = Some((year.dates().first, year.dates().last)),
            Err(_) => wanted.period = Some(text),
        }
    }
    let council = call.work.by.council.clone();
    let mut found = listed(call.work.books, &council, &wanted)?;
    let next = cut(&mut found, room, |kept| format!("{}.{}", kept.period.dates().first, kept.id));
    let mut items = Vec::new();
    for kept in &found {
        if let Some(held) = agreements::by_id(call.work.books, &kept.supplier, &kept.agreement)? {
            items.push(row(call.work, &held, kept)?);
        }
    }
    Ok(Reply::json(&Rows { items, next: next.clone() }).then(next))
}

fn place_in(text: &str) -> Result<(NaiveDate, String), Fault> {
    let place = text.split_once('.').and_then(|(day, id)| Some((day.parse().ok()?, id.to_owned())));
    place.ok_or_else(no_place)
}

/// A place in a list that was never given out.
pub(super) fn no_place() -> Fault {
    let says = "There is no such place in this list: give the `next` of the rows before.";
    Fault::Wrong {
        status: 404,
        says: says.to_owned(),
        errors: vec![Wrong { field: "after".to_owned(), says: says.to_owned() }],
        headers: Vec::new(),
    }
}

/// Where a statement is in the API.
pub(super) fn href(held: &Held, kept: &Kept) -> String {
    let path = address_of(held, kept);
    format!("/api/v1{}", path.replacen("/recharges/", "/statements/", 1))
}

/// A statement in a list.
pub(super) fn row(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<StatementRow, Refusal> {
    Ok(StatementRow {
        href: href(held, kept),
        agreement: held.reference.clone(),
        supplier: people::council_name(work.books, &held.supplier)?,
        purchaser: people::council_name(work.books, &held.purchaser)?,
        kind: kept.kind.word().to_owned(),
        period: kept.period.into(),
        stage: kept.stage.word().to_owned(),
        draft: kept.draft,
        as_at: kept.as_at.into(),
        net: kept.net.into(),
        vat: kept.vat.into(),
        gross: kept.gross.into(),
        hash: kept.hash.clone(),
        sent_on: kept.sent_on.map(Day),
        deemed_on: kept.deemed_on.map(Day),
    })
}

/// The statement that the address names.
pub(super) fn asked(call: &mut Call<'_, '_>) -> Result<(Held, Kept), Fault> {
    let held = call.held()?;
    let (period, kind) = named(&call.parameter("year"), &call.parameter("period"))?;
    let kept = found(call.work, |work| agree::of_period(work, &held, period, kind))?;
    Ok((held, kept))
}

/// Reads a statement.
pub(super) fn show(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, kept) = asked(call)?;
    Ok(Reply::json(&whole(call.work, &held, &kept)?))
}

/// A statement with all that there is to know of it.
pub(super) fn whole(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
) -> Result<StatementJson, Refusal> {
    let stored = statements::lines(work.books, kept)?;
    let terms = terms::of_statement(work.books, held, kept)?;
    let drawn = issue::restored(held, kept, &terms, &stored)?;
    let dates = kept.period.dates();
    let mut names = [&kept.approved_by, &kept.countersigned_by].into_iter();
    let mut name = |work: &mut Work<'_>| -> Result<Option<String>, Refusal> {
        let id = names.next().and_then(Option::as_deref);
        Ok(id.map(|id| people::name_of(work.books, id)).transpose()?)
    };
    let approved_by = name(work)?;
    let countersigned_by = name(work)?;
    let issued = invoices::of_statement(work.books, &held.supplier, &kept.id)?;
    let mut asked = Vec::new();
    for query in queries::of_statement(work.books, kept)? {
        asked.push(query_json(work, query)?);
    }
    Ok(StatementJson {
        row: row(work, held, kept)?,
        from: dates.first.into(),
        to: dates.last.into(),
        prepared_by: people::name_of(work.books, &kept.prepared_by)?,
        prepared_at: kept.prepared_at.into(),
        agreed_by: match kept.agreed_by.as_deref() {
            Some(agree::DEEMED) => Some("deemed".to_owned()),
            Some(id) => Some(people::name_of(work.books, id)?),
            None => None,
        },
        agreed_at: kept.agreed_at.map(At),
        over_limit: kept.over_limit.clone(),
        approved_by,
        approved_at: kept.approved_at.map(At),
        countersigned_by,
        lines: lines(&stored, &drawn),
        not_billed: drawn.not_billed.iter().map(not_billed).collect(),
        queries: asked,
        invoices: issued.into_iter().map(|of| of.number).collect(),
    })
}

fn query_json(work: &mut Work<'_>, query: Query) -> Result<QueryJson, Refusal> {
    Ok(QueryJson {
        line_number: query.line_no,
        line: query.line,
        reason: query.reason,
        raised_by: people::name_of(work.books, &query.raised_by)?,
        raised_at: query.raised_at.into(),
        outcome: query.outcome,
        answer: query.answer,
    })
}

fn preview(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, query) = (call.held()?, call.query::<PreviewQuery>()?);
    let drawn = match query.period {
        Some(PeriodName(period)) => draw_up::preview(call.work, &call.house.limits, &held, period)?,
        None => closing::preview(call.work, &held)?,
    };
    let Drawn { kept, lines: stored, statement, terms, is_unchanged } = &drawn;
    Ok(Reply::json(&PreviewJson {
        row: row(call.work, &held, kept)?,
        is_unchanged: *is_unchanged,
        over_limit: kept.over_limit.clone(),
        lines: lines(stored, statement),
        not_billed: statement.not_billed.iter().map(not_billed).collect(),
        posts_without_days: draw_up::posts_without_days(terms, statement),
    }))
}
