//! Invoices and credit notes: listed, and read with their lines, what was paid and what is left.

use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::billing::invoice::DocumentKind;
use crate::domain::vat::Treatment;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::invoices::IssuedRate;
use crate::store::invoices::listed::State;
use crate::store::invoices::listed::Wanted;
use crate::store::invoices::listed::listed;
use crate::store::money;
use crate::store::people;
use crate::store::set_offs;
use crate::store::statements;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::operation::Operation;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::served::found;
use crate::web::api::statements::href as statement_href;
use crate::web::api::statements::no_place;
use crate::web::api::types::Day;
use crate::web::api::types::PeriodName;
use crate::web::api::types::Rows;
use crate::web::api::types::Sum;
use crate::web::api::types::room;
use crate::web::gate::Rule::Has;
use crate::web::page::segment;
use crate::web::pages::invoice_files;
use crate::workflow::Work;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;

/// The table.
pub const OPERATIONS: &[Operation] = &[
    Operation::get("/api/v1/invoices", Has(Duty::ReadPay), "listInvoices", list)
        .says(
            "List invoices and credit notes",
            "Those that the council issued and those that it got, the latest first.",
        )
        .asked(of::<InvoicesQuery>)
        .gives(of::<Rows<InvoiceRow>>),
    Operation::get("/api/v1/invoices/{number}", Has(Duty::ReadPay), "getInvoice", show)
        .says(
            "Read an invoice or credit note",
            "With its lines, its VAT, what was paid or set off, what is disputed, and what is \
             left.",
        )
        .gives(of::<InvoiceJson>),
    Operation::file(
        "/api/v1/invoices/{number}/invoice.pdf",
        Has(Duty::ReadPay),
        "getInvoicePdf",
        "application/pdf",
        invoice_files::paper,
    )
    .says("Get an invoice's paper", "To the byte as it was made and sent."),
    Operation::file(
        "/api/v1/invoices/{number}/invoice.xml",
        Has(Duty::ReadPay),
        "getElectronicInvoice",
        "application/xml",
        invoice_files::electronic,
    )
    .says("Get the electronic invoice", "UBL, as Peppol BIS Billing 3 has it."),
];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct InvoicesQuery {
    /// Those with this in the number, or in the agreement's reference.
    #[serde(default)]
    words: Option<String>,
    /// Those that stand so.
    #[serde(default)]
    #[schemars(extend("enum" = ["unpaid", "overdue", "disputed", "settled", "credit-notes"]))]
    state: Option<String>,
    /// How many rows at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 200))]
    limit: Option<u16>,
    /// The `next` of the rows before.
    #[serde(default)]
    after: Option<String>,
}

/// An invoice or credit note in a list.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "InvoiceRow")]
pub(super) struct InvoiceRow {
    /// Where it is.
    href: String,
    /// Its number.
    number: String,
    /// Which of the two it is.
    #[schemars(extend("enum" = ["invoice", "credit-note"]))]
    kind: String,
    /// The reference of its agreement.
    agreement: String,
    /// Its period.
    period: PeriodName,
    /// The day it was issued.
    issued_on: Day,
    /// The day it is due, by what is known today.
    due_on: Day,
    /// All lines, without VAT; below nought on a credit note.
    net: Sum,
    /// The VAT.
    vat: Sum,
    /// Both.
    gross: Sum,
    /// What is left to be paid, disputed or not.
    unpaid: Sum,
    /// How it stands, in a word or two: `due`, `overdue`, `part paid`, `paid`, `credited`,
    /// `disputed in part`; of a credit note `to be paid back`, `set off`, `paid back`.
    state: String,
}

/// An invoice or credit note.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Invoice")]
pub(super) struct InvoiceJson {
    #[serde(flatten)]
    row: InvoiceRow,
    /// Of what is left to be paid, what is not disputed.
    undisputed: Sum,
    /// The days in which it is to be paid.
    payment_days: i32,
    /// The day the purchaser had it.
    received_on: Option<Day>,
    /// Whether its files are made.
    has_files: bool,
    /// Where the statement is that it is of.
    statement: Option<String>,
    /// The number of the invoice that it gives back.
    credits: Option<String>,
    /// Why it gives back.
    reason: Option<String>,
    /// Who approved it.
    approved_by: String,
    /// Who issued it.
    issued_by: String,
    /// Its lines.
    lines: Vec<LineJson>,
    /// Its sums for each rate of VAT.
    rates: Vec<RateJson>,
    /// What was paid.
    payments: Vec<PaymentJson>,
    /// What was set off.
    set_offs: Vec<SetOffJson>,
    /// What is or was disputed.
    disputes: Vec<DisputeJson>,
    /// The credit notes that give it back.
    credit_notes: Vec<String>,
    /// Who drew up a credit of it that waits for another person to approve it.
    credit_waits: Option<WaitsJson>,
}

/// A line of an invoice.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "InvoiceLine")]
struct LineJson {
    /// Its number, from 1.
    number: i32,
    /// Its name in the agreement file.
    line: String,
    /// The period that it is for.
    period: PeriodName,
    /// The clause.
    clause: String,
    /// What it is.
    description: String,
    /// The sum, without VAT.
    net: Sum,
    /// How VAT treats it.
    vat_treatment: Option<String>,
    /// The rate, in per cent.
    vat_rate: String,
}

/// Sums at a rate of VAT.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "VatRate")]
struct RateJson {
    /// How VAT treats the lines.
    vat_treatment: Option<String>,
    /// The rate, in per cent.
    vat_rate: String,
    /// The lines, without VAT.
    net: Sum,
    /// The VAT.
    vat: Sum,
}

/// A payment.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Payment")]
struct PaymentJson {
    /// The day the bank has it.
    on: Day,
    /// What was paid; below nought what was paid back.
    amount: Sum,
    /// The bank's reference.
    reference: String,
    /// Who recorded it.
    entered_by: String,
}

/// What was set off.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SetOff")]
struct SetOffJson {
    /// The document on the other side.
    against: String,
    /// The day.
    on: Day,
    /// The sum.
    amount: Sum,
}

/// A part that is disputed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Dispute")]
struct DisputeJson {
    /// The sum.
    amount: Sum,
    /// Why.
    reason: String,
    /// Who says so.
    raised_by: String,
    /// The day.
    raised_on: Day,
    /// What was answered; `null` while it is open.
    answer: Option<String>,
    /// The day it was answered.
    closed_on: Option<Day>,
}

/// A credit that waits for a second person.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CreditWaits")]
struct WaitsJson {
    /// Who drew it up.
    prepared_by: String,
    /// Why.
    reason: String,
}

fn state_of(word: &str, today: chrono::NaiveDate) -> Option<State> {
    match word {
        "unpaid" => Some(State::Unpaid),
        "overdue" => Some(State::DueBefore(today)),
        "disputed" => Some(State::Disputed),
        "settled" => Some(State::Settled),
        "credit-notes" => Some(State::CreditNotes),
        _ => None,
    }
}

fn list(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let query: InvoicesQuery = call.query()?;
    let (room, at_most) = room(query.limit);
    let (today, council) = (call.work.at.today, call.work.by.council.clone());
    let after = query.after.unwrap_or_default();
    let is_place = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    if !is_place(&after) {
        return Err(no_place());
    }
    let is_overdue = query.state.as_deref() == Some("overdue");
    let mut wanted = Wanted {
        words: query.words.unwrap_or_default(),
        state: query.state.and_then(|word| state_of(&word, today)),
        after,
        at_most,
    };
    let mut items = Vec::new();
    // What is overdue by its own day may be due later by its receipt: then it is passed over.
    let next = loop {
        let found = listed(call.work.books, &council, &wanted)?;
        let is_last = found.len() <= room;
        let mut is_full = false;
        for issued in found.into_iter().take(room) {
            if items.len() == room {
                is_full = true;
                break;
            }
            wanted.after = issued.id.to_string();
            let held = agreements::by_id(call.work.books, &issued.supplier, &issued.agreement)?;
            let Some(held) = held else { continue };
            let standing = payments::standing(call.work, &held, &issued, today)?;
            if !is_overdue || standing.due_on < today {
                items.push(row(call.work, &held, &issued)?);
            }
        }
        if is_full || items.len() == room || is_last {
            break (is_full || !is_last).then(|| wanted.after.clone());
        }
    };
    Ok(Reply::json(&Rows { items, next: next.clone() }).then(next))
}

fn kind_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit-note",
    }
}

/// Where a document is in the API.
pub(super) fn href(number: &str) -> String {
    format!("/api/v1/invoices/{}", segment(number))
}

fn row(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<InvoiceRow, Refusal> {
    let today = work.at.today;
    let standing = payments::standing(work, held, issued, today)?;
    Ok(InvoiceRow {
        href: href(&issued.number),
        number: issued.number.clone(),
        kind: kind_word(issued.kind).to_owned(),
        agreement: held.reference.clone(),
        period: issued.period.into(),
        issued_on: issued.issued_on.into(),
        due_on: standing.due_on.into(),
        net: issued.net.into(),
        vat: issued.vat.into(),
        gross: issued.gross.into(),
        unpaid: standing.unpaid.into(),
        state: standing.state.to_owned(),
    })
}

/// Reads the document that the address names.
pub(super) fn show(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let number = call.parameter("number");
    let (held, issued) = found(call.work, |work| payments::document(work, &number, Duty::ReadPay))?;
    Ok(Reply::json(&whole(call.work, &held, &issued)?))
}

fn line_json(line: IssuedLine) -> LineJson {
    LineJson {
        number: line.number,
        line: line.line,
        period: line.period.into(),
        clause: line.clause,
        description: line.description,
        net: line.net.into(),
        vat_treatment: line.vat_treatment.map(Treatment::word).map(str::to_owned),
        vat_rate: line.vat_rate,
    }
}

fn rate_json(rate: IssuedRate) -> RateJson {
    RateJson {
        vat_treatment: rate.vat_treatment.map(Treatment::word).map(str::to_owned),
        vat_rate: rate.vat_rate,
        net: rate.net.into(),
        vat: rate.vat.into(),
    }
}

/// A document with all that there is to know of it.
fn whole(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<InvoiceJson, Refusal> {
    let (supplier, id) = (&held.supplier, &issued.id);
    let today = work.at.today;
    let standing = payments::standing(work, held, issued, today)?;
    let statement = match &issued.statement {
        Some(id) => statements::by_id(work.books, supplier, id)?,
        None => None,
    };
    let credits = match &issued.credits {
        Some(id) => invoices::by_id(work.books, supplier, id)?,
        None => None,
    };
    let waits = match money::credit_request(work.books, supplier, id)? {
        Some(request) => Some(WaitsJson {
            prepared_by: people::name_of(work.books, &request.prepared_by)?,
            reason: request.reason,
        }),
        None => None,
    };
    let lines = invoice_lines::of_document(work.books, supplier, id)?;
    let rates = invoices::rates(work.books, supplier, id)?;
    let notes = invoices::crediting(work.books, issued)?;
    Ok(InvoiceJson {
        row: row(work, held, issued)?,
        undisputed: standing.undisputed.into(),
        payment_days: issued.payment_days,
        received_on: standing.progress.received_on.map(Day),
        has_files: standing.progress.rendering == "rendered",
        statement: statement.map(|kept| statement_href(held, &kept)),
        credits: credits.map(|of| of.number),
        reason: issued.reason.clone(),
        approved_by: issued.approved_by.clone(),
        issued_by: people::name_of(work.books, &issued.issued_by)?,
        lines: lines.into_iter().map(line_json).collect(),
        rates: rates.into_iter().map(rate_json).collect(),
        payments: paid(work, held, issued)?,
        set_offs: set_off(work, held, issued)?,
        disputes: disputed(work, held, issued)?,
        credit_notes: notes.into_iter().map(|note| note.number).collect(),
        credit_waits: waits,
    })
}

fn paid(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<Vec<PaymentJson>, Refusal> {
    let mut all = Vec::new();
    for of in money::payments(work.books, &held.supplier, &issued.id)? {
        all.push(PaymentJson {
            on: of.paid_on.into(),
            amount: of.amount.into(),
            reference: of.reference,
            entered_by: people::name_of(work.books, &of.entered_by)?,
        });
    }
    Ok(all)
}

fn set_off(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<Vec<SetOffJson>, Refusal> {
    let mut all = Vec::new();
    for of in set_offs::of_document(work.books, &held.supplier, &issued.id)? {
        let other = if of.credit_note == issued.id { &of.invoice } else { &of.credit_note };
        let other = invoices::by_id(work.books, &held.supplier, other)?;
        all.push(SetOffJson {
            against: other.map_or_else(String::new, |other| other.number),
            on: of.on.into(),
            amount: of.amount.into(),
        });
    }
    Ok(all)
}

fn disputed(
    work: &mut Work<'_>,
    held: &Held,
    issued: &Issued,
) -> Result<Vec<DisputeJson>, Refusal> {
    let mut all = Vec::new();
    for of in money::disputes(work.books, &held.supplier, &issued.id)? {
        all.push(DisputeJson {
            amount: of.amount.into(),
            reason: of.reason,
            raised_by: people::name_of(work.books, &of.raised_by)?,
            raised_on: of.raised_on.into(),
            answer: of.answer,
            closed_on: of.closed_on.map(Day),
        });
    }
    Ok(all)
}
