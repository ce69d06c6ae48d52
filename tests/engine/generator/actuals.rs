//! The days and costs on record, some of them entered late.

use super::dice::Dice;
use super::frame::Frame;
use super::lines::base;
use crate::spec::Basis;
use crate::spec::Cost;
use crate::spec::Post;
use crate::spec::Reconciliation;
use crate::spec::Recorded;
use crate::spec::Spec;
use crate::spec::dates::Date;
use crate::spec::dates::date;
use crate::spec::dates::plus;

/// Adds the actuals of every line, and in some cases the terms of a reconciliation.
pub fn add(dice: &mut Dice, frame: &Frame, spec: &mut Spec) {
    spec.reconciliation = reconciliation(dice, spec);
    let posts: Vec<Post> = spec.all_lines().flat_map(|lines| lines.posts.clone()).collect();
    for post in &posts {
        let compared = spec
            .reconciliation
            .as_ref()
            .is_some_and(|terms| terms.on.iter().any(|on| on == "staffing" || *on == post.line.id));
        if post.basis == Basis::ActualDays || changes_basis(spec, &post.line.id) {
            worked_days(dice, frame, &post.line.id, spec);
        } else if compared && dice.chance(85) {
            year_of_days(dice, frame, post, spec);
        } else if dice.chance(10) {
            worked_days(dice, frame, &post.line.id, spec);
        }
    }
    costs(dice, frame, spec);
}

fn changes_basis(spec: &Spec, id: &str) -> bool {
    let changes = spec.variations.iter().flat_map(|variation| &variation.changes);
    changes.into_iter().any(|change| change.line == id && change.basis.is_some())
}

fn reconciliation(dice: &mut Dice, spec: &Spec) -> Option<Reconciliation> {
    let posts = &spec.lines.posts;
    if posts.is_empty() || !dice.chance(40) {
        return None;
    }
    let on = if dice.chance(70) { "staffing".to_owned() } else { dice.pick(posts).line.id };
    let tolerance = dice.pick(&[300, 300, 500, 1000, 250, 0]);
    let weeks = dice.pick(&[52_000, 52_000, 52_000, 44_000, 52_143]);
    Some(Reconciliation { on: vec![on], tolerance, weeks })
}

fn worked_days(dice: &mut Dice, frame: &Frame, id: &str, spec: &mut Spec) {
    for _ in 0..dice.between(1, 10) {
        let on = frame.worked(dice);
        let amount = dice.pick(&[50, 100, 100, 150, 200, 350, 25, 1200, 475]);
        let entered = entered(dice, frame, on);
        spec.days.push(Recorded { line: id.to_owned(), on, amount, entered });
    }
}

/// When a row was entered: mostly at once, otherwise later, often since the statement before.
fn entered(dice: &mut Dice, frame: &Frame, on: Date) -> Option<Date> {
    match dice.weighted(&[55, 30, 15]) {
        0 => None,
        1 => Some(frame.moment(dice).max(on)),
        _ => Some(plus(on, dice.between(0, 90))),
    }
}

/// A year's days of a post, near what was agreed: within the tolerance, just on it, or beyond.
fn year_of_days(dice: &mut Dice, frame: &Frame, post: &Post, spec: &mut Spec) {
    let Some(terms) = &spec.reconciliation else { return };
    let (year, tolerance) = (frame.period.year, terms.tolerance);
    let first = post.line.starts.unwrap_or(frame.starts).max(date(year, 4, 1));
    let ends = [post.line.ends, frame.ends, Some(date(year + 1, 3, 31))];
    let last = ends.into_iter().flatten().min().unwrap_or(first).max(first);
    let run = (last - first).num_days() + 1;
    let per_week = post.days_per_week.unwrap_or(100);
    let whole = match post.cost {
        Cost::DayRate { days_in_year, .. } => days_in_year * per_week / 5,
        Cost::Full(_) | Cost::Salary { .. } => per_week * terms.weeks / 1000,
    };
    let part = if run >= 365 { whole } else { whole * run / 365 };
    let percent = match dice.weighted(&[15, 20, 20, 10, 10, 25]) {
        0 => 10_000,
        1 => 10_000 + tolerance,
        2 => 10_000 - tolerance,
        3 => 10_000 + tolerance + 50,
        4 => 10_000 - tolerance - 50,
        _ => dice.between(7_000, 13_000),
    };
    let mut left = (part * percent / 10_000).max(1);
    while left > 0 {
        let amount = if dice.chance(50) { left } else { dice.between(1, left) };
        left -= amount;
        let on = dice.day(first, last);
        let late = dice.chance(4).then(|| plus(date(year + 1, 4, 1), dice.between(-1, 30)));
        let entered = late.map(|day| day.max(on));
        spec.days.push(Recorded { line: post.line.id.clone(), on, amount, entered });
    }
}

/// Costs of inputs, mostly more than their budget in the end; and of other lines now and then.
fn costs(dice: &mut Dice, frame: &Frame, spec: &mut Spec) {
    let inputs = spec.all_lines().flat_map(|lines| &lines.inputs);
    let inputs: Vec<(String, i64)> =
        inputs.map(|input| (input.line.id.clone(), input.budget.unwrap_or(1_000_000))).collect();
    for (id, budget) in inputs {
        for _ in 0..dice.between(0, 8) {
            let amount = dice.between(1, budget * 45 / 100);
            cost(dice, frame, &id, amount, spec);
        }
    }
    let named: Vec<_> = spec.all_lines().flat_map(base).collect();
    for (_, id) in named.iter().filter(|(kind, _)| *kind != "input") {
        if dice.chance(16) {
            for _ in 0..dice.between(1, 4) {
                let amount = dice.between(1, 900_000);
                cost(dice, frame, id, amount, spec);
            }
        }
    }
}

fn cost(dice: &mut Dice, frame: &Frame, id: &str, amount: i64, spec: &mut Spec) {
    let on = frame.worked(dice);
    let entered = entered(dice, frame, on);
    spec.costs.push(Recorded { line: id.to_owned(), on, amount, entered });
}
