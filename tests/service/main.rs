//! The service as it runs: with mail servers and databases that other people made.

mod broken_off;
mod bureau;
mod catalogue;
mod ground;
mod mail;
mod numbers;
mod quarter;
mod records;
mod runs;
mod terms;
