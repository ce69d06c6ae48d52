//! What becomes of an invoice: received, paid in part or whole, disputed in part, overdue.

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::invoice::DocumentKind;
use crate::billing::settlement::LatePayment;
use crate::billing::settlement::due_on;
use crate::documents::letter::Act;
use crate::domain::agreement::Interest;
use crate::domain::calendar::day_in_london;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::people::CouncilId;
use crate::store::acts::Deed;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::money;
use crate::store::money::Dispute;
use crate::store::money::Payment;
use crate::store::outbox;
use crate::store::progress;
use crate::store::progress::Progress;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::refusal::Refusal;
use crate::workflow::tell;
use crate::workflow::terms;
use crate::workflow::year_end::lock;

/// A document by its number, for somebody with a duty on its agreement.
///
/// # Errors
/// A number that no agreement of the council has, or a duty that is not theirs.
pub fn document(work: &mut Work<'_>, number: &str, duty: Duty) -> Result<(Held, Issued), Refusal> {
    let mut suppliers: Vec<CouncilId> = vec![work.by.council.clone()];
    let of_party = agreements::of_party(work.books, &work.by.council)?;
    suppliers.extend(of_party.into_iter().map(|held| held.supplier));
    suppliers.sort();
    suppliers.dedup();
    for supplier in suppliers {
        let Some(issued) = invoices::by_number(work.books, &supplier, number)? else { continue };
        let held = agreements::by_id(work.books, &supplier, &issued.agreement)?;
        if let Some(held) = held.filter(|held| duties::side(work.by, held).is_some()) {
            duties::must_be_theirs(work.by, duty, &held)?;
            return Ok((work.hold(held, duty)?, issued));
        }
    }
    Err(Refusal::refused(format!("your council has no invoice or credit note {number}")))
}

/// How an invoice stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// The invoice.
    pub invoice: Issued,
    /// What became of it.
    pub progress: Progress,
    /// The day it is due: counted from receipt, where that was recorded in time.
    pub due_on: NaiveDate,
    /// What is still to be paid, disputed or not.
    pub unpaid: Money,
    /// Of that what is not disputed.
    pub undisputed: Money,
    /// In a word or two: `due`, `overdue`, `part paid`, `paid`, `credited`, `disputed in part`;
    /// of a credit note `to be paid back`, `set off`, `paid back`.
    pub state: &'static str,
    /// What late payment would cost by the day, where the agreement shows it.
    pub interest: Option<Money>,
    /// The fixed sum beside it.
    pub fixed_sum: Option<Money>,
}

/// How an invoice or credit note stands on a day.
///
/// # Errors
/// The database's own.
pub fn standing(
    work: &mut Work<'_>,
    held: &Held,
    issued: &Issued,
    on: NaiveDate,
) -> Result<Standing, Refusal> {
    standing_on(work.books, held, issued, on)
}

/// The same outside an act.
///
/// # Errors
/// The database's own.
pub fn standing_on(
    books: &mut Books,
    held: &Held,
    issued: &Issued,
    on: NaiveDate,
) -> Result<Standing, Refusal> {
    let progress = progress::of(books, &held.supplier, &issued.id)?;
    let due = day_due(issued, &progress);
    let unpaid = issued.gross + progress.credited - progress.paid;
    let undisputed = unpaid - progress.disputed;
    let is_late = on > due && !undisputed.is_nil() && !undisputed.is_credit();
    // What is paid in time needs no terms.
    let late = if is_late && shows_interest(books, held, issued)? {
        LatePayment::on(undisputed, due, on)
    } else {
        None
    };
    let state = match (unpaid.is_nil(), progress.paid.is_nil(), progress.credited.is_nil()) {
        (true, true, false) if issued.kind == DocumentKind::CreditNote => "set off",
        (true, true, false) => "credited",
        (true, ..) if issued.kind == DocumentKind::CreditNote => "paid back",
        (true, ..) => "paid",
        _ if !progress.disputed.is_nil() => "disputed in part",
        _ if is_late => "overdue",
        (false, false, _) => "part paid",
        _ if issued.kind == DocumentKind::CreditNote => "to be paid back",
        _ => "due",
    };
    Ok(Standing {
        due_on: due,
        unpaid,
        undisputed,
        state,
        interest: late.map(|late| late.interest),
        fixed_sum: late.map(|late| late.fixed_sum),
        invoice: issued.clone(),
        progress,
    })
}

/// Whether interest on a document that is paid late is shown, as its terms say.
fn shows_interest(books: &mut Books, held: &Held, issued: &Issued) -> Result<bool, Refusal> {
    let terms = terms::up_to(books, held, issued.version, 0, 0)?;
    Ok(!matches!(terms.agreement().billing.interest, Interest::None))
}

/// The day a document is due: its days for payment count from receipt, unless that was recorded
/// only once it was overdue or paid.
pub(super) fn day_due(issued: &Issued, progress: &Progress) -> NaiveDate {
    let days = u32::try_from(issued.payment_days).unwrap_or(0);
    match progress.received_on {
        Some(received) if !progress.received_late => due_on(received, days),
        _ => issued.due_on,
    }
}

fn note(work: &mut Work<'_>, held: &Held, issued: &Issued, act: &str, after: String, why: &str) {
    let deed = Deed {
        act: act.to_owned(),
        subject: issued.number.clone(),
        before: String::new(),
        after,
        reason: why.to_owned(),
    };
    work.did(&held.supplier, deed);
}

/// Records the day the purchaser had an invoice. Its days for payment count from it, unless it is
/// overdue or paid by now: then the receipt is noted, and the day it is due stays.
///
/// # Errors
/// A day before the invoice's own or after today, or one that is recorded already.
pub fn receive(work: &mut Work<'_>, number: &str, on: NaiveDate) -> Result<Standing, Refusal> {
    let (held, issued) = document(work, number, Duty::Receive)?;
    let Standing { progress: before, due_on, unpaid, .. } =
        standing(work, &held, &issued, work.at.today)?;
    if let Some(recorded) = before.received_on {
        let says = format!("{number} was received on {} already", in_words(recorded));
        return Err(Refusal::refused(says));
    }
    if on < issued.issued_on || on > work.at.today {
        return Err(Refusal::refused(format!(
            "{number} was issued on {}: it was received between then and today",
            in_words(issued.issued_on)
        )));
    }
    let received_late = work.at.today > due_on || unpaid.is_nil();
    let after = Progress { received_on: Some(on), received_late, ..before };
    progress::set(work.books, &held.supplier, &issued.id, &after)?;
    let stays = if received_late { format!(", still due {due_on}") } else { String::new() };
    note(work, &held, &issued, "invoice received", format!("on {on}{stays}"), "");
    standing(work, &held, &issued, work.at.today)
}

/// Records a payment, of a part or of all that is left.
///
/// # Errors
/// More than is left, nothing, a day in the future or in a closed year, a bank reference used for
/// it before.
pub fn settle(
    work: &mut Work<'_>,
    number: &str,
    amount: Money,
    paid_on: NaiveDate,
    reference: &str,
) -> Result<Standing, Refusal> {
    let (held, issued) = document(work, number, Duty::Settle)?;
    let before = progress::of(work.books, &held.supplier, &issued.id)?;
    let unpaid = issued.gross + before.credited - before.paid;
    must_be_payable(&issued, amount, unpaid)?;
    if paid_on > work.at.today {
        return Err(Refusal::refused(format!("{} is still to come", in_words(paid_on))));
    }
    lock::must_take_payments(work.books, &held, paid_on)?;
    if reference.trim().is_empty() {
        let says = "a payment has the bank's reference, so that it is recorded once";
        return Err(Refusal::refused(says));
    }
    let earlier = money::payments(work.books, &held.supplier, &issued.id)?;
    if let Some(same) = earlier.iter().find(|payment| payment.reference == reference) {
        return Err(Refusal::refused(format!(
            "the payment {reference} of {number} is recorded already: {} on {}",
            same.amount.in_pounds(),
            in_words(same.paid_on)
        )));
    }
    let payment = Payment {
        paid_on,
        amount,
        reference: reference.to_owned(),
        entered_by: work.by.id.to_string(),
    };
    let (supplier, id) = (&held.supplier, &issued.id);
    money::add_payment(work.books, supplier, id, &new_name(), &payment, work.at.now)?;
    let after = Progress { paid: before.paid + amount, ..before };
    progress::set(work.books, supplier, id, &after)?;
    let words = payment_in_words(amount, paid_on, reference);
    note(work, &held, &issued, "payment recorded", words, "");
    standing(work, &held, &issued, work.at.today)
}

/// A payment as the log tells of it.
pub(super) fn payment_in_words(amount: Money, paid_on: NaiveDate, reference: &str) -> String {
    format!("{} on {paid_on}, {reference}", amount.in_pounds())
}

/// A payment of an invoice is positive, of a credit note negative, and none is of more than is
/// left.
fn must_be_payable(issued: &Issued, amount: Money, unpaid: Money) -> Result<(), Refusal> {
    let number = &issued.number;
    if amount.is_nil() || amount.is_credit() != issued.gross.is_credit() {
        return Err(Refusal::refused(match issued.kind {
            DocumentKind::Invoice => {
                format!("{number} is an invoice: what is paid is more than nought")
            }
            DocumentKind::CreditNote => format!(
                "{number} is a credit note: what is paid back is entered as less than nought"
            ),
        }));
    }
    if amount.pence().abs() > unpaid.pence().abs() || unpaid.is_nil() {
        return Err(Refusal::refused(format!(
            "{} is more than is left of {number}, which is {}: what was paid too much is paid back \
             or belongs to another invoice",
            amount.in_pounds(),
            unpaid.in_pounds()
        )));
    }
    Ok(())
}

/// Disputes a part of an invoice: the rest stays due on its day.
///
/// # Errors
/// More than is left undisputed, or no reason.
pub fn dispute(
    work: &mut Work<'_>,
    number: &str,
    amount: Money,
    reason: &str,
) -> Result<Standing, Refusal> {
    let (held, issued) = document(work, number, Duty::Receive)?;
    let before = progress::of(work.books, &held.supplier, &issued.id)?;
    let open = issued.gross + before.credited - before.paid - before.disputed;
    if issued.kind == DocumentKind::CreditNote || amount.is_nil() || amount.is_credit() {
        return Err(Refusal::refused("a part of an invoice is disputed, by a sum above nought"));
    }
    if amount.pence() > open.pence() {
        return Err(Refusal::refused(format!(
            "{} is more than is left undisputed of {number}, which is {}",
            amount.in_pounds(),
            open.in_pounds()
        )));
    }
    if reason.trim().is_empty() {
        return Err(Refusal::refused("a dispute says why: what would settle it?"));
    }
    let number_of = money::disputes(work.books, &held.supplier, &issued.id)?.len() + 1;
    let dispute = Dispute {
        number: i32::try_from(number_of).unwrap_or(i32::MAX),
        amount,
        reason: reason.trim().to_owned(),
        raised_by: work.by.id.to_string(),
        raised_on: work.at.today,
        closed_by: None,
        closed_on: None,
        answer: None,
    };
    money::add_dispute(work.books, &held.supplier, &issued.id, &dispute)?;
    let after = Progress { disputed: before.disputed + amount, ..before };
    progress::set(work.books, &held.supplier, &issued.id, &after)?;
    note(work, &held, &issued, "invoice disputed in part", amount.in_pounds(), reason);
    let about = (issued.id.as_str(), "");
    tell::other_council(work, &held, Act::Disputed, about, Some(amount), reason)?;
    standing(work, &held, &issued, work.at.today)
}

/// Answers every open dispute of an invoice: the sums are due again, or a credit note follows.
///
/// # Errors
/// No open dispute, or no answer.
pub fn answer(work: &mut Work<'_>, number: &str, answer: &str) -> Result<Standing, Refusal> {
    let (held, issued) = document(work, number, Duty::Settle)?;
    if answer.trim().is_empty() {
        return Err(Refusal::refused("a dispute is answered in words"));
    }
    let open: Vec<Dispute> = money::disputes(work.books, &held.supplier, &issued.id)?
        .into_iter()
        .filter(|dispute| dispute.closed_on.is_none())
        .collect();
    if open.is_empty() {
        return Err(Refusal::refused(format!("nothing of {number} is disputed")));
    }
    for dispute in open {
        let closed = Dispute {
            closed_by: Some(work.by.id.to_string()),
            closed_on: Some(work.at.today),
            answer: Some(answer.trim().to_owned()),
            ..dispute
        };
        money::close_dispute(work.books, &held.supplier, &issued.id, &closed)?;
    }
    let before = progress::of(work.books, &held.supplier, &issued.id)?;
    let words = before.disputed.in_pounds();
    let after = Progress { disputed: Money::NIL, ..before };
    progress::set(work.books, &held.supplier, &issued.id, &after)?;
    note(work, &held, &issued, "dispute answered", words, answer);
    let about = (issued.id.as_str(), "");
    tell::other_council(work, &held, Act::Answered, about, Some(before.disputed), answer)?;
    standing(work, &held, &issued, work.at.today)
}

/// Reminds the purchaser of an invoice that is due or overdue.
///
/// # Errors
/// Nothing that is undisputed and unpaid, no address to write to, or a reminder written today.
pub fn remind(work: &mut Work<'_>, number: &str) -> Result<Standing, Refusal> {
    let (held, issued) = document(work, number, Duty::Deliver)?;
    let standing = standing(work, &held, &issued, work.at.today)?;
    if standing.undisputed.is_nil() || standing.undisputed.is_credit() {
        return Err(Refusal::refused(format!("nothing undisputed of {number} is unpaid")));
    }
    let terms = terms::up_to(work.books, &held, issued.version, 0, 0)?;
    let Some(email) = &terms.agreement().purchaser.email else {
        return Err(Refusal::refused(format!(
            "{} states no e-mail address under [purchaser]: add one to write to",
            held.reference
        )));
    };
    let written = outbox::written(work.books, &held.supplier, "reminder", issued.id.as_str())?;
    if written.into_iter().any(|when| day_in_london(when) == work.at.today) {
        return Err(Refusal::refused(format!("a reminder of {number} was written today already")));
    }
    work.write_letter(&held.supplier, "reminder", issued.id.as_str(), email, "");
    note(work, &held, &issued, "reminder written", standing.undisputed.in_pounds(), "");
    Ok(standing)
}
