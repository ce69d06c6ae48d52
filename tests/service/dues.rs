//! What is due and until when, and what is given back; on both databases.

use concordat::domain::money::Money;
use concordat::mail::Carrier;
use concordat::mail::Memory;
use concordat::workflow::Work;
use concordat::workflow::payments;
use concordat::workflow::set_off;
use concordat::workflow::verify::verify;
use concordat::workflow::year_end::ledger::ledger_documents;

use crate::bureau::Bureau;
use crate::bureau::agreement;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;
use crate::quarter::delivered;
use crate::quarter::money;
use crate::quarter::rendered;

on_both!(
    a_receipt_that_is_recorded_late_moves_no_due_day,
    a_credit_note_reduces_what_it_corrects_and_the_rest_is_owed_back,
);

const Q1: &str = "2018/19-Q1";
const Q2: &str = "2018/19-Q2";

fn a_receipt_that_is_recorded_late_moves_no_due_day(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    bureau.bring_in(&three_services("DESK", "")).expect("it comes in");
    let issued = bureau.bill("DESK", Q1).expect("it is billed");
    let receive = |bureau: &mut Bureau<'_>, number: &str, on_day: &str| {
        let day = on(on_day).today;
        bureau.act(&ground.partner, |work| payments::receive(work, number, day))
    };
    let due = issued[0].due_on;
    assert_eq!(due, on("2018-08-01").today);
    // One is overdue when its receipt is recorded, whatever day that names; the other is paid.
    bureau.go_to("2018-07-20");
    let paid = issued[1].gross;
    bureau
        .act(&ground.preparer, |work| {
            payments::settle(work, &issued[1].number, paid, work.at.today, "BACS 1")
        })
        .expect("it is paid");
    let stands = receive(&mut bureau, &issued[1].number, "2018-07-20").expect("it is noted");
    assert_eq!((stands.due_on, stands.state), (due, "paid"));
    bureau.go_to("2018-10-20");
    let stands = receive(&mut bureau, &issued[0].number, "2018-07-30").expect("it is noted");
    assert_eq!(stands.progress.received_on, Some(on("2018-07-30").today));
    assert_eq!((stands.due_on, stands.state), (due, "overdue"));
    assert!(stands.interest.is_some());
    let held = bureau.held("DESK");
    let documents = ledger_documents(&mut bureau.books, &held, on("2018-10-20").today);
    let days: Vec<_> = documents.expect("a ledger").iter().map(|of| of.due_on).collect();
    assert_eq!(days, [due, due]);
    // In time it counts.
    let issued = bureau.bill("DESK", Q2).expect("it is billed");
    bureau.go_to("2018-10-25");
    let stands = receive(&mut bureau, &issued[0].number, "2018-10-22").expect("it is recorded");
    assert_eq!(stands.due_on, on("2018-11-21").today);
}

fn a_credit_note_reduces_what_it_corrects_and_the_rest_is_owed_back(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-07-02");
    let text = agreement("DESK", "", &[("desk", "4000.00", "standard")]);
    bureau.bring_in(&text).expect("it comes in");
    let first = bureau.bill("DESK", Q1).expect("it is billed")[0].number.clone();
    let preparer = &ground.preparer;
    let pay = |work: &mut Work<'_>| {
        payments::settle(work, &first, money("1100.00"), work.at.today, "BACS 1")
    };
    bureau.act(preparer, pay).expect("all but £100 is paid");
    let cheaper = format!(
        "{text}\n[[variation]]\nid = \"cheaper\"\nagreed = 2018-08-20\neffective = 2018-04-01\n\
         reason = \"Fewer hours\"\nchange = [{{ line = \"desk\", annual = \"1000.00\" }}]\n"
    );
    bureau.go_to("2018-10-02").bring_in(&cheaper).expect("it comes in");
    // £250 of the second quarter is invoiced, and £750 of the first given back, each with VAT.
    let issued = bureau.bill("DESK", Q2).expect("it is billed");
    let (second, note) = (issued[0].number.clone(), issued[1].clone());
    assert_eq!((note.number.as_str(), note.gross), ("HCC-CRN-000001", money("-900.00")));
    let became = set_off::given_back(&mut bureau.books, &note).expect("it answers");
    assert_eq!(became.taken_off, [(first.clone(), money("100.00"))]);
    assert_eq!(became.owed_back, money("800.00"));
    let record = |bureau: &mut Bureau<'_>, by, sum: Option<&str>| {
        bureau.act(by, |work| set_off::record(work, &second, &note.number, sum.map(money)))
    };
    assert!(refused(record(&mut bureau, preparer, Some("300.01"))).contains("£300.00 of HCC-CRN"));
    assert!(
        refused(record(&mut bureau, &ground.partner, None)).contains("may not record payments")
    );
    let stands = record(&mut bureau, preparer, Some("120.00")).expect("a part is set off");
    assert_eq!((stands.unpaid, stands.state), (money("180.00"), "due"));
    let stands = record(&mut bureau, preparer, None).expect("as much as is left");
    assert_eq!(stands.unpaid, Money::NIL);
    assert!(refused(record(&mut bureau, preparer, None)).contains("£0.00 of HCC-CRN"));
    let held = bureau.held("DESK");
    let day = on("2018-10-02").today;
    let documents = ledger_documents(&mut bureau.books, &held, day).expect("a ledger");
    let mut left: Vec<Money> = documents.iter().map(|of| of.unpaid_on(day)).collect();
    left.sort();
    assert_eq!(left, [money("-500.00"), Money::NIL, Money::NIL]);
    // The paper and the letter say the same.
    assert_eq!(rendered(&mut bureau).failed, []);
    let memory = Memory::default();
    delivered(&mut bureau, Carrier::Memory(memory.clone()), "2018-10-02");
    let letters = memory.letters();
    let letter = letters.iter().find(|letter| letter.subject.contains("HCC-CRN"));
    let said = letter.expect("it was sent").text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("£100.00 is taken off what was unpaid of HCC-INV-000001"), "{said}");
    assert!(said.contains("£500.00 is owed back to you"), "{said}");
    assert!(said.contains("£300.00 is taken off what was unpaid of HCC-INV-000002"), "{said}");
    let report = verify(&mut bureau.books, None, &mut |_| {}).expect("it is verified");
    assert!(report.is_sound(), "{:?}", report.findings);
}
