//! The letter that tells one of our own that another letter did not arrive.

use crate::documents::letter::Correspondence;
use crate::documents::letter::count;
use crate::documents::page::Block;
use crate::documents::page::Document;

/// A letter that was not delivered, or may not have been.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered<'a> {
    /// What it was about: its subject.
    pub subject: &'a str,
    /// Who it was for: *payments@iow.example*.
    pub to: &'a str,
    /// How often it was tried.
    pub tries: usize,
    /// What happened, as the carrier told it.
    pub said: &'a str,
    /// What that means.
    pub why: WhyUndelivered,
}

/// What became of a letter that was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyUndelivered {
    /// It was refused for good.
    Refused,
    /// It was tried again and again, and nobody took it.
    GivenUp,
    /// It was handed over, and no answer came.
    Unknown,
}

/// The letter that tells a person of ours that another letter needs them.
pub fn undelivered(letter: &Correspondence<'_>, lost: &Undelivered<'_>) -> Document {
    let (title, what, to_do) = match lost.why {
        WhyUndelivered::Refused => (
            "Not delivered",
            "was refused, and will not be tried again by itself",
            "Please mend what the answer names, most often the recipient’s address, and send the \
             letter again.",
        ),
        WhyUndelivered::GivenUp => (
            "Not delivered",
            "was taken by nobody, and will not be tried again by itself",
            "Please have the mail settings and the address checked, and send the letter again.",
        ),
        WhyUndelivered::Unknown => (
            "Perhaps not delivered",
            "was handed over, but no answer came: it may or may not have arrived",
            "Please ask the recipient before you send the letter again, so that it does not go \
             twice.",
        ),
    };
    let subject = format!("{title}: {} to {}", lost.subject, lost.to);
    let mut document = letter.begin(title, subject, lost.to);
    document.push(Block::paragraph(format!("A letter of ours {what}.")));
    document.push(Block::key_facts([
        ("Letter", lost.subject),
        ("To", lost.to),
        ("Agreement", letter.agreement),
        ("Tried", &count(lost.tries, "time")),
        ("What happened", lost.said),
    ]));
    let meanwhile = "Nothing else has changed: what the letter is about stands as it was issued.";
    letter.end(&mut document, [to_do, meanwhile]);
    document
}
