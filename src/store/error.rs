//! What can go wrong with the books themselves.

use std::fmt::Display;

use crate::store::connection::shown;

/// Why the books could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("the database refused: {0}")]
    Database(#[from] diesel::result::Error),
    /// It cannot be reached or opened.
    #[error("the database {url} cannot be opened: {said}")]
    Unreachable {
        /// Which, without its password.
        url: String,
        /// What the system said.
        said: String,
    },
    /// Its tables are not those of this program.
    #[error("the tables could not be brought up to date: {0}")]
    Migration(String),
    /// What stands there cannot be read back as what it should be.
    #[error("{what} {id} in the database is damaged: {says}")]
    Damaged {
        /// What kind of record.
        what: &'static str,
        /// Which.
        id: String,
        /// What is wrong with it.
        says: String,
    },
    /// A backup that could not be written, or is not what it should be.
    #[error("the backup {0}")]
    Backup(String),
    /// A sum that the database cannot hold.
    #[error("the sum {0} is larger than the books can hold")]
    TooLarge(String),
}

impl StoreError {
    /// The database of a URL cannot be reached.
    pub fn unreachable(url: &str, said: &dyn Display) -> StoreError {
        let said = said.to_string();
        // libpq repeats the whole address, password and all, in some of its messages.
        let said = match url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')) {
            Some((user, _)) => match user.split_once(':') {
                Some((_, password)) if !password.is_empty() => said.replace(password, "…"),
                _ => said,
            },
            None => said,
        };
        StoreError::Unreachable { url: shown(url), said }
    }

    /// Whether a record that should be there is not.
    pub fn is_missing(&self) -> bool {
        matches!(self, StoreError::Database(diesel::result::Error::NotFound))
    }

    /// A record that is not what it should be.
    pub fn damaged(what: &'static str, id: impl Into<String>, says: impl Display) -> StoreError {
        StoreError::Damaged { what, id: id.into(), says: says.to_string() }
    }
}
