//! The redline on paper: what two versions of an agreement come to in pounds, what was added and
//! what was taken out, and clause by clause what was and what is now.
//!
//! Every change is told in words and, beside them, by colour, underline and strike-through. Pay and
//! bank details are said to have changed and are not printed.

mod items;
mod labels;
mod pounds;
mod words;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::billing::effect::Effect;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::letterhead::uncapital;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::KeyFigure;
use crate::documents::page::Level;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::redline::items::clause_in_words;
use crate::documents::redline::items::name_and_terms;
use crate::documents::redline::items::whole_item;
use crate::documents::redline::labels::Labels;
use crate::documents::redline::labels::is_withheld;
pub use crate::documents::redline::pounds::no_difference;
use crate::documents::redline::pounds::pounds;
pub use crate::documents::redline::pounds::sum_up;
use crate::documents::redline::words::Compared;
use crate::documents::redline::words::compare;
use crate::domain::agreement::Agreement;
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
    let entries = entries(changes);
    document.push(Block::heading("At a glance"));
    document.push(glance(&entries));
    document.push(Block::note(format!("{} {}", in_all(&entries), sum_up(effects))));
    pounds(effects, &mut document);
    let labels = Labels::of(old, new);
    if changes.iter().any(|change| is_withheld(&change.field)) {
        document.push(Block::note(
            "Pay and bank details are not shown. Where they have changed, it is said, and what \
             it comes to is in the pounds above.",
        ));
    }
    whole_items("What has been added", Kind::Added, &labels, &entries, &mut document);
    whole_items("What has been taken out", Kind::TakenOut, &labels, &entries, &mut document);
    terms(&labels, &entries, &mut document);
    document
}

/// What a change comes to in pounds, for a screen.
pub fn in_pounds(effects: &[Effect]) -> Vec<Block> {
    let mut document = Document::new("", "", String::new(), NaiveDate::default());
    pounds(effects, &mut document);
    document.blocks
}

/// A difference in words, for a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs, with its clause.
    pub what: String,
    /// What the old version states; all of its terms where it was taken out as a whole.
    pub old: Option<String>,
    /// What the new version states; all of its terms where it was added as a whole.
    pub new: Option<String>,
}

/// The differences of two versions in words, each line that was added or taken out told once; pay
/// and bank details are withheld as on paper.
pub fn in_words(old: &Agreement, new: &Agreement, changes: &[TermChange]) -> Vec<Difference> {
    let labels = Labels::of(old, new);
    let in_words = |entry: &Entry<'_>| match entry {
        Entry::Term(change) => {
            let (of, what) = labels.label(change);
            let clause = match change.clause.as_str() {
                "" => String::new(),
                stated => format!("{}: ", capital(&clause_in_words(stated))),
            };
            Difference {
                what: format!("{clause}{of}: {}", uncapital(&what)),
                old: change.old.as_ref().map(|old| labels.printed(&change.field, old)),
                new: change.new.as_ref().map(|new| labels.printed(&change.field, new)),
            }
        }
        Entry::Whole(terms) => {
            let (what, terms) = name_and_terms(&labels, terms);
            let is_added = entry.kind() == Kind::Added;
            let (old, new) = if is_added { (None, Some(terms)) } else { (Some(terms), None) };
            Difference { what, old, new }
        }
    };
    entries(changes).iter().map(in_words).collect()
}

/// What is told at once: a term, or all terms of something that was added or taken out.
enum Entry<'c> {
    Term(&'c TermChange),
    Whole(Vec<&'c TermChange>),
}

impl Entry<'_> {
    fn kind(&self) -> Kind {
        match self {
            Entry::Term(change) => Kind::of(change),
            Entry::Whole(terms) => Kind::of(terms[0]),
        }
    }
}

/// The changes as they are told, in their order.
fn entries(changes: &[TermChange]) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut places: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for change in changes {
        if !change.whole {
            entries.push(Entry::Term(change));
            continue;
        }
        let place = (change.item.as_str(), change.new.is_some());
        match places.get(&place).and_then(|at| entries.get_mut(*at)) {
            Some(Entry::Whole(terms)) => terms.push(change),
            _ => {
                places.insert(place, entries.len());
                entries.push(Entry::Whole(vec![change]));
            }
        }
    }
    entries
}

fn glance(entries: &[Entry<'_>]) -> Block {
    let figure = |kind: Kind| KeyFigure {
        figure: entries.iter().filter(|entry| entry.kind() == kind).count().to_string(),
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

/// How many things differ, in a sentence.
fn in_all(entries: &[Entry<'_>]) -> String {
    match entries.len() {
        0 => "Nothing has changed.".to_owned(),
        1 => "There is one difference.".to_owned(),
        count => format!("There are {count} differences."),
    }
}

/// What was added or taken out as a whole, each in one breath.
fn whole_items(
    heading: &str,
    kind: Kind,
    labels: &Labels<'_>,
    entries: &[Entry<'_>],
    document: &mut Document,
) {
    let told = entries.iter().filter(|entry| entry.kind() == kind).filter_map(|entry| {
        let Entry::Whole(terms) = entry else { return None };
        Some(whole_item(labels, terms, kind))
    });
    let told: Vec<Text> = told.collect();
    if !told.is_empty() {
        document.push(Block::heading(heading));
        document.push(Block::bullets(told));
    }
}

/// The terms that differ of what both versions have, under their clauses.
fn terms(labels: &Labels<'_>, entries: &[Entry<'_>], document: &mut Document) {
    let changes: Vec<&TermChange> = entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Term(change) => Some(*change),
            Entry::Whole(_) => None,
        })
        .collect();
    if changes.is_empty() {
        return;
    }
    document.push(Block::heading("What has changed, clause by clause"));
    let mut clauses: Vec<&str> = Vec::new();
    for change in &changes {
        if !clauses.contains(&change.clause.as_str()) {
            clauses.push(&change.clause);
        }
    }
    for clause in clauses {
        let heading = match clause {
            "" => "Terms without a clause".to_owned(),
            stated => capital(&clause_in_words(stated)),
        };
        document.push(Block::subheading(heading.as_str()));
        let of_clause = changes.iter().copied().filter(|change| change.clause == clause);
        let (long, brief): (Vec<_>, Vec<_>) = of_clause.partition(|change| is_long(change));
        if !brief.is_empty() {
            document.push(Block::Table(brief_terms(labels, &heading, &brief)));
        }
        for change in long {
            let (of, what) = labels.label(change);
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
        let (was, now) = was_and_now(labels, change);
        let (of, what) = labels.label(change);
        if of != subject {
            table.push_group(of.as_str());
            subject = of;
        }
        table.push([
            Cell::new(what),
            Cell::new(Kind::of(change).word()),
            Cell::new(was.with_emails_linked()),
            Cell::new(now.with_emails_linked()),
        ]);
    }
    table
}

fn was_and_now(labels: &Labels<'_>, change: &TermChange) -> (Text, Text) {
    let value =
        |text: &Option<String>| text.as_ref().map(|text| labels.printed(&change.field, text));
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
        let whole =
            text.spans().iter().fold(label, |all, span| all.then(&span.text, span.emphasis));
        Block::paragraph(whole.with_emails_linked())
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
