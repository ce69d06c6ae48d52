//! Indicators against each other: parts that cannot come to their whole, a count against a rate,
//! terms that are called short and are not.

use chrono::NaiveDate;

use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::units::scale;
use crate::domain::check::words::counted;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_phrase;
use crate::domain::check::words::listed;
use crate::domain::exact::Exact;
use crate::domain::kpi::Aim;
use crate::domain::kpi::Better;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::domain::kpi::plain;
use crate::domain::problem::Finding;

/// A warning about several indicators, said once.
pub struct Shared {
    /// The indicators that it concerns.
    pub indicators: Vec<usize>,
    /// The warning, at the first of them.
    pub finding: Finding,
}

/// What indicators say against each other (rules §13; R59; O-003-04, O-003-05, O-003-10, O-003-13).
pub fn findings(reading: &Reading) -> Vec<Shared> {
    let kpis = &reading.agreement.kpis;
    let mut found = Vec::new();
    for (index, kpi) in kpis.iter().enumerate() {
        found.extend(parts_below_whole(kpis, index, kpi));
        let whole = kpis.iter().position(|other| kpi.part_of.as_deref() == Some(&*other.id));
        if let Some(whole) = whole {
            found.extend(count_against_rate(kpis, index, whole));
            found.extend(exclusion(kpis, index, whole));
        }
    }
    found.extend(short_terms(kpis));
    found
}

/// The figure that an indicator is to reach by a day, in its own unit.
fn mark(kpi: &Kpi, by: NaiveDate) -> Option<(Exact, Better)> {
    let target = kpi.targets.iter().find(|target| target.by == by && target.unit.is_none())?;
    Some((Exact::from(target.aim.number()?), target.aim.better()?))
}

/// Parts of a percentage that all reach their targets and still leave the whole below its own: a
/// weighted mean lies between the least and the greatest, whatever the weights (O-003-05).
fn parts_below_whole<'k>(
    kpis: &'k [Kpi],
    index: usize,
    whole: &'k Kpi,
) -> impl Iterator<Item = Shared> + 'k {
    let is_part = |kpi: &Kpi| {
        kpi.part_of.as_deref() == Some(&*whole.id)
            && kpi.unit == Unit::Percent
            && whole.unit == kpi.unit
    };
    let parts: Vec<usize> = (0..kpis.len()).filter(|at| is_part(&kpis[*at])).collect();
    whole.targets.iter().filter_map(move |target| {
        let (wanted, better) = mark(whole, target.by)?;
        let marks: Vec<(usize, Exact)> = parts
            .iter()
            .filter_map(|at| Some((*at, mark(&kpis[*at], target.by)?)))
            .filter(|(_, (_, other))| *other == better)
            .map(|(at, (mark, _))| (at, mark))
            .collect();
        let falls_short = marks.iter().all(|(_, mark)| better.beats(&wanted, mark));
        if marks.len() < 2 || !falls_short {
            return None;
        }
        let best = marks.iter().map(|(_, mark)| mark);
        let best = if better == Better::Higher { best.max() } else { best.min() }?;
        let named = marks
            .iter()
            .map(|(at, mark)| format!("{}% (\"{}\")", mark.in_figures(0, 2), kpis[*at].name));
        let says = format!(
            "parts that reach their targets of {} by {} make at best {}% of the whole, whatever \
             their weights: its target of {}% needs parts that are not listed, or other targets",
            listed(&named.collect::<Vec<_>>()),
            in_words(target.by),
            best.in_figures(0, 2),
            wanted.in_figures(0, 2)
        );
        let finding = Finding::new(format!("kpi.{index}.targets"), &whole.clause, says);
        let indicators = [index].into_iter().chain(marks.iter().map(|(at, _)| *at)).collect();
        Some(Shared { indicators, finding })
    })
}

/// A number that is the same measure as a rate, and comes to another (O-003-04): 129 of 24,771 is
/// 52.1 per 10,000, where the rate is to be 80.
fn count_against_rate(
    kpis: &[Kpi],
    index: usize,
    whole: usize,
) -> impl Iterator<Item = Shared> + '_ {
    let (part, rate) = (&kpis[index], &kpis[whole]);
    part.targets.iter().filter_map(move |target| {
        let scale = Exact::from(scale(rate.unit).filter(|_| part.unit == Unit::Count)?);
        let population = rate.population.or(part.population).filter(|number| !number.is_zero())?;
        let (number, _) = mark(part, target.by)?;
        let (wanted, _) = mark(rate, target.by)?;
        let of_all = Exact::from(population);
        let needed = &(&wanted * &of_all) / &scale;
        if (&number - &needed).magnitude() <= Exact::ONE {
            return None;
        }
        let comes_to = &(&number * &scale) / &of_all;
        let says = format!(
            "{} of {} is {}; the target of \"{}\" for the same day, {}, is {} ({} of them): one of \
             the two cannot be meant",
            number.in_figures(0, 2),
            plain(population),
            rate.unit.with(&comes_to.in_figures(0, 1)),
            rate.name,
            in_words(target.by),
            wanted.in_figures(0, 2),
            needed.in_figures(0, 0)
        );
        let finding = Finding::new(format!("kpi.{index}.targets"), &part.clause, says);
        Some(Shared { indicators: vec![index, whole], finding })
    })
}

/// A part that leaves out what its whole does not say that it leaves out (O-003-13).
fn exclusion(kpis: &[Kpi], index: usize, whole: usize) -> Option<Shared> {
    let (part, of) = (&kpis[index], &kpis[whole]);
    let name = folded(&part.name);
    let cut = ["not including ", "excluding ", "other than "]
        .into_iter()
        .find_map(|word| name.find(word).map(|at| &name[at + word.len()..]))?;
    let left_out = cut.split([')', ';', ',']).next().unwrap_or(cut).trim();
    let says_so = |text: &str| has_phrase(text, left_out);
    if left_out.is_empty() || says_so(&of.name) || of.definition.as_deref().is_some_and(says_so) {
        return None;
    }
    let says = format!(
        "it leaves out {left_out}, and \"{}\", which it is a part of, does not say whether it \
         does: define both alike",
        of.name
    );
    let finding = Finding::new(format!("kpi.{index}.name"), &part.clause, says);
    Some(Shared { indicators: vec![index, whole], finding })
}

/// Indicators called short whose last day is that of the long ones' first (O-003-10).
fn short_terms(kpis: &[Kpi]) -> Option<Shared> {
    let of_term = |word: &'static str| {
        kpis.iter().enumerate().filter(move |(_, kpi)| kpi.term.as_deref() == Some(word))
    };
    let long: Vec<NaiveDate> =
        of_term("long").flat_map(|(_, kpi)| &kpi.targets).map(|target| target.by).collect();
    let is_as_long = |kpi: &Kpi| {
        let last = kpi.targets.last().filter(|target| !matches!(target.aim, Aim::Statement(_)));
        last.map(|target| target.by).filter(|by| long.contains(by))
    };
    let short: Vec<(usize, NaiveDate)> =
        of_term("short").filter_map(|(index, kpi)| Some((index, is_as_long(kpi)?))).collect();
    let (first, by) = short.first()?;
    let says = format!(
        "{} called short {} a last target on {}, the day of a target of those called long: the \
         label says nothing about the horizon; set nearer targets, or drop it",
        counted(short.len(), "indicator"),
        if short.len() == 1 { "has" } else { "have" },
        in_words(*by)
    );
    let finding = Finding::new(format!("kpi.{first}.term"), &kpis[*first].clause, says);
    Some(Shared { indicators: short.iter().map(|(index, _)| *index).collect(), finding })
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;
    use crate::domain::check::samples::silent_about;

    const NORTH: &str = "[[kpi]]\nid = \"assessments-north\"\nclause = \"K2\"";

    /// A southern part beside the northern one, with targets for one day.
    fn parts(north: &str, south: &str) -> [(String, String); 2] {
        let second = format!(
            "[[kpi]]\nid = \"assessments-south\"\nclause = \"K2\"\nname = \"Percentage, south\"\n\
             definition = \"As the whole\"\nunit = \"percent\"\nbetter = \"higher\"\n\
             baseline = {{ on = 2025-12-31, value = 60 }}\n\
             targets = [{{ by = 2028-03-31, at_least = {south} }}]\npart_of = \"assessments\"\n\
             source = \"S\"\nfrequency = \"yearly\"\nowner = \"O\"\n\n{NORTH}"
        );
        let north = format!("by = 2028-03-31, at_least = {north}");
        [(NORTH.to_owned(), second), ("by = 2027-03-31, at_least = 92".to_owned(), north)]
    }

    fn with(changes: &[(String, String); 2]) -> [(&str, &str); 2] {
        // A term called short whose last day is a long one's is another matter.
        changes.each_ref().map(|(old, new)| (&**old, &**new))
    }

    const NO_TERM: (&str, &str) = ("term = \"short\"\n", "");

    /// R59 and O-003-05: 90% of all against 80% and 75% of the parts.
    #[test]
    fn parts_that_cannot_come_to_the_whole_are_raised() {
        let low = parts("90", "75");
        let [one, two] = with(&low);
        let says = "make at best 90% of the whole, whatever their weights: its target of 92%";
        let finding = raises(&[one, two, NO_TERM], "kpi.0.targets", says);
        assert_eq!(finding.clause, "K1");
        let enough = parts("93", "75");
        let [one, two] = with(&enough);
        silent(&[one, two, NO_TERM]);
    }

    #[test]
    fn one_part_alone_or_another_day_proves_nothing() {
        silent(&[("by = 2027-03-31, at_least = 92", "by = 2028-03-31, at_least = 90"), NO_TERM]);
        let low = parts("90", "75");
        let [one, _] = with(&low);
        silent(&[one, NO_TERM]);
    }

    /// R59 and O-003-04: with the Island's 24,771 children.
    #[test]
    fn a_count_is_held_against_its_rate() {
        let island = ("population = 25000", "population = 24771");
        let says = "129 of 24,771 is 52.1 per 10,000; the target of \"Children looked after per \
                    10,000 children under 18\" for the same day, 31 March 2029, is 80 (198 of them)";
        let finding = raises(&[island, ("at_most = 200", "at_most = 129")], "kpi.3.targets", says);
        assert_eq!(finding.clause, "K4");
        silent(&[island, ("at_most = 200", "at_most = 198")]);
        silent(&[("by = 2029-03-31, at_most = 200", "by = 2028-03-31, at_most = 129")]);
    }

    /// O-003-13.
    #[test]
    fn a_part_leaves_out_what_its_whole_does() {
        let name = ("45 working days, north\"", "45 working days, north (excluding transfers)\"");
        let says = "it leaves out transfers, and \"Percentage of assessments completed in 45 \
                    working days\", which";
        raises(&[name], "kpi.1.name", says);
        let whole = ("divided by all completed", "divided by all completed, excluding transfers");
        silent(&[name, whole]);
    }

    /// O-003-10.
    #[test]
    fn short_is_shorter_than_long() {
        let day = ("by = 2027-03-31, at_least = 92", "by = 2028-03-31, at_least = 92");
        let says = "1 indicator called short has a last target on 31 March 2028";
        raises(&[day], "kpi.1.term", says);
        silent_about(&[day, NO_TERM], "called short");
    }
}
