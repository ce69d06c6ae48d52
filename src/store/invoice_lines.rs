//! The lines of invoices and credit notes as they were issued.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use crate::billing::invoice::DocumentKind;
use crate::domain::calendar::BillingPeriod;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::people::AgreementId;
use crate::domain::people::CouncilId;
use crate::domain::people::InvoiceId;
use crate::domain::people::StatementId;
use crate::domain::vat::Treatment;
use crate::store::connection::Books;
use crate::store::connection::each;
use crate::store::error::StoreError;
use crate::store::invoices::Issued;
use crate::store::invoices::kind_of;
use crate::store::schema::invoice_lines;
use crate::store::schema::invoices;
use crate::store::values::pence;
use crate::store::values::period;
use crate::store::values::treatment;
use crate::store::values::treatment_word;

/// A line of an invoice or credit note as it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IssuedLine {
    /// Its number on the document, from 1.
    pub number: i32,
    /// The statement's line that it bills: statement and number.
    pub bills: Option<(StatementId, i32)>,
    /// The line of the invoice that it gives back.
    pub credits_line: Option<i32>,
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The period that it belongs to.
    pub period: BillingPeriod,
    /// The clause.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The sum, without VAT.
    pub net: Money,
    /// How VAT treats it.
    pub vat_treatment: Option<Treatment>,
    /// The rate, in per cent.
    pub vat_rate: String,
}

#[derive(Queryable, Insertable, Selectable)]
#[diesel(table_name = invoice_lines)]
#[diesel(treat_none_as_default_value = false)]
struct LineRow {
    supplier_id: String,
    invoice_id: String,
    line_no: i32,
    statement_id: Option<String>,
    statement_line_no: Option<i32>,
    credits_line_no: Option<i32>,
    line: String,
    kind: String,
    period: String,
    clause: String,
    description: String,
    net_pence: i64,
    vat_treatment: String,
    vat_rate: String,
}

impl LineRow {
    fn of(issued: &Issued, line: &IssuedLine) -> Result<LineRow, StoreError> {
        let (statement, number) = line.bills.clone().unzip();
        Ok(LineRow {
            supplier_id: issued.supplier.to_string(),
            invoice_id: issued.id.to_string(),
            line_no: line.number,
            statement_id: statement.map(|id| id.to_string()),
            statement_line_no: number,
            credits_line_no: line.credits_line,
            line: line.line.clone(),
            kind: line.kind.word().to_owned(),
            period: line.period.to_string(),
            clause: line.clause.clone(),
            description: line.description.clone(),
            net_pence: pence(line.net)?,
            vat_treatment: treatment_word(line.vat_treatment).to_owned(),
            vat_rate: line.vat_rate.clone(),
        })
    }

    fn line(self) -> Result<IssuedLine, StoreError> {
        let of = "a line of the invoice";
        let damaged = |says: &str| StoreError::damaged(of, self.invoice_id.as_str(), says);
        Ok(IssuedLine {
            number: self.line_no,
            kind: LineKind::parse(&self.kind).ok_or_else(|| damaged("its kind"))?,
            period: period(&self.period, of, &self.invoice_id)?,
            vat_treatment: treatment(&self.vat_treatment, of, &self.invoice_id)?,
            bills: self.statement_id.map(StatementId::from).zip(self.statement_line_no),
            credits_line: self.credits_line_no,
            line: self.line,
            clause: self.clause,
            description: self.description,
            net: Money::from_pence(self.net_pence),
            vat_rate: self.vat_rate,
        })
    }
}

/// Adds a document's lines.
pub(super) fn add(
    books: &mut Books,
    issued: &Issued,
    lines: &[IssuedLine],
) -> Result<(), StoreError> {
    let rows: Vec<LineRow> =
        lines.iter().map(|line| LineRow::of(issued, line)).collect::<Result<_, _>>()?;
    for rows in rows.chunks(100) {
        each!(books, c => diesel::insert_into(invoice_lines::table).values(rows).execute(c))?;
    }
    Ok(())
}

/// A document's lines, in order.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn of_document(
    books: &mut Books,
    supplier: &CouncilId,
    id: &InvoiceId,
) -> Result<Vec<IssuedLine>, StoreError> {
    let rows: Vec<LineRow> = invoice_lines::table
        .filter(invoice_lines::supplier_id.eq(supplier.as_str()))
        .filter(invoice_lines::invoice_id.eq(id.as_str()))
        .order(invoice_lines::line_no)
        .select(LineRow::as_select())
        .load(books)?;
    rows.into_iter().map(LineRow::line).collect()
}

/// A line of an agreement's invoices and credit notes, with the number and day of its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineOnDocument {
    /// The document's number.
    pub number: String,
    /// An invoice or a credit note.
    pub kind: DocumentKind,
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// Which issue of the agreement it belongs to.
    pub issue: i32,
    /// The line.
    pub line: IssuedLine,
}

/// Every line of an agreement's invoices and credit notes.
///
/// # Errors
/// The database's own, and a row that cannot be read back.
pub fn of_agreement(
    books: &mut Books,
    supplier: &CouncilId,
    agreement: &AgreementId,
) -> Result<Vec<LineOnDocument>, StoreError> {
    let documents: Vec<(String, String, String, NaiveDate, i32)> = invoices::table
        .filter(invoices::supplier_id.eq(supplier.as_str()))
        .filter(invoices::agreement_id.eq(agreement.as_str()))
        .order((invoices::issue, invoices::number_in_series))
        .select((
            invoices::id,
            invoices::number,
            invoices::kind,
            invoices::issued_on,
            invoices::issue,
        ))
        .load(books)?;
    let mut found = Vec::new();
    for (id, number, kind, issued_on, issue) in documents {
        let kind = kind_of(&kind)
            .ok_or_else(|| StoreError::damaged("the invoice", number.as_str(), "its kind"))?;
        // One document at a time, as the lines of statements are asked for.
        for line in of_document(books, supplier, &id.into())? {
            let number = number.clone();
            found.push(LineOnDocument { number, kind, issued_on, issue, line });
        }
    }
    Ok(found)
}
