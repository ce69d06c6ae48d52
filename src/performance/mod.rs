//! How it goes: values of indicators with their evidence, milestones, ratings and the schedule.
//!
//! **Invariant**: pure, as [`crate::domain`] is; a rating is compared exactly, never as it is
//! shown.

pub mod rating;
pub mod schedule;
pub mod trajectory;
pub mod value_file;
pub mod values;
