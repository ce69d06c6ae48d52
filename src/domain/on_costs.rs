//! On-costs: what an employer pays on top of a salary.
//!
//! The rates are those of the tax year that begins in the financial year, from its 1 April. The
//! threshold is used once on the whole salary, never again on a share of it: recomputed on a fifth
//! of a director's salary it would undercharge by £930.01 a year.
//!
//! ```
//! use concordat::domain::calendar::FinancialYear;
//! use concordat::domain::money::Money;
//! use concordat::domain::on_costs::OnCosts;
//! use concordat::domain::rate::Rate;
//!
//! let year = FinancialYear::parse("2018/19").expect("a year");
//! let salary = Money::parse("150000.00").expect("a sum");
//! let pension = Rate::parse("17.1%").expect("a rate");
//! let costs = OnCosts::of(salary, Some(pension), year).expect("rates are held");
//! assert_eq!(costs.national_insurance.to_string(), "19537.49");
//! assert_eq!(costs.pension.to_string(), "25650.00");
//! assert_eq!(costs.full_cost().to_string(), "195187.49");
//! ```

use std::sync::LazyLock;

use rust_decimal::Decimal;

use crate::domain::calendar::FinancialYear;
use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::rate::Rate;

/// One year's employer's National Insurance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NationalInsurance {
    /// The year in which the financial year and the tax year begin.
    pub year: i32,
    /// The rate on pay above the threshold.
    pub rate: Rate,
    /// The pay in a year on which nothing is due.
    pub threshold: Money,
    /// Where the figures are from.
    pub source: &'static str,
}

/// The table is read once from the file that is part of the program: a constant, not a state.
static RATES: LazyLock<Vec<NationalInsurance>> = LazyLock::new(|| {
    let rows = include_str!("on_costs.csv").lines().filter(|line| !line.starts_with('#'));
    rows.skip(1).map(|row| read_row(row).expect("the table in the program is sound")).collect()
});

fn read_row(row: &'static str) -> Option<NationalInsurance> {
    let mut cells = row.splitn(4, ',');
    Some(NationalInsurance {
        year: cells.next()?.parse().ok()?,
        rate: Rate::of_per_cent(cells.next()?.parse::<Decimal>().ok()?),
        threshold: Money::parse(cells.next()?).ok()?,
        source: cells.next()?,
    })
}

/// The rates of a financial year; the latest ones go on until others are held.
///
/// # Errors
/// Where the year is before the first that is held.
pub fn national_insurance(year: FinancialYear) -> Result<&'static NationalInsurance, String> {
    RATES.iter().rev().find(|rates| rates.year <= year.begins()).ok_or_else(|| {
        format!(
            "no rates of employer's National Insurance are held for {year}: state full_cost \
             instead of salary"
        )
    })
}

/// A salary with what the employer pays on it, each rounded to the penny.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OnCosts {
    /// A year's salary of the whole post.
    pub salary: Money,
    /// The employer's National Insurance on it.
    pub national_insurance: Money,
    /// The employer's pension contribution on it.
    pub pension: Money,
}

impl OnCosts {
    /// The on-costs of a salary at the rates of a financial year.
    ///
    /// # Errors
    /// Where no rates are held for the year.
    pub fn of(
        salary: Money,
        pension: Option<Rate>,
        year: FinancialYear,
    ) -> Result<OnCosts, String> {
        let rates = national_insurance(year)?;
        let above = (salary - rates.threshold).max(Money::NIL);
        let on = |sum: Money, rate: Rate| Money::rounded(&(Exact::from(sum) * rate.exact()));
        Ok(OnCosts {
            salary,
            national_insurance: on(above, rates.rate),
            pension: pension.map_or(Money::NIL, |rate| on(salary, rate)),
        })
    }

    /// Salary, National Insurance and pension together.
    pub fn full_cost(&self) -> Money {
        self.salary + self.national_insurance + self.pension
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insurance(salary: &str, year: &str) -> String {
        let year = FinancialYear::parse(year).expect("a year");
        let salary = Money::parse(salary).expect("a sum");
        OnCosts::of(salary, None, year).expect("rates").national_insurance.to_string()
    }

    #[test]
    fn a_change_of_rate_applies_from_its_year() {
        assert_eq!(insurance("150000.00", "2024/25"), "19444.20");
        assert_eq!(insurance("150000.00", "2025/26"), "21750.00");
        assert_eq!(insurance("150000.00", "2031/32"), "21750.00");
        assert_eq!(insurance("8000.00", "2018/19"), "0.00");
    }

    #[test]
    fn years_before_the_table_are_refused_in_words() {
        let year = FinancialYear::parse("2009/10").expect("a year");
        let refusal = OnCosts::of(Money::from_pence(1), None, year).expect_err("no rates");
        assert!(refusal.contains("2009/10"), "{refusal}");
    }
}
