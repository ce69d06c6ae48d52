//! The desk of a council: its people, its letters, its log, its versions and what was recorded, as
//! the service's pages list and change them; on both databases.

use concordat::domain::calendar::begins_in_london;
use concordat::domain::people::Person;
use concordat::domain::people::Role;
use concordat::mail::Carrier;
use concordat::mail::Memory;
use concordat::store::acts;
use concordat::store::acts::Wanted;
use concordat::store::outbox;
use concordat::store::people;
use concordat::store::recorded;
use concordat::store::recorded::Kind;
use concordat::store::versions;
use concordat::workflow::bring_in;
use concordat::workflow::deliver;
use concordat::workflow::keep_people;
use concordat::workflow::keep_people::Joining;

use crate::bureau::Bureau;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;
use crate::quarter::delivered;

on_both!(
    a_council_keeps_an_administrator,
    a_council_is_let_in_by_an_administrator_and_both_logs_say_so,
    letters_are_listed_by_state_and_one_that_arrived_after_all_is_let_rest,
    the_log_is_found_by_person_by_what_it_is_about_and_by_day,
    versions_and_files_of_rows_are_listed_with_who_brought_them,
    rows_that_are_recorded_already_are_refused_whoever_brings_them,
);

const PASSWORD: &str = "three plain words";

fn joining(login: &str) -> Joining {
    Joining {
        login: login.into(),
        name: login.into(),
        email: format!("{login}@example.org"),
        roles: vec![Role::Administrator],
    }
}

/// A council with one administrator.
fn founded(ground: &Ground) -> Person {
    let (books, admin) = (&mut ground.books(), joining("ada"));
    let at = on("2018-04-02");
    let made = keep_people::found_council(books, at, "Ashenford", "ASH", &admin, PASSWORD);
    made.expect("it joins").1
}

fn a_council_keeps_an_administrator(ground: &Ground) {
    let (by, at, mut books) = (founded(ground), on("2018-04-03"), ground.books());
    let roles = [Role::Administrator];
    for (roles, active) in [(&[Role::Auditor][..], true), (&roles[..], false)] {
        let gone = keep_people::change_duties(&mut books, &by, at, "ada", roles, active);
        assert!(refused(gone).contains("only administrator"));
    }
    let second = keep_people::add_person(&mut books, &by, at, &joining("bo"), PASSWORD);
    second.expect("another joins");
    keep_people::change_duties(&mut books, &by, at, "ada", &roles, false).expect("ada may leave");
    let by = people::person_with_password(&mut books, "bo").expect("it answers").expect("bo").0;
    let gone = keep_people::change_duties(&mut books, &by, at, "bo", &roles, false);
    assert!(refused(gone).contains("bo is the only administrator"));
}

fn a_council_is_let_in_by_an_administrator_and_both_logs_say_so(ground: &Ground) {
    let (by, at, mut books) = (founded(ground), on("2018-04-03"), ground.books());
    let mut let_in = |by: &Person, name: &str, prefix: &str, login: &str| {
        keep_people::let_in_council(&mut books, by, at, name, prefix, &joining(login), PASSWORD)
    };
    assert!(refused(let_in(&ground.preparer, "Pellworth", "PEL", "pia")).contains("may not"));
    assert!(refused(let_in(&by, "Pellworth", "ASH", "pia")).contains("choose another"));
    assert!(refused(let_in(&by, "", "p", "pia")).contains("prefix"));
    let (council, admin) = let_in(&by, "Pellworth", "PEL", "pia").expect("it joins");
    assert_eq!((council.prefix.as_str(), admin.roles), ("PEL", vec![Role::Administrator]));
    let said = ground.ask(
        "SELECT c.prefix || ' ' || a.person AS cell FROM acts a
         JOIN councils c ON c.id = a.supplier_id WHERE a.act = 'council let in' ORDER BY cell",
    );
    assert_eq!(said, ["ASH ada", "PEL ada"]);
}

fn letters_are_listed_by_state_and_one_that_arrived_after_all_is_let_rest(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    bureau.draw_up("A", "2018/19-Q1").expect("it is drawn up");
    bureau.send("A", "2018/19-Q1").expect("it is sent");
    ground.sql("UPDATE outbox SET state = 'sending', attempts = 1").expect("it is under way");
    delivered(&mut bureau, Carrier::Memory(Memory::default()), "2018-07-03");
    let council = &ground.supplier.id;
    let mut books = ground.books();
    let mut listed = |state: &str| {
        let found = outbox::listed(&mut books, council, state, 0, 10).expect("it answers");
        found.into_iter().map(|letter| letter.id).collect::<Vec<_>>()
    };
    let unknown = listed("unknown");
    assert_eq!((unknown.len(), listed("").len(), listed("sent").len()), (1, 1, 0));
    let waiting = outbox::waiting(&mut ground.books()).expect("it answers");
    assert_eq!(waiting, [("unknown".to_owned(), 1)]);
    let by = &ground.preparer;
    let without = bureau.act(by, |work| deliver::let_rest(work, &unknown[0], " "));
    assert!(refused(without).contains("say why"));
    let other = bureau.act(&ground.stranger, |work| deliver::let_rest(work, &unknown[0], "ours"));
    assert!(refused(other).contains("no letter"));
    bureau.act(by, |work| deliver::let_rest(work, &unknown[0], "they have it")).expect("it rests");
    assert_eq!(listed("not-needed"), unknown);
    let again = bureau.act(by, |work| deliver::send_again(work, &unknown[0], "after all"));
    assert!(refused(again).contains("no letter"), "it waits for nobody any more");
}

fn the_log_is_found_by_person_by_what_it_is_about_and_by_day(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    for reference in ["A", "B_1"] {
        bureau.bring_in(&three_services(reference, "")).expect("it comes in");
    }
    bureau.go_to("2018-07-03").bill("A", "2018/19-Q1").expect("it is billed");
    let council = &ground.supplier.id;
    let mut books = ground.books();
    let who = acts::who_acted(&mut books, council).expect("it answers");
    let names: Vec<&str> = who.iter().map(|(_, name)| name.as_str()).collect();
    // The first statement is beyond the limit, and takes two.
    assert_eq!(names, ["Ann Preparer", "Bea Approver", "Ben Approver", "Pat Partner"]);
    let mut found = |wanted: Wanted| {
        let wanted = Wanted { at_most: 100, ..wanted };
        acts::listed(&mut books, council, &wanted).expect("it answers")
    };
    let all = found(Wanted::default());
    assert!(all.windows(2).all(|two| two[0].entry > two[1].entry), "the latest first");
    let by_ben = found(Wanted { person: ground.approver.id.to_string(), ..Wanted::default() });
    assert!(!by_ben.is_empty() && by_ben.iter().all(|entry| entry.person == "Ben Approver"));
    let about = found(Wanted { about: "BROUGHT in".into(), ..Wanted::default() });
    assert_eq!(about.len(), 2, "in small letters or capitals");
    let literal = found(Wanted { about: "%".into(), ..Wanted::default() });
    assert_eq!(literal.len(), all.len(), "what means something to the database means nothing");
    let days = ["2018-07-02", "2018-07-03"].map(|day| begins_in_london(on(day).today));
    let first = found(Wanted { between: Some((days[0], days[1])), ..Wanted::default() });
    assert_eq!(first.len(), 2);
    let rest = found(Wanted { from: 1, ..Wanted::default() });
    assert_eq!(rest[0], all[1]);
}

fn versions_and_files_of_rows_are_listed_with_who_brought_them(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let first = three_services("A", "");
    bureau.bring_in(&first).expect("it comes in");
    let other = first.replace("\"00000000\"", "\"00000001\"");
    bureau.bring_in(&other).expect("another account");
    bureau
        .act(&ground.approver, |work| bring_in::confirm_version(work, "A", 2))
        .expect("it is confirmed");
    let costs = "line,on,amount\ndesk,2018-05-01,12.00\n";
    bureau
        .act(&ground.preparer, |work| bring_in::recorded(work, "A", Kind::Costs, "c.csv", costs))
        .expect("they come in");
    let held = bureau.held("A");
    let listed = versions::listed(&mut bureau.books, &held).expect("it answers");
    let (ann, ben) = (ground.preparer.id.to_string(), ground.approver.id.to_string());
    let told: Vec<_> = listed.iter().map(|one| (one.number, one.confirmed_by.clone())).collect();
    assert_eq!(told, [(2, Some(ben)), (1, None)]);
    assert!(listed.iter().all(|one| one.brought_by == ann && one.reason == "as agreed"));
    let files = recorded::brought(&mut bureau.books, &held).expect("it answers");
    let told: Vec<_> = files.iter().map(|one| (&*one.kind, &*one.name, one.rows)).collect();
    assert_eq!(told, [("costs", "c.csv", 1)]);
    assert_eq!(files[0].by, ann);
}

/// The act itself refuses them, and so the command and the page both do.
fn rows_that_are_recorded_already_are_refused_whoever_brings_them(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("A", "")).expect("it comes in");
    let rows = "line,on,amount\ndesk,2018-05-01,12.00\n";
    let saved_anew = "# saved anew\nline,on,amount\ndesk,2018-05-01,12.0\n";
    bureau
        .act(&ground.preparer, |work| bring_in::recorded(work, "A", Kind::Costs, "c.csv", rows))
        .expect("they come in");
    let again = bureau.act(&ground.preparer, |work| {
        bring_in::recorded(work, "A", Kind::Costs, "d.csv", saved_anew)
    });
    assert!(refused(again).contains("is recorded already, word for word"));
    let meant = bureau.act(&ground.preparer, |work| {
        bring_in::recorded_again(work, "A", Kind::Costs, "d.csv", saved_anew)
    });
    assert_eq!(meant.expect("both are meant").0, 1);
}
