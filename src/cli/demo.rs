//! `demo`: the worked example's first year, as a finance officer would have it on paper.
//!
//! The example is part of the program, so that it needs nothing but the program. With `--serve` it
//! is then in the service too, with its whole history.

mod accounts;
mod history;
mod live;
mod play;

use crate::billing::actuals::Actuals;
use crate::billing::actuals_file::read_costs;
use crate::billing::actuals_file::read_days;
use crate::billing::approval::approve;
use crate::billing::issue::Invoice;
use crate::billing::issue::issue;
use crate::billing::statement::RechargeStatement;
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
use crate::documents::calendar_file::calendar_file;
use crate::documents::file_name;
use crate::documents::font::Fonts;
use crate::documents::page::Document;
use crate::documents::performance_schedule::performance_schedule;
use crate::documents::ubl::ubl;
use crate::documents::workbook;
use crate::domain::agreement::Agreement;
use crate::domain::break_calendar::break_calendar;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::date;
use crate::domain::calendar::in_words;
use crate::domain::check::warnings;
use crate::domain::file::read;
use crate::domain::money::Money;
use crate::domain::problem::Finding;
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

/// `demo`.
pub fn run(arguments: &DemoArguments, desk: &mut Desk) -> Result<(), Failure> {
    let folder = &arguments.out;
    // Before anything is written: what stands in the way of serving is told first.
    let live = if arguments.serve { Some(live::ready(folder)?) } else { None };
    on_paper(arguments, desk)?;
    match live {
        Some(live) => live.serve(desk),
        None => {
            let again = match folder.to_str() {
                Some("demo") => "concordat demo --serve".to_owned(),
                _ => format!("concordat demo --out {} --serve", folder.display()),
            };
            writeln!(desk.out, "\nTo see it in a browser, as both councils keep it: {again}")?;
            Ok(())
        }
    }
}

fn on_paper(arguments: &DemoArguments, desk: &mut Desk) -> Result<(), Failure> {
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
    let issued = issued(&example, &drawn)?;
    let mut files = sheets(&example, &drawn)?;
    files.extend(electronic_invoices(&example.agreement, &issued)?);
    files.extend(workbooks(&example, &drawn)?);
    files.push((CALENDAR.to_owned(), calendar(&example.agreement, &drawn)?.into_bytes()));
    let papers = papers(&example, &drawn, &issued)?;
    let mut written = write_all(papers, None, &[], folder, &mut quiet)?;
    for (name, bytes) in files {
        let path = folder.join(name);
        write_file(&path, &bytes)?;
        written.push(path);
    }
    // The papers first, then what is in folders beside them.
    written.sort_by_key(|path| (path.components().count(), path.clone()));
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

/// The invoices of each of the year's statements.
fn issued(example: &Example, year: &YearStatement) -> Result<Vec<Vec<Invoice>>, Failure> {
    let approved = year.periods.iter().map(|period| {
        let approved = approve(&example.agreement, period.clone(), APPROVER).map_err(refused)?;
        Ok(issue(&example.agreement, &example.actuals, &approved))
    });
    approved.collect()
}

fn refused(findings: Vec<Finding>) -> Failure {
    Failure::Input(findings.into_iter().map(|f| format!("error: {}", f.says)).collect())
}

fn papers(
    example: &Example,
    year: &YearStatement,
    issued: &[Vec<Invoice>],
) -> Result<Vec<(String, Document)>, Failure> {
    let agreement = &example.agreement;
    let mut papers = Vec::new();
    for (period, invoices) in year.periods.iter().zip(issued) {
        papers.push(statement_document(agreement, &example.actuals, period, true));
        papers.extend(invoice_documents(agreement, invoices));
    }
    papers.push(payments_document(agreement, &example.actuals, year, None)?);
    let drawn = schedule::draw_up(agreement, &example.values, schedule_day());
    let fonts = Fonts::embedded();
    let document = performance_schedule(agreement, &example.values, &drawn, &fonts)
        .map_err(|error| Failure::input(error.to_string()))?;
    papers.push(("performance-schedule".to_owned(), document));
    Ok(papers)
}

/// A file to be written: its name in the folder, and what is in it.
type NamedFile = (String, Vec<u8>);

fn sheets(example: &Example, year: &YearStatement) -> Result<Vec<NamedFile>, Failure> {
    let mut sheets = Vec::new();
    for period in &year.periods {
        let name = statement_name(period);
        sheets.push((format!("{name}.json"), json(period)?));
        sheets.push((format!("{name}.csv"), recharge::csv(&example.agreement, &[period], true)));
    }
    sheets.push(("year-2018-19.json".to_owned(), json(year)?));
    let drawn = schedule::draw_up(&example.agreement, &example.values, schedule_day());
    sheets.push(("performance-schedule.json".to_owned(), json(&drawn)?));
    sheets.push(("performance-schedule.csv".to_owned(), kpis::csv(&drawn)));
    Ok(sheets.into_iter().map(|(name, text)| (name, text.into_bytes())).collect())
}

fn statement_name(statement: &RechargeStatement) -> String {
    format!("{}-{}-statement", statement.agreement, statement.period.compact())
}

fn electronic_invoices(
    agreement: &Agreement,
    issued: &[Vec<Invoice>],
) -> Result<Vec<NamedFile>, Failure> {
    let made = issued.iter().flatten().map(|invoice| {
        let number = invoice.number.as_deref().unwrap_or_default();
        let name = format!("electronic-invoices/{}", file_name(number, "xml"));
        ubl(agreement, invoice).map(|bytes| (name, bytes)).map_err(refused)
    });
    made.collect()
}

fn workbooks(example: &Example, year: &YearStatement) -> Result<Vec<NamedFile>, Failure> {
    let (agreement, mut made) = (&example.agreement, Vec::new());
    for period in &year.periods {
        made.push((statement_name(period), workbook::recharge(agreement, period, true)));
    }
    made.push(("year-2018-19".to_owned(), workbook::year(agreement, year)));
    let drawn = schedule::draw_up(agreement, &example.values, schedule_day());
    let indicators = workbook::indicators(agreement, &example.values, &drawn);
    made.push(("performance-schedule".to_owned(), indicators));
    let named = made.into_iter().map(|(name, book)| {
        let bytes = book.map_err(|error| Failure::input(error.to_string()))?;
        Ok((format!("workbooks/{name}.xlsx"), bytes))
    });
    named.collect()
}

const CALENDAR: &str = "calendar/breaks.ics";

/// The breaks ahead at the end of the year.
fn calendar(agreement: &Agreement, year: &YearStatement) -> Result<String, Failure> {
    let breaks = break_calendar(agreement, year.year.dates().last, None, None);
    calendar_file(agreement, &breaks)
        .ok_or_else(|| Failure::input("the example has no break ahead to put into a calendar"))
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
