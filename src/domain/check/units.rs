//! Units: a name that says one thing and a unit that says another.

use rust_decimal::Decimal;

use crate::domain::check::Reading;
use crate::domain::check::words::has_any;
use crate::domain::check::words::has_phrase;
use crate::domain::exact::Exact;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::domain::kpi::plain;
use crate::domain::problem::Finding;

/// A unit that contradicts the indicator's name, its targets or itself (rules §13; R58; O-003-02).
pub fn findings(reading: &Reading, index: usize, findings: &mut Vec<Finding>) {
    let kpi = &reading.agreement.kpis[index];
    let unit = format!("kpi.{index}.unit");
    if let Some(says) = against_name(kpi) {
        findings.push(Finding::new(unit, &kpi.clause, says));
    }
    let targets = format!("kpi.{index}.targets");
    for target in &kpi.targets {
        if let Some(other) = target.unit.filter(|other| *other != kpi.unit) {
            let says = format!(
                "a target is in {} and the indicator in {}: no value can be held against it; \
                 settle which is meant",
                in_words(other),
                in_words(kpi.unit)
            );
            findings.push(Finding::new(&targets, &kpi.clause, says));
        }
        let number = target.aim.number().unwrap_or_default();
        let in_unit = target.unit.unwrap_or(kpi.unit);
        let says = if in_unit == Unit::Percent && number > Decimal::from(100) {
            format!(
                "a target of {}% is more than the whole: correct it, or the unit",
                plain(number)
            )
        } else if in_unit == Unit::Count && !number.normalize().is_integer() {
            format!("a target of {} is no whole number of anything: correct it", plain(number))
        } else {
            continue;
        };
        findings.push(Finding::new(&targets, &kpi.clause, says));
    }
}

/// The unit for a sentence.
pub fn in_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "per cent",
        Unit::PerTenThousand => "a rate per 10,000",
        Unit::PerThousand => "a rate per 1,000",
        Unit::Count => "a number",
        Unit::Score => "a score",
        Unit::Statement => "a statement",
    }
}

/// Of how many a unit is a rate, where it is one.
pub fn scale(unit: Unit) -> Option<i64> {
    match unit {
        Unit::Percent => Some(100),
        Unit::PerTenThousand => Some(10_000),
        Unit::PerThousand => Some(1_000),
        Unit::Count | Unit::Score | Unit::Statement => None,
    }
}

fn against_name(kpi: &Kpi) -> Option<String> {
    const SHARE: [&str; 4] = ["percentage", "proportion", "per cent", "percent"];
    let name = &kpi.name;
    let sign = name.starts_with('%').then_some("%");
    let share = SHARE.into_iter().find(|word| has_phrase(name, word)).or(sign);
    let rate = if has_any(name, &["per 10,000", "per 10000", "per ten thousand"]) {
        Some(Unit::PerTenThousand)
    } else if has_any(name, &["per 1,000", "per 1000", "per thousand"]) {
        Some(Unit::PerThousand)
    } else {
        None
    };
    let unit = in_words(kpi.unit);
    match (share, rate) {
        (Some(share), Some(rate)) => Some(format!(
            "the name says both \"{share}\" and {}, and the file holds it as {unit}{}: have both \
             councils say which is meant",
            in_words(rate),
            two_readings(kpi, rate).unwrap_or_default()
        )),
        (Some(share), None) if kpi.unit != Unit::Percent => Some(format!(
            "the name says \"{share}\" and the unit is {unit}: correct one of the two"
        )),
        (None, Some(rate)) if kpi.unit != rate => {
            Some(format!("the name says {} and the unit is {unit}: correct one", in_words(rate)))
        }
        (None, None) if has_phrase(name, "number of") && kpi.unit != Unit::Count => Some(format!(
            "the name says \"number of\" and the unit is {unit}: correct one of the two"
        )),
        _ => None,
    }
}

/// What the first target would be of the population, as a rate and as a percentage.
fn two_readings(kpi: &Kpi, rate: Unit) -> Option<String> {
    let target = kpi.targets.iter().find_map(|target| target.aim.number())?;
    let population = kpi.population?;
    let of = |scale: i64| Exact::from(target) * Exact::from(population) / Exact::from(scale);
    let whole = |number: &Exact| {
        let figures = number.in_figures(0, 0);
        figures.parse().map_or(figures, plain)
    };
    Some(format!(
        " ({} of {} would be {}; {} would be {})",
        rate.with(&plain(target)),
        plain(population),
        whole(&of(scale(rate)?)),
        Unit::Percent.with(&plain(target)),
        whole(&of(100))
    ))
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    const RATE: &str = "name = \"Children looked after per 10,000 children under 18\"";

    /// R58 and O-003-02: 80 per 10,000 of 24,771 is 198 children, 80% would be 19,817.
    #[test]
    fn a_percentage_per_ten_thousand_is_raised() {
        let name = "name = \"Percentage of children looked after (per 10,000 children under 18)\"";
        let island = ("population = 25000", "population = 24771");
        let says = "(80 per 10,000 of 24,771 would be 198; 80% would be 19,817)";
        let finding = raises(&[(RATE, name), island], "kpi.2.unit", says);
        assert!(
            finding.says.starts_with("the name says both \"percentage\" and a rate per 10,000")
        );
    }

    #[test]
    fn a_name_and_its_unit_agree() {
        let percent = ("unit = \"percent\"", "unit = \"score\"");
        raises(&[percent], "kpi.0.unit", "says \"percentage\" and the unit is a score");
        let sign = ("name = \"Percentage of assessments", "name = \"% of assessments");
        raises(&[sign, percent], "kpi.0.unit", "says \"%\" and the unit is a score");
        let rate = ("unit = \"per-10000\"", "unit = \"per-1000\"");
        raises(&[rate], "kpi.2.unit", "a rate per 10,000 and the unit is a rate per 1,000");
        let count = ("unit = \"count\"", "unit = \"score\"");
        raises(&[count], "kpi.3.unit", "says \"number of\" and the unit is a score");
        silent(&[(RATE, "name = \"Number of children looked after (per 10,000 under 18)\"")]);
        silent(&[("name = \"Percentage of assessments", "name = \"Proportion of assessments")]);
    }

    #[test]
    fn a_target_keeps_to_the_unit() {
        let at_most = "at_most = 80 }";
        let says = "a target is in per cent and the indicator in a rate per 10,000";
        raises(&[(at_most, "at_most = 80, unit = \"percent\" }")], "kpi.2.targets", says);
        silent(&[(at_most, "at_most = 80, unit = \"per-10000\" }")]);
        raises(
            &[("at_least = 95, label", "at_least = 105, label")],
            "kpi.0.targets",
            "105% is more",
        );
        raises(
            &[("at_most = 200", "at_most = 199.5")],
            "kpi.3.targets",
            "199.5 is no whole number",
        );
    }
}
