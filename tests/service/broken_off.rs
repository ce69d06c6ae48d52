//! A process killed in the middle of a run (the design's lesson 14): `kill -9` after every
//! statement that it says to the database; the run begun again comes to what an unbroken one does.
//!
//! The test starts itself again as a child, which counts what it says to the database and kills
//! itself after so many statements. Each break is in a copy of the same books.

use std::env;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;

use concordat::domain::calendar::BillingPeriod;
use diesel::connection::InstrumentationEvent;
use diesel::connection::set_default_instrumentation;

use crate::bureau::Bureau;
use crate::bureau::period;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::rendered;

on_both!(killed_after_any_statement_and_begun_again_a_run_ends_the_same);

/// What the child is told: the database, the month, and after which statement to kill itself.
const URL: &str = "CONCORDAT_TEST_CHILD_URL";
const MONTH: &str = "CONCORDAT_TEST_CHILD_MONTH";
const KILL: &str = "CONCORDAT_TEST_CHILD_KILL";

/// How many breaks are tried at once.
const AT_ONCE: usize = 4;

/// What was said to the database since counting began, in order; `None` before it begins.
static SAID: Mutex<Option<Vec<String>>> = Mutex::new(None);

/// A month from its end to its documents.
fn run_whole(ground: &Ground, month: BillingPeriod) {
    let day = month.dates().last + chrono::Days::new(2);
    let mut bureau = Bureau::open(ground, &day.to_string());
    for report in bureau.run_all(&month.to_string()) {
        assert_eq!((report.done, report.parked.len()), (1, 0), "{report:?}");
    }
    rendered(&mut bureau);
}

/// Counts what was said to the database, and kills this very process after so many statements.
#[expect(clippy::needless_pass_by_value, reason = "the database's driver gives it away")]
fn count(event: InstrumentationEvent<'_>) {
    let InstrumentationEvent::FinishQuery { query, .. } = event else { return };
    let mut said = SAID.lock().expect("nobody panics");
    let Some(said) = said.as_mut() else { return };
    said.push(query.to_string());
    if said.len().to_string() == env::var(KILL).expect("it is told") {
        let me = std::process::id().to_string();
        Command::new("kill").args(["-9", &me]).status().expect("kill runs");
        std::thread::sleep(Duration::from_mins(1));
    }
}

/// Not a test by itself: it does nothing unless the test below has started it.
#[test]
fn the_child() {
    let Ok(url) = env::var(URL) else { return };
    set_default_instrumentation(|| Some(Box::new(count))).expect("it can be set");
    let ground = Ground::again(&url);
    *SAID.lock().expect("nobody panics") = Some(Vec::new());
    run_whole(&ground, period(&env::var(MONTH).expect("it is told")));
    let said = SAID.lock().expect("nobody panics").take().expect("it was counted");
    for said in said {
        println!("\nsaid {}", said.replace('\n', " "));
    }
}

/// Starts the child: gives what it said to the database, or nothing where it was killed.
fn child(ground: &Ground, month: BillingPeriod, kill: usize) -> Vec<String> {
    let itself = env::current_exe().expect("a test is a program");
    let ran = Command::new(itself)
        .args(["--exact", "broken_off::the_child", "--nocapture"])
        .env(URL, &ground.url)
        .env(MONTH, month.to_string())
        .env(KILL, kill.to_string())
        .output()
        .expect("it can be started");
    let said = String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned();
    if kill > 0 {
        assert_eq!(ran.status.signal(), Some(9), "after {kill}: {said}");
    } else {
        assert!(ran.status.success(), "{said}");
    }
    said.lines().filter_map(|line| line.strip_prefix("said ")).map(str::to_owned).collect()
}

/// All that a run comes to, whatever it is called in the books: what to ask, and of which tables.
const OUTCOME: [(&str, &str); 7] = [
    (
        "a.reference || ' ' || s.period || ' ' || s.stage || ' ' || s.draft || ' ' || s.hash",
        "statements s JOIN agreements a ON a.supplier_id = s.supplier_id AND a.id = s.agreement_id",
    ),
    (
        "s.period || ' ' || l.line_no || ' ' || l.line || ' ' || l.state",
        "statement_lines l JOIN statements s
         ON s.supplier_id = l.supplier_id AND s.id = l.statement_id",
    ),
    (
        "i.number || ' ' || i.issued_on || ' ' || i.hash || ' ' || p.rendering",
        "invoices i JOIN invoice_progress p
         ON p.supplier_id = i.supplier_id AND p.invoice_id = i.id",
    ),
    (
        "i.number || ' ' || f.form || ' ' || f.sha256",
        "invoices i JOIN invoice_files f ON f.supplier_id = i.supplier_id AND f.invoice_id = i.id",
    ),
    ("name || ' ' || last_number || ' ' || coalesce(CAST(last_day AS TEXT), '')", "series"),
    ("act || ' ' || subject || ' ' || after", "acts"),
    ("kind || ' ' || to_address || ' ' || state", "outbox"),
];

fn outcome(ground: &Ground) -> Vec<String> {
    let asked = |(what, of): &(&str, &str)| {
        let mut rows = ground.ask(&format!("SELECT {what} AS cell FROM {of}"));
        rows.sort();
        rows
    };
    OUTCOME.iter().flat_map(asked).collect()
}

fn killed_after_any_statement_and_begun_again_a_run_ends_the_same(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-04-02");
    let monthly = "billing = { every = \"month\" }\n";
    bureau.bring_in(&three_services("A", monthly)).expect("it comes in");
    drop(bureau);
    let month = period("2018/19-M01");
    let twin = ground.copied();
    let said = child(&twin, month, 0);
    let commits = said.iter().filter(|said| said.contains("COMMIT")).count();
    assert!(commits >= 6 && said.len() > 100, "five steps and the rendering: {said:#?}");
    let unbroken = outcome(&twin);
    assert!(unbroken.len() > 20, "{unbroken:#?}");
    let breaks: Vec<(usize, &String)> = (1..).zip(&said).collect();
    std::thread::scope(|scope| {
        for some in breaks.chunks(breaks.len().div_ceil(AT_ONCE)) {
            let unbroken = &unbroken;
            scope.spawn(move || {
                for (kill, after) in some {
                    let broken = ground.copied();
                    child(&broken, month, *kill);
                    run_whole(&broken, month);
                    assert_eq!(outcome(&broken), *unbroken, "killed after {kill}: {after}");
                }
            });
        }
    });
}
