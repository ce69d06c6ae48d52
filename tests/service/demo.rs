//! `demo --serve`: the worked example's history ends as it is told, and its books are sound.

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::process::Stdio;

use crate::desk::Desk;

/// The day on which the history leaves the books.
const DAY: &str = "2024-01-15";
const REFERENCE: &str = "HIOW-CS-2018";

/// Starts the demo, reads what it says until it serves, and ends it.
fn served(desk: &Desk) -> String {
    let mut program = desk.program(env!("CARGO_BIN_EXE_concordat").as_ref());
    program
        .args(["demo", "--out", ".", "--serve"])
        .env("CONCORDAT__SERVICE__LISTEN", "127.0.0.1:0")
        // The settings of the service it was started beside are not the demo's.
        .env("CONCORDAT__DATABASE__URL", "sqlite:elsewhere.db")
        .stdout(Stdio::piped());
    let mut running = program.spawn().expect("the program can be run");
    let out = BufReader::new(running.stdout.take().expect("it is piped"));
    let mut text = String::new();
    for line in out.lines() {
        text.push_str(&line.expect("text"));
        text.push('\n');
        if text.contains("Ctrl-C ends it; the books stay.") {
            break;
        }
    }
    running.kill().expect("it can be ended");
    running.wait().expect("it ends");
    assert!(text.contains("the books stay."), "it does not serve:\n{text}");
    text
}

#[test]
fn the_demo_serves_the_example_with_its_history_for_every_account() {
    let desk = Desk::of_a_file();
    let said = served(&desk);
    for account in ["hcc.admin", "hana", "tom", "sue", "ada", "iwc.admin", "finn", "cleo"] {
        assert!(said.contains(&format!("\n  {account} ")), "{account} is not named:\n{said}");
    }
    for told in ["http://localhost:8080", "three plain words", "15 January 2024", "letters"] {
        assert!(said.contains(told), "{told} is not told:\n{said}");
    }
    assert!(!desk.folder.join("elsewhere.db").exists(), "the configured books are left alone");
    assert!(desk.letters().len() > 50, "letters went into the folder");

    assert!(desk.done(DAY, "verify").contains("Nothing is wrong."));
    for (period, stage, waits) in [
        ("2018/19-Q2", "issued", ""),
        ("2023/24-Q1", "issued", "queried"),
        ("2023/24-Q2", "agreed", ""),
        ("2023/24-Q3", "with the purchaser", ""),
    ] {
        let shown = desk.done(DAY, &format!("show {REFERENCE} --period {period} --as finn"));
        assert!(shown.contains(stage) && shown.contains(waits), "{period}: {shown}");
    }
    let shown = desk.done(DAY, &format!("show {REFERENCE} --as hana"));
    assert!(shown.contains("overdue"), "{shown}");
    for year in ["2018/19", "2022/23"] {
        let again = format!("year-end lock {REFERENCE} --year {year} --as tom");
        desk.refused(DAY, &again, "is locked already");
    }
    let wanted = format!("approve {REFERENCE} --period 2023/24-Q2 --as hana");
    desk.refused(DAY, &wanted, "may not approve");

    let books = fs::read(desk.folder.join("concordat.db")).expect("the books are there");
    desk.refused(DAY, "demo --out . --serve", "rm ./concordat.db");
    let after = fs::read(desk.folder.join("concordat.db")).expect("the books are there");
    assert!(books == after, "books that are there are left as they are");
}

#[test]
fn without_serve_the_demo_ends_and_tells_of_it() {
    let desk = Desk::of_a_file();
    let said = desk.done(DAY, "demo --out papers");
    assert!(said.trim_end().ends_with("concordat demo --out papers --serve"), "{said}");
    assert!(!desk.folder.join("papers/concordat.db").exists());
}
