//! Issuing: from an approved statement to invoices and credit notes, and pro formas before that.

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::approval::ApprovedStatement;
use crate::billing::billed::Billed;
use crate::billing::correction::Correction;
use crate::billing::correction::Corrections;
use crate::billing::correction::EarlierDocument;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::DocumentTotals;
use crate::billing::invoice::split_by_vat;
use crate::billing::quantity::Quantity;
use crate::billing::quantity::Unit;
use crate::billing::settlement::due_on;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::STATUTORY_PAYMENT_DAYS;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;

/// An invoice or a credit note, or the pro forma of one.
#[derive(Debug, Clone)]
pub struct Invoice {
    /// Its number; a preview has none.
    pub number: Option<String>,
    /// Who approved it; `None` is a pro forma.
    pub approved_by: Option<String>,
    /// The day it is issued, which is its tax point unless it was paid before.
    pub issued_on: NaiveDate,
    /// The day it is due, received on the day it is issued.
    pub due_on: NaiveDate,
    /// The calendar days in which it is to be paid.
    pub payment_days: u32,
    /// The period whose statement it is of.
    pub period: BillingPeriod,
    /// The financial year whose days it reconciles; its period is then the last of that year.
    pub reconciles: Option<FinancialYear>,
    /// Its totals.
    pub totals: DocumentTotals,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// What a credit note or a debit note corrects; empty where no document charged it before.
    pub corrects: Vec<EarlierDocument>,
    /// The other documents of the same statement.
    pub beside: Vec<Beside>,
}

/// Another document of the same statement, issued together with one.
#[derive(Debug, Clone)]
pub struct Beside {
    /// Its number.
    pub number: String,
    /// Of what kind it is.
    pub kind: DocumentKind,
    /// What it comes to, VAT included; negative on a credit note.
    pub gross: Money,
}

/// A line of an invoice or a credit note.
#[derive(Debug, Clone)]
pub struct InvoiceLine {
    /// The line of the statement.
    pub billed: StatementLine,
    /// The rate of VAT that it bears.
    pub rate: VatRate,
    /// Its sum as a quantity at a price.
    pub quantity: Quantity,
    /// What it corrects, where it is an adjustment.
    pub correction: Option<Correction>,
}

impl InvoiceLine {
    /// How the sum was worked out, in brief, where neither its quantity and price nor what it
    /// corrects says so.
    pub fn working_in_brief(&self) -> Option<String> {
        let is_said = self.billed.adjustment || self.quantity.unit != Unit::One;
        if is_said { None } else { self.billed.trace.in_brief() }
    }
}

impl Invoice {
    /// Whether it bills nothing but corrections of earlier periods.
    pub fn corrects_alone(&self) -> bool {
        self.lines.iter().all(|line| line.billed.adjustment)
    }

    /// Whether it asks for more for earlier periods, and for nothing else.
    pub fn is_debit_note(&self) -> bool {
        self.totals.document == DocumentKind::Invoice && self.corrects_alone()
    }

    /// Whether it is a credit note.
    pub fn is_credit_note(&self) -> bool {
        self.totals.document == DocumentKind::CreditNote
    }

    /// Whether it is a credit note with a line that corrects no document: a standing rebate, say,
    /// gives back what no invoice has charged.
    pub fn gives_back_uncharged(&self) -> bool {
        let named = |line: &InvoiceLine| {
            line.correction.as_ref().is_some_and(|correction| !correction.corrects.is_empty())
        };
        let uncharged = |line: &InvoiceLine| line.billed.net.is_credit() && !named(line);
        self.is_credit_note() && self.lines.iter().any(uncharged)
    }

    /// Whether it is a credit note that can name no document as the one that it corrects.
    pub fn names_no_invoice(&self) -> bool {
        self.is_credit_note() && self.corrects.is_empty()
    }

    /// When and how a credit note's sum reaches the purchaser.
    pub fn given_back_in_words(&self) -> String {
        let (days, by) = (self.payment_days, in_words(self.due_on));
        let unit = if days == 1 { "day" } else { "days" };
        let owed = if self.corrects.is_empty() {
            "The sum is owed back"
        } else {
            "The sum reduces at once what is unpaid of what this credit note corrects. What is \
             then left of it is owed back"
        };
        format!(
            "{owed}: unless the supplier records that it is set off against another invoice, it \
             is paid back within {days} {unit} of the date of this credit note, by {by}."
        )
    }

    /// What it comes to together with the documents that are issued with it.
    pub fn balance(&self) -> Money {
        self.totals.gross + self.beside.iter().map(|other| other.gross).sum()
    }

    /// The reasons recorded for the VAT treatment of its lines, each once.
    pub fn vat_reasons(&self, treatment: Treatment) -> Vec<&str> {
        let decisions = self.lines.iter().filter_map(|line| line.billed.vat_decision.as_ref());
        let mut reasons: Vec<&str> = decisions
            .filter(|decision| decision.treatment == treatment)
            .filter_map(|decision| decision.reason.as_deref())
            .map(|reason| reason.trim_end_matches('.'))
            .collect();
        reasons.sort_unstable();
        reasons.dedup();
        reasons
    }

    /// The days that it is about: the period's, or where it only corrects those that it corrects.
    pub fn dates(&self) -> Period {
        let corrected = self.lines.iter().map(|line| line.billed.period.dates());
        let whole = |all: Period, of: Period| Period {
            first: all.first.min(of.first),
            last: all.last.max(of.last),
        };
        let own = self.period.dates();
        if self.corrects_alone() { corrected.reduce(whole).unwrap_or(own) } else { own }
    }
}

/// The documents of an approved statement, with their numbers.
pub fn issue(
    agreement: &Agreement,
    actuals: &Actuals,
    approved: &ApprovedStatement,
) -> Vec<Invoice> {
    on_files(agreement, actuals, approved.statement(), Some(approved.approved_by()))
}

/// The same documents before anybody has approved them.
pub fn pro_forma(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
) -> Vec<Invoice> {
    on_files(agreement, actuals, statement, None)
}

/// The documents of an approved statement where books are kept: issued on a day, which is their tax
/// point, with numbers from the books, which `numbers` takes one by one in the order of the
/// documents; what they correct is what stands in the books.
pub fn issue_on(
    agreement: &Agreement,
    actuals: &Actuals,
    approved: &ApprovedStatement,
    issued_on: NaiveDate,
    numbers: &mut dyn FnMut(DocumentKind) -> String,
    billed: &Billed,
) -> Vec<Invoice> {
    let statement = approved.statement();
    let totals = split_by_vat(&statement.lines, |line| line.tax_point(agreement, issued_on));
    let numbered = totals.iter().map(|totals| Some(numbers(totals.document))).collect();
    let issuing = Issuing {
        agreement,
        statement,
        approved_by: Some(approved.approved_by()),
        issued_on,
        totals: &totals,
        numbers: numbered,
        corrections: Corrections::of_books(agreement, actuals, statement, billed),
    };
    issuing.documents()
}

fn on_files(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
    approved_by: Option<&str>,
) -> Vec<Invoice> {
    let issuing = Issuing {
        agreement,
        statement,
        approved_by,
        issued_on: statement.as_at,
        totals: &statement.invoices,
        numbers: statement.invoices.iter().map(|totals| statement.number(totals)).collect(),
        corrections: Corrections::of(agreement, actuals, statement),
    };
    issuing.documents()
}

/// The documents of a statement, with the number of each.
struct Issuing<'a> {
    agreement: &'a Agreement,
    statement: &'a RechargeStatement,
    approved_by: Option<&'a str>,
    issued_on: NaiveDate,
    totals: &'a [DocumentTotals],
    numbers: Vec<Option<String>>,
    corrections: Corrections<'a>,
}

impl Issuing<'_> {
    fn documents(&self) -> Vec<Invoice> {
        self.numbered().map(|(totals, number)| self.document(totals, number)).collect()
    }

    fn numbered(&self) -> impl Iterator<Item = (&DocumentTotals, Option<&String>)> {
        self.totals.iter().zip(self.numbers.iter().map(Option::as_ref))
    }

    fn document(&self, totals: &DocumentTotals, number: Option<&String>) -> Invoice {
        let payment_days = payment_days(self.agreement);
        let billed = totals.line_indices.iter().map(|at| &self.statement.lines[*at]);
        let mut invoice = Invoice {
            number: number.cloned(),
            approved_by: self.approved_by.map(str::to_owned),
            issued_on: self.issued_on,
            due_on: due_on(self.issued_on, payment_days),
            payment_days,
            period: self.statement.period,
            reconciles: self.statement.reconciles,
            totals: totals.clone(),
            lines: billed.map(|line| self.line(line)).collect(),
            corrects: Vec::new(),
            beside: self.beside(totals),
        };
        invoice.corrects = match self.statement.reconciles {
            Some(year) => self.reconciled(year, totals),
            None => corrected(&invoice),
        };
        invoice
    }

    fn line(&self, line: &StatementLine) -> InvoiceLine {
        let treatment = line.vat_treatment.unwrap_or(Treatment::OutsideScope);
        InvoiceLine {
            billed: line.clone(),
            rate: treatment.rate_on(line.tax_point(self.agreement, self.issued_on)),
            quantity: Quantity::of(line),
            correction: self.corrections.by_line(line),
        }
    }

    /// The invoices of the year that a reconciliation gives back on: those of the same VAT group.
    fn reconciled(&self, year: FinancialYear, totals: &DocumentTotals) -> Vec<EarlierDocument> {
        if totals.document == DocumentKind::Invoice {
            return Vec::new();
        }
        self.corrections.invoices_of_year(year, totals.vat_treatment_group)
    }

    fn beside(&self, totals: &DocumentTotals) -> Vec<Beside> {
        let others = self.numbered().filter(|(other, _)| other.letter != totals.letter);
        let beside = |(other, number): (&DocumentTotals, Option<&String>)| {
            Some(Beside { number: number.cloned()?, kind: other.document, gross: other.gross })
        };
        others.filter_map(beside).collect()
    }
}

/// The documents that a credit note or a debit note corrects, each once, in the order of their
/// days: those of its adjustments. What a line of this period gives back was on no invoice before,
/// and an invoice of the same day, beside it, is not one that it corrects.
fn corrected(invoice: &Invoice) -> Vec<EarlierDocument> {
    if !invoice.is_credit_note() && !invoice.corrects_alone() {
        return Vec::new();
    }
    let corrections = invoice.lines.iter().filter_map(|line| line.correction.as_ref());
    let mut corrected: Vec<EarlierDocument> =
        corrections.flat_map(|correction| &correction.corrects).cloned().collect();
    corrected.sort_unstable();
    corrected.dedup();
    corrected
}

/// The calendar days in which an invoice is to be paid.
pub(super) fn payment_days(agreement: &Agreement) -> u32 {
    agreement.billing.payment_days.unwrap_or(STATUTORY_PAYMENT_DAYS)
}
