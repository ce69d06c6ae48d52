//! Reading the log of acts: an auditor's or administrator's own council's, and of the logs of
//! others what their own officers did there, and what was done on the agreements that they are
//! party to.

use std::collections::HashSet;
use std::collections::VecDeque;

use crate::domain::people::CouncilId;
use crate::store::acts;
use crate::store::acts::Entry;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::invoices;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

/// How many entries are read at once.
const BATCH: i64 = 1000;

/// The latest entries that somebody may read, oldest first: so many at the most, about something
/// where that is named.
///
/// # Errors
/// Whose duty it is, and the database's own.
pub fn latest(
    work: &mut Work<'_>,
    about: Option<&str>,
    at_most: usize,
) -> Result<Vec<Entry>, Refusal> {
    duties::must_have(work.by, Duty::Audit)?;
    let own = work.by.council.clone();
    let is_about = |entry: &Entry| about.is_none_or(|about| is_about(entry, about));
    let mut all = last_of(work, &own, at_most, &is_about)?;
    let mut held = agreements::of_party(work.books, &own)?;
    held.retain(|held| held.supplier != own);
    held.sort_by(|one, other| one.supplier.cmp(&other.supplier));
    for of_one in held.chunk_by(|one, other| one.supplier == other.supplier) {
        let ours = Ours::of(work, of_one)?;
        let is_ours = |entry: &Entry| ours.has(entry) && is_about(entry);
        all.extend(last_of(work, &of_one[0].supplier, at_most, &is_ours)?);
    }
    all.sort_by(|one, other| {
        (one.done_at, &one.supplier_id, one.entry).cmp(&(
            other.done_at,
            &other.supplier_id,
            other.entry,
        ))
    });
    Ok(all.split_off(all.len().saturating_sub(at_most)))
}

fn last_of(
    work: &mut Work<'_>,
    supplier: &CouncilId,
    at_most: usize,
    is_wanted: &dyn Fn(&Entry) -> bool,
) -> Result<Vec<Entry>, Refusal> {
    let (mut latest, mut last) = (VecDeque::new(), 0);
    loop {
        let batch = acts::after(work.books, supplier, last, BATCH)?;
        let Some(end) = batch.last() else { return Ok(latest.into()) };
        last = end.entry;
        for entry in batch.into_iter().filter(is_wanted) {
            latest.push_back(entry);
            if latest.len() > at_most {
                latest.pop_front();
            }
        }
    }
}

/// An invoice is named by what issued it too: `issued as ASH-INV-000001`.
fn is_about(entry: &Entry, about: &str) -> bool {
    entry.subject.contains(about) || entry.act.contains(about)
}

/// What of a supplier's log is the business of a council that buys from it.
struct Ours {
    council: String,
    references: Vec<String>,
    numbers: HashSet<String>,
}

impl Ours {
    fn of(work: &mut Work<'_>, held: &[Held]) -> Result<Ours, Refusal> {
        let mut ours = Ours {
            council: work.by.council.to_string(),
            references: Vec::new(),
            numbers: HashSet::new(),
        };
        for held in held {
            ours.references.push(held.reference.clone());
            let documents = invoices::of_agreement(work.books, &held.supplier, &held.id)?;
            ours.numbers.extend(documents.into_iter().map(|document| document.number));
        }
        Ok(ours)
    }

    /// A draft is the supplier's own until it is sent.
    fn has(&self, entry: &Entry) -> bool {
        let is_of = |reference: &String| {
            let rest = entry.subject.strip_prefix(reference.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        entry.council_id == self.council
            || self.numbers.contains(&entry.subject)
            || (entry.act != "statement drawn up" && self.references.iter().any(is_of))
    }
}
