//! The powers relied on, from day to day, and why no competition was held.

use chrono::NaiveDate;

use crate::domain::agreement::LegalBasis;
use crate::domain::calendar::date;
use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::words::has_any;
use crate::domain::check::words::has_phrase;
use crate::domain::check::words::listed;
use crate::domain::problem::Finding;

/// Whether the agreement rests on a power on each of its days, and on an exemption with its
/// evidence (rules §13; R1, R2, R12; O-003-24, O-003-53).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    let bases = &reading.agreement.legal_bases;
    if bases.is_empty() {
        let says =
            "no power is recorded on which the agreement rests: name the Act and its section";
        findings.push(Finding::new("legal_basis", reading.clause_about("legal_basis"), says));
    }
    for (index, basis) in bases.iter().enumerate() {
        ended(reading, index, basis, findings);
        consultation(reading, index, basis, findings);
    }
    gap_at_the_start(reading, findings);
    procurement(reading, findings);
}

/// A power that is over before the term begins, or within it with nothing to follow (O-003-53).
fn ended(reading: &Reading, index: usize, basis: &LegalBasis, findings: &mut Vec<Finding>) {
    let Some(to) = basis.to else { return };
    let starts = reading.agreement.starts;
    let act = &basis.act;
    let says = if to < starts {
        format!(
            "\"{act}\" ended on {}, before the term begins on {}: it gives no power here; say what \
             the agreement rests on since, and keep this as history alone",
            in_words(to),
            in_words(starts)
        )
    } else if reading.known.term.last > to && !is_followed(reading, to) {
        format!(
            "\"{act}\" ends on {}, within the term, and nothing is recorded that follows it: name \
             the power from then on",
            in_words(to)
        )
    } else {
        return;
    };
    let clause = reading.clause_about("legal_basis");
    findings.push(Finding::new(format!("legal_basis.{index}.to"), clause, says));
}

/// Whether another power is there on the day after.
fn is_followed(reading: &Reading, to: NaiveDate) -> bool {
    let Some(next) = to.succ_opt() else { return true };
    reading.agreement.legal_bases.iter().any(|basis| {
        basis.from.is_none_or(|from| from <= next) && basis.to.is_none_or(|to| to >= next)
    })
}

fn gap_at_the_start(reading: &Reading, findings: &mut Vec<Finding>) {
    let bases = &reading.agreement.legal_bases;
    let starts = reading.agreement.starts;
    let first = bases.iter().map(|basis| basis.from).min().flatten();
    if let Some(first) = first.filter(|first| *first > starts) {
        let says = format!(
            "the first power is relied on from {} and the term begins on {}: say what it rests on \
             until then",
            in_words(first),
            in_words(starts)
        );
        findings.push(Finding::new(
            "legal_basis.0.from",
            reading.clause_about("legal_basis"),
            says,
        ));
    }
}

/// Officers may not be placed at another council's disposal without being consulted (R12).
fn consultation(reading: &Reading, index: usize, basis: &LegalBasis, findings: &mut Vec<Finding>) {
    let note = basis.note.as_deref().unwrap_or_default();
    let is_placing = has_phrase(&basis.act, "section 113") && has_phrase(&basis.act, "1972");
    if is_placing && !has_any(note, &["consulted", "consultation"]) {
        let says = "section 113 of the Local Government Act 1972 wants each officer consulted \
                    first: note here when they were";
        let clause = reading.clause_about("legal_basis");
        findings.push(Finding::new(format!("legal_basis.{index}"), clause, says));
    }
}

/// The first day of the Procurement Act 2023.
fn new_regime() -> NaiveDate {
    date(2025, 2, 24)
}

fn procurement(reading: &Reading, findings: &mut Vec<Finding>) {
    let Some(terms) = &reading.agreement.procurement else {
        let says = "it is not said why no competition was held: name the exemption, and the \
                    evidence that its tests are met";
        findings.push(Finding::new("procurement", reading.clause_about("procurement"), says));
        return;
    };
    let clause = terms.clause.as_deref().unwrap_or_default();
    let missing = [
        (terms.exemption.is_none(), "the regulation relied on"),
        (terms.evidence.is_none(), "evidence of the share of activities that is for others"),
        (terms.review_on.is_none(), "a day on which the tests are looked at again"),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(gone, _)| *gone).map(|(_, w)| *w).collect();
    if !missing.is_empty() {
        let says = format!(
            "the exemption is without {}: record it, for {}",
            listed(&missing),
            share_allowed(reading.agreement.starts)
        );
        findings.push(Finding::new("procurement", clause, says));
    }
    let exemption = terms.exemption.as_deref().unwrap_or_default();
    let (wrong, right): (&[&str], &str) = if reading.agreement.starts < new_regime() {
        (&["Procurement Act 2023"], "regulation 12(7) of the Public Contracts Regulations 2015")
    } else {
        (
            &["Public Contracts Regulations", "regulation 12"],
            "the Procurement Act 2023 (Schedule 2, paragraph 3)",
        )
    };
    if has_any(exemption, wrong) {
        let says = format!(
            "a term that begins on {} falls under {right}: correct the exemption",
            in_words(reading.agreement.starts)
        );
        findings.push(Finding::new("procurement.exemption", clause, says));
    }
}

/// At exactly a fifth the two regimes part: the one asks for less than 20%, the other for no more.
fn share_allowed(starts: NaiveDate) -> &'static str {
    if starts < new_regime() {
        "less than 20% of the activities may be performed on the open market"
    } else {
        "no more than 20% of the activities may be for others"
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;
    use crate::domain::check::samples::silent_about;

    const BASIS: &str = "[[legal_basis]]\nact = \"Local Authorities (Goods and Services) Act 1970, \
                         section 1\"\nfrom = 2026-04-01\n";

    /// O-003-53: the direction ended on the day before the term began.
    #[test]
    fn a_power_that_is_over_is_raised() {
        let direction = "[[legal_basis]]\nact = \"Statutory direction\"\nto = 2026-03-31\n";
        let with = format!("{BASIS}{direction}");
        raises(&[(BASIS, &with)], "legal_basis.1.to", "before the term begins on 1 April 2026");
        raises(&[(BASIS, "")], "legal_basis", "no power is recorded");
    }

    #[test]
    fn a_power_that_ends_within_the_term_has_a_successor() {
        let ends = "from = 2026-04-01\nto = 2028-06-30\n";
        let ended = BASIS.replace("from = 2026-04-01\n", ends);
        raises(&[(BASIS, &ended)], "legal_basis.0.to", "nothing is recorded that follows it");
        let followed =
            format!("{ended}[[legal_basis]]\nact = \"Localism Act 2011\"\nfrom = 2028-07-01\n");
        silent(&[(BASIS, &followed)]);
        let late = BASIS.replace("from = 2026-04-01", "from = 2026-05-01");
        raises(&[(BASIS, &late)], "legal_basis.0.from", "say what it rests on until then");
    }

    /// R12.
    #[test]
    fn officers_placed_at_disposal_were_consulted() {
        let act = "Local Authorities (Goods and Services) Act 1970, section 1";
        let placed = "Local Government Act 1972, section 113";
        raises(&[(act, placed)], "legal_basis.0", "each officer consulted first");
        let noted = format!("{placed}\"\nnote = \"Officers consulted on 2 March 2026");
        silent(&[(act, &noted)]);
    }

    /// O-003-24 and R2.
    #[test]
    fn an_exemption_has_its_regulation_and_its_evidence() {
        let evidence = "evidence = \"4% of the activities are for others\"\n";
        raises(&[(evidence, "")], "procurement", "no more than 20%");
        let old = [("starts = 2026-04-01", "starts = 2018-07-01"), (evidence, "")];
        raises(&old, "procurement", "less than 20%");
        let exemption = "Procurement Act 2023, Schedule 2, paragraph 3";
        let regulations = "Public Contracts Regulations 2015, regulation 12(7)";
        let path = "procurement.exemption";
        raises(&[(exemption, regulations)], path, "falls under the Procurement Act 2023");
        raises(&old, path, "regulation 12(7)");
        silent_about(&[old[0], (exemption, regulations)], "falls under");
        let section = "[procurement]\nclause = \"3.15\"\n";
        let none = "[[assumption]]\nclause = \"3.15\"\nabout = \"procurement\"\ntext = \"None\"\n";
        let rest = [
            ("exemption = \"Procurement Act 2023, Schedule 2, paragraph 3\"\n", ""),
            (evidence, ""),
            ("review_on = 2029-04-01\n", ""),
        ];
        let without = [(section, none), rest[0], rest[1], rest[2]];
        let finding = raises(&without, "procurement", "why no competition was held");
        assert_eq!(finding.clause, "3.15");
    }
}
