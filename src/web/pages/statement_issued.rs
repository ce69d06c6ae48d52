//! What was issued of a statement last: the numbers, and what becomes of each document.

use askama::Template;

use crate::billing::invoice::DocumentKind;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::web::answer::Answer;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::drawn::document_in_words;
use crate::web::pages::statement;
use crate::web::pages::statement::address_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;
use crate::workflow::terms;

/// A document that was issued.
struct Document {
    what: &'static str,
    number: String,
    href: String,
    net: String,
    vat: String,
    gross: String,
    due_on: String,
    became: Vec<String>,
}

#[derive(Template)]
#[template(path = "statement_issued.html")]
struct StatementIssued {
    frame: Frame,
    of: String,
    title: String,
    address: String,
    numbers: String,
    documents: Vec<Document>,
    no_letter: Option<String>,
}

/// `GET …/recharges/{year}/{period}/issued`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (period, kind) = statement::asked(visit)?;
    let above = format!("/agreements/{}", segment(&held.reference));
    let frame = Frame::of(visit, "", "/agreements")
        .under("Agreements", "/agreements")
        .under(&held.reference, &above);
    let page = visit.look(|work| {
        let kept = agree::of_period(work, &held, period, kind)?;
        let mut issued = invoices::of_statement(work.books, &held.supplier, &kept.id)?;
        let last = issued.iter().map(|one| one.issue).max();
        issued.retain(|one| Some(one.issue) == last);
        let numbers: Vec<&str> = issued.iter().map(|one| one.number.as_str()).collect();
        let numbers = numbers.join(", ");
        let documents = issued.iter().map(|one| document(work, one));
        let documents = documents.collect::<Result<Vec<_>, _>>()?;
        let (title, address) = (statement::title_of(&kept), address_of(&held, &kept));
        let no_letter = terms::no_letter(work.books, &held, Side::Purchaser)?;
        Ok(StatementIssued {
            frame: Frame { title: format!("{title}, {}: issued", held.reference), ..frame }
                .under(&title, &address),
            of: held.title.clone(),
            title,
            address,
            numbers,
            documents,
            no_letter: no_letter.map(|says| first_capital(&says)),
        })
    })?;
    shown(&page, &page.frame)
}

/// A document with what became of it at once: what a credit note gives back is told above nought.
fn document(work: &mut Work<'_>, of: &Issued) -> Result<Document, Refusal> {
    let is_note = of.kind == DocumentKind::CreditNote;
    let sign = |sum: Money| if is_note { (-sum).in_pounds() } else { sum.in_pounds() };
    let mut became = Vec::new();
    if is_note {
        let given_back = set_off::given_back(work.books, of)?;
        for (number, sum) in &given_back.taken_off {
            became.push(format!("{} is taken off what was unpaid of {number}", sum.in_pounds()));
        }
        if !given_back.owed_back.is_nil() {
            let (sum, by) = (given_back.owed_back.in_pounds(), in_words(of.due_on));
            became.push(format!("{sum} is owed back, by {by}"));
        }
    }
    Ok(Document {
        what: document_in_words(of.kind),
        number: of.number.clone(),
        href: format!("/invoices/{}", segment(&of.number)),
        net: sign(of.net),
        vat: sign(of.vat),
        gross: sign(of.gross),
        due_on: if is_note { "Not to be paid".to_owned() } else { in_words(of.due_on) },
        became,
    })
}
