//! What a careful reader would ask before signing: warnings, which stop nothing.
//!
//! An error (see [`crate::domain::file`]) cannot be so; a warning can, and is odd all the same: a
//! term without an end, a percentage per 10,000, parts that cannot come to their whole, a citation
//! that has been overtaken. Each names its place, its clause, the arithmetic and what to do. The
//! numbers `O-003-nn` are the oddities of the Cabinet paper of 5 February 2018, and `R` those of
//! requirements.
//!
//! **Invariant**: pure, and silent about a complete agreement: what is settled raises nothing.

mod breaks;
mod citations;
mod cross;
mod governance;
mod horizon;
mod indicator;
mod inputs;
mod legal;
mod lines;
mod names;
pub mod numbers;
mod overheads;
mod papers;
mod parties;
mod posts;
mod provisions;
mod references;
#[cfg(test)]
mod samples;
mod targets;
mod term;
mod units;
mod variations;
mod words;

use chrono::NaiveDate;

use crate::domain::agreement::Agreement;
use crate::domain::agreement::LineHead;
use crate::domain::check::cross::Shared;
use crate::domain::heads::Assumption;
use crate::domain::problem::Finding;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::known_variations;
use crate::domain::variation::open_end;

/// Every warning about an agreement, in the order in which a reader meets its parts: the term, its
/// powers and parties, the money, the breaks and changes, the indicators, the heads, the papers.
pub fn warnings(agreement: &Agreement) -> Vec<Finding> {
    let reading = Reading::of(agreement);
    let mut findings = Vec::new();
    for rules in BEFORE_INDICATORS {
        rules(&reading, &mut findings);
    }
    for index in 0..agreement.kpis.len() {
        about_definition(&reading, index, &mut findings);
    }
    findings.extend(shared(&reading).map(|shared| shared.finding));
    for rules in AFTER_INDICATORS {
        rules(&reading, &mut findings);
    }
    findings
}

/// The warnings about the definition of one indicator, as the performance schedule prints them
/// beneath it; none where there is no such indicator.
pub fn indicator_warnings(agreement: &Agreement, kpi_index: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    if kpi_index < agreement.kpis.len() {
        let reading = Reading::of(agreement);
        about_definition(&reading, kpi_index, &mut findings);
        let shared = shared(&reading).filter(|shared| shared.indicators.contains(&kpi_index));
        findings.extend(shared.map(|shared| shared.finding));
        let id = &agreement.kpis[kpi_index].id;
        governance::assumptions_about(&reading, &mut findings, |about| is_about(about, id));
    }
    findings
}

type Rules = fn(&Reading, &mut Vec<Finding>);

const BEFORE_INDICATORS: [Rules; 13] = [
    term::findings,
    legal::findings,
    parties::findings,
    numbers::findings,
    provisions::findings,
    lines::findings,
    posts::findings,
    overheads::findings,
    breaks::findings,
    variations::findings,
    governance::findings,
    inputs::findings,
    references::findings,
];

const AFTER_INDICATORS: [Rules; 4] =
    [citations::findings, names::findings, papers::findings, governance::assumptions];

fn about_definition(reading: &Reading, index: usize, findings: &mut Vec<Finding>) {
    indicator::findings(reading, index, findings);
    units::findings(reading, index, findings);
    targets::findings(reading, index, findings);
    papers::baseline(reading, index, findings);
    citations::in_indicator(reading, index, findings);
}

/// The warnings that concern several indicators.
fn shared(reading: &Reading) -> impl Iterator<Item = Shared> {
    cross::findings(reading).into_iter().chain(horizon::findings(reading))
}

/// What the rules look at: the agreement, all that is known of it on the last of all days, and
/// where its lines stand in the file.
struct Reading<'a> {
    agreement: &'a Agreement,
    known: KnownTerms<'a>,
    heads: Vec<LineHead<'a>>,
}

impl<'a> Reading<'a> {
    fn of(agreement: &'a Agreement) -> Reading<'a> {
        Reading {
            agreement,
            known: KnownTerms::on(agreement, open_end()),
            heads: agreement.line_heads(),
        }
    }

    /// The last day of the term that the agreement or a variation states; notice is left aside.
    fn stated_end(&self) -> Option<NaiveDate> {
        let variations = known_variations(self.agreement, open_end());
        variations.iter().rev().find_map(|variation| variation.ends).or(self.agreement.ends)
    }

    /// Where a line stands: `staffing.0`, `variation.1.service.0`.
    fn path(&self, id: &str) -> &str {
        self.heads.iter().find(|head| head.id == id).map_or("", |head| &head.path)
    }

    /// Whether an assumption is about a part of the file that is called so, or of that kind.
    fn assumes(&self, name: &str) -> bool {
        self.agreement.assumptions.iter().any(|assumption| is_about(assumption, name))
    }

    /// The clause that leaves something out, where an assumption has been recorded about it: what
    /// is missing has no clause of its own.
    fn clause_about(&self, about: &str) -> &'a str {
        let assumptions = self.agreement.assumptions.iter();
        let mut of_it = assumptions.filter(|a| a.about.as_deref() == Some(about));
        of_it.next().map_or("", |assumption| &assumption.clause)
    }
}

/// Whether an assumption names a part of the file: `database`, `service`, `staffing.salary`.
fn is_about(assumption: &Assumption, name: &str) -> bool {
    let about = assumption.about.as_deref().unwrap_or_default();
    about.split([' ', ',', '.']).any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::samples::COMPLETE;
    use crate::domain::check::samples::agreement;
    use crate::domain::check::samples::changed;

    #[test]
    fn a_complete_agreement_raises_nothing() {
        let found = warnings(&agreement(COMPLETE));
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn every_warning_leads_to_a_place_and_says_what_to_do() {
        let text = changed(&[("ends = 2031-03-31\n", ""), ("payment_days = 30\n", "")]);
        let found = warnings(&agreement(&text));
        let paths: Vec<&str> = found.iter().map(|finding| &*finding.path).collect();
        assert_eq!(paths, ["ends", "billing.payment_days"]);
        assert!(found.iter().all(|finding| !finding.says.ends_with('.')));
    }

    /// The schedule prints what concerns an indicator, and nothing about the others.
    #[test]
    fn an_indicator_has_its_own_warnings() {
        let text = changed(&[
            ("at_most = 200", "at_most = 129"),
            ("unit = \"count\"", "unit = \"count\"\nterm = \"short\""),
        ]);
        let agreement = agreement(&text);
        let of = |id: &str| {
            let index = agreement.kpis.iter().position(|kpi| kpi.id == id).expect("an indicator");
            indicator_warnings(&agreement, index)
        };
        assert_eq!(of("assessments"), []);
        assert_eq!(of("looked-after").len(), 2, "{:#?}", of("looked-after"));
        assert_eq!(of("looked-after-rate").len(), 1, "{:#?}", of("looked-after-rate"));
        assert_eq!(indicator_warnings(&agreement, 99), []);
    }
}
