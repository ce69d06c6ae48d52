//! Variations: where the order in which they were agreed decides, and what they leave unsaid.

use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::words::listed;
use crate::domain::line::Amendment;
use crate::domain::problem::Finding;
use crate::domain::variation::Change;
use crate::domain::variation::Variation;

/// What is odd about the variations (rules §2, §13).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    let variations = &reading.agreement.variations;
    for (index, variation) in variations.iter().enumerate() {
        let place = Place { index, variation };
        unsaid(&place, findings);
        outside(reading, &place, findings);
        early_lines(reading, &place, findings);
        changed_twice(&place, findings);
    }
    let mut agreed: Vec<Place> =
        variations.iter().enumerate().map(|(index, v)| Place { index, variation: v }).collect();
    agreed.sort_by_key(|place| place.variation.agreed);
    for (at, later) in agreed.iter().enumerate() {
        for earlier in &agreed[..at] {
            overruled(earlier, later, findings);
        }
    }
}

#[derive(Clone, Copy)]
struct Place<'a> {
    index: usize,
    variation: &'a Variation,
}

impl Place<'_> {
    fn finding(&self, key: &str, says: String) -> Finding {
        let clause = self.variation.clause.as_deref().unwrap_or_default();
        Finding::new(format!("variation.{}{key}", self.index), clause, says)
    }
}

fn unsaid(place: &Place, findings: &mut Vec<Finding>) {
    let missing = [
        (place.variation.reason.is_none(), "why it was made"),
        (place.variation.clause.is_none(), "under which clause"),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(gone, _)| *gone).map(|(_, w)| *w).collect();
    if !missing.is_empty() {
        let says = format!("the variation does not say {}: record it for audit", listed(&missing));
        findings.push(place.finding("", says));
    }
}

/// A variation that takes effect when there is no term.
fn outside(reading: &Reading, place: &Place, findings: &mut Vec<Finding>) {
    let effective = place.variation.effective;
    let starts = reading.agreement.starts;
    let term = match reading.known.term_ends() {
        Some(ends) if effective > ends => format!("after the term ended on {}", in_words(ends)),
        _ if effective < starts => format!("before the term begins on {}", in_words(starts)),
        _ => return,
    };
    let says = format!("it takes effect on {}, {term}: check the day", in_words(effective));
    findings.push(place.finding(".effective", says));
}

/// A new line whose own first day is before its variation's: it runs from the later of the two.
fn early_lines(reading: &Reading, place: &Place, findings: &mut Vec<Finding>) {
    let under = format!("variation.{}.", place.index);
    let effective = place.variation.effective;
    for head in reading.heads.iter().filter(|head| head.path.starts_with(&under)) {
        if let Some(starts) = head.starts.filter(|starts| *starts < effective) {
            let says = format!(
                "the line begins on {}, before its variation takes effect on {}: it is billed from \
                 the later day alone; make the two alike",
                in_words(starts),
                in_words(effective)
            );
            findings.push(Finding::new(format!("{}.starts", head.path), head.clause, says));
        }
    }
}

/// The term that an amendment changes: the ways of stating a cost take each other's place.
fn term(amendment: &Amendment) -> &'static str {
    match amendment.key() {
        "full_cost" | "salary" | "day_rate" => "cost",
        key => key,
    }
}

/// The terms that both changes give to one line.
fn same_terms(one: &Change, other: &Change) -> Vec<&'static str> {
    let of = |change: &Change| change.amendments.iter().map(term).collect::<Vec<_>>();
    let theirs = of(other);
    let is_same_line = one.line == other.line;
    of(one).into_iter().filter(|term| is_same_line && theirs.contains(term)).collect()
}

/// One variation that changes a line's term twice: the later in the file stands.
fn changed_twice(place: &Place, findings: &mut Vec<Finding>) {
    let changes = &place.variation.changes;
    for (at, change) in changes.iter().enumerate() {
        let terms: Vec<&str> =
            changes[..at].iter().flat_map(|earlier| same_terms(earlier, change)).collect();
        if !terms.is_empty() {
            let says = format!(
                "it changes the {} of \"{}\" twice, and the later of the two in the file stands: \
                 keep one",
                listed(&terms),
                change.line
            );
            findings.push(place.finding(&format!(".change.{at}"), says));
        }
    }
}

/// A variation agreed after another that reaches back over it: on all its days the order in which
/// they were agreed decides. One that takes effect later than the one before it follows it in the
/// ordinary way.
fn overruled(earlier: &Place, later: &Place, findings: &mut Vec<Finding>) {
    let (first, second) = (earlier.variation, later.variation);
    let on_one_day = first.agreed == second.agreed;
    if first.ends.is_some() && second.ends.is_some() && first.ends != second.ends && on_one_day {
        let says = format!(
            "\"{}\" and this were agreed on one day and give the term two last days: the later in \
             the file stands; keep one",
            first.id
        );
        findings.push(later.finding(".ends", says));
    }
    if second.effective > first.effective {
        return;
    }
    for (at, change) in second.changes.iter().enumerate() {
        for before in &first.changes {
            let terms = same_terms(before, change);
            if !terms.is_empty() {
                let says = format!(
                    "\"{}\" changes the {} of \"{}\" from {} too, where this does from {}: this \
                     stands on all those days, being {}; withdraw the other if that is meant",
                    first.id,
                    listed(&terms),
                    change.line,
                    in_words(first.effective),
                    in_words(second.effective),
                    if on_one_day { "later in the file" } else { "agreed later" }
                );
                findings.push(later.finding(&format!(".change.{at}"), says));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    const SECOND: &str = "agreed = 2028-06-01\neffective = 2028-04-01";
    const CHANGE: &str = "change = [{ line = \"director\", full_cost = \"105000.00\" }]";

    #[test]
    fn a_later_agreed_variation_that_reaches_back_is_raised() {
        let back = (SECOND, "agreed = 2028-06-01\neffective = 2027-04-01");
        let says = "\"pay-2027\" changes the cost of \"director\" from 1 April 2027 too, where \
                    this does from 1 April 2027: this stands on all those days, being agreed later";
        let finding = raises(&[back], "variation.1.change.0", says);
        assert_eq!(finding.clause, "8.1");
        let one_day = (SECOND, "agreed = 2027-06-01\neffective = 2027-04-01");
        raises(&[one_day], "variation.1.change.0", "being later in the file");
        let salary = (CHANGE, "change = [{ line = \"director\", days_per_week = 2 }]");
        silent(&[back, salary]);
    }

    #[test]
    fn one_award_after_another_is_the_ordinary_way() {
        silent(&[]);
        silent(&[(SECOND, "agreed = 2027-06-01\neffective = 2028-04-01")]);
    }

    #[test]
    fn two_last_days_agreed_at_once_are_raised() {
        let ends = |day: &str| format!("reason = \"Pay award\"\nends = {day}\nchange = ");
        let (first, second) = (ends("2030-03-31"), ends("2031-03-31"));
        let both = [
            ("reason = \"Pay award\"\nchange = ", &*first),
            ("reason = \"Pay award\"\nchange = ", &*second),
            (SECOND, "agreed = 2027-06-01\neffective = 2028-04-01"),
        ];
        raises(&both, "variation.1.ends", "two last days");
        silent(&both[..2]);
    }

    #[test]
    fn a_term_is_changed_once() {
        let twice = (
            CHANGE,
            "change = [{ line = \"director\", full_cost = \"105000.00\" }, \
                              { line = \"director\", salary = \"80000.00\", pension = \"10%\" }]",
        );
        raises(&[twice], "variation.1.change.1", "changes the cost of \"director\" twice");
        let other = (
            CHANGE,
            "change = [{ line = \"director\", full_cost = \"105000.00\" }, \
                              { line = \"head\", full_cost = \"80000.00\" }]",
        );
        silent(&[other]);
    }

    #[test]
    fn a_variation_says_why_and_takes_effect_within_the_term() {
        let reason = "reason = \"Pay award\"\n";
        raises(&[(reason, "")], "variation.0", "does not say why it was made");
        raises(&[("clause = \"8.1\"\n", "")], "variation.0", "under which clause");
        let early = ("effective = 2027-04-01", "effective = 2026-03-01");
        raises(&[early], "variation.0.effective", "before the term begins");
        let late = (SECOND, "agreed = 2028-06-01\neffective = 2031-04-01");
        raises(&[late], "variation.1.effective", "after the term ended");
    }

    #[test]
    fn a_new_line_begins_with_its_variation() {
        let line = |starts: &str| {
            format!(
                "{CHANGE}\n[[variation.input]]\nid = \"more\"\nclause = \"4.4\"\nname = \"More\"\n\
                 budget = \"100.00\"\nstarts = {starts}\n\
                 approved = {{ by = \"Leader\", on = 2028-04-01 }}\n\
                 vat = {{ treatment = \"exempt\", reason = \"r\", decided_by = \"o\", decided_on = \
                 2028-04-01 }}\n"
            )
        };
        let early = line("2028-03-01");
        let finding =
            raises(&[(CHANGE, &early)], "variation.1.input.0.starts", "from the later day");
        assert_eq!(finding.clause, "4.4");
        silent(&[(CHANGE, &line("2028-05-01"))]);
    }
}
