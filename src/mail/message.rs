//! A letter as a message: plain text and HTML, then the documents. Whatever could end a line early
//! and begin another is refused, never mended: it has no business there.

use std::time::SystemTime;

use chrono::Datelike;
use lettre::Message;
use lettre::message::Attachment as AttachedPart;
use lettre::message::Body;
use lettre::message::MultiPart;
use lettre::message::SinglePart;
use lettre::message::header::ContentTransferEncoding;
use lettre::message::header::ContentType;
use lettre::message::header::HeaderName;
use lettre::message::header::HeaderValue;

use crate::mail::Attachment;
use crate::mail::Letter;
use crate::mail::Mailbox;
use crate::mail::Unsent;

/// What parts the parts. The same for every letter, for the same letter is the same message; no
/// text in quoted-printable and no base64 can have `=_` in it.
const MIXED: &str = "=_letter";
const ALTERNATIVE: &str = "=_text";
/// The longest word of a header, in bytes: it is never broken, and no line may have more than 998.
const LONGEST_WORD: usize = 500;

/// The message, or why there can be none.
pub(super) fn of(letter: &Letter) -> Result<Message, Unsent> {
    written(letter).map_err(|says| Unsent::Never { says })
}

fn written(letter: &Letter) -> Result<Message, String> {
    identity(&letter.message_id)?;
    line("subject", &letter.subject)?;
    if !(1970..=9999).contains(&letter.date.year()) {
        return Err(format!("the letter’s date {} is none that mail can have", letter.date));
    }
    // So that the answer of somebody’s absence does not start a conversation of machines.
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let mut builder = Message::builder()
        .message_id(Some(letter.message_id.clone()))
        .date(SystemTime::from(letter.date))
        .from(mailbox("sender", &letter.from)?)
        .to(mailbox("recipient", &letter.to)?)
        .subject(&letter.subject)
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()));
    if let Some(reply_to) = &letter.reply_to {
        builder = builder.reply_to(mailbox("answer’s recipient", reply_to)?);
    }
    let both = MultiPart::alternative()
        .boundary(ALTERNATIVE)
        .singlepart(text(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(text(ContentType::TEXT_HTML, &letter.html));
    let mut parts = MultiPart::mixed().boundary(MIXED).multipart(both);
    for document in &letter.attachments {
        parts = parts.singlepart(attached(document)?);
    }
    builder.multipart(parts).map_err(|error| format!("the letter cannot be put together: {error}"))
}

fn text(kind: ContentType, words: &str) -> SinglePart {
    let encoding = ContentTransferEncoding::QuotedPrintable;
    let body = Body::new_with_encoding(words.to_owned(), encoding);
    SinglePart::builder().header(kind).body(body.expect("any text can be quoted-printable"))
}

fn attached(document: &Attachment) -> Result<SinglePart, String> {
    line("attachment’s name", &document.name)?;
    if document.name.contains(['/', '\\']) {
        return Err(format!("the attachment’s name “{}” is a path", document.name));
    }
    let kind = ContentType::parse(&document.media_type)
        .map_err(|_| format!("“{}” of {} is no media type", document.media_type, document.name))?;
    // Base64 whatever it is: elsewhere on the way the ends of lines might be changed.
    let body = Body::new_with_encoding(document.bytes.clone(), ContentTransferEncoding::Base64);
    let body = body.expect("anything can be base64");
    Ok(AttachedPart::new(document.name.clone()).body(body, kind))
}

fn mailbox(whose: &str, mailbox: &Mailbox) -> Result<lettre::message::Mailbox, String> {
    let named = !mailbox.name.trim().is_empty();
    if named {
        line(&format!("{whose}’s name"), &mailbox.name)?;
    }
    let address = &mailbox.address;
    line(&format!("{whose}’s address"), address)?;
    let plain = |c: char| c.is_ascii_graphic() && !"\"(),:;<>[\\]".contains(c);
    let parsed = address.parse::<lettre::Address>().ok().filter(|_| address.chars().all(plain));
    let parsed = parsed.ok_or_else(|| {
        format!("the {whose}’s address “{address}” is not one that mail servers take")
    })?;
    Ok(lettre::message::Mailbox::new(named.then(|| mailbox.name.clone()), parsed))
}

/// Refuses what is not one line of text.
fn line(what: &str, words: &str) -> Result<(), String> {
    if words.trim().is_empty() {
        return Err(format!("the letter’s {what} is empty"));
    }
    let ends_lines = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if words.contains(ends_lines) {
        return Err(format!("the letter’s {what} has a line break or a control character in it"));
    }
    if words.split(' ').any(|word| word.len() > LONGEST_WORD) {
        return Err(format!("the letter’s {what} has a word that is too long for a letter"));
    }
    Ok(())
}

/// A Message-ID names a file too, so that it has only what every file system takes.
fn identity(message_id: &str) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.+=".contains(c);
    let named = message_id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let parts = named.and_then(|named| named.split_once('@'));
    let is_plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric()) && part.chars().all(plain)
    };
    match parts {
        Some((document, host)) if is_plain(document) && is_plain(host) => Ok(()),
        _ => Err(format!(
            "“{}” is no Message-ID: write it as <document@host>, in plain letters",
            message_id.escape_debug()
        )),
    }
}

#[cfg(test)]
mod tests;
