//! The log of acts held against the rows that it tells of, both ways: pure, of what was read.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use crate::store::acts::Entry;
use crate::store::verify::rows::Borne;
use crate::store::verify::rows::Says;
use crate::workflow::payments;
use crate::workflow::verify::Finding;

/// The acts that a row stands for, each.
const ACTS: [&str; 14] = [
    "agreement brought in",
    "bank details confirmed",
    "holding over decided",
    "days recorded",
    "costs recorded",
    "values recorded",
    "payment recorded",
    "invoice disputed in part",
    "credit drawn up",
    CREDITED,
    LOCKED,
    "year locked all the same",
    "document rendered",
    "invoice received",
];
const LOCKED: &str = "year locked";
/// The act of a credit note's issue, told of the invoice that it gives back.
pub(super) const CREDITED: &str = "credit approved and issued";

/// An entry that must be in the log, because of a row; what the row does not keep may be anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expected {
    pub act: String,
    pub subject: String,
    /// How what it is after begins; of an import the sum over its rows follows.
    pub after: Option<String>,
    pub reason: Option<String>,
    pub by: Option<String>,
    pub name: Option<String>,
    pub at: Option<NaiveDateTime>,
}

impl Expected {
    /// The entry that tells of a row; `subject` is what the log calls its agreement or document.
    pub fn of(row: &Borne, subject: &str) -> Expected {
        let (act, after) = match &row.says {
            Says::Version { number, sha256, .. } => {
                ("agreement brought in".to_owned(), Some(format!("version {number}, {sha256}")))
            }
            Says::Confirmed { number } => {
                ("bank details confirmed".to_owned(), Some(format!("version {number}")))
            }
            Says::HeldOver { from, until, .. } => {
                ("holding over decided".to_owned(), Some(format!("billed from {from} to {until}")))
            }
            Says::Imported { kind, count, name, sha256 } => {
                (format!("{kind} recorded"), Some(format!("{count} rows of {name}, {sha256}")))
            }
            Says::Paid { on, amount, reference } => (
                "payment recorded".to_owned(),
                Some(payments::payment_in_words(*amount, *on, reference)),
            ),
            Says::Disputed { amount } => {
                ("invoice disputed in part".to_owned(), Some(amount.in_pounds()))
            }
            Says::CreditAsked => ("credit drawn up".to_owned(), None),
            Says::YearClosed { .. } => (LOCKED.to_owned(), None),
            Says::Rendered { sha256 } => ("document rendered".to_owned(), Some(sha256.clone())),
            Says::Received { on } => ("invoice received".to_owned(), Some(format!("on {on}"))),
        };
        let reason = match &row.says {
            Says::Version { reason, .. } => Some(reason.clone()),
            Says::HeldOver { decision, .. } => Some(decision.clone()),
            _ => None,
        };
        let subject = match &row.says {
            Says::YearClosed { year } => format!("{subject} {year}"),
            _ => subject.to_owned(),
        };
        Expected { act, subject, after, reason, by: row.by.clone(), name: None, at: row.at }
    }

    fn is_told_by(&self, entry: &Entry) -> bool {
        let is_import = self.act.ends_with(" recorded") && self.act != "payment recorded";
        let same = |own: &Option<String>, told: &String| own.as_ref().is_none_or(|it| it == told);
        let is_after = match &self.after {
            Some(after) if is_import => entry.after.starts_with(after.as_str()),
            after => same(after, &entry.after),
        };
        is_after
            && same(&self.reason, &entry.reason)
            && same(&self.by, &entry.person_id)
            && same(&self.name, &entry.person)
            && self.at.is_none_or(|at| at == entry.done_at)
    }

    fn in_words(&self) -> String {
        let mut words = self.act.clone();
        for part in [&self.after, &self.reason].into_iter().flatten().filter(|it| !it.is_empty()) {
            words.push_str(&format!(", {part}"));
        }
        for (what, part) in [("by", &self.name), ("by", &self.by)] {
            if let Some(part) = part {
                words.push_str(&format!(", {what} {part}"));
            }
        }
        if let Some(at) = self.at {
            words.push_str(&format!(", at {at}"));
        }
        words
    }
}

/// The act that an entry's is the same as, for comparing.
fn plain(act: &str) -> &str {
    if act.starts_with(LOCKED) { LOCKED } else { act }
}

/// What is expected and not told, told otherwise, or told and not there.
pub(super) fn compare(expected: &[Expected], told: &[Entry]) -> Vec<Finding> {
    let mut waiting: HashMap<(&str, &str), Vec<&Entry>> = HashMap::new();
    for entry in told.iter().filter(|entry| ACTS.contains(&entry.act.as_str())) {
        waiting.entry((plain(&entry.act), &entry.subject)).or_default().push(entry);
    }
    let mut untold = Vec::new();
    for row in expected {
        let of_it = waiting.get_mut(&(row.act.as_str(), row.subject.as_str()));
        let place = of_it.as_ref().and_then(|of| of.iter().position(|it| row.is_told_by(it)));
        match (of_it, place) {
            (Some(of_it), Some(place)) => drop(of_it.remove(place)),
            _ => untold.push(row),
        }
    }
    let mut findings = Vec::new();
    for row in untold {
        let of_it = waiting.get_mut(&(row.act.as_str(), row.subject.as_str()));
        let says = match of_it.filter(|of_it| !of_it.is_empty()) {
            Some(of_it) => {
                let entry = of_it.remove(0);
                format!(
                    "the books have \"{}\", and entry {} of the log says \"{}, {}, {}, by {} ({}), \
                     at {}\"",
                    row.in_words(),
                    entry.entry,
                    entry.act,
                    entry.after,
                    entry.reason,
                    entry.person,
                    entry.person_id,
                    entry.done_at
                )
            }
            None => {
                format!("the books have \"{}\", and the log does not tell of it", row.in_words())
            }
        };
        findings.push(Finding { record: row.subject.clone(), says });
    }
    let mut left: Vec<&Entry> = waiting.into_values().flatten().collect();
    left.sort_by_key(|entry| entry.entry);
    findings.extend(left.into_iter().map(|entry| Finding {
        record: entry.subject.clone(),
        says: format!(
            "entry {} of the log says \"{}, {}\", and the books do not have it",
            entry.entry, entry.act, entry.after
        ),
    }));
    findings
}
