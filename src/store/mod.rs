//! The books, kept: SQLite in one file, or PostgreSQL, from one query code.
//!
//! Rows are private to this room: domain values go in and come out. Every function on an
//! authority's business takes the supplier first, because every key begins with it. Only
//! [`crate::workflow`] writes.

pub mod acts;
pub mod agreements;
pub mod archive;
pub mod connection;
pub mod drafts;
pub mod error;
pub mod idempotency;
pub mod identities;
pub mod invoice_lines;
pub mod invoices;
pub mod migrations;
pub mod money;
pub mod outbox;
pub mod people;
pub mod progress;
pub mod queries;
pub mod recorded;
pub mod runs;
mod schema;
mod search;
pub mod series;
pub mod sessions;
pub mod set_offs;
pub mod statements;
pub mod tokens;
mod values;
pub mod verify;
pub mod versions;
pub mod webhooks;
