//! The agreement file: what two authorities have agreed, as people read, version and review it.
//!
//! It is read as a compiler reads source: every error at once, each with its place, its clause and
//! its field. [`write`](fn@write) gives back a file that reads the same.

mod characters;
pub mod consistency;
pub mod keys;
mod keys_lines;
mod keys_performance;
mod parse;
mod parse_lines;
mod parse_performance;
pub mod reader;
mod syntax;
mod write;
mod write_lines;
mod write_performance;

use crate::domain::agreement::Agreement;
use crate::domain::problem::Problem;

pub use characters::unprintable;
pub use reader::Places;
pub use write::as_table;
pub(crate) use write::day;
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
    let mut problems: Vec<Problem> =
        errors.iter().map(|error| syntax::problem(text, error)).collect();
    let mut reader = reader::Reader::new(text);
    let agreement = parse::agreement(&mut reader, table.get_ref());
    // What follows from a slip of the pen is not said beside the slip.
    let is_noise = |problem: &Problem, slips: &[Problem]| {
        let same_line = slips.iter().any(|slip| slip.place.line == problem.place.line);
        same_line || problem.says.contains("is missing")
    };
    let found = std::mem::take(&mut reader.problems);
    for slip in &mut problems {
        if let Some(named) = found.iter().find(|problem| problem.place == slip.place) {
            (slip.clause, slip.field) = (named.clause.clone(), named.field.clone());
        }
    }
    let slips = problems.clone();
    problems.extend(found.into_iter().filter(|p| slips.is_empty() || !is_noise(p, &slips)));
    if let Some(agreement) = &agreement
        && errors.is_empty()
    {
        let findings = consistency::findings(agreement);
        let located = findings.iter().map(|finding| reader.places.locate(finding));
        let said = problems.clone();
        let is_said = |new: &Problem| {
            said.iter().any(|old| old.field == new.field && old.place.line == new.place.line)
        };
        problems.extend(located.filter(|new| !is_said(new)));
    }
    problems.sort();
    problems.dedup();
    match agreement {
        Some(agreement) if problems.is_empty() => Ok(Source { agreement, places: reader.places }),
        _ => Err(problems),
    }
}
