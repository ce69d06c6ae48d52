//! The one door to the product: the statements of a file and its sheets, as the JSON it promises.

use chrono::NaiveDate;
use concordat::billing::actuals::Actuals;
use concordat::billing::actuals_file::read_costs;
use concordat::billing::actuals_file::read_days;
use concordat::billing::statement::draw_up;
use concordat::billing::year;
use concordat::domain::agreement::Agreement;
use concordat::domain::calendar::BillingPeriod;
use concordat::domain::calendar::FinancialYear;
use concordat::domain::file::read;
use concordat::domain::problem::Problem;

use crate::spec::dates::Date;

/// The statement of a period, as at a day.
pub fn statement_json(
    toml: &str,
    days_csv: Option<&str>,
    costs_csv: Option<&str>,
    period: &str,
    as_at: Option<Date>,
) -> Result<serde_json::Value, String> {
    let (agreement, actuals) = load(toml, days_csv, costs_csv)?;
    let period = BillingPeriod::parse(period)?;
    let as_at = match as_at {
        None => agreement.as_at_default(period),
        Some(day) => day.to_string().parse::<NaiveDate>().map_err(|error| error.to_string())?,
    };
    let statement = draw_up(&agreement, &actuals, period, as_at);
    serde_json::to_value(statement).map_err(|error| error.to_string())
}

/// A financial year's statements and its reconciliation.
pub fn year_json(
    toml: &str,
    days_csv: Option<&str>,
    costs_csv: Option<&str>,
    year: &str,
) -> Result<serde_json::Value, String> {
    let (agreement, actuals) = load(toml, days_csv, costs_csv)?;
    let year = year::draw_up(&agreement, &actuals, FinancialYear::parse(year)?, None);
    serde_json::to_value(year).map_err(|error| error.to_string())
}

/// An agreement with its recorded days and costs.
pub fn load(
    toml: &str,
    days_csv: Option<&str>,
    costs_csv: Option<&str>,
) -> Result<(Agreement, Actuals), String> {
    let agreement = read(toml).map_err(|problems| told(&problems))?.agreement;
    let mut actuals = Actuals::default();
    if let Some(days) = days_csv {
        read_days(days, &agreement, &mut actuals).map_err(|problems| told(&problems))?;
    }
    if let Some(costs) = costs_csv {
        read_costs(costs, &agreement, &mut actuals).map_err(|problems| told(&problems))?;
    }
    Ok((agreement, actuals))
}

fn told(problems: &[Problem]) -> String {
    let line = |problem: &Problem| format!("{}: {}", problem.place.line, problem.sentence());
    problems.iter().map(line).collect::<Vec<_>>().join("\n")
}
