//! Break clauses, the events that open some of them, and the notices given under them.

use chrono::Datelike;

use super::dice::Dice;
use super::frame::Frame;
use crate::model::first_end;
use crate::model::last_notice;
use crate::model::notice_ends;
use crate::spec::Break;
use crate::spec::BreakKind;
use crate::spec::Event;
use crate::spec::Notice;
use crate::spec::Spec;
use crate::spec::dates::Date;
use crate::spec::dates::add_months;
use crate::spec::dates::plus;

/// Adds breaks to nearly half of the cases, with events and up to two notices.
pub fn add(dice: &mut Dice, frame: &Frame, spec: &mut Spec) {
    if !dice.chance(48) {
        return;
    }
    for number in 0..dice.between(1, 2) {
        let id = format!("break-{number}");
        let leap_day = (frame.starts.month(), frame.starts.day()) == (2, 29);
        let kind = match dice.weighted(&[40, 28, if leap_day { 120 } else { 32 }]) {
            0 => BreakKind::AnyTime,
            1 => BreakKind::Event { kind: report(), window_months: months(dice, 1, 6) },
            _ => BreakKind::Periodic { years: i32::from(dice.chance(40)) + 1 },
        };
        let notice_months = dice.pick(&[1, 1, 1, 2, 3, 3, 6, 12]);
        spec.breaks.push(Break { id, kind, notice_months });
    }
    for _ in 0..dice.between(0, 3) {
        let on = frame.moment(dice).max(frame.starts);
        spec.events.push(Event { kind: report(), on, substantive: dice.chance(70) });
    }
    for _ in 0..dice.weighted(&[15, 55, 30]) {
        let clause = dice.pick(&spec.breaks);
        if let Some(notice) = notice(dice, frame, spec, &clause) {
            spec.notices.push(notice);
        }
    }
}

fn report() -> String {
    "ofsted-report".to_owned()
}

fn months(dice: &mut Dice, least: i64, most: i64) -> u32 {
    u32::try_from(dice.between(least, most)).expect("a few months")
}

/// A notice that its break allows, given while the term still runs whatever may be agreed.
fn notice(dice: &mut Dice, frame: &Frame, spec: &Spec, clause: &Break) -> Option<Notice> {
    let (opens, closes) = open(dice, frame, spec, clause)?;
    let changed = spec.variations.iter().filter_map(|variation| variation.ends);
    let given = spec.notices.iter().map(|notice| notice_ends(spec, notice));
    let runs_out = changed.chain(given).chain(spec.ends).min();
    let closes = runs_out.map_or(closes, |ends| closes.min(ends));
    if closes < opens {
        return None;
    }
    let given_on = match dice.weighted(&[60, 25, 15]) {
        0 => frame.moment(dice).clamp(opens, closes),
        1 => dice.odd_day(opens, closes),
        _ => closes,
    };
    let given_on = if dice.chance(50) {
        edge(dice, frame, clause, given_on).clamp(opens, closes)
    } else {
        given_on
    };
    let mut notice = Notice { under: clause.id.clone(), given_on, ends_on: None };
    let free = !matches!(clause.kind, BreakKind::Periodic { .. });
    if free && dice.chance(25) {
        notice.ends_on = Some(plus(notice_ends(spec, &notice), dice.between(0, 200)));
    }
    Some(notice)
}

/// Of a periodic break the last day for notice to the end nearest the period asked about, or the
/// day after it; of another the day itself, or the day as at which the statement is made.
fn edge(dice: &mut Dice, frame: &Frame, clause: &Break, given_on: Date) -> Date {
    if !matches!(clause.kind, BreakKind::Periodic { .. }) {
        return dice.pick(&[given_on, frame.now]);
    }
    let months = i64::from(clause.notice_months);
    let near = plus(frame.period.first(), dice.between(-40, 60) - 30 * months);
    let ends = first_end(frame.starts, clause, near.max(frame.starts));
    plus(last_notice(ends, clause.notice_months), dice.between(0, 1))
}

/// The days on which notice may be given: of an event's window, or of the whole term.
fn open(dice: &mut Dice, frame: &Frame, spec: &Spec, clause: &Break) -> Option<(Date, Date)> {
    let BreakKind::Event { window_months, .. } = clause.kind else {
        return Some((frame.starts, plus(frame.now, 60).max(frame.starts)));
    };
    let opening = spec.events.iter().filter(|event| event.substantive);
    let opening: Vec<Date> = opening.map(|event| event.on).collect();
    if opening.is_empty() {
        return None;
    }
    let on = dice.pick(&opening);
    Some((on, add_months(on, window_months)))
}
