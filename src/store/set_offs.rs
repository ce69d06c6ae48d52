//! What was set off between credit notes and invoices: each a record that never changes.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::domain::money::Money;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::set_offs;
use crate::store::values::pence;

/// A sum that a credit note took off an invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetOff {
    /// The credit note.
    pub credit_note: InvoiceId,
    /// The invoice.
    pub invoice: InvoiceId,
    /// The day.
    pub on: NaiveDate,
    /// The sum, above nought.
    pub amount: Money,
    /// Who entered it.
    pub entered_by: String,
}

/// Adds a set-off.
///
/// # Errors
/// The database's own.
pub fn add(
    books: &mut Books,
    supplier: &CouncilId,
    id: &str,
    set_off: &SetOff,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        set_offs::supplier_id.eq(supplier.as_str()),
        set_offs::id.eq(id),
        set_offs::credit_note_id.eq(set_off.credit_note.as_str()),
        set_offs::invoice_id.eq(set_off.invoice.as_str()),
        set_offs::set_off_on.eq(set_off.on),
        set_offs::amount_pence.eq(pence(set_off.amount)?),
        set_offs::entered_by.eq(&set_off.entered_by),
        set_offs::entered_at.eq(now),
    );
    diesel::insert_into(set_offs::table).values(row).execute(books)?;
    Ok(())
}

/// The set-offs of an invoice or a credit note, in the order in which they were entered.
///
/// # Errors
/// The database's own.
pub fn of_document(
    books: &mut Books,
    supplier: &CouncilId,
    document: &InvoiceId,
) -> Result<Vec<SetOff>, StoreError> {
    let is_of_it = set_offs::invoice_id
        .eq(document.as_str())
        .or(set_offs::credit_note_id.eq(document.as_str()));
    let rows: Vec<(String, String, NaiveDate, i64, String)> = set_offs::table
        .filter(set_offs::supplier_id.eq(supplier.as_str()))
        .filter(is_of_it)
        .order(set_offs::id)
        .select((
            set_offs::credit_note_id,
            set_offs::invoice_id,
            set_offs::set_off_on,
            set_offs::amount_pence,
            set_offs::entered_by,
        ))
        .load(books)?;
    let set_off = |(credit_note, invoice, on, amount, entered_by): (String, String, _, _, _)| {
        let (credit_note, invoice) = (credit_note.into(), invoice.into());
        SetOff { credit_note, invoice, on, amount: Money::from_pence(amount), entered_by }
    };
    Ok(rows.into_iter().map(set_off).collect())
}
