//! Documents of ours, each broken in one way: the official rules must find each, or a checker that
//! does nothing would pass for one that finds nothing.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::checkers::broken_rules;
use crate::issued::Statement;
use crate::issued::examples;

/// A document that is broken: an invoice with VAT, one outside its scope, or a credit note.
#[derive(Clone, Copy)]
enum Of {
    Vat,
    Outside,
    Credit,
}

/// Each mutation: its name, what it breaks, the text that is replaced where it first stands (to
/// the end of what follows the ellipsis, where it has one), what comes in its place, and the rules
/// that must find it.
const MUTATIONS: [(&str, Of, &str, &str, &[&str]); 27] = [
    ("as-it-is", Of::Vat, "380", "380", &[]),
    ("outside-as-it-is", Of::Outside, "380", "380", &[]),
    ("credit-note-as-it-is", Of::Credit, "381", "381", &[]),
    (
        "total-a-penny-off",
        Of::Vat,
        "40.00</cbc:PayableAmount>",
        "40.01</cbc:PayableAmount>",
        &["BR-CO-16"],
    ),
    (
        "vat-not-the-sum",
        Of::Vat,
        "<cbc:TaxAmount currencyID=\"GBP\">36440.00",
        "<cbc:TaxAmount currencyID=\"GBP\">36440.01",
        &["BR-CO-14", "BR-CO-15"],
    ),
    (
        "lines-not-the-sum",
        Of::Vat,
        "182200.00</cbc:LineExtensionAmount>",
        "182200.01</cbc:LineExtensionAmount>",
        &["BR-CO-10", "BR-CO-13"],
    ),
    (
        "three-decimals",
        Of::Vat,
        "45000.00</cbc:LineExtensionAmount>",
        "45000.001</cbc:LineExtensionAmount>",
        &["BR-DEC-23", "UBL-DT-01"],
    ),
    (
        "not-quantity-times-price",
        Of::Vat,
        "<cbc:PriceAmount currencyID=\"GBP\">45000.00",
        "<cbc:PriceAmount currencyID=\"GBP\">45000.03",
        &["PEPPOL-EN16931-R120"],
    ),
    (
        "negative-price",
        Of::Vat,
        "<cbc:PriceAmount currencyID=\"GBP\">45",
        "<cbc:PriceAmount currencyID=\"GBP\">-45",
        &["BR-27", "PEPPOL-EN16931-R120"],
    ),
    ("unknown-unit", Of::Vat, "unitCode=\"C62\"", "unitCode=\"DAYS\"", &["BR-CL-23"]),
    ("corrected-invoice", Of::Vat, "380", "384", &["PEPPOL-EN16931-P0100"]),
    ("self-billed", Of::Vat, "380", "389", &["PEPPOL-EN16931-P0100"]),
    ("vat-number-without-gb", Of::Vat, "<cbc:CompanyID>GB9", "<cbc:CompanyID>9", &["BR-CO-09"]),
    (
        "other-customization",
        Of::Vat,
        "#compliant#…</cbc:CustomizationID>",
        "</cbc:CustomizationID>",
        &["PEPPOL-EN16931-R004"],
    ),
    ("no-address", Of::Vat, "<cbc:EndpointID…</cbc:EndpointID>", "", &["PEPPOL-EN16931-R020"]),
    ("e-mail-address", Of::Vat, "schemeID=\"9932\"", "schemeID=\"EM\"", &["PEPPOL-EN16931-CL008"]),
    (
        "no-order-no-reference",
        Of::Credit,
        "<cbc:BuyerReference…</cac:OrderReference>",
        "",
        &["PEPPOL-EN16931-R003"],
    ),
    (
        "two-notes",
        Of::Vat,
        "<cbc:Note>",
        "<cbc:Note>One.</cbc:Note><cbc:Note>",
        &["PEPPOL-EN16931-R002"],
    ),
    (
        "empty-element",
        Of::Vat,
        "<cbc:BuyerReference>…</cbc:BuyerReference>",
        "<cbc:BuyerReference/>",
        &["PEPPOL-EN16931-R008"],
    ),
    (
        "wrong-order",
        Of::Vat,
        "</cbc:InvoiceTypeCode>",
        "</cbc:InvoiceTypeCode><cbc:DueDate>2019-01-31</cbc:DueDate>",
        &["XSD"],
    ),
    (
        "line-after-its-period",
        Of::Vat,
        "<cbc:EndDate>2018-12-31",
        "<cbc:EndDate>2018-12-30",
        &["PEPPOL-EN16931-R111"],
    ),
    (
        "no-account",
        Of::Vat,
        "<cac:PayeeFinancialAccount>…</cac:PayeeFinancialAccount>",
        "",
        &["BR-61"],
    ),
    (
        "mixed-with-outside-scope",
        Of::Vat,
        "<cac:ClassifiedTaxCategory>…<cbc:Percent>20</cbc:Percent>",
        "<cac:ClassifiedTaxCategory><cbc:ID>O</cbc:ID>",
        &["BR-O-01", "BR-O-02", "BR-S-08"],
    ),
    (
        "outside-scope-with-a-rate",
        Of::Outside,
        "<cac:ClassifiedTaxCategory>…<cbc:ID>O</cbc:ID>",
        "<cac:ClassifiedTaxCategory><cbc:ID>O</cbc:ID><cbc:Percent>0</cbc:Percent>",
        &["BR-O-05"],
    ),
    (
        "outside-scope-without-a-reason",
        Of::Outside,
        "<cbc:TaxExemptionReasonCode>…</cbc:TaxExemptionReason>",
        "",
        &["BR-O-10"],
    ),
    (
        "outside-scope-seller-unknown",
        Of::Outside,
        "<cbc:CompanyID>…</cbc:CompanyID>",
        "",
        &["BR-CO-26"],
    ),
    ("credit-note-as-invoice", Of::Credit, "381", "380", &["BR-CL-01", "PEPPOL-EN16931-P0101"]),
];

fn document<'s>(statements: &'s [Statement], name: &str, letter: char) -> &'s str {
    let statement = statements.iter().find(|statement| statement.name == name);
    let documents = &statement.unwrap_or_else(|| panic!("{name} is issued")).documents;
    let found = documents.iter().find(|(invoice, _)| invoice.totals.letter == letter);
    &found.expect("the statement has such a document").1
}

/// A document with one text in the place of another.
fn broken(xml: &str, from: &str, to: &str) -> String {
    let (begins, ends) = from.split_once('…').unwrap_or((from, ""));
    let at = xml.find(begins).unwrap_or_else(|| panic!("no {begins}"));
    let rest = &xml[at + begins.len()..];
    let end = rest.find(ends).unwrap_or_else(|| panic!("no {ends} after {begins}"));
    format!("{}{to}{}", &xml[..at], &rest[end + ends.len()..])
}

#[test]
fn the_official_rules_find_what_is_broken() {
    let statements = examples();
    let documents = MUTATIONS.map(|(name, of, from, to, _)| {
        let xml = match of {
            Of::Vat => document(&statements, "HIOW-CS-2018-201819Q3", 'B'),
            Of::Outside => document(&statements, "HIOW-CS-2018-201819Q3", 'A'),
            Of::Credit => document(&statements, "TG-WATCH-2024-202425M12", 'B'),
        };
        (name.to_owned(), broken(xml, from, to))
    });
    let found = broken_rules("broken-invoices", &documents.into_iter().collect());
    let mut wrong = BTreeMap::new();
    for (name, _, _, _, rules) in MUTATIONS {
        let rules: BTreeSet<String> = rules.iter().map(|rule| (*rule).to_owned()).collect();
        if found[name] != rules {
            wrong.insert(name, (rules, &found[name]));
        }
    }
    assert!(wrong.is_empty(), "the rules that should find each, and those that did: {wrong:#?}");
}
