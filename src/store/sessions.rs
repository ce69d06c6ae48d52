//! Who is signed in at a browser.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::Council;
use crate::domain::people::Person;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::people;
use crate::store::schema::sessions;

/// A person at a browser, from signing in to signing out.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Session {
    /// SHA-256 of what the cookie says.
    pub id: String,
    /// Who.
    pub person_id: String,
    /// What each form must bear, so that no other site's form is taken for one of ours.
    pub form_token: String,
    /// When they signed in.
    pub begun_at: NaiveDateTime,
    /// When they were last there, to within some minutes.
    pub seen_at: NaiveDateTime,
    /// When it ends whatever they do.
    pub ends_at: NaiveDateTime,
}

/// Begins a session, and forgets those that have ended.
///
/// # Errors
/// The database's own.
pub fn begin(books: &mut Books, session: &Session) -> Result<(), StoreError> {
    let over = sessions::table.filter(sessions::ends_at.lt(session.begun_at));
    diesel::delete(over).execute(books)?;
    diesel::insert_into(sessions::table).values(session.clone()).execute(books)?;
    Ok(())
}

/// A session, with whose it is and their council.
///
/// # Errors
/// The database's own.
pub fn find(books: &mut Books, id: &str) -> Result<Option<(Session, Person, Council)>, StoreError> {
    let found: Option<Session> = sessions::table
        .filter(sessions::id.eq(id))
        .select(Session::as_select())
        .get_result(books)
        .optional()?;
    let Some(session) = found else { return Ok(None) };
    let Some((person, council)) = people::with_council(books, &session.person_id)? else {
        return Ok(None);
    };
    Ok(Some((session, person, council)))
}

/// Notes that somebody was there.
///
/// # Errors
/// The database's own.
pub fn seen(books: &mut Books, id: &str, now: NaiveDateTime) -> Result<(), StoreError> {
    let row = sessions::table.filter(sessions::id.eq(id));
    diesel::update(row).set(sessions::seen_at.eq(now)).execute(books)?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// The database's own.
pub fn end(books: &mut Books, id: &str) -> Result<(), StoreError> {
    diesel::delete(sessions::table.filter(sessions::id.eq(id))).execute(books)?;
    Ok(())
}

/// Ends all sessions of a person: who leaves, or has another password, is signed out everywhere.
///
/// # Errors
/// The database's own.
pub fn end_all_of(books: &mut Books, person: &Person) -> Result<(), StoreError> {
    let theirs = sessions::table.filter(sessions::person_id.eq(person.id.as_str()));
    diesel::delete(theirs).execute(books)?;
    Ok(())
}
