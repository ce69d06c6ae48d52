//! The service as it runs: with mail servers and databases that other people made.

mod mail;
mod year_end;
