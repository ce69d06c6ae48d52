//! Memory: a quarter of ten thousand agreements, one after the other, stays under 60 MB.

#![cfg(target_os = "linux")]

use std::fmt::Write;
use std::fs;

use concordat::billing::actuals::Actuals;
use concordat::billing::statement::draw_up;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::file::read;
use concordat::domain::money::Money;

const AGREEMENTS: i64 = 10_000;
const AT_MOST_KB: u64 = 60_000;

/// An agreement of fourteen lines.
fn fourteen_lines(number: i64) -> String {
    let mut text = format!(
        "reference = \"MEM-{number}\"\nstarts = 2018-04-01\nsupplier = {{ name = \"H\" }}\n\
         purchaser = {{ name = \"I\" }}\n[[overhead]]\nid = \"o\"\nclause = \"4.1\"\n\
         rate = \"15%\"\non = [\"staffing\"]\n"
    );
    for post in 0..10 {
        let cost = 80_000 + number + post;
        write!(
            text,
            "[[staffing]]\nid = \"p{post}\"\nclause = \"1\"\ndays_per_week = 2\n\
             full_cost = \"{cost}.99\"\n"
        )
        .expect("a text can be written to");
    }
    for service in 0..3 {
        write!(
            text,
            "[[service]]\nid = \"s{service}\"\nclause = \"4.1\"\nannual = \"{number}.40\"\n"
        )
        .expect("a text can be written to");
    }
    text
}

/// The most memory that this process has had at once, in kB.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux tells of its processes");
    let line =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the most memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn a_quarter_of_ten_thousand_agreements_stays_under_sixty_megabytes() {
    let quarter = BillingPeriod::parse("2018/19-Q2").expect("a quarter");
    let mut total = Money::NIL;
    for number in 0..AGREEMENTS {
        let agreement = read(&fourteen_lines(number)).expect("it reads").agreement;
        let as_at = agreement.as_at_default(quarter);
        let statement = draw_up(&agreement, &Actuals::default(), quarter, as_at);
        assert_eq!(statement.lines.len(), 14);
        total = total + statement.net;
    }
    assert!(total > Money::NIL);
    let most = most_memory();
    println!("peak memory: {most} kB");
    assert!(most < AT_MOST_KB, "{most} kB at the most");
}
