//! What an approval brings: numbers and days, rebates that no invoice has charged, and columns for
//! a spreadsheet; and on what day of knowledge a year is read.

use std::fs;

use crate::desk::Said;
use crate::desk::bills;
use crate::desk::example;
use crate::desk::fresh;
use crate::desk::give;
use crate::desk::made;
use crate::desk::names;
use crate::paper::Paper;

/// Hosting, and a standing rebate on it, both inside the scope of VAT.
const REBATE: &str = r#"
reference = "REBATE-2018"
title     = "Hosting"
starts    = 2018-04-01

[supplier]
name       = "Northshire County Council"
vat_number = "GB999999973"
address    = ["County Hall", "Northtown", "ZZ99 1AA"]

[purchaser]
name           = "Westhaven City Council"
vat_number     = "GB100000089"
address        = ["City Hall", "Westhaven", "ZZ99 2AA"]
purchase_order = "4500012345"

[[service]]
id     = "hosting"
clause = "4.1"
name   = "Hosting"
annual = "10000.01"
vat    = { treatment = "standard" }

[[service]]
id     = "storage"
clause = "4.1"
name   = "Storage"
annual = "133.33"
vat    = { treatment = "standard" }

[[service]]
id     = "rebate"
clause = "4.2"
name   = "Rebate on hosting"
annual = "-2400.00"
vat    = { treatment = "standard" }
"#;

const APPROVED: &str = "--approved-by \"Ann Officer\"";

fn billed(name: &str, text: &str, options: &str) -> (Said, Vec<String>, Vec<Paper>) {
    let (file, out) = made(name, text);
    let (file, folder) = (file.display(), out.display());
    let said = give(&format!("recharge \"{file}\" {options} --out \"{folder}\""));
    let is_pdf = options.contains("pdf");
    let papers = if is_pdf { bills(&out) } else { Vec::new() };
    let written = if out.is_dir() { names(&out) } else { Vec::new() };
    (said, written, papers)
}

#[test]
fn a_standing_rebate_corrects_no_invoice_and_says_so() {
    let options = format!("--period 2018/19-Q2 --format pdf {APPROVED}");
    let (said, _, papers) = billed("rebate", REBATE, &options);
    assert_eq!(said.status, 0, "{}", said.err);
    let says = "no electronic invoice is inside: credit note REBATE-2018-201819Q2-B gives back";
    assert!(said.err.contains(says), "{}", said.err);
    let [_, note] = papers.as_slice() else { panic!("an invoice and a credit note") };
    assert_eq!(note.heading(), "VAT credit note");
    note.must_say("This credit note corrects no earlier invoice: it gives back what the agreement");
    note.must_not_say("corrects REBATE");
    note.must_say("paid back within 30 days of the date of this credit note, by 31 October 2018.");
}

#[test]
fn nor_has_it_an_electronic_form_and_the_invoice_beside_it_has() {
    let options = format!("--period 2018/19-Q2 --format ubl {APPROVED}");
    let (said, written, _) = billed("rebate-sent", REBATE, &options);
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(written, ["REBATE-2018-201819Q2-A.xml"]);
    assert!(said.err.contains("not written: credit note REBATE-2018-201819Q2-B"), "{}", said.err);
    let alone = REBATE.replace("\"10000.01\"", "\"0.00\"").replace("\"133.33\"", "\"0.00\"");
    let (said, written, _) = billed("rebate-alone", &alone, &options);
    assert_eq!((said.status, written.len()), (2, 0), "{}", said.err);
    assert!(said.err.contains("must name the invoice that it corrects"), "{}", said.err);
}

#[test]
fn references_that_differ_by_a_sign_share_no_file() {
    let out = fresh("approvals-names");
    for (index, reference) in ["A/B", "A-B", "A:B"].into_iter().enumerate() {
        let text = REBATE.replace("REBATE-2018", reference);
        let (file, _) = made(&format!("approvals-names-{index}"), &text);
        let (file, out) = (file.display(), out.display());
        let options = format!("--period 2018/19-Q2 --format pdf --out \"{out}\"");
        assert_eq!(give(&format!("recharge \"{file}\" {options}")).status, 0);
    }
    let names = names(&out);
    assert_eq!(names.len(), 9, "{names:?}");
    assert!(names.contains(&"A-B-201819Q2-statement.pdf".to_owned()), "{names:?}");
}

#[test]
fn an_approval_says_where_its_day_has_not_come_or_is_before_the_agreement() {
    let late = "which has not come: what becomes known until then may change them";
    for (period, expected) in [("2026/27-Q3", true), ("2026/27-Q2", false)] {
        let options = format!("--period {period} --format pdf {APPROVED}");
        let (said, ..) = billed("approvals-days", REBATE, &options);
        assert_eq!((said.status, said.err.contains(late)), (0, expected), "{}", said.err);
    }
    let monthly = example("monthly-in-advance-by-days/agreement.toml");
    let out = fresh("approvals-early");
    for (month, expected) in [("M06", true), ("M07", false)] {
        let options = format!("--format pdf {APPROVED} --out \"{}\"", out.display());
        let said = give(&format!("recharge {monthly} --period 2024/25-{month} {options}"));
        let early = "before the agreement begins on 16 September 2024";
        assert_eq!((said.status, said.err.contains(early)), (0, expected), "{}", said.err);
    }
}

/// The VAT of the lines comes to that of their documents: £506.67 and -£120.00.
#[test]
fn a_spreadsheet_has_the_number_when_approved_and_the_vat() {
    for (options, number) in [(APPROVED, "REBATE-2018-201819Q2-"), ("", "")] {
        let (file, _) = made("approvals-csv", REBATE);
        let out = file.with_file_name("lines.csv");
        let (file, path) = (file.display(), out.display());
        let options = format!("--period 2018/19-Q2 {options} --format csv --out \"{path}\"");
        assert_eq!(give(&format!("recharge \"{file}\" {options}")).status, 0);
        let text = fs::read_to_string(&out).expect("it was written");
        let rows: Vec<&str> = text.lines().collect();
        assert!(rows[0].ends_with(",net,vat_treatment,document,vat"), "{}", rows[0]);
        let letter = |letter: &str| if number.is_empty() { "" } else { letter }.to_owned();
        let expected = [
            format!("Hosting,2500.00,standard,{number}{},500.00", letter("A")),
            format!("Storage,33.33,standard,{number}{},6.67", letter("A")),
            format!("Rebate on hosting,-600.00,standard,{number}{},-120.00", letter("B")),
        ];
        for (row, expected) in rows[1..].iter().zip(expected) {
            assert!(row.ends_with(&expected), "{row} does not end {expected}");
        }
    }
}

#[test]
fn a_part_year_says_that_it_is_one_and_no_column_is_called_left() {
    let out = fresh("approvals-part");
    let file = example("hampshire-isle-of-wight/illustrative.toml");
    let options = format!("--format pdf --out \"{}\"", out.display());
    for (period, part) in [("2018/19-Q2", true), ("2019/20-Q1", false)] {
        let said = give(&format!("recharge {file} --period {period} {options}"));
        assert_eq!(said.status, 0, "{}", said.err);
        let compact = period.replace(['/', '-'], "");
        let paper = Paper::read(&out.join(format!("HIOW-CS-2018-{compact}-statement.pdf")));
        let year = if part { "Part year" } else { "Whole year" };
        paper.must_say(&format!("Kind of charge Billed now To date {year} Still to bill"));
        paper.must_say(&format!("Provision Provided To date {year} Unused"));
        let says = "The agreement runs for a part of this financial year: 1 July 2018 to 31 March";
        assert_eq!(paper.says(says), part, "{period}");
    }
}

#[test]
fn the_accruals_of_a_year_name_their_one_day_of_knowledge() {
    let [file, days] =
        ["agreement.toml", "days.csv"].map(|name| example(&format!("backdated-pay-award/{name}")));
    for (index, as_at) in ["", "--as-at 2023-11-14"].into_iter().enumerate() {
        let out = fresh(&format!("approvals-accruals-{index}"));
        let options = format!("{as_at} --format pdf --out \"{}\"", out.display());
        let said = give(&format!("year {file} --year 2022/23 --days {days} {options}"));
        assert_eq!(said.status, 0, "{}", said.err);
        let paper = Paper::read(&out.join("AP-TRADING-2022-2022-23-schedule-of-payments.pdf"));
        paper.must_say("is not billed by 31 March 2023, under what was known on 14 November 2023.");
        paper.must_say("Reconciliation of days Worked out after the year £2,709.82");
        paper.must_say("The variation of 14 November 2023 (Pay award for 2022/23");
    }
}

#[test]
fn what_cannot_be_paid_into_or_claimed_back_is_not_approved() {
    const NUMBER: &str = "vat_number = \"GB999999973\"";
    let bank = |sort: &str, account: &str| {
        let bank = format!("{{ name = \"N\", sort_code = \"{sort}\", account = \"{account}\" }}");
        REBATE.replace(NUMBER, &format!("{NUMBER}\nbank = {bank}"))
    };
    let recharged = |text: &str, options: &str| {
        let (file, _) = made("approvals-wrong", text);
        give(&format!("recharge \"{}\" --period 2018/19-Q2 {options}", file.display()))
    };
    for (text, says) in [
        (bank("12345", "12345678"), "toml:9:22: error: supplier.bank.sort_code: \"12345\" is not"),
        (bank("12-34-56", "GB29 NWBK"), "supplier.bank.account: \"GB29 NWBK\" is not"),
        (REBATE.replace("GB999999973", "GB999999974"), "supplier.vat_number: \"GB999999974\""),
        (REBATE.replace("GB100000089", "GB100000088"), "purchaser.vat_number: \"GB100000088\""),
    ] {
        let said = recharged(&text, APPROVED);
        assert_eq!(said.status, 2, "{}", said.err);
        assert!(said.err.contains(says), "{}", said.err);
        assert_eq!(recharged(&text, "").status, 0, "a draft is warned of");
    }
    let placeholders = bank("00-00-00", "00000000").replace("GB999999973", "GB000000000");
    assert_eq!(recharged(&placeholders, APPROVED).status, 0);
}

#[test]
fn an_exempt_supply_has_no_rate_of_vat() {
    let exempt = "vat = { treatment = \"exempt\", reason = \"Education, Group 6\" }";
    let text = REBATE.replace("vat    = { treatment = \"standard\" }", exempt);
    let options = format!("--period 2018/19-Q2 --format pdf {APPROVED}");
    let (said, _, papers) = billed("approvals-exempt", &text, &options);
    assert_eq!(said.status, 0, "{}", said.err);
    for paper in &papers {
        paper.must_say("exempt");
        paper.must_not_say("0%");
    }
}

#[test]
fn the_statement_says_beforehand_what_goes_on_paper() {
    let (file, out) = made("rebate-text", REBATE);
    let (file, out) = (file.display(), out.display());
    let said = give(&format!("recharge \"{file}\" --period 2018/19-Q2 --out \"{out}\""));
    assert_eq!(said.status, 0, "{}", said.err);
    let text = fs::read_to_string(out.to_string()).expect("it was written");
    assert!(text.contains("B gives back what no invoice has charged."), "{text}");
    assert!(text.contains("send it on paper"), "{text}");
}
