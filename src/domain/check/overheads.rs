//! Overheads: what they cover, and lines that bear one twice, never, or against the custom.

use crate::domain::charges::OverheadTerms;
use crate::domain::check::Reading;
use crate::domain::check::words::listed;
use crate::domain::line::LineKind;
use crate::domain::problem::Finding;
use crate::domain::variation::KnownLine;

/// What is odd about rates on other lines (rules §5, §13; O-003-22).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for (index, overhead) in reading.known.overheads.iter().enumerate() {
        let path = reading.path(&overhead.line.id);
        let terms = overhead.terms.latest();
        if terms.covers.is_empty() {
            let says = "it is not said which costs the overhead covers, so travel, say, could be \
                        charged again beside it: list them";
            findings.push(Finding::new(format!("{path}.covers"), &overhead.line.clause, says));
        }
        let bases = bases(reading, terms);
        if bases.is_empty() {
            let says = "the file has no line that this overhead is on, so it bills nothing: add \
                        the line, or name another";
            findings.push(Finding::new(format!("{path}.on"), &overhead.line.clause, says));
        }
        twice(reading, index, &bases, findings);
    }
}

/// The lines that an overhead is on.
fn bases<'r>(reading: &'r Reading, terms: &OverheadTerms) -> Vec<&'r str> {
    let heads = reading.heads.iter().filter(|head| head.kind != LineKind::Overhead);
    heads.filter(|head| terms.is_on(head.kind, head.id)).map(|head| head.id).collect()
}

/// Lines that an earlier overhead is on at the same time.
fn twice(reading: &Reading, index: usize, lines: &[&str], findings: &mut Vec<Finding>) {
    let overheads = &reading.known.overheads;
    let overhead = &overheads[index];
    let at_once = |earlier: &&KnownLine<OverheadTerms>| {
        let (Some(runs), Some(other)) = (overhead.runs, earlier.runs) else { return false };
        runs.overlap(other).is_some()
    };
    for earlier in overheads[..index].iter().filter(at_once) {
        let theirs = bases(reading, earlier.terms.latest());
        let both: Vec<&str> = lines.iter().filter(|id| theirs.contains(id)).copied().collect();
        if !both.is_empty() {
            let says = format!(
                "{} already {} the overhead \"{}\" on the same days: make sure that both are meant",
                listed(&both),
                if both.len() == 1 { "bears" } else { "bear" },
                earlier.line.id
            );
            let path = format!("{}.on", reading.path(&overhead.line.id));
            findings.push(Finding::new(path, &overhead.line.clause, says));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent_about;

    const OVERHEAD: &str = "[[overhead]]\nid = \"on-costs\"\nclause = \"4.1\"\nrate = \"15%\"\n\
                            on = [\"staffing\"]\ncovers = [\"travel\"]\n";

    /// O-003-22: "administrative costs and travel expenses".
    #[test]
    fn an_overhead_says_what_it_covers() {
        let finding =
            raises(&[("covers = [\"travel\"]\n", "")], "overhead.0.covers", "charged again");
        assert_eq!(finding.clause, "4.1");
    }

    #[test]
    fn an_overhead_is_on_something() {
        let none = [
            ("[[input]]\nid = \"task-force\"", "[[service]]\nid = \"task-force\""),
            ("budget = \"20000.00\"\n", "annual = \"20000.00\"\n"),
            (
                "approved = { by = \"Chief Executive, Vale of Sandling Council\", \
                 on = 2026-05-01 }\n",
                "",
            ),
            ("on = [\"staffing\"]\ncovers", "on = [\"input\"]\ncovers"),
        ];
        raises(&none, "overhead.0.on", "no line that this overhead is on");
    }

    #[test]
    fn no_line_bears_two_overheads_at_once() {
        let second = |on: &str, starts: &str| {
            format!(
                "{OVERHEAD}[[overhead]]\nid = \"second\"\nclause = \"4.2\"\nrate = \"5%\"\n\
                 on = [\"{on}\"]\ncovers = [\"estates\"]\n{starts}"
            )
        };
        let both = second("head", "");
        raises(
            &[(OVERHEAD, &both)],
            "overhead.1.on",
            "head already bears the overhead \"on-costs\"",
        );
        let service = second("service", "");
        silent_about(&[(OVERHEAD, &service)], "already");
        let first_ends = OVERHEAD.replace("covers", "ends = 2027-03-31\ncovers");
        let in_turn = second("head", "starts = 2027-04-01\n").replace(OVERHEAD, &first_ends);
        silent_about(&[(OVERHEAD, &in_turn)], "already");
    }
}
