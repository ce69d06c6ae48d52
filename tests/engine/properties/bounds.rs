//! The edges of time: one day, and an end the day before a boundary, on it and the day after.
//!
//! What is expected is counted here day by day, and shares nothing with the engine.

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use concordat::billing::actuals::Actuals;
use concordat::billing::statement::RechargeStatement;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::Every;
use concordat::domain::calendar::date;
use concordat::domain::money::Money;
use proptest::prelude::ProptestConfig;
use proptest::prelude::prop_assert_eq;
use proptest::proptest;

use super::agreement_of;
use super::statements;

const EVERY: [(&str, Every); 3] =
    [("month", Every::Month), ("quarter", Every::Quarter), ("year", Every::Year)];
const APPORTION: [&str; 2] = ["months", "days"];

/// 12 × 28 × 29 × 30 × 31, which every month's days divide.
const PARTS: i128 = 12 * 28 * 29 * 30 * 31;

/// What a yearly sum comes to from the first day to the last, both in one financial year: day after
/// day its part of the year, then to the penny, half away from nought.
fn counted(annual: i64, first: NaiveDate, last: NaiveDate, apportion: &str) -> i128 {
    let april = date(last.year() - i32::from(last.month() < 4), 4, 1);
    let next = date(april.year() + 1, 4, 1);
    let (mut parts, mut whole) = (0, PARTS);
    for day in first.iter_days().take_while(|day| *day <= last) {
        if apportion == "days" {
            (parts, whole) = (parts + 1, i128::from((next - april).num_days()));
        } else {
            parts += PARTS / 12 / i128::from(days_of_month(day));
        }
    }
    let twice = i128::from(annual.abs()) * parts * 2 + whole;
    let pence = twice / (whole * 2);
    if annual < 0 { -pence } else { pence }
}

fn days_of_month(day: NaiveDate) -> i64 {
    let first = day.with_day(1).expect("every month has a first");
    let next = first + Days::new(31);
    (next.with_day(1).expect("every month has a first") - first).num_days()
}

/// What is billed in all, to three periods after the one that the last day is in.
fn billed(agreement: &Agreement, last: NaiveDate, every: Every) -> Vec<RechargeStatement> {
    let last = BillingPeriod::containing(last, every);
    statements(agreement, &Actuals::default(), last.next().next().next())
}

fn service(annual: i64) -> String {
    let annual = Money::from_pence(annual);
    format!("[[service]]\nid = \"a\"\nclause = \"1\"\nannual = \"{annual}\"\n")
}

fn billing(every: &str, apportion: &str) -> String {
    format!("billing = {{ every = \"{every}\", apportion = \"{apportion}\" }}")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_agreement_that_starts_and_ends_on_one_day_bills_one_day(
        days in 0_u64..11_000,
        pence in -100_000_000_000_i64..100_000_000_000,
        every in 0_usize..3,
        apportion in 0_usize..2,
    ) {
        let day = date(2015, 1, 1) + Days::new(days);
        let ((word, every), apportion) = (EVERY[every], APPORTION[apportion]);
        let terms = format!("starts = {day}\nends = {day}\n{}", billing(word, apportion));
        let agreement = agreement_of(&terms, &service(pence));
        let statements = billed(&agreement, day, every);
        let lines: Vec<i128> =
            statements.iter().flat_map(|s| &s.lines).map(|line| line.net.pence()).collect();
        prop_assert_eq!(lines, [counted(pence, day, day, apportion)]);
        prop_assert_eq!(statements[0].lines[0].period, BillingPeriod::containing(day, every));
    }
}

/// The ways in which a file may say when a service ends.
fn ended(way: usize, billing: &str, ends: NaiveDate) -> Agreement {
    let (starts, service) = ("starts = 2018-04-01", service(130_000_001));
    match way {
        0 => agreement_of(&format!("{starts}\nends = {ends}\n{billing}"), &service),
        1 => agreement_of(&format!("{starts}\n{billing}"), &format!("{service}ends = {ends}\n")),
        _ => {
            let variation = "[[variation]]\nid = \"v\"\nagreed = 2018-04-01\n\
                             effective = 2018-04-01\n";
            let change = format!("change = [{{ line = \"a\", ends = {ends} }}]\n");
            agreement_of(&format!("{starts}\n{billing}"), &format!("{service}{variation}{change}"))
        }
    }
}

#[test]
fn an_end_before_on_or_after_a_boundary_bills_to_its_day_and_no_further() {
    for (word, every) in EVERY {
        let first = BillingPeriod::containing(date(2018, 4, 1), every);
        let boundaries = std::iter::successors(Some(first), |period| Some(period.next()));
        for boundary in boundaries.take_while(|p| p.year.begins() < 2021).map(|p| p.dates().last) {
            for ends in [boundary.pred_opt(), Some(boundary), boundary.succ_opt()] {
                let ends = ends.expect("dates are bounded");
                for (way, apportion) in (0..3).flat_map(|way| APPORTION.map(|by| (way, by))) {
                    let agreement = ended(way, &billing(word, apportion), ends);
                    let statements = billed(&agreement, ends, every);
                    bills_to(&statements, ends, apportion);
                }
            }
        }
    }
}

fn bills_to(statements: &[RechargeStatement], ends: NaiveDate, apportion: &str) {
    let mut expected = 0;
    let mut april = date(2018, 4, 1);
    while april <= ends {
        let next = date(april.year() + 1, 4, 1);
        let last = next.pred_opt().expect("dates are bounded").min(ends);
        expected += counted(130_000_001, april, last, apportion);
        april = next;
    }
    let total: Money = statements.iter().map(|statement| statement.net).sum();
    assert_eq!(total.pence(), expected, "to {ends} by {apportion}");
    for statement in statements {
        let runs = statement.from <= ends;
        assert_eq!(statement.lines.len(), usize::from(runs), "{} to {ends}", statement.period);
        assert!(statement.lines.iter().all(|line| line.net > Money::NIL));
    }
}

#[test]
fn the_count_of_days_is_right_by_hand() {
    let year = |apportion| counted(120_000, date(2018, 4, 1), date(2019, 3, 31), apportion);
    assert_eq!((year("months"), year("days")), (120_000, 120_000));
    assert_eq!(counted(-120_000, date(2018, 7, 1), date(2018, 7, 31), "months"), -10_000);
    assert_eq!(counted(36_500, date(2018, 7, 5), date(2018, 7, 5), "days"), 100);
}
