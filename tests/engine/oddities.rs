//! The slips, gaps and contradictions of the 2018 papers, by the numbers under which they are
//! catalogued (O-003-01 and so on): a check of the agreement that quotes the papers raises each of
//! them, under its clause, at the line of the file where its subject stands.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use serde_json::Value;

use crate::cases::give;

/// A warning that must be raised.
struct Oddity {
    /// The last two figures of its number.
    number: u8,
    clause: &'static str,
    /// What stands in the file at its line, or soon after it.
    near: &'static str,
    /// What its sentence must hold.
    says: &'static [&'static str],
}

const fn odd(
    number: u8,
    clause: &'static str,
    near: &'static str,
    says: &'static [&'static str],
) -> Oddity {
    Oddity { number, clause, near, says }
}

const LONG: &str = "Key Partnership Indicators: long term";
const SHORT: &str = "Key Partnership Indicators: short term";
const CORE: &str = "Core Partnership Inputs";
const POSTS: &str = "Staffing: Strategic Management";
/// What is left out stands nowhere: it is raised at the top of the file.
const TOP: &str = "# STRATEGIC PARTNERSHIP";

/// What is doubtful about the indicators.
const INDICATORS: &[Oddity] = &[
    odd(2, LONG, r#"unit        = "per-10000""#, &["\"percentage\"", "per 10,000", "198", "meant"]),
    odd(3, LONG, "≤ 18 years old", &["those who are 18", "a child is a person under 18"]),
    odd(4, SHORT, "at_most = 129", &["129 of 24,771 is 52.1 per 10,000", "80 (198 of them)"]),
    odd(5, LONG, "at_least = 90", &["80%", "75%", "at best 80% of the whole", "target of 90%"]),
    odd(6, SHORT, "at_least = 80", &["at least 80%", "no better than 80%", "30 November 2017"]),
    odd(7, "3.17", "by = 2021-12-31", &["100% by 31 December 2021", "100% by 31 March 2027"]),
    odd(8, LONG, "better_than", &["better than the average of which councils?", "a median"]),
    odd(9, LONG, "top_percent = 25", &["the top 25% of which councils?", "2.75"]),
    odd(9, LONG, "top_percent = 25", &["comparison with a mean", "31 March 2027 is a rank"]),
    odd(10, SHORT, r#"term        = "short""#, &["called short", "31 March 2020", "called long"]),
    odd(11, LONG, "Three year target", &["21 months", "1 April 2017, before the term"]),
    odd(11, LONG, "Ten year target", &["105 months", "1 April 2017, before the term"]),
    odd(12, LONG, "by = 2027-03-31", &["31 March 2027", "beyond the first break, on 30 June 2023"]),
    odd(
        13,
        SHORT,
        "including schools with no inspection score",
        &["it leaves out", "does not say"],
    ),
    odd(14, SHORT, "there for a second or subsequent", &["a stock", "a flow"]),
    odd(15, SHORT, "within the last 12 months", &["of which day?", "a rolling year"]),
    odd(16, SHORT, "looked (after at month end)", &["the bracket has slipped"]),
    odd(16, SHORT, "looked (after at month end)", &["each month's end has a single target"]),
    odd(17, LONG, "16 to 18 years old", &["September 2016", "aged 16 and 17", "is not known"]),
    odd(17, LONG, "Employment of Training", &["a slip for Employment or Training"]),
    odd(
        18,
        LONG,
        r#"id               = "schools-good""#,
        &["no definition, no source", "no owner"],
    ),
    odd(
        18,
        LONG,
        r#"id          = "neet""#,
        &["no definition, no baseline, no source", "no owner"],
    ),
    odd(19, LONG, "targets to be reviews annually", &["a slip for reviewed annually"]),
    odd(19, SHORT, "targets to be reviews annually", &["a slip for reviewed annually"]),
];

/// What is doubtful about the money, the term and the powers.
const TERMS: &[Oddity] = &[
    odd(1, "5.3", "on       = 2018-11-30", &["after", "5 February 2018", "30 November 2017"]),
    odd(21, "4.1", "circa    = true", &["£1,300,000.00 is a budget, not a price", "price base"]),
    odd(
        22,
        "4.1",
        "circa    = true",
        &["whether the 15% is in it", "£1,130,434.78", "£169,565.22"],
    ),
    odd(24, "3.15", "[procurement]", &["without evidence", "less than 20%"]),
    odd(25, "4.2", "£4.3 million savings", &["\"in the period\"", "no day of its own"]),
    odd(26, "3.16", r#"on_event      = "ofsted-report""#, &["every 5 years", "both are needed"]),
    odd(26, "3.16", r#"id            = "five-year""#, &["does not say who may use it"]),
    odd(27, "3.16", TOP, &["no last day is stated"]),
    odd(28, "3.18", r#"instrument = "renewal""#, &["\"renewal\"", "continuing", "an extension"]),
    odd(53, "2.2", "to   = 2018-06-30", &["ended on 30 June 2018", "it gives no power here"]),
    odd(57, "4.1", "agreed percentage", &["the percentage is not stated"]),
];

/// What is doubtful about the people and the tables of inputs.
const INPUTS: &[Oddity] = &[
    odd(29, CORE, "supplier_fte", &["full-time equivalents", "days a week", "4.5 days are 0.9"]),
    odd(30, CORE, "Strategic Management", &["blank or to be confirmed", "they are not nought"]),
    odd(31, CORE, r#"area          = "Overheads""#, &["\"Overheads\" is a rate on other charges"]),
    odd(32, CORE, r#"area          = "Hantsdirect""#, &["its table may have been copied"]),
    odd(33, CORE, "supplier_fte", &["no post is listed under 11 of 13 areas", "cut short"]),
    odd(34, POSTS, "Administration Support", &["has no holder", "vacant, shared or left out?"]),
    odd(35, "4.1", r#"annual   = "1300000.00""#, &["£143,912.55", "11.1%", "£1,156,087.45"]),
    odd(36, "Other Partnership Inputs", "at the direction", &["say who approves it for Isle of"]),
    odd(36, "Other Partnership Inputs", "payment schedule", &["is not among the documents"]),
    odd(59, POSTS, "holder", &["4 posts name their holders", "personal data"]),
];

/// What is doubtful about the words.
const WORDS: &[Oddity] = &[
    odd(37, "1.1.1", "133(A) Education Act 1996", &["section 13A", "is probably meant"]),
    odd(37, "1.1.1", "133(A) Education Act 1996", &["a bracket is opened and never closed"]),
    odd(38, "1.1.3", "paragraph (b)", &["\"paragraph (b)\" is not there"]),
    odd(39, "1.1.5", "or section 33 on behalf", &["National Health Service (Wales) Act 2006"]),
    odd(40, "1.2", "2012 Statutory Guidance", &["replaced in April 2013"]),
    odd(41, "Outputs", "outputs = [", &["9 of 9 outputs", "measured by no indicator"]),
    odd(42, "Outcomes", "fill their potential", &["fulfil their potential", "quoted as it stands"]),
    odd(46, "5.1", "currently 3%", &["\"currently\"", "no day of its own"]),
    odd(50, "3.2", "2013-06-12", &["Executive Lead Member on 12 June 2013 has no reference"]),
    odd(50, "3.2", "2013-06-19", &["decision of Cabinet on 19 June 2013 has no reference"]),
    odd(52, "1.1 and 1.2", "Isle Wight Council", &["stands for Isle of Wight Council"]),
    odd(52, "1.1 and 1.2", "2004 Children Act", &["the Children Act 2004"]),
    odd(54, "1.1 and 1.2", "consulting   = []", &["Chief Executive alone", "consult the Cabinet"]),
    odd(56, "Services and Scope", "subsequent amendments", &["without the two councils agreeing"]),
];

/// The numbers of the catalogue that the agreement's data can show.
fn numbers() -> BTreeSet<u8> {
    (1..=19).chain(21..=22).chain(24..=42).chain([46, 50, 52, 53, 54, 56, 57, 59]).collect()
}

fn oddities() -> impl Iterator<Item = &'static Oddity> {
    [INDICATORS, TERMS, INPUTS, WORDS].into_iter().flatten()
}

fn folder(example: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(example)
}

/// What a check of an example's agreement warns of.
fn warnings(example: &str) -> Vec<Value> {
    let said = give(&folder(example), "check agreement.toml --format json");
    assert_eq!(said.status, 0, "{}", said.err);
    let checked: Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert_eq!(checked["errors"].as_array().map(Vec::len), Some(0), "{checked}");
    checked["warnings"].as_array().expect("a list").clone()
}

/// The line of a warning in the file, and the few after it.
fn place(warning: &Value, file: &str) -> Option<String> {
    let line = usize::try_from(warning["line"].as_u64()?).ok()?.checked_sub(1)?;
    let lines: Vec<&str> = file.lines().skip(line).take(6).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn agreement() -> String {
    let path = folder("hampshire-isle-of-wight").join("agreement.toml");
    fs::read_to_string(path).expect("the example is there")
}

#[test]
fn every_oddity_that_the_papers_show_is_raised_where_it_stands() {
    let (file, warnings) = (agreement(), warnings("hampshire-isle-of-wight"));
    let mut missing = Vec::new();
    for Oddity { number, clause, near, says } in oddities() {
        let is_said = |warning: &&Value| {
            let sentence = warning["says"].as_str().unwrap_or_default();
            warning["clause"] == *clause && says.iter().all(|words| sentence.contains(words))
        };
        let said: Vec<&Value> = warnings.iter().filter(is_said).collect();
        let stands = |warning: &&Value| place(warning, &file).is_some_and(|at| at.contains(near));
        if said.is_empty() {
            missing.push(format!("O-003-{number:02}: no warning of {clause} says {says:?}"));
        } else if !said.iter().any(stands) {
            missing.push(format!("O-003-{number:02}: not at “{near}”: {said:?}"));
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn the_table_holds_every_number() {
    let held: BTreeSet<u8> = oddities().map(|oddity| oddity.number).collect();
    assert_eq!(held, numbers());
}

#[test]
fn every_indicator_lacks_what_it_lacks() {
    let warnings = warnings("hampshire-isle-of-wight");
    let lacks = |warning: &&Value| {
        warning["field"] == "kpi"
            && warning["says"].as_str().is_some_and(|s| s.contains("no owner"))
    };
    assert_eq!(warnings.iter().filter(lacks).count(), 9, "one for each indicator");
    let blank = |warning: &&Value| {
        warning["says"].as_str().is_some_and(|s| s.contains("they are not nought"))
    };
    assert_eq!(warnings.iter().filter(blank).count(), 13, "one for each row of the tables");
}

#[test]
fn every_warning_has_a_place_a_field_and_advice() {
    for example in ["agreement.toml", "illustrative.toml"] {
        let root = folder("hampshire-isle-of-wight");
        let said = give(&root, &format!("check {example} --format json"));
        let checked: Value = serde_json::from_str(&said.out).expect("it is JSON");
        let file = fs::read_to_string(root.join(example)).expect("the example is there");
        let warnings = checked["warnings"].as_array().expect("a list");
        assert!(warnings.len() > 100, "{example}: {} warnings", warnings.len());
        for warning in warnings {
            assert!(place(warning, &file).is_some(), "{example}: {warning} has no place");
            for key in ["clause", "field", "says"] {
                assert!(warning[key].as_str().is_some_and(|text| !text.is_empty()), "{warning}");
            }
        }
    }
}

/// Nobody is to pay into an account of an example.
#[test]
fn the_two_small_examples_raise_their_placeholders_alone() {
    for example in ["backdated-pay-award", "monthly-in-advance-by-days"] {
        let warnings = warnings(example);
        let is_placeholder = |warning: &Value| {
            let says = warning["says"].as_str().unwrap_or_default();
            warning["field"] == "supplier.bank.sort_code" && says.contains("are placeholders")
        };
        assert!(warnings.len() == 1 && is_placeholder(&warnings[0]), "{example}: {warnings:?}");
    }
}
