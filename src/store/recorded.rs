//! Recorded days, costs and indicator values, row by row as the files state them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::PersonId;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::schema::imports;
use crate::store::schema::recorded_rows;

/// What the rows of a file are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Days given.
    Days,
    /// Costs met.
    Costs,
    /// Values of indicators.
    Values,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Days => "days",
            Kind::Costs => "costs",
            Kind::Values => "values",
        }
    }

    /// What a word names.
    pub fn read(word: &str) -> Option<Kind> {
        [Kind::Days, Kind::Costs, Kind::Values].into_iter().find(|kind| kind.word() == word)
    }
}

/// A file that was brought in as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// What its rows are of.
    pub kind: Kind,
    /// Its name, as the person who brought it knows it.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Its rows, each with every column of the kind in order; blank where the file has none.
    pub rows: Vec<Vec<String>>,
}

/// Whether the very same file was brought in before: when, and under which name.
///
/// # Errors
/// The database's own.
pub fn brought_before(
    books: &mut Books,
    held: &Held,
    import: &Import,
) -> Result<Option<(String, NaiveDateTime)>, StoreError> {
    Ok(imports::table
        .filter(imports::supplier_id.eq(held.supplier.as_str()))
        .filter(imports::agreement_id.eq(held.id.as_str()))
        .filter(imports::kind.eq(import.kind.word()))
        .filter(imports::sha256.eq(&import.sha256))
        .select((imports::name, imports::brought_at))
        .get_result(books)
        .optional()?)
}

/// Adds a file's rows after those that are there.
///
/// # Errors
/// The database's own.
pub fn add(
    books: &mut Books,
    held: &Held,
    import: &Import,
    by: &PersonId,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let count = i32::try_from(import.rows.len()).unwrap_or(i32::MAX);
    let row = (
        imports::supplier_id.eq(held.supplier.as_str()),
        imports::agreement_id.eq(held.id.as_str()),
        imports::kind.eq(import.kind.word()),
        imports::sha256.eq(&import.sha256),
        imports::name.eq(&import.name),
        imports::row_count.eq(count),
        imports::brought_by.eq(by.as_str()),
        imports::brought_at.eq(now),
    );
    diesel::insert_into(imports::table).values(row).execute(books)?;
    let last = count_of(books, &held.supplier, &held.id, import.kind)?;
    let rows: Vec<_> = ((last + 1)..)
        .zip(&import.rows)
        .map(|(entry, fields)| {
            let fields = serde_json::to_string(fields).expect("text is always JSON");
            (
                recorded_rows::supplier_id.eq(held.supplier.as_str()),
                recorded_rows::agreement_id.eq(held.id.as_str()),
                recorded_rows::kind.eq(import.kind.word()),
                recorded_rows::entry.eq(entry),
                recorded_rows::fields.eq(fields),
                recorded_rows::entered_by.eq(by.as_str()),
                recorded_rows::entered_at.eq(now),
            )
        })
        .collect();
    for rows in rows.chunks(100) {
        each!(books, c => diesel::insert_into(recorded_rows::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// How many rows of a kind an agreement has.
///
/// # Errors
/// The database's own.
pub fn count_of(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
    kind: Kind,
) -> Result<i32, StoreError> {
    let last: Option<i32> = recorded_rows::table
        .filter(recorded_rows::supplier_id.eq(supplier.as_str()))
        .filter(recorded_rows::agreement_id.eq(agreement.as_str()))
        .filter(recorded_rows::kind.eq(kind.word()))
        .select(diesel::dsl::max(recorded_rows::entry))
        .get_result(books)?;
    Ok(last.unwrap_or(0))
}

/// How many rows of days and of costs an agreement has.
///
/// # Errors
/// The database's own.
pub fn counts_of(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
) -> Result<(i32, i32), StoreError> {
    let last: Vec<(String, Option<i32>)> = recorded_rows::table
        .filter(recorded_rows::supplier_id.eq(supplier.as_str()))
        .filter(recorded_rows::agreement_id.eq(agreement.as_str()))
        .group_by(recorded_rows::kind)
        .select((recorded_rows::kind, diesel::dsl::max(recorded_rows::entry)))
        .load(books)?;
    let of = |kind: Kind| {
        let found = last.iter().find(|(word, _)| word == kind.word());
        found.and_then(|(_, entry)| *entry).unwrap_or(0)
    };
    Ok((of(Kind::Days), of(Kind::Costs)))
}

/// Who entered the rows of a kind after an entry, up to another; each once.
///
/// # Errors
/// The database's own.
pub fn entered_by(
    books: &mut Books,
    held: &Held,
    kind: Kind,
    after: i32,
    up_to: i32,
) -> Result<Vec<PersonId>, StoreError> {
    if up_to <= after {
        return Ok(Vec::new());
    }
    let people: Vec<String> = recorded_rows::table
        .filter(recorded_rows::supplier_id.eq(held.supplier.as_str()))
        .filter(recorded_rows::agreement_id.eq(held.id.as_str()))
        .filter(recorded_rows::kind.eq(kind.word()))
        .filter(recorded_rows::entry.gt(after))
        .filter(recorded_rows::entry.le(up_to))
        .select(recorded_rows::entered_by)
        .distinct()
        .load(books)?;
    Ok(people.into_iter().map(PersonId::from).collect())
}

/// The rows of a kind up to an entry, in the order in which they were entered.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn rows(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
    kind: Kind,
    up_to: i32,
) -> Result<Vec<Vec<String>>, StoreError> {
    let rows: Vec<String> = recorded_rows::table
        .filter(recorded_rows::supplier_id.eq(supplier.as_str()))
        .filter(recorded_rows::agreement_id.eq(agreement.as_str()))
        .filter(recorded_rows::kind.eq(kind.word()))
        .filter(recorded_rows::entry.le(up_to))
        .order(recorded_rows::entry)
        .select(recorded_rows::fields)
        .load(books)?;
    let read = |fields: String| {
        serde_json::from_str(&fields)
            .map_err(|error| StoreError::damaged("a recorded row of", agreement.as_str(), error))
    };
    rows.into_iter().map(read).collect()
}

/// A file that was brought in, without its rows.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Brought {
    /// What its rows are of: `days`, `costs` or `values`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// How many rows it has.
    pub rows: i32,
    /// Who brought it in, by their name in the books.
    pub by: String,
    /// When.
    pub at: NaiveDateTime,
}

/// The files that were brought in for an agreement, the latest first.
///
/// # Errors
/// The database's own.
pub fn brought(books: &mut Books, held: &Held) -> Result<Vec<Brought>, StoreError> {
    Ok(imports::table
        .filter(imports::supplier_id.eq(held.supplier.as_str()))
        .filter(imports::agreement_id.eq(held.id.as_str()))
        .order((imports::brought_at.desc(), imports::kind, imports::name))
        .select((
            imports::kind,
            imports::name,
            imports::row_count,
            imports::brought_by,
            imports::brought_at,
        ))
        .load(books)?)
}
