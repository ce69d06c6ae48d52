//! `demo`: stub until documents are there.
use crate::cli::Desk;
use crate::cli::arguments::DemoArguments;
use crate::cli::load::Failure;
pub fn run(_arguments: &DemoArguments, _desk: &mut Desk) -> Result<(), Failure> {
    Ok(())
}
