//! Acts that are asked for twice under one key are done once: the key and the answer stand in the
//! books with the act, in one transaction. What was refused changed nothing, its key included.

use chrono::TimeDelta;

use crate::store::idempotency;
use crate::store::idempotency::Answered;
use crate::workflow::Work;
use crate::workflow::refusal::Refusal;

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::days(7);

/// What stands under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Under {
    /// Nothing did: it is taken now, and the act is to be done.
    Nothing(Answered),
    /// This was answered.
    Answer(Answered),
    /// Something else was asked under it.
    Other,
}

/// Looks what stands under a key of the person who acts, and takes it where nothing does.
///
/// # Errors
/// The database's own.
pub fn take(work: &mut Work<'_>, key: &str, asked_hash: &str) -> Result<Under, Refusal> {
    let now = work.at.now;
    let person = work.by.id.clone();
    let forgotten_before = now - KEPT;
    if let Some(found) = idempotency::find(work.books, &person, key)?
        && found.done_at >= forgotten_before
    {
        let is_same = found.asked_hash == asked_hash;
        return Ok(if is_same { Under::Answer(found) } else { Under::Other });
    }
    let taken = Answered {
        person_id: person.to_string(),
        key_text: key.to_owned(),
        asked_hash: asked_hash.to_owned(),
        status: 0,
        answer: String::new(),
        done_at: now,
    };
    idempotency::take(work.books, &taken, forgotten_before)?;
    Ok(Under::Nothing(taken))
}

/// Keeps what is answered.
///
/// # Errors
/// The database's own.
pub fn keep(
    work: &mut Work<'_>,
    taken: Answered,
    status: u16,
    answer: String,
) -> Result<(), Refusal> {
    let answered = Answered { status: status.into(), answer, ..taken };
    Ok(idempotency::keep(work.books, &answered)?)
}
