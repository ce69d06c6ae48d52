//! An invoice or a credit note: its lines by number, what was paid, disputed and given back.

use serde::Serialize;

use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::cli::layout::subheading;
use crate::cli::service::show::statement;
use crate::cli::service::words;
use crate::domain::calendar::in_words;
use crate::store::agreements::Held;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::money;
use crate::store::money::CreditRequest;
use crate::store::money::Dispute;
use crate::store::money::Payment;
use crate::store::people;
use crate::store::set_offs;
use crate::store::set_offs::SetOff;
use crate::store::statements;
use crate::workflow::Work;
use crate::workflow::payments;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;

/// An invoice as it stands in the books.
#[derive(Debug, Serialize)]
pub struct InvoiceInBooks {
    agreement: Held,
    standing: Standing,
    lines: Vec<IssuedLine>,
    payments: Vec<Payment>,
    disputes: Vec<Dispute>,
    credit_to_approve: Option<CreditRequest>,
    credit_notes: Vec<Issued>,
    set_offs: Vec<SetOff>,
}

/// An invoice that was found by its number.
pub fn of(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<InvoiceInBooks, Refusal> {
    let today = work.at.today;
    let (supplier, id) = (&held.supplier, &issued.id);
    Ok(InvoiceInBooks {
        agreement: held.clone(),
        standing: payments::standing(work, held, issued, today)?,
        lines: invoice_lines::of_document(work.books, supplier, id)?,
        payments: money::payments(work.books, supplier, id)?,
        disputes: money::disputes(work.books, supplier, id)?,
        credit_to_approve: money::credit_request(work.books, supplier, id)?,
        credit_notes: invoices::crediting(work.books, issued)?,
        set_offs: set_offs::of_document(work.books, supplier, id)?,
    })
}

/// The invoice for people.
pub fn as_text(work: &mut Work<'_>, of: &InvoiceInBooks) -> Result<String, Refusal> {
    let issued = &of.standing.invoice;
    let noun = words::document(issued.kind);
    let mut text = heading(&format!("{}: {noun}", issued.number));
    text.push_str(&format!(
        "{}, {} ({}), issued on {}, approved by {}\n",
        of.agreement.title,
        of.agreement.reference,
        issued.period,
        in_words(issued.issued_on),
        issued.approved_by
    ));
    text.push_str(&words::standing(&of.standing));
    if let Some(received) = words::received(&of.standing) {
        text.push_str(&paragraph(&received, 0));
    }
    text.push('\n');
    text.push_str(&lines(of));
    text.push_str(&what_became_of_it(work, of)?);
    if let Some(id) = &issued.statement
        && let Some(kept) = statements::by_id(work.books, &issued.supplier, id)?
    {
        text.push_str(&statement::who_did_what(work, &of.agreement, &kept)?);
    }
    let by = people::name_of(work.books, &issued.issued_by)?;
    text.push_str(&format!("Issued by {by} on {}\n", in_words(issued.issued_on)));
    Ok(text)
}

fn lines(of: &InvoiceInBooks) -> String {
    let mut columns =
        Columns::new(0, &[Align::Right, Align::Left, Align::Left, Align::Left, Align::Right]);
    columns.row(["No", "Clause", "Line", "For", "Net"]);
    columns.rule();
    for line in &of.lines {
        columns.row([
            line.number.to_string(),
            line.clause.clone(),
            format!("{} ({})", line.description, line.line),
            line.period.to_string(),
            line.net.in_pounds(),
        ]);
    }
    columns.rule();
    let issued = &of.standing.invoice;
    for (words, sum) in [("Net", issued.net), ("VAT", issued.vat), ("In all", issued.gross)] {
        columns.row(["", "", words, "", &sum.in_pounds()]);
    }
    columns.text()
}

fn what_became_of_it(work: &mut Work<'_>, of: &InvoiceInBooks) -> Result<String, Refusal> {
    let mut said = Vec::new();
    for payment in &of.payments {
        let (sum, day) = (payment.amount.in_pounds(), in_words(payment.paid_on));
        said.push(format!("{sum} was paid on {day} ({})", payment.reference));
    }
    for set_off in &of.set_offs {
        let is_note = set_off.credit_note == of.standing.invoice.id;
        let other = if is_note { &set_off.invoice } else { &set_off.credit_note };
        let other = invoices::by_id(work.books, &of.agreement.supplier, other)?;
        let number = other.map_or_else(String::new, |other| other.number);
        let (sum, day) = (set_off.amount.in_pounds(), in_words(set_off.on));
        said.push(format!("{sum} was set off on {day} against {number}"));
    }
    for dispute in &of.disputes {
        let by = people::name_of(work.books, &dispute.raised_by)?;
        let answer = dispute.answer.as_ref();
        said.push(format!(
            "{} was disputed on {} by {by}: \"{}\"; {}",
            dispute.amount.in_pounds(),
            in_words(dispute.raised_on),
            dispute.reason,
            answer.map_or("open".to_owned(), |answer| format!("answered: \"{answer}\""))
        ));
    }
    if let Some(request) = &of.credit_to_approve {
        let by = people::name_of(work.books, &request.prepared_by)?;
        said.push(format!("A credit that {by} drew up waits to be approved: {}", request.reason));
    }
    for note in &of.credit_notes {
        said.push(format!(
            "{} gives back {}: {}",
            note.number,
            (-note.gross).in_pounds(),
            note.reason.as_deref().unwrap_or_default()
        ));
    }
    if said.is_empty() {
        return Ok(String::new());
    }
    let paragraphs: String = said.iter().map(|says| paragraph(says, 0)).collect();
    Ok(subheading("What became of it") + &paragraphs)
}
