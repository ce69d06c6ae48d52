//! The agreement file: what two authorities have agreed, as people read, version and review it.
//!
//! It is read as a compiler reads source: every error at once, each with its place, its clause and
//! its field. [`write`](fn@write) gives back a file that reads the same.

pub mod consistency;
pub mod keys;
mod keys_lines;
mod keys_performance;
mod parse;
mod parse_lines;
mod parse_performance;
pub mod reader;
mod write;
mod write_lines;
mod write_performance;

use crate::domain::agreement::Agreement;
use crate::domain::problem::Place;
use crate::domain::problem::Problem;

pub use reader::Places;
pub use write::as_table;
pub use write::write;

/// An agreement with the places of its parts in the file.
#[derive(Debug, Clone)]
pub struct Source {
    /// What the file states.
    pub agreement: Agreement,
    /// Where it states it.
    pub places: Places,
}

/// Reads an agreement file.
///
/// ```
/// let problems = concordat::domain::file::read("reference = \"HIOW\"\nstart = 2018-07-01\n")
///     .expect_err("a key is misspelt and much is missing");
/// assert_eq!((problems[0].place.line, problems[0].field.as_str()), (1, "purchaser"));
/// assert!(problems.iter().any(|p| p.says.contains("did you mean \"starts\"?")));
/// ```
///
/// # Errors
/// Every problem of the file, in the order of the lines.
pub fn read(text: &str) -> Result<Source, Vec<Problem>> {
    let (table, errors) = toml::de::DeTable::parse_recoverable(text);
    let mut problems: Vec<Problem> = errors.iter().map(|error| syntax(text, error)).collect();
    let mut reader = reader::Reader::new(text);
    let agreement = parse::agreement(&mut reader, table.get_ref());
    problems.append(&mut reader.problems);
    if let Some(agreement) = &agreement
        && errors.is_empty()
    {
        let findings = consistency::findings(agreement);
        problems.extend(findings.iter().map(|finding| reader.places.locate(finding)));
    }
    problems.sort();
    problems.dedup();
    match agreement {
        Some(agreement) if problems.is_empty() => Ok(Source { agreement, places: reader.places }),
        _ => Err(problems),
    }
}

fn syntax(text: &str, error: &toml::de::Error) -> Problem {
    let place = Place::of(text, error.span().map_or(0, |span| span.start));
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let says = format!("this is not TOML: {message}");
    Problem { place, clause: String::new(), field: String::new(), says }
}
