//! Invoices and credit notes as they were issued, the files made of them, and what became of them.

use chrono::NaiveDate;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::Serialize;

use crate::billing::invoice::DocumentKind;
use crate::domain::calendar::BillingPeriod;
use crate::domain::money::Money;
use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::domain::people::StatementId;
use crate::domain::vat::Treatment;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::invoice_lines;
use crate::store::invoice_lines::IssuedLine;
use crate::store::schema::invoice_progress;
use crate::store::schema::invoice_rates;
use crate::store::schema::invoices;
use crate::store::values::pence;
use crate::store::values::period;
use crate::store::values::treatment;
use crate::store::values::treatment_word;

pub mod listed;

/// An invoice or credit note as it was issued. Nothing of it changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Issued {
    /// Its supplier.
    pub supplier: CouncilId,
    /// Its name in the books.
    pub id: InvoiceId,
    /// Its agreement.
    pub agreement: AgreementId,
    /// Who pays, or is paid back.
    pub purchaser: CouncilId,
    /// The statement that it is of; `None` for the credit of an invoice.
    pub statement: Option<StatementId>,
    /// The invoice that it gives back, where it is the credit of one.
    pub credits: Option<InvoiceId>,
    /// An invoice or a credit note.
    pub kind: DocumentKind,
    /// The series of its number.
    pub series: String,
    /// Its number in that series.
    pub number_in_series: i64,
    /// Its number, as it is printed.
    pub number: String,
    /// Which issue of the agreement it belongs to, from 1.
    pub issue: i32,
    /// The period.
    pub period: BillingPeriod,
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// The day it is due, received on that day.
    pub due_on: NaiveDate,
    /// The days in which it is to be paid.
    pub payment_days: i32,
    /// The version of the agreement's file that it is made from.
    pub version: i32,
    /// All lines, without VAT; negative on a credit note.
    pub net: Money,
    /// The VAT.
    pub vat: Money,
    /// Both.
    pub gross: Money,
    /// Why, for the credit of an invoice.
    pub reason: Option<String>,
    /// Who approved it.
    pub approved_by: String,
    /// Who issued it.
    pub issued_by: String,
    /// When.
    pub issued_at: NaiveDateTime,
    /// SHA-256 over its lines and totals.
    pub hash: String,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = invoices)]
#[diesel(treat_none_as_default_value = false)]
struct Row {
    supplier_id: String,
    id: String,
    agreement_id: String,
    purchaser_id: String,
    statement_id: Option<String>,
    credits_id: Option<String>,
    kind: String,
    series: String,
    number_in_series: i64,
    number: String,
    issue: i32,
    period: String,
    issued_on: NaiveDate,
    due_on: NaiveDate,
    payment_days: i32,
    version: i32,
    net_pence: i64,
    vat_pence: i64,
    gross_pence: i64,
    reason: Option<String>,
    approved_by: String,
    issued_by: String,
    issued_at: NaiveDateTime,
    hash: String,
}

fn kind_word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit-note",
    }
}

/// The kind that a word of the books names.
pub(super) fn kind_of(word: &str) -> Option<DocumentKind> {
    [DocumentKind::Invoice, DocumentKind::CreditNote].into_iter().find(|k| kind_word(*k) == word)
}

impl Row {
    fn of(issued: &Issued) -> Result<Row, StoreError> {
        Ok(Row {
            supplier_id: issued.supplier.to_string(),
            id: issued.id.to_string(),
            agreement_id: issued.agreement.to_string(),
            purchaser_id: issued.purchaser.to_string(),
            statement_id: issued.statement.as_ref().map(ToString::to_string),
            credits_id: issued.credits.as_ref().map(ToString::to_string),
            kind: kind_word(issued.kind).to_owned(),
            series: issued.series.clone(),
            number_in_series: issued.number_in_series,
            number: issued.number.clone(),
            issue: issued.issue,
            period: issued.period.to_string(),
            issued_on: issued.issued_on,
            due_on: issued.due_on,
            payment_days: issued.payment_days,
            version: issued.version,
            net_pence: pence(issued.net)?,
            vat_pence: pence(issued.vat)?,
            gross_pence: pence(issued.gross)?,
            reason: issued.reason.clone(),
            approved_by: issued.approved_by.clone(),
            issued_by: issued.issued_by.clone(),
            issued_at: issued.issued_at,
            hash: issued.hash.clone(),
        })
    }

    fn issued(self) -> Result<Issued, StoreError> {
        let kind = kind_of(&self.kind)
            .ok_or_else(|| StoreError::damaged("the invoice", self.id.as_str(), "its kind"))?;
        Ok(Issued {
            kind,
            period: period(&self.period, "the invoice", &self.id)?,
            supplier: self.supplier_id.into(),
            id: self.id.into(),
            agreement: self.agreement_id.into(),
            purchaser: self.purchaser_id.into(),
            statement: self.statement_id.map(Into::into),
            credits: self.credits_id.map(Into::into),
            series: self.series,
            number_in_series: self.number_in_series,
            number: self.number,
            issue: self.issue,
            issued_on: self.issued_on,
            due_on: self.due_on,
            payment_days: self.payment_days,
            version: self.version,
            net: Money::from_pence(self.net_pence),
            vat: Money::from_pence(self.vat_pence),
            gross: Money::from_pence(self.gross_pence),
            reason: self.reason,
            approved_by: self.approved_by,
            issued_by: self.issued_by,
            issued_at: self.issued_at,
            hash: self.hash,
        })
    }
}

/// A document's totals for one rate of VAT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssuedRate {
    /// How VAT treats the lines.
    pub vat_treatment: Option<Treatment>,
    /// The rate, in per cent.
    pub vat_rate: String,
    /// The lines, without VAT.
    pub net: Money,
    /// The VAT on them.
    pub vat: Money,
}

/// Adds an invoice or credit note with its lines and totals, to be rendered.
///
/// # Errors
/// The database's own: among them that of a number, or a statement's line, used twice.
pub fn add(
    books: &mut Books,
    issued: &Issued,
    lines: &[IssuedLine],
    rates: &[IssuedRate],
) -> Result<(), StoreError> {
    diesel::insert_into(invoices::table).values(Row::of(issued)?).execute(books)?;
    invoice_lines::add(books, issued, lines)?;
    let mut rows = Vec::with_capacity(rates.len());
    for (number, rate) in (1..).zip(rates) {
        rows.push((
            invoice_rates::supplier_id.eq(issued.supplier.as_str()),
            invoice_rates::invoice_id.eq(issued.id.as_str()),
            invoice_rates::rate_no.eq(number),
            invoice_rates::vat_treatment.eq(treatment_word(rate.vat_treatment)),
            invoice_rates::vat_rate.eq(&rate.vat_rate),
            invoice_rates::net_pence.eq(pence(rate.net)?),
            invoice_rates::vat_pence.eq(pence(rate.vat)?),
        ));
    }
    each!(books, c => diesel::insert_into(invoice_rates::table).values(&rows).execute(c))?;
    let progress = (
        invoice_progress::supplier_id.eq(issued.supplier.as_str()),
        invoice_progress::invoice_id.eq(issued.id.as_str()),
        invoice_progress::rendering.eq("to-render"),
        invoice_progress::received_late.eq(false),
        invoice_progress::paid_pence.eq(0),
        invoice_progress::credited_pence.eq(0),
        invoice_progress::disputed_pence.eq(0),
    );
    diesel::insert_into(invoice_progress::table).values(progress).execute(books)?;
    Ok(())
}

/// The last issue of an agreement; nought where there was none.
///
/// # Errors
/// The database's own.
pub fn last_issue(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
) -> Result<i32, StoreError> {
    let last: Option<i32> = invoices::table
        .filter(invoices::supplier_id.eq(supplier.as_str()))
        .filter(invoices::agreement_id.eq(agreement.as_str()))
        .select(diesel::dsl::max(invoices::issue))
        .get_result(books)?;
    Ok(last.unwrap_or(0))
}

/// A document by the number that is printed on it.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn by_number(
    books: &mut Books,
    supplier: &CouncilId,
    number: &str,
) -> Result<Option<Issued>, StoreError> {
    let row: Option<Row> = invoices::table
        .filter(invoices::supplier_id.eq(supplier.as_str()))
        .filter(invoices::number.eq(number))
        .select(Row::as_select())
        .get_result(books)
        .optional()?;
    row.map(Row::issued).transpose()
}

/// A document by its name in the books.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn by_id(
    books: &mut Books,
    supplier: &CouncilId,
    id: &InvoiceId,
) -> Result<Option<Issued>, StoreError> {
    let row: Option<Row> = invoices::table
        .filter(invoices::supplier_id.eq(supplier.as_str()))
        .filter(invoices::id.eq(id.as_str()))
        .select(Row::as_select())
        .get_result(books)
        .optional()?;
    row.map(Row::issued).transpose()
}

/// An agreement's documents, in the order of their issue.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn of_agreement(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
) -> Result<Vec<Issued>, StoreError> {
    let rows: Vec<Row> = invoices::table
        .filter(invoices::supplier_id.eq(supplier.as_str()))
        .filter(invoices::agreement_id.eq(agreement.as_str()))
        .order((invoices::issue, invoices::kind, invoices::number_in_series))
        .select(Row::as_select())
        .load(books)?;
    rows.into_iter().map(Row::issued).collect()
}

/// A statement's documents, in the order of their numbers.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn of_statement(
    books: &mut Books,
    supplier: &CouncilId,
    statement: &StatementId,
) -> Result<Vec<Issued>, StoreError> {
    let rows: Vec<Row> = invoices::table
        .filter(invoices::supplier_id.eq(supplier.as_str()))
        .filter(invoices::statement_id.eq(statement.as_str()))
        .order((invoices::issue, invoices::series, invoices::number_in_series))
        .select(Row::as_select())
        .load(books)?;
    rows.into_iter().map(Row::issued).collect()
}

/// The credit notes that give back an invoice, in the order of their issue.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn crediting(books: &mut Books, issued: &Issued) -> Result<Vec<Issued>, StoreError> {
    let rows: Vec<Row> = invoices::table
        .filter(invoices::supplier_id.eq(issued.supplier.as_str()))
        .filter(invoices::credits_id.eq(issued.id.as_str()))
        .order((invoices::issue, invoices::number_in_series))
        .select(Row::as_select())
        .load(books)?;
    rows.into_iter().map(Row::issued).collect()
}

/// A document's totals for each rate of VAT.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn rates(
    books: &mut Books,
    supplier: &CouncilId,
    id: &InvoiceId,
) -> Result<Vec<IssuedRate>, StoreError> {
    let rows: Vec<(String, String, i64, i64)> = invoice_rates::table
        .filter(invoice_rates::supplier_id.eq(supplier.as_str()))
        .filter(invoice_rates::invoice_id.eq(id.as_str()))
        .order(invoice_rates::rate_no)
        .select((
            invoice_rates::vat_treatment,
            invoice_rates::vat_rate,
            invoice_rates::net_pence,
            invoice_rates::vat_pence,
        ))
        .load(books)?;
    let rate = |(word, vat_rate, net, vat): (String, String, i64, i64)| {
        Ok(IssuedRate {
            vat_treatment: treatment(&word, "a rate of the invoice", id.as_str())?,
            vat_rate,
            net: Money::from_pence(net),
            vat: Money::from_pence(vat),
        })
    };
    rows.into_iter().map(rate).collect()
}

/// The documents of a supplier whose files are still to be made, in the order in which they were
/// issued: their names in the books follow it.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn to_render(
    books: &mut Books,
    supplier: &CouncilId,
    at_most: i64,
) -> Result<Vec<Issued>, StoreError> {
    rendering(books, supplier, "to-render", at_most)
}

/// The documents of a supplier whose files could not be made.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn failed(books: &mut Books, supplier: &CouncilId) -> Result<Vec<Issued>, StoreError> {
    rendering(books, supplier, "failed", i64::MAX)
}

fn rendering(
    books: &mut Books,
    supplier: &CouncilId,
    state: &str,
    at_most: i64,
) -> Result<Vec<Issued>, StoreError> {
    let rows: Vec<Row> = invoices::table
        .inner_join(
            invoice_progress::table.on(invoice_progress::supplier_id
                .eq(invoices::supplier_id)
                .and(invoice_progress::invoice_id.eq(invoices::id))),
        )
        .filter(invoice_progress::supplier_id.eq(supplier.as_str()))
        .filter(invoice_progress::rendering.eq(state))
        .order(invoice_progress::invoice_id)
        .limit(at_most)
        .select(Row::as_select())
        .load(books)?;
    rows.into_iter().map(Row::issued).collect()
}
