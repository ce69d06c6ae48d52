//! Heads of terms: what the two councils mean to do together, verbatim, in order.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::authority::Side;
use crate::domain::rate::Tbc;

/// The heads of terms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heads {
    /// The services and their scope, clause by clause.
    pub scope: Vec<Paragraph>,
    /// What is to come of it.
    pub outcomes: Vec<String>,
    /// What the supplier is to produce or keep up.
    pub outputs: Vec<String>,
    /// Notes beneath the tables.
    pub notes: Vec<Paragraph>,
    /// What each council puts in, by service area.
    pub core_inputs: Vec<CoreInput>,
}

/// A paragraph with its clause, verbatim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its number or heading.
    pub clause: String,
    /// Its words.
    pub text: String,
}

/// The staff that each council puts into a service area, in full-time equivalents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoreInput {
    /// The service area.
    pub area: String,
    /// The supplier's; `None` where the table has no row for it.
    pub supplier_fte: Option<Tbc<Decimal>>,
    /// The purchaser's.
    pub purchaser_fte: Option<Tbc<Decimal>>,
}

/// Who decided what, and with what authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Whose decision it was.
    pub authority: Side,
    /// The body that took it.
    pub body: String,
    /// The day, from which it is known.
    pub on: NaiveDate,
    /// What was decided.
    pub text: String,
    /// The paragraph of the report.
    pub clause: Option<String>,
    /// The officer to whom the rest is left.
    pub delegated_to: Option<String>,
    /// Whom that officer must consult.
    pub consulting: Vec<String>,
    /// The minute or report.
    pub reference: Option<String>,
}

/// A paper that facts are taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcePaper {
    /// Its name in the file.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its date.
    pub dated: NaiveDate,
    /// The body that it was put before.
    pub body: Option<String>,
}

/// A fact that a paper states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// The paper that states it.
    pub document: String,
    /// The paragraph.
    pub clause: String,
    /// The day that it is true of, where that is stated.
    pub on: Option<NaiveDate>,
    /// The words.
    pub text: String,
}

/// What the papers leave out, and what has been put in its place until somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// The clause that leaves it out.
    pub clause: String,
    /// The line, indicator or term of the file that rests on it.
    pub about: Option<String>,
    /// What is assumed.
    pub text: String,
}

/// A step of the dispute ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeStage {
    /// The clause.
    pub clause: Option<String>,
    /// Who tries to settle it.
    pub stage: String,
    /// How long they have.
    pub working_days: Option<u32>,
}

/// Why no competition was held, and the evidence that the exemption's tests are met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Procurement {
    /// The clause.
    pub clause: Option<String>,
    /// The regulation relied on.
    pub exemption: Option<String>,
    /// The evidence that at most 20% of the activities are for others.
    pub evidence: Option<String>,
    /// When the tests are looked at again.
    pub review_on: Option<NaiveDate>,
}
