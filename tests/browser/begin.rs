//! From nothing to an invoice that has arrived: two councils join, their people, an agreement, its
//! days, a quarter, and the letter with its papers.

use std::path::Path;
use std::time::Duration;

use concordat::domain::people::Person;
use concordat::mail::Security;
use concordat::store::people;
use serde_json::Value;

use crate::browser::Browser;
use crate::ground::Ground;
use crate::mail_server::Server;
use crate::site::Site;

const PASSWORD: &str = "three plain words";

/// A file of the examples.
fn example(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quarter").join(name)
}

/// Somebody who joined on the pages.
pub fn joined(ground: &Ground, login: &str) -> Person {
    let found = people::person_with_password(&mut ground.books(), login).expect("it answers");
    found.unwrap_or_else(|| panic!("{login} has not joined")).0
}

/// Fills in who joins, with a password.
fn fill_in(browser: &Browser, (name, login): (&str, &str), password: &str) {
    browser.fill("Name", name);
    browser.fill("E-mail address", &format!("{login}@council.example"));
    browser.fill("Name to sign in with", login);
    browser.fill(password, PASSWORD);
    browser.fill("The same password again", PASSWORD);
}

/// An administrator adds somebody.
fn add_person(browser: &Browser, name: &str, login: &str, duty: &str) {
    browser.follow("People");
    browser.follow("Add a person");
    fill_in(browser, (name, login), "First password");
    browser.choose(duty);
    browser.press("Add the person");
    browser.must_read(&["Done", name]);
}

fn sign_in(browser: &Browser, login: &str, name: &str) {
    browser.press("Sign out");
    browser.must_read(&["You are signed out."]);
    browser.fill("Name to sign in with", login);
    browser.fill("Password", PASSWORD);
    browser.press("Sign in");
    browser.must_read(&[name]);
}

#[test]
fn two_councils_begin_with_nothing_and_end_with_an_invoice_that_has_arrived() {
    let founded = Ground::sqlite();
    let ground = founded.empty();
    let post = Server::start("browser", &[]);
    let carrier = post.carrier(Security::None, None);
    let site = Site::at_work(&ground, "2025-10-01", carrier, &[]);
    let browser = Browser::open(&site);
    councils_join(&site, &browser);
    terms_come_in(&browser);
    a_quarter_is_billed(&site, &browser);
    the_letter_arrives(&post, &browser);
}

fn councils_join(site: &Site<'_>, browser: &Browser) {
    browser.go("/");
    assert_eq!(browser.heading(), "Begin");
    browser.fill("Code", &site.first_code);
    browser.fill("Name of your council", "Ashenford Borough Council");
    browser.fill("Letters that its invoices’ numbers begin with", "ASH");
    browser.fill("Your name", "Ada Ashe");
    browser.fill("Your e-mail address", "ada@ashenford.example");
    browser.fill("Name to sign in with", "ash.admin");
    browser.fill("Password", PASSWORD);
    browser.fill("The same password again", PASSWORD);
    browser.press("Begin");
    browser.must_read(&["Your council has joined", "Ada Ashe"]);
    add_person(browser, "Amira Khan", "amira", "Preparer");
    add_person(browser, "Ben Stone", "ben", "Approver");
    browser.follow("Councils that have joined");
    browser.follow("Add a council");
    browser.fill("Name of the council", "Pellworth District Council");
    browser.fill("Letters that its invoices’ numbers begin with", "PEL");
    fill_in(browser, ("Pia Pell", "pel.admin"), "First password");
    browser.press("Add the council");
    browser.must_read(&["Pellworth District Council", "PEL"]);
    sign_in(browser, "pel.admin", "Pia Pell");
    add_person(browser, "Pru Page", "pru", "Partner finance");
    browser.follow("Pru Page");
    browser.must_read(&["Signs in as", "pru"]);
    browser.follow("Pia Pell");
    assert_eq!(browser.heading(), "Your account");
}

fn terms_come_in(browser: &Browser) {
    sign_in(browser, "amira", "Amira Khan");
    browser.must_read(&["Nothing waits for you."]);
    browser.follow("Agreements");
    browser.follow("Make or bring in an agreement");
    browser.attach("Agreement file", &example("agreement.toml"));
    browser.choose("Check the file");
    browser.press("Send the file");
    browser.must_read(&["The file can be brought in", "Nothing was changed yet."]);
    browser.attach("Agreement file", &example("agreement.toml"));
    browser.choose("Bring it in");
    browser.press("Send the file");
    assert_eq!(browser.heading(), "Version 1 In use");
    browser.follow("ASH-PEL-2025");
    browser.must_read(&["Payroll services", "Pellworth District Council", "No statement yet."]);
    browser.follow("Days, costs and values");
    browser.choose("Days given");
    browser.attach("File", &example("days.csv"));
    browser.press("Record the rows");
    browser.must_read(&["3 rows", "days.csv"]);
    assert!(!browser.download("All days as CSV").is_empty());
    browser.choose("Days given");
    browser.attach("File", &example("days.csv"));
    browser.press("Record the rows");
    browser.must_read(&["There is a problem", "recorded already"]);
    browser.must_not_read(&["--again"]);
    browser.follow("ASH-PEL-2025");
}

fn a_quarter_is_billed(site: &Site<'_>, browser: &Browser) {
    browser.follow("Draw up a statement");
    browser.pick("2025/26-Q2");
    browser.press("Show what it comes to");
    browser.must_read(&["a preview", "Nothing is written yet.", "£16,509.00", "first statement"]);
    browser.unfold("How this was worked out");
    browser.press("Draw it up");
    assert_eq!(browser.heading(), "Recharge statement 2025/26-Q2 drawn up");
    browser.press("Send to the purchaser");
    assert!(browser.heading().ends_with("with the purchaser"));
    sign_in(browser, "pru", "Pru Page");
    browser.must_read(&["to agree or query", "£16,509.00"]);
    browser.follow("ASH-PEL-2025 2025/26-Q2");
    let paper = browser.download("Statement");
    assert!(paper.starts_with(b"%PDF-"), "the statement is a PDF");
    browser.press("Agree all lines that are not queried");
    assert!(browser.heading().ends_with("agreed"));
    sign_in(browser, "ben", "Ben Stone");
    browser.must_read(&["to approve"]);
    browser.follow("ASH-PEL-2025 2025/26-Q2");
    browser.must_read(&["£16,509.00 is to be paid", "Amira Khan drew it up."]);
    browser.press("Approve");
    assert!(browser.heading().ends_with("approved"));
    browser.sign_in(site, &joined(site.ground, "amira"));
    browser.follow("ASH-PEL-2025 2025/26-Q2");
    browser.press("Issue");
    assert!(browser.heading().starts_with("Issued"), "{}", browser.heading());
    browser.must_read(&["ASH-INV-000001", "£16,509.00"]);
    browser.follow("ASH-INV-000001");
    browser.until("its files are not made", || {
        browser.go("/invoices/ASH-INV-000001");
        browser.has("link", "Electronic form").then_some(())
    });
    assert!(browser.download("Invoice (PDF)").starts_with(b"%PDF-"));
    let electronic = browser.download("Electronic form (XML)");
    assert!(String::from_utf8_lossy(&electronic).contains("ASH-INV-000001"));
}

fn the_letter_arrives(post: &Server, browser: &Browser) {
    let arrived = browser.until("the invoice does not arrive", || {
        std::thread::sleep(Duration::from_millis(200));
        let taken = post.taken();
        let is_it = |letter: &Value| letter["subject"].to_string().contains("ASH-INV-000001");
        let at = taken.iter().position(is_it)?;
        assert_eq!(post.envelope(at + 1)[1], "payments@pellworth.example");
        Some(taken[at].clone())
    });
    let attached: Vec<(&str, &str)> = arrived["attachments"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| (file[1].as_str().expect("a kind"), file[2].as_str().expect("bytes")))
        .collect();
    let of = |kind: &str| attached.iter().find(|(of, _)| of.ends_with(kind)).expect("it is there");
    assert!(of("pdf").1.starts_with("255044462d"), "a PDF");
    assert!(of("xml").1.contains(&hex("ASH-INV-000001")), "the electronic invoice");
    browser.follow("Letters");
    browser.must_read(&["payments@pellworth.example"]);
    browser.follow("Runs");
    browser.must_read(&["No run yet."]);
    browser.follow("Recharges");
    browser.must_read(&["ASH-PEL-2025"]);
    browser.follow("Invoices");
    browser.must_read(&["ASH-INV-000001"]);
    for (page, heading) in [
        ("Accessibility statement", "Accessibility statement"),
        ("Privacy", "Privacy"),
        ("Cookies", "Cookies"),
    ] {
        browser.follow(page);
        assert!(browser.heading().starts_with(heading), "{}", browser.heading());
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
