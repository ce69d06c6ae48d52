//! What both agree later: changes of terms, ends brought forward or put off, new lines. Agreed
//! late, dated back, and often one on top of another.

use std::collections::BTreeSet;

use super::dice::Dice;
use super::lines::LineMaker;
use super::lines::annual;
use super::lines::base;
use super::lines::day_rate;
use super::lines::days_in_year;
use super::lines::days_per_week;
use super::lines::first_day;
use super::lines::full_cost;
use super::lines::pension;
use super::lines::rate;
use super::lines::salary;
use super::lines::treatment;
use crate::spec::Basis;
use crate::spec::Change;
use crate::spec::Common;
use crate::spec::Cost;
use crate::spec::Lines;
use crate::spec::Variation;
use crate::spec::dates::Date;
use crate::spec::dates::plus;

/// A line that may be changed: what it is, and from when it can be.
#[derive(Clone)]
struct Target {
    id: String,
    first: Date,
    /// The day on which a variation brought it in; a change of it is agreed later.
    since: Option<Date>,
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    /// A post whose cost may be stated in another way has all of the new way's terms given.
    Post {
        cost: Cost,
        tbc: bool,
        any_way: bool,
    },
    Service {
        tbc: bool,
    },
    Input {
        tbc: bool,
    },
    Overhead {
        own_vat: bool,
    },
}

/// The variations of an agreement with these lines.
pub fn variations(dice: &mut Dice, maker: &LineMaker, lines: &Lines) -> Vec<Variation> {
    let mut targets = self::targets(dice, lines, maker.frame.starts, None);
    let named = base(lines);
    let mut variations: Vec<Variation> = Vec::new();
    for number in 0..dice.weighted(&[10, 26, 30, 20, 9, 5]) {
        let (agreed, effective) = dates(dice, maker, variations.last());
        let id = format!("variation-{number}");
        let ends = if dice.chance(12) {
            Some(maker.frame.last_day(dice, maker.frame.starts))
        } else {
            None
        };
        let (changes, added) = (Vec::new(), Lines::default());
        let mut variation = Variation { id, agreed, effective, ends, changes, added };
        let touched = variations.last().filter(|_| dice.chance(45)).cloned();
        change_lines(dice, maker, &targets, touched.as_ref(), &mut variation);
        if dice.chance(26) {
            add_line(dice, maker, &named, number, &mut variation);
            let not_before = variation.effective;
            targets.extend(self::targets(dice, &variation.added, not_before, Some(agreed)));
        }
        variations.push(variation);
    }
    if dice.chance(30) {
        variations.reverse();
    }
    variations
}

/// When a variation is agreed and takes effect; now and then on the same day as the one before,
/// or the other way round from it.
fn dates(dice: &mut Dice, maker: &LineMaker, before: Option<&Variation>) -> (Date, Date) {
    let (agreed, effective) = (maker.frame.moment(dice), maker.frame.effective(dice));
    match before {
        Some(before) if dice.chance(12) => (before.agreed, effective),
        Some(before) if dice.chance(25) => {
            let earlier = plus(before.effective, -dice.between(0, 60)).max(maker.frame.starts);
            (plus(before.agreed, dice.between(0, 30)), earlier)
        }
        _ => (agreed, effective),
    }
}

fn targets(dice: &mut Dice, lines: &Lines, not_before: Date, since: Option<Date>) -> Vec<Target> {
    let target = |line: &Common, kind: Kind| Target {
        id: line.id.clone(),
        first: first_day(line, not_before),
        since,
        kind,
    };
    let mut targets = Vec::new();
    for post in &lines.posts {
        let unknown = matches!(
            post.cost,
            Cost::Full(None) | Cost::Salary { salary: None, .. } | Cost::DayRate { rate: None, .. }
        );
        let tbc = unknown || post.days_per_week.is_none();
        let kind = Kind::Post { cost: post.cost, tbc, any_way: dice.chance(30) };
        targets.push(target(&post.line, kind));
    }
    for service in &lines.services {
        targets.push(target(&service.line, Kind::Service { tbc: service.annual.is_none() }));
    }
    for input in &lines.inputs {
        targets.push(target(&input.line, Kind::Input { tbc: input.budget.is_none() }));
    }
    for overhead in &lines.overheads {
        let own_vat = overhead.line.vat.is_some();
        targets.push(target(&overhead.line, Kind::Overhead { own_vat }));
    }
    targets
}

/// One to three lines are changed; after another variation often the same ones.
fn change_lines(
    dice: &mut Dice,
    maker: &LineMaker,
    targets: &[Target],
    touched: Option<&Variation>,
    variation: &mut Variation,
) {
    let open = |target: &&Target| target.since.is_none_or(|since| since < variation.agreed);
    let open: Vec<Target> = targets.iter().filter(open).cloned().collect();
    let mut done = BTreeSet::new();
    for _ in 0..dice.weighted(&[6, 58, 26, 10]) {
        let same = |target: &&Target| {
            touched.is_some_and(|touched| touched.changes.iter().any(|old| old.line == target.id))
        };
        let unknown = |target: &&Target| match target.kind {
            Kind::Post { tbc, .. } | Kind::Service { tbc } | Kind::Input { tbc } => tbc,
            Kind::Overhead { .. } => false,
        };
        let target = match open.iter().find(same) {
            Some(same) => same.clone(),
            None => match open.iter().find(unknown) {
                Some(unknown) if dice.chance(50) => unknown.clone(),
                _ => dice.pick(&open),
            },
        };
        if !done.insert(target.id.clone()) {
            continue;
        }
        let change = change(dice, maker, &target);
        if matches!(target.kind, Kind::Post { tbc: true, .. }) && dice.chance(40) {
            variation.effective = target.first;
        }
        variation.changes.push(change);
    }
}

fn change(dice: &mut Dice, maker: &LineMaker, target: &Target) -> Change {
    let mut change = Change { line: target.id.clone(), ..Change::default() };
    match &target.kind {
        Kind::Post { cost, tbc, any_way } => {
            let what = if *tbc { 0 } else { dice.weighted(&[46, 16, 16, 12, 10]) };
            change_post(dice, what, *cost, *any_way, &mut change);
            if *tbc && dice.chance(80) {
                change.days_per_week = Some(days_per_week(dice));
            }
            if what == 2 {
                change.ends = Some(maker.frame.last_day(dice, target.first));
            }
        }
        Kind::Service { tbc } => match dice.weighted(&[62, 22, 16]) {
            1 if !tbc => change.ends = Some(maker.frame.last_day(dice, target.first)),
            2 if !tbc => change.vat = Some(treatment(dice)),
            _ => change.annual = Some(annual(dice)),
        },
        Kind::Input { tbc } => match dice.weighted(&[62, 24, 14]) {
            1 if !tbc => change.ends = Some(maker.frame.last_day(dice, target.first)),
            2 if !tbc => change.vat = Some(treatment(dice)),
            _ => change.budget = Some(dice.between(10_000, 5_000_000)),
        },
        Kind::Overhead { own_vat } => match dice.weighted(&[66, 18, 16]) {
            1 => change.ends = Some(maker.frame.last_day(dice, target.first)),
            2 if *own_vat => change.vat = Some(treatment(dice)),
            _ => change.rate = Some(rate(dice)),
        },
    }
    change
}

fn change_post(dice: &mut Dice, what: usize, cost: Cost, any_way: bool, change: &mut Change) {
    match what {
        0 if any_way => new_cost(dice, change),
        0 => same_way(dice, cost, change),
        1 => change.days_per_week = Some(days_per_week(dice)),
        3 => change.vat = Some(treatment(dice)),
        4 => change.basis = Some(dice.pick(&[Basis::Share, Basis::ActualDays])),
        _ => {}
    }
    if dice.chance(15) {
        change.days_per_week = Some(days_per_week(dice));
    }
}

/// A cost stated in any of the three ways, with all that belongs to it.
fn new_cost(dice: &mut Dice, change: &mut Change) {
    match dice.weighted(&[1, 1, 1]) {
        0 => change.full_cost = Some(full_cost(dice)),
        1 => {
            change.salary = Some(salary(dice));
            change.pension = Some(pension(dice));
        }
        _ => {
            change.day_rate = Some(day_rate(dice));
            change.days_in_year = Some(days_in_year(dice));
        }
    }
}

/// A cost stated as before, all of it or a part.
fn same_way(dice: &mut Dice, cost: Cost, change: &mut Change) {
    match cost {
        Cost::Full(_) => change.full_cost = Some(full_cost(dice)),
        Cost::Salary { salary: sum, .. } => {
            let what = if sum.is_none() { 0 } else { dice.weighted(&[50, 30, 20]) };
            if what != 2 {
                change.salary = Some(salary(dice));
            }
            if what != 0 {
                change.pension = Some(pension(dice));
            }
        }
        Cost::DayRate { .. } => {
            change.day_rate = Some(day_rate(dice));
            if dice.chance(30) {
                change.days_in_year = Some(days_in_year(dice));
            }
        }
    }
}

/// A new line, with dates of its own now and then: even one before it takes effect.
fn add_line(
    dice: &mut Dice,
    maker: &LineMaker,
    named: &[(&'static str, String)],
    number: usize,
    variation: &mut Variation,
) {
    let id = format!("new-{number}");
    let added = &mut variation.added;
    match dice.weighted(&[32, 32, 16, 20]) {
        0 => added.posts.push(maker.post(dice, &id)),
        1 => added.services.push(maker.service(dice, &id)),
        2 => added.inputs.push(maker.input(dice, &id)),
        _ => added.overheads.push(maker.overhead(dice, &id, named)),
    }
    let posts = added.posts.iter_mut().map(|post| &mut post.line);
    let services = added.services.iter_mut().map(|service| &mut service.line);
    let inputs = added.inputs.iter_mut().map(|input| &mut input.line);
    let overheads = added.overheads.iter_mut().map(|overhead| &mut overhead.line);
    for line in posts.chain(services).chain(inputs).chain(overheads) {
        let first = first_day(line, variation.effective);
        line.ends = line.ends.map(|ends| ends.max(first));
    }
}
