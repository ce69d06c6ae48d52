//! The invoice, the credit note and the debit note on paper, with all that VAT Regulations 1995,
//! regulations 14 and 15C, ask.
//!
//! A debit note asks for more for earlier periods alone; in law it is an invoice. A correction
//! shows what it corrects, what was billed before, what is due now, and why.
//!
//! A document outside the scope of VAT is headed *Invoice*, shows no VAT and no VAT numbers, and
//! says why. Before anybody has approved it, it is a pro forma.

use crate::billing::accrual::dates_in_words;
use crate::billing::correction::EarlierDocument;
use crate::billing::correction::Reason;
use crate::billing::invoice::DocumentKind;
use crate::billing::invoice::VatGroup;
use crate::billing::issue::Beside;
use crate::billing::issue::Invoice;
use crate::billing::issue::InvoiceLine;
use crate::billing::quantity::Quantity;
use crate::billing::quantity::Unit;
use crate::documents::file_name;
use crate::documents::letterhead::address;
use crate::documents::letterhead::ask;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Attachment;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::documents::ubl;
use crate::documents::ubl::ubl;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::in_words;
use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatRate;

/// An invoice, credit note or debit note of an agreement, or the pro forma of one. An issued one
/// carries its electronic form, where the agreement has what that needs.
pub fn invoice(agreement: &Agreement, invoice: &Invoice) -> Document {
    let title = title(invoice);
    let mut document = Document::new(
        &agreement.supplier.name,
        &title,
        reference(agreement, invoice),
        invoice.issued_on,
    );
    document.colour = colour_of(&agreement.supplier);
    let of_period = match invoice.reconciles {
        Some(_) => String::new(),
        None => format!(" for {}", invoice.period),
    };
    document.subject = format!("{title}{of_period} under {}", agreement.title);
    document.attachments.extend(electronic_form(agreement, invoice));
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
    let is_correction = invoice.is_credit_note() || invoice.corrects_alone();
    if is_correction {
        document.blocks.extend(corrections(invoice, "What it corrects"));
    }
    let heading = if invoice.is_credit_note() { "What is credited" } else { "What is charged" };
    document.push(Block::heading(heading));
    document.blocks.extend(uncharged(invoice).map(Block::paragraph));
    document.push(Block::Table(lines(invoice)));
    if !is_correction {
        document.blocks.extend(corrections(invoice, "What is adjusted"));
    }
    if shows_vat {
        document.push(Block::heading("VAT"));
        document.push(Block::Table(rates(invoice)));
    } else {
        document.push(Block::paragraph(why_no_vat(invoice)));
    }
    document.push(Block::Together(how_to_pay(agreement, invoice)));
    document
}

/// The electronic invoice as a file inside the paper, byte for byte the one that is sent.
fn electronic_form(agreement: &Agreement, invoice: &Invoice) -> Option<Attachment> {
    let number = invoice.number.as_ref()?;
    let bytes = ubl(agreement, invoice).ok()?;
    Some(Attachment {
        name: file_name(number, "xml"),
        media_type: ubl::MEDIA_TYPE.to_owned(),
        description: ubl::DESCRIPTION.to_owned(),
        bytes,
    })
}

/// What the document is called in a sentence.
fn noun(invoice: &Invoice) -> &'static str {
    match invoice.totals.document {
        DocumentKind::CreditNote => "credit note",
        DocumentKind::Invoice if invoice.is_debit_note() => "debit note",
        DocumentKind::Invoice => "invoice",
    }
}

fn title(invoice: &Invoice) -> String {
    let noun = noun(invoice);
    let title = match (invoice.approved_by.is_some(), shows_vat(invoice)) {
        (false, _) => format!("Pro forma {noun}"),
        (true, true) => format!("VAT {noun}"),
        (true, false) => capital(noun),
    };
    match invoice.reconciles {
        Some(_) => format!("{title}: {}", period(invoice)),
        None => title,
    }
}

/// What it is for: a period, or the days of a whole year.
fn period(invoice: &Invoice) -> String {
    match invoice.reconciles {
        Some(year) => format!("reconciliation of {year}"),
        None => invoice.period.to_string(),
    }
}

/// The number of what is issued. A pro forma bears none that an invoice will have: it says what it
/// is for, and which of its statement's documents it would become; its title says that it is one.
fn reference(agreement: &Agreement, invoice: &Invoice) -> String {
    match (&invoice.number, &invoice.approved_by) {
        (Some(number), Some(_)) => number.clone(),
        _ => {
            let letter = invoice.totals.letter;
            format!("{letter} for {}, {}", agreement.reference, period(invoice))
        }
    }
}

fn shows_vat(invoice: &Invoice) -> bool {
    invoice.totals.vat_treatment_group == VatGroup::InsideScope
}

fn key_facts(agreement: &Agreement, invoice: &Invoice) -> Block {
    let noun = capital(noun(invoice));
    let is_issued = invoice.approved_by.is_some();
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    let name = if is_issued { format!("{noun} number") } else { "Pro forma".to_owned() };
    fact(&name, reference(agreement, invoice));
    let name = if is_issued { format!("{noun} date") } else { "Drawn up as at".to_owned() };
    fact(&name, in_words(invoice.issued_on));
    if is_issued && shows_vat(invoice) && !invoice.is_credit_note() {
        fact("Time of supply", in_words(invoice.issued_on));
    }
    let dates = dates_in_words(invoice.dates());
    if let Some(year) = invoice.reconciles {
        fact("Reconciles", format!("the days of {year}, {}", dates_in_words(year.dates())));
    } else if invoice.corrects_alone() {
        fact("Statement", invoice.period.to_string());
        fact("Period corrected", dates);
    } else {
        fact("Period", format!("{}, {dates}", invoice.period));
    }
    if is_issued && !invoice.is_credit_note() {
        fact("Due", in_words(invoice.due_on));
    }
    fact("Agreement", format!("{}, {}", agreement.reference, agreement.title));
    if let Some(order) = &agreement.purchaser.purchase_order {
        fact("Your order", order.clone());
    }
    if let Some(reference) = &agreement.purchaser.buyer_reference {
        fact("Your reference", reference.clone());
    }
    if is_issued && !invoice.beside.is_empty() {
        let numbers = invoice.beside.iter().map(|other| other.number.as_str());
        fact("Issued with", numbers.collect::<Vec<_>>().join(", "));
    }
    if let Some(corrects) = corrects_besides(invoice) {
        fact("Corrects", corrects);
    }
    if let Some(by) = &invoice.approved_by {
        fact("Approved by", by.clone());
    }
    Block::key_facts(facts)
}

/// The documents that it corrects and none of its lines names, as a credit note of what was not
/// billed before: one that gives back on the invoice beside it, or for the days of a year.
fn corrects_besides(invoice: &Invoice) -> Option<String> {
    let by_lines = |on: &&EarlierDocument| {
        let mut corrections = invoice.lines.iter().filter_map(|line| line.correction.as_ref());
        corrections.any(|correction| correction.corrects.contains(on))
    };
    let others: Vec<&EarlierDocument> =
        invoice.corrects.iter().filter(|on| !by_lines(on)).collect();
    (!others.is_empty()).then(|| named(others))
}

/// Each adjustment with the documents that it corrects, what they billed, what is due, and why.
fn corrections(invoice: &Invoice, heading: &str) -> Vec<Block> {
    let columns = vec![
        Column::text("Clause"),
        Column::text("Description").heads_rows(),
        Column::figures("Billed before"),
        Column::figures("Corrected to"),
        Column::figures("Difference"),
    ];
    let summary = "What was billed before, what it is corrected to, and the difference, before VAT";
    let mut table = Table::new(summary, columns);
    let shared = shared_why(invoice);
    let mut of = None;
    let corrected = invoice.lines.iter().filter_map(|line| Some((line, line.correction.as_ref()?)));
    for (line, correction) in corrected {
        let billed = &line.billed;
        if of != Some((billed.period, &correction.corrects)) {
            of = Some((billed.period, &correction.corrects));
            table.push_group(corrected_in_words(billed.period, &correction.corrects));
        }
        let mut description = Cell::new(billed.description.as_str());
        if shared.is_none() {
            description = description.with_detail(correction.why());
        }
        table.push([
            Cell::new(billed.clause.as_str()),
            description,
            Cell::new(correction.before.in_pounds()),
            Cell::new(correction.now.in_pounds()),
            Cell::new(billed.net.in_pounds()),
        ]);
    }
    if of.is_none() {
        return Vec::new();
    }
    let adjusted = invoice.lines.iter().filter(|line| line.correction.is_some());
    let difference: Money = adjusted.map(|line| line.billed.net).sum();
    table.push_total(RowKind::Subtotal, "Difference in all, before VAT", difference.in_pounds());
    let mut blocks = vec![Block::heading(heading)];
    blocks.extend(shared.map(|why| Block::paragraph(format!("{why}."))));
    blocks.push(Block::Table(table));
    blocks
}

/// That what a credit note gives back was on no invoice before, where that is so.
fn uncharged(invoice: &Invoice) -> Option<&'static str> {
    let words = if invoice.names_no_invoice() {
        "This credit note corrects no earlier invoice: it gives back what the agreement takes off \
         the charges, and no invoice has charged that."
    } else {
        "Where no invoice is named above, none is corrected: what is given back there is taken off \
         the charges by the agreement, and no invoice has charged it."
    };
    invoice.gives_back_uncharged().then_some(words)
}

/// Why all of it is corrected, where that is the same for every line but overheads that follow:
/// something agreed, for what is recorded is each line's own.
fn shared_why(invoice: &Invoice) -> Option<String> {
    let corrections = invoice.lines.iter().filter_map(|line| line.correction.as_ref());
    let mut own = corrections.filter(|correction| correction.reasons != [Reason::Follows]);
    let first = own.next()?;
    let is_agreed = first.reasons.iter().all(|reason| matches!(reason, Reason::Agreed(_)));
    let is_shared = is_agreed && own.all(|other| other.reasons == first.reasons);
    is_shared.then(|| first.why())
}

fn corrected_in_words(period: BillingPeriod, corrects: &[EarlierDocument]) -> String {
    let words = format!("{period}, {}", dates_in_words(period.dates()));
    if corrects.is_empty() { words } else { format!("{words}: corrects {}", named(corrects)) }
}

/// Documents by number and day: `R-201819Q1-A of 1 July 2018`.
fn named<'d>(documents: impl IntoIterator<Item = &'d EarlierDocument>) -> String {
    let named = documents.into_iter();
    let named = named.map(|on| format!("{} of {}", on.number, in_words(on.issued_on)));
    named.collect::<Vec<_>>().join(", ")
}

fn lines(invoice: &Invoice) -> Table {
    let mut columns = vec![
        Column::text("Clause"),
        Column::text("Description").heads_rows(),
        Column::figures("Quantity"),
    ];
    if shows_vat(invoice) {
        columns.push(Column::text("VAT rate"));
    }
    columns.push(Column::figures("Unit price"));
    columns.push(Column::figures("Net"));
    let mut table = Table::new("Each line with its quantity, unit price and net sum", columns);
    for line in invoice.lines.iter().filter(|line| !line.billed.adjustment) {
        push_line(&mut table, invoice, line);
    }
    let mut of = None;
    for line in invoice.lines.iter().filter(|line| line.billed.adjustment) {
        let period = line.billed.period;
        if of != Some(period) {
            of = Some(period);
            let dates = dates_in_words(period.dates());
            table.push_group(format!("Adjustments for {period}, {dates}"));
        }
        push_line(&mut table, invoice, line);
    }
    let net = invoice.totals.net.in_pounds();
    if shows_vat(invoice) {
        table.push_total(RowKind::Subtotal, "Net", net);
        table.push_total(RowKind::Subtotal, "VAT", invoice.totals.vat.in_pounds());
    }
    let label = match (invoice.is_credit_note(), invoice.approved_by.is_some()) {
        (true, true) => "Credit",
        (true, false) => "Would be credited",
        (false, true) => "To pay",
        (false, false) => "Would be to pay",
    };
    table.push_total(RowKind::Total, label, invoice.totals.gross.in_pounds());
    table
}

fn push_line(table: &mut Table, invoice: &Invoice, line: &InvoiceLine) {
    let billed = &line.billed;
    let mut description = Cell::new(billed.description.as_str());
    if let Some(brief) = line.working_in_brief() {
        description = description.with_detail(brief);
    }
    let quantity = Cell::new(quantity_in_words(&line.quantity));
    let mut cells = vec![Cell::new(billed.clause.as_str()), description, quantity];
    if shows_vat(invoice) {
        cells.push(Cell::new(rate_in_words(billed.vat_treatment, line.rate)));
    }
    cells.push(Cell::new(price_in_words(&line.quantity)));
    cells.push(Cell::new(billed.net.in_pounds()));
    table.push(cells);
}

/// A rate of VAT, or that there is none: nought per cent is a rate of its own.
fn rate_in_words(treatment: Option<Treatment>, rate: VatRate) -> String {
    match treatment {
        Some(Treatment::Exempt) => "exempt".to_owned(),
        _ => rate.to_string(),
    }
}

fn quantity_in_words(quantity: &Quantity) -> String {
    let count = quantity.count_in_figures();
    match quantity.unit {
        Unit::One => count,
        Unit::Day if count == "1" => "1 day".to_owned(),
        Unit::Day => format!("{count} days"),
    }
}

/// A price, which may have more decimals than a sum.
fn price_in_words(quantity: &Quantity) -> String {
    let pounds = Money::rounded(&quantity.price);
    if Exact::from(pounds) == quantity.price {
        pounds.in_pounds()
    } else {
        format!("£{}", quantity.price_in_figures())
    }
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
        let mut treatment = Cell::new(capital(words));
        if rate.vat_treatment == Some(Treatment::Exempt) {
            let reasons = invoice.vat_reasons(Treatment::Exempt);
            treatment = treatment.with_detail(reasons.join("; "));
        }
        table.push([
            treatment,
            Cell::new(rate_in_words(rate.vat_treatment, rate.rate)),
            Cell::new(rate.net.in_pounds()),
            Cell::new(rate.vat.in_pounds()),
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
    let reasons = invoice.vat_reasons(Treatment::OutsideScope);
    let why = "These supplies are outside the scope of VAT, and no VAT is charged.";
    if reasons.is_empty() {
        why.to_owned()
    } else {
        format!("{why} The reasons recorded: {}.", reasons.join("; "))
    }
}

/// What the documents of its statement come to in all, where one gives back what another charges,
/// so that nobody pays more than the balance.
fn together(invoice: &Invoice) -> Option<String> {
    let gives_back = |gross: Money| gross.is_credit();
    let others = invoice.beside.iter();
    let is_same = |other: &Beside| gives_back(other.gross) == gives_back(invoice.totals.gross);
    if others.clone().all(is_same) {
        return None;
    }
    let others: Vec<String> = others
        .map(|other| match other.kind {
            DocumentKind::Invoice => {
                format!("invoice {} of {}", other.number, other.gross.in_pounds())
            }
            DocumentKind::CreditNote => {
                format!("credit note {} of {}", other.number, (-other.gross).in_pounds())
            }
        })
        .collect();
    let balance = invoice.balance();
    let comes_to = if balance.is_credit() {
        format!("{} in the purchaser’s favour, and nothing is to be paid", (-balance).in_pounds())
    } else {
        format!("{} to pay on balance", balance.in_pounds())
    };
    Some(format!(
        "Issued together with it: {}. In all, the statement comes to {comes_to}.",
        others.join(", ")
    ))
}

fn how_to_pay(agreement: &Agreement, invoice: &Invoice) -> Vec<Block> {
    let mut blocks = Vec::new();
    let is_due = !invoice.is_credit_note() && invoice.approved_by.is_some();
    if is_due {
        blocks.push(Block::heading("How to pay"));
        let due = format!(
            "Please pay {} by {}.",
            invoice.totals.gross.in_pounds(),
            in_words(invoice.due_on)
        );
        blocks.push(Block::paragraph(due));
        blocks.extend(together(invoice).map(Block::paragraph));
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
        let follows = "follows once the statement has been agreed and approved.";
        blocks.push(Block::paragraph(match (invoice.is_credit_note(), &invoice.approved_by) {
            (true, Some(_)) => {
                let together = together(invoice).map_or(String::new(), |words| format!(" {words}"));
                format!("{}{together}", invoice.given_back_in_words())
            }
            (true, None) => format!("A credit note {follows}"),
            (false, _) => format!("An invoice {follows}"),
        }));
    }
    if let Some(words) = ask(&agreement.supplier) {
        blocks.push(Block::paragraph(words));
    }
    blocks
}
