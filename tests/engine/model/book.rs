//! Everything that is due for every period up to the end of a financial year, under what was
//! known on one day.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::accrual;
use super::actuals;
use super::actuals::Actual;
use super::days::Days;
use super::fraction::is_half;
use super::fraction::rounded;
use super::known::Known;
use super::known::Line;
use super::known::Terms;
use super::overhead;
use crate::spec::Spec;
use crate::spec::Treatment;
use crate::spec::dates::Date;
use crate::spec::dates::Period;

/// What an amount is for: a line, under a VAT treatment, for a period.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Key {
    pub line: String,
    pub period: Period,
    pub treatment: Option<Treatment>,
}

/// The amounts due, and what the sums came across on the way.
#[derive(Default)]
pub struct Book {
    pub amounts: BTreeMap<Key, i64>,
    pub seen: Seen,
}

/// A boundary that only the sums themselves can tell was reached.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sight {
    HalfPenny,
    Residue,
    ResidueBeforeTheYearsEnd,
    OverheadResidue,
    MixedRates,
    SeveralTreatments,
    OverheadOnActuals,
    InputCut,
}

/// The boundaries that were reached.
#[derive(Clone, Default, Debug)]
pub struct Seen(pub BTreeSet<Sight>);

impl Seen {
    pub fn when(&mut self, sight: Sight, seen: bool) {
        if seen {
            self.0.insert(sight);
        }
    }
}

impl Book {
    /// Adds to what is due for a line and period.
    pub fn add(&mut self, line: &str, period: Period, treatment: Option<Treatment>, sum: i64) {
        if sum != 0 {
            let key = Key { line: line.to_owned(), period, treatment };
            *self.amounts.entry(key).or_default() += sum;
        }
    }
}

/// A line that is not an overhead, worked out for every period.
pub struct Worked<'a> {
    pub line: &'a Line,
    /// What it earns on each day, in parts.
    pub accrued: Vec<i128>,
    /// The same, added up for each period.
    pub exact: Vec<i128>,
    pub instalments: Vec<i64>,
    pub actuals: Vec<Actual>,
    pub treatments: Vec<Option<Treatment>>,
}

/// What is due for every period under what was known on a day.
pub fn book(spec: &Spec, known: &Known, at: Date, days: &Days) -> Book {
    let mut book = Book::default();
    let base = known.lines.iter().filter(|line| line.kind != "overhead");
    let worked: Vec<Worked> = base.map(|line| work_out(spec, line, at, days)).collect();
    for line in &worked {
        look_at(line, spec, days, &mut book.seen);
        for slot in 0..days.slots() {
            let billed = actual_sum(&line.actuals, slot, spec, days);
            let due = line.instalments[slot] + billed;
            book.add(&line.line.id, days.period(slot), line.treatments[slot], due);
        }
    }
    for line in known.lines.iter().filter(|line| line.kind == "overhead") {
        overhead::add(spec, line, &worked, days, &mut book);
    }
    book
}

fn work_out<'a>(spec: &Spec, line: &'a Line, at: Date, days: &Days) -> Worked<'a> {
    let accrued = accrual::accrued(line, days, spec.apportion);
    let exact = by_slot(&accrued, days);
    let instalments = instalments(&exact, accrual::parts(spec.apportion), days.a_year());
    let actuals = actuals::actuals(spec, line, at, days);
    Worked { line, accrued, exact, instalments, actuals, treatments: treatments(line, days) }
}

/// Adds up what was earned on the days of each period.
pub fn by_slot(accrued: &[i128], days: &Days) -> Vec<i128> {
    let mut sums = vec![0; days.slots()];
    for (day, earned) in accrued.iter().enumerate() {
        sums[days.slot(day)] += earned;
    }
    sums
}

/// What each period's instalment is: its own sum to the penny, save that the last period of a
/// financial year in which anything is earned takes what the year still lacks.
fn instalments(exact: &[i128], parts: i128, a_year: usize) -> Vec<i64> {
    let mut instalments: Vec<i64> = exact.iter().map(|sum| rounded(*sum, parts)).collect();
    for (year, sums) in exact.chunks(a_year).enumerate() {
        let Some(last) = sums.iter().rposition(|sum| *sum != 0) else { continue };
        let before: i64 = instalments[year * a_year..year * a_year + last].iter().sum();
        instalments[year * a_year + last] = rounded(sums.iter().sum(), parts) - before;
    }
    instalments
}

/// A line's VAT treatment in each period: its decision on the last day on which it runs there.
pub fn treatments(line: &Line, days: &Days) -> Vec<Option<Treatment>> {
    let mut treatments = vec![None; days.slots()];
    for day in line.first..line.past {
        treatments[days.slot(day)] = line.vat[day];
    }
    treatments
}

/// The actuals of a period to the penny.
pub fn actual_sum(actuals: &[Actual], slot: usize, spec: &Spec, days: &Days) -> i64 {
    let within = actuals.iter().filter(|actual| days.slot(actual.day) == slot);
    rounded(within.map(|actual| actual.sum).sum(), actuals::parts(spec))
}

fn look_at(worked: &Worked, spec: &Spec, days: &Days, seen: &mut Seen) {
    let parts = accrual::parts(spec.apportion);
    seen.when(Sight::HalfPenny, worked.exact.iter().any(|sum| is_half(*sum, parts)));
    if let Terms::Post(terms) = &worked.line.terms {
        let mut run = worked.line.first..worked.line.past;
        let half = |day: usize| accrual::share_is_half(terms[day], days.day(day).year);
        seen.when(Sight::HalfPenny, run.next_back().is_some_and(half));
    }
    if let Terms::Input { budget: Some(budget), .. } = worked.line.terms {
        let billed: i128 = worked.actuals.iter().map(|actual| actual.sum).sum();
        let whole = i128::from(budget) * actuals::parts(spec);
        seen.when(Sight::InputCut, billed == whole);
    }
    for (slot, sum) in worked.exact.iter().enumerate() {
        let residue = worked.instalments[slot] != rounded(*sum, parts);
        seen.when(Sight::Residue, residue);
        let before = residue && (slot + 1) % days.a_year() != 0;
        seen.when(Sight::ResidueBeforeTheYearsEnd, before);
    }
}
