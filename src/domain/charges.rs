//! Charges beside staffing: overheads on named lines, support services, and inputs ordered one by
//! one.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::line::Amend;
use crate::domain::line::Amendment;
use crate::domain::line::Approval;
use crate::domain::line::Line;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;
use crate::domain::vat::LineVat;

/// A rate on other lines as a charge line.
pub type Overhead = Line<OverheadTerms>;
/// A support service as a charge line.
pub type Service = Line<ServiceTerms>;
/// An input as a charge line.
pub type Input = Line<InputTerms>;

/// Whether an overhead is rounded once on the total of its lines or on each of them: the two can be
/// pence apart, so the agreement says which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Per {
    /// Once, on the total of the lines that it is on.
    #[default]
    Total,
    /// On each line by itself, then added up.
    Line,
}

/// What an overhead is charged by; rate, lines and VAT may change from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverheadTerms {
    /// The rate on what the lines bill.
    pub rate: Tbc<Rate>,
    /// The kinds of lines, or the lines, that it is on.
    pub on: Arc<[String]>,
    /// Where it is rounded.
    pub per: Per,
    /// Kinds of costs that it covers, which must not be charged again on the lines that it is on.
    pub covers: Arc<[String]>,
    /// The VAT decision; without one, it takes that of the lines that it is on.
    pub vat: LineVat,
}

impl OverheadTerms {
    /// Whether it is on a line of this kind and name.
    pub fn is_on(&self, kind: LineKind, id: &str) -> bool {
        self.on.iter().any(|target| target == kind.word() || target == id)
    }
}

impl Amend for OverheadTerms {
    const KIND: LineKind = LineKind::Overhead;

    fn amend(&mut self, amendment: &Amendment) -> bool {
        match amendment {
            Amendment::Rate(rate) => self.rate = *rate,
            Amendment::On(on) => self.on = on.clone(),
            Amendment::Vat(vat) => self.vat = Some(vat.clone()),
            _ => return false,
        }
        true
    }
}

/// What a support service is charged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceTerms {
    /// The charge of a year.
    pub annual: Tbc<Money>,
    /// When it is to be reviewed.
    pub review_on: Option<NaiveDate>,
    /// The VAT decision.
    pub vat: LineVat,
}

impl Amend for ServiceTerms {
    const KIND: LineKind = LineKind::Service;

    fn amend(&mut self, amendment: &Amendment) -> bool {
        match amendment {
            Amendment::Annual(annual) => self.annual = *annual,
            Amendment::ReviewOn(day) => self.review_on = Some(*day),
            Amendment::Vat(vat) => self.vat = Some(vat.clone()),
            _ => return false,
        }
        true
    }
}

/// What an input is charged by: its recorded costs, within its budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputTerms {
    /// The most that may be billed for it over its whole life.
    pub budget: Tbc<Money>,
    /// The purchaser's approval; without it nothing is billed.
    pub approved: Option<Arc<Approval>>,
    /// The VAT decision.
    pub vat: LineVat,
}

impl Amend for InputTerms {
    const KIND: LineKind = LineKind::Input;

    fn amend(&mut self, amendment: &Amendment) -> bool {
        match amendment {
            Amendment::Budget(budget) => self.budget = *budget,
            Amendment::Approved(approval) => self.approved = Some(approval.clone()),
            Amendment::Vat(vat) => self.vat = Some(vat.clone()),
            _ => return false,
        }
        true
    }
}
