//! Numbers and people who act at once (the design's lessons 5.2 and 5.4), on both databases: each
//! test is named for the fault that other systems had.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use concordat::store::invoices::Issued;
use concordat::store::series;
use concordat::workflow::bring_in::BroughtIn;
use concordat::workflow::credit;
use concordat::workflow::duties::Duty;
use concordat::workflow::issue;
use concordat::workflow::refusal::Refusal;
use concordat::workflow::run::Step;
use concordat::workflow::run::Writes;

use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;

on_both!(
    sixty_four_issuers_who_roll_back_and_panic_leave_no_gap_no_double_and_none_waiting,
    a_hundred_runs_of_a_quarter_many_at_once_give_one_invoice,
    of_two_who_bring_in_an_agreement_at_once_one_is_first,
    of_two_issues_at_once_one_wins,
    of_an_issue_and_a_return_at_once_one_wins,
    of_two_credits_at_once_one_wins,
    no_number_is_taken_for_a_day_before_the_last,
    drafts_hold_no_number_and_leave_no_gap,
);

/// No issuer may wait longer, on a machine with much else to do.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
const ISSUERS: usize = 64;

/// What a series has taken, in order: the numbers that stand on documents.
fn numbers(ground: &Ground, of: &str) -> Vec<i64> {
    let asked = format!(
        "SELECT number_in_series AS cell FROM invoices WHERE series = '{of}'
         ORDER BY number_in_series"
    );
    ground.ask(&asked).iter().map(|cell| cell.parse().expect("a number")).collect()
}

fn must_have_no_gap(ground: &Ground, of: &str, count: usize) {
    let count = i64::try_from(count).expect("a few");
    assert_eq!(numbers(ground, of), (1..=count).collect::<Vec<_>>(), "{of}");
    let supplier = &ground.supplier.id;
    let stands = series::standing(&mut ground.books(), supplier, of).expect("it answers");
    assert_eq!(stands.last_number, count, "{of}");
}

fn reference(number: usize) -> String {
    format!("DESK-{number:02}")
}

/// Does several things at once, each on a connection of its own.
fn at_once<T: Send>(each: Vec<Box<dyn FnOnce() -> T + Send + '_>>) -> Vec<T> {
    let start = Barrier::new(each.len());
    let start = &start;
    thread::scope(|scope| {
        let doing: Vec<_> = each
            .into_iter()
            .map(|what| {
                scope.spawn(move || {
                    start.wait();
                    what()
                })
            })
            .collect();
        doing.into_iter().map(|done| done.join().expect("it ends well")).collect()
    })
}

/// Issues after some tries that fail: every other by an error, the rest by a panic.
fn issue_at_last(ground: &Ground, number: usize) -> (Vec<Issued>, Duration) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let reference = reference(number);
    let of = (reference.as_str(), "2018/19-Q1");
    let mut longest = Duration::ZERO;
    for failing in (0..=number % 3).rev() {
        let began = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| {
            bureau.on_statement(&ground.preparer, Duty::Issue, of, |work, held, kept| {
                let issued = issue::issue(work, held, kept)?;
                match (failing, number % 2) {
                    (0, _) => Ok(issued),
                    (_, 0) => Err(Refusal::refused("made to fail")),
                    _ => std::panic::resume_unwind(Box::new("made to panic")),
                }
            })
        }));
        longest = longest.max(began.elapsed());
        match done {
            Ok(Ok(issued)) => return (issued, longest),
            Ok(Err(Refusal::Refused(says))) if says == "made to fail" => {}
            Ok(Err(other)) => panic!("{reference}: {other}"),
            Err(_) => assert_eq!(number % 2, 1, "a panic that was not made"),
        }
    }
    unreachable!("the last try does not fail")
}

fn sixty_four_issuers_who_roll_back_and_panic_leave_no_gap_no_double_and_none_waiting(
    ground: &Ground,
) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    for number in 0..ISSUERS {
        bureau.bring_in(&three_services(&reference(number), "")).expect("it comes in");
    }
    for step in [Step::DrawUp, Step::Send, Step::Agree, Step::Approve] {
        let report = bureau.run(step, "2018/19-Q1", Writes::Yes).expect("it runs");
        assert_eq!(report.done, ISSUERS, "{report:?}");
    }
    let issuers = (0..ISSUERS).map(|number| {
        let issuer: Box<dyn FnOnce() -> _ + Send> = Box::new(move || issue_at_last(ground, number));
        issuer
    });
    let issued = at_once(issuers.collect());
    for (documents, waited) in &issued {
        assert_eq!(documents.len(), 2, "with VAT, and outside its scope");
        assert!(*waited < LONGEST_WAIT, "one waited {waited:?}");
    }
    must_have_no_gap(ground, series::INVOICES, 2 * ISSUERS);
    let mut on_documents: Vec<i64> =
        issued.iter().flat_map(|(of, _)| of.iter().map(|issued| issued.number_in_series)).collect();
    on_documents.sort_unstable();
    assert_eq!(on_documents, numbers(ground, series::INVOICES));
}

fn a_hundred_runs_of_a_quarter_many_at_once_give_one_invoice(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    for number in 0..2 {
        let text = agreement(&reference(number), "", &[("desk", "4000.00", "standard")]);
        bureau.bring_in(&text).expect("it comes in");
    }
    let clerks = (0..5).map(|_| {
        let clerk: Box<dyn FnOnce() + Send> = Box::new(|| {
            let mut bureau = Bureau::open(ground, "2018-07-02");
            for _ in 0..20 {
                for report in bureau.run_all("2018/19-Q1") {
                    assert_eq!(report.parked, [], "{report:?}");
                }
            }
        });
        clerk
    });
    at_once(clerks.collect());
    must_have_no_gap(ground, series::INVOICES, 2);
    assert_eq!(ground.ask("SELECT count(*) AS cell FROM statements"), ["2"]);
    assert_eq!(ground.ask("SELECT sum(net_pence) AS cell FROM invoices"), ["200000"]);
    let drafts = ground.ask("SELECT draft AS cell FROM statements");
    assert_eq!(drafts, ["1", "1"], "a run that finds nothing new draws nothing up anew");
}

/// Approved statements of so many agreements.
fn approved(ground: &Ground, count: usize) -> Vec<String> {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let references: Vec<String> = (0..count).map(reference).collect();
    for reference in &references {
        let text = agreement(reference, "", &[("desk", "4000.00", "standard")]);
        bureau.bring_in(&text).expect("it comes in");
        bureau.up_to_approved(reference, "2018/19-Q1").expect("it is approved");
    }
    references
}

/// Ten times over: whoever comes first differs.
const OFTEN: usize = 10;

fn of_two_who_bring_in_an_agreement_at_once_one_is_first(ground: &Ground) {
    for number in 0..OFTEN {
        let text = three_services(&reference(number), "");
        let clerks = (0..2).map(|_| {
            let clerk: Box<dyn FnOnce() -> _ + Send> =
                Box::new(|| Bureau::open(ground, "2018-07-02").bring_in(&text));
            clerk
        });
        let brought: Vec<BroughtIn> =
            at_once(clerks.collect()).into_iter().map(|done| done.expect("it comes in")).collect();
        let first = |brought: &&BroughtIn| matches!(brought, BroughtIn::First(_));
        let same = |brought: &&BroughtIn| matches!(brought, BroughtIn::Same(_));
        assert_eq!(brought.iter().filter(first).count(), 1, "{brought:?}");
        assert_eq!(brought.iter().filter(same).count(), 1, "{brought:?}");
    }
    assert_eq!(ground.ask("SELECT count(*) AS cell FROM agreement_versions"), ["10"]);
}

fn of_two_issues_at_once_one_wins(ground: &Ground) {
    let references = approved(ground, OFTEN);
    for reference in &references {
        let issuers = (0..2).map(|_| {
            let issuer: Box<dyn FnOnce() -> _ + Send> =
                Box::new(|| Bureau::open(ground, "2018-07-02").issue(reference, "2018/19-Q1"));
            issuer
        });
        let (done, not): (Vec<_>, Vec<_>) =
            at_once(issuers.collect()).into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), not.len()), (1, 1));
        let says = not.into_iter().map(refused).collect::<String>();
        assert!(says.contains("already issued"), "{says}");
    }
    must_have_no_gap(ground, series::INVOICES, OFTEN);
}

fn of_an_issue_and_a_return_at_once_one_wins(ground: &Ground) {
    let references = approved(ground, OFTEN);
    let mut issued = 0;
    for reference in &references {
        let preparer: Box<dyn FnOnce() -> _ + Send> = Box::new(|| {
            Bureau::open(ground, "2018-07-02").issue(reference, "2018/19-Q1").map(drop)
        });
        let returner: Box<dyn FnOnce() -> _ + Send> = Box::new(|| {
            let mut bureau = Bureau::open(ground, "2018-07-02");
            bureau.give_back(&ground.approver, reference, "2018/19-Q1").map(drop)
        });
        let done = at_once(vec![preparer, returner]);
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
        let mut bureau = Bureau::open(ground, "2018-07-02");
        let (kept, lines) = bureau.statement(reference, "2018/19-Q1");
        let stands = (kept.stage.word(), lines[0].state.word());
        let is_issued = done[0].is_ok();
        assert_eq!(stands, if is_issued { ("issued", "issued") } else { ("drawn-up", "open") });
        assert_eq!(bureau.documents(reference).len(), usize::from(is_issued));
        issued += usize::from(is_issued);
    }
    must_have_no_gap(ground, series::INVOICES, issued);
}

fn of_two_credits_at_once_one_wins(ground: &Ground) {
    for (number, reference) in approved(ground, OFTEN).iter().enumerate() {
        let mut bureau = Bureau::open(ground, "2018-07-02");
        bureau.issue(reference, "2018/19-Q1").expect("it is issued");
        let invoice = &bureau.documents(reference)[0].number;
        let preparers = (0..2).map(|_| {
            let preparer: Box<dyn FnOnce() -> _ + Send> = Box::new(|| {
                Bureau::open(ground, "2018-07-03").act(&ground.preparer, |work| {
                    credit::prepare(work, invoice, &None, "billed in error")
                })
            });
            preparer
        });
        let (done, not): (Vec<_>, Vec<_>) =
            at_once(preparers.collect()).into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), not.len()), (1, 1));
        let says = not.into_iter().map(refused).collect::<String>();
        assert!(says.contains("waits for an approver already"), "{says}");
        let approvers = [&ground.approver, &ground.other_approver].map(|by| {
            let approver: Box<dyn FnOnce() -> _ + Send> = Box::new(|| {
                let mut bureau = Bureau::open(ground, "2018-07-03");
                bureau.act(by, |work| credit::approve(work, invoice))
            });
            approver
        });
        let (done, not): (Vec<_>, Vec<_>) =
            at_once(approvers.into()).into_iter().partition(Result::is_ok);
        assert_eq!((done.len(), not.len()), (1, 1));
        let says = not.into_iter().map(refused).collect::<String>();
        assert!(says.contains("waits to be approved"), "{says}");
        must_have_no_gap(ground, series::CREDIT_NOTES, number + 1);
    }
    assert_eq!(ground.ask("SELECT sum(gross_pence) AS cell FROM invoices"), ["0"]);
}

fn no_number_is_taken_for_a_day_before_the_last(ground: &Ground) {
    let references = approved(ground, 2);
    let mut bureau = Bureau::open(ground, "2018-07-05");
    bureau.issue(&references[0], "2018/19-Q1").expect("it is issued");
    bureau.go_to("2018-07-04");
    let says = refused(bureau.issue(&references[1], "2018/19-Q1"));
    assert!(says.contains("for 5 July 2018 already"), "{says}");
    assert!(says.contains("nothing can be issued for 4 July 2018"), "{says}");
    must_have_no_gap(ground, series::INVOICES, 1);
    bureau.go_to("2018-07-05");
    let issued = bureau.issue(&references[1], "2018/19-Q1").expect("on the day itself");
    assert_eq!(issued[0].number, "HCC-INV-000002");
    assert_eq!(issued[0].issued_on, on("2018-07-05").today);
}

fn drafts_hold_no_number_and_leave_no_gap(ground: &Ground) {
    let references = approved(ground, 3);
    must_have_no_gap(ground, series::INVOICES, 0);
    let mut bureau = Bureau::open(ground, "2018-07-05");
    bureau.issue(&references[0], "2018/19-Q1").expect("it is issued");
    bureau.give_back(&ground.approver, &references[1], "2018/19-Q1").expect("it is returned");
    bureau.draw_up(&references[1], "2018/19-Q1").expect("it is drawn up again");
    bureau.issue(&references[2], "2018/19-Q1").expect("it is issued");
    must_have_no_gap(ground, series::INVOICES, 2);
}
