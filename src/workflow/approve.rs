//! Approving: a second person says that what is agreed may be billed, only if nothing has changed.

use crate::billing::stage::Act;
use crate::billing::stage::LineState;
use crate::billing::statement::RechargeStatement;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::recorded;
use crate::store::recorded::Kind;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::agree::move_on;
use crate::workflow::agree::moved;
use crate::workflow::agree::must_be_as_read;
use crate::workflow::draw_up::drawn_from;
use crate::workflow::draw_up::hash_of;
use crate::workflow::draw_up::kept_lines;
use crate::workflow::draw_up::subject;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::issue::approved;
use crate::workflow::issue::restored;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::terms::Terms;
use crate::workflow::year_end::closing;
use crate::workflow::year_end::reconciliation;

/// How the log names the first approval where two must approve.
pub const FIRST_OF_TWO: &str = "statement approved by the first of two";
/// How the log names the approval after which a statement is approved.
pub const APPROVED: &str = "statement approved";

/// Approves the agreed lines of a statement. Where it goes beyond a limit two must: after the first
/// it is still agreed only.
///
/// # Errors
/// The person who drew it up, brought in what is new in it, or approved it first; a statement that
/// is not agreed, or is not what would be drawn up now; a line that nobody has decided the VAT of.
pub fn approve(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    read: Option<&str>,
) -> Result<Kept, Refusal> {
    duties::must_be_theirs(work.by, Duty::Approve, held)?;
    let stage = moved(held, kept, Act::Approve)?;
    duties::must_be_another(work.by, &kept.prepared_by, "drew this statement up")?;
    must_not_have_prepared(work, held, kept)?;
    must_be_as_read(held, kept, read)?;
    let lines = statements::lines(work.books, kept)?;
    // Where a part is issued already the rest stays what both councils saw; what has changed since
    // comes with the next statement.
    let drawn = if lines.iter().all(|line| line.state != LineState::Issued) {
        unchanged(work, held, kept)?
    } else {
        None
    };
    if !lines.iter().any(|line| line.state == LineState::Agreed) {
        return Err(Refusal::refused(format!(
            "no line of {} is agreed and not issued yet: there is nothing to approve",
            subject(held, kept)
        )));
    }
    let (terms, whole) = match drawn {
        Some(drawn) => drawn,
        None => {
            let terms = terms::of_statement(work.books, held, kept)?;
            let whole = restored(held, kept, &terms, &lines)?;
            (terms, whole)
        }
    };
    approved(held, &whole, &terms, &lines, &work.by.name)?;
    let me = Some(work.by.id.to_string());
    if let Some(why) = &kept.over_limit
        && kept.approved_by.is_none()
    {
        let after = Kept { approved_by: me, approved_at: Some(work.at.now), ..kept.clone() };
        move_on(work, held, kept, &after, FIRST_OF_TWO, why)?;
        return Ok(after);
    }
    let after = match &kept.approved_by {
        Some(first) if kept.over_limit.is_some() => {
            duties::must_be_another(work.by, first, "approved this statement first")?;
            Kept { stage, countersigned_by: me, ..kept.clone() }
        }
        _ => Kept { stage, approved_by: me, approved_at: Some(work.at.now), ..kept.clone() },
    };
    move_on(work, held, kept, &after, APPROVED, "")?;
    Ok(after)
}

/// Refuses who brought in what the statement is the first to be drawn up from: a version of the
/// agreement, days or costs. Their own figures would pass with nobody else's eyes on them, though
/// another pressed the button.
fn must_not_have_prepared(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<(), Refusal> {
    let others = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    let earlier = others.into_iter().filter(|it| it.id != kept.id);
    let earlier = earlier.filter(|it| it.prepared_at < kept.prepared_at);
    let before = earlier.max_by_key(|it| it.prepared_at);
    let (version, days, costs) =
        before.map_or((0, 0, 0), |it| (it.version, it.days_entries, it.costs_entries));
    let subject = subject(held, kept);
    for number in version + 1..=kept.version {
        let by = agreements::version(work.books, &held.supplier, &held.id, number)?.brought_by;
        let did =
            format!("brought in version {number} of {}, which is new in {subject}", held.reference);
        duties::must_be_another(work.by, by.as_str(), &did)?;
    }
    for (kind, from, to) in
        [(Kind::Days, days, kept.days_entries), (Kind::Costs, costs, kept.costs_entries)]
    {
        let did = format!("recorded {} that are new in {subject}", kind.word());
        for by in recorded::entered_by(work.books, held, kind, from, to)? {
            duties::must_be_another(work.by, by.as_str(), &did)?;
        }
    }
    Ok(())
}

/// Draws the statement up once more, from what is in the books now: it must be the same. It is
/// given back where it is drawn up from the very terms and records that the kept one was.
fn unchanged(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
) -> Result<Option<(Terms, RechargeStatement)>, Refusal> {
    let terms = terms::in_use(work.books, held)?;
    let statement = match kept.kind {
        StatementKind::Recharge => drawn_from(work, held, &terms, kept.period, Some(kept))?,
        StatementKind::Closing => closing::drawn_from(work, held, &terms, kept)?,
        StatementKind::Reconciliation => reconciliation::redrawn(work, &terms, kept)?,
    };
    if hash_of(&statement, &kept_lines(&statement)) == kept.hash {
        let is_drawn_from_them = (terms.version, terms.days_entries, terms.costs_entries)
            == (kept.version, kept.days_entries, kept.costs_entries);
        return Ok(is_drawn_from_them.then_some((terms, statement)));
    }
    Err(Refusal::refused(format!(
        "{} is no longer what would be drawn up now: the terms, what was recorded or what was \
         billed before have changed since. Return it, and have it drawn up again",
        subject(held, kept)
    )))
}
