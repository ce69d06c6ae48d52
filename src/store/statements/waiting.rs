//! The statements that wait for somebody.

use diesel::prelude::*;

use super::Row;
use crate::billing::stage::Stage;
use crate::domain::authority::Side;
use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::agreements;
use crate::store::schema::queries;
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

/// The statements with lines that are queried and not settled, of a council on one side of the
/// agreement, the oldest period first, so many at the most.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn queried(
    books: &mut Books,
    council: &CouncilId,
    side: Side,
    at_most: i64,
) -> Result<Vec<Kept>, StoreError> {
    let about = queries::supplier_id
        .eq(statements::supplier_id)
        .and(queries::statement_id.eq(statements::id));
    let with = agreements::supplier_id
        .eq(statements::supplier_id)
        .and(agreements::id.eq(statements::agreement_id));
    let rows = statements::table
        .inner_join(queries::table.on(about))
        .inner_join(agreements::table.on(with))
        .filter(queries::outcome.is_null())
        .select(Row::as_select())
        .distinct()
        .into_boxed();
    let rows = match side {
        Side::Supplier => rows.filter(statements::supplier_id.eq(council.as_str())),
        Side::Purchaser => rows.filter(agreements::purchaser_id.eq(council.as_str())),
    };
    let rows: Vec<Row> =
        rows.order((statements::first_day, statements::id)).limit(at_most).load(books)?;
    rows.into_iter().map(Row::kept).collect()
}
