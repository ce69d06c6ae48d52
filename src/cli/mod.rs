//! The command line: commands on agreement files, with no database, and on the books
//! (`service`).
//!
//! Exit status 0: done; 1: a problem while running; 2: refused or bad input, and nothing was
//! written.

mod arguments;
mod breaks;
mod check;
mod compare;
mod demo;
mod heads;
mod kpis;
mod layout;
mod load;
mod output;
mod pdf;
mod recharge;
mod recharge_text;
mod reference;
mod service;
mod ubl;
mod workbook;
mod year;

use std::ffi::OsString;
use std::io::Write;

use chrono::NaiveDate;
use clap::FromArgMatches;

use crate::domain::calendar::day_in_london;

pub use arguments::Arguments;
use arguments::Command;
pub use load::Failure;
pub use reference::file_reference;

/// What a command needs of the world: where to write, what day it is, whether to colour.
pub struct Desk<'w> {
    /// Standard output.
    pub out: &'w mut dyn Write,
    /// Standard error.
    pub err: &'w mut dyn Write,
    /// Today, Europe/London.
    pub today: NaiveDate,
    /// Whether standard output is a terminal that shows colours.
    pub colours: bool,
}

/// Today in Europe/London, or the day that `CONCORDAT_TODAY` sets for trials and tests: the books
/// are then kept as on that day, and the log of acts says so.
///
/// # Errors
/// What is no day.
pub fn today(set: Option<String>) -> Result<NaiveDate, Failure> {
    match set.filter(|day| !day.is_empty()) {
        None => Ok(day_in_london(chrono::Utc::now().naive_utc())),
        Some(day) => arguments::parse_date(&day)
            .map_err(|says| Failure::input(format!("CONCORDAT_TODAY is \"{day}\": {says}"))),
    }
}

/// Runs a command, and gives the exit status.
pub fn run(arguments: impl IntoIterator<Item = OsString>, desk: &mut Desk) -> u8 {
    let read = arguments::command()
        .try_get_matches_from(arguments)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match read {
        Ok(arguments) => arguments,
        Err(error) => return say_usage(&error, desk),
    };
    match dispatch(&arguments.command, desk) {
        Ok(()) => 0,
        Err(failure) => failure.report(desk.err),
    }
}

/// Help and version go to standard output, what is wrong with the words to standard error.
fn say_usage(error: &clap::Error, desk: &mut Desk) -> u8 {
    let text = if desk.colours { error.render().ansi().to_string() } else { error.to_string() };
    let to: &mut dyn Write = if error.use_stderr() { desk.err } else { desk.out };
    let written = to.write_all(text.as_bytes());
    match (written, error.use_stderr()) {
        (Err(_), _) => 1,
        (Ok(()), true) => 2,
        (Ok(()), false) => 0,
    }
}

fn dispatch(command: &Command, desk: &mut Desk) -> Result<(), Failure> {
    match command {
        Command::Check(arguments) => check::run(arguments, desk),
        Command::Recharge(arguments) => recharge::run(arguments, desk),
        Command::Year(arguments) => year::run(arguments, desk),
        Command::Breaks(arguments) => breaks::run(arguments, desk),
        Command::Kpis(arguments) => kpis::run(arguments, desk),
        Command::Heads(arguments) => heads::run(arguments, desk),
        Command::Compare(arguments) => compare::run(arguments, desk),
        Command::Demo(arguments) => demo::run(arguments, desk),
        Command::Reference => {
            desk.out.write_all(file_reference().as_bytes())?;
            Ok(())
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            let mut command = arguments::command();
            clap_complete::generate(*shell, &mut command, "concordat", &mut script);
            desk.out.write_all(&script)?;
            Ok(())
        }
        Command::Books(command) => service::run(command, desk),
    }
}
