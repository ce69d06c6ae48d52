//! Memory: a quarter of ten thousand agreements, one after the other, stays under 60 MB; and of
//! documents, the thousandth takes no more than the hundredth.

#![cfg(target_os = "linux")]

use std::fmt::Write;
use std::fs;

use concordat::billing::actuals::Actuals;
use concordat::billing::issue::pro_forma;
use concordat::billing::statement::draw_up;
use concordat::documents::font::Fonts;
use concordat::documents::invoice::invoice;
use concordat::documents::pdf::render;
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

/// What is asked of the memory of documents: they are few here, for without optimisation each takes
/// long; `cargo bench --bench documents -- --render 10000` makes as many as a year has.
const DOCUMENTS: usize = 500;
const MAY_GROW_KB: u64 = 4_000;

#[test]
fn ten_thousand_agreements_stay_under_sixty_megabytes_and_documents_leave_nothing_behind() {
    agreements();
    documents();
}

fn documents() {
    let agreement = read(&fourteen_lines(1)).expect("it reads").agreement;
    let quarter = BillingPeriod::parse("2018/19-Q2").expect("a quarter");
    let as_at = agreement.as_at_default(quarter);
    let actuals = Actuals::default();
    let statement = draw_up(&agreement, &actuals, quarter, as_at);
    let bills = pro_forma(&agreement, &actuals, &statement);
    let fonts = Fonts::embedded();
    let mut after_some = 0;
    for number in 0..DOCUMENTS {
        let bytes = render(&invoice(&agreement, &bills[0]), &fonts).expect("it can be printed");
        assert!(bytes.len() > 10_000);
        if number == DOCUMENTS / 10 {
            // The most so far is forgotten, and counted anew.
            fs::write("/proc/self/clear_refs", "5").expect("Linux forgets it");
            after_some = most_memory();
        }
    }
    let most = most_memory();
    println!("documents: {after_some} kB after some, {most} kB after all");
    assert!(most < after_some + MAY_GROW_KB, "{after_some} kB grew to {most} kB");
}

fn agreements() {
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
