//! What is done to a statement on its page: each act calls one of the workflow, and where that is
//! refused the page is shown again with why, and with what was typed.

use crate::billing::stage::LineState;
use crate::domain::authority::Side;
use crate::store::agreements::Held;
use crate::store::statements::Kept;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::form::first_capital;
use crate::web::page::segment;
use crate::web::pages::statement;
use crate::web::pages::statement::address_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::approve;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::issue;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// Does an act on the statement that the address names, and goes on to where it says.
fn act(
    visit: &mut Visit<'_>,
    tried: &'static str,
    duty: Duty,
    what: impl Fn(&mut Work<'_>, &Held, &Kept) -> Result<String, Refusal>,
) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (period, kind) = statement::asked(visit)?;
    let done = visit.act(|work| {
        let held = work.hold(held.clone(), duty)?;
        let kept = agree::of_period(work, &held, period, kind)?;
        let says = what(work, &held, &kept)?;
        Ok((address_of(&held, &kept), says))
    });
    match done {
        Ok((address, _)) if tried == "issue" => Ok(Answer::go_to(&format!("{address}/issued"))),
        Ok((address, says)) => Ok(Answer::done(&address, &says)),
        Err(stop) => {
            let errors = stop.as_errors()?;
            statement::page(visit, tried, errors)
        }
    }
}

/// Adds to what was done that the other council is told nothing by letter, where that is so.
fn telling(work: &mut Work<'_>, held: &Held, says: String) -> Result<String, Refusal> {
    let to = match duties::side(work.by, held) {
        Some(Side::Supplier) => Side::Purchaser,
        _ => Side::Supplier,
    };
    let no_letter = terms::no_letter(work.books, held, to)?;
    Ok(match no_letter {
        Some(why) => format!("{says}\n{}.", first_capital(&why)),
        None => says,
    })
}

/// Asks for fields that must be filled in; where one is not, the page says which.
fn missing(visit: &Visit<'_>, fields: &[(&str, &str)]) -> Errors {
    let mut errors = Errors::none();
    for (field, says) in fields {
        errors.need(&visit.asked.form, field, says);
    }
    errors
}

/// `POST …/send`
pub fn send(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    act(visit, "send", Duty::DrawUp, |work, held, kept| {
        agree::send(work, held, kept)?;
        telling(work, held, "The statement is with the purchaser.".to_owned())
    })
}

/// `POST …/agree`: what was read, and nothing that was drawn up since.
pub fn agree(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let hash = visit.asked.form.text("hash").to_owned();
    act(visit, "agree", Duty::Agree, move |work, held, kept| {
        agree::agree(work, held, kept, Some(&hash))?;
        telling(work, held, "All lines that are not queried are agreed.".to_owned())
    })
}

/// `POST …/deem-agreed`
pub fn deem_agreed(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    act(visit, "deem-agreed", Duty::DrawUp, |work, held, kept| {
        agree::deem_agreed(work, held, kept)?;
        Ok("It counts as agreed: the days for a query went by.".to_owned())
    })
}

/// The overheads that stand on a line, after what was done to the line alone.
fn overheads(
    work: &mut Work<'_>,
    (held, kept): (&Held, &Kept),
    line: &str,
    says: impl Fn(LineState) -> Option<&'static str>,
) -> Result<String, Refusal> {
    let found = agree::overheads_on(work, held, kept, line)?;
    let hint = found.iter().filter_map(|of| {
        Some(format!("\n{} It is line {}, {}.", says(of.state)?, of.number, of.description))
    });
    Ok(hint.collect())
}

/// `POST …/query`
pub fn query(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let fields = [
        ("query-line", "Choose the line to query"),
        ("query-reason", "Say why: what would settle it?"),
    ];
    let errors = missing(visit, &fields);
    if !errors.is_empty() {
        return statement::page(visit, "query", errors);
    }
    let form = &visit.asked.form;
    let (line, reason) = (form.text("query-line"), form.text("query-reason"));
    act(visit, "query", Duty::Agree, |work, held, kept| {
        agree::query(work, held, kept, line, reason)?;
        let hint = overheads(work, (held, kept), line, |state| match state {
            LineState::Open => Some("Its overhead is not held with it: query that line too."),
            _ => None,
        })?;
        telling(work, held, format!("Line {line} is queried, and held.{hint}"))
    })
}

/// `POST …/release`
pub fn release(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let errors = missing(visit, &[("release-line", "Choose the line to release")]);
    if !errors.is_empty() {
        return statement::page(visit, "release", errors);
    }
    let form = &visit.asked.form;
    let (line, answer) = (form.text("release-line"), form.text("release-answer"));
    act(visit, "release", Duty::Agree, |work, held, kept| {
        agree::release(work, held, kept, line, answer)?;
        telling(work, held, format!("Line {line} is released."))
    })
}

/// `POST …/withdraw`
pub fn withdraw(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let fields = [
        ("withdraw-line", "Choose the line to withdraw"),
        ("withdraw-reason", "Say why it is not to be billed"),
    ];
    let errors = missing(visit, &fields);
    if !errors.is_empty() {
        return statement::page(visit, "withdraw", errors);
    }
    let form = &visit.asked.form;
    let (line, reason) = (form.text("withdraw-line"), form.text("withdraw-reason"));
    act(visit, "withdraw", Duty::Withdraw, |work, held, kept| {
        agree::withdraw(work, held, kept, line, reason)?;
        let hint = overheads(work, (held, kept), line, |state| match state {
            LineState::Withdrawn => None,
            LineState::Queried => Some("Its overhead is queried too: withdraw that line as well."),
            _ => Some("Its overhead stays billed; the purchaser can query it."),
        })?;
        telling(work, held, format!("Line {line} is withdrawn, and will not be billed.{hint}"))
    })
}

/// `POST …/return`
pub fn give_back(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let errors = missing(visit, &[("return-reason", "Say why: what is to change?")]);
    if !errors.is_empty() {
        return statement::page(visit, "return", errors);
    }
    let reason = visit.asked.form.text("return-reason");
    let held = visit.held()?;
    let is_own = duties::side(&visit.person()?, &held) == Some(Side::Supplier);
    let mut answer = act(visit, "return", Duty::Return, |work, held, kept| {
        agree::give_back(work, held, kept, reason)?;
        telling(work, held, "It is returned, to be drawn up again.".to_owned())
    })?;
    // Once it is returned it is the supplier's own again, and no page of the purchaser's.
    for (name, to) in answer.headers.iter_mut().filter(|_| !is_own) {
        if *name == "Location" {
            *to = format!("/agreements/{}", segment(&held.reference));
        }
    }
    Ok(answer)
}

/// `POST …/approve`: what was read, and nothing that was drawn up since.
pub fn approve(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let hash = visit.asked.form.text("hash").to_owned();
    act(visit, "approve", Duty::Approve, move |work, held, kept| {
        let after = approve::approve(work, held, kept, Some(&hash))?;
        Ok(if after.stage == kept.stage {
            "You have approved it as the first of two: a second person must too.".to_owned()
        } else {
            "It is approved, and can be issued.".to_owned()
        })
    })
}

/// `POST …/issue`
pub fn issue(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    act(visit, "issue", Duty::Issue, |work, held, kept| {
        issue::issue(work, held, kept)?;
        Ok(String::new())
    })
}
