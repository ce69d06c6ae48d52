//! Verifying: all that stands in the books is added up and checked again, and what is wrong is
//! told, with the record and both figures. Nothing is ever mended here.
//!
//! It reads one snapshot, a page at a time, while others go on working.

mod documents;
mod guards;
mod logs;
mod records;
mod replay;
mod statements;
mod told;

use std::fmt;

use serde::Serialize;

use crate::domain::agreement::Agreement;
use crate::domain::file;
use crate::domain::people::Council;
use crate::domain::people::CouncilId;
use crate::store::acts;
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
use crate::workflow::verify::records::Log;

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

/// The last entry of a council's log. What is taken off the end of a log cannot be seen from
/// inside; kept elsewhere, this tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Whose log it is.
    pub council: String,
    /// The number of the entry.
    pub entry: i64,
    /// Its hash.
    pub hash: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.entry, self.hash)
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
    /// The last entry of each log that has any.
    pub heads: Vec<Head>,
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
    log: Log,
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
        let (mut report, mut are_guards_checked) = (Report::default(), false);
        for council in people::councils(books)? {
            if of.is_some_and(|of| *of != council.id) {
                continue;
            }
            let mut checking = Checking { books, council, log: Log::default(), report, tell };
            if !are_guards_checked {
                checking.guards()?;
                are_guards_checked = true;
            }
            checking.log_of_acts()?;
            checking.agreements()?;
            checking.statements()?;
            checking.documents()?;
            checking.rows_and_log()?;
            checking.people()?;
            checking.letters()?;
            report = checking.report;
        }
        report.heads.retain(|head| head.entry > 0);
        Ok(report)
    })
}

/// Holds the logs to an entry that was noted down elsewhere, as `NUMBER:HASH`: one of them must
/// have it.
///
/// # Errors
/// What is no number and hash, and the database's own.
pub fn must_contain(books: &mut Books, head: &str) -> Result<Option<Finding>, Refusal> {
    let parts = head.split_once(':').and_then(|(entry, hash)| Some((entry.parse().ok()?, hash)));
    let Some((entry, hash)) =
        parts.filter(|(entry, hash): &(i64, _)| *entry > 0 && !hash.is_empty())
    else {
        let says =
            format!("\"{head}\" is no head of a log: it is NUMBER:HASH, as `verify` prints it");
        return Err(Refusal::Input(vec![says]));
    };
    for council in people::councils(books)? {
        let found = acts::after(books, &council.id, entry - 1, 1)?;
        if found.iter().any(|found| found.entry == entry && found.hash == hash) {
            return Ok(None);
        }
    }
    let says = format!(
        "no log has an entry {entry} of SHA-256 {hash}: entries were taken off its end, or it was \
         written anew, since that was noted down"
    );
    Ok(Some(Finding { record: format!("head {head}"), says }))
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
        let mut in_use: Option<(i32, Agreement)> = None;
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
            let Some(read) = self.read(&record, read)? else { continue };
            self.logo(held, &record, number, read.agreement.supplier.logo.is_some())?;
            // What changes where money is paid to waits for its second person.
            let waits = in_use
                .as_ref()
                .is_some_and(|(_, before)| before.supplier.bank != read.agreement.supplier.bank);
            if !waits || agreements::is_confirmed(self.books, held, number)? {
                in_use = Some((number, read.agreement));
            }
        }
        self.recorded(held)?;
        if let Some((number, agreement)) = in_use {
            self.in_use(held, number, &agreement)?;
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

    /// The agreement's row says what the file in use says.
    fn in_use(&mut self, held: &Held, number: i32, agreement: &Agreement) -> Result<(), Refusal> {
        let record = format!("agreement {}", held.reference);
        let purchaser = people::council_named(self.books, &agreement.purchaser.name)?;
        let purchaser = purchaser.map_or_else(|| held.purchaser.clone(), |council| council.id);
        let (version, in_use) = (held.version.to_string(), number.to_string());
        for (what, books, file) in [
            ("version", version.as_str(), in_use.as_str()),
            ("reference", &held.reference, &agreement.reference),
            ("title", &held.title, &agreement.title),
            ("status", &held.status, agreement.status.word()),
            ("purchaser", held.purchaser.as_str(), purchaser.as_str()),
        ] {
            if books != file {
                let says = format!("its {what} is \"{books}\", and by its files \"{file}\"");
                self.find(&record, says);
            }
        }
        Ok(())
    }
}
