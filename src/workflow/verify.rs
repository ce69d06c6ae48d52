//! Verifying: all that stands in the books is added up and checked again, and what is wrong is
//! told, with the record and both figures. Nothing is ever mended here.
//!
//! It reads one snapshot, a page at a time, while others go on working.

mod documents;
mod logs;
mod statements;

use std::fmt;

use serde::Serialize;

use crate::domain::file;
use crate::domain::people::Council;
use crate::domain::people::CouncilId;
use crate::store::acts::sha256;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::people;
use crate::store::verify::PAGE;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// With which record: `invoice HCC-INV-000001`.
    pub record: String,
    /// What.
    pub says: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.record, self.says)
    }
}

/// What was checked, and what is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Versions of agreements' files.
    pub versions: usize,
    /// Statements.
    pub statements: usize,
    /// Their lines.
    pub statement_lines: usize,
    /// Invoices and credit notes.
    pub documents: usize,
    /// Their lines.
    pub document_lines: usize,
    /// Their files, and the logos of agreements.
    pub files: usize,
    /// Entries in the logs of acts.
    pub acts: usize,
    /// Letters.
    pub letters: usize,
    /// All that is wrong.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing is.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// What was checked, in words.
    pub fn in_words(&self) -> String {
        format!(
            "{} versions of agreements, {} statements of {} lines, {} invoices and credit notes \
             of {} lines, {} files, {} entries in the log and {} letters were checked",
            self.versions,
            self.statements,
            self.statement_lines,
            self.documents,
            self.document_lines,
            self.files,
            self.acts,
            self.letters
        )
    }
}

/// The books while they are checked.
struct Checking<'b> {
    books: &'b mut Books,
    council: Council,
    report: Report,
    tell: &'b mut dyn FnMut(&Report),
}

/// Checks the books of a council, or of all of them where none is named; tells how far it has come
/// now and then.
///
/// # Errors
/// The database's own; what is wrong with what stands in it is told in the report.
pub fn verify(
    books: &mut Books,
    of: Option<&CouncilId>,
    tell: &mut dyn FnMut(&Report),
) -> Result<Report, Refusal> {
    connection::snapshot(books, |books| {
        let mut report = Report::default();
        for council in people::councils(books)? {
            if of.is_some_and(|of| *of != council.id) {
                continue;
            }
            let mut checking = Checking { books, council, report, tell };
            checking.agreements()?;
            checking.statements()?;
            checking.documents()?;
            checking.log_of_acts()?;
            checking.letters()?;
            report = checking.report;
        }
        Ok(report)
    })
}

impl Checking<'_> {
    fn find(&mut self, record: impl Into<String>, says: impl Into<String>) {
        self.report.findings.push(Finding { record: record.into(), says: says.into() });
    }

    /// What was read, where it can be; what stands in the way is a finding, unless it is the
    /// database that fails.
    fn read<T>(
        &mut self,
        record: &str,
        read: Result<T, impl Into<Refusal>>,
    ) -> Result<Option<T>, Refusal> {
        match read.map_err(Into::into) {
            Ok(read) => Ok(Some(read)),
            Err(Refusal::Store(error)) if error.is_missing() => {
                self.find(record, "something that belongs to it is gone");
                Ok(None)
            }
            Err(Refusal::Store(StoreError::Database(error))) => {
                Err(Refusal::Store(StoreError::Database(error)))
            }
            // The record is named already.
            Err(Refusal::Store(StoreError::Damaged { id, says, .. })) if record.ends_with(&id) => {
                self.find(record, says);
                Ok(None)
            }
            Err(refusal) => {
                self.find(record, refusal.to_string());
                Ok(None)
            }
        }
    }

    /// Every version of every agreement's file is what was brought in, and can be read.
    fn agreements(&mut self) -> Result<(), Refusal> {
        let supplier = self.council.id.clone();
        let mut after = String::new();
        loop {
            let page = agreements::of_supplier(self.books, &supplier, &after, PAGE)?;
            for held in &page {
                self.versions(held)?;
            }
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.reference);
        }
    }

    fn versions(&mut self, held: &Held) -> Result<(), Refusal> {
        let latest = agreements::latest_version(self.books, held)?;
        if !(1..=latest).contains(&held.version) {
            let says = format!("version {} is in use, and {latest} is the latest", held.version);
            self.find(format!("agreement {}", held.reference), says);
        }
        for number in 1..=latest {
            let record = format!("version {number} of {}", held.reference);
            let version = agreements::version(self.books, &held.supplier, &held.id, number);
            let Some(version) = self.read(&record, version)? else { continue };
            self.report.versions += 1;
            let hash = sha256(version.source.as_bytes());
            if hash != version.sha256 {
                let says =
                    format!("its file has SHA-256 {hash}, and {} was brought in", version.sha256);
                self.find(&record, says);
            }
            let read = file::read(&version.source);
            let read = read.map_err(|says| terms::all_in_lines(&record, &says));
            if let Some(source) = self.read(&record, read)? {
                self.logo(held, &record, number, source.agreement.supplier.logo.is_some())?;
            }
        }
        (self.tell)(&self.report);
        Ok(())
    }

    /// The logo that a version names is the one that was brought in with it.
    fn logo(
        &mut self,
        held: &Held,
        record: &str,
        number: i32,
        is_named: bool,
    ) -> Result<(), Refusal> {
        let kept = agreements::logo(self.books, held, number)?;
        if is_named != kept.is_some() {
            let says = if is_named { "its logo is gone" } else { "it has a logo, and names none" };
            self.find(record, says);
        }
        if let Some((bytes, said)) = kept {
            self.report.files += 1;
            self.same_hash(record, "the bytes of its logo", &sha256(&bytes), &said);
        }
        Ok(())
    }
}
