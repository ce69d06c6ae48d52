//! What was agreed: parties, terms, charges, breaks, indicators, and the file that states them.
//!
//! **Invariant**: pure. No clock, disk, network or database; no rounding but in [`money`].

pub mod agreement;
pub mod authority;
pub mod break_calendar;
pub mod break_clause;
pub mod calendar;
pub mod charges;
pub mod check;
pub mod csv_file;
pub mod csv_rows;
pub mod dated;
pub mod encoding;
pub mod exact;
pub mod file;
pub mod form;
pub mod heads;
pub mod heads_of_terms;
pub mod identifier;
pub mod kpi;
pub mod line;
pub mod money;
pub mod on_costs;
pub mod people;
pub mod problem;
pub mod rate;
pub mod redline;
pub mod staffing;
pub mod variation;
pub mod vat;
pub mod written;
