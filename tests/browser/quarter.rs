//! A quarter that does not go smoothly: lines that are queried, and statements that are returned.

use crate::browser::Browser;
use crate::bureau::Bureau;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::site::Site;

const Q1: &str = "2018/19-Q1";
const STATEMENT: &str = "DESK 2018/19-Q1";

/// A statement that was sent to its purchaser.
fn sent(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.draw_up("DESK", Q1).expect("drawn up");
    bureau.send("DESK", Q1).expect("sent");
}

#[test]
fn a_queried_line_is_held_while_others_go_on_and_is_withdrawn_or_released() {
    let ground = Ground::sqlite();
    sent(&ground);
    let site = Site::open(&ground, "2018-07-03");
    let browser = Browser::open(&site);
    browser.sign_in(&site, &ground.partner);
    browser.follow(STATEMENT);
    browser.unfold("Query a line");
    browser.press("Query this line");
    assert!(browser.title().starts_with("Error: "), "{}", browser.title());
    browser.must_read(&["There is a problem", "Say why: what would settle it?"]);
    query(&browser, "Service desk", "The order is not found");
    browser.must_read(&["is queried, and held", "The order is not found", "Not answered yet"]);
    query(&browser, "Service maps", "Nobody uses the maps");
    browser.press("Agree all lines that are not queried");
    browser.must_read(&["agreed", "2 lines of £1,033.33 and VAT queried and held"]);

    browser.sign_in(&site, &ground.approver);
    browser.follow(STATEMENT);
    browser.press("Approve");
    browser.unfold("Withdraw a queried line");
    browser.pick("Service maps");
    browser.fill("Why it is not to be billed", "They were never put in order");
    browser.press("Withdraw this line");
    browser
        .must_read(&["is withdrawn, and will not be billed", "withdrawn, and not on an invoice"]);

    browser.sign_in(&site, &ground.preparer);
    browser.follow(STATEMENT);
    browser.press("Issue");
    browser.must_read(&["HCC-INV-000001", "£20,000.00"]);

    browser.sign_in(&site, &ground.partner);
    browser.go("/agreements/DESK/recharges/2018-19/q1");
    browser.unfold("Release a queried line");
    browser.pick("Service desk");
    browser.fill("What settled it (optional)", "The order is found: 4711");
    browser.press("Release this line");
    browser.must_read(&["is released", "The order is found: 4711"]);

    browser.sign_in(&site, &ground.approver);
    browser.follow(STATEMENT);
    browser.must_read(&["£1,200.00 is to be paid: £1,000.00 and £200.00 VAT"]);
    browser.press("Approve");
    browser.press("Issue");
    browser.must_read(&["HCC-INV-000002", "£1,200.00"]);
    browser.follow("Back to the statement");
    browser.must_read(&["released", "withdrawn", "HCC-INV-000001", "HCC-INV-000002"]);
}

fn query(browser: &Browser, line: &str, why: &str) {
    if !browser.has("field", "Line to query") {
        browser.unfold("Query a line");
    }
    browser.pick(line);
    browser.fill("Why", why);
    browser.press("Query this line");
}

#[test]
fn a_statement_is_returned_by_either_side_and_drawn_up_again() {
    let ground = Ground::sqlite();
    sent(&ground);
    let site = Site::open(&ground, "2018-07-03");
    let browser = Browser::open(&site);
    browser.sign_in(&site, &ground.partner);
    browser.follow(STATEMENT);
    browser.unfold("Return it to be drawn up again");
    browser.fill("Why it is returned", "The price of the desk was to fall");
    browser.press("Return it");
    browser.must_read(&["It is returned, to be drawn up again.", "No statement yet."]);

    browser.sign_in(&site, &ground.preparer);
    browser.follow(STATEMENT);
    browser.must_read(&["returned", "The price of the desk was to fall"]);
    browser.must_not_read(&["Send to the purchaser"]);
    again(&browser);
    browser.press("Send to the purchaser");

    browser.sign_in(&site, &ground.partner);
    browser.follow(STATEMENT);
    browser.press("Agree all lines that are not queried");
    browser.sign_in(&site, &ground.approver);
    browser.follow("Recharges");
    browser.follow("What waits for you to approve");
    browser.must_read(&[STATEMENT, "Ann Preparer"]);
    browser.follow(STATEMENT);
    browser.unfold("Return it to be drawn up again");
    browser.press("Return it");
    browser.must_read(&["Say why: what is to change?"]);
    browser.fill("Why it is returned", "The days of June are missing");
    browser.press("Return it");
    browser.must_read(&["returned", "The days of June are missing"]);

    browser.sign_in(&site, &ground.preparer);
    browser.follow(STATEMENT);
    again(&browser);
    browser.must_read(&["draft 3", "The days of June are missing"]);
}

fn again(browser: &Browser) {
    browser.follow("Draw it up again");
    assert_eq!(browser.heading(), "Draw up a statement");
    browser.must_read(&["a preview", "£21,240.00"]);
    browser.press("Draw it up again");
    assert_eq!(browser.heading(), "Recharge statement 2018/19-Q1 drawn up");
}
