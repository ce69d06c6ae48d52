//! Aged debt: what is unpaid on a day, by how long ago it was due.

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::ledger::LedgerDocument;
use crate::domain::money::Money;

/// How long ago a debt was due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Age {
    /// It is not due yet, or due on the day.
    NotDue,
    /// 1 to 30 days ago.
    UpTo30Days,
    /// 31 to 60 days ago.
    UpTo60Days,
    /// 61 to 90 days ago.
    UpTo90Days,
    /// More than 90 days ago.
    Over90Days,
}

impl Age {
    /// All of them, the youngest first.
    pub const ALL: [Age; 5] =
        [Age::NotDue, Age::UpTo30Days, Age::UpTo60Days, Age::UpTo90Days, Age::Over90Days];

    /// The age on a day of what was due on another.
    pub fn on(day: NaiveDate, due_on: NaiveDate) -> Age {
        match (day - due_on).num_days() {
            ..1 => Age::NotDue,
            1..31 => Age::UpTo30Days,
            31..61 => Age::UpTo60Days,
            61..91 => Age::UpTo90Days,
            91.. => Age::Over90Days,
        }
    }

    /// For people: `31–60 days`.
    pub fn in_words(self) -> &'static str {
        match self {
            Age::NotDue => "Not due",
            Age::UpTo30Days => "1–30 days",
            Age::UpTo60Days => "31–60 days",
            Age::UpTo90Days => "61–90 days",
            Age::Over90Days => "Over 90 days",
        }
    }
}

/// What is unpaid on a day, by age; credit notes that nobody has used yet take off it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct AgedDebt {
    /// Not due yet.
    pub not_due: Money,
    /// Due 1 to 30 days ago.
    pub up_to_30_days: Money,
    /// Due 31 to 60 days ago.
    pub up_to_60_days: Money,
    /// Due 61 to 90 days ago.
    pub up_to_90_days: Money,
    /// Due more than 90 days ago.
    pub over_90_days: Money,
    /// How much of all of it is disputed.
    pub disputed: Money,
}

impl AgedDebt {
    /// The sum of one age.
    pub fn of(&self, age: Age) -> Money {
        match age {
            Age::NotDue => self.not_due,
            Age::UpTo30Days => self.up_to_30_days,
            Age::UpTo60Days => self.up_to_60_days,
            Age::UpTo90Days => self.up_to_90_days,
            Age::Over90Days => self.over_90_days,
        }
    }

    /// All ages.
    pub fn total(&self) -> Money {
        Age::ALL.into_iter().map(|age| self.of(age)).sum()
    }

    fn of_mut(&mut self, age: Age) -> &mut Money {
        match age {
            Age::NotDue => &mut self.not_due,
            Age::UpTo30Days => &mut self.up_to_30_days,
            Age::UpTo60Days => &mut self.up_to_60_days,
            Age::UpTo90Days => &mut self.up_to_90_days,
            Age::Over90Days => &mut self.over_90_days,
        }
    }
}

/// The aged debt of documents on a day.
pub fn aged_debt<'d>(
    documents: impl IntoIterator<Item = &'d LedgerDocument>,
    day: NaiveDate,
) -> AgedDebt {
    let mut aged = AgedDebt::default();
    for document in documents {
        let unpaid = document.unpaid_on(day);
        let sum = aged.of_mut(Age::on(day, document.due_on));
        *sum = *sum + unpaid;
        aged.disputed = aged.disputed + document.disputed.min(unpaid).max(Money::NIL);
    }
    aged
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::ledger::tests::invoice;
    use crate::billing::ledger::tests::pounds;
    use crate::domain::calendar::date;

    #[test]
    fn each_age_begins_on_its_day() {
        let due = date(2025, 8, 6);
        let age = |days| Age::on(due + chrono::Days::new(days), due);
        for (days, expected) in [
            (0, Age::NotDue),
            (1, Age::UpTo30Days),
            (30, Age::UpTo30Days),
            (31, Age::UpTo60Days),
            (60, Age::UpTo60Days),
            (61, Age::UpTo90Days),
            (90, Age::UpTo90Days),
            (91, Age::Over90Days),
        ] {
            assert_eq!(age(days), expected, "{days}");
        }
        assert_eq!(Age::on(date(2025, 7, 7), due), Age::NotDue);
    }

    #[test]
    fn ages_add_up_to_what_is_unpaid() {
        let mut late = invoice("1", "600");
        late.disputed = pounds("50");
        let mut later = invoice("2", "40");
        later.due_on = date(2025, 12, 1);
        let documents = [late, later, invoice("3", "-100")];
        let aged = aged_debt(&documents, date(2025, 9, 30));
        assert_eq!((aged.up_to_60_days, aged.not_due), (pounds("500"), pounds("40")));
        assert_eq!((aged.total(), aged.disputed), (pounds("540"), pounds("50")));
    }
}
