//! Variations, and the terms that are known on a day.
//!
//! A variation is agreed on one day and takes effect from another, which may be in the past. What
//! is known on a day is the agreement's own terms changed by the variations agreed by then, in the
//! order in which they were agreed, each from its `effective` day on: the later agreed wins. The
//! last known `ends` of a line applies whatever its effective day; of several notices the earliest
//! end wins.

use chrono::NaiveDate;

use crate::domain::agreement::Agreement;
use crate::domain::break_clause::notice_end;
use crate::domain::calendar::Period;
use crate::domain::calendar::date;
use crate::domain::charges::Input;
use crate::domain::charges::InputTerms;
use crate::domain::charges::Overhead;
use crate::domain::charges::OverheadTerms;
use crate::domain::charges::Service;
use crate::domain::charges::ServiceTerms;
use crate::domain::dated::Dated;
use crate::domain::line::Amend;
use crate::domain::line::Amendment;
use crate::domain::line::Line;
use crate::domain::staffing::Post;
use crate::domain::staffing::PostTerms;

/// A change that both authorities agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variation {
    /// Its name in the file.
    pub id: String,
    /// The clause under which it was made, or that it changes.
    pub clause: Option<String>,
    /// The day it was agreed, from which it is known.
    pub agreed: NaiveDate,
    /// The day from which it applies; it may be in the past.
    pub effective: NaiveDate,
    /// Why.
    pub reason: Option<String>,
    /// A new last day of the term.
    pub ends: Option<NaiveDate>,
    /// What it changes of lines that there are.
    pub changes: Vec<Change>,
    /// The posts that it adds.
    pub staffing: Vec<Post>,
    /// The overheads that it adds.
    pub overheads: Vec<Overhead>,
    /// The services that it adds.
    pub services: Vec<Service>,
    /// The inputs that it adds.
    pub inputs: Vec<Input>,
}

/// What a variation changes of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line's name.
    pub line: String,
    /// A new last day of the line.
    pub ends: Option<NaiveDate>,
    /// New terms.
    pub amendments: Vec<Amendment>,
}

/// A last day beyond every date that a file may have: an open end.
pub fn open_end() -> NaiveDate {
    date(2200, 3, 31)
}

/// The terms that are known on a day.
#[derive(Debug, Clone)]
pub struct KnownTerms<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// The day.
    pub known_on: NaiveDate,
    /// The term, to [`open_end`] where it is open-ended.
    pub term: Period,
    /// The posts.
    pub staffing: Vec<KnownLine<'a, PostTerms>>,
    /// The overheads.
    pub overheads: Vec<KnownLine<'a, OverheadTerms>>,
    /// The services.
    pub services: Vec<KnownLine<'a, ServiceTerms>>,
    /// The inputs.
    pub inputs: Vec<KnownLine<'a, InputTerms>>,
}

/// A line as it is known on a day: when it runs, and its terms from day to day.
#[derive(Debug, Clone)]
pub struct KnownLine<'a, T> {
    /// The line as the file first states it.
    pub line: &'a Line<T>,
    /// The days on which both it and the term run; `None` where there are none.
    pub runs: Option<Period>,
    /// Its terms, with every known change.
    pub terms: Dated<T>,
}

impl<'a> KnownTerms<'a> {
    /// What is known of an agreement on a day.
    pub fn on(agreement: &'a Agreement, known_on: NaiveDate) -> KnownTerms<'a> {
        let variations = known_variations(agreement, known_on);
        let term = term_known(agreement, &variations, known_on);
        let known = Known { variations: &variations, term };
        KnownTerms {
            agreement,
            known_on,
            term,
            staffing: known.lines(&agreement.staffing, |v| &v.staffing),
            overheads: known.lines(&agreement.overheads, |v| &v.overheads),
            services: known.lines(&agreement.services, |v| &v.services),
            inputs: known.lines(&agreement.inputs, |v| &v.inputs),
        }
    }

    /// The last day of the term, where it has one.
    pub fn term_ends(&self) -> Option<NaiveDate> {
        (self.term.last < open_end()).then_some(self.term.last)
    }
}

/// The variations agreed by a day, in the order in which they were agreed; those of one day in the
/// order of the file.
pub fn known_variations(agreement: &Agreement, known_on: NaiveDate) -> Vec<&Variation> {
    let mut known: Vec<&Variation> =
        agreement.variations.iter().filter(|v| v.agreed <= known_on).collect();
    known.sort_by_key(|v| v.agreed);
    known
}

/// The last day of the term that each known notice brings about.
pub fn notice_ends(agreement: &Agreement, known_on: NaiveDate) -> Vec<(usize, NaiveDate)> {
    let known = agreement.notices.iter().enumerate().filter(|(_, n)| n.given_on <= known_on);
    known
        .filter_map(|(index, notice)| {
            let clause = agreement.breaks.iter().find(|b| b.id == notice.under)?;
            let end = notice_end(clause, agreement.starts, &agreement.events, notice).ok()?;
            Some((index, end))
        })
        .collect()
}

fn term_known(agreement: &Agreement, variations: &[&Variation], known_on: NaiveDate) -> Period {
    let stated = variations.iter().rev().find_map(|v| v.ends).or(agreement.ends);
    let noticed = notice_ends(agreement, known_on).into_iter().map(|(_, end)| end).min();
    let last = [stated, noticed].into_iter().flatten().min().unwrap_or_else(open_end);
    Period { first: agreement.starts, last }
}

struct Known<'k, 'a> {
    variations: &'k [&'a Variation],
    term: Period,
}

impl<'a> Known<'_, 'a> {
    fn lines<T: Amend>(
        &self,
        own: &'a [Line<T>],
        added_by: impl Fn(&'a Variation) -> &'a [Line<T>],
    ) -> Vec<KnownLine<'a, T>> {
        let own = own.iter().map(|line| self.line(line, line.starts));
        let added = self.variations.iter().flat_map(|variation| {
            let from = variation.effective;
            added_by(variation)
                .iter()
                .map(move |line| self.line(line, Some(line.starts.map_or(from, |s| s.max(from)))))
        });
        own.chain(added).collect()
    }

    fn line<T: Amend>(&self, line: &'a Line<T>, starts: Option<NaiveDate>) -> KnownLine<'a, T> {
        let mut terms = Dated::always(line.terms.clone());
        let mut ends = line.ends;
        for variation in self.variations {
            for change in variation.changes.iter().filter(|change| change.line == line.id) {
                ends = change.ends.or(ends);
                if !change.amendments.is_empty() {
                    terms.amend_from(variation.effective, |terms| {
                        for amendment in &change.amendments {
                            terms.amend(amendment);
                        }
                    });
                }
            }
        }
        let last = match ends {
            Some(ends) if line.continues => ends,
            Some(ends) => ends.min(self.term.last),
            None if line.continues => open_end(),
            None => self.term.last,
        };
        let first = starts.map_or(self.term.first, |starts| starts.max(self.term.first));
        let runs = (first <= last).then_some(Period { first, last });
        KnownLine { line, runs, terms }
    }
}
