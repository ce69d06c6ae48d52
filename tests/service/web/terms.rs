//! An agreement made from nothing in the browser, and what the forms refuse.

use concordat::domain::file;
use concordat::domain::form::Is;
use concordat::domain::form::Place;
use concordat::domain::form::parts;
use concordat::domain::form::parts::Table;
use concordat::domain::form::place;
use concordat::web::pages::terms::typed::typed;

use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::site::Answered;
use crate::web::site::Site;
use crate::web::site::Visitor;

on_both!(
    an_agreement_is_written_from_nothing_and_brought_in,
    what_is_wrong_is_told_at_its_field_and_nothing_is_saved,
    two_people_do_not_overwrite_each_other,
    a_draft_is_for_the_preparers_of_its_council_alone,
);

/// Begins a draft, and gives where it is.
pub fn begun(by: &Visitor, reference: &str) -> String {
    let answered = by.post(
        "/drafts",
        &[
            ("reference", reference),
            ("title", "Children’s services"),
            ("purchaser", "Isle of Wight Council"),
            ("starts-day", "1"),
            ("starts-month", "7"),
            ("starts-year", "2018"),
        ],
    );
    assert_eq!(answered.status, 303, "{}", answered.text);
    answered.header("location").expect("it leads on").to_owned()
}

/// The value of a hidden field of a page.
pub fn hidden(page: &Answered, name: &str) -> String {
    let begins = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.text.split_once(&begins).unwrap_or_else(|| panic!("{}", page.text));
    rest.split('"').next().expect("it ends").to_owned()
}

/// Saves a part of a draft with some fields, as its page was shown just before.
pub fn save(by: &Visitor, draft: &str, at: &str, fields: &[(&str, &str)]) -> Answered {
    let path = format!("{draft}/terms/{at}");
    let mut fields = fields.to_vec();
    let mark = if at.ends_with("new") { String::new() } else { hidden(&by.get(&path), "mark") };
    fields.push(("mark", &mark));
    by.post(&path, &fields)
}

/// Every part of an agreement that has a page, each after what it is in.
fn places(draft: &Table) -> Vec<Place> {
    let mut found = vec![place("agreement").expect("the top")];
    let mut next = 0;
    while let Some(here) = found.get(next).cloned() {
        next += 1;
        for field in here.form.fields.iter().filter(|field| field.is_elsewhere()) {
            let within = place(&here.within(field.key)).expect("a place");
            if within.is == Is::List {
                let count = parts::items(draft, &within.path).len();
                let items = (0..count).map(|number| within.within(&number.to_string()));
                found.extend(items.map(|path| place(&path).expect("an item")));
            } else if parts::at(draft, &within).is_some() {
                found.push(within);
            }
        }
    }
    found
}

fn an_agreement_is_written_from_nothing_and_brought_in(ground: &Ground) {
    let site = Site::open(ground, "2018-06-20");
    let ann = site.visitor(&ground.preparer);
    assert!(ann.get("/agreements/new").text.contains("href=\"/drafts/new\""));
    assert!(ann.get("/drafts/new").text.contains("Isle of Wight Council"));
    let draft = begun(&ann, HIOW);
    let example = parts::tables(EXAMPLE);
    // What names other parts comes after them, as people would write it.
    let mut left = places(&example);
    while !left.is_empty() {
        let (before, mut waiting, mut told) = (left.len(), Vec::new(), String::new());
        for of in left {
            let list = of.path.rsplit_once('.').map(|(list, _)| list.to_owned());
            let at = match (of.is, &list) {
                (Is::Item(_), Some(list)) => format!("{list}.new"),
                _ => of.path.clone(),
            };
            let is_next =
                list.is_none_or(|l| !waiting.iter().any(|w: &Place| w.path.starts_with(&l)));
            let shown = typed(of.form, parts::at(&example, &of));
            let fields: Vec<(&str, &str)> =
                shown.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
            let answered = is_next.then(|| save(&ann, &draft, &at, &fields));
            match answered {
                Some(answered) if answered.status == 303 => {}
                answered => {
                    told = answered.map_or(told, |answered| answered.text);
                    waiting.push(of);
                }
            }
        }
        assert!(waiting.len() < before, "{} of {before}: {told}", waiting.len());
        left = waiting;
    }
    let tasks = ann.get(&draft);
    assert!(tasks.text.contains("Nothing stands in the way"), "{}", tasks.text);
    assert!(!tasks.text.contains("Needs attention") && !tasks.text.contains("Not started"));
    assert_eq!(ann.get(&format!("{draft}/heads")).status, 200);
    let check = ann.get(&format!("{draft}/check"));
    assert!(check.text.contains("What a careful reader warns of"), "{}", check.text);
    for never in ["TOML", "toml", "tbc", "_cost", "days_per"] {
        assert!(!check.text.contains(never), "{never}: {}", check.text);
    }
    let seen = [
        ("revision", hidden(&check, "revision")),
        ("in_use", hidden(&check, "in_use")),
        ("reason", "as agreed".to_owned()),
    ];
    let seen: Vec<(&str, &str)> = seen.iter().map(|(name, value)| (*name, &**value)).collect();
    let done = ann.post(&format!("{draft}/bring-in"), &seen);
    assert_eq!(done.header("location"), Some(&*format!("/agreements/{HIOW}/versions/1")));
    let source = ground.ask("SELECT source AS cell FROM agreement_versions");
    let wanted = file::read(EXAMPLE).expect("it reads").agreement;
    assert_eq!(file::read(&source[0]).expect("it reads").agreement, wanted);
    assert_eq!(ground.ask("SELECT id AS cell FROM drafts"), [""; 0]);
    let acts = "SELECT act AS cell FROM acts WHERE entry > 1 ORDER BY entry";
    assert_eq!(
        &ground.ask(acts)[ground.ask(acts).len() - 2..],
        ["draft begun", "agreement brought in"]
    );
    assert_eq!(ann.get(&draft).status, 404);
}

fn source(ground: &Ground) -> String {
    ground.ask("SELECT source AS cell FROM drafts").remove(0)
}

fn what_is_wrong_is_told_at_its_field_and_nothing_is_saved(ground: &Ground) {
    let site = Site::open(ground, "2018-06-20");
    let ann = site.visitor(&ground.preparer);
    let refused = ann.post("/drafts", &[("reference", "A")]);
    assert_eq!(refused.status, 422);
    for says in ["Enter the title", "Choose the council", "Enter the first day of the term"] {
        assert!(refused.text.contains(says), "{says}: {}", refused.text);
    }
    let draft = begun(&ann, "A-1");
    let before = source(ground);
    let fields = [
        ("post", "Director"),
        ("clause", "4.1"),
        ("days_per_week", "9"),
        ("cost", "full_cost"),
        ("full_cost", "12,50"),
        ("starts-day", "31"),
        ("starts-month", "2"),
        ("starts-year", "2019"),
    ];
    let refused = save(&ann, &draft, "staffing.new", &fields);
    assert_eq!(refused.status, 422);
    for says in [
        "<title>Error: ",
        "href=\"#full_cost\">The full cost of the post in a year must be a sum of money",
        "href=\"#starts-day\">The first day must be a real day",
        "href=\"#days_per_week\">A week has at most 7 days",
        "value=\"12,50\"",
        "value=\"Director\"",
    ] {
        assert!(refused.text.contains(says), "{says}: {}", refused.text);
    }
    // What only the reader of agreements knows is told at its field too.
    let mut fields = fields[..5].to_vec();
    fields[4] = ("full_cost", "£195,187.49");
    let refused = save(&ann, &draft, "staffing.new", &fields);
    assert!(
        refused.text.contains("href=\"#days_per_week\">A week has at most 7 days"),
        "{}",
        refused.text
    );
    assert_eq!(source(ground), before);
    fields[2] = ("days_per_week", "To be confirmed");
    assert_eq!(save(&ann, &draft, "staffing.new", &fields).status, 303);
    let page = ann.get(&format!("{draft}/terms/staffing.0"));
    for says in ["value=\"£195,187.49\"", "value=\"to be confirmed\"", "value=\"director\""] {
        assert!(page.text.contains(says), "{says}: {}", page.text);
    }
    let ann_again = save(&ann, &draft, "staffing.new", &fields);
    assert_eq!(ann_again.status, 303, "{}", ann_again.text);
    assert!(source(ground).contains("id = \"director-2\""), "{}", source(ground));
    // The list: one is moved, and one taken away.
    let list = ann.get(&format!("{draft}/terms/staffing"));
    assert!(list.text.contains("Full cost of the post in a year: £195,187.49"), "{}", list.text);
    let moved = ann.post(&format!("{draft}/move/staffing.1"), &[("mark", "guessed")]);
    assert!(moved.status == 422 && moved.text.contains("Somebody else changed this list"));
    let ask = ann.get(&format!("{draft}/remove/staffing.0"));
    let mark = hidden(&ask, "mark");
    let gone = ann.post(&format!("{draft}/remove/staffing.0"), &[("mark", &mark)]);
    assert_eq!(gone.status, 303, "{}", gone.text);
    assert_eq!(source(ground).matches("id = \"director").count(), 1);
    for at in ["staffing.7", "staffing.x", "nothing", "variation.0.change.new", "heads.scope.0"] {
        assert_eq!(ann.get(&format!("{draft}/terms/{at}")).status, 404, "{at}");
    }
}

fn two_people_do_not_overwrite_each_other(ground: &Ground) {
    let site = Site::open(ground, "2018-06-20");
    let ann = site.visitor(&ground.preparer);
    let other = site.joined(&ground.preparer, concordat::domain::people::Role::Preparer);
    let other = site.visitor(&other);
    let draft = begun(&ann, "A-1");
    let path = format!("{draft}/terms/supplier");
    let mark = hidden(&ann.get(&path), "mark");
    let name = ("name", "Hampshire County Council");
    assert_eq!(save(&other, &draft, "supplier", &[name, ("email", "other@h.example")]).status, 303);
    // What was moved or has other neighbours is saved where it is now.
    for name in ["One", "Two"] {
        let post = [
            ("post", name),
            ("clause", "1"),
            ("days_per_week", "1"),
            ("cost", "salary"),
            ("salary", "£1"),
        ];
        assert_eq!(save(&ann, &draft, "staffing.new", &post).status, 303);
    }
    let second = format!("{draft}/terms/staffing.1");
    let of_second = hidden(&ann.get(&second), "mark");
    let of_first = hidden(&ann.get(&format!("{draft}/remove/staffing.0")), "mark");
    let gone = other.post(&format!("{draft}/remove/staffing.0"), &[("mark", &of_first)]);
    assert_eq!(gone.status, 303, "{}", gone.text);
    let post = [
        ("post", "Two"),
        ("clause", "2"),
        ("days_per_week", "1"),
        ("cost", "salary"),
        ("salary", "£1"),
        ("mark", &of_second),
    ];
    assert_eq!(ann.post(&second, &post).status, 303);
    assert!(source(ground).contains("clause = \"2\"") && !source(ground).contains("\"One\""));
    // Another part is nobody's trouble.
    assert_eq!(save(&other, &draft, "billing", &[("every", "month")]).status, 303);
    let late = ann.post(&path, &[name, ("email", "ann@h.example"), ("mark", &mark)]);
    assert_eq!(late.status, 422);
    assert!(late.text.contains("A preparer saved this on 20 June 2018"), "{}", late.text);
    assert!(late.text.contains("value=\"ann@h.example\""), "{}", late.text);
    assert!(source(ground).contains("other@h.example"));
    let mark = hidden(&late, "mark");
    let again = ann.post(&path, &[name, ("email", "ann@h.example"), ("mark", &mark)]);
    assert_eq!(again.status, 303, "{}", again.text);
    assert!(
        source(ground).contains("ann@h.example") && source(ground).contains("every = \"month\"")
    );
}

fn a_draft_is_for_the_preparers_of_its_council_alone(ground: &Ground) {
    let site = Site::open(ground, "2018-06-20");
    let ann = site.visitor(&ground.preparer);
    let draft = begun(&ann, "A-1");
    for (who, status) in [(&ground.approver, 403), (&ground.partner, 403), (&ground.stranger, 404)]
    {
        let visitor = site.visitor(who);
        for path in ["", "/terms/supplier", "/check", "/heads", "/delete", "/remove/staffing.0"] {
            assert_eq!(visitor.get(&format!("{draft}{path}")).status, status, "{path}");
        }
        for path in ["/terms/supplier", "/bring-in", "/delete", "/move/staffing.1"] {
            assert_eq!(visitor.post(&format!("{draft}{path}"), &[]).status, status, "{path}");
        }
        assert!(!visitor.get("/agreements").text.contains("A-1"));
    }
    for page in ["/", "/agreements"] {
        assert!(ann.get(page).text.contains("A-1: Children’s services"), "{page}");
    }
    assert_eq!(ann.get(&format!("{draft}/delete")).status, 200);
    assert_eq!(ann.post(&format!("{draft}/delete"), &[]).status, 303);
    assert_eq!(ann.get(&draft).status, 404);
    let last = "SELECT act || ' ' || subject AS cell FROM acts ORDER BY entry DESC LIMIT 1";
    assert_eq!(ground.ask(last), ["draft deleted A-1"]);
}
