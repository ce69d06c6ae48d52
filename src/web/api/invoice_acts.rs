//! What is done to an invoice: each calls the act of the workflow that the page calls.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::billing::invoice::DocumentKind;
use crate::web::api::call::Call;
use crate::web::api::call::Reply;
use crate::web::api::invoices;
use crate::web::api::invoices::InvoiceJson;
use crate::web::api::operation::Operation;
use crate::web::api::operation::Work as Doing;
use crate::web::api::operation::of;
use crate::web::api::problem::Fault;
use crate::web::api::statement_acts::Because;
use crate::web::api::types::Day;
use crate::web::api::types::Sum;
use crate::web::gate::Rule::Has;
use crate::web::page::in_one_line;
use crate::workflow::credit;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::set_off;
use crate::workflow::tokens::Scope;

/// An act on the document that the address names.
const fn act(path: &'static str, duty: Duty, id: &'static str, does: Doing) -> Operation {
    Operation::post(path, Has(duty), Scope::Invoices, id, does)
        .gives(of::<InvoiceJson>)
        .changes(invoices::show)
}

/// The table.
pub const OPERATIONS: &[Operation] = &[
    act("/api/v1/invoices/{number}/receive", Duty::Receive, "receiveInvoice", receive)
        .says("Record that an invoice was received", "Its days for payment count from then.")
        .takes(of::<Received>),
    act("/api/v1/invoices/{number}/dispute", Duty::Receive, "disputeInvoice", dispute)
        .says("Dispute a part of an invoice", "The rest stays due on its day.")
        .takes(of::<Disputed>),
    act("/api/v1/invoices/{number}/answer", Duty::Settle, "answerDispute", answer)
        .says("Answer what is disputed", "It is due again.")
        .takes(of::<Words>),
    act("/api/v1/invoices/{number}/settle", Duty::Settle, "recordPayment", settle)
        .says(
            "Record a payment",
            "Of a credit note what is paid back, written as above nought. A reference is recorded \
             once.",
        )
        .takes(of::<Paid>),
    act("/api/v1/invoices/{number}/set-off", Duty::Settle, "setOffCreditNote", set_off)
        .says("Set a credit note off against an invoice", "As far as either goes, or a sum.")
        .takes(of::<SetOff>),
    act("/api/v1/invoices/{number}/remind", Duty::Deliver, "remindOfInvoice", remind)
        .says("Remind the purchaser", "By letter, of what is unpaid and not disputed."),
    act("/api/v1/invoices/{number}/credit", Duty::Credit, "prepareCredit", prepare)
        .says(
            "Draw up the credit of an invoice",
            "All that is left of it, or sums of some of its lines. Another person approves it.",
        )
        .takes(of::<ToCredit>),
    act("/api/v1/invoices/{number}/credit/approve", Duty::Approve, "approveCredit", approve)
        .says("Approve a credit, and issue its note", "By another than who drew it up."),
    act("/api/v1/invoices/{number}/credit/refuse", Duty::Approve, "refuseCredit", refuse)
        .says("Refuse a credit", "Nothing is given back.")
        .takes(of::<Because>),
];

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Received {
    /// The day it came.
    on: Day,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Disputed {
    /// The sum that is disputed, VAT included.
    sum: Sum,
    /// Why: what would settle it?
    #[schemars(length(min = 1, max = 2000))]
    reason: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Words {
    /// The answer.
    #[schemars(length(min = 1, max = 2000))]
    answer: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Paid {
    /// What was paid.
    sum: Sum,
    /// The day the bank has it.
    on: Day,
    /// The bank's reference.
    #[schemars(length(min = 1, max = 200))]
    reference: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct SetOff {
    /// The number of the credit note.
    #[schemars(length(min = 1, max = 100))]
    credit_note: String,
    /// The sum; without one, as far as either goes.
    #[serde(default)]
    sum: Option<Sum>,
}

/// A line to give back.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct CreditedLine {
    /// The number of the line on the invoice.
    #[schemars(range(min = 1, max = 100_000))]
    line: i32,
    /// What is given back of it, without VAT.
    sum: Sum,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ToCredit {
    /// The lines; without them, all that is left.
    #[serde(default)]
    lines: Option<Vec<CreditedLine>>,
    /// Why.
    #[schemars(length(min = 1, max = 2000))]
    reason: String,
}

fn receive(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (number, Received { on }) = (call.parameter("number"), call.body()?);
    payments::receive(call.work, &number, on.0)?;
    invoices::show(call)
}

fn dispute(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (number, given) = (call.parameter("number"), call.body::<Disputed>()?);
    payments::dispute(call.work, &number, given.sum.0, &in_one_line(&given.reason))?;
    invoices::show(call)
}

fn answer(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (number, Words { answer }) = (call.parameter("number"), call.body()?);
    payments::answer(call.work, &number, &in_one_line(&answer))?;
    invoices::show(call)
}

fn settle(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (number, given) = (call.parameter("number"), call.body::<Paid>()?);
    let (_, issued) = payments::document(call.work, &number, Duty::Settle)?;
    let is_note = issued.kind == DocumentKind::CreditNote;
    let sum = given.sum.0;
    let sum = if is_note && !sum.is_credit() { -sum } else { sum };
    payments::settle(call.work, &number, sum, given.on.0, &in_one_line(&given.reference))?;
    invoices::show(call)
}

fn set_off(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (number, given) = (call.parameter("number"), call.body::<SetOff>()?);
    set_off::record(call.work, &number, &given.credit_note, given.sum.map(|sum| sum.0))?;
    invoices::show(call)
}

fn remind(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let number = call.parameter("number");
    payments::remind(call.work, &number)?;
    invoices::show(call)
}

fn prepare(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (number, given) = (call.parameter("number"), call.body::<ToCredit>()?);
    let line = |of: CreditedLine| (of.line, of.sum.0);
    let lines = given.lines.map(|lines| lines.into_iter().map(line).collect());
    credit::prepare(call.work, &number, &lines, &in_one_line(&given.reason))?;
    invoices::show(call)
}

fn approve(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let number = call.parameter("number");
    credit::approve(call.work, &number)?;
    invoices::show(call)
}

fn refuse(call: &mut Call<'_, '_>) -> Result<Reply, Fault> {
    let (number, why) = (call.parameter("number"), call.body::<Because>()?);
    credit::refuse(call.work, &number, &why.words())?;
    invoices::show(call)
}
