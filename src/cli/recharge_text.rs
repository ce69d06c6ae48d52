//! A recharge statement as text.

use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::DocumentTotals;
use crate::billing::invoice::VatGroup;
use crate::billing::statement::NotBilled;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::vat::Treatment;

/// The statement for people, with the working of each line where that is asked for, and its
/// documents: those that it would become until somebody has approved it.
pub fn statement(
    agreement: &Agreement,
    statement: &RechargeStatement,
    approved_by: Option<&str>,
    explain: bool,
) -> String {
    let period = Period { first: statement.from, last: statement.to };
    let title = format!("{}: {}", statement.title(), period.in_words());
    let mut text = heading(&title);
    text.push_str(&format!("{} ({})\n", agreement.title, agreement.reference));
    text.push_str(&format!(
        "{} to {}, as at {}{}\n\n",
        agreement.supplier.name,
        agreement.purchaser.name,
        in_words(statement.as_at),
        if statement.preview { " (a preview, not the day of the statement)" } else { "" }
    ));
    text.push_str(&lines(statement, explain));
    text.push_str(&documents(statement, approved_by));
    text.push_str(&not_billed(&statement.not_billed));
    text
}

fn lines(statement: &RechargeStatement, explain: bool) -> String {
    if statement.lines.is_empty() {
        return "Nothing is due for this period.\n".to_owned();
    }
    let mut columns =
        Columns::new(0, &[Align::Left, Align::Left, Align::Left, Align::Left, Align::Right]);
    columns.row(["Clause", "Line", "For", "VAT", "Net"]);
    columns.rule();
    for line in &statement.lines {
        columns.row([
            line.clause.clone(),
            line.description.clone(),
            if line.adjustment {
                format!("{}, adjusted", line.period)
            } else {
                line.period.to_string()
            },
            line.vat_treatment.map_or("undecided", Treatment::in_words).to_owned(),
            line.net.in_pounds(),
        ]);
        if explain {
            explain_line(line, &mut columns);
        }
    }
    columns.rule();
    columns.row(["", "Net", "", "", &statement.net.in_pounds()]);
    columns.row(["", "VAT", "", "", &statement.vat.in_pounds()]);
    columns.row(["", "To pay", "", "", &statement.gross.in_pounds()]);
    columns.text()
}

fn explain_line(line: &StatementLine, columns: &mut Columns) {
    let steps = line.trace.steps();
    let longest = steps.iter().map(|step| step.step.chars().count()).max().unwrap_or_default();
    for step in steps {
        let pad = " ".repeat(longest - step.step.chars().count());
        columns.line(format!("    {}{pad}  {:>16}", step.step, step.figure()));
    }
    columns.line("");
}

/// What a document is, or would be: `Invoice, outside the scope of VAT`.
fn document_in_words(document: &DocumentTotals, is_approved: bool) -> String {
    let kind = match (document.document, is_approved) {
        (DocumentKind::Invoice, true) => "Invoice",
        (DocumentKind::CreditNote, true) => "Credit note",
        (DocumentKind::Invoice, false) => "To be invoiced",
        (DocumentKind::CreditNote, false) => "To be credited",
    };
    let group = match document.vat_treatment_group {
        VatGroup::OutsideScope => "outside the scope of VAT",
        VatGroup::InsideScope => "inside the scope of VAT",
        VatGroup::Undecided => "VAT undecided: it cannot be issued",
    };
    format!("{kind}, {group}")
}

/// The documents of an approved statement by their numbers, or what would be invoiced and credited.
fn documents(statement: &RechargeStatement, approved_by: Option<&str>) -> String {
    if statement.invoices.is_empty() {
        return String::new();
    }
    let mut columns =
        Columns::new(2, &[Align::Left, Align::Left, Align::Right, Align::Right, Align::Right]);
    columns.row(["", "", "Net", "VAT", "Gross"]);
    for document in &statement.invoices {
        let mut words = document_in_words(document, approved_by.is_some());
        if !document.corrects.is_empty() {
            let periods: Vec<String> = document.corrects.iter().map(ToString::to_string).collect();
            words.push_str(&format!(", for {}", periods.join(", ")));
        }
        let number = approved_by.and_then(|_| statement.number(document));
        columns.row([
            number.unwrap_or_else(|| document.letter.to_string()),
            words,
            document.net.in_pounds(),
            document.vat.in_pounds(),
            document.gross.in_pounds(),
        ]);
    }
    let heading = match approved_by {
        Some(by) => format!("Documents, approved by {by}"),
        None => "What would be invoiced".to_owned(),
    };
    format!("\n{heading}\n{}{}", columns.text(), on_paper(statement))
}

/// Which credit notes give back what no invoice has charged, as a standing rebate does.
fn on_paper(statement: &RechargeStatement) -> String {
    let credits =
        statement.invoices.iter().filter(|made| made.document == DocumentKind::CreditNote);
    let said = credits.filter(|made| made.corrects.is_empty()).map(|made| {
        let words = format!(
            "{} gives back what no invoice has charged. It names no invoice, so it has no \
             electronic form: send it on paper.",
            made.letter
        );
        paragraph(&words, 2)
    });
    said.collect()
}

/// What is not billed, and why.
fn not_billed(entries: &[NotBilled]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    let mut text = "\nNot billed\n".to_owned();
    for entry in entries {
        let dates =
            crate::billing::accrual::dates_in_words(Period { first: entry.from, last: entry.to });
        let sum = entry.amount.map_or(String::new(), |sum| format!(", {}", sum.in_pounds()));
        let words = format!(
            "{} ({}, clause {}): {}, {dates}{sum}",
            entry.description, entry.line, entry.clause, entry.reason
        );
        text.push_str(&paragraph(&words, 2));
    }
    text
}
