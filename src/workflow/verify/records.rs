//! What bears an entry of the log, gathered for [`told`]; the rows of the log that tell of nothing;
//! and people, who may do what the log says last.

use std::collections::HashMap;

use crate::domain::people::Person;
use crate::store::acts::Entry;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::identities;
use crate::store::invoices::Issued;
use crate::store::people;
use crate::store::recorded;
use crate::store::recorded::Kind;
use crate::store::verify::PAGE;
use crate::store::verify::rows;
use crate::store::verify::rows::Borne;
use crate::workflow::bring_in;
use crate::workflow::keep_people;
use crate::workflow::refusal::Refusal;
use crate::workflow::sign_on;
use crate::workflow::verify::Checking;
use crate::workflow::verify::Finding;
use crate::workflow::verify::replay;
use crate::workflow::verify::told;
use crate::workflow::verify::told::Expected;

/// The log of a council, while its books are held against it.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub entries: Vec<Entry>,
    /// The places of the entries about each subject.
    about: HashMap<String, Vec<usize>>,
    /// The documents that were found, by their names in the books.
    documents: HashMap<String, Issued>,
    /// The statements that were found, as the log calls them.
    statements: Vec<String>,
}

impl Log {
    pub fn add(&mut self, entry: Entry) {
        self.about.entry(entry.subject.clone()).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    /// The entries about a subject, in order.
    pub fn about(&self, subject: &str) -> Vec<&Entry> {
        let places = self.about.get(subject).into_iter().flatten();
        places.map(|place| &self.entries[*place]).collect()
    }

    /// Keeps in mind that a document is there.
    pub fn has_document(&mut self, issued: &Issued) {
        self.documents.insert(issued.id.to_string(), issued.clone());
    }

    /// Keeps in mind that a statement is there.
    pub fn has_statement(&mut self, subject: &str) {
        self.statements.push(subject.to_owned());
    }
}

impl Checking<'_> {
    /// Every row that the log tells of is as it tells, and what it tells of is there.
    pub(super) fn rows_and_log(&mut self) -> Result<(), Refusal> {
        let mut expected = self.of_agreements()?;
        expected.extend(self.of_documents()?);
        self.report.findings.extend(told::compare(&expected, &self.log.entries));
        let is_gone = |entry: &&Entry| {
            replay::draws_up(entry) && !self.log.statements.contains(&entry.subject)
        };
        let mut gone: Vec<&str> =
            self.log.entries.iter().filter(is_gone).map(|entry| entry.subject.as_str()).collect();
        gone.dedup();
        let says = "the log says that it was drawn up, and it is gone";
        self.report.findings.extend(gone.into_iter().map(|subject| Finding {
            record: format!("statement {subject}"),
            says: says.to_owned(),
        }));
        Ok(())
    }

    fn of_agreements(&mut self) -> Result<Vec<Expected>, Refusal> {
        let supplier = self.council.id.clone();
        let mut references = HashMap::new();
        let mut after = String::new();
        loop {
            let page = agreements::of_supplier(self.books, &supplier, &after, PAGE)?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.reference);
            references.extend(page.into_iter().map(|held| (held.id.to_string(), held.reference)));
        }
        let rows = rows::of_agreements(self.books, &supplier)?;
        let subject = |row: &Borne| references.get(&row.of).cloned().unwrap_or_default();
        Ok(rows.iter().map(|row| Expected::of(row, &subject(row))).collect())
    }

    /// The rows that were recorded for an agreement are those of the files that the log tells of,
    /// one after the other.
    pub(super) fn recorded(&mut self, held: &Held) -> Result<(), Refusal> {
        for kind in [Kind::Days, Kind::Costs, Kind::Values] {
            let record = format!("{} recorded for {}", kind.word(), held.reference);
            let rows = recorded::rows(self.books, &held.supplier, &held.id, kind, i32::MAX);
            let Some(rows) = self.read(&record, rows)? else { continue };
            let act = format!("{} recorded", kind.word());
            let deeds = self.log.about(&held.reference).into_iter();
            let deeds: Vec<&Entry> = deeds.filter(|entry| entry.act == act).collect();
            if let Some(says) = recorded_otherwise(&rows, &deeds) {
                self.find(record, says);
            }
        }
        Ok(())
    }

    fn of_documents(&mut self) -> Result<Vec<Expected>, Refusal> {
        let rows = rows::of_documents(self.books, &self.council.id.clone())?;
        let documents = &self.log.documents;
        let number = |id: &str| documents.get(id).map(|it| it.number.clone()).unwrap_or_default();
        let mut expected: Vec<Expected> =
            rows.iter().map(|row| Expected::of(row, &number(&row.of))).collect();
        for note in documents.values() {
            let Some(of) = &note.credits else { continue };
            expected.push(Expected {
                act: told::CREDITED.to_owned(),
                subject: number(of.as_str()),
                after: Some(format!("{} for {}", note.number, note.gross.in_pounds())),
                reason: note.reason.clone(),
                by: Some(note.issued_by.clone()),
                name: Some(note.approved_by.clone()),
                at: Some(note.issued_at),
            });
        }
        expected.sort_by(|one, other| one.subject.cmp(&other.subject));
        Ok(expected)
    }

    /// The council and its people are those that the log tells of, and may do what it says last.
    pub(super) fn people(&mut self) -> Result<(), Refusal> {
        let council = self.council.clone();
        let joined = self.log.about(&council.name).into_iter().cloned();
        let joined: Vec<Entry> = joined.filter(|entry| entry.act == "council joined").collect();
        let prefix = format!("prefix {}, ", council.prefix);
        if !joined.is_empty() && !joined.iter().any(|entry| entry.after.starts_with(&prefix)) {
            let says = format!(
                "its documents begin with {}, and it joined with another {}",
                council.prefix, joined[0].after
            );
            self.find(format!("council {}", council.name), says);
        }
        for person in people::people(self.books, Some(&council.id))? {
            let found = duties_told(&person, &self.log.entries);
            self.report.findings.extend(found);
            for (issuer, subject) in identities::of_person(self.books, &person)? {
                let says = sign_on::told(&issuer, &subject);
                let links = |entry: &Entry| {
                    entry.act == "single sign-on linked" && entry.after.ends_with(&says)
                };
                if !self.log.about(&person.login).into_iter().any(links) {
                    let says = format!("the log does not tell that their account {says}");
                    self.find(format!("person {}", person.login), says);
                }
            }
        }
        Ok(())
    }
}

/// Where rows are not what the entries that recorded them say: how many, and the hash over them.
fn recorded_otherwise(rows: &[Vec<String>], deeds: &[&Entry]) -> Option<String> {
    let mut left = rows;
    for deed in deeds {
        let count = deed.after.split(' ').next().and_then(|count| count.parse().ok());
        let (own, rest) = left.split_at_checked(count.unwrap_or(0)).unwrap_or((left, &[]));
        if deed.after.rsplit(' ').next() != Some(bring_in::hash_of_rows(own).as_str()) {
            return Some(format!("its rows are not those of entry {} of the log", deed.entry));
        }
        left = rest;
    }
    (!left.is_empty()).then(|| format!("{} of its rows are of no entry of the log", left.len()))
}

/// What is wrong with what a person may do, by the log of their council.
fn duties_told(person: &Person, log: &[Entry]) -> Option<Finding> {
    let record = format!("person {}", person.login);
    let duties = keep_people::duties_in_words(&person.roles, person.active);
    let founds = keep_people::founder_in_words(person);
    let last = log.iter().rev().find_map(|entry| match entry.act.as_str() {
        "duties changed" if entry.subject == person.login => Some((entry, duties.clone())),
        "person added" if entry.subject == person.login => {
            Some((entry, format!("{}: {duties}", person.name)))
        }
        "council joined" if entry.after.contains(&founds) && person.active => {
            Some((entry, entry.after.clone()))
        }
        _ => None,
    });
    let says = match last {
        None => "the log does not tell of them, or not with what they may do now".to_owned(),
        Some((entry, now)) if entry.after != now => format!(
            "the books say \"{now}\", and entry {} of the log \"{}\"",
            entry.entry, entry.after
        ),
        Some(_) => return None,
    };
    Some(Finding { record, says })
}
