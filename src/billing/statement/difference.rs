//! The adjustments of a statement: what is due for earlier periods now, less what was before.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use super::Billed;
use super::Numbering;
use super::StatementLine;
use super::current_line;
use crate::billing::billed::BilledSum;
use crate::billing::position::Due;
use crate::billing::position::Position;
use crate::billing::position::YearDue;
use crate::billing::working::Working;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::variation::KnownLine;
use crate::domain::variation::KnownTerms;
use crate::domain::vat::LineVat;
use crate::domain::vat::Treatment;

/// A due sum is the same one in two positions where line, period and VAT treatment are the same.
pub(super) type Key<'a> = (BillingPeriod, LineKind, &'a str, Option<Treatment>);

/// What was billed before.
enum Was<'a> {
    /// What was due under what was known then.
    Due(Due<'a>),
    /// What stands in the books.
    Billed(Money),
}

impl Was<'_> {
    fn net(&self) -> Money {
        match self {
            Was::Due(due) => due.net,
            Was::Billed(net) => *net,
        }
    }
}

type DueByKey<'a> = BTreeMap<Key<'a>, Due<'a>>;
type WasByKey<'a> = BTreeMap<Key<'a>, Was<'a>>;

/// What has changed for the earlier periods since another position, which was billed in full.
pub(super) fn since<'a>(
    now: &Position<'a>,
    this_year: &YearDue<'a>,
    before: &Position<'a>,
    period: BillingPeriod,
) -> Vec<StatementLine> {
    let first = now.first_year_changed_since(before);
    year_by_year(now, this_year, (period, Numbering::OfFiles), first, |of, earlier, _| {
        let was =
            if earlier.is_empty() { DueByKey::new() } else { keyed(&before.year(of), earlier) };
        was.into_iter().map(|(key, due)| (key, Was::Due(due))).collect()
    })
}

/// What is due for the earlier periods, less what stands in the books for them.
pub(super) fn from_books<'a>(
    now: &Position<'a>,
    this_year: &YearDue<'a>,
    billed: &'a Billed,
    period: BillingPeriod,
) -> Vec<StatementLine> {
    let first = now.terms.agreement.first_period().year;
    let first = billed.first_year().map_or(first, |billed| billed.min(first));
    year_by_year(now, this_year, (period, Numbering::OfBooks), Some(first), |of, _, due| {
        let stands: Vec<(Key<'a>, BilledSum)> = billed.of_year(of, period).collect();
        let mut sums = stands.iter().map(|(key, of)| (*key, of.net)).collect();
        settle_undecided(&mut sums, due);
        settle_waived(&mut sums, &stands, due);
        sums.into_iter().map(|(key, net)| (key, Was::Billed(net))).collect()
    })
}

fn year_by_year<'a>(
    now: &Position<'a>,
    this_year: &YearDue<'a>,
    (period, numbering): (BillingPeriod, Numbering),
    first: Option<FinancialYear>,
    before: impl Fn(FinancialYear, &[BillingPeriod], &DueByKey<'a>) -> WasByKey<'a>,
) -> Vec<StatementLine> {
    let agreement = now.terms.agreement;
    let mut lines = Vec::new();
    let mut year = first;
    while let Some(of) = year.filter(|year| *year <= period.year) {
        year = Some(of.next());
        let earlier: Vec<BillingPeriod> = BillingPeriod::all_in(of, period.every())
            .filter(|earlier| agreement.first_period() <= *earlier && *earlier < period)
            .collect();
        let due = if of == period.year {
            keyed(this_year, &earlier)
        } else if earlier.is_empty() {
            DueByKey::new()
        } else {
            keyed(&now.year(of), &earlier)
        };
        let before = before(of, &earlier, &due);
        lines.extend(differences(due, before, now, numbering));
    }
    lines
}

fn keyed<'a>(year: &YearDue<'a>, periods: &[BillingPeriod]) -> DueByKey<'a> {
    let due = periods.iter().flat_map(|period| year.in_period(*period));
    due.map(|due| ((due.period, due.kind, due.id, due.treatment()), due)).collect()
}

fn differences<'a>(
    now: DueByKey<'a>,
    mut before: WasByKey<'a>,
    position: &Position<'_>,
    numbering: Numbering,
) -> Vec<StatementLine> {
    let known_on = position.terms.known_on;
    let mut lines = Vec::new();
    for (key, due) in now {
        let billed = before.remove(&key).map_or(Money::NIL, |was| was.net());
        if due.net != billed {
            lines.push(adjusted(current_line(due, known_on, numbering), billed));
        }
    }
    for (key, was) in before.into_iter().filter(|(_, was)| !was.net().is_nil()) {
        let billed = was.net();
        let line = match was {
            Was::Due(due) => current_line(due, known_on, numbering),
            Was::Billed(_) => no_longer_due(&position.terms, key),
        };
        lines.push(taken_back(line, billed));
    }
    lines
}

/// What is due for a line now, made into the difference from what was billed for it before.
pub(super) fn adjusted(mut line: StatementLine, before: Money) -> StatementLine {
    let now = line.net;
    line.adjustment = true;
    line.net = now - before;
    line.trace = Working::Adjustment { before, now, working: Some(Box::new(line.trace)) };
    line
}

/// A line that is not due any more, made into the return of what was billed for it.
pub(super) fn taken_back(mut line: StatementLine, before: Money) -> StatementLine {
    line.adjustment = true;
    line.net = -before;
    line.trace = Working::Adjustment { before, now: Money::NIL, working: None };
    line
}

/// The line of something that was billed and of which nothing is due now.
pub(super) fn no_longer_due(terms: &KnownTerms<'_>, key: Key<'_>) -> StatementLine {
    let (period, kind, id, vat_treatment) = key;
    let heads = terms.agreement.line_heads();
    let head = heads.iter().find(|head| (head.kind, head.id) == (kind, id));
    let decision = decision_on(terms, kind, id, period);
    StatementLine {
        line: id.to_owned(),
        kind,
        period,
        adjustment: false,
        clause: head.map_or("as billed before", |head| head.clause).to_owned(),
        description: head.map_or(id, |head| head.name).to_owned(),
        net: Money::NIL,
        vat_treatment,
        vat_decision: decision.filter(|decision| Some(decision.treatment) == vat_treatment),
        trace: Working::Adjustment { before: Money::NIL, now: Money::NIL, working: None },
    }
}

/// The VAT decision in force for a line on the last day of a period.
pub fn decision_on(
    terms: &KnownTerms<'_>,
    kind: LineKind,
    id: &str,
    period: BillingPeriod,
) -> LineVat {
    fn of<T: Clone + PartialEq>(
        lines: &[KnownLine<'_, T>],
        id: &str,
        period: BillingPeriod,
        vat: impl Fn(&T) -> LineVat,
    ) -> LineVat {
        let known = lines.iter().find(|known| known.line.id == id)?;
        vat(known.terms.on(period.dates().last))
    }
    match kind {
        LineKind::Staffing => of(&terms.staffing, id, period, |terms| terms.vat.clone()),
        LineKind::Overhead => of(&terms.overheads, id, period, |terms| terms.vat.clone()),
        LineKind::Service => of(&terms.services, id, period, |terms| terms.vat.clone()),
        LineKind::Input => of(&terms.inputs, id, period, |terms| terms.vat.clone()),
    }
}

/// Counts what was billed before anybody had decided its VAT treatment as billed under the
/// treatment decided since: a late decision moves no money by itself.
///
/// Where all that is billed for a line is all that is due for it, nothing moves at all; otherwise
/// the treatments under which nothing is billed yet take what was undecided, the last of them with
/// the difference.
fn settle_undecided<'a>(sums: &mut BTreeMap<Key<'a>, Money>, due: &DueByKey<'a>) {
    let undecided: Vec<Key<'a>> = sums.keys().copied().filter(|key| key.3.is_none()).collect();
    for key in undecided {
        let is_of_line = |other: &Key<'a>| (other.0, other.1, other.2) == (key.0, key.1, key.2);
        let due_of_line = due.iter().filter(|(other, _)| is_of_line(other));
        let due_of_line: Vec<(Key<'a>, Money)> =
            due_of_line.map(|(other, due)| (*other, due.net)).collect();
        let billed = sums.iter().filter(|(other, _)| is_of_line(other)).map(|(_, net)| *net);
        if due_of_line.iter().map(|(_, net)| *net).sum::<Money>() == billed.sum() {
            sums.retain(|other, _| !is_of_line(other));
            sums.extend(due_of_line);
            continue;
        }
        let decided_since: Vec<(Key<'a>, Money)> =
            due_of_line.into_iter().filter(|(other, _)| !sums.contains_key(other)).collect();
        if due.contains_key(&key) || decided_since.is_empty() {
            continue;
        }
        let rest = sums.remove(&key).unwrap_or_default();
        let in_all: Money = decided_since.iter().map(|(_, net)| *net).sum();
        let last = decided_since.last().map(|(last, _)| *last);
        sums.extend(decided_since);
        if let Some(net) = last.and_then(|last| sums.get_mut(&last)) {
            *net = *net + rest - in_all;
        }
    }
}

/// Counts what was waived of a line as billed, as far as it is due: it is not billed again, and
/// where less is due now, nothing is given back but what is really billed.
fn settle_waived<'a>(
    sums: &mut BTreeMap<Key<'a>, Money>,
    stands: &[(Key<'a>, BilledSum)],
    due: &DueByKey<'a>,
) {
    let mut waived: BTreeMap<(BillingPeriod, LineKind, &'a str), Money> = BTreeMap::new();
    for (key, of) in stands.iter().filter(|(_, of)| !of.waived.is_nil()) {
        let of_line = waived.entry((key.0, key.1, key.2)).or_default();
        *of_line = *of_line + of.waived;
    }
    for (line, waived) in waived {
        let is_of_line = |key: &&Key<'a>| (key.0, key.1, key.2) == line;
        let keys: BTreeSet<Key<'a>> =
            due.keys().chain(sums.keys()).filter(is_of_line).copied().collect();
        let lacks: Vec<(Key<'a>, Money)> = keys
            .into_iter()
            .map(|key| {
                let due = due.get(&key).map_or(Money::NIL, |due| due.net);
                (key, due - sums.get(&key).copied().unwrap_or_default())
            })
            .collect();
        // Under another treatment than it was waived under it is waived all the same.
        let in_all: Money = lacks.iter().map(|(_, lacks)| *lacks).sum();
        let mut left = in_all.clamp(waived.min(Money::NIL), waived.max(Money::NIL));
        for (key, lacks) in lacks.into_iter().filter(|of| of.1.is_credit() == in_all.is_credit()) {
            let part = if in_all.is_credit() { lacks.max(left) } else { lacks.min(left) };
            let sum = sums.entry(key).or_default();
            *sum = *sum + part;
            left = left - part;
        }
    }
}
