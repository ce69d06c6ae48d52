//! The `concordat` command: reads the arguments and the clock, and calls the library.

use std::io::IsTerminal;
use std::process::ExitCode;

use concordat::cli::Desk;

/// Documents are made of many small pieces: this takes a sixth off their time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Not locked: while the service serves, its log is written by other threads.
    let (mut out, mut err) = (std::io::stdout(), std::io::stderr());
    let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let colours = std::io::stdout().is_terminal() && !is_plain;
    let today = match concordat::cli::today(std::env::var("CONCORDAT_TODAY").ok()) {
        Ok(today) => today,
        Err(failure) => return ExitCode::from(failure.report(&mut err)),
    };
    let mut desk = Desk { out: &mut out, err: &mut err, today, colours };
    ExitCode::from(concordat::cli::run(std::env::args_os(), &mut desk))
}
