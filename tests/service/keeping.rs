//! Keeping the books: checked, whatever was tampered with behind the program's back, and copied
//! from either database into either.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use concordat::documents::font::Fonts;
use concordat::domain::money::Money;
use concordat::store::archive::Contents;
use concordat::store::connection;
use concordat::workflow::backup;
use concordat::workflow::credit;
use concordat::workflow::new_name;
use concordat::workflow::payments;
use concordat::workflow::render;
use concordat::workflow::verify::Report;
use concordat::workflow::verify::verify;

use crate::bureau::Bureau;
use crate::bureau::three_services;
use crate::bureau::with_logo;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;

pub const ONE: &str = "HIOW-1";
pub const TWO: &str = "HIOW-2";
const QUARTER: &str = "2018/19-Q1";

on_both!(
    books_as_they_are_kept_are_sound,
    a_backup_is_one_moment_while_others_write,
    a_backup_that_is_not_whole_restores_nothing,
);

/// Two agreements and a quarter in every state: issued with files, paid in part, disputed, given
/// back in part; queried; waiting with the purchaser; drawn up twice.
pub fn keep(ground: &Ground) -> Bureau<'_> {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    for reference in [ONE, TWO] {
        bureau.bring_in(&three_services(reference, "")).expect("it comes in");
    }
    let (text, logo) = with_logo(&three_services(ONE, "# once more"));
    bureau.bring_in_with(&text, Some(&logo)).expect("a version comes in");
    bureau.draw_up(ONE, QUARTER).expect("drawn up");
    bureau.send(ONE, QUARTER).expect("sent");
    bureau.query(ONE, QUARTER, "maps", "Which maps are these?").expect("queried");
    bureau.agree(ONE, QUARTER).expect("agreed");
    bureau.approve(&ground.approver, ONE, QUARTER).expect("approved");
    bureau.issue(ONE, QUARTER).expect("issued");
    let numbers: Vec<String> =
        bureau.documents(ONE).into_iter().map(|issued| issued.number).collect();
    assert_eq!(numbers, ["HCC-INV-000001", "HCC-INV-000002"]);
    bureau.go_to("2018-07-09");
    let pounds = |text: &str| Money::parse(text).expect("a sum");
    bureau
        .act(&ground.preparer, |work| {
            let day: NaiveDate = "2018-07-08".parse().expect("a day");
            payments::settle(work, &numbers[1], pounds("1000.00"), day, "BACS 7")
        })
        .expect("paid in part");
    bureau
        .act(&ground.partner, |work| {
            payments::dispute(work, &numbers[1], pounds("50.00"), "one day was not worked")
        })
        .expect("disputed");
    let some = Some(vec![(1, pounds("100.00"))]);
    bureau
        .act(&ground.preparer, |work| {
            credit::prepare(work, &numbers[0], &some, "the desk was shut for a week")
        })
        .expect("drawn up");
    bureau.act(&ground.approver, |work| credit::approve(work, &numbers[0])).expect("given back");
    let fonts = Fonts::embedded();
    let rendered = bureau
        .act(&ground.preparer, |work| {
            let supplier = work.by.council.clone();
            render::render(work, &fonts, &supplier, 100)
        })
        .expect("rendered");
    assert_eq!((rendered.done.len(), &rendered.failed), (3, &Vec::new()));
    bureau.draw_up(TWO, QUARTER).expect("drawn up");
    bureau.send(TWO, QUARTER).expect("sent");
    bureau
}

fn verified(ground: &Ground) -> Report {
    verify(&mut ground.books(), None, &mut |_| {}).expect("the books can be read")
}

pub fn findings(ground: &Ground) -> Vec<String> {
    verified(ground).findings.iter().map(ToString::to_string).collect()
}

fn books_as_they_are_kept_are_sound(ground: &Ground) {
    keep(ground);
    let report = verified(ground);
    assert_eq!(report.findings, []);
    assert_eq!((report.versions, report.statements, report.statement_lines), (3, 2, 6));
    assert_eq!((report.documents, report.document_lines, report.files), (3, 3, 7));
    assert!(report.acts > 10 && report.letters > 3, "{}", report.in_words());
}

fn a_file() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("books-{}.backup", new_name()))
}

fn backed_up(ground: &Ground) -> (PathBuf, Contents) {
    let file = a_file();
    let contents = backup::backup(&mut ground.books(), on("2018-07-10"), &file).expect("backed up");
    (file, contents)
}

fn tables(ground: &Ground) -> Vec<String> {
    let all = if ground.is_server() {
        "SELECT tablename AS cell FROM pg_tables WHERE schemaname = 'public'"
    } else {
        "SELECT name AS cell FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    };
    ground.ask(all)
}

#[test]
fn the_books_move_to_the_other_database_and_back() {
    let home = Ground::sqlite();
    keep(&home);
    let (file, contents) = backed_up(&home);
    let mut named: Vec<String> =
        contents.tables.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut all = tables(&home);
    all.retain(|name| !name.starts_with("__"));
    all.sort();
    named.sort();
    assert_eq!(named, all, "no table is forgotten");
    let (server, back) = (Ground::postgres().empty(), home.empty());
    let restored = |to: &Ground, file: &Path| {
        let (contents, report) =
            backup::restore(&mut to.books(), file, &mut |_| {}).expect("restored");
        assert_eq!(report.findings, []);
        contents.tables
    };
    assert_eq!(restored(&server, &file), contents.tables);
    let (from_server, _) = backed_up(&server);
    assert_eq!(restored(&back, &from_server), contents.tables);
    let (again, _) = backed_up(&back);
    let bytes = |path: &Path| fs::read(path).expect("a file");
    assert!(bytes(&file) == bytes(&from_server), "the same from either database");
    assert!(bytes(&file) == bytes(&again), "and there and back");
    let people = Ground::again(&server.url);
    let mut bureau = Bureau::open(&people, "2018-07-16");
    bureau.agree(TWO, QUARTER).expect("work goes on where it was");
    let says = refused(backup::restore(&mut server.books(), &file, &mut |_| {}));
    assert!(says.contains("rows in councils, people, agreements"), "{says}");
    let says = refused(backup::backup(&mut server.books(), on("2018-07-17"), &file));
    assert!(says.contains("is there already: name another file"), "{says}");
}

fn a_backup_is_one_moment_while_others_write(ground: &Ground) {
    keep(ground);
    let to = ground.empty();
    let (file, contents) = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut bureau = Bureau::open(ground, "2018-07-12");
            for number in 0..12 {
                let reference = format!("HIOW-{}", 100 + number);
                bureau.bring_in(&three_services(&reference, "")).expect("it comes in");
                bureau.bill(&reference, QUARTER).expect("it is billed");
            }
        });
        let mut copies = Vec::new();
        while !writer.is_finished() {
            copies.push(backed_up(ground));
        }
        assert!(copies.len() > 1, "nothing was copied while another wrote");
        copies.swap_remove(copies.len() / 2)
    });
    let (restored, report) =
        backup::restore(&mut to.books(), &file, &mut |_| {}).expect("restored");
    assert_eq!(restored.tables, contents.tables);
    assert_eq!(report.findings, []);
}

fn a_backup_that_is_not_whole_restores_nothing(ground: &Ground) {
    keep(ground);
    let (file, _) = backed_up(ground);
    let whole = fs::read(&file).expect("a file");
    let to = ground.empty();
    let cut = a_file();
    fs::write(&cut, &whole[..whole.len() / 2]).expect("a file is written");
    let says = refused(backup::restore(&mut to.books(), &cut, &mut |_| {}));
    assert!(says.starts_with("the backup "), "{says}");
    fs::write(&cut, b"reference = \"HIOW\"").expect("a file is written");
    let says = refused(backup::restore(&mut to.books(), &cut, &mut |_| {}));
    assert!(says.starts_with("the backup cannot be read"), "{says}");
    assert_eq!(to.ask("SELECT COUNT(*) AS cell FROM councils"), ["0"]);
    let mut books = connection::open(&to.url).expect("it opens");
    assert!(backup::restore(&mut books, &file, &mut |_| {}).is_ok());
}
