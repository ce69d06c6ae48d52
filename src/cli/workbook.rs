//! Writing workbooks: one file a command.

use crate::cli::Desk;
use crate::cli::arguments::OutputArguments;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::documents::workbook::WorkbookError;

/// Writes a workbook to the file that was named.
pub fn write(
    made: Result<Vec<u8>, WorkbookError>,
    output: &OutputArguments,
    desk: &mut Desk,
) -> Result<(), Failure> {
    let Some(path) = &output.out else {
        let says = "--format xlsx needs --out FILE, such as --out recharge.xlsx: a workbook is not \
                    shown on a screen";
        return Err(Failure::input(says));
    };
    let bytes = made.map_err(|error| Failure::input(error.to_string()))?;
    output::write_named(path, &bytes, desk)
}
