//! The year's end on paper: the letter to agree balances, and the reconciliation as a statement
//! with its credit note.

use std::fs;
use std::path::Path;

use concordat::billing::actuals::Actuals;
use concordat::billing::approval::approve;
use concordat::billing::balances::Balances;
use concordat::billing::balances::Books;
use concordat::billing::balances::agree;
use concordat::billing::issue::issue;
use concordat::billing::issue::pro_forma;
use concordat::billing::ledger::LedgerDocument;
use concordat::billing::ledger::LedgerPayment;
use concordat::billing::ledger::to_accrue;
use concordat::billing::reconciliation::as_statement;
use concordat::billing::reconciliation::reconcile;
use concordat::billing::statement::RechargeStatement;
use concordat::billing::statement::statements_of_year;
use concordat::documents::font::Fonts;
use concordat::documents::invoice::invoice;
use concordat::documents::letter_of_balances::Sent;
use concordat::documents::letter_of_balances::letter_of_balances;
use concordat::documents::page::Document;
use concordat::documents::pdf::render;
use concordat::documents::statement::statement;
use concordat::domain::agreement::Agreement;
use concordat::domain::authority::Side;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::calendar::date;
use concordat::domain::money::Money;

use crate::checkers::must_be_archival;
use crate::desk::done;
use crate::desk::fresh;
use crate::issued::laid_out;
use crate::paper::Paper;

fn paper(name: &str, document: &Document) -> Paper {
    let folder = fresh(&format!("balances-{name}"));
    fs::create_dir_all(&folder).expect("a folder can be made");
    let path = folder.join(format!("{name}.pdf"));
    let bytes = render(document, &Fonts::embedded()).expect("it can be drawn");
    fs::write(&path, bytes).expect("a file can be written");
    Paper::read(&path)
}

fn example(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = root.join("examples/hampshire-isle-of-wight").join(name);
    fs::read_to_string(path).expect("the example is there")
}

/// The letter of 2018/19 of the example: the same books, or those of a purchaser who has paid the
/// second quarter a week before it was received, holds no third, and accrues without it.
pub fn letter(same: bool) -> (Balances, Document) {
    let days = example("illustrative-days.csv");
    let (agreement, actuals) = laid_out(&example("illustrative.toml"), Some(&days), None);
    let year = FinancialYear::parse("2018/19").expect("a year");
    let statements = statements_of_year(&agreement, &actuals, year, None);
    let made = statements.iter().flat_map(|drawn| pro_forma(&agreement, &actuals, drawn));
    let mut ours: Vec<LedgerDocument> =
        made.filter_map(|made| LedgerDocument::issued(&agreement, &made)).collect();
    assert!(ours.len() > 3, "{} documents", ours.len());
    let mut theirs = ours.clone();
    let amount = ours[0].gross;
    let paid = |on| LedgerPayment { on, amount, reference: "BACS 1".to_owned() };
    ours[0].payments.push(paid(date(2019, 4, 2)));
    theirs[0].payments.push(paid(date(2019, 3, 29)));
    theirs.remove(2);
    let theirs = if same { ours.clone() } else { theirs };
    let periods = statements.iter().filter(|drawn| drawn.as_at <= year.dates().last);
    let billed = periods.map(|drawn| drawn.period).collect();
    let (at, as_at) = (year.dates().last, date(2019, 4, 30));
    let accrued = to_accrue(&agreement, &actuals, &billed, at, as_at);
    let (supplier, purchaser) = (
        Books { documents: &ours, accrued: &accrued },
        Books { documents: &theirs, accrued: &accrued },
    );
    let balances = agree(&agreement, year, supplier, purchaser);
    let sent = Sent { by: Side::Supplier, on: date(2019, 4, 30), reply_by: date(2019, 5, 14) };
    let document = letter_of_balances(&agreement, &balances, sent);
    (balances, document)
}

#[test]
fn the_letter_shows_both_books_and_where_they_differ() {
    let (balances, document) = letter(false);
    let drawn = paper("differing", &document);
    drawn.must_be_sound("HIOW-CS-2018-2018-19-BALANCES", "30 April 2019");
    drawn.must_say("The balances do not agree yet");
    drawn.must_say("by 14 May 2019 tell us of each");
    let mut reader = drawn.reader();
    reader.find("The figures");
    for row in &balances.rows {
        reader.find(row.balance.in_words());
        let sums = [row.supplier, row.purchaser, row.difference()].map(Money::in_pounds);
        reader.find_within(80, &sums.join(" "));
    }
    reader.find("Where the differences come from");
    for cause in balances.rows.iter().flat_map(|row| &row.causes) {
        reader.find(&cause.document);
        reader.find_within(120, &cause.difference().in_pounds());
    }
    drawn.must_say("Only Hampshire County Council has it");
    drawn.must_say("Both have it, and the sums differ");
    drawn.must_say("Agreed by the finance officers");
    must_be_archival([&drawn]);
}

#[test]
fn the_letter_of_books_that_agree_asks_for_a_signature_alone() {
    let (balances, document) = letter(true);
    assert!(balances.agreed);
    let drawn = paper("agreed", &document);
    drawn.must_be_sound("HIOW-CS-2018-2018-19-BALANCES", "30 April 2019");
    drawn.must_say("The balances agree");
    drawn.must_not_say("Where the differences come from");
    drawn.must_say("sign this letter, and send it back by 14 May 2019");
    must_be_archival([&drawn]);
}

/// The reconciliation of a golden case as a statement, with its agreement.
pub fn reconciliation() -> (Agreement, Actuals, RechargeStatement) {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/golden/days-beyond-the-tolerance");
    let read = |name| fs::read_to_string(folder.join(name)).expect("the case is there");
    let (agreement, actuals) = laid_out(&read("agreement.toml"), Some(&read("days.csv")), None);
    let year = FinancialYear::parse("2018/19").expect("a year");
    let found = reconcile(&agreement, &actuals, year, date(2019, 4, 1)).expect("it reconciles");
    let made = as_statement(&agreement, &found, year);
    (agreement, actuals, made)
}

#[test]
fn an_invoice_beside_a_credit_note_says_what_is_to_be_paid_on_balance() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/engine/golden/rebate-on-a-credit-note-of-its-own/agreement.toml");
    let text = fs::read_to_string(file).expect("the case is there");
    let (agreement, actuals) = laid_out(&text, None, None);
    let year = FinancialYear::parse("2018/19").expect("a year");
    let statements = statements_of_year(&agreement, &actuals, year, None);
    let second = statements[1].clone();
    let approved = approve(&agreement, second, "A. Officer").expect("nothing is in the way");
    let issued = issue(&agreement, &actuals, &approved);
    let drawn = paper("beside-a-credit-note", &invoice(&agreement, &issued[0]));
    drawn.must_say("credit note REBATE-2018-201819Q2-B of £720.00");
    drawn.must_say("In all, the statement comes to £2,280.00 to pay on balance.");
}

#[test]
fn a_year_is_written_with_its_reconciliation() {
    let case =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/golden/days-beyond-the-tolerance");
    let [file, days] = ["agreement.toml", "days.csv"].map(|name| case.join(name));
    let (file, days) = (file.display(), days.display());
    let year = format!("year \"{file}\" --days \"{days}\" --year 2018/19");
    let folder = fresh("year-with-its-reconciliation");
    done(&format!("{year} --format pdf --out \"{}\"", folder.display()));
    for name in ["statement", "A-pro-forma"] {
        let path = folder.join(format!("DAYS-2018-201819R-{name}.pdf"));
        assert!(path.exists(), "{} is written", path.display());
    }
    let rows = folder.join("year.csv");
    done(&format!("{year} --format csv --out \"{}\"", rows.display()));
    let rows = fs::read_to_string(rows).expect("it was written");
    assert!(rows.contains(",reconciliation,2018/19,false,"), "{rows}");
}

#[test]
fn a_reconciliation_is_a_statement_and_a_credit_note_on_paper() {
    let (agreement, actuals, made) = reconciliation();
    let drawn = paper("reconciliation", &statement(&agreement, &actuals, &made, false));
    drawn.must_be_sound("DAYS-2018-201819R", "1 April 2019");
    drawn.must_say("Reconciliation statement 2018/19");
    drawn.must_say("The difference at a day's cost, rounded to the penny");
    drawn.must_say("No days are recorded, so nothing is charged or credited");
    drawn.must_say("for the days of 2018/19, as stated here");
    drawn.must_not_say("What changed since");
    let approved = approve(&agreement, made, "A. Officer").expect("nothing is in the way");
    let issued = issue(&agreement, &actuals, &approved);
    let credit = paper("credit", &invoice(&agreement, &issued[0]));
    credit.must_say("Corrects DAYS-2018-201819-A of 1 April 2019");
    credit.must_say("Planner: reconciliation of the days of 2018/19");
    credit.must_say("Reconciles the days of 2018/19, 1 April 2018 to 31 March 2019");
    credit.must_not_say("2018/19-Q4");
    credit.must_say("Credit note: reconciliation of 2018/19");
    must_be_archival([&drawn, &credit]);
}
