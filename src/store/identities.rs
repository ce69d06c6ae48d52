//! Accounts at a provider of single sign-on, and whose they are.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::Person;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::identities;

/// Whose an account is: the person's name in the books.
///
/// # Errors
/// The database's own.
pub fn whose(books: &mut Books, issuer: &str, subject: &str) -> Result<Option<String>, StoreError> {
    Ok(identities::table
        .filter(identities::issuer.eq(issuer))
        .filter(identities::subject.eq(subject))
        .select(identities::person_id)
        .get_result(books)
        .optional()?)
}

/// Whether a person has an account at a provider.
///
/// # Errors
/// The database's own.
pub fn has(books: &mut Books, issuer: &str, person: &Person) -> Result<bool, StoreError> {
    Ok(of_person(books, person)?.iter().any(|(of, _)| of == issuer))
}

/// The accounts of a person: at which provider, and which.
///
/// # Errors
/// The database's own.
pub fn of_person(books: &mut Books, person: &Person) -> Result<Vec<(String, String)>, StoreError> {
    Ok(identities::table
        .filter(identities::person_id.eq(person.id.as_str()))
        .select((identities::issuer, identities::subject))
        .order((identities::issuer, identities::subject))
        .load(books)?)
}

/// Links an account to a person.
///
/// # Errors
/// The database's own: among them that the person has another.
pub fn link(
    books: &mut Books,
    issuer: &str,
    subject: &str,
    person: &Person,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        identities::issuer.eq(issuer),
        identities::subject.eq(subject),
        identities::person_id.eq(person.id.as_str()),
        identities::linked_at.eq(now),
    );
    diesel::insert_into(identities::table).values(row).execute(books)?;
    Ok(())
}

/// Forgets the accounts of a person: who leaves, and comes back, may have another.
///
/// # Errors
/// The database's own.
pub fn forget(books: &mut Books, person: &Person) -> Result<(), StoreError> {
    let theirs = identities::table.filter(identities::person_id.eq(person.id.as_str()));
    diesel::delete(theirs).execute(books)?;
    Ok(())
}
