//! Rates, quantities, and what is to be confirmed.

use std::fmt;

use rust_decimal::Decimal;
use serde::Serialize;
use serde::Serializer;

use crate::domain::exact::Exact;

/// A rate in per cent, such as an overhead of 15%.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(Decimal);

impl Rate {
    /// So many per cent.
    pub fn of_per_cent(per_cent: Decimal) -> Rate {
        Rate(per_cent)
    }

    /// Reads `"15%"` or `"2.75%"`.
    ///
    /// # Errors
    /// Says in words what is wrong with the text.
    pub fn parse(text: &str) -> Result<Rate, String> {
        let wrong =
            || format!("\"{text}\" is not a rate: write it with a per cent sign, as \"15%\"");
        let figures = text.strip_suffix('%').ok_or_else(wrong)?.trim_end();
        let rate = parse_quantity(figures).map_err(|_| wrong())?;
        if rate > Decimal::new(1_000, 0) {
            return Err(format!("\"{text}\" is above 1000%: a rate that high is a slip"));
        }
        Ok(Rate(rate))
    }

    /// The rate as a fraction of one.
    pub fn exact(self) -> Exact {
        Exact::from(self.0) / Exact::from(100)
    }

    /// The rate in per cent.
    pub fn per_cent(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0.normalize())
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads a quantity that is not negative, of plain figures: `0.5`, `52`, `12.25`.
///
/// # Errors
/// Says in words what is wrong with the text.
pub fn parse_quantity(text: &str) -> Result<Decimal, String> {
    parse_signed(text).and_then(|quantity| {
        if quantity.is_sign_negative() && !quantity.is_zero() {
            Err(format!("{text} is below nought"))
        } else {
            Ok(quantity)
        }
    })
}

/// Reads a number of plain figures, at most nine before the point and eight after it.
///
/// # Errors
/// Says in words what is wrong with the text.
pub fn parse_signed(text: &str) -> Result<Decimal, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || digits.ends_with('.') {
        return Err(format!("\"{text}\" is not a number in plain figures, such as 0.5"));
    }
    if whole.len() > 9 || part.len() > 8 {
        return Err(format!("\"{text}\" has too many figures: nine before the point, eight after"));
    }
    text.parse().map_err(|_| format!("\"{text}\" is not a number in plain figures, such as 0.5"))
}

/// What is known, or is to be confirmed: never nought, never billed, always listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tbc<T> {
    /// It has been agreed.
    Known(T),
    /// It is to be confirmed.
    ToBeConfirmed,
}

impl<T> Tbc<T> {
    /// What has been agreed, if it has.
    pub fn known(self) -> Option<T> {
        match self {
            Tbc::Known(value) => Some(value),
            Tbc::ToBeConfirmed => None,
        }
    }

    /// What has been agreed, to look at.
    pub fn as_ref(&self) -> Tbc<&T> {
        match self {
            Tbc::Known(value) => Tbc::Known(value),
            Tbc::ToBeConfirmed => Tbc::ToBeConfirmed,
        }
    }

    /// Whether it is still to be confirmed.
    pub fn is_to_be_confirmed(&self) -> bool {
        matches!(self, Tbc::ToBeConfirmed)
    }
}

impl<T: fmt::Display> fmt::Display for Tbc<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tbc::Known(value) => value.fmt(f),
            Tbc::ToBeConfirmed => f.write_str("to be confirmed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_need_their_sign() {
        assert_eq!(Rate::parse("2.75%").map(|r| r.to_string()), Ok("2.75%".to_owned()));
        assert_eq!(Rate::parse("15 %").map(|r| r.to_string()), Ok("15%".to_owned()));
        for text in ["15", "0.15", "-5%", "%", "1e3%", "2000%"] {
            assert!(Rate::parse(text).is_err(), "{text} was read");
        }
    }

    #[test]
    fn quantities_are_plain_figures() {
        assert_eq!(parse_quantity("0.5"), Ok(Decimal::new(5, 1)));
        for text in ["", "-1", "1e3", "inf", "1_000", "0x1", "1.", "1234567890", "+1"] {
            assert!(parse_quantity(text).is_err(), "{text} was read");
        }
    }
}
