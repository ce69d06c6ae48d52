//! An overhead: a percentage of what the lines it is on are billed, at the rates in force while
//! they earned it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::book::Book;
use super::book::Seen;
use super::book::Sight;
use super::book::Worked;
use super::book::actual_sum;
use super::book::by_slot;
use super::book::treatments;
use super::days::Days;
use super::fraction::Sum;
use super::known::Line;
use super::known::Terms;
use crate::spec::Spec;
use crate::spec::Treatment;

/// Rates are in hundredths of a per cent.
pub const WHOLE: i128 = 10_000;

/// What is worked out by itself, with its own residue: all lines together where the overhead has
/// a VAT decision of its own, else those of each treatment; and each line where it goes by line.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group<'a> {
    line: Option<&'a str>,
    vat: Decision,
}

/// Whose VAT decision an overhead follows.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Decision {
    Own,
    Inherited(Option<Treatment>),
}

/// What a group comes to in each period, exactly.
struct Sums {
    on_instalments: Vec<Sum>,
    on_actuals: Vec<Sum>,
    /// Whether anything is earned at a rate in the period.
    bears: Vec<bool>,
}

/// Adds an overhead's instalments, and its part on actuals, to the book.
pub fn add(spec: &Spec, overhead: &Line, worked: &[Worked], days: &Days, book: &mut Book) {
    let own = treatments(overhead, days);
    let groups = groups(spec, overhead, worked, &own, days, &mut book.seen);
    let alive = groups.iter().filter(|(_, sums)| sums.bears.contains(&true));
    let treatments: BTreeSet<_> = alive.map(|(group, _)| group.vat).collect();
    book.seen.when(Sight::SeveralTreatments, treatments.len() > 1);
    for (group, sums) in groups {
        let instalments = with_residue(&sums, days.a_year(), &mut book.seen);
        for (slot, instalment) in instalments.into_iter().enumerate() {
            let treatment = match group.vat {
                Decision::Own => own[slot],
                Decision::Inherited(treatment) => treatment,
            };
            let on_actuals = sums.on_actuals[slot].rounded(WHOLE);
            book.seen.when(Sight::OverheadOnActuals, on_actuals != 0);
            let due = instalment + on_actuals;
            book.add(&overhead.id, days.period(slot), treatment, due);
        }
    }
}

/// Whether an overhead is on a line: it names the line or its kind.
pub fn is_on(overhead: &Line, line: &Line) -> bool {
    let Terms::Overhead { on, .. } = &overhead.terms else { return false };
    on.iter().any(|name| *name == line.id || name == line.kind)
}

/// The group in which an overhead on a line is worked out, for a period with these decisions.
pub fn group<'a>(
    overhead: &Line,
    line: &'a Line,
    own: Option<Treatment>,
    inherited: Option<Treatment>,
) -> Group<'a> {
    let per_line = matches!(overhead.terms, Terms::Overhead { per_line: true, .. });
    let line = per_line.then_some(line.id.as_str());
    let vat = if own.is_some() { Decision::Own } else { Decision::Inherited(inherited) };
    Group { line, vat }
}

fn groups<'a>(
    spec: &Spec,
    overhead: &Line,
    worked: &'a [Worked],
    own: &[Option<Treatment>],
    days: &Days,
    seen: &mut Seen,
) -> BTreeMap<Group<'a>, Sums> {
    let mut groups = BTreeMap::new();
    let Terms::Overhead { rate, .. } = &overhead.terms else { return groups };
    for base in worked.iter().filter(|base| is_on(overhead, base.line)) {
        let rated: Vec<i128> = base
            .accrued
            .iter()
            .zip(rate)
            .map(|(earned, rate)| earned * i128::from(*rate))
            .collect();
        let rated = by_slot(&rated, days);
        for slot in 0..days.slots() {
            let group = group(overhead, base.line, own[slot], base.treatments[slot]);
            let billed = actual_sum(&base.actuals, slot, spec, days);
            if base.exact[slot] == 0 && billed == 0 {
                continue;
            }
            let sums = groups.entry(group).or_insert_with(|| Sums::none(days.slots()));
            if base.exact[slot] != 0 {
                let sum = &mut sums.on_instalments[slot];
                sum.add_share(base.instalments[slot], rated[slot], base.exact[slot]);
                sums.bears[slot] |= rated[slot] != 0;
                seen.when(Sight::MixedRates, rated[slot] % base.exact[slot] != 0);
            }
            add_on_actuals(&mut sums.on_actuals[slot], base, slot, rate, billed, days);
        }
    }
    groups
}

/// A line's rounded actuals at the rate weighted by the days on which they fell.
fn add_on_actuals(
    sum: &mut Sum,
    base: &Worked,
    slot: usize,
    rate: &[i64],
    billed: i64,
    days: &Days,
) {
    let within = || base.actuals.iter().filter(|actual| days.slot(actual.day) == slot);
    let exact: i128 = within().map(|actual| actual.sum).sum();
    let rated: i128 = within().map(|actual| actual.sum * i128::from(rate[actual.day])).sum();
    if exact != 0 {
        sum.add_share(billed, rated, exact);
    }
}

impl Sums {
    fn none(slots: usize) -> Sums {
        Sums {
            on_instalments: vec![Sum::default(); slots],
            on_actuals: vec![Sum::default(); slots],
            bears: vec![false; slots],
        }
    }
}

/// The group's instalments: each rounded, the last in the year that bears any overhead taking
/// what the year still lacks.
fn with_residue(sums: &Sums, a_year: usize, seen: &mut Seen) -> Vec<i64> {
    let exact = &sums.on_instalments;
    let mut instalments: Vec<i64> = exact.iter().map(|sum| sum.rounded(WHOLE)).collect();
    for year in 0..exact.len() / a_year {
        let slots = year * a_year..(year + 1) * a_year;
        let Some(last) = slots.clone().rev().find(|slot| sums.bears[*slot]) else { continue };
        let mut whole = Sum::default();
        slots.clone().for_each(|slot| whole.add_all(&exact[slot]));
        let before: i64 = instalments[slots.start..last].iter().sum();
        let residue = whole.rounded(WHOLE) - before;
        seen.when(Sight::OverheadResidue, residue != instalments[last]);
        instalments[last] = residue;
    }
    instalments
}
