//! The outbox: letters written in the transaction of the act that they tell of, sent after it.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::schema::outbox;

/// The kind of messages to webhooks, which wait here too and go by another way.
pub const WEBHOOK: &str = "webhook";

/// A letter that waits, or what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Queryable, Insertable, Selectable)]
#[diesel(table_name = outbox)]
#[diesel(treat_none_as_default_value = false)]
pub struct Waiting {
    /// Whose letter it is.
    pub supplier_id: String,
    /// Its name in the books, and with it its Message-ID.
    pub id: String,
    /// What it tells of: `invoice`, `statement`, `query`, `agreed`, `reminder`; [`WEBHOOK`] for a
    /// message to another system, whose subject is the webhook.
    pub kind: String,
    /// The statement or invoice that it tells of.
    pub subject_id: String,
    /// Whom it goes to.
    pub to_address: String,
    /// What else is needed to write it.
    pub letter: String,
    /// `queued`, `sending`, `sent`, `not-needed` (what it tells of was settled before it went),
    /// `unknown` (it may have gone: a person decides) or `given-up`.
    pub state: String,
    /// How often it was tried.
    pub attempts: i32,
    /// When it may be tried next.
    pub next_at: NaiveDateTime,
    /// What went wrong the last time.
    pub last_error: Option<String>,
    /// When it was written.
    pub queued_at: NaiveDateTime,
    /// When it was sent.
    pub sent_at: Option<NaiveDateTime>,
}

/// Adds letters.
///
/// # Errors
/// The database's own.
pub fn add(books: &mut Books, waiting: &[Waiting]) -> Result<(), StoreError> {
    for some in waiting.chunks(100) {
        each!(books, c => diesel::insert_into(outbox::table).values(some).execute(c))?;
    }
    Ok(())
}

/// The letters of a supplier in some states that are due by a moment, oldest first.
///
/// # Errors
/// The database's own.
pub fn due(
    books: &mut Books,
    supplier: &CouncilId,
    states: &[&str],
    by: NaiveDateTime,
    at_most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    let states: Vec<String> = states.iter().map(|&state| state.to_owned()).collect();
    Ok(outbox::table
        .filter(outbox::supplier_id.eq(supplier.as_str()))
        .filter(outbox::kind.ne(WEBHOOK))
        .filter(outbox::state.eq_any(states))
        .filter(outbox::next_at.le(by))
        .order((outbox::next_at, outbox::id))
        .limit(at_most)
        .select(Waiting::as_select())
        .load(books)?)
}

/// Messages of a council to webhooks that are due by a moment, oldest first; those too whose sender
/// was broken off.
///
/// # Errors
/// The database's own.
pub fn due_to_webhooks(
    books: &mut Books,
    council: &CouncilId,
    by: NaiveDateTime,
    at_most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    Ok(outbox::table
        .filter(outbox::supplier_id.eq(council.as_str()))
        .filter(outbox::kind.eq(WEBHOOK))
        .filter(outbox::state.eq_any(["queued", "sending"]))
        .filter(outbox::next_at.le(by))
        .order((outbox::next_at, outbox::id))
        .limit(at_most)
        .select(Waiting::as_select())
        .load(books)?)
}

/// Lets whatever else waits for where a message could not go wait as long.
///
/// # Errors
/// The database's own.
pub fn postpone(books: &mut Books, like: &Waiting, until: NaiveDateTime) -> Result<(), StoreError> {
    let others = outbox::table
        .filter(outbox::supplier_id.eq(&like.supplier_id))
        .filter(outbox::kind.eq(&like.kind))
        .filter(outbox::subject_id.eq(&like.subject_id))
        .filter(outbox::state.eq("queued"))
        .filter(outbox::next_at.lt(until));
    diesel::update(others).set(outbox::next_at.eq(until)).execute(books)?;
    Ok(())
}

/// The latest messages to a webhook.
///
/// # Errors
/// The database's own.
pub fn to_webhook(
    books: &mut Books,
    council: &CouncilId,
    webhook: &str,
    at_most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    Ok(outbox::table
        .filter(outbox::supplier_id.eq(council.as_str()))
        .filter(outbox::kind.eq(WEBHOOK))
        .filter(outbox::subject_id.eq(webhook))
        .order(outbox::id.desc())
        .limit(at_most)
        .select(Waiting::as_select())
        .load(books)?)
}

/// All letters of a supplier, newest first.
///
/// # Errors
/// The database's own.
pub fn all(books: &mut Books, supplier: &CouncilId) -> Result<Vec<Waiting>, StoreError> {
    Ok(outbox::table
        .filter(outbox::supplier_id.eq(supplier.as_str()))
        .order((outbox::queued_at.desc(), outbox::id))
        .select(Waiting::as_select())
        .load(books)?)
}

/// When letters of a kind about something were written.
///
/// # Errors
/// The database's own.
pub fn written(
    books: &mut Books,
    supplier: &CouncilId,
    kind: &str,
    subject: &str,
) -> Result<Vec<NaiveDateTime>, StoreError> {
    Ok(outbox::table
        .filter(outbox::supplier_id.eq(supplier.as_str()))
        .filter(outbox::kind.eq(kind))
        .filter(outbox::subject_id.eq(subject))
        .select(outbox::queued_at)
        .load(books)?)
}

/// Moves a letter on, only if it is still in the state that it is thought to be in: of two senders
/// one gets it.
///
/// # Errors
/// The database's own.
pub fn move_on(books: &mut Books, from: &str, to: &Waiting) -> Result<bool, StoreError> {
    let row = outbox::table
        .filter(outbox::supplier_id.eq(&to.supplier_id))
        .filter(outbox::id.eq(&to.id))
        .filter(outbox::state.eq(from));
    let moved = diesel::update(row)
        .set((
            outbox::state.eq(&to.state),
            outbox::attempts.eq(to.attempts),
            outbox::next_at.eq(to.next_at),
            outbox::last_error.eq(&to.last_error),
            outbox::sent_at.eq(to.sent_at),
        ))
        .execute(books)?;
    Ok(moved == 1)
}

/// Letters of a supplier, newest first: those in some state, or in any where it is empty.
///
/// # Errors
/// The database's own.
pub fn listed(
    books: &mut Books,
    supplier: &CouncilId,
    state: &str,
    from: i64,
    at_most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    let mut found = outbox::table
        .filter(outbox::supplier_id.eq(supplier.to_string()))
        .order((outbox::queued_at.desc(), outbox::id))
        .into_boxed();
    if !state.is_empty() {
        found = found.filter(outbox::state.eq(state.to_owned()));
    }
    let found = found.offset(from).limit(at_most);
    Ok(found.select(outbox::all_columns).load(books)?)
}

/// Letters of a supplier after one in the list, newest first.
///
/// # Errors
/// The database's own.
pub fn after(
    books: &mut Books,
    supplier: &CouncilId,
    state: Option<&str>,
    after: Option<&str>,
    at_most: i64,
) -> Result<Vec<Waiting>, StoreError> {
    // Names in the books are in order of time.
    let mut found = outbox::table
        .filter(outbox::supplier_id.eq(supplier.to_string()))
        .order(outbox::id.desc())
        .limit(at_most)
        .select(Waiting::as_select())
        .into_boxed();
    if let Some(state) = state {
        found = found.filter(outbox::state.eq(state.to_owned()));
    }
    if let Some(after) = after {
        found = found.filter(outbox::id.lt(after.to_owned()));
    }
    Ok(found.load(books)?)
}

/// A letter of a supplier.
///
/// # Errors
/// The database's own.
pub fn by_id(
    books: &mut Books,
    supplier: &CouncilId,
    id: &str,
) -> Result<Option<Waiting>, StoreError> {
    Ok(outbox::table
        .filter(outbox::supplier_id.eq(supplier.as_str()))
        .filter(outbox::id.eq(id))
        .select(Waiting::as_select())
        .get_result(books)
        .optional()?)
}

/// How many letters of all councils are in each state that is not the end of them.
///
/// # Errors
/// The database's own.
pub fn waiting(books: &mut Books) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(outbox::table
        .filter(outbox::state.eq_any(["queued", "sending", "unknown", "given-up"]))
        .group_by(outbox::state)
        .select((outbox::state, diesel::dsl::count_star()))
        .load(books)?)
}
