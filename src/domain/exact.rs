//! Exact amounts: integer fractions, so that nothing is lost before the one rounding.
//!
//! A decimal cut off at 28 digits can put a sum a penny out when a third of a year or 274 days of
//! 365 are taken; a fraction cannot. Small fractions are a pair of 128-bit integers; the rare large
//! one goes on as big integers, so that no agreement is too awkward to be exact.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::Add;
use std::ops::Div;
use std::ops::Mul;
use std::ops::Neg;
use std::ops::Sub;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;
use num_traits::ToPrimitive;
use num_traits::Zero;
use rust_decimal::Decimal;

use crate::domain::money::Money;

/// An exact number: pounds before rounding, a share, a rate, a milestone.
#[derive(Debug, Clone)]
pub struct Exact(Repr);

/// A small fraction has a positive denominator but need not be in lowest terms.
#[derive(Debug, Clone)]
enum Repr {
    Small(i128, i128),
    Large(Box<BigRational>),
}

impl Exact {
    /// Nought.
    pub const NOUGHT: Exact = Exact(Repr::Small(0, 1));
    /// One, the whole.
    pub const ONE: Exact = Exact(Repr::Small(1, 1));

    /// The fraction `numerator / denominator`.
    ///
    /// # Panics
    /// Where the denominator is not positive.
    pub fn fraction(numerator: i128, denominator: i128) -> Exact {
        assert!(denominator > 0, "a fraction has a positive denominator");
        Exact(Repr::Small(numerator, denominator))
    }

    /// Whether it is nought.
    pub fn is_nought(&self) -> bool {
        match &self.0 {
            Repr::Small(numerator, _) => *numerator == 0,
            Repr::Large(large) => large.is_zero(),
        }
    }

    /// The size without the sign.
    #[must_use]
    pub fn magnitude(&self) -> Exact {
        if *self < Exact::NOUGHT { -self.clone() } else { self.clone() }
    }

    /// The same number with its fraction in lowest terms: what is to be reckoned with further stays
    /// small.
    #[must_use]
    pub fn in_lowest_terms(self) -> Exact {
        let Repr::Small(numerator, denominator) = self.0 else { return self };
        let common = common_divisor(numerator, denominator);
        let common = i128::try_from(common).expect("it divides the denominator");
        Exact(Repr::Small(numerator / common, denominator / common))
    }

    /// The greatest whole number that is not above it, where that fits.
    pub fn floor(&self) -> Option<i128> {
        match &self.0 {
            Repr::Small(numerator, denominator) => Some(numerator.div_euclid(*denominator)),
            Repr::Large(large) => large.floor().to_integer().to_i128(),
        }
    }

    /// An amount in pounds as whole pence, half away from zero; `None` beyond 128 bits.
    pub(crate) fn pence_half_away_from_zero(&self) -> Option<i128> {
        self.scaled_half_away_from_zero(2)
    }

    /// The number times ten to the `places`, to the nearest whole, half away from zero.
    fn scaled_half_away_from_zero(&self, places: u32) -> Option<i128> {
        let scale = 10_i128.pow(places);
        if let Repr::Small(numerator, denominator) = &self.0
            && let Some(scaled) = numerator.checked_mul(scale)
        {
            let whole = scaled / denominator;
            let twice = (scaled % denominator).unsigned_abs().checked_mul(2)?;
            let away = i128::from(twice >= denominator.unsigned_abs());
            return Some(if *numerator < 0 { whole - away } else { whole + away });
        }
        let large = self.to_large() * BigInt::from(scale);
        let half = BigRational::new(BigInt::from(1), BigInt::from(2));
        let whole = (large.abs() + half).floor().to_integer().to_i128()?;
        Some(if large.is_negative() { -whole } else { whole })
    }

    /// The number in figures, to so many decimals (half away from zero), for people to read: never
    /// to be reckoned with. Trailing noughts beyond `least` decimals are left off.
    pub fn in_figures(&self, least: u32, most: u32) -> String {
        let Some(scaled) = self.scaled_half_away_from_zero(most) else {
            return "beyond what can be shown".to_owned();
        };
        let scale = 10_u128.pow(most);
        let sign = if scaled < 0 { "-" } else { "" };
        let (whole, part) = (scaled.unsigned_abs() / scale, scaled.unsigned_abs() % scale);
        let mut decimals = if most == 0 {
            String::new()
        } else {
            format!("{part:0width$}", width = most as usize)
        };
        while decimals.len() > least as usize && decimals.ends_with('0') {
            decimals.pop();
        }
        if decimals.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{decimals}")
        }
    }

    fn to_large(&self) -> BigRational {
        match &self.0 {
            Repr::Small(numerator, denominator) => {
                BigRational::new(BigInt::from(*numerator), BigInt::from(*denominator))
            }
            Repr::Large(large) => (**large).clone(),
        }
    }

    /// In lowest terms, and small where it fits.
    fn settled(large: BigRational) -> Exact {
        match (large.numer().to_i128(), large.denom().to_i128()) {
            (Some(numerator), Some(denominator)) => Exact(Repr::Small(numerator, denominator)),
            _ => Exact(Repr::Large(Box::new(large))),
        }
    }
}

/// The greatest number that divides both (Euclid).
fn common_divisor(a: i128, b: i128) -> u128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn small_sum(a: (i128, i128), b: (i128, i128)) -> Option<Exact> {
    if a.1 == b.1 {
        return Some(Exact(Repr::Small(a.0.checked_add(b.0)?, a.1)));
    }
    let numerator = a.0.checked_mul(b.1)?.checked_add(b.0.checked_mul(a.1)?)?;
    Some(Exact(Repr::Small(numerator, a.1.checked_mul(b.1)?)))
}

fn small_product(a: (i128, i128), b: (i128, i128)) -> Option<Exact> {
    Some(Exact(Repr::Small(a.0.checked_mul(b.0)?, a.1.checked_mul(b.1)?)))
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let Some(sum) = small_sum((*a, *b), (*c, *d))
        {
            return sum;
        }
        Exact::settled(self.to_large() + other.to_large())
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let Some(product) = small_product((*a, *b), (*c, *d))
        {
            return product;
        }
        Exact::settled(self.to_large() * other.to_large())
    }
}

impl Div for &Exact {
    type Output = Exact;

    /// # Panics
    /// Where the divisor is nought.
    fn div(self, other: &Exact) -> Exact {
        assert!(!other.is_nought(), "nothing is divided by nought");
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0) {
            let divisor =
                if *c < 0 { (d.checked_neg(), c.checked_neg()) } else { (Some(*d), Some(*c)) };
            if let (Some(d), Some(c)) = divisor
                && let Some(quotient) = small_product((*a, *b), (d, c))
            {
                return quotient;
            }
        }
        Exact::settled(self.to_large() / other.to_large())
    }
}

impl Neg for Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        &self * &Exact::fraction(-1, 1)
    }
}

impl Add for Exact {
    type Output = Exact;

    fn add(self, other: Exact) -> Exact {
        &self + &other
    }
}

impl Sub for Exact {
    type Output = Exact;

    fn sub(self, other: Exact) -> Exact {
        &self + &-other
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        self + &-other.clone()
    }
}

impl Mul for Exact {
    type Output = Exact;

    fn mul(self, other: Exact) -> Exact {
        &self * &other
    }
}

impl Div for Exact {
    type Output = Exact;

    fn div(self, other: Exact) -> Exact {
        &self / &other
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(parts: I) -> Exact {
        parts.fold(Exact::NOUGHT, Add::add)
    }
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Exact {
        Exact(Repr::Small(i128::from(whole), 1))
    }
}

impl From<Money> for Exact {
    /// The sum in pounds.
    fn from(sum: Money) -> Exact {
        Exact(Repr::Small(sum.pence(), 100))
    }
}

impl From<Decimal> for Exact {
    fn from(decimal: Decimal) -> Exact {
        Exact(Repr::Small(decimal.mantissa(), 10_i128.pow(decimal.scale())))
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        if let (Repr::Small(a, b), Repr::Small(c, d)) = (&self.0, &other.0)
            && let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b))
        {
            return left.cmp(&right);
        }
        self.to_large().cmp(&other.to_large())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_add_up_to_the_whole() {
        let third = Exact::fraction(1, 3);
        assert_eq!(&(&third + &third) + &third, Exact::ONE);
    }

    #[test]
    fn large_fractions_go_on_being_exact() {
        let awkward = Exact::fraction(i128::MAX / 7, i128::MAX / 3 - 1);
        let product = &(&awkward * &awkward) / &awkward;
        assert_eq!(product, awkward);
        assert_eq!(&product - &awkward, Exact::NOUGHT);
    }

    #[test]
    fn lowest_terms_are_the_same_number() {
        let reduced = Exact::fraction(-30, 200).in_lowest_terms();
        assert!(matches!(reduced.0, Repr::Small(-3, 20)));
        assert!(matches!(Exact::fraction(0, 7).in_lowest_terms().0, Repr::Small(0, 1)));
    }

    #[test]
    fn figures_are_rounded_for_the_eye_alone() {
        assert_eq!(Exact::fraction(-2, 3).in_figures(2, 4), "-0.6667");
        assert_eq!(Exact::fraction(857, 10).in_figures(2, 6), "85.70");
        assert_eq!(Exact::fraction(5, 1).in_figures(0, 3), "5");
    }
}
