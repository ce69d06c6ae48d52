//! The demo's invoices: what the law and the purchaser's finance office ask for stands on each.

use chrono::Days;
use serde_json::Value;

use crate::desk::demo;
use crate::desk::illustrative;
use crate::paper::Paper;
use crate::words::day;
use crate::words::in_words;
use crate::words::list;
use crate::words::pence;
use crate::words::pounds;
use crate::words::spoken;
use crate::words::text;

const QUARTERS: [&str; 3] = ["201819Q2", "201819Q3", "201819Q4"];

/// An invoice of the demo: its paper, the statement that it is of, and its totals there.
struct Bill {
    number: String,
    paper: Paper,
    statement: Value,
    totals: Value,
}

impl Bill {
    /// Whether it is outside the scope of VAT.
    fn is_outside(&self) -> bool {
        text(&self.totals, "vat_treatment_group") == "outside-scope"
    }

    /// The lines of the statement that it bills.
    fn lines(&self) -> Vec<&Value> {
        let outside = self.is_outside();
        let is_mine = |line: &&Value| (text(line, "vat_treatment") == "outside-scope") == outside;
        list(&self.statement, "lines").iter().filter(is_mine).collect()
    }
}

fn bills() -> Vec<Bill> {
    let mut bills = Vec::new();
    for quarter in QUARTERS {
        let statement = demo().json(&format!("HIOW-CS-2018-{quarter}-statement"));
        for totals in list(&statement, "invoices") {
            let number = format!("HIOW-CS-2018-{quarter}-{}", text(totals, "letter"));
            let paper = demo().paper(&number);
            let (statement, totals) = (statement.clone(), totals.clone());
            bills.push(Bill { number, paper, statement, totals });
        }
    }
    assert_eq!(bills.len(), 6);
    bills
}

/// The text of a key of a table of the agreement.
fn said(table: &toml::Value, key: &str) -> String {
    table[key].as_str().unwrap_or_else(|| panic!("{key} is a text in {table}")).to_owned()
}

fn address(authority: &toml::Value) -> String {
    let lines = authority["address"].as_array().expect("an address is a list");
    let lines = lines.iter().map(|line| line.as_str().expect("of texts").to_owned());
    [said(authority, "name")].into_iter().chain(lines).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_invoice_is_a_sound_document() {
    for bill in bills() {
        bill.paper.must_be_sound(&bill.number, &spoken(text(&bill.statement, "as_at")));
        assert!(!bill.paper.words.contains('?'), "{} lost a character", bill.number);
    }
}

#[test]
fn number_dates_period_order_and_references_stand_on_it() {
    let agreement = illustrative();
    for Bill { number, paper, statement, totals } in bills() {
        let issued = day(text(&statement, "as_at"));
        let due = in_words(issued + Days::new(30));
        paper.must_say(&format!("Invoice number {number}"));
        paper.must_say(&format!("Invoice date {}", in_words(issued)));
        paper.must_say(&format!("Due {due}"));
        let (from, to) = (text(&statement, "from"), text(&statement, "to"));
        let dates = format!("{} to {}", spoken(from), spoken(to));
        paper.must_say(&format!("Period {}, {dates}", text(&statement, "period")));
        let title = agreement["title"].as_str().expect("a title is text");
        paper.must_say(&format!("Agreement HIOW-CS-2018, {title}"));
        let purchaser = &agreement["purchaser"];
        paper.must_say(&format!("Your order {}", said(purchaser, "purchase_order")));
        paper.must_say(&format!("Your reference {}", said(purchaser, "buyer_reference")));
        paper.must_say("Approved by A. Officer (the demo)");
        paper.must_say(&format!("Please pay {} by {due}.", pounds(text(&totals, "gross"))));
    }
}

#[test]
fn both_councils_the_account_and_whom_to_ask_stand_on_it() {
    let agreement = illustrative();
    let (supplier, purchaser) = (&agreement["supplier"], &agreement["purchaser"]);
    for bill in bills() {
        let paper = &bill.paper;
        paper.must_say(&format!("From {}", address(supplier)));
        paper.must_say(&format!("To {}", address(purchaser)));
        let bank = &supplier["bank"];
        paper.must_say(&format!("Account name {}", said(bank, "name")));
        paper.must_say(&format!("Sort code {}", said(bank, "sort_code")));
        paper.must_say(&format!("Account number {}", said(bank, "account")));
        paper.must_say(&format!("Payment reference {}", bill.number));
        let contact = &supplier["contact"];
        let (name, email) = (said(contact, "name"), said(contact, "email"));
        paper.must_say(&format!("Questions: {name}: {email}."));
    }
}

/// The rate of an overhead and what it is on, which stand before its quantity of one.
fn on_what(line: &Value) -> String {
    if text(line, "kind") != "overhead" {
        return String::new();
    }
    let steps = list(line, "trace").iter();
    let on_each = steps.filter_map(|step| text(step, "step").strip_prefix("15% on "));
    let sums = on_each.map(|words| words.rsplit_once('£').expect("it ends with a sum").1);
    let on: i64 = sums.map(|sum| pence(&sum.replace(',', ""))).sum();
    let sum = format!("{}.{:02}", on / 100, on % 100);
    format!(" 15% on {}", pounds(&sum))
}

#[test]
fn every_line_stands_with_its_clause_its_words_and_its_net() {
    let mut lines = 0;
    for bill in bills() {
        let mut reader = bill.paper.reader();
        reader.find("What is charged");
        for line in bill.lines() {
            reader.find(&format!("{} {}", text(line, "clause"), text(line, "description")));
            let net = pounds(text(line, "net"));
            let rate = if bill.is_outside() { "" } else { "20% " };
            // Between the two stands how it was worked out, in brief.
            reader.find_within(60, &format!("{} 1 {rate}{net} {net}", on_what(line)));
            lines += 1;
        }
        let (net, vat) = (text(&bill.totals, "net"), text(&bill.totals, "vat"));
        if !bill.is_outside() {
            reader.find_within(1, &format!(" Net {} VAT {}", pounds(net), pounds(vat)));
        }
        reader.find_within(1, &format!(" To pay {}", pounds(text(&bill.totals, "gross"))));
        let nets = bill.lines().iter().map(|line| pence(text(line, "net"))).sum::<i64>();
        assert_eq!(nets, pence(net), "{}", bill.number);
    }
    assert_eq!(lines, 3 * 37 + 2, "37 lines in each quarter, and an input in two");
}

#[test]
fn each_line_says_in_brief_how_it_was_worked_out() {
    for bill in bills() {
        for line in bill.lines() {
            let mut steps = list(line, "trace").iter();
            let yearly = |step: &&Value| text(step, "step").starts_with("The charge of a year");
            if let Some(charge) = steps.find(yearly) {
                let words = text(line, "description");
                let annual = pounds(text(charge, "value"));
                bill.paper.must_say(&format!("{words} {annual} a year, 3 of 12 months 1 "));
            }
        }
    }
}

#[test]
fn an_invoice_outside_the_scope_of_vat_shows_none_and_says_why() {
    let agreement = illustrative();
    let mut reasons: Vec<String> = Vec::new();
    for kind in ["staffing", "overhead"] {
        for line in agreement[kind].as_array().expect("there are such lines") {
            reasons.push(said(&line["vat"], "reason"));
        }
    }
    for bill in bills().into_iter().filter(Bill::is_outside) {
        let paper = bill.paper;
        assert_eq!(paper.heading(), "Invoice", "{}", bill.number);
        let why = "These supplies are outside the scope of VAT, and no VAT is charged.";
        paper.must_say(why);
        for reason in &reasons {
            paper.must_say(reason.trim_end_matches('.'));
        }
        let before = paper.words.find(why).expect("it says why");
        let after = paper.words.find("How to pay").expect("it says how to pay");
        let rest = format!("{}{}", &paper.words[..before], &paper.words[after..]);
        for never in ["VAT", "GB9", "20%", " 0%", "Time of supply", "£0.00"] {
            assert!(!rest.contains(never), "{} shows “{never}”:\n{rest}", bill.number);
        }
    }
}

#[test]
fn a_vat_invoice_has_all_that_regulation_14_asks() {
    let agreement = illustrative();
    for bill in bills().into_iter().filter(|bill| !bill.is_outside()) {
        let paper = &bill.paper;
        assert_eq!(paper.heading(), "VAT invoice", "{}", bill.number);
        for side in ["supplier", "purchaser"] {
            let authority = &agreement[side];
            let number = said(authority, "vat_number");
            paper.must_say(&format!("{} VAT number {number}", address(authority)));
        }
        let supplied = spoken(text(&bill.statement, "as_at"));
        paper.must_say(&format!("Time of supply {supplied}"));
        for rate in list(&bill.totals, "rates") {
            let (net, vat) = (text(rate, "net"), text(rate, "vat"));
            assert_eq!(text(rate, "rate"), "20%");
            assert_eq!((pence(net) * 20 + 50) / 100, pence(vat), "{}", bill.number);
            let row = format!("Standard rate 20% {} {}", pounds(net), pounds(vat));
            paper.must_say(&format!("VAT Treatment Rate Net VAT {row}"));
        }
        paper.must_not_say("no VAT is charged");
    }
}
