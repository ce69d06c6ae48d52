//! `check`: errors, and the warnings that a careful reader would raise.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cli::Desk;
use crate::cli::arguments::CheckArguments;
use crate::cli::arguments::Format;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::load::located;
use crate::cli::output;
use crate::documents::font::Fonts;
use crate::domain::csv_rows;
use crate::domain::file;
use crate::domain::file::keys;
use crate::domain::problem::Problem;
use crate::workflow::careful;

/// What a check finds.
#[derive(Debug, Serialize)]
struct Checked {
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

pub fn run(arguments: &CheckArguments, desk: &mut Desk) -> Result<(), Failure> {
    output::not_over(&[&arguments.file], &arguments.output)?;
    let text = load::text(&arguments.file)?;
    let checked = match file::read(&text) {
        Err(errors) => Checked { errors, warnings: Vec::new() },
        Ok(source) => {
            let fonts = Fonts::embedded();
            let warnings = careful::warnings(&source, &text, &fonts);
            Checked { errors: Vec::new(), warnings }
        }
    };
    let shown = match arguments.output.format {
        Format::Text => as_text(arguments, &checked),
        Format::Json => output::json(&checked)?,
        Format::Csv => as_csv(&checked),
        other => return Err(output::no_such_format("check", other, Format::CHECK)),
    };
    if checked.errors.is_empty() {
        return output::write(&shown, &arguments.output, desk);
    }
    if arguments.output.format != Format::Text {
        desk.out.write_all(shown.as_bytes())?;
    }
    let errors = checked.errors.iter().map(|e| located(&arguments.file, "error", e));
    Err(Failure::Input(errors.collect()))
}

fn as_text(arguments: &CheckArguments, checked: &Checked) -> String {
    let mut text = String::new();
    for warning in &checked.warnings {
        text.push_str(&located(&arguments.file, "warning", warning));
        text.push('\n');
    }
    let count = checked.warnings.len();
    let words = match count {
        0 => "no errors, no warnings".to_owned(),
        1 => "no errors, 1 warning".to_owned(),
        _ => format!("no errors, {count} warnings"),
    };
    if count > FEW {
        text.push_str(&by_part(&checked.warnings));
    }
    text.push_str(&format!("{}: {words}\n", arguments.file.display()));
    text
}

/// As many warnings are taken in at a glance.
const FEW: usize = 20;

/// How many warnings there are about each part of the file, the most first.
fn by_part(warnings: &[Problem]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for warning in warnings {
        let part = warning.field.split('.').next().unwrap_or_default();
        *counts.entry(part).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let mut columns = Columns::new(2, &[Align::Right, Align::Left, Align::Left]);
    for (part, count) in counts {
        let known = keys::table("agreement").keys.iter().find(|key| key.name == part);
        let says = known.map_or("", |key| key.says.split([';', '.']).next().unwrap_or_default());
        columns.row([count.to_string(), part.to_owned(), says.to_owned()]);
    }
    format!("\nHow many are about which part of the file:\n{}\n", columns.text())
}

fn as_csv(checked: &Checked) -> String {
    let row = |kind: &str, problem: &Problem| {
        vec![
            kind.to_owned(),
            problem.place.line.to_string(),
            problem.place.column.to_string(),
            problem.clause.clone(),
            problem.field.clone(),
            problem.says.clone(),
        ]
    };
    let errors = checked.errors.iter().map(|problem| row("error", problem));
    let warnings = checked.warnings.iter().map(|problem| row("warning", problem));
    csv_rows::write(&["kind", "line", "column", "clause", "field", "says"], errors.chain(warnings))
}
