//! The demo's performance schedule: every indicator at a glance, then each with its figures.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::desk::demo;
use crate::desk::done;
use crate::desk::example;
use crate::desk::example_text;
use crate::desk::illustrative;
use crate::desk::made;
use crate::paper::Paper;
use crate::words::fold;
use crate::words::list;
use crate::words::spoken;
use crate::words::text;

const AS_AT: &str = "2019-12-31";

fn schedule() -> (Value, Paper) {
    (demo().json("performance-schedule"), demo().paper("performance-schedule"))
}

/// The indicators of the agreement beside how they stand, in their order.
fn indicators(schedule: &Value) -> Vec<(toml::Table, &Value)> {
    let agreement = illustrative();
    let kpis = agreement["kpi"].as_array().expect("there are indicators");
    let standing = list(schedule, "kpis");
    assert_eq!((kpis.len(), standing.len()), (9, 9));
    let table = |kpi: &toml::Value| kpi.as_table().expect("an indicator is a table").clone();
    kpis.iter().map(table).zip(standing).collect()
}

fn word(rating: &str) -> &str {
    match rating {
        "green" => "Green",
        "amber" => "Amber",
        "red" => "Red",
        _ => "Not rated",
    }
}

/// A text that may be missing: then it is said to be none.
fn or_none<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or("none")
}

/// What stands after a figure of an indicator.
fn unit(kpi: &toml::Table) -> &'static str {
    match kpi["unit"].as_str() {
        Some("percent") => "%",
        Some("per-10000") => " per 10,000",
        _ => "",
    }
}

/// A target's day, and the target in words.
fn target(target: &toml::Value, unit: &str) -> (String, String) {
    let number = |key: &str| target.get(key).map(|number| format!("{number}{unit}"));
    let words = if let Some(least) = number("at_least") {
        format!("at least {least}")
    } else if let Some(most) = number("at_most") {
        format!("at most {most}")
    } else if let Some(part) = target.get("top_percent") {
        format!("in the top {part}%")
    } else {
        "better than the comparators' mean".to_owned()
    };
    (spoken(&target["by"].to_string()), words)
}

/// The values of an indicator that are known on the schedule's day: for each period the last said,
/// final before provisional. Value and status.
fn known(kpi: &str) -> BTreeMap<String, (String, String)> {
    let values = example_text("hampshire-isle-of-wight/kpi-values.csv");
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(values.as_bytes());
    let mut known: BTreeMap<String, (bool, String, String, String)> = BTreeMap::new();
    for row in reader.records().map(|row| row.expect("it is CSV")).filter(|row| &row[0] == kpi) {
        let published = if row[8].is_empty() { &row[1] } else { &row[8] };
        let value = if row[2].is_empty() { "none" } else { &row[2] };
        let said = (&row[3] == "final", published.to_owned(), value.to_owned(), row[3].to_owned());
        let later =
            known.get(&row[1]).is_none_or(|before| (before.0, &before.1) < (said.0, &said.1));
        if published <= AS_AT && later {
            known.insert(row[1].to_owned(), said);
        }
    }
    known.into_iter().map(|(ends, (_, _, value, status))| (ends, (value, status))).collect()
}

#[test]
fn the_schedule_is_a_sound_document() {
    let (_, paper) = schedule();
    paper.must_be_sound("HIOW-CS-2018-KPI", &spoken(AS_AT));
    assert_eq!(paper.heading(), "Performance schedule");
    paper.must_say("Hampshire County Council and Isle of Wight Council. As at 31 December 2019.");
}

/// A figure as the schedule has it everywhere: with its unit, and with as many decimals as any
/// figure of the indicator that is stated or worked out.
fn shown(value: &str, kpi: &toml::Table, standing: &Value) -> String {
    if value == "none" || kpi["unit"].as_str() == Some("statement") {
        return value.to_owned();
    }
    let decimals = |figure: &str| {
        let part = figure.split_once('.').map_or("", |(_, part)| part);
        part.trim_end_matches('0').len()
    };
    let values = known(text(standing, "kpi"));
    let stated = values.values().map(|(value, _)| value.as_str());
    // A milestone is worked out to two decimals, unless it is a whole figure.
    let worked_out = if decimals(or_none(standing, "milestone")) > 0 { 2 } else { 0 };
    let most = stated.map(decimals).chain([worked_out]).max().unwrap_or_default();
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let part = &format!("{part}00")[..most];
    let point = if most == 0 { "" } else { "." };
    format!("{whole}{point}{part}{}", unit(kpi))
}

/// How far a value that is not final can be relied on.
fn unsettled(standing: &Value) -> String {
    let (status, end) = (text(standing, "status"), spoken(text(standing, "period_end")));
    let rest: String = status.chars().skip(1).collect();
    let first = status.chars().next().map(|first| first.to_ascii_uppercase()).unwrap_or_default();
    if status == "final" { String::new() } else { format!(" {first}{rest}, at {end}") }
}

#[test]
fn at_a_glance_tells_how_many_are_green_amber_red_or_not_rated_and_which() {
    let (schedule, paper) = schedule();
    let mut reader = paper.reader();
    reader.find("Indicator Value Milestone Direction");
    for rating in ["green", "amber", "red", "none"] {
        let of_rating: Vec<(toml::Table, &Value)> = indicators(&schedule)
            .into_iter()
            .filter(|(_, standing)| text(standing, "rating") == rating)
            .collect();
        let (word, count) = (word(rating), of_rating.len());
        paper.must_say(&format!("{count} {word}"));
        reader.find_within(1, &format!("{word}: {count}"));
        for (kpi, standing) in of_rating {
            let value = shown(or_none(standing, "value"), &kpi, standing);
            let name = text(standing, "name");
            reader.find_within(1, &format!("{name}{} {value}", unsettled(standing)));
            let milestone = shown(or_none(standing, "milestone"), &kpi, standing);
            let direction = text(standing, "direction").replace("none", "–");
            reader.find_within(12, &format!(" {milestone} {direction}"));
        }
    }
}

#[test]
fn each_indicator_has_its_rating_its_reason_its_value_and_its_next_target() {
    let (schedule, paper) = schedule();
    let mut reader = paper.reader();
    reader.find("Page 1 of");
    for (kpi, standing) in indicators(&schedule) {
        reader.find(text(standing, "name"));
        let rating = word(text(standing, "rating"));
        reader.find_within(1, &format!(" {rating}: {}.", text(standing, "reason")));
        let value = shown(or_none(standing, "value"), &kpi, standing);
        let status = text(standing, "status");
        let provisional = if status == "provisional" { ", provisional" } else { "" };
        reader.find_within(1, &format!(" Value {value}{provisional}"));
        let next = &standing["next_target"];
        let words = format!(" Next target {} by {}", text(next, "text"), spoken(text(next, "by")));
        reader.find_within(20, &words);
        let ends = spoken(text(standing, "period_end"));
        reader.find_within(1, &format!(" Data as at {ends}, {status}"));
        let published = standing["published"].as_str();
        let published = published.map_or("not recorded".to_owned(), spoken);
        reader.find_within(1, &format!(" Published {published}"));
        let origin = format!("Source: {}. Clause:", text(standing, "source"));
        reader.find(&format!("{origin} {}.", text(standing, "clause")));
        if let Some(commentary) = standing["commentary"].as_str() {
            reader.find(&format!("Commentary. {commentary}"));
        }
    }
}

#[test]
fn each_indicator_stands_on_one_page() {
    let (schedule, paper) = schedule();
    let names: Vec<String> =
        list(&schedule, "kpis").iter().map(|k| fold(text(k, "name"))).collect();
    let mut found = 0;
    for page in paper.pages.iter().skip(1) {
        // Doubts name other indicators too, in quotation marks.
        let unquoted =
            names.iter().fold(fold(page), |page, name| page.replace(&format!("\"{name}\""), ""));
        let on_page = names.iter().filter(|name| unquoted.contains(*name)).count();
        assert_eq!(page.matches("Period ending").count(), on_page, "{page}");
        assert_eq!(page.matches("Source:").count(), on_page, "{page}");
        found += on_page;
    }
    assert_eq!(found, names.len(), "each is on one page");
    assert!(paper.pages.len() < names.len() + 2, "short ones share a page");
}

#[test]
fn the_figures_of_each_chart_stand_in_a_table() {
    let (schedule, paper) = schedule();
    let mut reader = paper.reader();
    for (kpi, standing) in indicators(&schedule) {
        reader.find("Period ending Value");
        reader.find_within(20, "Milestone or target Rating Status");
        if let Some(baseline) = kpi.get("baseline") {
            let (on, value) = (spoken(&baseline["on"].to_string()), baseline["value"].to_string());
            reader.find_within(1, &format!(" {on} {} baseline", shown(&value, &kpi, standing)));
        }
        let values = known(text(standing, "kpi"));
        assert!(!values.is_empty(), "{} has values", text(standing, "kpi"));
        let last = values.keys().next_back().cloned();
        for (ends, (value, status)) in values {
            let value = shown(&value, &kpi, standing);
            reader.find_within(1, &format!(" {} {value} ", spoken(&ends)));
            if Some(&ends) == last.as_ref() {
                let rating = word(text(standing, "rating"));
                let milestone = shown(or_none(standing, "milestone"), &kpi, standing);
                reader.find_within(20, &format!("{milestone} {rating}"));
            }
            reader.find_within(20, &status.replace('-', " "));
        }
        for aim in kpi["targets"].as_array().expect("an indicator has targets") {
            let (by, words) = target(aim, unit(&kpi));
            reader.find_within(1, &format!(" {by} target {words}"));
        }
    }
}

#[test]
fn every_figure_that_a_chart_labels_stands_in_the_table_beside_it() {
    let (schedule, paper) = schedule();
    let mut labels = 0;
    // What stands before the head of each table, and what stands after it.
    let parts = paper.pages.iter().skip(1).flat_map(|page| {
        let parts: Vec<&str> = page.split("Period ending").collect();
        parts.windows(2).map(|pair| (pair[0], pair[1])).collect::<Vec<_>>()
    });
    let parts: Vec<(&str, &str)> = parts.collect();
    assert_eq!(parts.len(), indicators(&schedule).len(), "each indicator has a table");
    for ((kpi, standing), (chart, table)) in indicators(&schedule).into_iter().zip(parts) {
        let (name, table) = (text(standing, "name"), fold(table));
        for label in chart.lines().filter_map(|line| line.strip_prefix("Target ")) {
            let label = label.trim_end_matches('%');
            let unit = unit(&kpi);
            assert!(table.contains(&format!("{label}{unit}")), "{name}: {label} in {table}");
            labels += 1;
        }
    }
    assert_eq!(labels, 10, "3 charts have two numbers to reach, 4 have one");
}

#[test]
fn every_doubt_is_said_in_full_and_nothing_else_is_asked() {
    let (schedule, paper) = schedule();
    let mut said: Vec<&str> = Vec::new();
    for kpi in list(&schedule, "kpis") {
        for warning in list(kpi, "warnings").iter().filter_map(Value::as_str) {
            let rest: String = warning.chars().skip(1).collect();
            paper.must_say(&rest);
            if !said.contains(&warning) {
                said.push(warning);
            }
        }
    }
    let asked: usize = said.iter().map(|warning| warning.matches('?').count()).sum();
    assert_eq!(paper.words.matches('?').count(), asked, "a character was lost to a question mark");
    paper.must_say("children ≤ 18 years old");
}

#[test]
fn json_and_csv_of_the_schedule_say_the_same() {
    let (schedule, _) = schedule();
    let rows = demo().csv("performance-schedule");
    for (row, kpi) in rows.iter().zip(list(&schedule, "kpis")) {
        for key in ["kpi", "name", "clause", "value", "milestone", "rating", "reason", "status"] {
            let value = match kpi[key].as_str().unwrap_or_default() {
                "none" if key == "rating" => "not rated",
                value => value,
            };
            assert!(row.iter().any(|cell| cell == value), "{key} {value} in {row:?}");
        }
    }
    assert_eq!(rows.len(), 9);
}

#[test]
fn an_indicator_without_a_clause_or_with_long_words_has_its_schedule() {
    let long = "A long definition in ordinary words, one after another. ".repeat(60);
    let mut table = illustrative();
    for kpi in table["kpi"].as_array_mut().expect("there are indicators") {
        let kpi = kpi.as_table_mut().expect("each is a table");
        kpi.remove("clause");
        kpi.insert("definition".to_owned(), long.as_str().into());
    }
    let (file, out) = made("kpi-no-clause", &table.to_string());
    let (pdf, text) = (out.with_extension("pdf"), out.with_extension("txt"));
    let values = example("hampshire-isle-of-wight/kpi-values.csv");
    let command = format!("kpis \"{}\" --values {values} --as-at {AS_AT}", file.display());
    done(&format!("{command} --format pdf --out \"{}\"", pdf.display()));
    let paper = Paper::read(&pdf);
    paper.must_say("A long definition in ordinary words");
    paper.must_not_say("Clause:");
    done(&format!("{command} --out \"{}\"", text.display()));
    let text = std::fs::read_to_string(&text).expect("it was written");
    assert!(!text.contains("(clause )"), "{text}");
}
