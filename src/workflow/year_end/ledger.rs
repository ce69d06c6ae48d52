//! The ledger of an agreement as the books hold it: its documents with what was paid, set off and
//! disputed by a day; aged debt, and what is overdue with what that costs.

use chrono::NaiveDate;

use crate::billing::invoice::RateTotals;
use crate::billing::ledger;
use crate::billing::ledger::AgedDebt;
use crate::billing::ledger::LedgerDocument;
use crate::billing::ledger::LedgerLine;
use crate::billing::ledger::LedgerPayment;
use crate::billing::ledger::Standing;
use crate::billing::ledger::ToAccrue;
use crate::domain::calendar::FinancialYear;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::money;
use crate::store::money::Dispute;
use crate::store::progress;
use crate::workflow::Work;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;
use crate::workflow::standing;
use crate::workflow::terms;

/// An agreement's invoices and credit notes, with what became of them by a day.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn ledger_documents(
    books: &mut Books,
    held: &Held,
    day: NaiveDate,
) -> Result<Vec<LedgerDocument>, Refusal> {
    let all = invoices::of_agreement(books, &held.supplier, &held.id)?;
    let until = all.iter().filter(|issued| issued.issued_on <= day);
    until.map(|issued| ledger_document(books, held, issued, &all, day)).collect()
}

fn ledger_document(
    books: &mut Books,
    held: &Held,
    issued: &Issued,
    all: &[Issued],
    day: NaiveDate,
) -> Result<LedgerDocument, Refusal> {
    let (supplier, id) = (&issued.supplier, &issued.id);
    let lines = invoice_lines::of_document(books, supplier, id)?;
    let progress = progress::of(books, supplier, id)?;
    let paid = money::payments(books, supplier, id)?;
    let disputes = money::disputes(books, supplier, id)?;
    Ok(LedgerDocument {
        number: issued.number.clone(),
        kind: issued.kind,
        issued_on: issued.issued_on,
        due_on: payments::day_due(issued, &progress),
        period: issued.period,
        agreement: held.reference.clone(),
        title: held.title.clone(),
        lines: lines.into_iter().map(|of| line(issued, of)).collect::<Result<_, _>>()?,
        rates: rates(books, issued)?,
        vat: issued.vat,
        gross: issued.gross,
        payments: paid
            .into_iter()
            .map(|paid| LedgerPayment {
                on: paid.paid_on,
                amount: paid.amount,
                reference: paid.reference,
            })
            .collect(),
        set_off: set_off::of_ledger(books, held, issued, all)?,
        disputed: disputes.iter().filter(|of| is_open(of, day)).map(|of| of.amount).sum(),
    })
}

fn is_open(dispute: &Dispute, day: NaiveDate) -> bool {
    dispute.raised_on <= day && dispute.closed_on.is_none_or(|closed| day < closed)
}

fn rate(issued: &Issued, per_cent: &str) -> Result<VatRate, Refusal> {
    let read = VatRate::parse(per_cent);
    Ok(read.map_err(|says| StoreError::damaged("the document", issued.number.as_str(), says))?)
}

fn line(issued: &Issued, line: IssuedLine) -> Result<LedgerLine, Refusal> {
    Ok(LedgerLine {
        rate: rate(issued, &line.vat_rate)?,
        line: line.line,
        kind: line.kind,
        clause: line.clause,
        description: line.description,
        period: line.period,
        net: line.net,
        vat_treatment: line.vat_treatment.unwrap_or(Treatment::OutsideScope),
    })
}

fn rates(books: &mut Books, issued: &Issued) -> Result<Vec<RateTotals>, Refusal> {
    let rates = invoices::rates(books, &issued.supplier, &issued.id)?.into_iter();
    rates
        .map(|of| {
            Ok(RateTotals {
                vat_treatment: of.vat_treatment,
                rate: rate(issued, &of.vat_rate)?,
                net: of.net,
                vat: of.vat,
            })
        })
        .collect()
}

/// What is owed under an agreement on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Debt {
    /// Everything unpaid, by age.
    pub aged: AgedDebt,
    /// Each document of which something is left, with how it stands: overdue, and what late payment
    /// has cost so far where the agreement asks for interest.
    pub documents: Vec<(LedgerDocument, Standing)>,
}

/// What is owed under an agreement on a day.
///
/// # Errors
/// An agreement that is not the person's to read.
pub fn debt(work: &mut Work<'_>, reference: &str, day: NaiveDate) -> Result<Debt, Refusal> {
    let held = work.agreement(reference, Duty::Read)?;
    let documents = ledger_documents(work.books, &held, day)?;
    let interest = terms::in_use(work.books, &held)?.agreement().billing.interest;
    let aged = ledger::aged_debt(&documents, day);
    let standing = documents.into_iter().map(|of| {
        let standing = of.standing_on(day, interest);
        (of, standing)
    });
    let is_left =
        |(_, of): &(LedgerDocument, Standing)| !of.unpaid.is_nil() || of.late_payment.is_some();
    Ok(Debt { aged, documents: standing.filter(is_left).collect() })
}

/// What is to be accrued at the end of a financial year, as it is known on a day: what is due for
/// its periods and those before, less what was on documents by then.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn to_accrue(
    books: &mut Books,
    held: &Held,
    year: FinancialYear,
    as_at: NaiveDate,
) -> Result<Vec<ToAccrue>, Refusal> {
    let last = year.dates().last;
    let terms = terms::in_use(books, held)?;
    let billed = standing::billed_by(books, held, last)?;
    Ok(ledger::to_accrue_after(terms.agreement(), &terms.actuals, &billed, last, as_at))
}
