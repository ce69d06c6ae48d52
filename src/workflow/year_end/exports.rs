//! What councils take out of the books at a year's end: journals for their ledgers, the schedule of
//! what is accrued, and what the purchaser publishes.

use chrono::NaiveDate;

use crate::billing::journal;
use crate::billing::journal::ControlAccounts;
use crate::billing::journal::JournalRow;
use crate::billing::ledger::LedgerDocument;
use crate::billing::ledger::ToAccrue;
use crate::billing::transparency;
use crate::billing::transparency::Item;
use crate::domain::calendar::FinancialYear;
use crate::domain::csv_rows;
use crate::domain::problem::Finding;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::year_end::ledger::ledger_documents;
use crate::workflow::year_end::ledger::to_accrue;

/// The columns of the schedule of what is accrued.
pub const ACCRUAL_COLUMNS: [&str; 6] = ["period", "line", "clause", "description", "reason", "net"];

/// The journal of a year's documents for the ledger of the person's council, as CSV.
///
/// # Errors
/// An agreement that lacks the council's codes.
pub fn journal(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
) -> Result<Vec<JournalRow>, Refusal> {
    let held = work.agreement(reference, Duty::Read)?;
    let dates = year.dates();
    let documents: Vec<LedgerDocument> = ledger_documents(work.books, &held, dates.last)?
        .into_iter()
        .filter(|made| dates.contains(made.issued_on))
        .collect();
    posted(work, &held, |agreement, side| {
        journal::journal(agreement, &documents, side, &ControlAccounts::default())
    })
}

/// The journal that accrues what is unbilled on a year's last day, and reverses it on the next, for
/// the ledger of the person's council.
///
/// # Errors
/// An agreement that lacks the council's codes.
pub fn accruals(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
) -> Result<Vec<JournalRow>, Refusal> {
    let (held, found) = accrued(work, reference, year)?;
    let last = year.dates().last;
    posted(work, &held, |agreement, side| {
        journal::accruals(agreement, &found, last, side, &ControlAccounts::default())
    })
}

fn posted(
    work: &mut Work<'_>,
    held: &Held,
    post: impl FnOnce(
        &crate::domain::agreement::Agreement,
        crate::domain::authority::Side,
    ) -> Result<Vec<JournalRow>, Vec<Finding>>,
) -> Result<Vec<JournalRow>, Refusal> {
    let terms = terms::in_use(work.books, held)?;
    let side = duties::side(work.by, held).ok_or_else(|| Refusal::no_agreement(&held.reference))?;
    post(terms.agreement(), side).map_err(|findings| terms.located(&held.reference, &findings))
}

fn accrued(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
) -> Result<(Held, Vec<ToAccrue>), Refusal> {
    let held = work.agreement(reference, Duty::Read)?;
    let found = to_accrue(work.books, &held, year, work.at.today)?;
    Ok((held, found))
}

/// The schedule of what is to be accrued on a year's last day.
///
/// # Errors
/// An agreement that is not the person's to read.
pub fn schedule(
    work: &mut Work<'_>,
    reference: &str,
    year: FinancialYear,
) -> Result<Vec<ToAccrue>, Refusal> {
    Ok(accrued(work, reference, year)?.1)
}

/// A schedule as CSV, its header and its rows.
pub fn schedule_csv(schedule: &[ToAccrue]) -> String {
    let row = |of: &ToAccrue| {
        vec![
            of.period.to_string(),
            of.line.clone(),
            of.clause.clone(),
            of.description.clone(),
            of.reason.clone(),
            of.net.to_string(),
        ]
    };
    csv_rows::write(&ACCRUAL_COLUMNS, schedule.iter().map(row))
}

/// What the person's council publishes as purchaser for the quarter that a day is in: its items
/// over £500 under every agreement, and what somebody should look at first.
///
/// # Errors
/// A person who may not read agreements.
pub fn transparency(
    work: &mut Work<'_>,
    day_of_quarter: NaiveDate,
) -> Result<(Vec<Item>, Vec<Finding>), Refusal> {
    duties::must_have(work.by, Duty::Read)?;
    let of_party = agreements::of_party(work.books, &work.by.council)?;
    let (mut items, mut findings) = (Vec::new(), Vec::new());
    for held in of_party.iter().filter(|held| held.purchaser == work.by.council) {
        let terms = terms::in_use(work.books, held)?;
        let documents = ledger_documents(work.books, held, work.at.today)?;
        let found = transparency::publication(terms.agreement(), &documents, day_of_quarter);
        items.extend(found.items);
        findings.extend(found.findings);
    }
    items.sort_by(|one, other| {
        (one.date, &one.invoice_number).cmp(&(other.date, &other.invoice_number))
    });
    Ok((items, findings))
}
