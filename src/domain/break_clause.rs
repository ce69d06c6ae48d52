//! Break clauses, the events that open them, and notice given under them.
//!
//! A periodic break comes every so many years; an event break opens for a window of months on each
//! substantive event of its kind; an any-time break needs notice alone. A break is a right, not a
//! consequence: an event opens a review.
//!
//! ```
//! use concordat::domain::break_clause::periodic_end;
//! use concordat::domain::calendar::date;
//!
//! assert_eq!(periodic_end(date(2018, 7, 1), 5, 1), date(2023, 6, 30));
//! ```

use chrono::NaiveDate;

use crate::domain::authority::Side;
use crate::domain::calendar::Period;
use crate::domain::calendar::add_months;
use crate::domain::calendar::anniversary;
use crate::domain::calendar::in_words;
use crate::domain::calendar::latest_day_for;

/// A clause under which an authority may leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Its name in the file.
    pub id: String,
    /// The clause.
    pub clause: String,
    /// When it may be used.
    pub when: When,
    /// The notice to be given, in months; `None` where the paper does not say.
    pub notice_months: Option<u32>,
    /// Who may use it; `None` where the paper does not say.
    pub by: Option<Side>,
}

/// When a break may be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Every so many years of the term.
    EveryYears(u32),
    /// On each substantive event of a kind, for so many months.
    OnEvent {
        /// The kind of event.
        event: String,
        /// How long the break stays open.
        window_months: u32,
    },
    /// At any time.
    AnyTime,
}

impl When {
    /// The kind of break, as programs are told it.
    pub fn word(&self) -> &'static str {
        match self {
            When::EveryYears(_) => "periodic",
            When::OnEvent { .. } => "event",
            When::AnyTime => "any-time",
        }
    }
}

/// Something that has happened, such as the publication of an Ofsted report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its kind, as break clauses name it.
    pub kind: String,
    /// The day it happened, from which it is known.
    pub on: NaiveDate,
    /// Whether it is of the substance that opens a break.
    pub substantive: bool,
    /// What it was.
    pub note: Option<String>,
}

/// Notice given under a break clause: it ends the term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The break's name.
    pub under: String,
    /// Which authority gave it.
    pub given_by: Side,
    /// The day it was given, from which it is known.
    pub given_on: NaiveDate,
    /// A later last day than the first valid one.
    pub ends_on: Option<NaiveDate>,
    /// How or why it was given.
    pub note: Option<String>,
}

/// The last day of the term at the `count`th periodic break: the day before the anniversary.
///
/// # Panics
/// Beyond the calendar that agreements may use.
pub fn periodic_end(starts: NaiveDate, every_years: u32, count: u32) -> NaiveDate {
    let years = i32::try_from(u64::from(every_years) * u64::from(count)).unwrap_or(i32::MAX);
    anniversary(starts, years).pred_opt().expect("dates are bounded")
}

/// How many periodic breaks fall within the years that dates may be in.
fn periodic_counts(starts: NaiveDate, every_years: u32) -> impl Iterator<Item = u32> {
    let span = chrono::Datelike::year(&starts).abs_diff(2_198);
    1..=(span / every_years.max(1))
}

/// The windows that an event break has had by a day: each opens on its event.
pub fn event_windows<'a>(
    events: &'a [Event],
    kind: &'a str,
    window_months: u32,
) -> impl Iterator<Item = Period> + 'a {
    let of_kind = events.iter().filter(move |e| e.substantive && e.kind == kind);
    of_kind.map(move |e| Period { first: e.on, last: add_months(e.on, window_months) })
}

/// The periodic breaks of a term that begins on a day, each with the last day for notice and the
/// last day of the term, in order.
pub fn periodic_breaks(
    starts: NaiveDate,
    every_years: u32,
    notice_months: u32,
) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    periodic_counts(starts, every_years).map(move |count| {
        let ends_on = periodic_end(starts, every_years, count);
        (latest_day_for(ends_on, notice_months), ends_on)
    })
}

/// The first last day of the term that a notice may bring about.
///
/// # Errors
/// Where the break is not open on the day, and says why.
pub fn first_valid_end(
    clause: &Break,
    starts: NaiveDate,
    events: &[Event],
    given_on: NaiveDate,
) -> Result<NaiveDate, String> {
    let months = clause.notice_months.unwrap_or(0);
    if given_on < starts {
        return Err(format!(
            "notice was given on {}, before the term begins on {}",
            in_words(given_on),
            in_words(starts)
        ));
    }
    match &clause.when {
        When::AnyTime => Ok(add_months(given_on, months)),
        When::EveryYears(years) => periodic_breaks(starts, *years, months)
            .find(|(last_notice_on, _)| given_on <= *last_notice_on)
            .map(|(_, ends_on)| ends_on)
            .ok_or_else(|| "there is no later break of this kind".to_owned()),
        When::OnEvent { event, window_months } => {
            if event_windows(events, event, *window_months).any(|w| w.contains(given_on)) {
                Ok(add_months(given_on, months))
            } else {
                Err(format!(
                    "the break was not open on {}: no substantive \"{event}\" is recorded in the \
                     {window_months} months before it",
                    in_words(given_on)
                ))
            }
        }
    }
}

/// The last day of the term under a notice.
///
/// # Errors
/// Where the break is not open, or the notice is shorter than its clause's; the first valid day is
/// named.
pub fn notice_end(
    clause: &Break,
    starts: NaiveDate,
    events: &[Event],
    notice: &Notice,
) -> Result<NaiveDate, String> {
    let first = first_valid_end(clause, starts, events, notice.given_on)?;
    match notice.ends_on {
        Some(ends_on) if ends_on < first => Err(format!(
            "notice given on {} cannot end the term on {}: the first valid day is {}",
            in_words(notice.given_on),
            in_words(ends_on),
            in_words(first)
        )),
        Some(ends_on) => Ok(ends_on),
        None => Ok(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date;

    fn clause(when: When) -> Break {
        Break { id: "b".into(), clause: "3.16".into(), when, notice_months: Some(6), by: None }
    }

    fn notice(given_on: NaiveDate, ends_on: Option<NaiveDate>) -> Notice {
        Notice { under: "b".into(), given_by: Side::Supplier, given_on, ends_on, note: None }
    }

    const STARTS: fn() -> NaiveDate = || date(2018, 7, 1);

    /// R8: the corresponding date, or the last day of a shorter month.
    #[test]
    fn any_time_notice_ends_on_the_corresponding_day() {
        let exit = clause(When::AnyTime);
        let end = |given| notice_end(&exit, STARTS(), &[], &notice(given, None));
        assert_eq!(end(date(2023, 7, 31)), Ok(date(2024, 1, 31)));
        assert_eq!(end(date(2023, 8, 31)), Ok(date(2024, 2, 29)));
    }

    /// R7: five years from 1 July 2018 is 30 June 2023.
    #[test]
    fn a_periodic_notice_ends_the_term_at_the_next_break_it_meets() {
        let five = clause(When::EveryYears(5));
        let end = |given| notice_end(&five, STARTS(), &[], &notice(given, None));
        assert_eq!(end(date(2022, 12, 31)), Ok(date(2023, 6, 30)));
        assert_eq!(end(date(2023, 1, 1)), Ok(date(2028, 6, 30)));
    }

    #[test]
    fn an_event_break_is_open_for_its_window_alone() {
        let ofsted = clause(When::OnEvent { event: "ofsted-report".into(), window_months: 6 });
        let report = Event {
            kind: "ofsted-report".into(),
            on: date(2019, 1, 7),
            substantive: true,
            note: None,
        };
        let events = [report];
        let end = |given| notice_end(&ofsted, STARTS(), &events, &notice(given, None));
        assert_eq!(end(date(2019, 7, 7)), Ok(date(2020, 1, 7)));
        assert!(end(date(2019, 7, 8)).is_err());
        assert!(end(date(2019, 1, 6)).is_err());
    }

    #[test]
    fn too_short_a_notice_names_the_first_valid_end() {
        let exit = clause(When::AnyTime);
        let early = notice(date(2023, 7, 31), Some(date(2024, 1, 30)));
        let refusal = notice_end(&exit, STARTS(), &[], &early).expect_err("too short");
        assert!(refusal.contains("31 January 2024"), "{refusal}");
        let later = notice(date(2023, 7, 31), Some(date(2024, 3, 31)));
        assert_eq!(notice_end(&exit, STARTS(), &[], &later), Ok(date(2024, 3, 31)));
    }
}
