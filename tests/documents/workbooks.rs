//! Workbooks: every sum, name and clause of the JSON stands in its cell, as a number, a day or
//! words, and every formula comes to what is stored with it.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use calamine::Data;
use serde_json::Value;

use crate::desk::done;
use crate::desk::example;
use crate::desk::fresh;
use crate::desk::give;
use crate::desk::made;
use crate::spreadsheet::Book;
use crate::spreadsheet::Row;
use crate::spreadsheet::number;
use crate::words::list;
use crate::words::pence;
use crate::words::text;

/// Gives a command twice as a workbook and once as JSON, and reads them back; the two workbooks
/// must be the same byte for byte.
fn drawn(name: &str, command: &str) -> (Value, Book) {
    let folder = fresh(&format!("drawn-{name}"));
    let written = |file: &str| -> PathBuf {
        let path = folder.join(file);
        let format = if file.ends_with("json") { "json" } else { "xlsx" };
        done(&format!("{command} --format {format} --out \"{}\"", path.display()));
        path
    };
    let (one, other, json) = (written("one.xlsx"), written("other.xlsx"), written("it.json"));
    let bytes = |path: &Path| fs::read(path).expect("it was written");
    assert!(bytes(&one) == bytes(&other), "{name}: two renders differ");
    let json = serde_json::from_slice(&bytes(&json)).expect("it is JSON");
    (json, Book::read(&one))
}

fn illustrative(command: &str) -> String {
    let [file, days, costs] =
        ["illustrative.toml", "illustrative-days.csv", "illustrative-costs.csv"]
            .map(|name| example(&format!("hampshire-isle-of-wight/{name}")));
    command.replace("FILE", &format!("{file} --days {days} --costs {costs}"))
}

fn line_must_stand(row: &Row<'_>, line: &Value) {
    assert_eq!(row.words("Clause"), text(line, "clause"));
    assert_eq!(row.words("Line"), text(line, "description"));
    assert_eq!(row.words("Name in the file"), text(line, "line"));
    assert_eq!(row.words("For period"), text(line, "period"));
    assert_eq!(row.words("Adjustment") == "Yes", line["adjustment"] == true);
    assert_eq!(row.words("Kind").to_lowercase(), text(line, "kind"));
    assert_eq!(row.pence("Net, £"), pence(text(line, "net")));
}

/// The rows of the table, and those of its totals.
fn with_totals<'r, 's>(rows: &'r [Row<'s>], expected: usize) -> (&'r [Row<'s>], &'r [Row<'s>]) {
    rows.split_at(expected)
}

fn statement_must_stand(json: &Value, book: &Book) {
    let sheet = book.sheet("Statement lines");
    let preview = if json["preview"] == true { ", a preview" } else { "" };
    assert_eq!(sheet.title(), format!("Recharge statement {}{preview}", text(json, "period")));
    let rows = sheet.rows();
    let lines = list(json, "lines");
    let (rows, totals) = with_totals(&rows, lines.len());
    for (row, line) in rows.iter().zip(lines) {
        line_must_stand(row, line);
    }
    let keys = ["net", "vat", "gross"];
    for ((total, key), label) in totals.iter().zip(keys).zip(["Net", "VAT", "To pay"]) {
        assert_eq!(total.words("Statement"), label);
        assert_eq!(total.pence("Net, £"), pence(text(json, key)));
    }
    assert_eq!(totals.len(), 3);
    let rates = list(json, "invoices").iter().flat_map(|invoice| list(invoice, "rates"));
    let documents = book.sheet("Documents by VAT").rows();
    let mut count = 0;
    for (row, rate) in documents.iter().zip(rates) {
        assert_eq!(row.pence("Net, £"), pence(text(rate, "net")));
        assert_eq!(row.pence("VAT, £"), pence(text(rate, "vat")));
        match rate["vat_treatment"].as_str() {
            None => assert_eq!(row.words("VAT rate"), "undecided"),
            Some("outside-scope") => assert_eq!(row.words("VAT rate"), "outside the scope"),
            Some("exempt") => assert_eq!(row.words("VAT rate"), "exempt"),
            Some(_) => {
                let rate = text(rate, "rate").trim_end_matches('%');
                let per_cent: f64 = rate.parse().expect("a rate");
                assert!((number(row.at("VAT rate")) * 100.0 - per_cent).abs() < 1e-9);
            }
        }
        count += 1;
    }
    assert_eq!(documents.len(), count + 1);
    assert_eq!(documents[count].pence("To pay, £"), pence(text(json, "gross")));
    not_billed_must_stand(json, book);
    workings_must_stand(list(json, "lines"), book);
}

fn not_billed_must_stand(json: &Value, book: &Book) {
    let entries = list(json, "not_billed");
    let has_sheet = book.sheets.iter().any(|sheet| sheet.name == "Not billed");
    assert_eq!(has_sheet, !entries.is_empty(), "no sheet is empty");
    if entries.is_empty() {
        return;
    }
    let rows = book.sheet("Not billed").rows();
    assert_eq!(rows.len(), entries.len());
    for (row, entry) in rows.iter().zip(entries) {
        assert_eq!(row.words("Clause"), text(entry, "clause"));
        assert_eq!(row.words("Why"), text(entry, "reason"));
        assert_eq!(row.day("From"), text(entry, "from"));
        assert_eq!(row.day("To"), text(entry, "to"));
        match entry.get("amount").and_then(Value::as_str) {
            Some(amount) => assert_eq!(row.pence("Sum, £"), pence(amount)),
            None => assert_eq!(row.words("Sum, £"), "not known"),
        }
    }
}

/// Every step of the JSON stands on the sheet, with its figure, save those of what a post is paid.
fn workings_must_stand(lines: &[Value], book: &Book) {
    const PAY: [&str; 5] = [
        "A year of the whole",
        "A year's salary",
        "A day's rate",
        "Employer's National",
        "Pension",
    ];
    let rows = book.sheet("Workings").rows();
    let mut rows = rows.iter();
    for line in lines {
        for step in list(line, "trace") {
            if PAY.iter().any(|pay| text(step, "step").starts_with(pay)) {
                continue;
            }
            let row = rows.next().expect("the step has a row");
            assert_eq!(row.words("What is done"), text(step, "step"));
            assert_eq!(row.words("Clause"), text(line, "clause"));
            figure_must_stand(row.at("Figure"), text(step, "value"));
        }
    }
    assert!(rows.next().is_none(), "no other step");
}

fn figure_must_stand(cell: &Data, figure: &str) {
    match figure.parse::<f64>() {
        Ok(stated) => assert!((number(cell) - stated).abs() < 1e-9, "{cell:?}, not {figure}"),
        Err(_) => assert_eq!(cell.to_string(), figure),
    }
}

#[test]
fn every_sum_name_and_clause_of_a_statement_stands_in_its_workbook() {
    for quarter in ["Q2", "Q3", "Q4"] {
        let command = illustrative(&format!("recharge FILE --period 2018/19-{quarter}"));
        let (json, book) = drawn(&format!("statement-{quarter}"), &command);
        statement_must_stand(&json, &book);
        assert!(book.formulas_must_agree() > 10);
    }
}

#[test]
fn a_backdated_award_stands_with_what_it_comes_to() {
    let file = example("backdated-pay-award/agreement.toml");
    let days = example("backdated-pay-award/days.csv");
    for period in ["2023/24-Q2", "2023/24-Q3"] {
        let command = format!("recharge {file} --days {days} --period {period}");
        let (json, book) = drawn(&format!("award-{}", &period[8..]), &command);
        let adjustments = list(&json, "lines").iter().filter(|line| line["adjustment"] == true);
        assert_eq!(adjustments.count() > 0, period.ends_with("Q3"), "the arrears");
        statement_must_stand(&json, &book);
        assert!(book.formulas_must_agree() > 3);
    }
}

#[test]
fn a_year_stands_with_its_periods_its_reconciliation_and_its_budget() {
    let (json, book) = drawn("year", &illustrative("year FILE --year 2018/19"));
    let rows = book.sheet("Year at a glance").rows();
    let periods = list(&json, "periods");
    for (row, period) in rows.iter().zip(periods) {
        assert_eq!(row.words("Statement"), text(period, "period"));
        assert_eq!(row.day("From"), text(period, "from"));
        assert_eq!(row.day("Drawn up as at"), text(period, "as_at"));
        let sums = ["Net, £", "VAT, £", "To pay, £"].map(|heading| row.pence(heading));
        assert_eq!(sums, ["net", "vat", "gross"].map(|key| pence(text(period, key))));
    }
    assert_eq!(rows[periods.len()].pence("To pay, £"), pence(text(&json, "gross")));
    let all = book.sheet("All lines").rows();
    let lines: Vec<&Value> = periods.iter().flat_map(|period| list(period, "lines")).collect();
    assert_eq!(all.len(), lines.len() + 1);
    for (row, line) in all.iter().zip(lines) {
        line_must_stand(row, line);
    }
    let reconciled = book.sheet("Reconciliation").rows();
    let lines = list(&json["reconciliation"], "lines");
    for (row, line) in reconciled.iter().zip(lines) {
        assert_eq!(row.words("Clause"), text(line, "clause"));
        assert_eq!(row.pence("Net, £"), pence(text(line, "net")));
        for (heading, key) in [("Days agreed", "agreed_days"), ("Days recorded", "delivered_days")]
        {
            let days = line.get(key).and_then(Value::as_str).unwrap_or_default();
            figure_must_stand(row.at(heading), days);
        }
    }
    let net = pence(text(&json["reconciliation"], "net"));
    assert_eq!(reconciled[lines.len()].pence("Net, £"), net);
    for (row, provision) in book.sheet("Budget").rows().iter().zip(list(&json, "provisions")) {
        assert_eq!(row.words("Provision"), text(provision, "name"));
        assert_eq!(row.pence("Billed, £"), pence(text(provision, "billed")));
        let share: f64 = text(provision, "billed_per_cent").parse().expect("a number");
        assert!((number(row.at("Billed of what is stated")) * 100.0 - share).abs() < 1e-9);
    }
    assert!(book.formulas_must_agree() > 20);
}

#[test]
fn the_schedule_stands_with_its_values_its_days_and_what_has_no_figure() {
    let file = example("hampshire-isle-of-wight/agreement.toml");
    let values = example("hampshire-isle-of-wight/kpi-values.csv");
    for (name, values, day) in
        [("kpis", values, "2019-06-30"), ("kpis-early", String::new(), "2018-07-02")]
    {
        let values = if values.is_empty() {
            let (path, _) = made("workbook-no-values", "kpi,period_end,value,status\n");
            format!("\"{}\"", path.display())
        } else {
            values
        };
        let (json, book) = drawn(name, &format!("kpis {file} --values {values} --as-at {day}"));
        let rows = book.sheet("Indicators").rows();
        let kpis = list(&json, "kpis");
        assert_eq!(rows.len(), kpis.len() + 4, "a row for each rating stands below");
        for (row, kpi) in rows.iter().zip(kpis) {
            assert_eq!(row.words("Clause"), text(kpi, "clause"));
            assert_eq!(row.words("Indicator"), text(kpi, "name"));
            let word = text(kpi, "rating").replace("none", "not rated");
            assert_eq!(row.words("Rating").to_lowercase(), word);
            let scale = if row.words("Unit") == "per cent" { 100.0 } else { 1.0 };
            match kpi["value"].as_str().map(str::parse::<f64>) {
                Some(Ok(value)) => assert!((number(row.at("Value")) * scale - value).abs() < 1e-9),
                _ => assert!(!row.words("Value").is_empty(), "what has no figure says so"),
            }
            match kpi["period_end"].as_str() {
                Some(day) => assert_eq!(row.day("Period ends"), day),
                None => assert_eq!(*row.at("Period ends"), Data::Empty),
            }
        }
        assert_eq!(book.formulas_must_agree(), 4);
        let has_values = book.sheets.iter().any(|sheet| sheet.name == "Values");
        assert_eq!(has_values, name == "kpis", "no sheet is empty");
    }
}

/// An agreement with many services, some of them named as a formula or in Welsh.
fn many(services: usize) -> String {
    let mut text = String::from(
        "reference = \"A&B-2025\"\ntitle = \"=1+1 Gwasanaethau tŷ a dŵr ŵ ŷ\"\n\
         status = \"in-force\"\nstarts = 2025-04-01\n\
         [supplier]\nname = \"Ashenford & Pellworth\"\n[purchaser]\nname = \"+Cyngor Môn\"\n\
         [billing]\nevery = \"quarter\"\ntiming = \"advance\"\n",
    );
    for index in 0..services {
        let treatment = ["standard", "outside-scope", "reduced", "exempt"][index % 4];
        text.push_str(&format!(
            "[[service]]\nid = \"s{index}\"\nclause = \"=4.{index}\"\n\
             name = \"=HYPERLINK(\\\"x\\\") dŵr {index}\"\nannual = \"{}.{:02}\"\n\
             vat = {{ treatment = \"{treatment}\", decided_on = 2025-03-03 }}\n",
            100 + index * 37,
            index * 7 % 100,
        ));
    }
    text
}

#[test]
fn a_hundred_and_fifty_lines_and_one_stand_whole_and_no_text_is_a_formula() {
    for count in [1, 150] {
        let (file, _) = made(&format!("workbook-{count}-lines"), &many(count));
        let command = format!("recharge \"{}\" --period 2025/26-Q1", file.display());
        let (json, book) = drawn(&format!("{count}-lines"), &command);
        assert_eq!(list(&json, "lines").len(), count);
        statement_must_stand(&json, &book);
        book.formulas_must_agree();
    }
}

#[test]
fn forty_credits_bring_the_total_below_nought() {
    // Billed in advance, then ended by a variation known after the quarter was billed.
    let mut agreement = many(40);
    for index in 0..40 {
        agreement.push_str(&format!(
            "[[variation]]\nid = \"end-{index}\"\nagreed = 2025-05-01\neffective = 2025-04-16\n\
             change = [{{ line = \"s{index}\", ends = 2025-04-15 }}]\n"
        ));
    }
    let (file, _) = made("workbook-credits", &agreement);
    let command = format!("recharge \"{}\" --period 2025/26-Q2", file.display());
    let (json, book) = drawn("credits", &command);
    let credits = list(&json, "lines").iter().filter(|line| line["adjustment"] == true);
    assert_eq!(credits.count(), 40, "{json}");
    assert!(pence(text(&json, "gross")) < 0);
    statement_must_stand(&json, &book);
    book.formulas_must_agree();
}

#[test]
fn a_workbook_needs_a_file_that_is_no_agreement() {
    let command = illustrative("recharge FILE --period 2018/19-Q3 --format xlsx");
    let said = give(&command);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("--format xlsx needs --out FILE"), "{}", said.err);
    let folder = fresh("workbook-refused");
    let said = give(&format!("{command} --out \"{}\"", folder.join("it.toml").display()));
    assert_eq!(said.status, 2);
    assert!(said.err.contains("agreement file") && !folder.exists(), "{}", said.err);
}
