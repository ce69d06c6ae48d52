//! What changed since the statement before, on paper.

use crate::billing::accrual::dates_in_words;
use crate::billing::what_changed::Became;
use crate::billing::what_changed::ChangedLine;
use crate::billing::what_changed::Reason;
use crate::billing::what_changed::WhatChanged;
use crate::documents::letterhead::capital;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;

/// What changed since the statement before, in words and figures.
pub fn what_changed(changed: Option<&WhatChanged<'_>>, document: &mut Document) {
    document.push(Block::heading("What changed since the statement before"));
    let Some(changed) = changed else {
        document.push(Block::paragraph("This is the agreement’s first statement."));
        return;
    };
    document.push(Block::paragraph(in_a_sentence(changed)));
    let variations = variations(changed);
    if !variations.is_empty() {
        document.push(Block::bullets(variations));
    }
    if !changed.lines.is_empty() {
        document.push(Block::Table(lines(changed)));
    }
    if !changed.adjustments.is_empty() {
        document.push(Block::subheading("Adjustments of earlier periods"));
        document.push(Block::Table(adjustments(changed)));
    }
}

fn in_a_sentence(changed: &WhatChanged<'_>) -> String {
    let (since, drawn_up) = (changed.since, in_words(changed.known_then));
    let (before, now) = (changed.before.in_pounds(), changed.now.in_pounds());
    let beginning = format!("The statement before, {since}, was drawn up on {drawn_up}.");
    let own = if changed.lines.is_empty() {
        "Every line of this period is as it was then".to_owned()
    } else if changed.before == changed.now {
        format!("This period’s own lines come to {now}, as they did")
    } else {
        format!("This period’s own lines come to {now}, and came to {before}")
    };
    let adjusted: Money = changed.adjustments.iter().map(ChangedLine::difference).sum();
    let adjustments = match changed.adjustments.len() {
        0 => "no earlier period is adjusted".to_owned(),
        1 => format!("1 adjustment of an earlier period comes to {}", adjusted.in_pounds()),
        many => format!("{many} adjustments of earlier periods come to {}", adjusted.in_pounds()),
    };
    format!("{beginning} {own}; {adjustments}.")
}

/// Every variation that is named as a reason, once.
fn variations(changed: &WhatChanged<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let lines = changed.lines.iter().chain(&changed.adjustments);
    for reason in lines.flat_map(|line| &line.reasons) {
        if matches!(reason, Reason::Variation(_)) {
            let words = format!("{}.", capital(&reason.in_words()));
            if !found.contains(&words) {
                found.push(words);
            }
        }
    }
    found
}

fn columns() -> Vec<Column> {
    vec![
        Column::text("Line, and why").heads_rows(),
        Column::figures("Before"),
        Column::figures("Now"),
        Column::figures("Difference"),
    ]
}

fn lines(changed: &WhatChanged<'_>) -> Table {
    let mut table = Table::new("The lines of this period that changed, and why", columns());
    let groups = [
        (Became::New, "New lines"),
        (Became::Ended, "Lines that are no longer billed"),
        (Became::Other, "Lines that come to another sum"),
    ];
    for (became, heading) in groups {
        let is_of = |line: &&ChangedLine<'_>| line.became == became && !line.is_by_pennies();
        let mut of_group = changed.lines.iter().filter(is_of).peekable();
        if of_group.peek().is_some() {
            table.push_group(heading);
        }
        of_group.for_each(|line| push(&mut table, line));
    }
    let pennies: Vec<_> = changed.lines.iter().filter(|line| line.is_by_pennies()).collect();
    if !pennies.is_empty() {
        let label = by_pennies(pennies.len());
        let before = pennies.iter().map(|line| line.before).sum();
        let now = pennies.iter().map(|line| line.now).sum();
        table.rows.push(sums(RowKind::Body, &label, before, now));
    }
    let same = changed.now - changed.lines.iter().map(|line| line.now).sum();
    if !same.is_nil() {
        table.rows.push(sums(RowKind::Subtotal, "Lines as they were", same, same));
    }
    table.rows.push(sums(RowKind::Total, "This period’s own lines", changed.before, changed.now));
    table
}

fn by_pennies(count: usize) -> String {
    let lines = if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
    format!("{lines} that the year’s last instalment makes exact to the penny")
}

fn adjustments(changed: &WhatChanged<'_>) -> Table {
    let mut table = Table::new("What earlier periods come to now, and why", columns());
    let mut of = None;
    for line in &changed.adjustments {
        if of != Some(line.period) {
            of = Some(line.period);
            let dates = dates_in_words(line.period.dates());
            table.push_group(format!("{}, {dates}", line.period));
        }
        push(&mut table, line);
    }
    let sum = |of: fn(&ChangedLine<'_>) -> Money| changed.adjustments.iter().map(of).sum();
    let (before, now) = (sum(|line| line.before), sum(|line| line.now));
    table.rows.push(sums(RowKind::Total, "Adjustments of earlier periods", before, now));
    table
}

fn push(table: &mut Table, line: &ChangedLine<'_>) {
    let reasons: Vec<String> = line.reasons.iter().map(Reason::in_brief).collect();
    // The other lines stand with their clauses in what is due.
    let clause = match line.became {
        Became::Ended => format!(" (clause {})", line.clause),
        Became::New | Became::Other => String::new(),
    };
    let name = Cell::new(format!("{}{clause}", line.description))
        .with_detail(capital(&reasons.join("; ")));
    table.push([
        name,
        Cell::new(line.before.in_pounds()),
        Cell::new(line.now.in_pounds()),
        Cell::new(line.difference().in_pounds()),
    ]);
}

fn sums(kind: RowKind, label: &str, before: Money, now: Money) -> Row {
    let figures = [before, now, now - before].map(Money::in_pounds);
    Row::new(kind, std::iter::once(label.to_owned()).chain(figures))
}
