//! Issuing: from an approved statement to invoices and credit notes, and pro formas before that.

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::approval::ApprovedStatement;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::DocumentTotals;
use crate::billing::settlement::due_on;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::statement::draw_up;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::STATUTORY_PAYMENT_DAYS;
use crate::domain::calendar::BillingPeriod;

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
    /// The period that it bills.
    pub period: BillingPeriod,
    /// Its totals.
    pub totals: DocumentTotals,
    /// Its lines.
    pub lines: Vec<StatementLine>,
    /// The numbers and dates of the invoices that a credit note corrects.
    pub corrects: Vec<(String, NaiveDate)>,
}

/// The documents of an approved statement, with their numbers.
pub fn issue(
    agreement: &Agreement,
    actuals: &Actuals,
    approved: &ApprovedStatement,
) -> Vec<Invoice> {
    let by = Some(approved.approved_by().to_owned());
    documents(agreement, actuals, approved.statement(), by.as_ref())
}

/// The same documents before anybody has approved them.
pub fn pro_forma(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
) -> Vec<Invoice> {
    documents(agreement, actuals, statement, None)
}

fn documents(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
    approved_by: Option<&String>,
) -> Vec<Invoice> {
    let days = agreement.billing.payment_days.unwrap_or(STATUTORY_PAYMENT_DAYS);
    let made = statement.invoices.iter().map(|totals| Invoice {
        number: statement.number(totals),
        approved_by: approved_by.cloned(),
        issued_on: statement.as_at,
        due_on: due_on(statement.as_at, days),
        period: statement.period,
        totals: totals.clone(),
        lines: totals.line_indices.iter().map(|at| statement.lines[*at].clone()).collect(),
        corrects: corrected(agreement, actuals, totals),
    });
    made.collect()
}

/// The invoices that a credit note corrects: those of the same VAT group of the periods in which it
/// makes less due.
fn corrected(
    agreement: &Agreement,
    actuals: &Actuals,
    credit_note: &DocumentTotals,
) -> Vec<(String, NaiveDate)> {
    let invoice_of = |period: &BillingPeriod| {
        let issued_on = agreement.as_at_default(*period);
        let statement = draw_up(agreement, actuals, *period, issued_on);
        let invoice = statement.invoices.iter().find(|invoice| {
            invoice.document == DocumentKind::Invoice
                && invoice.vat_treatment_group == credit_note.vat_treatment_group
        })?;
        Some((statement.number(invoice)?, issued_on))
    };
    credit_note.corrects.iter().filter_map(invoice_of).collect()
}
