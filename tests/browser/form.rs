//! A form with errors: the page says so in its title, the focus is on what is wrong, and from there
//! a link leads to each field.

use crate::browser::Browser;
use crate::ground::Ground;
use crate::site::Site;

#[test]
fn a_form_with_errors_is_shown_again_with_the_focus_on_what_is_wrong() {
    let ground = Ground::sqlite();
    let site = Site::open(&ground, "2018-07-03");
    let browser = Browser::open(&site);
    browser.go("/");
    assert_eq!(browser.heading(), "Sign in");
    browser.press("Sign in");
    assert_eq!(browser.title(), "Error: Sign in – Concordat");
    assert!(browser.focus().starts_with("There is a problem"), "{}", browser.focus());
    browser.keys("\u{e004}");
    assert_eq!(browser.focus(), "Enter the name that you sign in with");
    browser.keys("\u{e007}");
    browser.until("the link leads to no field", || {
        (browser.focus() == "Name to sign in with").then_some(())
    });
    browser.fill("Name to sign in with", "ann");
    browser.fill("Password", "not the right one");
    browser.press("Sign in");
    browser.must_read(&["The name or the password is not right."]);
    assert!(browser.focus().starts_with("There is a problem"), "{}", browser.focus());
}
