//! Invoices and credit notes: their lines, rates and totals, what they bill, what became of them,
//! their files, and the series of their numbers.

use std::collections::HashMap;

use crate::billing::invoice::DocumentKind;
use crate::billing::issue::Invoice;
use crate::billing::stage::LineState;
use crate::documents::pdf;
use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::vat::VatRate;
use crate::store::acts::sha256;
use crate::store::agreements;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::invoices::IssuedRate;
use crate::store::money;
use crate::store::progress;
use crate::store::series;
use crate::store::set_offs;
use crate::store::statements;
use crate::store::statements::KeptLine;
use crate::store::verify;
use crate::workflow::issue::hash_of;
use crate::workflow::issue::issued_line;
use crate::workflow::issue::issued_rates;
use crate::workflow::issue::number_of;
use crate::workflow::refusal::Refusal;
use crate::workflow::render;
use crate::workflow::verify::Checking;

impl Checking<'_> {
    pub(super) fn documents(&mut self) -> Result<(), Refusal> {
        for name in [series::INVOICES, series::CREDIT_NOTES] {
            self.series(name)?;
        }
        Ok(())
    }

    /// The numbers of a series run from 1 without a gap, in the order of their days, up to where
    /// the counter stands.
    fn series(&mut self, name: &str) -> Result<(), Refusal> {
        let supplier = self.council.id.clone();
        let record = format!("series {name} of {}", self.council.name);
        let (mut place, mut day) = (0, None);
        loop {
            let page = verify::documents_after(self.books, &supplier, name, place)?;
            if page.is_empty() {
                break;
            }
            for numbered in page {
                if numbered.place != place + 1 {
                    let says = format!("after number {place} comes {}", numbered.place);
                    self.find(&record, says);
                }
                if let Some(day) = day.filter(|day| *day > numbered.issued_on) {
                    let (number, own) = (&numbered.number, numbered.issued_on);
                    let says = format!("{number} is of {own}, and the number before it of {day}");
                    self.find(&record, says);
                }
                (place, day) = (numbered.place, Some(numbered.issued_on));
                let record = format!("document {}", numbered.number);
                let issued = invoices::by_id(self.books, &supplier, &numbered.id);
                if let Some(Some(issued)) = self.read(&record, issued)? {
                    self.document(&record, &issued)?;
                }
                (self.tell)(&self.report);
            }
        }
        let stands = series::standing(self.books, &supplier, name);
        let Some(stands) = self.read(&record, stands)? else { return Ok(()) };
        if stands.last_number != place {
            let says =
                format!("its counter is at {}, and its last number is {place}", stands.last_number);
            self.find(&record, says);
        }
        if stands.last_day != day {
            let shown = |day: Option<chrono::NaiveDate>| {
                day.map_or_else(|| "no day".to_owned(), |day| day.to_string())
            };
            let (counter, last) = (shown(stands.last_day), shown(day));
            self.find(
                &record,
                format!("its counter is of {counter}, and its last number of {last}"),
            );
        }
        Ok(())
    }

    fn document(&mut self, record: &str, issued: &Issued) -> Result<(), Refusal> {
        self.report.documents += 1;
        self.log.has_document(issued);
        let number = number_of(&self.council, issued.kind, issued.number_in_series);
        if number != issued.number {
            let says = format!("its place in the series makes it {number}, not {}", issued.number);
            self.find(record, says);
        }
        let lines = invoice_lines::of_document(self.books, &issued.supplier, &issued.id);
        let Some(lines) = self.read(record, lines)? else { return Ok(()) };
        let rates = invoices::rates(self.books, &issued.supplier, &issued.id);
        let Some(rates) = self.read(record, rates)? else { return Ok(()) };
        self.report.document_lines += lines.len();
        self.totals(record, issued, &lines, &rates);
        self.billed(record, &lines)?;
        self.credits(record, issued, &lines)?;
        self.progress(record, issued)?;
        self.files(record, issued)?;
        let held = agreements::by_id(self.books, &issued.supplier, &issued.agreement)?;
        if let Some(held) = held {
            let document = render::document(self.books, &held, issued);
            if let Some((_, document)) = self.read(record, document)? {
                self.terms_of_payment(record, issued, &document);
                self.treatments(record, &document, &lines, &rates);
            }
        }
        Ok(())
    }

    /// The day it is due is by the agreement.
    fn terms_of_payment(&mut self, record: &str, issued: &Issued, document: &Invoice) {
        if document.due_on != issued.due_on {
            let (due, stated) = (document.due_on, issued.due_on);
            self.find(record, format!("by the agreement it is due on {due}, not on {stated}"));
        }
        let days = i64::from(document.payment_days);
        if issued.credits.is_none() && days != i64::from(issued.payment_days) {
            let stated = issued.payment_days;
            self.find(record, format!("the agreement allows {days} days to pay it, not {stated}"));
        }
    }

    /// How VAT treats its lines is by the agreement.
    fn treatments(
        &mut self,
        record: &str,
        document: &Invoice,
        lines: &[IssuedLine],
        rates: &[IssuedRate],
    ) {
        let by_agreement = document.lines.iter().map(|line| issued_line(line).vat_treatment);
        if !by_agreement.eq(lines.iter().map(|line| line.vat_treatment)) {
            self.find(record, "by the agreement VAT treats one of its lines otherwise");
        }
        if issued_rates(document) != rates {
            self.find(record, "by the agreement its totals by VAT are others");
        }
    }

    fn totals(
        &mut self,
        record: &str,
        issued: &Issued,
        lines: &[IssuedLine],
        rates: &[IssuedRate],
    ) {
        let net: Money = lines.iter().map(|line| line.net).sum();
        self.same_sum(record, "its lines come to", net, issued.net);
        let of_rates: Money = rates.iter().map(|rate| rate.net).sum();
        self.same_sum(record, "the net sums of its rates come to", of_rates, issued.net);
        let vat: Money = rates.iter().map(|rate| rate.vat).sum();
        self.same_sum(record, "the VAT of its rates comes to", vat, issued.vat);
        let gross = issued.net + issued.vat;
        self.same_sum(record, "its net sum and its VAT come to", gross, issued.gross);
        for rate in rates {
            let is_of = |line: &&IssuedLine| {
                line.vat_treatment == rate.vat_treatment && line.vat_rate == rate.vat_rate
            };
            let net: Money = lines.iter().filter(is_of).map(|line| line.net).sum();
            let what = format!("its lines at {} come to", rate.vat_rate);
            self.same_sum(record, &what, net, rate.net);
            match VatRate::parse(&rate.vat_rate) {
                // A credit gives back its part of the invoice's VAT, so that all credits of an
                // invoice come to it: that sum is not the rate's by itself.
                Ok(of) if issued.credits.is_none() => {
                    let vat = Money::rounded(&(Exact::from(rate.net) * of.exact()));
                    let what = format!("the VAT at {} on it is", rate.vat_rate);
                    self.same_sum(record, &what, vat, rate.vat);
                }
                Ok(_) => {}
                Err(says) => self.find(record, says),
            }
        }
        let hash = hash_of(&issued.number, issued.issued_on, lines, rates);
        self.same_hash(record, "its lines and totals", &hash, &issued.hash);
    }

    /// Every line bills a line of a statement that is issued, for the same sum.
    fn billed(&mut self, record: &str, lines: &[IssuedLine]) -> Result<(), Refusal> {
        let mut of_statement: HashMap<String, Vec<KeptLine>> = HashMap::new();
        let supplier = self.council.id.clone();
        for line in lines {
            let Some((statement, number)) = &line.bills else { continue };
            if !of_statement.contains_key(statement.as_str()) {
                let kept = statements::by_id(self.books, &supplier, statement);
                let Some(Some(kept)) = self.read(record, kept)? else { continue };
                let kept_lines = statements::lines(self.books, &kept);
                let kept_lines = self.read(record, kept_lines)?.unwrap_or_default();
                of_statement.insert(statement.to_string(), kept_lines);
            }
            let kept = &of_statement[statement.as_str()];
            let Some(kept) = kept.iter().find(|kept| kept.number == *number).cloned() else {
                let says = format!("its line {} bills a line that is not there", line.number);
                self.find(record, says);
                continue;
            };
            let what = format!("its line {} is", line.number);
            self.same_sum(record, &what, line.net, kept.net);
            if kept.state != LineState::Issued {
                let says = format!(
                    "its line {} bills line {number} of its statement, which is {}, not issued",
                    line.number,
                    kept.state.word()
                );
                self.find(record, says);
            }
        }
        Ok(())
    }

    /// What was given back of an invoice is no more than it was.
    fn credits(
        &mut self,
        record: &str,
        issued: &Issued,
        lines: &[IssuedLine],
    ) -> Result<(), Refusal> {
        let notes = invoices::crediting(self.books, issued);
        let Some(notes) = self.read(record, notes)? else { return Ok(()) };
        let mut given: HashMap<i32, Money> = HashMap::new();
        for note in &notes {
            if (note.payment_days, &note.purchaser) != (issued.payment_days, &issued.purchaser) {
                let says = "its days for payment or its purchaser are not its invoice's";
                self.find(format!("document {}", note.number), says);
            }
            let on_it = invoice_lines::of_document(self.books, &note.supplier, &note.id);
            for line in self.read(record, on_it)?.unwrap_or_default() {
                let of = given.entry(line.credits_line.unwrap_or_default()).or_default();
                *of = *of - line.net;
            }
        }
        let whole: Money = notes.iter().map(|note| -note.gross).sum();
        if whole.pence() > issued.gross.pence().max(0) {
            let says = format!(
                "{} were given back of it, and it is of {}",
                whole.in_pounds(),
                issued.gross.in_pounds()
            );
            self.find(record, says);
        }
        for (number, given) in given {
            let line = lines.iter().find(|line| line.number == number);
            let net = line.map_or(Money::NIL, |line| line.net);
            if given.pence().abs() > net.pence().abs() {
                let (given, net) = (given.in_pounds(), net.in_pounds());
                let says = format!("{given} were given back of its line {number}, which is {net}");
                self.find(record, says);
            }
        }
        Ok(())
    }

    /// What the books say was paid, given back and disputed is what adds up.
    fn progress(&mut self, record: &str, issued: &Issued) -> Result<(), Refusal> {
        let (supplier, id) = (&issued.supplier, &issued.id);
        let progress = progress::of(self.books, supplier, id);
        let Some(progress) = self.read(record, progress)? else { return Ok(()) };
        let payments = money::payments(self.books, supplier, id)?;
        let paid: Money = payments.iter().map(|payment| payment.amount).sum();
        self.same_sum(record, "its payments come to", paid, progress.paid);
        self.set_off(record, issued, progress.credited)?;
        let raised = money::disputes(self.books, supplier, id)?;
        let open = raised.iter().filter(|dispute| dispute.closed_on.is_none());
        let disputed: Money = open.map(|dispute| dispute.amount).sum();
        self.same_sum(record, "its open disputes come to", disputed, progress.disputed);
        Ok(())
    }

    /// What it and others took off each other is what the books say, and of a credit note no more
    /// than its own sum.
    fn set_off(&mut self, record: &str, issued: &Issued, stated: Money) -> Result<(), Refusal> {
        let found = set_offs::of_document(self.books, &issued.supplier, &issued.id);
        let sum: Money = self.read(record, found)?.iter().flatten().map(|of| of.amount).sum();
        let sum = if issued.kind == DocumentKind::Invoice { -sum } else { sum };
        self.same_sum(record, "what was set off comes to", sum, stated);
        if issued.kind == DocumentKind::CreditNote && stated > -issued.gross {
            let (stated, gross) = (stated.in_pounds(), issued.gross.in_pounds());
            self.find(record, format!("{stated} of it was set off, and it is {gross}"));
        }
        Ok(())
    }

    /// The files are those that were made, and the electronic invoice is inside the paper.
    fn files(&mut self, record: &str, issued: &Issued) -> Result<(), Refusal> {
        let (supplier, id) = (&issued.supplier, &issued.id);
        let is_rendered = progress::of(self.books, supplier, id)
            .is_ok_and(|progress| progress.rendering == "rendered");
        let paper = progress::file(self.books, supplier, id, "pdf")?;
        let electronic = progress::file(self.books, supplier, id, "xml")?;
        if is_rendered && paper.is_none() {
            self.find(record, "it is rendered, and its PDF is gone");
        }
        for (form, file) in [("PDF", &paper), ("XML", &electronic)] {
            let Some((bytes, said)) = file else { continue };
            self.report.files += 1;
            let hash = sha256(bytes);
            self.same_hash(record, &format!("the bytes of its {form}"), &hash, said);
        }
        let Some((paper, _)) = paper else { return Ok(()) };
        let inside = pdf::attached(&paper);
        if inside.as_ref() != electronic.as_ref().map(|(bytes, _)| bytes) {
            let words = |bytes: Option<&[u8]>| {
                bytes.map_or_else(|| "none".to_owned(), |bytes| format!("{} bytes", bytes.len()))
            };
            let says = format!(
                "the electronic invoice inside its PDF ({}) is not the one beside it ({})",
                words(inside.as_deref()),
                words(electronic.as_ref().map(|(bytes, _)| bytes.as_slice()))
            );
            self.find(record, says);
        }
        Ok(())
    }
}
