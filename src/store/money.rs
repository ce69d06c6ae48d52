//! Payments and disputes of invoices, credits that wait for a second person, and what is closed at
//! the end of a year.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::domain::calendar::FinancialYear;
use crate::domain::money::Money;
use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::balances;
use crate::store::schema::credit_requests;
use crate::store::schema::disputes;
use crate::store::schema::payments;
use crate::store::schema::year_locks;
use crate::store::values::pence;

/// A payment of an invoice, or of a credit note where it is negative.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// The day it was made.
    pub paid_on: NaiveDate,
    /// The sum.
    pub amount: Money,
    /// By what the bank knows it; once an invoice.
    pub reference: String,
    /// Who entered it.
    pub entered_by: String,
}

/// Adds a payment.
///
/// # Errors
/// The database's own: among them that of a reference used twice for an invoice.
pub fn add_payment(
    books: &mut Books,
    supplier: &CouncilId,
    invoice: &InvoiceId,
    id: &str,
    payment: &Payment,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        payments::supplier_id.eq(supplier.as_str()),
        payments::id.eq(id),
        payments::invoice_id.eq(invoice.as_str()),
        payments::paid_on.eq(payment.paid_on),
        payments::amount_pence.eq(pence(payment.amount)?),
        payments::reference.eq(&payment.reference),
        payments::entered_by.eq(&payment.entered_by),
        payments::entered_at.eq(now),
    );
    diesel::insert_into(payments::table).values(row).execute(books)?;
    Ok(())
}

/// The payments of an invoice, by day.
///
/// # Errors
/// The database's own.
pub fn payments(
    books: &mut Books,
    supplier: &CouncilId,
    invoice: &InvoiceId,
) -> Result<Vec<Payment>, StoreError> {
    let rows: Vec<(NaiveDate, i64, String, String)> = payments::table
        .filter(payments::supplier_id.eq(supplier.as_str()))
        .filter(payments::invoice_id.eq(invoice.as_str()))
        .order((payments::paid_on, payments::reference))
        .select((
            payments::paid_on,
            payments::amount_pence,
            payments::reference,
            payments::entered_by,
        ))
        .load(books)?;
    let payment = |(paid_on, amount, reference, entered_by)| Payment {
        paid_on,
        amount: Money::from_pence(amount),
        reference,
        entered_by,
    };
    Ok(rows.into_iter().map(payment).collect())
}

/// A part of an invoice that the purchaser does not accept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dispute {
    /// Its number for the invoice, from 1.
    pub number: i32,
    /// The sum, with VAT.
    pub amount: Money,
    /// Why.
    pub reason: String,
    /// Who raised it.
    pub raised_by: String,
    /// When.
    pub raised_on: NaiveDate,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// When.
    pub closed_on: Option<NaiveDate>,
    /// What was answered.
    pub answer: Option<String>,
}

/// Adds a dispute.
///
/// # Errors
/// The database's own.
pub fn add_dispute(
    books: &mut Books,
    supplier: &CouncilId,
    invoice: &InvoiceId,
    dispute: &Dispute,
) -> Result<(), StoreError> {
    let row = (
        disputes::supplier_id.eq(supplier.as_str()),
        disputes::invoice_id.eq(invoice.as_str()),
        disputes::dispute.eq(dispute.number),
        disputes::amount_pence.eq(pence(dispute.amount)?),
        disputes::reason.eq(&dispute.reason),
        disputes::raised_by.eq(&dispute.raised_by),
        disputes::raised_on.eq(dispute.raised_on),
    );
    diesel::insert_into(disputes::table).values(row).execute(books)?;
    Ok(())
}

/// Closes a dispute.
///
/// # Errors
/// The database's own.
pub fn close_dispute(
    books: &mut Books,
    supplier: &CouncilId,
    invoice: &InvoiceId,
    dispute: &Dispute,
) -> Result<(), StoreError> {
    let row = disputes::table
        .filter(disputes::supplier_id.eq(supplier.as_str()))
        .filter(disputes::invoice_id.eq(invoice.as_str()))
        .filter(disputes::dispute.eq(dispute.number));
    let now = (
        disputes::closed_by.eq(&dispute.closed_by),
        disputes::closed_on.eq(dispute.closed_on),
        disputes::answer.eq(&dispute.answer),
    );
    diesel::update(row).set(now).execute(books)?;
    Ok(())
}

/// The disputes of an invoice, in order.
///
/// # Errors
/// The database's own.
pub fn disputes(
    books: &mut Books,
    supplier: &CouncilId,
    invoice: &InvoiceId,
) -> Result<Vec<Dispute>, StoreError> {
    type DisputeRow =
        (i32, i64, String, String, NaiveDate, Option<String>, Option<NaiveDate>, Option<String>);
    let rows: Vec<DisputeRow> = disputes::table
        .filter(disputes::supplier_id.eq(supplier.as_str()))
        .filter(disputes::invoice_id.eq(invoice.as_str()))
        .order(disputes::dispute)
        .select((
            disputes::dispute,
            disputes::amount_pence,
            disputes::reason,
            disputes::raised_by,
            disputes::raised_on,
            disputes::closed_by,
            disputes::closed_on,
            disputes::answer,
        ))
        .load(books)?;
    let dispute = |row: DisputeRow| Dispute {
        number: row.0,
        amount: Money::from_pence(row.1),
        reason: row.2,
        raised_by: row.3,
        raised_on: row.4,
        closed_by: row.5,
        closed_on: row.6,
        answer: row.7,
    };
    Ok(rows.into_iter().map(dispute).collect())
}

/// A credit of an invoice that one person has drawn up and another is to approve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CreditRequest {
    /// Its name in the books.
    pub id: String,
    /// The invoice that it gives back.
    pub invoice: InvoiceId,
    /// The lines and their sums, as JSON; `null` is the whole invoice.
    pub lines: String,
    /// Why.
    pub reason: String,
    /// Who drew it up.
    pub prepared_by: String,
    /// When.
    pub prepared_at: NaiveDateTime,
}

/// Adds a credit to be approved.
///
/// # Errors
/// The database's own.
pub fn add_credit_request(
    books: &mut Books,
    supplier: &CouncilId,
    request: &CreditRequest,
) -> Result<(), StoreError> {
    let row = (
        credit_requests::supplier_id.eq(supplier.as_str()),
        credit_requests::id.eq(&request.id),
        credit_requests::invoice_id.eq(request.invoice.as_str()),
        credit_requests::lines.eq(&request.lines),
        credit_requests::reason.eq(&request.reason),
        credit_requests::prepared_by.eq(&request.prepared_by),
        credit_requests::prepared_at.eq(request.prepared_at),
        credit_requests::state.eq("prepared"),
    );
    diesel::insert_into(credit_requests::table).values(row).execute(books)?;
    Ok(())
}

/// The credit of an invoice that waits for a second person, if one does.
///
/// # Errors
/// The database's own.
pub fn credit_request(
    books: &mut Books,
    supplier: &CouncilId,
    invoice: &InvoiceId,
) -> Result<Option<CreditRequest>, StoreError> {
    let row: Option<(String, String, String, String, NaiveDateTime)> = credit_requests::table
        .filter(credit_requests::supplier_id.eq(supplier.as_str()))
        .filter(credit_requests::invoice_id.eq(invoice.as_str()))
        .filter(credit_requests::state.eq("prepared"))
        .select((
            credit_requests::id,
            credit_requests::lines,
            credit_requests::reason,
            credit_requests::prepared_by,
            credit_requests::prepared_at,
        ))
        .get_result(books)
        .optional()?;
    Ok(row.map(|(id, lines, reason, prepared_by, prepared_at)| CreditRequest {
        id,
        invoice: invoice.clone(),
        lines,
        reason,
        prepared_by,
        prepared_at,
    }))
}

/// The credits of a supplier that wait to be approved, the oldest first, so many at the most.
///
/// # Errors
/// The database's own.
pub fn credit_requests(
    books: &mut Books,
    supplier: &CouncilId,
    at_most: i64,
) -> Result<Vec<CreditRequest>, StoreError> {
    type RequestRow = (String, String, String, String, String, NaiveDateTime);
    let rows: Vec<RequestRow> = credit_requests::table
        .filter(credit_requests::supplier_id.eq(supplier.as_str()))
        .filter(credit_requests::state.eq("prepared"))
        .order(credit_requests::id)
        .limit(at_most)
        .select((
            credit_requests::id,
            credit_requests::invoice_id,
            credit_requests::lines,
            credit_requests::reason,
            credit_requests::prepared_by,
            credit_requests::prepared_at,
        ))
        .load(books)?;
    let request = |(id, invoice, lines, reason, prepared_by, prepared_at): RequestRow| {
        CreditRequest { id, invoice: invoice.into(), lines, reason, prepared_by, prepared_at }
    };
    Ok(rows.into_iter().map(request).collect())
}

/// Says what became of a credit: issued as a credit note, or refused.
///
/// # Errors
/// The database's own.
pub fn decide_credit(
    books: &mut Books,
    supplier: &CouncilId,
    request: &CreditRequest,
    by: &str,
    credit_note: Option<&InvoiceId>,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = credit_requests::table
        .filter(credit_requests::supplier_id.eq(supplier.as_str()))
        .filter(credit_requests::id.eq(&request.id));
    let state = if credit_note.is_some() { "issued" } else { "refused" };
    let decided = (
        credit_requests::state.eq(state),
        credit_requests::decided_by.eq(by),
        credit_requests::decided_at.eq(now),
        credit_requests::credit_note_id.eq(credit_note.map(InvoiceId::as_str)),
    );
    diesel::update(row).set(decided).execute(books)?;
    Ok(())
}

/// Closes a financial year of an agreement.
///
/// # Errors
/// The database's own.
pub fn lock_year(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
    year: FinancialYear,
    by: &str,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        year_locks::supplier_id.eq(supplier.as_str()),
        year_locks::agreement_id.eq(agreement.as_str()),
        year_locks::year.eq(year.to_string()),
        year_locks::locked_by.eq(by),
        year_locks::locked_at.eq(now),
    );
    diesel::insert_into(year_locks::table).values(row).execute(books)?;
    Ok(())
}

/// The financial years of an agreement that are closed, as `2018/19`.
///
/// # Errors
/// The database's own.
pub fn locked_years(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
) -> Result<Vec<String>, StoreError> {
    Ok(year_locks::table
        .filter(year_locks::supplier_id.eq(supplier.as_str()))
        .filter(year_locks::agreement_id.eq(agreement.as_str()))
        .order(year_locks::year)
        .select(year_locks::year)
        .load(books)?)
}

/// What a council's books say of an agreement at the end of a financial year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Balance {
    /// `supplier` or `purchaser`.
    pub side: String,
    /// Billed in the year.
    pub billed: Money,
    /// Of that unpaid at its end.
    pub unpaid: Money,
    /// Accrued for what is not billed yet.
    pub accrued: Money,
    /// What is to be said of it.
    pub note: String,
    /// Who states it.
    pub stated_by: String,
}

/// States a council's balance; what it stated before is replaced, and stays in the log of acts.
///
/// # Errors
/// The database's own.
pub fn state_balance(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
    year: FinancialYear,
    balance: &Balance,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let old = balances::table
        .filter(balances::supplier_id.eq(supplier.as_str()))
        .filter(balances::agreement_id.eq(agreement.as_str()))
        .filter(balances::year.eq(year.to_string()))
        .filter(balances::side.eq(&balance.side));
    diesel::delete(old).execute(books)?;
    let row = (
        balances::supplier_id.eq(supplier.as_str()),
        balances::agreement_id.eq(agreement.as_str()),
        balances::year.eq(year.to_string()),
        balances::side.eq(&balance.side),
        balances::billed_pence.eq(pence(balance.billed)?),
        balances::unpaid_pence.eq(pence(balance.unpaid)?),
        balances::accrued_pence.eq(pence(balance.accrued)?),
        balances::note.eq(&balance.note),
        balances::stated_by.eq(&balance.stated_by),
        balances::stated_at.eq(now),
    );
    diesel::insert_into(balances::table).values(row).execute(books)?;
    Ok(())
}

/// What the councils have stated for a financial year.
///
/// # Errors
/// The database's own.
pub fn balances(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
    year: FinancialYear,
) -> Result<Vec<Balance>, StoreError> {
    let rows: Vec<(String, i64, i64, i64, String, String)> = balances::table
        .filter(balances::supplier_id.eq(supplier.as_str()))
        .filter(balances::agreement_id.eq(agreement.as_str()))
        .filter(balances::year.eq(year.to_string()))
        .order(balances::side.desc())
        .select((
            balances::side,
            balances::billed_pence,
            balances::unpaid_pence,
            balances::accrued_pence,
            balances::note,
            balances::stated_by,
        ))
        .load(books)?;
    let balance = |(side, billed, unpaid, accrued, note, stated_by)| Balance {
        side,
        billed: Money::from_pence(billed),
        unpaid: Money::from_pence(unpaid),
        accrued: Money::from_pence(accrued),
        note,
        stated_by,
    };
    Ok(rows.into_iter().map(balance).collect())
}
