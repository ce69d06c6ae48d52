//! The books, kept: SQLite in one file, or PostgreSQL, from one query code.
//!
//! Rows are private to this room: domain values go in and come out. Every function on an
//! authority's business takes the supplier first, because every key begins with it. Only
//! [`crate::workflow`] writes.

pub mod connection;
pub mod error;
pub mod migrations;
mod schema;
