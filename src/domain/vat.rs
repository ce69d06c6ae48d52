//! VAT: a person's recorded decision for each line, never a guess from "both are councils".
//!
//! Services under a statutory obligation that do not compete are outside the scope of the tax;
//! others may be standard-rated or exempt (HMRC VATGPB8855, VATGPB8860). The rates are dated.

use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::Serializer;

use crate::domain::calendar::date;
use crate::domain::exact::Exact;

/// How VAT treats a supply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treatment {
    /// Not business, or under a special legal regime: no VAT, and no VAT invoice.
    OutsideScope,
    /// Taxed at the standard rate.
    Standard,
    /// Taxed at the reduced rate.
    Reduced,
    /// Taxed, at nought.
    Zero,
    /// Business, but exempt (VATA 1994, Schedule 9).
    Exempt,
}

impl Treatment {
    /// All of them, as the agreement file spells them.
    pub const WORDS: [(&'static str, Treatment); 5] = [
        ("standard", Treatment::Standard),
        ("reduced", Treatment::Reduced),
        ("zero", Treatment::Zero),
        ("exempt", Treatment::Exempt),
        ("outside-scope", Treatment::OutsideScope),
    ];

    /// The word of the agreement file: `outside-scope`.
    pub fn word(self) -> &'static str {
        match self {
            Treatment::OutsideScope => "outside-scope",
            Treatment::Standard => "standard",
            Treatment::Reduced => "reduced",
            Treatment::Zero => "zero",
            Treatment::Exempt => "exempt",
        }
    }

    /// The letter by which ledgers know it: S, R, Z, E, and O for outside the scope.
    pub fn code(self) -> char {
        match self {
            Treatment::OutsideScope => 'O',
            Treatment::Standard => 'S',
            Treatment::Reduced => 'R',
            Treatment::Zero => 'Z',
            Treatment::Exempt => 'E',
        }
    }

    /// The treatment for people: `outside the scope of VAT`.
    pub fn in_words(self) -> &'static str {
        match self {
            Treatment::OutsideScope => "outside the scope of VAT",
            Treatment::Standard => "standard rate",
            Treatment::Reduced => "reduced rate",
            Treatment::Zero => "zero rate",
            Treatment::Exempt => "exempt",
        }
    }

    /// The rate in per cent at a tax point; nought where there is no VAT to pay.
    pub fn rate_on(self, tax_point: NaiveDate) -> VatRate {
        let table: &[(NaiveDate, i64, u32)] = match self {
            Treatment::Standard => &[
                (date(1991, 4, 1), 175, 1),
                (date(2008, 12, 1), 15, 0),
                (date(2010, 1, 1), 175, 1),
                (date(2011, 1, 4), 20, 0),
            ],
            Treatment::Reduced => &[(date(1997, 9, 1), 5, 0)],
            Treatment::Zero | Treatment::Exempt | Treatment::OutsideScope => &[],
        };
        let in_force = table.iter().rev().find(|(from, _, _)| *from <= tax_point).or(table.first());
        VatRate(in_force.map_or(Decimal::ZERO, |(_, digits, scale)| Decimal::new(*digits, *scale)))
    }
}

impl fmt::Display for Treatment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Treatment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// A rate of VAT in per cent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VatRate(Decimal);

impl VatRate {
    /// A rate of so many per cent, as it was recorded.
    pub fn of_per_cent(per_cent: Decimal) -> VatRate {
        VatRate(per_cent)
    }

    /// The rate in per cent, without noughts at its end: `17.5`.
    pub fn per_cent(self) -> Decimal {
        self.0.normalize()
    }

    /// Reads a rate as it is written: `17.5%`.
    ///
    /// # Errors
    /// Says in words what is wrong with the text.
    pub fn parse(text: &str) -> Result<VatRate, String> {
        let per_cent = text.strip_suffix('%').and_then(|digits| digits.parse::<Decimal>().ok());
        let rate = per_cent.filter(|rate| !rate.is_sign_negative()).map(VatRate);
        rate.ok_or_else(|| format!("\"{text}\" is not a rate of VAT: write it as 20%"))
    }

    /// The rate as a fraction of one.
    pub fn exact(self) -> Exact {
        Exact::from(self.0) / Exact::from(100)
    }
}

impl fmt::Display for VatRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.per_cent())
    }
}

impl Serialize for VatRate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Who decided how VAT treats a line, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatDecision {
    /// The treatment decided on.
    pub treatment: Treatment,
    /// Why: the step of HMRC's guidance that it rests on.
    pub reason: Option<String>,
    /// The officer who decided.
    pub decided_by: Option<String>,
    /// The day of the decision, from which it is known.
    pub decided_on: Option<NaiveDate>,
}

impl VatDecision {
    /// Whether reason, officer and day are all recorded, as an auditor will ask.
    pub fn is_complete(&self) -> bool {
        self.reason.is_some() && self.decided_by.is_some() && self.decided_on.is_some()
    }

    /// Whether it had been made by a day.
    pub fn known_by(&self, day: NaiveDate) -> bool {
        self.decided_on.is_none_or(|decided| decided <= day)
    }
}

/// A line's decision, shared by all the stretches of its terms; `None` where nobody has decided.
pub type LineVat = Option<Arc<VatDecision>>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_rate_is_that_of_the_tax_point() {
        let rate = |day| Treatment::Standard.rate_on(day).to_string();
        assert_eq!(rate(date(2008, 11, 30)), "17.5%");
        assert_eq!(rate(date(2009, 12, 31)), "15%");
        assert_eq!(rate(date(2011, 1, 3)), "17.5%");
        assert_eq!(rate(date(2011, 1, 4)), "20%");
        assert_eq!(Treatment::Exempt.rate_on(date(2020, 1, 1)).to_string(), "0%");
        for text in ["0%", "5%", "17.5%", "20%"] {
            assert_eq!(VatRate::parse(text).expect("a rate").to_string(), text);
        }
        assert!(["20", "-5%", "%", "x%"].iter().all(|text| VatRate::parse(text).is_err()));
    }
}
