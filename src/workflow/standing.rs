//! What stands billed in the books of an agreement: every line of its statements, withdrawn ones
//! left out, and what was given back.

use std::collections::HashMap;

use crate::billing::billed::Billed;
use crate::billing::billed::BilledLine;
use crate::billing::correction::EarlierDocument;
use crate::domain::people::StatementId;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::invoice_lines;
use crate::store::statements;
use crate::workflow::refusal::Refusal;

/// What stands billed, one statement left out where it is being drawn up again or issued.
///
/// A line that is queried stands too: it is neither billed again by the next statement nor lost,
/// until it is released or withdrawn.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn billed(
    books: &mut Books,
    held: &Held,
    but: Option<&StatementId>,
) -> Result<Billed, Refusal> {
    billed_before(books, held, but, i32::MAX)
}

/// The same, with the documents of earlier issues of the agreement only: what an invoice that was
/// issued then corrects.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn billed_before(
    books: &mut Books,
    held: &Held,
    but: Option<&StatementId>,
    issue: i32,
) -> Result<Billed, Refusal> {
    let mut billed = Billed::default();
    let documents = invoice_lines::of_agreement(books, &held.supplier, &held.id)?;
    let mut issued: HashMap<(StatementId, i32), EarlierDocument> = HashMap::new();
    for of in documents.into_iter().filter(|of| of.issue < issue) {
        let document = EarlierDocument { issued_on: of.issued_on, number: of.number };
        match of.line.bills {
            Some(bills) => {
                issued.insert(bills, document);
            }
            None => billed.add(BilledLine {
                period: of.line.period,
                kind: of.line.kind,
                line: of.line.line,
                treatment: of.line.vat_treatment,
                net: of.line.net,
                on: None,
            }),
        }
    }
    let lines = statements::lines_of_agreement(books, &held.supplier, &held.id, but)?;
    for (statement, line) in lines {
        let on = issued.remove(&(statement, line.number));
        billed.add(BilledLine {
            period: line.period,
            kind: line.kind,
            line: line.line,
            treatment: line.vat_treatment,
            net: line.net,
            on,
        });
    }
    Ok(billed)
}
