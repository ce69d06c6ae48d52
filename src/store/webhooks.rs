//! Where councils have themselves told of what was done.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::webhooks;

/// An address that is told.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Insertable, Selectable)]
#[diesel(table_name = webhooks)]
#[diesel(treat_none_as_default_value = false)]
pub struct Webhook {
    /// The council whose it is.
    pub supplier_id: String,
    /// Its name in the books.
    pub id: String,
    /// The address.
    pub url: String,
    /// Of what it is told, in words between spaces.
    pub events: String,
    /// What each message is signed with.
    pub secret: String,
    /// Who registered it.
    pub made_by: String,
    /// When.
    pub made_at: NaiveDateTime,
    /// When it was ended.
    pub ended_at: Option<NaiveDateTime>,
}

impl Webhook {
    /// Whether it is told of an event.
    pub fn is_told_of(&self, event: &str) -> bool {
        self.ended_at.is_none() && self.events.split(' ').any(|told| told == event)
    }
}

/// Adds one.
///
/// # Errors
/// The database's own.
pub fn add(books: &mut Books, webhook: &Webhook) -> Result<(), StoreError> {
    diesel::insert_into(webhooks::table).values(webhook.clone()).execute(books)?;
    Ok(())
}

/// Whether anybody is told of anything.
///
/// # Errors
/// The database's own.
pub fn has_some(books: &mut Books) -> Result<bool, StoreError> {
    let one = webhooks::table.filter(webhooks::ended_at.is_null()).select(webhooks::id).limit(1);
    Ok(!one.load::<String>(books)?.is_empty())
}

/// Those of a council, the latest first.
///
/// # Errors
/// The database's own.
pub fn of_council(books: &mut Books, council: &CouncilId) -> Result<Vec<Webhook>, StoreError> {
    Ok(webhooks::table
        .filter(webhooks::supplier_id.eq(council.as_str()))
        .order(webhooks::id.desc())
        .select(Webhook::as_select())
        .load(books)?)
}

/// One of a council.
///
/// # Errors
/// The database's own.
pub fn by_id(
    books: &mut Books,
    council: &CouncilId,
    id: &str,
) -> Result<Option<Webhook>, StoreError> {
    Ok(webhooks::table
        .filter(webhooks::supplier_id.eq(council.as_str()))
        .filter(webhooks::id.eq(id))
        .select(Webhook::as_select())
        .get_result(books)
        .optional()?)
}

/// Ends one; whether there was one that could be.
///
/// # Errors
/// The database's own.
pub fn end(
    books: &mut Books,
    council: &CouncilId,
    id: &str,
    now: NaiveDateTime,
) -> Result<bool, StoreError> {
    let row = webhooks::table
        .filter(webhooks::supplier_id.eq(council.as_str()))
        .filter(webhooks::id.eq(id))
        .filter(webhooks::ended_at.is_null());
    let changed = diesel::update(row).set(webhooks::ended_at.eq(now)).execute(books)?;
    Ok(changed == 1)
}
