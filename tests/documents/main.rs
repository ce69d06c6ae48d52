//! The documents as they come out on paper, read back with the tools that other people have:
//! every figure of a statement stands in the right PDF, and nothing is in it that should not be.
//!
//! `tests/run` installs what the tests call: `pdftotext`, `pdffonts`, `pdfinfo` and `pdfdetach`
//! (Debian's poppler-utils), `qpdf` and Java, the official rules for electronic invoices, and what
//! holds PDFs to the standards of archives and of accessibility.

mod approvals;
mod archival;
mod awkward;
mod balances;
mod bills;
mod breaks;
mod broken;
mod checkers;
mod credits;
mod damaged;
mod desk;
mod einvoices;
mod everything;
mod forms;
mod guards;
mod hard;
mod heads;
mod indicators;
mod issued;
mod logos;
mod markup;
mod paper;
mod redlines;
mod sent;
mod spreadsheet;
mod statements;
mod states;
mod words;
mod workbooks;

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
mod years;
