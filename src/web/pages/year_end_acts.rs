//! What is done at the end of a year, and what is taken out of the books then.

use askama::Template;

use crate::billing::journal;
use crate::billing::transparency;
use crate::billing::transparency::Item;
use crate::documents::file_name;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::problem::Finding;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::statement;
use crate::web::pages::statement::address_of;
use crate::web::pages::year_end;
use crate::web::pages::year_end::address_of_year;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::refusal::Refusal;
use crate::workflow::year_end::balances;
use crate::workflow::year_end::balances::Figures;
use crate::workflow::year_end::exports;
use crate::workflow::year_end::lock;
use crate::workflow::year_end::reconciliation;

/// `POST …/reconcile`
pub fn reconcile(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, year) = (visit.held()?, year_end::asked(visit)?);
    match visit.act(|work| reconciliation::draw_up(work, &held.reference, year)) {
        Ok(drawn) => {
            let says = "The reconciliation is drawn up. The purchaser does not see it until you \
                        send it.";
            Ok(Answer::done(&address_of(&held, &drawn.kept), says))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            year_end::page(visit, "reconcile", errors)
        }
    }
}

/// `POST …/state`: figures of the council's own ledger, or those of the books.
pub fn state(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, year) = (visit.held()?, year_end::asked(visit)?);
    let form = &visit.asked.form;
    let mut errors = Errors::none();
    let figures = match form.text("figures") {
        "books" => None,
        "ledger" => {
            let billed = form.money("billed", "what was billed in the year", &mut errors);
            let unpaid = form.money("unpaid", "what was unpaid at its end", &mut errors);
            let accrued = form.money("accrued", "what is accrued", &mut errors);
            match (billed, unpaid, accrued) {
                (Some(billed), Some(unpaid), Some(accrued)) => {
                    Some(Figures { billed, unpaid, accrued })
                }
                _ => None,
            }
        }
        _ => {
            errors.add("figures", "Choose where the figures are from");
            None
        }
    };
    if !errors.is_empty() {
        return year_end::page(visit, "state", errors);
    }
    let note = form.text("note");
    match visit.act(|work| balances::state(work, &held.reference, year, figures, note)) {
        Ok(stated) => {
            let [billed, unpaid, accrued] =
                [stated.billed, stated.unpaid, stated.accrued].map(Money::in_pounds);
            let says = format!("Stated: {billed} billed, {unpaid} unpaid, {accrued} accrued.");
            Ok(Answer::done(&address_of_year(&held, year), &says))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            year_end::page(visit, "state", errors)
        }
    }
}

/// `POST …/lock`: with a reason where something stands in the way.
pub fn lock(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, year) = (visit.held()?, year_end::asked(visit)?);
    let because = visit.asked.form.text("because");
    let stands_in_the_way = !visit.look(|work| lock::in_the_way(work, &held, year))?.is_empty();
    if stands_in_the_way && because.is_empty() {
        let mut errors = Errors::none();
        errors.add("because", "Say why the year is locked though something stands in the way");
        return year_end::page(visit, "lock", errors);
    }
    let reason = Some(because);
    match visit.act(|work| lock::lock(work, &held.reference, year, reason)) {
        Ok(()) => {
            let says = format!("{year} is locked.");
            Ok(Answer::done(&address_of_year(&held, year), &says))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            year_end::page(visit, "lock", errors)
        }
    }
}

/// `GET …/letter.pdf`: the letter to agree the balances, to be answered by a day.
pub fn letter(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, year) = (visit.held()?, year_end::asked(visit)?);
    let mut errors = Errors::none();
    let what = "the day by which they are to answer";
    let Some(by) = visit.asked.query.day("reply", what, &mut errors) else {
        return year_end::page(visit, "letter", errors);
    };
    let fonts = &visit.house.fonts;
    match visit.look(|work| balances::letter(work, fonts, &held.reference, year, by)) {
        Ok(bytes) => {
            let name = named(&held.reference, year, "balances", "pdf");
            Ok(Answer::file(&name, "application/pdf", bytes))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            year_end::page(visit, "letter", errors)
        }
    }
}

/// The name of a file of a year: `HIOW-CS-2018-201819-journal.csv`.
pub fn named(reference: &str, year: FinancialYear, what: &str, extension: &str) -> String {
    let year = year.to_string().replace('/', "");
    file_name(&format!("{reference}-{year}-{what}"), extension)
}

/// A table of a year for a spreadsheet.
fn export(
    visit: &mut Visit<'_>,
    what: &str,
    of: impl FnOnce(&mut Work<'_>, &str, FinancialYear) -> Result<String, Refusal>,
) -> Result<Answer, Stop> {
    let (held, year) = (visit.held()?, year_end::asked(visit)?);
    let text = visit.look(|work| of(work, &held.reference, year))?;
    let name = named(&held.reference, year, what, "csv");
    Ok(Answer::file(&name, "text/csv; charset=utf-8", text.into_bytes()))
}

/// `GET …/journal.csv`
pub fn journal(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    export(visit, "journal", |work, of, year| Ok(journal::csv(&exports::journal(work, of, year)?)))
}

/// `GET …/journal-of-accruals.csv`
pub fn journal_of_accruals(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    export(visit, "journal-of-accruals", |work, of, year| {
        Ok(journal::csv(&exports::accruals(work, of, year)?))
    })
}

/// `GET …/accruals.csv`
pub fn accruals(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    export(visit, "accruals", |work, of, year| {
        Ok(exports::schedule_csv(&exports::schedule(work, of, year)?))
    })
}

/// An item that is published.
struct Row {
    purpose: String,
    beneficiary: String,
    number: String,
    href: String,
    date: String,
    amount: String,
}

#[derive(Template)]
#[template(path = "publication.html")]
struct Publication {
    frame: Frame,
    quarter: String,
    address: String,
    rows: Vec<Row>,
    findings: Vec<String>,
}

fn published(visit: &mut Visit<'_>) -> Result<(BillingPeriod, Vec<Item>, Vec<Finding>), Stop> {
    let (quarter, _) = statement::asked(visit)?;
    let day = quarter.dates().first;
    let (items, findings) = visit.look(|work| exports::transparency(work, day))?;
    Ok((quarter, items, findings))
}

/// `GET /publication/{year}/{period}`: what the council publishes for a quarter as purchaser.
pub fn publication(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (quarter, items, findings) = published(visit)?;
    let row = |of: Item| Row {
        purpose: of.purpose,
        beneficiary: of.beneficiary,
        href: format!("/invoices/{}", segment(&of.invoice_number)),
        number: of.invoice_number,
        date: in_words(of.date),
        amount: of.amount.in_pounds(),
    };
    let title = format!("Items over £500, {quarter}");
    let page = Publication {
        frame: Frame::of(visit, &title, "/invoices").under("Invoices", "/invoices"),
        quarter: quarter.to_string(),
        address: visit.asked.path.clone(),
        rows: items.into_iter().map(row).collect(),
        findings: findings.iter().map(|of| first_capital(&of.says)).collect(),
    };
    shown(&page, &page.frame)
}

/// `GET /publication/{year}/{period}/items.csv`
pub fn items(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (quarter, items, _) = published(visit)?;
    let name = file_name(&format!("over-500-{}", quarter.compact()), "csv");
    let text = transparency::csv(&items);
    Ok(Answer::file(&name, "text/csv; charset=utf-8", text.into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_year_is_named_after_its_agreement_and_its_year() {
        let year = FinancialYear::parse("2018/19").expect("a year");
        assert_eq!(named("HIOW", year, "journal", "csv"), "HIOW-201819-journal.csv");
    }
}
