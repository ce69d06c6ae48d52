//! `verify`, `backup`, `restore`: keeping the books sound, for whoever runs the program. They act
//! for nobody, and need no password: who can read the settings has the database itself.

use std::path::PathBuf;

use clap::Args;

use crate::cli::Desk;
use crate::cli::load::Failure;
use crate::cli::service::Shown;
use crate::cli::service::office;
use crate::cli::service::office::Missing;
use crate::settings::Settings;
use crate::store::archive::Contents;
use crate::store::connection;
use crate::store::connection::Books;
use crate::workflow::backup;
use crate::workflow::verify;
use crate::workflow::verify::Report;

/// What the help of all three ends with.
pub const NO_PASSWORD: &str = "It asks for no password: whoever can read the settings has the \
    database itself. Let only those read them who may read everything in it.";

/// Arguments of `verify`.
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// How to write what was found
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Shown,
    /// An entry that a log must have, as an earlier `verify` printed it; may be given again
    #[arg(long, value_name = "NUMBER:HASH")]
    head: Vec<String>,
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub struct BackupArguments {
    /// The file to write: it must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Arguments of `restore`.
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// A file that `backup` wrote, from either kind of database
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Adds up and checks all that stands in the books; exit status 1 where something is wrong, so that
/// a scheduler can tell.
pub fn verify(arguments: &VerifyArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut books = opened()?;
    let mut report = verify::verify(&mut books, None, &mut |_| {})?;
    for head in &arguments.head {
        report.findings.extend(verify::must_contain(&mut books, head)?);
    }
    match arguments.format {
        Shown::Text => in_text(&report, desk)?,
        Shown::Json => {
            let text = serde_json::to_string_pretty(&report).map_err(anyhow::Error::from);
            writeln!(desk.out, "{}", text.map_err(Failure::Running)?)?;
        }
    }
    sound(&report)
}

/// The books as they are configured.
fn opened() -> Result<Books, Failure> {
    let (_, books, _) = office::open(Missing::IsSaid)?;
    Ok(books)
}

fn in_text(report: &Report, desk: &mut Desk) -> Result<(), Failure> {
    for finding in &report.findings {
        writeln!(desk.out, "{finding}")?;
    }
    writeln!(desk.out, "{}.", report.in_words())?;
    for head in &report.heads {
        writeln!(desk.out, "The log of {} ends with {head}", head.council)?;
    }
    if report.is_sound() {
        writeln!(desk.out, "Nothing is wrong.")?;
    }
    Ok(())
}

fn sound(report: &Report) -> Result<(), Failure> {
    match report.findings.len() {
        0 => Ok(()),
        1 => Err(Failure::Running(anyhow::anyhow!("1 thing is wrong with the books"))),
        count => Err(Failure::Running(anyhow::anyhow!("{count} things are wrong with the books"))),
    }
}

/// Writes all the books into one file, while others go on working.
pub fn backup(arguments: &BackupArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut books = opened()?;
    let contents = backup::backup(&mut books, office::moment(desk.today), &arguments.file)?;
    writeln!(desk.out, "wrote {}: {}", arguments.file.display(), in_words(&contents))?;
    Ok(())
}

fn in_words(contents: &Contents) -> String {
    format!("{} rows of {} tables", contents.rows(), contents.tables.len())
}

/// Puts a backup into empty books, and verifies them.
pub fn restore(arguments: &RestoreArguments, desk: &mut Desk) -> Result<(), Failure> {
    let settings = Settings::load().map_err(|refused| Failure::input(refused.to_string()))?;
    // Before the database: a file that is misspelt, or not whole, must not begin empty books.
    backup::check(&arguments.file)?;
    let mut books = connection::open(settings.database.url.reveal())?;
    let (contents, report) = backup::restore(&mut books, &arguments.file, &mut |_| {})?;
    writeln!(desk.out, "restored {}: {}", arguments.file.display(), in_words(&contents))?;
    in_text(&report, desk)?;
    sound(&report)
}
