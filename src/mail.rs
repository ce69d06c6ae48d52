//! Letters, and how they leave: over SMTP, into a folder for trials, or into memory for tests.
//!
//! A letter must never go twice, so a letter that did not go says how far it came ([`Unsent`]):
//! nobody has taken it, somebody refused it, or nobody knows. The same letter is the same message,
//! byte for byte: its Message-ID and its date are part of it.
//!
//! ```
//! use concordat::mail::Carrier;
//! use concordat::mail::Letter;
//! use concordat::mail::Mailbox;
//! use concordat::mail::Memory;
//!
//! let memory = Memory::default();
//! let letter = Letter {
//!     message_id: "<0197a1c2@hampshire.example>".to_owned(),
//!     date: "2018-10-05T09:30:00Z".parse().expect("a moment"),
//!     from: Mailbox::new("Hampshire County Council", "recharges@hampshire.example"),
//!     to: Mailbox::new("Isle of Wight Council", "payments@iow.example"),
//!     reply_to: None,
//!     subject: "Invoice HIOW-1".to_owned(),
//!     text: "Please pay.".to_owned(),
//!     html: "<p>Please pay.</p>".to_owned(),
//!     attachments: Vec::new(),
//! };
//! assert_eq!(Carrier::Memory(memory.clone()).send(&letter), Ok(()));
//! assert_eq!(memory.letters(), [letter]);
//! ```

mod folder;
mod memory;
mod message;
mod smtp;
pub mod webhook;

use std::fmt;
use std::path::PathBuf;

use chrono::DateTime;
use chrono::Utc;

pub use self::memory::Memory;
pub use self::smtp::Credentials;
pub use self::smtp::Security;
pub use self::smtp::SmtpSettings;

/// One letter to one reader: of two, one might take it and the other refuse it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its name for ever, made from the document's: `<0197a1c2@hampshire.example>`.
    pub message_id: String,
    /// When it was written: the same however often it is tried.
    pub date: DateTime<Utc>,
    /// Who writes.
    pub from: Mailbox,
    /// Who is written to.
    pub to: Mailbox,
    /// Who answers, where that is somebody else.
    pub reply_to: Option<Mailbox>,
    /// What it is about, on one line.
    pub subject: String,
    /// What it says, in plain text.
    pub text: String,
    /// The same as a page of HTML.
    pub html: String,
    /// The documents that go with it.
    pub attachments: Vec<Attachment>,
}

/// Somebody with an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// Their name for people; may be empty.
    pub name: String,
    /// Their address, in plain letters: `payments@iow.example`.
    pub address: String,
}

impl Mailbox {
    /// Somebody with an e-mail address.
    pub fn new(name: impl Into<String>, address: impl Into<String>) -> Mailbox {
        Mailbox { name: name.into(), address: address.into() }
    }
}

/// A document that goes with a letter.
#[derive(Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The name to save it by.
    pub name: String,
    /// Its media type: `application/pdf`.
    pub media_type: String,
    /// What is in it, byte for byte.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {} bytes)", self.name, self.media_type, self.bytes.len())
    }
}

/// How letters leave.
#[derive(Debug, Clone)]
pub enum Carrier {
    /// Through a mail server.
    Smtp(SmtpSettings),
    /// Into a folder, a file each, for trials.
    Folder(PathBuf),
    /// Into memory, for tests.
    Memory(Memory),
}

impl Carrier {
    /// Sends a letter. Nothing is tried twice here.
    ///
    /// # Errors
    /// Says how far the letter came, which decides whether it may be tried again.
    pub fn send(&self, letter: &Letter) -> Result<(), Unsent> {
        let message = message::of(letter)?;
        match self {
            Carrier::Smtp(settings) => smtp::send(settings, &message),
            Carrier::Folder(folder) => {
                folder::send(folder, &letter.message_id, &message.formatted())
            }
            Carrier::Memory(memory) => memory.send(letter),
        }
    }
}

/// Why a letter did not go, or may not have gone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsent {
    /// Nobody has taken it, and nothing is wrong with it: it may be tried again later. The server
    /// was not to be had, did not know us, or asked to wait.
    #[error("not sent yet: {says}")]
    NotYet {
        /// What happened, for people.
        says: String,
    },
    /// Nobody has taken it, and nobody will: a person must look.
    #[error("not sent: {says}")]
    Never {
        /// What happened, for people.
        says: String,
    },
    /// All of it was handed over, and the answer never came: it may have gone. It is not tried
    /// again unless a person says so.
    #[error("nobody knows whether it was sent: {says}")]
    Unknown {
        /// What happened, for people.
        says: String,
    },
}

impl Unsent {
    /// What happened, for people.
    pub fn says(&self) -> &str {
        match self {
            Unsent::NotYet { says } | Unsent::Never { says } | Unsent::Unknown { says } => says,
        }
    }
}
