//! The files of a document, to the byte as they were made and sent.

use crate::documents::file_name;
use crate::store::acts::sha256;
use crate::store::error::StoreError;
use crate::store::progress;
use crate::web::answer::Answer;
use crate::web::pages::invoice::document;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::duties::Duty;

/// `GET /invoices/{number}/invoice.pdf`
pub fn paper(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    file(visit, "pdf", "application/pdf")
}

/// `GET /invoices/{number}/invoice.xml`
pub fn electronic(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    file(visit, "xml", "application/xml")
}

fn file(visit: &mut Visit<'_>, form: &str, media_type: &str) -> Result<Answer, Stop> {
    let (_, issued) = document(visit, Duty::ReadPay)?;
    let found =
        visit.look(|work| Ok(progress::file(work.books, &issued.supplier, &issued.id, form)?))?;
    let Some((bytes, hash)) = found else {
        return Err(Stop::NoPage(format!(
            "{} has no such file: either its files are not made yet, or its agreement lacks what \
             an electronic invoice needs.",
            issued.number
        )));
    };
    if sha256(&bytes) != hash {
        let says = "its bytes are not those that were stored";
        return Err(StoreError::damaged("the file of", &issued.number, says).into());
    }
    Ok(Answer::file(&file_name(&issued.number, form), media_type, bytes))
}
