//! What comes in late: days and costs of a year that is locked.

use std::collections::BTreeMap;

use crate::domain::agreement::Agreement;
use crate::domain::calendar::FinancialYear;
use crate::domain::csv_file;
use crate::domain::staffing::Basis;
use crate::store::agreements::Held;
use crate::store::money;
use crate::store::recorded::Kind;
use crate::workflow::Work;
use crate::workflow::bring_in::columns;
use crate::workflow::refusal::Refusal;

/// What becomes of days and costs of a year that is locked: the next statement takes up what bills
/// by itself; the days of a share are reconciled no more.
pub(super) fn into_locked_years(
    work: &mut Work<'_>,
    held: &Held,
    kind: Kind,
    agreement: &Agreement,
    text: &str,
) -> Result<Vec<String>, Refusal> {
    if kind == Kind::Values {
        return Ok(Vec::new());
    }
    let locked = money::locked_years(work.books, &held.supplier, &held.id)?;
    let shares: Vec<&str> = agreement
        .staffing
        .iter()
        .filter(|post| kind == Kind::Days && post.terms.basis == Basis::Share)
        .map(|post| post.id.as_str())
        .collect();
    let (mut of_share, mut others) = (BTreeMap::new(), BTreeMap::new());
    for row in &csv_file::read(text, columns(kind)).rows {
        let Some(on) = row.text("on").and_then(|on| on.parse().ok()) else { continue };
        let year = FinancialYear::of(on).to_string();
        if locked.contains(&year) {
            let is_share = row.text("line").is_some_and(|line| shares.contains(&line));
            let count = if is_share { &mut of_share } else { &mut others };
            *count.entry(year).or_insert(0) += 1;
        }
    }
    let share = of_share.iter().map(|(year, count)| {
        format!(
            "{year} is locked, and {count} of these rows are days of posts whose share is billed: \
             its reconciliation is over, and no later statement bills or credits them. What both \
             councils agree to settle is a variation, or a credit of an invoice"
        )
    });
    let other = others.iter().map(|(year, count)| {
        format!(
            "{year} is locked, and {count} of these rows are of it: what they bill comes with the \
             next statement, as an adjustment"
        )
    });
    Ok(share.chain(other).collect())
}
