//! The documents as they come out on paper, read back with the tools that other people have:
//! every figure of a statement stands in the right PDF, and nothing is in it that should not be.
//!
//! `tests/run` installs what the tests call: `pdftotext`, `pdffonts` and `pdfinfo` (Debian's
//! poppler-utils) and `qpdf`, and the official rules for electronic invoices.

mod bills;
mod broken;
mod checkers;
mod desk;
mod einvoices;
mod hard;
mod indicators;
mod issued;
mod markup;
mod paper;
mod sent;
mod statements;
mod states;
mod words;

/// The agreements that the engine's own tests make up by chance.
#[path = "../engine"]
#[allow(dead_code, unused_imports)]
mod made_up {
    pub mod generator;
    pub mod model;
    pub mod spec;
}
use made_up::generator;
use made_up::model;
use made_up::spec;
