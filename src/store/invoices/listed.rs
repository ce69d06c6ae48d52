//! The invoices and credit notes of a council over all its agreements: searched, filtered, page by
//! page.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::Row;
use super::kind_word;
use crate::billing::invoice::DocumentKind;
use crate::domain::money::Money;
use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::invoices::Issued;
use crate::store::schema::agreements;
use crate::store::schema::invoice_progress;
use crate::store::schema::invoices;
use crate::store::search::containing;
use crate::store::search::lower;

/// How invoices stand that are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Invoices of which something is unpaid.
    Unpaid,
    /// Invoices that may be overdue: unpaid, and due by their own day before this one. Where the
    /// receipt moved that day they are not.
    DueBefore(NaiveDate),
    /// Those of which a part is disputed.
    Disputed,
    /// Those of which nothing is left: paid, given back, or set off.
    Settled,
    /// Credit notes.
    CreditNotes,
}

/// Which documents are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// With this in the number, or in the agreement's reference.
    pub words: String,
    /// How they stand.
    pub state: Option<State>,
    /// After this one in the list, by its name in the books.
    pub after: String,
    /// So many at the most.
    pub at_most: i64,
}

/// Documents, each with what became of it and its agreement.
#[diesel::dsl::auto_type]
fn with_progress() -> _ {
    invoices::table
        .inner_join(
            invoice_progress::table.on(invoice_progress::supplier_id
                .eq(invoices::supplier_id)
                .and(invoice_progress::invoice_id.eq(invoices::id))),
        )
        .inner_join(
            agreements::table.on(agreements::supplier_id
                .eq(invoices::supplier_id)
                .and(agreements::id.eq(invoices::agreement_id))),
        )
}

/// What is left of a document, in pence: its sum, less what was given back and paid.
#[diesel::dsl::auto_type]
fn left() -> _ {
    invoices::gross_pence + invoice_progress::credited_pence - invoice_progress::paid_pence
}

/// What is unpaid of all invoices, paid in part or not at all: what a council is owed, and what it
/// owes.
///
/// # Errors
/// The database's own.
pub fn unpaid(books: &mut Books, council: &CouncilId) -> Result<[Money; 2], StoreError> {
    let mut sums = [Money::NIL; 2];
    for (sum, is_supplier) in sums.iter_mut().zip([true, false]) {
        let left = left();
        let mut rows = with_progress()
            .filter(invoices::kind.eq(kind_word(DocumentKind::Invoice)))
            .select(left)
            .into_boxed();
        let id = council.as_str();
        rows = if is_supplier {
            rows.filter(invoices::supplier_id.eq(id))
        } else {
            rows.filter(agreements::purchaser_id.eq(id)).filter(invoices::supplier_id.ne(id))
        };
        let left = rows.filter(left.gt(0)).load::<i64>(books)?;
        *sum = left.into_iter().map(Money::from_pence).sum();
    }
    Ok(sums)
}

/// The invoices and credit notes of a council, the latest first: those that it issued, and those
/// that it got.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn listed(
    books: &mut Books,
    council: &CouncilId,
    wanted: &Wanted,
) -> Result<Vec<Issued>, StoreError> {
    let mut found: Vec<Row> = Vec::new();
    // Once by each side: one question with "or" would go through the documents of everybody.
    for is_supplier in [true, false] {
        let mut rows = with_progress().select(Row::as_select()).into_boxed();
        let id = council.as_str();
        rows = if is_supplier {
            rows.filter(invoices::supplier_id.eq(id))
        } else {
            rows.filter(agreements::purchaser_id.eq(id)).filter(invoices::supplier_id.ne(id))
        };
        if !wanted.after.is_empty() {
            rows = rows.filter(invoices::id.lt(wanted.after.clone()));
        }
        if let Some(like) = containing(&wanted.words) {
            let number = lower(invoices::number).like(like.clone());
            rows = rows.filter(number.or(lower(agreements::reference).like(like)));
        }
        let is_invoice = invoices::kind.eq(kind_word(DocumentKind::Invoice));
        let left = left();
        rows = match wanted.state {
            None => rows,
            Some(State::Unpaid) => rows.filter(is_invoice.and(left.gt(0))),
            Some(State::DueBefore(day)) => {
                rows.filter(is_invoice.and(left.gt(0))).filter(invoices::due_on.lt(day))
            }
            Some(State::Disputed) => rows.filter(invoice_progress::disputed_pence.ne(0)),
            Some(State::Settled) => rows.filter(left.eq(0)),
            Some(State::CreditNotes) => {
                rows.filter(invoices::kind.eq(kind_word(DocumentKind::CreditNote)))
            }
        };
        let rows = rows.order(invoices::id.desc()).limit(wanted.at_most);
        found.extend(rows.load::<Row>(books)?);
    }
    // Names in the books are in order of time.
    found.sort_by(|one, other| other.id.cmp(&one.id));
    found.truncate(usize::try_from(wanted.at_most).unwrap_or(usize::MAX));
    found.into_iter().map(Row::issued).collect()
}
