//! Electronic invoices by the command: what is written, what is refused and where; and corrections
//! on paper.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::desk::Said;
use crate::desk::bills as bills_in;
use crate::desk::example;
use crate::desk::give;
use crate::desk::made;
use crate::desk::names;
use crate::markup::Element;
use crate::paper::Paper;

/// A solicitor and a clerk by the day, and an overhead on both, for one quarter.
const AGREEMENT: &str = r#"
reference = "LEGAL-2018"
title     = "Legal advice"
starts    = 2018-07-01
ends      = 2018-09-30

[supplier]
name       = "Northshire County Council"
vat_number = "GB999999973"
address    = ["County Hall", "Northtown", "ZZ99 1AA"]
bank       = { name = "Northshire", sort_code = "12-34-56", account = "12345678" }
contact    = { name = "Recharges", email = "recharges@north.example", phone = "01962 000000" }

[purchaser]
name           = "Westhaven City Council"
vat_number     = "GB100000089"
address        = ["City Hall", "Westhaven", "ZZ99 2AA"]
purchase_order = "4500012345"

[[staffing]]
id       = "solicitor"
clause   = "3.1"
post     = "Solicitor"
day_rate = "437.86"
basis    = "actual-days"
vat      = { treatment = "standard", reason = "In competition with solicitors" }

[[staffing]]
id       = "clerk"
clause   = "3.2"
post     = "Clerk"
day_rate = "120.00"
basis    = "actual-days"
vat      = { treatment = "exempt", reason = "Vocational training" }

[[overhead]]
id     = "overhead"
clause = "4.1"
rate   = "10%"
on     = ["staffing"]
"#;

const DAYS: &str = "\
line,on,days,note,recorded
solicitor,2018-07-31,3,,2018-08-01
solicitor,2018-08-31,4.25,,2018-09-01
clerk,2018-08-31,1,,2018-09-01
clerk,2018-09-28,4,,2018-10-09
solicitor,2018-09-28,1.5,,2018-10-12
";

/// Bills a quarter of an agreement, and gives what was said and the folder.
fn billed(name: &str, agreement: &str, quarter: &str, options: &str) -> (Said, PathBuf) {
    billed_with(DAYS, name, agreement, quarter, options)
}

/// The same with other days.
fn billed_with(
    recorded: &str,
    name: &str,
    agreement: &str,
    quarter: &str,
    options: &str,
) -> (Said, PathBuf) {
    let (file, bills) = made(name, agreement);
    let days = file.with_file_name("days.csv");
    fs::write(&days, recorded).expect("a file can be written");
    let said = give(&format!(
        "recharge \"{}\" --days \"{}\" --period {quarter} {options} --out \"{}\"",
        file.display(),
        days.display(),
        bills.display()
    ));
    (said, bills)
}

const UBL: &str = "--format ubl --approved-by \"Ann Officer\"";

fn read(folder: &Path, name: &str) -> Element {
    Element::read(&fs::read_to_string(folder.join(name)).expect("it was written"))
}

#[test]
fn a_file_is_written_for_each_document() {
    let file = example("hampshire-isle-of-wight/illustrative.toml");
    let folder = crate::desk::fresh("sent");
    let options = format!("--period 2018/19-Q2 {UBL} --out \"{}\"", folder.display());
    let said = give(&format!("recharge {file} {options}"));
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!(
        names(&folder),
        ["A", "B"].map(|letter| format!("HIOW-CS-2018-201819Q2-{letter}.xml"))
    );
    let outside = read(&folder, "HIOW-CS-2018-201819Q2-A.xml");
    assert_eq!(outside.text("OrderReference/ID"), "4500012345");
    assert_eq!(outside.text("BuyerReference"), "IWC-CS");
    assert_eq!(outside.text("ContractDocumentReference/ID"), "HIOW-CS-2018");
    assert_eq!(outside.text("AccountingCost"), "IWC-CS-HANTS TPP-OTHER-LA");
    assert_eq!(outside.text("DueDate"), "2018-10-31");
    assert!(outside.text("Note").ends_with("are on invoice HIOW-CS-2018-201819Q2-B."));
    let supplier = outside.find("AccountingSupplierParty/Party").expect("a supplier");
    assert!(
        supplier.find("PartyTaxScheme").is_none(),
        "no VAT number on what is outside its scope"
    );
    assert_eq!(supplier.text("PartyLegalEntity/CompanyID"), "E10000014");
    assert_eq!(supplier.text("EndpointID"), "GB999999973");
    assert_eq!(supplier.text("PostalAddress/CityName"), "Winchester");
    assert_eq!(supplier.text("PostalAddress/PostalZone"), "SO23 8UJ");
    let inside = read(&folder, "HIOW-CS-2018-201819Q2-B.xml");
    let path = "AccountingCustomerParty/Party/PartyTaxScheme/CompanyID";
    assert_eq!(inside.text(path), "GB100000089");
    assert_eq!(inside.text("PaymentMeans/PaymentID"), "HIOW-CS-2018-201819Q2-B");
}

#[test]
fn days_are_stated_at_their_rate_and_an_overhead_as_one_of_itself() {
    let (said, bills) = billed("days-sent", AGREEMENT, "2018/19-Q2", UBL);
    assert_eq!(said.status, 0, "{}", said.err);
    let xml = read(&bills, "LEGAL-2018-201819Q2-A.xml");
    let lines: Vec<[&str; 3]> = xml
        .all("InvoiceLine")
        .map(|line| {
            ["InvoicedQuantity", "Price/PriceAmount", "LineExtensionAmount"]
                .map(|path| line.text(path))
        })
        .collect();
    let expected = [
        ["7.25", "437.86", "3174.49"],
        ["1", "120.00", "120.00"],
        ["1", "317.45", "317.45"],
        ["1", "12.00", "12.00"],
    ];
    assert_eq!(lines, expected);
    let account = "PaymentMeans/PayeeFinancialAccount";
    assert_eq!(xml.text(&format!("{account}/ID")), "12345678");
    assert_eq!(xml.text(&format!("{account}/FinancialInstitutionBranch/ID")), "123456");
    let (said, bills) =
        billed("days-on-paper", AGREEMENT, "2018/19-Q2", "--format pdf --approved-by X");
    assert_eq!(said.status, 0, "{}", said.err);
    let papers = bills_in(&bills);
    let [paper] = papers.as_slice() else { panic!("one invoice") };
    paper.must_say("3.1 Solicitor 7.25 days 20% £437.86 £3,174.49");
    paper.must_say("3.2 Clerk 1 day exempt £120.00 £120.00");
    paper.must_say("4.1 Overhead 10% on £3,174.49 1 20% £317.45 £317.45");
    paper.must_say("Exempt Vocational training exempt £132.00 £0.00");
    paper.must_say("Questions: Recharges: recharges@north.example, 01962 000000.");
}

#[test]
fn more_for_an_earlier_period_alone_is_a_debit_note() {
    let options = "--format pdf --approved-by \"Ann Officer\"";
    let (said, bills) = billed("debit", AGREEMENT, "2018/19-Q3", options);
    assert_eq!(said.status, 0, "{}", said.err);
    let notes = bills_in(&bills);
    let [note] = notes.as_slice() else { panic!("one debit note") };
    assert_eq!(note.heading(), "VAT debit note");
    note.must_say("Debit note number LEGAL-2018-201819Q3-A");
    note.must_say("Period corrected 1 July 2018 to 30 September 2018");
    let period = "2018/19-Q2, 1 July 2018 to 30 September 2018";
    note.must_say(&format!("{period}: corrects LEGAL-2018-201819Q2-A of 1 October 2018"));
    let since = "Recorded since the statement before:";
    note.must_say(&format!("3.1 Solicitor {since} 1.5 days £3,174.49 £3,831.28 £656.79"));
    note.must_say(&format!("3.2 Clerk {since} 4 days £120.00 £600.00 £480.00"));
    note.must_say("4.1 Overhead What it is charged on has changed £317.45 £383.13 £65.68");
    note.must_say("Difference in all, before VAT £1,250.47");
    note.must_say("Please pay £1,394.96 by 31 January 2019.");
    let (said, bills) = billed("debit-sent", AGREEMENT, "2018/19-Q3", UBL);
    assert_eq!(said.status, 0, "{}", said.err);
    let xml = read(&bills, "LEGAL-2018-201819Q3-A.xml");
    assert_eq!(xml.text("InvoiceTypeCode"), "380");
    let earlier = "BillingReference/InvoiceDocumentReference";
    assert_eq!(xml.text(&format!("{earlier}/ID")), "LEGAL-2018-201819Q2-A");
    assert_eq!(xml.text(&format!("{earlier}/IssueDate")), "2018-10-01");
    assert_eq!(xml.text("InvoicePeriod/StartDate"), "2018-07-01");
    assert_eq!(xml.text("InvoicePeriod/EndDate"), "2018-09-30");
    let (_, bills) = billed("debit-pro-forma", AGREEMENT, "2018/19-Q3", "--format pdf");
    let headings: Vec<String> =
        bills_in(&bills).iter().map(|p: &Paper| p.heading().to_owned()).collect();
    assert_eq!(headings, ["Pro forma debit note"]);
}

/// The standard rate rose from 17.5% to 20% on 4 January 2011.
#[test]
fn an_adjustment_bears_the_rate_of_its_own_period() {
    let agreement =
        AGREEMENT.replace("2018-07-01", "2010-07-01").replace("2018-09-30", "2011-03-31");
    let days = "line,on,days,note,recorded\n\
                solicitor,2010-09-28,1.5,,2011-02-12\n\
                solicitor,2011-01-28,1,,2011-01-31\n";
    let paid = "--format pdf --approved-by X";
    let (said, bills) = billed_with(days, "two-rates", &agreement, "2010/11-Q4", paid);
    assert_eq!(said.status, 0, "{}", said.err);
    let papers = bills_in(&bills);
    let [paper] = papers.as_slice() else { panic!("one invoice") };
    assert_eq!(paper.heading(), "VAT invoice");
    paper.must_say("3.1 Solicitor 1 day 20% £437.86 £437.86");
    let mut reader = paper.reader();
    reader.find("Adjustments for 2010/11-Q2");
    reader.find("3.1 Solicitor 1 17.5% £656.79 £656.79");
    reader.find("What is adjusted");
    reader.find("Recorded since the statement before: 1.5 days £0.00 £656.79 £656.79");
    reader.find("Standard rate 17.5% £722.47 £126.43 Standard rate 20% £481.65 £96.33");
    let (said, bills) = billed_with(days, "two-rates-sent", &agreement, "2010/11-Q4", UBL);
    assert_eq!(said.status, 0, "{}", said.err);
    let xml = read(&bills, "LEGAL-2018-201011Q4-A.xml");
    let rates = xml.find("TaxTotal").expect("there is a tax total").all("TaxSubtotal");
    let rates: Vec<[&str; 3]> = rates
        .map(|rate| {
            ["TaxCategory/Percent", "TaxableAmount", "TaxAmount"].map(|path| rate.text(path))
        })
        .collect();
    // The clerk recorded nothing: a line of nought, which is exempt.
    let nought = ["0", "0.00", "0.00"];
    assert_eq!(rates, [["17.5", "722.47", "126.43"], ["20", "481.65", "96.33"], nought]);
    let adjusted = xml.all("InvoiceLine").find(|line| line.find("Note").is_some());
    let adjusted = adjusted.expect("an adjustment has a note");
    assert!(adjusted.find("InvoicePeriod").is_none(), "its period lies outside the document's");
    assert!(adjusted.text("Note").starts_with("Adjustment for 2010/11-Q2, 1 July 2010 to"));
}

#[test]
fn what_nobody_has_approved_is_not_sent() {
    let (said, bills) = billed("not-approved", AGREEMENT, "2018/19-Q2", "--format ubl");
    assert_eq!(said.status, 2);
    assert!(said.err.contains("--format ubl needs --approved-by NAME"), "{}", said.err);
    assert!(!bills.exists());
}

#[test]
fn it_needs_a_folder_and_a_year_has_none() {
    let file = example("hampshire-isle-of-wight/illustrative.toml");
    let said = give(&format!("recharge {file} --period 2018/19-Q2 {UBL}"));
    assert!(said.err.contains("--format ubl needs --out FOLDER"), "{}", said.err);
    let said = give(&format!("year {file} --year 2018/19 --format ubl --out x"));
    assert_eq!(said.status, 2);
    assert!(said.err.contains("`year` has no ubl"), "{}", said.err);
}

/// A number that is wrong: what stands in the agreement, what is put there, its line and column,
/// and what is said.
const WRONG: [(&str, &str, &str, &str); 5] = [
    (
        "\"GB999999973\"",
        "\"GB000000000\"",
        "9:1",
        "supplier.vat_number: \"GB000000000\" stands in for a VAT number",
    ),
    (
        "\"GB100000089\"",
        "\"GB100000088\"",
        "16:1",
        "purchaser.vat_number: \"GB100000088\" is not a VAT number",
    ),
    ("\"12-34-56\"", "\"12-34\"", "11:37", "supplier.bank.sort_code: \"12-34\" is not a sort code"),
    (
        "\"12345678\"",
        "\"1234\"",
        "11:61",
        "supplier.bank.account: \"1234\" is not an account number",
    ),
    (
        "vat_number = \"GB100000089\"",
        "electronic_address = { scheme = \"0088\", id = \"9520000000029\" }",
        "16:41",
        "purchaser.electronic_address.id: \"9520000000029\" is not a GLN",
    ),
];

#[test]
fn a_wrong_number_stops_what_bears_it() {
    for (index, (from, to, place, says)) in WRONG.into_iter().enumerate() {
        let agreement = AGREEMENT.replace("vat_number     =", "vat_number =").replace(from, to);
        let name = format!("wrong-number-{index}");
        let (said, bills) = billed(&name, &agreement, "2018/19-Q2", UBL);
        assert_eq!(said.status, 2, "{to}: {}", said.err);
        assert!(
            said.err.contains(&format!("agreement.toml:{place}: error: {says}")),
            "{}",
            said.err
        );
        assert!(!bills.exists(), "{to}");
        let (said, bills) =
            billed(&name, &agreement, "2018/19-Q2", "--format pdf --approved-by \"Ann Officer\"");
        let is_of_paper =
            !["electronic_address", "stands in for"].iter().any(|of| says.contains(of));
        if is_of_paper {
            assert_eq!((said.status, bills.exists()), (2, false), "paper bears it: {}", said.err);
            continue;
        }
        assert_eq!(said.status, 0, "{to}: {}", said.err);
        assert!(said.err.contains("no electronic invoice is inside: "), "{}", said.err);
        let written = ["LEGAL-2018-201819Q2-A.pdf", "LEGAL-2018-201819Q2-statement.pdf"];
        assert_eq!(names(&bills), written);
    }
}

#[test]
fn a_council_without_an_address_is_named() {
    let agreement = AGREEMENT.replace("vat_number     = \"GB100000089\"\n", "");
    let (said, _) = billed("no-address", &agreement, "2018/19-Q2", UBL);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains(
            "error: purchaser.electronic_address: an electronic invoice needs an address"
        ),
        "{}",
        said.err
    );
    assert!(said.err.contains("agreement.toml:"), "{}", said.err);
}
