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

const ONE: &str = "HIOW-1";
const TWO: &str = "HIOW-2";
const QUARTER: &str = "2018/19-Q1";

on_both!(
    books_as_they_are_kept_are_sound,
    a_backup_is_one_moment_while_others_write,
    a_backup_that_is_not_whole_restores_nothing,
);

/// Two agreements and a quarter in every state: issued with files, paid in part, disputed, given
/// back in part; queried; waiting with the purchaser; drawn up twice.
fn keep(ground: &Ground) -> Bureau<'_> {
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

fn findings(ground: &Ground) -> Vec<String> {
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

/// What is done to the books past the program, and the sentence that must tell of it.
const TAMPERED: [(&str, &str); 26] = [
    (
        "UPDATE agreement_versions SET source = source || ' ' WHERE version = 2",
        "version 2 of HIOW-1: its file has SHA-256 ",
    ),
    (
        "UPDATE agreement_versions SET source = 'nothing = 1' WHERE version = 1",
        "version 1 of HIOW-2: version 1 of HIOW-2:1:1: ",
    ),
    (
        "UPDATE agreement_logos SET bytes = X'3C61'",
        "version 2 of HIOW-1: the bytes of its logo have SHA-256 ",
    ),
    ("DELETE FROM agreement_logos", "version 2 of HIOW-1: its logo is gone"),
    (
        "UPDATE agreements SET version = 7 WHERE reference = 'HIOW-2'",
        "agreement HIOW-2: version 7 is in use, and 1 is the latest",
    ),
    (
        "UPDATE statements SET net_pence = net_pence + 1 WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its lines come to £21,033.33, and the books say £21,033.34",
    ),
    (
        "UPDATE statements SET gross_pence = 1 WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its net sum and its VAT come to £21,240.00, and the books \
         say £0.01",
    ),
    (
        "UPDATE statements SET hash = 'abc' WHERE stage = 'issued'",
        "statement HIOW-1 2018/19-Q1: its lines have SHA-256 ",
    ),
    (
        "UPDATE statement_lines SET net_pence = 100001 WHERE line = 'desk' AND state = 'issued'",
        "statement HIOW-1 2018/19-Q1: service line \"desk\" for 2018/19-Q1: the sum is stored as \
         £1,000.01 and comes out as £1,000.00",
    ),
    (
        "UPDATE statement_lines SET state = 'agreed' WHERE line = 'desk' AND state = 'issued'",
        "statement HIOW-1 2018/19-Q1: it is issued, and its line 1 (desk, £1,000.00) is agreed, \
         not issued",
    ),
    (
        "UPDATE invoices SET net_pence = net_pence - 7 WHERE number = 'HCC-INV-000001'",
        "document HCC-INV-000001: its lines come to £20,000.00, and the books say £19,999.93",
    ),
    (
        "UPDATE invoice_lines SET description = 'Cakes' WHERE line = 'officer'",
        "document HCC-INV-000001: its lines and totals have SHA-256 ",
    ),
    (
        "UPDATE invoice_rates SET vat_pence = 1 WHERE net_pence = 100000",
        "document HCC-INV-000002: the VAT at 20% on it is £200.00, and the books say £0.01",
    ),
    (
        "UPDATE invoices SET gross_pence = gross_pence + 1 WHERE number = 'HCC-CRN-000001'",
        "document HCC-CRN-000001: its net sum and its VAT come to -£100.00, and the books say \
         -£99.99",
    ),
    (
        "UPDATE invoice_lines SET net_pence = -3000000 WHERE net_pence = -10000",
        "document HCC-INV-000001: £30,000.00 were given back of its line 1, which is £20,000.00",
    ),
    (
        "UPDATE invoice_progress SET paid_pence = 5 WHERE paid_pence > 0",
        "document HCC-INV-000002: its payments come to £1,000.00, and the books say £0.05",
    ),
    (
        "UPDATE invoice_progress SET disputed_pence = 0",
        "document HCC-INV-000002: its open disputes come to £50.00, and the books say £0.00",
    ),
    (
        "UPDATE series SET last_number = 9 WHERE name = 'invoices' AND last_number > 0",
        "series invoices of Hampshire County Council: its counter is at 9, and its last number \
         is 2",
    ),
    (
        "UPDATE invoices SET number_in_series = 3 WHERE number = 'HCC-INV-000002'",
        "series invoices of Hampshire County Council: after number 1 comes 3",
    ),
    (
        "UPDATE invoices SET issued_on = '2018-07-30' WHERE number = 'HCC-INV-000001'",
        "series invoices of Hampshire County Council: HCC-INV-000002 is of 2018-07-02, and the \
         number before it of 2018-07-30",
    ),
    (
        "UPDATE acts SET reason = 'another' WHERE entry = 3",
        "entry 3 of the log of Hampshire County Council: its fields (",
    ),
    (
        "DELETE FROM acts WHERE entry = 2",
        "entry 3 of the log of Hampshire County Council: the entry before it is 1",
    ),
    (
        "UPDATE invoice_files SET bytes = bytes || X'0A' WHERE form = 'pdf'",
        "document HCC-INV-000001: the bytes of its PDF have SHA-256 ",
    ),
    (
        "UPDATE invoice_files SET bytes = X'3C61' WHERE form = 'xml'",
        "document HCC-INV-000001: the electronic invoice inside its PDF (",
    ),
    (
        "UPDATE series SET head = 'abc' WHERE name = 'acts'",
        "log of Hampshire County Council: its last entry has SHA-256 ",
    ),
    (
        "UPDATE outbox SET state = 'sent', kind = 'invoice', subject_id = 'the same'",
        "document the same: it was sent with ",
    ),
];

#[test]
fn whatever_is_tampered_with_is_found_and_named() {
    let ground = Ground::sqlite();
    keep(&ground);
    let triggers = ground.ask("SELECT name AS cell FROM sqlite_master WHERE type = 'trigger'");
    for trigger in triggers {
        ground.sql(&format!("DROP TRIGGER {trigger}")).expect("dropped");
    }
    let kept = PathBuf::from(ground.url.trim_start_matches("sqlite:"));
    let sound = fs::read(&kept).expect("the file can be read");
    let mut unseen = Vec::new();
    for (tampered, tells) in TAMPERED {
        assert!(ground.sql(tampered).expect(tampered) > 0, "{tampered}");
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

fn a_file() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("books-{}.backup", new_name()))
}

fn backed_up(ground: &Ground) -> (PathBuf, Contents) {
    let file = a_file();
    let contents = backup::backup(&mut ground.books(), on("2018-07-10"), &file).expect("backed up");
    (file, contents)
}

/// An empty database of the same or the other kind.
fn empty(like: &Ground) -> Ground {
    let ground = if like.is_server() { Ground::postgres() } else { Ground::sqlite() };
    let names = tables(&ground).into_iter().filter(|name| !name.starts_with("__")).rev();
    // Councils and people refer to nothing that is filled here.
    for name in ["acts", "series", "people", "councils"] {
        assert!(names.clone().any(|table| table == name));
        ground.sql(&format!("DELETE FROM {name}")).expect("emptied");
    }
    ground
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
    let (server, back) = (empty(&Ground::postgres()), empty(&home));
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
    let to = empty(ground);
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
    let to = empty(ground);
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
