//! The worked examples of performance: G2's schedule and the requirements that it rests on.

use chrono::NaiveDate;
use concordat::domain::file::read;
use concordat::performance::schedule::PerformanceSchedule;
use concordat::performance::schedule::draw_up;
use concordat::performance::value_file;
use serde_json::Value;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// An agreement of indicators, each given as the inside of its table.
fn agreement(performance: &str, kpis: &[&str]) -> String {
    let mut text = "reference = \"A\"\nstarts = 2018-07-01\nsupplier = { name = \"H\" }\n\
                    purchaser = { name = \"I\" }\n"
        .to_owned();
    text += &format!("[performance]\n{performance}\n");
    for kpi in kpis {
        text += &format!("[[kpi]]\nclause = \"KPI\"\n{kpi}\n");
    }
    text
}

fn schedule(toml: &str, values: &str, as_at: &str) -> PerformanceSchedule {
    let agreement = read(toml).expect("it reads").agreement;
    let header = "kpi,period_end,value,status,comparator_mean,rank,of,published\n";
    let values = value_file::read(&format!("{header}{values}"), &agreement).expect("they read");
    draw_up(&agreement, &values, day(as_at))
}

fn json(toml: &str, values: &str, as_at: &str) -> Value {
    let schedule = schedule(toml, values, as_at);
    serde_json::to_value(schedule).expect("it is JSON")["kpis"].clone()
}

const CLA: &str = "id = \"cla\"\nname = \"Children looked after\"\nunit = \"per-10000\"\n\
    better = \"lower\"\ntargets = [ { by = 2020-03-31, at_most = 80 }, { by = 2027-03-31, at_most = 70 } ]";
const SCHOOLS: &str = "id = \"schools\"\nname = \"Good schools\"\nunit = \"percent\"\n\
    better = \"higher\"\nbaseline = { on = 2017-11-30, value = 80 }\n\
    targets = [ { by = 2020-03-31, at_least = 90 }, { by = 2027-03-31, at_least = 100 } ]";
const NEET: &str = "id = \"neet\"\nname = \"NEET\"\nunit = \"percent\"\nbetter = \"lower\"\n\
    targets = [ { by = 2020-03-31, at_most = 2 } ]";
const ATTAINMENT: &str = "id = \"attainment\"\nname = \"Attainment 8\"\nunit = \"score\"\n\
    better = \"higher\"\ntargets = [ { by = 2020-03-31, better_than = \"comparator-mean\" }, \
    { by = 2027-03-31, top_percent = 25 } ]";
const REPEAT: &str = "id = \"repeat\"\nname = \"Plans again\"\nunit = \"percent\"\n\
    better = \"lower\"\ntargets = [ { by = 2020-03-31, at_most = 23 } ]";
const REFERRALS: &str = "id = \"referrals\"\nname = \"Repeat referrals\"\nunit = \"count\"\n\
    better = \"lower\"\ntargets = [ { by = 2020-03-31, at_most = 83 } ]";
const OUTPUT: &str = "id = \"plan\"\nname = \"A current plan\"\nunit = \"statement\"\n\
    targets = [ { by = 2020-03-31, statement = \"The plan is current\" } ]";

fn rated(kpis: &Value) -> Vec<(String, String)> {
    let kpis = kpis.as_array().expect("indicators");
    let text = |kpi: &'_ Value, key: &str| kpi[key].as_str().expect("a text").to_owned();
    kpis.iter().map(|kpi| (text(kpi, "kpi"), text(kpi, "rating"))).collect()
}

/// G2: the schedule as at 31 March 2019 on a band of 5%.
#[test]
fn g2_the_schedule_of_march_2019() {
    let toml =
        agreement("amber_within = \"5%\"", &[CLA, SCHOOLS, NEET, ATTAINMENT, REPEAT, REFERRALS]);
    let values = "cla,2019-03-31,98,final,,,,\nschools,2019-03-31,84.0,final,,,,\n\
                  neet,2019-03-31,2.3,final,,,,\nattainment,2019-03-31,45.2,final,44.8,,,\n\
                  repeat,2019-03-31,24,final,,,,\nreferrals,2019-03-31,,not-available,,,,\n";
    let kpis = json(&toml, values, "2019-03-31");
    assert_eq!(
        rated(&kpis),
        [
            ("cla", "red"),
            ("schools", "amber"),
            ("neet", "red"),
            ("attainment", "green"),
            ("repeat", "amber"),
            ("referrals", "none"),
        ]
        .map(|(kpi, rating)| (kpi.to_owned(), rating.to_owned()))
    );
    assert_eq!(kpis[1]["milestone"], "85.70");
    assert_eq!(kpis[5]["value"], Value::Null, "not available is not nought");
    assert_eq!(kpis[5]["reason"], "not available");
    let next = &kpis[0]["next_target"];
    assert_eq!(
        (&next["by"], &next["text"]),
        (&"2020-03-31".into(), &"at most 80 per 10,000".into())
    );
}

/// R62: the same value is amber on a band of 5% and just amber on 1 point, red on half a point.
#[test]
fn r62_the_band_is_the_agreements() {
    let rating = |band: &str| {
        let toml = agreement(band, &[REPEAT]);
        json(&toml, "repeat,2019-03-31,24,final,,,,\n", "2019-04-01")[0]["rating"].clone()
    };
    assert_eq!(rating("amber_within = \"5%\""), "amber");
    assert_eq!(rating("amber_within = \"4%\""), "red");
    assert_eq!(rating("amber_points = 1"), "amber");
    assert_eq!(rating("amber_points = \"0.99\""), "red");
    assert_eq!(rating(""), "red");
}

/// A milestone is met by what equals it, and compared exactly, not as it is shown.
#[test]
fn comparison_is_exact() {
    let rating = |value: &str| {
        let values = format!("schools,2019-03-31,{value},final,,,,\n");
        json(&agreement("", &[SCHOOLS]), &values, "2019-04-01")[0]["rating"].clone()
    };
    // 80 + 10 × 486 ÷ 852 is 85.704225…: shown as 85.70, which is not enough.
    assert_eq!(rating("85.70"), "red");
    assert_eq!(rating("85.704"), "red");
    assert_eq!(rating("85.705"), "green");
}

/// R63: 106 to 109 children per 10,000 is worse, since fewer are wanted.
#[test]
fn r63_direction_is_by_polarity() {
    let toml = agreement("", &[CLA]);
    let values = "cla,2020-03-31,106,final,,,,\ncla,2021-03-31,109,final,,,,\n";
    assert_eq!(json(&toml, values, "2020-12-31")[0]["direction"], "none");
    assert_eq!(json(&toml, values, "2021-12-31")[0]["direction"], "worse");
    let same = "cla,2020-03-31,106,final,,,,\ncla,2021-03-31,,suppressed,,,,\n\
                cla,2022-03-31,106.0,final,,,,\n";
    assert_eq!(json(&toml, same, "2022-12-31")[0]["direction"], "same");
}

/// R64: a comparison is with the mean of the same period, strictly.
#[test]
fn r64_as_good_as_the_mean_is_not_better_than_it() {
    let rating = |value: &str, mean: &str| {
        let values = format!("attainment,2019-03-31,{value},final,{mean},,,\n");
        let kpis = json(&agreement("", &[ATTAINMENT]), &values, "2019-04-01");
        (kpis[0]["rating"].clone(), kpis[0]["reason"].clone())
    };
    assert_eq!(rating("45.2", "44.8").0, "green");
    assert_eq!(rating("44.8", "44.8").0, "red");
    assert_eq!(
        rating("44.8", ""),
        ("none".into(), "the comparators' figure is not available".into())
    );
}

/// R65: of 11 councils the top 25% are the first two.
#[test]
fn r65_a_part_of_a_place_is_rounded_down() {
    let rating = |rank: u32, of: u32| {
        let values = format!("attainment,2026-03-31,50,final,,{rank},{of},\n");
        json(&agreement("", &[ATTAINMENT]), &values, "2026-04-01")[0]["rating"].clone()
    };
    assert_eq!((rating(2, 11), rating(3, 11)), ("green".into(), "red".into()));
    assert_eq!((rating(37, 151), rating(38, 151)), ("green".into(), "red".into()));
    assert_eq!(rating(38, 152), "green");
}

/// R66 and R67: what has no figure is said in words and has no rating.
#[test]
fn r66_and_r67_what_has_no_figure_is_said_in_words() {
    let toml = agreement("", &[SCHOOLS]);
    let words = |status: &str| {
        let values = format!("schools,2019-03-31,84,final,,,,\nschools,2024-08-31,,{status},,,,\n");
        let kpi = json(&toml, &values, "2024-12-31")[0].clone();
        assert_eq!((&kpi["rating"], &kpi["value"]), (&"none".into(), &Value::Null));
        kpi["reason"].as_str().expect("words").to_owned()
    };
    assert_eq!(words("discontinued"), "measure discontinued");
    assert_eq!(words("suppressed"), "suppressed");
    assert_eq!(words("not-available"), "not available");
    let none = json(&toml, "", "2019-04-01");
    assert_eq!((&none[0]["rating"], &none[0]["reason"]), (&"none".into(), &"no value yet".into()));
}

/// For one period final beats provisional, and what was not yet published does not count.
#[test]
fn final_beats_provisional_and_the_unpublished_waits() {
    let toml = agreement("", &[NEET]);
    let values = "neet,2019-03-31,1.9,final,,,,2019-06-01\n\
                  neet,2019-03-31,2.5,provisional,,,,2019-08-01\n\
                  neet,2018-12-31,1.5,final,,,,\n";
    assert_eq!(json(&toml, values, "2019-05-31")[0]["value"], "1.5");
    assert_eq!(json(&toml, values, "2019-06-01")[0]["value"], "1.9");
    assert_eq!(json(&toml, values, "2019-12-31")[0]["value"], "1.9");
}

/// R68: a statement is met, partly met or not.
#[test]
fn r68_statements_are_rated_in_words() {
    let rating = |value: &str| {
        let values = format!("plan,2019-03-31,{value},final,,,,\n");
        json(&agreement("", &[OUTPUT]), &values, "2019-04-01")[0]["rating"].clone()
    };
    let all = (rating("met"), rating("partly"), rating("not"));
    assert_eq!(all, ("green".into(), "amber".into(), "red".into()));
}

/// A target in another unit is not held against the value.
#[test]
fn a_target_in_another_unit_gives_no_rating() {
    let kpi = NEET.replace("at_most = 2", "at_most = 40, unit = \"count\"");
    let kpis = json(&agreement("", &[&kpi]), "neet,2019-03-31,2.3,final,,,,\n", "2019-04-01");
    assert_eq!(kpis[0]["rating"], "none");
    assert_eq!(kpis[0]["reason"], "the target is in a different unit");
}
