//! Letters, sent to a real mail server and read by another program: none goes twice, and each
//! failure says how far the letter came (the design's lesson 39: a server that drops the line after
//! it had the whole letter).

pub mod server;

use std::fs;
use std::net::TcpListener;
use std::time::Duration;

use concordat::mail::Attachment;
use concordat::mail::Carrier;
use concordat::mail::Letter;
use concordat::mail::Mailbox;
use concordat::mail::Security;
use concordat::mail::SmtpSettings;
use concordat::mail::Unsent;
use serde_json::Value;
use serde_json::json;

use self::server::Server;
use self::server::fresh;
use self::server::read;

const KNOWN: [&str; 4] = ["--user", "recharges", "--password", "pa55 wörd"];

fn letter() -> Letter {
    let every_byte: Vec<u8> = (0..=255).cycle().take(200_000).collect();
    let xml = "<Invoice>\n<ID>HIOW-1</ID>\r\n.\r\n..\n<Name>Tŷ Ŵyn</Name></Invoice>";
    let attached = |name: &str, media_type: &str, bytes: &[u8]| Attachment {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_vec(),
    };
    Letter {
        message_id: "<0197a1c2-7d3e@hampshire.example>".to_owned(),
        date: "2018-10-05T09:30:00Z".parse().expect("a moment"),
        from: Mailbox::new("Recharges, “Hampshire” (finance)", "recharges@hampshire.example"),
        to: Mailbox::new("Siân Ŵyn, Cyngor Tŷ", "payments@iow.example"),
        reply_to: None,
        subject: format!("Invoice HIOW-1: £1,000.00 – {}", "a very long agreement ".repeat(12)),
        text: "Dear Siân,\n\nPlease pay £1,000.00 – now.\n.\nFrom us\n".to_owned(),
        html: "<!DOCTYPE html>\n<p lang=\"cy\">Annwyl Siân, £1,000.00 – diolch</p>\n".to_owned(),
        attachments: vec![
            attached("HIOW-1 Tŷ.pdf", "application/pdf", &every_byte),
            attached("HIOW-1.xml", "text/xml", xml.as_bytes()),
        ],
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Holds that another program reads in a letter all that was written.
#[track_caller]
fn must_say_all(read: &Value, letter: &Letter) {
    let files = letter.attachments.iter();
    let files: Vec<_> =
        files.map(|file| json!([file.name, file.media_type, hex(&file.bytes)])).collect();
    let text = |key: &str| read[key].as_str().expect("text").replace("\r\n", "\n");
    assert_eq!(read["message_id"], letter.message_id);
    assert_eq!(read["date"], "2018-10-05T09:30:00+00:00");
    assert_eq!(text("subject").trim_end(), letter.subject.trim_end());
    assert_eq!(read["from"], json!([letter.from.name, letter.from.address]));
    assert_eq!(read["to"], json!([letter.to.name, letter.to.address]));
    assert_eq!(text("text").trim_end(), letter.text.trim_end());
    assert_eq!(text("html").trim_end(), letter.html.trim_end());
    assert_eq!(read["attachments"], json!(files));
    assert_eq!(read["defects"], json!([]));
    let kinds = [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "text/xml",
    ];
    assert_eq!(read["kinds"], json!(kinds));
}

#[test]
fn a_letter_arrives_whole_for_whoever_is_known() {
    for (name, tls, security) in
        [("starttls", "starttls", Security::StartTls), ("tls", "tls", Security::Tls)]
    {
        let options = [&["--tls", tls][..], &KNOWN].concat();
        let server = Server::start(name, &options);
        let carrier = server.carrier(security, Some(("recharges", "pa55 wörd")));
        assert_eq!(carrier.send(&letter()), Ok(()));
        let taken = server.taken();
        assert_eq!(taken.len(), 1);
        must_say_all(&taken[0], &letter());
        let envelope = ["recharges@hampshire.example", "payments@iow.example"];
        assert_eq!(server.envelope(1), envelope);
    }
}

#[test]
fn a_wrong_password_sends_nothing_and_is_shown_nowhere() {
    let options = [&["--tls", "starttls"][..], &KNOWN].concat();
    let server = Server::start("wrong-password", &options);
    let carrier = server.carrier(Security::StartTls, Some(("recharges", "guessed")));
    let unsent = carrier.send(&letter()).expect_err("it is wrong");
    assert!(matches!(&unsent, Unsent::NotYet { says } if says.contains("“535 ")), "{unsent}");
    assert!(unsent.says().contains("to our user and password"), "{unsent}");
    let shown = format!("{unsent:?}{carrier:?}");
    assert!(!shown.contains("guessed") && !shown.contains("recharges"), "{shown}");
    assert!(server.taken().is_empty());
}

#[test]
fn whoever_is_not_known_sends_nothing() {
    let options = [&["--tls", "starttls"][..], &KNOWN].concat();
    let server = Server::start("unknown", &options);
    let unsent = server.carrier(Security::StartTls, None).send(&letter());
    assert!(matches!(unsent, Err(Unsent::NotYet { .. })), "{unsent:?}");
    assert!(server.taken().is_empty());
}

#[test]
fn a_certificate_that_nobody_vouches_for_is_refused() {
    for (name, tls, security) in
        [("untrusted", "starttls", Security::StartTls), ("untrusted-tls", "tls", Security::Tls)]
    {
        let server = Server::start(name, &["--tls", tls]);
        let other = Server::start(&format!("{name}-other"), &[]).certificate();
        let elsewhere = server.settings(security);
        for settings in [
            SmtpSettings { ca_file: None, ..server.settings(security) },
            SmtpSettings { ca_file: Some(other), ..server.settings(security) },
            SmtpSettings { host: "127.0.0.1".to_owned(), ..elsewhere },
        ] {
            let unsent = Carrier::Smtp(settings).send(&letter()).expect_err("not to be trusted");
            assert!(matches!(unsent, Unsent::NotYet { .. }), "{unsent}");
            assert!(unsent.says().contains("Its certificate is not one to trust"), "{unsent}");
        }
        assert!(server.taken().is_empty());
    }
}

#[test]
fn a_server_without_starttls_is_not_spoken_to_openly() {
    let server = Server::start("open", &[]);
    let unsent = server.carrier(Security::StartTls, None).send(&letter()).expect_err("open");
    let says = "does not offer STARTTLS";
    assert!(matches!(&unsent, Unsent::NotYet { .. }) && unsent.says().contains(says), "{unsent}");
    assert!(server.taken().is_empty());
    assert_eq!(server.carrier(Security::None, None).send(&letter()), Ok(()));
    assert_eq!(server.taken().len(), 1);
}

#[test]
fn a_line_dropped_after_the_letter_leaves_one_letter_and_a_question() {
    let server = Server::start("dropped", &["--tls", "starttls", "--drop", "answer"]);
    let unsent = server.carrier(Security::StartTls, None).send(&letter()).expect_err("dropped");
    assert!(matches!(unsent, Unsent::Unknown { .. }), "{unsent}");
    assert!(unsent.says().contains("may or may not have been delivered"), "{unsent}");
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    must_say_all(&taken[0], &letter());
}

#[test]
fn a_line_dropped_before_the_end_leaves_no_letter_and_it_goes_the_next_time() {
    for at in ["recipient", "letter"] {
        let server = Server::start(&format!("dropped-{at}"), &["--drop", at]);
        let carrier = server.carrier(Security::None, None);
        let mut long = letter();
        long.attachments[0].bytes = vec![7; 8_000_000];
        let unsent = carrier.send(&long).expect_err("dropped");
        assert!(matches!(unsent, Unsent::NotYet { .. }), "{at}: {unsent}");
        assert!(server.taken().is_empty());
        assert_eq!(carrier.send(&long), Ok(()));
        assert_eq!(server.taken().len(), 1);
    }
}

#[test]
fn a_greylisted_letter_goes_the_second_time_and_is_the_same() {
    let server = Server::start("greylisted", &["--greylist"]);
    let carrier = server.carrier(Security::None, None);
    let unsent = carrier.send(&letter()).expect_err("greylisted");
    assert!(matches!(&unsent, Unsent::NotYet { says } if says.contains("“451 ")), "{unsent}");
    assert!(server.taken().is_empty());
    assert_eq!(carrier.send(&letter()), Ok(()));
    let taken = server.taken();
    assert_eq!(taken.len(), 1);
    must_say_all(&taken[0], &letter());
}

#[test]
fn a_recipient_that_is_not_there_and_a_letter_too_large_need_a_person() {
    let server = Server::start("refused", &["--refuse", "payments@iow.example"]);
    let unsent = server.carrier(Security::None, None).send(&letter()).expect_err("refused");
    let words = "“550 5.1.1 There is nobody of that name here” to the recipient";
    assert!(matches!(&unsent, Unsent::Never { says } if says.contains(words)), "{unsent}");
    assert!(server.taken().is_empty());
    let server = Server::start("small", &["--limit", "100000"]);
    let unsent = server.carrier(Security::None, None).send(&letter()).expect_err("too large");
    assert!(matches!(&unsent, Unsent::Never { says } if says.contains("“552 ")), "{unsent}");
    assert!(server.taken().is_empty());
}

#[test]
fn a_server_that_is_not_there_or_says_nothing_takes_nothing() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = silent.local_addr().expect("a port").port();
    let settings = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        credentials: None,
        ca_file: None,
        timeout: Duration::from_millis(300),
    };
    let carrier = Carrier::Smtp(settings);
    let unsent = carrier.send(&letter()).expect_err("silent");
    let says = "it took too long";
    assert!(matches!(&unsent, Unsent::NotYet { .. }) && unsent.says().contains(says), "{unsent}");
    drop(silent);
    let unsent = carrier.send(&letter()).expect_err("nobody there");
    assert!(matches!(&unsent, Unsent::NotYet { .. }), "{unsent}");
    assert!(unsent.says().contains("refused"), "{unsent}");
}

#[test]
fn a_folder_holds_each_letter_once_and_never_another_in_its_place() {
    let folder = fresh("folder").join("letters");
    let carrier = Carrier::Folder(folder.clone());
    assert_eq!(carrier.send(&letter()), Ok(()));
    assert_eq!(carrier.send(&letter()), Ok(()));
    let other = Letter { subject: "Another".to_owned(), ..letter() };
    let unsent = carrier.send(&other).expect_err("another");
    assert!(matches!(&unsent, Unsent::Never { says } if says.contains("another letter")));
    let names = fs::read_dir(&folder).expect("a folder");
    let names: Vec<_> = names.map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(names, ["0197a1c2-7d3e@hampshire.example.eml"]);
    must_say_all(&read(&folder.join(&names[0])), &letter());
    let file = folder.join(&names[0]);
    let unsent = Carrier::Folder(file).send(&letter()).expect_err("a file is no folder");
    assert!(matches!(unsent, Unsent::NotYet { .. }), "{unsent}");
}
