//! The performance schedule on paper: at a glance first, then each indicator with its chart, the
//! chart's figures, and what is doubtful about its definition.

use rust_decimal::Decimal;

use crate::documents::RenderError;
use crate::documents::chart::Actual;
use crate::documents::chart::Dated;
use crate::documents::chart::Rating as Sign;
use crate::documents::chart::Trajectory;
use crate::documents::font::Fonts;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::Figure;
use crate::documents::page::KeyFigure;
use crate::documents::page::Note;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::exact::Exact;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::domain::kpi::in_decimals;
use crate::performance::rating::Direction;
use crate::performance::rating::Rating;
use crate::performance::rating::decimals;
use crate::performance::rating::rate;
use crate::performance::schedule::KpiStanding;
use crate::performance::schedule::PerformanceSchedule;
use crate::performance::values::KpiValue;
use crate::performance::values::ValueStatus;
use crate::performance::values::known_values;

/// How high an indicator's chart is, in points: lower than a chart that has a page to itself.
const CHART_HEIGHT: f32 = 156.0;

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
    glance(agreement, schedule, &mut document);
    let shared = shared_warnings(schedule);
    for (kpi, standing) in agreement.kpis.iter().zip(&schedule.kpis) {
        let known = known_values(values, &kpi.id, schedule.as_at);
        let mut whole = indicator(agreement, kpi, standing, &known, fonts)?;
        whole.extend(doubts(&standing.warnings, &shared));
        document.push(Block::Together(whole));
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

fn doubts(warnings: &[String], said: &[String]) -> Option<Block> {
    let own = warnings.iter().filter(|warning| !said.contains(warning));
    let small = |warning| Text::styled(capital(warning), Emphasis::Quiet);
    let paragraphs: Vec<Text> = own.map(|warning: &String| small(warning)).collect();
    let heading = Some("What is doubtful about this indicator".to_owned());
    (!paragraphs.is_empty()).then_some(Block::Note(Note { heading, paragraphs }))
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

fn glance(agreement: &Agreement, schedule: &PerformanceSchedule, document: &mut Document) {
    let ratings = [Rating::Green, Rating::Amber, Rating::Red, Rating::None];
    let kpis = agreement.kpis.iter().zip(&schedule.kpis);
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
    if schedule.kpis.is_empty() {
        document.push(Block::paragraph("The agreement has no indicators."));
        return;
    }
    let columns = vec![
        Column::text("Indicator").heads_rows(),
        Column::figures("Value"),
        Column::figures("Milestone"),
        Column::text("Direction"),
    ];
    let mut table = Table::new("Every indicator as it stands, by its rating", columns);
    for rating in ratings {
        let mut of_rating = kpis.clone().filter(|(_, kpi)| kpi.rating == rating).peekable();
        if of_rating.peek().is_some() {
            let heading = format!("{}: {}", rating.in_words(), schedule.count(rating));
            let span = table.columns.len();
            let cell = Cell { span, ..Cell::new(heading) }.with_symbol(sign(rating).symbol());
            table.rows.push(Row::new(RowKind::Group, [cell]));
        }
        for (kpi, standing) in of_rating {
            let direction = match standing.direction {
                Direction::None => "–",
                direction => direction.in_words(),
            };
            let mut name = Cell::new(standing.name.as_str());
            if let Some(unsettled) = unsettled(standing) {
                name = name.with_detail(unsettled);
            }
            table.push([
                name,
                Cell::new(value(kpi, standing)),
                Cell::new(milestone(kpi, standing)),
                Cell::new(direction),
            ]);
        }
    }
    document.push(Block::Table(table));
}

fn value(kpi: &Kpi, standing: &KpiStanding) -> String {
    standing.shown_value(kpi.unit).unwrap_or_else(|| "none".to_owned())
}

/// A figure with its unit, in the decimals that every figure of the indicator has.
fn with_unit(kpi: &Kpi, number: impl Into<Exact>, decimals: u32) -> String {
    kpi.unit.with(&in_decimals(&number.into(), decimals))
}

fn milestone(kpi: &Kpi, standing: &KpiStanding) -> String {
    standing.shown_milestone(kpi.unit).unwrap_or_else(|| "none".to_owned())
}

/// How far a value that is not final can be relied on: `Provisional, at 31 March 2019`.
fn unsettled(standing: &KpiStanding) -> Option<String> {
    let status = standing.status.filter(|status| *status != ValueStatus::Final.in_words())?;
    Some(format!("{}, at {}", capital(status), in_words(standing.period_end?)))
}

/// All of an indicator, to stand on one page where it can; short ones share one.
fn indicator(
    agreement: &Agreement,
    kpi: &Kpi,
    standing: &KpiStanding,
    known: &[&KpiValue],
    fonts: &Fonts,
) -> Result<Vec<Block>, RenderError> {
    let rating = Text::strong(standing.rating.in_words())
        .then(format!(": {}.", standing.reason), Emphasis::Plain);
    let heading = Block::heading(kpi.name.as_str());
    let mut blocks = vec![heading, Block::Paragraph(rating), facts(kpi, standing)];
    if kpi.unit != Unit::Statement {
        let trajectory = trajectory(agreement, kpi, known);
        if !trajectory.actuals.is_empty() || trajectory.targets.len() > 1 {
            blocks.push(Block::Figure(chart(&trajectory, fonts)?));
        }
    }
    blocks.push(Block::Table(figures(agreement, kpi, known)));
    blocks.extend(origin(kpi, standing));
    if let Some(commentary) = &standing.commentary {
        let words = Text::strong("Commentary. ").then(commentary.as_str(), Emphasis::Plain);
        blocks.push(Block::Paragraph(words));
    }
    Ok(blocks)
}

/// The chart, as high as leaves room on the page for its figures and what is said about them.
fn chart(trajectory: &Trajectory, fonts: &Fonts) -> Result<Figure, RenderError> {
    let drawing = trajectory.drawing(TEXT_WIDTH, CHART_HEIGHT, fonts)?;
    Ok(Figure { drawing, alternative: trajectory.description(), caption: None })
}

fn facts(kpi: &Kpi, standing: &KpiStanding) -> Block {
    let mut facts: Vec<(&str, String)> = Vec::new();
    let provisional = if standing.status == Some(ValueStatus::Provisional.in_words()) {
        ", provisional"
    } else {
        ""
    };
    facts.push(("Value", format!("{}{provisional}", value(kpi, standing))));
    if standing.direction != Direction::None {
        facts.push(("Direction", standing.direction.in_words().to_owned()));
    }
    if let Some(next) = &standing.next_target {
        facts.push(("Next target", format!("{} by {}", next.text, in_words(next.by))));
    }
    if let Some(end) = standing.period_end {
        let status = standing.status.unwrap_or_default();
        facts.push(("Data as at", format!("{}, {status}", in_words(end))));
    }
    if standing.period_end.is_some() {
        let published = standing.published.map_or("not recorded".to_owned(), in_words);
        facts.push(("Published", published));
    }
    if let Some(definition) = &kpi.definition {
        facts.push(("Definition", definition.clone()));
    }
    Block::key_facts(facts)
}

/// Where the value is from, and the clause that asks for it; nothing where neither is stated.
fn origin(kpi: &Kpi, standing: &KpiStanding) -> Option<Block> {
    let source = standing.source.as_ref().or(kpi.source.as_ref());
    let clause = Some(&standing.clause).filter(|clause| !clause.is_empty());
    let source = source.map(|source| format!("Source: {source}."));
    let clause = clause.map(|clause| format!("Clause: {clause}."));
    let stated: Vec<String> = source.into_iter().chain(clause).collect();
    (!stated.is_empty()).then(|| Block::paragraph(stated.join(" ")))
}

/// A number with so many decimals, as the tables beside the chart have it.
fn with_decimals(mut number: Decimal, decimals: u32) -> Decimal {
    number.rescale(decimals);
    number
}

fn trajectory(agreement: &Agreement, kpi: &Kpi, known: &[&KpiValue]) -> Trajectory {
    let decimals = decimals(kpi, known);
    let actuals = known.iter().filter_map(|value| {
        let rating = rate(kpi, agreement.performance.amber, value, 0).rating;
        let value_of = value.figure.and_then(crate::performance::values::Figure::number)?;
        let value_of = with_decimals(value_of, decimals);
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

/// The figures of the chart, with the baseline before them and the targets after.
fn figures(agreement: &Agreement, kpi: &Kpi, known: &[&KpiValue]) -> Table {
    let decimals = decimals(kpi, known);
    let compares = known.iter().any(|value| value.comparator_mean.is_some());
    let mut columns = vec![Column::text("Period ending").heads_rows(), Column::figures("Value")];
    if compares {
        columns.push(Column::figures("Comparators’ mean"));
    }
    columns.extend(["Milestone or target", "Rating", "Status"].map(Column::text));
    let mut table = Table::new(format!("{}: values and targets", kpi.name), columns);
    let mut push = |day, value: String, mean: Option<Decimal>, mark: String, last: [Cell; 2]| {
        let mut cells = vec![Cell::new(in_words(day)), Cell::new(value)];
        if compares {
            cells
                .push(Cell::new(mean.map_or(String::new(), |mean| with_unit(kpi, mean, decimals))));
        }
        cells.push(Cell::new(mark));
        table.push(cells.into_iter().chain(last));
    };
    let blank = || Cell::new("");
    if let Some(baseline) = &kpi.baseline {
        let value = baseline.value.known().map(|value| with_unit(kpi, value, decimals));
        let value = value.unwrap_or("to be confirmed".to_owned());
        push(baseline.on, value, None, String::new(), [blank(), Cell::new("baseline")]);
    }
    for value in known {
        let rating = rate(kpi, agreement.performance.amber, value, decimals);
        let figure = value.figure.map_or("none".to_owned(), |figure| match figure.number() {
            Some(number) => with_unit(kpi, number, decimals),
            None => figure.text(),
        });
        let mark = rating.milestone.map(|mark| with_unit(kpi, mark, decimals));
        let last = [rated(rating.rating), Cell::new(value.status.in_words())];
        let mark = mark.unwrap_or("none".to_owned());
        push(value.period_end, figure, value.comparator_mean, mark, last);
    }
    for target in &kpi.targets {
        let words = target.in_words(kpi.unit);
        push(target.by, "target".to_owned(), None, words, [blank(), blank()]);
    }
    table
}
