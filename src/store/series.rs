//! Series of numbers without gaps: one row a supplier and series, changed in the transaction that
//! uses the number, and last in it, so that the row is held briefly.
//!
//! A sequence of the database would be quicker, and would leave a gap at every rollback.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::schema::series;

/// The series of a supplier's invoices.
pub const INVOICES: &str = "invoices";
/// The series of its credit notes.
pub const CREDIT_NOTES: &str = "credit-notes";
/// The log of its acts.
pub const ACTS: &str = "acts";

/// All series of a supplier.
pub const ALL: [&str; 3] = [INVOICES, CREDIT_NOTES, ACTS];

/// Begins all series of a supplier at nought.
pub(super) fn begin(books: &mut Books, supplier: &CouncilId) -> Result<(), StoreError> {
    let row = |name| {
        (
            series::supplier_id.eq(supplier.as_str()),
            series::name.eq(name),
            series::last_number.eq(0),
        )
    };
    let rows: Vec<_> = ALL.into_iter().map(row).collect();
    each!(books, c => diesel::insert_into(series::table).values(&rows).execute(c))?;
    Ok(())
}

/// Where a series stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The last number that was taken.
    pub last_number: i64,
    /// The day for which it was.
    pub last_day: Option<NaiveDate>,
    /// The hash of the last entry, where it is a chain.
    pub head: Option<String>,
}

/// Where a series stands.
///
/// # Errors
/// The database's own.
pub fn standing(
    books: &mut Books,
    supplier: &CouncilId,
    name: &str,
) -> Result<Standing, StoreError> {
    let row = series::table
        .filter(series::supplier_id.eq(supplier.as_str()))
        .filter(series::name.eq(name))
        .select((series::last_number, series::last_day, series::head))
        .get_result(books)?;
    let (last_number, last_day, head) = row;
    Ok(Standing { last_number, last_day, head })
}

/// Takes the next numbers of a series, `count` of them, for a day; gives the first. `Err(day)` is
/// a day later than the one asked for, on which a number was taken already: numbers follow dates.
///
/// # Errors
/// The database's own.
pub fn take(
    books: &mut Books,
    supplier: &CouncilId,
    name: &str,
    count: i64,
    day: NaiveDate,
) -> Result<Result<i64, NaiveDate>, StoreError> {
    let row = series::table
        .filter(series::supplier_id.eq(supplier.as_str()))
        .filter(series::name.eq(name));
    let in_time = series::last_day.is_null().or(series::last_day.le(day));
    let last: Option<i64> = diesel::update(row.filter(in_time))
        .set((series::last_number.eq(series::last_number + count), series::last_day.eq(day)))
        .returning(series::last_number)
        .get_result(books)
        .optional()?;
    if let Some(last) = last {
        return Ok(Ok(last - count + 1));
    }
    let stands = standing(books, supplier, name)?;
    Ok(Err(stands.last_day.unwrap_or(day)))
}

/// Holds the row of a chain until the transaction ends, and moves it on by `count` entries; gives
/// the number of the first and the hash of the entry before it.
pub(super) fn hold(
    books: &mut Books,
    supplier: &CouncilId,
    name: &str,
    count: i64,
) -> Result<(i64, String), StoreError> {
    let row = series::table
        .filter(series::supplier_id.eq(supplier.as_str()))
        .filter(series::name.eq(name));
    let (last, head): (i64, Option<String>) = diesel::update(row)
        .set(series::last_number.eq(series::last_number + count))
        .returning((series::last_number, series::head))
        .get_result(books)?;
    Ok((last - count + 1, head.unwrap_or_default()))
}

/// Sets the hash of a chain's last entry.
pub(super) fn set_head(
    books: &mut Books,
    supplier: &CouncilId,
    name: &str,
    head: &str,
) -> Result<(), StoreError> {
    let row = series::table
        .filter(series::supplier_id.eq(supplier.as_str()))
        .filter(series::name.eq(name));
    diesel::update(row).set(series::head.eq(head)).execute(books)?;
    Ok(())
}
