//! An indicator's definition: what is missing of it, and words that can be taken in two ways.

use chrono::NaiveDate;

use crate::domain::calendar::date;
use crate::domain::check::Reading;
use crate::domain::check::words::has_any;
use crate::domain::check::words::has_phrase;
use crate::domain::check::words::listed;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::domain::problem::Finding;

/// What is missing of an indicator, and what its words leave open (rules §13; O-003-03, O-003-14 to
/// O-003-18).
pub fn findings(reading: &Reading, index: usize, findings: &mut Vec<Finding>) {
    let kpi = &reading.agreement.kpis[index];
    incomplete(index, kpi, findings);
    for ambiguity in AMBIGUITIES {
        if (ambiguity.is_in)(kpi) {
            let path = format!("kpi.{index}.name");
            findings.push(Finding::new(path, &kpi.clause, ambiguity.says));
        }
    }
}

/// One warning that lists all that is missing (O-003-18).
fn incomplete(index: usize, kpi: &Kpi, findings: &mut Vec<Finding>) {
    let is_figure = kpi.unit != Unit::Statement;
    let is_rate = matches!(kpi.unit, Unit::PerTenThousand | Unit::PerThousand);
    let has_baseline = kpi.baseline.as_ref().is_some_and(|b| b.value.known().is_some());
    let parts = [
        (kpi.definition.is_none(), "definition"),
        (is_figure && !has_baseline, "baseline"),
        (kpi.targets.is_empty(), "target"),
        (is_figure && kpi.better.is_none(), "polarity"),
        (is_rate && kpi.population.is_none(), "population that the rate is of"),
        (kpi.source.is_none(), "source"),
        (kpi.frequency.is_none(), "frequency"),
        (kpi.owner.is_none(), "owner"),
    ];
    let missing: Vec<String> =
        parts.iter().filter(|(gone, _)| *gone).map(|(_, part)| format!("no {part}")).collect();
    if !missing.is_empty() {
        let says = format!("it has {}: agree them before it is rated", listed(&missing));
        let says = if missing.len() == 1 { says.replace("agree them", "agree it") } else { says };
        findings.push(Finding::new(format!("kpi.{index}"), &kpi.clause, says));
    }
}

/// Words that can be taken in two ways, unless something else settles them.
struct Ambiguity {
    is_in: fn(&Kpi) -> bool,
    says: &'static str,
}

const AMBIGUITIES: [Ambiguity; 5] = [
    Ambiguity {
        is_in: is_open_year,
        says: "\"the last 12 months\" of which day? It may be a rolling year, a financial year or \
               a month's figure; say which, and how often it is taken",
    },
    Ambiguity {
        is_in: is_month_end,
        says: "a figure of each month's end has a single target: say which month's end is held \
               against it, or that each is",
    },
    Ambiguity {
        is_in: is_stock_or_flow,
        says: "\"second or subsequent\" of those on a plan on a day (a stock), or of those who \
               began one in the year (a flow, as the Department for Education counts)? Say which",
    },
    Ambiguity {
        is_in: is_eighteen_too_many,
        says: "the band takes in those who are 18, but a child is a person under 18 (Children Act \
               1989, section 105): say \"under 18\" if that is meant, as the population is",
    },
    Ambiguity {
        is_in: is_old_neet,
        says: "since September 2016 councils need follow those aged 16 and 17 alone, and the \
               published rate is of those and counts in those whose activity is not known: \
               redefine it before it is rated",
    },
];

fn definition(kpi: &Kpi) -> &str {
    kpi.definition.as_deref().unwrap_or_default()
}

/// A year back from nobody says when (O-003-15).
fn is_open_year(kpi: &Kpi) -> bool {
    const YEAR: [&str; 4] =
        ["the last 12 months", "the last twelve months", "the past 12 months", "the past year"];
    has_any(&kpi.name, &YEAR) && kpi.frequency.is_none()
}

/// Twelve figures a year and one target (O-003-16).
fn is_month_end(kpi: &Kpi) -> bool {
    has_any(&kpi.name, &["month end", "month-end", "end of month", "end of the month"])
        && kpi.targets.len() == 1
        && !has_any(definition(kpi), &["each month", "every month", "month of", "march"])
}

/// O-003-14.
fn is_stock_or_flow(kpi: &Kpi) -> bool {
    has_phrase(&kpi.name, "second or subsequent") && kpi.definition.is_none()
}

/// O-003-03.
fn is_eighteen_too_many(kpi: &Kpi) -> bool {
    const BANDS: [&str; 7] =
        ["≤ 18", "≤18", "<= 18", "18 or under", "18 and under", "aged up to 18", "0 to 18"];
    has_any(&kpi.name, &BANDS) && !has_phrase(definition(kpi), "under 18")
}

/// The day from which those of academic age 18 need no longer be followed.
fn neet_changed() -> NaiveDate {
    date(2016, 9, 1)
}

/// O-003-17.
fn is_old_neet(kpi: &Kpi) -> bool {
    has_any(&kpi.name, &["16 to 18", "16-18", "aged 16 to 18"])
        && has_any(&kpi.name, &["not in education", "neet"])
        && kpi.targets.iter().any(|target| target.by >= neet_changed())
        && !has_any(definition(kpi), &["16 to 17", "16-17", "16 and 17"])
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    const NAME: &str = "name = \"Number of children looked after\"";
    const DEFINITION: &str =
        "definition = \"On the last day of the financial year\"\nunit = \"count\"";

    fn called(name: &str) -> String {
        format!("name = \"{name}\"")
    }

    /// O-003-18.
    #[test]
    fn all_that_is_missing_is_listed_at_once() {
        let bare = [
            (
                "definition = \"Completed in time, divided by all completed, over the financial \
                 year\"\n",
                "",
            ),
            ("better = \"higher\"\nterm = \"long\"\n", "term = \"long\"\n"),
            ("source = \"Case system\"\nfrequency = \"quarterly\"\nowner = \"Head of Care\"\n", ""),
        ];
        let says = "it has no definition, no polarity, no source, no frequency and no owner";
        let finding = raises(&bare, "kpi.0", says);
        assert_eq!(finding.clause, "K1");
        raises(
            &[("population = 25000\n", "")],
            "kpi.2",
            "no population that the rate is of: agree it",
        );
        let baseline = "baseline = { on = 2025-12-31, value = 225 }\n";
        raises(&[(baseline, "")], "kpi.3", "no baseline");
    }

    /// O-003-15.
    #[test]
    fn a_year_back_needs_a_frequency() {
        let name = called("Number of repeat referrals within the last 12 months");
        silent(&[(NAME, &name)]);
        let once = (
            "source = \"Statutory return\"\nfrequency = \"yearly\"\nowner = \"Head of Care\"",
            "source = \"Statutory return\"\nowner = \"Head of Care\"",
        );
        raises(&[(NAME, &name), once], "kpi.3.name", "a rolling year, a financial year");
    }

    /// O-003-16.
    #[test]
    fn month_ends_need_a_month() {
        let name = called("Number of children looked after at month end");
        let each = (DEFINITION, "definition = \"Of every month\"\nunit = \"count\"");
        raises(&[(NAME, &name)], "kpi.3.name", "which month's end");
        silent(&[(NAME, &name), each]);
    }

    /// O-003-14.
    #[test]
    fn second_or_subsequent_is_a_stock_or_a_flow() {
        let name = called("Number on a plan for a second or subsequent occasion");
        silent(&[(NAME, &name)]);
        raises(&[(NAME, &name), (DEFINITION, "unit = \"count\"")], "kpi.3.name", "(a stock)");
    }

    /// O-003-03.
    #[test]
    fn a_child_is_under_eighteen() {
        let name = called("Number of children looked after ≤ 18 years old");
        raises(&[(NAME, &name)], "kpi.3.name", "a person under 18");
        let under = (DEFINITION, "definition = \"Under 18 on 31 March\"\nunit = \"count\"");
        silent(&[(NAME, &name), under]);
    }

    /// O-003-17.
    #[test]
    fn sixteen_to_eighteen_is_no_longer_followed() {
        let name = called("Number of 16 to 18 years old Not in Education, Employment or Training");
        raises(&[(NAME, &name)], "kpi.3.name", "since September 2016");
        let young = (DEFINITION, "definition = \"Of those aged 16 and 17\"\nunit = \"count\"");
        silent(&[(NAME, &name), young]);
    }
}
