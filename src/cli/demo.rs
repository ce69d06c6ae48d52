//! `demo`: the worked example's first year, as a finance officer would have it on paper.
//!
//! The example is part of the program, so that it needs nothing but the program.

use crate::billing::actuals::Actuals;
use crate::billing::actuals_file::read_costs;
use crate::billing::actuals_file::read_days;
use crate::billing::approval::approve;
use crate::billing::issue::issue;
use crate::billing::year::YearStatement;
use crate::billing::year::draw_up;
use crate::cli::Desk;
use crate::cli::arguments::DemoArguments;
use crate::cli::kpis;
use crate::cli::load::Failure;
use crate::cli::output::json;
use crate::cli::output::write_file;
use crate::cli::pdf::invoice_documents;
use crate::cli::pdf::statement_document;
use crate::cli::pdf::write_all;
use crate::cli::recharge;
use crate::cli::year::payments_document;
use crate::documents::font::Fonts;
use crate::documents::page::Document;
use crate::documents::performance_schedule::performance_schedule;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::date;
use crate::domain::calendar::in_words;
use crate::domain::check::warnings;
use crate::domain::file::read;
use crate::domain::money::Money;
use crate::domain::problem::Problem;
use crate::performance::schedule;
use crate::performance::value_file;
use crate::performance::values::KpiValue;

const AGREEMENT: &str = include_str!("../../examples/hampshire-isle-of-wight/illustrative.toml");
const DAYS: &str = include_str!("../../examples/hampshire-isle-of-wight/illustrative-days.csv");
const COSTS: &str = include_str!("../../examples/hampshire-isle-of-wight/illustrative-costs.csv");
const VALUES: &str = include_str!("../../examples/hampshire-isle-of-wight/kpi-values.csv");

/// Who approves the example's statements.
const APPROVER: &str = "A. Officer (the demo)";

struct Example {
    agreement: Agreement,
    actuals: Actuals,
    values: Vec<KpiValue>,
    warnings: usize,
}

pub fn run(arguments: &DemoArguments, desk: &mut Desk) -> Result<(), Failure> {
    let example = load().map_err(|problems| {
        let lines = problems.iter().map(|problem| format!("error: {}", problem.sentence()));
        Failure::Input(lines.collect())
    })?;
    let year = FinancialYear::parse("2018/19").map_err(Failure::input)?;
    let drawn = draw_up(&example.agreement, &example.actuals, year, None);
    let mut silent = std::io::sink();
    let mut quiet =
        Desk { out: &mut *desk.out, err: &mut silent, today: desk.today, colours: false };
    let folder = &arguments.out;
    let mut written = write_all(papers(&example, &drawn)?, None, &[], folder, &mut quiet)?;
    for (name, text) in sheets(&example, &drawn)? {
        let path = folder.join(name);
        write_file(&path, text.as_bytes())?;
        written.push(path);
    }
    written.sort();
    tell(&example, &drawn, &written, arguments, desk)
}

fn load() -> Result<Example, Vec<Problem>> {
    let agreement = read(AGREEMENT)?.agreement;
    let mut actuals = Actuals::default();
    read_days(DAYS, &agreement, &mut actuals)?;
    read_costs(COSTS, &agreement, &mut actuals)?;
    let values = value_file::read(VALUES, &agreement)?;
    let warnings = warnings(&agreement).len();
    Ok(Example { agreement, actuals, values, warnings })
}

/// The performance schedule is as at the day on which the year's last values were published.
fn schedule_day() -> chrono::NaiveDate {
    date(2019, 12, 31)
}

fn papers(example: &Example, year: &YearStatement) -> Result<Vec<(String, Document)>, Failure> {
    let agreement = &example.agreement;
    let mut papers = Vec::new();
    for period in &year.periods {
        papers.push(statement_document(agreement, &example.actuals, period));
        let approved = approve(agreement, period.clone(), APPROVER).map_err(|findings| {
            Failure::Input(findings.into_iter().map(|f| format!("error: {}", f.says)).collect())
        })?;
        let issued = issue(agreement, &example.actuals, &approved);
        papers.extend(invoice_documents(agreement, &issued));
    }
    papers.push(payments_document(agreement, &example.actuals, year, None)?);
    let drawn = schedule::draw_up(agreement, &example.values, schedule_day());
    let fonts = Fonts::embedded();
    let document = performance_schedule(agreement, &example.values, &drawn, &fonts)
        .map_err(|error| Failure::input(error.to_string()))?;
    papers.push(("performance-schedule".to_owned(), document));
    Ok(papers)
}

fn sheets(example: &Example, year: &YearStatement) -> Result<Vec<(String, String)>, Failure> {
    let mut sheets = Vec::new();
    for period in &year.periods {
        let name = format!("{}-{}-statement", period.agreement, period.period.compact());
        sheets.push((format!("{name}.json"), json(period)?));
        sheets.push((format!("{name}.csv"), recharge::csv(&[period])));
    }
    sheets.push(("year-2018-19.json".to_owned(), json(year)?));
    let drawn = schedule::draw_up(&example.agreement, &example.values, schedule_day());
    sheets.push(("performance-schedule.json".to_owned(), json(&drawn)?));
    sheets.push(("performance-schedule.csv".to_owned(), kpis::csv(&drawn)));
    Ok(sheets)
}

fn tell(
    example: &Example,
    year: &YearStatement,
    written: &[std::path::PathBuf],
    arguments: &DemoArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let agreement = &example.agreement;
    writeln!(desk.out, "{} ({})", agreement.title, agreement.reference)?;
    writeln!(desk.out, "{} to {}\n", agreement.supplier.name, agreement.purchaser.name)?;
    for period in &year.periods {
        writeln!(
            desk.out,
            "  {}  net {}, VAT {}, to pay {}",
            period.period,
            period.net.in_pounds(),
            period.vat.in_pounds(),
            period.gross.in_pounds()
        )?;
    }
    writeln!(
        desk.out,
        "  {}     net {}, VAT {}, to pay {}\n",
        year.year,
        year.net.in_pounds(),
        year.vat.in_pounds(),
        year.gross.in_pounds()
    )?;
    for provision in &year.provisions {
        writeln!(
            desk.out,
            "The papers provide {} a year for {}; {} was billed for it in the part year from {}.",
            provision.provision.map_or("a sum to be confirmed".to_owned(), Money::in_pounds),
            provision.name,
            provision.billed.in_pounds(),
            in_words(agreement.starts.max(year.year.dates().first))
        )?;
    }
    let drawn = schedule::draw_up(agreement, &example.values, schedule_day());
    let counts = [
        crate::performance::rating::Rating::Green,
        crate::performance::rating::Rating::Amber,
        crate::performance::rating::Rating::Red,
        crate::performance::rating::Rating::None,
    ]
    .map(|rating| format!("{} {}", drawn.count(rating), rating.in_words().to_lowercase()));
    writeln!(
        desk.out,
        "Of {} indicators as at {}: {}.",
        drawn.kpis.len(),
        in_words(drawn.as_at),
        counts.join(", ")
    )?;
    writeln!(
        desk.out,
        "A careful reader would raise {} warnings about the agreement: see them with\n  \
         concordat check examples/hampshire-isle-of-wight/illustrative.toml\n",
        example.warnings
    )?;
    writeln!(desk.out, "{} files in {}:", written.len(), arguments.out.display())?;
    for path in written {
        writeln!(desk.out, "  {}", path.display())?;
    }
    Ok(())
}
