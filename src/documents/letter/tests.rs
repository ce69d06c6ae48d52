use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::domain::calendar::date;

fn contact() -> Contact {
    let email = Some("recharges@hampshire.example".to_owned());
    let phone = Some("01962 000000".to_owned());
    Contact { name: "the Recharges Team".to_owned(), email, phone }
}

fn pounds(text: &str) -> Money {
    Money::parse(text).expect("a sum")
}

/// One letter of each kind.
fn letters() -> Vec<Document> {
    let (ask, attached) = (contact(), ["Invoice HIOW-1 (PDF)".to_owned()]);
    let letter = Correspondence {
        from: "Hampshire County Council",
        dear: "Ms Ŵyn <b>",
        agreement: "HIOW-CS-2018, Chief executive & others",
        date: date(2018, 10, 5),
        ask: &ask,
        attached: &attached,
    };
    [bills(&letter), statements(&letter), chases(&letter), tellings(&letter)].concat()
}

fn bills(letter: &Correspondence<'_>) -> Vec<Document> {
    let bill = Bill {
        noun: "invoice",
        number: "HIOW-1",
        period: "2018/19-Q2",
        net: pounds("1000.00"),
        vat: Some(pounds("200.00")),
        total: pounds("1200.00"),
        due_on: date(2018, 11, 4),
        order: Some("PO-7"),
    };
    let credit = Credit {
        number: "HIOW-2",
        period: "2018/19-Q2",
        net: pounds("10.00"),
        vat: None,
        total: pounds("10.00"),
        corrects: &[("HIOW-1", date(2018, 10, 5))],
        why: "two days were recorded twice",
        taken_off: &[("HIOW-1", pounds("6.00"))],
        owed_back: pounds("4.00"),
        due_on: date(2018, 11, 4),
    };
    vec![invoice(letter, &bill), credit_note(letter, &credit)]
}

fn statements(letter: &Correspondence<'_>) -> Vec<Document> {
    let deadline = Deadline { last_day: date(2018, 10, 19), clause: Some("7.3") };
    let to_agree = StatementToAgree {
        period: "2018/19-Q2",
        net: pounds("1000.00"),
        lines: 14,
        deadline: Some(deadline),
    };
    let silent = StatementToAgree { deadline: None, ..to_agree.clone() };
    let line = QueriedLine {
        clause: "4.2",
        description: "Chief executive",
        net: pounds("250.00"),
        why: "Was she not on leave in August?",
    };
    let queried = StatementQueried {
        period: "2018/19-Q2",
        by: "Isle of Wight Council",
        lines: &[line.clone(), QueriedLine { clause: "4.3", net: pounds("50.00"), ..line }],
        agreed: pounds("700.00"),
    };
    let by = Agreed::By { name: "Ann Other, Isle of Wight Council", on: date(2018, 10, 9) };
    let deemed = Agreed::Deemed { on: date(2018, 10, 20), clause: None };
    let agreed = |how| StatementAgreed {
        period: "2018/19-Q2",
        net: pounds("1000.00"),
        how,
        prepared_by: "Sam Clerk",
    };
    vec![
        statement_to_agree(letter, &to_agree),
        statement_to_agree(letter, &silent),
        statement_queried(letter, &queried),
        statement_agreed(letter, &agreed(by)),
        statement_agreed(letter, &agreed(deemed)),
    ]
}

fn chases(letter: &Correspondence<'_>) -> Vec<Document> {
    let late = Late { days: 30, interest: pounds("8.63") };
    let unpaid = |number, late| Unpaid {
        number,
        issued_on: date(2018, 10, 5),
        due_on: date(2018, 11, 4),
        outstanding: pounds("1200.00"),
        late,
    };
    let lost = |why| Undelivered {
        subject: "Invoice HIOW-1",
        to: "payments@iow.example",
        tries: 1,
        said: "the mail server answered “550 no such user” to the recipient",
        why,
    };
    vec![
        reminder(letter, &[unpaid("HIOW-1", None)]),
        reminder(letter, &[unpaid("HIOW-1", Some(late)), unpaid("HIOW-3", None)]),
        undelivered(letter, &lost(WhyUndelivered::Refused)),
        undelivered(letter, &lost(WhyUndelivered::GivenUp)),
        undelivered(letter, &lost(WhyUndelivered::Unknown)),
    ]
}

fn tellings(letter: &Correspondence<'_>) -> Vec<Document> {
    let acts = [Act::Released, Act::Withdrawn, Act::Returned, Act::Disputed, Act::Answered];
    let tell = |act| Told {
        act,
        of: "2018/19-Q2",
        line: "Maps (4.2)",
        by: "Ann Other",
        sum: (act != Act::Returned).then(|| pounds("12.00")),
        words: "We have found the order",
    };
    acts.into_iter().map(|act| told(letter, &tell(act))).collect()
}

/// The words of a page in reading order, without its head, and the names of its elements.
fn read(html: &str) -> (String, Vec<String>) {
    let body = html.split_once("<body>").and_then(|(_, rest)| rest.split_once("</body>"));
    let body = body.expect("a body").0;
    let mut reader = Reader::from_str(body);
    let (mut words, mut elements) = (String::new(), Vec::new());
    loop {
        match reader.read_event().expect("well formed") {
            Event::Eof => break,
            Event::Text(text) => words += &text,
            Event::GeneralRef(entity) => {
                words += match &*entity {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "apos" => "'",
                    _ => "\"",
                };
            }
            Event::Start(start) => {
                elements.push(start.to_string());
                words += " ";
            }
            Event::Empty(_) | Event::End(_) => words += " ",
            _ => {}
        }
    }
    (words, elements)
}

/// Each word, without what the text adds to show its shape.
fn bag(words: &str) -> std::collections::BTreeMap<String, usize> {
    let mut bag = std::collections::BTreeMap::new();
    let plain = |c: char| c.is_alphanumeric() || c == '£';
    for word in words.split(|c: char| !plain(c)).filter(|word| !word.is_empty()) {
        *bag.entry(word.to_owned()).or_default() += 1;
    }
    bag
}

#[test]
fn text_and_page_say_the_same() {
    for document in letters() {
        let written = Written::of(&document);
        let (page, _) = read(&written.html);
        let (text, page) = (bag(&written.text), bag(&page));
        for word in text.keys() {
            assert!(page.contains_key(word), "{word} is not on the page of {}", written.subject);
        }
        for word in page.keys() {
            assert!(text.contains_key(word), "{word} is not in the text of {}", written.subject);
        }
    }
}

#[test]
fn every_page_can_be_read_aloud() {
    for document in letters() {
        let written = Written::of(&document);
        assert!(written.html.starts_with("<!DOCTYPE html>\n<html lang=\"en-GB\">"));
        assert!(written.html.contains("<title>"), "{}", written.html);
        let (_, elements) = read(&written.html);
        let of = |name: &str| elements.iter().filter(|e| e.split(' ').next() == Some(name)).count();
        assert_eq!((of("h1"), of("img"), of("h3")), (1, 0, 0), "{}", written.html);
        assert!(of("h2") >= 2, "{}", written.html);
        let headers = elements.iter().filter(|element| element.starts_with("th "));
        assert!(headers.clone().all(|element| element.contains("scope=")));
        assert_eq!(of("table") > 0, headers.count() > 0);
        assert!(!written.subject.contains('\n') && written.subject.chars().count() < 120);
    }
}

#[test]
fn an_invoice_reads_as_a_letter() {
    let written = Written::of(&letters()[0]);
    let subject = "Invoice HIOW-1 from Hampshire County Council: £1,200.00, due 4 November 2018";
    assert_eq!(written.subject, subject);
    let wanted = "Hampshire County Council

Invoice HIOW-1
==============

HIOW-1 · 5 October 2018

Dear Ms Ŵyn <b>,

This is our invoice for 2018/19-Q2, under the agreement HIOW-CS-2018, Chief executive & others.

Before VAT: £1,000.00
VAT: £200.00
To pay: £1,200.00
Due: 4 November 2018
Your order: PO-7

What to do next
---------------

- Please pay £1,200.00 by 4 November 2018, quoting HIOW-1. How to pay is on the invoice.
- If our bank details are not those that you have paid to before, please telephone us before you \
                  pay, on a number that you know.
- If you dispute a line, please tell us which and why before the due date; the other lines stay \
                  due.

Attached
--------

- Invoice HIOW-1 (PDF)

Questions
---------

Please ask the Recharges Team: recharges@hampshire.example, 01962 000000.

Yours sincerely,
Hampshire County Council
";
    assert_eq!(written.text, wanted);
}

#[test]
fn silence_counts_only_where_the_agreement_says_so() {
    let letters: Vec<Written> = letters().iter().map(Written::of).collect();
    assert!(letters[2].subject.contains("to agree by 19 October 2018"), "{}", letters[2].subject);
    assert!(letters[2].text.contains("counts as agreed under clause 7.3"), "{}", letters[2].text);
    assert!(!letters[3].text.contains("counts as agreed"), "{}", letters[3].text);
}

#[test]
fn a_credit_note_says_what_it_takes_off_and_what_is_owed_back() {
    let text = Written::of(&letters()[1]).text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("£6.00 is taken off what was unpaid of HIOW-1"), "{text}");
    assert!(text.contains("£4.00 is owed back to you: we pay it back by 4 November"), "{text}");
}

#[test]
fn interest_is_shown_and_not_billed() {
    let letters: Vec<Written> = letters().iter().map(Written::of).collect();
    assert!(!letters[7].text.to_lowercase().contains("interest"), "{}", letters[7].text);
    let overdue = &letters[8];
    assert!(overdue.text.contains("To pay: £2,400.00"), "{}", overdue.text);
    assert!(overdue.text.contains("Interest so far: £8.63"), "{}", overdue.text);
    assert!(overdue.text.contains("shown, not billed"), "{}", overdue.text);
}
