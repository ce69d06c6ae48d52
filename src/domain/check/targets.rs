//! Targets: that contradict each other, their indicator, or another paper, or ask for nothing new.

use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::exact::Exact;
use crate::domain::kpi::Aim;
use crate::domain::kpi::Baseline;
use crate::domain::kpi::Better;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::StatedElsewhere;
use crate::domain::kpi::Target;
use crate::domain::kpi::Unit;
use crate::domain::kpi::plain;
use crate::domain::problem::Finding;

/// What is odd about the targets of one indicator (rules §13; O-003-06 to O-003-09).
pub fn findings(reading: &Reading, index: usize, findings: &mut Vec<Finding>) {
    let kpi = &reading.agreement.kpis[index];
    let path = format!("kpi.{index}.targets");
    let mut say = |says: String| findings.push(Finding::new(&path, &kpi.clause, says));
    polarity(kpi).into_iter().for_each(&mut say);
    fall_back(kpi).into_iter().for_each(&mut say);
    nothing_new(reading, kpi).into_iter().for_each(&mut say);
    kinds(kpi).into_iter().for_each(&mut say);
    comparators(reading, kpi).for_each(&mut say);
    for (place, elsewhere) in kpi.stated_elsewhere.iter().enumerate() {
        if let Some(says) = conflict(kpi, elsewhere) {
            let path = format!("kpi.{index}.stated_elsewhere.{place}");
            findings.push(Finding::new(path, &elsewhere.clause, says));
        }
    }
}

/// A target that asks for more of what is to be less, or the reverse.
fn polarity(kpi: &Kpi) -> Option<String> {
    let told = |target: &Target| target.aim.better();
    let against = kpi.better.and_then(|better| {
        kpi.targets.iter().find(|target| told(target).is_some_and(|other| other != better))
    });
    if let (Some(target), Some(better)) = (against, kpi.better) {
        return Some(format!(
            "{} is better, but the target by {} is {}: correct one of the two",
            better.word(),
            in_words(target.by),
            target.in_words(kpi.unit)
        ));
    }
    let mut sides = kpi.targets.iter().filter_map(told);
    let first = sides.next()?;
    sides.any(|side| side != first).then(|| {
        "some targets are a floor and some a ceiling: say whether more or less is wanted".to_owned()
    })
}

/// The figure of a target in the indicator's own unit, with the polarity that it tells.
fn figure(target: &Target) -> Option<(Exact, Better)> {
    target.unit.is_none().then_some(())?;
    Some((Exact::from(target.aim.number()?), target.aim.better()?))
}

/// A later target that asks for less than an earlier one.
fn fall_back(kpi: &Kpi) -> Option<String> {
    let pair = kpi.targets.windows(2).find(|pair| match (figure(&pair[0]), figure(&pair[1])) {
        (Some((first, better)), Some((second, other))) => {
            better == other && better.beats(&first, &second)
        }
        _ => false,
    })?;
    Some(format!(
        "{} by {} asks for less than {} by {} before it: correct one of the two",
        pair[1].in_words(kpi.unit),
        in_words(pair[1].by),
        pair[0].in_words(kpi.unit),
        in_words(pair[0].by)
    ))
}

/// A target no better than where the measure, or the whole that it is a part of, already stood
/// (O-003-06).
fn nothing_new(reading: &Reading, kpi: &Kpi) -> Option<String> {
    let whole = kpi.part_of.as_ref().and_then(|id| {
        reading.agreement.kpis.iter().find(|other| other.id == *id && other.unit == kpi.unit)
    });
    let (stood, of): (&Baseline, String) = match (&kpi.baseline, whole) {
        (Some(own), _) => (own, "it".to_owned()),
        (None, Some(whole)) => (
            whole.baseline.as_ref()?,
            format!("the whole, \"{}\",", whole.name.trim_end_matches('.')),
        ),
        (None, None) => return None,
    };
    let stood_at = stood.value.known()?;
    let value = Exact::from(stood_at);
    let target = kpi.targets.iter().find(|target| {
        let is_limit = kpi.unit == Unit::Percent && target.aim.number() == Some(100.into());
        !is_limit && figure(target).is_some_and(|(mark, better)| !better.beats(&mark, &value))
    })?;
    Some(format!(
        "{} by {} is no better than {}, at which {of} stood on {}: ask whether it is to be held \
         or raised",
        target.in_words(kpi.unit),
        in_words(target.by),
        kpi.unit.with(&plain(stood_at)),
        in_words(stood.on)
    ))
}

fn kind(aim: &Aim) -> &'static str {
    match aim {
        Aim::AtLeast(_) | Aim::AtMost(_) => "a figure",
        Aim::BetterThanComparatorMean => "a comparison with a mean",
        Aim::TopPercent(_) => "a rank",
        Aim::Statement(_) => "a sentence",
        Aim::ToBeConfirmed(_) => "to be confirmed",
    }
}

/// Targets of different kinds, between which no path can be drawn (O-003-09).
fn kinds(kpi: &Kpi) -> Option<String> {
    let pair = kpi.targets.windows(2).find(|pair| kind(&pair[0].aim) != kind(&pair[1].aim))?;
    Some(format!(
        "the target by {} is {} and that by {} is {}: progress from the one to the other cannot be \
         measured; agree one kind, or a step between",
        in_words(pair[0].by),
        kind(&pair[0].aim),
        in_words(pair[1].by),
        kind(&pair[1].aim)
    ))
}

/// Better than whose average, and the top of which list? Comparators that are assumed leave both
/// open (O-003-08, O-003-09).
fn comparators(reading: &Reading, kpi: &Kpi) -> impl Iterator<Item = String> {
    let assumed = reading.assumes(&kpi.id) && kpi.comparators.is_some();
    let is_open = assumed || kpi.comparators.is_none();
    let ask = if assumed { "Those recorded are assumed; agree" } else { "Name" };
    let has = |wanted: &str| kpi.targets.iter().any(|target| kind(&target.aim) == wanted);
    let mean = has("a comparison with a mean").then(|| {
        format!(
            "better than the average of which councils? {ask} them and their year, and whether it \
             is a mean or a median and the council itself is in it"
        )
    });
    let rank = kpi.targets.iter().find_map(|target| match &target.aim {
        Aim::TopPercent(top) => Some(format!(
            "the top {}% of which councils? {ask} them, and how a part of a place is rounded: of \
             11, {}% is {}",
            plain(*top),
            plain(*top),
            (Exact::from(*top) * Exact::fraction(11, 100)).in_figures(0, 2)
        )),
        _ => None,
    });
    [mean, rank].into_iter().flatten().filter(move |_| is_open)
}

/// Another paper's target for the same measure: the same for another day, another for the same day,
/// or more and sooner (O-003-07).
fn conflict(kpi: &Kpi, elsewhere: &StatedElsewhere) -> Option<String> {
    let theirs = &elsewhere.target;
    let words = theirs.in_words(kpi.unit);
    let same_day = kpi.targets.iter().find(|own| own.by == theirs.by);
    let same_aim = kpi.targets.iter().find(|own| own.aim == theirs.aim);
    let sooner = kpi.targets.iter().find(|own| match (figure(own), figure(theirs)) {
        (Some((ours, better)), Some((mark, other))) => {
            own.by > theirs.by && better == other && better.reaches(&mark, &ours)
        }
        _ => false,
    });
    let against = match (same_day, same_aim, sooner) {
        (Some(own), ..) if own.aim == theirs.aim => return None,
        (Some(own), ..) | (None, Some(own), _) | (None, None, Some(own)) => own,
        (None, None, None) => return None,
    };
    Some(format!(
        "here {words} by {} is stated for \"{}\", and as its own target {} by {}: say which of the \
         two holds",
        in_words(theirs.by),
        kpi.name,
        against.in_words(kpi.unit),
        in_words(against.by)
    ))
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;
    use crate::domain::check::samples::silent_about;

    const LAST: &str = "{ by = 2029-03-31, at_least = 95, label = \"Three year target\" },";

    #[test]
    fn a_target_goes_the_way_that_is_better() {
        let says = "lower is better, but the target by 31 March 2028 is at least 92%";
        raises(&[("better = \"higher\"", "better = \"lower\"")], "kpi.0.targets", says);
        let mixed = [
            ("better = \"higher\"\nterm = \"long\"", "term = \"long\""),
            ("at_least = 95, label", "at_most = 95, label"),
        ];
        raises(&mixed, "kpi.0.targets", "a floor and some a ceiling");
    }

    #[test]
    fn a_later_target_asks_for_more() {
        let says = "at least 91% by 31 March 2029 asks for less than at least 92% by 31 March 2028";
        raises(&[("at_least = 95, label", "at_least = 91, label")], "kpi.0.targets", says);
        silent_about(&[("at_least = 95, label", "at_least = 92, label")], "asks for less");
    }

    /// O-003-06: 80% by March 2020, where 80% was reached in November 2017.
    #[test]
    fn a_target_is_better_than_the_baseline() {
        let says = "at least 88% by 31 March 2028 is no better than 88%, at which it stood on 31";
        raises(&[("at_least = 92 },\n  {", "at_least = 88 },\n  {")], "kpi.0.targets", says);
        let own = ("baseline = { on = 2025-12-31, value = 86 }\n", "");
        let part = ("by = 2027-03-31, at_least = 92", "by = 2027-03-31, at_least = 87");
        let says = "no better than 88%, at which the whole, \"Percentage of assessments completed";
        raises(&[own, part], "kpi.1.targets", says);
        silent(&[("by = 2027-03-31, at_least = 92", "by = 2027-03-31, at_least = 87")]);
        let held = [
            ("value = 88", "value = 100"),
            ("at_least = 92 },\n  {", "at_least = 100 },\n  {"),
            ("at_least = 95, label", "at_least = 100, label"),
        ];
        silent_about(&held, "no better than");
    }

    /// O-003-08 and O-003-09.
    #[test]
    fn comparators_are_named() {
        let named = "comparators = \"The ten statistical neighbours of the purchaser, 2025 set\"\n";
        let mean = "better_than = \"comparator-mean\"";
        raises(&[(named, "")], "kpi.4.targets", "better than the average of which councils?");
        let top = (mean, "top_percent = 25");
        raises(&[(named, ""), top], "kpi.4.targets", "the top 25% of which councils?");
        raises(&[(named, ""), top], "kpi.4.targets", "of 11, 25% is 2.75");
        let assumed = (
            "[procurement]",
            "[[assumption]]\nclause = \"K5\"\nabout = \"attainment\"\ntext = \"The ten\"\n\
             [procurement]",
        );
        raises(&[assumed], "kpi.4.targets", "Those recorded are assumed; agree them");
        silent(&[top]);
    }

    /// O-003-09: better than average, then the top quarter.
    #[test]
    fn targets_are_of_one_kind() {
        let mean = "{ by = 2028-08-31, better_than = \"comparator-mean\" }";
        let both = format!("{mean}, {{ by = 2028-12-31, top_percent = 25 }}");
        let says =
            "31 August 2028 is a comparison with a mean and that by 31 December 2028 is a rank";
        raises(&[(mean, &both)], "kpi.4.targets", says);
        let same = format!("{mean}, {{ by = 2028-12-31, better_than = \"comparator-mean\" }}");
        silent(&[(mean, &same)]);
    }

    /// O-003-07: 100% by 2021 in the strategy, by March 2027 in the heads of terms.
    #[test]
    fn another_papers_target_is_compared() {
        let theirs = "by = 2029-03-31, at_least = 95 }]";
        let path = "kpi.0.stated_elsewhere.0";
        let sooner = "here at least 95% by 31 December 2028 is stated for \"Percentage of \
                      assessments completed in 45 working days\", and as its own target at \
                      least 95% by 31 March 2029";
        let finding = raises(&[(theirs, "by = 2028-12-31, at_least = 95 }]")], path, sooner);
        assert_eq!(finding.clause, "Corporate plan 7");
        let more = "here at least 97% by 31 March 2029";
        raises(&[(theirs, "by = 2029-03-31, at_least = 97 }]")], path, more);
        raises(&[(theirs, "by = 2028-12-31, at_least = 96 }]")], path, "here at least 96%");
        silent(&[(theirs, "by = 2028-06-30, at_least = 93 }]")]);
        assert!(super::super::samples::COMPLETE.contains(LAST));
    }
}
