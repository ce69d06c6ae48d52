//! What becomes of an invoice after it was issued: its files, its receipt, what is paid, given back
//! and disputed. The invoice itself does not change.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::domain::money::Money;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::invoices::Issued;
use crate::store::schema::invoice_files;
use crate::store::schema::invoice_progress;
use crate::store::values::pence;

/// What became of an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// `to-render`, `rendered` or `failed`.
    pub rendering: String,
    /// Why its files could not be made.
    pub failed_because: Option<String>,
    /// The day the purchaser had it.
    pub received_on: Option<NaiveDate>,
    /// Whether that was recorded only once it was overdue or paid: the day it is due stays.
    pub received_late: bool,
    /// What was paid.
    pub paid: Money,
    /// What was given back.
    pub credited: Money,
    /// What is disputed.
    pub disputed: Money,
}

/// What became of an invoice.
///
/// # Errors
/// The database's own.
pub fn of(books: &mut Books, supplier: &CouncilId, id: &InvoiceId) -> Result<Progress, StoreError> {
    type ProgressRow = (String, Option<String>, Option<NaiveDate>, bool, i64, i64, i64);
    let row: ProgressRow = invoice_progress::table
        .filter(invoice_progress::supplier_id.eq(supplier.as_str()))
        .filter(invoice_progress::invoice_id.eq(id.as_str()))
        .select((
            invoice_progress::rendering,
            invoice_progress::failed_because,
            invoice_progress::received_on,
            invoice_progress::received_late,
            invoice_progress::paid_pence,
            invoice_progress::credited_pence,
            invoice_progress::disputed_pence,
        ))
        .get_result(books)?;
    let (rendering, failed_because, received_on, received_late, paid, credited, disputed) = row;
    Ok(Progress {
        rendering,
        failed_because,
        received_on,
        received_late,
        paid: Money::from_pence(paid),
        credited: Money::from_pence(credited),
        disputed: Money::from_pence(disputed),
    })
}

/// Sets what became of an invoice.
///
/// # Errors
/// The database's own.
pub fn set(
    books: &mut Books,
    supplier: &CouncilId,
    id: &InvoiceId,
    progress: &Progress,
) -> Result<(), StoreError> {
    let row = invoice_progress::table
        .filter(invoice_progress::supplier_id.eq(supplier.as_str()))
        .filter(invoice_progress::invoice_id.eq(id.as_str()));
    let now = (
        invoice_progress::rendering.eq(&progress.rendering),
        invoice_progress::failed_because.eq(&progress.failed_because),
        invoice_progress::received_on.eq(progress.received_on),
        invoice_progress::received_late.eq(progress.received_late),
        invoice_progress::paid_pence.eq(pence(progress.paid)?),
        invoice_progress::credited_pence.eq(pence(progress.credited)?),
        invoice_progress::disputed_pence.eq(pence(progress.disputed)?),
    );
    diesel::update(row).set(now).execute(books)?;
    Ok(())
}

/// Adds a file made of a document: `pdf` or `xml`, with its hash.
///
/// # Errors
/// The database's own: a file is made once.
pub fn add_file(
    books: &mut Books,
    issued: &Issued,
    form: &str,
    sha256: &str,
    bytes: &[u8],
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        invoice_files::supplier_id.eq(issued.supplier.as_str()),
        invoice_files::invoice_id.eq(issued.id.as_str()),
        invoice_files::form.eq(form),
        invoice_files::sha256.eq(sha256),
        invoice_files::bytes.eq(bytes),
        invoice_files::made_at.eq(now),
    );
    diesel::insert_into(invoice_files::table).values(row).execute(books)?;
    Ok(())
}

/// A file of a document, with its hash.
///
/// # Errors
/// The database's own.
pub fn file(
    books: &mut Books,
    supplier: &CouncilId,
    id: &InvoiceId,
    form: &str,
) -> Result<Option<(Vec<u8>, String)>, StoreError> {
    Ok(invoice_files::table
        .filter(invoice_files::supplier_id.eq(supplier.as_str()))
        .filter(invoice_files::invoice_id.eq(id.as_str()))
        .filter(invoice_files::form.eq(form))
        .select((invoice_files::bytes, invoice_files::sha256))
        .get_result(books)
        .optional()?)
}
