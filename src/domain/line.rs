//! A charge line: anything that a statement bills, with its clause.

use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::money::Money;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Basis;
use crate::domain::vat::VatDecision;

/// What kind of charge a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineKind {
    /// A post whose days are given to the purchaser.
    Staffing,
    /// A rate on other lines, for administration and the like.
    Overhead,
    /// A separately charged support service.
    Service,
    /// Another input, ordered one by one within a budget.
    Input,
}

impl LineKind {
    /// All of them, in the order of a statement.
    pub const ALL: [LineKind; 4] =
        [LineKind::Staffing, LineKind::Overhead, LineKind::Service, LineKind::Input];

    /// The word of the agreement file.
    pub fn word(self) -> &'static str {
        match self {
            LineKind::Staffing => "staffing",
            LineKind::Overhead => "overhead",
            LineKind::Service => "service",
            LineKind::Input => "input",
        }
    }

    /// The kind for people, as a heading: `Support services`.
    pub fn in_words(self) -> &'static str {
        match self {
            LineKind::Staffing => "Staffing",
            LineKind::Overhead => "Overhead",
            LineKind::Service => "Support services",
            LineKind::Input => "Other inputs",
        }
    }

    /// All lines of the kind, within a sentence: `the support services`.
    pub fn of_all(self) -> &'static str {
        match self {
            LineKind::Staffing => "the posts",
            LineKind::Overhead => "the overhead",
            LineKind::Service => "the support services",
            LineKind::Input => "the inputs ordered one by one",
        }
    }

    /// The kind that a word of the agreement file names.
    pub fn parse(word: &str) -> Option<LineKind> {
        LineKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A charge line with the terms that the agreement gives it; `T` is what its kind is charged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<T> {
    /// Its name in the file, one of its own in the agreement.
    pub id: String,
    /// The clause that it rests on.
    pub clause: String,
    /// What it is, for people.
    pub name: String,
    /// Its first day, where that is not the term's.
    pub starts: Option<NaiveDate>,
    /// Its last day, where that is not the term's.
    pub ends: Option<NaiveDate>,
    /// Whether it runs to its own last day, whatever the term's end.
    pub continues: bool,
    /// What it is charged by.
    pub terms: T,
}

/// One term of a line changed by a variation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amendment {
    /// Days a week that a post gives.
    DaysPerWeek(Tbc<Decimal>),
    /// A year of the whole post; it takes the place of a salary or a day rate.
    FullCost(Tbc<Money>),
    /// A year's salary; it takes the place of a full cost or a day rate.
    Salary(Tbc<Money>),
    /// A day's rate; it takes the place of a full cost or a salary.
    DayRate(Tbc<Money>),
    /// The employer's pension contribution on the salary.
    Pension(Rate),
    /// The days in the year of a day rate.
    DaysInYear(Decimal),
    /// How the post is charged.
    Basis(Basis),
    /// Who holds the post.
    Holder(Arc<str>),
    /// The rate of an overhead.
    Rate(Tbc<Rate>),
    /// What an overhead is on.
    On(Arc<[String]>),
    /// The yearly charge of a service.
    Annual(Tbc<Money>),
    /// When a service is reviewed.
    ReviewOn(NaiveDate),
    /// The budget of an input.
    Budget(Tbc<Money>),
    /// The purchaser's approval of an input.
    Approved(Arc<Approval>),
    /// Who decided how VAT treats the line.
    Vat(Arc<VatDecision>),
}

impl Amendment {
    /// Whether it is of the whole life of the line, whatever the day it takes effect: a budget and
    /// its approval are.
    pub fn is_of_whole_life(&self) -> bool {
        matches!(self, Amendment::Budget(_) | Amendment::Approved(_))
    }

    /// The key of the agreement file.
    pub fn key(&self) -> &'static str {
        match self {
            Amendment::DaysPerWeek(_) => "days_per_week",
            Amendment::FullCost(_) => "full_cost",
            Amendment::Salary(_) => "salary",
            Amendment::DayRate(_) => "day_rate",
            Amendment::Pension(_) => "pension",
            Amendment::DaysInYear(_) => "days_in_year",
            Amendment::Basis(_) => "basis",
            Amendment::Holder(_) => "holder",
            Amendment::Rate(_) => "rate",
            Amendment::On(_) => "on",
            Amendment::Annual(_) => "annual",
            Amendment::ReviewOn(_) => "review_on",
            Amendment::Budget(_) => "budget",
            Amendment::Approved(_) => "approved",
            Amendment::Vat(_) => "vat",
        }
    }
}

/// The purchaser's approval of an input, without which nothing is billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who approved it, for the purchaser.
    pub by: String,
    /// The day from which the approval is known.
    pub on: NaiveDate,
}

/// Terms that a variation may change.
pub trait Amend: Clone + PartialEq {
    /// The kind of line that such terms are of.
    const KIND: LineKind;

    /// Makes the change, and says whether lines of this kind have such a term.
    fn amend(&mut self, amendment: &Amendment) -> bool;
}
