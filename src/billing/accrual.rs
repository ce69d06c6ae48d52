//! Accrual: what a yearly amount comes to over the days of a period, exactly.
//!
//! By months a whole calendar month is a twelfth of the year, and a part of one the same times its
//! days over the month's days. By days it is the days over the financial year's 365 or 366.
//!
//! ```
//! use concordat::billing::accrual::share_of_year;
//! use concordat::domain::agreement::Apportion;
//! use concordat::domain::calendar::Period;
//! use concordat::domain::calendar::date;
//! use concordat::domain::exact::Exact;
//! use concordat::domain::money::Money;
//!
//! let nine_months = Period { first: date(2018, 7, 1), last: date(2019, 3, 31) };
//! let year = Exact::from(Money::parse("1300000").expect("a sum"));
//! let of = |apportion| Money::rounded(&(&year * &share_of_year(nine_months, apportion)));
//! assert_eq!(of(Apportion::Months).to_string(), "975000.00");
//! assert_eq!(of(Apportion::Days).to_string(), "975890.41");
//! ```

use chrono::Datelike;

use crate::domain::agreement::Apportion;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::calendar::days_in_month;
use crate::domain::calendar::in_words;
use crate::domain::exact::Exact;

/// A year is cut into so many equal parts that each day of any month and of any year is a whole
/// number of them: the least number that 12 × 28, 12 × 29, 12 × 30, 12 × 31, 365 and 366 all
/// divide.
const PARTS_OF_YEAR: i128 = 20_176_364_880;

/// The share of a year that a period within one financial year is.
pub fn share_of_year(period: Period, apportion: Apportion) -> Exact {
    Exact::fraction(parts_of_year(period, apportion), PARTS_OF_YEAR)
}

fn parts_of_year(period: Period, apportion: Apportion) -> i128 {
    match apportion {
        Apportion::Days => {
            let year = FinancialYear::of(period.first).days();
            PARTS_OF_YEAR / i128::from(year) * i128::from(period.days())
        }
        Apportion::Months => months_of(period)
            .map(|part| {
                let of_day = PARTS_OF_YEAR / 12 / i128::from(days_in_month(part.first));
                of_day * i128::from(part.days())
            })
            .sum(),
    }
}

/// The calendar months of a period, the first and the last perhaps in part.
fn months_of(period: Period) -> impl Iterator<Item = Period> {
    let mut next = Some(period.first);
    std::iter::from_fn(move || {
        let first = next.filter(|day| *day <= period.last)?;
        let last = first.with_day(u32::from(first.num_days_in_month()))?;
        next = last.succ_opt();
        Some(Period { first, last: last.min(period.last) })
    })
}

/// The share of a year as a person would write it down: `3 of 12 months`, `92 of 365 days`,
/// `2 months and 15/31 of July 2018, of 12`.
pub fn share_in_words(period: Period, apportion: Apportion) -> String {
    if apportion == Apportion::Days {
        let year = FinancialYear::of(period.first).days();
        return format!("{} of {year} days", period.days());
    }
    let mut whole = 0;
    let mut parts = Vec::new();
    for month in months_of(period) {
        let days = days_in_month(month.first);
        if month.days() == days {
            whole += 1;
        } else {
            let name = month.first.format("%B %Y");
            parts.push(format!("{}/{days} of {name}", month.days()));
        }
    }
    match (whole, parts.is_empty()) {
        (_, true) => format!("{whole} of 12 months"),
        (0, false) => format!("{}, of 12 months", parts.join(" and ")),
        (1, false) => format!("1 month and {}, of 12 months", parts.join(" and ")),
        (_, false) => format!("{whole} months and {}, of 12 months", parts.join(" and ")),
    }
}

/// A period for a line of a working: `1 July 2018 to 30 September 2018`, or one day.
pub fn dates_in_words(period: Period) -> String {
    if period.first == period.last { in_words(period.first) } else { period.in_words() }
}

/// The months of a day's financial year that have begun by it, from 1 for April.
pub fn month_of_year(day: chrono::NaiveDate) -> u32 {
    (day.month() + 8) % 12 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date;
    use crate::domain::money::Money;

    fn of(annual: &str, first: (i32, u32, u32), last: (i32, u32, u32), by: Apportion) -> String {
        let period =
            Period { first: date(first.0, first.1, first.2), last: date(last.0, last.1, last.2) };
        let annual = Exact::from(Money::parse(annual).expect("a sum"));
        Money::rounded(&(annual * share_of_year(period, by))).to_string()
    }

    #[test]
    fn every_day_is_a_whole_number_of_parts() {
        for parts in [12 * 28, 12 * 29, 12 * 30, 12 * 31, 365, 366] {
            assert_eq!(PARTS_OF_YEAR % parts, 0, "{parts}");
        }
    }

    /// R27: the quarters of a year by days, in a common and in a leap year.
    #[test]
    fn quarters_by_days_follow_their_length() {
        let days = |first, last| of("1300000", first, last, Apportion::Days);
        assert_eq!(days((2018, 4, 1), (2018, 6, 30)), "324109.59");
        assert_eq!(days((2018, 7, 1), (2018, 9, 30)), "327671.23");
        assert_eq!(days((2019, 1, 1), (2019, 3, 31)), "320547.95");
        assert_eq!(days((2023, 4, 1), (2023, 6, 30)), "323224.04");
        assert_eq!(days((2024, 1, 1), (2024, 3, 31)), "323224.04");
        assert_eq!(days((2023, 7, 1), (2023, 9, 30)), "326775.96");
    }

    /// R29: ten months of £1.64m, and by days.
    #[test]
    fn an_exit_stub_by_months_and_by_days() {
        let term = ((2023, 4, 1), (2024, 1, 31));
        assert_eq!(of("1640000", term.0, term.1, Apportion::Months), "1366666.67");
        assert_eq!(of("1640000", term.0, term.1, Apportion::Days), "1371147.54");
        assert_eq!(of("1640000", (2024, 1, 1), (2024, 1, 31), Apportion::Months), "136666.67");
    }

    #[test]
    fn shares_are_written_as_a_person_would() {
        let words = |first, last| share_in_words(Period { first, last }, Apportion::Months);
        assert_eq!(words(date(2018, 7, 1), date(2018, 9, 30)), "3 of 12 months");
        assert_eq!(
            words(date(2018, 7, 17), date(2018, 9, 30)),
            "2 months and 15/31 of July 2018, of 12 months"
        );
        assert_eq!(words(date(2018, 7, 5), date(2018, 7, 5)), "1/31 of July 2018, of 12 months");
    }
}
