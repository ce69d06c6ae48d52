//! Delivering: letters go out of the outbox after the act that they tell of was committed, each
//! once. What nobody has taken is tried again later, and later still; what may have gone is never
//! tried again by itself; what cannot go is shown to a person. What was settled meanwhile is not
//! needed any more, and troubles nobody.

mod writing;

use chrono::NaiveDateTime;
use chrono::TimeDelta;

use crate::documents::font::Fonts;
use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::mail::Carrier;
use crate::mail::Letter;
use crate::mail::Mailbox;
use crate::mail::Unsent;
use crate::store::acts::Deed;
use crate::store::connection::Books;
use crate::store::outbox;
use crate::store::outbox::Waiting;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::act;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

/// How letters go out.
#[derive(Debug, Clone)]
pub struct Post {
    /// What carries them.
    pub carrier: Carrier,
    /// Who writes.
    pub from: Mailbox,
    /// Whether the electronic invoice goes with a letter as a file of its own.
    pub attaches_electronic: bool,
}

/// What became of the letters that were due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delivered {
    /// How many went.
    pub sent: usize,
    /// Those that are needed no more, with why: what they tell of was settled before they went.
    pub not_needed: Vec<(String, String)>,
    /// Those that are tried again later, with why.
    pub later: Vec<(String, String)>,
    /// Those that a person must look at, with why.
    pub for_a_person: Vec<(String, String)>,
    /// Whether nobody took several in a row: the rest wait, as it is not their fault.
    pub held_up: bool,
    /// Whether more are due.
    pub more: bool,
}

/// What became of a letter when its turn came.
enum Became {
    Sent,
    NotNeeded(String),
    Unsent(Unsent),
}

impl Became {
    /// Why it did not go.
    fn says(&self) -> Option<&str> {
        match self {
            Became::Sent => None,
            Became::NotNeeded(says) => Some(says),
            Became::Unsent(unsent) => Some(unsent.says()),
        }
    }
}

/// How long a letter may be under way: after that whoever sent it was broken off.
const UNDER_WAY: TimeDelta = TimeDelta::minutes(30);
/// After how many tries a letter that nobody takes is given up.
const TRIES: i32 = 8;
/// After how many letters in a row that nobody took the rest wait too: it is not their fault.
const IN_A_ROW: usize = 3;
/// How many letters are looked for at once.
const BATCH: i64 = 50;

/// When a letter is tried again: after 5 minutes, then three times as long each time.
pub(super) fn next_try(now: NaiveDateTime, attempts: i32) -> NaiveDateTime {
    let doubled = u32::try_from(attempts.clamp(1, TRIES) - 1).unwrap_or(0);
    now + TimeDelta::minutes(5 * 3_i64.pow(doubled))
}

/// Sends the letters of a council that are due.
///
/// # Errors
/// The database's own; what becomes of each letter is told in what is given back.
pub fn deliver(
    books: &mut Books,
    by: &Person,
    clock: &dyn Fn() -> Moment,
    post: &Post,
    fonts: &Fonts,
) -> Result<Delivered, Refusal> {
    deliver_some(books, by, clock, post, fonts, usize::MAX)
}

/// The same for so many letters at the most.
///
/// # Errors
/// The database's own.
pub fn deliver_some(
    books: &mut Books,
    by: &Person,
    clock: &dyn Fn() -> Moment,
    post: &Post,
    fonts: &Fonts,
    at_most: usize,
) -> Result<Delivered, Refusal> {
    duties::must_have(by, Duty::Deliver)?;
    let mut delivered = Delivered::default();
    broken_off(books, by, clock(), &mut delivered)?;
    let (mut not_taken, mut tried) = (0, 0);
    loop {
        let due = outbox::due(books, &by.council, &["queued"], clock().now, BATCH)?;
        if due.is_empty() {
            return Ok(delivered);
        }
        for waiting in due {
            if tried == at_most {
                return Ok(Delivered { more: true, ..delivered });
            }
            tried += 1;
            let Some(claimed) = claim(books, by, clock(), &waiting)? else { continue };
            let became = match writing::letter(books, fonts, post, &claimed) {
                Ok(letter) => {
                    post.carrier.send(&letter).map_or_else(Became::Unsent, |()| Became::Sent)
                }
                Err(Refusal::Nothing(says)) => Became::NotNeeded(says),
                Err(refusal) => Became::Unsent(Unsent::Never { says: refusal.to_string() }),
            };
            not_taken = match became {
                Became::Unsent(Unsent::NotYet { .. }) => not_taken + 1,
                _ => 0,
            };
            settle(books, by, clock(), &claimed, &became, &mut delivered)?;
            if not_taken == IN_A_ROW {
                return Ok(Delivered { held_up: true, ..delivered });
            }
        }
    }
}

/// Letters that were under way when their sender was broken off: nobody knows whether they went.
fn broken_off(
    books: &mut Books,
    by: &Person,
    at: Moment,
    delivered: &mut Delivered,
) -> Result<(), Refusal> {
    for waiting in outbox::due(books, &by.council, &["sending"], at.now, i64::MAX)? {
        let says = "whoever was sending it was broken off".to_owned();
        let became = Became::Unsent(Unsent::Unknown { says });
        settle(books, by, at, &waiting, &became, delivered)?;
    }
    Ok(())
}

/// Takes a letter for sending, in a transaction of its own: of two senders one gets it.
pub(super) fn claim(
    books: &mut Books,
    by: &Person,
    at: Moment,
    waiting: &Waiting,
) -> Result<Option<Waiting>, Refusal> {
    let claimed = Waiting {
        state: "sending".into(),
        attempts: waiting.attempts + 1,
        next_at: at.now + UNDER_WAY,
        ..waiting.clone()
    };
    let is_ours =
        act(books, by, at, |work| Ok(outbox::move_on(work.books, &waiting.state, &claimed)?))?;
    Ok(is_ours.then_some(claimed))
}

fn settle(
    books: &mut Books,
    by: &Person,
    at: Moment,
    claimed: &Waiting,
    became: &Became,
    delivered: &mut Delivered,
) -> Result<(), Refusal> {
    let named = format!("{} to {}", claimed.kind, claimed.to_address);
    let says = became.says().map(str::to_owned);
    let (state, next_at) = match became {
        Became::Sent => ("sent", claimed.next_at),
        Became::NotNeeded(_) => ("not-needed", claimed.next_at),
        Became::Unsent(Unsent::NotYet { .. }) if claimed.attempts < TRIES => {
            ("queued", next_try(at.now, claimed.attempts))
        }
        Became::Unsent(Unsent::NotYet { .. } | Unsent::Never { .. }) => {
            ("given-up", claimed.next_at)
        }
        Became::Unsent(Unsent::Unknown { .. }) => ("unknown", claimed.next_at),
    };
    let after = Waiting {
        state: state.into(),
        next_at,
        last_error: says.clone(),
        sent_at: matches!(became, Became::Sent).then_some(at.now),
        ..claimed.clone()
    };
    act(books, by, at, |work| {
        outbox::move_on(work.books, "sending", &after)?;
        let supplier = CouncilId::from(after.supplier_id.clone());
        let deed = Deed {
            act: format!("letter {state}"),
            subject: after.id.clone(),
            before: format!("try {}", after.attempts),
            after: named.clone(),
            // A mail server's own words may be of many lines.
            reason: says.clone().unwrap_or_default().replace(char::is_control, " "),
        };
        work.did(&supplier, deed);
        Ok(())
    })?;
    let says = says.unwrap_or_default();
    match state {
        "sent" => delivered.sent += 1,
        "not-needed" => delivered.not_needed.push((named, says)),
        "queued" => delivered.later.push((named, says)),
        _ => delivered.for_a_person.push((named, says)),
    }
    Ok(())
}

/// Puts a letter that a person looked at in line again.
///
/// # Errors
/// A letter that is not waiting for a person.
pub fn send_again(work: &mut Work<'_>, id: &str, reason: &str) -> Result<(), Refusal> {
    let why = "say why it is sent again: that it did not arrive, or what was mended";
    let waiting = for_a_person(work, id, reason, why)?;
    let after =
        Waiting { state: "queued".into(), attempts: 0, next_at: work.at.now, ..waiting.clone() };
    moved_by_a_person(work, &waiting, &after, "letter to be sent again", reason)
}

/// Lets a letter that a person looked at rest: it arrived after all, or they were told otherwise.
///
/// # Errors
/// A letter that is not waiting for a person.
pub fn let_rest(work: &mut Work<'_>, id: &str, reason: &str) -> Result<(), Refusal> {
    let why = "say why it is not needed: that it arrived, or how they were told";
    let waiting = for_a_person(work, id, reason, why)?;
    let after = Waiting { state: "not-needed".into(), ..waiting.clone() };
    moved_by_a_person(work, &waiting, &after, "letter not needed", reason)
}

fn for_a_person(
    work: &mut Work<'_>,
    id: &str,
    reason: &str,
    why: &str,
) -> Result<Waiting, Refusal> {
    duties::must_have(work.by, Duty::Deliver)?;
    let council = work.by.council.clone();
    let found = outbox::by_id(work.books, &council, id)?;
    let waits = |waiting: &Waiting| ["unknown", "given-up"].contains(&waiting.state.as_str());
    let Some(waiting) = found.filter(waits) else {
        return Err(Refusal::refused(format!("no letter {id} waits for a person")));
    };
    if reason.trim().is_empty() { Err(Refusal::refused(why)) } else { Ok(waiting) }
}

fn moved_by_a_person(
    work: &mut Work<'_>,
    before: &Waiting,
    after: &Waiting,
    act: &str,
    reason: &str,
) -> Result<(), Refusal> {
    outbox::move_on(work.books, &before.state, after)?;
    let deed = Deed {
        act: act.into(),
        subject: before.id.clone(),
        before: before.state.clone(),
        after: after.state.clone(),
        reason: reason.to_owned(),
    };
    let council = work.by.council.clone();
    work.did(&council, deed);
    Ok(())
}

/// The letters of a council, newest first.
///
/// # Errors
/// The database's own.
pub fn letters(work: &mut Work<'_>) -> Result<Vec<Waiting>, Refusal> {
    duties::must_have(work.by, Duty::Read)?;
    let council = work.by.council.clone();
    Ok(outbox::all(work.books, &council)?)
}

/// The whole letter, ready for the carrier.
fn addressed(
    post: &Post,
    waiting: &Waiting,
    to: Mailbox,
    written: crate::documents::letter::Written,
    attachments: Vec<crate::mail::Attachment>,
) -> Letter {
    let host = post.from.address.rsplit_once('@').map_or("localhost", |(_, host)| host);
    // An invoice's letter bears the invoice's own name: however it came to be sent, it is one
    // message to whoever receives it.
    let name = match waiting.kind.as_str() {
        "invoice" | "credit-note" => &waiting.subject_id,
        _ => &waiting.id,
    };
    Letter {
        message_id: format!("<{name}@{host}>"),
        date: waiting.queued_at.and_utc(),
        from: post.from.clone(),
        to,
        reply_to: None,
        subject: written.subject,
        text: written.text,
        html: written.html,
        attachments,
    }
}
