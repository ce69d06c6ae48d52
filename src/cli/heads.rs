//! `heads`: the heads of terms, and what is still to be confirmed.

use crate::cli::Desk;
use crate::cli::arguments::FileArguments;
use crate::cli::arguments::Format;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::cli::layout::subheading;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::pdf;
use crate::documents::heads_of_terms as paper;
use crate::domain::csv_rows;
use crate::domain::heads_of_terms::HeadsOfTerms;
use crate::domain::heads_of_terms::heads_of_terms;

pub fn run(arguments: &FileArguments, desk: &mut Desk) -> Result<(), Failure> {
    output::not_over(&[&arguments.file], &arguments.output)?;
    let source = load::agreement(&arguments.file)?;
    let heads = heads_of_terms(&source.agreement);
    let text = match arguments.output.format {
        Format::Text => as_text(&heads),
        Format::Json => output::json(&heads)?,
        Format::Csv => as_csv(&heads),
        Format::Pdf => {
            let document =
                paper::heads_of_terms(&source.agreement, arguments.as_at.unwrap_or(desk.today));
            let logo = load::logo(&arguments.file, &source)?;
            return pdf::write_one(
                document,
                logo.as_ref(),
                &[&arguments.file],
                &arguments.output,
                desk,
            );
        }
        other => return Err(output::no_such_format("heads", other, Format::HEADS)),
    };
    output::write(&text, &arguments.output, desk)
}

fn as_text(heads: &HeadsOfTerms) -> String {
    let mut text = heading(&format!("Heads of terms: {}", heads.title));
    text.push_str(&format!("{} ({})\n", heads.agreement, heads.status));
    text.push_str(&format!("Supplier:  {}\nPurchaser: {}\n", heads.names[0], heads.names[1]));
    for section in &heads.sections {
        text.push_str(&subheading(&section.title));
        for entry in &section.entries {
            let words = match entry.clause.as_str() {
                "" => entry.text.clone(),
                clause => format!("{clause}  {}", entry.text),
            };
            text.push_str(&paragraph(&words, 2));
        }
    }
    text.push_str(&subheading("Completeness"));
    for item in &heads.completeness {
        text.push_str(&format!("  {:<34} {}\n", item.item, item.state));
    }
    text.push_str(&subheading("To be confirmed"));
    if heads.to_be_confirmed.is_empty() {
        text.push_str("  Nothing.\n");
    }
    for entry in &heads.to_be_confirmed {
        text.push_str(&paragraph(&format!("{}  {}", entry.clause, entry.text), 2));
    }
    text
}

fn as_csv(heads: &HeadsOfTerms) -> String {
    let sections = heads.sections.iter().flat_map(|section| {
        section
            .entries
            .iter()
            .map(|entry| vec![section.title.clone(), entry.clause.clone(), entry.text.clone()])
    });
    let unconfirmed = heads
        .to_be_confirmed
        .iter()
        .map(|entry| vec!["To be confirmed".to_owned(), entry.clause.clone(), entry.text.clone()]);
    csv_rows::write(&["section", "clause", "text"], sections.chain(unconfirmed))
}
