//! Statements: their lines come to what they say, and come out of the terms and the records still.

use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::domain::money::Money;
use crate::domain::people::StatementId;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::invoices;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::verify;
use crate::workflow::draw_up::hash_of;
use crate::workflow::draw_up::kept_lines;
use crate::workflow::draw_up::subject;
use crate::workflow::issue::restored;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::verify::Checking;
use crate::workflow::verify::replay;

impl Checking<'_> {
    pub(super) fn statements(&mut self) -> Result<(), Refusal> {
        let supplier = self.council.id.clone();
        let mut after = String::new();
        loop {
            let page = verify::statements_after(self.books, &supplier, &after)?;
            for (id, agreement) in &page {
                let held = agreements::by_id(self.books, &supplier, agreement)?;
                match held {
                    Some(held) => self.statement(&held, id)?,
                    None => self.find(format!("statement {id}"), "its agreement is gone"),
                }
                (self.tell)(&self.report);
            }
            let Some((last, _)) = page.last() else { return Ok(()) };
            last.as_str().clone_into(&mut after);
        }
    }

    fn statement(&mut self, held: &Held, id: &StatementId) -> Result<(), Refusal> {
        self.report.statements += 1;
        let unnamed = format!("a statement of {}", held.reference);
        let kept = statements::by_id(self.books, &held.supplier, id);
        let Some(Some(kept)) = self.read(&unnamed, kept)? else { return Ok(()) };
        let record = format!("statement {}", subject(held, &kept));
        let lines = statements::lines(self.books, &kept);
        let Some(lines) = self.read(&record, lines)? else { return Ok(()) };
        self.report.statement_lines += lines.len();
        let sum: Money = lines.iter().map(|line| line.net).sum();
        self.same_sum(&record, "its lines come to", sum, kept.net);
        self.same_sum(&record, "its net sum and its VAT come to", kept.net + kept.vat, kept.gross);
        self.stage(&record, &kept, &lines)?;
        self.told(&record, held, &kept, lines.len())?;
        self.is_restored(&record, held, &kept, &lines)
    }

    /// The row is what the log tells, deed by deed, and its documents are of it.
    fn told(
        &mut self,
        record: &str,
        held: &Held,
        kept: &Kept,
        lines: usize,
    ) -> Result<(), Refusal> {
        let subject = subject(held, kept);
        self.log.has_statement(&subject);
        let documents = invoices::of_statement(self.books, &kept.supplier, &kept.id);
        let documents = self.read(record, documents)?.unwrap_or_default();
        let found = replay::differences(kept, lines, &documents, &self.log.about(&subject));
        for says in found {
            self.find(record, says);
        }
        for issued in &documents {
            let is_of_it = issued.period == kept.period
                && issued.version == kept.version
                && issued.agreement == kept.agreement
                && issued.purchaser == held.purchaser;
            if !is_of_it {
                let says = "its period, version, agreement or purchaser is not its statement's";
                self.find(format!("document {}", issued.number), says);
            }
        }
        Ok(())
    }

    pub(super) fn same_sum(&mut self, record: &str, what: &str, found: Money, said: Money) {
        if found != said {
            let says =
                format!("{what} {}, and the books say {}", found.in_pounds(), said.in_pounds());
            self.find(record, says);
        }
    }

    pub(super) fn same_hash(&mut self, record: &str, what: &str, found: &str, said: &str) {
        if found != said {
            self.find(record, format!("{what} have SHA-256 {found}, and the books say {said}"));
        }
    }

    /// What is issued is on documents, and what is on documents is issued.
    fn stage(&mut self, record: &str, kept: &Kept, lines: &[KeptLine]) -> Result<(), Refusal> {
        let left = lines.iter().filter(|line| {
            kept.stage == Stage::Issued && matches!(line.state, LineState::Open | LineState::Agreed)
        });
        for line in left {
            let says = format!(
                "it is issued, and its line {} ({}, {}) is {}, not issued",
                line.number,
                line.line,
                line.net.in_pounds(),
                line.state.word()
            );
            self.find(record, says);
        }
        let of_state = lines.iter().filter(|line| line.state == LineState::Issued);
        let issued: Money = of_state.map(|line| line.net).sum();
        let documents = invoices::of_statement(self.books, &kept.supplier, &kept.id);
        let Some(documents) = self.read(record, documents)? else { return Ok(()) };
        let billed: Money = documents.iter().map(|document| document.net).sum();
        if billed != issued {
            let says = format!(
                "its issued lines come to {}, and its invoices and credit notes to {}",
                issued.in_pounds(),
                billed.in_pounds()
            );
            self.find(record, says);
        }
        Ok(())
    }

    /// Drawn up again from the version and the records that it was drawn up from, it is the same.
    fn is_restored(
        &mut self,
        record: &str,
        held: &Held,
        kept: &Kept,
        lines: &[KeptLine],
    ) -> Result<(), Refusal> {
        let terms = terms::of_statement(self.books, held, kept);
        let Some(terms) = self.read(record, terms)? else { return Ok(()) };
        let statement = restored(held, kept, &terms, lines);
        let Some(statement) = self.read(record, statement)? else { return Ok(()) };
        self.same_sum(record, "drawn up again its VAT comes to", statement.vat, kept.vat);
        // What was returned has no hash until it is drawn up again.
        if kept.hash.is_empty() && kept.stage == Stage::DrawnUp {
            return Ok(());
        }
        let hash = hash_of(&statement, &kept_lines(&statement));
        self.same_hash(record, "its lines", &hash, &kept.hash);
        Ok(())
    }
}
