//! The service as it runs: with mail servers and databases that other people made.

mod broken_off;
mod bureau;
mod catalogue;
mod commands;
mod demo;
mod desk;
mod dues;
mod ground;
mod keeping;
mod mail;
mod numbers;
mod office;
mod quarter;
mod records;
mod runs;
mod scripts;
mod second_person;
mod sign_on;
mod steps;
mod tampered;
mod tamperings;
mod terms;
mod web;
mod worker;
mod year_end;
