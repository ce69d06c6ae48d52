//! Writing electronic invoices: one file a document, in the folder that was named.

use crate::billing::issue::Invoice;
use crate::cli::Desk;
use crate::cli::arguments::OutputArguments;
use crate::cli::load::Failure;
use crate::cli::output::write_file;
use crate::cli::pdf::documents_folder;
use crate::documents::file_name;
use crate::documents::ubl::ubl;
use crate::domain::agreement::Agreement;
use crate::domain::problem::Finding;

/// Writes invoices and credit notes into a folder, where all of them can be made: a fault in one
/// leaves nothing half done. A credit note that corrects no invoice has no electronic form: where
/// there are others, it is named and left out.
pub fn invoices(
    agreement: &Agreement,
    invoices: &[Invoice],
    output: &OutputArguments,
    refused: impl Fn(Vec<Finding>) -> Failure,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let folder = documents_folder(output)?;
    if invoices.is_empty() {
        writeln!(desk.err, "nothing is due, so there is no document to write")?;
        return Ok(());
    }
    let (mut sent, mut on_paper): (Vec<&Invoice>, Vec<&Invoice>) =
        invoices.iter().partition(|invoice| !invoice.names_no_invoice());
    if sent.is_empty() {
        sent.append(&mut on_paper);
    }
    let mut made = Vec::new();
    let mut wrong: Vec<Finding> = Vec::new();
    for invoice in sent {
        match ubl(agreement, invoice) {
            Ok(bytes) => made.push((invoice.number.as_deref().unwrap_or_default(), bytes)),
            Err(findings) => wrong.extend(findings),
        }
    }
    if !wrong.is_empty() {
        let mut told: Vec<Finding> = Vec::new();
        for finding in wrong {
            if !told.contains(&finding) {
                told.push(finding);
            }
        }
        return Err(refused(told));
    }
    for (number, bytes) in made {
        let path = folder.join(file_name(number, "xml"));
        write_file(&path, &bytes)?;
        writeln!(desk.err, "wrote {}", path.display())?;
    }
    let left_out = on_paper.into_iter().filter_map(|invoice| ubl(agreement, invoice).err());
    for finding in left_out.flatten() {
        writeln!(desk.err, "not written: {}", finding.says)?;
    }
    Ok(())
}
