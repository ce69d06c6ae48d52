//! The quarter as both councils keep it, from its end to a paid invoice, on both databases.

use concordat::documents::font::Fonts;
use concordat::domain::money::Money;
use concordat::mail::Carrier;
use concordat::mail::Letter;
use concordat::mail::Mailbox;
use concordat::mail::Memory;
use concordat::store::invoices::Issued;
use concordat::store::progress;
use concordat::workflow::credit;
use concordat::workflow::deliver;
use concordat::workflow::deliver::Delivered;
use concordat::workflow::deliver::Post;
use concordat::workflow::duties::Duty;
use concordat::workflow::payments;
use concordat::workflow::payments::Standing;
use concordat::workflow::render;
use concordat::workflow::render::Rendered;

use crate::bureau::Bureau;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::ground::refused;

on_both!(
    a_quarter_from_its_end_to_a_settled_invoice_and_a_credit,
    the_sums_of_a_quarter_are_the_same_in_the_tables_the_paper_and_the_electronic_invoice,
);

pub const EXAMPLE: &str = include_str!("../../examples/hampshire-isle-of-wight/agreement.toml");
pub const HIOW: &str = "HIOW-CS-2018";
const QUARTER: &str = "2018/19-Q2";

pub fn money(pounds: &str) -> Money {
    Money::parse(pounds).expect("a sum")
}

/// How letters go out in a test.
pub fn post(carrier: Carrier) -> Post {
    Post {
        carrier,
        from: Mailbox::new("Recharges", "recharges@hampshire.example"),
        attaches_electronic: true,
    }
}

/// Renders what is issued.
pub fn rendered(bureau: &mut Bureau<'_>) -> Rendered {
    let ground = bureau.ground;
    let (fonts, supplier) = (Fonts::embedded(), &ground.supplier.id);
    let rendered =
        bureau.act(&ground.preparer, |work| render::render(work, &fonts, supplier, 1000));
    rendered.expect("it is rendered")
}

/// Sends the letters that are due on a day.
pub fn delivered(bureau: &mut Bureau<'_>, carrier: Carrier, day: &str) -> Delivered {
    let by = &bureau.ground.preparer;
    let (clock, fonts) = (|| on(day), Fonts::embedded());
    deliver::deliver(&mut bureau.books, by, &clock, &post(carrier), &fonts).expect("it goes")
}

/// A stored file of a document.
pub fn file(bureau: &mut Bureau<'_>, issued: &Issued, form: &str) -> Vec<u8> {
    let found = progress::file(&mut bureau.books, &issued.supplier, &issued.id, form);
    found.expect("it answers").expect("it was made").0
}

/// How a document stands on a day.
pub fn standing(bureau: &mut Bureau<'_>, number: &str, day: &str) -> Standing {
    let ground = bureau.ground;
    let standing = bureau.act(&ground.partner, |work| {
        let (held, issued) = payments::document(work, number, Duty::Read)?;
        payments::standing(work, &held, &issued, on(day).today)
    });
    standing.expect("it is in the books")
}

/// Letters by whom they go to, and what they are about.
fn subjects(letters: &[Letter]) -> Vec<(&str, &str)> {
    letters.iter().map(|letter| (letter.to.address.as_str(), letter.subject.as_str())).collect()
}

fn a_quarter_from_its_end_to_a_settled_invoice_and_a_credit(ground: &Ground) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    let memory = Memory::default();
    let carrier = || Carrier::Memory(memory.clone());
    bureau.bring_in(EXAMPLE).expect("it comes in");
    bureau.draw_up(HIOW, QUARTER).expect("it is drawn up");
    assert!(refused(bureau.agree(HIOW, QUARTER)).contains("its supplier draws it up and sends it"));
    bureau.send(HIOW, QUARTER).expect("it is sent");
    let again = refused(bureau.draw_up(HIOW, QUARTER));
    assert!(again.contains("return it with a reason"), "{again}");
    bureau.query(HIOW, QUARTER, "ad-access", "Whose days are these?").expect("it is queried");
    delivered(&mut bureau, carrier(), "2018-10-02");
    bureau.agree(HIOW, QUARTER).expect("the rest is agreed");
    let by_preparer = refused(bureau.approve(&ground.preparer, HIOW, QUARTER));
    assert!(by_preparer.contains("Ann Preparer may not approve"), "{by_preparer}");
    assert!(refused(bureau.issue(HIOW, QUARTER)).contains("a second person approves it first"));
    bureau.approve(&ground.approver, HIOW, QUARTER).expect("it is approved");
    let issued = bureau.issue(HIOW, QUARTER).expect("it is issued");
    assert!(refused(bureau.issue(HIOW, QUARTER)).contains("already issued"));
    let done = rendered(&mut bureau);
    assert_eq!(done.done, ["HCC-INV-000001", "HCC-INV-000002"]);
    assert_eq!(rendered(&mut bureau), Rendered::default(), "each is rendered once");
    let went = delivered(&mut bureau, carrier(), "2018-10-02");
    assert_eq!(went, Delivered { sent: 3, ..Delivered::default() });
    let invoices = "invoices@isle-of-wight.example";
    let recharges = "recharges@hampshire.example";
    let letters = memory.letters();
    let about = "from Hampshire County Council: £";
    assert_eq!(
        subjects(&letters),
        [
            (invoices, "Statement 2018/19-Q2 from Hampshire County Council to agree: £210,978.16"),
            (recharges, "Statement 2018/19-Q2: 1 line queried by Pat Partner, £6,814.13"),
            (recharges, "Statement 2018/19-Q2 agreed, to approve: £204,164.03"),
            (invoices, &format!("Invoice HCC-INV-000001 {about}29,164.03, due 1 November 2018")),
            (
                invoices,
                &format!("VAT invoice HCC-INV-000002 {about}210,000.00, due 1 November 2018")
            ),
        ]
    );
    let attached = &letters[3].attachments;
    assert_eq!(attached[0].bytes, file(&mut bureau, &issued[0], "pdf"));
    assert_eq!(attached[1].bytes, file(&mut bureau, &issued[0], "xml"));
    assert_eq!(letters[3].message_id, format!("<{}@hampshire.example>", issued[0].id));
    pay_dispute_and_credit(&mut bureau, &issued[0].number);
}

fn pay_dispute_and_credit(bureau: &mut Bureau<'_>, number: &str) {
    let ground = bureau.ground;
    let (preparer, approver, partner) = (&ground.preparer, &ground.approver, &ground.partner);
    bureau.go_to("2018-10-05");
    let day = |day: &str| on(day).today;
    let early = bureau.act(partner, |work| payments::receive(work, number, day("2018-10-01")));
    assert!(refused(early).contains("it was received between then and today"));
    bureau
        .act(partner, |work| payments::receive(work, number, day("2018-10-04")))
        .expect("it is received");
    let why = "one day too many";
    bureau
        .act(partner, |work| payments::dispute(work, number, money("100.00"), why))
        .expect("it is disputed");
    let stands = standing(bureau, number, "2018-10-05");
    assert_eq!((stands.due_on, stands.state), (day("2018-11-03"), "disputed in part"));
    assert_eq!((stands.unpaid, stands.undisputed), (money("29164.03"), money("29064.03")));
    let pay = |bureau: &mut Bureau<'_>, sum: &str, bank: &str| {
        let sum = money(sum);
        bureau.act(preparer, |work| payments::settle(work, number, sum, day("2018-10-05"), bank))
    };
    pay(bureau, "29064.03", "BACS 1").expect("it is paid");
    assert!(refused(pay(bureau, "100.00", "BACS 1")).contains("is recorded already"));
    assert!(refused(pay(bureau, "100.01", "BACS 2")).contains("more than is left"));
    let lines = Some(vec![(1, money("100.00"))]);
    bureau
        .act(preparer, |work| credit::prepare(work, number, &lines, why))
        .expect("the credit is drawn up");
    let note = bureau.act(approver, |work| credit::approve(work, number)).expect("it is issued");
    assert_eq!((note.number.as_str(), note.gross), ("HCC-CRN-000001", money("-100.00")));
    bureau
        .act(preparer, |work| payments::answer(work, number, "credited"))
        .expect("it is answered");
    let stands = standing(bureau, number, "2018-12-05");
    assert_eq!((stands.unpaid, stands.state), (Money::NIL, "paid"));
    assert_eq!(rendered(bureau).done, ["HCC-CRN-000001"]);
    let memory = Memory::default();
    delivered(bureau, Carrier::Memory(memory.clone()), "2018-10-05");
    let letters = memory.letters();
    // The dispute, its answer, and the credit note.
    let about = subjects(&letters);
    let (invoices, recharges) = ("invoices@isle-of-wight.example", "recharges@hampshire.example");
    let wanted = [
        (recharges, "Invoice HCC-INV-000001: disputed in part by Pat Partner, £100.00"),
        (invoices, "Invoice HCC-INV-000001: dispute answered by Ann Preparer, £100.00"),
        (invoices, "Credit note HCC-CRN-000001 from Hampshire County Council: £100.00"),
    ];
    assert_eq!(about, wanted);
    for letter in [&letters[0], &letters[2]] {
        assert!(letter.text.contains("£100.00") && letter.text.contains(why), "{}", letter.text);
    }
    let mut other = Bureau::open(ground, "2018-12-05");
    let overdue = standing(&mut other, "HCC-INV-000002", "2018-12-05");
    assert_eq!(overdue.state, "overdue");
    assert!(overdue.interest.is_some(), "late payment is shown");
}

/// What the text of a PDF says.
fn words(pdf: &[u8]) -> String {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{}.pdf", concordat::workflow::new_name()));
    std::fs::write(&file, pdf).expect("a file can be written");
    let mut command = std::process::Command::new("pdftotext");
    let said = command.arg("-layout").arg(&file).arg("-").output().expect("pdftotext runs");
    std::fs::remove_file(&file).expect("a file can be removed");
    String::from_utf8(said.stdout).expect("it is text")
}

fn the_sums_of_a_quarter_are_the_same_in_the_tables_the_paper_and_the_electronic_invoice(
    ground: &Ground,
) {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    bureau.bring_in(EXAMPLE).expect("it comes in");
    let issued = bureau.bill(HIOW, QUARTER).expect("it is billed");
    rendered(&mut bureau);
    let (kept, lines) = bureau.statement(HIOW, QUARTER);
    let total: Money = lines.iter().map(|line| line.net).sum();
    assert_eq!((kept.net, total), (money("210978.16"), money("210978.16")));
    assert_eq!(issued.iter().map(|one| one.net).sum::<Money>(), total);
    assert_eq!(issued.iter().map(|one| one.gross).sum::<Money>(), kept.gross);
    let sums = "SELECT sum(net_pence) AS cell FROM ";
    for table in ["statement_lines", "invoice_lines", "invoice_rates", "invoices"] {
        assert_eq!(ground.ask(&format!("{sums}{table}")), ["21097816"], "{table}");
    }
    for one in &issued {
        let stored = (one.net, one.vat, one.gross);
        let paper = words(&file(&mut bureau, one, "pdf"));
        let electronic = file(&mut bureau, one, "xml");
        let electronic = String::from_utf8(electronic).expect("XML is text");
        assert!(paper.contains(&one.number) && electronic.contains(&one.number));
        assert!(paper.contains(&one.gross.in_pounds()), "{stored:?} in {paper}");
        assert!(electronic.contains(&format!(">{}</cbc:PayableAmount>", one.gross)));
        assert!(electronic.contains(&format!(">{}</cbc:TaxExclusiveAmount>", one.net)));
        assert!(!paper.to_uppercase().contains("DRAFT"), "no issued document says DRAFT");
    }
}
