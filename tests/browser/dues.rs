//! What is due: disputed, answered, paid in part, set off and reminded of; two approvers where the
//! limit demands them; and silence that counts as agreement.

use concordat::domain::people::Person;
use concordat::mail::Carrier;
use concordat::mail::Memory;

use crate::browser::Browser;
use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::ground::Ground;
use crate::site::Site;

const FIRST: &str = "HCC-INV-000001";
const SECOND: &str = "HCC-INV-000002";
const NOTE: &str = "HCC-CRN-000001";
const Q2: &str = "DESK 2018/19-Q2";

/// The terms, with a price that was agreed later and for all of the year.
fn terms(cheaper: bool) -> String {
    let text = agreement("DESK", "acceptance_days = 10\n", &[("desk", "4000.00", "standard")]);
    if !cheaper {
        return text;
    }
    format!(
        "{text}\n[[variation]]\nid = \"cheaper\"\nagreed = 2018-08-20\neffective = 2018-04-01\n\
         reason = \"Fewer hours\"\nchange = [{{ line = \"desk\", annual = \"1000.00\" }}]\n"
    )
}

#[test]
fn an_invoice_is_disputed_paid_in_part_set_off_and_reminded_of() {
    let ground = Ground::sqlite();
    let mut bureau = Bureau::open(&ground, "2018-07-02");
    bureau.bring_in(&terms(false)).expect("it comes in");
    bureau.bill("DESK", "2018/19-Q1").expect("billed");
    let site = Site::at_work(&ground, "2018-07-03", Carrier::Memory(Memory::default()), &[]);
    let browser = Browser::open(&site);
    at(&browser, &site, &ground.partner, FIRST);
    browser.unfold("Record the day it came");
    browser.fill_day("When did it come?", "2018-07-03");
    browser.press("Record its receipt");
    browser.must_read(&["Its receipt is recorded. It is due 2 August 2018."]);
    browser.unfold("Dispute a part of it");
    browser.fill("How much of it", "12,00");
    browser.press("Dispute it");
    browser.must_read(&["must be in pounds and pence", "Say why: what would settle it?"]);
    browser.fill("How much of it", "120");
    browser.fill("Why", "The desk was closed for a week in May");
    browser.press("Dispute it");
    browser.must_read(&["£120.00 is disputed; £1,080.00 stays due on its day."]);

    at(&browser, &site, &ground.preparer, FIRST);
    browser.fill("Answer", "It was open by telephone, as clause 4 says");
    browser.press("Answer");
    browser.must_read(&["The dispute is answered. £1,200.00 of £1,200.00 is unpaid"]);
    browser.unfold("Record a payment");
    browser.fill("Sum", "1,100.00");
    browser.fill_day("When did the bank have it?", "2018-07-03");
    browser.fill("The bank’s reference", "BACS 1");
    browser.press("Record it");
    browser.must_read(&["The payment is recorded. £100.00 of £1,200.00 is unpaid"]);

    a_cheaper_quarter(&browser, &site, &mut bureau);
    at(&browser, &site, &ground.preparer, SECOND);
    browser.unfold("Set a credit note off against it");
    browser.fill("Sum (optional)", "120.00");
    browser.press("Set it off");
    browser.must_read(&[&format!("{NOTE} is set off against it. £180.00 of £300.00 is unpaid")]);
    site.go_to("2018-12-03");
    at(&browser, &site, &ground.preparer, SECOND);
    browser.must_read(&["overdue", "of interest so far"]);
    browser.press("Remind the purchaser");
    browser.must_read(&["A reminder of £180.00", "waits to be sent"]);
    browser.press("Remind the purchaser");
    browser.must_read(&["There is a problem"]);
    browser.go("/");
    browser.must_read(&["Overdue", SECOND, "£180.00"]);
}

/// On the page of an invoice, as somebody.
fn at(browser: &Browser, site: &Site<'_>, person: &Person, number: &str) {
    browser.sign_in(site, person);
    browser.follow("Invoices");
    browser.follow(number);
}

/// The second quarter at the lower price: beyond the limit, and agreed by silence.
fn a_cheaper_quarter(browser: &Browser, site: &Site<'_>, bureau: &mut Bureau<'_>) {
    let ground = site.ground;
    bureau.go_to("2018-10-02").bring_in(&terms(true)).expect("it comes in");
    site.go_to("2018-10-02");
    browser.sign_in(site, &ground.preparer);
    browser.follow("Agreements");
    browser.follow("DESK");
    browser.follow("Draw up a statement");
    browser.pick("2018/19-Q2");
    browser.press("Show what it comes to");
    browser.must_read(&["Two people must approve it", "What changed since 2018/19-Q1"]);
    browser.press("Draw it up");
    browser.press("Send to the purchaser");
    browser.must_read(&["without a query it counts as agreed after 12 October 2018"]);
    browser.must_not_read(&["Take it as agreed"]);
    site.go_to("2018-10-13");
    browser.sign_in(site, &ground.preparer);
    browser.go("/agreements/DESK/recharges/2018-19/q2");
    browser.press("Take it as agreed");
    browser.must_read(&["It counts as agreed: the days for a query went by."]);

    browser.sign_in(site, &ground.approver);
    browser.follow(Q2);
    browser.press("Approve");
    browser.must_read(&["You have approved it as the first of two", "Two must approve"]);
    browser.must_read(&["You approved it first of two: a second person must approve it."]);
    browser.go("/approvals");
    browser.must_read(&["For another person to approve"]);
    browser.sign_in(site, &ground.other_approver);
    browser.follow(Q2);
    browser.press("Approve");
    browser.must_read(&["It is approved, and can be issued."]);
    browser.press("Issue");
    browser.must_read(&[SECOND, NOTE, "£100.00"]);
}
