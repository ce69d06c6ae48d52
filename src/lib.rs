//! Concordat: agreements between public authorities, their recharges, and their performance.
//!
//! This is the map: the rooms in reading order, and what each must never do.

pub mod billing;
pub mod cli;
pub mod documents;
pub mod domain;
pub mod performance;
