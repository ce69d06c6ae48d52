//! Runs over many agreements, and what became of each.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::schema::run_items;
use crate::store::schema::runs;

/// A run over the agreements of a supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its supplier.
    pub supplier: CouncilId,
    /// Its name in the books.
    pub id: String,
    /// What it does to each.
    pub act: String,
    /// For which period.
    pub period: String,
    /// Who started it.
    pub started_by: String,
}

/// What became of an agreement in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which agreement.
    pub agreement: AgreementId,
    /// `done`, `nothing-due`, `not-yet` or `parked`.
    pub outcome: &'static str,
    /// What was done, or why it was not.
    pub says: String,
}

/// Begins a run.
///
/// # Errors
/// The database's own.
pub fn begin(books: &mut Books, run: &Run, now: NaiveDateTime) -> Result<(), StoreError> {
    let row = (
        runs::supplier_id.eq(run.supplier.as_str()),
        runs::id.eq(&run.id),
        runs::act.eq(&run.act),
        runs::period.eq(&run.period),
        runs::started_by.eq(&run.started_by),
        runs::started_at.eq(now),
    );
    diesel::insert_into(runs::table).values(row).execute(books)?;
    Ok(())
}

/// Ends a run.
///
/// # Errors
/// The database's own.
pub fn finish(books: &mut Books, run: &Run, now: NaiveDateTime) -> Result<(), StoreError> {
    let row = runs::table
        .filter(runs::supplier_id.eq(run.supplier.as_str()))
        .filter(runs::id.eq(&run.id));
    diesel::update(row).set(runs::finished_at.eq(now)).execute(books)?;
    Ok(())
}

/// Adds what became of some agreements.
///
/// # Errors
/// The database's own.
pub fn add_items(books: &mut Books, run: &Run, items: &[Item]) -> Result<(), StoreError> {
    let row = |item: &Item| {
        (
            run_items::supplier_id.eq(run.supplier.to_string()),
            run_items::run_id.eq(run.id.clone()),
            run_items::agreement_id.eq(item.agreement.to_string()),
            run_items::outcome.eq(item.outcome),
            run_items::says.eq(item.says.clone()),
        )
    };
    for items in items.chunks(100) {
        let rows: Vec<_> = items.iter().map(row).collect();
        each!(books, c => diesel::insert_into(run_items::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// The items of a run with some outcome, by agreement.
///
/// # Errors
/// The database's own.
pub fn items(
    books: &mut Books,
    run: &Run,
    outcome: &str,
) -> Result<Vec<(AgreementId, String)>, StoreError> {
    let rows: Vec<(String, String)> = run_items::table
        .filter(run_items::supplier_id.eq(run.supplier.as_str()))
        .filter(run_items::run_id.eq(&run.id))
        .filter(run_items::outcome.eq(outcome))
        .order(run_items::agreement_id)
        .select((run_items::agreement_id, run_items::says))
        .load(books)?;
    Ok(rows.into_iter().map(|(agreement, says)| (agreement.into(), says)).collect())
}
