//! What purchasers ask about the lines of statements.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::queries;
use crate::store::statements::Kept;

/// What the purchaser asked about a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Query {
    /// Its number on the statement, from 1.
    pub number: i32,
    /// The line's number on the statement.
    pub line_no: i32,
    /// The line's name in the agreement file.
    pub line: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub raised_by: String,
    /// When.
    pub raised_at: NaiveDateTime,
    /// What became of it: `released`, `withdrawn` or `redrawn`; `None` while it is open.
    pub outcome: Option<String>,
    /// What was answered.
    pub answer: Option<String>,
    /// Who closed it.
    pub closed_by: Option<String>,
    /// When.
    pub closed_at: Option<NaiveDateTime>,
}

/// Adds a query.
///
/// # Errors
/// The database's own.
pub fn add(books: &mut Books, kept: &Kept, query: &Query) -> Result<(), StoreError> {
    let row = (
        queries::supplier_id.eq(kept.supplier.as_str()),
        queries::statement_id.eq(kept.id.as_str()),
        queries::query.eq(query.number),
        queries::line_no.eq(query.line_no),
        queries::line.eq(&query.line),
        queries::reason.eq(&query.reason),
        queries::raised_by.eq(&query.raised_by),
        queries::raised_at.eq(query.raised_at),
    );
    diesel::insert_into(queries::table).values(row).execute(books)?;
    Ok(())
}

/// Closes a query.
///
/// # Errors
/// The database's own.
pub fn close(books: &mut Books, kept: &Kept, query: &Query) -> Result<(), StoreError> {
    let row = queries::table
        .filter(queries::supplier_id.eq(kept.supplier.as_str()))
        .filter(queries::statement_id.eq(kept.id.as_str()))
        .filter(queries::query.eq(query.number));
    let now = (
        queries::outcome.eq(&query.outcome),
        queries::answer.eq(&query.answer),
        queries::closed_by.eq(&query.closed_by),
        queries::closed_at.eq(query.closed_at),
    );
    diesel::update(row).set(now).execute(books)?;
    Ok(())
}

/// The queries on a statement, in order.
///
/// # Errors
/// The database's own.
pub fn of_statement(books: &mut Books, kept: &Kept) -> Result<Vec<Query>, StoreError> {
    type QueryRow = (
        i32,
        i32,
        String,
        String,
        String,
        NaiveDateTime,
        Option<String>,
        Option<String>,
        Option<String>,
        Option<NaiveDateTime>,
    );
    let rows: Vec<QueryRow> = queries::table
        .filter(queries::supplier_id.eq(kept.supplier.as_str()))
        .filter(queries::statement_id.eq(kept.id.as_str()))
        .order(queries::query)
        .select((
            queries::query,
            queries::line_no,
            queries::line,
            queries::reason,
            queries::raised_by,
            queries::raised_at,
            queries::outcome,
            queries::answer,
            queries::closed_by,
            queries::closed_at,
        ))
        .load(books)?;
    let query = |row: QueryRow| Query {
        number: row.0,
        line_no: row.1,
        line: row.2,
        reason: row.3,
        raised_by: row.4,
        raised_at: row.5,
        outcome: row.6,
        answer: row.7,
        closed_by: row.8,
        closed_at: row.9,
    };
    Ok(rows.into_iter().map(query).collect())
}
