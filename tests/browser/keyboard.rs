//! A journey by the keyboard alone, with the focus seen at each step; and a page as it is printed.

use std::process::Command;

use concordat::domain::people::Role;
use concordat::workflow::keep_people;

use crate::browser::Browser;
use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::site::Site;

const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const SPACE: &str = "\u{e00d}";

/// Whether whoever looks can tell where the focus is: an outline or a shadow, of what has it or of
/// the box that is drawn for it. Between the last thing and the first nothing has it.
const FOCUS_IS_SEEN: &str = "const on = document.activeElement; \
    if (on === document.body) return true; \
    const drawn = [getComputedStyle(on), ...[...(on.labels ?? [])].map((label) => \
        getComputedStyle(label, '::before'))]; \
    const { top, bottom } = on.getBoundingClientRect(); \
    const is_marked = drawn.some((style) => style.boxShadow !== 'none' || \
        (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1)); \
    return is_marked && bottom > 0 && top < window.innerHeight";

/// Goes on by the Tab key to something with some words.
#[track_caller]
fn tab_to(browser: &Browser, words: &str) {
    for _ in 0..60 {
        browser.keys(TAB);
        let focus = browser.focus();
        let is_seen = browser.ask(FOCUS_IS_SEEN, vec![]);
        assert_eq!(is_seen, true, "the focus is not seen on “{focus}”");
        if focus.starts_with(words) {
            return;
        }
    }
    panic!("the Tab key does not come to “{words}”:\n{}", browser.reads());
}

#[test]
fn a_statement_is_approved_by_the_keyboard_alone() {
    let ground = Ground::sqlite();
    let mut bureau = Bureau::open(&ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.draw_up("DESK", "2018/19-Q1").expect("drawn up");
    bureau.send("DESK", "2018/19-Q1").expect("sent");
    bureau.agree("DESK", "2018/19-Q1").expect("agreed");
    let site = Site::open(&ground, "2018-07-03");
    let administrator = site.joined(&ground.approver, Role::Administrator);
    let password = "three plain words";
    keep_people::change_password(
        &mut ground.books(),
        &administrator,
        on("2018-07-03"),
        "ben",
        password,
    )
    .expect("a password");
    let browser = Browser::open(&site);
    browser.go("/");
    tab_to(&browser, "Skip to main content");
    browser.keys(ENTER);
    let main = browser.ask("return document.activeElement.id", vec![]);
    assert_eq!(main, "main-content", "the link leads past the links of every page");
    tab_to(&browser, "Name to sign in with");
    browser.keys("ben");
    tab_to(&browser, "Password");
    browser.keys(password);
    browser.turn(|| browser.keys(ENTER));
    browser.must_read(&["Needs your attention"]);
    tab_to(&browser, "DESK 2018/19-Q1");
    browser.turn(|| browser.keys(ENTER));
    tab_to(&browser, "How this was worked out");
    browser.keys(SPACE);
    browser.must_read(&["4,000.00"]);
    tab_to(&browser, "Approve");
    browser.turn(|| browser.keys(SPACE));
    browser.must_read(&["It is approved, and can be issued."]);
    tab_to(&browser, "Sign out");
    browser.turn(|| browser.keys(ENTER));
    browser.must_read(&["You are signed out."]);
}

#[test]
fn a_page_is_printed_without_what_only_a_screen_needs() {
    let ground = Ground::sqlite();
    let mut bureau = Bureau::open(&ground, "2018-07-02");
    let names: Vec<String> = (1..=30).map(|number| format!("desk-{number}")).collect();
    let services: Vec<_> =
        names.iter().map(|name| (name.as_str(), "4000.00", "standard")).collect();
    bureau.bring_in(&agreement("DESK", "", &services)).expect("it comes in");
    bureau.draw_up("DESK", "2018/19-Q1").expect("drawn up");
    let site = Site::open(&ground, "2018-07-03");
    let browser = Browser::open(&site);
    browser.sign_in(&site, &ground.preparer);
    browser.follow("DESK 2018/19-Q1");
    let pages = pages(&browser.printed());
    let all = pages.join("\n");
    assert!(all.contains("Recharge statement 2018/19-Q1"), "{all}");
    assert!(all.contains("Hampshire County Council"), "{all}");
    for screen in ["Sign out", "Agreements", "Send to the purchaser", "Lines (CSV)", "Privacy"] {
        assert!(!all.contains(screen), "“{screen}” is printed:\n{all}");
    }
    let workings = all.matches("4,000.00").count();
    assert!(workings >= 30, "the workings are open: {workings}\n{all}");
    let lines: Vec<&String> = pages.iter().filter(|page| page.contains("worked out")).collect();
    assert!(lines.len() > 1, "the lines take more than a page");
    assert!(pages.len() < 7, "{} pages for 30 lines", pages.len());
    for page in lines {
        assert!(page.contains("Clause") && page.contains("State"), "a page has no heads:\n{page}");
    }
    assert_eq!(all.matches("£36,000.00").count(), 2, "sums stand at the foot of each page:\n{all}");
}

/// The words of a PDF, page by page.
fn pages(pdf: &[u8]) -> Vec<String> {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("printed.pdf");
    std::fs::write(&file, pdf).expect("it can be kept");
    let ran = Command::new("pdftotext").args(["-layout"]).arg(&file).arg("-").output();
    let ran = ran.expect("pdftotext is there: tests/run installs it");
    let text = String::from_utf8(ran.stdout).expect("text");
    text.split('\u{c}').map(str::to_owned).filter(|page| !page.trim().is_empty()).collect()
}
