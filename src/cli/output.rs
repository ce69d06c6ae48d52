//! Writing a result: to standard output, to a file, or to a folder of documents.

use std::fs;
use std::io::ErrorKind;
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
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| unwritten(path, &error))?;
    }
    can_be_a_file(path)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| {
        // What is there of it is of no use, and on a full disk in the way; it may not be there.
        let _ = fs::remove_file(&beside);
        unwritten(path, &error)
    })
}

/// Why a file was not written, and what to do about it.
fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    let (is_named_wrong, says) = match error.kind() {
        ErrorKind::InvalidFilename => {
            let says = "its name is too long: name a shorter one with --out; where a document is \
                        named after the agreement, shorten its reference";
            (true, says.to_owned())
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            let of = path.ancestors().skip(1).find(|part| part.is_file());
            let file =
                of.map_or("a part of its path".to_owned(), |part| part.display().to_string());
            (true, format!("{file} is a file, and a folder is wanted: name another with --out"))
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            let says = "nothing may be written there: name another folder with --out, or ask for \
                        the right to write into this one";
            (false, says.to_owned())
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            (false, "the disk is full: make room, and give the command again".to_owned())
        }
        _ => (false, error.to_string()),
    };
    let says = format!("{} cannot be written: {says}", path.display());
    if is_named_wrong { Failure::input(says) } else { Failure::Running(anyhow::anyhow!(says)) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_written_is_said_in_words_with_what_to_do() {
        let path = Path::new("bills/a.pdf");
        for (kind, status, words) in [
            (ErrorKind::InvalidFilename, 2, "its name is too long: name a shorter one"),
            (ErrorKind::NotADirectory, 2, "is a file, and a folder is wanted"),
            (ErrorKind::PermissionDenied, 1, "nothing may be written there: name another folder"),
            (ErrorKind::ReadOnlyFilesystem, 1, "nothing may be written there"),
            (ErrorKind::StorageFull, 1, "the disk is full: make room"),
        ] {
            let mut said = Vec::new();
            assert_eq!(unwritten(path, &kind.into()).report(&mut said), status, "{kind:?}");
            let said = String::from_utf8(said).expect("it is text");
            assert!(said.starts_with("error: bills/a.pdf cannot be written: "), "{said}");
            assert!(said.contains(words) && !said.contains("os error"), "{said}");
        }
    }
}
