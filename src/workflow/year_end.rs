//! The end of a year: what makes less due closed at once, days reconciled, what is unbilled
//! accrued, balances agreed by both councils, and the year closed.

pub mod balances;
pub mod closing;
pub mod exports;
pub mod ledger;
pub mod lock;
pub mod reconciliation;
