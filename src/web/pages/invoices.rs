//! The invoices and credit notes of a council: searched, filtered, page by page.

use askama::Template;

use crate::domain::calendar::in_words;
use crate::store::agreements;
use crate::store::invoices::Issued;
use crate::store::invoices::listed::State;
use crate::store::invoices::listed::Wanted;
use crate::store::invoices::listed::listed;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;

/// So many on a page.
const ON_A_PAGE: usize = 25;

/// How invoices stand that may be asked for: in addresses, and in words.
const STATES: [(&str, &str); 6] = [
    ("", "Any"),
    ("unpaid", "Unpaid"),
    ("overdue", "Overdue"),
    ("disputed", "Disputed in part"),
    ("settled", "Paid or given back"),
    ("credit-notes", "Credit notes"),
];

struct Row {
    number: String,
    href: String,
    reference: String,
    issued_on: String,
    due_on: String,
    state: &'static str,
    gross: String,
    unpaid: String,
}

#[derive(Template)]
#[template(path = "invoices.html")]
struct Invoices {
    frame: Frame,
    errors: Errors,
    words: String,
    states: Vec<Choice>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// `GET /invoices`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let query = &visit.asked.query;
    let (words, state) = (query.text("words").to_owned(), query.text("state"));
    let mut wanted = Wanted {
        words: words.clone(),
        state: match state {
            "unpaid" => Some(State::Unpaid),
            "overdue" => Some(State::DueBefore(visit.at.today)),
            "disputed" => Some(State::Disputed),
            "settled" => Some(State::Settled),
            "credit-notes" => Some(State::CreditNotes),
            _ => None,
        },
        after: query.text("after").to_owned(),
        at_most: i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX),
    };
    let (rows, next) = visit.look(|work| {
        let mut rows = Vec::new();
        loop {
            let council = work.by.council.clone();
            let found = listed(work.books, &council, &wanted)?;
            let is_last = found.len() <= ON_A_PAGE;
            for issued in found.into_iter().take(ON_A_PAGE) {
                if rows.len() == ON_A_PAGE {
                    return Ok((rows, true));
                }
                wanted.after = issued.id.to_string();
                rows.extend(row(work, &issued, state == "overdue")?);
            }
            if is_last || rows.len() == ON_A_PAGE {
                return Ok((rows, !is_last));
            }
        }
    })?;
    let next = next.then(|| {
        form_urlencoded::Serializer::new("/invoices?".to_owned())
            .append_pair("words", &words)
            .append_pair("state", state)
            .append_pair("after", &wanted.after)
            .finish()
    });
    let page = Invoices {
        frame: Frame::of(visit, "Invoices", "/invoices"),
        errors: Errors::none(),
        states: Choice::all(STATES, state),
        words,
        rows,
        next,
    };
    shown(&page, &page.frame)
}

/// A document as it stands today; none where only what is overdue is asked for, and its receipt
/// moved the day that it is due.
fn row(work: &mut Work<'_>, of: &Issued, only_overdue: bool) -> Result<Option<Row>, Refusal> {
    let held = agreements::by_id(work.books, &of.supplier, &of.agreement)?;
    let Some(held) = held else { return Ok(None) };
    let today = work.at.today;
    let standing = payments::standing(work, &held, of, today)?;
    if only_overdue && standing.due_on >= today {
        return Ok(None);
    }
    Ok(Some(Row {
        number: of.number.clone(),
        href: format!("/invoices/{}", segment(&of.number)),
        reference: held.reference,
        issued_on: in_words(of.issued_on),
        due_on: in_words(standing.due_on),
        state: standing.state,
        gross: of.gross.in_pounds(),
        unpaid: standing.unpaid.in_pounds(),
    }))
}
