//! The first page: what waits for whoever is signed in, and what comes next.

use askama::Template;

use crate::billing::stage::Stage;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::store::agreements;
use crate::store::agreements::listed;
use crate::store::agreements::listed::Wanted;
use crate::store::invoices;
use crate::store::invoices::listed::State;
use crate::store::outbox;
use crate::store::statements::Kept;
use crate::store::statements::waiting;
use crate::web::answer::Answer;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::statement::address_of;
use crate::web::pages::terms::begin;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::draw_up::subject;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;

/// How much waits is told up to this; the lists behind it have all.
const AT_MOST: i64 = 20;

/// Something that waits.
pub struct Waits {
    /// What it is.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// The sum, where it has one.
    pub sum: String,
}

/// What waits, of one kind.
pub struct Queue {
    /// What is to be done.
    pub heading: &'static str,
    /// With what.
    pub waits: Vec<Waits>,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    figures: Vec<(&'static str, String)>,
    queues: Vec<Queue>,
    may_read: bool,
}

/// `GET /`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let person = visit.person()?;
    let may_read_pay = duties::must_have(&person, Duty::ReadPay).is_ok();
    let (queues, figures) = visit.look(|work| {
        let mut queues = statements_that_wait(work)?;
        if may_read_pay {
            queues.extend(overdue(work)?);
        }
        if duties::must_have(&person, Duty::DrawUp).is_ok() {
            queues.push(parked(work)?);
        }
        if duties::must_have(&person, Duty::BringInAgreement).is_ok() {
            queues.push(drafts(work)?);
        }
        if duties::must_have(&person, Duty::Deliver).is_ok() {
            queues.push(letters(work)?);
        }
        queues.retain(|queue| !queue.waits.is_empty());
        let figures = if may_read_pay { figures(work, &queues)? } else { Vec::new() };
        Ok((queues, figures))
    })?;
    let page = Home {
        frame: Frame::of(visit, "Home", "/"),
        figures,
        queues,
        may_read: duties::must_have(&person, Duty::Read).is_ok(),
    };
    shown(&page, &page.frame)
}

fn statements_that_wait(work: &mut Work<'_>) -> Result<Vec<Queue>, Refusal> {
    let council = work.by.council.clone();
    let mut queues = Vec::new();
    let mut own = |work: &mut Work<'_>, duty: Duty, stage: Stage, heading| {
        if duties::must_have(work.by, duty).is_ok() {
            let found = waiting::in_stages(work.books, &council, &[stage], AT_MOST)?;
            queues.push(Queue { heading, waits: waits(work, found)? });
        }
        Ok::<(), Refusal>(())
    };
    own(work, Duty::DrawUp, Stage::DrawnUp, "Drawn up: to send to the purchaser")?;
    own(work, Duty::Approve, Stage::Agreed, "Agreed by the purchaser: to approve")?;
    own(work, Duty::Issue, Stage::Approved, "Approved: to issue")?;
    if duties::must_have(work.by, Duty::Agree).is_ok() {
        let found = waiting::with_purchaser(work.books, &council, AT_MOST)?;
        let heading = "Sent to your council: to agree or query";
        queues.push(Queue { heading, waits: waits(work, found)? });
    }
    for (duty, side, heading) in [
        (Duty::DrawUp, Side::Supplier, "Queried by the purchaser: to answer"),
        (Duty::Agree, Side::Purchaser, "Queried by your council: to release once it is answered"),
    ] {
        if duties::must_have(work.by, duty).is_ok() {
            let found = waiting::queried(work.books, &council, side, AT_MOST)?;
            queues.push(Queue { heading, waits: waits(work, found)? });
        }
    }
    Ok(queues)
}

fn waits(work: &mut Work<'_>, found: Vec<Kept>) -> Result<Vec<Waits>, Refusal> {
    let mut waits = Vec::new();
    for kept in found {
        let held = agreements::by_id(work.books, &kept.supplier, &kept.agreement)?;
        let Some(held) = held else { continue };
        waits.push(Waits {
            name: subject(&held, &kept),
            href: address_of(&held, &kept),
            sum: kept.gross.in_pounds(),
        });
    }
    Ok(waits)
}

/// The figures that come first: how much waits, and what is unpaid by side.
fn figures(work: &mut Work<'_>, queues: &[Queue]) -> Result<Vec<(&'static str, String)>, Refusal> {
    let council = work.by.council.clone();
    let [owed, owing] = invoices::listed::unpaid(work.books, &council)?;
    let is_cut =
        queues.iter().any(|queue| i64::try_from(queue.waits.len()).is_ok_and(|of| of >= AT_MOST));
    let waits = queues.iter().map(|queue| queue.waits.len()).sum::<usize>();
    let waits = if is_cut { format!("{waits} or more") } else { waits.to_string() };
    Ok(vec![
        ("Needs attention", waits),
        ("Unpaid: owed to your council", owed.in_pounds()),
        ("Unpaid: your council is to pay", owing.in_pounds()),
    ])
}

/// What is overdue, by side: what others owe the council, and what it owes.
fn overdue(work: &mut Work<'_>) -> Result<[Queue; 2], Refusal> {
    let (council, today) = (work.by.council.clone(), work.at.today);
    let wanted = invoices::listed::Wanted {
        state: Some(State::DueBefore(today)),
        at_most: AT_MOST,
        ..invoices::listed::Wanted::default()
    };
    let mut queues = [
        Queue { heading: "Overdue: owed to your council", waits: Vec::new() },
        Queue { heading: "Overdue: your council is to pay", waits: Vec::new() },
    ];
    for issued in invoices::listed::listed(work.books, &council, &wanted)? {
        let held = agreements::by_id(work.books, &issued.supplier, &issued.agreement)?;
        let Some(held) = held else { continue };
        let standing = payments::standing(work, &held, &issued, today)?;
        // Its receipt may have moved the day that it is due.
        if standing.due_on < today && !standing.undisputed.is_nil() {
            let due = in_words(standing.due_on);
            queues[usize::from(held.supplier != council)].waits.push(Waits {
                name: format!("{}, {}: due {due}", issued.number, held.reference),
                href: format!("/invoices/{}", segment(&issued.number)),
                sum: standing.undisputed.in_pounds(),
            });
        }
    }
    Ok(queues)
}

fn parked(work: &mut Work<'_>) -> Result<Queue, Refusal> {
    let wanted = Wanted { parked: true, at_most: AT_MOST, ..Wanted::default() };
    let council = work.by.council.clone();
    let mut found = listed::listed(work.books, &council, &wanted)?;
    found.retain(|held| held.supplier == council);
    let waits = found.into_iter().map(|held| Waits {
        href: format!("/agreements/{}", segment(&held.reference)),
        name: format!(
            "{}: {}",
            held.reference,
            held.parked_because.unwrap_or_default().lines().next().unwrap_or_default()
        ),
        sum: String::new(),
    });
    Ok(Queue {
        heading: "Parked: runs leave these aside until they are mended",
        waits: waits.collect(),
    })
}

fn drafts(work: &mut Work<'_>) -> Result<Queue, Refusal> {
    let all = begin::listed(work, AT_MOST)?.into_iter();
    let waits = all.map(|draft| Waits { name: draft.name, href: draft.href, sum: String::new() });
    Ok(Queue { heading: "Agreements being written: to check and bring in", waits: waits.collect() })
}

fn letters(work: &mut Work<'_>) -> Result<Queue, Refusal> {
    let council = work.by.council.clone();
    let states = ["unknown", "given-up"];
    let found = outbox::due(work.books, &council, &states, chrono::NaiveDateTime::MAX, AT_MOST)?;
    let waits = found.into_iter().map(|letter| Waits {
        name: format!("{} to {}", letter.kind, letter.to_address),
        href: "/letters".to_owned(),
        sum: String::new(),
    });
    Ok(Queue { heading: "Letters that a person must look at", waits: waits.collect() })
}
