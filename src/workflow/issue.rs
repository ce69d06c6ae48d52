//! Issuing: approved lines become invoices and credit notes, with numbers without gaps. Their files
//! are made after the commit, and only then sent.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::billing::approval;
use crate::billing::approval::ApprovedStatement;
use crate::billing::invoice::DocumentKind;
use crate::billing::issue::Invoice;
use crate::billing::issue::InvoiceLine;
use crate::billing::issue::issue_on;
use crate::billing::stage::Act;
use crate::billing::stage::LineState;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StoredLine;
use crate::billing::statement::restore;
use crate::billing::statement::restore_closing;
use crate::domain::calendar::in_words;
use crate::domain::people::Council;
use crate::domain::people::InvoiceId;
use crate::store::acts::sha256;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::invoices::IssuedRate;
use crate::store::people;
use crate::store::series;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::agree::move_on;
use crate::workflow::agree::moved;
use crate::workflow::draw_up::subject;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::refusal::Refusal;
use crate::workflow::set_off;
use crate::workflow::standing;
use crate::workflow::terms;
use crate::workflow::terms::Terms;
use crate::workflow::year_end::lock;
use crate::workflow::year_end::reconciliation;

/// A statement as it stands in the books, drawn up again for its working: line by line it must be
/// what both councils saw.
///
/// # Errors
/// A line that is not: then the program or the books are at fault, and nothing is issued.
pub fn restored(
    held: &Held,
    kept: &Kept,
    terms: &Terms,
    lines: &[KeptLine],
) -> Result<RechargeStatement, Refusal> {
    let stored: Vec<StoredLine> = lines.iter().map(stored_line).collect();
    let agreement = terms.agreement();
    let drawn = match kept.kind {
        StatementKind::Reconciliation => {
            return reconciliation::restored(held, kept, terms, &stored);
        }
        StatementKind::Closing => {
            restore_closing(agreement, &terms.actuals, kept.period, kept.as_at, &stored)
        }
        StatementKind::Recharge => {
            restore(agreement, &terms.actuals, kept.period, kept.as_at, &stored)
        }
    };
    drawn.map_err(|drift| {
        Refusal::Store(StoreError::damaged("the statement", subject(held, kept), drift.join("; ")))
    })
}

/// A line as the billing room takes it back.
pub(super) fn stored_line(line: &KeptLine) -> StoredLine {
    StoredLine {
        line: line.line.clone(),
        kind: line.kind,
        period: line.period,
        adjustment: line.adjustment,
        net: line.net,
        before: line.before,
        treatment: line.vat_treatment,
        description: line.description.clone(),
        clause: line.clause.clone(),
    }
}

/// What of a whole statement is agreed and not issued yet, approved by somebody, and which of its
/// lines that is, by number.
///
/// # Errors
/// All that stands in the way of approving it.
pub(super) fn approved(
    held: &Held,
    whole: &RechargeStatement,
    terms: &Terms,
    lines: &[KeptLine],
    by: &str,
) -> Result<(ApprovedStatement, Vec<i32>), Refusal> {
    let agreed: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.state == LineState::Agreed)
        .map(|(at, _)| at)
        .collect();
    let part = whole.only(terms.agreement(), &agreed);
    let approved = approval::approve(terms.agreement(), part, by)
        .map_err(|findings| terms.located(&held.reference, &findings))?;
    Ok((approved, agreed.iter().map(|at| lines[*at].number).collect()))
}

/// Issues what is approved of a statement: its invoices and credit notes, by VAT.
///
/// # Errors
/// Terms that are not signed; a day before that of the last number; a statement that is not
/// approved.
pub fn issue(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<Vec<Issued>, Refusal> {
    duties::must_be_theirs(work.by, Duty::Issue, held)?;
    let stage = moved(held, kept, Act::Issue)?;
    let by = names_of_approvers(work, kept)?;
    let terms = terms::of_statement(work.books, held, kept)?;
    let lines = statements::lines(work.books, kept)?;
    let whole = restored(held, kept, &terms, &lines)?;
    let (approved, lines) = approved(held, &whole, &terms, &lines, &by)?;
    terms::must_have_authority(work.books, held, terms.agreement(), work.at.today)?;
    let council = people::council_by_id(work.books, &held.supplier)?
        .ok_or_else(|| Refusal::refused("the supplier is not in the books"))?;
    let billed = standing::billed(work.books, held, Some(&kept.id))?;
    let issue = invoices::last_issue(work.books, &held.supplier, &held.id)? + 1;
    let today = work.at.today;
    lock::must_take_documents(work.books, held, today)?;
    let mut numbers = Numbers::of(&council, today);
    let mut next = |kind: DocumentKind| numbers.next(work.books, kind);
    let documents =
        issue_on(terms.agreement(), &terms.actuals, &approved, today, &mut next, &billed);
    let taken = numbers.taken()?;
    let mut issued = Vec::new();
    for document in &documents {
        let of = Part { held, kept, terms: &terms, issue, lines: &lines };
        issued.push(put_in_books(work, &of, document, &taken)?);
    }
    for (note, document) in issued.iter().zip(&documents) {
        if document.is_credit_note() {
            let numbers = document.corrects.iter().map(|earlier| earlier.number.clone());
            set_off::at_once(work, note, &numbers.collect::<Vec<_>>())?;
        }
    }
    statements::set_line_states(work.books, kept, &lines, LineState::Issued)?;
    let after = Kept { stage, ..kept.clone() };
    let words: Vec<&str> = issued.iter().map(|issued| issued.number.as_str()).collect();
    let act = if words.is_empty() {
        "statement issued, with nothing to invoice".to_owned()
    } else {
        format!("issued as {}", words.join(", "))
    };
    move_on(work, held, kept, &after, &act, "")?;
    Ok(issued)
}

/// A document's number as it is printed, from its place in its series.
pub(super) fn number_of(council: &Council, kind: DocumentKind, place: i64) -> String {
    let letters = match kind {
        DocumentKind::Invoice => "INV",
        DocumentKind::CreditNote => "CRN",
    };
    format!("{}-{letters}-{place:06}", council.prefix)
}

/// The numbers that documents take, one after the other, in the transaction that issues them.
pub(super) struct Numbers<'c> {
    council: &'c Council,
    day: NaiveDate,
    taken: HashMap<String, (&'static str, i64)>,
    refused: Option<Refusal>,
}

impl<'c> Numbers<'c> {
    pub(super) fn of(council: &'c Council, day: NaiveDate) -> Numbers<'c> {
        Numbers { council, day, taken: HashMap::new(), refused: None }
    }

    /// The next number for a document; what goes wrong is told by [`Numbers::taken`].
    pub(super) fn next(&mut self, books: &mut Books, kind: DocumentKind) -> String {
        let name = match kind {
            DocumentKind::Invoice => series::INVOICES,
            DocumentKind::CreditNote => series::CREDIT_NOTES,
        };
        match series::take(books, &self.council.id, name, 1, self.day) {
            Ok(Ok(number)) => {
                let text = number_of(self.council, kind, number);
                self.taken.insert(text.clone(), (name, number));
                return text;
            }
            Ok(Err(later)) => {
                self.refused = Some(Refusal::refused(format!(
                    "a number was taken for {} already, and numbers follow days: nothing can be \
                     issued for {}",
                    in_words(later),
                    in_words(self.day)
                )));
            }
            Err(error) => self.refused = Some(error.into()),
        }
        String::new()
    }

    /// Every number with its series, or why one could not be taken.
    pub(super) fn taken(self) -> Result<HashMap<String, (&'static str, i64)>, Refusal> {
        self.refused.map_or(Ok(self.taken), Err)
    }
}

/// The part of a statement that is issued.
struct Part<'p> {
    held: &'p Held,
    kept: &'p Kept,
    terms: &'p Terms,
    issue: i32,
    lines: &'p [i32],
}

fn put_in_books(
    work: &mut Work<'_>,
    of: &Part<'_>,
    document: &Invoice,
    taken: &HashMap<String, (&'static str, i64)>,
) -> Result<Issued, Refusal> {
    let number = document.number.clone().unwrap_or_default();
    let (series, number_in_series) = taken.get(&number).copied().ok_or_else(|| {
        StoreError::damaged("the series", number.as_str(), "a document without a number")
    })?;
    let bills = document.totals.line_indices.iter().map(|at| of.lines[*at]);
    let lines: Vec<IssuedLine> = (1..)
        .zip(document.lines.iter().zip(bills))
        .map(|(number, (line, bills))| IssuedLine {
            number,
            bills: Some((of.kept.id.clone(), bills)),
            ..issued_line(line)
        })
        .collect();
    let rates = issued_rates(document);
    let issued = Issued {
        supplier: of.held.supplier.clone(),
        id: InvoiceId::from(new_name()),
        agreement: of.held.id.clone(),
        purchaser: of.held.purchaser.clone(),
        statement: Some(of.kept.id.clone()),
        credits: None,
        kind: document.totals.document,
        series: series.to_owned(),
        number_in_series,
        issue: of.issue,
        period: of.kept.period,
        issued_on: document.issued_on,
        due_on: document.due_on,
        payment_days: i32::try_from(document.payment_days).unwrap_or(i32::MAX),
        version: of.terms.version,
        net: document.totals.net,
        vat: document.totals.vat,
        gross: document.totals.gross,
        reason: None,
        approved_by: document.approved_by.clone().unwrap_or_default(),
        issued_by: work.by.id.to_string(),
        issued_at: work.at.now,
        hash: hash_of(&number, document.issued_on, &lines, &rates),
        number,
    };
    invoices::add(work.books, &issued, &lines, &rates)?;
    Ok(issued)
}

/// A line as it was issued, without what it bills or gives back.
pub(super) fn issued_line(line: &InvoiceLine) -> IssuedLine {
    IssuedLine {
        number: 0,
        bills: None,
        credits_line: None,
        line: line.billed.line.clone(),
        kind: line.billed.kind,
        period: line.billed.period,
        clause: line.billed.clause.clone(),
        description: line.billed.description.clone(),
        net: line.billed.net,
        vat_treatment: line.billed.vat_treatment,
        vat_rate: line.rate.to_string(),
    }
}

/// A document's totals for each rate as they were issued.
pub(super) fn issued_rates(document: &Invoice) -> Vec<IssuedRate> {
    let rates = document.totals.rates.iter();
    rates
        .map(|rate| IssuedRate {
            vat_treatment: rate.vat_treatment,
            vat_rate: rate.rate.to_string(),
            net: rate.net,
            vat: rate.vat,
        })
        .collect()
}

/// SHA-256 over a document's number, day, lines and totals.
pub fn hash_of(
    number: &str,
    issued_on: NaiveDate,
    lines: &[IssuedLine],
    rates: &[IssuedRate],
) -> String {
    let mut text = format!("{number} {issued_on}\n");
    for line in lines {
        text.push_str(&format!(
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\n",
            line.number,
            line.kind.word(),
            line.line,
            line.period,
            line.net,
            line.vat_rate,
            line.clause,
            line.description
        ));
    }
    for rate in rates {
        text.push_str(&format!("{}\t{}\t{}\n", rate.vat_rate, rate.net, rate.vat));
    }
    sha256(text.as_bytes())
}

/// Who approved a statement, as its documents print it.
pub(super) fn names_of_approvers(work: &mut Work<'_>, kept: &Kept) -> Result<String, Refusal> {
    let mut names = Vec::new();
    for id in [&kept.approved_by, &kept.countersigned_by].into_iter().flatten() {
        let person = people::person_by_id(work.books, id)?;
        names.push(person.map_or_else(|| id.clone(), |person| person.name));
    }
    Ok(names.join(" and "))
}
