use crate::mail::Attachment;
use crate::mail::Carrier;
use crate::mail::Letter;
use crate::mail::Mailbox;
use crate::mail::Memory;
use crate::mail::Unsent;

fn letter() -> Letter {
    Letter {
        message_id: "<0197a1c2-1@hampshire.example>".to_owned(),
        date: "2018-10-05T09:30:00Z".parse().expect("a moment"),
        from: Mailbox::new("Hampshire County Council", "recharges@hampshire.example"),
        to: Mailbox::new("Cyngor Tŷ Ŵyn", "payments@iow.example"),
        reply_to: Some(Mailbox::new("", "finance@hampshire.example")),
        subject: "Invoice HIOW-1: £1,000.00".to_owned(),
        text: "Please pay £1,000.00.\n".to_owned(),
        html: "<p>Please pay £1,000.00.</p>\n".to_owned(),
        attachments: vec![Attachment {
            name: "HIOW-1.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: vec![0, 10, 13, 255],
        }],
    }
}

fn message(letter: &Letter) -> String {
    let bytes = super::of(letter).expect("a message").formatted();
    String::from_utf8(bytes).expect("it is text")
}

#[test]
fn the_same_letter_is_the_same_message() {
    let first = message(&letter());
    assert_eq!(first, message(&letter()));
    assert!(first.is_ascii(), "{first}");
    for header in [
        "Message-ID: <0197a1c2-1@hampshire.example>\r\n",
        "Date: Fri, 05 Oct 2018 09:30:00 +0000\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Reply-To: finance@hampshire.example\r\n",
    ] {
        assert!(first.contains(header), "{header}{first}");
    }
}

#[test]
fn no_line_is_longer_than_servers_take() {
    let words = "Ŵ and a long name ".repeat(60);
    for subject in [words, "x".repeat(500), "ŵ".repeat(250)] {
        let message = message(&Letter { subject: subject.clone(), ..letter() });
        let longest = message.split("\r\n").map(str::len).max();
        assert!(longest <= Some(998), "{longest:?} for {subject}");
    }
}

#[test]
fn what_would_begin_a_header_of_its_own_is_refused() {
    let inject = "Invoice\r\nBcc: everyone@elsewhere.example";
    let named = |name: &str| Mailbox::new(name, "a@b.example");
    let at = |address: &str| Mailbox::new("", address);
    let mut attached = letter();
    attached.attachments[0].name = inject.to_owned();
    let mut path = letter();
    path.attachments[0].name = "../HIOW-1.pdf".to_owned();
    let mut media = letter();
    media.attachments[0].media_type = "application/pdf\r\nBcc: a@b.example".to_owned();
    let wrong = [
        Letter { subject: inject.to_owned(), ..letter() },
        Letter { subject: "Invoice\nTo: a@b.example".to_owned(), ..letter() },
        Letter { subject: " ".to_owned(), ..letter() },
        Letter { subject: "x".repeat(501), ..letter() },
        Letter { from: named(inject), ..letter() },
        Letter { to: named("a\u{2028}b"), ..letter() },
        Letter { to: at("a@b.example\r\nRCPT TO:<c@d.example>"), ..letter() },
        Letter { to: at("a@b.example> NOTIFY=NEVER"), ..letter() },
        Letter { to: at("a@b.example, c@d.example"), ..letter() },
        Letter { to: at("ŵ@b.example"), ..letter() },
        Letter { to: at("nobody"), ..letter() },
        Letter { to: at(""), ..letter() },
        Letter { reply_to: Some(named(inject)), ..letter() },
        Letter { message_id: "<a@b>\r\nBcc: c@d.example".to_owned(), ..letter() },
        Letter { message_id: "<../../a@b>".to_owned(), ..letter() },
        Letter { message_id: "a@b".to_owned(), ..letter() },
        Letter { date: "1969-10-05T09:30:00Z".parse().expect("a moment"), ..letter() },
        attached,
        path,
        media,
    ];
    let memory = Memory::default();
    for letter in wrong {
        let sent = Carrier::Memory(memory.clone()).send(&letter);
        assert!(matches!(sent, Err(Unsent::Never { .. })), "{letter:?}: {sent:?}");
    }
    assert!(memory.letters().is_empty());
}

#[test]
fn what_goes_wrong_in_memory_is_told_once() {
    let memory = Memory::default();
    let carrier = Carrier::Memory(memory.clone());
    let unknown = Unsent::Unknown { says: "dropped".to_owned() };
    memory.fail_next(Unsent::NotYet { says: "busy".to_owned() });
    memory.fail_next(unknown.clone());
    assert!(matches!(carrier.send(&letter()), Err(Unsent::NotYet { .. })));
    assert!(memory.letters().is_empty());
    assert_eq!(carrier.send(&letter()), Err(unknown));
    assert_eq!(carrier.send(&letter()), Ok(()));
    assert_eq!(memory.letters().len(), 2);
}
