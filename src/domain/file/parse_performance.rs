//! Indicators and heads of terms, read from their tables.

use rust_decimal::Decimal;

use crate::domain::file::reader::Node;
use crate::domain::file::reader::Reader;
use crate::domain::heads::CoreInput;
use crate::domain::heads::Heads;
use crate::domain::heads::Paragraph;
use crate::domain::kpi::Aim;
use crate::domain::kpi::AmberBand;
use crate::domain::kpi::Baseline;
use crate::domain::kpi::Better;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::PerformanceTerms;
use crate::domain::kpi::StatedElsewhere;
use crate::domain::kpi::Target;
use crate::domain::kpi::Unit;
use crate::domain::rate::Tbc;

pub fn kpis(reader: &mut Reader, top: &Node) -> Vec<Kpi> {
    let nodes = reader.tables(top, "kpi", "kpi");
    nodes.iter().map(|node| kpi(reader, node)).collect()
}

fn kpi(reader: &mut Reader, node: &Node) -> Kpi {
    if !node.has("unit") {
        reader.refuse(node, "unit", "\"unit\" is missing: say what the values are in");
    }
    let better = [("higher", Better::Higher), ("lower", Better::Lower)];
    let terms = [("long", "long"), ("short", "short")];
    Kpi {
        id: reader.needed_text(node, "id"),
        clause: reader.text(node, "clause").unwrap_or_default(),
        name: reader.needed_text(node, "name"),
        definition: reader.text(node, "definition"),
        unit: reader.word(node, "unit", &Unit::WORDS).unwrap_or(Unit::Count),
        better: reader.word(node, "better", &better),
        term: reader.word(node, "term", &terms).map(str::to_owned),
        baseline: baseline(reader, node),
        targets: targets(reader, node),
        part_of: reader.text(node, "part_of"),
        population: reader.quantity(node, "population"),
        source: reader.text(node, "source"),
        frequency: reader.text(node, "frequency"),
        owner: reader.text(node, "owner"),
        comparators: reader.text(node, "comparators"),
        stated_elsewhere: stated_elsewhere(reader, node),
        note: reader.text(node, "note"),
    }
}

fn baseline(reader: &mut Reader, node: &Node) -> Option<Baseline> {
    let baseline = &reader.table(node, "baseline", "baseline")?;
    if !baseline.has("value") {
        reader.refuse_missing(baseline, "value");
    }
    let on = reader.needed_date(baseline, "on");
    let value = reader.tbc_signed(baseline, "value");
    let document = reader.text(baseline, "document");
    Some(Baseline { on: on?, value: value?, document })
}

fn targets(reader: &mut Reader, node: &Node) -> Vec<Target> {
    let nodes = reader.tables(node, "targets", "targets");
    let mut targets: Vec<Target> =
        nodes.iter().filter_map(|target_node| target(reader, target_node)).collect();
    targets.sort_by_key(|target| target.by);
    let twice = targets.windows(2).find(|pair| pair[0].by == pair[1].by);
    if let Some(pair) = twice {
        let says = format!("there are two targets by {}", pair[0].by);
        reader.refuse(node, "targets", says);
    }
    targets
}

fn target(reader: &mut Reader, node: &Node) -> Option<Target> {
    const AIMS: [&str; 5] = ["at_least", "at_most", "better_than", "top_percent", "statement"];
    let given: Vec<&str> = AIMS.into_iter().filter(|key| node.has(key)).collect();
    if given.len() != 1 {
        let says = format!("a target is one of {}: give just one of them", AIMS.join(", "));
        reader.refuse(node, given.last().unwrap_or(&"by"), says);
    }
    let by = reader.needed_date(node, "by");
    let mean = [("comparator-mean", ())];
    let number = |value: Option<Tbc<Decimal>>, key: &'static str, aim: fn(Decimal) -> Aim| {
        value.map(|value| value.known().map_or(Aim::ToBeConfirmed(key), aim))
    };
    let at_least = number(reader.tbc_signed(node, "at_least"), "at_least", Aim::AtLeast);
    let at_most = number(reader.tbc_signed(node, "at_most"), "at_most", Aim::AtMost);
    let better = reader.word(node, "better_than", &mean).map(|()| Aim::BetterThanComparatorMean);
    let top = reader.tbc_quantity(node, "top_percent");
    if top.and_then(Tbc::known).is_some_and(|top| top.is_zero() || top > 100.into()) {
        reader.refuse(node, "top_percent", "from 1 to 100 per cent are wanted");
    }
    let statement = reader.text(node, "statement").map(Aim::Statement);
    let label = reader.text(node, "label");
    let unit = reader.word(node, "unit", &Unit::WORDS);
    let aim = at_least
        .or(at_most)
        .or(better)
        .or(number(top, "top_percent", Aim::TopPercent))
        .or(statement);
    Some(Target { by: by?, aim: aim?, label, unit })
}

fn stated_elsewhere(reader: &mut Reader, node: &Node) -> Vec<StatedElsewhere> {
    let nodes = reader.tables(node, "stated_elsewhere", "stated_elsewhere");
    let read = |node: &Node, reader: &mut Reader| {
        let clause = reader.needed_text(node, "clause");
        Some(StatedElsewhere { clause, target: target(reader, node)? })
    };
    nodes.iter().filter_map(|node| read(node, reader)).collect()
}

pub fn performance(reader: &mut Reader, top: &Node) -> PerformanceTerms {
    let Some(node) = &reader.table(top, "performance", "performance") else {
        return PerformanceTerms::default();
    };
    if node.has("amber_within") && node.has("amber_points") {
        let says = "amber_within and amber_points are two ways of saying one thing: give one";
        reader.refuse(node, "amber_points", says);
    }
    let within = reader.rate(node, "amber_within").map(AmberBand::Within);
    let points = reader.quantity(node, "amber_points").map(AmberBand::Points);
    let review_month = reader.whole(node, "review_month");
    if review_month.is_some_and(|month| !(1..=12).contains(&month)) {
        reader.refuse(node, "review_month", "a month is from 1, for January, to 12");
    }
    PerformanceTerms { amber: within.or(points), review_month }
}

pub fn heads(reader: &mut Reader, top: &Node) -> Heads {
    let Some(node) = &reader.table(top, "heads", "heads") else { return Heads::default() };
    Heads {
        scope: paragraphs(reader, node, "scope"),
        outcomes: reader.texts(node, "outcomes"),
        outputs: reader.texts(node, "outputs"),
        notes: paragraphs(reader, node, "notes"),
        core_inputs: core_inputs(reader, node),
    }
}

fn paragraphs(reader: &mut Reader, node: &Node, key: &str) -> Vec<Paragraph> {
    let nodes = reader.tables(node, key, "paragraph");
    nodes
        .iter()
        .map(|node| Paragraph {
            clause: reader.needed_text(node, "clause"),
            text: reader.needed_text(node, "text"),
        })
        .collect()
}

fn core_inputs(reader: &mut Reader, node: &Node) -> Vec<CoreInput> {
    let nodes = reader.tables(node, "core_input", "core_input");
    nodes
        .iter()
        .map(|node| CoreInput {
            area: reader.needed_text(node, "area"),
            supplier_fte: reader.tbc_quantity(node, "supplier_fte"),
            purchaser_fte: reader.tbc_quantity(node, "purchaser_fte"),
        })
        .collect()
}
