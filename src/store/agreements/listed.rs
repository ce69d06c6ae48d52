//! The agreements of a council as they are listed: searched, filtered, page by page.

use diesel::prelude::*;

use super::HELD;
use super::Row;
use super::held;
use crate::domain::people::CouncilId;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::agreements;
use crate::store::search::containing;
use crate::store::search::lower;

/// Which of a council's agreements are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A part of the reference or the title, in small letters or capitals.
    pub words: String,
    /// How far they have come, as the file says it; empty for all.
    pub status: String,
    /// Only those that runs leave aside.
    pub parked: bool,
    /// Only those with a reference after this one.
    pub after: String,
    /// So many at the most.
    pub at_most: i64,
}

/// The agreements that a council is party to, by reference: those that are wanted.
///
/// # Errors
/// The database's own.
pub fn listed(
    books: &mut Books,
    council: &CouncilId,
    wanted: &Wanted,
) -> Result<Vec<Held>, StoreError> {
    let mut found = Vec::new();
    // Once by each index: one question with "or" would go through all agreements of everybody.
    for as_supplier in [true, false] {
        let mut rows = agreements::table.select(HELD).into_boxed();
        let id = council.as_str().to_owned();
        rows = if as_supplier {
            rows.filter(agreements::supplier_id.eq(id))
        } else {
            rows.filter(agreements::purchaser_id.eq(id))
        };
        if !wanted.after.is_empty() {
            rows = rows.filter(agreements::reference.gt(wanted.after.clone()));
        }
        if !wanted.status.is_empty() {
            rows = rows.filter(agreements::status.eq(wanted.status.clone()));
        }
        if wanted.parked {
            rows = rows.filter(agreements::parked_because.is_not_null());
        }
        if let Some(like) = containing(&wanted.words) {
            rows = rows.filter(
                lower(agreements::reference)
                    .like(like.clone())
                    .or(lower(agreements::title).like(like)),
            );
        }
        let rows: Vec<Row> = rows.order(agreements::reference).limit(wanted.at_most).load(books)?;
        found.extend(rows.into_iter().map(held));
    }
    found.sort_by(|one, other| {
        (&one.reference, &one.supplier).cmp(&(&other.reference, &other.supplier))
    });
    found.truncate(usize::try_from(wanted.at_most).unwrap_or(usize::MAX));
    Ok(found)
}
