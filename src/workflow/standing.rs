//! What stands billed in the books of an agreement: every line of its statements, what of them was
//! withdrawn, and what was given back.

use std::collections::HashMap;
use std::collections::HashSet;

use chrono::NaiveDate;

use crate::billing::billed::Billed;
use crate::billing::billed::BilledLine;
use crate::billing::correction::EarlierDocument;
use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::billing::statement::RechargeStatement;
use crate::billing::year_to_date::BilledInYear;
use crate::documents::statement::InBooks;
use crate::domain::people::InvoiceId;
use crate::domain::people::StatementId;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoice_lines::LineOnDocument;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::money;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::statements::StatementKind;
use crate::workflow::issue::restored;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// What stands billed, one statement left out where it is being drawn up again or issued.
///
/// A line that is queried stands too: it is neither billed again by the next statement nor lost,
/// until it is released; withdrawn it is waived, as is what a credit note gives back.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn billed(
    books: &mut Books,
    held: &Held,
    but: Option<&StatementId>,
) -> Result<Billed, Refusal> {
    billed_before(books, held, but, i32::MAX)
}

/// The same, of the agreement's statements that are at hand.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn billed_of(
    books: &mut Books,
    held: &Held,
    kept: &[Kept],
    but: Option<&StatementId>,
) -> Result<Billed, Refusal> {
    billed_of_before(books, held, kept, but, i32::MAX)
}

/// The same, with the documents of earlier issues of the agreement only: what an invoice that was
/// issued then corrects.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn billed_before(
    books: &mut Books,
    held: &Held,
    but: Option<&StatementId>,
    issue: i32,
) -> Result<Billed, Refusal> {
    let kept = statements::of_agreement(books, &held.supplier, &held.id)?;
    billed_of_before(books, held, &kept, but, issue)
}

fn billed_of_before(
    books: &mut Books,
    held: &Held,
    kept: &[Kept],
    but: Option<&StatementId>,
    issue: i32,
) -> Result<Billed, Refusal> {
    let mut billed = Billed::default();
    let mut issued: HashMap<(StatementId, i32), EarlierDocument> = HashMap::new();
    let documents = documents_of_periods(books, held, kept)?;
    for of in documents.into_iter().filter(|of| of.issue < issue) {
        match of.line.bills.clone() {
            Some(bills) => {
                let document = earlier(&of);
                issued.insert(bills, document);
            }
            None => give_back(&mut billed, on_no_statement(of.line)),
        }
    }
    let given_up = given_up(books, held, kept)?;
    let stands = of_periods(kept)
        .filter(|of| !given_up.contains(&of.id) && but.is_none_or(|but| of.id != *but));
    for (statement, line) in statements::lines_of(books, stands)? {
        let on = issued.remove(&(statement, line.number));
        match line.state {
            LineState::Withdrawn => billed.waive(on_statement(line, on)),
            _ => billed.add(on_statement(line, on)),
        }
    }
    Ok(billed)
}

fn earlier(of: &LineOnDocument) -> EarlierDocument {
    EarlierDocument { issued_on: of.issued_on, number: of.number.clone(), kind: of.kind }
}

/// What a credit note gives back is billed no more, and not to be billed again.
fn give_back(billed: &mut Billed, line: BilledLine) {
    billed.waive(BilledLine { net: -line.net, ..line.clone() });
    billed.add(line);
}

/// What stood on documents by a day: what the books of that day bill. What was withdrawn is waived
/// whatever the day: nothing more will be billed for it.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn billed_by(books: &mut Books, held: &Held, day: NaiveDate) -> Result<Billed, Refusal> {
    let mut billed = Billed::default();
    let kept = statements::of_agreement(books, &held.supplier, &held.id)?;
    let documents = documents_of_periods(books, held, &kept)?;
    for of in documents.into_iter().filter(|of| of.issued_on <= day) {
        if of.line.bills.is_none() {
            give_back(&mut billed, on_no_statement(of.line));
            continue;
        }
        let on = earlier(&of);
        billed.add(BilledLine { on: Some(on), ..on_no_statement(of.line) });
    }
    let lines = statements::lines_of(books, of_periods(&kept))?;
    for (_, line) in lines.into_iter().filter(|(_, line)| line.state == LineState::Withdrawn) {
        billed.waive(on_statement(line, None));
    }
    Ok(billed)
}

fn on_statement(line: KeptLine, on: Option<EarlierDocument>) -> BilledLine {
    BilledLine {
        period: line.period,
        kind: line.kind,
        line: line.line,
        treatment: line.vat_treatment,
        net: line.net,
        on,
    }
}

fn on_no_statement(line: IssuedLine) -> BilledLine {
    BilledLine {
        period: line.period,
        kind: line.kind,
        line: line.line,
        treatment: line.vat_treatment,
        net: line.net,
        on: None,
    }
}

/// The statements that bill periods: those that reconcile a year's days belong to none.
fn of_periods(kept: &[Kept]) -> impl Iterator<Item = &Kept> {
    kept.iter().filter(|kept| kept.kind != StatementKind::Reconciliation)
}

/// The lines of an agreement's documents, but for those that reconcile a year's days and those that
/// give such back: they belong to no period.
fn documents_of_periods(
    books: &mut Books,
    held: &Held,
    kept: &[Kept],
) -> Result<Vec<LineOnDocument>, Refusal> {
    let reconciling = kept.iter().filter(|kept| kept.kind == StatementKind::Reconciliation);
    let reconciling: HashSet<&StatementId> = reconciling.map(|kept| &kept.id).collect();
    let mut documents = invoice_lines::of_agreement(books, &held.supplier, &held.id)?;
    if reconciling.is_empty() {
        return Ok(documents);
    }
    let issued = invoices::of_agreement(books, &held.supplier, &held.id)?;
    let is_of = |of: &&Issued| of.statement.as_ref().is_some_and(|of| reconciling.contains(of));
    let own: HashSet<&InvoiceId> = issued.iter().filter(is_of).map(|of| &of.id).collect();
    let gives_back = |of: &Issued| of.credits.as_ref().is_some_and(|of| own.contains(of));
    let of_days = issued.iter().filter(|of| own.contains(&of.id) || gives_back(of));
    let of_days: HashSet<&str> = of_days.map(|of| of.number.as_str()).collect();
    documents.retain(|of| !of_days.contains(of.number.as_str()));
    Ok(documents)
}

/// The drafts of closed years: they can go no further, so a later year's statement takes up what
/// they have.
fn given_up(
    books: &mut Books,
    held: &Held,
    kept: &[Kept],
) -> Result<HashSet<StatementId>, Refusal> {
    let drafts: Vec<&Kept> = kept.iter().filter(|kept| kept.stage == Stage::DrawnUp).collect();
    if drafts.is_empty() {
        return Ok(HashSet::new());
    }
    let closed = money::locked_years(books, &held.supplier, &held.id)?;
    let drafts = drafts.into_iter().filter(|kept| closed.contains(&kept.period.year.to_string()));
    Ok(drafts.map(|kept| kept.id.clone()).collect())
}

/// What stands in the books before a statement, for its paper: the statement of a period before it,
/// and what is billed of its financial year already.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn before(books: &mut Books, held: &Held, kept: &Kept) -> Result<InBooks, Refusal> {
    let all = statements::of_agreement(books, &held.supplier, &held.id)?;
    let given_up = given_up(books, held, &all)?;
    let is_before = |other: &&Kept| match other.kind {
        StatementKind::Recharge => other.period < kept.period && !given_up.contains(&other.id),
        StatementKind::Closing => other.id != kept.id && other.prepared_at < kept.prepared_at,
        StatementKind::Reconciliation => false,
    };
    let earlier: Vec<&Kept> = all.iter().filter(is_before).collect();
    let recharges = earlier.iter().filter(|other| other.kind == StatementKind::Recharge);
    let before = match recharges.max_by_key(|other| other.period) {
        Some(before) => Some(as_billed(books, held, before)?),
        None => None,
    };
    let year = kept.period.year;
    let mut billed = Vec::new();
    for other in earlier.iter().filter(|other| other.period.year == year) {
        let lines = statements::lines(books, other)?.into_iter();
        let stands = lines.filter(|line| line.state != LineState::Withdrawn);
        billed.extend(stands.map(|line| BilledInYear {
            line: line.line,
            kind: line.kind,
            period: line.period,
            net: line.net,
        }));
    }
    let drawn_up_on = kept.prepared_at.date();
    let given_back = documents_of_periods(books, held, &all)?.into_iter().filter(|of| {
        of.line.bills.is_none() && of.line.period.year == year && of.issued_on <= drawn_up_on
    });
    billed.extend(given_back.map(|of| BilledInYear {
        line: of.line.line,
        kind: of.line.kind,
        period: of.line.period,
        net: of.line.net,
    }));
    Ok(InBooks { before, billed })
}

/// A statement with the lines that it bills: those that were withdrawn are left out.
fn as_billed(books: &mut Books, held: &Held, kept: &Kept) -> Result<RechargeStatement, Refusal> {
    let terms = terms::of_statement(books, held, kept)?;
    let lines = statements::lines(books, kept)?;
    let whole = restored(held, kept, &terms, &lines)?;
    let stands = lines.iter().enumerate().filter(|(_, line)| line.state != LineState::Withdrawn);
    let places: Vec<usize> = stands.map(|(at, _)| at).collect();
    Ok(whole.only(terms.agreement(), &places))
}
