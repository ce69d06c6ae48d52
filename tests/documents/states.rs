//! Pro formas, previews and credit notes: what a document is, it says.

use std::fs;

use crate::desk::bills;
use crate::desk::done;
use crate::desk::example;
use crate::desk::fresh;
use crate::desk::give;
use crate::desk::names;
use crate::paper::Paper;
use crate::spreadsheet::Book;

const ILLUSTRATIVE: &str = "hampshire-isle-of-wight/illustrative.toml";
const MONTHLY: &str = "monthly-in-advance-by-days/agreement.toml";
const NO_PAYMENT: &str = "It is not an invoice and no payment is due on it.";

/// The PDFs of a period.
fn drawn(file: &str, period: &str, options: &str, folder: &str) -> Vec<Paper> {
    let out = fresh(folder);
    let file = example(file);
    let command = format!("recharge {file} --period {period} --format pdf {options} --out");
    done(&format!("{command} \"{}\"", out.display()));
    bills(&out)
}

/// The letter of a document of the example's second quarter, by its file's name.
fn letter(name: &str) -> char {
    let letter = name.replace("HIOW-CS-2018-201819Q2-", "").chars().next();
    letter.expect("a document has a letter")
}

#[test]
fn before_anybody_has_approved_it_it_is_a_pro_forma() {
    for paper in drawn(ILLUSTRATIVE, "2018/19-Q2", "", "pro-forma") {
        assert_eq!(paper.heading(), "Pro forma invoice", "{}", paper.name());
        let title = paper.fact("Title").unwrap_or_default();
        let letter = letter(&paper.name());
        let reference = format!("{letter} for HIOW-CS-2018, 2018/19-Q2");
        let full = format!("Pro forma invoice {reference} – Hampshire County Council");
        assert_eq!(title, full, "two documents of one kind are told apart");
        paper.must_say(NO_PAYMENT);
        paper.must_say(&format!("Pro forma {reference}"));
        paper.must_say("Would be to pay £");
        // A number that an invoice will bear stands on no pro forma.
        paper.must_not_say("HIOW-CS-2018-2018");
        for never in
            ["To pay", "How to pay", "Please pay", "Account number", "Approved by", "VAT invoice"]
        {
            paper.must_not_say(never);
        }
    }
}

#[test]
fn when_somebody_has_approved_it_it_is_an_invoice() {
    let options = "--approved-by \"Ann Officer\"";
    let bills = drawn(ILLUSTRATIVE, "2018/19-Q2", options, "approved");
    let headings: Vec<&str> = bills.iter().map(Paper::heading).collect();
    assert_eq!(headings, ["Invoice", "VAT invoice"]);
    for paper in &bills {
        paper.must_say("Approved by Ann Officer");
        paper.must_say("Please pay");
        paper.must_say("Account number 00000000");
        paper.must_not_say("no payment is due");
        paper.must_not_say("pro forma");
        paper.must_not_say("Pro forma");
    }
}

#[test]
fn a_statement_names_the_numbers_of_documents_only_once_they_are_approved() {
    for (options, named) in [("", false), ("--approved-by \"Ann Officer\"", true)] {
        let out = fresh(&format!("statement-{named}"));
        let command = format!("recharge {} --period 2018/19-Q2 {options}", example(ILLUSTRATIVE));
        done(&format!("{command} --format pdf --out \"{}\"", out.display()));
        let paper = Paper::read(&out.join("HIOW-CS-2018-201819Q2-statement.pdf"));
        paper.must_say("Invoice, outside the scope of VAT");
        let file = out.join("statement.xlsx");
        done(&format!("{command} --format xlsx --out \"{}\"", file.display()));
        let book = Book::read(&file);
        let (documents, lines) = (book.sheet("Documents by VAT"), book.sheet("Statement lines"));
        let names = [documents.rows()[0].words("Document"), lines.rows()[0].words("Document")];
        if named {
            paper.must_say("HIOW-CS-2018-201819Q2-A");
            assert_eq!(names, ["HIOW-CS-2018-201819Q2-A"; 2]);
        } else {
            paper.must_not_say("HIOW-CS-2018-201819Q2-");
            assert_eq!(names, ["A for 2018/19-Q2"; 2]);
        }
    }
}

#[test]
fn a_preview_has_no_number() {
    let previews = drawn(ILLUSTRATIVE, "2018/19-Q2", "--as-at 2018-12-01", "preview");
    let names: Vec<String> = previews.iter().map(Paper::name).collect();
    let expected = ["A", "B"].map(|letter| format!("HIOW-CS-2018-201819Q2-{letter}-preview.pdf"));
    assert_eq!(names, expected);
    for paper in &previews {
        assert_eq!(paper.heading(), "Pro forma invoice", "{}", paper.name());
        let reference = format!("{} for HIOW-CS-2018, 2018/19-Q2", letter(&paper.name()));
        paper.must_be_sound(&reference, "1 December 2018");
        paper.must_say(NO_PAYMENT);
        paper.must_not_say("Invoice number");
        paper.must_not_say("HIOW-CS-2018-");
    }
}

#[test]
fn a_preview_cannot_be_approved() {
    let out = fresh("preview-approved");
    let file = example(ILLUSTRATIVE);
    let options = "--period 2018/19-Q2 --as-at 2018-12-01 --approved-by X --format pdf --out";
    let said = give(&format!("recharge {file} {options} \"{}\"", out.display()));
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(!out.exists(), "something was written: {:?}", names(&out));
}

/// A credit note of the monthly example: its letter, its heading, its rows and what it comes to.
const CREDITS: [(&str, &str, &[[&str; 5]], &str); 2] = [
    (
        "A",
        "Credit note",
        &[
            ["2.1", "Seafront Duty Manager", "£726.00", "£1,848.00", "-£1,122.00"],
            ["2.4", "Overhead: uniforms, payroll and travel", "£72.60", "£184.80", "-£112.20"],
        ],
        "Credit -£1,234.20",
    ),
    (
        "B",
        "VAT credit note",
        &[
            ["3.1", "Watching the seafront cameras", "£2,860.00", "£7,280.00", "-£4,420.00"],
            ["3.2", "Upkeep of the cliff lift", "£660.00", "£1,680.00", "-£1,020.00"],
            ["3.3", "Reading the tide gauge", "£30.14", "£76.71", "-£46.57"],
        ],
        "Net -£5,486.57 VAT -£1,097.31 Credit -£6,583.88",
    ),
];

#[test]
fn a_credit_note_names_the_invoices_that_it_corrects() {
    let options = "--approved-by \"Ann Officer\"";
    let invoices = drawn(MONTHLY, "2024/25-M11", options, "corrected");
    let notes = drawn(MONTHLY, "2024/25-M12", options, "credit");
    assert_eq!((invoices.len(), notes.len()), (2, 2));
    for ((letter, heading, rows, total), note) in CREDITS.into_iter().zip(&notes) {
        let number = format!("TG-WATCH-2024-202425M12-{letter}");
        note.must_be_sound(&number, "1 March 2025");
        assert_eq!(note.heading(), heading, "{number}");
        note.must_say(&format!("Credit note number {number}"));
        note.must_say("Credit note date 1 March 2025");
        let corrected = format!("TG-WATCH-2024-202425M11-{letter}");
        let invoice = invoices.iter().find(|paper| paper.name() == format!("{corrected}.pdf"));
        let invoice = invoice.expect("the invoice that it corrects was issued");
        invoice.must_say("Invoice date 1 February 2025");
        let period = "2024/25-M11, 1 February 2025 to 28 February 2025";
        let mut reader = note.reader();
        reader.find("What it corrects Gullsand District Council gave notice on 11 February 2025.");
        reader.find(&format!("{period}: corrects {corrected} of 1 February 2025"));
        for [clause, words, now, before, credit] in rows {
            reader.find(&format!("{clause} {words} {before} {now} {credit}"));
            invoice.must_say(before);
        }
        reader.find("What is credited");
        reader.find(&format!("Adjustments for {period}"));
        for [clause, words, _, _, credit] in rows {
            let rate = if letter == "A" { "" } else { "20% " };
            let price = credit.trim_start_matches('-');
            reader.find(&format!("{clause} {words} -1 {rate}{price} {credit}"));
        }
        reader.find_within(1, total);
        note.must_say("is paid back within 14 days of the date of this credit note, by 15 March");
        for never in ["To pay", "How to pay", "Please pay", "Due ", "Invoice number", "To pay"] {
            note.must_not_say(never);
        }
    }
    let [outside, inside] = notes.as_slice() else { panic!("two credit notes") };
    outside.must_not_say("VAT number");
    inside.must_say("VAT number GB999999973");
}

#[test]
fn a_credit_note_that_nobody_has_approved_is_a_pro_forma() {
    for note in drawn(MONTHLY, "2024/25-M12", "", "credit-pro-forma") {
        assert_eq!(note.heading(), "Pro forma credit note", "{}", note.name());
        note.must_say("no payment is due on it");
        note.must_not_say("Approved by");
    }
}

#[test]
fn a_file_where_a_folder_should_be_is_refused() {
    let folder = fresh("file-not-folder");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let out = folder.join("bills");
    fs::write(&out, "mine").expect("a file can be written");
    let options = "--period 2018/19-Q2 --format pdf --out";
    let said = give(&format!("recharge {} {options} \"{}\"", example(MONTHLY), out.display()));
    assert_eq!(said.status, 2, "{}", said.err);
    assert_eq!(fs::read_to_string(&out).expect("it is still there"), "mine");
}
