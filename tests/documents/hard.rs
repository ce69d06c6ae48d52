//! What is hard to draw: letters that the font has and has not, long names, many lines.

use std::fs;
use std::path::Path;

use crate::checkers::must_be_archival;
use crate::desk::bills;
use crate::desk::done;
use crate::desk::example;
use crate::desk::fresh;
use crate::desk::give;
use crate::desk::made;
use crate::desk::names;
use crate::paper::Paper;
use crate::words::fold;
use crate::words::pounds;
use crate::words::squeeze;

/// An agreement with a post outside the scope of VAT and a service inside it.
const AGREEMENT: &str = r#"
reference = "ASH-PEL-2025"
title     = "Payroll {title} services"
status    = "in-force"
starts    = 2025-04-01
ends      = 2028-03-31

[supplier]
name    = "Ashenford {supplier} Council"
vat_number = "GB000000000"
address = ["1 High Street {address}", "Ashenford"]
bank    = { name = "Ashenford {bank}", sort_code = "00-00-00", account = "00000000" }
contact = { name = "Recharges {contact}", email = "recharges@ashenford.example" }

[purchaser]
name           = "Pellworth {purchaser} Council"
address        = ["2 High Street", "Pellworth"]
purchase_order = "PO {order}"

[billing]
every = "quarter"

[[staffing]]
id            = "manager"
clause        = "Schedule {clause} 1"
post          = "Payroll {post} Manager"
days_per_week = 2
full_cost     = "61500.00"
[staffing.vat]
treatment  = "outside-scope"
reason     = "Not {reason} in competition."
decided_by = "VAT officer"
decided_on = 2025-03-03

[[service]]
id     = "system"
clause = "4.3"
name   = "Payroll {service} system"
annual = "18000.00"
vat    = { treatment = "standard", decided_by = "VAT officer", decided_on = 2025-03-03 }
"#;

const PLACES: [&str; 11] = [
    "title",
    "supplier",
    "address",
    "bank",
    "contact",
    "purchaser",
    "order",
    "clause",
    "post",
    "reason",
    "service",
];

/// The agreement with a word at one place and a plain one at the others.
fn agreement_with(place: &str, word: &str) -> String {
    PLACES.into_iter().fold(AGREEMENT.to_owned(), |text, each| {
        text.replace(&format!("{{{each}}}"), if each == place { word } else { "plain" })
    })
}

fn command(file: &Path, out: &Path) -> String {
    let options = "--period 2025/26-Q1 --approved-by \"Ann Officer\" --format pdf --out";
    format!("recharge \"{}\" {options} \"{}\"", file.display(), out.display())
}

/// The documents of an agreement that a test has made up.
fn drawn(name: &str, text: &str) -> Vec<Paper> {
    let (file, out) = made(name, text);
    done(&command(&file, &out));
    bills(&out)
}

#[test]
fn a_character_that_the_font_lacks_is_refused_wherever_it_stands() {
    for place in PLACES {
        let (file, out) = made(&format!("snowman-{place}"), &agreement_with(place, "☃"));
        let said = give(&command(&file, &out));
        assert_eq!(said.status, 2, "{place}: {}", said.err);
        assert!(said.err.contains('☃') && said.err.contains("U+2603"), "{place}: {}", said.err);
        assert!(!out.exists(), "{place}: {:?} was written", names(&out));
    }
}

#[test]
fn so_is_one_in_a_name_that_was_given_with_the_command() {
    let (file, out) = made("snowman-approver", &agreement_with("", ""));
    let said = give(&command(&file, &out).replace("Ann", "Ann ☃"));
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains('☃'), "{}", said.err);
    assert!(!out.exists());
}

#[test]
fn so_is_one_in_a_commentary() {
    let folder = fresh("snowman-commentary");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let values = folder.join("values.csv");
    let rows = "kpi,period_end,value,status,commentary\nneet,2019-03-31,2.3,final,Cold ☃ days\n";
    fs::write(&values, rows).expect("a file can be written");
    let out = folder.join("schedule.pdf");
    let file = example("hampshire-isle-of-wight/agreement.toml");
    let options = format!("--values \"{}\" --as-at 2019-12-31", values.display());
    let said = give(&format!("kpis {file} {options} --format pdf --out \"{}\"", out.display()));
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains('☃'), "{}", said.err);
    assert!(!out.exists());
}

#[test]
fn documents_drawn_before_are_kept_when_a_later_one_is_refused() {
    let (file, out) = made("kept", &agreement_with("", ""));
    done(&command(&file, &out));
    let before: Vec<Vec<u8>> = contents(&out);
    // The first document would be another one now; the second cannot be drawn.
    let later = agreement_with("service", "☃").replace("61500.00", "63000.00");
    fs::write(&file, later).expect("a file can be written");
    assert_eq!(give(&command(&file, &out)).status, 2);
    assert!(before == contents(&out), "what was there was written over");
}

fn contents(folder: &Path) -> Vec<Vec<u8>> {
    let read = |name: &String| fs::read(folder.join(name)).expect("it can be read");
    names(folder).iter().map(read).collect()
}

#[test]
fn welsh_letters_and_the_signs_of_the_papers_come_through() {
    let words = "Sŵn y tŷ, Ŵyl Ŷd, â ê î ô û ẁ ẃ ẅ, ≥ 5 ≤ 6 – 7 — ’quoted’ “twice” £8 € ½ • …";
    let mut all = Vec::new();
    for place in PLACES {
        let text = agreement_with(place, words);
        let documents = drawn(&format!("welsh-{place}"), &text);
        assert_eq!(documents.len(), 2, "{place}");
        let on = documents.iter().filter(|paper| paper.says(words)).count();
        let expected = match place {
            "clause" | "post" | "reason" | "service" => 1,
            _ => 2,
        };
        assert_eq!(on, expected, "{place}: {}", documents[0].words);
        for paper in &documents {
            paper.must_be_sound(paper.name().trim_end_matches(".pdf"), "1 July 2025");
            assert!(!paper.words.contains('?'), "{place}: {}", paper.words);
        }
        all.extend(documents);
    }
    must_be_archival(&all);
}

/// A name of 200 letters, in words or in one piece.
fn long_name(in_words: bool) -> String {
    let name: String = if in_words { "Abcdefghi ".repeat(20) } else { "Abcdefghij".repeat(20) };
    format!("{}z", name[..199].trim_end().replace("hi A", "hi a"))
}

#[test]
fn a_long_name_comes_out_whole() {
    let mut all = Vec::new();
    for (kind, in_words) in [("words", true), ("piece", false)] {
        let name = long_name(in_words);
        assert_eq!(name.chars().count(), 200);
        for place in ["title", "supplier", "address", "purchaser", "order", "clause", "post"] {
            let text = agreement_with(place, &name);
            for paper in drawn(&format!("long-{kind}-{place}"), &text).into_iter().take(1) {
                let says = squeeze(&paper.words).contains(&squeeze(&name));
                assert!(says, "{place}: {}", paper.words);
                assert!(!in_words || paper.says(&name), "{place}: {}", paper.words);
                let reference = paper.name().trim_end_matches(".pdf").to_owned();
                paper.must_be_sound(&reference, "1 July 2025");
                all.push(paper);
            }
        }
    }
    must_be_archival(&all);
}

#[test]
fn a_long_table_repeats_its_headings_and_cuts_no_row() {
    let name = long_name(true);
    let (head, _) = AGREEMENT.split_once("[[staffing]]").expect("it has a post");
    let mut text = PLACES
        .iter()
        .fold(head.to_owned(), |text, place| text.replace(&format!("{{{place}}}"), "plain"));
    for index in 1..=150 {
        text += &format!(
            "[[staffing]]\nid = \"p{index}\"\nclause = \"Schedule {index}\"\n\
             post = \"{name} {index}\"\ndays_per_week = 2\nfull_cost = \"61{index:03}.00\"\n\
             vat = {{ treatment = \"outside-scope\", decided_by = \"V\", decided_on = 2025-03-03 }}\n"
        );
    }
    let documents = drawn("long-table", &text);
    let [paper] = documents.as_slice() else { panic!("{} documents", documents.len()) };
    paper.must_be_sound("ASH-PEL-2025-202526Q1-A", "1 July 2025");
    must_be_archival([paper]);
    let pages: Vec<String> = paper.pages.iter().map(|page| fold(page)).collect();
    assert!(pages.len() > 10, "{} pages", pages.len());
    let mut rows = 0;
    for (page, words) in pages.iter().enumerate() {
        let heads = words.matches("Clause Description Quantity Unit price Net").count();
        let begin = words.matches(" Schedule ").count();
        assert_eq!(heads, usize::from(begin > 0), "page {}: {words}", page + 1);
        rows += begin;
    }
    assert_eq!(rows, 150);
    for index in 1..=150 {
        // Two days of five of a quarter of £61,000 and as many pounds more as the post's number.
        let tenths = 61_000 + index;
        let net = pounds(&format!("{}.{}0", tenths / 10, tenths % 10));
        let row = fold(&format!("Schedule {index} {name} {index} £"));
        let whole =
            |page: &&String| page.contains(&row) && page.contains(&format!("1 {net} {net}"));
        assert_eq!(pages.iter().filter(whole).count(), 1, "row {index} stands whole on one page");
    }
}
