//! Agreements, and every version of their files as it was brought in.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::PersonId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::agreement_logos;
use crate::store::schema::agreement_versions;
use crate::store::schema::agreements;
use crate::store::schema::holdings_over;
use crate::store::schema::version_confirmations;

pub mod listed;

/// An agreement in its supplier's books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its supplier.
    pub supplier: CouncilId,
    /// Its name in the books.
    pub id: AgreementId,
    /// Its purchaser.
    pub purchaser: CouncilId,
    /// The name by which both know it.
    pub reference: String,
    /// What it is about.
    pub title: String,
    /// How far it has come, as the file says it.
    pub status: String,
    /// The version in use.
    pub version: i32,
    /// Why runs leave it aside, where they do.
    pub parked_because: Option<String>,
}

type Row = (String, String, String, String, String, String, i32, Option<String>);

const HELD: (
    agreements::supplier_id,
    agreements::id,
    agreements::purchaser_id,
    agreements::reference,
    agreements::title,
    agreements::status,
    agreements::version,
    agreements::parked_because,
) = (
    agreements::supplier_id,
    agreements::id,
    agreements::purchaser_id,
    agreements::reference,
    agreements::title,
    agreements::status,
    agreements::version,
    agreements::parked_because,
);

fn held(row: Row) -> Held {
    let (supplier, id, purchaser, reference, title, status, version, parked_because) = row;
    Held {
        supplier: supplier.into(),
        id: id.into(),
        purchaser: purchaser.into(),
        reference,
        title,
        status,
        version,
        parked_because,
    }
}

/// Adds an agreement; its first version is added beside it.
///
/// # Errors
/// The database's own.
pub fn add(books: &mut Books, held: &Held, now: NaiveDateTime) -> Result<(), StoreError> {
    let row = (
        agreements::supplier_id.eq(held.supplier.as_str()),
        agreements::id.eq(held.id.as_str()),
        agreements::purchaser_id.eq(held.purchaser.as_str()),
        agreements::reference.eq(&held.reference),
        agreements::title.eq(&held.title),
        agreements::status.eq(&held.status),
        agreements::version.eq(held.version),
        agreements::brought_at.eq(now),
    );
    diesel::insert_into(agreements::table).values(row).execute(books)?;
    Ok(())
}

/// Puts another version into use, or parks it and releases it.
///
/// # Errors
/// The database's own.
pub fn change(books: &mut Books, held: &Held) -> Result<(), StoreError> {
    let row = agreements::table
        .filter(agreements::supplier_id.eq(held.supplier.as_str()))
        .filter(agreements::id.eq(held.id.as_str()));
    let now = (
        agreements::title.eq(&held.title),
        agreements::status.eq(&held.status),
        agreements::version.eq(held.version),
        agreements::parked_because.eq(&held.parked_because),
    );
    diesel::update(row).set(now).execute(books)?;
    Ok(())
}

/// An agreement by its reference in a supplier's books.
///
/// # Errors
/// The database's own.
pub fn by_reference(
    books: &mut Books,
    supplier: &CouncilId,
    reference: &str,
) -> Result<Option<Held>, StoreError> {
    let found = agreements::table
        .filter(agreements::supplier_id.eq(supplier.as_str()))
        .filter(agreements::reference.eq(reference))
        .select(HELD);
    Ok(found.get_result(books).optional()?.map(held))
}

/// The agreements of some reference that a council is purchaser of: one, or one a supplier.
///
/// # Errors
/// The database's own.
pub fn of_purchaser_by_reference(
    books: &mut Books,
    purchaser: &CouncilId,
    reference: &str,
) -> Result<Vec<Held>, StoreError> {
    let rows: Vec<Row> = agreements::table
        .filter(agreements::purchaser_id.eq(purchaser.as_str()))
        .filter(agreements::reference.eq(reference))
        .select(HELD)
        .order(agreements::supplier_id)
        .load(books)?;
    Ok(rows.into_iter().map(held).collect())
}

/// An agreement by its name in a supplier's books.
///
/// # Errors
/// The database's own.
pub fn by_id(
    books: &mut Books,
    supplier: &CouncilId,
    id: &AgreementId,
) -> Result<Option<Held>, StoreError> {
    let found = agreements::table
        .filter(agreements::supplier_id.eq(supplier.as_str()))
        .filter(agreements::id.eq(id.as_str()))
        .select(HELD);
    Ok(found.get_result(books).optional()?.map(held))
}

/// Holds some agreements of a supplier until the transaction ends, and gives them as they stand
/// then: of two who act on an agreement at once the second waits, and finds what the first did.
///
/// # Errors
/// The database's own.
pub fn hold(
    books: &mut Books,
    supplier: &CouncilId,
    ids: &[&AgreementId],
) -> Result<Vec<Held>, StoreError> {
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    // In one order, so that no two wait crosswise.
    let rows = agreements::table
        .filter(agreements::supplier_id.eq(supplier.as_str()))
        .filter(agreements::id.eq_any(ids))
        .order(agreements::id)
        .select(HELD);
    let rows: Vec<Row> = match books {
        Books::Postgres(connection) => rows.for_update().load(connection)?,
        // There the whole file is held by whoever writes.
        Books::Sqlite(connection) => rows.load(connection)?,
    };
    Ok(rows.into_iter().map(held).collect())
}

/// The agreements that a council is party to, by reference.
///
/// # Errors
/// The database's own.
pub fn of_party(books: &mut Books, council: &CouncilId) -> Result<Vec<Held>, StoreError> {
    let is_party = agreements::supplier_id
        .eq(council.as_str())
        .or(agreements::purchaser_id.eq(council.as_str()));
    let rows: Vec<Row> = agreements::table
        .filter(is_party)
        .select(HELD)
        .order((agreements::reference, agreements::supplier_id))
        .load(books)?;
    Ok(rows.into_iter().map(held).collect())
}

/// The agreements of a supplier after a reference, so many at the most: for runs over all of them.
///
/// # Errors
/// The database's own.
pub fn of_supplier(
    books: &mut Books,
    supplier: &CouncilId,
    after: &str,
    at_most: i64,
) -> Result<Vec<Held>, StoreError> {
    let rows: Vec<Row> = agreements::table
        .filter(agreements::supplier_id.eq(supplier.as_str()))
        .filter(agreements::reference.gt(after))
        .select(HELD)
        .order(agreements::reference)
        .limit(at_most)
        .load(books)?;
    Ok(rows.into_iter().map(held).collect())
}

/// How many agreements a supplier has.
///
/// # Errors
/// The database's own.
pub fn count_of_supplier(books: &mut Books, supplier: &CouncilId) -> Result<i64, StoreError> {
    let all = agreements::table.filter(agreements::supplier_id.eq(supplier.as_str()));
    Ok(all.count().get_result(books)?)
}

/// A version of an agreement's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub number: i32,
    /// The file, to the byte.
    pub source: String,
    /// SHA-256 of it.
    pub sha256: String,
    /// Why it was brought in.
    pub reason: String,
    /// Who brought it in.
    pub brought_by: PersonId,
}

/// Adds a version of an agreement's file.
///
/// # Errors
/// The database's own.
pub fn add_version(
    books: &mut Books,
    held: &Held,
    version: &Version,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        agreement_versions::supplier_id.eq(held.supplier.as_str()),
        agreement_versions::agreement_id.eq(held.id.as_str()),
        agreement_versions::version.eq(version.number),
        agreement_versions::source.eq(&version.source),
        agreement_versions::sha256.eq(&version.sha256),
        agreement_versions::reason.eq(&version.reason),
        agreement_versions::brought_by.eq(version.brought_by.as_str()),
        agreement_versions::brought_at.eq(now),
    );
    diesel::insert_into(agreement_versions::table).values(row).execute(books)?;
    Ok(())
}

/// A version of an agreement's file.
///
/// # Errors
/// The database's own, and a file that is not what was brought in.
pub fn version(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
    number: i32,
) -> Result<Version, StoreError> {
    let (source, sha256, reason, brought_by): (String, String, String, String) =
        agreement_versions::table
            .filter(agreement_versions::supplier_id.eq(supplier.as_str()))
            .filter(agreement_versions::agreement_id.eq(agreement.as_str()))
            .filter(agreement_versions::version.eq(number))
            .select((
                agreement_versions::source,
                agreement_versions::sha256,
                agreement_versions::reason,
                agreement_versions::brought_by,
            ))
            .get_result(books)?;
    Ok(Version { number, source, sha256, reason, brought_by: brought_by.into() })
}

/// Keeps the supplier's logo with the version that names it.
///
/// # Errors
/// The database's own.
pub fn add_logo(
    books: &mut Books,
    held: &Held,
    number: i32,
    sha256: &str,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let row = (
        agreement_logos::supplier_id.eq(held.supplier.as_str()),
        agreement_logos::agreement_id.eq(held.id.as_str()),
        agreement_logos::version.eq(number),
        agreement_logos::sha256.eq(sha256),
        agreement_logos::bytes.eq(bytes),
    );
    diesel::insert_into(agreement_logos::table).values(row).execute(books)?;
    Ok(())
}

/// The supplier's logo that is kept with a version, with its hash.
///
/// # Errors
/// The database's own.
pub fn logo(
    books: &mut Books,
    held: &Held,
    number: i32,
) -> Result<Option<(Vec<u8>, String)>, StoreError> {
    Ok(agreement_logos::table
        .filter(agreement_logos::supplier_id.eq(held.supplier.as_str()))
        .filter(agreement_logos::agreement_id.eq(held.id.as_str()))
        .filter(agreement_logos::version.eq(number))
        .select((agreement_logos::bytes, agreement_logos::sha256))
        .get_result(books)
        .optional()?)
}

/// The number of the latest version of an agreement's file, in use or not.
///
/// # Errors
/// The database's own.
pub fn latest_version(books: &mut Books, held: &Held) -> Result<i32, StoreError> {
    let latest: Option<i32> = agreement_versions::table
        .filter(agreement_versions::supplier_id.eq(held.supplier.as_str()))
        .filter(agreement_versions::agreement_id.eq(held.id.as_str()))
        .select(diesel::dsl::max(agreement_versions::version))
        .get_result(books)?;
    Ok(latest.unwrap_or(0))
}

/// Whether a second person has confirmed a version.
///
/// # Errors
/// The database's own.
pub fn is_confirmed(books: &mut Books, held: &Held, number: i32) -> Result<bool, StoreError> {
    let confirmed = version_confirmations::table
        .filter(version_confirmations::supplier_id.eq(held.supplier.as_str()))
        .filter(version_confirmations::agreement_id.eq(held.id.as_str()))
        .filter(version_confirmations::version.eq(number));
    let count: i64 = confirmed.count().get_result(books)?;
    Ok(count > 0)
}

/// Records the second person of a version.
///
/// # Errors
/// The database's own.
pub fn confirm(
    books: &mut Books,
    held: &Held,
    number: i32,
    by: &PersonId,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let row = (
        version_confirmations::supplier_id.eq(held.supplier.as_str()),
        version_confirmations::agreement_id.eq(held.id.as_str()),
        version_confirmations::version.eq(number),
        version_confirmations::confirmed_by.eq(by.as_str()),
        version_confirmations::confirmed_at.eq(now),
    );
    diesel::insert_into(version_confirmations::table).values(row).execute(books)?;
    Ok(())
}

/// A decision to bill though the terms are not signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldingOver {
    /// By what it was decided: minute, date and body.
    pub decision: String,
    /// The first day for which it holds.
    pub from: NaiveDate,
    /// The last.
    pub until: NaiveDate,
}

/// Records a decision to bill though the terms are not signed.
///
/// # Errors
/// The database's own.
pub fn hold_over(
    books: &mut Books,
    held: &Held,
    decision: &HoldingOver,
    by: &PersonId,
    now: NaiveDateTime,
) -> Result<(), StoreError> {
    let number = holdings_over(books, held)?.len();
    let row = (
        holdings_over::supplier_id.eq(held.supplier.as_str()),
        holdings_over::agreement_id.eq(held.id.as_str()),
        holdings_over::holding.eq(i32::try_from(number + 1).unwrap_or(i32::MAX)),
        holdings_over::decision.eq(&decision.decision),
        holdings_over::from_day.eq(decision.from),
        holdings_over::until_day.eq(decision.until),
        holdings_over::recorded_by.eq(by.as_str()),
        holdings_over::recorded_at.eq(now),
    );
    diesel::insert_into(holdings_over::table).values(row).execute(books)?;
    Ok(())
}

/// The decisions to bill an agreement though its terms are not signed.
///
/// # Errors
/// The database's own.
pub fn holdings_over(books: &mut Books, held: &Held) -> Result<Vec<HoldingOver>, StoreError> {
    let rows: Vec<(String, NaiveDate, NaiveDate)> = holdings_over::table
        .filter(holdings_over::supplier_id.eq(held.supplier.as_str()))
        .filter(holdings_over::agreement_id.eq(held.id.as_str()))
        .select((holdings_over::decision, holdings_over::from_day, holdings_over::until_day))
        .order(holdings_over::holding)
        .load(books)?;
    let decision = |(decision, from, until)| HoldingOver { decision, from, until };
    Ok(rows.into_iter().map(decision).collect())
}
