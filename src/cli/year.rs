//! `year`: a financial year, its reconciliation and the budget beside it.

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::issue::pro_forma;
use crate::billing::reconciliation::Reconciliation;
use crate::billing::reconciliation::as_statement;
use crate::billing::schedule_of_payments as billing;
use crate::billing::statement::RechargeStatement;
use crate::billing::year::YearStatement;
use crate::billing::year::draw_up;
use crate::billing::year::part_of_year;
use crate::cli::Desk;
use crate::cli::arguments::Format;
use crate::cli::arguments::YearArguments;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::cli::layout::subheading;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::pdf::documents_folder;
use crate::cli::pdf::invoice_documents;
use crate::cli::pdf::statement_document;
use crate::cli::pdf::write_all;
use crate::cli::recharge;
use crate::cli::recharge_text;
use crate::documents::font::Fonts;
use crate::documents::page::Document;
use crate::documents::schedule_of_payments::schedule_of_payments;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::file::Source;
use crate::domain::money::Money;

pub fn run(arguments: &YearArguments, desk: &mut Desk) -> Result<(), Failure> {
    output::not_over(&arguments.actuals.with(&arguments.file), &arguments.output)?;
    let source = load::agreement(&arguments.file)?;
    let agreement = &source.agreement;
    let actuals = load::actuals(&arguments.actuals, agreement, desk)?;
    let year = draw_up(agreement, &actuals, arguments.year, arguments.as_at);
    let text = match arguments.output.format {
        Format::Text => as_text(agreement, &year, arguments.explain),
        Format::Json => output::json(&year)?,
        Format::Csv => csv(agreement, &year),
        Format::Pdf => return pdf(&source, &actuals, &year, arguments, desk),
        Format::Xlsx => {
            let made = crate::documents::workbook::year(agreement, &year);
            return crate::cli::workbook::write(made, &arguments.output, desk);
        }
        other => return Err(output::no_such_format("year", other, Format::YEAR)),
    };
    output::write(&text, &arguments.output, desk)
}

/// Every statement of the year with its pro formas, and the schedule of payments: a file a
/// document.
fn pdf(
    source: &Source,
    actuals: &Actuals,
    year: &YearStatement,
    arguments: &YearArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let folder = documents_folder(&arguments.output)?;
    let agreement = &source.agreement;
    let logo = load::logo(&arguments.file, source)?;
    let read = arguments.actuals.with(&arguments.file);
    let mut documents = Vec::new();
    for period in &year.periods {
        documents.push(statement_document(agreement, actuals, period, false));
        let invoices = pro_forma(agreement, actuals, period);
        documents.extend(invoice_documents(agreement, &invoices));
    }
    if let Some(reconciled) = reconciled_statement(agreement, year) {
        documents.push(statement_document(agreement, actuals, &reconciled, false));
        let invoices = pro_forma(agreement, actuals, &reconciled);
        documents.extend(invoice_documents(agreement, &invoices));
    }
    documents.push(payments_document(agreement, actuals, year, arguments.as_at)?);
    write_all(documents, logo.as_ref(), &read, folder, desk).map(|_| ())
}

/// The statements of the year for a spreadsheet; the lines of its reconciliation follow theirs.
fn csv(agreement: &Agreement, year: &YearStatement) -> String {
    let reconciled = reconciled_statement(agreement, year);
    let statements: Vec<&RechargeStatement> = year.periods.iter().chain(&reconciled).collect();
    recharge::csv(agreement, &statements, false)
}

/// The reconciliation as the statement that it becomes; `None` where no days are reconciled.
fn reconciled_statement(agreement: &Agreement, year: &YearStatement) -> Option<RechargeStatement> {
    let reconciliation = year.reconciliation.as_ref()?;
    let statement = as_statement(agreement, reconciliation, year.year);
    (!statement.is_empty()).then_some(statement)
}

/// The schedule of payments with the name of its file.
pub fn payments_document(
    agreement: &Agreement,
    actuals: &Actuals,
    year: &YearStatement,
    as_at: Option<NaiveDate>,
) -> Result<(String, Document), Failure> {
    let schedule = billing::schedule_of_payments(agreement, actuals, year, as_at);
    let document = schedule_of_payments(agreement, &schedule, &year.periods, &Fonts::embedded())
        .map_err(|error| Failure::input(error.to_string()))?;
    Ok((format!("{}-schedule-of-payments", document.reference), document))
}

/// The year for people.
pub fn as_text(agreement: &Agreement, year: &YearStatement, explain: bool) -> String {
    let dates = year.year.dates().in_words();
    let mut text = heading(&format!("Financial year {}: {dates}", year.year));
    text.push_str(&format!("{} ({})\n", agreement.title, agreement.reference));
    text.push_str(&format!("{} to {}\n", agreement.supplier.name, agreement.purchaser.name));
    text.push_str(&subheading("The year at a glance"));
    text.push_str(&glance(year));
    text.push_str(&provisions(agreement, year));
    if let Some(reconciliation) = &year.reconciliation {
        text.push_str(&reconciled(reconciliation, explain));
    }
    for statement in &year.periods {
        text.push('\n');
        text.push_str(&recharge_text::statement(agreement, statement, None, explain));
    }
    text
}

fn glance(year: &YearStatement) -> String {
    let mut columns = Columns::new(0, &[Align::Left, Align::Right, Align::Right, Align::Right]);
    columns.row(["Period", "Net", "VAT", "To pay"]);
    columns.rule();
    for period in &year.periods {
        let label = period.period.to_string();
        columns.row([
            label,
            period.net.in_pounds(),
            period.vat.in_pounds(),
            period.gross.in_pounds(),
        ]);
    }
    columns.rule();
    columns.row([
        "The year".to_owned(),
        year.net.in_pounds(),
        year.vat.in_pounds(),
        year.gross.in_pounds(),
    ]);
    columns.text()
}

fn provisions(agreement: &Agreement, year: &YearStatement) -> String {
    if year.provisions.is_empty() {
        return String::new();
    }
    let mut text = subheading("What budget papers state, beside what is billed in this year");
    let known_on = year.periods.last().map_or(year.year.dates().last, |last| last.as_at);
    if let Some(part) = part_of_year(agreement, year.year, known_on) {
        let part = part.in_words();
        let words = format!("The agreement runs for a part of this financial year: {part}.");
        text.push_str(&paragraph(&words, 0));
    }
    for provision in &year.provisions {
        let circa = if provision.circa { "circa " } else { "" };
        let words = format!(
            "{} (clause {}): the papers state {circa}{} a year. Billed for it: {}, of which {} \
             before overhead; that is {}% of the provision. Services billed beside it: {}.",
            provision.name,
            provision.clause,
            provision.provision.map_or("a sum to be confirmed".to_owned(), Money::in_pounds),
            provision.billed.in_pounds(),
            provision.billed_without_overhead.in_pounds(),
            provision.billed_per_cent,
            provision.services_beside.in_pounds()
        );
        text.push_str(&paragraph(&words, 0));
    }
    text
}

fn reconciled(reconciliation: &Reconciliation, explain: bool) -> String {
    let title = format!("Reconciliation of days, as at {}", in_words(reconciliation.as_at));
    let mut text = subheading(&title);
    let mut columns =
        Columns::new(0, &[Align::Left, Align::Right, Align::Right, Align::Right, Align::Left]);
    columns.row(["Line", "Agreed", "Recorded", "Net", ""]);
    columns.rule();
    for line in &reconciliation.lines {
        let days = |days: &Option<crate::domain::exact::Exact>| {
            days.as_ref().map(|days| days.in_figures(2, 2)).unwrap_or_default()
        };
        columns.row([
            line.description.clone(),
            days(&line.agreed_days),
            days(&line.delivered_days),
            line.net.in_pounds(),
            line.reason.clone(),
        ]);
        if explain {
            for step in &line.trace {
                columns.line(format!("    {:<64}{:>14}", step.step, step.figure()));
            }
        }
    }
    columns.rule();
    columns.row(["Net", "", "", &reconciliation.net.in_pounds(), ""]);
    text.push_str(&columns.text());
    text.push_str("It is a statement of its own, before VAT, and not in the totals above.\n");
    text
}
