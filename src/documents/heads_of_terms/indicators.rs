//! The indicators: what each measures, where it stood, what is to be reached by when.

use crate::documents::letterhead::capital;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::date;
use crate::domain::calendar::in_words;
use crate::domain::kpi::AmberBand;
use crate::domain::kpi::Better;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Target;
use crate::domain::kpi::Unit;
use crate::domain::kpi::plain;
use crate::domain::rate::Tbc;

/// A table for each clause that names indicators, then what is said of them beside it.
pub(super) fn indicators(agreement: &Agreement, document: &mut Document) {
    if agreement.kpis.is_empty() {
        return;
    }
    document.push(Block::heading("Indicators"));
    let columns = || {
        vec![
            Column::text("Measure").heads_rows(),
            Column::text("Baseline"),
            Column::text("Targets"),
        ]
    };
    for of_clause in agreement.kpis.chunk_by(|one, other| one.clause == other.clause) {
        let clause = &of_clause[0].clause;
        let mut table = Table::new("Indicators that no clause names", columns());
        if !clause.is_empty() {
            table = Table::new(format!("Indicators, {clause}"), columns());
            table = table.with_caption(clause.as_str());
        }
        for kpi in of_clause {
            let measure = Cell::new(kpi.name.as_str()).with_detail(wanted(kpi));
            table.push([measure, Cell::new(baseline(kpi)), Cell::new(targets(kpi))]);
        }
        document.push(Block::Table(table));
    }
    if let Some(words) = rated(agreement) {
        document.push(Block::paragraph(words));
    }
    let said: Vec<Text> = agreement.kpis.iter().filter_map(|kpi| beside(agreement, kpi)).collect();
    if !said.is_empty() {
        document.push(Block::subheading("What is said of the indicators"));
        document.push(Block::bullets(said));
    }
}

/// What the values are in, and whether more or less is wanted.
fn wanted(kpi: &Kpi) -> String {
    let unit = match kpi.unit {
        Unit::Percent => "In per cent",
        Unit::PerTenThousand => "Per 10,000",
        Unit::PerThousand => "Per 1,000",
        Unit::Count => "A number",
        Unit::Score => "A score",
        Unit::Statement => "Met, partly met or not met",
    };
    let better = match kpi.better {
        Some(Better::Higher) => "higher is better",
        Some(Better::Lower) => "lower is better",
        None => "whether more or less is wanted is not stated",
    };
    format!("{unit}; {better}")
}

fn baseline(kpi: &Kpi) -> String {
    let Some(baseline) = &kpi.baseline else { return "not stated".to_owned() };
    let value = match baseline.value {
        Tbc::Known(value) => kpi.unit.with(&plain(value)),
        Tbc::ToBeConfirmed => "to be confirmed".to_owned(),
    };
    let paper = baseline.document.as_ref().map_or(String::new(), |paper| format!(" ({paper})"));
    format!("{value}, {}{paper}", in_words(baseline.on))
}

fn target_in_words(target: &Target, unit: Unit) -> String {
    let label = target.label.as_ref().map_or(String::new(), |label| format!(" ({label})"));
    format!("{} by {}{label}", target.in_words(unit), in_words(target.by))
}

fn targets(kpi: &Kpi) -> String {
    if kpi.targets.is_empty() {
        return "no target is stated".to_owned();
    }
    let words: Vec<String> =
        kpi.targets.iter().map(|target| capital(&target_in_words(target, kpi.unit))).collect();
    words.join("\n")
}

/// How performance is rated and when targets are reviewed.
fn rated(agreement: &Agreement) -> Option<String> {
    let amber = agreement.performance.amber.map(|band| match band {
        AmberBand::Within(rate) => format!("within {rate} of the milestone"),
        AmberBand::Points(points) => format!("within {} points of the milestone", plain(points)),
    });
    let amber = amber.map(|amber| format!("What is not green is amber {amber}, and red beyond."));
    let review = agreement.performance.review_month.filter(|month| (1..=12).contains(month));
    let review = review.map(|month| {
        format!("The targets are reviewed every {}.", date(2000, month, 1).format("%B"))
    });
    let words: Vec<String> = amber.into_iter().chain(review).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Everything else that the file says of an indicator.
fn beside(agreement: &Agreement, kpi: &Kpi) -> Option<Text> {
    let mut said = Vec::new();
    let mut say = |name: &str, words: Option<String>| {
        if let Some(words) = words {
            said.push(format!("{name}: {}.", words.trim_end_matches('.')));
        }
    };
    say("Definition", kpi.definition.clone());
    let whole = kpi.part_of.as_deref().map(|id| {
        let whole = agreement.kpis.iter().find(|whole| whole.id == id);
        whole.map_or(id, |whole| whole.name.as_str()).to_owned()
    });
    say("Part of", whole);
    say("Out of", kpi.population.map(plain));
    say("Source", kpi.source.clone());
    say("Measured", kpi.frequency.clone());
    say("Answers for it", kpi.owner.clone());
    say("Compared with", kpi.comparators.clone());
    for stated in &kpi.stated_elsewhere {
        let target = target_in_words(&stated.target, kpi.unit);
        say("Stated elsewhere", Some(format!("{}, {target}", stated.clause)));
    }
    say("Remark", kpi.note.clone());
    if said.is_empty() {
        return None;
    }
    let name = kpi.name.trim_end_matches('.');
    Some(Text::strong(format!("{name}. ")).then(said.join(" "), Emphasis::Plain))
}
