//! Credit notes of issued invoices: in ten parts or whole they bring each line and the VAT of each
//! rate to exactly nought, and their electronic form keeps the official rules.

use std::collections::BTreeMap;

use concordat::billing::credit::Credit;
use concordat::billing::credit::Credited;
use concordat::billing::credit::IssuedInvoice;
use concordat::billing::credit::document;
use concordat::billing::credit::draw_up;
use concordat::billing::invoice::DocumentKind;
use concordat::billing::issue::Invoice;
use concordat::documents::ubl::ubl;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::date;
use concordat::domain::money::Money;

use crate::checkers::broken_rules;
use crate::generator::dice::Dice;
use crate::issued::Statement;
use crate::issued::by_chance;
use crate::issued::examples;
use crate::markup::Element;

const REASON: &str = "Billed for a month in which the post was vacant.";

/// Invoices of all kinds, each with its agreement.
fn invoices() -> Vec<(Agreement, Invoice)> {
    let chance = (0..300).filter_map(by_chance);
    let of = |statement: Statement| {
        let invoices = statement.documents.into_iter().map(|(invoice, _)| invoice);
        let invoices = invoices.filter(|made| made.totals.document == DocumentKind::Invoice);
        invoices.map(|invoice| (statement.agreement.clone(), invoice)).collect::<Vec<_>>()
    };
    examples().into_iter().chain(chance).flat_map(of).collect()
}

/// A part of what is left of each line, and all of it the last time.
fn part(dice: &mut Dice, left: &[Money], is_last: bool) -> Vec<(usize, Money)> {
    let parts = left.iter().enumerate().map(|(at, left)| {
        let share = if is_last { 100 } else { dice.between(0, 60) };
        let pence = left.pence() * i128::from(share) / 100;
        (at, Money::from_pence(i64::try_from(pence).expect("a sum of the books")))
    });
    parts.filter(|(_, sum)| !sum.is_nil()).collect()
}

#[test]
fn ten_partial_credits_bring_each_line_and_each_rate_to_nought() {
    let mut tried = 0;
    for (seed, (_, invoice)) in (1..).zip(invoices()) {
        let original = IssuedInvoice::from(&invoice);
        if original.lines.iter().any(|line| line.net.is_credit()) {
            continue;
        }
        let mut dice = Dice::new(seed);
        let mut left: Vec<Money> = original.lines.iter().map(|line| line.net).collect();
        let mut already: Vec<Credited> = Vec::new();
        let mut vat = Money::NIL;
        for turn in 1..=10 {
            let wanted = part(&mut dice, &left, turn == 10);
            if wanted.is_empty() {
                continue;
            }
            let credit = draw_up(&original, &already, Some(&wanted), REASON).expect("it is left");
            for line in &credit.lines {
                left[line.at] = left[line.at] - line.sum;
            }
            vat = vat + credit.vat;
            assert_eq!(credit.gross, credit.net + credit.vat);
            already.push(credit.credited());
        }
        assert!(left.iter().all(|left| left.is_nil()));
        for rate in &original.rates {
            let of_rate = already.iter().flat_map(|credited| &credited.vat);
            let of_rate =
                of_rate.filter(|of| (Some(of.0), of.1) == (rate.vat_treatment, rate.rate));
            assert_eq!(of_rate.map(|of| of.2).sum::<Money>(), rate.vat);
        }
        assert_eq!(vat, invoice.totals.vat);
        let nothing = draw_up(&original, &already, None, REASON).expect_err("nothing is left");
        assert!(nothing[0].contains("credited in full"), "{nothing:?}");
        tried += 1;
    }
    assert!(tried > 200, "{tried} invoices");
}

fn whole(original: &IssuedInvoice) -> Credit {
    draw_up(original, &[], None, REASON).expect("nothing is credited yet")
}

#[test]
fn credit_notes_keep_the_official_rules_and_say_what_they_correct() {
    let mut documents = BTreeMap::new();
    let on = date(2027, 5, 4);
    for (place, (agreement, invoice)) in invoices().into_iter().enumerate().step_by(7) {
        let original = IssuedInvoice::from(&invoice);
        let credit = whole(&original);
        assert_eq!((credit.net, credit.vat), (invoice.totals.net, invoice.totals.vat));
        let first = original.lines.iter().position(|line| !line.net.is_credit()).expect("one");
        let some = [(first, Money::from_pence(1))];
        let rest = draw_up(&original, &[], Some(&some), REASON).ok().map(|part| {
            let rest = draw_up(&original, &[part.credited()], None, REASON).expect("more is left");
            assert_eq!(rest.net + part.net, credit.net);
            assert_eq!(rest.vat + part.vat, credit.vat);
            rest
        });
        for (letter, credit) in [("whole", Some(credit)), ("rest", rest)] {
            let Some(credit) = credit else { continue };
            let number = format!("CN-{place}-{letter}");
            let note = document(&agreement, &original, &credit, number.clone(), on, "A. Officer");
            let xml = ubl(&agreement, &note).unwrap_or_else(|wrong| panic!("{wrong:?}"));
            let xml = String::from_utf8(xml).expect("it is UTF-8");
            let read = Element::read(&xml);
            let of = "BillingReference/InvoiceDocumentReference/ID";
            assert_eq!((read.name.as_str(), read.text(of)), ("CreditNote", &*original.number));
            assert!(xml.contains("Why: Billed for a month in which the post was vacant."));
            documents.insert(number, xml);
        }
    }
    assert!(documents.len() > 60, "{} credit notes", documents.len());
    let broken = broken_rules("credit-notes", &documents);
    let wrong: Vec<_> = broken.into_iter().filter(|(_, rules)| !rules.is_empty()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn all_that_stands_in_the_way_of_a_credit_is_told_at_once() {
    let all = invoices().into_iter().map(|(_, invoice)| IssuedInvoice::from(&invoice));
    let large = |of: &IssuedInvoice| {
        of.lines.len() > 1 && of.lines[..2].iter().all(|line| line.net > Money::from_pence(100))
    };
    let original = all.into_iter().find(large).expect("an invoice with two lines");
    let number = &original.number;
    let [first, second] = [&original.lines[0], &original.lines[1]];
    let half = draw_up(&original, &[], Some(&[(0, Money::from_pence(60))]), REASON);
    let half = half.expect("a part").credited();
    let lines = [
        (0, first.net),
        (1, Money::NIL),
        (1, Money::from_pence(1)),
        (original.lines.len(), Money::from_pence(1)),
    ];
    let told = draw_up(&original, &[half], Some(&lines), " ").expect_err("much is wrong");
    let (net, left) = (first.net.in_pounds(), (first.net - Money::from_pence(60)).in_pounds());
    let (beyond, last) = (original.lines.len() + 1, original.lines.len());
    assert_eq!(
        told,
        [
            "a credit note must say why: give a reason".to_owned(),
            format!(
                "line 1, {}: {net} is to be credited and {left} is left of its {net}",
                first.description
            ),
            format!(
                "line 2, {}: £0.00 is to be credited of {}: name a sum above nought",
                second.description,
                second.net.in_pounds()
            ),
            "line 2 is named twice: name it once, with the whole sum".to_owned(),
            format!("{number} has no line {beyond}: its lines are 1 to {last}"),
        ]
    );
    let note = IssuedInvoice { kind: DocumentKind::CreditNote, ..original.clone() };
    let told = draw_up(&note, &[], None, REASON).expect_err("it is a credit note");
    assert_eq!(told, [format!("{number} is a credit note: only an invoice can be credited")]);
}
