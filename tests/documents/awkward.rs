//! Statements, schedules of payments and performance schedules of awkward agreements: very many
//! lines, one line alone, nothing due, less than nothing, many adjustments, long names, Welsh.

use std::fmt::Write as _;
use std::fs;

use crate::checkers::must_be_archival;
use crate::desk::done;
use crate::desk::made;
use crate::desk::papers;
use crate::paper::Paper;
use crate::words::commas;
use crate::words::fold;

const HEAD: &str = r#"
reference = "AWK-2025"
title     = "Gwasanaethau ar y cyd â Chyngor Sir Ynys Môn"
starts    = 2025-04-01

[supplier]
name = "Cyngor Gwynedd, y tŷ gwyn"

[purchaser]
name = "Ashenford Council"

[billing]
payment_days = 30
"#;

fn service(id: &str, name: &str, annual: &str) -> String {
    format!(
        "[[service]]\nid = \"{id}\"\nclause = \"C {id}\"\nname = \"{name}\"\nannual = \"{annual}\"\n\
         vat = {{ treatment = \"outside-scope\", decided_by = \"V\", decided_on = 2025-03-03 }}\n"
    )
}

/// The statement of a period and the schedule of payments of 2025/26.
fn drawn(name: &str, text: &str, period: &str) -> (Paper, Paper) {
    let (file, out) = made(&format!("awkward-{name}"), text);
    let file = file.display();
    done(&format!(
        "recharge \"{file}\" --period {period} --format pdf --out \"{}\"",
        out.display()
    ));
    let year = out.with_file_name("year");
    done(&format!("year \"{file}\" --year 2025/26 --format pdf --out \"{}\"", year.display()));
    let find = |folder, words: &str| {
        let found = papers(folder).into_iter().find(|paper| paper.name().contains(words));
        found.expect("it was written")
    };
    must_be_archival(papers(&out).iter().chain(&papers(&year)));
    (find(&out, "-statement"), find(&year, "schedule-of-payments"))
}

#[test]
fn a_hundred_and_fifty_lines_all_stand_in_statement_and_schedule() {
    let name = "Abcdefghi ".repeat(20);
    let mut text = HEAD.to_owned();
    for index in 1..=150 {
        text +=
            &service(&format!("s{index}"), &format!("{name}{index}"), &format!("{index}3456.78"));
    }
    let (statement, schedule) = drawn("many", &text, "2025/26-Q2");
    statement.must_be_sound("AWK-2025-202526Q2", "1 October 2025");
    schedule.must_be_sound("AWK-2025-2025-26", "1 April 2026");
    for index in 1..=150 {
        for paper in [&statement, &schedule] {
            paper.must_say(&format!("{name}{index}"));
        }
        let annual = commas(&format!("{index}3456.78"));
        statement.must_say(&format!("The charge of a year {annual}"));
        schedule.must_say(&format!("£{annual}"));
    }
    schedule.must_say("Support services, together");
}

#[test]
fn one_line_alone_has_no_sums_of_one() {
    let text = HEAD.to_owned() + &service("only", "Cyngor ŵyl – ≥ 5", "0.04");
    let (statement, schedule) = drawn("one", &text, "2025/26-Q1");
    statement.must_be_sound("AWK-2025-202526Q1", "1 July 2025");
    statement.must_say("C only Cyngor ŵyl – ≥ 5");
    statement.must_say("This is the agreement’s first statement.");
    statement.must_say("Support services £0.01 £0.01 £0.04 £0.03");
    statement.must_say("We agree £0.01, with VAT, for 2025/26-Q1, as stated here.");
    statement.must_say("Signed for and on behalf of");
    schedule.must_not_say("together");
    schedule.must_say("Cyngor ŵyl – ≥ 5 clause C only £0.01 £0.01 £0.01 £0.01 £0.04");
}

/// A price that falls by more than is due: every total is negative.
#[test]
fn less_than_nothing_is_a_credit_in_words_and_with_a_minus() {
    let late = "[[variation]]\nid = \"less\"\nagreed = 2025-11-01\neffective = 2025-04-01\n\
                reason = \"Price corrected\"\nchange = [{ line = \"only\", annual = \"400.00\" }]\n";
    let text = HEAD.to_owned() + &service("only", "Advice", "40000.00") + late;
    let (statement, schedule) = drawn("credit", &text, "2025/26-Q3");
    let mut reader = statement.reader();
    reader.find("-£19,700.00 Net £0.00 VAT -£19,700.00 Credit");
    reader.find("Adjustments for 2025/26-Q1, 1 April 2025 to 30 June 2025");
    reader.find("Advice outside the scope of VAT -£9,900.00");
    reader.find(
        "To be credited -£19,700.00"
            .trim_start_matches("To be ")
            .replace("credited", "Credit")
            .as_str(),
    );
    reader.find("What changed since the statement before");
    reader.find("The variation of 1 November 2025 (Price corrected), from 1 April 2025.");
    reader.find(
        "Advice The charge of a year is £400.00; before, £40,000.00; the variation of 1 November \
         2025",
    );
    reader.find_within(1, " £10,000.00 £100.00 -£9,900.00");
    reader.find("2025/26-Q1, 1 April 2025 to 30 June 2025 Advice The variation of 1 November 2025");
    reader.find_within(1, " £10,000.00 £100.00 -£9,900.00");
    reader.find("Adjustments of earlier periods £20,000.00 £200.00 -£19,800.00");
    reader.find("Support services -£19,700.00 £300.00 £400.00 £100.00");
    schedule.must_say(
        "2025/26-Q3 1 January 2026 credit, by 31 January 2026 -£19,700.00 £0.00 -£19,700.00",
    );
    schedule.must_say("Adjustments of earlier periods");
}

#[test]
fn forty_adjustments_each_have_before_now_and_difference() {
    let mut text = HEAD.replace("payment_days = 30", "every = \"month\"");
    let mut changes = Vec::new();
    for index in 1..=4 {
        let (old, new) = (index * 12000, index * 12000 + 12);
        let id = format!("s{index}");
        text += &service(&id, &format!("Service {index}"), &format!("{old}.00"));
        changes.push(format!("{{ line = \"{id}\", annual = \"{new}.00\" }}"));
    }
    text += &format!(
        "[[variation]]\nid = \"rise\"\nagreed = 2026-02-15\neffective = 2025-04-01\n\
         change = [{}]\n",
        changes.join(", ")
    );
    let (statement, schedule) = drawn("forty", &text, "2025/26-M11");
    let mut reader = statement.reader();
    reader.find("40 adjustments of earlier periods come to £40.00");
    reader.find("Adjustments of earlier periods Line, and why Before Now Difference");
    for month in 1..=10 {
        reader.find(&format!("2025/26-M{month:02}, "));
        for index in 1..=4 {
            let sums = format!("£{index},000.00 £{index},001.00 £1.00");
            let why = "The variation of 15 February 2026";
            reader.find_within(200, &format!("Service {index} {why} {sums}"));
        }
    }
    reader.find("Adjustments of earlier periods £100,000.00 £100,040.00 £40.00");
    let months = "Line 2025/26-M04 2025/26-M05 2025/26-M06 Together";
    schedule.must_say(&format!("1 July 2025 to 30 September 2025 {months}"));
    schedule.must_say("Service 1 clause C s1 £1,000.00 £1,000.00 £1,000.00 £3,000.00");
    schedule.must_say("The year Line The year");
}

#[test]
fn a_quarter_with_nothing_due_says_so_and_why() {
    let text = HEAD.to_owned() + &service("open", "Advice", "tbc");
    let (statement, schedule) = drawn("nothing", &text, "2025/26-Q2");
    statement.must_say("Nothing is due for this period");
    statement.must_say("C open Advice To be confirmed 1 July 2025 to 30 September 2025 not known");
    schedule.must_say("To be confirmed");
    schedule.must_say("C open Advice 1 April 2025 to 31 March 2026 not known");
}

#[test]
fn a_preview_says_that_it_is_one_and_is_not_signed() {
    let text = HEAD.to_owned() + &service("only", "Advice", "40000.00");
    let (file, out) = made("awkward-preview", &text);
    let options = "--period 2025/26-Q2 --as-at 2025-08-01 --format pdf --out";
    done(&format!("recharge \"{}\" {options} \"{}\"", file.display(), out.display()));
    let all = papers(&out);
    let statement = all.iter().find(|paper| paper.name().ends_with("-statement-preview.pdf"));
    let statement = statement.expect("it was written");
    statement.must_say("This is a preview The statement’s own day is 1 October 2025.");
    statement.must_say("A preview is not signed.");
    statement.must_not_say("Signed for");
}

/// Twelve indicators with long names, each on a page of its own, provisional where it is.
#[test]
fn twelve_indicators_take_twelve_pages() {
    let mut text = HEAD.to_owned();
    let mut values = "kpi,period_end,value,status,comparator_mean,commentary\n".to_owned();
    for index in 1..=12 {
        let name = "Cyfran y plant sy’n cael eu gweld mewn pryd ".repeat(4);
        text += &format!(
            "[[kpi]]\nid = \"k{index}\"\nclause = \"K {index}\"\nname = \"{name}{index}\"\n\
             unit = \"percent\"\nbetter = \"higher\"\ndefinition = \"Seen in time, of all\"\n\
             baseline = {{ on = 2025-03-31, value = 70 }}\n\
             targets = [{{ by = 2027-03-31, at_least = 90 }}]\n"
        );
        for (year, status) in [("2025-09-30", "final"), ("2026-03-31", "provisional")] {
            writeln!(values, "k{index},{year},8{}.50,{status},77.0,Gwell", index % 10)
                .expect("memory");
        }
    }
    let (file, out) = made("awkward-indicators", &text);
    let table = file.with_file_name("values.csv");
    fs::write(&table, values).expect("a file can be written");
    fs::create_dir_all(&out).expect("a folder can be made");
    let pdf = out.join("schedule.pdf");
    done(&format!(
        "kpis \"{}\" --values \"{}\" --as-at 2026-06-30 --format pdf --out \"{}\"",
        file.display(),
        table.display(),
        pdf.display()
    ));
    let paper = Paper::read(&pdf);
    paper.must_be_sound("AWK-2025-KPI", "30 June 2026");
    must_be_archival([&paper]);
    let pages: Vec<String> = paper.pages.iter().map(|page| fold(page)).collect();
    let tables: usize = pages.iter().map(|page| page.matches("Period ending").count()).sum();
    assert_eq!(tables, 12);
    assert!(pages.len() >= 12, "{}", pages.len());
    for index in 1..=12 {
        let value = format!("8{}.50%", index % 10);
        for words in [
            format!("Value {value}, provisional"),
            "Data as at 31 March 2026, provisional".to_owned(),
            "31 March 2025 70.00% baseline".to_owned(),
            format!("31 March 2026 {value} 77.00% 80.00%"),
            "Definition Seen in time, of all".to_owned(),
            "Commentary. Gwell".to_owned(),
        ] {
            let said = pages.iter().any(|page| page.contains(&words));
            assert!(said, "{index} does not say {words}:\n{pages:?}");
        }
    }
    assert!(!pages.iter().any(|page| page.contains(".5%")), "other digits: {pages:?}");
}

/// The working of each line, done again with nothing but the figures on the paper.
#[test]
fn a_pocket_calculator_gives_each_amount_from_the_yearly_charge() {
    let text =
        HEAD.to_owned() + &service("a", "Advice", "39037.50") + &service("b", "Care", "0.10");
    let (statement, _) = drawn("calculator", &text, "2025/26-Q4");
    let mut reader = statement.reader();
    reader.find("How this was worked out");
    reader.find("The charge of a year 39,037.50");
    reader.find("3 of 12 months 9,759.375");
    reader.find("What the financial year comes to, rounded 39,037.50");
    reader.find("Less the instalments before this one 29,278.14");
    reader.find("The year's last instalment takes the residue 9,759.36");
}

/// Typed on another machine, an accent may be a character of its own after its letter.
#[test]
fn accents_that_stand_apart_are_composed_in_every_form() {
    let text = HEAD.to_owned() + &service("a", "Cafe\u{301} y Tw\u{302}r", "1200.00");
    let (statement, _) = drawn("accents", &text, "2025/26-Q1");
    statement.must_say("Café y Tŵr");
    let (file, out) = made("awkward-accents-csv", &text);
    let csv = out.with_file_name("q1.csv");
    let (file, named) = (file.display(), csv.display());
    done(&format!("recharge \"{file}\" --period 2025/26-Q1 --format csv --out \"{named}\""));
    let written = fs::read_to_string(csv).expect("it was written");
    assert!(written.contains("Café y Tŵr"), "{written}");
}
