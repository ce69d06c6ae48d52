//! A year's end, worked: what is accrued, and the reconciliation agreed, approved and issued.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use concordat::billing::actuals::Actuals;
use concordat::billing::approval::approve;
use concordat::billing::issue::issue;
use concordat::billing::ledger::to_accrue;
use concordat::billing::reconciliation::as_statement;
use concordat::billing::reconciliation::reconcile;
use concordat::billing::statement::RechargeStatement;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::calendar::date;
use serde_json::json;

use crate::engine::load;

/// £1.3m and £700,000 a year, and an award agreed after the year that reaches into it.
const R39: &str = r#"
reference = "R39"
title     = "Partnership"
starts    = 2018-04-01
supplier  = { name = "Northshire County Council" }
purchaser = { name = "Westhaven City Council" }

[[staffing]]
id            = "officers"
clause        = "4.1"
post          = "Officers"
days_per_week = 5
full_cost     = "1300000.00"

[[service]]
id     = "support"
clause = "4.2"
name   = "Support"
annual = "700000.00"

[[variation]]
id        = "award"
agreed    = 2019-05-07
effective = 2018-10-01

[[variation.change]]
line      = "officers"
full_cost = "1326000.00"
"#;

/// R39: at 31 March the unbilled quarter and the award that was not settled are accrued.
#[test]
fn the_unbilled_quarter_and_the_unsettled_award_are_accrued() {
    let (agreement, actuals) = load(R39, None, None).expect("it is sound");
    let quarter = |text: &str| BillingPeriod::parse(text).expect("a quarter");
    let billed: BTreeSet<BillingPeriod> =
        ["2018/19-Q1", "2018/19-Q2", "2018/19-Q3"].map(quarter).into();
    let at = |as_at| {
        let found = to_accrue(&agreement, &actuals, &billed, date(2019, 3, 31), as_at);
        let words = |entry: &concordat::billing::ledger::ToAccrue| {
            format!("{} {} {} {}", entry.description, entry.period, entry.net, entry.reason)
        };
        found.iter().map(words).collect::<Vec<String>>()
    };
    let on_the_day = [
        "Officers 2018/19-Q4 325000.00 not billed by 31 March 2019",
        "Support 2018/19-Q4 175000.00 not billed by 31 March 2019",
    ];
    assert_eq!(at(date(2019, 3, 31)), on_the_day);
    let in_may = [
        "Officers 2018/19-Q3 6500.00 known since the period was billed",
        "Officers 2018/19-Q4 331500.00 not billed by 31 March 2019",
        "Support 2018/19-Q4 175000.00 not billed by 31 March 2019",
    ];
    assert_eq!(at(date(2019, 5, 31)), in_may);
}

#[test]
fn a_period_that_still_runs_is_not_accrued_and_a_gap_is() {
    let (agreement, actuals) = load(R39, None, None).expect("it is sound");
    let quarter = |text: &str| BillingPeriod::parse(text).expect("a quarter");
    let billed = BTreeSet::from([quarter("2018/19-Q1"), quarter("2018/19-Q3")]);
    let day = date(2019, 2, 28);
    let found = to_accrue(&agreement, &actuals, &billed, day, day);
    let periods: Vec<BillingPeriod> = found.iter().map(|entry| entry.period).collect();
    assert_eq!(periods, [quarter("2018/19-Q2"), quarter("2018/19-Q2")]);
}

fn days_beyond_the_tolerance(every: &str) -> (Agreement, Actuals, RechargeStatement) {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/golden/days-beyond-the-tolerance");
    let read = |name| fs::read_to_string(folder.join(name)).expect("the case is there");
    let text = read("agreement.toml").replace("every = \"year\"", &format!("every = \"{every}\""));
    let (agreement, actuals) = load(&text, Some(&read("days.csv")), None).expect("it is sound");
    let year = FinancialYear::parse("2018/19").expect("a year");
    let found = reconcile(&agreement, &actuals, year, date(2019, 4, 1)).expect("it reconciles");
    let statement = as_statement(&agreement, &found, year);
    (agreement, actuals, statement)
}

/// R31: the credit names the four invoices of the year.
#[test]
fn a_reconciliation_is_approved_and_credited_against_the_years_invoices() {
    let (agreement, actuals, statement) = days_beyond_the_tolerance("quarter");
    let approved = approve(&agreement, statement, "A. Officer").expect("nothing is in the way");
    let issued = issue(&agreement, &actuals, &approved);
    let [credit] = issued.as_slice() else { panic!("{} documents", issued.len()) };
    assert_eq!(credit.number.as_deref(), Some("DAYS-2018-201819R-A"));
    assert_eq!(credit.totals.gross.to_string(), "-353.84");
    let numbers: Vec<&str> = credit.corrects.iter().map(|of| of.number.as_str()).collect();
    let expected = [
        "DAYS-2018-201819Q1-A",
        "DAYS-2018-201819Q2-A",
        "DAYS-2018-201819Q3-A",
        "DAYS-2018-201819Q4-A",
    ];
    assert_eq!(numbers, expected);
    let days: Vec<String> = credit.corrects.iter().map(|of| of.issued_on.to_string()).collect();
    assert_eq!(days, ["2018-07-01", "2018-10-01", "2019-01-01", "2019-04-01"]);
    assert_eq!(credit.totals.corrects.len(), 4);
}

#[test]
fn a_reconciliation_reads_as_a_statement() {
    let (_, _, statement) = days_beyond_the_tolerance("year");
    let found = serde_json::to_value(&statement).expect("it is JSON");
    assert_eq!(found["reconciles"], "2018/19");
    assert_eq!((&found["from"], &found["to"]), (&json!("2018-04-01"), &json!("2019-03-31")));
    let lines = found["lines"].as_array().expect("a list");
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["net"], "461.54");
    assert_eq!(lines[0]["description"], "Planner: reconciliation of the days of 2018/19");
    let last = lines[0]["trace"].as_array().and_then(|steps| steps.last()).expect("a step");
    let step = "The difference at a day's cost, rounded to the penny";
    assert_eq!(last, &json!({ "step": step, "value": "461.54" }));
    let not_billed = found["not_billed"].as_array().expect("a list");
    assert_eq!(not_billed.len(), 1);
    assert_eq!(not_billed[0]["line"], "clerk");
}

/// Before the year is over it is a preview, and cannot be approved.
#[test]
fn a_reconciliation_of_a_year_that_runs_is_a_preview() {
    let (agreement, actuals, _) = days_beyond_the_tolerance("quarter");
    let year = FinancialYear::parse("2018/19").expect("a year");
    let found = reconcile(&agreement, &actuals, year, date(2019, 1, 31)).expect("it reconciles");
    let statement = as_statement(&agreement, &found, year);
    assert!(statement.preview);
    let refused = approve(&agreement, statement, "A. Officer").expect_err("it is a preview");
    assert!(refused[0].says.contains("own day is 1 April 2019"), "{}", refused[0].says);
}
