//! Setting off: a credit note reduces at once what is unpaid of the invoices that it gives back or
//! corrects; what exceeds that is owed back. Against another invoice it is set off only where the
//! supplier records it.

use crate::billing::invoice::DocumentKind;
use crate::domain::money::Money;
use crate::store::acts::Deed;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::progress;
use crate::store::progress::Progress;
use crate::store::set_offs;
use crate::store::set_offs::SetOff;
use crate::workflow::Work;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::payments;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;

/// What became of a credit note: what it took off which invoices, and what is owed back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenBack {
    /// The invoices by number, each with what was taken off it.
    pub taken_off: Vec<(String, Money)>,
    /// What is still to be paid back.
    pub owed_back: Money,
}

/// What is left of an invoice to pay, and of a credit note to give back: above nought.
fn left(books: &mut Books, of: &Issued) -> Result<(Money, Progress), Refusal> {
    let progress = progress::of(books, &of.supplier, &of.id)?;
    let unpaid = of.gross + progress.credited - progress.paid;
    let left = match of.kind {
        DocumentKind::Invoice => unpaid,
        DocumentKind::CreditNote => -unpaid,
    };
    Ok((left.max(Money::NIL), progress))
}

/// Sets a credit note off against an invoice, for as much as is left of both, and no more than a
/// sum where one is given. Gives what was set off.
fn set_off(
    work: &mut Work<'_>,
    note: &Issued,
    invoice: &Issued,
    at_most: Option<Money>,
) -> Result<Money, Refusal> {
    let (to_give_back, note_before) = left(work.books, note)?;
    let (to_pay, invoice_before) = left(work.books, invoice)?;
    let possible = to_give_back.min(to_pay);
    let amount = at_most.map_or(possible, |sum| sum.min(possible));
    if amount.is_nil() {
        return Ok(amount);
    }
    let record = SetOff {
        credit_note: note.id.clone(),
        invoice: invoice.id.clone(),
        on: work.at.today,
        amount,
        entered_by: work.by.id.to_string(),
    };
    let supplier = &invoice.supplier;
    set_offs::add(work.books, supplier, &new_name(), &record, work.at.now)?;
    let after = Progress { credited: invoice_before.credited - amount, ..invoice_before };
    progress::set(work.books, supplier, &invoice.id, &after)?;
    let after = Progress { credited: note_before.credited + amount, ..note_before };
    progress::set(work.books, supplier, &note.id, &after)?;
    let deed = Deed {
        act: "credit note set off".to_owned(),
        subject: note.number.clone(),
        before: String::new(),
        after: format!("{} off {}", amount.in_pounds(), invoice.number),
        reason: String::new(),
    };
    work.did(supplier, deed);
    Ok(amount)
}

/// Takes a credit note that was issued off what is unpaid of the invoices that it gives back or
/// corrects, in their order.
pub(super) fn at_once(
    work: &mut Work<'_>,
    note: &Issued,
    corrects: &[String],
) -> Result<(), Refusal> {
    for number in corrects {
        let found = invoices::by_number(work.books, &note.supplier, number)?;
        if let Some(invoice) = found.filter(|of| of.kind == DocumentKind::Invoice) {
            set_off(work, note, &invoice, None)?;
        }
    }
    Ok(())
}

/// Records that a credit note is set off against another invoice of the agreement: as much as is
/// left of both, or a part of that.
///
/// # Errors
/// Documents of two agreements, two invoices, nothing that is left, more than is left.
pub fn record(
    work: &mut Work<'_>,
    number: &str,
    credit_note: &str,
    amount: Option<Money>,
) -> Result<Standing, Refusal> {
    let (held, invoice) = payments::document(work, number, Duty::Settle)?;
    let (_, note) = payments::document(work, credit_note, Duty::Settle)?;
    if (invoice.kind, note.kind) != (DocumentKind::Invoice, DocumentKind::CreditNote) {
        return Err(Refusal::refused(format!(
            "a credit note is set off against an invoice: {number} must be the invoice, and \
             {credit_note} the credit note"
        )));
    }
    if invoice.agreement != note.agreement {
        return Err(Refusal::refused(format!(
            "{number} and {credit_note} are of two agreements: pay the credit note back, and have \
             the invoice paid"
        )));
    }
    let possible = left(work.books, &invoice)?.0.min(left(work.books, &note)?.0);
    let wanted = amount.unwrap_or(possible);
    if wanted.is_nil() || wanted.is_credit() || wanted > possible {
        return Err(Refusal::refused(format!(
            "{} of {credit_note} can be set off against {number}: more is not left of both, and \
             less than a penny is nothing",
            possible.in_pounds()
        )));
    }
    set_off(work, &note, &invoice, Some(wanted))?;
    payments::standing(work, &held, &invoice, work.at.today)
}

/// What became of a credit note; an invoice gives nothing back.
///
/// # Errors
/// The database's own.
pub fn given_back(books: &mut Books, note: &Issued) -> Result<GivenBack, Refusal> {
    if note.kind != DocumentKind::CreditNote {
        return Ok(GivenBack::default());
    }
    let mut taken_off: Vec<(String, Money)> = Vec::new();
    for set_off in set_offs::of_document(books, &note.supplier, &note.id)? {
        let invoice = invoices::by_id(books, &note.supplier, &set_off.invoice)?;
        let number = invoice.map_or_else(|| set_off.invoice.to_string(), |of| of.number);
        match taken_off.iter_mut().find(|(other, _)| *other == number) {
            Some((_, sum)) => *sum = *sum + set_off.amount,
            None => taken_off.push((number, set_off.amount)),
        }
    }
    Ok(GivenBack { taken_off, owed_back: left(books, note)?.0 })
}

/// The rows of a ledger: what a document and others took off each other, by their numbers.
///
/// # Errors
/// The database's own.
pub(super) fn of_ledger(
    books: &mut Books,
    held: &Held,
    issued: &Issued,
    all: &[Issued],
) -> Result<Vec<crate::billing::ledger::SetOff>, Refusal> {
    let mut found = Vec::new();
    for set_off in set_offs::of_document(books, &held.supplier, &issued.id)? {
        let is_invoice = set_off.invoice == issued.id;
        let other = if is_invoice { &set_off.credit_note } else { &set_off.invoice };
        let other = all.iter().find(|of| of.id == *other);
        found.push(crate::billing::ledger::SetOff {
            number: other.map_or_else(String::new, |of| of.number.clone()),
            on: set_off.on,
            amount: if is_invoice { set_off.amount } else { -set_off.amount },
        });
    }
    Ok(found)
}
