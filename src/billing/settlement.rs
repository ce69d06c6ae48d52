//! Settlement: when an invoice is due, and what late payment costs.
//!
//! Due is receipt plus the agreement's calendar days, the day of receipt being day 0. Statutory
//! interest (Late Payment of Commercial Debts (Interest) Act 1998) runs on the gross from the next
//! day, simple, over 365 days a year, at 8% over the official dealing rate of the reference date:
//! 30 June for debts that are late from 1 July to 31 December, 31 December for 1 January to 30
//! June. It is fixed for the debt: later changes of the rate do not touch it.
//!
//! ```
//! use concordat::billing::settlement::LatePayment;
//! use concordat::domain::calendar::date;
//! use concordat::domain::money::Money;
//!
//! let gross = Money::parse("600000").expect("a sum");
//! let late = LatePayment::on(gross, date(2025, 8, 6), date(2025, 9, 30)).expect("late");
//! assert_eq!((late.days, late.interest.to_string()), (55, "11075.34".into()));
//! assert_eq!(late.fixed_sum.to_string(), "100.00");
//! ```

use std::sync::LazyLock;

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::calendar::date;
use crate::domain::exact::Exact;
use crate::domain::money::Money;
use crate::domain::rate::Rate;

/// What is added to the official dealing rate.
const OVER_OFFICIAL_RATE: i64 = 8;

/// The day an invoice is due.
///
/// # Panics
/// Beyond the calendar that agreements may use.
pub fn due_on(received: NaiveDate, payment_days: u32) -> NaiveDate {
    received.checked_add_days(Days::new(payment_days.into())).expect("dates are bounded")
}

/// The official dealing rate on each reference date, from the table that is part of the program.
static OFFICIAL_RATES: LazyLock<Vec<(NaiveDate, Decimal)>> = LazyLock::new(|| {
    let rows = include_str!("official_rates.csv").lines();
    let rows = rows.filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| read_row(row).expect("the table in the program is sound")).collect()
});

fn read_row(row: &str) -> Option<(NaiveDate, Decimal)> {
    let (day, rate) = row.split_once(',')?;
    Some((day.parse().ok()?, rate.parse().ok()?))
}

/// The reference date for a debt on which interest starts on a day.
pub fn reference_date(interest_from: NaiveDate) -> NaiveDate {
    if interest_from.month() >= 7 {
        date(interest_from.year(), 6, 30)
    } else {
        date(interest_from.year() - 1, 12, 31)
    }
}

/// The rate of statutory interest, in per cent, on a debt on which it starts on a day; `None` where
/// the official rate of the reference date is not held.
pub fn statutory_rate(interest_from: NaiveDate) -> Option<Rate> {
    let reference = reference_date(interest_from);
    let found = OFFICIAL_RATES.iter().find(|(day, _)| *day == reference);
    found.map(|(_, rate)| Rate::of_per_cent(*rate + Decimal::from(OVER_OFFICIAL_RATE)))
}

/// What late payment of a debt costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LatePayment {
    /// The days it was late.
    pub days: i64,
    /// The rate of a year.
    pub rate: Rate,
    /// The interest.
    pub interest: Money,
    /// The fixed sum for recovering it.
    pub fixed_sum: Money,
}

impl LatePayment {
    /// The interest and fixed sum on a debt due on one day and paid on another; `None` where it was
    /// not late, or the official rate is not held.
    pub fn on(gross: Money, due: NaiveDate, paid: NaiveDate) -> Option<LatePayment> {
        LatePayment::in_parts(&[(gross, paid)], due)
    }

    /// The interest and fixed sum on one debt that is paid in parts, each on its day: each part
    /// bears interest until it is paid, rounded once for all. `None` where no part was late, or the
    /// official rate is not held.
    pub fn in_parts(parts: &[(Money, NaiveDate)], due: NaiveDate) -> Option<LatePayment> {
        let late = parts.iter().map(|(sum, paid)| (*sum, (*paid - due).num_days()));
        let late: Vec<(Money, i64)> = late.filter(|(_, days)| *days > 0).collect();
        let days = late.iter().map(|(_, days)| *days).max()?;
        let rate = statutory_rate(due.succ_opt()?)?;
        let share = |days: i64| Exact::fraction(days.into(), 365);
        let in_days: Exact = late.iter().map(|(sum, days)| Exact::from(*sum) * share(*days)).sum();
        let interest = Money::rounded(&(in_days * rate.exact()));
        let debt = late.iter().map(|(sum, _)| *sum).sum();
        Some(LatePayment { days, rate, interest, fixed_sum: fixed_sum(debt) })
    }
}

/// The fixed sum on a debt: £40 below £1,000, £70 below £10,000, £100 from there.
pub fn fixed_sum(gross: Money) -> Money {
    match gross.pence() {
        ..100_000 => Money::from_pence(4_000),
        100_000..1_000_000 => Money::from_pence(7_000),
        1_000_000.. => Money::from_pence(10_000),
    }
}

/// What stays due on the due day where a part is disputed.
pub fn undisputed(gross: Money, disputed: Money) -> Money {
    gross - disputed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pounds(text: &str) -> Money {
        Money::parse(text).expect("a sum")
    }

    /// R51: received 7 July 2025 and 30 days.
    #[test]
    fn the_day_of_receipt_is_day_nought() {
        assert_eq!(due_on(date(2025, 7, 7), 30), date(2025, 8, 6));
    }

    /// R53: a day's difference at the half-year takes another reference rate.
    #[test]
    fn the_half_year_edge_changes_the_rate() {
        let late = |due, paid| {
            let late = LatePayment::on(pounds("100000"), due, paid).expect("late");
            (late.days, late.rate.to_string(), late.interest.to_string())
        };
        let before = late(date(2025, 6, 29), date(2025, 8, 29));
        assert_eq!(before, (61, "12.75%".into(), "2130.82".into()));
        let after = late(date(2025, 6, 30), date(2025, 8, 29));
        assert_eq!(after, (60, "12.25%".into(), "2013.70".into()));
    }

    /// R54: the bands of the fixed sum.
    #[test]
    fn the_fixed_sum_has_three_bands() {
        for (gross, sum) in
            [("999.99", "40"), ("1000.00", "70"), ("9999.99", "70"), ("10000.00", "100")]
        {
            assert_eq!(fixed_sum(pounds(gross)), pounds(sum), "{gross}");
        }
    }

    #[test]
    fn what_is_paid_in_time_bears_nothing() {
        let due = date(2025, 8, 6);
        assert_eq!(LatePayment::on(pounds("1"), due, due), None);
    }

    /// R55: a dispute holds back the disputed part alone.
    #[test]
    fn the_undisputed_part_stays_due() {
        assert_eq!(undisputed(pounds("600000"), pounds("35000")), pounds("565000"));
    }
}
