//! Posts whose days are given to the purchaser: an average number of days a week over twelve
//! months.
//!
//! A post is charged at its share of a year's full cost (`share`), or at the recorded days times a
//! day's cost (`actual-days`). The full cost may be stated, built from a salary with on-costs, or
//! follow from a day rate.
//!
//! ```
//! use concordat::domain::calendar::FinancialYear;
//! use concordat::domain::money::Money;
//! use concordat::domain::rate::Tbc;
//! use concordat::domain::staffing::Cost;
//! use concordat::domain::staffing::PostTerms;
//! use rust_decimal::Decimal;
//!
//! let director = PostTerms {
//!     days_per_week: Tbc::Known(Decimal::ONE),
//!     cost: Cost::Full(Tbc::Known(Money::parse("195187.49").expect("a sum"))),
//!     ..PostTerms::default()
//! };
//! let year = FinancialYear::parse("2018/19").expect("a year");
//! assert_eq!(director.annual(year).known().map(|a| a.to_string()), Some("39037.50".into()));
//! ```

use std::sync::Arc;

use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::calendar::FinancialYear;
use crate::domain::exact::Exact;
use crate::domain::line::Amend;
use crate::domain::line::Amendment;
use crate::domain::line::Line;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::on_costs::OnCosts;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;
use crate::domain::vat::LineVat;

/// Days in a full week of work: 1 day is a fifth of a post.
pub const DAYS_IN_WEEK: i64 = 5;

/// A post as a charge line.
pub type Post = Line<PostTerms>;

/// How a post is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A fixed share of the post's cost, whatever days are recorded; the year's days are
    /// reconciled.
    #[default]
    Share,
    /// The days that were recorded, at a day's cost.
    ActualDays,
}

/// What a whole post costs, or how that will be stated once it is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// A year of the whole post, with on-costs.
    Full(Tbc<Money>),
    /// A year's salary, from which each year's on-costs are worked out.
    Salary {
        /// The salary of a year of the whole post.
        salary: Tbc<Money>,
        /// The employer's pension contribution on it; without one, none is charged.
        pension: Option<Rate>,
    },
    /// A day's cost with the days in its year.
    DayRate {
        /// A day's cost.
        rate: Tbc<Money>,
        /// The days that a whole post has in a year at this rate.
        days_in_year: Option<Decimal>,
    },
}

/// What a post is charged by; it may change from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostTerms {
    /// The service area that the paper puts it under.
    pub area: Option<Arc<str>>,
    /// Who holds it, where that is stated.
    pub holder: Option<Arc<str>>,
    /// Days a week on average over twelve months, of a week of five.
    pub days_per_week: Tbc<Decimal>,
    /// What the whole post costs.
    pub cost: Cost,
    /// How it is charged.
    pub basis: Basis,
    /// The VAT decision.
    pub vat: LineVat,
}

impl Default for PostTerms {
    fn default() -> PostTerms {
        PostTerms {
            area: None,
            holder: None,
            days_per_week: Tbc::ToBeConfirmed,
            cost: Cost::Full(Tbc::ToBeConfirmed),
            basis: Basis::Share,
            vat: None,
        }
    }
}

impl Cost {
    /// Whether it is still to be confirmed.
    pub fn is_to_be_confirmed(&self) -> bool {
        let (Cost::Full(sum) | Cost::Salary { salary: sum, .. } | Cost::DayRate { rate: sum, .. }) =
            self;
        sum.is_to_be_confirmed()
    }
}

impl PostTerms {
    /// A year of the whole post in a financial year; `None` for a day rate without its year, and
    /// where no rates of on-costs are held.
    pub fn full_cost(&self, year: FinancialYear) -> Tbc<Exact> {
        match self.cost {
            Cost::Full(Tbc::Known(cost)) => Tbc::Known(Exact::from(cost)),
            Cost::Salary { salary: Tbc::Known(salary), pension } => {
                match OnCosts::of(salary, pension, year) {
                    Ok(costs) => Tbc::Known(Exact::from(costs.full_cost())),
                    Err(_) => Tbc::ToBeConfirmed,
                }
            }
            Cost::DayRate { rate: Tbc::Known(rate), days_in_year: Some(days) } => {
                Tbc::Known(Exact::from(rate) * Exact::from(days))
            }
            _ => Tbc::ToBeConfirmed,
        }
    }

    /// The charge of a year: full cost × days a week ÷ 5, rounded: the schedule of payments states
    /// it to the penny.
    pub fn annual(&self, year: FinancialYear) -> Tbc<Money> {
        match (self.full_cost(year), self.days_per_week) {
            (Tbc::Known(cost), Tbc::Known(days)) => {
                let share = Exact::from(days) / Exact::from(DAYS_IN_WEEK);
                Tbc::Known(Money::rounded(&(cost * share)))
            }
            _ => Tbc::ToBeConfirmed,
        }
    }

    /// One day's cost, exact: full cost ÷ (5 × weeks), or the day rate.
    pub fn day_cost(&self, year: FinancialYear, weeks: Decimal) -> Tbc<Exact> {
        match self.cost {
            Cost::DayRate { rate: Tbc::Known(rate), .. } => Tbc::Known(Exact::from(rate)),
            Cost::DayRate { .. } => Tbc::ToBeConfirmed,
            _ => match self.full_cost(year) {
                Tbc::Known(cost) => {
                    Tbc::Known(cost / (Exact::from(DAYS_IN_WEEK) * Exact::from(weeks)))
                }
                Tbc::ToBeConfirmed => Tbc::ToBeConfirmed,
            },
        }
    }

    /// The days agreed for a whole year: days a week × weeks, or for a day rate the share of its
    /// own year, so that divisor and entitlement match.
    pub fn days_agreed(&self, weeks: Decimal) -> Tbc<Exact> {
        let Tbc::Known(days) = self.days_per_week else { return Tbc::ToBeConfirmed };
        match self.cost {
            Cost::DayRate { days_in_year: None, .. } => Tbc::ToBeConfirmed,
            Cost::DayRate { days_in_year: Some(year), .. } => {
                Tbc::Known(Exact::from(year) * Exact::from(days) / Exact::from(DAYS_IN_WEEK))
            }
            _ => Tbc::Known(Exact::from(days) * Exact::from(weeks)),
        }
    }

    /// The share of a whole post: 1 day a week is 0.2 of a full-time equivalent.
    pub fn full_time_equivalent(&self) -> Tbc<Exact> {
        match self.days_per_week {
            Tbc::Known(days) => Tbc::Known(Exact::from(days) / Exact::from(DAYS_IN_WEEK)),
            Tbc::ToBeConfirmed => Tbc::ToBeConfirmed,
        }
    }
}

impl Amend for PostTerms {
    const KIND: LineKind = LineKind::Staffing;

    fn amend(&mut self, amendment: &Amendment) -> bool {
        match amendment {
            Amendment::DaysPerWeek(days) => self.days_per_week = *days,
            Amendment::FullCost(sum) => self.cost = Cost::Full(*sum),
            Amendment::Salary(sum) => {
                let pension = match self.cost {
                    Cost::Salary { pension, .. } => pension,
                    _ => None,
                };
                self.cost = Cost::Salary { salary: *sum, pension };
            }
            Amendment::DayRate(sum) => {
                let days_in_year = match self.cost {
                    Cost::DayRate { days_in_year, .. } => days_in_year,
                    _ => None,
                };
                self.cost = Cost::DayRate { rate: *sum, days_in_year };
            }
            Amendment::Pension(rate) => {
                if let Cost::Salary { pension, .. } = &mut self.cost {
                    *pension = Some(*rate);
                }
            }
            Amendment::DaysInYear(days) => {
                if let Cost::DayRate { days_in_year, .. } = &mut self.cost {
                    *days_in_year = Some(*days);
                }
            }
            Amendment::Basis(basis) => self.basis = *basis,
            Amendment::Holder(holder) => self.holder = Some(holder.clone()),
            Amendment::Vat(vat) => self.vat = Some(vat.clone()),
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(cost: Cost, days: &str) -> PostTerms {
        PostTerms {
            days_per_week: Tbc::Known(days.parse().expect("days")),
            cost,
            ..PostTerms::default()
        }
    }

    fn pounds(text: &str) -> Money {
        Money::parse(text).expect("a sum")
    }

    fn year() -> FinancialYear {
        FinancialYear::parse("2018/19").expect("a year")
    }

    /// R13: days a week convert to full-time equivalents and per cent.
    #[test]
    fn four_and_a_half_days_are_nine_tenths_of_a_post() {
        let posts =
            ["1", "1", "1", "1", "0.5"].map(|d| post(Cost::Full(Tbc::Known(Money::NIL)), d));
        let total: Exact = posts.iter().filter_map(|p| p.full_time_equivalent().known()).sum();
        assert_eq!(total, Exact::fraction(9, 10));
    }

    /// R16: the real National Insurance is apportioned, not computed again on the share.
    #[test]
    fn a_fifth_of_a_director_bears_a_fifth_of_the_on_costs() {
        let pension = Some(Rate::parse("17.1%").expect("a rate"));
        let cost = Cost::Salary { salary: Tbc::Known(pounds("150000")), pension };
        assert_eq!(post(cost, "1").annual(year()), Tbc::Known(pounds("39037.50")));
    }

    /// R20: whether secondary contributions are charged is a term, worth £2,250 here.
    #[test]
    fn the_pension_rate_is_a_term() {
        let with = |rate| {
            let pension = Some(Rate::parse(rate).expect("a rate"));
            post(Cost::Salary { salary: Tbc::Known(pounds("150000")), pension }, "1").annual(year())
        };
        let (Tbc::Known(primary), Tbc::Known(both)) = (with("17.1%"), with("24.6%")) else {
            panic!("both are known")
        };
        assert_eq!(both - primary, pounds("2250.00"));
    }

    /// R21: divisor and entitlement match, so the year comes to the same at either day rate.
    #[test]
    fn a_day_rate_has_its_own_year() {
        let rate = |pounds_a_day, days: i64| Cost::DayRate {
            rate: Tbc::Known(pounds(pounds_a_day)),
            days_in_year: Some(Decimal::from(days)),
        };
        let long = post(rate("750.72", 260), "1");
        let short = post(rate("887.22", 220), "1");
        assert_eq!(long.annual(year()), Tbc::Known(pounds("39037.44")));
        assert_eq!(short.annual(year()), Tbc::Known(pounds("39037.68")));
        let weeks = Decimal::from(52);
        assert_eq!(long.days_agreed(weeks), Tbc::Known(Exact::from(52)));
        assert_eq!(short.days_agreed(weeks), Tbc::Known(Exact::from(44)));
        let full = post(Cost::Full(Tbc::Known(pounds("195187.49"))), "1");
        let day = full.day_cost(year(), weeks).known().expect("a cost");
        assert_eq!(Money::rounded(&day), pounds("750.72"));
        let day = full.day_cost(year(), Decimal::from(44)).known().expect("a cost");
        assert_eq!(Money::rounded(&day), pounds("887.22"));
    }

    #[test]
    fn what_is_to_be_confirmed_has_no_charge() {
        let mut terms = post(Cost::Full(Tbc::Known(pounds("100"))), "1");
        terms.amend(&Amendment::DaysPerWeek(Tbc::ToBeConfirmed));
        assert_eq!(terms.annual(year()), Tbc::ToBeConfirmed);
    }
}
