//! What is owed, in the order of the flow: actuals, accrual, statement, approval, invoice,
//! settlement.
//!
//! **Invariant**: pure, as [`crate::domain`] is; every line has its clause and its working.

pub mod accrual;
pub mod actuals;
pub mod actuals_file;
pub mod approval;
pub mod balances;
pub mod billed;
pub mod charge;
pub mod correction;
pub mod credit;
pub mod effect;
pub mod invoice;
pub mod issue;
pub mod journal;
pub mod ledger;
pub mod limit;
pub mod overhead;
pub mod position;
pub mod quantity;
pub mod reconciliation;
pub mod schedule_of_payments;
pub mod settlement;
pub mod sharing;
pub mod stage;
pub mod statement;
pub mod transparency;
pub mod what_changed;
pub mod working;
pub mod year;
pub mod year_to_date;
