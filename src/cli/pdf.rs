//! PDFs.
use crate::billing::issue::Invoice;
use crate::cli::Desk;
use crate::cli::arguments::OutputArguments;
use crate::cli::load::Failure;
use crate::domain::agreement::Agreement;
use crate::performance::schedule::PerformanceSchedule;
use crate::performance::values::KpiValue;
pub fn invoices(
    _a: &Agreement,
    _d: &[Invoice],
    _o: &OutputArguments,
    _desk: &mut Desk,
) -> Result<(), Failure> {
    Ok(())
}
pub fn schedule(
    _a: &Agreement,
    _v: &[KpiValue],
    _s: &PerformanceSchedule,
    _o: &OutputArguments,
    _desk: &mut Desk,
) -> Result<(), Failure> {
    Ok(())
}
