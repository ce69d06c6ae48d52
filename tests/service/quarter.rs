//! The quarter as both councils keep it, from its end to a paid invoice, on both databases.

use concordat::documents::font::Fonts;
use concordat::domain::money::Money;
use concordat::mail::Carrier;
use concordat::mail::Mailbox;
use concordat::mail::Memory;
use concordat::store::progress;
use concordat::workflow::credit;
use concordat::workflow::deliver;
use concordat::workflow::deliver::Post;
use concordat::workflow::payments;
use concordat::workflow::render;

use crate::bureau::Bureau;
use crate::bureau::three_services;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;

on_both!(a_quarter_from_its_end_to_a_settled_invoice_and_a_credit);

const EXAMPLE: &str = include_str!("../../examples/hampshire-isle-of-wight/agreement.toml");

fn money(pounds: &str) -> Money {
    Money::parse(pounds).expect("a sum")
}

fn post(memory: &Memory) -> Post {
    Post {
        carrier: Carrier::Memory(memory.clone()),
        from: Mailbox::new("Recharges", "recharges@hampshire.example"),
        attaches_electronic: true,
    }
}

fn a_quarter_from_its_end_to_a_settled_invoice_and_a_credit(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    let (reference, quarter) = ("HIOW-CS-2018", "2018/19-Q2");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.draw_up(reference, quarter).expect("it is drawn up");
    bureau.send(reference, quarter).expect("it is sent");
    let again = refused(bureau.draw_up(reference, quarter));
    assert!(again.contains("return it with a reason"), "{again}");
    bureau.query(reference, quarter, "ad-access", "Whose days are these?").expect("it is queried");
    bureau.agree(reference, quarter).expect("the rest is agreed");
    let by_the_same = bureau.approve(&ground.preparer, reference, quarter);
    assert!(refused(by_the_same).contains("is for the role approver"));
    bureau.approve(&ground.approver, reference, quarter).expect("it is approved");
    let issued = bureau.issue(reference, quarter).expect("it is issued");
    let (kept, lines) = bureau.statement(reference, quarter);
    for issued in &issued {
        println!("{} {:?} {} {} {}", issued.number, issued.kind, issued.net, issued.vat, issued.gross);
    }
    for line in &lines {
        println!("{} {} {:?} {:?}", line.number, line.line, line.net, line.state);
    }
    println!("{kept:?}");
    let fonts = Fonts::embedded();
    let supplier = ground.supplier.id.clone();
    let rendered = bureau
        .act(&ground.preparer, |work| render::render(work, &fonts, &supplier, 100))
        .expect("it renders");
    println!("{rendered:?}");
    let memory = Memory::default();
    let delivered =
        deliver::deliver(&mut bureau.books, &ground.preparer, &|| on("2018-10-02"), &post(&memory), &fonts)
            .expect("it is delivered");
    println!("{delivered:?}");
    for letter in memory.letters() {
        println!("{} {:?} {} {:?}", letter.message_id, letter.to, letter.subject, letter.attachments.iter().map(|a| (&a.name, a.bytes.len())).collect::<Vec<_>>());
        println!("{}", letter.text);
    }
    let number = issued[0].number.clone();
    bureau.go_to("2018-10-05");
    bureau.act(&ground.partner, |work| payments::receive(work, &number, on("2018-10-04").today)).expect("received");
    let standing = bureau.act(&ground.partner, |work| payments::dispute(work, &number, money("100.00"), "one day too many")).expect("disputed");
    println!("{standing:?}");
    let standing = bureau.act(&ground.preparer, |work| payments::settle(work, &number, standing.undisputed, on("2018-10-05").today, "BACS 1")).expect("settled");
    println!("{standing:?}");
    bureau.act(&ground.preparer, |work| credit::prepare(work, &number, &Some(vec![(1, money("100.00"))]), "one day too many")).expect("credit drawn up");
    let note = bureau.act(&ground.approver, |work| credit::approve(work, &number)).expect("credit issued");
    println!("{note:?}");
    bureau.act(&ground.preparer, |work| payments::answer(work, &number, "credited")).expect("answered");
    let standing = bureau.act(&ground.preparer, |work| { let (held, issued) = payments::document(work, &number, concordat::workflow::duties::Duty::Read)?; payments::standing(work, &held, &issued, on("2018-12-05").today) }).expect("stands");
    println!("{standing:?}");
    let file = progress::file(&mut bureau.books, &ground.supplier.id, &issued[0].id, "pdf").expect("ok").expect("there");
    println!("{}", file.0.len());
    let _ = three_services("X", "");
    panic!("look");
}
