//! Who decided, with what authority; what nobody measures; and what is assumed.

use crate::domain::agreement::Status;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::parties::SIDES;
use crate::domain::check::words::counted;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_phrase;
use crate::domain::check::words::listed;
use crate::domain::heads::Assumption;
use crate::domain::heads::Decision;
use crate::domain::problem::Finding;
use crate::domain::staffing::Post;

/// Decisions that are missing, late, without a reference or not alike on the two sides, and outputs
/// without a measure (rules §13; O-003-41, O-003-50, O-003-54).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for side in SIDES {
        decided(reading, side, findings);
    }
    references(reading, findings);
    delegations(reading, findings);
    outputs(reading, findings);
    ordered_by_supplier(reading, findings);
}

/// A side that has not decided on what is said to be approved, signed or in force, or decided late.
fn decided(reading: &Reading, side: Side, findings: &mut Vec<Finding>) {
    let agreement = reading.agreement;
    let name = &agreement.authority(side).name;
    let decisions = agreement.decisions.iter().enumerate();
    let first = decisions.filter(|(_, d)| d.authority == side).min_by_key(|(_, d)| d.on);
    let needed = !matches!(agreement.status, Status::Draft | Status::HeadsAgreed);
    match first {
        None if needed => {
            let says = format!(
                "the agreement is {}, but no decision of {name} is recorded: record who decided, \
                 when, and the minute",
                agreement.status.word()
            );
            findings.push(Finding::new("decision", reading.clause_about("decision"), says));
        }
        Some((index, decision)) if decision.on > agreement.starts => {
            let says = format!(
                "{name} first decided on {}, after the term began on {}: until then nothing was \
                 agreed to bill; check the dates",
                in_words(decision.on),
                in_words(agreement.starts)
            );
            findings.push(about(index, "on", decision, says));
        }
        _ => {}
    }
}

fn about(index: usize, key: &str, decision: &Decision, says: String) -> Finding {
    let clause = decision.clause.as_deref().unwrap_or_default();
    Finding::new(format!("decision.{index}.{key}"), clause, says)
}

/// A decision that cannot be looked up (O-003-50).
fn references(reading: &Reading, findings: &mut Vec<Finding>) {
    for (index, decision) in reading.agreement.decisions.iter().enumerate() {
        if decision.reference.is_none() {
            let says = format!(
                "the decision of {} on {} has no reference: give the minute or report by which an \
                 auditor finds it",
                decision.body,
                in_words(decision.on)
            );
            findings.push(about(index, "reference", decision, says));
        }
    }
}

/// One side's officer must consult and the other's need not (O-003-54).
fn delegations(reading: &Reading, findings: &mut Vec<Finding>) {
    let delegated = |side: Side| {
        let decisions = reading.agreement.decisions.iter().enumerate();
        decisions.filter(move |(_, d)| d.authority == side && d.delegated_to.is_some())
    };
    for side in SIDES {
        let other = if side == Side::Supplier { Side::Purchaser } else { Side::Supplier };
        let alone = delegated(side).find(|(_, d)| d.consulting.is_empty());
        let consulting = delegated(other).find(|(_, d)| !d.consulting.is_empty());
        let (Some((index, alone)), Some((_, consulting))) = (alone, consulting) else { continue };
        let names = |side| &reading.agreement.authority(side).name;
        let says = format!(
            "{} leaves the rest to its {} alone, where {} has its {} consult the {}: make sure \
             that the lesser authority is meant, or make the two alike",
            names(side),
            alone.delegated_to.as_deref().unwrap_or_default(),
            names(other),
            consulting.delegated_to.as_deref().unwrap_or_default(),
            listed(&consulting.consulting)
        );
        findings.push(about(index, "consulting", alone, says));
    }
}

/// Outputs that no indicator measures: one does where it names the output by its number, or quotes
/// it (O-003-41).
fn outputs(reading: &Reading, findings: &mut Vec<Finding>) {
    let outputs = &reading.agreement.heads.outputs;
    let kpis = &reading.agreement.kpis;
    let unmeasured = outputs.iter().enumerate().filter(|(index, output)| {
        let by_number = format!("output {}", index + 1);
        let opening: String = folded(output).chars().take(40).collect();
        !kpis.iter().any(|kpi| {
            let texts = [Some(&kpi.name), kpi.definition.as_ref(), kpi.note.as_ref()];
            texts
                .into_iter()
                .flatten()
                .any(|text| has_phrase(text, &by_number) || folded(text).contains(&opening))
        })
    });
    let unmeasured: Vec<String> = unmeasured.map(|(index, _)| (index + 1).to_string()).collect();
    if !unmeasured.is_empty() {
        let says = format!(
            "{} of {} ({}) {} measured by no indicator: give each one that is met, partly met or \
             not met, or say who judges it",
            unmeasured.len(),
            counted(outputs.len(), "output"),
            listed(&unmeasured),
            if unmeasured.len() == 1 { "is" } else { "are" }
        );
        findings.push(Finding::new("heads.outputs", "Outputs", says));
    }
}

/// Inputs that a post of the supplier's may order at the purchaser's cost (O-003-36; R71).
fn ordered_by_supplier(reading: &Reading, findings: &mut Vec<Finding>) {
    let heads = &reading.agreement.heads;
    let scope = heads.scope.iter().enumerate().map(|(at, p)| (format!("heads.scope.{at}"), p));
    let notes = heads.notes.iter().enumerate().map(|(at, p)| (format!("heads.notes.{at}"), p));
    for (path, paragraph) in scope.chain(notes) {
        let mut posts = reading.agreement.staffing.iter();
        let directs = |post: &&Post| {
            has_phrase(&paragraph.text, &format!("at the direction of the {}", post.name))
        };
        if let Some(post) = posts.find(directs) {
            let says = format!(
                "the {} is a post of {}, which bills what it orders: say who approves it for {}",
                post.name, reading.agreement.supplier.name, reading.agreement.purchaser.name
            );
            findings.push(Finding::new(path, &paragraph.clause, says));
        }
    }
}

/// What has been put in the place of what the papers leave out (rules §13).
pub fn assumptions(reading: &Reading, findings: &mut Vec<Finding>) {
    assumptions_about(reading, findings, |_| true);
}

/// Those assumptions that are wanted.
pub fn assumptions_about(
    reading: &Reading,
    findings: &mut Vec<Finding>,
    is_wanted: impl Fn(&Assumption) -> bool,
) {
    let assumptions = reading.agreement.assumptions.iter().enumerate();
    for (index, assumption) in assumptions.filter(|(_, assumption)| is_wanted(assumption)) {
        let about = assumption.about.as_deref().map(|about| format!(" ({about})"));
        let says = format!(
            "assumed, not agreed{}: {}",
            about.unwrap_or_default(),
            assumption.text.trim_end_matches('.')
        );
        findings.push(Finding::new(format!("assumption.{index}"), &assumption.clause, says));
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;
    use crate::domain::check::samples::silent_about;

    #[test]
    fn both_sides_have_decided_on_what_is_in_force() {
        let other = ("authority = \"purchaser\"", "authority = \"supplier\"");
        raises(&[other], "decision", "no decision of Vale of Sandling Council is recorded");
        let draft = ("status = \"in-force\"", "status = \"heads-agreed\"");
        silent(&[other, draft]);
        let late = ("on = 2026-02-12", "on = 2026-04-02");
        raises(&[late], "decision.1.on", "after the term began on 1 April 2026");
    }

    /// O-003-50.
    #[test]
    fn a_decision_can_be_looked_up() {
        let reference = ("reference = \"Minute 12\"\n", "clause = \"1.1\"\n");
        let finding = raises(&[reference], "decision.0.reference", "has no reference");
        assert_eq!(finding.clause, "1.1");
    }

    /// O-003-54: one chief executive alone, the other in consultation.
    #[test]
    fn delegations_are_alike() {
        let consulting = ("consulting = [\"Leader\"]\n", "");
        let says = "to its Chief Executive alone, where Vale of Sandling Council has its Chief \
                    Executive consult the Leader";
        raises(&[consulting], "decision.0.consulting", says);
        silent(&[consulting, consulting]);
    }

    /// O-003-41.
    #[test]
    fn outputs_are_measured() {
        let outputs = "outputs = [\"A plan that is current\"]";
        let two = "outputs = [\"A plan that is current\", \"Response to inspections\"]";
        raises(
            &[(outputs, two)],
            "heads.outputs",
            "1 of 2 outputs (2) is measured by no indicator",
        );
        let quoted = ("Output 1: met where", "A plan that is current: met where");
        silent(&[quoted]);
    }

    /// O-003-36: "at the direction of the Director of Children's Services".
    #[test]
    fn the_supplier_does_not_order_what_it_bills() {
        let text = "text = \"Early years.\"";
        let ordered = "text = \"To be at the direction of the Director, within the budget\"";
        let says =
            "the Director is a post of Northshire County Council, which bills what it orders";
        raises(&[(text, ordered)], "heads.scope.1", says);
        silent(&[(text, "text = \"To be at the direction of the Board\"")]);
    }

    #[test]
    fn what_is_assumed_is_listed_as_assumed() {
        let assumed = (
            "[procurement]",
            "[[assumption]]\nclause = \"4.1\"\nabout = \"director\"\ntext = \"One day.\"\n\
             [procurement]",
        );
        let finding = raises(&[assumed], "assumption.0", "assumed, not agreed (director): One day");
        assert_eq!(finding.clause, "4.1");
        silent_about(&[], "assumed");
    }
}
