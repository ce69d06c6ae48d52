//! Exact sums of fractions of a penny, rounded once, half away from nought.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::One;
use num_traits::Signed;
use num_traits::ToPrimitive;

/// A sum of fractions, kept apart by what they are out of until it is rounded.
#[derive(Clone, Default, Debug)]
pub struct Sum(BTreeMap<i128, i128>);

impl Sum {
    /// Adds a fraction.
    pub fn add(&mut self, over: i128, under: i128) {
        let (over, under) = if under < 0 { (-over, -under) } else { (over, under) };
        *self.0.entry(under).or_default() += over;
    }

    /// Adds an amount times one fraction: a sum of money at a rate.
    pub fn add_share(&mut self, amount: i64, over: i128, under: i128) {
        let amount = i128::from(amount);
        if over % under == 0 {
            return self.add(amount * (over / under), 1);
        }
        let common = divisor(over, under);
        self.add(amount * (over / common), under / common);
    }

    /// Adds another sum.
    pub fn add_all(&mut self, other: &Sum) {
        for (under, over) in &other.0 {
            self.add(*over, *under);
        }
    }

    /// The sum divided by a whole number, to the penny.
    pub fn rounded(&self, by: i128) -> i64 {
        let mut parts = self.0.iter().filter(|(_, over)| **over != 0);
        match (parts.next(), parts.next()) {
            (None, _) => 0,
            (Some((under, over)), None) => rounded(*over, under * by),
            _ => round_big(&(self.exact() / BigInt::from(by))),
        }
    }

    /// The sum as one fraction.
    pub fn exact(&self) -> BigRational {
        let part = |(under, over): (&i128, &i128)| {
            BigRational::new(BigInt::from(*over), BigInt::from(*under))
        };
        self.0.iter().map(part).sum()
    }
}

/// A fraction of a penny to the penny, half away from nought. The part below the line is positive.
pub fn rounded(over: i128, under: i128) -> i64 {
    let size = (2 * over.abs() + under) / (2 * under);
    i64::try_from(size * over.signum()).expect("no bill comes near ninety thousand million million")
}

/// Whether a fraction of a penny is exactly a half above a whole one.
pub fn is_half(over: i128, under: i128) -> bool {
    (2 * over) % under == 0 && over % under != 0
}

/// The same for a fraction of any size.
pub fn round_big(exact: &BigRational) -> i64 {
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let size = (exact.abs() + half).floor().to_integer();
    let signed = if exact.is_negative() { -size } else { size };
    signed.to_i64().expect("no bill comes near ninety thousand million million")
}

fn divisor(mut left: i128, mut right: i128) -> i128 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

#[test]
fn halves_go_away_from_nought() {
    assert_eq!((rounded(5, 2), rounded(-5, 2), rounded(7, 3), rounded(-7, 3)), (3, -3, 2, -2));
    let third = BigRational::new(BigInt::from(-5), BigInt::from(2));
    assert_eq!(round_big(&third), -3);
    let mut sum = Sum::default();
    sum.add(1, 3);
    sum.add(1, 6);
    assert_eq!(sum.rounded(1), 1);
    sum.add_share(10, -4, 6);
    assert_eq!(sum.rounded(1), -6);
    assert!(is_half(-3, 2) && !is_half(4, 2));
}
