//! Why an act was not done: always a sentence that says what to do, and nothing has changed.

use std::fmt;

use crate::store::connection::AsStoreError;
use crate::store::error::StoreError;

/// What an act lacks that whoever does it can still say. Pages ask for it in a field, and commands
/// by an option: the refusal names neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lack {
    /// Why there is another version of an agreement.
    ReasonOfVersion,
    /// Why a year is locked though something stands in the way.
    ReasonToLock,
}

/// Why an act was not done.
#[derive(Debug)]
pub enum Refusal {
    /// What was given is wrong: every problem at once.
    Input(Vec<String>),
    /// The act is not this person's to do.
    NotTheirs(String),
    /// It cannot be done as things stand.
    Refused(String),
    /// It can be done when something is said with it.
    Lacks(Lack, String),
    /// There is nothing to do.
    Nothing(String),
    /// Something is wrong with the books themselves.
    Store(StoreError),
}

impl Refusal {
    /// It cannot be done as things stand.
    pub fn refused(says: impl Into<String>) -> Refusal {
        Refusal::Refused(says.into())
    }

    /// There is no such agreement for the council.
    pub fn no_agreement(reference: &str) -> Refusal {
        Refusal::Refused(format!(
            "your council is party to no agreement called \"{reference}\": look for it in the list \
             of those that it is party to"
        ))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Input(problems) => f.write_str(&problems.join("\n")),
            Refusal::NotTheirs(says)
            | Refusal::Refused(says)
            | Refusal::Lacks(_, says)
            | Refusal::Nothing(says) => f.write_str(says),
            Refusal::Store(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Refusal::Store(error)
    }
}

impl AsStoreError for Refusal {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Refusal::Store(error) => Some(error),
            _ => None,
        }
    }
}
