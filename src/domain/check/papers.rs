//! The papers that facts are taken from: facts of a day that had not come, and facts of no day.

use chrono::NaiveDate;

use crate::domain::calendar::anniversary;
use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::words::counted;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_phrase;
use crate::domain::check::words::listed;
use crate::domain::check::words::words;
use crate::domain::heads::SourcePaper;
use crate::domain::problem::Finding;

/// Observations that cannot be so, or that nobody can place (rules §13; R60; O-003-01, O-003-44,
/// O-003-46, O-003-48, O-003-49).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for (index, observation) in reading.agreement.observations.iter().enumerate() {
        let paper = paper(reading, &observation.document);
        if let (Some(on), Some(paper)) = (observation.on, paper)
            && on > paper.dated
        {
            let says = format!("the fact {}", after_paper(on, paper));
            let path = format!("observation.{index}.on");
            findings.push(Finding::new(path, &observation.clause, says));
        }
    }
    undated(reading, findings);
}

/// Facts without a day: one by one where they state figures or a loose time, else together by
/// paper.
fn undated(reading: &Reading, findings: &mut Vec<Finding>) {
    let observations = reading.agreement.observations.iter().enumerate();
    let without_day = observations.filter(|(_, observation)| observation.on.is_none());
    let (measured, others): (Vec<_>, Vec<_>) = without_day.partition(|(_, observation)| {
        observation.text.contains(['%', '£']) || loose_time(&observation.text).is_some()
    });
    for (index, observation) in measured {
        let loose = loose_time(&observation.text);
        let loose = loose.map_or(String::new(), |words| format!(" (\"{words}\" is none)"));
        let says = format!(
            "the fact has no day of its own{loose}: ask for it, or it cannot be held against a \
             later one"
        );
        findings.push(Finding::new(format!("observation.{index}"), &observation.clause, says));
    }
    for document in &reading.agreement.documents {
        let of_it = others.iter().filter(|(_, observation)| observation.document == document.id);
        let of_it: Vec<_> = of_it.collect();
        let Some((first, observation)) = of_it.first() else { continue };
        let clauses: Vec<&str> = of_it.iter().map(|(_, other)| &*other.clause).collect();
        let says = format!(
            "{} taken from \"{}\" {} no day ({}): give each the day that it is true of, where one \
             can be found",
            counted(of_it.len(), "fact"),
            document.title,
            if of_it.len() == 1 { "has" } else { "have" },
            listed(&clauses)
        );
        findings.push(Finding::new(format!("observation.{first}"), &observation.clause, says));
    }
}

/// Words that put a fact at no day in particular (O-003-44, O-003-46): `currently`, `in 2014`.
fn loose_time(text: &str) -> Option<String> {
    const LOOSE: [&str; 11] = [
        "currently",
        "at present",
        "recently",
        "to date",
        "in the last",
        "during the last",
        "over the last",
        "in the period",
        "an annual",
        "regularly",
        "at an all time low",
    ];
    let loose = LOOSE.into_iter().find(|phrase| has_phrase(text, phrase)).map(str::to_owned);
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let year = || {
        let words = words(text);
        let mut pairs = words.windows(2);
        let pair = pairs.find(|pair| folded(pair[0]) == "in" && is_year(pair[1]))?;
        Some(format!("in {}", pair[1]))
    };
    loose.or_else(year)
}

/// A baseline of a day that had not come, or after the first target (R60).
pub fn baseline(reading: &Reading, index: usize, findings: &mut Vec<Finding>) {
    let kpi = &reading.agreement.kpis[index];
    let Some(baseline) = &kpi.baseline else { return };
    let path = format!("kpi.{index}.baseline");
    let paper = baseline.document.as_deref().and_then(|id| paper(reading, id));
    if let Some(paper) = paper.filter(|paper| baseline.on > paper.dated) {
        let says = format!("the baseline {}", after_paper(baseline.on, paper));
        findings.push(Finding::new(&path, &kpi.clause, says));
    }
    if let Some(first) = kpi.targets.first().filter(|target| target.by <= baseline.on) {
        let says = format!(
            "the baseline of {} is no earlier than the first target, by {}: correct one of the two",
            in_words(baseline.on),
            in_words(first.by)
        );
        findings.push(Finding::new(&path, &kpi.clause, says));
    }
}

fn paper<'a>(reading: &Reading<'a>, id: &str) -> Option<&'a SourcePaper> {
    reading.agreement.documents.iter().find(|document| document.id == id)
}

/// A fact of a day after its paper, with the day that may be meant: the same a year before
/// (O-003-01).
fn after_paper(on: NaiveDate, paper: &SourcePaper) -> String {
    let year_before = anniversary(on, -1);
    let ask = if year_before <= paper.dated {
        format!("{} is probably meant; ask its author", in_words(year_before))
    } else {
        "ask its author which day is meant".to_owned()
    };
    format!(
        "is of {}, after \"{}\" of {}, which states it: {ask}",
        in_words(on),
        paper.title,
        in_words(paper.dated)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    const FACT: &str = "on = 2025-11-30\ntext = \"One school needed help\"";

    /// R60 and O-003-01: 30 November 2018 in a report of 5 February 2018.
    #[test]
    fn a_fact_of_a_day_to_come_is_raised() {
        let late = (FACT, "on = 2026-11-30\ntext = \"One school needed help\"");
        let says = "the fact is of 30 November 2026, after \"Outturn 2025, with Schedule 1\" of 10 \
                    February 2026, which states it: 30 November 2025 is probably meant";
        let finding = raises(&[late], "observation.0.on", says);
        assert_eq!(finding.clause, "5.3");
        let far = (FACT, "on = 2028-11-30\ntext = \"One school needed help\"");
        raises(&[far], "observation.0.on", "ask its author which day");
        silent(&[(FACT, "on = 2026-02-10\ntext = \"One school needed help\"")]);
    }

    /// O-003-46: "(currently 3%)".
    #[test]
    fn a_fact_without_a_day_is_raised() {
        let loose = (FACT, "text = \"Low (currently 3%)\"");
        raises(&[loose], "observation.0", "no day of its own (\"currently\" is none)");
        assert_eq!(loose_time("In 2014, 52% of schools").as_deref(), Some("in 2014"));
        assert_eq!(loose_time("in July 2013"), None);
        let plain = (FACT, "text = \"It was reinstated\"");
        let says = "1 fact taken from \"Outturn 2025, with Schedule 1\" has no day (5.3)";
        raises(&[plain], "observation.0", says);
    }

    #[test]
    fn a_baseline_is_of_a_day_that_had_come() {
        let late = ("{ on = 2025-12-31, value = 88,", "{ on = 2026-03-31, value = 88,");
        raises(&[late], "kpi.0.baseline", "the baseline is of 31 March 2026, after");
        let later = ("{ on = 2025-12-31, value = 90 }", "{ on = 2029-03-31, value = 90 }");
        raises(&[later], "kpi.2.baseline", "no earlier than the first target");
        silent(&[("{ on = 2025-12-31, value = 90 }", "{ on = 2026-03-31, value = 90 }")]);
    }
}
