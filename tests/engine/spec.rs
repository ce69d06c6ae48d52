//! A case, as a finance officer would lay it on the table: an agreement, the days and costs that
//! were recorded under it, and the statement that is asked for.
//!
//! It is the tests' own description and shares nothing with the product: money is whole pence,
//! a rate is in hundredths of a per cent, a number of days in hundredths of a day.

pub mod dates;
pub mod file;

use dates::Date;
use dates::Every;
use dates::Period;

/// A sum or quantity; nothing where it is still to be confirmed.
pub type Tbc = Option<i64>;

/// Everything that decides a statement.
#[derive(Clone, Debug)]
pub struct Spec {
    pub seed: u64,
    pub starts: Date,
    pub ends: Option<Date>,
    pub every: Every,
    pub timing: Timing,
    pub apportion: Apportion,
    pub lines: Lines,
    pub breaks: Vec<Break>,
    pub events: Vec<Event>,
    pub notices: Vec<Notice>,
    pub variations: Vec<Variation>,
    pub reconciliation: Option<Reconciliation>,
    pub days: Vec<Recorded>,
    pub costs: Vec<Recorded>,
    pub period: Period,
    pub as_at: Option<Date>,
}

/// When a statement is made, by default: the day after its period, or the period's first day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Timing {
    Arrears,
    Advance,
}

/// How part of a year is charged: by whole and part months, or by days of the year.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Apportion {
    Months,
    Days,
}

/// The lines of an agreement, or those that a variation adds.
#[derive(Clone, Default, Debug)]
pub struct Lines {
    pub posts: Vec<Post>,
    pub overheads: Vec<Overhead>,
    pub services: Vec<Service>,
    pub inputs: Vec<Input>,
}

/// What every line has: a name, its own first and last day where it has them, and whether VAT
/// has been decided for it.
#[derive(Clone, Debug)]
pub struct Common {
    pub id: String,
    pub starts: Option<Date>,
    pub ends: Option<Date>,
    pub vat: Option<Treatment>,
}

/// A post whose days are given to the purchaser.
#[derive(Clone, Debug)]
pub struct Post {
    pub line: Common,
    /// Hundredths of a day.
    pub days_per_week: Tbc,
    pub cost: Cost,
    pub basis: Basis,
}

/// What a post costs, in whichever of three ways the agreement states it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cost {
    Full(Tbc),
    Salary { salary: Tbc, pension: Option<i64> },
    DayRate { rate: Tbc, days_in_year: i64 },
}

/// Whether a post is billed as a share of its year or on the days recorded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Basis {
    Share,
    ActualDays,
}

/// A percentage on other lines, by kind of line or by name.
#[derive(Clone, Debug)]
pub struct Overhead {
    pub line: Common,
    pub rate: i64,
    pub on: Vec<String>,
    pub per_line: bool,
    pub covers_travel: bool,
}

/// A separately charged support service; a rebate where its sum is negative.
#[derive(Clone, Debug)]
pub struct Service {
    pub line: Common,
    pub annual: Tbc,
    pub continues: bool,
}

/// Something ordered within a budget, and billed once the purchaser has approved it.
#[derive(Clone, Debug)]
pub struct Input {
    pub line: Common,
    pub budget: Tbc,
    pub approved: Option<Date>,
}

/// How a line stands to VAT.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Treatment {
    Standard,
    Reduced,
    Zero,
    Exempt,
    OutsideScope,
}

impl Treatment {
    /// As the file writes it.
    pub fn name(self) -> &'static str {
        match self {
            Treatment::Standard => "standard",
            Treatment::Reduced => "reduced",
            Treatment::Zero => "zero",
            Treatment::Exempt => "exempt",
            Treatment::OutsideScope => "outside-scope",
        }
    }
}

/// A right to end the agreement.
#[derive(Clone, Debug)]
pub struct Break {
    pub id: String,
    pub kind: BreakKind,
    pub notice_months: u32,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BreakKind {
    AnyTime,
    Event { kind: String, window_months: u32 },
    Periodic { years: i32 },
}

/// Something that has happened, such as an inspection report.
#[derive(Clone, Debug)]
pub struct Event {
    pub kind: String,
    pub on: Date,
    pub substantive: bool,
}

/// Notice given under a break.
#[derive(Clone, Debug)]
pub struct Notice {
    pub under: String,
    pub given_on: Date,
    pub ends_on: Option<Date>,
}

/// What both agreed on one day, in effect from another.
#[derive(Clone, Debug)]
pub struct Variation {
    pub id: String,
    pub agreed: Date,
    pub effective: Date,
    /// The agreement's own last day, changed.
    pub ends: Option<Date>,
    pub changes: Vec<Change>,
    pub added: Lines,
}

/// A change to one line: only what is given changes.
#[derive(Clone, Default, Debug)]
pub struct Change {
    pub line: String,
    pub full_cost: Option<i64>,
    pub salary: Option<i64>,
    pub pension: Option<i64>,
    pub day_rate: Option<i64>,
    pub days_in_year: Option<i64>,
    pub days_per_week: Option<i64>,
    pub basis: Option<Basis>,
    pub rate: Option<i64>,
    pub annual: Option<i64>,
    pub budget: Option<i64>,
    pub ends: Option<Date>,
    pub vat: Option<Treatment>,
}

/// How the year's days are compared with those agreed.
#[derive(Clone, Debug)]
pub struct Reconciliation {
    pub on: Vec<String>,
    /// Hundredths of a per cent.
    pub tolerance: i64,
    /// Thousandths of a week: 52 is 52,000.
    pub weeks: i64,
}

/// Days worked (in hundredths of a day) or a cost met (in pence) on a line on a day.
#[derive(Clone, Debug)]
pub struct Recorded {
    pub line: String,
    pub on: Date,
    pub amount: i64,
    pub entered: Option<Date>,
}

impl Spec {
    /// The day on which a period's statement is made by default.
    pub fn default_date(&self, period: Period) -> Date {
        match self.timing {
            Timing::Arrears => period.moved(1).first(),
            Timing::Advance => period.first(),
        }
    }

    /// The day as at which the statement is asked for.
    pub fn as_at(&self) -> Date {
        self.as_at.unwrap_or_else(|| self.default_date(self.period))
    }

    /// The weeks of a year of days, in thousandths.
    pub fn weeks(&self) -> i64 {
        self.reconciliation.as_ref().map_or(52_000, |terms| terms.weeks)
    }

    /// Every group of lines: the agreement's own, then those of each variation in file order.
    pub fn all_lines(&self) -> impl Iterator<Item = &Lines> {
        std::iter::once(&self.lines).chain(self.variations.iter().map(|change| &change.added))
    }
}

impl Lines {
    /// The names and common terms of the lines, with the kind an overhead would know them by.
    pub fn commons(&self) -> Vec<(&'static str, &Common)> {
        let posts = self.posts.iter().map(|post| ("staffing", &post.line));
        let services = self.services.iter().map(|service| ("service", &service.line));
        let inputs = self.inputs.iter().map(|input| ("input", &input.line));
        let overheads = self.overheads.iter().map(|overhead| ("overhead", &overhead.line));
        posts.chain(services).chain(inputs).chain(overheads).collect()
    }
}
