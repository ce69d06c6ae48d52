//! The redline on paper: two versions of an agreement side by side, clause by clause, with what
//! was, what is now, what was added and what was taken out, and what it comes to in pounds.
//!
//! Every change is told in words and, beside them, by colour, underline and strike-through. Pay and
//! bank details are said to have changed and are not printed.

mod labels;
mod words;

use chrono::NaiveDate;

use crate::billing::effect::Effect;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::KeyFigure;
use crate::documents::page::Level;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::redline::labels::Labels;
use crate::documents::redline::labels::is_withheld;
use crate::documents::redline::labels::value_in_words;
use crate::documents::redline::words::Compared;
use crate::documents::redline::words::compare;
use crate::domain::agreement::Agreement;
use crate::domain::money::Money;
use crate::domain::redline::TermChange;

/// From how many characters on a text is set across the page, where its words have room.
const LONG: usize = 160;

/// Two versions compared, as of a day, the old and the new each with the name of its file:
/// `changes` and `effects` are what their comparison found.
pub fn redline(
    versions: ((&str, &Agreement), (&str, &Agreement)),
    changes: &[TermChange],
    effects: &[Effect],
    on: NaiveDate,
) -> Document {
    let (old, new) = (versions.0.1, versions.1.1);
    let reference = format!("{}-REDLINE", new.reference);
    let mut document = Document::new(&new.supplier.name, "Redline", reference, on);
    document.colour = colour_of(&new.supplier);
    document.subject = format!("Two versions of {} compared, in words and in pounds", new.title);
    document.push(Block::lead(format!(
        "{}. {} and {}. The old version and the new, and what differs.",
        new.title, new.supplier.name, new.purchaser.name
    )));
    let version = |(file, agreement): (&str, &Agreement)| {
        let status = agreement.status.word().replace('-', " ");
        format!("{file}: {}, {} ({status})", agreement.reference, agreement.title)
    };
    let versions = [("Old version", version(versions.0)), ("New version", version(versions.1))];
    document.push(Block::key_facts(versions));
    document.push(Block::heading("At a glance"));
    document.push(glance(changes));
    document.push(Block::note(format!("{} {}", in_all(changes), sum_up(effects))));
    terms(&Labels::of(old, new), changes, &mut document);
    pounds(effects, &mut document);
    document
}

fn glance(changes: &[TermChange]) -> Block {
    let figure = |kind: Kind| KeyFigure {
        figure: changes.iter().filter(|change| Kind::of(change) == kind).count().to_string(),
        label: capital(kind.word()),
        symbol: None,
    };
    Block::KeyFigures([Kind::Changed, Kind::Added, Kind::TakenOut].map(figure).to_vec())
}

/// What has become of a term.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Changed,
    Added,
    TakenOut,
}

impl Kind {
    fn of(change: &TermChange) -> Kind {
        match (&change.old, &change.new) {
            (None, _) => Kind::Added,
            (_, None) => Kind::TakenOut,
            _ => Kind::Changed,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Kind::Changed => "changed",
            Kind::Added => "added",
            Kind::TakenOut => "taken out",
        }
    }
}

/// How many terms differ, in a sentence.
fn in_all(changes: &[TermChange]) -> String {
    match changes.len() {
        0 => "The two versions state the same.".to_owned(),
        1 => "One term differs.".to_owned(),
        count => format!("{count} terms differ."),
    }
}

/// What the change comes to, in a sentence.
fn sum_up(effects: &[Effect]) -> String {
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

/// The terms that differ, under their clauses.
fn terms(labels: &Labels<'_>, changes: &[TermChange], document: &mut Document) {
    document.push(Block::heading("What has changed, clause by clause"));
    if changes.is_empty() {
        document.push(Block::paragraph("Nothing: the two versions state the same."));
        return;
    }
    if changes.iter().any(|change| is_withheld(&change.field)) {
        document.push(Block::paragraph(
            "Pay and bank details are not printed. Where they have changed, it is said, and what \
             it comes to is in the pounds below.",
        ));
    }
    let mut clauses: Vec<&str> = Vec::new();
    for change in changes {
        if !clauses.contains(&change.clause.as_str()) {
            clauses.push(&change.clause);
        }
    }
    for clause in clauses {
        let heading = match clause {
            "" => "Terms without a clause".to_owned(),
            numbered if numbered.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("Clause {numbered}")
            }
            named => named.to_owned(),
        };
        document.push(Block::subheading(heading.as_str()));
        let of_clause = changes.iter().filter(|change| change.clause == clause);
        let (long, brief): (Vec<_>, Vec<_>) = of_clause.partition(|change| is_long(change));
        if !brief.is_empty() {
            document.push(Block::Table(brief_terms(labels, &heading, &brief)));
        }
        for change in long {
            let (of, what) = labels.label(&change.field);
            document.push(Block::Heading(Level::Four, format!("{of}: {what}").into()));
            long_term(change, document);
        }
    }
}

fn is_long(change: &TermChange) -> bool {
    let texts = change.old.iter().chain(&change.new);
    !is_withheld(&change.field) && texts.into_iter().any(|text| text.chars().count() > LONG)
}

fn brief_terms(labels: &Labels<'_>, clause: &str, changes: &[&TermChange]) -> Table {
    let columns = vec![
        Column::text("Term").heads_rows(),
        Column::text("Change"),
        Column::text("Was"),
        Column::text("Now"),
    ];
    let mut table = Table::new(format!("{clause}: terms that differ"), columns);
    let mut subject = String::new();
    for change in changes {
        let (was, now) = was_and_now(change);
        let (of, what) = labels.label(&change.field);
        if of != subject {
            table.push_group(of.as_str());
            subject = of;
        }
        table.push([
            Cell::new(what),
            Cell::new(Kind::of(change).word()),
            Cell::new(was),
            Cell::new(now),
        ]);
    }
    table
}

fn was_and_now(change: &TermChange) -> (Text, Text) {
    if is_withheld(&change.field) {
        let words = |stated: bool| if stated { "stated, not printed" } else { "not stated" };
        return (words(change.old.is_some()).into(), words(change.new.is_some()).into());
    }
    let value =
        |text: &Option<String>| text.as_ref().map(|text| value_in_words(&change.field, text));
    match (value(&change.old), value(&change.new)) {
        (Some(old), Some(new)) => {
            let Compared { was, now, .. } = compare(&old, &new);
            (was, now)
        }
        (old, new) => {
            let cell = |text: Option<String>, emphasis| match text {
                Some(text) => Text::styled(text, emphasis),
                None => Text::from("not stated"),
            };
            (cell(old, Emphasis::Deleted), cell(new, Emphasis::Inserted))
        }
    }
}

/// A long text: as it was, as it is now, and which words differ.
fn long_term(change: &TermChange, document: &mut Document) {
    let labelled = |label: &str, text: &Text| {
        let label = Text::strong(format!("{label}:")).then(" ", Emphasis::Plain);
        Block::paragraph(
            text.spans().iter().fold(label, |all, span| all.then(&span.text, span.emphasis)),
        )
    };
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => {
            let compared = compare(old, new);
            document.push(labelled("Was", &compared.was));
            document.push(labelled("Now", &compared.now));
            document.push(labelled("Change", &compared.in_words.into()));
        }
        (Some(old), None) => {
            document.push(labelled("Taken out", &Text::styled(old, Emphasis::Deleted)));
        }
        (None, Some(new)) => {
            document.push(labelled("Added", &Text::styled(new, Emphasis::Inserted)));
        }
        (None, None) => {}
    }
}

fn pounds(effects: &[Effect], document: &mut Document) {
    document.push(Block::heading("What it comes to, in pounds"));
    document.push(Block::paragraph(format!(
        "{} Sums are without VAT and without days and costs that are recorded later.",
        sum_up(effects)
    )));
    if effects.is_empty() {
        return;
    }
    let columns = vec![
        Column::text("Period").heads_rows(),
        Column::text("Dates"),
        Column::figures("Old"),
        Column::figures("New"),
        Column::figures("Difference"),
    ];
    let mut table = Table::new("What both versions come to, period by period", columns);
    for effect in effects {
        let [old, new, difference] =
            [effect.old, effect.new, effect.difference].map(Money::in_pounds);
        let dates = effect.period.dates().in_words();
        table.push([effect.period.to_string(), dates, old, new, difference]);
    }
    let total = |sum: fn(&Effect) -> Money| effects.iter().map(sum).sum::<Money>().in_pounds();
    let totals = [total(|e| e.old), total(|e| e.new), total(|e| e.difference)];
    let cells = ["Together".to_owned(), String::new()].into_iter().chain(totals);
    table.rows.push(Row::new(RowKind::Total, cells));
    document.push(Block::Table(table));
}
