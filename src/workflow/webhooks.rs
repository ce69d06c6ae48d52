//! Telling other systems: a council registers where it wants to be told of what is done, and each
//! act that it is told of writes a message into the outbox, in the act's own transaction. Messages
//! go after it, signed as Standard Webhooks has it, as often as it takes: whoever gets one knows it
//! by its name.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::Hmac;
use hmac::KeyInit;
use hmac::Mac;
use serde_json::Value;
use serde_json::json;
use sha2::Sha256;

use crate::billing::invoice::DocumentKind;
use crate::domain::calendar::BillingPeriod;
use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::mail::Unsent;
pub use crate::mail::webhook::Sender;
use crate::store::acts::Deed;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::outbox;
use crate::store::outbox::Waiting;
use crate::store::people;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::store::webhooks;
use crate::store::webhooks::Webhook;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::act;
use crate::workflow::approve::APPROVED;
use crate::workflow::deliver;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;

/// What may be told of: event, and what it is in words.
pub const EVENTS: [(&str, &str); 10] = [
    ("statement.sent", "A statement is with the purchaser"),
    ("statement.queried", "A line is queried"),
    ("statement.agreed", "A statement is agreed, or counts as agreed"),
    ("statement.returned", "A statement is returned, to be drawn up again"),
    ("statement.approved", "A statement is approved for issue"),
    ("invoice.issued", "An invoice is issued"),
    ("invoice.disputed", "A part of an invoice is disputed"),
    ("invoice.paid", "A payment is recorded"),
    ("invoice.settled", "Nothing of an invoice is left to pay"),
    ("credit_note.issued", "A credit note is issued"),
];

/// How many addresses a council may have.
const AT_MOST: usize = 20;

/// Registers an address; the secret that its messages are signed with is given back, to be shown
/// once.
///
/// # Errors
/// Everything that is wrong with it, at once.
pub fn register(
    work: &mut Work<'_>,
    sender: &Sender,
    url: &str,
    events: &[String],
) -> Result<Webhook, Refusal> {
    duties::must_have(work.by, Duty::KeepPeople)?;
    let council = work.by.council.clone();
    let mut problems: Vec<String> = sender.wrong_with(url).into_iter().collect();
    if events.is_empty() {
        problems.push("choose at least one thing to be told of".to_owned());
    }
    for event in events {
        if !EVENTS.iter().any(|(known, _)| known == event) {
            problems.push(format!("there is no event \"{event}\""));
        }
    }
    let theirs = webhooks::of_council(work.books, &council)?;
    if theirs.iter().filter(|of| of.ended_at.is_none()).count() >= AT_MOST {
        problems.push(format!("the council has {AT_MOST} webhooks: end one that is not needed"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Input(problems));
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).expect("the system gives random bytes");
    let webhook = Webhook {
        supplier_id: council.to_string(),
        id: new_name(),
        url: url.to_owned(),
        events: events.join(" "),
        secret: format!("whsec_{}", STANDARD.encode(secret)),
        made_by: work.by.id.to_string(),
        made_at: work.at.now,
        ended_at: None,
    };
    webhooks::add(work.books, &webhook)?;
    note(work, "webhook registered", url, webhook.events.clone());
    Ok(webhook)
}

/// Ends an address: it is told of nothing any more.
///
/// # Errors
/// That the council has no such address.
pub fn end(work: &mut Work<'_>, id: &str) -> Result<Webhook, Refusal> {
    duties::must_have(work.by, Duty::KeepPeople)?;
    let (council, now) = (work.by.council.clone(), work.at.now);
    let found = webhooks::by_id(work.books, &council, id)?;
    let Some(webhook) = found.filter(|of| of.ended_at.is_none()) else {
        return Err(Refusal::refused("your council has no such webhook, or it is ended already"));
    };
    webhooks::end(work.books, &council, id, now)?;
    note(work, "webhook ended", &webhook.url, String::new());
    Ok(Webhook { ended_at: Some(now), ..webhook })
}

fn note(work: &mut Work<'_>, act: &str, url: &str, after: String) {
    let deed = Deed {
        act: act.to_owned(),
        subject: url.to_owned(),
        before: String::new(),
        after,
        reason: String::new(),
    };
    let council = work.by.council.clone();
    work.did(&council, deed);
}

/// What an act is about.
enum About {
    Statement(Kept),
    Document(Issued),
}

/// Writes a message for each address that is told of what was done, before the act is committed.
///
/// # Errors
/// The database's own.
pub(super) fn tell(work: &mut Work<'_>, deeds: &[(CouncilId, Deed)]) -> Result<(), Refusal> {
    if !deeds.iter().any(|(_, deed)| is_told(deed)) || !webhooks::has_some(work.books)? {
        return Ok(());
    }
    for (supplier, deed) in deeds.iter().filter(|(_, deed)| is_told(deed)) {
        for (event, held, about) in happened(work, supplier, deed)? {
            let data = match &about {
                About::Statement(kept) => of_statement(work, &held, kept)?,
                About::Document(issued) => of_document(work, &held, issued)?,
            };
            for council in [&held.supplier, &held.purchaser] {
                for webhook in webhooks::of_council(work.books, council)? {
                    if webhook.is_told_of(event) {
                        write(work, council, &webhook, event, &data);
                    }
                }
            }
        }
    }
    Ok(())
}

const PAID: &str = "payment recorded";
const DISPUTED: &str = "invoice disputed in part";
const CREDITED: &str = "credit approved and issued";
const SET_OFF: &str = "credit note set off";
const ISSUED: &str = "issued as ";

/// Whether something that was done may be told of.
fn is_told(deed: &Deed) -> bool {
    let of_statement = event_of_statement(&deed.act).is_some() || deed.act.starts_with(ISSUED);
    of_statement || [PAID, DISPUTED, CREDITED, SET_OFF].contains(&deed.act.as_str())
}

fn event_of_statement(act: &str) -> Option<&'static str> {
    match act {
        "statement sent" => Some("statement.sent"),
        "statement agreed" | "statement deemed agreed" => Some("statement.agreed"),
        "statement returned" => Some("statement.returned"),
        APPROVED => Some("statement.approved"),
        act if act.starts_with("line ") && act.ends_with(" queried") => Some("statement.queried"),
        _ => None,
    }
}

/// What happened, by the log's own words, each with what stands in the books of it now.
fn happened(
    work: &mut Work<'_>,
    supplier: &CouncilId,
    deed: &Deed,
) -> Result<Vec<(&'static str, Held, About)>, Refusal> {
    let mut all = Vec::new();
    if let Some(event) = event_of_statement(&deed.act) {
        if let Some((held, kept)) = statement(work.books, supplier, &deed.subject)? {
            all.push((event, held, About::Statement(kept)));
        }
        return Ok(all);
    }
    let numbers: Vec<String> = match deed.act.strip_prefix(ISSUED) {
        Some(numbers) => numbers.split(", ").map(str::to_owned).collect(),
        None => vec![deed.subject.clone()],
    };
    for number in numbers {
        let Some(issued) = invoices::by_number(work.books, supplier, &number)? else { continue };
        let held = agreements::by_id(work.books, supplier, &issued.agreement)?;
        let Some(held) = held else { continue };
        let made = match issued.kind {
            DocumentKind::Invoice => "invoice.issued",
            DocumentKind::CreditNote => "credit_note.issued",
        };
        match deed.act.as_str() {
            DISPUTED => all.push(("invoice.disputed", held, About::Document(issued))),
            CREDITED => {
                let note = invoices::crediting(work.books, &issued)?.pop();
                all.extend(settled(work, &held, &issued)?);
                all.extend(note.map(|note| ("credit_note.issued", held, About::Document(note))));
            }
            PAID => {
                let is_settled = settled(work, &held, &issued)?;
                all.push(("invoice.paid", held, About::Document(issued)));
                all.extend(is_settled);
            }
            SET_OFF => all.extend(set_off(work, &held, &deed.after)?),
            _ => all.push((made, held, About::Document(issued))),
        }
    }
    Ok(all)
}

/// The invoice that a credit note was set off against, where nothing of it is left.
fn set_off(
    work: &mut Work<'_>,
    held: &Held,
    after: &str,
) -> Result<Option<(&'static str, Held, About)>, Refusal> {
    let Some((_, number)) = after.split_once(" off ") else { return Ok(None) };
    match invoices::by_number(work.books, &held.supplier, number)? {
        Some(invoice) => settled(work, held, &invoice),
        None => Ok(None),
    }
}

fn settled(
    work: &mut Work<'_>,
    held: &Held,
    issued: &Issued,
) -> Result<Option<(&'static str, Held, About)>, Refusal> {
    let today = work.at.today;
    let is_settled = payments::standing(work, held, issued, today)?.unpaid.is_nil();
    Ok(is_settled.then(|| ("invoice.settled", held.clone(), About::Document(issued.clone()))))
}

/// The statement that the log calls by its reference, its period and perhaps its kind.
fn statement(
    books: &mut Books,
    supplier: &CouncilId,
    subject: &str,
) -> Result<Option<(Held, Kept)>, Refusal> {
    let kinds = [StatementKind::Closing, StatementKind::Reconciliation];
    let named = kinds
        .into_iter()
        .find_map(|kind| Some((subject.strip_suffix(kind.word())?.trim_end(), kind)));
    let (rest, kind) = named.unwrap_or((subject, StatementKind::Recharge));
    let Some((reference, period)) = rest.rsplit_once(' ') else { return Ok(None) };
    let Ok(period) = BillingPeriod::parse(period) else { return Ok(None) };
    let Some(held) = agreements::by_reference(books, supplier, reference)? else {
        return Ok(None);
    };
    let kept = statements::of_period(books, supplier, &held.id, kind, period)?;
    Ok(kept.map(|kept| (held, kept)))
}

/// A statement as the API lists it.
fn of_statement(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<Value, Refusal> {
    Ok(json!({
        "agreement": held.reference,
        "supplier": people::council_name(work.books, &held.supplier)?,
        "purchaser": people::council_name(work.books, &held.purchaser)?,
        "kind": kept.kind.word(),
        "period": kept.period,
        "stage": kept.stage.word(),
        "draft": kept.draft,
        "as_at": kept.as_at,
        "net": kept.net,
        "vat": kept.vat,
        "gross": kept.gross,
        "hash": kept.hash,
        "sent_on": kept.sent_on,
        "deemed_on": kept.deemed_on,
    }))
}

/// A document as the API lists it.
fn of_document(work: &mut Work<'_>, held: &Held, issued: &Issued) -> Result<Value, Refusal> {
    let today = work.at.today;
    let standing = payments::standing(work, held, issued, today)?;
    Ok(json!({
        "number": issued.number,
        "kind": issued.kind,
        "agreement": held.reference,
        "period": issued.period,
        "issued_on": issued.issued_on,
        "due_on": standing.due_on,
        "net": issued.net,
        "vat": issued.vat,
        "gross": issued.gross,
        "unpaid": standing.unpaid,
        "state": standing.state,
    }))
}

/// What the outbox calls messages to webhooks.
pub const KIND: &str = outbox::WEBHOOK;

fn write(work: &mut Work<'_>, council: &CouncilId, webhook: &Webhook, event: &str, data: &Value) {
    let timestamp = work.at.now.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string();
    let message = json!({"type": event, "timestamp": timestamp, "data": data}).to_string();
    work.write_letter(council, KIND, &webhook.id, &webhook.url, &message);
}

/// What a message tells of: `statement.sent`.
pub fn event_of(message: &str) -> String {
    let message: Value = serde_json::from_str(message).unwrap_or_default();
    message["type"].as_str().unwrap_or_default().to_owned()
}

/// The headers of a message: its name, when it is sent, and who it is from.
pub fn headers(secret: &str, id: &str, seconds: i64, body: &str) -> [(&'static str, String); 3] {
    let key = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = STANDARD.decode(key).unwrap_or_else(|_| key.as_bytes().to_vec());
    let mut hash = Hmac::<Sha256>::new_from_slice(&key).expect("a key may be of any length");
    hash.update(format!("{id}.{seconds}.{body}").as_bytes());
    let signature = STANDARD.encode(hash.finalize().into_bytes());
    [
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", format!("v1,{signature}")),
    ]
}

/// After how many tries a message that nobody takes is given up.
const TRIES: i32 = 8;

/// Sends messages of a council that are due, so many at the most; whether there may be more.
///
/// # Errors
/// The database's own.
pub fn deliver_some(
    books: &mut Books,
    by: &Person,
    clock: &dyn Fn() -> Moment,
    sender: &Sender,
    at_most: i64,
) -> Result<bool, Refusal> {
    duties::must_have(by, Duty::Deliver)?;
    let due = outbox::due_to_webhooks(books, &by.council, clock().now, at_most)?;
    let more = i64::try_from(due.len()).is_ok_and(|found| found == at_most);
    let mut failed: Vec<String> = Vec::new();
    for waiting in due {
        // One that does not answer is waited for once, and not for each of its messages.
        if failed.contains(&waiting.subject_id) {
            continue;
        }
        let Some(claimed) = deliver::claim(books, by, clock(), &waiting)? else { continue };
        let webhook = webhooks::by_id(books, &by.council, &claimed.subject_id)?;
        let sent = match webhook.filter(|of| of.ended_at.is_none()) {
            None => None,
            Some(webhook) => {
                let seconds = clock().now.and_utc().timestamp();
                let headers = headers(&webhook.secret, &claimed.id, seconds, &claimed.letter);
                Some(sender.send(&webhook.url, &headers, &claimed.letter))
            }
        };
        if matches!(sent, Some(Err(_))) {
            failed.push(claimed.subject_id.clone());
        }
        settle(books, by, clock(), &claimed, sent.as_ref())?;
    }
    Ok(more)
}

/// Writes down what became of a message.
fn settle(
    books: &mut Books,
    by: &Person,
    at: Moment,
    claimed: &Waiting,
    sent: Option<&Result<(), Unsent>>,
) -> Result<(), Refusal> {
    let says = match sent {
        Some(Ok(())) => None,
        Some(Err(unsent)) => Some(unsent.says().to_owned()),
        None => Some("the webhook was ended before it went".to_owned()),
    };
    let again = deliver::next_try(at.now, claimed.attempts);
    let (state, next_at) = match sent {
        Some(Ok(())) => ("sent", claimed.next_at),
        None => ("not-needed", claimed.next_at),
        Some(Err(Unsent::Never { .. })) => ("given-up", claimed.next_at),
        Some(Err(_)) if claimed.attempts >= TRIES => ("given-up", claimed.next_at),
        Some(Err(_)) => ("queued", again),
    };
    let after = Waiting {
        state: state.to_owned(),
        next_at,
        last_error: says.clone(),
        sent_at: matches!(sent, Some(Ok(()))).then_some(at.now),
        ..claimed.clone()
    };
    act(books, by, at, |work| {
        outbox::move_on(work.books, "sending", &after)?;
        if matches!(sent, Some(Err(_))) {
            outbox::postpone(work.books, &after, again)?;
        }
        // What went is told by its own row; what did not is for a person to know of.
        if state == "given-up" {
            let deed = Deed {
                act: "webhook message given up".to_owned(),
                subject: after.id.clone(),
                before: format!("try {}", after.attempts),
                after: format!("{} to {}", event_of(&after.letter), after.to_address),
                reason: says.clone().unwrap_or_default().replace(char::is_control, " "),
            };
            let council = work.by.council.clone();
            work.did(&council, deed);
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification of Standard Webhooks.
    #[test]
    fn a_message_is_signed_as_standard_webhooks_has_it() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
        let [name, at, signature] = headers(secret, id, 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(name, ("webhook-id", id.to_owned()));
        assert_eq!(at, ("webhook-timestamp", "1614265330".to_owned()));
        assert_eq!(signature.1, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn what_is_told_of_has_words_for_people() {
        for act in ["statement sent", "line 3 queried", "line a b queried", APPROVED] {
            let event = event_of_statement(act).expect("it is told of");
            assert!(EVENTS.iter().any(|(known, _)| *known == event), "{event}");
        }
        assert_eq!(event_of_statement("line 3 released"), None);
        assert_eq!(event_of("{\"type\":\"invoice.paid\"}"), "invoice.paid");
    }
}
