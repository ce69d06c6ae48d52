//! `recharge`: the statement of a period.

use std::path::Path;

use crate::billing::actuals::Actuals;
use crate::billing::approval::ApprovedStatement;
use crate::billing::approval::approve;
use crate::billing::invoice::vat_by_line;
use crate::billing::issue::issue;
use crate::billing::issue::pro_forma;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::draw_up;
use crate::cli::Desk;
use crate::cli::arguments::Format;
use crate::cli::arguments::RechargeArguments;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::load::located;
use crate::cli::output;
use crate::cli::pdf::documents_folder;
use crate::cli::pdf::invoice_documents;
use crate::cli::pdf::say_what_is_lacking;
use crate::cli::pdf::statement_document;
use crate::cli::pdf::write_all;
use crate::cli::recharge_text;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::domain::calendar::in_words;
use crate::domain::csv_rows;
use crate::domain::file::Source;
use crate::domain::problem::Finding;
use crate::domain::written::composed;
use crate::domain::written::unseen;

/// The columns of a statement for a spreadsheet.
pub const CSV_HEADER: [&str; 10] = [
    "line",
    "kind",
    "period",
    "adjustment",
    "clause",
    "description",
    "net",
    "vat_treatment",
    "document",
    "vat",
];

pub fn run(arguments: &RechargeArguments, desk: &mut Desk) -> Result<(), Failure> {
    output::not_over(&arguments.actuals.with(&arguments.file), &arguments.output)?;
    let source = load::agreement(&arguments.file)?;
    let agreement = &source.agreement;
    let actuals = load::actuals(&arguments.actuals, agreement, desk)?;
    check_period(agreement, arguments.period)?;
    let as_at = arguments.as_at.unwrap_or_else(|| agreement.as_at_default(arguments.period));
    let statement = draw_up(agreement, &actuals, arguments.period, as_at);
    let refused = |findings: Vec<Finding>| refused(&arguments.file, &source, &findings);
    let approved = match &arguments.approved_by {
        None => None,
        Some(by) => {
            if let Some((_, says)) = unseen(by) {
                return Err(Failure::input(format!("--approved-by: {says}")));
            }
            Some(approve(agreement, statement.clone(), &composed(by)).map_err(refused)?)
        }
    };
    if approved.is_some() {
        say_when_dated(agreement, &statement, desk)?;
    }
    match arguments.output.format {
        Format::Text => {
            let by = approved.as_ref().map(ApprovedStatement::approved_by);
            let text = recharge_text::statement(agreement, &statement, by, arguments.explain);
            output::write(&text, &arguments.output, desk)
        }
        Format::Json => output::write(&output::json(&statement)?, &arguments.output, desk),
        Format::Csv => {
            let text = csv(agreement, &[&statement], approved.is_some());
            output::write(&text, &arguments.output, desk)
        }
        Format::Pdf => pdf(&source, &actuals, &statement, approved.as_ref(), arguments, desk),
        Format::Xlsx => {
            let is_approved = approved.is_some();
            let made = crate::documents::workbook::recharge(agreement, &statement, is_approved);
            crate::cli::workbook::write(made, &arguments.output, desk)
        }
        Format::Ubl => {
            let Some(approved) = &approved else {
                let says = "--format ubl needs --approved-by NAME: only what somebody has approved \
                            becomes an electronic invoice";
                return Err(Failure::input(says));
            };
            let documents = issue(agreement, &actuals, approved);
            crate::cli::ubl::invoices(agreement, &documents, &arguments.output, refused, desk)
        }
        Format::Ics => Err(output::no_such_format("recharge", Format::Ics, Format::RECHARGE)),
    }
}

/// The statement, and its invoices and credit notes or their pro formas: a file a document.
fn pdf(
    source: &Source,
    actuals: &Actuals,
    statement: &RechargeStatement,
    approved: Option<&ApprovedStatement>,
    arguments: &RechargeArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let folder = documents_folder(&arguments.output)?;
    if statement.is_empty() {
        writeln!(desk.err, "nothing is due, so there is no document to write")?;
        return Ok(());
    }
    let agreement = &source.agreement;
    let logo = load::logo(&arguments.file, source)?;
    let invoices = match approved {
        Some(approved) => issue(agreement, actuals, approved),
        None => pro_forma(agreement, actuals, statement),
    };
    let read = arguments.actuals.with(&arguments.file);
    let mut documents = vec![statement_document(agreement, actuals, statement, approved.is_some())];
    documents.extend(invoice_documents(agreement, &invoices));
    write_all(documents, logo.as_ref(), &read, folder, desk)?;
    say_what_is_lacking(agreement, &invoices, desk)
}

/// Says it where what is approved bears a day that has not come, or one before the agreement.
fn say_when_dated(
    agreement: &Agreement,
    statement: &RechargeStatement,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let dated = in_words(statement.as_at);
    if statement.as_at > desk.today {
        writeln!(
            desk.err,
            "warning: the documents are dated {dated}, the day of the statement, which has not \
             come: what becomes known until then may change them, so do not send them before"
        )?;
    }
    if statement.as_at < agreement.starts {
        writeln!(
            desk.err,
            "warning: the documents are dated {dated}, the first day of the period, before the \
             agreement begins on {}",
            in_words(agreement.starts)
        )?;
    }
    Ok(())
}

/// What stands in the way, each at its place in the agreement file.
fn refused(file: &Path, source: &Source, findings: &[Finding]) -> Failure {
    let line = |finding: &Finding| match finding.path.as_str() {
        "" => format!("error: {}", finding.says),
        _ => located(file, "error", &source.places.locate(finding)),
    };
    Failure::Input(findings.iter().map(line).collect())
}

/// Refuses a period of another length than the agreement's, or one before it.
pub fn check_period(agreement: &Agreement, period: BillingPeriod) -> Result<(), Failure> {
    let every = agreement.billing.every;
    if period.every() != every {
        let noun = match every {
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        };
        let example = BillingPeriod::containing(period.dates().first, every);
        return Err(Failure::input(format!(
            "--period {period}: this agreement is billed by the {noun}: name one such as {example}"
        )));
    }
    if period < agreement.first_period() {
        return Err(Failure::input(format!(
            "--period {period} is before the agreement begins on {}; its first period is {}",
            in_words(agreement.starts),
            agreement.first_period()
        )));
    }
    Ok(())
}

/// Statements for a spreadsheet, a row a line: with the number of its document where that is
/// approved, and its part of the document's VAT.
pub fn csv(agreement: &Agreement, statements: &[&RechargeStatement], is_approved: bool) -> String {
    let lines = statements.iter().flat_map(|statement| {
        let vat = vat_by_line(agreement, statement);
        let lines = statement.lines.iter().enumerate().zip(vat);
        lines.map(move |((at, line), vat)| (*statement, at, line, vat))
    });
    let rows = lines.map(|(statement, at, line, vat)| {
        let number = statement.document_of(at).and_then(|made| statement.number(made));
        vec![
            line.line.clone(),
            match statement.reconciles {
                Some(_) => "reconciliation".to_owned(),
                None => line.kind.word().to_owned(),
            },
            statement.reconciles.map_or(line.period.to_string(), |year| year.to_string()),
            line.adjustment.to_string(),
            line.clause.clone(),
            line.description.clone(),
            line.net.to_string(),
            line.vat_treatment.map(|vat| vat.word().to_owned()).unwrap_or_default(),
            number.filter(|_| is_approved).unwrap_or_default(),
            vat.map(|vat| vat.to_string()).unwrap_or_default(),
        ]
    });
    csv_rows::write(&CSV_HEADER, rows)
}
