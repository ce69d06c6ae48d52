//! An invoice or credit note: what it bills, how it stands, what became of it, and what whoever
//! looks at it may do next.

use askama::Template;

use crate::billing::credit::CreditLine;
use crate::billing::invoice::DocumentKind;
use crate::domain::calendar::day_in_london;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;
use crate::store::agreements::Held;
use crate::store::invoice_lines;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::money;
use crate::store::money::CreditRequest;
use crate::store::people;
use crate::store::set_offs;
use crate::store::statements;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Form;
use crate::web::form::TypedDay;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::drawn::document_in_words;
use crate::web::pages::statement::address_of;
use crate::web::pages::statement::title_of;
use crate::web::pages::timeline;
use crate::web::pages::timeline::Done;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::credit;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;

/// Where a document is.
pub fn address_of_number(number: &str) -> String {
    format!("/invoices/{}", segment(number))
}

/// The document that the address names, for somebody with a duty.
///
/// # Errors
/// That there is none for their council, or that the duty is not theirs.
pub(super) fn document(visit: &mut Visit<'_>, duty: Duty) -> Result<(Held, Issued), Stop> {
    let number = visit.asked.parameter("number");
    match visit.look(|work| payments::document(work, number, Duty::ReadPay)) {
        Ok((held, issued)) => {
            duties::must_be_theirs(&visit.person()?, duty, &held)?;
            Ok((held, issued))
        }
        Err(Stop::Refused(Refusal::Refused(says))) => {
            Err(Stop::NoPage(format!("{}.", first_capital(&says))))
        }
        Err(stop) => Err(stop),
    }
}

/// Sums at a rate of VAT.
struct Rate {
    treatment: &'static str,
    per_cent: String,
    net: String,
    vat: String,
}

struct Line {
    number: i32,
    description: String,
    clause: String,
    period: String,
    net: String,
}

/// Something that was paid or set off.
struct Paid {
    what: String,
    on: String,
    by: String,
    sum: String,
}

struct Disputed {
    reason: String,
    by: String,
    sum: String,
    answer: String,
}

/// A credit that waits for a second person.
struct ToApprove {
    by: String,
    on: String,
    reason: String,
    lines: Vec<String>,
    sums: String,
    may: bool,
    is_own: bool,
}

/// What whoever looks may do next: acts, by the ends of their addresses.
#[derive(Debug, Clone, Default)]
struct May {
    acts: Vec<&'static str>,
    set_off: Vec<Choice>,
}

impl May {
    fn allows(&self, act: &str) -> bool {
        self.acts.contains(&act)
    }

    fn anything(&self) -> bool {
        !self.acts.is_empty() || !self.set_off.is_empty()
    }
}

/// What stands in the books of a document.
struct Says {
    standing: Standing,
    noun: &'static str,
    is_note: bool,
    due: String,
    received: String,
    issued: String,
    statement: Option<(String, String)>,
    credits: Option<(String, String)>,
    rates: Vec<Rate>,
    lines: Vec<Line>,
    paid: Vec<Paid>,
    disputes: Vec<Disputed>,
    to_approve: Option<ToApprove>,
    notes: Vec<(String, String, String, String)>,
    done: Vec<Done>,
    has_files: bool,
    may: May,
}

#[derive(Template)]
#[template(path = "invoice.html")]
struct InvoicePage {
    frame: Frame,
    errors: Errors,
    form: Form,
    tried: &'static str,
    held: Held,
    above: String,
    address: String,
    received_on: TypedDay,
    paid_on: TypedDay,
    paid: String,
    says: Says,
}

/// `GET /invoices/{number}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, "", Errors::none())
}

/// The page, after an act that was refused with what is wrong.
///
/// # Errors
/// What cannot be read.
pub(super) fn page(
    visit: &mut Visit<'_>,
    tried: &'static str,
    errors: Errors,
) -> Result<Answer, Stop> {
    let (held, issued) = document(visit, Duty::ReadPay)?;
    let form = visit.asked.form.clone();
    let today = Some(visit.at.today);
    let says = visit.look(|work| says(work, &held, &issued))?;
    let title = format!("{} {}", says.noun, issued.number);
    let sum = if says.is_note { -says.standing.unpaid } else { says.standing.unpaid };
    let page = InvoicePage {
        frame: Frame::of(visit, &title, "/invoices").with(&errors).under("Invoices", "/invoices"),
        errors,
        tried,
        above: format!("/agreements/{}", segment(&held.reference)),
        address: address_of_number(&issued.number),
        received_on: form.typed_day("received", today),
        paid_on: form.typed_day("paid", today),
        paid: match form.text("paid-sum") {
            "" if tried != "settle" => sum.in_pounds().replace('£', ""),
            typed => typed.to_owned(),
        },
        form,
        held,
        says,
    };
    shown(&page, &page.frame)
}

fn says(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<Says, Refusal> {
    let today = work.at.today;
    let (supplier, id) = (&held.supplier, &issued.id);
    let standing = payments::standing(work, held, issued, today)?;
    let statement = match &issued.statement {
        Some(id) => statements::by_id(work.books, supplier, id)?,
        None => None,
    };
    let credits = match &issued.credits {
        Some(id) => invoices::by_id(work.books, supplier, id)?,
        None => None,
    };
    let rates = invoices::rates(work.books, supplier, id)?.into_iter().map(|of| Rate {
        treatment: of.vat_treatment.map_or("undecided", Treatment::in_words),
        per_cent: format!("{}%", of.vat_rate.trim_end_matches('%')),
        net: of.net.in_pounds(),
        vat: of.vat.in_pounds(),
    });
    let rates = rates.collect();
    let lines = invoice_lines::of_document(work.books, supplier, id)?.into_iter();
    let lines = lines.map(|line| Line {
        number: line.number,
        description: line.description,
        clause: line.clause,
        period: line.period.to_string(),
        net: line.net.in_pounds(),
    });
    let lines = lines.collect();
    let request = money::credit_request(work.books, supplier, id)?;
    let may = may(work, held, &standing, request.is_some())?;
    let issued_by = people::name_of(work.books, &issued.issued_by)?;
    Ok(Says {
        noun: document_in_words(issued.kind),
        is_note: issued.kind == DocumentKind::CreditNote,
        due: in_words(standing.due_on),
        received: received(&standing),
        issued: format!(
            "On {} by {issued_by}, approved by {}",
            in_words(issued.issued_on),
            issued.approved_by
        ),
        statement: statement.map(|kept| (title_of(&kept), address_of(held, &kept))),
        credits: credits.map(|of| (of.number.clone(), address_of_number(&of.number))),
        rates,
        lines,
        paid: paid(work, held, issued)?,
        disputes: disputes(work, held, issued)?,
        to_approve: match request {
            Some(request) => Some(to_approve(work, held, issued, &request)?),
            None => None,
        },
        notes: notes(work, issued)?,
        done: timeline::about(work, held, &issued.number)?,
        has_files: standing.progress.rendering == "rendered",
        may,
        standing,
    })
}

/// When it was received, and whether that moves the day it is due.
fn received(of: &Standing) -> String {
    let Some(on) = of.progress.received_on.map(in_words) else {
        return "Not recorded yet".to_owned();
    };
    if of.progress.received_late {
        let due = in_words(of.due_on);
        return format!(
            "On {on}; it was overdue or paid when that was recorded, so the day it is due stays \
             {due}"
        );
    }
    format!("On {on}")
}

fn paid(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<Vec<Paid>, Refusal> {
    let mut all = Vec::new();
    for of in money::payments(work.books, &held.supplier, &issued.id)? {
        all.push(Paid {
            what: format!("Paid, {}", of.reference),
            on: in_words(of.paid_on),
            by: people::name_of(work.books, &of.entered_by)?,
            sum: of.amount.in_pounds(),
        });
    }
    for of in set_offs::of_document(work.books, &held.supplier, &issued.id)? {
        let is_note = of.credit_note == issued.id;
        let other = if is_note { &of.invoice } else { &of.credit_note };
        let other = invoices::by_id(work.books, &held.supplier, other)?;
        let number = other.map_or_else(String::new, |other| other.number);
        all.push(Paid {
            what: format!("Set off against {number}"),
            on: in_words(of.on),
            by: people::name_of(work.books, &of.entered_by)?,
            sum: of.amount.in_pounds(),
        });
    }
    Ok(all)
}

fn disputes(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<Vec<Disputed>, Refusal> {
    let mut all = Vec::new();
    for of in money::disputes(work.books, &held.supplier, &issued.id)? {
        let by = people::name_of(work.books, &of.raised_by)?;
        let closed_by = match &of.closed_by {
            Some(by) => format!(" ({})", people::name_of(work.books, by)?),
            None => String::new(),
        };
        all.push(Disputed {
            reason: of.reason,
            by: format!("{by}, {}", in_words(of.raised_on)),
            sum: of.amount.in_pounds(),
            answer: match of.answer {
                Some(answer) => format!("{answer}{closed_by}"),
                None => "Not answered yet".to_owned(),
            },
        });
    }
    Ok(all)
}

fn to_approve(
    work: &mut Work<'_>,
    held: &Held,
    issued: &Issued,
    request: &CreditRequest,
) -> Result<ToApprove, Refusal> {
    let has = duties::must_be_theirs(work.by, Duty::Approve, held).is_ok();
    let is_own = request.prepared_by == work.by.id.as_str();
    let (lines, sums) = match credit::asked_for(work.books, issued, request) {
        Ok(credit) => {
            let line = |line: &CreditLine| {
                let (number, sum) = (line.at + 1, line.sum.in_pounds());
                format!("Line {number}: {sum}, of {} that is left of it", line.left.in_pounds())
            };
            let [net, vat, gross] = [credit.net, credit.vat, credit.gross].map(Money::in_pounds);
            let sums = format!("{gross} in all: {net} and {vat} VAT");
            (credit.lines.iter().filter(|of| !of.sum.is_nil()).map(line).collect(), sums)
        }
        Err(Refusal::Store(error)) => return Err(error.into()),
        Err(refusal) => (Vec::new(), format!("It is no longer possible: {refusal}")),
    };
    Ok(ToApprove {
        by: people::name_of(work.books, &request.prepared_by)?,
        on: in_words(day_in_london(request.prepared_at)),
        reason: request.reason.clone(),
        lines,
        sums,
        may: has,
        is_own: has && is_own,
    })
}

/// The credit notes that give it back: number, address, sum and reason.
fn notes(
    work: &mut Work<'_>,
    issued: &Issued,
) -> Result<Vec<(String, String, String, String)>, Refusal> {
    let notes = invoices::crediting(work.books, issued)?.into_iter().map(|note| {
        let (address, sum) = (address_of_number(&note.number), (-note.gross).in_pounds());
        (note.number, address, sum, note.reason.unwrap_or_default())
    });
    Ok(notes.collect())
}

/// The duties table says what may be done, and how the document stands.
fn may(work: &mut Work<'_>, held: &Held, of: &Standing, has_request: bool) -> Result<May, Refusal> {
    let has = |duty| duties::must_be_theirs(work.by, duty, held).is_ok();
    let is_invoice = of.invoice.kind == DocumentKind::Invoice;
    let is_owed = !of.undisputed.is_nil() && !of.undisputed.is_credit();
    let left = credit::left_of_lines(work.books, &of.invoice)?;
    let is_left = left.iter().any(|left| !left.is_nil());
    let settle = has(Duty::Settle) && !of.unpaid.is_nil();
    let acts = [
        ("receive", has(Duty::Receive) && of.progress.received_on.is_none()),
        ("dispute", has(Duty::Receive) && is_invoice && is_owed),
        ("answer", has(Duty::Settle) && !of.progress.disputed.is_nil()),
        ("settle", settle),
        ("credit", has(Duty::Credit) && is_invoice && is_left && !has_request),
        ("remind", has(Duty::Deliver) && is_invoice && is_owed),
    ];
    let acts = acts.into_iter().filter(|(_, may)| *may).map(|(act, _)| act).collect();
    let mut may = May { acts, set_off: Vec::new() };
    if settle && is_invoice {
        let mut notes = Vec::new();
        for other in invoices::of_agreement(work.books, &held.supplier, &held.id)? {
            if other.kind != DocumentKind::CreditNote {
                continue;
            }
            let today = work.at.today;
            let left = -payments::standing(work, held, &other, today)?.unpaid;
            if !left.is_nil() && !left.is_credit() {
                let says = format!("{}, of which {} is left", other.number, left.in_pounds());
                notes.push((other.number, says));
            }
        }
        may.set_off = Choice::all(notes, "");
    }
    Ok(may)
}
