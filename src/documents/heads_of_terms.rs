//! The heads of terms on paper, for the two chief executives to settle and to sign: what the
//! councils mean to do together, word for word where the papers give words, and what is still to
//! be confirmed.
//!
//! Nobody's pay is printed: posts stand with their days a week and full-time equivalents alone.

mod charges;
mod indicators;
mod since;
mod staffing;

use chrono::NaiveDate;

use crate::documents::break_calendar::how_it_works;
use crate::documents::break_calendar::notice_in_words;
use crate::documents::break_calendar::who_may_use_it;
use crate::documents::letterhead::address;
use crate::documents::letterhead::ask;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Colour;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::Signatory;
use crate::documents::page::Symbol;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::page::drawing::Shape;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Authority;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::domain::heads::Decision;
use crate::domain::heads::Paragraph;
use crate::domain::heads_of_terms::HeadsOfTerms;
use crate::domain::heads_of_terms::heads_of_terms as review;
use crate::domain::variation::KnownTerms;

/// The heads of terms as they are known on a day.
pub fn heads_of_terms(agreement: &Agreement, on: NaiveDate) -> Document {
    let reference = format!("{}-HEADS", agreement.reference);
    let mut document = Document::new(&agreement.supplier.name, "Heads of terms", reference, on);
    document.colour = colour_of(&agreement.supplier);
    document.subject = format!("The heads of terms of {}, to be reviewed", agreement.title);
    let review = review(agreement);
    opening(agreement, &review, on, &mut document);
    parties(agreement, &mut document);
    powers(agreement, &mut document);
    decisions(agreement, &mut document);
    purposes(agreement, &mut document);
    indicators::indicators(agreement, &mut document);
    staffing::inputs_and_posts(agreement, &mut document);
    charges::charges(agreement, &mut document);
    breaks(agreement, &mut document);
    since::governance(agreement, &mut document);
    since::since(agreement, &mut document);
    paragraphs("Notes", &agreement.heads.notes, &mut document);
    since::assumed(agreement, &mut document);
    settled(&review, &mut document);
    signatures(agreement, &mut document);
    since::papers(agreement, &mut document);
    document
}

fn opening(agreement: &Agreement, review: &HeadsOfTerms, on: NaiveDate, document: &mut Document) {
    document.push(Block::lead(format!(
        "{}. {} and {}.",
        agreement.title, agreement.supplier.name, agreement.purchaser.name
    )));
    let mut facts = vec![
        ("Agreement", agreement.reference.clone()),
        ("Status", capital(&agreement.status.word().replace('-', " "))),
    ];
    if let Some(instrument) = &agreement.instrument {
        facts.push(("Instrument", capital(&instrument.replace('-', " "))));
    }
    facts.push(("Begins", in_words(agreement.starts)));
    let ends = agreement.ends.map_or("no last day is stated".to_owned(), in_words);
    facts.push(("Ends", ends));
    let known = KnownTerms::on(agreement, on).term_ends();
    if known != agreement.ends {
        let known = known.map_or("open-ended".to_owned(), in_words);
        facts.push(("Known to end", known));
    }
    document.push(Block::key_facts(facts));
    let count = |state: &str| review.completeness.iter().filter(|i| i.state == state).count();
    let stands = format!(
        "Of the {} things that a complete agreement has, {} are present, {} to be confirmed and {} \
         missing. They are listed near the end, with all that is to be confirmed ({} in all).",
        review.completeness.len(),
        count("present"),
        count("to be confirmed"),
        count("missing"),
        review.to_be_confirmed.len()
    );
    document.push(Block::note(stands));
}

fn parties(agreement: &Agreement, document: &mut Document) {
    let party = |label: &str, authority: &Authority| {
        let mut party = address(label, authority, false);
        if let Some(kind) = &authority.kind {
            party.lines.push(format!("Kind of authority: {kind}"));
        }
        if let Some(code) = &authority.code {
            party.lines.push(format!("ONS code {code}"));
        }
        party.contact = ask(authority);
        if let Some(ends) = authority.ends {
            party.lines.push(format!("Abolished after {}", in_words(ends)));
        }
        party
    };
    document.push(Block::heading("Parties"));
    document.push(Block::Addresses(vec![
        party("Supplier: provides and bills", &agreement.supplier),
        party("Purchaser: receives and pays", &agreement.purchaser),
    ]));
}

fn powers(agreement: &Agreement, document: &mut Document) {
    if !agreement.legal_bases.is_empty() {
        document.push(Block::heading("Powers"));
        let columns = vec![
            Column::text("Power relied on").heads_rows(),
            Column::text("From"),
            Column::text("To"),
        ];
        let mut table = Table::new("The powers that the agreement rests on", columns);
        for basis in &agreement.legal_bases {
            let act = Cell::new(basis.act.as_str());
            let act = match &basis.note {
                Some(note) => act.with_detail(note.as_str()),
                None => act,
            };
            let from = basis.from.map_or("not stated".to_owned(), in_words);
            let to = basis.to.map_or("goes on".to_owned(), in_words);
            table.push([act, Cell::new(from), Cell::new(to)]);
        }
        document.push(Block::Table(table));
    }
    let Some(procurement) = &agreement.procurement else { return };
    document.push(Block::heading("Why no competition was held"));
    let mut facts = Vec::new();
    let mut fact = |name: &str, words: Option<&str>| {
        let name = Text::strong(format!("{name}:"));
        let words = words.unwrap_or("not stated");
        facts.push(name.then(format!(" {words}"), Emphasis::Plain));
    };
    fact("Clause", procurement.clause.as_deref());
    fact("Exemption", procurement.exemption.as_deref());
    fact("Evidence that its tests are met", procurement.evidence.as_deref());
    let review = procurement.review_on.map(in_words);
    fact("Looked at again on", review.as_deref());
    document.push(Block::bullets(facts));
}

fn decisions(agreement: &Agreement, document: &mut Document) {
    if agreement.decisions.is_empty() {
        return;
    }
    document.push(Block::heading("Decisions and delegations"));
    for side in [Side::Supplier, Side::Purchaser] {
        let decided: Vec<&Decision> =
            agreement.decisions.iter().filter(|decision| decision.authority == side).collect();
        document.push(Block::subheading(agreement.authority(side).name.as_str()));
        if decided.is_empty() {
            document.push(Block::paragraph("No decision of this council is recorded."));
        }
        for decision in decided {
            let head = format!("{}, {}. ", decision.body, in_words(decision.on));
            let words = Text::strong(head).then(decision.text.as_str(), Emphasis::Plain);
            document.push(Block::paragraph(words));
            document.push(Block::bullets(authority_of(decision)));
        }
    }
}

/// With what authority a decision was taken, and to whom the rest is left.
fn authority_of(decision: &Decision) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(officer) = &decision.delegated_to {
        let consulting = match decision.consulting.as_slice() {
            [] => "who decides alone: nobody is named to be consulted".to_owned(),
            consulted => format!("who must consult: {}", consulted.join("; ")),
        };
        facts.push(format!("Delegated to: {officer}, {consulting}."));
    } else {
        facts.push("No delegation is recorded.".to_owned());
    }
    if let Some(clause) = &decision.clause {
        facts.push(format!("Paragraph of the report: {clause}."));
    }
    let reference = decision.reference.as_deref().unwrap_or("none is recorded");
    facts.push(format!("Minute or report: {}.", reference.trim_end_matches('.')));
    facts
}

/// What is to be done, what is to come of it, and what is to be produced: word for word.
fn purposes(agreement: &Agreement, document: &mut Document) {
    let heads = &agreement.heads;
    paragraphs("Services and scope", &heads.scope, document);
    if !heads.outcomes.is_empty() {
        document.push(Block::heading("Outcomes"));
        document.push(Block::bullets(heads.outcomes.iter().map(String::as_str)));
    }
    if !heads.outputs.is_empty() {
        document.push(Block::heading("Outputs"));
        document.push(Block::numbered(heads.outputs.iter().map(String::as_str)));
    }
}

/// Words of the papers, each after its clause.
fn paragraphs(heading: &str, paragraphs: &[Paragraph], document: &mut Document) {
    if paragraphs.is_empty() {
        return;
    }
    document.push(Block::heading(heading));
    for paragraph in paragraphs {
        document.push(Block::paragraph(by_clause(&paragraph.clause, &paragraph.text)));
    }
}

/// A clause in bold, and its words.
fn by_clause(clause: &str, words: &str) -> Text {
    if clause.is_empty() {
        return Text::from(words);
    }
    let colon = if clause.starts_with(|c: char| c.is_ascii_digit()) { "" } else { ":" };
    Text::strong(format!("{clause}{colon}")).then(format!("  {words}"), Emphasis::Plain)
}

fn breaks(agreement: &Agreement, document: &mut Document) {
    if agreement.breaks.is_empty() {
        return;
    }
    document.push(Block::heading("Breaks"));
    let columns = vec![
        Column::text("Clause"),
        Column::text("When it may be used").heads_rows(),
        Column::text("Notice"),
        Column::text("Who may use it"),
    ];
    let mut table = Table::new("The breaks, and how each works", columns);
    for clause in &agreement.breaks {
        table.push([
            Cell::new(clause.clause.as_str()),
            Cell::new(how_it_works(agreement, clause)),
            Cell::new(notice_in_words(clause)),
            Cell::new(who_may_use_it(agreement, clause)),
        ]);
    }
    document.push(Block::Table(table));
}

/// What a complete agreement has, and everything that is to be confirmed, together.
fn settled(review: &HeadsOfTerms, document: &mut Document) {
    document.push(Block::heading("Completeness"));
    let columns = vec![Column::text("What is needed").heads_rows(), Column::text("State")];
    let mut table = Table::new("What a complete agreement has, and whether this one does", columns);
    for item in &review.completeness {
        let (shape, colour) = match item.state {
            "present" => (Shape::Circle, Colour::GREEN),
            "missing" => (Shape::Square, Colour::RED),
            _ => (Shape::Triangle, Colour::AMBER),
        };
        let state = Cell::new(capital(item.state)).with_symbol(Symbol { shape, colour });
        let mut name = Cell::new(item.item);
        if !item.lacking.is_empty() {
            let names = item.lacking.iter().map(|name| name.trim_end_matches('.'));
            let names = names.collect::<Vec<_>>().join("; ");
            name = name.with_detail(format!("Not stated: {names}"));
        }
        table.push([name, state]);
    }
    document.push(Block::Table(table));
    document.push(Block::heading("To be confirmed"));
    if review.to_be_confirmed.is_empty() {
        document.push(Block::paragraph("Nothing is left to be confirmed."));
        return;
    }
    document.push(Block::paragraph(
        "What is to be confirmed is never read as nought, and is not billed until it is agreed:",
    ));
    let entries = review.to_be_confirmed.iter();
    document.push(Block::bullets(entries.map(|entry| by_clause(&entry.clause, &entry.text))));
}

fn signatures(agreement: &Agreement, document: &mut Document) {
    let signatory = |authority: &Authority| Signatory {
        party: authority.name.clone(),
        name: None,
        position: Some("Chief Executive".to_owned()),
    };
    document.push(Block::Together(vec![
        Block::heading("Agreed"),
        Block::paragraph(
            "These heads of terms are agreed, save for what is listed as to be confirmed:",
        ),
        Block::Signatures(vec![signatory(&agreement.supplier), signatory(&agreement.purchaser)]),
    ]));
}
