//! A run over several agreements, whose counts go on while somebody looks, and one that is parked.

use concordat::mail::Carrier;
use concordat::mail::Memory;

use crate::browser::Browser;
use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::ground::Ground;
use crate::site::Site;

#[test]
fn a_run_counts_while_it_goes_and_parks_what_cannot_be_done() {
    let ground = Ground::sqlite();
    let mut bureau = Bureau::open(&ground, "2018-07-02");
    let good = |reference: &str| agreement(reference, "", &[("desk", "4000.00", "standard")]);
    let whole = good("B");
    let (undecided, _) = whole.split_once("[service.vat]").expect("a decision");
    bureau.bring_in(undecided).expect("nobody has decided on its VAT");
    for reference in ["A", "C", "D"] {
        bureau.bring_in(&good(reference)).expect("it comes in");
    }
    let site = Site::at_work(&ground, "2018-07-02", Carrier::Memory(Memory::default()), &[]);
    let browser = Browser::open(&site);
    browser.sign_in(&site, &ground.preparer);
    browser.follow("Runs");
    browser.follow("New run");
    browser.press("Start the run");
    assert!(browser.title().starts_with("Error: "), "{}", browser.title());
    browser.must_read(&["There is a problem", "Choose what is to be done"]);
    browser.choose("Draw up statements");
    browser.fill("Period", "2018/19-Q1");
    browser.press("Start the run");
    over(&browser, "4 agreements: Would be done");
    browser.follow("Go on to do it");
    browser.choose("Do it");
    browser.press("Start the run");
    over(&browser, "4 agreements: Done");
    step(&browser, "Send statements to their purchasers");
    over(&browser, "4 agreements: Done");
    browser.sign_in(&site, &ground.partner);
    step(&browser, "Agree statements that were sent");
    over(&browser, "4 agreements: Done");
    browser.sign_in(&site, &ground.approver);
    step(&browser, "Approve statements");
    over(&browser, "3 agreements: Done");
    browser.follow("1 agreement: Parked");
    browser.must_read(&["VAT"]);
    browser.follow("B");
    browser.must_read(&["Parked: runs leave this agreement aside until this is mended."]);
    browser.sign_in(&site, &ground.preparer);
    browser.must_read(&["Parked: runs leave these aside until they are mended", "B: "]);
    browser.follow("Runs");
    browser.must_read(&["Approve statements", "Over"]);
    browser.follow("Agreements");
    browser.choose("Parked only");
    browser.press("Find");
    browser.must_read(&["Services of B"]);
    browser.must_not_read(&["Services of A"]);
}

fn step(browser: &Browser, what: &str) {
    browser.follow("Runs");
    browser.follow("New run");
    browser.choose(what);
    browser.fill("Period", "2018/19-Q1");
    browser.choose("Do it");
    browser.press("Start the run");
}

/// Waits for the page of a run to say by itself that it is over, and how many came to what.
fn over(browser: &Browser, counted: &str) {
    let begun = browser.reads();
    assert!(begun.contains("Started by"), "{begun}");
    browser.until("the run does not end before our eyes", || {
        let is_over = !browser.has("link", "Refresh");
        (is_over && browser.has("link", counted)).then_some(())
    });
    browser.look();
}
