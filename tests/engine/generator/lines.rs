//! The lines of an agreement: posts, services, inputs and the overheads on them.

use super::dice::Dice;
use super::frame::Frame;
use crate::spec::Basis;
use crate::spec::Common;
use crate::spec::Cost;
use crate::spec::Input;
use crate::spec::Lines;
use crate::spec::Overhead;
use crate::spec::Post;
use crate::spec::Service;
use crate::spec::Treatment;
use crate::spec::dates::Date;

/// What makes lines: the dates, and whether VAT is left undecided here and there.
pub struct LineMaker<'a> {
    pub frame: &'a Frame,
    pub undecided: bool,
}

impl LineMaker<'_> {
    /// The agreement's own lines; at least one of them bills something.
    pub fn lines(&self, dice: &mut Dice) -> Lines {
        let mut lines = Lines::default();
        for number in 0..dice.weighted(&[15, 35, 30, 15, 5]) {
            lines.posts.push(self.post(dice, &format!("post-{number}")));
        }
        for number in 0..dice.weighted(&[25, 40, 25, 10]) {
            lines.services.push(self.service(dice, &format!("service-{number}")));
        }
        for number in 0..dice.weighted(&[58, 28, 14]) {
            lines.inputs.push(self.input(dice, &format!("input-{number}")));
        }
        if lines.commons().is_empty() {
            lines.services.push(self.service(dice, "service-0"));
        }
        let base = base(&lines);
        for number in 0..dice.weighted(&[22, 46, 24, 8]) {
            lines.overheads.push(self.overhead(dice, &format!("overhead-{number}"), &base));
        }
        lines
    }

    fn common(&self, dice: &mut Dice, id: &str) -> Common {
        let starts = if dice.chance(25) { Some(self.frame.effective(dice)) } else { None };
        let starts = starts.map(|day| self.frame.ends.map_or(day, |ends| day.min(ends)));
        let first = starts.unwrap_or(self.frame.starts);
        let ends = if dice.chance(20) { Some(self.frame.last_day(dice, first)) } else { None };
        Common { id: id.to_owned(), starts, ends, vat: self.vat(dice) }
    }

    /// A VAT decision; in some cases some lines have none.
    pub fn vat(&self, dice: &mut Dice) -> Option<Treatment> {
        if self.undecided && dice.chance(35) { None } else { Some(treatment(dice)) }
    }

    pub fn post(&self, dice: &mut Dice, id: &str) -> Post {
        let line = self.common(dice, id);
        let days_per_week = if dice.chance(9) { None } else { Some(days_per_week(dice)) };
        let basis = if dice.chance(68) { Basis::Share } else { Basis::ActualDays };
        let mut cost = cost(dice);
        if dice.chance(9) {
            match &mut cost {
                Cost::Full(sum) | Cost::Salary { salary: sum, .. } => *sum = None,
                Cost::DayRate { rate, .. } => *rate = None,
            }
        }
        Post { line, days_per_week, cost, basis }
    }

    pub fn service(&self, dice: &mut Dice, id: &str) -> Service {
        let mut line = self.common(dice, id);
        let continues = dice.chance(22);
        if continues && line.ends.is_none() {
            let first = line.starts.unwrap_or(self.frame.starts);
            line.ends = Some(self.frame.last_day(dice, first));
        }
        let annual = if dice.chance(9) { None } else { Some(annual(dice)) };
        Service { line, annual, continues }
    }

    pub fn input(&self, dice: &mut Dice, id: &str) -> Input {
        let line = self.common(dice, id);
        let budget = if dice.chance(12) { None } else { Some(dice.between(10_000, 5_000_000)) };
        let approved = if dice.chance(82) { Some(self.frame.moment(dice)) } else { None };
        Input { line, budget, approved }
    }

    pub fn overhead(&self, dice: &mut Dice, id: &str, base: &[(&'static str, String)]) -> Overhead {
        let mut line = self.common(dice, id);
        if dice.chance(60) {
            line.vat = None;
        }
        let on = bears(dice, base);
        let (per_line, covers_travel) = (dice.chance(40), dice.chance(20));
        Overhead { line, rate: rate(dice), on, per_line, covers_travel }
    }
}

/// The kinds and names of the lines that an overhead may be on.
pub fn base(lines: &Lines) -> Vec<(&'static str, String)> {
    let named = lines.commons().into_iter().filter(|(kind, _)| *kind != "overhead");
    named.map(|(kind, line)| (kind, line.id.clone())).collect()
}

/// A kind or two, a name or two, or a kind and a line of another or of its own.
fn bears(dice: &mut Dice, base: &[(&'static str, String)]) -> Vec<String> {
    let (kind, id) = dice.pick(base);
    let (other_kind, other_id) = dice.pick(base);
    let mut on = match dice.weighted(&[38, 22, 20, 15, 5]) {
        // A line that is named twice over is borne once.
        4 => vec![kind.to_owned(), id],
        0 => vec![kind.to_owned()],
        1 => vec![kind.to_owned(), other_kind.to_owned()],
        2 => vec![id, other_id],
        _ if kind != other_kind => vec![kind.to_owned(), other_id],
        _ => vec![kind.to_owned()],
    };
    on.dedup();
    on
}

pub fn treatment(dice: &mut Dice) -> Treatment {
    let all = [
        Treatment::OutsideScope,
        Treatment::Standard,
        Treatment::Reduced,
        Treatment::Zero,
        Treatment::Exempt,
    ];
    all[dice.weighted(&[40, 36, 8, 7, 9])]
}

/// Hundredths of a day a week.
pub fn days_per_week(dice: &mut Dice) -> i64 {
    dice.pick(&[50, 100, 100, 150, 200, 250, 300, 500, 25, 33, 10, 125])
}

/// A cost in any of the three ways, always known.
pub fn cost(dice: &mut Dice) -> Cost {
    match dice.weighted(&[36, 38, 26]) {
        0 => Cost::Full(Some(full_cost(dice))),
        1 => {
            let pension = if dice.chance(70) { Some(pension(dice)) } else { None };
            Cost::Salary { salary: Some(salary(dice)), pension }
        }
        _ => Cost::DayRate { rate: Some(day_rate(dice)), days_in_year: days_in_year(dice) },
    }
}

pub fn full_cost(dice: &mut Dice) -> i64 {
    match dice.weighted(&[10, 70, 20]) {
        0 => dice.between(1, 50_000),
        1 => dice.between(2_000_000, 25_000_000),
        _ => dice.between(200, 2_500) * 10_000,
    }
}

pub fn salary(dice: &mut Dice) -> i64 {
    match dice.weighted(&[12, 58, 30]) {
        0 => dice.between(400_000, 1_000_000),
        1 => dice.between(1_500_000, 18_000_000),
        _ => dice.between(150, 1_800) * 10_000,
    }
}

pub fn pension(dice: &mut Dice) -> i64 {
    dice.pick(&[1710, 2460, 1880, 2368, 1843, 500])
}

pub fn day_rate(dice: &mut Dice) -> i64 {
    dice.between(10_000, 120_000)
}

pub fn days_in_year(dice: &mut Dice) -> i64 {
    dice.pick(&[260, 261, 220, 253])
}

/// Hundredths of a per cent.
pub fn rate(dice: &mut Dice) -> i64 {
    match dice.weighted(&[60, 35, 5]) {
        0 => dice.pick(&[1500, 1500, 1000, 1250, 275, 333, 2000]),
        1 => dice.between(1, 3000),
        _ => 0,
    }
}

/// A year's charge: pennies or tens of millions, and now and then a rebate or nothing at all.
pub fn annual(dice: &mut Dice) -> i64 {
    let size = match dice.weighted(&[8, 40, 28, 14, 10]) {
        0 => dice.between(1, 2_000),
        1 => dice.between(100_000, 20_000_000),
        2 => dice.between(20_000_000, 300_000_000),
        3 => dice.between(300_000_000, 5_000_000_000),
        _ => dice.pick(&[130_000_000, 129_999_999, 70_000_000, 164_000_000, 18_000_000, 0]),
    };
    if dice.chance(14) { -size } else { size }
}

/// The day from which a line runs: its own, and never before what brought it in.
pub fn first_day(line: &Common, not_before: Date) -> Date {
    line.starts.map_or(not_before, |own| own.max(not_before))
}
