//! Chance that can be repeated: the same seed throws the same numbers for ever (SplitMix64).

use crate::spec::dates::Date;
use crate::spec::dates::date;
use crate::spec::dates::month_length;
use crate::spec::dates::plus;

use chrono::Datelike;

/// A run of throws.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A whole number from the first to the last, both among them.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        let width = (last - first).unsigned_abs() + 1;
        let step = self.throw() % width;
        first + i64::try_from(step).expect("a step within the width")
    }

    /// Whether something happens that happens so many times in a hundred.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of these.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let last = i64::try_from(from.len()).expect("a short list") - 1;
        let place = self.between(0, last);
        from[usize::try_from(place).expect("a place in the list")].clone()
    }

    /// The place in the list of one of these weights, the heavier the more often.
    pub fn weighted(&mut self, weights: &[i64]) -> usize {
        let mut left = self.between(1, weights.iter().sum());
        for (place, weight) in weights.iter().enumerate() {
            left -= weight;
            if left <= 0 {
                return place;
            }
        }
        weights.len() - 1
    }

    /// A day from the first to the last; the first where the two are the wrong way round.
    pub fn day(&mut self, first: Date, last: Date) -> Date {
        let width = i64::from(last.num_days_from_ce() - first.num_days_from_ce());
        plus(first, self.between(0, width.max(0)))
    }

    /// A day that makes arithmetic awkward now and then: the last of its month, or the first.
    pub fn odd_day(&mut self, first: Date, last: Date) -> Date {
        let day = self.day(first, last);
        let odd = match self.weighted(&[60, 25, 15]) {
            0 => day,
            1 => date(day.year(), day.month(), month_length(day.year(), day.month())),
            _ => date(day.year(), day.month(), 1),
        };
        if odd < first || odd > last { day } else { odd }
    }
}
