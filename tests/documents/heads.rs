//! Heads of terms, redline and break calendar on paper: nothing of the file is missing that a chief
//! executive would look for, and nothing is in them that should not be.

use std::fs;

use toml::Value;

use crate::desk::done;
use crate::desk::example;
use crate::desk::example_text;
use crate::desk::fresh;
use crate::desk::give;
use crate::desk::made;
use crate::paper::Paper;
use crate::words::commas;
use crate::words::fold;
use crate::words::pounds;
use crate::words::spoken;
use crate::words::squeeze;

const SEED: &str = "hampshire-isle-of-wight/agreement.toml";
const TODAY: &str = "22 November 2026";

/// Gives a command that writes one PDF, and reads it.
pub fn paper_of(command: &str, name: &str) -> Paper {
    let (_, out) = made(name, "");
    let file = out.with_extension("pdf");
    done(&format!("{command} --format pdf --out \"{}\"", file.display()));
    Paper::read(&file)
}

/// The words of all pages as they are read on: without what each page bears above and below.
pub fn flowing(paper: &Paper) -> String {
    let count = paper.pages.len();
    let mut lines = Vec::new();
    for (index, page) in paper.pages.iter().enumerate() {
        let foot = format!("Page {} of {count}", index + 1);
        let body = page.lines().skip(usize::from(index > 0));
        lines.extend(body.filter(|line| !line.ends_with(&foot)));
    }
    fold(&lines.join("\n"))
}

/// Holds that parts of a text follow each other.
#[track_caller]
pub fn must_come_in_order(words: &str, parts: &[&str]) {
    let mut at = 0;
    for part in parts {
        let part = fold(part);
        let found = words[at..].find(&part);
        at += found.unwrap_or_else(|| panic!("“{part}” does not follow in:\n{words}")) + part.len();
    }
}

fn tables<'t>(of: &'t toml::Table, key: &str) -> Vec<&'t toml::Table> {
    let list = of.get(key).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_table).collect()
}

fn words_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Datetime(day) => spoken(&day.to_string()),
        other => other.to_string(),
    }
}

/// Holds that what each table of a list states under some keys stands in the words, wherever their
/// lines break.
#[track_caller]
fn must_state(words: &str, list: &[&toml::Table], keys: &[&str]) {
    assert!(!list.is_empty(), "{keys:?} have something to be looked for");
    let squeezed = squeeze(words);
    for table in list {
        for key in keys {
            let Some(value) = table.get(*key) else { continue };
            let texts = match value {
                Value::Array(items) => items.iter().map(words_of).collect(),
                one => vec![words_of(one)],
            };
            for text in texts {
                let text = squeeze(text.trim_end_matches('.'));
                assert!(squeezed.contains(&text), "{key} “{text}” is missing in:\n{words}");
            }
        }
    }
}

#[test]
fn the_heads_of_terms_state_all_that_the_file_states() {
    let agreement: toml::Table = example_text(SEED).parse().expect("it is TOML");
    let paper = paper_of(&format!("heads {}", example(SEED)), "heads-seed");
    paper.must_be_sound("HIOW-CS-2018-HEADS", TODAY);
    let words = flowing(&paper);
    let heads = agreement["heads"].as_table().expect("a table");
    must_state(&words, &[&agreement], &["reference", "title", "starts"]);
    let parties = ["supplier", "purchaser"].map(|side| agreement[side].as_table().expect("one"));
    must_state(&words, &parties, &["name", "kind", "code", "address"]);
    for (list, keys) in [
        ("legal_basis", &["act", "from", "to", "note"][..]),
        ("decision", &["body", "on", "text", "clause", "delegated_to", "consulting", "reference"]),
        ("provision", &["name", "clause"]),
        ("staffing", &["clause", "post", "holder", "days_per_week"]),
        ("overhead", &["clause", "name", "rate", "covers"]),
        ("service", &["clause", "name", "review_on"]),
        ("break", &["clause", "notice_months"]),
        ("event", &["on", "note"]),
        ("notice", &["given_on", "note"]),
        ("kpi", &["clause", "name", "note", "comparators"]),
        ("document", &["title", "dated", "body"]),
        ("observation", &["clause", "text", "on"]),
        ("assumption", &["clause", "text"]),
    ] {
        must_state(&words, &tables(&agreement, list), keys);
    }
    must_state(&words, &[heads], &["outcomes", "outputs"]);
    for (list, keys) in [
        ("scope", &["clause", "text"][..]),
        ("notes", &["clause", "text"]),
        ("core_input", &["area"]),
    ] {
        must_state(&words, &tables(heads, list), keys);
    }
    for kpi in tables(&agreement, "kpi") {
        must_state(&words, &tables(kpi, "targets"), &["by", "label"]);
        for target in tables(kpi, "targets") {
            for (key, says) in [("at_least", "at least"), ("at_most", "at most")] {
                if let Some(number) = target.get(key) {
                    let says = format!("{says} {}", commas(&number.to_string()));
                    assert!(words.to_lowercase().contains(&says), "{says}");
                }
            }
        }
    }
    for service in tables(&agreement, "service") {
        paper.must_say(&format!("{} a year", pounds(service["annual"].as_str().expect("a sum"))));
    }
    paper.must_say("circa £1,300,000.00");
    paper.must_say("£1,130,434.78 and £169,565.22");
    paper.must_say("Together circa £2,000,000.00 A quarter of it circa £500,000.00");
    paper.must_say("Payment is due in 30 days");
    paper.must_say("Ends no last day is stated Known to end 31 January 2024");
    paper.must_say("80%, 30 November 2017");
    paper.must_say("Exemption: Public Contracts Regulations 2015, regulation 12(7)");
    paper.must_say("Evidence that its tests are met: not stated");
    paper.must_say("Together 4.5 0.9");
}

#[test]
fn the_heads_of_terms_are_read_in_order_and_signed_by_both() {
    let paper = paper_of(&format!("heads {}", example(SEED)), "heads-order");
    let words = flowing(&paper);
    must_come_in_order(
        &words,
        &[
            "Heads of terms",
            "Parties Supplier: provides and bills Hampshire County Council",
            "Purchaser: receives and pays Isle of Wight Council",
            "Powers Power relied on",
            "Why no competition was held",
            "Decisions and delegations",
            "Hampshire County Council Executive Lead Member, 12 June 2013",
            "Delegated to: Chief Executive, who decides alone",
            "Isle of Wight Council Cabinet, 19 June 2013",
            "who must consult: Cabinet Member for Children's Services; Cabinet Member for",
            "Services and scope",
            "1.1.1 Education functions",
            "1.1.6 Functions",
            "1.2.2 The Director",
            "Outcomes",
            "Outputs 1. A Children’s and Young People’s Plan",
            "9. Ensure there is a sufficient quantity",
            "Indicators",
            "Core inputs",
            "Staffing Days a week",
            "Charges",
            "What is billed",
            "What the budget papers provide",
            "Breaks",
            "What has happened",
            "Notes",
            "What is assumed",
            "Completeness",
            "End date Missing Notice periods Present Dispute ladder Missing",
            "Payment schedule Present",
            "Indicators' baselines Not stated: Average attainment 8 measure at year 11",
            "Number of children looked (after at month end) Missing",
            "Core inputs To be confirmed",
            "Decisions of both councils Present",
            "To be confirmed",
            "Agreed",
            "Signed for and on behalf of Hampshire County Council",
            "Chief Executive",
            "Signed for and on behalf of Isle of Wight Council",
            "Chief Executive",
            "Annex: papers relied on",
            "Annex: what the papers state",
        ],
    );
    // R3: thirteen areas on each side are blank.
    assert_eq!(words.matches("Core input of the supplier, ").count(), 13);
    assert_eq!(words.matches("Core input of the purchaser, ").count(), 13);
    paper.must_say("3 are present, 1 to be confirmed and 3 missing");
    paper.must_say("(26 in all)");
}

#[test]
fn nobodys_pay_and_no_bank_account_is_printed() {
    for (index, file) in ["agreement.toml", "illustrative.toml"].into_iter().enumerate() {
        let file = format!("hampshire-isle-of-wight/{file}");
        let agreement: toml::Table = example_text(&file).parse().expect("it is TOML");
        let paper = paper_of(&format!("heads {}", example(&file)), &format!("heads-pay-{index}"));
        for post in tables(&agreement, "staffing") {
            paper.must_not_say(&pounds(post["salary"].as_str().expect("a sum")));
        }
        paper.must_not_say("00-00-00");
        paper.must_not_say("00000000");
    }
    let old = example_text(SEED);
    let new = old.replace("\"150000.00\"", "\"163000.00\"").replace("\"00-00-00\"", "\"00-00-01\"");
    let (file, _) = made("redline-pay-new", &new);
    let command = format!("compare {} \"{}\"", example(SEED), file.display());
    let paper = paper_of(&command, "redline-pay");
    for never in ["150,000", "150000", "163,000", "163000", "00-00-0"] {
        paper.must_not_say(never);
    }
    paper.must_say("Post, Director of Children's Services Salary changed stated, not shown");
    paper.must_say("Bank, sort code changed stated, not shown");
    let file = fresh("redline-pay-screen").with_extension("txt");
    done(&format!("{command} --out \"{}\"", file.display()));
    let screen = fs::read_to_string(&file).expect("it was written");
    for never in ["150,000", "150000", "163,000", "163000", "00-00-0"] {
        assert!(!screen.contains(never), "{never} is shown:\n{screen}");
    }
    assert!(screen.contains("salary") && screen.contains("stated, not shown"), "{screen}");
}

/// An agreement of which nothing but the needed is known.
pub const BARE: &str = r#"
reference = "BARE-1"
title     = "{title}"
starts    = 2025-04-01
supplier  = { name = "{supplier}" }
purchaser = { name = "Pellworth Council" }
"#;

#[test]
fn an_agreement_with_next_to_nothing_in_it_is_drawn_and_says_what_is_missing() {
    let text = BARE.replace("{title}", "Payroll").replace("{supplier}", "Ashenford Council");
    let (file, _) = made("heads-bare-file", &text);
    let paper = paper_of(&format!("heads \"{}\"", file.display()), "heads-bare");
    paper.must_be_sound("BARE-1-HEADS", TODAY);
    paper.must_say("0 are present, 0 to be confirmed and 7 missing");
    paper.must_say("Nothing is left to be confirmed");
    paper.must_say("No payment days are agreed; by law a public authority has 30 days");
    assert!(!paper.says("Decisions and delegations"));
}

#[test]
fn a_dispute_ladder_and_evidence_longer_than_a_page_come_out_whole() {
    let evidence = "at most a fifth of the turnover is for others ".repeat(150);
    let text = BARE.replace("{title}", "Payroll").replace("{supplier}", "Ashenford Council")
        + &format!(
            "[[dispute]]\nclause = \"7.2\"\nstage = \"Heads of service\"\nworking_days = 10\n\
             [[dispute]]\nstage = \"Chief executives\"\n\
             [procurement]\nevidence = \"{evidence}\"\nreview_on = 2026-04-01\n"
        );
    let (file, _) = made("heads-long-file", &text);
    let paper = paper_of(&format!("heads \"{}\"", file.display()), "heads-long");
    let words = flowing(&paper);
    assert_eq!(words.matches("fifth of the turnover").count(), 150);
    must_come_in_order(
        &words,
        &[
            "Looked at again on: 1 April 2026",
            "Governance: how a dispute is settled",
            "1 Heads of service 7.2 10 working days",
            "2 Chief executives not stated",
            "Dispute ladder Present",
        ],
    );
}

#[test]
fn names_of_200_letters_and_welsh_come_out_whole() {
    let long = format!("{}z", "Abcdefghi ".repeat(20)[..199].trim_end().replace("hi A", "hi a"));
    let welsh = "Cyngor Sŵn y Tŷ, Ŵyl Ŷd, â ê î ô û ≥ 5";
    for (kind, name) in [("long", long.as_str()), ("welsh", welsh)] {
        let text = BARE.replace("{title}", name).replace("{supplier}", name);
        let (file, _) = made(&format!("papers-{kind}-file"), &text);
        let file = file.display();
        for (command, paper) in [
            (format!("heads \"{file}\""), "heads"),
            (format!("compare \"{file}\" \"{file}\""), "redline"),
            (format!("breaks \"{file}\""), "breaks"),
        ] {
            let paper = paper_of(&command, &format!("{paper}-{kind}"));
            let words = squeeze(&paper.words);
            assert!(words.matches(&squeeze(name)).count() > 1, "{}", paper.words);
        }
    }
}

#[test]
fn a_pdf_needs_a_file_and_a_character_that_it_lacks_is_refused() {
    let text = BARE.replace("{title}", "Cold ☃ days").replace("{supplier}", "Ashenford");
    let (file, out) = made("papers-refused", &text);
    let file = file.display();
    for command in [
        format!("heads \"{file}\""),
        format!("compare \"{file}\" \"{file}\""),
        format!("breaks \"{file}\""),
    ] {
        let said = give(&format!("{command} --format pdf"));
        assert_eq!(said.status, 2, "{}", said.err);
        assert!(said.err.contains("--format pdf needs --out FILE"), "{}", said.err);
        let said = give(&format!("{command} --format pdf --out \"{}\"", out.display()));
        assert_eq!(said.status, 2, "{}", said.err);
        assert!(said.err.contains("U+2603"), "{}", said.err);
        assert!(!out.exists());
        let said = give(&format!("{command} --format pdf --out \"{file}\""));
        assert_eq!(said.status, 2, "{}", said.err);
        assert!(said.err.contains("would be overwritten"), "{}", said.err);
    }
    assert!(
        give(&format!("heads \"{file}\" --format ics")).err.contains("use text, json, csv or pdf")
    );
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    let illustrative = example("hampshire-isle-of-wight/illustrative.toml");
    for (index, command) in [
        format!("heads {illustrative}"),
        format!("compare {} {illustrative}", example(SEED)),
        format!("breaks {illustrative} --as-at 2019-03-01"),
    ]
    .into_iter()
    .enumerate()
    {
        let bytes = || {
            let (_, out) = made(&format!("papers-twice-{index}"), "");
            let file = out.with_extension("pdf");
            done(&format!("{command} --format pdf --out \"{}\"", file.display()));
            fs::read(file).expect("it was written")
        };
        assert!(bytes() == bytes(), "{command}");
    }
}
