//! Whatever stands in a file, the product answers: it reads it or says what is wrong with it, and
//! never panics nor goes on for ever. A hundred thousand inputs, each made from a number, so that
//! one that shows a fault can be made again.

mod mangle;

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::OnceLock;
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
use mangle::changed;
use mangle::nonsense;

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
const COSTS: &str = "line,on,amount,kind,note,recorded\n\
                     input,2018-07-31,12.50,supplies,,2018-08-01\n\
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

/// A text to start from: some parts of the small one, or now and then a whole agreement.
fn base(dice: &mut Dice) -> String {
    match dice.weighted(&[950, 49, 1]) {
        0 => {
            let mut parts = SMALL.split("\n\n");
            let first = parts.next().unwrap_or_default();
            parts
                .filter(|_| dice.chance(35))
                .fold(first.to_owned(), |text, part| text + "\n" + part)
        }
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

/// Reads a file and uses what it says; whether it could be read.
fn attempt(dice: &mut Dice, text: &str) -> bool {
    match read(text) {
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

/// A good file that something happened to.
fn changed_file(dice: &mut Dice) -> bool {
    let text = base(dice);
    let text = changed(dice, &text);
    attempt(dice, &text)
}

fn nonsense_file(dice: &mut Dice) -> bool {
    let text = nonsense(dice, SMALL);
    attempt(dice, &text)
}

fn sheet(dice: &mut Dice, text: &str) -> String {
    if dice.chance(85) { changed(dice, text) } else { nonsense(dice, text) }
}

/// Three sheets, of days, costs and values, and what comes of those that can be read.
fn three_sheets(dice: &mut Dice) -> bool {
    static AGREEMENT: OnceLock<Agreement> = OnceLock::new();
    let agreement = AGREEMENT.get_or_init(|| read(SMALL).expect("the small one reads").agreement);
    let mut actuals = Actuals::default();
    let days = read_days(&sheet(dice, DAYS), agreement, &mut actuals).is_ok();
    let costs = read_costs(&sheet(dice, COSTS), agreement, &mut actuals).is_ok();
    if days || costs {
        let year = FinancialYear::parse("2018/19").expect("a year");
        let year = year::draw_up(agreement, &actuals, year, None);
        serde_json::to_string(&year).expect("a year can be told as JSON");
    }
    let values = value_file::read(&sheet(dice, VALUES), agreement);
    if let Ok(values) = &values {
        for as_at in ["2018-12-31", "2019-06-30"] {
            let schedule = schedule::draw_up(agreement, values, as_at.parse().expect("a day"));
            serde_json::to_string(&schedule).expect("a schedule can be told as JSON");
        }
    }
    days || costs || values.is_ok()
}

#[test]
fn files_that_something_happened_to_are_read_or_refused_first_half() {
    let read = survives(0..22_000, changed_file);
    assert!(read > 2_200, "only {read} could be read, so little was tried beyond the reader");
}

#[test]
fn files_that_something_happened_to_are_read_or_refused_second_half() {
    let read = survives(22_000..44_000, changed_file);
    assert!(read > 2_200, "only {read} could be read, so little was tried beyond the reader");
}

#[test]
fn nonsense_is_refused_in_words() {
    let read = survives(0..22_000, nonsense_file);
    assert!(read < 2_200, "as many as {read} could be read");
}

/// Three inputs at a time.
#[test]
fn sheets_that_something_happened_to_are_read_or_refused() {
    let read = survives(0..12_000, three_sheets);
    assert!(read > 1_200, "only {read} times one of three could be read");
}

/// The largest sums that may be stated, by the largest numbers: what they come to is told.
#[test]
fn sums_beyond_all_reason_are_billed_to_the_penny() {
    let mut text = "reference = \"S\"\nstarts = 2018-04-01\nsupplier = { name = \"H\" }\n\
                    purchaser = { name = \"I\" }\n[[overhead]]\nid = \"o\"\nclause = \"1\"\n\
                    rate = \"1000%\"\non = [\"staffing\"]\n"
        .to_owned();
    for post in 0..200 {
        let basis = if post == 0 { "actual-days" } else { "share" };
        text += "[[staffing]]\nclause = \"1\"\ndays_per_week = 7\nday_rate = \"999999999999.99\"\n";
        text += &format!("days_in_year = 366\nbasis = \"{basis}\"\nid = \"p{post}\"\n");
    }
    let agreement = read(&text).expect("it reads").agreement;
    let mut actuals = Actuals::default();
    let days = "line,on,days\np0,2018-05-01,999999999\np0,2018-05-02,-999999998\n";
    read_days(days, &agreement, &mut actuals).expect("the days read");
    let year = FinancialYear::parse("2018/19").expect("a year");
    let year = year::draw_up(&agreement, &actuals, year, None);
    // Eleven times a day, and the years of 199 posts: 366 days of seven fifths of a post each.
    let billed = 11 * 99_999_999_999_999_i128;
    let posts = 199 * (99_999_999_999_999_i128 * 366 * 7 * 2 + 5) / 10 * 11;
    assert!((year.net.pence() - billed - posts).abs() < 11 * 200, "{}", year.net);
}
