//! Runs over many agreements, how far they are, and what became of each.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::schema::run_items;
use crate::store::schema::runs;

/// Who does a run: a command, while it runs; or the service, which goes on with it after it was
/// stopped and started again.
pub const BY_COMMAND: &str = "command";
/// See [`BY_COMMAND`].
pub const BY_SERVICE: &str = "service";

/// A run over the agreements of a council.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = runs)]
pub struct Run {
    /// The council whose run it is.
    pub supplier_id: String,
    /// Its name in the books.
    pub id: String,
    /// What it does to each.
    pub act: String,
    /// For which period.
    pub period: String,
    /// Whether it takes back what it does.
    pub preview: bool,
    /// Who does it.
    pub led_by: String,
    /// `queued`, `going` or `over`.
    pub state: String,
    /// How many agreements it is about, as far as is known.
    pub agreement_count: i32,
    /// Why it ended before its time.
    pub stopped_because: Option<String>,
    /// Who started it.
    pub started_by: String,
    /// When.
    pub started_at: NaiveDateTime,
    /// When it ended.
    pub finished_at: Option<NaiveDateTime>,
}

/// What became of an agreement in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which agreement.
    pub agreement: AgreementId,
    /// `done`, `nothing-due`, `not-yet` or `parked`.
    pub outcome: &'static str,
    /// What was done, or why it was not.
    pub says: String,
}

/// Begins a run.
///
/// # Errors
/// The database's own.
pub fn begin(books: &mut Books, run: &Run) -> Result<(), StoreError> {
    let row = (
        runs::supplier_id.eq(&run.supplier_id),
        runs::id.eq(&run.id),
        runs::act.eq(&run.act),
        runs::period.eq(&run.period),
        runs::preview.eq(run.preview),
        runs::led_by.eq(&run.led_by),
        runs::state.eq(&run.state),
        runs::agreement_count.eq(run.agreement_count),
        runs::started_by.eq(&run.started_by),
        runs::started_at.eq(run.started_at),
    );
    diesel::insert_into(runs::table).values(row).execute(books)?;
    Ok(())
}

/// Holds a run until the transaction ends, and gives it as it stands then: of two who go on with
/// it the second waits, and finds what the first did.
///
/// # Errors
/// The database's own.
pub fn hold(books: &mut Books, supplier: &str, id: &str) -> Result<Option<Run>, StoreError> {
    let row = runs::table
        .filter(runs::supplier_id.eq(supplier))
        .filter(runs::id.eq(id))
        .select(runs::all_columns);
    Ok(match books {
        Books::Postgres(connection) => row.for_update().get_result(connection).optional()?,
        // There the whole file is held by whoever writes.
        Books::Sqlite(connection) => row.get_result(connection).optional()?,
    })
}

/// A run of a council.
///
/// # Errors
/// The database's own.
pub fn by_id(books: &mut Books, of: &CouncilId, id: &str) -> Result<Option<Run>, StoreError> {
    Ok(runs::table
        .filter(runs::supplier_id.eq(of.as_str()))
        .filter(runs::id.eq(id))
        .select(Run::as_select())
        .get_result(books)
        .optional()?)
}

/// The runs of a council, the latest first.
///
/// # Errors
/// The database's own.
pub fn of_council(
    books: &mut Books,
    of: &CouncilId,
    from: i64,
    at_most: i64,
) -> Result<Vec<Run>, StoreError> {
    Ok(runs::table
        .filter(runs::supplier_id.eq(of.as_str()))
        .order((runs::started_at.desc(), runs::id.desc()))
        .offset(from)
        .limit(at_most)
        .select(Run::as_select())
        .load(books)?)
}

/// The runs of a council after one in the list, latest first.
///
/// # Errors
/// The database's own.
pub fn listed(
    books: &mut Books,
    of: &CouncilId,
    after: Option<&str>,
    at_most: i64,
) -> Result<Vec<Run>, StoreError> {
    // Names in the books are in order of time.
    let mut found = runs::table
        .filter(runs::supplier_id.eq(of.to_string()))
        .order(runs::id.desc())
        .limit(at_most)
        .select(Run::as_select())
        .into_boxed();
    if let Some(after) = after {
        found = found.filter(runs::id.lt(after.to_owned()));
    }
    Ok(found.load(books)?)
}

/// The runs of all councils that the service has yet to end, in the order in which they were
/// started.
///
/// # Errors
/// The database's own.
pub fn to_go_on(books: &mut Books) -> Result<Vec<Run>, StoreError> {
    Ok(runs::table
        .filter(runs::state.eq_any(["queued", "going"]))
        .filter(runs::led_by.eq(BY_SERVICE))
        .order((runs::started_at, runs::id))
        .select(Run::as_select())
        .load(books)?)
}

/// Notes how far a run is.
///
/// # Errors
/// The database's own.
pub fn change(books: &mut Books, run: &Run) -> Result<(), StoreError> {
    let row =
        runs::table.filter(runs::supplier_id.eq(&run.supplier_id)).filter(runs::id.eq(&run.id));
    let now = (
        runs::state.eq(&run.state),
        runs::agreement_count.eq(run.agreement_count),
        runs::stopped_because.eq(&run.stopped_because),
        runs::finished_at.eq(run.finished_at),
    );
    diesel::update(row).set(now).execute(books)?;
    Ok(())
}

/// Adds what became of some agreements.
///
/// # Errors
/// The database's own.
pub fn add_items(books: &mut Books, run: &Run, items: &[Item]) -> Result<(), StoreError> {
    let row = |item: &Item| {
        (
            run_items::supplier_id.eq(run.supplier_id.clone()),
            run_items::run_id.eq(run.id.clone()),
            run_items::agreement_id.eq(item.agreement.to_string()),
            run_items::outcome.eq(item.outcome),
            run_items::says.eq(item.says.clone()),
        )
    };
    for items in items.chunks(100) {
        let rows: Vec<_> = items.iter().map(row).collect();
        each!(books, c => diesel::insert_into(run_items::table).values(&rows).execute(c))?;
    }
    Ok(())
}

/// The items of a run with some outcome, by agreement.
///
/// # Errors
/// The database's own.
pub fn items(
    books: &mut Books,
    run: &Run,
    outcome: &str,
) -> Result<Vec<(AgreementId, String)>, StoreError> {
    let rows: Vec<(String, String)> = run_items::table
        .filter(run_items::supplier_id.eq(&run.supplier_id))
        .filter(run_items::run_id.eq(&run.id))
        .filter(run_items::outcome.eq(outcome))
        .order(run_items::agreement_id)
        .select((run_items::agreement_id, run_items::says))
        .load(books)?;
    Ok(rows.into_iter().map(|(agreement, says)| (agreement.into(), says)).collect())
}

/// The agreements that a run has been to.
///
/// # Errors
/// The database's own.
pub fn been_to(books: &mut Books, run: &Run) -> Result<BTreeSet<String>, StoreError> {
    let ids: Vec<String> = run_items::table
        .filter(run_items::supplier_id.eq(&run.supplier_id))
        .filter(run_items::run_id.eq(&run.id))
        .select(run_items::agreement_id)
        .load(books)?;
    Ok(ids.into_iter().collect())
}

/// How many items of a run have come to what.
///
/// # Errors
/// The database's own.
pub fn counts(books: &mut Books, run: &Run) -> Result<BTreeMap<String, i64>, StoreError> {
    let rows: Vec<(String, i64)> = run_items::table
        .filter(run_items::supplier_id.eq(&run.supplier_id))
        .filter(run_items::run_id.eq(&run.id))
        .group_by(run_items::outcome)
        .select((run_items::outcome, diesel::dsl::count_star()))
        .load(books)?;
    Ok(rows.into_iter().collect())
}
