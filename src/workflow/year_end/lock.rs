//! Closing a financial year: an approver's act, once both councils' balances say the same and no
//! statement of the year is open. What is found later belongs to a later year's statement.

use chrono::NaiveDate;

use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::store::acts::Deed;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::money;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::draw_up::first_not_drawn;
use crate::workflow::draw_up::subject;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Lack;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::year_end::balances;
use crate::workflow::year_end::reconciliation;

/// Whether a financial year of an agreement is closed.
///
/// # Errors
/// The database's own.
pub fn is_closed(books: &mut Books, held: &Held, year: FinancialYear) -> Result<bool, Refusal> {
    let closed = money::locked_years(books, &held.supplier, &held.id)?;
    Ok(closed.contains(&year.to_string()))
}

/// Refuses another statement, or another draft of one, in a closed year.
///
/// # Errors
/// That the year is closed, and where what is found belongs.
pub fn must_be_open(books: &mut Books, held: &Held, year: FinancialYear) -> Result<(), Refusal> {
    if is_closed(books, held, year)? {
        return Err(Refusal::refused(format!(
            "{year} of {} is locked: what is found now belongs to a statement of a later year",
            held.reference
        )));
    }
    Ok(())
}

/// Refuses a document dated into a closed year.
///
/// # Errors
/// That the year is closed.
pub fn must_take_documents(books: &mut Books, held: &Held, day: NaiveDate) -> Result<(), Refusal> {
    let year = FinancialYear::of(day);
    if is_closed(books, held, year)? {
        return Err(Refusal::refused(format!(
            "{year} of {} is locked, so nothing is issued under it dated {}",
            held.reference,
            in_words(day)
        )));
    }
    Ok(())
}

/// Refuses a payment dated into a closed year: what was unpaid at its end stands.
///
/// # Errors
/// That the year is closed, and how the payment is recorded.
pub fn must_take_payments(books: &mut Books, held: &Held, day: NaiveDate) -> Result<(), Refusal> {
    let year = FinancialYear::of(day);
    if is_closed(books, held, year)? {
        return Err(Refusal::refused(format!(
            "{year} of {} is closed with what was unpaid at its end: record the payment on a day \
             of an open year, such as today, with a reference that names {}",
            held.reference,
            in_words(day)
        )));
    }
    Ok(())
}

/// Closes a year. What stands in the way is told all at once; with a reason an approver closes it
/// all the same, and both are logged.
///
/// # Errors
/// A year that is not over or closed already; what stands in the way, without a reason to pass over
/// it.
pub fn lock(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
    forced_because: Option<&str>,
) -> Result<(), Refusal> {
    let held = work.agreement(reference, Duty::LockYear)?;
    must_be_over(work, &held, year)?;
    if is_closed(work.books, &held, year)? {
        return Err(Refusal::refused(format!("{year} of {reference} is locked already")));
    }
    let in_the_way = in_the_way(work, &held, year)?;
    let reason = forced_because.map(str::trim).filter(|reason| !reason.is_empty());
    if !in_the_way.is_empty() && reason.is_none() {
        let says = format!(
            "{year} of {reference} cannot be locked yet:\n{}\nTo lock it all the same, an approver \
             says why",
            in_the_way.join("\n")
        );
        return Err(Refusal::Lacks(Lack::ReasonToLock, says));
    }
    let (by, now) = (work.by.id.to_string(), work.at.now);
    money::lock_year(work.books, &held.supplier, &held.id, year, &by, now)?;
    let is_forced = !in_the_way.is_empty();
    let deed = Deed {
        act: if is_forced { "year locked all the same" } else { "year locked" }.to_owned(),
        subject: format!("{reference} {year}"),
        before: in_the_way.join("; "),
        after: "locked".to_owned(),
        reason: reason.unwrap_or_default().to_owned(),
    };
    work.did(&held.supplier, deed);
    Ok(())
}

/// Refuses a year that is not over.
pub(super) fn must_be_over(
    work: &Work<'_>,
    held: &Held,
    year: FinancialYear,
) -> Result<(), Refusal> {
    let last = year.dates().last;
    if work.at.today <= last {
        return Err(Refusal::refused(format!(
            "{year} of {} is over after {}",
            held.reference,
            in_words(last)
        )));
    }
    Ok(())
}

/// What stands in the way of closing a year, each in a sentence.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn in_the_way(
    work: &mut Work<'_>,
    held: &Held,
    year: FinancialYear,
) -> Result<Vec<String>, Refusal> {
    let mut found = Vec::new();
    let all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    for kept in all.iter().filter(|kept| kept.period.year == year) {
        found.extend(open(work, held, kept)?);
    }
    let terms = terms::in_use(work.books, held)?;
    let every = terms.agreement().billing.every;
    let after = BillingPeriod::containing(year.next().dates().first, every);
    if let Some(period) = first_not_drawn(work, held, &terms, after, &all)? {
        found.push(format!("{period} is not drawn up, and something is due for it"));
    }
    let is_reconciled = all
        .iter()
        .any(|kept| kept.kind == StatementKind::Reconciliation && kept.period.year == year);
    let today = work.at.today;
    if !is_reconciled && reconciliation::is_due(&terms, year, today) {
        found.push(format!("the days of {year} are not reconciled"));
    }
    let balances = balances::of_year(work.books, held, year, today);
    match balances {
        Ok(balances) if balances.agreed => {}
        Ok(_) => found.push("the balances of the two councils differ".to_owned()),
        Err(Refusal::Refused(says)) => found.push(says),
        Err(other) => return Err(other),
    }
    Ok(found)
}

/// What is open of a statement.
fn open(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<Option<String>, Refusal> {
    let named = subject(held, kept);
    if kept.stage != Stage::Issued {
        return Ok(Some(format!("{named} is {} and not issued", kept.stage.in_words())));
    }
    let lines = statements::lines(work.books, kept)?;
    let is_held = |state| matches!(state, LineState::Open | LineState::Agreed | LineState::Queried);
    let open = lines.iter().filter(|line| is_held(line.state)).count();
    let lines = if open == 1 { "line is" } else { "lines are" };
    Ok((open > 0).then(|| format!("{open} {lines} held of {named}")))
}
