//! A line of an invoice as a quantity at a price, the same on paper and in the electronic invoice.
//!
//! Regulation 14 of the VAT Regulations 1995 asks for the unit price of what can be counted. Days
//! can be; an instalment of a yearly charge, and an overhead, is one of itself, and its working
//! says in brief what it is a part of.

use crate::billing::statement::StatementLine;
use crate::domain::exact::Exact;
use crate::domain::money::Money;

/// The decimals that a quantity or a price may have before it is not stated as one.
const DECIMALS: u32 = 6;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// The charge itself.
    One,
    /// Days that were given.
    Day,
}

/// A quantity at a price, whose product is the line's sum to the penny.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quantity {
    /// How many; negative where less is due.
    pub count: Exact,
    /// Of what.
    pub unit: Unit,
    /// What one of them costs; never negative.
    pub price: Exact,
}

impl Quantity {
    /// The quantity of a line: days at their cost, where that is the whole of its working and gives
    /// its sum to the penny; otherwise one of itself.
    pub fn of(line: &StatementLine) -> Quantity {
        let days = line.trace.days_at_one_cost();
        let days = days.map(|(count, price)| Quantity { count, unit: Unit::Day, price });
        let days = days.filter(|counted| counted.gives(line.net));
        days.unwrap_or_else(|| Quantity::one_of(line.net))
    }

    fn one_of(net: Money) -> Quantity {
        let count = Exact::from(if net.is_credit() { -1 } else { 1 });
        Quantity { count, unit: Unit::One, price: Exact::from(net).magnitude() }
    }

    fn gives(&self, net: Money) -> bool {
        let product = &self.count * &self.price;
        let is_stated = terminates(&self.count) && terminates(&self.price);
        is_stated && self.price >= Exact::NOUGHT && Money::rounded(&product) == net
    }

    /// The same on a credit note, where what is given back is counted.
    #[must_use]
    pub fn credited(mut self) -> Quantity {
        if !self.price.is_nought() {
            self.count = -self.count;
        }
        self
    }

    /// The count in figures, whole: `12.5`.
    pub fn count_in_figures(&self) -> String {
        self.count.in_figures(0, DECIMALS)
    }

    /// The price in figures, whole: `437.86`.
    pub fn price_in_figures(&self) -> String {
        self.price.in_figures(2, DECIMALS)
    }
}

/// Whether a number is written out in full with a few decimals.
fn terminates(number: &Exact) -> bool {
    let scaled = number * &Exact::from(10_i64.pow(DECIMALS));
    scaled.floor().is_some_and(|whole| Exact::fraction(whole, 1) == scaled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(count: Exact, unit: Unit, price: &str) -> Quantity {
        let price = Exact::from(Money::parse(price).expect("a sum"));
        Quantity { count, unit, price }
    }

    fn net(text: &str) -> Money {
        Money::parse(text).expect("a sum")
    }

    #[test]
    fn a_quantity_is_stated_where_it_gives_the_sum_to_the_penny() {
        let days = counted(Exact::fraction(45, 4), Unit::Day, "437.86");
        assert!(days.gives(net("4925.93")));
        assert!(!days.gives(net("4925.92")));
        assert_eq!(days.count_in_figures(), "11.25");
        assert_eq!(days.price_in_figures(), "437.86");
    }

    #[test]
    fn a_price_that_goes_on_for_ever_is_not_stated() {
        let third = Quantity { price: Exact::fraction(1, 3), ..counted(3.into(), Unit::Day, "0") };
        assert!(!third.gives(net("1.00")));
    }

    #[test]
    fn less_due_is_a_negative_quantity_at_the_same_price() {
        let credit = Quantity::one_of(net("-12.34"));
        assert_eq!(
            (credit.count_in_figures().as_str(), credit.price_in_figures()),
            ("-1", "12.34".into())
        );
        assert!(credit.gives(net("-12.34")));
    }
}
