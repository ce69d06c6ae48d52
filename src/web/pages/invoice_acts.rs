//! What is done to an invoice on its page: each act calls one of the workflow, and where that is
//! refused the page is shown again with why, and with what was typed.

use crate::billing::invoice::DocumentKind;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::store::agreements::Held;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::form::first_capital;
use crate::web::pages::invoice;
use crate::web::pages::invoice::address_of_number;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::credit;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;
use crate::workflow::terms;

/// Does an act on the document that the address names; where it is refused the page says why.
pub(super) fn act(
    visit: &mut Visit<'_>,
    tried: &'static str,
    what: impl Fn(&mut Work<'_>, &str) -> Result<String, Refusal>,
) -> Result<Answer, Stop> {
    let number = visit.asked.parameter("number");
    match visit.act(|work| what(work, number)) {
        Ok(says) => Ok(Answer::done(&address_of_number(number), &says)),
        Err(stop) => {
            let errors = stop.as_errors()?;
            invoice::page(visit, tried, errors)
        }
    }
}

/// How an invoice stands after an act.
fn stands(of: &Standing) -> String {
    let gross = of.invoice.gross.in_pounds();
    if of.unpaid.is_nil() {
        return format!("It is {}: nothing of {gross} is left to pay.", of.state);
    }
    let unpaid = of.unpaid.in_pounds();
    format!("{unpaid} of {gross} is unpaid, due {}.", in_words(of.due_on))
}

/// That the other council is told nothing by letter, where that is so.
fn no_letter(work: &mut Work<'_>, held: &Held) -> Result<String, Refusal> {
    let to = match duties::side(work.by, held) {
        Some(Side::Supplier) => Side::Purchaser,
        _ => Side::Supplier,
    };
    let says = terms::no_letter(work.books, held, to)?;
    Ok(says.map_or_else(String::new, |says| format!("\n{}.", first_capital(&says))))
}

/// `POST …/receive`
pub fn receive(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let mut errors = Errors::none();
    let day = visit.asked.form.day("received", "the day it came", &mut errors);
    let Some(on) = day else { return invoice::page(visit, "receive", errors) };
    act(visit, "receive", |work, number| {
        let standing = payments::receive(work, number, on)?;
        let due = in_words(standing.due_on);
        Ok(if standing.progress.received_late {
            format!("Its receipt is recorded; the day it is due stays {due}.")
        } else {
            format!("Its receipt is recorded. It is due {due}.")
        })
    })
}

/// `POST …/dispute`
pub fn dispute(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let mut errors = Errors::none();
    let form = &visit.asked.form;
    let sum = form.money("dispute-sum", "the sum that is disputed", &mut errors);
    errors.need(form, "dispute-reason", "Say why: what would settle it?");
    let (Some(sum), true) = (sum, errors.is_empty()) else {
        return invoice::page(visit, "dispute", errors);
    };
    let reason = form.text("dispute-reason");
    act(visit, "dispute", |work, number| {
        let standing = payments::dispute(work, number, sum, reason)?;
        let (held, _) = payments::document(work, number, Duty::Read)?;
        let rest = standing.undisputed.in_pounds();
        let says = format!("{} is disputed; {rest} stays due on its day.", sum.in_pounds());
        Ok(says + &no_letter(work, &held)?)
    })
}

/// `POST …/answer`
pub fn answer(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let mut errors = Errors::none();
    errors.need(&visit.asked.form, "answer", "Write the answer");
    if !errors.is_empty() {
        return invoice::page(visit, "answer", errors);
    }
    let answer = visit.asked.form.text("answer");
    act(visit, "answer", |work, number| {
        let standing = payments::answer(work, number, answer)?;
        let (held, _) = payments::document(work, number, Duty::Read)?;
        let says = format!("The dispute is answered. {}", stands(&standing));
        Ok(says + &no_letter(work, &held)?)
    })
}

/// `POST …/settle`: of a credit note what is paid back, written as above nought.
pub fn settle(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let mut errors = Errors::none();
    let form = &visit.asked.form;
    let sum = form.money("paid-sum", "the sum that was paid", &mut errors);
    let on = form.day("paid", "the day the bank has it", &mut errors);
    let says = "Enter the bank’s reference, so that the payment is recorded once";
    errors.need(form, "paid-reference", says);
    let (Some(sum), Some(on), true) = (sum, on, errors.is_empty()) else {
        return invoice::page(visit, "settle", errors);
    };
    let reference = form.text("paid-reference");
    let (_, issued) = invoice::document(visit, Duty::Settle)?;
    let is_note = issued.kind == DocumentKind::CreditNote;
    let sum = if is_note && !sum.is_credit() { -sum } else { sum };
    act(visit, "settle", |work, number| {
        let standing = payments::settle(work, number, sum, on, reference)?;
        Ok(format!("The payment is recorded. {}", stands(&standing)))
    })
}

/// `POST …/set-off`
pub fn set_off(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let mut errors = Errors::none();
    let form = &visit.asked.form;
    errors.need(form, "set-off-note", "Choose the credit note");
    let sum = form.money_if_given("set-off-sum", "the sum that is set off", &mut errors);
    if !errors.is_empty() {
        return invoice::page(visit, "set-off", errors);
    }
    let note = form.text("set-off-note");
    act(visit, "set-off", |work, number| {
        let standing = set_off::record(work, number, note, sum)?;
        Ok(format!("{note} is set off against it. {}", stands(&standing)))
    })
}

/// `POST …/remind`
pub fn remind(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    act(visit, "remind", |work, number| {
        let standing = payments::remind(work, number)?;
        let (sum, due) = (standing.undisputed.in_pounds(), in_words(standing.due_on));
        Ok(format!("A reminder of {sum}, due {due}, waits to be sent."))
    })
}

/// `POST …/credit/approve`
pub fn approve_credit(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    act(visit, "approve-credit", |work, number| {
        let note = credit::approve(work, number)?;
        let became = set_off::given_back(work.books, &note)?;
        let sum = (-note.gross).in_pounds();
        let mut says = format!("{} is issued: {sum} is given back.", note.number);
        for (number, sum) in &became.taken_off {
            let sum = sum.in_pounds();
            says.push_str(&format!("\n{sum} is taken off what was unpaid of {number}."));
        }
        if !became.owed_back.is_nil() {
            let (sum, by) = (became.owed_back.in_pounds(), in_words(note.due_on));
            says.push_str(&format!("\n{sum} is owed back, by {by}."));
        }
        Ok(says)
    })
}

/// `POST …/credit/refuse`
pub fn refuse_credit(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let mut errors = Errors::none();
    errors.need(&visit.asked.form, "refuse-reason", "Say why the credit is refused");
    if !errors.is_empty() {
        return invoice::page(visit, "refuse-credit", errors);
    }
    let reason = visit.asked.form.text("refuse-reason");
    act(visit, "refuse-credit", |work, number| {
        credit::refuse(work, number, reason)?;
        Ok("The credit is refused, and nothing is given back.".to_owned())
    })
}
