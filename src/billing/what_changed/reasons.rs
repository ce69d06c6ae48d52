//! Why a line changed: the variation, the notice, the approval or the record that made it so.

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::statement::StatementLine;
use crate::billing::what_changed::Comparing;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::line::Amendment;
use crate::domain::line::LineKind;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::Variation;
use crate::domain::variation::known_variations;
use crate::domain::variation::notice_ends;
use crate::domain::vat::Treatment;

/// Why a line changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason<'a> {
    /// A variation, which may bear on many lines.
    Variation(&'a Variation),
    /// A year's last instalment takes the residue that makes the year exact to the penny.
    Pennies,
    /// Anything else, as a clause of a sentence.
    Words(String),
}

impl Reason<'_> {
    /// The reason where variations are listed beside it: `the variation of 12 November 2019`.
    pub fn in_brief(&self) -> String {
        match self {
            Reason::Variation(variation) => {
                format!("the variation of {}", in_words(variation.agreed))
            }
            Reason::Pennies => "the year’s last instalment makes it exact to the penny".to_owned(),
            Reason::Words(words) => words.clone(),
        }
    }

    /// The reason by itself:
    /// `the variation of 12 November 2019 (Pay award of 3.3%), from 1 October 2018`.
    pub fn in_words(&self) -> String {
        let Reason::Variation(variation) = self else { return self.in_brief() };
        let why = variation.reason.as_deref().map(|why| why.trim_end_matches('.'));
        let why = why.map_or(String::new(), |why| format!(" ({why})"));
        format!("{}{why}, from {}", self.in_brief(), in_words(variation.effective))
    }
}

/// Where an overhead has no reason of its own.
const FOLLOWS: &str = "it follows the lines that it is on";

/// What became known after one day and by another, and bears on what a line bills for days that
/// were billed before.
pub fn newly_known<'a>(
    agreement: &'a Agreement,
    actuals: &Actuals,
    (kind, id): (LineKind, &str),
    dates: Period,
    (after, by): (NaiveDate, NaiveDate),
) -> Vec<Reason<'a>> {
    let newly = |day: NaiveDate| after < day && day <= by;
    let known = known_variations(agreement, by).into_iter().filter(|v| newly(v.agreed));
    let mut reasons: Vec<Reason> =
        known.filter(|v| bears_on(v, id, dates)).map(Reason::Variation).collect();
    for (at, ends) in notice_ends(agreement, by) {
        let given_on = agreement.notices[at].given_on;
        if newly(given_on) && FinancialYear::of(ends) <= FinancialYear::of(dates.last) {
            let (given, ends) = (in_words(given_on), in_words(ends));
            let words = format!("notice given on {given}: the agreement ends on {ends}");
            reasons.push(Reason::Words(words));
        }
    }
    for input in agreement.inputs.iter().filter(|input| input.id == id) {
        if let Some(approval) = input.terms.approved.as_ref().filter(|a| newly(a.on)) {
            let words = format!("approved by {} on {}", approval.by, in_words(approval.on));
            reasons.push(Reason::Words(words));
        }
    }
    reasons.extend(records(actuals, id, dates, &newly).map(Reason::Words));
    if reasons.is_empty() && kind == LineKind::Overhead {
        reasons.push(Reason::Words(FOLLOWS.to_owned()));
    }
    if reasons.is_empty() {
        reasons.push(Reason::Words("what is known of it has changed".to_owned()));
    }
    reasons
}

/// Whether a variation bears on what a line bills for some days.
fn bears_on(variation: &Variation, id: &str, dates: Period) -> bool {
    let changes = variation.changes.iter().filter(|change| change.line == id).any(|change| {
        let in_time = variation.effective <= dates.last && !change.amendments.is_empty();
        in_time
            || change.ends.is_some()
            || change.amendments.iter().any(Amendment::is_of_whole_life)
    });
    changes || variation.ends.is_some() || adds(variation, id)
}

fn adds(variation: &Variation, id: &str) -> bool {
    variation.staffing.iter().any(|line| line.id == id)
        || variation.overheads.iter().any(|line| line.id == id)
        || variation.services.iter().any(|line| line.id == id)
        || variation.inputs.iter().any(|line| line.id == id)
}

/// The days and costs of a line that were recorded lately: for some days where there are any.
fn records(
    actuals: &Actuals,
    id: &str,
    dates: Period,
    newly: &impl Fn(NaiveDate) -> bool,
) -> Option<String> {
    let actuals = actuals.of(id)?;
    let days = actuals.days.iter().map(|given| (given.on, given.recorded));
    let costs = actuals.costs.iter().map(|met| (met.on, met.recorded));
    // A record of a later day, or one made on its own day, changes nothing of these dates.
    let is_late = |(on, recorded): &(NaiveDate, NaiveDate)| {
        recorded > on && *on <= dates.last && newly(*recorded)
    };
    let late: Vec<(NaiveDate, NaiveDate)> = days.chain(costs).filter(is_late).collect();
    let inside: Vec<_> = late.iter().filter(|(on, _)| dates.contains(*on)).collect();
    let (first, count) = match (inside.first(), late.first()) {
        (Some(first), _) => (**first, inside.len()),
        (None, Some(first)) => (*first, late.len()),
        (None, None) => return None,
    };
    Some(match count {
        1 => format!("recorded late, on {}, for {}", in_words(first.1), in_words(first.0)),
        _ => format!("{count} records made late, the first on {}", in_words(first.1)),
    })
}

/// How VAT treats a line, and how it did.
pub(super) fn vat(now: Option<Treatment>, before: Option<Treatment>) -> String {
    let words = |treatment: Option<Treatment>| treatment.map_or("undecided", Treatment::in_words);
    format!("VAT: {}; before, {}", words(now), words(before))
}

/// The days on which a line runs, as they are known.
fn runs(terms: &KnownTerms<'_>, id: &str) -> Option<Period> {
    let posts = terms.staffing.iter().map(|line| (&line.line.id, line.runs));
    let overheads = terms.overheads.iter().map(|line| (&line.line.id, line.runs));
    let services = terms.services.iter().map(|line| (&line.line.id, line.runs));
    let inputs = terms.inputs.iter().map(|line| (&line.line.id, line.runs));
    let mut lines = posts.chain(overheads).chain(services).chain(inputs);
    lines.find(|(line, _)| *line == id)?.1
}

impl<'a> Comparing<'_, 'a> {
    /// The variations that changed a line between the two statements: agreed since the one before,
    /// or in effect from a day in this one's period or late in that before.
    fn variations(&self, id: &str) -> Vec<Reason<'a>> {
        let known = known_variations(self.agreement, self.now.as_at).into_iter();
        let lately = known.filter(|variation| {
            let agreed = variation.agreed > self.before.as_at;
            agreed || self.before.from < variation.effective
        });
        let dates = Period { first: self.before.from, last: self.now.to };
        lately
            .filter(|variation| variation.effective <= self.now.to)
            .filter(|variation| bears_on(variation, id, dates))
            .map(Reason::Variation)
            .collect()
    }

    /// Why a line comes to another sum than in the period before.
    pub(super) fn why_other(&self, now: &StatementLine, then: &StatementLine) -> Vec<Reason<'a>> {
        let differing = now.trace.differing_from(&then.trace);
        let mut reasons: Vec<Reason> = differing.reasons.into_iter().map(Reason::Words).collect();
        let made_by = self.variations(&now.line);
        let is_new_year = now.period.year != then.period.year;
        if differing.terms && made_by.is_empty() && is_new_year && now.kind == LineKind::Staffing {
            let words = "the employer’s rates of the new financial year count";
            reasons.push(Reason::Words(words.to_owned()));
        }
        if differing.pennies {
            return vec![Reason::Pennies];
        }
        reasons.extend(self.why_in_part(&now.line).map(Reason::Words));
        reasons.extend(made_by);
        if reasons.is_empty() {
            let words = "its days or its terms changed within the periods";
            reasons.push(Reason::Words(words.to_owned()));
        }
        reasons
    }

    /// The day within the two periods on which a line begins or ends, where it does.
    fn why_in_part(&self, id: &str) -> Option<String> {
        let runs = runs(&KnownTerms::on(self.agreement, self.now.as_at), id)?;
        if self.before.from <= runs.last && runs.last < self.now.to {
            return Some(format!("it ends on {}", in_words(runs.last)));
        }
        let begins = self.before.from < runs.first && runs.first <= self.now.to;
        begins.then(|| format!("it began on {}", in_words(runs.first)))
    }

    /// Why a line was not billed for the period before.
    pub(super) fn why_new(&self, line: &StatementLine) -> Vec<Reason<'a>> {
        let mut reasons = Vec::new();
        let terms = KnownTerms::on(self.agreement, self.now.as_at);
        let begins = runs(&terms, &line.line).map(|runs| runs.first);
        if let Some(begins) = begins.filter(|begins| *begins > self.before.to) {
            reasons.push(Reason::Words(format!("it begins on {}", in_words(begins))));
        }
        reasons.extend(self.variations(&line.line));
        if reasons.is_empty() {
            let words = match line.kind {
                LineKind::Overhead => FOLLOWS,
                _ => "days or costs are recorded for it in this period",
            };
            reasons.push(Reason::Words(words.to_owned()));
        }
        reasons
    }

    /// Why a line is not billed for this period.
    pub(super) fn why_ended(&self, line: &StatementLine) -> String {
        let terms = KnownTerms::on(self.agreement, self.now.as_at);
        let ends = runs(&terms, &line.line).map(|runs| runs.last);
        if let Some(ends) = ends.filter(|ends| *ends < self.now.from) {
            return format!("it ended on {}", in_words(ends));
        }
        if let Some(entry) = self.now.not_billed.iter().find(|entry| entry.line == line.line) {
            return format!("it is not billed now: {}", entry.reason);
        }
        match line.kind {
            LineKind::Overhead => "nothing that it is on is billed now".to_owned(),
            _ => "no days or costs are recorded for it in this period".to_owned(),
        }
    }
}
