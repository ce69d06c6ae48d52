//! The service as it runs: with mail servers and databases that other people made.

mod bureau;
mod catalogue;
mod ground;
mod keeping;
mod mail;
mod quarter;
