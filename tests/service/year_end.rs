//! A year's end, whole: reconciled, accrued, agreed by both councils and closed; what makes less
//! due closed at once. On both databases.

mod desk;
mod papers;

use std::env;
use std::fs;
use std::path::Path;

use concordat::billing::balances::Balance;
use concordat::billing::journal;
use concordat::billing::journal::JournalRow;
use concordat::documents::font::Fonts;
use concordat::domain::calendar::date;
use concordat::domain::money::Money;
use concordat::domain::vat::Treatment;
use concordat::store::connection;
use concordat::store::invoices::Issued;
use concordat::store::recorded::Kind;
use concordat::store::statements::StatementKind;
use concordat::workflow::bring_in;
use concordat::workflow::credit;
use concordat::workflow::new_name;
use concordat::workflow::payments;
use concordat::workflow::render;
use concordat::workflow::standing;
use concordat::workflow::year_end::balances;
use concordat::workflow::year_end::balances::Figures;
use concordat::workflow::year_end::exports;
use concordat::workflow::year_end::ledger;
use concordat::workflow::year_end::lock;
use diesel::connection::SimpleConnection;

use self::desk::Desk;
use self::desk::REFERENCE;
use self::desk::pounds;
use self::desk::refused;
use self::desk::year;
use self::papers::PARTIES;
use self::papers::agreement;
use self::papers::vat;

/// Each test takes the URL of a fresh database.
type Test = fn(&str);

fn on_sqlite(test: Test) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("year-{}", new_name()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    test(&format!("sqlite:{}", folder.join("concordat.db").display()));
    fs::remove_dir_all(&folder).expect("it goes with the test");
}

const SERVER: &str = "CONCORDAT_TEST_POSTGRES";

fn on_postgres(test: Test) {
    let server = env::var(SERVER).unwrap_or_else(|_| {
        panic!("{SERVER} names no PostgreSQL server: start one with tests/postgres start")
    });
    let name = format!("year_{}", new_name().replace('-', "_"));
    let mut books = connection::open(&server).expect("the server answers");
    books.batch_execute(&format!("CREATE DATABASE {name}")).expect("a database is made");
    let (before, _) = server.rsplit_once('/').expect("a URL has a database");
    test(&format!("{before}/{name}"));
    books.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).expect("it goes");
}

macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn on_sqlite() {
                super::on_sqlite(super::$name);
            }

            #[test]
            fn on_postgres() {
                super::on_postgres(super::$name);
            }
        }
    )+};
}

on_both!(
    a_year_ends_with_both_books_agreed,
    a_year_closed_by_force_loses_no_money,
    what_makes_less_due_is_given_back_at_once,
    a_vat_decision_counts_once_it_is_in_the_file,
    the_credit_of_an_invoice_takes_off_it_once,
);

/// 97 of the 104 days agreed: seven less, at £300, and 10% on it.
const DAYS: &str = "line,on,days,note,recorded\n\
    officer,2018-06-30,26,,\nofficer,2018-09-30,26,,\n\
    officer,2018-12-31,26,,\nofficer,2019-03-29,19,,\n";

fn nets(issued: &[Issued]) -> Vec<Money> {
    issued.iter().map(|document| document.net).collect()
}

/// Three quarters are billed in the year, two of them paid; the fourth and the days come after it.
fn three_quarters(desk: &mut Desk) -> Vec<Issued> {
    desk.bring_in(&agreement("arrears", ""));
    let mut all = desk.go_to("2018-07-02").bill("2018/19-Q1");
    assert_eq!(nets(&all), [pounds("8580"), pounds("3000")]);
    all.extend(desk.go_to("2018-10-01").bill("2018/19-Q2"));
    desk.go_to("2018-10-20").pay(&all);
    all.extend(desk.go_to("2019-01-02").bill("2018/19-Q3"));
    all
}

fn a_year_ends_with_both_books_agreed(url: &str) {
    let mut desk = Desk::open(url);
    let of_year = year("2018/19");
    let mut all = three_quarters(&mut desk);
    desk.go_to("2019-04-02").record_days("days.csv", DAYS);
    accrued(&mut desk);

    // The days come after the year's last period.
    let says = refused(desk.reconcile("2018/19"));
    assert!(says.contains("2018/19-Q4 of YE-1 comes first"), "{says}");
    all.extend(desk.bill("2018/19-Q4"));
    reconciled(&mut desk, &all);
    owed(&mut desk);
    balances_agreed(&mut desk);
    exported(&mut desk);

    let says = refused(desk.draw_up("2018/19-Q4"));
    assert!(says.contains("locked"), "{says}");
    let says = refused(desk.by_approver(|work| lock::lock(work, REFERENCE, of_year, None)));
    assert!(says.contains("locked already"), "{says}");

    // An award that was settled after the year was closed comes with the next year's statement.
    let award = "[[variation]]\nid = \"award\"\nagreed = 2019-06-01\neffective = 2019-01-01\n\
                 change = [{ line = \"officer\", full_cost = \"79560.00\" }]\n";
    desk.go_to("2019-07-01").bring_in(&agreement("arrears", award));
    let drawn = desk.draw_up("2019/20-Q1").expect("it is drawn up");
    let adjusted: Vec<(String, Money)> = drawn
        .statement
        .adjustments()
        .map(|line| (format!("{} {}", line.line, line.period), line.net))
        .collect();
    // 2% on £7,800 for one quarter, and 10% on that.
    let expected =
        [("officer 2018/19-Q4", pounds("156")), ("overhead 2018/19-Q4", pounds("15.60"))];
    assert_eq!(adjusted, expected.map(|(line, net)| (line.to_owned(), net)));
}

/// R39: the fourth quarter is not billed by 31 March, and the days are not reconciled.
fn accrued(desk: &mut Desk) {
    let of_year = year("2018/19");
    let schedule =
        desk.by_partner(|work| exports::schedule(work, REFERENCE, of_year)).expect("a schedule");
    let told: Vec<(&str, &str, Money)> = schedule
        .iter()
        .map(|entry| (entry.line.as_str(), entry.reason.as_str(), entry.net))
        .collect();
    let (unbilled, days) = ("not billed by 31 March 2019", "reconciliation of the days of 2018/19");
    assert_eq!(
        told,
        [
            ("officer", unbilled, pounds("7800")),
            ("overhead", unbilled, pounds("780")),
            ("hosting", unbilled, pounds("3000")),
            ("officer", days, pounds("-2100")),
            ("overhead", days, pounds("-210")),
        ]
    );
    assert!(exports::schedule_csv(&schedule).starts_with("period,line,clause,description,"));
}

fn reconciled(desk: &mut Desk, all: &[Issued]) {
    let kind = StatementKind::Reconciliation;
    let drawn = desk.reconcile("2018/19").expect("it is drawn up");
    assert_eq!((drawn.kept.kind, drawn.kept.net), (kind, pounds("-2310")));
    // Days that come in after it was agreed are seen when it is approved.
    desk.record_days("more.csv", "line,on,days,note,recorded\nofficer,2019-03-30,1,,\n");
    let says = refused(desk.up_to_approved(kind, "2018/19-Q4"));
    assert!(says.contains("no longer what would be drawn up now"), "{says}");
    desk.record_days("less.csv", "line,on,days,note,recorded\nofficer,2019-03-30,-1,,\n");
    desk.approve(kind, desk::period("2018/19-Q4")).expect("it is as it was");
    let made = desk
        .by_preparer(|work| {
            let duty = concordat::workflow::duties::Duty::Issue;
            let of = desk::period("2018/19-Q4");
            let (held, kept) =
                concordat::workflow::agree::statement(work, REFERENCE, of, kind, duty)?;
            concordat::workflow::issue::issue(work, &held, &kept)
        })
        .expect("it is issued");
    assert_eq!(nets(&made), [pounds("-2310")]);
    desk.receive(&made);
    let held = desk.held();
    let (_, document) =
        render::document(&mut desk.books, &held, &made[0]).expect("it is as it was issued");
    let named: Vec<String> = document.corrects.into_iter().map(|of| of.number).collect();
    let outside = all.iter().filter(|of| of.vat.is_nil());
    assert_eq!(named, outside.map(|of| of.number.clone()).collect::<Vec<_>>());
    let supplier = held.supplier.clone();
    let fonts = Fonts::embedded();
    let rendered = desk.by_preparer(|work| render::render(work, &fonts, &supplier, 100));
    let rendered = rendered.expect("they are rendered");
    assert_eq!((rendered.done.len(), rendered.failed.len()), (9, 0), "{:?}", rendered.failed);
    // No period takes the days as its own: nothing of them is billed again.
    let billed = standing::billed(&mut desk.books, &held, None).expect("it answers");
    let officer = concordat::domain::line::LineKind::Staffing;
    let outside = Some(Treatment::OutsideScope);
    let of = desk::period("2018/19-Q4");
    assert_eq!(billed.net(of, officer, "officer", outside), pounds("7800"));
}

fn owed(desk: &mut Desk) {
    let on = date(2019, 3, 31);
    let debt = desk.by_partner(|work| ledger::debt(work, REFERENCE, on)).expect("a ledger");
    assert_eq!(debt.aged.total(), pounds("12180"));
    assert_eq!(debt.aged.up_to_60_days, pounds("12180"), "due on 1 February");
    let paid_late = debt.documents.iter().filter(|(_, of)| of.overdue.is_nil()).count();
    assert_eq!(paid_late, 2, "the first quarter's two show what that cost");
    let overdue = debt.documents.iter().find(|(_, of)| !of.overdue.is_nil());
    let (_, standing) = overdue.expect("the third quarter's");
    let late = standing.late_payment.expect("the agreement shows interest");
    // £8,580 for 58 days at 8.75%.
    assert_eq!((standing.days_overdue, late.interest), (58, pounds("119.30")));
    let stated =
        desk.by_preparer(|work| balances::state(work, REFERENCE, year("2018/19"), None, ""));
    let stated = stated.expect("it is stated");
    let sums = (stated.billed, stated.unpaid, stated.accrued);
    assert_eq!(sums, (pounds("34740"), pounds("12180"), pounds("9270")));
}

fn balances_agreed(desk: &mut Desk) {
    let of_year = year("2018/19");
    let says = refused(desk.by_partner(|work| balances::compare(work, REFERENCE, of_year)));
    assert!(says.contains("the purchaser has not stated its balance"), "{says}");
    let wrong =
        Figures { billed: pounds("34740"), unpaid: pounds("12000"), accrued: pounds("9270") };
    let typed = Some(wrong);
    desk.by_partner(|work| balances::state(work, REFERENCE, of_year, typed, "our ledger"))
        .expect("it is stated");
    let found = desk.by_partner(|work| balances::compare(work, REFERENCE, of_year));
    let found = found.expect("both have stated");
    let differ: Vec<(Balance, Money)> = found
        .rows
        .iter()
        .filter(|row| !row.difference().is_nil())
        .map(|row| (row.balance, row.difference()))
        .collect();
    let noted: Vec<&str> = found.notes.iter().map(|note| note.says.as_str()).collect();
    assert_eq!(noted, ["our ledger"]);
    assert_eq!((found.agreed, differ), (false, vec![(Balance::Unpaid, pounds("180"))]));
    let says = refused(desk.by_approver(|work| lock::lock(work, REFERENCE, of_year, Some(" "))));
    assert!(says.contains("the balances of the two councils differ"), "{says}");

    desk.by_partner(|work| balances::state(work, REFERENCE, of_year, None, ""))
        .expect("it is stated again");
    let found = desk.by_partner(|work| balances::compare(work, REFERENCE, of_year));
    let found = found.expect("both have stated");
    assert!(found.agreed, "{:?}", found.rows);
    assert_eq!(found.rows.len(), 5, "from documents, with VAT and payments");
    let (fonts, by) = (Fonts::embedded(), date(2019, 4, 30));
    let letter = desk.by_preparer(|work| balances::letter(work, &fonts, REFERENCE, of_year, by));
    let letter = letter.expect("a letter");
    assert!(letter.starts_with(b"%PDF-"));
    if let Ok(folder) = env::var("CONCORDAT_LOOK") {
        fs::write(Path::new(&folder).join("letter.pdf"), &letter).expect("it is written");
    }
    desk.by_approver(|work| lock::lock(work, REFERENCE, of_year, None)).expect("it is closed");
}

fn exported(desk: &mut Desk) {
    let of_year = year("2018/19");
    let balanced = |rows: &[JournalRow]| {
        let (debit, credit) = journal::totals(rows);
        assert_eq!(debit, credit);
        debit
    };
    let ours = desk.by_preparer(|work| exports::journal(work, REFERENCE, of_year));
    let theirs = desk.by_partner(|work| exports::journal(work, REFERENCE, of_year));
    let (ours, theirs) = (ours.expect("a journal"), theirs.expect("a journal"));
    assert_eq!((balanced(&ours), balanced(&theirs)), (pounds("36540"), pounds("36540")));
    assert!(ours.iter().any(|row| row.subjective == "INC-912" && !row.credit.is_nil()));
    assert!(theirs.iter().any(|row| row.subjective == "TPP-4" && !row.debit.is_nil()));
    for rows in [
        desk.by_preparer(|work| exports::accruals(work, REFERENCE, of_year)),
        desk.by_partner(|work| exports::accruals(work, REFERENCE, of_year)),
    ] {
        let rows = rows.expect("a journal");
        for day in [date(2019, 3, 31), date(2019, 4, 1)] {
            let of_day: Vec<JournalRow> =
                rows.iter().filter(|row| row.date == day).cloned().collect();
            assert_eq!(balanced(&of_day), pounds("13890"), "{day}");
        }
    }
    let published = desk.by_partner(|work| exports::transparency(work, date(2018, 7, 2)));
    let (items, findings) = published.expect("a file");
    assert_eq!((items.len(), findings.len()), (3, 0), "{findings:?}");
    let none = desk.by_preparer(|work| exports::transparency(work, date(2018, 7, 2)));
    assert_eq!(none.expect("a file").0, [], "the supplier pays nothing under it");
}

/// The fourth quarter is a draft, and the year is closed over it: the next year's statement bills
/// it once, and the draft goes no further.
fn a_year_closed_by_force_loses_no_money(url: &str) {
    let mut desk = Desk::open(url);
    let of_year = year("2018/19");
    let issued = three_quarters(&mut desk);
    desk.go_to("2019-04-03").draw_up("2018/19-Q4").expect("it is drawn up");
    let says = refused(desk.by_approver(|work| lock::lock(work, REFERENCE, of_year, None)));
    assert!(says.contains("2018/19-Q4 is drawn up and not yet sent and not issued"), "{says}");
    desk.by_approver(|work| lock::lock(work, REFERENCE, of_year, Some("the auditors wait")))
        .expect("it is closed all the same");
    let says = refused(desk.up_to_approved(StatementKind::Recharge, "2018/19-Q4"));
    assert!(says.contains("locked"), "{says}");
    // Days of the locked year are told of as they come in, and billed by nothing that comes later.
    let late = "line,on,days,note,recorded\nofficer,2019-03-29,40,,\n";
    let (_, warnings) = desk
        .by_preparer(|work| bring_in::recorded(work, REFERENCE, Kind::Days, "late.csv", late))
        .expect("they come in");
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].contains("has 40 days in a month of 31"), "{warnings:?}");
    assert!(warnings[1].contains("2018/19 is locked, and 1 of these rows"), "{warnings:?}");
    let says = refused(desk.reconcile("2018/19"));
    assert!(says.contains("its days are reconciled no more"), "{says}");
    desk.go_to("2019-07-01");
    let (number, sum) = (issued[4].number.as_str(), pounds("1"));
    let mut paid_on = |month, day| {
        let on = date(2019, month, day);
        desk.by_preparer(|work| payments::settle(work, number, sum, on, "BACS 29 March 2019"))
    };
    let says = refused(paid_on(3, 29));
    assert!(says.contains("2018/19 of YE-1 is closed with what was unpaid at its end"), "{says}");
    assert!(says.contains("such as today, with a reference that names 29 March 2019"), "{says}");
    paid_on(7, 1).expect("it is recorded in the open year");
    let drawn = desk.draw_up("2019/20-Q1").expect("it is drawn up");
    assert_eq!(drawn.statement.adjustments().map(|line| line.net).sum::<Money>(), pounds("11580"));
    assert_eq!(drawn.kept.net, pounds("23160"));
    let held = desk.held();
    let before = standing::before(&mut desk.books, &held, &drawn.kept).expect("it answers");
    let since = before.before.expect("the third quarter").period;
    assert_eq!(since, desk::period("2018/19-Q3"), "the draft stands for nothing");
    assert_eq!(before.billed, [], "of the new year");
}

/// £1,000 a month of hosting is billed for a quarter; a notice ends it in the middle of November.
fn what_makes_less_due_is_given_back_at_once(url: &str) {
    let mut desk = Desk::open(url);
    let clauses = "[[break]]\nid = \"any\"\nclause = \"9.1\"\nany_time = true\n\
                   notice_months = 3\n";
    desk.bring_in(&agreement("advance", clauses));
    desk.go_to("2018-04-02").bill("2018/19-Q1");
    desk.go_to("2018-07-02").bill("2018/19-Q2");
    desk.go_to("2018-10-01").bill("2018/19-Q3");
    assert!(matches!(desk.close(), Err(concordat::workflow::refusal::Refusal::Nothing(_))));
    let notice = "[[notice]]\nbreak = \"any\"\ngiven_on = 2018-08-15\n\
                  given_by = \"purchaser\"\n";
    desk.go_to("2018-10-10").bring_in(&agreement("advance", &format!("{clauses}{notice}")));
    // Half of November and December come back: of £11,580 a quarter, a half.
    let drawn = desk.close().expect("it was drawn up with the version");
    assert!(drawn.is_unchanged);
    assert_eq!(drawn.kept.net, pounds("-5790"));
    assert!(drawn.lines.iter().all(|line| line.adjustment));
    let made = desk.issue(StatementKind::Closing, "2018/19-Q3");
    assert_eq!(nets(&made), [pounds("-4290"), pounds("-1500")]);
    let held = desk.held();
    let billed: Vec<String> = desk.documents()[4..6].iter().map(|of| of.number.clone()).collect();
    for (note, invoice) in made.iter().zip(billed) {
        let (_, document) = render::document(&mut desk.books, &held, note).expect("as issued");
        let named: Vec<String> = document.corrects.into_iter().map(|of| of.number).collect();
        assert_eq!(named, [invoice]);
    }
    // The next period finds all of it billed, and so does the same version once more.
    desk.go_to("2019-01-01");
    assert!(refused(desk.draw_up("2018/19-Q4")).contains("nothing is due"));
    assert!(refused(desk.close()).contains("no less is due"));
}

/// An agreement whose lines nobody had decided on by the end of the quarter.
fn a_vat_decision_counts_once_it_is_in_the_file(url: &str) {
    let mut desk = Desk::open(url);
    let lines = |decided_on: Option<&str>| {
        let line = |id: &str, treatment: &str| {
            let decided = decided_on.map_or(String::new(), |day| vat("service", treatment, day));
            format!(
                "[[service]]\nid = \"{id}\"\nclause = \"4\"\nname = \"{id}\"\n\
                 annual = \"4000.00\"\n{decided}"
            )
        };
        format!(
            "reference = \"{REFERENCE}\"\ntitle = \"Services\"\nstatus = \"in-force\"\n\
             starts = 2018-04-01\nends = 2020-03-31\n{PARTIES}\n{}{}\
             [[overhead]]\nid = \"overhead\"\nclause = \"5\"\nrate = \"10%\"\n\
             on = [\"maps\", \"desk\"]\n",
            line("maps", "standard"),
            line("desk", "outside-scope")
        )
    };
    desk.bring_in(&lines(None));
    desk.go_to("2018-07-02").draw_up("2018/19-Q1").expect("it is drawn up");
    let kind = StatementKind::Recharge;
    let says = refused(desk.up_to_approved(kind, "2018/19-Q1"));
    assert!(says.contains("nobody had decided by"), "{says}");
    desk.by_approver(|work| {
        let of = desk::period("2018/19-Q1");
        let duty = concordat::workflow::duties::Duty::Return;
        let (held, kept) = concordat::workflow::agree::statement(work, REFERENCE, of, kind, duty)?;
        concordat::workflow::agree::give_back(work, &held, &kept, "VAT is to be decided")
    })
    .expect("it is returned");
    desk.go_to("2018-07-20").bring_in(&lines(Some("2018-07-18")));
    let drawn = desk.draw_up("2018/19-Q1").expect("it is drawn up again");
    let treatments: Vec<Option<Treatment>> =
        drawn.lines.iter().map(|line| line.vat_treatment).collect();
    let (standard, outside) = (Some(Treatment::Standard), Some(Treatment::OutsideScope));
    assert_eq!(treatments, [outside, standard, standard, outside], "the overhead is split");
    let made = desk.issue(kind, "2018/19-Q1");
    assert_eq!(nets(&made), [pounds("1100"), pounds("1100")]);
}

/// A credit takes off what is unpaid of its invoice; what was paid already is paid back on it.
fn the_credit_of_an_invoice_takes_off_it_once(url: &str) {
    let mut desk = Desk::open(url);
    desk.bring_in(&agreement("arrears", ""));
    let made = desk.go_to("2018-07-02").bill("2018/19-Q1");
    let number = made[1].number.clone();
    let paid = pounds("3000");
    desk.by_preparer(|work| payments::settle(work, &number, paid, work.at.today, "BACS"))
        .expect("it is paid in part");
    let back = Some(vec![(1, pounds("1000"))]);
    desk.by_preparer(|work| credit::prepare(work, &number, &back, "an outage").map(drop))
        .expect("it is drawn up");
    let note = desk.by_approver(|work| credit::approve(work, &number)).expect("it is issued");
    let held = desk.held();
    let on = date(2018, 7, 2);
    let documents = ledger::ledger_documents(&mut desk.books, &held, on).expect("a ledger");
    let left = |number: &str| {
        let found = documents.iter().find(|of| of.number == number).expect("it is there");
        assert_eq!(found.problems(), []);
        found.unpaid_on(on)
    };
    // £600 was unpaid of £3,600, and £1,200 is given back: £600 of that is to be paid back.
    assert_eq!((left(&number), left(&note.number)), (Money::NIL, pounds("-600")));
    let stands = payments::standing_on(&mut desk.books, &held, &note, on).expect("it answers");
    assert_eq!((stands.unpaid, stands.state), (pounds("-600"), "to be paid back"));
}
