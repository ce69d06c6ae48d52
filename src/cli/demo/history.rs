//! What happens under the worked example, day by day: who does what, from the day it begins to the
//! day on which something is left for everybody to do. A list only: `play` does it.

use chrono::Datelike;
use chrono::NaiveDate;
use chrono::TimeDelta;
use chrono::Weekday;

use crate::cli::demo::accounts::APPROVER;
use crate::cli::demo::accounts::PARTNER;
use crate::cli::demo::accounts::PREPARER;
use crate::cli::demo::accounts::SECOND;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::date;
use crate::store::statements::StatementKind;

/// Something that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// On which day.
    pub on: NaiveDate,
    /// By whom, as they sign in.
    pub by: &'static str,
    /// What.
    pub act: Act,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The agreement is brought in.
    BringIn,
    /// The days, costs and values that have become known are brought in.
    Record,
    /// Something is done with a statement.
    On(Which, Step),
    /// A council states its balance at a year's end.
    State(FinancialYear),
    /// A year is locked.
    Lock(FinancialYear),
}

/// A statement, by its kind and its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// A period's recharge, or a year's reconciliation.
    pub kind: StatementKind,
    /// The period; for a reconciliation the year's last.
    pub period: BillingPeriod,
}

/// What is done with a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is drawn up.
    DrawUp,
    /// It is sent to the purchaser.
    Send,
    /// A line is queried.
    Query(&'static str, &'static str),
    /// What is not queried is agreed.
    Agree,
    /// It is returned.
    Return(&'static str),
    /// It is approved.
    Approve,
    /// It is approved by a second person, where it goes beyond a limit.
    Countersign,
    /// It is issued, and the files are made.
    Issue,
    /// Its documents are received.
    Receive,
    /// All its documents are paid.
    Pay,
    /// Its documents without VAT are paid.
    PayWithoutVat,
    /// The purchaser is reminded of what is not paid.
    Remind,
}

/// The day on which the books are left.
pub fn ends() -> NaiveDate {
    date(2024, 1, 15)
}

/// All of it, in order.
pub fn events() -> Vec<Event> {
    let mut all = vec![Event { on: date(2018, 6, 25), by: PREPARER, act: Act::BringIn }];
    let first = BillingPeriod::containing(date(2018, 7, 1), Every::Quarter);
    let all_quarters = std::iter::successors(Some(first), |quarter| Some(quarter.next()));
    for quarter in all_quarters.take_while(|quarter| quarter.dates().last < date(2023, 4, 1)) {
        all.extend(billed(quarter));
        if quarter.next().year != quarter.year {
            all.extend(year_ended(quarter));
        }
    }
    all.extend(left_open(BillingPeriod::containing(date(2023, 4, 1), Every::Quarter)));
    // Two quarters are at work at once towards the end; of one day the order stays.
    all.sort_by_key(|event| event.on);
    all
}

/// So many days after another, or on the Monday after where that is a weekend.
fn after(day: NaiveDate, days: i64) -> NaiveDate {
    let then = day + TimeDelta::days(days);
    match then.weekday() {
        Weekday::Sat => then + TimeDelta::days(2),
        Weekday::Sun => then + TimeDelta::days(1),
        _ => then,
    }
}

/// The steps of a statement, each so many days after another day.
fn steps(
    which: Which,
    day: NaiveDate,
    steps: &[(i64, &'static str, Step)],
) -> impl Iterator<Item = Event> {
    steps.iter().map(move |(days, by, step)| Event {
        on: after(day, *days),
        by,
        act: Act::On(which, *step),
    })
}

fn recharge(period: BillingPeriod) -> Which {
    Which { kind: StatementKind::Recharge, period }
}

/// From what was recorded to a statement that the purchaser has.
const SENT: [(i64, &str, Step); 2] = [(3, PREPARER, Step::DrawUp), (3, PREPARER, Step::Send)];

/// From what is agreed to documents that the purchaser has received.
const ISSUED: [(i64, &str, Step); 4] = [
    (9, APPROVER, Step::Approve),
    (9, SECOND, Step::Countersign),
    (9, PREPARER, Step::Issue),
    (12, PARTNER, Step::Receive),
];

fn recorded(on: NaiveDate) -> Event {
    Event { on, by: PREPARER, act: Act::Record }
}

/// A quarter as most of them go: billed, and paid in time.
fn billed(quarter: BillingPeriod) -> Vec<Event> {
    let (which, last) = (recharge(quarter), quarter.dates().last);
    let mut all = vec![recorded(after(last, 3))];
    all.extend(steps(which, last, &SENT));
    all.extend(steps(which, last, &[(8, PARTNER, Step::Agree)]));
    all.extend(steps(which, last, &ISSUED));
    all.extend(steps(which, last, &[(37, PREPARER, Step::Pay)]));
    all
}

/// A year's end, after its last quarter: its days are reconciled, both councils state the same
/// balances, and the year is locked.
fn year_ended(quarter: BillingPeriod) -> Vec<Event> {
    let (year, last) = (quarter.year, quarter.dates().last);
    let which = Which { kind: StatementKind::Reconciliation, period: quarter };
    let mut all = vec![recorded(after(last, 50))];
    let reconciled = after(last, 47);
    all.extend(steps(which, reconciled, &SENT));
    all.extend(steps(which, reconciled, &[(8, PARTNER, Step::Agree)]));
    all.extend(steps(which, reconciled, &ISSUED));
    all.extend(steps(which, reconciled, &[(30, PREPARER, Step::Pay)]));
    let closing = [
        (82, PREPARER, Act::State(year)),
        (82, PARTNER, Act::State(year)),
        (85, APPROVER, Act::Lock(year)),
    ];
    all.extend(closing.map(|(days, by, act)| Event { on: after(last, days), by, act }));
    all
}

/// The quarters that are left open, from this one on: of the first a line is queried and an invoice
/// is overdue, the second is agreed, and the third is with the purchaser.
fn left_open(first: BillingPeriod) -> Vec<Event> {
    let (second, third) = (first.next(), first.next().next());
    let (which, last) = (recharge(first), first.dates().last);
    let why = "Calls of May are counted twice: may we see the log?";
    let mut all = vec![recorded(after(last, 3))];
    all.extend(steps(which, last, &SENT));
    let queried = (8, PARTNER, Step::Query("out-of-hours", why));
    all.extend(steps(which, last, &[queried, (8, PARTNER, Step::Agree)]));
    all.extend(steps(which, last, &ISSUED));
    let late = [(37, PREPARER, Step::PayWithoutVat), (70, PREPARER, Step::Remind)];
    all.extend(steps(which, last, &late));

    let (which, last) = (recharge(second), second.dates().last);
    all.push(recorded(after(last, 3)));
    all.extend(steps(which, last, &SENT));
    let why = "The days of August look like those of July: please check the diaries";
    all.extend(steps(which, last, &[(11, PARTNER, Step::Return(why))]));
    let (again, agreed) = (date(2024, 1, 8), date(2024, 1, 10));
    all.push(recorded(again));
    all.extend(steps(which, again, &[(0, PREPARER, Step::DrawUp), (0, PREPARER, Step::Send)]));
    all.extend(steps(which, agreed, &[(0, PARTNER, Step::Agree)]));

    let which = recharge(third);
    all.extend(steps(which, date(2024, 1, 9), &SENT));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_done_on_a_working_day_before_the_books_are_left() {
        let all = events();
        assert!(all.is_sorted_by_key(|event| event.on));
        assert!(all.iter().all(|event| event.on.weekday().number_from_monday() < 6));
        assert!(all.last().is_some_and(|event| event.on < ends()));
        let locked = all.iter().filter(|event| matches!(event.act, Act::Lock(_))).count();
        assert_eq!(locked, 5, "2018/19 to 2022/23");
    }

    #[test]
    fn a_statement_is_drawn_up_before_anything_else_is_done_with_it() {
        let mut drawn = Vec::new();
        for event in events() {
            match event.act {
                Act::On(which, Step::DrawUp) => drawn.push(which),
                Act::On(which, step) => assert!(drawn.contains(&which), "{which:?} {step:?}"),
                _ => {}
            }
        }
    }
}
