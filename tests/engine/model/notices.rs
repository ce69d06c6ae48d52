//! The day on which a notice ends the term.

use crate::spec::Break;
use crate::spec::BreakKind;
use crate::spec::Notice;
use crate::spec::Spec;
use crate::spec::dates::Date;
use crate::spec::dates::add_months;
use crate::spec::dates::anniversary;
use crate::spec::dates::plus;

/// The last day of the term under a notice: the one that it names, or the first that its break
/// allows.
pub fn notice_ends(spec: &Spec, notice: &Notice) -> Date {
    let clause = spec.breaks.iter().find(|clause| clause.id == notice.under);
    let clause = clause.expect("a notice is given under a break of the agreement");
    notice.ends_on.unwrap_or_else(|| first_end(spec.starts, clause, notice.given_on))
}

/// The first day that a notice given on this day can end the term.
pub fn first_end(starts: Date, clause: &Break, given_on: Date) -> Date {
    match clause.kind {
        BreakKind::AnyTime | BreakKind::Event { .. } => add_months(given_on, clause.notice_months),
        BreakKind::Periodic { years } => (1..=100)
            .map(|turn| plus(anniversary(starts, years * turn), -1))
            .find(|ends| given_on <= last_notice(*ends, clause.notice_months))
            .expect("a notice is given within a century of the start"),
    }
}

/// The latest day whose notice of so many months ends on or before a day, looked for backwards.
pub fn last_notice(ends: Date, months: u32) -> Date {
    let mut day = ends;
    while add_months(day, months) > ends {
        day = plus(day, -1);
    }
    day
}

#[test]
fn the_last_day_for_notice_is_found_by_trying() {
    use crate::spec::dates::date;
    assert_eq!(last_notice(date(2023, 6, 30), 6), date(2022, 12, 31));
    assert_eq!(last_notice(date(2024, 2, 29), 6), date(2023, 8, 31));
    assert_eq!(last_notice(date(2023, 2, 28), 1), date(2023, 1, 31));
    let clause = Break {
        id: "five-year".to_owned(),
        kind: BreakKind::Periodic { years: 5 },
        notice_months: 6,
    };
    let starts = date(2018, 7, 1);
    assert_eq!(first_end(starts, &clause, date(2022, 12, 31)), date(2023, 6, 30));
    assert_eq!(first_end(starts, &clause, date(2023, 1, 1)), date(2028, 6, 30));
}
