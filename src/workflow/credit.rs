//! Crediting: one person draws up what is given back of an invoice, another approves it, and the
//! credit note is issued then. Never more than is left of a line.

use crate::billing::credit;
use crate::billing::credit::Credit;
use crate::billing::credit::Credited;
use crate::billing::credit::IssuedInvoice;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::RateTotals;
use crate::billing::issue::Invoice;
use crate::domain::money::Money;
use crate::domain::people::InvoiceId;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;
use crate::store::acts::Deed;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::money;
use crate::store::money::CreditRequest;
use crate::store::people;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::issue::Numbers;
use crate::workflow::issue::hash_of;
use crate::workflow::issue::issued_line;
use crate::workflow::issue::issued_rates;
use crate::workflow::new_name;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;
use crate::workflow::terms;
use crate::workflow::year_end::lock;

/// What is given back of an invoice: some of its lines, by number from 1, each with a sum without
/// VAT; `None` is all that is left.
pub type Lines = Option<Vec<(i32, Money)>>;

/// Draws up the credit of an invoice, to be approved by another.
///
/// # Errors
/// More than is left of a line, no reason, a credit that waits already: all at once.
pub fn prepare(
    work: &mut Work<'_>,
    number: &str,
    lines: &Lines,
    reason: &str,
) -> Result<Credit, Refusal> {
    let (held, issued) = payments::document(work, number, Duty::Credit)?;
    if money::credit_request(work.books, &held.supplier, &issued.id)?.is_some() {
        return Err(Refusal::refused(format!(
            "a credit of {number} waits for an approver already: it is approved or refused first"
        )));
    }
    let credit = drawn_up(work.books, &issued, lines, reason)?;
    let kept: Option<Vec<(i32, String)>> = lines
        .as_ref()
        .map(|lines| lines.iter().map(|(number, sum)| (*number, sum.to_string())).collect());
    let request = CreditRequest {
        id: new_name(),
        invoice: issued.id.clone(),
        lines: serde_json::to_string(&kept).expect("numbers and text are JSON"),
        reason: reason.trim().to_owned(),
        prepared_by: work.by.id.to_string(),
        prepared_at: work.at.now,
    };
    money::add_credit_request(work.books, &held.supplier, &request)?;
    note(work, &held, &issued, "credit drawn up", credit.gross.in_pounds(), reason);
    Ok(credit)
}

fn note(work: &mut Work<'_>, held: &Held, issued: &Issued, act: &str, after: String, reason: &str) {
    let deed = Deed {
        act: act.to_owned(),
        subject: issued.number.clone(),
        before: String::new(),
        after,
        reason: reason.to_owned(),
    };
    work.did(&held.supplier, deed);
}

fn waiting(work: &mut Work<'_>, number: &str) -> Result<(Held, Issued, CreditRequest), Refusal> {
    let (held, issued) = payments::document(work, number, Duty::Approve)?;
    let request = money::credit_request(work.books, &held.supplier, &issued.id)?
        .ok_or_else(|| Refusal::refused(format!("no credit of {number} waits to be approved")))?;
    Ok((held, issued, request))
}

/// Approves the credit of an invoice: its credit note is issued.
///
/// # Errors
/// The person who drew it up; a credit that is no longer possible.
pub fn approve(work: &mut Work<'_>, number: &str) -> Result<Issued, Refusal> {
    let (held, issued, request) = waiting(work, number)?;
    duties::must_be_another(work.by, &request.prepared_by, "drew this credit up")?;
    let lines = read_lines(&request)?;
    lock::must_take_documents(work.books, &held, work.at.today)?;
    let credit = drawn_up(work.books, &issued, &lines, &request.reason)?;
    let note = put_in_books(work, &held, &issued, &credit)?;
    let by = work.by.id.to_string();
    let (supplier, now) = (&held.supplier, work.at.now);
    money::decide_credit(work.books, supplier, &request, &by, Some(&note.id), now)?;
    set_off::at_once(work, &note, std::slice::from_ref(&issued.number))?;
    let words = format!("{} for {}", note.number, note.gross.in_pounds());
    self::note(work, &held, &issued, "credit approved and issued", words, &request.reason);
    Ok(note)
}

/// Refuses the credit of an invoice.
///
/// # Errors
/// No credit that waits, or no reason.
pub fn refuse(work: &mut Work<'_>, number: &str, reason: &str) -> Result<(), Refusal> {
    let (held, issued, request) = waiting(work, number)?;
    if reason.trim().is_empty() {
        return Err(Refusal::refused("a credit is refused for a reason"));
    }
    let by = work.by.id.to_string();
    money::decide_credit(work.books, &held.supplier, &request, &by, None, work.at.now)?;
    note(work, &held, &issued, "credit refused", String::new(), reason);
    Ok(())
}

/// What a credit that waits to be approved comes to, from what stands in the books now.
///
/// # Errors
/// More than is left of a line by now.
pub fn asked_for(
    books: &mut Books,
    issued: &Issued,
    request: &CreditRequest,
) -> Result<Credit, Refusal> {
    let lines = read_lines(request)?;
    drawn_up(books, issued, &lines, &request.reason)
}

/// What is left of each line of an invoice to be given back, without VAT, in their order.
///
/// # Errors
/// The database's own, and rows that cannot be read back.
pub fn left_of_lines(books: &mut Books, issued: &Issued) -> Result<Vec<Money>, Refusal> {
    let lines = invoice_lines::of_document(books, &issued.supplier, &issued.id)?;
    let mut left: Vec<Money> = lines.iter().map(|line| line.net).collect();
    for (at, sum) in credited_before(books, issued, i32::MAX)?.into_iter().flat_map(|of| of.lines) {
        if let Some(left) = left.get_mut(at) {
            *left = *left - sum;
        }
    }
    Ok(left)
}

fn read_lines(request: &CreditRequest) -> Result<Lines, Refusal> {
    let damaged = |says: String| StoreError::damaged("the credit", request.id.as_str(), says);
    let kept: Option<Vec<(i32, String)>> =
        serde_json::from_str(&request.lines).map_err(|error| damaged(error.to_string()))?;
    let Some(kept) = kept else { return Ok(None) };
    let line = |(number, sum): (i32, String)| Ok((number, Money::parse(&sum).map_err(damaged)?));
    kept.into_iter().map(line).collect::<Result<Vec<_>, Refusal>>().map(Some)
}

/// A credit as the rules of billing draw it up, from what stands in the books.
fn drawn_up(
    books: &mut Books,
    issued: &Issued,
    lines: &Lines,
    reason: &str,
) -> Result<Credit, Refusal> {
    let original = original(books, issued)?;
    let already = credited_before(books, issued, i32::MAX)?;
    let places: Option<Vec<(usize, Money)>> = lines.as_ref().map(|lines| {
        let place = |number: i32| usize::try_from(number - 1).unwrap_or(usize::MAX);
        lines.iter().map(|(number, sum)| (place(*number), *sum)).collect()
    });
    credit::draw_up(&original, &already, places.as_deref(), reason).map_err(Refusal::Input)
}

/// An issued invoice as the rules of billing take it back from the books.
///
/// # Errors
/// Rows that cannot be read back.
fn original(books: &mut Books, issued: &Issued) -> Result<IssuedInvoice, Refusal> {
    let lines = invoice_lines::of_document(books, &issued.supplier, &issued.id)?;
    let rates = invoices::rates(books, &issued.supplier, &issued.id)?;
    let damaged = |says: String| {
        Refusal::from(StoreError::damaged("the invoice", issued.number.as_str(), says))
    };
    let line = |line: IssuedLine| {
        Ok(credit::IssuedLine {
            rate: VatRate::parse(&line.vat_rate).map_err(damaged)?,
            treatment: line.vat_treatment.unwrap_or(Treatment::OutsideScope),
            line: line.line,
            kind: line.kind,
            period: line.period,
            clause: line.clause,
            description: line.description,
            net: line.net,
        })
    };
    let rates = rates.into_iter().map(|of| {
        Ok(RateTotals {
            rate: VatRate::parse(&of.vat_rate).map_err(damaged)?,
            vat_treatment: of.vat_treatment,
            net: of.net,
            vat: of.vat,
        })
    });
    Ok(IssuedInvoice {
        number: issued.number.clone(),
        issued_on: issued.issued_on,
        kind: issued.kind,
        period: issued.period,
        lines: lines.into_iter().map(line).collect::<Result<_, Refusal>>()?,
        rates: rates.collect::<Result<_, Refusal>>()?,
    })
}

/// What was given back of an invoice by the issues before one.
fn credited_before(
    books: &mut Books,
    issued: &Issued,
    issue: i32,
) -> Result<Vec<Credited>, Refusal> {
    let mut credited = Vec::new();
    for note in invoices::crediting(books, issued)? {
        if note.issue >= issue {
            continue;
        }
        let lines = invoice_lines::of_document(books, &note.supplier, &note.id)?;
        let given = lines.iter().filter_map(|line| {
            let place = usize::try_from(line.credits_line? - 1).ok()?;
            Some((place, -line.net))
        });
        let mut vat = Vec::new();
        for of in invoices::rates(books, &note.supplier, &note.id)? {
            let rate = VatRate::parse(&of.vat_rate)
                .map_err(|says| StoreError::damaged("the credit note", &note.number, says))?;
            vat.push((of.vat_treatment.unwrap_or(Treatment::OutsideScope), rate, -of.vat));
        }
        credited.push(Credited { lines: given.collect(), vat });
    }
    Ok(credited)
}

fn put_in_books(
    work: &mut Work<'_>,
    held: &Held,
    issued: &Issued,
    credit: &Credit,
) -> Result<Issued, Refusal> {
    let council = people::council_by_id(work.books, &held.supplier)?
        .ok_or_else(|| Refusal::refused("the supplier is not in the books"))?;
    let issue = invoices::last_issue(work.books, &held.supplier, &held.id)? + 1;
    let terms = terms::up_to(work.books, held, issued.version, 0, 0)?;
    let original = original(work.books, issued)?;
    let mut numbers = Numbers::of(&council, work.at.today);
    let number = numbers.next(work.books, DocumentKind::CreditNote);
    let taken = numbers.taken()?;
    let today = work.at.today;
    let (agreement, by) = (terms.agreement(), work.by.name.as_str());
    let document = credit::document(agreement, &original, credit, number.clone(), today, by);
    let (series, number_in_series) = taken.get(&number).copied().unwrap_or_default();
    let lines: Vec<IssuedLine> = (1..)
        .zip(document.lines.iter().zip(&credit.lines))
        .map(|(number, (line, given))| IssuedLine {
            number,
            credits_line: i32::try_from(given.at + 1).ok(),
            ..issued_line(line)
        })
        .collect();
    let rates = issued_rates(&document);
    let note = Issued {
        id: InvoiceId::from(new_name()),
        statement: None,
        credits: Some(issued.id.clone()),
        kind: DocumentKind::CreditNote,
        series: series.to_owned(),
        number_in_series,
        issue,
        issued_on: document.issued_on,
        due_on: document.due_on,
        net: document.totals.net,
        vat: document.totals.vat,
        gross: document.totals.gross,
        reason: Some(credit.reason.clone()),
        approved_by: work.by.name.clone(),
        issued_by: work.by.id.to_string(),
        issued_at: work.at.now,
        hash: hash_of(&number, document.issued_on, &lines, &rates),
        number,
        ..issued.clone()
    };
    invoices::add(work.books, &note, &lines, &rates)?;
    Ok(note)
}

/// A credit note of the books as the papers take it.
///
/// # Errors
/// Rows that cannot be read back, or that no longer give the same sums.
pub(super) fn document(books: &mut Books, held: &Held, note: &Issued) -> Result<Invoice, Refusal> {
    let damaged = |says: &str| StoreError::damaged("the credit note", note.number.as_str(), says);
    let of = note.credits.clone().ok_or_else(|| damaged("it gives back no invoice"))?;
    let issued = invoices::by_id(books, &note.supplier, &of)?
        .ok_or_else(|| damaged("the invoice that it gives back is gone"))?;
    let original = original(books, &issued)?;
    let already = credited_before(books, &issued, note.issue)?;
    let lines = invoice_lines::of_document(books, &note.supplier, &note.id)?;
    let given: Vec<(usize, Money)> = lines
        .iter()
        .filter_map(|line| Some((usize::try_from(line.credits_line? - 1).ok()?, -line.net)))
        .collect();
    let reason = note.reason.clone().unwrap_or_default();
    let credit = credit::draw_up(&original, &already, Some(&given), &reason)
        .map_err(|says| damaged(&says.join("; ")))?;
    let terms = terms::up_to(books, held, note.version, 0, 0)?;
    Ok(credit::document(
        terms.agreement(),
        &original,
        &credit,
        note.number.clone(),
        note.issued_on,
        &note.approved_by,
    ))
}
