//! Terms that change: a value from a day on, until another takes its place.

use chrono::NaiveDate;

use crate::domain::calendar::Period;

/// A value with every change to it, each from its first day on. It always has a value: the first
/// one stands for all the days before the first change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    changes: Vec<(NaiveDate, T)>,
}

impl<T: Clone + PartialEq> Dated<T> {
    /// A value that has never changed.
    pub fn always(value: T) -> Dated<T> {
        Dated { changes: vec![(NaiveDate::MIN, value)] }
    }

    /// Changes the value from `first` on, and every later value with it: what is agreed later wins
    /// from its first day on, whatever was agreed before for days after that.
    pub fn amend_from(&mut self, first: NaiveDate, amend: impl Fn(&mut T)) {
        let at = self.changes.partition_point(|(from, _)| *from < first);
        if self.changes.get(at).is_none_or(|(from, _)| *from != first) {
            let before = self.changes[at.saturating_sub(1)].1.clone();
            self.changes.insert(at, (first, before));
        }
        for (_, value) in &mut self.changes[at..] {
            amend(value);
        }
    }

    /// The value in force on a day.
    pub fn on(&self, day: NaiveDate) -> &T {
        let at = self.changes.partition_point(|(from, _)| *from <= day);
        &self.changes[at.saturating_sub(1)].1
    }

    /// The last value of all.
    pub fn latest(&self) -> &T {
        &self.changes[self.changes.len() - 1].1
    }

    /// The stretches of a period, in order, each with the one value in force over all of it.
    pub fn stretches(&self, period: Period) -> impl Iterator<Item = (Period, &T)> {
        self.changes.iter().enumerate().filter_map(move |(index, (from, value))| {
            let next = self.changes.get(index + 1);
            let until = match next {
                Some((next, _)) => next.pred_opt()?,
                None => NaiveDate::MAX,
            };
            Some((period.overlap(Period { first: *from, last: until })?, value))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::date;

    #[test]
    fn the_later_agreed_wins_from_its_first_day() {
        let mut rate = Dated::always(1);
        rate.amend_from(date(2018, 7, 1), |rate| *rate = 2);
        rate.amend_from(date(2018, 4, 1), |rate| *rate = 3);
        assert_eq!(*rate.on(date(2018, 3, 31)), 1);
        assert_eq!(*rate.on(date(2018, 4, 1)), 3);
        assert_eq!(*rate.on(date(2018, 7, 1)), 3);
        assert_eq!(*rate.latest(), 3);
    }

    #[test]
    fn stretches_tile_the_period() {
        let mut rate = Dated::always(1);
        rate.amend_from(date(2018, 8, 15), |rate| *rate = 2);
        let quarter = Period { first: date(2018, 7, 1), last: date(2018, 9, 30) };
        let found: Vec<_> = rate.stretches(quarter).map(|(p, v)| (p.first, p.last, *v)).collect();
        assert_eq!(
            found,
            [(date(2018, 7, 1), date(2018, 8, 14), 1), (date(2018, 8, 15), date(2018, 9, 30), 2)]
        );
    }
}
