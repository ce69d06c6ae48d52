//! What was answered to acts, by the keys that their askers gave them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::PersonId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::idempotency_keys as keys;

/// What was asked under a key, and answered.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = keys)]
pub struct Answered {
    /// Who asked.
    pub person_id: String,
    /// The key.
    pub key_text: String,
    /// SHA-256 of what was asked.
    pub asked_hash: String,
    /// The status of the answer.
    pub status: i32,
    /// The answer.
    pub answer: String,
    /// When.
    pub done_at: NaiveDateTime,
}

/// What a person was answered under a key.
///
/// # Errors
/// The database's own.
pub fn find(
    books: &mut Books,
    person: &PersonId,
    key: &str,
) -> Result<Option<Answered>, StoreError> {
    Ok(keys::table
        .filter(keys::person_id.eq(person.as_str()))
        .filter(keys::key_text.eq(key))
        .select(Answered::as_select())
        .get_result(books)
        .optional()?)
}

/// Takes a key before the act is done, and forgets the person's old ones. Of two that ask at once
/// the second waits here for the first, is broken off, and finds on the next try what was answered.
///
/// # Errors
/// The database's own.
pub fn take(
    books: &mut Books,
    taken: &Answered,
    forgotten_before: NaiveDateTime,
) -> Result<(), StoreError> {
    let old = keys::table
        .filter(keys::person_id.eq(&taken.person_id))
        .filter(keys::done_at.lt(forgotten_before));
    diesel::delete(old).execute(books)?;
    diesel::insert_into(keys::table).values(taken.clone()).execute(books)?;
    Ok(())
}

/// Keeps what is answered under a key that was taken.
///
/// # Errors
/// The database's own.
pub fn keep(books: &mut Books, answered: &Answered) -> Result<(), StoreError> {
    let row = keys::table
        .filter(keys::person_id.eq(&answered.person_id))
        .filter(keys::key_text.eq(&answered.key_text));
    let now = (keys::status.eq(answered.status), keys::answer.eq(&answered.answer));
    diesel::update(row).set(now).execute(books)?;
    Ok(())
}
