//! Ratings: green, amber or red against the milestone, or none, and why, in words.
//!
//! Green is as good as the milestone or better; amber is worse by no more than the agreement's
//! band; red is worse than that. What cannot be rated is said in words and is never nought.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::exact::Exact;
use crate::domain::kpi::Aim;
use crate::domain::kpi::AmberBand;
use crate::domain::kpi::Better;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Target;
use crate::domain::kpi::in_decimals;
use crate::performance::trajectory::milestone;
use crate::performance::trajectory::target_that_applies;
use crate::performance::values::Figure;
use crate::performance::values::KpiValue;
use crate::performance::values::ValueStatus;

/// How an indicator stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rating {
    /// As good as the milestone or better.
    Green,
    /// Worse, within the band.
    Amber,
    /// Worse than that.
    Red,
    /// Not rated.
    None,
}

impl Rating {
    /// The rating in a word: never by colour alone.
    pub fn in_words(self) -> &'static str {
        match self {
            Rating::Green => "Green",
            Rating::Amber => "Amber",
            Rating::Red => "Red",
            Rating::None => "Not rated",
        }
    }
}

/// Which way an indicator has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Better than before.
    Better,
    /// Worse than before.
    Worse,
    /// As before.
    Same,
    /// There is nothing to compare.
    None,
}

impl Direction {
    /// The direction in a word.
    pub fn in_words(self) -> &'static str {
        match self {
            Direction::Better => "better",
            Direction::Worse => "worse",
            Direction::Same => "same",
            Direction::None => "no comparison",
        }
    }
}

/// A rating with its milestone and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rated {
    /// How it stands.
    pub rating: Rating,
    /// Why, in words.
    pub reason: String,
    /// The numeric milestone of the value's own period.
    pub milestone: Option<Exact>,
}

impl Rated {
    fn none(reason: impl Into<String>) -> Rated {
        Rated { rating: Rating::None, reason: reason.into(), milestone: None }
    }

    fn met(is_met: bool, reason: String) -> Rated {
        let rating = if is_met { Rating::Green } else { Rating::Red };
        Rated { rating, reason, milestone: None }
    }
}

/// The numeric milestone of an indicator on a day, from its targets in its own unit.
fn milestone_of(kpi: &Kpi, day: NaiveDate) -> Option<Exact> {
    let own = |target: &&Target| target.unit.is_none_or(|unit| unit == kpi.unit);
    let comparable: Vec<Target> = kpi.targets.iter().filter(own).cloned().collect();
    milestone(kpi.baseline.as_ref(), &comparable, day)
}

/// With how many decimals an indicator's figures are shown beside each other: as many as any that
/// is stated has, and up to two where a milestone between two targets needs them. They are compared
/// exactly all the same.
pub fn decimals(kpi: &Kpi, known: &[&KpiValue]) -> u32 {
    let values = known.iter().filter_map(|value| value.figure.and_then(Figure::number));
    let means = known.iter().filter_map(|value| value.comparator_mean);
    let targets = kpi.targets.iter().filter_map(|target| target.aim.number());
    let baseline = kpi.baseline.iter().filter_map(|baseline| baseline.value.known());
    let stated = values.chain(means).chain(targets).chain(baseline);
    let stated = stated.map(|number| number.normalize().scale());
    let marks = known.iter().filter_map(|value| milestone_of(kpi, value.period_end));
    let marks = marks.map(|mark| {
        let shown = mark.in_figures(0, 2).parse::<Decimal>().unwrap_or_default();
        if Exact::from(shown) == mark { shown.scale() } else { 2 }
    });
    stated.chain(marks).max().unwrap_or(0)
}

/// Rates a value against the target that applies to its period; the reason shows figures with so
/// many decimals.
pub fn rate(kpi: &Kpi, amber: Option<AmberBand>, value: &KpiValue, decimals: u32) -> Rated {
    let Some(target) = target_that_applies(&kpi.targets, value.period_end) else {
        return Rated::none("there is no target");
    };
    let milestone = milestone_of(kpi, value.period_end).filter(|_| target.aim.number().is_some());
    if !matches!(value.status, ValueStatus::Provisional | ValueStatus::Final) {
        return Rated { milestone, ..Rated::none(value.status.in_words()) };
    }
    if let (Aim::TopPercent(per_cent), Some(_)) = (&target.aim, value.rank) {
        return against_rank(value, &Exact::from(*per_cent));
    }
    let Some(figure) = value.figure else {
        return Rated { milestone, ..Rated::none("not available") };
    };
    if target.unit.is_some_and(|unit| unit != kpi.unit) {
        return Rated::none("the target is in a different unit");
    }
    match (&target.aim, figure) {
        (Aim::AtLeast(_) | Aim::AtMost(_), Figure::Number(number)) => {
            let mark = milestone;
            against_milestone(kpi, (target, mark), amber, &Exact::from(number), decimals)
        }
        (Aim::BetterThanComparatorMean, Figure::Number(number)) => {
            against_mean(kpi, value, &Exact::from(number), decimals)
        }
        (Aim::TopPercent(per_cent), Figure::Number(_)) => {
            against_rank(value, &Exact::from(*per_cent))
        }
        (Aim::ToBeConfirmed(_), _) => Rated::none("the target is to be confirmed"),
        (Aim::Statement(_), Figure::Met) => Rated::met(true, "met".to_owned()),
        (Aim::Statement(_), Figure::Partly) => {
            Rated { rating: Rating::Amber, reason: "partly met".to_owned(), milestone: None }
        }
        (Aim::Statement(_), Figure::NotMet) => Rated::met(false, "not met".to_owned()),
        _ => Rated::none("the target is in a different unit"),
    }
}

/// Whether more or less is wanted: as the indicator says, else as its target tells.
pub fn polarity(kpi: &Kpi, target: Option<&Target>) -> Option<Better> {
    let targets = || kpi.targets.iter().find_map(|target| target.aim.better());
    kpi.better.or_else(|| target.and_then(|target| target.aim.better())).or_else(targets)
}

fn against_milestone(
    kpi: &Kpi,
    (target, milestone): (&Target, Option<Exact>),
    amber: Option<AmberBand>,
    value: &Exact,
    decimals: u32,
) -> Rated {
    let (Some(better), Some(mark)) = (polarity(kpi, Some(target)), milestone) else {
        return Rated::none("whether more or less is wanted is not stated");
    };
    let worse_by = (value - &mark).magnitude();
    let shown = kpi.unit.with(&in_decimals(&mark, decimals));
    if better.reaches(value, &mark) {
        let words = match () {
            () if *value == mark => "at",
            () if better == Better::Higher => "above",
            () => "below",
        };
        let reason = format!("{words} the milestone of {shown}");
        return Rated { rating: Rating::Green, reason, milestone: Some(mark) };
    }
    let (band, in_words) = match amber {
        Some(AmberBand::Within(rate)) => {
            (&rate.exact() * &mark.magnitude(), format!("within {rate} of it"))
        }
        Some(AmberBand::Points(points)) => {
            (Exact::from(points), format!("within {} points of it", points.normalize()))
        }
        None => (Exact::NOUGHT, String::new()),
    };
    let side = if better == Better::Higher { "below" } else { "above" };
    let apart = kpi.unit.apart(&in_decimals(&worse_by, decimals));
    let gap = format!("{apart} {side} the milestone of {shown}");
    let (rating, reason) = match amber {
        Some(_) if worse_by <= band => (Rating::Amber, format!("{gap}, {in_words}")),
        Some(_) => (Rating::Red, format!("{gap}, not {in_words}")),
        None => (Rating::Red, gap),
    };
    Rated { rating, reason, milestone: Some(mark) }
}

fn against_mean(kpi: &Kpi, value: &KpiValue, number: &Exact, decimals: u32) -> Rated {
    let Some(mean) = value.comparator_mean else {
        return Rated::none("the comparators' figure is not available");
    };
    let Some(better) = kpi.better else {
        return Rated::none("whether more or less is wanted is not stated");
    };
    let mean = Exact::from(mean);
    let is_met = better.beats(number, &mean);
    let words = if is_met { "better" } else { "not better" };
    let mean = kpi.unit.with(&in_decimals(&mean, decimals));
    Rated::met(is_met, format!("{words} than the comparators' mean of {mean}"))
}

fn against_rank(value: &KpiValue, per_cent: &Exact) -> Rated {
    let (Some(rank), Some(of)) = (value.rank, value.of) else {
        return Rated::none("the rank is not available");
    };
    let top = (Exact::from(i64::from(of)) * per_cent.clone() / Exact::from(100)).floor();
    let top = top.unwrap_or_default();
    let reason = format!(
        "ranked {rank} of {of}; the top {}% are the first {top}",
        per_cent.in_figures(0, 2)
    );
    Rated::met(i128::from(rank) <= top, reason)
}

/// Which way a value has gone from the latest earlier one that has a figure.
pub fn direction(kpi: &Kpi, value: Option<&KpiValue>, earlier: &[&KpiValue]) -> Direction {
    let number_of = |value: &KpiValue| {
        let has_figure = matches!(value.status, ValueStatus::Provisional | ValueStatus::Final);
        value.figure.filter(|_| has_figure).and_then(Figure::number).map(Exact::from)
    };
    let Some(value) = value else { return Direction::None };
    let mut before = earlier.iter().rev().filter(|v| v.period_end < value.period_end);
    let target = target_that_applies(&kpi.targets, value.period_end);
    let (Some(now), Some(before), Some(better)) =
        (number_of(value), before.find_map(|v| number_of(v)), polarity(kpi, target))
    else {
        return Direction::None;
    };
    if now == before {
        Direction::Same
    } else if better.beats(&now, &before) {
        Direction::Better
    } else {
        Direction::Worse
    }
}

/// The next target: the first due on or after a day.
pub fn next_target(targets: &[Target], as_at: NaiveDate) -> Option<&Target> {
    targets.iter().find(|target| target.by >= as_at)
}
