//! Drawing up the credit of an invoice: all that is left of it, or a part of some lines; another
//! person approves it.

use askama::Template;

use crate::domain::money::Money;
use crate::store::invoice_lines;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Form;
use crate::web::page::Frame;
use crate::web::page::shown;
use crate::web::pages::invoice::address_of_number;
use crate::web::pages::invoice::document;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::credit;
use crate::workflow::credit::Lines;
use crate::workflow::duties::Duty;

/// A line of which something may be given back.
struct Line {
    field: String,
    label: String,
    hint: String,
    value: String,
}

#[derive(Template)]
#[template(path = "invoice_credit.html")]
struct CreditPage {
    frame: Frame,
    errors: Errors,
    number: String,
    address: String,
    what: Vec<Choice>,
    lines: Vec<Line>,
    reason: String,
}

/// The field of a line.
fn field(number: i32) -> String {
    format!("line-{number}")
}

/// `GET /invoices/{number}/credit`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let (held, issued) = document(visit, Duty::Credit)?;
    let form = &visit.asked.form;
    let lines = visit.look(|work| {
        let left = credit::left_of_lines(work.books, &issued)?;
        let lines = invoice_lines::of_document(work.books, &held.supplier, &issued.id)?;
        let lines = lines.into_iter().zip(left).filter(|(_, left)| !left.is_nil());
        let line = lines.map(|(line, left)| Line {
            field: field(line.number),
            label: format!("Line {}: {}, {}", line.number, line.description, line.period),
            hint: format!("Before VAT; {} is left of it", left.in_pounds()),
            value: form.text(&field(line.number)).to_owned(),
        });
        Ok(line.collect())
    })?;
    let address = address_of_number(&issued.number);
    let title = format!("Give back invoice {}", issued.number);
    let what = [("all", "All that is left of the invoice"), ("lines", "A part of some lines")];
    let page = CreditPage {
        frame: Frame::of(visit, &title, "/invoices")
            .with(&errors)
            .under("Invoices", "/invoices")
            .under(&issued.number, &address),
        errors,
        address,
        number: issued.number,
        what: Choice::all(what, form.text("what")),
        lines,
        reason: form.text("reason").to_owned(),
    };
    shown(&page, &page.frame)
}

/// What a form asks to be given back: lines are named by their fields.
fn lines(form: &Form, errors: &mut Errors) -> Lines {
    match form.text("what") {
        "all" => return None,
        "lines" => {}
        _ => {
            errors.add("what", "Choose whether all is given back, or a part of some lines");
            return None;
        }
    }
    let mut given: Vec<(i32, Money)> = Vec::new();
    for (name, value) in &form.fields {
        let number = name.strip_prefix("line-").and_then(|number| number.parse().ok());
        let Some(number) = number.filter(|_| !value.trim().is_empty()) else { continue };
        let what = format!("the sum of line {number}");
        given.extend(form.money(name, &what, errors).map(|sum| (number, sum)));
    }
    if given.is_empty() && errors.is_empty() {
        errors.add("what", "Enter what is given back of a line, or choose all that is left");
    }
    Some(given)
}

/// `POST /invoices/{number}/credit`
pub fn draw_up(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let form = &visit.asked.form;
    let mut errors = Errors::none();
    let lines = lines(form, &mut errors);
    errors.need(form, "reason", "Say why it is given back");
    if !errors.is_empty() {
        return page(visit, errors);
    }
    let number = visit.asked.parameter("number");
    let reason = form.text("reason");
    match visit.act(|work| credit::prepare(work, number, &lines, reason)) {
        Ok(credit) => {
            let sum = credit.gross.in_pounds();
            let says = format!("{sum} is to be given back. Another person approves it.");
            Ok(Answer::done(&address_of_number(number), &says))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_names_lines_with_sums_or_is_of_all_that_is_left() {
        let of = |text: &str| {
            let mut errors = Errors::none();
            let lines = lines(&Form::read(text.as_bytes()), &mut errors);
            (lines, errors.all().len())
        };
        assert_eq!(of("what=all&line-1=5"), (None, 0));
        let sum = Money::from_pence(123_450);
        assert_eq!(of("what=lines&line-1=&line-2=%C2%A31%2C234.50"), (Some(vec![(2, sum)]), 0));
        assert_eq!(of("what=lines&line-1="), (Some(vec![]), 1));
        assert_eq!(of("what=lines&line-1=12%2C50"), (Some(vec![]), 1));
        assert_eq!(of(""), (None, 1));
    }
}
