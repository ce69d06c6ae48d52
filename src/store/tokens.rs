//! The tokens by which other systems are let in as a person.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::Council;
use crate::domain::people::Person;
use crate::domain::people::PersonId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::people;
use crate::store::schema::api_tokens;

/// A token of a person.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = api_tokens)]
#[diesel(treat_none_as_default_value = false)]
pub struct Token {
    /// Its name in the books.
    pub id: String,
    /// Whose it is.
    pub person_id: String,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of its text.
    pub secret_hash: String,
    /// What it may be used for, in words between spaces.
    pub scopes: String,
    /// When it was made.
    pub made_at: NaiveDateTime,
    /// The last day on which it is taken.
    pub ends_on: NaiveDate,
    /// When it was last used, to within some minutes.
    pub used_at: Option<NaiveDateTime>,
    /// When it was revoked.
    pub revoked_at: Option<NaiveDateTime>,
}

/// Adds a token.
///
/// # Errors
/// The database's own.
pub fn add(books: &mut Books, token: &Token) -> Result<(), StoreError> {
    diesel::insert_into(api_tokens::table).values(token.clone()).execute(books)?;
    Ok(())
}

/// A token by the hash of its text, with whose it is and their council.
///
/// # Errors
/// The database's own.
pub fn by_hash(
    books: &mut Books,
    hash: &str,
) -> Result<Option<(Token, Person, Council)>, StoreError> {
    let found: Option<Token> = api_tokens::table
        .filter(api_tokens::secret_hash.eq(hash))
        .select(Token::as_select())
        .get_result(books)
        .optional()?;
    let Some(token) = found else { return Ok(None) };
    let owner = people::with_council(books, &token.person_id)?;
    Ok(owner.map(|(person, council)| (token, person, council)))
}

/// A person's tokens, the latest first.
///
/// # Errors
/// The database's own.
pub fn of_person(books: &mut Books, person: &PersonId) -> Result<Vec<Token>, StoreError> {
    Ok(api_tokens::table
        .filter(api_tokens::person_id.eq(person.as_str()))
        .order(api_tokens::id.desc())
        .select(Token::as_select())
        .load(books)?)
}

/// Notes that a token was used.
///
/// # Errors
/// The database's own.
pub fn used(books: &mut Books, id: &str, now: NaiveDateTime) -> Result<(), StoreError> {
    let row = api_tokens::table.filter(api_tokens::id.eq(id));
    diesel::update(row).set(api_tokens::used_at.eq(now)).execute(books)?;
    Ok(())
}

/// Revokes a token of a person; whether there was one that could be.
///
/// # Errors
/// The database's own.
pub fn revoke(
    books: &mut Books,
    person: &PersonId,
    id: &str,
    now: NaiveDateTime,
) -> Result<bool, StoreError> {
    let row = api_tokens::table
        .filter(api_tokens::person_id.eq(person.as_str()))
        .filter(api_tokens::id.eq(id))
        .filter(api_tokens::revoked_at.is_null());
    let changed = diesel::update(row).set(api_tokens::revoked_at.eq(now)).execute(books)?;
    Ok(changed == 1)
}
