//! Writing indicators and heads of terms.

use rust_decimal::Decimal;

use crate::domain::file::write::Out;
use crate::domain::file::write::stated;
use crate::domain::heads::Heads;
use crate::domain::heads::Paragraph;
use crate::domain::kpi::Aim;
use crate::domain::kpi::AmberBand;
use crate::domain::kpi::Better;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::PerformanceTerms;
use crate::domain::kpi::Target;
use crate::domain::kpi::Unit;
use crate::domain::rate::Tbc;

pub fn kpi(kpi: &Kpi, out: &mut Out) {
    out.text("id", &kpi.id);
    out.maybe_text("clause", stated(&kpi.clause));
    out.text("name", &kpi.name);
    out.maybe_text("definition", kpi.definition.as_deref());
    out.text("unit", kpi.unit.word());
    out.maybe_text("better", kpi.better.map(Better::word));
    out.maybe_text("term", kpi.term.as_deref());
    out.maybe_table("baseline", kpi.baseline.as_ref(), |baseline, out| {
        out.date("on", baseline.on);
        out.tbc("value", baseline.value);
        out.maybe_text("document", baseline.document.as_deref());
    });
    out.tables("targets", &kpi.targets, target);
    out.maybe_text("part_of", kpi.part_of.as_deref());
    if let Some(population) = kpi.population {
        out.number("population", population);
    }
    out.maybe_text("source", kpi.source.as_deref());
    out.maybe_text("frequency", kpi.frequency.as_deref());
    out.maybe_text("owner", kpi.owner.as_deref());
    out.maybe_text("comparators", kpi.comparators.as_deref());
    out.tables("stated_elsewhere", &kpi.stated_elsewhere, |stated, out| {
        out.text("clause", &stated.clause);
        target(&stated.target, out);
    });
    out.maybe_text("note", kpi.note.as_deref());
}

fn target(target: &Target, out: &mut Out) {
    out.date("by", target.by);
    match &target.aim {
        Aim::AtLeast(number) => out.number("at_least", *number),
        Aim::AtMost(number) => out.number("at_most", *number),
        Aim::BetterThanComparatorMean => out.text("better_than", "comparator-mean"),
        Aim::TopPercent(per_cent) => out.number("top_percent", *per_cent),
        Aim::Statement(text) => out.text("statement", text),
        Aim::ToBeConfirmed(key) => out.text(key, "tbc"),
    }
    out.maybe_text("label", target.label.as_deref());
    out.maybe_text("unit", target.unit.map(Unit::word));
}

pub fn performance(terms: &PerformanceTerms, out: &mut Out) {
    out.table("performance", |out| {
        match terms.amber {
            Some(AmberBand::Within(rate)) => out.show("amber_within", rate),
            Some(AmberBand::Points(points)) => out.number("amber_points", points),
            None => {}
        }
        out.maybe_whole("review_month", terms.review_month);
    });
}

pub fn heads(heads: &Heads, out: &mut Out) {
    out.table("heads", |out| {
        out.tables("scope", &heads.scope, paragraph);
        out.texts("outcomes", &heads.outcomes);
        out.texts("outputs", &heads.outputs);
        out.tables("notes", &heads.notes, paragraph);
        out.tables("core_input", &heads.core_inputs, |input, out| {
            out.text("area", &input.area);
            fte("supplier_fte", input.supplier_fte, out);
            fte("purchaser_fte", input.purchaser_fte, out);
        });
    });
}

fn paragraph(paragraph: &Paragraph, out: &mut Out) {
    out.text("clause", &paragraph.clause);
    out.text("text", &paragraph.text);
}

fn fte(key: &str, fte: Option<Tbc<Decimal>>, out: &mut Out) {
    match fte {
        Some(Tbc::Known(fte)) => out.number(key, fte),
        Some(Tbc::ToBeConfirmed) => out.text(key, "tbc"),
        None => {}
    }
}
