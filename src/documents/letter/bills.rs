//! The letters that go with an invoice and with a credit note.

use chrono::NaiveDate;

use crate::documents::letter::Correspondence;
use crate::documents::letter::sums;
use crate::documents::letterhead::capital;
use crate::documents::page::Block;
use crate::documents::page::Document;
use crate::documents::page::long_date;
use crate::domain::money::Money;

/// An invoice or a debit note, as its letter tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill<'a> {
    /// What it is called in a sentence: *invoice*, *debit note*.
    pub noun: &'a str,
    /// Its number.
    pub number: &'a str,
    /// What it is for: *2018/19-Q2*.
    pub period: &'a str,
    /// Before VAT.
    pub net: Money,
    /// The VAT, where the document has any.
    pub vat: Option<Money>,
    /// To pay.
    pub total: Money,
    /// When it is due.
    pub due_on: NaiveDate,
    /// The purchaser's order, where there is one.
    pub order: Option<&'a str>,
}

/// A credit note, as its letter tells of it. Sums are what is credited, above nought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit<'a> {
    /// Its number.
    pub number: &'a str,
    /// What it is for.
    pub period: &'a str,
    /// Before VAT.
    pub net: Money,
    /// The VAT, where the document has any.
    pub vat: Option<Money>,
    /// Credited in all.
    pub total: Money,
    /// The invoices that it corrects, each with its day.
    pub corrects: &'a [(&'a str, NaiveDate)],
    /// Why, in a sentence without its full stop.
    pub why: &'a str,
    /// The invoices of which it reduced what was unpaid, each with the sum.
    pub taken_off: &'a [(&'a str, Money)],
    /// What is owed back then.
    pub owed_back: Money,
    /// The day by which that is paid back.
    pub due_on: NaiveDate,
}

/// The letter that an invoice or a debit note goes with.
pub fn invoice(letter: &Correspondence<'_>, bill: &Bill<'_>) -> Document {
    let Bill { noun, number, period, .. } = bill;
    let (total, due) = (bill.total.in_pounds(), long_date(bill.due_on));
    let noun_first = capital(noun);
    let subject = format!("{noun_first} {number} from {}: {total}, due {due}", letter.from);
    let mut document = letter.begin(&format!("{noun_first} {number}"), subject, number);
    document.push(Block::paragraph(format!(
        "This is our {noun} for {period}, under the agreement {}.",
        letter.agreement
    )));
    let mut facts = sums(bill.net, bill.vat, bill.total, "To pay");
    facts.push(("Due".to_owned(), due.clone()));
    facts.extend(bill.order.map(|order| ("Your order".to_owned(), order.to_owned())));
    document.push(Block::key_facts(facts));
    letter.end(
        &mut document,
        [
            format!("Please pay {total} by {due}, quoting {number}. How to pay is on the {noun}."),
            "If our bank details are not those that you have paid to before, please telephone us \
             before you pay, on a number that you know."
                .to_owned(),
            "If you dispute a line, please tell us which and why before the due date; the other \
             lines stay due."
                .to_owned(),
        ],
    );
    document
}

/// The letter that a credit note goes with.
pub fn credit_note(letter: &Correspondence<'_>, credit: &Credit<'_>) -> Document {
    let Credit { number, period, .. } = credit;
    let total = credit.total.in_pounds();
    let subject = format!("Credit note {number} from {}: {total}", letter.from);
    let mut document = letter.begin(&format!("Credit note {number}"), subject, number);
    let named = credit.corrects.iter().map(|(on, day)| format!("{on} of {}", long_date(*day)));
    let named = named.collect::<Vec<_>>().join(", ");
    document.push(Block::paragraph(format!(
        "This credit note for {period}, under the agreement {}, reduces what we billed on {named}.",
        letter.agreement
    )));
    document.push(Block::paragraph(format!("The reason: {}.", credit.why)));
    document.push(Block::key_facts(sums(credit.net, credit.vat, credit.total, "Credited")));
    letter.end(&mut document, what_becomes_of(credit));
    document
}

/// What a credit note takes off which payments, and what is owed back: the same as the books say.
fn what_becomes_of(credit: &Credit<'_>) -> Vec<String> {
    let taken = credit.taken_off.iter().map(|(number, sum)| {
        let sum = sum.in_pounds();
        format!("{sum} is taken off what was unpaid of {number}: please pay that much less on it.")
    });
    let mut to_do: Vec<String> = taken.collect();
    if !credit.owed_back.is_nil() {
        let (sum, by) = (credit.owed_back.in_pounds(), long_date(credit.due_on));
        to_do.push(format!("{sum} is owed back to you: we pay it back by {by}."));
        to_do.push(
            "Please take it off another invoice only once we have told you that it is set off \
             there: until then that invoice stays due in full."
                .to_owned(),
        );
    }
    if to_do.is_empty() {
        to_do.push("There is nothing to do: what it gives back is settled.".to_owned());
    }
    to_do
}
