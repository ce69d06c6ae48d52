//! What the service does by itself (the design's paper on the architecture: a run is a row, and its
//! items rows; a worker does the work), on both databases.

use std::sync::Arc;

use concordat::mail::Carrier;
use concordat::mail::Mailbox;
use concordat::mail::Memory;
use concordat::settings::Settings;
use concordat::store::connection;
use concordat::store::runs;
use concordat::store::runs::Run;
use concordat::web::server::Shared;
use concordat::web::visit::House;
use concordat::web::worker;
use concordat::web::worker::Worker;
use concordat::workflow::act;
use concordat::workflow::deliver::Post;
use concordat::workflow::draw_up::Limits;
use concordat::workflow::run;
use concordat::workflow::run::Order;
use concordat::workflow::run::Step;
use concordat::workflow::run::Writes;

use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::bureau::period;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;

on_both!(
    the_worker_makes_files_and_sends_letters_as_the_service_of_the_council,
    a_run_goes_on_batch_by_batch_and_takes_up_where_it_was_broken_off,
    a_preview_of_a_run_tells_what_it_would_do_and_leaves_only_itself,
    a_run_whose_starter_lost_the_duty_ends_and_says_why,
);

const Q1: &str = "2018/19-Q1";

/// What the service has, with letters that go into memory.
fn shared(ground: &Ground, memory: &Memory) -> Shared {
    let nowhere = std::env::temp_dir().join("no settings here");
    let settings = Settings::read(&nowhere, []).expect("the defaults are complete");
    let post = Post {
        carrier: Carrier::Memory(memory.clone()),
        from: Mailbox::new("Concordat", "concordat@example.org"),
        attaches_electronic: false,
    };
    let house = House::new(settings, Limits::default(), post);
    let pool = connection::pool(&ground.url, 2).expect("the database answers");
    let clock = Arc::new(|| on("2018-07-02"));
    Shared { house: Arc::new(house), pool, clock, is_secure: false }
}

fn order(step: Step, writes: Writes) -> Order {
    Order { limits: Limits::default(), step, period: period(Q1), writes }
}

/// A run that somebody put in line.
fn begun(ground: &Ground, order: &Order) -> Run {
    let at = on("2018-07-02");
    act(&mut ground.books(), &ground.preparer, at, |work| run::begin(work, order)).expect("begun")
}

fn now(ground: &Ground, run: &Run) -> Run {
    let found = runs::by_id(&mut ground.books(), &ground.supplier.id, &run.id);
    found.expect("it answers").expect("it is there")
}

fn the_worker_makes_files_and_sends_letters_as_the_service_of_the_council(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    bureau.bill("A", Q1).expect("it is billed");
    let memory = Memory::default();
    let shared = shared(ground, &memory);
    let worker = Worker::start(shared.clone()).expect("a thread");
    for _ in 0..600 {
        if !memory.letters().is_empty() && ground.ask(WAITING) == ["0"] {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    worker.stop();
    assert_eq!(ground.ask(WAITING), ["0"], "all letters went, or are not needed");
    assert!(memory.letters().iter().any(|letter| letter.subject.contains("HCC-INV-000001")));
    let by = ground.ask(
        "SELECT DISTINCT person_id || ' ' || person AS cell FROM acts
         WHERE act IN ('document rendered', 'letter sent')",
    );
    assert_eq!(by, ["concordat Concordat"]);
    assert!(!worker::once(&shared), "a worker that was stopped does nothing more");
}

const WAITING: &str =
    "SELECT count(*) AS cell FROM outbox WHERE state NOT IN ('sent', 'not-needed')";

fn a_run_goes_on_batch_by_batch_and_takes_up_where_it_was_broken_off(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    for number in 0..103 {
        let reference = format!("A{number:03}");
        bureau
            .bring_in(&agreement(&reference, "", &[("desk", "4000.00", "standard")]))
            .expect("in");
    }
    let wanted = order(Step::DrawUp, Writes::Yes);
    let run = begun(ground, &wanted);
    assert_eq!((run.state.as_str(), run.agreement_count), ("queued", 103));
    let again = act(&mut bureau.books, &ground.preparer, on("2018-07-02"), |work| {
        run::begin(work, &wanted)
    });
    assert!(refused(again).contains("under way"));
    let clock = || on("2018-07-02");
    let first = run::go_on(&mut bureau.books, &clock, &wanted.limits, &run).expect("a batch");
    assert_eq!((first.state.as_str(), first.finished_at), ("going", None));
    // The program ends here, and another begins.
    let mut books = ground.books();
    let left = runs::to_go_on(&mut books).expect("it answers");
    assert_eq!(left.len(), 1);
    let last = run::go_on(&mut books, &clock, &wanted.limits, &left[0]).expect("the rest");
    assert_eq!((last.state.as_str(), last.agreement_count), ("over", 103));
    let counts = runs::counts(&mut books, &run).expect("it answers");
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("done".to_owned(), 103)]);
    assert_eq!(ground.ask("SELECT count(*) AS cell FROM statements"), ["103"]);
    let late = run::go_on(&mut books, &clock, &wanted.limits, &left[0]).expect("it is over");
    assert_eq!(late, last, "who comes late does nothing more");
}

fn a_preview_of_a_run_tells_what_it_would_do_and_leaves_only_itself(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let good = agreement("A", "", &[("desk", "4000.00", "standard")]);
    bureau.bring_in(&good).expect("it comes in");
    let run = begun(ground, &order(Step::DrawUp, Writes::No));
    let memory = Memory::default();
    let shared = shared(ground, &memory);
    while worker::once(&shared) {}
    assert_eq!(now(ground, &run).state, "over");
    let items = runs::items(&mut bureau.books, &run, "done").expect("it answers");
    assert_eq!(items.len(), 1);
    assert!(items[0].1.contains("£1,000.00"), "{items:?}");
    assert_eq!(ground.ask("SELECT count(*) AS cell FROM statements"), ["0"]);
    let drawn = "SELECT count(*) AS cell FROM acts WHERE act LIKE 'statement%'";
    assert_eq!(ground.ask(drawn), ["0"], "nor does the log say that it was done");
}

fn a_run_whose_starter_lost_the_duty_ends_and_says_why(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    let run = begun(ground, &order(Step::DrawUp, Writes::Yes));
    ground.sql("UPDATE people SET roles = 'auditor' WHERE login = 'ann'").expect("another duty");
    let memory = Memory::default();
    while worker::once(&shared(ground, &memory)) {}
    let after = now(ground, &run);
    assert_eq!(after.state, "over");
    let why = after.stopped_because.expect("it says why");
    assert!(why.contains("Ann Preparer may not draw up"), "{why}");
}
