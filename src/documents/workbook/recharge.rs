//! The recharge statement as a workbook.

use crate::billing::statement::RechargeStatement;
use crate::documents::workbook::Book;
use crate::documents::workbook::Sheet;
use crate::documents::workbook::Value;
use crate::documents::workbook::WorkbookError;
use crate::documents::workbook::lines::documents;
use crate::documents::workbook::lines::lines;
use crate::documents::workbook::lines::not_billed;
use crate::documents::workbook::lines::workings;
use crate::documents::workbook::render;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;

/// The statement of a period as a workbook: its lines, its documents by VAT, what is not billed,
/// and the workings. Once it is approved its documents bear their numbers.
///
/// # Errors
/// Where a text or a sum does not fit into a cell.
pub fn recharge(
    agreement: &Agreement,
    statement: &RechargeStatement,
    is_approved: bool,
) -> Result<Vec<u8>, WorkbookError> {
    let preview = if statement.preview { ", a preview" } else { "" };
    let title = format!("Recharge statement {}{preview}", statement.period);
    let dates = Period { first: statement.from, last: statement.to }.in_words();
    let first = Sheet::new("Statement lines", &title, &[])
        .say(&format!("{} ({}). {dates}.", agreement.title, agreement.reference))
        .say(&format!(
            "From {} to {}. Drawn up under what was known on {}.",
            agreement.supplier.name,
            agreement.purchaser.name,
            in_words(statement.as_at)
        ))
        .say(match statement.lines.as_slice() {
            [] => "Nothing is due for this period.",
            _ => "What is due, a row for each line, each with the clause that it rests on.",
        });
    let of = [statement];
    let mut first = lines(agreement, first, &of, is_approved);
    let titled = |what: &str| format!("{what}, recharge statement {}", statement.period);
    let documents = documents(&titled("Documents by VAT"), &of, &first, is_approved);
    let net = first.sum("Net, £", statement.net);
    // The totals stand below the sums of the lines, and take the VAT from the documents.
    let net_at = format!("{}{}", first.letter("Net, £"), first.next_row());
    let vat_at = format!("{}{}", first.letter("Net, £"), first.next_row() + 1);
    let vat = match documents.as_ref().and_then(|sheet| sheet.cells_from_elsewhere("VAT, £")) {
        Some(cells) => Value::formula(format!("SUM({cells})"), Value::Money(statement.vat)),
        None => Value::Money(statement.vat),
    };
    if !first.rows.is_empty() {
        let gross = Value::formula(format!("{net_at}+{vat_at}"), Value::Money(statement.gross));
        first.total("Net", [("Net, £", net)]);
        first.total("VAT", [("Net, £", vat)]);
        first.total("To pay", [("Net, £", gross)]);
    }
    let mut sheets = vec![first];
    sheets.extend(documents);
    sheets.extend(not_billed(&titled("Not billed"), &of));
    sheets.extend(workings(&titled("Workings"), &of));
    render(&Book {
        subject: format!("What is due for {dates} under {}, to be agreed", agreement.title),
        author: agreement.supplier.name.clone(),
        reference: format!("{}-{}", statement.agreement, statement.period.compact()),
        as_at: statement.as_at,
        title,
        sheets,
    })
}
