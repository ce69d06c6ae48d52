//! Money: whole pence, and the one place where an exact amount is rounded to them.
//!
//! Everything before a rounding is [`Exact`]; everything after it is [`Money`]. Rounding is to the
//! penny, half away from zero, so that a credit mirrors its charge (the arithmetic's own rule; HMRC
//! Notice 700 section 17 allows it for the VAT on an invoice).
//!
//! ```
//! use concordat::domain::exact::Exact;
//! use concordat::domain::money::Money;
//!
//! let year = Money::parse("1299999.99").expect("a sum");
//! let quarter = Money::rounded(&(Exact::from(year) / Exact::from(4)));
//! assert_eq!(quarter.to_string(), "325000.00");
//! assert_eq!(quarter.in_pounds(), "£325,000.00");
//! ```

use std::fmt;
use std::iter::Sum;
use std::ops::Add;
use std::ops::Neg;
use std::ops::Sub;

use serde::Serialize;
use serde::Serializer;

use crate::domain::exact::Exact;

/// The largest sum that may be stated: £999,999,999,999.99. What any file may make of such sums, by
/// days, rates and lines without number, is held in 128 bits.
pub const CEILING_PENCE: i64 = 99_999_999_999_999;

/// A sum of money in whole pence. May be negative: a credit is a negative sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i128);

impl Money {
    /// Nothing at all; not the same as *to be confirmed*.
    pub const NIL: Money = Money(0);

    /// A sum of whole pence.
    pub const fn from_pence(pence: i64) -> Money {
        Money(pence as i128)
    }

    /// The sum in whole pence.
    pub const fn pence(self) -> i128 {
        self.0
    }

    /// Reads `"1300000.00"`, `"1300000"`, `"1300000.5"` or a negative: at most two decimals, no
    /// commas, no pound sign.
    ///
    /// # Errors
    /// Says in words what is wrong with the text.
    pub fn parse(text: &str) -> Result<Money, String> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (pounds, pence) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if text.contains(['£', ',']) {
            let plain: String = text.chars().filter(|c| !"£, ".contains(*c)).collect();
            return Err(format!(
                "\"{text}\" is not a sum of money: leave out pound signs and commas, as \"{plain}\""
            ));
        }
        if pounds.is_empty() || !whole(pounds) || !whole(pence) || digits.ends_with('.') {
            return Err(format!(
                "\"{text}\" is not a sum of money: write pounds and pence in figures alone, such \
                 as \"1300000.00\""
            ));
        }
        if pence.len() > 2 {
            return Err(format!("\"{text}\" has more than two decimals: money is whole pence"));
        }
        let too_large = || format!("\"{text}\" is above £999,999,999,999.99, the largest sum");
        let pounds: i64 = pounds.parse().map_err(|_| too_large())?;
        let pence: i64 = format!("{pence:0<2}").parse().map_err(|_| too_large())?;
        let sum = pounds.checked_mul(100).and_then(|p| p.checked_add(pence));
        match sum {
            Some(sum) if sum <= CEILING_PENCE => {
                Ok(Money::from_pence(if text.starts_with('-') { -sum } else { sum }))
            }
            _ => Err(too_large()),
        }
    }

    /// The only way from an exact amount in pounds to pence: to the penny, half away from zero.
    ///
    /// # Panics
    /// Only beyond what sums under [`CEILING_PENCE`] can come to.
    pub fn rounded(pounds: &Exact) -> Money {
        Money(pounds.pence_half_away_from_zero().expect("sums are held under a ceiling"))
    }

    /// The sum for people: `£325,000.00`, with a minus sign before the pound sign.
    pub fn in_pounds(self) -> String {
        let pounds = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::with_capacity(pounds.len() + 8);
        for (index, digit) in pounds.chars().enumerate() {
            if index > 0 && (pounds.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}£{grouped}.{:02}", self.0.unsigned_abs() % 100)
    }

    /// Whether nothing is owed either way.
    pub const fn is_nil(self) -> bool {
        self.0 == 0
    }

    /// Whether this is a credit.
    pub const fn is_credit(self) -> bool {
        self.0 < 0
    }
}

impl fmt::Display for Money {
    /// For programs: `1300000.00`, `-0.05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let pence = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", pence / 100, pence % 100)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Add for Money {
    type Output = Money;

    fn add(self, other: Money) -> Money {
        Money(self.0.checked_add(other.0).expect("sums are held under a ceiling"))
    }
}

impl Sub for Money {
    type Output = Money;

    fn sub(self, other: Money) -> Money {
        Money(self.0.checked_sub(other.0).expect("sums are held under a ceiling"))
    }
}

impl Neg for Money {
    type Output = Money;

    fn neg(self) -> Money {
        Money(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(sums: I) -> Money {
        sums.fold(Money::NIL, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(numerator: i64, denominator: i64) -> String {
        Money::rounded(&(Exact::from(numerator) / Exact::from(denominator))).to_string()
    }

    #[test]
    fn halves_go_away_from_zero_on_both_sides() {
        assert_eq!(rounded(2_345, 1_000), "2.35");
        assert_eq!(rounded(-2_345, 1_000), "-2.35");
        assert_eq!(rounded(1_000_005, 1_000), "1000.01");
        assert_eq!(rounded(125, 1_000), "0.13");
        assert_eq!(rounded(2_344_999, 1_000_000), "2.34");
    }

    #[test]
    fn sums_read_and_write_the_same() {
        for text in ["0.00", "0.05", "-0.05", "1300000.00", "999999999999.99"] {
            assert_eq!(Money::parse(text).expect(text).to_string(), text);
        }
        assert_eq!(Money::parse("12.5").expect("one decimal").pence(), 1250);
        for text in ["", "-", "£5", "1,000", "1.234", "1.", ".5", "1e3", "+1", "1000000000000"] {
            assert!(Money::parse(text).is_err(), "{text} was read");
        }
    }

    #[test]
    fn pounds_have_commas_and_a_minus() {
        assert_eq!(Money::from_pence(-123_456_789).in_pounds(), "-£1,234,567.89");
        assert_eq!(Money::from_pence(7).in_pounds(), "£0.07");
        assert_eq!(Money::from_pence(10_000_000).in_pounds(), "£100,000.00");
    }
}
