//! What a page costs: the service itself, started as councils start it, on SQLite.
//!
//! `cargo bench --bench pages` prints the processor's time of the service for each page, and four
//! ratios: an agreement's page beside a constant string of the same service (at most 12), each page
//! with ten thousand agreements beside the same with ten (at most 1.5), the 95th percentile of a
//! page beside a bulk run and without one (at most 3). `--agreements` takes another number than ten
//! thousand. With `--peers` the same page by Django is measured too (`benches/peers/pages.py`, from
//! PyPI): ours is to be at least eight times as fast.

#[allow(dead_code, reason = "shared with the bench of the books")]
#[path = "books/works.rs"]
mod works;

#[path = "pages/service.rs"]
mod service;

use std::env;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use chrono::Utc;
use concordat::domain::people::Person;
use concordat::store::connection;
use concordat::store::connection::Books;
use concordat::store::people;
use concordat::store::runs;
use concordat::workflow::Moment;
use concordat::workflow::act;
use concordat::workflow::draw_up::Limits;
use concordat::workflow::new_name;
use concordat::workflow::run;
use concordat::workflow::run::Order;
use concordat::workflow::run::Step;
use concordat::workflow::run::Writes;
use concordat::workflow::sessions;

use self::service::Service;
use self::works::People;
use self::works::brought_in;
use self::works::founded;
use self::works::moment;
use self::works::period;

const OF_A_STRING: f64 = 12.0;
const WITH_MANY: f64 = 1.5;
const BESIDE_A_RUN: f64 = 3.0;
const FASTER: f64 = 8.0;

/// A page that people open all day, by a name.
const PAGES: [(&str, &str); 7] = [
    ("a constant string", "/healthz"),
    ("an agreement", "/agreements/BENCH-00003"),
    ("home", "/"),
    ("agreements", "/agreements"),
    ("a search", "/agreements?search=BENCH-0000"),
    ("recharges", "/recharges"),
    ("a statement", "/agreements/BENCH-00003/recharges/2018-19/q1"),
];

fn main() {
    let mut given = env::args().skip_while(|argument| argument != "--agreements");
    // `cargo test` builds the program without its speed, and only looks whether this still runs.
    let is_measured = env::args().any(|argument| argument == "--bench");
    let (few, many) = if is_measured { (10, 10_000) } else { (5, 10) };
    let many = given.nth(1).map_or(many, |count| count.parse().expect("a number"));
    let times = if is_measured { 2_000 } else { 3 };
    let folder = env::temp_dir().join(format!("concordat-pages-{}", new_name()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    let of_few = costs(&folder, few, times);
    let of_many = costs(&folder, many, times);
    println!("\nmicroseconds of the service's processor a page, over {times}");
    println!("  {:<22}{few:>10}{many:>10} agreements", "");
    let mut is_good = true;
    for ((name, _), (one, other)) in PAGES.iter().zip(of_few.iter().zip(&of_many)) {
        println!(
            "  {name:<22}{one:>10.0}{other:>10.0}   ratio {:.2} (at most {WITH_MANY})",
            other / one
        );
        is_good &= *name == "a constant string" || other / one <= WITH_MANY;
    }
    let of_a_string = of_few[1] / of_few[0];
    println!(
        "  an agreement beside a constant string: ratio {of_a_string:.1} (at most {OF_A_STRING})"
    );
    is_good &= of_a_string <= OF_A_STRING;
    if env::args().any(|argument| argument == "--peers") {
        let [row, page] = by_django(&folder, times);
        let ratio = page / of_few[1];
        println!(
            "  an agreement by Django: {page:.0}, ratio {ratio:.1} (at least {FASTER}); one row as \
             JSON for anybody: {row:.0}, ratio {:.1}",
            row / of_few[1]
        );
        is_good &= ratio >= FASTER;
    }
    let (alone, beside) = percentiles(&folder, many, times);
    println!(
        "  an agreement, 95th percentile: {:.2} ms alone, {:.2} ms beside a bulk run of {many}: \
         ratio {:.2} (at most {BESIDE_A_RUN})",
        1e3 * alone,
        1e3 * beside,
        beside / alone
    );
    is_good &= beside / alone <= BESIDE_A_RUN;
    fs::remove_dir_all(&folder).expect("it is ours");
    assert!(is_good || !is_measured, "a page costs more than it may");
}

fn file(folder: &Path, agreements: usize) -> String {
    format!("sqlite:{}", folder.join(format!("{agreements}.db")).display())
}

/// Books of so many agreements, the first ten of which have a statement and its invoices.
fn books(folder: &Path, agreements: usize) -> (String, People) {
    let url = file(folder, agreements);
    let mut books = connection::open(&url).expect("it opens");
    let first = agreements.min(10);
    let people = founded(&mut books, first);
    let (preparer, approver, partner) = (&people.preparer, &people.approver, &people.partner);
    for (by, step) in [
        (preparer, Step::DrawUp),
        (preparer, Step::Send),
        (partner, Step::Agree),
        (approver, Step::Approve),
        (preparer, Step::Issue),
    ] {
        let report = run::run(&mut books, by, &moment, &order(step), &mut |_, _| {});
        assert_eq!(report.expect("a run ends").done, first, "{step:?}");
    }
    brought_in(&mut books, &people, first..agreements);
    (url, people)
}

fn order(step: Step) -> Order {
    Order { limits: Limits::default(), step, period: period(), writes: Writes::Yes }
}

/// What each page costs the service, in microseconds of the processor.
fn costs(folder: &Path, agreements: usize, times: u32) -> Vec<f64> {
    let (url, people) = books(folder, agreements);
    let mut books = connection::open(&url).expect("it opens");
    let cookie = signed_in(&mut books, &people.preparer);
    let service = Service::start(&url);
    PAGES.iter().map(|(_, path)| cost(&service, &cookie, path, times)).collect()
}

fn signed_in(books: &mut Books, person: &Person) -> String {
    // The day of the trial, by the clock's time: a session ends when nobody was there for an hour.
    let now = moment().today.and_time(Utc::now().time());
    let cookie = sessions::begin(books, Moment::of(now), person).expect("a session");
    format!("session={cookie}")
}

/// What one page costs a service, in microseconds of the processor.
fn cost(service: &Service, cookie: &str, path: &str, times: u32) -> f64 {
    let mut visitor = service.visitor(cookie);
    for _ in 0..times / 10 {
        visitor.get(path);
    }
    let before = service.seconds();
    for _ in 0..times {
        visitor.get(path);
    }
    1e6 * (service.seconds() - before) / f64::from(times)
}

/// The least that Django does, and an agreement's page by it.
fn by_django(folder: &Path, times: u32) -> [f64; 2] {
    let (service, cookie) = Service::django(folder);
    ["/invoices/77", "/agreement"].map(|path| cost(&service, &cookie, path, times))
}

/// The 95th percentile of an agreement's page, in seconds: alone, and beside a bulk run.
fn percentiles(folder: &Path, agreements: usize, times: u32) -> (f64, f64) {
    let url = file(folder, agreements);
    let mut books = connection::open(&url).expect("it opens");
    let mut all = people::people(&mut books, None).expect("it answers").into_iter();
    let by = all.find(|person| person.login == "ann").expect("she is there");
    let cookie = signed_in(&mut books, &by);
    let service = Service::start(&url);
    let mut visitor = service.visitor(&cookie);
    let mut seconds = |is_over: &mut dyn FnMut(usize) -> bool| {
        let mut all: Vec<Duration> = Vec::new();
        while !is_over(all.len()) {
            let began = Instant::now();
            visitor.get(PAGES[1].1);
            all.push(began.elapsed());
            // As people do: nobody asks for the next page at once.
            thread::sleep(Duration::from_millis(5));
        }
        all.sort();
        all[(all.len() * 95 / 100).min(all.len() - 1)].as_secs_f64()
    };
    let enough = usize::try_from(times).expect("a count") / 4;
    let alone = seconds(&mut |done| done > enough);
    let run = act(&mut books, &by, moment(), |work| run::begin(work, &order(Step::DrawUp)));
    let run = run.expect("it is put in line");
    let is_over = |books: &mut Books| {
        let now = runs::by_id(books, &by.council, &run.id).expect("it answers");
        now.expect("it is there").state == "over"
    };
    let is_going = |books: &mut Books| {
        let now = runs::by_id(books, &by.council, &run.id).expect("it answers");
        now.expect("it is there").state != "queued"
    };
    while !is_going(&mut books) {
        thread::sleep(Duration::from_millis(20));
    }
    let beside = seconds(&mut |done| done > 0 && done.is_multiple_of(20) && is_over(&mut books));
    (alone, beside)
}
