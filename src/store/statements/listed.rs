//! The statements of a council over all its agreements: filtered, page by page.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::Row;
use crate::billing::stage::Stage;
use crate::domain::people::CouncilId;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::schema::agreements;
use crate::store::schema::statements;
use crate::store::statements::Kept;

/// Which statements are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// In one stage only.
    pub stage: Option<Stage>,
    /// Of periods that begin within these days only.
    pub within: Option<(NaiveDate, NaiveDate)>,
    /// Of this period only: `2018/19-Q2`.
    pub period: Option<String>,
    /// After this one in the list: the first day of its period, and its name in the books.
    pub after: Option<(NaiveDate, String)>,
    /// So many at the most.
    pub at_most: i64,
}

/// The statements of a council, the latest period first: its own as supplier, and what it was sent
/// as purchaser.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn listed(
    books: &mut Books,
    council: &CouncilId,
    wanted: &Wanted,
) -> Result<Vec<Kept>, StoreError> {
    let mut found: Vec<Row> = Vec::new();
    // Once by each index: one question with "or" would go through the statements of everybody.
    for is_supplier in [true, false] {
        let with = agreements::supplier_id
            .eq(statements::supplier_id)
            .and(agreements::id.eq(statements::agreement_id));
        let mut rows = statements::table
            .inner_join(agreements::table.on(with))
            .select(Row::as_select())
            .into_boxed();
        let id = council.as_str();
        rows = if is_supplier {
            rows.filter(statements::supplier_id.eq(id))
        } else {
            let others = agreements::purchaser_id.eq(id).and(statements::supplier_id.ne(id));
            // A draft is the supplier's own until it is sent.
            rows.filter(others).filter(statements::stage.ne(Stage::DrawnUp.word()))
        };
        if let Some(stage) = wanted.stage {
            rows = rows.filter(statements::stage.eq(stage.word()));
        }
        if let Some(period) = &wanted.period {
            rows = rows.filter(statements::period.eq(period));
        }
        if let Some((first, last)) = wanted.within {
            rows = rows.filter(statements::first_day.between(first, last));
        }
        if let Some((day, id)) = &wanted.after {
            let same_day = statements::first_day.eq(day).and(statements::id.gt(id));
            rows = rows.filter(statements::first_day.lt(day).or(same_day));
        }
        let order = (statements::first_day.desc(), statements::id);
        found.extend(rows.order(order).limit(wanted.at_most).load::<Row>(books)?);
    }
    found.sort_by(|one, other| {
        other.first_day.cmp(&one.first_day).then_with(|| one.id.cmp(&other.id))
    });
    found.truncate(usize::try_from(wanted.at_most).unwrap_or(usize::MAX));
    found.into_iter().map(Row::kept).collect()
}
