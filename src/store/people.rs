//! Councils and people.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::Council;
use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::domain::people::Role;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::councils;
use crate::store::schema::people;
use crate::store::series;

type CouncilRow = (String, String, String);

fn council(row: CouncilRow) -> Council {
    let (id, name, prefix) = row;
    Council { id: id.into(), name, prefix }
}

const COUNCIL: (councils::id, councils::name, councils::prefix) =
    (councils::id, councils::name, councils::prefix);

/// Lets a council join, with its series of numbers at nought.
///
/// # Errors
/// The database's own.
pub fn add_council(
    books: &mut Books,
    council: &Council,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        councils::id.eq(council.id.as_str()),
        councils::name.eq(&council.name),
        councils::prefix.eq(&council.prefix),
        councils::joined_at.eq(now),
    );
    diesel::insert_into(councils::table).values(row).execute(books)?;
    series::begin(books, &council.id)
}

/// Gives a council another name.
///
/// # Errors
/// The database's own: among them that of a name that another council has.
pub fn rename_council(books: &mut Books, id: &CouncilId, name: &str) -> Result<(), StoreError> {
    let row = councils::table.filter(councils::id.eq(id.as_str()));
    diesel::update(row).set(councils::name.eq(name)).execute(books)?;
    Ok(())
}

/// All councils, by name.
///
/// # Errors
/// The database's own.
pub fn councils(books: &mut Books) -> Result<Vec<Council>, StoreError> {
    let rows: Vec<CouncilRow> =
        councils::table.select(COUNCIL).order(councils::name).load(books)?;
    Ok(rows.into_iter().map(council).collect())
}

/// A council by its name in the books.
///
/// # Errors
/// The database's own.
pub fn council_by_id(books: &mut Books, id: &CouncilId) -> Result<Option<Council>, StoreError> {
    let found = councils::table.filter(councils::id.eq(id.as_str())).select(COUNCIL);
    Ok(found.get_result(books).optional()?.map(council))
}

/// A council by its name in full, or the prefix of its numbers.
///
/// # Errors
/// The database's own.
pub fn council_named(books: &mut Books, name: &str) -> Result<Option<Council>, StoreError> {
    let is_it = councils::name.eq(name).or(councils::prefix.eq(name));
    Ok(councils::table.filter(is_it).select(COUNCIL).get_result(books).optional()?.map(council))
}

type PersonRow = (String, String, String, String, String, String, bool);

const PERSON: (
    people::id,
    people::council_id,
    people::login,
    people::name,
    people::email,
    people::roles,
    people::active,
) = (
    people::id,
    people::council_id,
    people::login,
    people::name,
    people::email,
    people::roles,
    people::active,
);

fn person(row: PersonRow) -> Person {
    let (id, council, login, name, email, roles, active) = row;
    let roles = roles.split(' ').filter_map(Role::read).collect();
    Person { id: id.into(), council: council.into(), login, name, email, roles, active }
}

fn roles_in_words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ")
}

/// Adds a person, with the hash of their password.
///
/// # Errors
/// The database's own.
pub fn add_person(
    books: &mut Books,
    person: &Person,
    password_hash: &str,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        people::id.eq(person.id.as_str()),
        people::council_id.eq(person.council.as_str()),
        people::login.eq(&person.login),
        people::name.eq(&person.name),
        people::email.eq(&person.email),
        people::password_hash.eq(password_hash),
        people::roles.eq(roles_in_words(&person.roles)),
        people::active.eq(person.active),
        people::joined_at.eq(now),
    );
    diesel::insert_into(people::table).values(row).execute(books)?;
    Ok(())
}

/// A person by what they sign in with, and the hash of their password.
///
/// # Errors
/// The database's own.
pub fn person_with_password(
    books: &mut Books,
    login: &str,
) -> Result<Option<(Person, String)>, StoreError> {
    let found = people::table.filter(people::login.eq(login));
    let row: Option<(PersonRow, String)> =
        found.select((PERSON, people::password_hash)).get_result(books).optional()?;
    Ok(row.map(|(row, hash)| (person(row), hash)))
}

/// The people of a council, by name; of all councils where none is named.
///
/// # Errors
/// The database's own.
pub fn people(books: &mut Books, of: Option<&CouncilId>) -> Result<Vec<Person>, StoreError> {
    let mut wanted = people::table.select(PERSON).order(people::name).into_boxed();
    if let Some(council) = of {
        wanted = wanted.filter(people::council_id.eq(council.as_str().to_owned()));
    }
    Ok(wanted.load::<PersonRow>(books)?.into_iter().map(person).collect())
}

/// A person by their name in the books.
///
/// # Errors
/// The database's own.
pub fn person_by_id(books: &mut Books, id: &str) -> Result<Option<Person>, StoreError> {
    let found = people::table.filter(people::id.eq(id)).select(PERSON);
    Ok(found.get_result(books).optional()?.map(person))
}

/// A person by their name in the books, with their council.
///
/// # Errors
/// The database's own.
pub fn with_council(books: &mut Books, id: &str) -> Result<Option<(Person, Council)>, StoreError> {
    let found = people::table
        .inner_join(councils::table.on(councils::id.eq(people::council_id)))
        .filter(people::id.eq(id))
        .select((PERSON, COUNCIL));
    let row: Option<(PersonRow, CouncilRow)> = found.get_result(books).optional()?;
    Ok(row.map(|(of_person, of_council)| (person(of_person), council(of_council))))
}

/// A person's name for people; what the books know them by, where there is nobody of it.
///
/// # Errors
/// The database's own.
pub fn name_of(books: &mut Books, id: &str) -> Result<String, StoreError> {
    Ok(person_by_id(books, id)?.map_or_else(|| id.to_owned(), |person| person.name))
}

/// A council's name in full.
///
/// # Errors
/// The database's own.
pub fn council_name(books: &mut Books, id: &CouncilId) -> Result<String, StoreError> {
    Ok(council_by_id(books, id)?.map_or_else(|| id.to_string(), |council| council.name))
}

/// Changes what a person may do.
///
/// # Errors
/// The database's own.
pub fn set_duties(
    books: &mut Books,
    person: &Person,
    roles: &[Role],
    active: bool,
) -> Result<(), StoreError> {
    let row = people::table.filter(people::id.eq(person.id.as_str()));
    let now = (people::roles.eq(roles_in_words(roles)), people::active.eq(active));
    diesel::update(row).set(now).execute(books)?;
    Ok(())
}

/// Changes a person's password.
///
/// # Errors
/// The database's own.
pub fn set_password(books: &mut Books, person: &Person, hash: &str) -> Result<(), StoreError> {
    let row = people::table.filter(people::id.eq(person.id.as_str()));
    diesel::update(row).set(people::password_hash.eq(hash)).execute(books)?;
    Ok(())
}
