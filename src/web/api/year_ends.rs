//! The end of a year: what is stated, compared and owed, and what is done then.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::billing::balances::Balances;
use crate::billing::transparency::Item;
use crate::domain::calendar::FinancialYear;
use crate::store::money;
use crate::store::people;
use crate::web::answer::Answer;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::given;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::problem::sentence;
use crate::web::api::statements;
use crate::web::api::statements::StatementJson;
use crate::web::api::types::Day;
use crate::web::api::types::Sum;
use crate::web::api::types::year_in;
use crate::web::gate::Rule::Has;
use crate::web::gate::Rule::On;
use crate::web::page::in_one_line;
use crate::web::pages::statement::named;
use crate::web::pages::year_end_acts as pages;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::tokens::Scope;
use crate::workflow::year_end::balances;
use crate::workflow::year_end::balances::Figures;
use crate::workflow::year_end::exports;
use crate::workflow::year_end::ledger;
use crate::workflow::year_end::lock;
use crate::workflow::year_end::reconciliation;

const CSV: &str = "text/csv";

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get(
        "/api/v1/agreements/{agreement}/year-ends/{year}",
        On(Duty::ReadPay),
        "getYearEnd",
        show,
    )
    .says(
        "Read a year's end",
        "Whether it is over and locked, what both councils state, how that compares, and what is \
         owed. The year is written 2018-19.",
    )
    .gives(of::<YearEndJson>),
    Operation::file(
        "/api/v1/agreements/{agreement}/year-ends/{year}/journal.csv",
        On(Duty::ReadPay),
        "getJournal",
        CSV,
        pages::journal,
    )
    .says("Get a year's journal", "For the council's own ledger."),
    Operation::file(
        "/api/v1/agreements/{agreement}/year-ends/{year}/journal-of-accruals.csv",
        On(Duty::ReadPay),
        "getJournalOfAccruals",
        CSV,
        pages::journal_of_accruals,
    )
    .says("Get the journal of a year's accruals", "For the council's own ledger."),
    Operation::file(
        "/api/v1/agreements/{agreement}/year-ends/{year}/accruals.csv",
        On(Duty::ReadPay),
        "getAccruals",
        CSV,
        pages::accruals,
    )
    .says("Get what is to be accrued", "With the reason of each."),
    Operation::post(
        "/api/v1/agreements/{agreement}/year-ends/{year}/reconcile",
        On(Duty::DrawUp),
        Scope::YearEnds,
        "drawUpReconciliation",
        reconcile,
    )
    .says("Draw up a year's reconciliation", "The days delivered against those agreed.")
    .makes(of::<StatementJson>),
    Operation::post(
        "/api/v1/agreements/{agreement}/year-ends/{year}/state",
        On(Duty::StateBalance),
        Scope::YearEnds,
        "stateBalance",
        state,
    )
    .says("State the council's balance", "Of its own ledger, or without figures as the books say.")
    .takes(of::<ToState>)
    .gives(of::<YearEndJson>)
    .changes(show),
    Operation::post(
        "/api/v1/agreements/{agreement}/year-ends/{year}/lock",
        On(Duty::LockYear),
        Scope::YearEnds,
        "lockYear",
        lock_year,
    )
    .says("Lock a year that is over", "With a reason where something stands in the way.")
    .takes(of::<ToLock>)
    .gives(of::<YearEndJson>)
    .changes(show),
    Operation::file(
        "/api/v1/agreements/{agreement}/year-ends/{year}/letter.pdf",
        On(Duty::StateBalance),
        "getBalancesLetter",
        "application/pdf",
        letter,
    )
    .says("Get the letter to agree the balances", "Once both can be compared.")
    .asked(of::<LetterQuery>),
    Operation::get(
        "/api/v1/publication/{year}/{period}",
        Has(Duty::Read),
        "listPublished",
        published,
    )
    .says(
        "List what is published of a quarter",
        "The items over £500 that the council was billed, and what is wrong with any of them.",
    )
    .gives(of::<PublishedJson>),
    Operation::file(
        "/api/v1/publication/{year}/{period}/items.csv",
        Has(Duty::Read),
        "getPublication",
        CSV,
        pages::items,
    )
    .says("Get what is published of a quarter", "The items that the council paid, as CSV."),
];

/// What a council states.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StatedBalance")]
struct StatedJson {
    /// Which side it is.
    #[schemars(extend("enum" = ["supplier", "purchaser"]))]
    side: String,
    /// What was billed in the year.
    billed: Sum,
    /// What of it was unpaid at its end.
    unpaid: Sum,
    /// What is accrued.
    accrued: Sum,
    /// What was noted with it.
    note: String,
    /// Who stated it.
    stated_by: String,
}

/// A balance side by side.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ComparedBalance")]
struct ComparedJson {
    /// Which balance.
    balance: String,
    /// The supplier's.
    supplier: Sum,
    /// The purchaser's.
    purchaser: Sum,
    /// What lies between them.
    difference: Sum,
}

/// The end of a year.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "YearEnd")]
struct YearEndJson {
    /// The year: `2018/19`.
    year: String,
    /// Whether its last day is over.
    is_over: bool,
    /// Whether it is locked.
    is_locked: bool,
    /// What stands in the way of a lock, for who may lock it.
    in_the_way: Vec<String>,
    /// What the councils state.
    stated: Vec<StatedJson>,
    /// How their balances compare; empty where they cannot be compared yet.
    compared: Vec<ComparedJson>,
    /// Why they cannot be compared.
    not_compared_because: Option<String>,
    /// What is unpaid at the end of the year, or today where that is sooner.
    debt: Sum,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToState {
    /// The figures of the council's own ledger; without them those of the books.
    #[serde(default)]
    figures: Option<FiguresJson>,
    /// What is to be noted.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    note: Option<String>,
}

/// The figures of a ledger.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct FiguresJson {
    /// What was billed in the year.
    billed: Sum,
    /// What of it was unpaid at its end.
    unpaid: Sum,
    /// What is accrued.
    accrued: Sum,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToLock {
    /// Why it is locked though something stands in the way.
    #[serde(default)]
    #[schemars(length(max = 2000))]
    reason: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LetterQuery {
    /// The day by which they are to answer.
    reply_by: Day,
}

/// An item that is published.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PublishedItem")]
struct ItemJson {
    /// Who was paid.
    beneficiary: String,
    /// What for.
    purpose: String,
    /// The sum, without VAT that is recovered.
    amount: Sum,
    /// VAT that is not recovered.
    irrecoverable_vat: Sum,
    /// The day of the document.
    date: Day,
    /// Its number.
    invoice: String,
}

/// What is published of a quarter.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Published")]
struct PublishedJson {
    /// The items.
    items: Vec<ItemJson>,
    /// What is wrong with any of them.
    findings: Vec<String>,
}

fn year_of(call: &Call<'_, '_>) -> Result<FinancialYear, Fault> {
    year_in(&call.parameter("year")).ok_or_else(Fault::no_such)
}

fn show(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, year) = (call.held()?, year_of(call)?);
    let work = &mut *call.work;
    let (compared, not_compared_because) = match balances::compare(work, &held.reference, year) {
        Ok(found) => (compared(&found), None),
        Err(Refusal::Refused(says)) => (Vec::new(), Some(sentence(&says))),
        Err(other) => return Err(other.into()),
    };
    let mut stated = Vec::new();
    for of in money::balances(work.books, &held.supplier, &held.id, year)? {
        stated.push(StatedJson {
            side: of.side,
            billed: of.billed.into(),
            unpaid: of.unpaid.into(),
            accrued: of.accrued.into(),
            note: of.note,
            stated_by: people::name_of(work.books, &of.stated_by)?,
        });
    }
    let last = year.dates().last;
    let may_lock = duties::must_be_theirs(work.by, Duty::LockYear, &held).is_ok();
    let debt = ledger::debt(work, &held.reference, last.min(work.at.today))?;
    Ok(Reply::json(&YearEndJson {
        year: year.to_string(),
        is_over: work.at.today > last,
        is_locked: lock::is_closed(work.books, &held, year)?,
        in_the_way: if may_lock { lock::in_the_way(work, &held, year)? } else { Vec::new() },
        stated,
        compared,
        not_compared_because,
        debt: debt.aged.total().into(),
    }))
}

fn compared(of: &Balances) -> Vec<ComparedJson> {
    let rows = of.rows.iter().map(|row| ComparedJson {
        balance: row.balance.in_words().to_owned(),
        supplier: row.supplier.into(),
        purchaser: row.purchaser.into(),
        difference: row.difference().into(),
    });
    rows.collect()
}

/// The letter to agree the balances: the same as the page's.
fn letter(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let year = year_in(visit.asked.parameter("year")).ok_or_else(Stop::no_page)?;
    let LetterQuery { reply_by: Day(by) } =
        given::query(&visit.asked.query).map_err(Fault::into_refusal)?;
    let fonts = &visit.house.fonts;
    let bytes = visit.look(|work| balances::letter(work, fonts, &held.reference, year, by))?;
    let name = pages::named(&held.reference, year, "balances", "pdf");
    Ok(Answer::file(&name, "application/pdf", bytes))
}

fn published(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (quarter, _) = named(&call.parameter("year"), &call.parameter("period"))?;
    let (items, findings) = exports::transparency(call.work, quarter.dates().first)?;
    let item = |of: Item| ItemJson {
        beneficiary: of.beneficiary,
        purpose: of.purpose,
        amount: of.amount.into(),
        irrecoverable_vat: of.irrecoverable_vat.into(),
        date: of.date.into(),
        invoice: of.invoice_number,
    };
    Ok(Reply::json(&PublishedJson {
        items: items.into_iter().map(item).collect(),
        findings: findings.iter().map(|of| sentence(&of.says)).collect(),
    }))
}

fn reconcile(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, year) = (call.held()?, year_of(call)?);
    let drawn = reconciliation::draw_up(call.work, &held.reference, year)?;
    let reply = Reply::json(&statements::whole(call.work, &held, &drawn.kept)?);
    Ok(reply.at(statements::href(&held, &drawn.kept)))
}

fn state(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, year, given) = (call.held()?, year_of(call)?, call.body::<ToState>()?);
    let figures = given.figures.map(|of| Figures {
        billed: of.billed.0,
        unpaid: of.unpaid.0,
        accrued: of.accrued.0,
    });
    let note = in_one_line(&given.note.unwrap_or_default());
    balances::state(call.work, &held.reference, year, figures, &note)?;
    show(call)
}

fn lock_year(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (held, year, given) = (call.held()?, year_of(call)?, call.body::<ToLock>()?);
    let reason = in_one_line(&given.reason.unwrap_or_default());
    lock::lock(call.work, &held.reference, year, Some(&reason))?;
    show(call)
}
