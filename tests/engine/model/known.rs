//! What was known on a day: the agreement's own terms, day by day, as the variations known by
//! then have changed them, and the last day of the term.

use super::days::Days;
use super::notices::notice_ends;
use crate::spec::Basis;
use crate::spec::Change;
use crate::spec::Common;
use crate::spec::Cost;
use crate::spec::Lines;
use crate::spec::Spec;
use crate::spec::Tbc;
use crate::spec::Treatment;
use crate::spec::Variation;
use crate::spec::dates::Date;

/// The lines that are known, with their terms on each day.
pub struct Known {
    pub lines: Vec<Line>,
    /// The last day of the term, where one is known.
    pub term_ends: Option<Date>,
}

/// A line, and the days on which it runs: from `first` up to, and without, `past`.
pub struct Line {
    pub id: String,
    pub kind: &'static str,
    pub first: usize,
    pub past: usize,
    pub vat: Vec<Option<Treatment>>,
    pub terms: Terms,
    ends: Option<Date>,
    continues: bool,
}

/// What a line is charged on.
pub enum Terms {
    Post(Vec<PostTerms>),
    Service(Vec<Tbc>),
    Input { budget: Tbc, approved: bool },
    Overhead { rate: Vec<i64>, on: Vec<String>, per_line: bool },
}

/// The terms of a post on one day.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PostTerms {
    pub cost: Cost,
    pub days_per_week: Tbc,
    pub basis: Basis,
}

impl Line {
    pub fn runs(&self, day: usize) -> bool {
        self.first <= day && day < self.past
    }

    /// The line's VAT decision on the last of these days on which it runs.
    pub fn vat_within(&self, days: std::ops::Range<usize>) -> Option<Treatment> {
        let last = days.rev().find(|day| self.runs(*day))?;
        self.vat[last]
    }
}

/// The terms that were known at the end of a day.
pub fn known(spec: &Spec, at: Date, days: &Days) -> Known {
    let known = |variation: &&Variation| variation.agreed <= at;
    let mut variations: Vec<&Variation> = spec.variations.iter().filter(known).collect();
    variations.sort_by_key(|variation| variation.agreed);

    let mut lines = Vec::new();
    add_lines(&mut lines, &spec.lines, spec.starts, at, days);
    for variation in &variations {
        add_lines(&mut lines, &variation.added, variation.effective, at, days);
    }
    for variation in &variations {
        for change in &variation.changes {
            for line in lines.iter_mut().filter(|line| line.id == change.line) {
                apply(line, change, days.from(variation.effective));
            }
        }
    }
    let term_ends = term_ends(spec, at, &variations);
    for line in &mut lines {
        close(line, term_ends, days);
    }
    Known { lines, term_ends }
}

/// Of several notices, and the agreed end, the earliest.
fn term_ends(spec: &Spec, at: Date, variations: &[&Variation]) -> Option<Date> {
    let changed = variations.iter().rev().find_map(|variation| variation.ends);
    let notices = spec.notices.iter().filter(|notice| notice.given_on <= at);
    let ended = notices.map(|notice| notice_ends(spec, notice));
    changed.or(spec.ends).into_iter().chain(ended).min()
}

fn add_lines(lines: &mut Vec<Line>, added: &Lines, not_before: Date, at: Date, days: &Days) {
    let len = days.len();
    for post in &added.posts {
        let terms =
            PostTerms { cost: post.cost, days_per_week: post.days_per_week, basis: post.basis };
        let terms = Terms::Post(vec![terms; len]);
        lines.push(new_line(&post.line, "staffing", not_before, days, terms));
    }
    for service in &added.services {
        let terms = Terms::Service(vec![service.annual; len]);
        let line = new_line(&service.line, "service", not_before, days, terms);
        lines.push(Line { continues: service.continues, ..line });
    }
    for input in &added.inputs {
        let approved = input.approved.is_some_and(|on| on <= at);
        let terms = Terms::Input { budget: input.budget, approved };
        lines.push(new_line(&input.line, "input", not_before, days, terms));
    }
    for overhead in &added.overheads {
        let (on, per_line) = (overhead.on.clone(), overhead.per_line);
        let terms = Terms::Overhead { rate: vec![overhead.rate; len], on, per_line };
        lines.push(new_line(&overhead.line, "overhead", not_before, days, terms));
    }
}

fn new_line(
    common: &Common,
    kind: &'static str,
    not_before: Date,
    days: &Days,
    terms: Terms,
) -> Line {
    let starts = common.starts.map_or(not_before, |own| own.max(not_before));
    Line {
        id: common.id.clone(),
        kind,
        first: days.from(starts),
        past: days.len(),
        vat: vec![common.vat; days.len()],
        terms,
        ends: common.ends,
        continues: false,
    }
}

/// A change holds from its first day on, whatever was agreed before it for later days; a last day
/// and a budget are single facts, and the last agreed holds.
fn apply(line: &mut Line, change: &Change, from: usize) {
    line.ends = change.ends.or(line.ends);
    if let Some(treatment) = change.vat {
        line.vat[from..].fill(Some(treatment));
    }
    match &mut line.terms {
        Terms::Post(terms) => {
            for terms in &mut terms[from..] {
                terms.cost = changed_cost(terms.cost, change);
                terms.days_per_week = change.days_per_week.or(terms.days_per_week);
                terms.basis = change.basis.unwrap_or(terms.basis);
            }
        }
        Terms::Service(annual) => {
            if change.annual.is_some() {
                annual[from..].fill(change.annual);
            }
        }
        Terms::Input { budget, .. } => *budget = change.budget.or(*budget),
        Terms::Overhead { rate, .. } => {
            if let Some(changed) = change.rate {
                rate[from..].fill(changed);
            }
        }
    }
}

/// A full cost, a salary or a day rate replaces whichever of the three was there.
fn changed_cost(cost: Cost, change: &Change) -> Cost {
    if change.full_cost.is_some() {
        return Cost::Full(change.full_cost);
    }
    match cost {
        Cost::Salary { salary, pension } if change.day_rate.is_none() => {
            Cost::Salary { salary: change.salary.or(salary), pension: change.pension.or(pension) }
        }
        Cost::DayRate { rate, days_in_year } if change.salary.is_none() => Cost::DayRate {
            rate: change.day_rate.or(rate),
            days_in_year: change.days_in_year.unwrap_or(days_in_year),
        },
        _ if change.salary.is_some() => {
            Cost::Salary { salary: change.salary, pension: change.pension }
        }
        _ if change.day_rate.is_some() => {
            let days_in_year = change.days_in_year.expect("a new day rate comes with its year");
            Cost::DayRate { rate: change.day_rate, days_in_year }
        }
        _ => cost,
    }
}

/// A line stops at its own end or the term's, whichever is first, unless it continues.
fn close(line: &mut Line, term_ends: Option<Date>, days: &Days) {
    let term = if line.continues { None } else { term_ends };
    let last = line.ends.into_iter().chain(term).min();
    line.past = last.map_or(days.len(), |last| days.past(last));
    let (first, past) = (line.first, line.past);
    if let Terms::Overhead { rate, .. } = &mut line.terms {
        for (day, rate) in rate.iter_mut().enumerate() {
            if day < first || day >= past {
                *rate = 0;
            }
        }
    }
}
