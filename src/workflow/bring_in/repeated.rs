//! Rows that were recorded already: a file that is saved again, or as a workbook, is another file
//! to its hash, and its rows would count twice.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::domain::csv_file;
use crate::domain::csv_file::Row;
use crate::store::agreements::Held;
use crate::store::recorded;
use crate::store::recorded::Kind;
use crate::workflow::Work;
use crate::workflow::bring_in::columns;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// Refuses a file with rows that are recorded already, cell by cell.
///
/// # Errors
/// The rows that are there, by their lines.
pub(super) fn must_be_new(
    work: &mut Work<'_>,
    held: &Held,
    kind: Kind,
    name: &str,
    text: &str,
) -> Result<(), Refusal> {
    let there = recorded::rows(work.books, &held.supplier, &held.id, kind, i32::MAX)?;
    let there: BTreeSet<Vec<String>> =
        there.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let cells = |row: &Row| -> Vec<String> {
        let cell = |name| plain(row.text(name).unwrap_or_default());
        columns(kind).iter().map(|column| cell(column.name)).collect()
    };
    let rows = csv_file::read(text, columns(kind)).rows;
    let says = "this row is recorded already, word for word, and would count twice: leave it out, \
                or say that both are meant (`--again`)";
    let again: Vec<String> = rows
        .iter()
        .filter(|row| there.contains(&cells(row)))
        .map(|row| terms::in_one_line(name, &row.problem("line", "", says)))
        .collect();
    if again.is_empty() { Ok(()) } else { Err(Refusal::Input(again)) }
}

/// A cell without what only the program that saved it decides: `4` and `4.0` are the same.
fn plain(cell: &str) -> String {
    cell.parse::<Decimal>()
        .map_or_else(|_| cell.to_owned(), |number| number.normalize().to_string())
}
