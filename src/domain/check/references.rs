//! References that lead nowhere: brackets that never close, paragraphs and schedules that are not
//! there.

use crate::domain::check::Reading;
use crate::domain::check::citations::Passage;
use crate::domain::check::citations::passages;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_phrase;
use crate::domain::check::words::words;
use crate::domain::problem::Finding;

/// What the texts point to and nobody can find (rules §13; O-003-36 to O-003-38).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for passage in passages(reading) {
        let mut say = |says: String| {
            findings.push(Finding::new(&*passage.path, passage.clause, says));
        };
        if passage.text.matches('(').count() > passage.text.matches(')').count() {
            say("a bracket is opened and never closed: check the words against their source"
                .to_owned());
        }
        if passage.path.starts_with("heads.") {
            lost_paragraph(reading, &passage).into_iter().for_each(&mut say);
            missing_schedule(reading, &passage).into_iter().for_each(&mut say);
        }
    }
}

/// A lettered paragraph in a text whose clauses are numbered: it came with words copied from an Act
/// (O-003-38).
fn lost_paragraph(reading: &Reading, passage: &Passage) -> Option<String> {
    let text = folded(passage.text);
    let heads = &reading.agreement.heads;
    let mut clauses = heads.scope.iter().chain(&heads.notes).map(|paragraph| &paragraph.clause);
    let (at, _) = text.match_indices("paragraph (").next()?;
    let rest = &text[at + "paragraph ".len()..];
    let mark = &rest[..=rest.find(')')?];
    let is_of_something = rest[mark.len()..].trim_start().starts_with("of ");
    let is_there = clauses.any(|clause| folded(clause).ends_with(mark));
    (mark.len() <= 6 && !is_of_something && !is_there).then(|| {
        format!(
            "\"paragraph {mark}\" is not there: the clauses here are numbered otherwise, so it was \
             probably copied with words of an Act; name the clause that is meant"
        )
    })
}

/// A schedule of the agreement that is not among its documents (O-003-36).
fn missing_schedule(reading: &Reading, passage: &Passage) -> Option<String> {
    let name = schedules(passage.text).into_iter().find(|name| {
        !reading.agreement.documents.iter().any(|paper| has_phrase(&paper.title, name))
    })?;
    Some(format!(
        "\"{name}\" is not among the documents of this file: attach it, or say where it is"
    ))
}

/// The schedules that a text names, save those of an Act or of regulations.
fn schedules(text: &str) -> Vec<String> {
    let folded = folded(text);
    let mut named: Vec<String> = ["payment schedule", "schedule of payments"]
        .into_iter()
        .filter(|name| has_phrase(&folded, name))
        .map(str::to_owned)
        .collect();
    let words = words(text);
    for (at, pair) in words.windows(2).enumerate() {
        let is_numbered = pair[1].len() <= 2
            && pair[1].chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
        let is_schedule = matches!(pair[0], "Schedule" | "Appendix" | "Annex" | "Annexe");
        let next = &words[at + 2..words.len().min(at + 14)];
        let is_of_law = next.iter().any(|word| matches!(*word, "Act" | "Regulations" | "Order"));
        if is_schedule && is_numbered && !is_of_law {
            named.push(format!("{} {}", pair[0], pair[1]));
        }
    }
    named
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

    /// O-003-37.
    #[test]
    fn a_bracket_that_never_closes_is_raised() {
        let text = scope("Functions (within the meaning of sections 13 and 14.");
        raises(&[(SCOPE, &text)], "heads.scope.1", "never closed");
        silent(&[(SCOPE, &scope("a) Functions (so far as they relate to children)"))]);
    }

    /// O-003-38.
    #[test]
    fn a_paragraph_that_is_not_there_is_raised() {
        let text = scope("Functions (so far as not falling within paragraph (c))");
        let finding = raises(&[(SCOPE, &text)], "heads.scope.1", "\"paragraph (c)\" is not there");
        assert_eq!(finding.clause, "1.1(a)");
        silent(&[(SCOPE, &scope("Functions (so far as not in paragraph (b))"))]);
        silent(&[(SCOPE, &scope("As paragraph (c) of section 18(2) has it"))]);
    }

    /// O-003-36.
    #[test]
    fn a_schedule_that_is_not_attached_is_raised() {
        let text = scope("Charged in accordance with the payment schedule");
        raises(&[(SCOPE, &text)], "heads.scope.1", "\"payment schedule\" is not among");
        let text = scope("As set out in Schedule 3 of the Agreement");
        raises(&[(SCOPE, &text)], "heads.scope.1", "\"Schedule 3\" is not among");
        let law = scope("As set out in Schedule 3 to the Local Authority Social Services Act 1970");
        silent(&[(SCOPE, &law)]);
        let paper =
            ("title = \"Outturn 2025, with", "title = \"Outturn 2025, payment schedule, with");
        silent(&[(SCOPE, &scope("As the payment schedule has it")), paper]);
        assert_eq!(schedules("Schedules and an Appendix about it"), Vec::<String>::new());
    }
}
