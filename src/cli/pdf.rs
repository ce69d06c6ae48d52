//! Writing PDFs: one file a document, in the folder that was named.

use std::path::Path;
use std::path::PathBuf;

use crate::billing::actuals::Actuals;
use crate::billing::issue::Invoice;
use crate::billing::statement::RechargeStatement;
use crate::cli::Desk;
use crate::cli::arguments::OutputArguments;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::output::write_file;
use crate::documents::RenderError;
use crate::documents::file_name;
use crate::documents::font::Fonts;
use crate::documents::invoice::invoice;
use crate::documents::page::Document;
use crate::documents::page::Figure;
use crate::documents::pdf::render;
use crate::documents::performance_schedule::performance_schedule;
use crate::documents::statement::statement;
use crate::documents::ubl::ubl;
use crate::domain::agreement::Agreement;
use crate::performance::schedule::PerformanceSchedule;
use crate::performance::values::KpiValue;

/// Why a document was not rendered, with the place of a character that cannot be printed in the
/// files that were read.
fn refused(error: &RenderError, read: &[&Path]) -> Failure {
    let RenderError::MissingCharacter { character, .. } = error else {
        return Failure::input(error.to_string());
    };
    let place = |path: &&Path| {
        let text = std::fs::read_to_string(path).ok()?;
        let lines = text.lines().enumerate();
        let (line, at) = lines
            .filter(|(_, line)| !line.trim_start().starts_with('#'))
            .find_map(|(index, line)| Some((index, line.chars().position(|c| c == *character)?)))?;
        Some(format!("{}:{}:{}: error: {error}", path.display(), line + 1, at + 1))
    };
    match read.iter().find_map(place) {
        Some(placed) => Failure::Input(vec![placed]),
        None => Failure::input(error.to_string()),
    }
}

/// Renders every document, with the council's logo where it has one, before any is written: a
/// fault in one leaves nothing half done.
pub fn write_all(
    documents: Vec<(String, Document)>,
    logo: Option<&Figure>,
    read: &[&Path],
    folder: &Path,
    desk: &mut Desk,
) -> Result<Vec<PathBuf>, Failure> {
    let fonts = Fonts::embedded();
    let mut rendered = Vec::new();
    for (name, mut document) in documents {
        document.logo = logo.cloned();
        let bytes = render(&document, &fonts).map_err(|error| refused(&error, read))?;
        rendered.push((folder.join(file_name(&name, "pdf")), bytes));
    }
    rendered.iter().try_for_each(|(path, _)| output::can_be_a_file(path))?;
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
        let word = output.format.word();
        let says = format!("--format {word} needs --out FOLDER: there is a file a document");
        return Err(Failure::input(says));
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
    is_approved: bool,
) -> (String, Document) {
    let document = statement(agreement, actuals, drawn, is_approved);
    let preview = if drawn.preview { "-preview" } else { "" };
    (format!("{}-statement{preview}", document.reference), document)
}

/// Says what an issued invoice lacks without being wrong: an account to pay into, and an electronic
/// invoice inside.
pub fn say_what_is_lacking(
    agreement: &Agreement,
    invoices: &[Invoice],
    desk: &mut Desk,
) -> Result<(), Failure> {
    let mut issued = invoices.iter().filter(|invoice| invoice.approved_by.is_some());
    if agreement.supplier.bank.is_none() && issued.clone().next().is_some() {
        let says = "no account to pay into is stated: add bank under [supplier]";
        writeln!(desk.err, "the invoice does not say how to pay: {says}")?;
    }
    if let Some(lacking) = issued.find_map(|invoice| ubl(agreement, invoice).err()) {
        for finding in lacking {
            let says = match finding.field().as_str() {
                "" => finding.says,
                field => format!("{field}: {}", finding.says),
            };
            writeln!(desk.err, "no electronic invoice is inside: {says}")?;
        }
    }
    Ok(())
}

/// The file that one document is to be written into.
fn document_file(output: &OutputArguments) -> Result<&Path, Failure> {
    let path = output.out.as_deref().ok_or_else(|| {
        Failure::input("--format pdf needs --out FILE: a PDF is not written to the screen")
    })?;
    output::not_an_agreement(path)?;
    Ok(path)
}

/// Writes one document to the file that was named, with the council's logo where it has one.
pub fn write_one(
    mut document: Document,
    logo: Option<&Figure>,
    read: &[&Path],
    output: &OutputArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let path = document_file(output)?;
    document.logo = logo.cloned();
    let bytes = render(&document, &Fonts::embedded()).map_err(|error| refused(&error, read))?;
    output::write_named(path, &bytes, desk)
}

/// Writes a performance schedule to a file.
pub fn schedule(
    agreement: &Agreement,
    values: &[KpiValue],
    schedule: &PerformanceSchedule,
    logo: Option<&Figure>,
    read: &[&Path],
    output: &OutputArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let document = performance_schedule(agreement, values, schedule, &Fonts::embedded())
        .map_err(|error| refused(&error, read))?;
    write_one(document, logo, read, output, desk)
}
