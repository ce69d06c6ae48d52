//! What is given back: a credit that one person draws up and another refuses or approves.

use crate::browser::Browser;
use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::ground::Ground;
use crate::site::Site;

const NUMBER: &str = "HCC-INV-000001";

#[test]
fn a_credit_is_refused_and_another_is_approved_by_a_second_person() {
    let ground = Ground::sqlite();
    let mut bureau = Bureau::open(&ground, "2018-07-02");
    let services = [("desk", "4000.00", "standard"), ("maps", "800.00", "standard")];
    bureau.bring_in(&agreement("DESK", "", &services)).expect("it comes in");
    bureau.bill("DESK", "2018/19-Q1").expect("billed");
    let site = Site::open(&ground, "2018-07-03");
    let browser = Browser::open(&site);
    let begin = |browser: &Browser| {
        browser.sign_in(&site, &ground.preparer);
        browser.follow("Invoices");
        browser.follow(NUMBER);
        browser.follow("Give back all or a part of it");
        assert_eq!(browser.heading(), format!("Give back invoice {NUMBER}"));
    };
    begin(&browser);
    browser.press("Draw up the credit");
    assert!(browser.title().starts_with("Error: "), "{}", browser.title());
    browser.must_read(&["Choose whether all is given back", "Say why it is given back"]);
    browser.choose("A part of some lines");
    browser.fill("Line 1: Service desk", "1000.01");
    browser.fill("Why", "Billed twice");
    browser.press("Draw up the credit");
    browser.must_read(&["There is a problem", "£1,000.00"]);
    browser.fill("Line 1: Service desk", "250.00");
    browser.press("Draw up the credit");
    browser.must_read(&["is to be given back. Another person approves it.", "£300.00"]);

    browser.sign_in(&site, &ground.approver);
    browser.follow("Recharges");
    browser.follow("What waits for you to approve");
    browser.follow(NUMBER);
    browser.must_read(&["A credit that waits to be approved", "Billed twice", "Ann Preparer"]);
    browser.unfold("Refuse the credit");
    browser.press("Refuse it");
    browser.must_read(&["Say why the credit is refused"]);
    browser.fill("Why it is refused", "It was billed once");
    browser.press("Refuse it");
    browser.must_read(&["The credit is refused, and nothing is given back."]);

    begin(&browser);
    browser.must_read(&["Service desk", "Service maps"]);
    browser.choose("All that is left of the invoice");
    browser.fill("Why", "The service ended in March");
    browser.press("Draw up the credit");
    browser.sign_in(&site, &ground.other_approver);
    browser.go("/approvals");
    browser.follow(NUMBER);
    browser.press("Approve it, and issue the credit note");
    browser.must_read(&["HCC-CRN-000001 is issued: £1,440.00 is given back."]);
    browser.follow("HCC-CRN-000001");
    browser.must_read(&["Credit note HCC-CRN-000001", "The service ended in March", NUMBER]);

    browser.sign_in(&site, &ground.partner);
    browser.follow("Invoices");
    browser.must_read(&[NUMBER, "HCC-CRN-000001"]);
    let log = site.joined(&ground.preparer, concordat::domain::people::Role::Auditor);
    browser.sign_in(&site, &log);
    browser.follow("Log");
    browser.must_read(&["Credit refused", "Credit approved and issued", "Ben Approver"]);
    browser.fill("About", NUMBER);
    browser.press("Find");
    browser.must_read(&["Credit drawn up"]);
}
