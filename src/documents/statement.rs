//! The recharge statement on paper: for finance on both sides, to agree before the invoice.
//!
//! A pocket calculator gives each amount from the yearly charge that is printed; a named officer's
//! salary is left out.

use crate::billing::accrual::dates_in_words;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::VatGroup;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::documents::letterhead::address;
use crate::documents::letterhead::ask;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::KeyFigure;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;

/// The statement of a period.
pub fn statement(agreement: &Agreement, statement: &RechargeStatement) -> Document {
    let title = format!("Recharge statement {}", statement.period);
    let reference = format!("{}-{}", statement.agreement, statement.period.compact());
    let mut document = Document::new(&agreement.supplier.name, &title, reference, statement.as_at);
    document.colour = colour_of(&agreement.supplier);
    let dates = Period { first: statement.from, last: statement.to }.in_words();
    document.subject = format!("What is due for {dates} under {}, to be agreed", agreement.title);
    document.push(Block::lead(format!("{}. {dates}.", agreement.title)));
    document.push(Block::Addresses(vec![
        address("From", &agreement.supplier, false),
        address("To", &agreement.purchaser, false),
    ]));
    let figure = |figure: Money, label: &str| KeyFigure {
        figure: figure.in_pounds(),
        label: label.to_owned(),
        symbol: None,
    };
    document.push(Block::KeyFigures(vec![
        figure(statement.net, "Net"),
        figure(statement.vat, "VAT"),
        figure(statement.gross, "To pay"),
    ]));
    let known = format!("Drawn up under what was known on {}.", in_words(statement.as_at));
    document.push(Block::paragraph(known));
    document.push(Block::heading("What is due"));
    document.push(Block::Table(lines(statement)));
    if !statement.invoices.is_empty() {
        document.push(Block::heading("The documents it becomes"));
        document.push(Block::Table(documents(statement)));
    }
    not_billed(statement, &mut document);
    workings(statement, &mut document);
    if let Some(words) = ask(&agreement.supplier) {
        document.push(Block::paragraph(words));
    }
    document
}

fn lines(statement: &RechargeStatement) -> Table {
    let columns = vec![
        Column::text("Clause"),
        Column::text("Line").heads_rows(),
        Column::text("VAT"),
        Column::figures("Net"),
    ];
    let mut table = Table::new("What is due, line by line", columns);
    for line in statement.current() {
        push_line(&mut table, line);
    }
    let mut of = None;
    for line in statement.adjustments() {
        if of != Some(line.period) {
            of = Some(line.period);
            let dates = dates_in_words(line.period.dates());
            table.push_group(format!("Adjustments for {}, {dates}", line.period));
        }
        push_line(&mut table, line);
    }
    table.push_total(RowKind::Subtotal, "Net", statement.net.in_pounds());
    table.push_total(RowKind::Subtotal, "VAT", statement.vat.in_pounds());
    table.push_total(RowKind::Total, "To pay", statement.gross.in_pounds());
    table
}

fn push_line(table: &mut Table, line: &StatementLine) {
    let mut name = Cell::new(line.description.as_str());
    if let Some(brief) = line.trace.in_brief() {
        name = name.with_detail(brief);
    }
    let vat = line.vat_treatment.map_or("undecided", Treatment::in_words);
    table.push([
        Cell::new(line.clause.as_str()),
        name,
        Cell::new(vat),
        Cell::new(line.net.in_pounds()),
    ]);
}

fn documents(statement: &RechargeStatement) -> Table {
    let columns = vec![
        Column::text("Document").heads_rows(),
        Column::figures("Net"),
        Column::figures("VAT"),
        Column::figures("Gross"),
    ];
    let mut table = Table::new("The documents that the statement becomes", columns);
    for document in &statement.invoices {
        let kind = match document.document {
            DocumentKind::Invoice => "Invoice",
            DocumentKind::CreditNote => "Credit note",
        };
        let group = match document.vat_treatment_group {
            VatGroup::OutsideScope => "outside the scope of VAT",
            VatGroup::InsideScope => "inside the scope of VAT",
            VatGroup::Undecided => "VAT undecided",
        };
        let mut name = Cell::new(format!("{kind}, {group}"));
        if let Some(number) = statement.number(document) {
            name = name.with_detail(number);
        }
        table.push([
            name,
            Cell::new(document.net.in_pounds()),
            Cell::new(document.vat.in_pounds()),
            Cell::new(document.gross.in_pounds()),
        ]);
    }
    table
}

fn not_billed(statement: &RechargeStatement, document: &mut Document) {
    if statement.not_billed.is_empty() {
        return;
    }
    document.push(Block::heading("What is not billed, and why"));
    let columns = vec![
        Column::text("Clause"),
        Column::text("Line").heads_rows(),
        Column::text("Why"),
        Column::text("Days"),
        Column::figures("Sum"),
    ];
    let mut table = Table::new("What is not billed, and why", columns);
    for entry in &statement.not_billed {
        let dates = dates_in_words(Period { first: entry.from, last: entry.to });
        table.push([
            entry.clause.clone(),
            entry.description.clone(),
            entry.reason.clone(),
            dates,
            entry.amount.map_or("not known".to_owned(), Money::in_pounds),
        ]);
    }
    document.push(Block::Table(table));
}

fn workings(statement: &RechargeStatement, document: &mut Document) {
    if statement.lines.is_empty() {
        return;
    }
    document.push(Block::heading("How this was worked out"));
    let columns = vec![Column::text("Step").heads_rows(), Column::figures("Figure")];
    let mut table = Table::new("How each line was worked out, step by step", columns);
    for line in &statement.lines {
        let what = if line.adjustment { "adjustment for " } else { "" };
        table.push_group(format!(
            "{}, {what}{} (clause {})",
            line.description, line.period, line.clause
        ));
        for step in line.trace.steps_from_yearly_charge() {
            let figure = step.figure();
            table.push([step.step, figure]);
        }
    }
    document.push(Block::Table(table));
}
