//! Milestones: where an indicator should stand on its way from the baseline to its targets.
//!
//! A milestone is interpolated by days between the baseline, or the last numeric target passed, and
//! the next numeric target.
//!
//! ```
//! use concordat::domain::calendar::date;
//! use concordat::domain::kpi::{Aim, Baseline, Target};
//! use concordat::domain::rate::Tbc;
//! use concordat::performance::trajectory::milestone;
//!
//! let value = Tbc::Known(80.into());
//! let baseline = Baseline { on: date(2017, 11, 30), value, document: None };
//! let by = |by, value: i64| Target { by, aim: Aim::AtLeast(value.into()), label: None, unit: None
//! }; let targets = [by(date(2020, 3, 31), 90), by(date(2027, 3, 31), 100)]; let at = |day|
//! milestone(Some(&baseline), &targets, day).map(|m| m.in_figures(2, 2)); assert_eq!(at(date(2019,
//! 3, 31)), Some("85.70".into())); assert_eq!(at(date(2018, 3, 31)), Some("81.42".into()));
//! ```

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::exact::Exact;
use crate::domain::kpi::Baseline;
use crate::domain::kpi::Target;

/// The target that applies to a value of a day: the first due on or after it, else the last.
pub fn target_that_applies(targets: &[Target], day: NaiveDate) -> Option<&Target> {
    targets.iter().find(|target| target.by >= day).or(targets.last())
}

/// The numeric milestone of a day; `None` where no target is a number.
///
/// Targets are in the order of their days.
pub fn milestone(baseline: Option<&Baseline>, targets: &[Target], day: NaiveDate) -> Option<Exact> {
    let numbers: Vec<(NaiveDate, Decimal)> =
        targets.iter().filter_map(|target| Some((target.by, target.aim.number()?))).collect();
    let next = numbers.iter().find(|(by, _)| *by >= day);
    let passed = numbers.iter().rev().find(|(by, _)| *by < day).copied();
    let start = baseline.and_then(|baseline| Some((baseline.on, baseline.value.known()?)));
    let from = passed.or(start);
    let Some((by, aim)) = next else { return Some(Exact::from(passed?.1)) };
    let Some((on, value)) = from else { return Some(Exact::from(*aim)) };
    if day <= on {
        return Some(Exact::from(value));
    }
    if *by <= on {
        return Some(Exact::from(*aim));
    }
    let gone = i128::from((day - on).num_days());
    let whole = i128::from((*by - on).num_days());
    let rise = Exact::from(*aim) - Exact::from(value);
    Some(Exact::from(value) + rise * Exact::fraction(gone, whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date;
    use crate::domain::kpi::Aim;
    use crate::domain::rate::Tbc;

    fn target(by: NaiveDate, aim: i64) -> Target {
        Target { by, aim: Aim::AtLeast(aim.into()), label: None, unit: None }
    }

    fn at(baseline: Option<(NaiveDate, i64)>, day: NaiveDate) -> Option<String> {
        let targets = [target(date(2020, 3, 31), 90), target(date(2027, 3, 31), 100)];
        let baseline = baseline.map(|(on, value)| {
            let value = Tbc::Known(value.into());
            Baseline { on, value, document: None }
        });
        milestone(baseline.as_ref(), &targets, day).map(|m| m.in_figures(2, 2))
    }

    const START: fn() -> Option<(NaiveDate, i64)> = || Some((date(2017, 11, 30), 80));

    #[test]
    fn between_two_targets_it_goes_on_from_the_first() {
        assert_eq!(at(START(), date(2020, 3, 31)), Some("90.00".into()));
        assert_eq!(at(START(), date(2021, 3, 31)), Some("91.43".into()));
    }

    #[test]
    fn before_the_baseline_it_is_the_baseline_and_after_the_last_the_last() {
        assert_eq!(at(START(), date(2017, 1, 1)), Some("80.00".into()));
        assert_eq!(at(START(), date(2030, 1, 1)), Some("100.00".into()));
    }

    #[test]
    fn without_a_baseline_the_next_target_is_the_milestone() {
        assert_eq!(at(None, date(2019, 3, 31)), Some("90.00".into()));
        assert_eq!(at(None, date(2021, 3, 31)), Some("91.43".into()));
    }
}
