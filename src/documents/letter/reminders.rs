//! The letter that reminds of what is due, or overdue.

use chrono::NaiveDate;

use crate::documents::letter::Correspondence;
use crate::documents::letter::count;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Table;
use crate::documents::page::long_date;
use crate::domain::money::Money;

/// An invoice that is not paid, or not in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpaid<'a> {
    /// Its number.
    pub number: &'a str,
    /// When it was issued.
    pub issued_on: NaiveDate,
    /// When it is, or was, due.
    pub due_on: NaiveDate,
    /// What is left to pay, without what is disputed.
    pub outstanding: Money,
    /// How late it is, once it is.
    pub late: Option<Late>,
}

/// How late a payment is, and the interest that the law allows on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// The days it is late.
    pub days: i64,
    /// The interest until the day of the letter; shown, never billed by a letter.
    pub interest: Money,
}

/// The letter that reminds of unpaid invoices: before they are due, or of those that are late.
pub fn reminder(letter: &Correspondence<'_>, unpaid: &[Unpaid<'_>]) -> Document {
    let is_late = unpaid.iter().any(|invoice| invoice.late.is_some());
    let sum: Money = unpaid.iter().map(|invoice| invoice.outstanding).sum();
    let which = match unpaid {
        [one] => format!("invoice {}", one.number),
        more => count(more.len(), "invoice"),
    };
    let title = if is_late { "Overdue" } else { "Reminder" };
    let due = match unpaid {
        [one] if is_late => format!(", was due {}", long_date(one.due_on)),
        [one] => format!(", is due {}", long_date(one.due_on)),
        _ => String::new(),
    };
    let subject = format!("{title}: {which} from {}, {}{due}", letter.from, sum.in_pounds());
    let reference = unpaid.first().map_or("", |invoice| invoice.number);
    let mut document = letter.begin(&format!("{title}: {which}"), subject, reference);
    let (verb, noun) =
        if unpaid.len() == 1 { ("is", "this invoice") } else { ("are", "these invoices") };
    let state = match (is_late, unpaid.iter().all(|invoice| invoice.late.is_some())) {
        (true, true) => "overdue",
        (true, false) => "overdue or due soon",
        (false, _) => "due soon",
    };
    document.push(Block::paragraph(format!(
        "By our books {noun} under the agreement {} {verb} {state}.",
        letter.agreement
    )));
    document.push(Block::key_facts([("To pay", sum.in_pounds())]));
    document.push(Block::Table(table(unpaid, is_late)));
    if is_late {
        document.push(Block::note(
            "The interest is what the Late Payment of Commercial Debts (Interest) Act 1998 comes \
             to until the day of this letter. It is shown, not billed: it is no part of the sum \
             to pay.",
        ));
    }
    let pay = if is_late { "Please pay now" } else { "Please pay by the due date" };
    letter.end(
        &mut document,
        [
            format!("{pay}, quoting the invoice number. How to pay is on the invoice."),
            "If you have paid already, thank you: please tell us when, so that we can find it."
                .to_owned(),
            "If you dispute a line, please tell us which and why.".to_owned(),
        ],
    );
    document
}

fn table(unpaid: &[Unpaid<'_>], is_late: bool) -> Table {
    let mut columns = vec![
        Column::text("Invoice").heads_rows(),
        Column::text("Date"),
        Column::text("Due"),
        Column::figures("To pay"),
    ];
    if is_late {
        columns.extend([Column::figures("Days late"), Column::figures("Interest so far")]);
    }
    let mut table = Table::new("The invoices that are not paid, and what is left to pay", columns);
    for invoice in unpaid {
        let mut cells = vec![
            invoice.number.to_owned(),
            long_date(invoice.issued_on),
            long_date(invoice.due_on),
            invoice.outstanding.in_pounds(),
        ];
        if is_late {
            let late = |write: fn(Late) -> String| invoice.late.map_or("none".to_owned(), write);
            cells.push(late(|late| late.days.to_string()));
            cells.push(late(|late| late.interest.in_pounds()));
        }
        table.push(cells.into_iter().map(Cell::new));
    }
    table
}
