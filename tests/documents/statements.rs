//! The demo as a whole, and its recharge statements: three forms of the same sums, and no pay.

use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use concordat::billing::actuals::Actuals;
use concordat::billing::year::draw_up;
use concordat::documents::font::Fonts;
use concordat::documents::pdf::render;
use concordat::documents::statement::statement;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::file;
use serde_json::Value;

use crate::desk::demo;
use crate::desk::example_text;
use crate::desk::files;
use crate::desk::fresh;
use crate::desk::give_on;
use crate::desk::illustrative;
use crate::desk::papers;
use crate::paper::Paper;
use crate::words::commas;
use crate::words::list;
use crate::words::pence;
use crate::words::pounds;
use crate::words::spoken;
use crate::words::text;

const QUARTERS: [&str; 3] = ["201819Q2", "201819Q3", "201819Q4"];

/// A statement of the demo: its JSON, its PDF and the name of its files.
fn statements() -> impl Iterator<Item = (Value, Paper, String)> {
    QUARTERS.into_iter().map(|quarter| {
        let name = format!("HIOW-CS-2018-{quarter}-statement");
        (demo().json(&name), demo().paper(&name), name)
    })
}

#[test]
fn the_demo_writes_every_document() {
    let mut expected = Vec::new();
    for quarter in QUARTERS {
        let name = format!("HIOW-CS-2018-{quarter}");
        expected.extend([format!("{name}-A.pdf"), format!("{name}-B.pdf")]);
        expected.extend(["csv", "json", "pdf"].map(|kind| format!("{name}-statement.{kind}")));
    }
    expected.extend(["csv", "json", "pdf"].map(|kind| format!("performance-schedule.{kind}")));
    expected.insert(0, "HIOW-CS-2018-2018-19-schedule-of-payments.pdf".to_owned());
    expected.push("year-2018-19.json".to_owned());
    expected.push("calendar/breaks.ics".to_owned());
    for quarter in QUARTERS {
        let name = format!("HIOW-CS-2018-{quarter}");
        expected.extend(["A", "B"].map(|part| format!("electronic-invoices/{name}-{part}.xml")));
        expected.push(format!("workbooks/{name}-statement.xlsx"));
    }
    expected.push("workbooks/performance-schedule.xlsx".to_owned());
    expected.push("workbooks/year-2018-19.xlsx".to_owned());
    expected.sort();
    assert_eq!(files(demo().folder()), expected);
}

/// What is for other programs, read as they read it.
#[test]
fn the_demos_invoices_workbooks_and_calendar_are_read() {
    let folder = demo().folder();
    for file in files(folder) {
        let path = folder.join(&file);
        if let Some(number) = file.strip_prefix("electronic-invoices/") {
            let xml = fs::read_to_string(&path).expect("it is text");
            let number = number.trim_end_matches(".xml");
            assert!(xml.contains(&format!("<cbc:ID>{number}</cbc:ID>")), "{file}: {xml}");
        } else if file.starts_with("workbooks/") {
            let book: calamine::Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
            assert!(!calamine::Reader::sheet_names(&book).is_empty(), "{file}");
        }
    }
    let text = fs::read_to_string(folder.join("calendar/breaks.ics")).expect("it is text");
    let calendar: icalendar::Calendar = text.parse().expect("it is a calendar");
    assert!(calendar.components.iter().any(|part| part.as_event().is_some()));
}

#[test]
fn two_demos_are_alike_byte_for_byte() {
    let days = [(2026, 11, 22), (2031, 2, 3)];
    let [one, other] = [0, 1].map(|index| {
        let folder = fresh(["alike", "alike-elsewhere"][index]);
        let (year, month, day) = days[index];
        let today = NaiveDate::from_ymd_opt(year, month, day).expect("a day");
        let said = give_on(today, &format!("demo --out \"{}\"", folder.display()));
        assert_eq!(said.status, 0, "{}", said.err);
        folder
    });
    assert_eq!(files(&one), files(&other));
    let bytes = |path: &Path| fs::read(path).expect("the demo wrote it");
    for name in files(&one) {
        assert!(bytes(&one.join(&name)) == bytes(&other.join(&name)), "{name} differs");
    }
}

#[test]
fn every_statement_is_a_sound_document() {
    for (json, paper, name) in statements() {
        let reference = name.trim_end_matches("-statement");
        paper.must_be_sound(reference, &spoken(text(&json, "as_at")));
        assert_eq!(paper.heading(), format!("Recharge statement {}", text(&json, "period")));
        assert!(!paper.words.contains('?'), "{name} lost a character");
    }
}

#[test]
fn a_statement_says_whose_it_is_of_when_and_as_known_when() {
    for (json, paper, _) in statements() {
        let dates = format!("{} to {}", spoken(text(&json, "from")), spoken(text(&json, "to")));
        paper.must_say(&format!(
            "Strategic Partnership for the delivery of Children's Services. {dates}."
        ));
        paper.must_say("From Hampshire County Council The Castle Winchester SO23 8UJ");
        paper.must_say("To Isle of Wight Council County Hall Newport Isle of Wight PO30 1UD");
        let known = spoken(text(&json, "as_at"));
        paper.must_say(&format!("Drawn up under what was known on {known}."));
    }
}

#[test]
fn every_line_of_a_statement_stands_with_its_clause_its_words_and_its_net() {
    for (json, paper, _) in statements() {
        let mut reader = paper.reader();
        reader.find("What is due");
        for line in list(&json, "lines") {
            reader.find(&format!("{} {}", text(line, "clause"), text(line, "description")));
            let vat = match text(line, "vat_treatment") {
                "outside-scope" => "outside the scope of VAT",
                _ => "standard rate",
            };
            reader.find_within(60, &format!(" {vat} {}", pounds(text(line, "net"))));
        }
        let [net, vat, gross] = totals(&json).map(pounds);
        reader.find_within(1, &format!(" Net {net} VAT {vat} To pay {gross}"));
        paper.must_say(&format!("{net} Net {vat} VAT {gross} To pay"));
    }
}

fn totals(json: &Value) -> [&str; 3] {
    ["net", "vat", "gross"].map(|key| text(json, key))
}

#[test]
fn json_csv_and_paper_come_to_the_same() {
    for (json, paper, name) in statements() {
        let rows = demo().csv(&name);
        let lines = list(&json, "lines");
        assert_eq!(rows.len(), lines.len(), "{name}");
        for (row, line) in rows.iter().zip(lines) {
            let keys = ["line", "kind", "period", "clause", "description", "net", "vat_treatment"];
            let columns = [0, 1, 2, 4, 5, 6, 7];
            let cells = columns.map(|column| row[column].to_owned());
            assert_eq!(cells, keys.map(|key| text(line, key).to_owned()), "{name}");
        }
        let [net, vat, gross] = totals(&json).map(pence);
        assert_eq!(rows.iter().map(|row| pence(&row[6])).sum::<i64>(), net, "{name}");
        assert_eq!(net + vat, gross, "{name}");
        let mut of_bills = [0; 3];
        for bill in list(&json, "invoices") {
            let number =
                format!("{}-{}", name.trim_end_matches("-statement"), text(bill, "letter"));
            let sums = totals(bill).map(pounds);
            paper.must_say(&format!("{number} {} {} {}", sums[0], sums[1], sums[2]));
            demo().paper(&number).must_say(&format!("To pay {}", sums[2]));
            for (sum, part) in of_bills.iter_mut().zip(totals(bill)) {
                *sum += pence(part);
            }
        }
        assert_eq!(of_bills, [net, vat, gross], "{name}");
    }
}

#[test]
fn the_year_is_the_sum_of_its_statements() {
    let year = demo().json("year-2018-19");
    for key in ["net", "vat", "gross"] {
        let of_quarters: i64 = statements().map(|(json, ..)| pence(text(&json, key))).sum();
        assert_eq!(of_quarters, pence(text(&year, key)), "{key}");
    }
}

#[test]
fn each_step_from_the_yearly_charge_on_stands_in_the_working() {
    for (json, paper, _) in statements() {
        let mut reader = paper.reader();
        reader.find("How this was worked out");
        for line in list(&json, "lines") {
            let (words, clause) = (text(line, "description"), text(line, "clause"));
            let period = text(line, "period");
            reader.find(&format!("{words}, {period} (clause {clause})"));
            let steps = list(line, "trace");
            let yearly = |step: &Value| text(step, "step").starts_with("The charge of a year");
            let first = steps.iter().position(yearly).unwrap_or_default();
            for step in &steps[first..] {
                reader.find(&format!("{} {}", text(step, "step"), commas(text(step, "value"))));
            }
        }
    }
}

/// What the named officers of the illustrative agreement are paid, with every later award.
fn pay_of_named_officers() -> Vec<String> {
    let agreement = illustrative();
    let rows = |table: &toml::Table, key: &str| -> Vec<toml::Table> {
        let rows = table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
        rows.into_iter().filter_map(|row| row.as_table().cloned()).collect()
    };
    let named: Vec<toml::Table> = rows(&agreement, "staffing")
        .into_iter()
        .filter(|post| post.contains_key("holder"))
        .collect();
    assert_eq!(named.len(), 4);
    let is_named = |line: &toml::Value| named.iter().any(|post| post["id"] == *line);
    let awards = rows(&agreement, "variation").into_iter().flat_map(|made| rows(&made, "change"));
    let awards = awards.filter(|change| change.get("line").is_some_and(is_named));
    let all: Vec<toml::Table> = named.iter().cloned().chain(awards).collect();
    let pay = all.iter().filter_map(|terms| terms.get("salary")?.as_str().map(str::to_owned));
    let pay: Vec<String> = pay.collect();
    assert!(pay.len() > 12 && pay.contains(&"150000.00".to_owned()), "{pay:?}");
    pay
}

#[test]
fn no_pdf_of_the_demo_says_what_a_named_officer_is_paid() {
    let mut secrets = pay_of_named_officers();
    let pay = ["A year's salary of the whole post", "A year of the whole post"];
    for (json, ..) in statements() {
        for line in list(&json, "lines").iter().take(4) {
            let steps = list(line, "trace").iter();
            let told = steps.filter(|step| pay.contains(&text(step, "step")));
            secrets.extend(told.map(|step| text(step, "value").to_owned()));
        }
    }
    assert!(secrets.contains(&"195187.49".to_owned()), "{secrets:?}");
    let all = papers(demo().folder());
    assert_eq!(all.len(), 11);
    for paper in &all {
        must_keep(paper, &secrets);
    }
}

fn must_keep(paper: &Paper, secrets: &[String]) {
    for secret in secrets {
        let whole = secret.trim_end_matches(".00");
        for written in [secret.clone(), commas(secret), format!("£{}", commas(whole))] {
            let rest = paper.words.split(&written).skip(1);
            let stands = rest.into_iter().any(|rest| !rest.starts_with(['.', ',']));
            assert!(!stands, "{} tells the pay {written}", paper.name());
        }
    }
}

#[test]
fn nor_does_a_statement_with_arrears_of_a_pay_award() {
    let text = example_text("hampshire-isle-of-wight/illustrative.toml");
    let agreement = file::read(&text).expect("the example is right").agreement;
    let secrets = pay_of_named_officers();
    let folder = fresh("awards");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let mut adjustments = 0;
    for year in ["2021/22", "2022/23"] {
        let year = FinancialYear::parse(year).expect("a year");
        let actuals = Actuals::default();
        for period in draw_up(&agreement, &actuals, year, None).periods {
            let document = statement(&agreement, &actuals, &period, false);
            let file = folder.join(format!("{}.pdf", document.reference));
            let bytes = render(&document, &Fonts::embedded()).expect("it can be drawn");
            fs::write(&file, bytes).expect("a file can be written");
            must_keep(&Paper::read(&file), &secrets);
            adjustments += period.adjustments().count();
        }
    }
    assert!(adjustments > 30, "only {adjustments} adjustments were looked at");
}
