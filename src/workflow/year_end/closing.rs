//! The closing statement: what makes less due than was billed in advance, a notice or a shortened
//! term, is given back at once, as adjustments of the periods that are billed.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::billing::stage::Stage;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::close_after;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::Timing;
use crate::domain::calendar::BillingPeriod;
use crate::domain::people::StatementId;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::invoices;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::draw_up;
use crate::workflow::draw_up::Drawn;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::standing;
use crate::workflow::terms;
use crate::workflow::terms::Terms;
use crate::workflow::year_end::lock;

/// Draws up what is known now for the periods that are billed, or draws it up again while it is
/// with nobody else.
///
/// # Errors
/// Nothing billed yet; a closing statement that is further on, or a closed year: what has changed
/// since comes with the next statement. [`Refusal::Nothing`] where no less is due than was billed.
pub fn draw_up(work: &mut Work<'_>, reference: &str) -> Result<Drawn, Refusal> {
    let held = work.agreement(reference, Duty::DrawUp)?;
    draw_up_for(work, &held)
}

/// The same for an agreement that is at hand.
///
/// # Errors
/// Those of [`draw_up`].
pub fn draw_up_for(work: &mut Work<'_>, held: &Held) -> Result<Drawn, Refusal> {
    let drawn = preview(work, held)?;
    draw_up::save(work, held, &drawn)?;
    Ok(drawn)
}

/// Closes at once what a version that has come into use makes less due than was billed in advance;
/// where a closing statement is further on already, the next statement gives it back.
pub(crate) fn at_once(
    work: &mut Work<'_>,
    held: &Held,
    agreement: &Agreement,
) -> Result<(), Refusal> {
    let may = duties::must_be_theirs(work.by, Duty::DrawUp, held).is_ok();
    if agreement.billing.timing != Timing::Advance || !may {
        return Ok(());
    }
    match draw_up_for(work, held) {
        Ok(_) | Err(Refusal::Nothing(_) | Refusal::Refused(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// What [`draw_up`] would draw up, with nothing written.
///
/// # Errors
/// Those of [`draw_up`].
pub fn preview(work: &mut Work<'_>, held: &Held) -> Result<Drawn, Refusal> {
    let terms = terms::in_use(work.books, held)?;
    let all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    let reference = &held.reference;
    let Some(last) = last_billed(work.books, held, &all)? else {
        return Err(Refusal::Nothing(format!("nothing is billed under {reference} yet")));
    };
    let kind = StatementKind::Closing;
    let before = all.iter().find(|kept| kept.kind == kind && kept.period == last).cloned();
    // A draft is drawn up again; what is further on is billed.
    let draft = before.as_ref().filter(|before| before.stage == Stage::DrawnUp);
    let billed = standing::billed(work.books, held, draft.map(|kept| &kept.id))?;
    // Never under less than a statement that stands was drawn up under.
    let known = all.iter().filter(|kept| kept.period <= last).map(|kept| kept.as_at).max();
    let as_at = known.map_or(work.at.today, |known| known.max(work.at.today));
    let statement = close_after(terms.agreement(), &terms.actuals, last, as_at, &billed);
    if !statement.net.is_credit() {
        return Err(Refusal::Nothing(format!(
            "no less is due under {reference} for the periods up to {last} than was billed for them"
        )));
    }
    lock::must_be_open(work.books, held, last.year)?;
    if let Some(before) = before.as_ref().filter(|before| before.stage != Stage::DrawnUp) {
        return Err(draw_up::already(held, before));
    }
    Ok(draw_up::drawn(work, held, kind, terms, statement, before, None))
}

/// The last period of which a statement is issued, in part at least.
fn last_billed(
    books: &mut Books,
    held: &Held,
    all: &[Kept],
) -> Result<Option<BillingPeriod>, Refusal> {
    let issued = invoices::of_agreement(books, &held.supplier, &held.id)?;
    let issued: HashSet<StatementId> = issued.into_iter().filter_map(|of| of.statement).collect();
    let is_billed = |kept: &&Kept| {
        kept.kind == StatementKind::Recharge
            && (kept.stage == Stage::Issued || issued.contains(&kept.id))
    };
    Ok(all.iter().filter(is_billed).map(|kept| kept.period).max())
}

/// The latest day on which what closing statements state was known.
pub(crate) fn known_on(kept: &[Kept]) -> Option<NaiveDate> {
    let closing = kept.iter().filter(|kept| kept.kind == StatementKind::Closing);
    closing.map(|kept| kept.as_at).max()
}

/// A closing statement as it would be drawn up from terms, as at its own day.
pub(crate) fn drawn_from(
    work: &mut Work<'_>,
    held: &Held,
    terms: &Terms,
    kept: &Kept,
) -> Result<RechargeStatement, Refusal> {
    let billed = standing::billed(work.books, held, Some(&kept.id))?;
    Ok(close_after(terms.agreement(), &terms.actuals, kept.period, kept.as_at, &billed))
}
