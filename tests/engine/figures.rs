//! Figures that were worked out by hand before there was a program: each is named by its
//! requirement.

use chrono::NaiveDate;
use serde_json::Value;

use crate::engine::statement_json;
use crate::engine::year_json;

const HEAD: &str = r#"
reference = "HIOW-CS-2018"
title = "Strategic partnership"
starts = 2018-04-01
supplier = { name = "Hampshire County Council" }
purchaser = { name = "Isle of Wight Council" }
"#;

/// An agreement of services with their yearly charges and VAT.
fn services(charges: &[(&str, &str, &str)]) -> String {
    let mut text = HEAD.to_owned();
    for (id, annual, vat) in charges {
        text += &format!(
            "[[service]]\nid = \"{id}\"\nclause = \"4.1\"\nannual = \"{annual}\"\n\
             vat = {{ treatment = \"{vat}\" }}\n"
        );
    }
    text
}

fn statement(toml: &str, period: &str) -> Value {
    statement_json(toml, None, None, period, None).expect("it is drawn up")
}

/// The sums of a statement's lines, in order.
fn nets(statement: &Value) -> Vec<&str> {
    let lines = statement["lines"].as_array().expect("lines");
    lines.iter().map(|line| line["net"].as_str().expect("a sum")).collect()
}

fn totals(of: &Value) -> [&str; 3] {
    ["net", "vat", "gross"].map(|key| of[key].as_str().expect("a sum"))
}

/// R6: partnership and support services together, a quarter and a year.
#[test]
fn r6_two_million_a_year_is_half_a_million_a_quarter() {
    let toml = services(&[("a", "1300000.00", "outside-scope"), ("b", "700000.00", "standard")]);
    assert_eq!(statement(&toml, "2018/19-Q1")["net"], "500000.00");
    let year = year_json(&toml, None, None, "2018/19").expect("a year");
    assert_eq!(year["net"], "2000000.00");
}

/// R14 and R31 of days: the test is on the year, and a quarter below the average is no breach.
#[test]
fn r14_a_quarter_below_the_average_is_no_breach() {
    let toml = format!(
        "{HEAD}[reconciliation]\ntolerance = \"3%\"\n[[staffing]]\nid = \"dcs\"\nclause = \"1\"\n\
         days_per_week = 1\nfull_cost = \"195187.49\"\nvat = {{ treatment = \"outside-scope\" }}\n"
    );
    let days = "line,on,days\ndcs,2018-06-30,10\ndcs,2018-09-30,14\ndcs,2018-12-31,13\n\
                dcs,2019-03-31,15\n";
    let year = year_json(&toml, Some(days), None, "2018/19").expect("a year");
    let line = &year["reconciliation"]["lines"][0];
    assert_eq!((&line["agreed_days"], &line["delivered_days"]), (&"52".into(), &"52".into()));
    assert_eq!(year["reconciliation"]["net"], "0.00");
}

/// R15, by days: 274 days of the year give 274/365 of the days agreed.
#[test]
fn r15_a_part_year_has_a_part_of_the_days() {
    let toml = format!(
        "{}billing = {{ apportion = \"days\" }}\n[reconciliation]\ntolerance = \"3%\"\n\
         [[staffing]]\nid = \"dcs\"\nclause = \"1\"\ndays_per_week = 1\nfull_cost = \"1.00\"\n",
        HEAD.replace("2018-04-01", "2018-07-01")
    );
    let year = year_json(&toml, None, None, "2018/19").expect("a year");
    let line = &year["reconciliation"]["lines"][0];
    assert_eq!(line["agreed_days"], "39.035616", "52 × 274 ÷ 365");
    assert_eq!(line["net"], "0.00", "a post without records is listed, never credited");
}

/// R17: £44,893.13 in quarters.
#[test]
fn r17_the_residue_goes_to_the_last_quarter() {
    let toml = services(&[("a", "44893.13", "outside-scope")]);
    let quarters = ["Q1", "Q2", "Q3", "Q4"].map(|q| {
        statement(&toml, &format!("2018/19-{q}"))["net"].as_str().expect("a sum").to_owned()
    });
    assert_eq!(quarters, ["11223.28", "11223.28", "11223.28", "11223.29"]);
}

/// R23: a flat award of £1,290 is £258.00 on a day a week, before on-costs.
#[test]
fn r23_a_flat_award_goes_by_the_days() {
    let toml = |cost: &str| {
        format!(
            "{HEAD}[[staffing]]\nid = \"dcs\"\nclause = \"1\"\ndays_per_week = 1\n\
             full_cost = \"{cost}\"\n"
        )
    };
    let year = |cost| year_json(&toml(cost), None, None, "2018/19").expect("a year");
    let (before, after) = (year("150000.00"), year("151290.00"));
    assert_eq!((&before["net"], &after["net"]), (&"30000.00".into(), &"30258.00".into()));
}

/// R30: a line and period is billed once; a second run is the same to the letter.
#[test]
fn r30_a_second_run_changes_nothing() {
    let toml = services(&[("a", "1300000.00", "outside-scope")]);
    let first = statement(&toml, "2018/19-Q3").to_string();
    assert_eq!(statement(&toml, "2018/19-Q3").to_string(), first);
    assert_eq!(nets(&statement(&toml, "2018/19-Q3")), ["325000.00"]);
}

/// R31: the outturn of a year, agreed after it, credits the four quarters by name.
#[test]
fn r31_an_outturn_below_the_budget_credits_the_four_quarters() {
    let toml = services(&[("a", "1300000.00", "standard")])
        + "[[variation]]\nid = \"outturn\"\nagreed = 2019-05-20\neffective = 2018-04-01\n\
           change = [ { line = \"a\", annual = \"1276431.18\" } ]\n\
           [[variation]]\nid = \"budget\"\nagreed = 2019-05-21\neffective = 2019-04-01\n\
           change = [ { line = \"a\", annual = \"1300000.00\" } ]\n";
    let next = statement(&toml, "2019/20-Q1");
    let credit: i64 = nets(&next)[1..].iter().map(|net| pence(net)).sum();
    assert_eq!(credit, -2_356_882);
    let note = &next["invoices"][1];
    assert_eq!((&note["document"], &note["net"]), (&"credit-note".into(), &"-23568.82".into()));
    let quarters = ["2018/19-Q1", "2018/19-Q2", "2018/19-Q3", "2018/19-Q4"];
    assert_eq!(note["corrects"], Value::from(quarters.to_vec()));
}

fn pence(sum: &str) -> i64 {
    sum.replace('.', "").parse().expect("a sum")
}

/// R42: outside the scope and inside it are two documents.
#[test]
fn r42_a_mixed_quarter_is_two_documents() {
    let toml = services(&[("a", "1300000.00", "outside-scope"), ("b", "700000.00", "standard")]);
    let quarter = statement(&toml, "2018/19-Q1");
    assert_eq!(totals(&quarter), ["500000.00", "35000.00", "535000.00"]);
    let documents = quarter["invoices"].as_array().expect("documents");
    assert_eq!(totals(&documents[0]), ["325000.00", "0.00", "325000.00"]);
    assert_eq!(totals(&documents[1]), ["175000.00", "35000.00", "210000.00"]);
    assert_eq!(documents.len(), 2);
}

/// R43: VAT is on the document's total: £20.00, not £20.01.
#[test]
fn r43_vat_is_rounded_once_for_each_rate() {
    let toml = services(&[
        ("a", "133.32", "standard"),
        ("b", "133.32", "standard"),
        ("c", "133.32", "standard"),
    ]);
    let quarter = statement(&toml, "2018/19-Q1");
    assert_eq!(nets(&quarter), ["33.33"; 3]);
    assert_eq!(totals(&quarter), ["99.99", "20.00", "119.99"]);
}

/// G1's overhead on the total and on each line are 2p apart over a whole year.
#[test]
fn g1_overhead_on_the_total_and_on_each_line_are_two_pence_apart() {
    let year = |per: &str| {
        let mut toml = HEAD.to_owned();
        let posts = [
            ("dcs", "195187.49", "1"),
            ("families", "142827.49", "1"),
            ("access", "136282.49", "1"),
            ("education", "136282.49", "1"),
            ("support", "30253.49", "0.5"),
        ];
        for (id, cost, days) in posts {
            toml += &format!(
                "[[staffing]]\nid = \"{id}\"\nclause = \"1\"\ndays_per_week = {days}\n\
                 full_cost = \"{cost}\"\n"
            );
        }
        toml += &format!(
            "[[overhead]]\nid = \"o\"\nclause = \"4.1\"\nrate = \"15%\"\non = [\"staffing\"]\n\
             per = \"{per}\"\n"
        );
        let year = year_json(&toml, None, None, "2018/19").expect("a year");
        year["net"].as_str().expect("a sum").to_owned()
    };
    assert_eq!(year("total"), "143912.55");
    assert_eq!(year("line"), "143912.57");
}

/// The as-at day of a statement: a variation agreed on it is known, one agreed the day after is
/// not.
#[test]
fn what_is_agreed_on_the_day_is_known() {
    let toml = |agreed: &str| {
        services(&[("a", "400.00", "standard")])
            + &format!(
                "[[variation]]\nid = \"v\"\nagreed = {agreed}\neffective = 2018-04-01\n\
                 change = [ {{ line = \"a\", annual = \"800.00\" }} ]\n"
            )
    };
    assert_eq!(statement(&toml("2018-07-01"), "2018/19-Q1")["net"], "200.00");
    assert_eq!(statement(&toml("2018-07-02"), "2018/19-Q1")["net"], "100.00");
    let early: NaiveDate = "2018-05-01".parse().expect("a day");
    let preview = statement_json(&toml("2018-05-02"), None, None, "2018/19-Q1", Some(early));
    assert_eq!(preview.expect("a preview")["net"], "100.00");
}
