//! The statements that wait for somebody.

use diesel::prelude::*;

use super::Row;
use crate::billing::stage::Stage;
use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::agreements;
use crate::store::schema::statements;
use crate::store::statements::Kept;

/// The statements of a supplier in some stages, the oldest period first, so many at the most.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn in_stages(
    books: &mut Books,
    supplier: &CouncilId,
    stages: &[Stage],
    at_most: i64,
) -> Result<Vec<Kept>, StoreError> {
    let words: Vec<&str> = stages.iter().map(|stage| stage.word()).collect();
    let rows: Vec<Row> = statements::table
        .filter(statements::supplier_id.eq(supplier.as_str()))
        .filter(statements::stage.eq_any(words))
        .order((statements::first_day, statements::id))
        .limit(at_most)
        .select(Row::as_select())
        .load(books)?;
    rows.into_iter().map(Row::kept).collect()
}

/// The statements that wait for a purchaser, of all its suppliers, the oldest period first, so many
/// at the most.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn with_purchaser(
    books: &mut Books,
    purchaser: &CouncilId,
    at_most: i64,
) -> Result<Vec<Kept>, StoreError> {
    let with = agreements::supplier_id
        .eq(statements::supplier_id)
        .and(agreements::id.eq(statements::agreement_id));
    let rows: Vec<Row> = statements::table
        .inner_join(agreements::table.on(with))
        .filter(agreements::purchaser_id.eq(purchaser.as_str()))
        .filter(statements::stage.eq(Stage::WithPurchaser.word()))
        .order((statements::first_day, statements::id))
        .limit(at_most)
        .select(Row::as_select())
        .load(books)?;
    rows.into_iter().map(Row::kept).collect()
}
