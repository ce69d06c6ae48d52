//! Writing a result: to standard output, to a file, or to a folder of documents.

use std::fs;
use std::path::Path;

use serde::Serialize;

use crate::cli::Desk;
use crate::cli::arguments::Format;
use crate::cli::arguments::OutputArguments;
use crate::cli::load::Failure;

/// Writes text to standard output, or to the file that was named.
pub fn write(text: &str, output: &OutputArguments, desk: &mut Desk) -> Result<(), Failure> {
    match &output.out {
        None => desk.out.write_all(text.as_bytes()).map_err(Failure::from),
        Some(path) => write_named(path, text.as_bytes(), desk),
    }
}

/// Writes the file that was named, and says so; an agreement file is never written over.
pub fn write_named(path: &Path, bytes: &[u8], desk: &mut Desk) -> Result<(), Failure> {
    not_an_agreement(path)?;
    write_file(path, bytes)?;
    writeln!(desk.err, "wrote {}", path.display()).map_err(Failure::from)
}

/// Refuses to write over a file that the command reads.
pub fn not_over(inputs: &[&Path], output: &OutputArguments) -> Result<(), Failure> {
    let Some(Ok(out)) = output.out.as_ref().map(fs::canonicalize) else { return Ok(()) };
    let is_read = |input: &&Path| fs::canonicalize(input).is_ok_and(|input| input == out);
    match inputs.iter().find(|input| is_read(input)) {
        None => Ok(()),
        Some(input) => Err(Failure::input(format!(
            "--out {}: that file is read, and would be overwritten: name another",
            input.display()
        ))),
    }
}

/// Refuses to write over an agreement file.
pub fn not_an_agreement(path: &Path) -> Result<(), Failure> {
    if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("toml")) {
        return Ok(());
    }
    let says = format!(
        "--out {}: that is the name of an agreement file, and would be overwritten: name another",
        path.display()
    );
    Err(Failure::input(says))
}

/// Writes a file whole: beside its place first, then into it, so that no reader finds half of it.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let context = format!("{} cannot be written: {error}", path.display());
        Failure::Running(anyhow::anyhow!(context))
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    can_be_a_file(path)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).map_err(failed)
}

/// Refuses a place where something else than a file is.
pub fn can_be_a_file(path: &Path) -> Result<(), Failure> {
    if path.exists() && !path.is_file() {
        let says = format!("{} is no file, but a folder or a device: name a file", path.display());
        return Err(Failure::input(says));
    }
    Ok(())
}

/// A value for programs.
pub fn json(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Failure::Running(error.into()))
}

/// Refuses a format that a command does not have.
pub fn no_such_format(command: &str, asked: Format, has: &[Format]) -> Failure {
    let words: Vec<&str> = has.iter().map(|format| format.word()).collect();
    let has = match words.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    };
    Failure::input(format!("`{command}` has no {}: use {has}", asked.word()))
}
