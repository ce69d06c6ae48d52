//! A statement that stands in the books, rebuilt with its working so that it can be shown, approved
//! and issued: every line must come out as it is stored.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Numbering;
use super::RechargeStatement;
use super::StatementLine;
use super::current_line;
use super::difference::adjusted;
use super::difference::no_longer_due;
use super::difference::taken_back;
use super::not_billed;
use super::total;
use crate::billing::actuals::Actuals;
use crate::billing::position::Position;
use crate::billing::position::YearDue;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::vat::Treatment;

/// A line of a statement as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLine {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The period that it belongs to.
    pub period: BillingPeriod,
    /// Whether it brings what was billed for an earlier period to what is due.
    pub adjustment: bool,
    /// The sum, without VAT.
    pub net: Money,
    /// For an adjustment, what was billed for its period before.
    pub before: Option<Money>,
    /// How VAT treats it; `None` where nobody has decided.
    pub treatment: Option<Treatment>,
    /// What it is, for people.
    pub description: String,
    /// The clause that it rests on.
    pub clause: String,
}

impl From<&StatementLine> for StoredLine {
    fn from(line: &StatementLine) -> StoredLine {
        StoredLine {
            line: line.line.clone(),
            kind: line.kind,
            period: line.period,
            adjustment: line.adjustment,
            net: line.net,
            before: line.billed_before(),
            treatment: line.vat_treatment,
            description: line.description.clone(),
            clause: line.clause.clone(),
        }
    }
}

/// Rebuilds a stored statement with its working, its lines in the order in which they are stored.
///
/// The lines of the period are drawn up anew; an adjustment is what is due for its period less what
/// is stored as billed before.
///
/// # Errors
/// Each line that does not come out as it is stored, and each that is missing or too many: the
/// terms or the records are not those that it was drawn up from.
pub fn restore(
    agreement: &Agreement,
    actuals: &Actuals,
    period: BillingPeriod,
    as_at: NaiveDate,
    stored: &[StoredLine],
) -> Result<RechargeStatement, Vec<String>> {
    let now = Position::on(agreement, actuals, as_at);
    let mut rebuilding = Rebuilding::of(&now);
    if agreement.first_period() <= period {
        rebuilding.due(period);
    }
    let mut drift = Vec::new();
    let mut lines = Vec::new();
    for stored in stored {
        if stored.adjustment == (stored.period == period) {
            drift.push(cannot_stand(stored, period));
            continue;
        }
        rebuilding.take(stored, &mut lines, &mut drift);
    }
    let extra = rebuilding.left.remove(&period).unwrap_or_default();
    drift.extend(extra.iter().map(|line| {
        let (name, net) = (named(line.kind, &line.line, period), line.net.in_pounds());
        format!("{name}: {net} is due and no line of it is stored")
    }));
    if !drift.is_empty() {
        return Err(drift);
    }
    let year = rebuilding.year(period.year);
    let not_billed = now.not_due(year, period).into_iter().map(not_billed).collect();
    Ok(total(agreement, period, as_at, lines, not_billed, Numbering::OfBooks))
}

/// Rebuilds a stored closing statement with its working: adjustments alone, of its own period and
/// of those before.
///
/// # Errors
/// Each line that does not come out as it is stored.
pub fn restore_closing(
    agreement: &Agreement,
    actuals: &Actuals,
    period: BillingPeriod,
    as_at: NaiveDate,
    stored: &[StoredLine],
) -> Result<RechargeStatement, Vec<String>> {
    let now = Position::on(agreement, actuals, as_at);
    let mut rebuilding = Rebuilding::of(&now);
    let (mut drift, mut lines) = (Vec::new(), Vec::new());
    for stored in stored {
        if !stored.adjustment || period < stored.period {
            drift.push(cannot_stand(stored, period));
            continue;
        }
        rebuilding.take(stored, &mut lines, &mut drift);
    }
    if !drift.is_empty() {
        return Err(drift);
    }
    let statement = total(agreement, period, as_at, lines, Vec::new(), Numbering::OfBooks);
    Ok(RechargeStatement { closes: true, ..statement })
}

fn cannot_stand(stored: &StoredLine, of: BillingPeriod) -> String {
    let name = named(stored.kind, &stored.line, stored.period);
    format!("{name} is stored on the statement of {of}, where it cannot stand")
}

struct Rebuilding<'p, 'a> {
    now: &'p Position<'a>,
    years: BTreeMap<FinancialYear, YearDue<'a>>,
    /// What is due for each period looked at and has not found its stored line yet.
    left: BTreeMap<BillingPeriod, Vec<StatementLine>>,
}

impl<'p, 'a> Rebuilding<'p, 'a> {
    fn of(now: &'p Position<'a>) -> Rebuilding<'p, 'a> {
        Rebuilding { now, years: BTreeMap::new(), left: BTreeMap::new() }
    }

    /// Adds what a stored line comes to now, or how it has drifted.
    fn take(
        &mut self,
        stored: &StoredLine,
        lines: &mut Vec<StatementLine>,
        drift: &mut Vec<String>,
    ) {
        match self.line(stored) {
            Ok(line) => {
                drift.extend(differing(&line, stored));
                lines.push(line);
            }
            Err(says) => drift.push(says),
        }
    }

    fn year(&mut self, year: FinancialYear) -> &YearDue<'a> {
        self.years.entry(year).or_insert_with(|| self.now.year(year))
    }

    fn due(&mut self, period: BillingPeriod) -> &mut Vec<StatementLine> {
        let known_on = self.now.terms.known_on;
        if !self.left.contains_key(&period) {
            let due = self.year(period.year).in_period(period).into_iter();
            let lines = due.map(|due| current_line(due, known_on, Numbering::OfBooks)).collect();
            self.left.insert(period, lines);
        }
        self.left.entry(period).or_default()
    }

    /// What a stored line comes to now.
    fn line(&mut self, stored: &StoredLine) -> Result<StatementLine, String> {
        let name = named(stored.kind, &stored.line, stored.period);
        let is_it = |line: &StatementLine| {
            let key = (line.kind, line.line.as_str(), line.vat_treatment);
            key == (stored.kind, stored.line.as_str(), stored.treatment)
        };
        let due = if self.now.terms.agreement.first_period() <= stored.period {
            let due = self.due(stored.period);
            due.iter().position(is_it).map(|at| due.remove(at))
        } else {
            None
        };
        match (due, stored.adjustment, stored.before) {
            (Some(line), false, _) => Ok(line),
            (None, false, _) => {
                let (net, vat) = (stored.net.in_pounds(), vat_in_words(stored.treatment));
                Err(format!("{name}: {net}, {vat}, is stored and nothing is due so"))
            }
            (Some(line), true, Some(before)) => Ok(adjusted(line, before)),
            (None, true, Some(before)) => {
                let key = (stored.period, stored.kind, stored.line.as_str(), stored.treatment);
                Ok(taken_back(no_longer_due(&self.now.terms, key), before))
            }
            (_, true, None) => Err(format!("{name}: what was billed before is not stored")),
        }
    }
}

/// What a line is called where its drift is told.
fn named(kind: LineKind, line: &str, period: BillingPeriod) -> String {
    format!("{} line \"{line}\" for {period}", kind.word())
}

fn vat_in_words(treatment: Option<Treatment>) -> &'static str {
    treatment.map_or("VAT undecided", Treatment::in_words)
}

/// How a line differs from the stored one.
fn differing(line: &StatementLine, stored: &StoredLine) -> Vec<String> {
    let told = [
        ("sum", stored.net.in_pounds(), line.net.in_pounds()),
        ("clause", stored.clause.clone(), line.clause.clone()),
        ("description", stored.description.clone(), line.description.clone()),
    ];
    let name = named(stored.kind, &stored.line, stored.period);
    let differing = told.into_iter().filter(|(_, stored, now)| stored != now);
    differing
        .map(|(what, stored, now)| {
            format!("{name}: the {what} is stored as {stored} and comes out as {now}")
        })
        .collect()
}
