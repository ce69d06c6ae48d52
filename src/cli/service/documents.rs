//! `documents`: the files of what is issued, as they were made and sent.

use std::path::PathBuf;

use clap::Args;

use crate::cli::Desk;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::documents::file_name;
use crate::store::acts::sha256;
use crate::store::error::StoreError;
use crate::store::progress;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;

/// Arguments of `documents`.
#[derive(Debug, Args)]
pub struct DocumentsArguments {
    /// The number of the invoice or credit note: ASH-INV-000001
    #[arg(value_name = "NUMBER")]
    number: String,
    /// The folder to write into; that of the settings where left out
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    #[command(flatten)]
    acting: Acting,
}

/// `documents`.
pub fn run(of: &DocumentsArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let folder = of.out.clone().unwrap_or_else(|| office.settings.documents.folder.clone());
    let files = office.act(|work| {
        let (_, issued) = payments::document(work, &of.number, Duty::Read)?;
        let mut files = Vec::new();
        for form in ["pdf", "xml"] {
            let found = progress::file(work.books, &issued.supplier, &issued.id, form)?;
            let Some((bytes, hash)) = found else { continue };
            if sha256(&bytes) != hash {
                let says = "its bytes are not those that were stored";
                return Err(StoreError::damaged("the file of", &of.number, says).into());
            }
            files.push((file_name(&of.number, form), bytes));
        }
        if files.is_empty() {
            let says = "its files are not made yet: `concordat deliver` makes them";
            return Err(Refusal::refused(format!("{}: {says}", of.number)));
        }
        Ok(files)
    })?;
    for (name, bytes) in files {
        let path = folder.join(name);
        output::write_file(&path, &bytes)?;
        writeln!(desk.out, "wrote {}", path.display())?;
    }
    Ok(())
}
