//! What only the checking of the books asks of them: everything, a page at a time.

pub mod rows;

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::domain::people::StatementId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::invoices;
use crate::store::schema::outbox;
use crate::store::schema::statements;

/// How many records are asked for at a time.
pub const PAGE: i64 = 500;

/// The statements of a supplier after one, by their names in the books, with their agreements.
///
/// # Errors
/// The database's own.
pub fn statements_after(
    books: &mut Books,
    supplier: &CouncilId,
    after: &str,
) -> Result<Vec<(StatementId, AgreementId)>, StoreError> {
    let rows: Vec<(String, String)> = statements::table
        .filter(statements::supplier_id.eq(supplier.as_str()))
        .filter(statements::id.gt(after))
        .order(statements::id)
        .limit(PAGE)
        .select((statements::id, statements::agreement_id))
        .load(books)?;
    Ok(rows.into_iter().map(|(id, agreement)| (id.into(), agreement.into())).collect())
}

/// A document as its series has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// Its place in the series.
    pub place: i64,
    /// Its name in the books.
    pub id: InvoiceId,
    /// Its number as it is printed.
    pub number: String,
    /// Its day.
    pub issued_on: NaiveDate,
}

/// The documents of a series after a place in it.
///
/// # Errors
/// The database's own.
pub fn documents_after(
    books: &mut Books,
    supplier: &CouncilId,
    series: &str,
    after: i64,
) -> Result<Vec<Numbered>, StoreError> {
    let rows: Vec<(i64, String, String, NaiveDate)> = invoices::table
        .filter(invoices::supplier_id.eq(supplier.as_str()))
        .filter(invoices::series.eq(series))
        .filter(invoices::number_in_series.gt(after))
        .order(invoices::number_in_series)
        .limit(PAGE)
        .select((invoices::number_in_series, invoices::id, invoices::number, invoices::issued_on))
        .load(books)?;
    let numbered = |(place, id, number, issued_on)| Numbered {
        place,
        id: String::into(id),
        number,
        issued_on,
    };
    Ok(rows.into_iter().map(numbered).collect())
}

/// How many letters a supplier has.
///
/// # Errors
/// The database's own.
pub fn count_of_letters(books: &mut Books, supplier: &CouncilId) -> Result<i64, StoreError> {
    let all = outbox::table.filter(outbox::supplier_id.eq(supplier.as_str()));
    Ok(all.count().get_result(books)?)
}

/// The documents that went out with more than one letter, and with how many.
///
/// # Errors
/// The database's own.
pub fn sent_more_than_once(
    books: &mut Books,
    supplier: &CouncilId,
) -> Result<Vec<(InvoiceId, i64)>, StoreError> {
    let rows: Vec<(String, i64)> = outbox::table
        .filter(outbox::supplier_id.eq(supplier.as_str()))
        .filter(outbox::kind.eq_any(vec!["invoice", "credit-note"]))
        .filter(outbox::state.eq("sent"))
        .group_by(outbox::subject_id)
        .having(count_star().gt(1))
        .select((outbox::subject_id, count_star()))
        .load(books)?;
    Ok(rows.into_iter().map(|(id, count)| (id.into(), count)).collect())
}
