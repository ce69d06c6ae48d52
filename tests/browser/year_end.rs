//! A year ends: its days are reconciled and charged, both councils state their balances until they
//! say the same, the year is locked, and each takes its journal and what it publishes.

use std::path::Path;

use concordat::domain::people::Person;
use concordat::workflow::payments;

use crate::browser::Browser;
use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on;
use crate::site::Site;

const REFERENCE: &str = "ASH-PEL-2025";
const YEAR: &str = "/agreements/ASH-PEL-2025/year-end/2025-26";
const RECONCILIATION: &str = "/agreements/ASH-PEL-2025/recharges/2025-26/q4-reconciliation";

fn example(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quarter").join(name)
}

/// The agreement of the examples, between the councils of the ground.
fn terms() -> String {
    let text = std::fs::read_to_string(example("agreement.toml")).expect("the example");
    text.replace("Ashenford Borough Council", "Hampshire County Council")
        .replace("Pellworth District Council", "Isle of Wight Council")
}

/// Bills a quarter and has its invoice received.
fn billed(bureau: &mut Bureau<'_>, day: &str, quarter: &str) {
    bureau.go_to(day);
    let issued = bureau.bill(REFERENCE, quarter).expect("billed");
    let (partner, day) = (bureau.ground.partner.clone(), on(day).today);
    for one in issued {
        bureau
            .act(&partner, |work| payments::receive(work, &one.number, day).map(drop))
            .expect("received");
    }
}

fn record(browser: &Browser, file: &str, rows: &str) {
    browser.go("/agreements/ASH-PEL-2025/records");
    browser.choose("Days given");
    browser.attach("File", &example(file));
    browser.press("Record the rows");
    browser.must_read(&[rows]);
}

fn year_as(browser: &Browser, site: &Site<'_>, person: &Person) {
    browser.sign_in(site, person);
    browser.go(YEAR);
}

#[test]
fn a_year_is_reconciled_balanced_locked_and_taken_into_both_ledgers() {
    let ground = Ground::sqlite();
    let mut bureau = Bureau::open(&ground, "2025-10-01");
    bureau.bring_in(&terms()).expect("it comes in");
    let site = Site::open(&ground, "2025-10-01");
    let browser = Browser::open(&site);
    browser.sign_in(&site, &ground.preparer);
    record(&browser, "days.csv", "3 rows");
    billed(&mut bureau, "2025-10-01", "2025/26-Q2");
    billed(&mut bureau, "2026-01-02", "2025/26-Q3");
    site.go_to("2026-04-01");
    year_as(&browser, &site, &ground.preparer);
    assert_eq!(browser.heading(), "Year end 2025/26 open");
    record(&browser, "days-of-the-year.csv", "6 rows");
    billed(&mut bureau, "2026-04-01", "2025/26-Q4");
    the_days_are_reconciled(&browser, &site);
    the_balances_are_agreed(&browser, &site);
    the_year_is_locked(&browser, &site);
    each_takes_its_files(&browser, &site);
}

fn the_days_are_reconciled(browser: &Browser, site: &Site<'_>) {
    let ground = site.ground;
    site.go_to("2026-04-02");
    year_as(browser, site, &ground.preparer);
    browser.press("Draw up the reconciliation");
    assert_eq!(browser.heading(), "Reconciliation 2025/26 drawn up");
    browser.press("Send to the purchaser");
    browser.sign_in(site, &ground.partner);
    browser.go(RECONCILIATION);
    browser.press("Agree all lines that are not queried");
    browser.sign_in(site, &ground.approver);
    browser.go(RECONCILIATION);
    browser.press("Approve");
    browser.press("Issue");
    browser.must_read(&["HCC-INV-000004"]);
    browser.sign_in(site, &ground.partner);
    browser.go("/invoices/HCC-INV-000004");
    browser.unfold("Record the day it came");
    browser.fill_day("When did it come?", "2026-04-02");
    browser.press("Record its receipt");
}

fn the_balances_are_agreed(browser: &Browser, site: &Site<'_>) {
    let ground = site.ground;
    site.go_to("2026-04-20");
    year_as(browser, site, &ground.preparer);
    state(browser, None);
    browser.must_read(&["Stated: "]);
    year_as(browser, site, &ground.partner);
    state(browser, Some(["25,330.00", "13,886.99", "12,50"]));
    browser.must_read(&["There is a problem", "must be in pounds and pence"]);
    browser.fill("Accrued for what is not billed", "13,204.61");
    browser.fill("Note (optional)", "A penny is missing");
    browser.press("State it");
    browser.must_read(&["The balances differ.", "A penny is missing"]);

    year_as(browser, site, &ground.preparer);
    browser.must_read(&["Side by side"]);
    browser.unfold("Letter to agree the balances");
    browser.fill_day("By when are they to answer?", "2026-05-15");
    let letter = browser.press_for_file("Make the letter (PDF)");
    assert!(letter.starts_with(b"%PDF-"), "the letter is a PDF");

    year_as(browser, site, &ground.approver);
    browser.must_read(&["This stands in the way:", "the balances of the two councils differ"]);
    browser.press("Lock the year");
    browser.must_read(&["Say why the year is locked though something stands in the way"]);

    site.go_to("2026-04-24");
    year_as(browser, site, &ground.partner);
    state(browser, None);
    browser.must_read(&["Both say the same: the balances are agreed."]);
}

fn state(browser: &Browser, figures: Option<[&str; 3]>) {
    browser.unfold("State your council’s balance");
    if let Some([billed, unpaid, accrued]) = figures {
        browser.choose("What our own ledger says");
        browser.fill("Billed in the year, without VAT", billed);
        browser.fill("Of that unpaid at its end, with VAT", unpaid);
        browser.fill("Accrued for what is not billed", accrued);
    } else {
        browser.choose("What these books say");
    }
    browser.press("State it");
}

fn the_year_is_locked(browser: &Browser, site: &Site<'_>) {
    year_as(browser, site, &site.ground.approver);
    browser.must_not_read(&["This stands in the way:"]);
    browser.press("Lock the year");
    browser.must_read(&["2025/26 is locked."]);
    assert_eq!(browser.heading(), "Year end 2025/26 locked");
    browser.must_not_read(&["State your council’s balance"]);
}

fn each_takes_its_files(browser: &Browser, site: &Site<'_>) {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    for person in [&site.ground.preparer, &site.ground.partner] {
        year_as(browser, site, person);
        let journal = text(browser.download("Journal of the year (CSV)"));
        assert!(journal.contains("HCC-INV-000001"), "{journal}");
        assert!(text(browser.download("Journal of accruals (CSV)")).lines().count() > 1);
        assert!(text(browser.download("Schedule of accruals (CSV)")).lines().count() > 1);
    }
    browser.follow("2025/26-Q3");
    assert_eq!(browser.heading(), "Items over £500, 2025/26-Q3");
    let items = text(browser.download("Items to publish (CSV)"));
    assert!(items.contains("HCC-INV-000001"), "{items}");
}
