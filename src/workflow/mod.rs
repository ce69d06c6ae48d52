//! The acts by which two councils keep the books: one file an act, and the only room that writes.
//!
//! Each act loads, calls a pure function of the rooms below, and saves, in one transaction with the
//! entry in the log of acts and the letters that tell of it. What it may not do it refuses with a
//! sentence that says what to do; then nothing has changed.

pub mod agree;
pub mod approve;
pub mod backup;
pub mod bring_in;
pub mod careful;
pub mod credit;
pub mod deliver;
pub mod draft;
pub mod draw_up;
pub mod duties;
pub mod idempotency;
pub mod issue;
pub mod keep_people;
pub mod payments;
pub mod read_log;
pub mod refusal;
pub mod render;
pub mod run;
pub mod sessions;
pub mod set_off;
pub mod sheet;
pub mod sign_on;
pub mod standing;
mod tell;
pub mod terms;
pub mod tokens;
pub mod turn;
pub mod verify;
pub mod webhooks;
pub mod year_end;

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use chrono::TimeDelta;

use crate::domain::calendar::day_in_london;
use crate::domain::people::CouncilId;
use crate::domain::people::Person;
use crate::domain::written::not_plain;
use crate::store::acts;
use crate::store::acts::Deed;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection;
use crate::store::connection::Books;
use crate::store::outbox;
use crate::store::outbox::Waiting;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

/// A moment: what the clock says where the service stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// UTC, to the microsecond: finer than that PostgreSQL does not keep.
    pub now: NaiveDateTime,
    /// The day in Europe/London.
    pub today: NaiveDate,
}

impl Moment {
    /// What the clock says, in UTC.
    pub fn of(utc: NaiveDateTime) -> Moment {
        let nanoseconds = utc.and_utc().timestamp_subsec_nanos() % 1000;
        let now = utc - TimeDelta::nanoseconds(nanoseconds.into());
        Moment { now, today: day_in_london(now) }
    }
}

/// What an act has before it: the books inside a transaction, who acts, and when.
pub struct Work<'b> {
    /// The books.
    pub books: &'b mut Books,
    /// Who acts.
    pub by: &'b Person,
    /// When.
    pub at: Moment,
    deeds: Vec<(CouncilId, Deed)>,
    letters: Vec<Waiting>,
}

impl std::fmt::Debug for Work<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Work").field("by", &self.by.login).field("at", &self.at).finish()
    }
}

/// Does an act: all of it, with its entries in the log, or nothing.
///
/// # Errors
/// What the act refuses, and what goes wrong with the books.
pub fn act<T>(
    books: &mut Books,
    by: &Person,
    at: Moment,
    mut what: impl FnMut(&mut Work<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    connection::change(books, |books| {
        let mut work = Work { books, by, at, deeds: Vec::new(), letters: Vec::new() };
        let done = what(&mut work)?;
        work.write_letters_and_log()?;
        Ok(done)
    })
}

/// Reads the books as they stand at one moment, by somebody: what they may see, with nothing
/// changed.
///
/// # Errors
/// What is refused, and what goes wrong with the books.
pub fn look<T>(
    books: &mut Books,
    by: &Person,
    at: Moment,
    what: impl FnOnce(&mut Work<'_>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    connection::snapshot(books, |books| {
        what(&mut Work { books, by, at, deeds: Vec::new(), letters: Vec::new() })
    })
}

impl Work<'_> {
    /// Notes what was done, for the log of a supplier's acts; it is written at the end, so that the
    /// log's row is held briefly.
    pub fn did(&mut self, supplier: &CouncilId, deed: Deed) {
        self.deeds.push((supplier.clone(), deed));
    }

    /// Does a part that may fail by itself: then what it did is undone, and forgotten by the log,
    /// and what was done before it stays.
    ///
    /// # Errors
    /// Those of the part, and the database's own.
    pub fn part<T>(
        &mut self,
        what: impl FnOnce(&mut Work<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let so_far = (self.deeds.len(), self.letters.len());
        connection::begin_part(self.books)?;
        match what(self) {
            Ok(done) => {
                connection::keep_part(self.books)?;
                Ok(done)
            }
            Err(refusal) => {
                connection::undo_part(self.books)?;
                self.deeds.truncate(so_far.0);
                self.letters.truncate(so_far.1);
                Err(refusal)
            }
        }
    }

    fn write_letters_and_log(&mut self) -> Result<(), Refusal> {
        let mut deeds = std::mem::take(&mut self.deeds);
        webhooks::tell(self, &deeds)?;
        outbox::add(self.books, &std::mem::take(&mut self.letters))?;
        must_be_plain(deeds.iter().map(|(_, deed)| deed))?;
        // One order for everybody who takes the rows of several suppliers: no two wait crosswise.
        deeds.sort_by(|(one, _), (other, _)| one.cmp(other));
        for of_one in deeds.chunk_by(|(one, _), (other, _)| one == other) {
            let supplier = &of_one[0].0;
            let deeds = of_one.iter().map(|(_, deed)| deed.clone()).collect();
            acts::log(self.books, supplier, self.by, self.at.now, deeds)?;
        }
        Ok(())
    }

    /// The agreement that a reference names for the person who acts: one of the council's own as
    /// supplier, or one that it is purchaser of.
    ///
    /// # Errors
    /// Where the council is party to none or to several of that reference, or the duty is not
    /// theirs.
    pub fn agreement(&mut self, reference: &str, duty: Duty) -> Result<Held, Refusal> {
        let own = agreements::by_reference(self.books, &self.by.council, reference)?;
        let found = match own {
            Some(held) => held,
            None => {
                let of_party = agreements::of_party(self.books, &self.by.council)?;
                let mut named = of_party.into_iter().filter(|held| held.reference == reference);
                match (named.next(), named.next()) {
                    (Some(held), None) => held,
                    (Some(_), Some(_)) => {
                        return Err(Refusal::refused(format!(
                            "two suppliers have an agreement {reference} with your council: the \
                             reference must be made unique first"
                        )));
                    }
                    (None, _) => return Err(Refusal::no_agreement(reference)),
                }
            }
        };
        duties::must_be_theirs(self.by, duty, &found)?;
        self.hold(found, duty)
    }

    /// Holds an agreement until the act is done, unless it only reads: nobody else changes anything
    /// of it meanwhile.
    ///
    /// # Errors
    /// The database's own.
    pub fn hold(&mut self, held: Held, duty: Duty) -> Result<Held, Refusal> {
        if duty.only_reads() {
            return Ok(held);
        }
        let now = agreements::hold(self.books, &held.supplier, &[&held.id])?;
        now.into_iter().next().ok_or_else(|| Refusal::no_agreement(&held.reference))
    }

    /// Writes a letter: it goes into the outbox with the act, is sent after this transaction, and
    /// once.
    pub fn write_letter(
        &mut self,
        supplier: &CouncilId,
        kind: &str,
        subject_id: &str,
        to_address: &str,
        letter: &str,
    ) {
        self.letters.push(Waiting {
            supplier_id: supplier.to_string(),
            id: new_name(),
            kind: kind.to_owned(),
            subject_id: subject_id.to_owned(),
            to_address: to_address.to_owned(),
            letter: letter.to_owned(),
            state: "queued".to_owned(),
            attempts: 0,
            next_at: self.at.now,
            last_error: None,
            queued_at: self.at.now,
            sent_at: None,
        });
    }
}

/// Reasons, names and references are logged: what is not plain in any of them is refused here, for
/// every act.
fn must_be_plain<'d>(deeds: impl Iterator<Item = &'d Deed>) -> Result<(), Refusal> {
    let texts = deeds.flat_map(|deed| [&deed.subject, &deed.after, &deed.reason]);
    let problems: Vec<String> = texts.filter_map(|text| not_plain(text)).collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Input(problems)) }
}

/// A name for a new record: in order of time, and unlike any other (UUID version 7).
pub fn new_name() -> String {
    uuid::Uuid::now_v7().to_string()
}
