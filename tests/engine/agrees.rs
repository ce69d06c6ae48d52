//! The product against the model: ten thousand made-up agreements, and every line, document and
//! total of their statements the same to the penny.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::panic;

use serde_json::Value;

use crate::engine::statement_json;
use crate::engine::year_json;
use crate::generator;
use crate::model;
use crate::model::Document;
use crate::model::Statement;
use crate::spec::Spec;
use crate::spec::Treatment;
use crate::spec::dates::Period;
use crate::spec::dates::year_label;
use crate::spec::file::decimal;

/// How many disagreements are told in full.
const TOLD: usize = 3;

#[test]
fn statements_agree_first_quarter() {
    all_agree(0..2_500, statement_disagreement);
}

#[test]
fn statements_agree_second_quarter() {
    all_agree(2_500..5_000, statement_disagreement);
}

#[test]
fn statements_agree_third_quarter() {
    all_agree(5_000..7_500, statement_disagreement);
}

#[test]
fn statements_agree_last_quarter() {
    all_agree(7_500..10_000, statement_disagreement);
}

#[test]
fn years_and_their_days_agree_first_half() {
    all_agree(0..5_000, year_disagreement);
}

#[test]
fn years_and_their_days_agree_second_half() {
    all_agree(5_000..10_000, year_disagreement);
}

/// Tries every seed, and tells the first few on which the two differ.
fn all_agree(seeds: Range<u64>, disagreement: fn(&Spec) -> Option<String>) {
    let (mut wrong, mut told) = (Vec::new(), String::new());
    for seed in seeds {
        let spec = generator::case(seed);
        let found = panic::catch_unwind(|| disagreement(&spec))
            .unwrap_or_else(|_| Some("the engine panicked; see above\n".to_owned()));
        if let Some(found) = found {
            if wrong.len() < TOLD {
                tell(&mut told, &spec, &found);
            }
            wrong.push(seed);
        }
    }
    let few: Vec<_> = wrong.iter().take(40).collect();
    assert!(wrong.is_empty(), "{} seeds disagree, of them {few:?}\n{told}", wrong.len());
}

fn tell(told: &mut String, spec: &Spec, found: &str) {
    let sheets = [spec.days_csv(), spec.costs_csv()].into_iter().flatten();
    let sheets: Vec<String> = sheets.collect();
    write!(
        told,
        "\n==== seed {}, {} as at {} ====\n{found}\n{}\n{}",
        spec.seed,
        spec.period.label(),
        spec.as_at(),
        spec.to_toml(),
        sheets.join("\n"),
    )
    .expect("writing to a string cannot fail");
}

fn statement_disagreement(spec: &Spec) -> Option<String> {
    let (days, costs) = (spec.days_csv(), spec.costs_csv());
    let json = statement_json(
        &spec.to_toml(),
        days.as_deref(),
        costs.as_deref(),
        &spec.period.label(),
        spec.as_at,
    );
    match json {
        Ok(json) => compare(spec, &json).err(),
        Err(refusal) => Some(format!("the engine refuses the case: {refusal}")),
    }
}

/// Where an agreement has a reconciliation: the comparison of days; and in one case of four each
/// of the year's statements too.
fn year_disagreement(spec: &Spec) -> Option<String> {
    spec.reconciliation.as_ref()?;
    let (days, costs) = (spec.days_csv(), spec.costs_csv());
    let year = year_label(spec.period.year);
    let json = year_json(&spec.to_toml(), days.as_deref(), costs.as_deref(), &year);
    match json {
        Ok(json) => compare_year(spec, &json).err(),
        Err(refusal) => Some(format!("the engine refuses the year: {refusal}")),
    }
}

/// One statement: its lines, its documents and its totals.
fn compare(spec: &Spec, json: &Value) -> Result<(), String> {
    let ours = model::statement(spec);
    let theirs = lines(&json["lines"], &spec.period.label())?;
    if ours != theirs {
        return Err(beside(&ours, &theirs));
    }
    let net: i64 = ours.values().sum();
    same("net", net, pence(&json["net"])?)?;
    let Some(documents) = model::documents(&ours) else { return Ok(()) };
    let papers = papers(&json["invoices"])?;
    if papers != documents {
        return Err(format!("documents\n  model:  {documents:?}\n  engine: {papers:?}"));
    }
    let (net, vat) = model::totals(&documents);
    same("vat", vat, pence(&json["vat"])?)?;
    same("gross", net + vat, pence(&json["gross"])?)
}

fn compare_year(spec: &Spec, json: &Value) -> Result<(), String> {
    if spec.seed.is_multiple_of(4) {
        compare_statements(spec, &json["periods"])?;
    }
    let mut ours: BTreeMap<String, i64> = BTreeMap::new();
    for ((line, _), sum) in model::reconciliation(spec, spec.period.year) {
        *ours.entry(line).or_default() += sum;
    }
    ours.retain(|_, sum| *sum != 0);
    let theirs = reconciled(&json["reconciliation"]["lines"])?;
    if ours != theirs {
        return Err(format!("reconciliation\n  model:  {ours:?}\n  engine: {theirs:?}"));
    }
    let net = &json["reconciliation"]["net"];
    same("reconciliation's net", ours.values().sum(), pence(net)?)
}

/// The statements of the year, each as at its default date.
fn compare_statements(spec: &Spec, json: &Value) -> Result<(), String> {
    let periods = json.as_array().ok_or("a year without its periods")?;
    let first = Period::containing(spec.starts, spec.every);
    for index in 0..spec.every.a_year() {
        let period = Period { index, ..spec.period };
        let label = period.label();
        let theirs = periods.iter().find(|statement| statement["period"] == label.as_str());
        let spec = Spec { period, as_at: None, ..spec.clone() };
        let found = match theirs {
            _ if period < first => Ok(()),
            Some(theirs) => compare(&spec, theirs),
            None if model::statement(&spec).is_empty() => Ok(()),
            None => Err("the engine leaves it out".to_owned()),
        };
        found.map_err(|found| format!("{label}: {found}"))?;
    }
    Ok(())
}

fn same(what: &str, ours: i64, theirs: i64) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    let (ours, theirs) = (decimal(ours, 2), decimal(theirs, 2));
    Err(format!("{what}\n  model:  {ours}\n  engine: {theirs}"))
}

/// The lines that are not nil; each line, period and treatment once.
fn lines(json: &Value, asked: &str) -> Result<Statement, String> {
    let mut lines = Statement::new();
    for line in json.as_array().ok_or("a statement without lines")? {
        let sum = pence(&line["net"])?;
        if sum == 0 {
            continue;
        }
        let (id, period) = (text(&line["line"])?, text(&line["period"])?);
        let adjustment = line["adjustment"].as_bool().ok_or("a line without `adjustment`")?;
        if adjustment == (period == asked) {
            return Err(format!("{id} for {period} is marked `adjustment: {adjustment}`"));
        }
        let key = (id, period, treatment(&line["vat_treatment"])?);
        if lines.insert(key.clone(), sum).is_some() {
            return Err(format!("{key:?} stands on two lines"));
        }
    }
    Ok(lines)
}

fn papers(json: &Value) -> Result<Vec<Document>, String> {
    let mut papers = Vec::new();
    for paper in json.as_array().ok_or("a statement without invoices")? {
        let outside_scope = text(&paper["vat_treatment_group"])? == "outside-scope";
        let (net, vat) = (pence(&paper["net"])?, pence(&paper["vat"])?);
        same("gross of a document", net + vat, pence(&paper["gross"])?)?;
        papers.push(Document { outside_scope, net, vat });
    }
    papers.sort();
    Ok(papers)
}

/// The reconciliation's charges and credits, by line; what is only listed has none.
fn reconciled(json: &Value) -> Result<BTreeMap<String, i64>, String> {
    let mut lines: BTreeMap<String, i64> = BTreeMap::new();
    for line in json.as_array().ok_or("a reconciliation without lines")? {
        if !line["net"].is_null() {
            *lines.entry(text(&line["line"])?).or_default() += pence(&line["net"])?;
        }
    }
    lines.retain(|_, sum| *sum != 0);
    Ok(lines)
}

fn treatment(json: &Value) -> Result<Option<Treatment>, String> {
    let all = [
        Treatment::Standard,
        Treatment::Reduced,
        Treatment::Zero,
        Treatment::Exempt,
        Treatment::OutsideScope,
    ];
    match json.as_str() {
        None => Ok(None),
        Some(name) => all
            .into_iter()
            .find(|treatment| treatment.name() == name)
            .map(Some)
            .ok_or_else(|| format!("a VAT treatment called {name:?}")),
    }
}

fn text(json: &Value) -> Result<String, String> {
    json.as_str().map(str::to_owned).ok_or_else(|| format!("{json} where a text belongs"))
}

/// Pounds and pence, written with two decimals, in pence.
fn pence(json: &Value) -> Result<i64, String> {
    let wrong = || format!("{json} where a sum of money belongs");
    let (pounds, pence) = json.as_str().and_then(|sum| sum.split_once('.')).ok_or_else(wrong)?;
    if pence.len() != 2 {
        return Err(wrong());
    }
    format!("{pounds}{pence}").parse().map_err(|_| wrong())
}

/// The lines on which the two differ, side by side.
fn beside(ours: &Statement, theirs: &Statement) -> String {
    let mut text = format!("{:>20} {:>20}  line, period, treatment\n", "model", "engine");
    let mut keys: Vec<_> = ours.keys().chain(theirs.keys()).collect();
    keys.sort();
    keys.dedup();
    for key in keys.into_iter().filter(|key| ours.get(key) != theirs.get(key)) {
        let sum = |of: &Statement| of.get(key).map_or("-".to_owned(), |sum| decimal(*sum, 2));
        let (line, period, treatment) = key;
        let treatment = treatment.map_or("undecided", Treatment::name);
        writeln!(text, "{:>20} {:>20}  {line}, {period}, {treatment}", sum(ours), sum(theirs))
            .expect("writing to a string cannot fail");
    }
    text
}

#[test]
fn sums_are_read_to_the_penny() {
    let read = |sum: &str| pence(&Value::from(sum));
    assert_eq!((read("-0.05"), read("1234.50")), (Ok(-5), Ok(123_450)));
    assert!(read("12.5").is_err() && read("12").is_err());
}
