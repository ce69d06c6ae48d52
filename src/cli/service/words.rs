//! Words that several commands have in common.

use chrono::NaiveDateTime;

use crate::billing::invoice::DocumentKind;
use crate::billing::stage::LineState;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::store::agreements::Held;
use crate::store::invoices::Issued;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::workflow::Work;
use crate::workflow::draw_up::subject;
use crate::workflow::duties;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;
use crate::workflow::terms;

/// How many digits of a hash people read out to one another.
const SHORT: usize = 12;

/// The beginning of a hash, which tells one draft from another.
pub fn short(hash: &str) -> &str {
    hash.get(..SHORT).unwrap_or(hash)
}

/// A moment, to the minute.
pub fn minute(moment: NaiveDateTime) -> String {
    moment.format("%Y-%m-%d %H:%M").to_string()
}

/// So many of something: `1 line`, `2 lines`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// What was done, or that nothing is due: that is an answer, not a fault.
pub fn or_nothing(done: Result<String, Refusal>) -> Result<String, Refusal> {
    match done {
        Err(Refusal::Nothing(says)) => Ok(says + "\n"),
        done => done,
    }
}

/// That a council is told nothing by letter, where that is so.
pub fn no_letter(work: &mut Work<'_>, held: &Held, to: Side) -> Result<String, Refusal> {
    let says = terms::no_letter(work.books, held, to)?;
    Ok(says.map_or_else(String::new, |says| format!("  {says}\n")))
}

/// The same of the council that the person who acts is not of.
pub fn no_letter_to_other(work: &mut Work<'_>, held: &Held) -> Result<String, Refusal> {
    let to = match duties::side(work.by, held) {
        Some(Side::Supplier) => Side::Purchaser,
        _ => Side::Supplier,
    };
    no_letter(work, held, to)
}

/// How a statement stands, in a line.
pub fn statement(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<String, Refusal> {
    let lines = statements::lines(work.books, kept)?;
    if kept.hash.is_empty() {
        return Ok(format!("{}: returned, to be drawn up again\n", subject(held, kept)));
    }
    let mut text = format!(
        "{}: {}\n  {}, {} and {} VAT; draft {}, hash {}\n",
        subject(held, kept),
        kept.stage.in_words(),
        count(lines.len(), "line"),
        kept.net.in_pounds(),
        kept.vat.in_pounds(),
        kept.draft,
        short(&kept.hash)
    );
    for (state, says) in [
        (LineState::Queried, "queried and held"),
        (LineState::Withdrawn, "withdrawn, and not on an invoice"),
    ] {
        let of: Vec<_> = lines.iter().filter(|line| line.state == state).collect();
        if !of.is_empty() {
            let sum: Money = of.iter().map(|line| line.net).sum();
            let lines = count(of.len(), "line");
            text.push_str(&format!("  {lines} of {} and VAT {says}\n", sum.in_pounds()));
        }
    }
    if let Some(why) = &kept.over_limit {
        let second = match (&kept.approved_by, &kept.countersigned_by) {
            (Some(_), None) => "one of two has approved it, a second must",
            (Some(_), Some(_)) => "two approved it",
            _ => "two must approve it",
        };
        text.push_str(&format!("  {second}: {why}\n"));
    }
    Ok(text)
}

/// How an invoice stands, in a line.
pub fn standing(of: &Standing) -> String {
    let (number, gross) = (&of.invoice.number, of.invoice.gross.in_pounds());
    if of.unpaid.is_nil() {
        return format!("{number}: {}; nothing of {gross} is left to pay\n", of.state);
    }
    let mut text = format!("{number}: {}; {} of {gross} unpaid", of.state, of.unpaid.in_pounds());
    if !of.progress.disputed.is_nil() {
        text.push_str(&format!(", of which {} disputed", of.progress.disputed.in_pounds()));
    }
    text.push_str(&format!(", due {}\n", in_words(of.due_on)));
    if let (Some(interest), Some(fixed)) = (of.interest, of.fixed_sum) {
        text.push_str(&format!(
            "  late payment: {} of interest so far, and a fixed sum of {}\n",
            interest.in_pounds(),
            fixed.in_pounds()
        ));
    }
    text
}

/// When a document was received, and whether that moves the day it is due.
pub fn received(of: &Standing) -> Option<String> {
    let on = in_words(of.progress.received_on?);
    Some(if of.progress.received_late {
        let due = in_words(of.due_on);
        format!(
            "received on {on}; it was overdue or paid when that was recorded, so the day it is due \
             stays {due}"
        )
    } else {
        format!("received on {on}")
    })
}

/// A document that was issued, in a line: what a credit note gives back is said above nought.
pub fn issued(of: &Issued) -> String {
    let (noun, number) = (document(of.kind), &of.number);
    let by = match of.kind {
        DocumentKind::Invoice => format!(", due {}", in_words(of.due_on)),
        DocumentKind::CreditNote => String::new(),
    };
    let sign = |sum: Money| if of.kind == DocumentKind::CreditNote { -sum } else { sum };
    let [net, vat, gross] = [of.net, of.vat, of.gross].map(|sum| sign(sum).in_pounds());
    format!("{number}: {noun} for {net} and {vat} VAT, {gross} in all{by}\n")
}

/// What became of a credit note: a line for each invoice that it reduced, and one for what is owed
/// back.
pub fn given_back(work: &mut Work<'_>, note: &Issued) -> Result<String, Refusal> {
    let became = set_off::given_back(work.books, note)?;
    let taken = became.taken_off.iter().map(|(number, sum)| {
        format!("  {} is taken off what was unpaid of {number}\n", sum.in_pounds())
    });
    let mut text: String = taken.collect();
    if !became.owed_back.is_nil() {
        let (sum, by) = (became.owed_back.in_pounds(), in_words(note.due_on));
        text.push_str(&format!(
            "  {sum} is owed back, by {by}; it is set off against another invoice only by \
             `settle INVOICE --credit-note {}`\n",
            note.number
        ));
    }
    Ok(text)
}

/// The noun for a document.
pub fn document(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit note",
    }
}
