//! The performance schedule on paper: at a glance first, then each indicator with its chart, the
//! chart's figures, and what is doubtful about its definition.

use crate::documents::RenderError;
use crate::documents::chart::Actual;
use crate::documents::chart::Dated;
use crate::documents::chart::Rating as Sign;
use crate::documents::chart::Trajectory;
use crate::documents::font::Fonts;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::KeyFigure;
use crate::documents::page::Note;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::domain::kpi::plain;
use crate::performance::rating::Direction;
use crate::performance::rating::Rating;
use crate::performance::rating::rate;
use crate::performance::schedule::KpiStanding;
use crate::performance::schedule::PerformanceSchedule;
use crate::performance::values::KpiValue;
use crate::performance::values::known_values;

/// The schedule of a day.
///
/// # Errors
/// Where a chart's words cannot be printed.
pub fn performance_schedule(
    agreement: &Agreement,
    values: &[KpiValue],
    schedule: &PerformanceSchedule,
    fonts: &Fonts,
) -> Result<Document, RenderError> {
    let reference = format!("{}-KPI", schedule.agreement);
    let mut document =
        Document::new(&agreement.supplier.name, "Performance schedule", reference, schedule.as_at);
    document.colour = colour_of(&agreement.supplier);
    document.subject = format!("How the indicators of {} stand", agreement.title);
    document.push(Block::lead(format!(
        "{}. {} and {}. As at {}.",
        agreement.title,
        agreement.supplier.name,
        agreement.purchaser.name,
        in_words(schedule.as_at)
    )));
    glance(schedule, &mut document);
    let shared = shared_warnings(schedule);
    for (kpi, standing) in agreement.kpis.iter().zip(&schedule.kpis) {
        document.push(Block::PageBreak);
        let known = known_values(values, &kpi.id, schedule.as_at);
        indicator(agreement, kpi, standing, &known, fonts, &mut document)?;
        doubts("What is doubtful about this indicator", &standing.warnings, &shared, &mut document);
    }
    if !shared.is_empty() {
        document.push(Block::heading("What is doubtful about several indicators"));
        document.push(Block::bullets(shared.iter().map(|warning| capital(warning))));
    }
    Ok(document)
}

/// Warnings that more than one indicator bears are said once, at the end.
fn shared_warnings(schedule: &PerformanceSchedule) -> Vec<String> {
    let mut shared: Vec<String> = Vec::new();
    for (index, kpi) in schedule.kpis.iter().enumerate() {
        for warning in &kpi.warnings {
            let others = &schedule.kpis[index + 1..];
            let is_shared = others.iter().any(|other| other.warnings.contains(warning));
            if is_shared && !shared.contains(warning) {
                shared.push(warning.clone());
            }
        }
    }
    shared
}

fn doubts(heading: &str, warnings: &[String], said: &[String], document: &mut Document) {
    let own = warnings.iter().filter(|warning| !said.contains(warning));
    let paragraphs: Vec<Text> = own.map(|warning| Text::from(capital(warning))).collect();
    if !paragraphs.is_empty() {
        document.push(Block::Note(Note { heading: Some(heading.to_owned()), paragraphs }));
    }
}

fn sign(rating: Rating) -> Sign {
    match rating {
        Rating::Green => Sign::Green,
        Rating::Amber => Sign::Amber,
        Rating::Red => Sign::Red,
        Rating::None => Sign::NotRated,
    }
}

fn rated(rating: Rating) -> Cell {
    Cell::new(rating.in_words()).with_symbol(sign(rating).symbol())
}

fn glance(schedule: &PerformanceSchedule, document: &mut Document) {
    let ratings = [Rating::Green, Rating::Amber, Rating::Red, Rating::None];
    document.push(Block::heading("At a glance"));
    document.push(Block::KeyFigures(
        ratings
            .into_iter()
            .map(|rating| KeyFigure {
                figure: schedule.count(rating).to_string(),
                label: rating.in_words().to_owned(),
                symbol: Some(sign(rating).symbol()),
            })
            .collect(),
    ));
    let columns = vec![
        Column::text("Indicator").heads_rows(),
        Column::figures("Value"),
        Column::figures("Milestone"),
        Column::text("Rating"),
        Column::text("Direction"),
    ];
    let mut table = Table::new("Every indicator as it stands", columns);
    for kpi in &schedule.kpis {
        table.push([
            Cell::new(kpi.name.as_str()),
            Cell::new(kpi.value.as_deref().unwrap_or("none")),
            Cell::new(kpi.milestone.as_deref().unwrap_or("none")),
            rated(kpi.rating),
            Cell::new(kpi.direction.in_words()),
        ]);
    }
    document.push(Block::Table(table));
}

fn indicator(
    agreement: &Agreement,
    kpi: &Kpi,
    standing: &KpiStanding,
    known: &[&KpiValue],
    fonts: &Fonts,
    document: &mut Document,
) -> Result<(), RenderError> {
    document.push(Block::heading(kpi.name.as_str()));
    document.push(facts(kpi, standing));
    if kpi.unit != Unit::Statement {
        let trajectory = trajectory(agreement, kpi, known);
        if !trajectory.actuals.is_empty() || trajectory.targets.len() > 1 {
            document.push(Block::Figure(trajectory.figure(fonts)?));
        }
    }
    document.push(Block::Table(figures(agreement, kpi, known)));
    if let Some(commentary) = &standing.commentary {
        document.push(Block::subheading("Commentary"));
        document.push(Block::paragraph(commentary.as_str()));
    }
    Ok(())
}

fn facts(kpi: &Kpi, standing: &KpiStanding) -> Block {
    let mut facts: Vec<(&str, String)> = Vec::new();
    let value = standing.value.as_deref().map(|value| kpi.unit.with(value));
    let at = standing.period_end.map_or(String::new(), |day| format!(", at {}", in_words(day)));
    facts.push(("Value", format!("{}{at}", value.as_deref().unwrap_or("none"))));
    facts.push(("Rating", format!("{}: {}", standing.rating.in_words(), standing.reason)));
    if standing.direction != Direction::None {
        facts.push(("Direction", standing.direction.in_words().to_owned()));
    }
    if let Some(next) = &standing.next_target {
        facts.push(("Next target", format!("{} by {}", next.text, in_words(next.by))));
    }
    facts.push(("Clause", standing.clause.clone()));
    if let Some(definition) = &kpi.definition {
        facts.push(("Definition", definition.clone()));
    }
    if let Some(status) = standing.status {
        facts.push(("Status", status.to_owned()));
    }
    if let Some(published) = standing.published {
        facts.push(("Published", in_words(published)));
    }
    if let Some(source) = standing.source.as_ref().or(kpi.source.as_ref()) {
        facts.push(("Source", source.clone()));
    }
    Block::key_facts(facts)
}

fn trajectory(agreement: &Agreement, kpi: &Kpi, known: &[&KpiValue]) -> Trajectory {
    let actuals = known.iter().filter_map(|value| {
        let rating = rate(kpi, agreement.performance.amber, value).rating;
        let value_of = value.figure.and_then(crate::performance::values::Figure::number)?;
        Some(Actual { on: value.period_end, value: value_of, rating: sign(rating) })
    });
    let targets: Vec<Dated> = kpi
        .targets
        .iter()
        .filter_map(|target| Some(Dated { on: target.by, value: target.aim.number()? }))
        .collect();
    let baseline = kpi
        .baseline
        .as_ref()
        .and_then(|baseline| Some(Dated { on: baseline.on, value: baseline.value.known()? }));
    let milestones = baseline.into_iter().chain(targets.iter().copied()).collect();
    let mean =
        |value: &&KpiValue| Some(Dated { on: value.period_end, value: value.comparator_mean? });
    let unit = match kpi.unit {
        Unit::Percent => "%",
        Unit::PerTenThousand => "per 10,000",
        Unit::PerThousand => "per 1,000",
        Unit::Count | Unit::Score | Unit::Statement => "",
    };
    Trajectory {
        name: kpi.name.clone(),
        unit: unit.to_owned(),
        actuals: actuals.collect(),
        baseline,
        comparators: known.iter().filter_map(mean).collect(),
        milestones,
        targets,
        colour: colour_of(&agreement.supplier),
    }
}

fn figures(agreement: &Agreement, kpi: &Kpi, known: &[&KpiValue]) -> Table {
    let columns = vec![
        Column::text("Period ending").heads_rows(),
        Column::figures("Value"),
        Column::figures("Milestone or target"),
        Column::text("Rating"),
        Column::text("Status"),
    ];
    let mut table = Table::new(format!("{}: values and targets", kpi.name), columns);
    for value in known {
        let rating = rate(kpi, agreement.performance.amber, value);
        let figure = value.figure.map_or("none".to_owned(), |figure| match figure.number() {
            Some(number) => kpi.unit.with(&plain(number)),
            None => figure.text(),
        });
        let mark = rating.milestone.map_or("none".to_owned(), |m| m.in_figures(2, 2));
        table.push([
            Cell::new(in_words(value.period_end)),
            Cell::new(figure),
            Cell::new(mark),
            rated(rating.rating),
            Cell::new(value.status.in_words()),
        ]);
    }
    for target in &kpi.targets {
        table.push([
            Cell::new(in_words(target.by)),
            Cell::new("target"),
            Cell::new(target.in_words(kpi.unit)),
            Cell::new(""),
            Cell::new(""),
        ]);
    }
    table
}
