//! The calendar of breaks: when each opens, the last day for notice, when the term would end, and
//! how it stands on a day.

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::agreement::Agreement;
use crate::domain::break_clause::Break;
use crate::domain::break_clause::Event;
use crate::domain::break_clause::When;
use crate::domain::break_clause::event_windows;
use crate::domain::break_clause::periodic_breaks;
use crate::domain::calendar::anniversary;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::notice_ends;
use crate::domain::variation::open_end;

/// How many years ahead an open-ended term's breaks are listed, unless a last day is named.
pub const YEARS_AHEAD: i32 = 10;

/// The breaks of an agreement as they stand on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BreakCalendar {
    /// The agreement's reference.
    pub agreement: String,
    /// The day.
    pub as_at: NaiveDate,
    /// The breaks, in order of the day they open and of the last day for notice.
    pub breaks: Vec<BreakStanding>,
    /// The last day of the term as it is known; `None` is open-ended.
    pub term_ends: Option<NaiveDate>,
}

/// A break as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BreakStanding {
    /// Its name in the agreement file.
    #[serde(rename = "break")]
    pub id: String,
    /// The clause.
    pub clause: String,
    /// Periodic, event or any-time.
    pub kind: &'static str,
    /// From when it may be used; `None` where its event has not happened.
    pub opens: Option<NaiveDate>,
    /// The last day for notice; `None` where there is none.
    pub last_notice_on: Option<NaiveDate>,
    /// The last day of the term; `None` for an event or any-time break that nobody has used.
    pub ends_on: Option<NaiveDate>,
    /// Future, open, exercised or lapsed.
    pub state: BreakState,
}

/// How a break stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakState {
    /// It has not opened.
    Future,
    /// Notice may be given.
    Open,
    /// Notice was given while it was open.
    Exercised,
    /// It closed without notice.
    Lapsed,
}

impl BreakState {
    /// The state in a word.
    pub fn word(self) -> &'static str {
        match self {
            BreakState::Future => "future",
            BreakState::Open => "open",
            BreakState::Exercised => "exercised",
            BreakState::Lapsed => "lapsed",
        }
    }
}

/// The breaks of an agreement that open, close or end the term from one day to another, as they
/// stand on a day.
pub fn break_calendar(
    agreement: &Agreement,
    as_at: NaiveDate,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> BreakCalendar {
    let term_ends = KnownTerms::on(agreement, as_at).term_ends();
    let ahead = anniversary(as_at.max(agreement.starts), YEARS_AHEAD);
    let horizon = to.or(term_ends).unwrap_or(ahead);
    let looking = Looking { agreement, as_at, horizon, term_ends };
    let mut breaks: Vec<BreakStanding> =
        agreement.breaks.iter().flat_map(|clause| looking.at(clause)).collect();
    breaks.retain(|standing| {
        let last = standing.ends_on.or(standing.last_notice_on);
        let early = from.is_some_and(|from| last.is_some_and(|last| last < from));
        let late = to.is_some_and(|to| standing.opens.is_some_and(|opens| opens > to));
        !early && !late
    });
    breaks.sort_by_key(|b| (b.opens.unwrap_or_else(open_end), b.last_notice_on, b.ends_on));
    BreakCalendar { agreement: agreement.reference.clone(), as_at, breaks, term_ends }
}

struct Looking<'a> {
    agreement: &'a Agreement,
    as_at: NaiveDate,
    horizon: NaiveDate,
    term_ends: Option<NaiveDate>,
}

impl Looking<'_> {
    fn at(&self, clause: &Break) -> Vec<BreakStanding> {
        match &clause.when {
            When::EveryYears(years) => self.periodic(clause, *years),
            When::OnEvent { event, window_months } => self.on_event(clause, event, *window_months),
            When::AnyTime => vec![self.any_time(clause)],
        }
    }

    fn standing(clause: &Break, opens: Option<NaiveDate>) -> BreakStanding {
        BreakStanding {
            id: clause.id.clone(),
            clause: clause.clause.clone(),
            kind: clause.when.word(),
            opens,
            last_notice_on: None,
            ends_on: None,
            state: BreakState::Future,
        }
    }

    fn periodic(&self, clause: &Break, years: u32) -> Vec<BreakStanding> {
        let starts = self.agreement.starts;
        let months = clause.notice_months.unwrap_or(0);
        let mut after = None;
        let mut standings = Vec::new();
        for (last_notice_on, ends_on) in periodic_breaks(starts, years, months) {
            let beyond_term = self.term_ends.is_some_and(|ends| ends_on > ends);
            if ends_on > self.horizon || beyond_term {
                break;
            }
            let meets = |given: NaiveDate| {
                given <= last_notice_on && after.is_none_or(|after| given > after)
            };
            let used = self.notices_under(clause).any(|(given, _)| meets(given));
            standings.push(BreakStanding {
                last_notice_on: Some(last_notice_on),
                ends_on: Some(ends_on),
                state: self.state(Some(starts), Some(last_notice_on), used),
                ..Self::standing(clause, Some(starts))
            });
            after = Some(last_notice_on);
        }
        standings
    }

    fn on_event(&self, clause: &Break, event: &str, window_months: u32) -> Vec<BreakStanding> {
        let known: Vec<Event> =
            self.agreement.events.iter().filter(|e| e.on <= self.as_at).cloned().collect();
        let windows: Vec<_> = event_windows(&known, event, window_months).collect();
        if windows.is_empty() {
            return vec![Self::standing(clause, None)];
        }
        let standing = |window: crate::domain::calendar::Period| {
            let used = self.notices_under(clause).find(|(given, _)| window.contains(*given));
            BreakStanding {
                last_notice_on: Some(window.last),
                ends_on: used.map(|(_, ends)| ends),
                state: self.state(Some(window.first), Some(window.last), used.is_some()),
                ..Self::standing(clause, Some(window.first))
            }
        };
        windows.into_iter().map(standing).collect()
    }

    fn any_time(&self, clause: &Break) -> BreakStanding {
        let starts = self.agreement.starts;
        let used = self.notices_under(clause).min_by_key(|(_, ends)| *ends);
        BreakStanding {
            ends_on: used.map(|(_, ends)| ends),
            state: self.state(Some(starts), self.term_ends, used.is_some()),
            ..Self::standing(clause, Some(starts))
        }
    }

    /// The notices known under a break: the day each was given, and the end it brings about.
    fn notices_under(&self, clause: &Break) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
        let ends = notice_ends(self.agreement, self.as_at).into_iter();
        let under = ends.map(|(index, end)| (&self.agreement.notices[index], end));
        let of_clause: Vec<_> = under
            .filter(|(notice, _)| notice.under == clause.id)
            .map(|(notice, end)| (notice.given_on, end))
            .collect();
        of_clause.into_iter()
    }

    fn state(
        &self,
        opens: Option<NaiveDate>,
        closes: Option<NaiveDate>,
        is_used: bool,
    ) -> BreakState {
        match (opens, closes) {
            _ if is_used => BreakState::Exercised,
            (None, _) => BreakState::Future,
            (Some(opens), _) if self.as_at < opens => BreakState::Future,
            (_, Some(closes)) if closes < self.as_at => BreakState::Lapsed,
            _ => BreakState::Open,
        }
    }
}
