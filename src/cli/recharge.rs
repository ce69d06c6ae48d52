//! `recharge`: the statement of a period.

use crate::billing::approval::approve;
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
use crate::cli::recharge_text;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::domain::calendar::in_words;
use crate::domain::problem::Finding;

/// The columns of a statement for a spreadsheet.
pub const CSV_HEADER: [&str; 8] =
    ["line", "kind", "period", "adjustment", "clause", "description", "net", "vat_treatment"];

/// What it can be written as.
const FORMATS: [Format; 4] = [Format::Text, Format::Json, Format::Csv, Format::Pdf];

pub fn run(arguments: &RechargeArguments, desk: &mut Desk) -> Result<(), Failure> {
    let source = load::agreement(&arguments.file)?;
    let agreement = &source.agreement;
    let actuals = load::actuals(&arguments.actuals, agreement)?;
    check_period(agreement, arguments.period)?;
    let as_at = arguments.as_at.unwrap_or_else(|| agreement.as_at_default(arguments.period));
    let statement = draw_up(agreement, &actuals, arguments.period, as_at);
    let approved = match &arguments.approved_by {
        None => None,
        Some(by) => Some(approve(agreement, statement.clone(), by).map_err(|findings| {
            let line = |finding: &Finding| match finding.path.as_str() {
                "" => format!("error: {}", finding.says),
                _ => located(&arguments.file, "error", &source.places.locate(finding)),
            };
            Failure::Input(findings.iter().map(line).collect())
        })?),
    };
    match arguments.output.format {
        Format::Text => {
            let text = recharge_text::statement(agreement, &statement, arguments.explain);
            output::write(&text, &arguments.output, desk)
        }
        Format::Json => output::write(&output::json(&statement)?, &arguments.output, desk),
        Format::Csv => output::write(&csv(&[&statement])?, &arguments.output, desk),
        Format::Pdf => {
            let documents = match &approved {
                Some(approved) => issue(agreement, &actuals, approved),
                None => pro_forma(agreement, &actuals, &statement),
            };
            crate::cli::pdf::recharge(
                agreement,
                &actuals,
                (&statement, &documents),
                &arguments.output,
                desk,
            )
        }
        other => Err(output::no_such_format("recharge", other, &FORMATS)),
    }
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

/// Statements for a spreadsheet, a row a line.
pub fn csv(statements: &[&RechargeStatement]) -> Result<String, Failure> {
    let lines = statements.iter().flat_map(|statement| &statement.lines);
    let rows = lines.map(|line| {
        vec![
            line.line.clone(),
            line.kind.word().to_owned(),
            line.period.to_string(),
            line.adjustment.to_string(),
            line.clause.clone(),
            line.description.clone(),
            line.net.to_string(),
            line.vat_treatment.map(|vat| vat.word().to_owned()).unwrap_or_default(),
        ]
    });
    output::csv(&CSV_HEADER, rows)
}
