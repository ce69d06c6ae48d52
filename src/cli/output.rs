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
        Some(path) => {
            not_an_agreement(path)?;
            write_file(path, text.as_bytes())?;
            writeln!(desk.err, "wrote {}", path.display()).map_err(Failure::from)
        }
    }
}

/// Refuses to write over an agreement file.
pub fn not_an_agreement(path: &Path) -> Result<(), Failure> {
    if path.extension().is_some_and(|extension| extension == "toml") {
        let says = format!(
            "--out {}: that is the name of an agreement file, and would be overwritten: name \
             another",
            path.display()
        );
        return Err(Failure::input(says));
    }
    Ok(())
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
    if path.exists() && !path.is_file() {
        let says = format!("{} is no file, but a folder or a device: name a file", path.display());
        return Err(Failure::input(says));
    }
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).map_err(failed)
}

/// A value for programs.
pub fn json(value: &impl Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Failure::Running(error.into()))
}

/// Rows for a spreadsheet, below a header. A text that a spreadsheet would run as a formula is
/// given an apostrophe in front; figures are left as they are.
pub fn csv(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Failure::Running(error.into());
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell))).map_err(failed)?;
    }
    let bytes =
        writer.into_inner().map_err(|error| Failure::Running(anyhow::anyhow!("{error}")))?;
    String::from_utf8(bytes).map_err(|error| Failure::Running(error.into()))
}

fn guarded(cell: &str) -> String {
    let is_figure = cell.strip_prefix('-').is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    });
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs && !is_figure { format!("'{cell}") } else { cell.to_owned() }
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
    fn a_text_cannot_run_as_a_formula() {
        assert_eq!(guarded("=SUM(A1)"), "'=SUM(A1)");
        assert_eq!(guarded("-12.50"), "-12.50");
        assert_eq!(guarded("-cmd"), "'-cmd");
        assert_eq!(guarded("plain"), "plain");
    }
}
