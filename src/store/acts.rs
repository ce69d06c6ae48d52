//! The log of acts: who, for which council, when, on what, what it was before and after, and why.
//! Each entry bears the hash of the one before it, so that none can be changed or taken out unseen.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;
use sha2::Digest;
use sha2::Sha256;

use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::schema::acts;
use crate::store::search::containing;
use crate::store::search::lower;
use crate::store::series;

/// Something that a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// What, in a word or two: `statement approved`.
    pub act: String,
    /// On what: `HIOW-CS-2018 2018/19-Q2`.
    pub subject: String,
    /// What it was before.
    pub before: String,
    /// What it is after.
    pub after: String,
    /// Why, where somebody must say.
    pub reason: String,
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Queryable, Insertable, Selectable)]
#[diesel(table_name = acts)]
#[diesel(treat_none_as_default_value = false)]
pub struct Entry {
    /// Whose log it is.
    pub supplier_id: String,
    /// Its number, from 1 without gaps.
    pub entry: i64,
    /// When, UTC.
    pub done_at: NaiveDateTime,
    /// Who, by their name in the books.
    pub person_id: String,
    /// Who, by name.
    pub person: String,
    /// For which council.
    pub council_id: String,
    /// What.
    pub act: String,
    /// On what.
    pub subject: String,
    /// What it was before.
    pub before: String,
    /// What it is after.
    pub after: String,
    /// Why.
    pub reason: String,
    /// The hash of the entry before.
    pub previous_hash: String,
    /// The hash of all the above.
    pub hash: String,
}

impl Entry {
    /// The hash that the entry must bear: SHA-256 over its fields, each with its length before it.
    pub fn hash_of_fields(&self) -> String {
        let mut hash = Sha256::new();
        let entry = self.entry.to_string();
        let done_at = self.done_at.and_utc().timestamp_micros().to_string();
        for field in [
            &self.supplier_id,
            &entry,
            &done_at,
            &self.person_id,
            &self.person,
            &self.council_id,
            &self.act,
            &self.subject,
            &self.before,
            &self.after,
            &self.reason,
            &self.previous_hash,
        ] {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field.as_bytes());
        }
        in_hexadecimal(&hash.finalize())
    }
}

/// Bytes in hexadecimal digits.
pub fn in_hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    in_hexadecimal(&Sha256::digest(bytes))
}

/// Writes what a person did into the log of a supplier, in order.
///
/// # Errors
/// The database's own.
pub fn log(
    books: &mut Books,
    supplier: &CouncilId,
    by: &Person,
    now: NaiveDateTime,
    deeds: Vec<Deed>,
) -> Result<(), StoreError> {
    if deeds.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(deeds.len()).unwrap_or(i64::MAX);
    let (first, mut previous_hash) = series::hold(books, supplier, series::ACTS, count)?;
    let mut rows = Vec::with_capacity(deeds.len());
    for (number, deed) in (first..).zip(deeds) {
        let mut entry = Entry {
            supplier_id: supplier.to_string(),
            entry: number,
            done_at: now,
            person_id: by.id.to_string(),
            person: by.name.clone(),
            council_id: by.council.to_string(),
            act: deed.act,
            subject: deed.subject,
            before: deed.before,
            after: deed.after,
            reason: deed.reason,
            previous_hash: previous_hash.clone(),
            hash: String::new(),
        };
        entry.hash = entry.hash_of_fields();
        previous_hash.clone_from(&entry.hash);
        rows.push(entry);
    }
    for rows in rows.chunks(100) {
        each!(books, c => diesel::insert_into(acts::table).values(rows).execute(c))?;
    }
    series::set_head(books, supplier, series::ACTS, &previous_hash)
}

/// The entries of a supplier's log after a number, so many at the most.
///
/// # Errors
/// The database's own.
pub fn after(
    books: &mut Books,
    supplier: &CouncilId,
    number: i64,
    at_most: i64,
) -> Result<Vec<Entry>, StoreError> {
    Ok(acts::table
        .filter(acts::supplier_id.eq(supplier.as_str()))
        .filter(acts::entry.gt(number))
        .order(acts::entry)
        .limit(at_most)
        .select(acts::all_columns)
        .load(books)?)
}

/// What a supplier's log says was done to one thing, in order.
///
/// # Errors
/// The database's own.
pub fn about(
    books: &mut Books,
    supplier: &CouncilId,
    subject: &str,
) -> Result<Vec<Entry>, StoreError> {
    Ok(acts::table
        .filter(acts::supplier_id.eq(supplier.as_str()))
        .filter(acts::subject.eq(subject))
        .order(acts::entry)
        .select(acts::all_columns)
        .load(books)?)
}

/// Which entries of a log are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Who did it, by their name in the books; empty for everybody.
    pub person: String,
    /// A part of what it is about, or of what was done.
    pub about: String,
    /// From when, and until before when, in UTC.
    pub between: Option<(NaiveDateTime, NaiveDateTime)>,
    /// How many are left out.
    pub from: i64,
    /// So many at the most.
    pub at_most: i64,
}

/// The entries of a supplier's log that are wanted, the latest first.
///
/// # Errors
/// The database's own.
pub fn listed(
    books: &mut Books,
    supplier: &CouncilId,
    wanted: &Wanted,
) -> Result<Vec<Entry>, StoreError> {
    let mut found = acts::table
        .filter(acts::supplier_id.eq(supplier.to_string()))
        .order(acts::entry.desc())
        .into_boxed();
    if !wanted.person.is_empty() {
        found = found.filter(acts::person_id.eq(wanted.person.clone()));
    }
    if let Some(like) = containing(&wanted.about) {
        let is_it = lower(acts::subject).like(like.clone()).or(lower(acts::act).like(like));
        found = found.filter(is_it);
    }
    if let Some((begins, ends)) = wanted.between {
        found = found.filter(acts::done_at.ge(begins).and(acts::done_at.lt(ends)));
    }
    let found = found.offset(wanted.from).limit(wanted.at_most);
    Ok(found.select(acts::all_columns).load(books)?)
}

/// The entries of a supplier's log before a number, the latest first: those with some words in what
/// they are about, or in what was done.
///
/// # Errors
/// The database's own.
pub fn before(
    books: &mut Books,
    supplier: &CouncilId,
    about: &str,
    before: Option<i64>,
    at_most: i64,
) -> Result<Vec<Entry>, StoreError> {
    let mut found = acts::table
        .filter(acts::supplier_id.eq(supplier.to_string()))
        .order(acts::entry.desc())
        .limit(at_most)
        .select(acts::all_columns)
        .into_boxed();
    if let Some(like) = containing(about) {
        let is_it = lower(acts::subject).like(like.clone()).or(lower(acts::act).like(like));
        found = found.filter(is_it);
    }
    if let Some(before) = before {
        found = found.filter(acts::entry.lt(before));
    }
    Ok(found.load(books)?)
}

/// Who is named in a supplier's log: their names in the books and for people.
///
/// # Errors
/// The database's own.
pub fn who_acted(
    books: &mut Books,
    supplier: &CouncilId,
) -> Result<Vec<(String, String)>, StoreError> {
    Ok(acts::table
        .filter(acts::supplier_id.eq(supplier.as_str()))
        .select((acts::person_id, acts::person))
        .distinct()
        .order((acts::person, acts::person_id))
        .load(books)?)
}
