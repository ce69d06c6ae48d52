//! Whatever stands in a file, the product answers: it reads it or says what is wrong with it, and it
//! never panics nor goes on for ever. A hundred thousand inputs, each made from a number, so that
//! one that shows a fault can be made again.

mod mangle;

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use chrono::NaiveDate;
use concordat::billing::actuals::Actuals;
use concordat::billing::actuals_file::read_costs;
use concordat::billing::actuals_file::read_days;
use concordat::billing::effect::effect;
use concordat::billing::statement::draw_up;
use concordat::billing::year;
use concordat::domain::agreement::Agreement;
use concordat::domain::break_calendar::break_calendar;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::check::warnings;
use concordat::domain::file::read;
use concordat::domain::file::write;
use concordat::domain::redline::redline;
use concordat::performance::schedule;
use concordat::performance::value_file;

use crate::generator;
use crate::generator::dice::Dice;
use mangle::mangled;

/// No input takes as long as this, on the slowest of machines.
const AT_MOST: Duration = Duration::from_secs(30);

const EXAMPLES: [&str; 3] = [
    include_str!("../../examples/hampshire-isle-of-wight/agreement.toml"),
    include_str!("../../examples/backdated-pay-award/agreement.toml"),
    include_str!("../../examples/monthly-in-advance-by-days/agreement.toml"),
];
const SMALL: &str = include_str!("fuzz/small.toml");
const DAYS: &str =
    "line,on,days,note,recorded\ndcs,2018-07-31,4,,\ndcs,2018-08-31,-0.5,a,2018-09-05\n";
const COSTS: &str = "line,on,amount,kind,note,recorded\ninput,2018-07-31,12.50,supplies,,2018-08-01\n\
                     dcs,2018-08-31,-1000.00,,\"b, c\",\n";
const VALUES: &str = "kpi,period_end,value,status,source,published,commentary\n\
                      schools,2018-12-31,86,final,Ofsted,2019-01-20,\n\
                      plans,2019-03-31,suppressed,provisional,,,small numbers\n";

/// Tries inputs in a thread of their own, and says which one panicked or never came to an end.
fn survives(seeds: std::ops::Range<u64>, attempt: fn(&mut Dice) -> bool) -> usize {
    let (tell, told) = channel();
    let all = seeds.clone();
    thread::spawn(move || {
        for seed in all {
            let outcome = catch_unwind(AssertUnwindSafe(|| attempt(&mut Dice::new(seed))));
            if tell.send((seed, outcome.ok())).is_err() {
                return;
            }
        }
    });
    let (mut next, mut read) = (seeds.start, 0);
    while next < seeds.end {
        match told.recv_timeout(AT_MOST) {
            Ok((_, Some(was_read))) => read += usize::from(was_read),
            Ok((seed, None)) => panic!("the input of seed {seed} panics; see above"),
            Err(RecvTimeoutError::Timeout) => panic!("the input of seed {next} takes for ever"),
            Err(RecvTimeoutError::Disconnected) => panic!("the input of seed {next} ends it all"),
        }
        next += 1;
    }
    read
}

/// A text to start from: mostly a small one.
fn base(dice: &mut Dice) -> String {
    match dice.weighted(&[900, 99, 1]) {
        0 => SMALL.to_owned(),
        1 => generator::case(u64::try_from(dice.between(0, 9_999)).expect("a seed")).to_toml(),
        _ => dice.pick(&EXAMPLES).to_owned(),
    }
}

/// What is ever done with an agreement that reads: all of it now and then, a part of it always.
fn used(dice: &mut Dice, agreement: &Agreement) {
    let none = Actuals::default();
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    let first = agreement.first_period();
    let period = dice.pick(&[first, first.next(), BillingPeriod::containing(today, first.every())]);
    let statement = draw_up(agreement, &none, period, agreement.as_at_default(period));
    serde_json::to_string(&statement).expect("a statement can be told as JSON");
    match dice.weighted(&[3, 2, 2, 2, 1]) {
        0 => reads_the_same(agreement),
        1 => drop(warnings(agreement)),
        2 => {
            let year = year::draw_up(agreement, &none, period.year, None);
            serde_json::to_string(&year).expect("a year can be told as JSON");
        }
        3 => {
            let breaks = break_calendar(agreement, today, None, None);
            serde_json::to_string(&breaks).expect("breaks can be told as JSON");
            let schedule = schedule::draw_up(agreement, &[], today);
            serde_json::to_string(&schedule).expect("a schedule can be told as JSON");
        }
        _ => {
            assert_eq!(redline(agreement, agreement), []);
            if dice.chance(10) {
                effect(agreement, agreement);
            }
        }
    }
}

fn reads_the_same(agreement: &Agreement) {
    let written = write(agreement);
    let again = read(&written).unwrap_or_else(|problems| panic!("{problems:?}\n{written}"));
    assert_eq!(again.agreement, *agreement);
}

/// A file of an agreement, as it comes: random bytes, or a good one that something happened to.
fn agreement_file(dice: &mut Dice) -> bool {
    let text = base(dice);
    let text = mangled(dice, &text);
    match read(&text) {
        Ok(source) => {
            used(dice, &source.agreement);
            true
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "it is refused without a word");
            assert!(problems.iter().all(|problem| !problem.sentence().is_empty()));
            false
        }
    }
}

/// Sheets of days, costs and values, and what comes of those that read.
fn sheets(dice: &mut Dice) -> bool {
    use std::sync::OnceLock;
    static AGREEMENT: OnceLock<Agreement> = OnceLock::new();
    let agreement = AGREEMENT.get_or_init(|| read(SMALL).expect("the small one reads").agreement);
    let mut actuals = Actuals::default();
    let days = read_days(&mangled(dice, DAYS), agreement, &mut actuals).is_ok();
    let costs = read_costs(&mangled(dice, COSTS), agreement, &mut actuals).is_ok();
    if days || costs {
        let year = FinancialYear::parse("2018/19").expect("a year");
        let year = year::draw_up(agreement, &actuals, year, None);
        serde_json::to_string(&year).expect("a year can be told as JSON");
    }
    if let Ok(values) = value_file::read(&mangled(dice, VALUES), agreement) {
        for as_at in ["2018-12-31", "2019-06-30"] {
            let as_at = as_at.parse().expect("a day");
            let schedule = schedule::draw_up(agreement, &values, as_at);
            serde_json::to_string(&schedule).expect("a schedule can be told as JSON");
        }
    }
    days || costs
}

#[test]
fn agreement_files_are_read_or_refused_first_half() {
    let read = survives(0..35_000, agreement_file);
    assert!(read > 1_000, "only {read} of them read, so little was tried beyond the reader");
}

#[test]
fn agreement_files_are_read_or_refused_second_half() {
    let read = survives(35_000..70_000, agreement_file);
    assert!(read > 1_000, "only {read} of them read, so little was tried beyond the reader");
}

#[test]
fn sheets_are_read_or_refused() {
    let read = survives(70_000..110_000, sheets);
    assert!(read > 1_000, "only {read} of them read, so little was tried beyond the reader");
}
