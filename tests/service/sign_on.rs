//! Whose an account at a provider is, and what its groups make of them; on both databases. The way
//! there and back is held in a browser (`tests/browser`).

use concordat::domain::people::Person;
use concordat::domain::people::Role;
use concordat::store::people;
use concordat::store::sessions;
use concordat::workflow::keep_people;
use concordat::workflow::sign_on;
use concordat::workflow::sign_on::Rules;
use concordat::workflow::sign_on::Shown;
use concordat::workflow::verify::verify;

use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;

on_both!(
    an_account_is_somebody_once_and_for_all_and_of_its_councils_alone,
    groups_give_duties_but_take_the_last_administrator_from_no_council,
);

const DAY: &str = "2018-07-03";

fn shown(subject: &str, account: &str) -> Shown {
    let issuer = "https://login.example".to_owned();
    Shown { issuer, subject: subject.to_owned(), account: account.to_owned() }
}

/// Who is signed in, or why nobody is.
fn sign_in(
    ground: &Ground,
    shown: &Shown,
    gives: Option<&[(String, Role)]>,
) -> Result<Person, String> {
    let councils = ["HCC".to_owned()];
    let mut books = ground.books();
    let done = sign_on::sign_in(&mut books, on(DAY), shown, Rules { councils: &councils, gives });
    if done.is_err() {
        return Err(refused(done));
    }
    let cookie = done.expect("it is done");
    let name = concordat::store::acts::sha256(cookie.as_bytes());
    let (_, person, _) = sessions::find(&mut books, &name).expect("it answers").expect("in");
    Ok(person)
}

fn an_account_is_somebody_once_and_for_all_and_of_its_councils_alone(ground: &Ground) {
    let ann = sign_in(ground, &shown("1", "ANN@example.org"), None).expect("by her address");
    assert_eq!(ann.id, ground.preparer.id);
    let again = sign_in(ground, &shown("1", "elsewhere@example.org"), None).expect("linked");
    assert_eq!(again.id, ground.preparer.id);
    let ben = sign_in(ground, &shown("2", "ben"), None).expect("by the name he signs in with");
    assert_eq!(ben.id, ground.approver.id);
    for (subject, account) in [
        ("3", "ann@example.org"), // Her account is another one.
        ("3", "pat@example.org"), // Of a council that signs in otherwise.
        ("3", ""),                // Nobody vouches for the address.
        ("3", "who@example.org"),
    ] {
        let says = sign_in(ground, &shown(subject, account), None).expect_err(account);
        assert!(says.contains("Ask an administrator of your council"), "{says}");
    }
    assert_eq!(ground.ask("SELECT count(*) AS cell FROM identities"), ["2"]);
    let report = verify(&mut ground.books(), None, &mut |_| {}).expect("it is verified");
    assert!(report.is_sound(), "{:?}", report.findings);
    // Whoever leaves is nobody's account any more, and may have another when they come back.
    let boss = boss(ground);
    let books = &mut ground.books();
    let leave = |books: &mut _, active| {
        let roles = [Role::Preparer];
        keep_people::change_duties(books, &boss, on(DAY), "ann", &roles, active)
    };
    leave(books, false).expect("she leaves");
    assert!(sign_in(ground, &shown("1", "ann@example.org"), None).is_err());
    leave(books, true).expect("she comes back");
    sign_in(ground, &shown("3", "ann@example.org"), None).expect("another account");
    // Whoever gives an account to somebody past the program is found out.
    let told = "INSERT INTO identities VALUES ('https://login.example', '4', '%', '2018-07-03')";
    let bea = ground.other_approver.id.to_string();
    ground.sql(&told.replace('%', &bea)).expect("it is there");
    let report = verify(books, None, &mut |_| {}).expect("it is verified");
    let says = format!("{:?}", report.findings);
    assert!(
        says.contains("does not tell that their account is 4 at https://login.example"),
        "{says}"
    );
}

/// An administrator of the supplier.
fn boss(ground: &Ground) -> Person {
    let mut books = ground.books();
    let boss = Person {
        id: concordat::workflow::new_name().into(),
        login: "boss".into(),
        email: "boss@example.org".into(),
        roles: vec![Role::Administrator],
        ..ground.approver.clone()
    };
    concordat::store::connection::change(&mut books, |books| {
        people::add_person(books, &boss, "none", on(DAY).now)
    })
    .expect("they join");
    boss
}

fn groups_give_duties_but_take_the_last_administrator_from_no_council(ground: &Ground) {
    let gives = |roles: &[(&str, Role)]| -> Vec<(String, Role)> {
        roles.iter().map(|(council, role)| ((*council).to_owned(), *role)).collect()
    };
    let account = shown("1", "ann@example.org");
    let both = gives(&[("HCC", Role::Approver), ("IWC", Role::PartnerFinance)]);
    let ann = sign_in(ground, &account, Some(&both)).expect("she has a group");
    assert_eq!(ann.roles, [Role::Approver], "another council's group is nothing to her");
    let again = sign_in(ground, &account, Some(&both)).expect("she has it still");
    assert_eq!(again.roles, [Role::Approver]);
    let says = sign_in(ground, &account, Some(&[])).expect_err("she has none");
    assert!(says.contains("you have no duty here"), "{says}");
    let changed = ground.ask(
        "SELECT person || ': ' || before || ', then ' || after AS cell FROM acts
         WHERE act = 'duties changed' ORDER BY entry",
    );
    let told = ["Concordat: preparer, then approver", "Concordat: approver, then "];
    assert_eq!(changed, told, "once for each change");
    boss(ground);
    let boss = shown("2", "boss@example.org");
    let kept = sign_in(ground, &boss, Some(&gives(&[("HCC", Role::Auditor)]))).expect("in");
    assert!(kept.roles.contains(&Role::Administrator) && kept.roles.contains(&Role::Auditor));
}
