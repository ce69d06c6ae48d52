//! The recharge statement on paper: for finance on both sides, to agree before the invoice.
//!
//! A pocket calculator gives each amount from the yearly charge that is printed; a named officer's
//! salary is left out.

mod changes;
mod year;

use crate::billing::accrual::dates_in_words;
use crate::billing::actuals::Actuals;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::DocumentTotals;
use crate::billing::invoice::VatGroup;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::what_changed::WhatChanged;
use crate::billing::what_changed::what_changed;
use crate::billing::what_changed::what_changed_after;
use crate::billing::year::part_of_year;
use crate::billing::year_to_date::BilledInYear;
use crate::billing::year_to_date::YearToDate;
use crate::billing::year_to_date::year_to_date;
use crate::billing::year_to_date::year_to_date_after;
use crate::documents::letterhead::address;
use crate::documents::letterhead::ask;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::KeyFigure;
use crate::documents::page::Note;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Signatory;
use crate::documents::page::Table;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Authority;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;

/// What stands in the books before a statement: what its paper says of the year and of what changed
/// rests on it.
#[derive(Debug, Clone, Default)]
pub struct InBooks {
    /// The statement of a period before; `None` where this is the first.
    pub before: Option<RechargeStatement>,
    /// What is billed of the financial year already.
    pub billed: Vec<BilledInYear>,
}

/// The statement of a period on files alone. Only once it is approved its documents bear their
/// numbers: before that it says what they would be.
pub fn statement(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
    is_approved: bool,
) -> Document {
    let changed = || what_changed(agreement, actuals, statement);
    let year = || year_to_date(agreement, actuals, statement);
    paper(agreement, statement, is_approved, changed, year)
}

/// The statement of a period where books are kept.
pub fn statement_in_books(
    agreement: &Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
    books: &InBooks,
) -> Document {
    let before = books.before.as_ref();
    let changed = || before.map(|before| what_changed_after(agreement, actuals, statement, before));
    let year = || year_to_date_after(agreement, actuals, statement, &books.billed);
    paper(agreement, statement, false, changed, year)
}

fn paper<'a>(
    agreement: &'a Agreement,
    statement: &RechargeStatement,
    is_approved: bool,
    changed: impl FnOnce() -> Option<WhatChanged<'a>>,
    year: impl FnOnce() -> YearToDate,
) -> Document {
    let title = statement.title();
    let (by, reference) = (&agreement.supplier.name, statement.reference());
    let mut document = Document::new(by, &title, reference, statement.as_at);
    document.colour = colour_of(&agreement.supplier);
    let dates = dates_in_words(Period { first: statement.from, last: statement.to });
    document.subject = format!("What is due for {dates} under {}, to be agreed", agreement.title);
    document.push(Block::lead(format!("{}. {dates}.", agreement.title)));
    document.push(Block::Addresses(vec![
        address("From", &agreement.supplier, false),
        address("To", &agreement.purchaser, false),
    ]));
    glance(agreement, statement, &mut document);
    document.push(Block::heading("What is due"));
    document.push(Block::Table(lines(statement)));
    if !statement.invoices.is_empty() {
        document.push(Block::Together(vec![
            Block::heading("The documents it becomes"),
            Block::Table(documents(statement, is_approved)),
        ]));
    }
    not_billed(statement, &mut document);
    // A reconciliation stands beside the periods: none is before it, and it is in no year's sums; a
    // closing statement is nothing but what changed.
    if statement.reconciles.is_none() && !statement.closes {
        changes::what_changed(changed().as_ref(), &mut document);
        let part = part_of_year(agreement, statement.period.year, statement.as_at);
        year::year_to_date(&year(), part, &mut document);
    }
    workings(statement, &mut document);
    agreed(agreement, statement, &mut document);
    document
}

/// The period at a glance: what it comes to, and on what day that was known.
fn glance(agreement: &Agreement, statement: &RechargeStatement, document: &mut Document) {
    let figure = |figure: Money, label: &str| KeyFigure {
        figure: figure.in_pounds(),
        label: label.to_owned(),
        symbol: None,
    };
    document.push(Block::KeyFigures(vec![
        figure(statement.net, "Net"),
        figure(statement.vat, "VAT"),
        figure(statement.gross, if statement.gross.is_credit() { "Credit" } else { "To pay" }),
    ]));
    let known = format!("Drawn up under what was known on {}.", in_words(statement.as_at));
    document.push(Block::paragraph(known));
    if statement.preview {
        let own = in_words(statement.own_day(agreement));
        document.push(Block::Note(Note {
            heading: Some("This is a preview".to_owned()),
            paragraphs: vec![
                format!(
                    "The statement’s own day is {own}. What becomes known until then may change \
                     it; its documents have no numbers, and nothing is to be paid on it."
                )
                .into(),
            ],
        }));
    }
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
        push_line(&mut table, line, line.trace.in_brief());
    }
    let mut of = None;
    for line in statement.adjustments() {
        if of != Some(line.period) {
            of = Some(line.period);
            let dates = dates_in_words(line.period.dates());
            table.push_group(format!("Adjustments for {}, {dates}", line.period));
        }
        push_line(&mut table, line, None);
    }
    if statement.lines.is_empty() {
        table.push_group("Nothing is due for this period");
    }
    table.push_total(RowKind::Subtotal, "Net", statement.net.in_pounds());
    table.push_total(RowKind::Subtotal, "VAT", statement.vat.in_pounds());
    let to_pay = if statement.gross.is_credit() { "Credit" } else { "To pay" };
    table.push_total(RowKind::Total, to_pay, statement.gross.in_pounds());
    table
}

fn push_line(table: &mut Table, line: &StatementLine, brief: Option<String>) {
    let mut name = Cell::new(line.description.as_str());
    if let Some(brief) = brief {
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

fn documents(statement: &RechargeStatement, is_approved: bool) -> Table {
    let columns = vec![
        Column::text("Document").heads_rows(),
        Column::figures("Net"),
        Column::figures("VAT"),
        Column::figures("Gross"),
    ];
    let mut table = Table::new("The documents that the statement becomes", columns);
    for document in &statement.invoices {
        let mut name = Cell::new(document_in_words(document));
        let number = statement.number(document).filter(|_| is_approved);
        let corrects: Vec<String> = document.corrects.iter().map(ToString::to_string).collect();
        let corrects = (!corrects.is_empty()).then(|| format!("corrects {}", corrects.join(", ")));
        let detail: Vec<String> = number.into_iter().chain(corrects).collect();
        if !detail.is_empty() {
            name = name.with_detail(detail.join(", "));
        }
        table.push([
            name,
            Cell::new(document.net.in_pounds()),
            Cell::new(document.vat.in_pounds()),
            Cell::new(document.gross.in_pounds()),
        ]);
    }
    let sums = [statement.net, statement.vat, statement.gross].map(Money::in_pounds);
    let cells = std::iter::once("Together".to_owned()).chain(sums);
    table.rows.push(Row::new(RowKind::Total, cells));
    table
}

fn document_in_words(document: &DocumentTotals) -> String {
    let kind = match document.document {
        DocumentKind::Invoice => "Invoice",
        DocumentKind::CreditNote => "Credit note",
    };
    let group = match document.vat_treatment_group {
        VatGroup::OutsideScope => "outside the scope of VAT",
        VatGroup::InsideScope => "inside the scope of VAT",
        VatGroup::Undecided => "VAT undecided: it cannot be issued",
    };
    format!("{kind}, {group}")
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
            capital(&entry.reason),
            dates,
            entry.amount.map_or("not known".to_owned(), Money::in_pounds),
        ]);
    }
    document.push(Block::Table(table));
}

/// That the workings begin after what a post is paid, where one of them does.
fn withheld(statement: &RechargeStatement) -> &'static str {
    let withholds = |line: &StatementLine| {
        line.trace.steps_from_yearly_charge().len() < line.trace.steps().len()
    };
    if statement.lines.iter().any(withholds) {
        " The yearly cost of the whole post is stated in the agreement and left out here."
    } else {
        ""
    }
}

fn workings(statement: &RechargeStatement, document: &mut Document) {
    if statement.lines.is_empty() {
        return;
    }
    document.push(Block::heading("How this was worked out"));
    let columns = vec![Column::text("Step").heads_rows(), Column::figures("Figure")];
    let from = match statement.reconciles {
        Some(_) => "From the days agreed to the sum above.",
        None => "From the charge of a year to the sum above.",
    };
    let mut table = Table::new("How each line was worked out, step by step", columns)
        .with_caption(format!("{from}{} More than two decimals are exact.", withheld(statement)));
    for line in &statement.lines {
        let what = if line.adjustment { "adjustment for " } else { "" };
        table.push_group(format!(
            "{}, {what}{} (clause {})",
            line.description, line.period, line.clause
        ));
        let steps = line.trace.steps_from_yearly_charge();
        if steps.is_empty() {
            table.push(["Nothing is billed on it in this period", "0.00"]);
        }
        for step in steps {
            let figure = step.figure();
            table.push([step.step, figure]);
        }
    }
    document.push(Block::Table(table));
}

/// Where the finance officers of both sides sign.
fn agreed(agreement: &Agreement, statement: &RechargeStatement, document: &mut Document) {
    let signatory = |authority: &Authority| Signatory {
        party: authority.name.clone(),
        name: None,
        position: None,
    };
    let sum = statement.gross.in_pounds();
    let what = match statement.reconciles {
        Some(year) => format!("the days of {year}"),
        None => statement.period.to_string(),
    };
    let deemed = agreement.acceptance_days.map_or(String::new(), |days| {
        format!(" A statement that nobody has queried after {days} days is taken as agreed.")
    });
    let words = if statement.preview {
        "A preview is not signed.".to_owned()
    } else {
        format!("We agree {sum}, with VAT, for {what}, as stated here.{deemed}")
    };
    let mut last = vec![Block::heading("Agreed by the finance officers"), Block::paragraph(words)];
    if !statement.preview {
        last.push(Block::Signatures(vec![
            signatory(&agreement.supplier),
            signatory(&agreement.purchaser),
        ]));
    }
    last.extend(ask(&agreement.supplier).map(Block::paragraph));
    document.push(Block::Together(last));
}
