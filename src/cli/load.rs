//! Reading the files that a command names, and saying what is wrong with them.

use std::fs;
use std::io::Read;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use crate::billing::actuals::Actuals;
use crate::billing::actuals_file::read_costs;
use crate::billing::actuals_file::read_days;
use crate::cli::Desk;
use crate::cli::arguments::ActualsArguments;
use crate::documents::logo;
use crate::documents::page::Figure;
use crate::domain::agreement::Agreement;
use crate::domain::encoding;
use crate::domain::file;
use crate::domain::file::Source;
use crate::domain::problem::Finding;
use crate::domain::problem::Problem;

/// Why a command could not be done.
#[derive(Debug)]
pub enum Failure {
    /// What was given is wrong: exit status 2.
    Input(Vec<String>),
    /// Something went wrong while running: exit status 1.
    Running(anyhow::Error),
    /// Nobody is reading any more, as when output is piped into `head`: nothing to say.
    Unread,
}

impl Failure {
    /// One thing that is wrong with what was given.
    pub fn input(says: impl Into<String>) -> Failure {
        Failure::Input(vec![format!("error: {}", says.into())])
    }

    /// Says why, and gives the exit status.
    pub fn report(&self, err: &mut dyn Write) -> u8 {
        let (lines, status) = match self {
            Failure::Input(lines) => (lines.clone(), 2),
            Failure::Running(error) => (vec![format!("error: {error:#}")], 1),
            Failure::Unread => return 0,
        };
        for line in lines {
            // Nobody is left to be told where standard error itself is closed.
            let _ = writeln!(err, "{line}");
        }
        status
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Failure::Unread;
        }
        Failure::Running(error.into())
    }
}

/// A problem as a line of output: `FILE:LINE:COLUMN: error: …`.
pub fn located(path: &Path, kind: &str, problem: &Problem) -> String {
    let place = problem.place;
    format!("{}:{}:{}: {kind}: {}", path.display(), place.line, place.column, problem.sentence())
}

fn errors(path: &Path, problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| located(path, "error", problem)).collect()
}

/// Why a file could not be read.
fn unreadable(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            "there is no such file: check the name and the folder".to_owned()
        }
        std::io::ErrorKind::IsADirectory => "it is a folder: name a file".to_owned(),
        std::io::ErrorKind::PermissionDenied => {
            "it may not be read: ask for the right to read it".to_owned()
        }
        std::io::ErrorKind::NotADirectory => {
            "a part of its path is a file, not a folder: check the path".to_owned()
        }
        std::io::ErrorKind::InvalidFilename => "its name is too long: check the path".to_owned(),
        _ => error.to_string(),
    }
}

/// No file that is read is as large: a device, which has no end, would fill the memory.
const LARGEST: u64 = 100_000_000;

/// What is in a file.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    match u64::try_from(bytes.len()) {
        Ok(length) if length <= LARGEST => Ok(bytes),
        _ => Err(std::io::Error::other("it is larger than 100 MB: is it the right file?")),
    }
}

/// The bytes of a file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path).map_err(|error| {
        let why = unreadable(&error);
        Failure::Input(vec![format!("{}: error: {why}", path.display())])
    })
}

/// The text of a file.
pub fn text(path: &Path) -> Result<String, Failure> {
    let bytes = bytes(path)?;
    encoding::text(bytes).map_err(|problem| Failure::Input(errors(path, &[problem])))
}

/// An agreement file.
pub fn agreement(path: &Path) -> Result<Source, Failure> {
    let text = text(path)?;
    file::read(&text).map_err(|problems| Failure::Input(errors(path, &problems)))
}

/// The logo of the authority that issues the documents, where the agreement file at `path` names
/// one: a file beside it.
pub fn logo(path: &Path, source: &Source) -> Result<Option<Figure>, Failure> {
    let Some(bytes) = logo_file(path, source)? else { return Ok(None) };
    let figure = logo::logo(&bytes, &source.agreement.supplier.name);
    figure.map(Some).map_err(|error| unusable_logo(path, source, &error.to_string()))
}

/// The bytes of that file, whatever it is.
pub fn logo_file(path: &Path, source: &Source) -> Result<Option<Vec<u8>>, Failure> {
    let Some(file) = logo_beside(path, source) else { return Ok(None) };
    let bytes = read(&file);
    bytes.map(Some).map_err(|error| unusable_logo(path, source, &unreadable(&error)))
}

fn logo_beside(path: &Path, source: &Source) -> Option<PathBuf> {
    let name = source.agreement.supplier.logo.as_ref()?;
    Some(path.parent().unwrap_or(Path::new("")).join(name))
}

fn unusable_logo(path: &Path, source: &Source, why: &str) -> Failure {
    let file = logo_beside(path, source).unwrap_or_default();
    let says = format!("the logo {} cannot be used: {why}", file.display());
    let problem = source.places.locate(&Finding::new("supplier.logo", "", says));
    Failure::Input(errors(path, &[problem]))
}

/// The recorded days and costs; every problem of both files at once. Rows that are given twice are
/// said, and counted.
pub fn actuals(
    arguments: &ActualsArguments,
    agreement: &Agreement,
    desk: &mut Desk,
) -> Result<Actuals, Failure> {
    type Read = fn(&str, &Agreement, &mut Actuals) -> Result<Vec<Problem>, Vec<Problem>>;
    let files: [(_, Read); 2] = [(&arguments.days, read_days), (&arguments.costs, read_costs)];
    let (mut actuals, mut wrong, mut odd) = (Actuals::default(), Vec::new(), Vec::new());
    for (path, read) in files {
        let Some(path) = path else { continue };
        match read(&text(path)?, agreement, &mut actuals) {
            Ok(warnings) => odd.extend(warnings.iter().map(|w| located(path, "warning", w))),
            Err(problems) => wrong.extend(errors(path, &problems)),
        }
    }
    if !wrong.is_empty() {
        return Err(Failure::Input(wrong));
    }
    for line in odd {
        writeln!(desk.err, "{line}")?;
    }
    Ok(actuals)
}

/// The values of indicators.
pub fn values(
    path: &Path,
    agreement: &Agreement,
) -> Result<Vec<crate::performance::values::KpiValue>, Failure> {
    crate::performance::value_file::read(&text(path)?, agreement)
        .map_err(|problems| Failure::Input(errors(path, &problems)))
}
