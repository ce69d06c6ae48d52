//! What is changed past the program, with the guards taken off and put back: each change is found,
//! and named; what nobody changed is not.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use concordat::domain::calendar::FinancialYear;
use concordat::store::agreements::HoldingOver;
use concordat::store::recorded::Kind;
use concordat::workflow::bring_in;
use concordat::workflow::payments;
use concordat::workflow::verify;
use concordat::workflow::year_end::lock;
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_query;

use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::keeping;
use crate::keeping::ONE;
use crate::keeping::TWO;
use crate::keeping::findings;
use crate::tamperings::TAMPERED;

on_both!(
    books_with_every_kind_of_record_are_sound,
    a_guard_that_is_gone_or_another_is_found,
    a_head_that_was_noted_down_is_asked_for,
);

/// The books of [`keeping`], with a record of every other kind too.
fn keep(ground: &Ground) {
    let mut bureau = keeping::keep(ground);
    let other = three_services(ONE, "").replace("account = \"00000000\"", "account = \"00000001\"");
    bureau.bring_in(&other).expect("it comes in");
    let decision = HoldingOver {
        decision: "Minute 12".to_owned(),
        from: on("2018-07-01").today,
        until: on("2018-12-31").today,
    };
    let costs = "line,on,amount\ndesk,2018-10-04,12.00\nmaps,2018-10-05,13.00\n";
    bureau
        .act(&ground.approver, |work| {
            bring_in::confirm_version(work, ONE, 3)?;
            bring_in::hold_over(work, TWO, &decision)
        })
        .expect("it is decided");
    bureau
        .act(&ground.partner, |work| {
            payments::receive(work, "HCC-INV-000002", on("2018-07-05").today)
        })
        .expect("it is received");
    bureau.go_to("2019-05-01");
    bureau
        .act(&ground.preparer, |work| {
            bring_in::recorded(work, ONE, Kind::Costs, "costs.csv", costs)
        })
        .expect("costs are recorded");
    let (year, why) = (FinancialYear::of(on("2018-10-02").today), Some("Made up"));
    bureau.act(&ground.approver, |work| lock::lock(work, TWO, year, why)).expect("it is closed");
}

fn books_with_every_kind_of_record_are_sound(ground: &Ground) {
    keep(ground);
    assert_eq!(findings(ground), [""; 0]);
}

fn a_guard_that_is_gone_or_another_is_found(ground: &Ground) {
    let (drop, weaken, enable) = if ground.is_server() {
        (
            "DROP TRIGGER payments_no_change ON payments",
            "CREATE TRIGGER payments_no_change BEFORE DELETE ON payments FOR EACH ROW
             WHEN (OLD.amount_pence = 0) EXECUTE FUNCTION refuse_change()",
            "ALTER TABLE acts DISABLE TRIGGER acts_no_change",
        )
    } else {
        (
            "DROP TRIGGER payments_no_update",
            "CREATE TRIGGER payments_no_update BEFORE UPDATE ON payments WHEN OLD.amount_pence = 0
             BEGIN SELECT RAISE(ABORT, 'payments: a record is never changed or deleted'); END",
            "DROP TRIGGER acts_no_update",
        )
    };
    assert_eq!(findings(ground), [""; 0]);
    ground.sql(drop).expect("dropped");
    let told = findings(ground);
    assert!(told.len() == 1 && told[0].starts_with("guard payments_no_"), "{told:?}");
    assert!(told[0].contains("it is gone"), "{told:?}");
    ground.sql(weaken).expect("made");
    ground.sql(enable).expect("done");
    let told = findings(ground);
    assert_eq!(told.len(), 2, "{told:?}");
}

/// What is taken off the end of a log, with its head set back, cannot be seen from inside.
fn a_head_that_was_noted_down_is_asked_for(ground: &Ground) {
    keeping::keep(ground);
    let mut books = ground.books();
    let report = verify::verify(&mut books, None, &mut |_| {}).expect("it can be read");
    let heads: Vec<String> = report.heads.iter().map(ToString::to_string).collect();
    assert_eq!(heads.len(), 3, "{heads:?}");
    for head in &heads {
        assert_eq!(verify::must_contain(&mut books, head).expect("it answers"), None);
    }
    let (number, _) = heads[0].split_once(':').expect("NUMBER:HASH");
    let other = verify::must_contain(&mut books, &format!("{number}:abc")).expect("it answers");
    assert!(other.expect("a finding").says.contains("taken off its end"));
    verify::must_contain(&mut books, "abc").expect_err("no head");
}

#[test]
fn whatever_is_tampered_with_is_found_and_named() {
    let ground = Ground::sqlite();
    keep(&ground);
    let guards = ground.ask("SELECT sql AS cell FROM sqlite_master WHERE type = 'trigger'");
    let names = ground.ask("SELECT name AS cell FROM sqlite_master WHERE type = 'trigger'");
    let off: String = names.iter().map(|name| format!("DROP TRIGGER {name}; ")).collect();
    let on: String = guards.iter().map(|guard| format!("{guard}; ")).collect();
    let kept = PathBuf::from(ground.url.trim_start_matches("sqlite:"));
    let sound = fs::read(&kept).expect("the file can be read");
    let mut unseen = Vec::new();
    for (tampered, tells) in TAMPERED {
        let mut books = ground.books();
        let begin = format!("PRAGMA foreign_keys = OFF; BEGIN; {off}");
        books.batch_execute(&begin).expect("the guards are taken off");
        assert!(sql_query(tampered).execute(&mut books).expect(tampered) > 0, "{tampered}");
        books.batch_execute(&format!("{on} COMMIT")).expect("the guards are put back");
        drop(books);
        let told = findings(&ground);
        if !told.iter().any(|finding| finding.starts_with(tells)) {
            unseen.push(format!("{tampered}\n  {}", told.join("\n  ")));
        }
        put_back(&kept, &sound);
    }
    assert!(unseen.is_empty(), "{}", unseen.join("\n"));
    assert_eq!(findings(&ground), [""; 0], "what was put back is sound");
}

/// The file as it was; what SQLite keeps beside it is of the other.
fn put_back(kept: &Path, sound: &[u8]) {
    for end in ["-wal", "-shm"] {
        let mut beside = kept.as_os_str().to_owned();
        beside.push(end);
        let _ = fs::remove_file(PathBuf::from(beside));
    }
    fs::write(kept, sound).expect("the file can be written");
}
