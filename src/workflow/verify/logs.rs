//! The log of acts, entry by entry, and the letters.

use crate::domain::people::CouncilId;
use crate::store::acts;
use crate::store::acts::Entry;
use crate::store::invoices;
use crate::store::series;
use crate::store::verify;
use crate::workflow::refusal::Refusal;
use crate::workflow::verify::Checking;
use crate::workflow::verify::Head;

impl Checking<'_> {
    /// Entries count from 1 without a gap; each bears its own hash and that of the one before; the
    /// last is where the counter stands.
    pub(super) fn log_of_acts(&mut self) -> Result<(), Refusal> {
        let supplier = self.council.id.clone();
        let (mut entry, mut hash) = (0, String::new());
        loop {
            let page = acts::after(self.books, &supplier, entry, verify::PAGE)?;
            if page.is_empty() {
                break;
            }
            for next in page {
                self.entry(&next, entry, &hash);
                (entry, hash) = (next.entry, next.hash.clone());
                self.log.add(next);
            }
            (self.tell)(&self.report);
        }
        self.head(&supplier, entry, &hash)?;
        let council = self.council.name.clone();
        self.report.heads.push(Head { council, entry, hash });
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, before: i64, hash_before: &str) {
        self.report.acts += 1;
        let record = format!("entry {} of the log of {}", entry.entry, self.council.name);
        if entry.entry != before + 1 {
            self.find(&record, format!("the entry before it is {before}"));
        }
        if entry.previous_hash != hash_before {
            let says = format!(
                "it follows an entry of SHA-256 {}, and the one before it has {hash_before}",
                entry.previous_hash
            );
            self.find(&record, says);
        }
        let hash = entry.hash_of_fields();
        let what = format!("its fields ({} of {})", entry.act, entry.subject);
        self.same_hash(&record, &what, &hash, &entry.hash);
    }

    fn head(&mut self, supplier: &CouncilId, entry: i64, hash: &str) -> Result<(), Refusal> {
        let record = format!("log of {}", self.council.name);
        let stands = series::standing(self.books, supplier, series::ACTS);
        let Some(stands) = self.read(&record, stands)? else { return Ok(()) };
        if stands.last_number != entry {
            let counter = stands.last_number;
            self.find(
                &record,
                format!("its counter is at {counter}, and its last entry is {entry}"),
            );
        }
        let head = stands.head.unwrap_or_default();
        if head != hash {
            let says = format!("its last entry has SHA-256 {hash}, and the books say {head}");
            self.find(&record, says);
        }
        Ok(())
    }

    /// No document goes out with two letters.
    pub(super) fn letters(&mut self) -> Result<(), Refusal> {
        let supplier = self.council.id.clone();
        let count = verify::count_of_letters(self.books, &supplier)?;
        self.report.letters += usize::try_from(count).unwrap_or_default();
        for (id, times) in verify::sent_more_than_once(self.books, &supplier)? {
            let issued = invoices::by_id(self.books, &supplier, &id).ok().flatten();
            let number = issued.map_or_else(|| id.to_string(), |issued| issued.number);
            let says = format!("it was sent with {times} letters, and goes with one");
            self.find(format!("document {number}"), says);
        }
        Ok(())
    }
}
