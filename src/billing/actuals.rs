//! Actuals: the days that were given and the costs that were met, as they were recorded.
//!
//! A record belongs to the day it is `on`, and is known from the day it was `recorded` (the same
//! day unless another is named).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::money::Money;

/// The recorded days and costs of an agreement, by line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actuals {
    lines: BTreeMap<String, LineActuals>,
}

/// The recorded days and costs of one line, each in the order of their days, then of the record.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineActuals {
    /// Days given.
    pub days: Vec<DaysGiven>,
    /// Costs met.
    pub costs: Vec<CostMet>,
}

/// Days that a post gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysGiven {
    /// The day, or the last day of the week or month, that they are recorded for.
    pub on: NaiveDate,
    /// How many days; a correction may be negative.
    pub days: Decimal,
    /// The day from which the record is known.
    pub recorded: NaiveDate,
    /// A remark.
    pub note: Option<String>,
}

/// A cost that was met for the purchaser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CostMet {
    /// The day it falls on.
    pub on: NaiveDate,
    /// The sum; a refund is negative.
    pub amount: Money,
    /// What kind of cost it is, such as `travel`.
    pub kind: Option<String>,
    /// The day from which the record is known.
    pub recorded: NaiveDate,
    /// A remark.
    pub note: Option<String>,
}

impl Actuals {
    /// Adds days to a line.
    pub fn record_days(&mut self, line: &str, given: DaysGiven) {
        let days = &mut self.lines.entry(line.to_owned()).or_default().days;
        let at = days.partition_point(|other| other.on <= given.on);
        days.insert(at, given);
    }

    /// Adds a cost to a line.
    pub fn record_cost(&mut self, line: &str, met: CostMet) {
        let costs = &mut self.lines.entry(line.to_owned()).or_default().costs;
        let at = costs.partition_point(|other| other.on <= met.on);
        costs.insert(at, met);
    }

    /// What is recorded for a line.
    pub fn of(&self, line: &str) -> Option<&LineActuals> {
        self.lines.get(line)
    }

    /// The earliest day that any record is on which became known after one day and by another.
    pub fn first_day_recorded_between(&self, after: NaiveDate, by: NaiveDate) -> Option<NaiveDate> {
        let newly = |recorded: NaiveDate| after < recorded && recorded <= by;
        let of_line = |line: &LineActuals| {
            let days = line.days.iter().filter(|d| newly(d.recorded)).map(|d| d.on).min();
            let costs = line.costs.iter().filter(|c| newly(c.recorded)).map(|c| c.on).min();
            days.into_iter().chain(costs).min()
        };
        self.lines.values().filter_map(of_line).min()
    }
    /// The last day on which a record of the days up to one became known.
    pub fn last_recorded_of_days_to(&self, ends: NaiveDate) -> Option<NaiveDate> {
        let days = self.lines.values().flat_map(|line| &line.days).map(|d| (d.on, d.recorded));
        let costs = self.lines.values().flat_map(|line| &line.costs).map(|c| (c.on, c.recorded));
        let records = days.chain(costs).filter(|(on, _)| *on <= ends);
        records.map(|(_, recorded)| recorded).max()
    }
}
