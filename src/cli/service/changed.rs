//! What changed since the statement before, and why, as text: what the statement's paper says too.

use crate::billing::what_changed::Became;
use crate::billing::what_changed::ChangedLine;
use crate::billing::what_changed::Reason;
use crate::billing::what_changed::WhatChanged;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::paragraph;
use crate::cli::service::words::count;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;

/// What changed since the statement before, where there is one.
pub fn text(changed: Option<&WhatChanged<'_>>) -> String {
    let Some(changed) = changed else {
        return "\nThis is the agreement's first statement\n".to_owned();
    };
    let (since, on) = (changed.since, in_words(changed.known_then));
    let mut text = format!("\nWhat changed since {since}, drawn up on {on}\n");
    let (pennies, lines): (Vec<_>, Vec<_>) =
        changed.lines.iter().partition(|line| line.is_by_pennies());
    if changed.lines.is_empty() && changed.adjustments.is_empty() {
        text.push_str("  Nothing: every line is as it was, and no earlier period is adjusted\n");
        return text;
    }
    let mut columns = Columns::new(2, &[Align::Left, Align::Right, Align::Right, Align::Right]);
    columns.row(["", "Before", "Now", "Difference"]);
    columns.rule();
    for line in lines {
        row(line, &in_this_period(line), &mut columns);
    }
    if !pennies.is_empty() {
        let lines = count(pennies.len(), "line");
        let (before, now) = sums(pennies.iter().copied());
        figures(&format!("{lines}, by pennies"), before, now, &mut columns);
        columns.line("    the year's last instalment makes the year exact");
    }
    for line in &changed.adjustments {
        row(line, &format!("{}, {}", line.description, line.period), &mut columns);
    }
    columns.rule();
    figures("This period's own lines", changed.before, changed.now, &mut columns);
    if !changed.adjustments.is_empty() {
        let (before, now) = sums(changed.adjustments.iter());
        figures("Adjustments of earlier periods", before, now, &mut columns);
    }
    text.push_str(&columns.text());
    text
}

fn in_this_period(line: &ChangedLine<'_>) -> String {
    match line.became {
        Became::Other => line.description.clone(),
        Became::New => format!("{}, new", line.description),
        Became::Ended => format!("{} (clause {}), no longer billed", line.description, line.clause),
    }
}

fn row(line: &ChangedLine<'_>, name: &str, columns: &mut Columns) {
    figures(name, line.before, line.now, columns);
    let why: Vec<String> = line.reasons.iter().map(Reason::in_words).collect();
    for line in paragraph(&why.join("; "), 4).lines() {
        columns.line(line);
    }
}

fn figures(name: &str, before: Money, now: Money, columns: &mut Columns) {
    let figures = [before, now, now - before].map(Money::in_pounds);
    columns.row(std::iter::once(name.to_owned()).chain(figures));
}

fn sums<'l, 'a: 'l>(lines: impl Iterator<Item = &'l ChangedLine<'a>> + Clone) -> (Money, Money) {
    (lines.clone().map(|line| line.before).sum(), lines.map(|line| line.now).sum())
}
