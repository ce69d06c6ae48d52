//! What takes two people takes two, whoever presses which button.

use concordat::billing::limit;
use concordat::domain::people::Person;
use concordat::domain::people::Role;
use concordat::store::connection;
use concordat::store::people;
use concordat::store::recorded::Kind;
use concordat::workflow::bring_in;
use concordat::workflow::bring_in::AgreementFile;
use concordat::workflow::duties::Duty;

use crate::bureau::Bureau;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on_both;
use crate::ground::refused;
use crate::quarter::money;

on_both!(
    who_brought_in_what_is_new_does_not_approve_it,
    a_first_statement_is_within_the_limit_or_takes_two,
);

const ONE: &str = "HIOW-1";
const Q1: &str = "2018/19-Q1";
const Q2: &str = "2018/19-Q2";

fn costs(bureau: &mut Bureau<'_>, by: &Person, on: &str) {
    let costs = format!("line,on,amount\ndesk,{on},12.00\n");
    bureau
        .act(by, |work| bring_in::recorded(work, ONE, Kind::Costs, "costs.csv", &costs))
        .expect("costs are recorded");
}

fn who_brought_in_what_is_new_does_not_approve_it(ground: &Ground) {
    let roles = vec![Role::Preparer, Role::Approver];
    let both = Person { roles, ..ground.approver.clone() };
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let text = three_services(ONE, "");
    let file = AgreementFile { name: "agreement.toml", text: &text, logo: None };
    bureau.act(&both, |work| bring_in::agreement(work, file, "as agreed")).expect("it comes in");
    let to_approve = |bureau: &mut Bureau<'_>, of: &str| {
        bureau.draw_up(ONE, of).expect("drawn up");
        bureau.send(ONE, of).expect("sent");
        bureau.agree(ONE, of).expect("agreed");
    };
    to_approve(&mut bureau, Q1);
    assert_eq!(
        refused(bureau.approve(&both, ONE, Q1)),
        "Ben Approver brought in version 1 of HIOW-1, which is new in HIOW-1 2018/19-Q1, so a \
         second person must do this"
    );
    bureau.approve(&ground.other_approver, ONE, Q1).expect("another may");
    bureau.issue(ONE, Q1).expect("issued");
    bureau.go_to("2018-10-02");
    costs(&mut bureau, &ground.preparer, "2018-08-01");
    costs(&mut bureau, &both, "2018-08-02");
    to_approve(&mut bureau, Q2);
    assert_eq!(
        refused(bureau.approve(&both, ONE, Q2)),
        "Ben Approver recorded costs that are new in HIOW-1 2018/19-Q2, so a second person must \
         do this"
    );
    bureau.approve(&ground.other_approver, ONE, Q2).expect("another may");
    bureau.issue(ONE, Q2).expect("issued");
    // What was new once is not new for ever.
    bureau.go_to("2019-01-02");
    to_approve(&mut bureau, "2018/19-Q3");
    bureau.approve(&both, ONE, "2018/19-Q3").expect("nothing of theirs is new");
}

fn a_first_statement_is_within_the_limit_or_takes_two(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.limits.change = limit::Limits { share: None, sum: Some(money("21000.00")) };
    bureau.bring_in(&three_services(ONE, "")).expect("it comes in");
    bureau.draw_up(ONE, Q1).expect("drawn up");
    bureau.send(ONE, Q1).expect("sent");
    bureau.agree(ONE, Q1).expect("agreed");
    let first = bureau.approve(&ground.approver, ONE, Q1).expect("the first of two");
    assert_eq!(first.stage.word(), "agreed");
    let why = first.over_limit.expect("it is beyond the limit");
    assert!(why.contains("£21,033.33 for 2018/19-Q1 is the first statement"), "{why}");
    let second = bureau.approve(&ground.other_approver, ONE, Q1).expect("the second");
    assert_eq!(second.stage.word(), "approved");
}

/// Whoever brought in an account confirms it in no later version that another brought in either.
pub fn nobody_confirms_an_account_of_their_own(bureau: &mut Bureau<'_>, text: &str) {
    let ground = bureau.ground;
    let both = ground.approver.clone();
    let mut books = ground.books();
    let roles = [Role::Preparer, Role::Approver];
    connection::change(&mut books, |books| people::set_duties(books, &both, &roles, true))
        .expect("Ben prepares too");
    let both = Person { roles: roles.to_vec(), ..both };
    let theirs = text.replace("account = \"00000001\"", "account = \"66666666\"");
    let bring = |bureau: &mut Bureau<'_>, by: &Person, text: &str| {
        let file = AgreementFile { name: "desk.toml", text, logo: None };
        bureau.act(by, |work| bring_in::agreement(work, file, "other terms"))
    };
    bring(bureau, &both, &theirs).expect("it comes in");
    let then = theirs.replace("title", "# as agreed\ntitle");
    bring(bureau, &ground.preparer, &then).expect("it comes in");
    let confirm =
        |bureau: &mut Bureau<'_>, by| bureau.act(by, |w| bring_in::confirm_version(w, "DESK", 4));
    let says = refused(confirm(bureau, &both));
    assert!(says.contains("brought in version 3, which this one goes on from"), "{says}");
    let told = bureau.act(&ground.other_approver, |work| {
        let held = work.agreement("DESK", Duty::Read)?;
        bring_in::changes(work, &held, 4)
    });
    let told = format!("{:?}", told.expect("it is told"));
    assert!(told.contains("bank"), "it is held against the version in use: {told}");
    let paid_to = bureau.act(&ground.other_approver, |work| {
        let held = work.agreement("DESK", Duty::Read)?;
        bring_in::paid_to(work, &held, 4)
    });
    let paid_to = paid_to.expect("it is told");
    assert!(paid_to.contains("66666666") && paid_to.contains("00000001"), "{paid_to}");
    let back = text.replace("title", "# as it was\ntitle");
    bring(bureau, &ground.preparer, &back).expect("the account is as in the version in use");
    connection::change(&mut books, |books| {
        people::set_duties(books, &both, &ground.approver.roles, true)
    })
    .expect("Ben approves only");
}
