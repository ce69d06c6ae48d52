//! Agreements that are being written in forms, before they are brought in.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::drafts;

/// An agreement, or another version of one, that is being written.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = drafts)]
#[diesel(treat_none_as_default_value = false)]
pub struct Draft {
    /// The council that writes it.
    pub supplier_id: String,
    /// Its name in the books.
    pub id: String,
    /// The agreement whose terms it changes; none where it begins one.
    pub agreement_id: Option<String>,
    /// The version that it began from.
    pub base_version: Option<i32>,
    /// The reference, as the draft has it.
    pub reference: String,
    /// The title, as the draft has it.
    pub title: String,
    /// What it says so far: the text of an agreement file that may lack much.
    pub source: String,
    /// How often it was saved.
    pub revision: i32,
    /// Who began it.
    pub begun_by: String,
    /// When.
    pub begun_at: NaiveDateTime,
    /// Who saved it last.
    pub changed_by: String,
    /// When.
    pub changed_at: NaiveDateTime,
}

/// Adds a draft.
///
/// # Errors
/// The database's own.
pub fn add(books: &mut Books, draft: &Draft) -> Result<(), StoreError> {
    diesel::insert_into(drafts::table).values(draft.clone()).execute(books)?;
    Ok(())
}

/// A draft of a council.
///
/// # Errors
/// The database's own.
pub fn find(
    books: &mut Books,
    supplier: &CouncilId,
    id: &str,
) -> Result<Option<Draft>, StoreError> {
    let of = drafts::supplier_id.eq(supplier.as_str()).and(drafts::id.eq(id));
    let found = drafts::table.filter(of).select(Draft::as_select()).get_result(books);
    Ok(found.optional()?)
}

/// The draft that changes an agreement.
///
/// # Errors
/// The database's own.
pub fn of_agreement(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &str,
) -> Result<Option<Draft>, StoreError> {
    let of = drafts::supplier_id.eq(supplier.as_str()).and(drafts::agreement_id.eq(agreement));
    let found = drafts::table.filter(of).select(Draft::as_select()).get_result(books);
    Ok(found.optional()?)
}

/// The drafts of a council, the last that was saved first.
///
/// # Errors
/// The database's own.
pub fn of_council(
    books: &mut Books,
    supplier: &CouncilId,
    at_most: i64,
) -> Result<Vec<Draft>, StoreError> {
    let found = drafts::table
        .filter(drafts::supplier_id.eq(supplier.as_str()))
        .order((drafts::changed_at.desc(), drafts::id))
        .limit(at_most)
        .select(Draft::as_select());
    Ok(found.load(books)?)
}

/// Saves what a draft says now, where nobody has saved it since it was read: tells whether it did.
///
/// # Errors
/// The database's own.
pub fn save(books: &mut Books, draft: &Draft) -> Result<bool, StoreError> {
    let key = drafts::supplier_id.eq(&draft.supplier_id).and(drafts::id.eq(&draft.id));
    let row = drafts::table.filter(key.and(drafts::revision.eq(draft.revision)));
    let saved = diesel::update(row)
        .set((
            drafts::reference.eq(&draft.reference),
            drafts::title.eq(&draft.title),
            drafts::source.eq(&draft.source),
            drafts::revision.eq(draft.revision + 1),
            drafts::changed_by.eq(&draft.changed_by),
            drafts::changed_at.eq(draft.changed_at),
        ))
        .execute(books)?;
    Ok(saved == 1)
}

/// Takes a draft away, where nobody has saved it since it was read: tells whether it did.
///
/// # Errors
/// The database's own.
pub fn remove(books: &mut Books, draft: &Draft) -> Result<bool, StoreError> {
    let key = drafts::supplier_id.eq(&draft.supplier_id).and(drafts::id.eq(&draft.id));
    let row = drafts::table.filter(key.and(drafts::revision.eq(draft.revision)));
    Ok(diesel::delete(row).execute(books)? == 1)
}
