//! `kpis`: the performance schedule.

use crate::cli::Desk;
use crate::cli::arguments::Format;
use crate::cli::arguments::KpisArguments;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::cli::layout::subheading;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::csv_rows;
use crate::performance::rating::Direction;
use crate::performance::rating::Rating;
use crate::performance::schedule::KpiStanding;
use crate::performance::schedule::PerformanceSchedule;
use crate::performance::schedule::draw_up;

pub fn run(arguments: &KpisArguments, desk: &mut Desk) -> Result<(), Failure> {
    output::not_over(&[&arguments.file, &arguments.values], &arguments.output)?;
    let source = load::agreement(&arguments.file)?;
    let values = load::values(&arguments.values, &source.agreement)?;
    let schedule = draw_up(&source.agreement, &values, arguments.as_at);
    let text = match arguments.output.format {
        Format::Text => as_text(&source.agreement, &schedule, desk.colours),
        Format::Json => output::json(&schedule)?,
        Format::Csv => csv(&schedule),
        Format::Pdf => {
            let logo = load::logo(&arguments.file, &source)?;
            return crate::cli::pdf::schedule(
                &source.agreement,
                &values,
                &schedule,
                logo.as_ref(),
                &[&arguments.file, &arguments.values],
                &arguments.output,
                desk,
            );
        }
        Format::Xlsx => {
            let made =
                crate::documents::workbook::indicators(&source.agreement, &values, &schedule);
            return crate::cli::workbook::write(made, &arguments.output, desk);
        }
        other => return Err(output::no_such_format("kpis", other, Format::KPIS)),
    };
    output::write(&text, &arguments.output, desk)
}

/// The rating in a word with its sign, coloured where that is wanted: never by colour alone.
fn rating(rating: Rating, colours: bool) -> String {
    let (sign, code) = match rating {
        Rating::Green => ("●", "32"),
        Rating::Amber => ("▲", "33"),
        Rating::Red => ("■", "31"),
        Rating::None => ("◇", "2"),
    };
    let words = format!("{sign} {}", rating.in_words());
    if colours { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words }
}

fn as_text(agreement: &Agreement, schedule: &PerformanceSchedule, colours: bool) -> String {
    let mut text = heading(&format!("Performance schedule as at {}", in_words(schedule.as_at)));
    text.push_str(&format!("{} ({})\n\n", agreement.title, agreement.reference));
    for rated in [Rating::Green, Rating::Amber, Rating::Red, Rating::None] {
        let count = schedule.count(rated);
        let names: Vec<&str> = schedule
            .kpis
            .iter()
            .filter(|kpi| kpi.rating == rated)
            .map(|kpi| kpi.kpi.as_str())
            .collect();
        let names =
            if names.is_empty() { String::new() } else { format!(": {}", names.join(", ")) };
        text.push_str(&format!("{} {count}{names}\n", rating(rated, colours)));
    }
    for (index, kpi) in schedule.kpis.iter().enumerate() {
        text.push_str(&standing(agreement, index, kpi, colours));
    }
    text
}

fn standing(agreement: &Agreement, index: usize, kpi: &KpiStanding, colours: bool) -> String {
    let mut text = subheading(&kpi.name);
    let id = match kpi.clause.as_str() {
        "" => kpi.kpi.clone(),
        clause => format!("{} (clause {clause})", kpi.kpi),
    };
    text.push_str(&paragraph(&id, 0));
    let unit = agreement.kpis.get(index).map(|kpi| kpi.unit);
    let shown = |value: &str| unit.map_or(value.to_owned(), |unit| kpi.shown(value, unit));
    let value = match (&kpi.value, kpi.period_end) {
        (Some(value), Some(end)) => {
            let status = kpi.status.unwrap_or_default();
            format!("{} at {} ({status})", shown(value), in_words(end))
        }
        (None, Some(end)) => {
            format!("{} at {}", kpi.status.unwrap_or("not available"), in_words(end))
        }
        _ => "no value yet".to_owned(),
    };
    text.push_str(&format!("  Value      {value}\n"));
    text.push_str(&format!("  Rating     {}: {}\n", rating(kpi.rating, colours), kpi.reason));
    if kpi.direction != Direction::None {
        text.push_str(
            &format!("  Direction  {} than before\n", kpi.direction.in_words())
                .replace("same than before", "the same as before"),
        );
    }
    if let Some(next) = &kpi.next_target {
        text.push_str(&format!("  Next       {} by {}\n", next.text, in_words(next.by)));
    }
    if let Some(commentary) = &kpi.commentary {
        text.push_str(&paragraph(&format!("Commentary: {commentary}"), 2));
    }
    for warning in &kpi.warnings {
        text.push_str(&paragraph(&format!("Warning: {warning}"), 2));
    }
    text
}

/// The schedule for a spreadsheet, a row an indicator.
pub fn csv(schedule: &PerformanceSchedule) -> String {
    let header = [
        "kpi",
        "clause",
        "name",
        "value",
        "period_end",
        "status",
        "milestone",
        "rating",
        "reason",
        "direction",
        "next_target_by",
        "next_target",
    ];
    let rows = schedule.kpis.iter().map(|kpi| {
        let next = kpi.next_target.as_ref();
        vec![
            kpi.kpi.clone(),
            kpi.clause.clone(),
            kpi.name.clone(),
            kpi.value.clone().unwrap_or_default(),
            kpi.period_end.map(|day| day.to_string()).unwrap_or_default(),
            kpi.status.unwrap_or_default().to_owned(),
            kpi.milestone.clone().unwrap_or_default(),
            kpi.rating.in_words().to_lowercase(),
            kpi.reason.clone(),
            kpi.direction.in_words().to_owned(),
            next.map(|next| next.by.to_string()).unwrap_or_default(),
            next.map(|next| next.text.clone()).unwrap_or_default(),
        ]
    });
    csv_rows::write(&header, rows)
}
