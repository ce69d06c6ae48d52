//! One quarter in all of its forms: paper, electronic invoice, CSV, workbook, JSON and the screen
//! come to the same sums.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::desk::done;
use crate::desk::example;
use crate::desk::fresh;
use crate::desk::names;
use crate::desk::papers;
use crate::markup::Element;
use crate::spreadsheet::Book;
use crate::words::list;
use crate::words::pence;
use crate::words::pounds;
use crate::words::text;

/// Quarters and months of the examples: the first, a late one, one of another rate of pay, one with
/// arrears of six quarters, and one that credits.
const PERIODS: [(&str, &str, &str); 6] = [
    ("hampshire-isle-of-wight/illustrative.toml", "2018/19-Q2", "SHEETS"),
    ("hampshire-isle-of-wight/illustrative.toml", "2019/20-Q4", "SHEETS"),
    ("hampshire-isle-of-wight/illustrative.toml", "2023/24-Q4", "SHEETS"),
    ("backdated-pay-award/agreement.toml", "2023/24-Q3", ""),
    ("monthly-in-advance-by-days/agreement.toml", "2024/25-M11", ""),
    ("monthly-in-advance-by-days/agreement.toml", "2024/25-M12", ""),
];

/// Net, VAT and gross in pence.
type Sums = [i64; 3];

fn sums(json: &Value) -> Sums {
    ["net", "vat", "gross"].map(|key| pence(text(json, key)))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("it was written")
}

/// What the electronic invoices of a folder come to; a credit note counts against.
fn of_electronic(folder: &Path) -> Sums {
    let mut sums = Sums::default();
    for name in names(folder) {
        let xml = Element::read(&read(&folder.join(name)));
        let sign = if xml.name == "CreditNote" { -1 } else { 1 };
        let paths = [
            "LegalMonetaryTotal/TaxExclusiveAmount",
            "TaxTotal/TaxAmount",
            "LegalMonetaryTotal/PayableAmount",
        ];
        for (sum, path) in sums.iter_mut().zip(paths) {
            *sum += sign * pence(xml.text(path));
        }
    }
    sums
}

fn of_workbook(path: &Path) -> Sums {
    let book = Book::read(path);
    let rows = book.sheet("Statement lines").rows();
    let total = |label: &str| {
        let row = rows.iter().find(|row| row.words("Statement") == label);
        row.unwrap_or_else(|| panic!("no total {label}")).pence("Net, £")
    };
    ["Net", "VAT", "To pay"].map(total)
}

fn net_of_csv(path: &Path) -> i64 {
    let mut reader = csv::Reader::from_path(path).expect("it was written");
    reader.records().map(|row| pence(&row.expect("it is CSV")[6])).sum()
}

/// Each document on paper says its total, and the statement theirs together.
fn must_say_totals(folder: &Path, json: &Value) {
    let papers = papers(folder);
    let (statements, bills): (Vec<_>, Vec<_>) =
        papers.iter().partition(|paper| paper.name().contains("-statement"));
    let totals = list(json, "invoices");
    assert_eq!((bills.len(), statements.len()), (totals.len(), 1));
    for (bill, totals) in bills.iter().zip(totals) {
        let label = if text(totals, "document") == "invoice" { "To pay" } else { "Credit" };
        bill.must_say(&format!("{label} {}", pounds(text(totals, "gross"))));
    }
    for key in ["net", "vat", "gross"] {
        statements[0].must_say(&pounds(text(json, key)));
    }
}

#[test]
fn every_form_of_a_period_comes_to_the_same() {
    let [days, costs] = ["days", "costs"]
        .map(|sheet| example(&format!("hampshire-isle-of-wight/illustrative-{sheet}.csv")));
    for (index, (file, period, sheets)) in PERIODS.into_iter().enumerate() {
        let folder = fresh(&format!("forms-{index}"));
        let sheets = sheets.replace("SHEETS", &format!("--days {days} --costs {costs}"));
        let command = format!("recharge {} --period {period} {sheets}", example(file));
        let given = |format: &str, name: &str, options: &str| {
            let out = folder.join(name);
            done(&format!("{command} {options} --format {format} --out \"{}\"", out.display()));
            out
        };
        let json = read(&given("json", "it.json", ""));
        let json: Value = serde_json::from_str(&json).expect("it is JSON");
        let expected = sums(&json);
        let lines = list(&json, "lines").iter().map(|line| pence(text(line, "net")));
        assert_eq!(lines.sum::<i64>(), expected[0], "{period}: the lines of the JSON");
        assert_eq!(net_of_csv(&given("csv", "it.csv", "")), expected[0], "{period}: the CSV");
        assert_eq!(of_workbook(&given("xlsx", "it.xlsx", "")), expected, "{period}: the workbook");
        let approved = "--approved-by \"Ann Officer\"";
        let electronic = of_electronic(&given("ubl", "ubl", approved));
        assert_eq!(electronic, expected, "{period}: the electronic invoices");
        must_say_totals(&given("pdf", "pdf", approved), &json);
        let screen = read(&given("text", "it.txt", ""));
        let gross = pounds(text(&json, "gross"));
        assert!(screen.contains(&gross), "{period}: the screen does not say {gross}:\n{screen}");
    }
}
