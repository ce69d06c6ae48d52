//! Citations that have been overtaken or miscopied, and slips of the pen, by a dated table.
//!
//! A text is held against the table for as long as it is to hold: a clause to the end of the term,
//! an indicator to its last target, a fact on the day of its paper. What is quoted is never
//! altered.

use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::domain::check::Reading;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_folded;
use crate::domain::problem::Finding;

/// A phrase that a careful reader stops at.
struct Citation {
    phrase: &'static str,
    /// The phrase as it is compared.
    folded: String,
    /// The day from which it is out of date; always, where there is none.
    from: Option<NaiveDate>,
    source: &'static str,
    says: &'static str,
}

/// The table is read once from the file that is part of the program: a constant, not a state. No
/// cell has a comma.
static CITATIONS: LazyLock<Vec<Citation>> = LazyLock::new(|| {
    let rows = include_str!("citations.csv").lines().skip(1);
    rows.map(|row| read_row(row).expect("the table in the program is sound")).collect()
});

fn read_row(row: &'static str) -> Option<Citation> {
    let mut cells = row.split(',');
    let phrase = cells.next()?;
    let from = match cells.next()? {
        "" => None,
        day => Some(day.parse().ok()?),
    };
    let folded = folded(phrase);
    let citation = Citation { phrase, folded, from, source: cells.next()?, says: cells.next()? };
    cells.next().is_none().then_some(citation)
}

/// A text of the agreement, verbatim.
pub struct Passage<'a> {
    /// Where it stands.
    pub path: String,
    /// Its clause.
    pub clause: &'a str,
    /// Its words.
    pub text: &'a str,
    /// The last day on which it is to hold.
    until: NaiveDate,
}

/// What the table finds in the texts of the agreement, save those of its indicators (rules §13;
/// O-003-37, O-003-39, O-003-40, O-003-42, O-003-45, O-003-52, O-003-56, O-003-57).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for passage in passages(reading) {
        look_up(&passage, findings);
    }
}

/// What the table finds in an indicator (O-003-16, O-003-17).
pub fn in_indicator(reading: &Reading, index: usize, findings: &mut Vec<Finding>) {
    let kpi = &reading.agreement.kpis[index];
    let last = kpi.targets.last().map(|target| target.by);
    let until = last.unwrap_or(reading.known.term.last);
    let texts = [("name", Some(&kpi.name)), ("definition", kpi.definition.as_ref())];
    for (key, text) in texts {
        if let Some(text) = text {
            let path = format!("kpi.{index}.{key}");
            look_up(&Passage { path, clause: &kpi.clause, text, until }, findings);
        }
    }
}

fn look_up(passage: &Passage, findings: &mut Vec<Finding>) {
    let text = folded(passage.text);
    for citation in CITATIONS.iter() {
        let is_out_of_date = citation.from.is_none_or(|from| passage.until >= from);
        if is_out_of_date && has_folded(&text, &citation.folded) {
            let source = match citation.source {
                "wording" | "drafting" => String::new(),
                source => format!(" ({source})"),
            };
            let says = format!("\"{}\": {}{source}", citation.phrase, citation.says);
            findings.push(Finding::new(&*passage.path, passage.clause, says));
        }
    }
}

/// The texts that a paper or the agreement states in its own words, save those of indicators.
pub fn passages<'a>(reading: &Reading<'a>) -> Vec<Passage<'a>> {
    let agreement = reading.agreement;
    let term = reading.known.term.last;
    let mut passages = Vec::new();
    let mut add = |path: String, clause: &'a str, text: &'a str, until: NaiveDate| {
        passages.push(Passage { path, clause, text, until });
    };
    add("title".to_owned(), "", &agreement.title, term);
    for (index, basis) in agreement.legal_bases.iter().enumerate() {
        let until = basis.to.unwrap_or(term);
        let clause = reading.clause_about("legal_basis");
        add(format!("legal_basis.{index}.act"), clause, &basis.act, until);
        let note = basis.note.as_deref().unwrap_or_default();
        add(format!("legal_basis.{index}.note"), clause, note, until);
    }
    for (index, line) in agreement.services.iter().enumerate() {
        add(format!("service.{index}.name"), &line.clause, &line.name, term);
    }
    for (index, paragraph) in agreement.heads.scope.iter().enumerate() {
        add(format!("heads.scope.{index}"), &paragraph.clause, &paragraph.text, term);
    }
    for text in &agreement.heads.outcomes {
        add("heads.outcomes".to_owned(), "Outcomes", text, term);
    }
    for text in &agreement.heads.outputs {
        add("heads.outputs".to_owned(), "Outputs", text, term);
    }
    for (index, paragraph) in agreement.heads.notes.iter().enumerate() {
        add(format!("heads.notes.{index}"), &paragraph.clause, &paragraph.text, term);
    }
    for (index, decision) in agreement.decisions.iter().enumerate() {
        let clause = decision.clause.as_deref().unwrap_or_default();
        add(format!("decision.{index}.text"), clause, &decision.text, decision.on);
    }
    for (index, fact) in agreement.observations.iter().enumerate() {
        let paper = agreement.documents.iter().find(|paper| paper.id == fact.document);
        let until = paper.map_or(agreement.starts, |paper| paper.dated);
        add(format!("observation.{index}.text"), &fact.clause, &fact.text, until);
    }
    passages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    const SCOPE: &str = "text = \"Early years.\"";

    fn scope(text: &str) -> String {
        format!("text = \"{text}\"")
    }

    #[test]
    fn the_table_is_sound_and_names_each_phrase_once() {
        let mut phrases: Vec<String> = CITATIONS.iter().map(|c| folded(c.phrase)).collect();
        phrases.sort();
        phrases.dedup();
        assert_eq!(phrases.len(), CITATIONS.len());
        assert!(CITATIONS.iter().all(|c| !c.source.is_empty() && !c.says.is_empty()));
    }

    /// O-003-40, in the paper's own words.
    #[test]
    fn guidance_that_was_replaced_is_raised() {
        let text = scope("The 2012 Statutory Guidance on the Roles and Responsibilities");
        let says =
            "the guidance of 2012 was replaced in April 2013; cite the edition in force (DfE";
        let finding = raises(&[(SCOPE, &text)], "heads.scope.1", says);
        assert_eq!(finding.clause, "1.1(a)");
        let now = scope("The 2013 Statutory Guidance on the Roles and Responsibilities");
        silent(&[(SCOPE, &now)]);
    }

    /// O-003-37 and O-003-39.
    #[test]
    fn miscopied_citations_are_raised() {
        let text = scope("sections 13 and 133(A) Education Act 1996");
        raises(&[(SCOPE, &text)], "heads.scope.1", "section 13A");
        silent(&[(SCOPE, &scope("sections 13 and 13A Education Act 1996"))]);
        let text = scope("section 75 of the Act or section 33 on behalf of an NHS body");
        raises(&[(SCOPE, &text)], "heads.scope.1", "has dropped out");
    }

    /// O-003-56 and O-003-42.
    #[test]
    fn dynamic_references_and_slips_are_raised_as_they_are_written() {
        let outcomes = "outcomes = [\"Children have the best start in life\"]";
        let text = "outcomes = [\"Children fill their potential\"]";
        raises(&[(outcomes, text)], "heads.outcomes", "a slip for fulfil");
        silent(&[(outcomes, "outcomes = [\"Children fulfil their potential\"]")]);
        let plan = scope("the corporate plan (2017 – 20) and subsequent amendments");
        raises(&[(SCOPE, &plan)], "heads.scope.1", "without the two councils agreeing");
    }

    /// A fact was true on the day of its paper; a clause and an indicator look ahead.
    #[test]
    fn a_text_is_held_against_the_days_on_which_it_is_to_hold() {
        let fact = ("One school needed help", "80% of schools were good or outstanding");
        let paper = ("dated = 2026-02-10", "dated = 2018-02-05");
        let when = ("on = 2025-11-30", "on = 2017-11-30");
        let base = [("document = \"outturn\" }", "}"), ("value = 88, }", "value = 88 }")];
        silent(&[fact, paper, when, base[0], base[1]]);
        raises(&[fact], "observation.0.text", "no overall grade");
        let name = (
            "Percentage of assessments completed in 45 working days\"",
            "Percentage of schools graded good or better\"",
        );
        raises(&[name], "kpi.0.name", "the measure ends there");
    }
}
