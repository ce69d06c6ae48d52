//! Writing PDFs: one file a document, in the folder that was named.

use std::path::Path;
use std::path::PathBuf;

use crate::billing::actuals::Actuals;
use crate::billing::issue::Invoice;
use crate::billing::statement::RechargeStatement;
use crate::cli::Desk;
use crate::cli::arguments::OutputArguments;
use crate::cli::load::Failure;
use crate::cli::output::write_file;
use crate::documents::RenderError;
use crate::documents::font::Fonts;
use crate::documents::invoice::invoice;
use crate::documents::page::Document;
use crate::documents::pdf::render;
use crate::documents::performance_schedule::performance_schedule;
use crate::documents::statement::statement;
use crate::domain::agreement::Agreement;
use crate::performance::schedule::PerformanceSchedule;
use crate::performance::values::KpiValue;

fn refused(error: &RenderError) -> Failure {
    Failure::input(error.to_string())
}

/// The name of a document's file: only what every file system takes.
pub fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().map(plain).collect();
    format!("{}.pdf", name.trim_start_matches('.'))
}

/// Renders every document before any is written: a fault in one leaves nothing half done.
pub fn write_all(
    documents: &[(String, Document)],
    folder: &Path,
    desk: &mut Desk,
) -> Result<Vec<PathBuf>, Failure> {
    let fonts = Fonts::embedded();
    let mut rendered = Vec::new();
    for (name, document) in documents {
        let bytes = render(document, &fonts).map_err(|error| refused(&error))?;
        rendered.push((folder.join(file_name(name)), bytes));
    }
    for (path, bytes) in &rendered {
        write_file(path, bytes)?;
        writeln!(desk.err, "wrote {}", path.display())?;
    }
    Ok(rendered.into_iter().map(|(path, _)| path).collect())
}

/// The documents of a statement, with the names of their files.
pub fn invoice_documents(agreement: &Agreement, invoices: &[Invoice]) -> Vec<(String, Document)> {
    let named = invoices.iter().map(|made| {
        let preview = || {
            let period = made.period.compact();
            format!("{}-{period}-{}-preview", agreement.reference, made.totals.letter)
        };
        let name = match (&made.number, &made.approved_by) {
            (Some(number), Some(_)) => number.clone(),
            (Some(number), None) => format!("{number}-pro-forma"),
            (None, _) => preview(),
        };
        (name, invoice(agreement, made))
    });
    named.collect()
}

/// The folder that documents are to be written into.
pub fn documents_folder(output: &OutputArguments) -> Result<&Path, Failure> {
    let Some(folder) = &output.out else {
        return Err(Failure::input("--format pdf needs --out FOLDER: there is a file a document"));
    };
    if folder.is_file() {
        let says = format!("--out {} is a file: name a folder", folder.display());
        return Err(Failure::input(says));
    }
    Ok(folder)
}

/// A statement with the name of its file.
pub fn statement_document(
    agreement: &Agreement,
    actuals: &Actuals,
    drawn: &RechargeStatement,
) -> (String, Document) {
    let document = statement(agreement, actuals, drawn);
    let preview = if drawn.preview { "-preview" } else { "" };
    (format!("{}-statement{preview}", document.reference), document)
}

/// Writes a statement and its invoices and credit notes, or their pro formas, into a folder.
pub fn recharge(
    agreement: &Agreement,
    actuals: &Actuals,
    (drawn, invoices): (&RechargeStatement, &[Invoice]),
    output: &OutputArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let folder = documents_folder(output)?;
    if drawn.is_empty() {
        writeln!(desk.err, "nothing is due, so there is no document to write")?;
        return Ok(());
    }
    let mut documents = vec![statement_document(agreement, actuals, drawn)];
    documents.extend(invoice_documents(agreement, invoices));
    write_all(&documents, folder, desk).map(|_| ())
}

/// Writes a performance schedule to a file.
pub fn schedule(
    agreement: &Agreement,
    values: &[KpiValue],
    schedule: &PerformanceSchedule,
    output: &OutputArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let Some(path) = &output.out else {
        return Err(Failure::input("--format pdf needs --out FILE"));
    };
    let fonts = Fonts::embedded();
    let document = performance_schedule(agreement, values, schedule, &fonts)
        .map_err(|error| refused(&error))?;
    write_file(path, &render(&document, &fonts).map_err(|error| refused(&error))?)?;
    writeln!(desk.err, "wrote {}", path.display())?;
    Ok(())
}
