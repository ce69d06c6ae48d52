//! The documents as they come out on paper, read back with the tools that other people have:
//! every figure of a statement stands in the right PDF, and nothing is in it that should not be.
//!
//! `tests/run` installs what the tests call: `pdftotext`, `pdffonts` and `pdfinfo` (Debian's
//! poppler-utils) and `qpdf`.

mod awkward;
mod bills;
mod desk;
mod hard;
mod indicators;
mod paper;
mod statements;
mod states;
mod words;
mod years;
