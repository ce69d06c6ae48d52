//! The end of a year: days reconciled, balances agreed by both councils, and the year closed.

use crate::billing::reconciliation::as_statement;
use crate::billing::reconciliation::reconcile;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StoredLine;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::statements::Kept;
use crate::workflow::draw_up::subject;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms::Terms;

/// A reconciliation as it stands in the books, drawn up again for its working.
///
/// # Errors
/// Lines that are not those that stand in the books.
pub(super) fn restored(
    _books: &mut Books,
    held: &Held,
    kept: &Kept,
    terms: &Terms,
    stored: &[StoredLine],
) -> Result<RechargeStatement, Refusal> {
    let year = kept.period.year;
    let damaged =
        |says: &str| StoreError::damaged("the reconciliation", subject(held, kept), says);
    let reconciled = reconcile(terms.agreement(), &terms.actuals, year, kept.as_at)
        .ok_or_else(|| damaged("its agreement no longer reconciles days"))?;
    let statement = as_statement(terms.agreement(), &reconciled, year);
    let is_same = statement.lines.len() == stored.len()
        && statement.lines.iter().zip(stored).all(|(line, stored)| {
            StoredLine::from(line) == *stored
        });
    if is_same {
        return Ok(statement);
    }
    Err(Refusal::Store(damaged("its lines are not those that were agreed")))
}
