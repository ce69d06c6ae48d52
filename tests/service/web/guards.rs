//! What keeps the pages from being misused: forms of others, stolen and old sessions, guessing.

use crate::bureau::Bureau;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::web::site::Site;
use concordat::workflow::keep_people;

on_both!(
    a_form_of_another_site_changes_nothing,
    who_leaves_is_signed_out_at_once,
    every_answer_bears_the_headers_of_safety,
    a_password_is_not_guessed_by_trying,
    totals_on_the_page_are_those_of_the_books,
    a_line_that_is_queried_waits_on_the_first_page_of_both_until_it_is_settled,
);

fn a_form_of_another_site_changes_nothing(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.draw_up(HIOW, "2018/19-Q2").expect("drawn up");
    let site = Site::open(ground, "2018-10-03");
    let ann = site.visitor(&ground.preparer);
    let path = format!("/agreements/{HIOW}/recharges/2018-19/q2/send");
    let token = ann.token.clone();
    for (fields, headers) in [
        (vec![("token", token.as_str())], vec![("Sec-Fetch-Site", "cross-site")]),
        (vec![("token", token.as_str())], vec![("Origin", "https://elsewhere.example")]),
        (vec![("token", "guessed")], vec![("Sec-Fetch-Site", "same-origin")]),
        (vec![], vec![("Sec-Fetch-Site", "same-origin")]),
    ] {
        let answered = ann.post_with(&path, &fields, &headers);
        assert_eq!(answered.status, 403, "{fields:?} {headers:?}");
    }
    assert_eq!(ground.ask("SELECT stage AS cell FROM statements"), ["drawn-up"]);
    assert_eq!(ann.post(&path, &[]).status, 303);
    assert_eq!(ground.ask("SELECT stage AS cell FROM statements"), ["with-purchaser"]);
}

fn who_leaves_is_signed_out_at_once(ground: &Ground) {
    let site = Site::open(ground, "2018-10-03");
    let ben = site.visitor(&ground.approver);
    assert_eq!(ben.get("/agreements").status, 200);
    let administrator =
        site.joined(&ground.preparer, concordat::domain::people::Role::Administrator);
    let at = crate::ground::on("2018-10-03");
    let roles = ground.approver.roles.clone();
    keep_people::change_duties(&mut ground.books(), &administrator, at, "ben", &roles, false)
        .expect("he leaves");
    assert_eq!(ben.get("/agreements").header("location"), Some("/sign-in?to=%2Fagreements"));
    assert_eq!(ground.ask("SELECT id AS cell FROM sessions"), [""; 0]);
}

fn every_answer_bears_the_headers_of_safety(ground: &Ground) {
    let site = Site::open(ground, "2018-10-03");
    for path in ["/sign-in", "/nowhere", "/", "/static/x/app.css"] {
        let answered = site.stranger().get(path);
        for (name, says) in [
            ("content-security-policy", "default-src 'none'"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("x-frame-options", "DENY"),
        ] {
            let header = answered.header(name).unwrap_or_default();
            assert!(header.contains(says), "{path}: {name} is {header:?}");
        }
        assert!(answered.header("cache-control").is_some(), "{path}");
    }
}

fn a_password_is_not_guessed_by_trying(ground: &Ground) {
    let site = Site::open(ground, "2018-10-03");
    let visitor = site.stranger();
    let tried = |password: &str| {
        let fields = [("login", "ben"), ("password", password)];
        visitor.post_with("/sign-in", &fields, &[("Sec-Fetch-Site", "same-origin")])
    };
    for number in 0..5 {
        let answered = tried(&format!("a guess {number}"));
        assert_eq!(answered.status, 422, "{}", answered.text);
        assert!(answered.text.contains("The name or the password is not right"));
    }
    let answered = tried("a sixth guess");
    assert_eq!(answered.status, 429);
    assert!(answered.header("retry-after").is_some());
}

fn totals_on_the_page_are_those_of_the_books(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    let drawn = bureau.draw_up(HIOW, "2018/19-Q2").expect("drawn up");
    let site = Site::open(ground, "2018-10-03");
    let page =
        site.visitor(&ground.preparer).get(&format!("/agreements/{HIOW}/recharges/2018-19/q2"));
    assert_eq!(page.status, 200, "{}", page.text);
    for sum in [drawn.kept.net, drawn.kept.vat, drawn.kept.gross] {
        assert!(page.text.contains(&sum.in_pounds()), "{}", sum.in_pounds());
    }
    for line in &drawn.lines {
        assert!(page.text.contains(&line.net.in_pounds()), "{}", line.description);
    }
    // A draft is the supplier's own until it is sent.
    let pat = site.visitor(&ground.partner);
    let hidden = pat.get(&format!("/agreements/{HIOW}/recharges/2018-19/q2"));
    assert!(!hidden.text.contains(&drawn.kept.gross.in_pounds()));
}

fn a_line_that_is_queried_waits_on_the_first_page_of_both_until_it_is_settled(ground: &Ground) {
    const Q1: &str = "2018/19-Q1";
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    bureau.draw_up("DESK", Q1).expect("drawn up");
    bureau.send("DESK", Q1).expect("sent");
    bureau.query("DESK", Q1, "maps", "Which maps?").expect("it is queried");
    bureau.agree("DESK", Q1).expect("the rest is agreed");
    bureau.approve(&ground.approver, "DESK", Q1).expect("approved");
    bureau.issue("DESK", Q1).expect("issued");
    let site = Site::open(ground, "2018-07-03");
    let pages = || [&ground.preparer, &ground.partner].map(|of| site.visitor(of).get("/").text);
    let says = ["Queried by the purchaser: to answer", "Queried by your council: to release"];
    for (page, says) in pages().iter().zip(says) {
        assert!(page.contains(says) && page.contains("DESK 2018/19-Q1"), "{page}");
    }
    bureau.release("DESK", Q1, "maps").expect("released");
    for (page, says) in pages().iter().zip(says) {
        assert!(!page.contains(says), "{page}");
    }
}
