//! The service as it runs: with mail servers and databases that other people made.

mod commands;
mod desk;
mod mail;
mod scripts;
