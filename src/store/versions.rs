//! The versions of an agreement's file, as a list: when each came in, by whom and why, and who
//! confirmed it. The files themselves are [`crate::store::agreements`]'.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::agreement_versions;
use crate::store::schema::version_confirmations;

/// A version of an agreement's file, without the file.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Listed {
    /// Its number, from 1.
    pub number: i32,
    /// Why it was brought in.
    pub reason: String,
    /// Who brought it in, by their name in the books.
    pub brought_by: String,
    /// When.
    pub brought_at: NaiveDateTime,
    /// Who confirmed it as the second person, where it changed where money is paid to.
    pub confirmed_by: Option<String>,
}

/// The versions of an agreement's file, the latest first.
///
/// # Errors
/// The database's own.
pub fn listed(books: &mut Books, held: &Held) -> Result<Vec<Listed>, StoreError> {
    let is_of_it = version_confirmations::supplier_id
        .eq(agreement_versions::supplier_id)
        .and(version_confirmations::agreement_id.eq(agreement_versions::agreement_id))
        .and(version_confirmations::version.eq(agreement_versions::version));
    Ok(agreement_versions::table
        .left_join(version_confirmations::table.on(is_of_it))
        .filter(agreement_versions::supplier_id.eq(held.supplier.as_str()))
        .filter(agreement_versions::agreement_id.eq(held.id.as_str()))
        .order(agreement_versions::version.desc())
        .select((
            agreement_versions::version,
            agreement_versions::reason,
            agreement_versions::brought_by,
            agreement_versions::brought_at,
            version_confirmations::confirmed_by.nullable(),
        ))
        .load(books)?)
}
