//! The reconciliation of a year's days as a statement of its own: drawn up after the year's last
//! period, then sent, agreed, approved, issued and rendered as any other is.

use chrono::NaiveDate;

use crate::billing::reconciliation::ReconciledLine;
use crate::billing::reconciliation::as_statement;
use crate::billing::reconciliation::reconcile;
use crate::billing::stage::Stage;
use crate::billing::statement::Numbering;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StoredLine;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::store::agreements::Held;
use crate::store::error::StoreError;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::draw_up;
use crate::workflow::draw_up::Drawn;
use crate::workflow::draw_up::subject;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::terms::Terms;
use crate::workflow::year_end::lock;

/// Draws up the reconciliation of a year, as its days are known today, or draws it up again while
/// it is with nobody else.
///
/// # Errors
/// An agreement that reconciles no days; a year whose last period is not over or not drawn up, or
/// that is closed; [`Refusal::Nothing`] where no post is beyond the tolerance.
pub fn draw_up(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
) -> Result<Drawn, Refusal> {
    let held = work.agreement(reference, Duty::DrawUp)?;
    let drawn = preview(work, &held, year)?;
    draw_up::save(work, &held, &drawn)?;
    Ok(drawn)
}

/// What [`draw_up`] would draw up, with nothing written.
///
/// # Errors
/// Those of [`draw_up`].
pub fn preview(work: &mut Work<'_>, held: &Held, year: FinancialYear) -> Result<Drawn, Refusal> {
    let terms = terms::in_use(work.books, held)?;
    let (reference, today) = (&held.reference, work.at.today);
    let Some(statement) = drawn_on(&terms, year, today) else {
        return Err(Refusal::refused(format!(
            "{reference} reconciles no days: its file has no [reconciliation]"
        )));
    };
    if lock::is_closed(work.books, held, year)? {
        return Err(Refusal::refused(format!(
            "{year} of {reference} is locked: its days are reconciled no more, and no later \
             statement does it by itself. What both councils agree to settle is a variation of the \
             agreement, or a credit of an invoice"
        )));
    }
    let own_day = statement.own_day(terms.agreement());
    if today < own_day {
        let from = in_words(own_day);
        let says = format!("the days of {year} of {reference} can be reconciled from {from} on");
        return Err(Refusal::refused(says));
    }
    let all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    let next = statement.period.next();
    if let Some(period) = draw_up::first_not_drawn(work, held, &terms, next, &all)? {
        return Err(Refusal::refused(format!(
            "{period} of {reference} comes first: it has not been drawn up yet"
        )));
    }
    let before = all
        .into_iter()
        .find(|kept| kept.kind == StatementKind::Reconciliation && kept.period.year == year);
    if let Some(before) = before.as_ref().filter(|before| before.stage != Stage::DrawnUp) {
        return Err(draw_up::already(held, before));
    }
    if statement.lines.is_empty() {
        let mut says = vec![format!("no post of {reference} is beyond the tolerance for {year}")];
        says.extend(days_in_words(&terms, year, today));
        return Err(Refusal::Nothing(says.join("\n")));
    }
    let kind = StatementKind::Reconciliation;
    Ok(draw_up::drawn(work, held, kind, terms, statement, before, None))
}

/// The days of each post that a year's reconciliation is about, as they are known on a day: agreed
/// and given, and what follows.
pub fn days_in_words(terms: &Terms, year: FinancialYear, day: NaiveDate) -> Vec<String> {
    let found = reconcile(terms.agreement(), &terms.actuals, year, day);
    let lines = found.map(|found| found.lines).unwrap_or_default();
    let in_words = |line: &ReconciledLine| {
        let agreed = line.agreed_days.as_ref()?.in_figures(0, 2);
        let given = line.delivered_days.as_ref().map_or("none".to_owned(), |d| d.in_figures(0, 2));
        let (post, why) = (&line.description, &line.reason);
        Some(format!("  {post}: {agreed} days agreed, {given} given: {why}"))
    };
    lines.iter().filter_map(in_words).collect()
}

/// Whether a year's days, as they are known on a day, come to a sum.
pub(super) fn is_due(terms: &Terms, year: FinancialYear, day: NaiveDate) -> bool {
    drawn_on(terms, year, day).is_some_and(|statement| !statement.lines.is_empty())
}

fn drawn_on(terms: &Terms, year: FinancialYear, as_at: NaiveDate) -> Option<RechargeStatement> {
    let reconciled = reconcile(terms.agreement(), &terms.actuals, year, as_at)?;
    let statement = as_statement(terms.agreement(), &reconciled, year);
    Some(RechargeStatement { numbering: Numbering::OfBooks, preview: false, ..statement })
}

/// A reconciliation as it would be drawn up now, under the name that it has: another day alone
/// changes nothing, days that came in since do.
pub(crate) fn redrawn(
    work: &Work<'_>,
    terms: &Terms,
    kept: &Kept,
) -> Result<RechargeStatement, Refusal> {
    let drawn = drawn_on(terms, kept.period.year, work.at.today);
    let drawn = drawn.ok_or_else(|| Refusal::refused("the agreement reconciles no days now"))?;
    Ok(RechargeStatement { as_at: kept.as_at, ..drawn })
}

/// A reconciliation as it stands in the books, drawn up again for its working.
///
/// # Errors
/// Lines that are not those that stand in the books.
pub(crate) fn restored(
    held: &Held,
    kept: &Kept,
    terms: &Terms,
    stored: &[StoredLine],
) -> Result<RechargeStatement, Refusal> {
    let damaged = |says: &str| StoreError::damaged("the reconciliation", subject(held, kept), says);
    let statement = drawn_on(terms, kept.period.year, kept.as_at)
        .ok_or_else(|| damaged("its agreement no longer reconciles days"))?;
    let is_same = statement.lines.len() == stored.len()
        && statement
            .lines
            .iter()
            .zip(stored)
            .all(|(line, stored)| StoredLine::from(line) == *stored);
    if is_same {
        return Ok(statement);
    }
    Err(Refusal::Store(damaged("its lines are not those that were agreed")))
}
