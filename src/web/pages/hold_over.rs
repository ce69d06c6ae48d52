//! Holding over: decisions to bill an agreement though its terms are not signed.

use askama::Template;

use crate::domain::calendar::Period;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::agreements::HoldingOver;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::form::TypedDay;
use crate::web::page::Frame;
use crate::web::page::in_one_line;
use crate::web::page::shown;
use crate::web::pages::versions::address_of;
use crate::web::pages::versions::frame_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::bring_in;
use crate::workflow::duties;
use crate::workflow::duties::Duty;

struct Row {
    days: String,
    decision: String,
}

#[derive(Template)]
#[template(path = "hold_over.html")]
struct HoldOver {
    frame: Frame,
    errors: Errors,
    held: Held,
    address: String,
    rows: Vec<Row>,
    from: TypedDay,
    until: TypedDay,
    decision: String,
    may_decide: bool,
}

/// `GET …/hold-over`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let (held, given) = (visit.held()?, &visit.asked.form);
    let (from, until) = (given.typed_day("from", None), given.typed_day("until", None));
    let decision = given.text("decision").to_owned();
    let frame = frame_of(visit, &held, "Holding over").with(&errors);
    let page = visit.look(|work| {
        let row = |of: HoldingOver| Row {
            days: Period { first: of.from, last: of.until }.in_words(),
            decision: of.decision,
        };
        let rows = agreements::holdings_over(work.books, &held)?.into_iter().map(row).collect();
        Ok(HoldOver {
            frame,
            errors,
            address: format!("{}/hold-over", address_of(&held)),
            rows,
            from,
            until,
            decision,
            may_decide: duties::must_be_theirs(work.by, Duty::HoldOver, &held).is_ok(),
            held: held.clone(),
        })
    })?;
    shown(&page, &page.frame)
}

/// `POST …/hold-over`
pub fn decide(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, given) = (visit.held()?, &visit.asked.form);
    let mut errors = Errors::none();
    let from = given.day("from", "the first day", &mut errors);
    let until = given.day("until", "the last day", &mut errors);
    let says = "Name the decision: the minute, or the officer, and the day";
    errors.need(given, "decision", says);
    let decision = in_one_line(given.text("decision"));
    let (Some(from), Some(until), true) = (from, until, errors.is_empty()) else {
        return page(visit, errors);
    };
    let decision = HoldingOver { decision, from, until };
    match visit.act(|work| bring_in::hold_over(work, &held.reference, &decision)) {
        Ok(()) => {
            let days = Period { first: from, last: until }.in_words();
            let says = format!("Invoices may be issued from {days} by the decision.");
            Ok(Answer::done(&format!("{}/hold-over", address_of(&held)), &says))
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}
