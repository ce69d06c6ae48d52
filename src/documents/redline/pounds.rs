//! What a change comes to, in pounds, period by period.

use crate::billing::effect::Effect;
use crate::documents::page::Block;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::calendar::Every;
use crate::domain::money::Money;

/// What the change comes to, in a sentence.
pub fn sum_up(effects: &[Effect]) -> String {
    let (Some(first), Some(last)) = (effects.first(), effects.last()) else {
        return "Neither version bills anything.".to_owned();
    };
    let over = format!("From {} to {}", first.period, last.period);
    let total = |sum: fn(&Effect) -> Money| effects.iter().map(sum).sum::<Money>();
    let (old, new, difference) = (total(|e| e.old), total(|e| e.new), total(|e| e.difference));
    let (old, new) = (old.in_pounds(), new.in_pounds());
    if effects.iter().all(|effect| effect.difference.is_nil()) {
        return format!("{over} both versions bill {new}, and the same in every period.");
    }
    if difference.is_nil() {
        return format!("{over} both versions bill {new} in all, but not the same in each period.");
    }
    let (word, difference) = if difference < Money::NIL {
        ("less", (Money::NIL - difference).in_pounds())
    } else {
        ("more", difference.in_pounds())
    };
    format!("{over} the new version bills {new} where the old billed {old}: {difference} {word}.")
}

/// What both versions come to: the periods that differ one by one, and the others together.
pub(super) fn pounds(effects: &[Effect], document: &mut Document) {
    document.push(Block::heading("What it comes to, in pounds"));
    let (same, differing): (Vec<&Effect>, Vec<&Effect>) =
        effects.iter().partition(|effect| effect.difference.is_nil());
    if differing.is_empty() {
        document.push(Block::paragraph(no_difference(effects)));
        return;
    }
    document.push(Block::paragraph(
        "Sums are without VAT and without days and costs that are recorded later.",
    ));
    let columns = vec![
        Column::text("Period").heads_rows(),
        Column::text("Dates"),
        Column::figures("Old"),
        Column::figures("New"),
        Column::figures("Difference"),
    ];
    let mut table = Table::new("What both versions come to, period by period", columns);
    for effect in differing {
        let dates = effect.period.dates().in_words();
        table.rows.push(row(RowKind::Body, effect.period.to_string(), dates, &[effect]));
    }
    if !same.is_empty() {
        let label = "All others".to_owned();
        table.rows.push(row(RowKind::Body, label, "The same in both".to_owned(), &same));
    }
    let all: Vec<&Effect> = effects.iter().collect();
    table.rows.push(row(RowKind::Total, "Together".to_owned(), String::new(), &all));
    document.push(Block::Table(table));
}

/// A row of the sums of some periods.
fn row(kind: RowKind, label: String, dates: String, effects: &[&Effect]) -> Row {
    let sum = |of: fn(&Effect) -> Money| effects.iter().map(|e| of(e)).sum::<Money>().in_pounds();
    Row::new(kind, [label, dates, sum(|e| e.old), sum(|e| e.new), sum(|e| e.difference)])
}

/// That the pounds of two versions are the same, in a sentence.
pub fn no_difference(effects: &[Effect]) -> &'static str {
    match effects.first().map(|effect| effect.period.every()) {
        None => "Neither version bills anything.",
        Some(Every::Month) => "No difference in any month.",
        Some(Every::Quarter) => "No difference in any quarter.",
        Some(Every::Year) => "No difference in any year.",
    }
}
