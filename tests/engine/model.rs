//! The slow, obvious model of the arithmetic: every day of every line one by one, in whole parts
//! of a penny. It is an independent reading of the rules, shares nothing with the product, and is
//! what the product's statements are held against.

mod accrual;
mod actuals;
mod book;
mod days;
mod fraction;
mod known;
mod notices;
mod overhead;
mod reconciliation;
mod vat;

use std::collections::BTreeMap;

pub use book::Book;
pub use book::Key;
pub use book::Seen;
pub use book::Sight;
pub use book::book;
pub use days::Days;
pub use known::Known;
pub use known::known;
pub use notices::first_end;
pub use notices::last_notice;
pub use notices::notice_ends;
pub use reconciliation::compared;
pub use reconciliation::made_on;
pub use reconciliation::reconciliation;
pub use vat::Document;

use crate::spec::Spec;
use crate::spec::Treatment;
use crate::spec::dates::Date;
use crate::spec::dates::Period;

/// The lines of a statement that are not nil.
pub type Statement = BTreeMap<(String, String, Option<Treatment>), i64>;

/// The statement that the case asks for.
pub fn statement(spec: &Spec) -> Statement {
    let (lines, _) = examined(spec);
    let named = |(key, sum): (Key, i64)| ((key.line, key.period.label(), key.treatment), sum);
    lines.into_iter().map(named).collect()
}

/// The same, with what the sums came across.
pub fn examined(spec: &Spec) -> (BTreeMap<Key, i64>, Seen) {
    let days = Days::to_the_end_of(spec.period.year, spec);
    let now = known_book(spec, spec.as_at(), &days);
    let first = Period::containing(spec.starts, spec.every);
    let before = if spec.period == first {
        Book::default()
    } else {
        known_book(spec, previous_date(spec), &days)
    };
    (difference(&now, &before, first, spec.period), now.seen)
}

/// The day as at which the statement before was made: its default date, or the day asked about
/// where that is earlier.
pub fn previous_date(spec: &Spec) -> Date {
    spec.default_date(spec.period.moved(-1)).min(spec.as_at())
}

fn known_book(spec: &Spec, at: Date, days: &Days) -> Book {
    book(spec, &known(spec, at, days), at, days)
}

/// The period's own lines; and for every earlier period what is due now less what was due when
/// the statement before was made.
fn difference(now: &Book, before: &Book, first: Period, period: Period) -> BTreeMap<Key, i64> {
    let mut lines = BTreeMap::new();
    for (key, sum) in &now.amounts {
        if key.period == period || (first <= key.period && key.period < period) {
            *lines.entry(key.clone()).or_insert(0) += sum;
        }
    }
    for (key, sum) in before.amounts.iter().filter(|(key, _)| key.period < period) {
        *lines.entry(key.clone()).or_insert(0) -= sum;
    }
    lines.retain(|_, sum| *sum != 0);
    lines
}

/// The documents of a statement; nothing where a line has no VAT decision yet.
pub fn documents(statement: &Statement) -> Option<Vec<Document>> {
    let lines: Vec<(Option<Treatment>, i64)> =
        statement.iter().map(|((_, _, treatment), sum)| (*treatment, *sum)).collect();
    let decided = lines.iter().all(|(treatment, _)| treatment.is_some());
    decided.then(|| vat::documents(&lines))
}

/// The net and the VAT of some documents; their gross is the two together.
pub fn totals(documents: &[Document]) -> (i64, i64) {
    let sum = |of: fn(&Document) -> i64| documents.iter().map(of).sum();
    (sum(|document| document.net), sum(|document| document.vat))
}
