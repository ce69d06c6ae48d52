//! The terms of an agreement that is in the books, changed in forms.

use concordat::domain::file;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::site::Answered;
use crate::web::site::Site;
use crate::web::site::Visitor;
use crate::web::terms::hidden;
use crate::web::terms::save;

on_both!(
    a_pay_award_is_entered_as_a_change_from_its_day_and_brought_in,
    other_bank_details_wait_for_a_second_person,
    a_draft_that_was_overtaken_is_not_brought_in_unseen,
    a_file_is_opened_in_forms_with_its_mistakes,
);

fn change_terms(by: &Visitor) -> String {
    let answered = by.post(&format!("/agreements/{HIOW}/change-terms"), &[]);
    assert_eq!(answered.status, 303, "{}", answered.text);
    answered.header("location").expect("it leads on").to_owned()
}

fn bring_in(by: &Visitor, draft: &str, reason: &str) -> Answered {
    let check = by.get(&format!("{draft}/check"));
    let (revision, in_use) = (hidden(&check, "revision"), hidden(&check, "in_use"));
    let fields = [("revision", &*revision), ("in_use", &*in_use), ("reason", reason)];
    by.post(&format!("{draft}/bring-in"), &fields)
}

fn award(by: &Visitor, draft: &str) {
    let days = [
        ("id", "award"),
        ("reason", "Pay award"),
        ("agreed-day", "1"),
        ("agreed-month", "9"),
        ("agreed-year", "2018"),
        ("effective-day", "1"),
        ("effective-month", "10"),
        ("effective-year", "2018"),
    ];
    let saved = save(by, draft, "variation.new", &days);
    let to = saved.header("location").expect("it leads on to what it changes").to_owned();
    let number = to.rsplit_once('.').expect("an item").1;
    let new = format!("variation.{number}.change.new");
    let which = by.get(&format!("{draft}/terms/{new}"));
    assert!(which.text.contains("Which line does it change?"), "{}", which.text);
    let none = by.get(&format!("{draft}/terms/{new}?asked=yes"));
    assert!(none.status == 422 && none.text.contains("href=\"#line\">Choose the line"));
    let page = by.get(&format!("{draft}/terms/{new}?line=dcs"));
    assert!(page.text.contains("Salary of a year"), "{}", page.text);
    assert!(!page.text.contains("Charge of a year"), "a post has none: {}", page.text);
    let empty = save(by, draft, &new, &[("line", "dcs")]);
    assert!(empty.text.contains("href=\"#line\">This changes nothing"), "{}", empty.text);
    let saved = save(by, draft, &new, &[("line", "dcs"), ("salary", "£160,000")]);
    assert_eq!(saved.status, 303, "{}", saved.text);
}

fn a_pay_award_is_entered_as_a_change_from_its_day_and_brought_in(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    let site = Site::open(ground, "2018-09-03");
    let ann = site.visitor(&ground.preparer);
    assert!(ann.get(&format!("/agreements/{HIOW}")).text.contains("Change the terms"));
    let draft = change_terms(&ann);
    assert!(bring_in(&ann, &draft, "none").text.contains("there is nothing to bring in"));
    award(&ann, &draft);
    let post = ann.get(&format!("{draft}/terms/staffing.0"));
    for says in ["From 1 October 2018</a>: Salary of a year: £160,000.00", "£150,000.00"] {
        assert!(post.text.contains(says), "{says}: {}", post.text);
    }
    assert_eq!(change_terms(&ann), draft, "there is one draft of an agreement");
    let other = save(&ann, &draft, "agreement", &[("reference", "HIOW-2")]);
    assert_eq!(other.status, 422);
    let check = ann.get(&format!("{draft}/check"));
    for says in ["Against version 1, which is in use", "Variation", "more.", "2018/19-Q3"] {
        assert!(check.text.contains(says), "{says}: {}", check.text);
    }
    let refused = bring_in(&ann, &draft, "");
    assert!(refused.text.contains("href=\"#reason\">Say why"), "{}", refused.text);
    let done = bring_in(&ann, &draft, "pay award agreed");
    assert_eq!(done.header("location"), Some(&*format!("/agreements/{HIOW}/versions/2")));
    let source = ground.ask("SELECT source AS cell FROM agreement_versions WHERE version = 2");
    let new = file::read(&source[0]).expect("it reads").agreement;
    let mut old = file::read(EXAMPLE).expect("it reads").agreement;
    assert_eq!(new.variations.len(), old.variations.len() + 1);
    old.variations.clone_from(&new.variations);
    assert_eq!(new, old, "nothing else has changed");
}

fn other_bank_details_wait_for_a_second_person(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    let site = Site::open(ground, "2018-09-03");
    let ann = site.visitor(&ground.preparer);
    let draft = change_terms(&ann);
    let bank = [
        ("name", "Hampshire County Council"),
        ("bank.name", "Hampshire County Council"),
        ("bank.sort_code", "30-00-00"),
        ("bank.account", "12345678"),
    ];
    assert_eq!(save(&ann, &draft, "supplier", &bank).status, 303);
    let check = ann.get(&format!("{draft}/check"));
    assert!(check.text.contains("It changes where money is paid to"), "{}", check.text);
    assert!(!check.text.contains("12345678"), "bank details are not shown");
    assert_eq!(bring_in(&ann, &draft, "another bank").status, 303);
    assert_eq!(ground.ask("SELECT version AS cell FROM agreements"), ["1"]);
    let confirm = format!("/agreements/{HIOW}/versions/2/confirm");
    assert_eq!(ann.post(&confirm, &[]).status, 403, "who brought it in may not");
    assert_eq!(site.visitor(&ground.approver).post(&confirm, &[]).status, 303);
    assert_eq!(ground.ask("SELECT version AS cell FROM agreements"), ["2"]);
}

fn a_file_is_opened_in_forms_with_its_mistakes(ground: &Ground) {
    let site = Site::open(ground, "2018-09-03");
    let ann = site.visitor(&ground.preparer);
    let opened = |text: &str| ann.post_file("/agreements", &[("way", "draft")], text);
    let misspelt = opened(&EXAMPLE.replace("payment_days = 30", "payment_day = 30"));
    assert_eq!(misspelt.status, 422);
    assert!(misspelt.text.contains("did you mean &#34;payment_days&#34;?"), "{}", misspelt.text);
    let opened = opened(&EXAMPLE.replacen("days_per_week = 1\n", "days_per_week = 9\n", 1));
    let draft = opened.header("location").unwrap_or_else(|| panic!("{}", opened.text)).to_owned();
    let tasks = ann.get(&draft);
    assert!(tasks.text.contains("Needs attention"), "{}", tasks.text);
    let check = ann.get(&format!("{draft}/check"));
    let link = format!("href=\"{draft}/terms/staffing.0#days_per_week\"");
    assert!(check.text.contains(&link), "{}", check.text);
    assert!(check.text.contains("A week has at most 7 days"), "{}", check.text);
    assert!(!check.text.contains("/bring-in"), "{}", check.text);
    let begun = "SELECT after AS cell FROM acts ORDER BY entry DESC LIMIT 1";
    assert_eq!(ground.ask(begun), ["from a file"]);
}

fn a_draft_that_was_overtaken_is_not_brought_in_unseen(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    let site = Site::open(ground, "2018-09-03");
    let ann = site.visitor(&ground.preparer);
    let draft = change_terms(&ann);
    award(&ann, &draft);
    let check = ann.get(&format!("{draft}/check"));
    let (revision, in_use) = (hidden(&check, "revision"), hidden(&check, "in_use"));
    bureau.bring_in(&EXAMPLE.replace("payment_days = 30", "payment_days = 25")).expect("it is in");
    let fields = [("revision", &*revision), ("in_use", &*in_use), ("reason", "pay award")];
    let refused = ann.post(&format!("{draft}/bring-in"), &fields);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("has changed since this page was opened"), "{}", refused.text);
    assert!(refused.text.contains("began from version 1, and version 2"), "{}", refused.text);
    assert_eq!(bring_in(&ann, &draft, "pay award").status, 303);
}
