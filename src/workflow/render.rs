//! Rendering: the PDF and the electronic invoice of what is issued, made after the commit from what
//! stands in the books, stored once with their hashes, and only then sent. A failure is told, stays
//! to be tried again, and repeats nothing.

use std::collections::HashMap;
use std::collections::HashSet;

use crate::billing::approval;
use crate::billing::invoice::DocumentKind;
use crate::billing::issue::Invoice;
use crate::billing::issue::issue_on;
use crate::documents::font::Fonts;
use crate::documents::invoice::invoice as paper;
use crate::documents::page::Figure;
use crate::documents::pdf;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Side;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::domain::people::StatementId;
use crate::store::acts::Deed;
use crate::store::acts::sha256;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::progress;
use crate::store::progress::Progress;
use crate::store::statements;
use crate::workflow::Work;
use crate::workflow::credit;
use crate::workflow::issue::hash_of;
use crate::workflow::issue::issued_line;
use crate::workflow::issue::issued_rates;
use crate::workflow::issue::restored;
use crate::workflow::refusal::Refusal;
use crate::workflow::standing;
use crate::workflow::terms;

/// The files of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// The paper.
    pub pdf: Vec<u8>,
    /// The electronic invoice, the same that is inside the paper; `None` where the agreement lacks
    /// what it needs.
    pub xml: Option<Vec<u8>>,
}

/// What became of the documents that were to be rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The numbers of those that were.
    pub done: Vec<String>,
    /// Those that could not be, with why.
    pub failed: Vec<(String, String)>,
    /// Those that go to nobody by letter, with what is to be done.
    pub no_letter: Vec<(String, String)>,
}

/// Renders documents that are issued and not rendered yet, so many at the most.
///
/// # Errors
/// The database's own; a document that cannot be rendered is told in what is given back.
pub fn render(
    work: &mut Work<'_>,
    fonts: &Fonts,
    supplier: &CouncilId,
    at_most: i64,
) -> Result<Rendered, Refusal> {
    let (mut rendered, mut last) = (Rendered::default(), None);
    for issued in invoices::to_render(work.books, supplier, at_most)? {
        let Some(held) = agreements::by_id(work.books, supplier, &issued.agreement)? else {
            continue;
        };
        let before = progress::of(work.books, supplier, &issued.id)?;
        let made = document_of(work.books, &held, &issued, &mut last);
        match made.and_then(|(agreement, document)| {
            let logo = terms::logo(work.books, &held, issued.version, &agreement)?;
            let files = on_paper(fonts, &agreement, logo, &document)?;
            Ok((agreement, files))
        }) {
            Ok((agreement, files)) => {
                store(work, &issued, &files)?;
                let after =
                    Progress { rendering: "rendered".into(), failed_because: None, ..before };
                progress::set(work.books, supplier, &issued.id, &after)?;
                send_to_purchaser(work, &agreement, &issued);
                if let Some(says) = terms::no_letter_under(&agreement, Side::Purchaser) {
                    rendered.no_letter.push((issued.number.clone(), says));
                }
                rendered.done.push(issued.number);
            }
            Err(Refusal::Store(StoreError::Database(error))) => {
                return Err(Refusal::Store(StoreError::Database(error)));
            }
            Err(refusal) => {
                let says = refusal.to_string();
                let after = Progress {
                    rendering: "failed".into(),
                    failed_because: Some(says.clone()),
                    ..before
                };
                progress::set(work.books, supplier, &issued.id, &after)?;
                rendered.failed.push((issued.number, says));
            }
        }
    }
    Ok(rendered)
}

fn store(work: &mut Work<'_>, issued: &Issued, files: &Files) -> Result<(), Refusal> {
    let now = work.at.now;
    let pdf_hash = sha256(&files.pdf);
    progress::add_file(work.books, issued, "pdf", &pdf_hash, &files.pdf, now)?;
    if let Some(xml) = &files.xml {
        progress::add_file(work.books, issued, "xml", &sha256(xml), xml, now)?;
    }
    let deed = Deed {
        act: "document rendered".into(),
        subject: issued.number.clone(),
        before: String::new(),
        after: pdf_hash,
        reason: String::new(),
    };
    work.did(&issued.supplier, deed);
    Ok(())
}

fn send_to_purchaser(work: &mut Work<'_>, agreement: &Agreement, issued: &Issued) {
    let Some(email) = &agreement.purchaser.email else { return };
    let kind = match issued.kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit-note",
    };
    work.write_letter(&issued.supplier, kind, issued.id.as_str(), email, "");
}

/// Puts documents whose rendering failed in line again, after what stood in the way was mended.
///
/// # Errors
/// The database's own.
pub fn try_again(work: &mut Work<'_>, supplier: &CouncilId) -> Result<usize, Refusal> {
    let failed = invoices::failed(work.books, supplier)?;
    for issued in &failed {
        let before = progress::of(work.books, supplier, &issued.id)?;
        let after = Progress { rendering: "to-render".into(), failed_because: None, ..before };
        progress::set(work.books, supplier, &issued.id, &after)?;
    }
    Ok(failed.len())
}

/// The files of an issued document, made from what stands in the books: always the same bytes.
///
/// # Errors
/// A character that cannot be printed; books that no longer give the document that was issued.
pub fn files(
    books: &mut Books,
    fonts: &Fonts,
    held: &Held,
    issued: &Issued,
) -> Result<(Agreement, Files), Refusal> {
    let (agreement, document) = document(books, held, issued)?;
    let logo = terms::logo(books, held, issued.version, &agreement)?;
    let files = on_paper(fonts, &agreement, logo, &document)?;
    Ok((agreement, files))
}

fn on_paper(
    fonts: &Fonts,
    agreement: &Agreement,
    logo: Option<Figure>,
    document: &Invoice,
) -> Result<Files, Refusal> {
    let mut paper = paper(agreement, document);
    paper.logo = logo;
    let pdf = pdf::render(&paper, fonts).map_err(|error| Refusal::refused(error.to_string()))?;
    // The electronic invoice is the one file inside the paper, where the agreement has what it
    // needs.
    Ok(Files { pdf, xml: paper.attachments.pop().map(|attached| attached.bytes) })
}

/// An issued document as the papers take it: billed anew from the version, the records and the
/// lines that it was issued from, and held to what was issued.
///
/// # Errors
/// Books that no longer give the document that was issued.
pub fn document(
    books: &mut Books,
    held: &Held,
    issued: &Issued,
) -> Result<(Agreement, Invoice), Refusal> {
    document_of(books, held, issued, &mut None)
}

/// All documents of one issue of a statement: what one of them is billed anew from gives the
/// others.
struct OfIssue {
    statement: StatementId,
    issue: i32,
    agreement: Agreement,
    documents: Vec<Invoice>,
    /// What stands in the books of each.
    lines: HashMap<InvoiceId, Vec<IssuedLine>>,
}

/// The same, from what was billed anew last where it is of the same issue.
fn document_of(
    books: &mut Books,
    held: &Held,
    issued: &Issued,
    last: &mut Option<OfIssue>,
) -> Result<(Agreement, Invoice), Refusal> {
    match &issued.statement {
        None => {
            let terms = terms::up_to(books, held, issued.version, 0, 0)?;
            let document = credit::document(books, held, issued)?;
            let lines = invoice_lines::of_document(books, &issued.supplier, &issued.id)?;
            must_be_as_issued(issued, &lines, &document)?;
            Ok((terms.agreement().clone(), document))
        }
        Some(statement) => {
            let is_it = |of: &OfIssue| of.statement == *statement && of.issue == issued.issue;
            let of = match last.take().filter(is_it) {
                Some(of) => of,
                None => of_statement(books, held, issued, statement)?,
            };
            let of = last.insert(of);
            let is_it = |document: &&Invoice| document.number.as_ref() == Some(&issued.number);
            let document = of.documents.iter().find(is_it).cloned();
            let number = issued.number.as_str();
            let says = "its statement no longer gives it";
            let document =
                document.ok_or_else(|| StoreError::damaged("the invoice", number, says))?;
            let lines = of.lines.get(&issued.id).map_or(&[][..], Vec::as_slice);
            must_be_as_issued(issued, lines, &document)?;
            Ok((of.agreement.clone(), document))
        }
    }
}

fn of_statement(
    books: &mut Books,
    held: &Held,
    issued: &Issued,
    statement: &StatementId,
) -> Result<OfIssue, Refusal> {
    let damaged = |says: &str| StoreError::damaged("the invoice", issued.number.as_str(), says);
    let kept = statements::by_id(books, &issued.supplier, statement)?
        .ok_or_else(|| damaged("its statement is gone"))?;
    let terms = terms::of_statement(books, held, &kept)?;
    let lines = statements::lines(books, &kept)?;
    let whole = restored(held, &kept, &terms, &lines)?;
    let of_issue: Vec<Issued> = invoices::of_statement(books, &issued.supplier, statement)?
        .into_iter()
        .filter(|other| other.issue == issued.issue)
        .collect();
    let mut issued_lines = HashMap::new();
    for other in &of_issue {
        let on_it = invoice_lines::of_document(books, &other.supplier, &other.id)?;
        issued_lines.insert(other.id.clone(), on_it);
    }
    let on_all = issued_lines.values().flatten();
    let billed_lines: HashSet<i32> =
        on_all.filter_map(|line| Some(line.bills.as_ref()?.1)).collect();
    let places: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| billed_lines.contains(&line.number))
        .map(|(at, _)| at)
        .collect();
    let part = whole.only(terms.agreement(), &places);
    let approved = approval::issued_before(part, &issued.approved_by);
    let billed = standing::billed_before(books, held, Some(&kept.id), issued.issue)?;
    let mut numbers: HashMap<DocumentKind, Vec<String>> = HashMap::new();
    for other in of_issue.into_iter().rev() {
        numbers.entry(other.kind).or_default().push(other.number);
    }
    let mut next =
        |kind: DocumentKind| numbers.get_mut(&kind).and_then(Vec::pop).unwrap_or_default();
    let documents = issue_on(
        terms.agreement(),
        &terms.actuals,
        &approved,
        issued.issued_on,
        &mut next,
        &billed,
    );
    Ok(OfIssue {
        statement: statement.clone(),
        issue: issued.issue,
        agreement: terms.agreement().clone(),
        documents,
        lines: issued_lines,
    })
}

fn must_be_as_issued(
    issued: &Issued,
    stored: &[IssuedLine],
    document: &Invoice,
) -> Result<(), Refusal> {
    let lines: Vec<_> = stored
        .iter()
        .zip(&document.lines)
        .map(|(stored, line)| IssuedLine { number: stored.number, ..issued_line(line) })
        .collect();
    let rates = issued_rates(document);
    let same = hash_of(&issued.number, issued.issued_on, &lines, &rates) == issued.hash;
    if same && stored.len() == document.lines.len() {
        return Ok(());
    }
    Err(Refusal::Store(StoreError::damaged(
        "the document",
        issued.number.as_str(),
        "what stands in the books no longer gives the lines and sums that were issued",
    )))
}
