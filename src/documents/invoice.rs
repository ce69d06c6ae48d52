//! The invoice and the credit note on paper, with all that VAT Regulations 1995, regulation 14
//! asks.
//!
//! A document outside the scope of VAT is headed *Invoice*, shows no VAT and no VAT numbers, and
//! says why. Before anybody has approved it, it is a pro forma.

use crate::billing::accrual::dates_in_words;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::VatGroup;
use crate::billing::issue::Invoice;
use crate::billing::statement::StatementLine;
use crate::documents::letterhead::address;
use crate::documents::letterhead::ask;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;

/// An invoice or credit note of an agreement, or the pro forma of one.
pub fn invoice(agreement: &Agreement, invoice: &Invoice) -> Document {
    let title = title(invoice);
    let reference = invoice.number.clone().unwrap_or_else(|| "Preview".to_owned());
    let mut document =
        Document::new(&agreement.supplier.name, &title, reference, invoice.issued_on);
    document.colour = colour_of(&agreement.supplier);
    document.subject = format!("{title} for {} under {}", invoice.period, agreement.title);
    let shows_vat = shows_vat(invoice);
    document.push(Block::Addresses(vec![
        address("From", &agreement.supplier, shows_vat),
        address("To", &agreement.purchaser, shows_vat),
    ]));
    document.push(key_facts(agreement, invoice));
    if invoice.approved_by.is_none() {
        document.push(Block::note(
            "This is a pro forma, to be agreed. It is not an invoice and no payment is due on it.",
        ));
    }
    corrections(invoice, &mut document);
    document.push(Block::heading("What is charged"));
    document.push(Block::Table(lines(invoice)));
    if shows_vat {
        document.push(Block::heading("VAT"));
        document.push(Block::Table(rates(invoice)));
    } else {
        document.push(Block::paragraph(why_no_vat(invoice)));
    }
    document.push(Block::Together(how_to_pay(agreement, invoice)));
    document
}

fn title(invoice: &Invoice) -> String {
    let plain = match invoice.totals.document {
        DocumentKind::Invoice => "invoice",
        DocumentKind::CreditNote => "credit note",
    };
    match (invoice.approved_by.is_some(), invoice.totals.document, shows_vat(invoice)) {
        (false, ..) => format!("Pro forma {plain}"),
        (true, DocumentKind::Invoice, true) => "VAT invoice".to_owned(),
        (true, DocumentKind::Invoice, false) => "Invoice".to_owned(),
        (true, DocumentKind::CreditNote, true) => "VAT credit note".to_owned(),
        (true, DocumentKind::CreditNote, false) => "Credit note".to_owned(),
    }
}

fn shows_vat(invoice: &Invoice) -> bool {
    invoice.totals.vat_treatment_group == VatGroup::InsideScope
}

fn key_facts(agreement: &Agreement, invoice: &Invoice) -> Block {
    let noun = match invoice.totals.document {
        DocumentKind::Invoice => "Invoice",
        DocumentKind::CreditNote => "Credit note",
    };
    let is_issued = invoice.approved_by.is_some();
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    if let Some(number) = &invoice.number {
        let name = if is_issued { format!("{noun} number") } else { "Reference".to_owned() };
        fact(&name, number.clone());
    }
    let name = if is_issued { format!("{noun} date") } else { "Drawn up as at".to_owned() };
    fact(&name, in_words(invoice.issued_on));
    if is_issued && shows_vat(invoice) {
        fact("Time of supply", in_words(invoice.issued_on));
    }
    fact("Period", format!("{}, {}", invoice.period, dates_in_words(invoice.period.dates())));
    if is_issued && invoice.totals.document == DocumentKind::Invoice {
        fact("Due", in_words(invoice.due_on));
    }
    fact("Agreement", format!("{}, {}", agreement.reference, agreement.title));
    if let Some(order) = &agreement.purchaser.purchase_order {
        fact("Your order", order.clone());
    }
    if let Some(reference) = &agreement.purchaser.buyer_reference {
        fact("Your reference", reference.clone());
    }
    if let Some(by) = &invoice.approved_by {
        fact("Approved by", by.clone());
    }
    Block::key_facts(facts)
}

fn corrections(invoice: &Invoice, document: &mut Document) {
    if invoice.corrects.is_empty() {
        return;
    }
    document.push(Block::heading("What it corrects"));
    document.push(Block::bullets(
        invoice.corrects.iter().map(|(number, on)| format!("{number} of {}", in_words(*on))),
    ));
}

fn lines(invoice: &Invoice) -> Table {
    let mut columns = vec![
        Column::text("Clause"),
        Column::text("Description").heads_rows(),
        Column::figures("Quantity"),
    ];
    if shows_vat(invoice) {
        columns.push(Column::figures("VAT rate"));
    }
    columns.push(Column::figures("Price"));
    columns.push(Column::figures("Net"));
    let mut table = Table::new("What is charged, line by line", columns);
    for line in invoice.lines.iter().filter(|line| !line.adjustment) {
        push_line(&mut table, invoice, line);
    }
    let mut of = None;
    for line in invoice.lines.iter().filter(|line| line.adjustment) {
        if of != Some(line.period) {
            of = Some(line.period);
            let dates = dates_in_words(line.period.dates());
            table.push_group(format!("Adjustments for {}, {dates}", line.period));
        }
        push_line(&mut table, invoice, line);
    }
    let net = invoice.totals.net.in_pounds();
    if shows_vat(invoice) {
        table.push_total(RowKind::Subtotal, "Net", net);
        table.push_total(RowKind::Subtotal, "VAT", invoice.totals.vat.in_pounds());
    }
    let label = match invoice.totals.document {
        DocumentKind::Invoice => "To pay",
        DocumentKind::CreditNote => "Credit",
    };
    table.push_total(RowKind::Total, label, invoice.totals.gross.in_pounds());
    table
}

fn push_line(table: &mut Table, invoice: &Invoice, line: &StatementLine) {
    let mut description = Cell::new(line.description.as_str());
    if let Some(brief) = line.trace.in_brief() {
        description = description.with_detail(brief);
    }
    let mut cells = vec![Cell::new(line.clause.as_str()), description, Cell::new("1")];
    if shows_vat(invoice) {
        let rate =
            invoice.totals.rates.iter().find(|rate| rate.vat_treatment == line.vat_treatment);
        let words = match line.vat_treatment {
            Some(Treatment::Exempt) => "exempt".to_owned(),
            _ => rate.map(|rate| rate.rate.to_string()).unwrap_or_default(),
        };
        cells.push(Cell::new(words));
    }
    cells.push(Cell::new(line.net.in_pounds()));
    cells.push(Cell::new(line.net.in_pounds()));
    table.push(cells);
}

fn rates(invoice: &Invoice) -> Table {
    let columns = vec![
        Column::text("Treatment").heads_rows(),
        Column::figures("Rate"),
        Column::figures("Net"),
        Column::figures("VAT"),
    ];
    let mut table = Table::new("VAT for each rate, in pounds sterling", columns);
    for rate in &invoice.totals.rates {
        let words = rate.vat_treatment.map_or("undecided", Treatment::in_words);
        table.push([
            capital(words),
            rate.rate.to_string(),
            rate.net.in_pounds(),
            rate.vat.in_pounds(),
        ]);
    }
    table
}

fn why_no_vat(invoice: &Invoice) -> String {
    if invoice.totals.vat_treatment_group == VatGroup::Undecided {
        return "Nobody has decided yet how VAT treats these lines: they cannot be invoiced until \
                somebody has."
            .to_owned();
    }
    let decisions = invoice.lines.iter().filter_map(|line| line.vat_decision.as_ref());
    let mut reasons: Vec<&str> =
        decisions.filter_map(|decision| decision.reason.as_deref()).collect();
    reasons.sort_unstable();
    reasons.dedup();
    let why = "These supplies are outside the scope of VAT, and no VAT is charged.";
    if reasons.is_empty() {
        why.to_owned()
    } else {
        format!("{why} The reasons recorded: {}.", reasons.join("; ").trim_end_matches('.'))
    }
}

fn how_to_pay(agreement: &Agreement, invoice: &Invoice) -> Vec<Block> {
    let mut blocks = Vec::new();
    let is_due = invoice.totals.document == DocumentKind::Invoice && invoice.approved_by.is_some();
    if is_due {
        blocks.push(Block::heading("How to pay"));
        let due = format!(
            "Please pay {} by {}.",
            invoice.totals.gross.in_pounds(),
            in_words(invoice.due_on)
        );
        blocks.push(Block::paragraph(due));
        if let Some(bank) = &agreement.supplier.bank {
            blocks.push(Block::key_facts([
                ("Account name", bank.name.clone()),
                ("Sort code", bank.sort_code.clone()),
                ("Account number", bank.account.clone()),
                ("Payment reference", invoice.number.clone().unwrap_or_default()),
            ]));
        }
    } else if invoice.totals.gross != Money::NIL {
        blocks.push(Block::heading("What happens next"));
        let words = match (invoice.totals.document, invoice.approved_by.is_some()) {
            (DocumentKind::CreditNote, true) => "The sum is set against what is due, or paid back.",
            _ => "An invoice follows once the statement has been agreed and approved.",
        };
        blocks.push(Block::paragraph(words));
    }
    if let Some(words) = ask(&agreement.supplier) {
        blocks.push(Block::paragraph(words));
    }
    blocks
}
