//! Electronic invoices: valid by the rules of those who wrote the standards, and, since those rules
//! let nearly a pound pass, exact by a reckoning of our own from the XML alone.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use concordat::billing::invoice::DocumentKind;
use concordat::billing::issue::Invoice;
use concordat::documents::invoice::invoice as paper_of;
use concordat::documents::page::Block;
use concordat::documents::page::Cell;
use concordat::documents::page::RowKind;
use concordat::domain::agreement::Agreement;
use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;

use crate::checkers::broken_rules;
use crate::issued::Statement;
use crate::issued::by_chance;
use crate::issued::examples;
use crate::issued::golden;
use crate::markup::Element;
use crate::words::list;
use crate::words::text;

/// The seeds whose agreements are billed, and how many of their documents the official rules see.
const SEEDS: std::ops::Range<u64> = 0..300;
const SHOWN_TO_THE_RULES: usize = 60;

fn number(text: &str) -> Decimal {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    assert!(plain, "{text} is a plain number");
    text.parse().expect("a number")
}

/// An amount: pounds sterling with two decimals.
#[track_caller]
fn amount(element: &Element, path: &str) -> Decimal {
    let found = element.find(path).unwrap_or_else(|| panic!("no {path} in {}", element.name));
    assert_eq!(found.attribute("currencyID"), Some("GBP"), "{path}");
    let sum = number(element.text(path));
    assert_eq!(sum.scale(), 2, "{path}");
    sum
}

fn rounded(exact: Decimal) -> Decimal {
    exact.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

/// Holds a document to the penny: each line, each rate, each total, from the XML alone.
fn must_add_up(name: &str, xml: &Element) {
    let kind = if xml.name == "Invoice" { "Invoiced" } else { "Credited" };
    let mut by_rate: BTreeMap<(String, Option<Decimal>), Decimal> = BTreeMap::new();
    let mut lines = Decimal::ZERO;
    for line in xml.all(&format!("{}Line", xml.name)) {
        let net = amount(line, "LineExtensionAmount");
        let quantity = number(line.text(&format!("{kind}Quantity")));
        let price = number(line.text("Price/PriceAmount"));
        let per = line
            .find("Price/BaseQuantity")
            .map_or(Decimal::ONE, |_| number(line.text("Price/BaseQuantity")));
        assert!(price >= Decimal::ZERO, "{name}: a negative price");
        assert_eq!(rounded(quantity * price / per), net, "{name}: {quantity} × {price} ÷ {per}");
        let category = line.find("Item/ClassifiedTaxCategory").expect("a line has a category");
        *by_rate.entry(rate(category)).or_default() += net;
        lines += net;
    }
    let tax = xml.find("TaxTotal").expect("there is a tax total");
    let mut vat = Decimal::ZERO;
    for part in tax.all("TaxSubtotal") {
        let key = rate(part.find("TaxCategory").expect("a breakdown has a category"));
        let taxable = amount(part, "TaxableAmount");
        let lines = by_rate.remove(&key);
        assert_eq!(lines, Some(taxable), "{name}: the lines of {key:?}");
        let due = rounded(taxable * key.1.unwrap_or_default() / Decimal::ONE_HUNDRED);
        assert_eq!(due, amount(part, "TaxAmount"), "{name}: the VAT of {key:?}");
        vat += due;
    }
    assert!(by_rate.is_empty(), "{name}: no breakdown of {by_rate:?}");
    assert_eq!(vat, amount(tax, "TaxAmount"), "{name}");
    let totals = xml.find("LegalMonetaryTotal").expect("there are totals");
    for (path, sum) in [
        ("LineExtensionAmount", lines),
        ("TaxExclusiveAmount", lines),
        ("TaxInclusiveAmount", lines + vat),
        ("PayableAmount", lines + vat),
    ] {
        assert_eq!(amount(totals, path), sum, "{name}: {path}");
    }
}

fn rate(category: &Element) -> (String, Option<Decimal>) {
    let code = category.text("ID").to_owned();
    assert!(["S", "Z", "E", "O"].contains(&code.as_str()), "{code}");
    let percent = category.find("Percent").map(|_| number(category.text("Percent")));
    assert_eq!(percent.is_none(), code == "O", "{code} at {percent:?}");
    (code, percent)
}

/// Holds a statement's documents to what the statement says, and to what the rules hardly look at.
fn must_say_the_same(statement: &Statement) {
    let name = &statement.name;
    let totals = list(&statement.json, "invoices");
    let mut gross = Decimal::ZERO;
    for kept in &statement.on_paper {
        let letter = kept.totals.letter.to_string();
        let totals = totals.iter().find(|totals| text(totals, "letter") == letter);
        gross += number(text(totals.expect("it is one of the statement's"), "gross"));
        assert!(kept.names_no_invoice() && kept.corrects.is_empty(), "{name}");
    }
    assert_eq!(totals.len(), statement.documents.len() + statement.on_paper.len(), "{name}");
    for (invoice, xml) in &statement.documents {
        let letter = invoice.totals.letter.to_string();
        let totals = totals.iter().find(|totals| text(totals, "letter") == letter);
        let totals = totals.expect("it is one of the statement's");
        let xml = Element::read(xml);
        must_add_up(name, &xml);
        must_be_whole(name, invoice, &xml);
        let sign = if text(totals, "document") == "invoice" { Decimal::ONE } else { -Decimal::ONE };
        let said = |path| sign * amount(&xml, path);
        assert_eq!(said("LegalMonetaryTotal/LineExtensionAmount"), number(text(totals, "net")));
        assert_eq!(said("TaxTotal/TaxAmount"), number(text(totals, "vat")), "{name}");
        assert_eq!(said("LegalMonetaryTotal/PayableAmount"), number(text(totals, "gross")));
        gross += said("LegalMonetaryTotal/PayableAmount");
        let rates = list(totals, "rates").len();
        let tax = xml.find("TaxTotal").expect("there is a tax total");
        assert_eq!(tax.all("TaxSubtotal").count(), rates, "{name}: one breakdown a rate");
    }
    assert_eq!(gross, number(text(&statement.json, "gross")), "{name}");
}

fn must_be_whole(name: &str, invoice: &Invoice, xml: &Element) {
    let is_credit = invoice.totals.document == DocumentKind::CreditNote;
    assert_eq!(xml.name, if is_credit { "CreditNote" } else { "Invoice" }, "{name}");
    assert_eq!(xml.text(&format!("{}TypeCode", xml.name)), if is_credit { "381" } else { "380" });
    assert_eq!(Some(xml.text("ID")), invoice.number.as_deref());
    assert!(amount(xml, "LegalMonetaryTotal/PayableAmount") > Decimal::ZERO, "{name}");
    assert!(!xml.text("PaymentTerms/Note").is_empty());
    assert_eq!(xml.find("DueDate").is_none(), is_credit, "{name}: an invoice has a due date");
    let corrects = xml.all("BillingReference").map(|reference| {
        let path = "InvoiceDocumentReference";
        let of = |leaf: &str| reference.text(&format!("{path}/{leaf}")).to_owned();
        (of("ID"), of("IssueDate"))
    });
    let corrects: Vec<(String, String)> = corrects.collect();
    assert!(!is_credit || !corrects.is_empty(), "{name}: a credit note names what it corrects");
    let date = xml.text("IssueDate");
    assert!(
        corrects.iter().all(|(_, on)| on.as_str() < date),
        "{name}: not what is issued with it"
    );
    if !is_credit && !invoice.is_debit_note() {
        assert!(corrects.is_empty(), "{name} is an invoice, and corrects {corrects:?}");
    }
    for correction in invoice.lines.iter().filter_map(|line| line.correction.as_ref()) {
        let was_billed = !correction.before.is_nil();
        assert!(!was_billed || !correction.corrects.is_empty(), "{name}: {correction:?}");
        assert!(!correction.reasons.is_empty(), "{name}: {correction:?}");
    }
    for (number, on) in &corrects {
        let earlier = on.as_str() <= xml.text("IssueDate");
        assert!(earlier && number != xml.text("ID"), "{name} corrects {number} of {on}");
    }
    for leaf in xml.leaves() {
        assert!(!leaf.is_blank(), "{name}: {} is empty", leaf.name);
    }
}

/// The documents of statements by names of their own.
fn by_name<'s>(statements: impl IntoIterator<Item = &'s Statement>) -> BTreeMap<String, String> {
    let mut by_name = BTreeMap::new();
    for statement in statements {
        for (invoice, xml) in &statement.documents {
            let name = format!("{}-{}", statement.name, invoice.totals.letter);
            assert!(by_name.insert(name, xml.clone()).is_none(), "{} twice", statement.name);
        }
    }
    by_name
}

#[test]
fn every_document_that_can_be_issued_is_valid_by_the_official_rules() {
    let (golden, examples) = (golden(), examples());
    let chance: Vec<Statement> = SEEDS.filter_map(by_chance).collect();
    let mut documents = by_name(golden.iter().chain(&examples));
    assert!(documents.len() > 100, "{} documents", documents.len());
    documents.extend(by_name(&chance).into_iter().take(SHOWN_TO_THE_RULES));
    let broken = broken_rules("electronic-invoices", &documents);
    let wrong: Vec<_> = broken.into_iter().filter(|(_, rules)| !rules.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_sum_is_exact_from_the_electronic_invoice_alone() {
    let chance = SEEDS.filter_map(by_chance);
    let mut seen: BTreeSet<(String, bool, bool)> = BTreeSet::new();
    let mut documents = 0;
    for statement in golden().into_iter().chain(examples()).chain(chance) {
        must_say_the_same(&statement);
        for (invoice, xml) in &statement.documents {
            let kind = format!("{:?}", invoice.totals.document);
            seen.insert((kind, invoice.is_debit_note(), xml.contains(">O</cbc:ID>")));
            documents += 1;
        }
    }
    assert!(documents > 300, "{documents} documents");
    let kinds = ["Invoice", "CreditNote"].map(str::to_owned);
    for kind in kinds {
        for outside in [false, true] {
            assert!(
                seen.contains(&(kind.clone(), false, outside)),
                "no {kind} {outside}: {seen:?}"
            );
        }
    }
    assert!(seen.iter().any(|(_, is_debit, _)| *is_debit), "no debit note: {seen:?}");
}

/// The rows of the table of lines, and the sum at its foot, as the paper has them.
fn on_paper(agreement: &Agreement, invoice: &Invoice) -> (Vec<[String; 3]>, String) {
    let paper = paper_of(agreement, invoice);
    let mut tables = paper.blocks.iter().filter_map(|block| match block {
        Block::Table(table) if table.summary.starts_with("Each line") => Some(table),
        _ => None,
    });
    let table = tables.next().expect("there is a table of lines");
    let cell = |cells: &[Cell], back: usize| cells[cells.len() - back].text.words();
    let lines = table.rows.iter().filter(|row| row.kind == RowKind::Body);
    let lines =
        lines.map(|row| [row.cells[2].text.words(), cell(&row.cells, 2), cell(&row.cells, 1)]);
    let foot = table.rows.last().expect("it has a foot");
    (lines.collect(), cell(&foot.cells, 1))
}

fn figure(words: &str) -> Decimal {
    let plain = |c: &char| c.is_ascii_digit() || *c == '.' || *c == '-';
    number(&words.chars().filter(plain).collect::<String>())
}

#[test]
fn paper_and_electronic_invoice_say_the_same_quantities_prices_and_sums() {
    let mut counted = BTreeSet::new();
    let chance = SEEDS.take(100).filter_map(by_chance);
    for statement in golden().into_iter().chain(examples()).chain(chance) {
        for (invoice, xml) in &statement.documents {
            let name = &statement.name;
            let (rows, foot) = on_paper(&statement.agreement, invoice);
            let xml = Element::read(xml);
            let is_credit = xml.name == "CreditNote";
            let sign = if is_credit { -Decimal::ONE } else { Decimal::ONE };
            let kind = if is_credit { "Credited" } else { "Invoiced" };
            assert_eq!(figure(&foot), sign * amount(&xml, "LegalMonetaryTotal/PayableAmount"));
            let lines: Vec<&Element> = xml.all(&format!("{}Line", xml.name)).collect();
            assert_eq!(lines.len(), rows.len(), "{name}");
            for (line, [quantity, price, net]) in lines.into_iter().zip(&rows) {
                let path = format!("{kind}Quantity");
                let unit = line.find(&path).and_then(|found| found.attribute("unitCode"));
                counted.insert(unit.expect("a quantity has a unit").to_owned());
                assert_eq!(figure(net), sign * amount(line, "LineExtensionAmount"), "{name}");
                assert_eq!(figure(price), number(line.text("Price/PriceAmount")), "{name}");
                if !figure(net).is_zero() {
                    assert_eq!(figure(quantity), sign * number(line.text(&path)), "{name}");
                }
            }
        }
    }
    assert!(counted.iter().eq(["C62", "DAY"]), "{counted:?}");
}

#[test]
fn the_paper_carries_the_electronic_invoice_byte_for_byte() {
    for statement in golden() {
        for (invoice, xml) in &statement.documents {
            let number = invoice.number.as_deref().expect("it is issued");
            let paper = paper_of(&statement.agreement, invoice);
            let [attached] = paper.attachments.as_slice() else { panic!("{number} carries one") };
            assert_eq!(attached.bytes, xml.as_bytes(), "{number}");
            assert_eq!(
                (attached.name.as_str(), attached.media_type.as_str()),
                (format!("{number}.xml").as_str(), "text/xml")
            );
            let mut pro_forma = invoice.clone();
            pro_forma.approved_by = None;
            assert!(paper_of(&statement.agreement, &pro_forma).attachments.is_empty());
        }
    }
}
