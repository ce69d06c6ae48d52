//! Workbooks of recorded days, costs and values: the first sheet, read into the same text as a CSV
//! file has, row by row, so that the same readers report every bad row.

use std::io::Cursor;

use calamine::Data;
use calamine::ExcelDateTime;
use calamine::Range;
use calamine::Reader;
use calamine::Xlsx;

use crate::domain::encoding;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// The rows of a file as CSV, and what places in it are called.
#[derive(Debug)]
pub struct Sheet {
    /// The file's name, as messages name it.
    pub name: String,
    /// Its rows.
    pub text: String,
    is_workbook: bool,
}

/// A file of rows by its name and bytes: CSV, or the first sheet of a workbook.
///
/// # Errors
/// Bytes that are neither.
pub fn read(name: &str, bytes: Vec<u8>) -> Result<Sheet, Refusal> {
    let is_workbook = name.to_lowercase().ends_with(".xlsx");
    let name = name.to_owned();
    if !is_workbook {
        let text = encoding::text(bytes);
        let text = text.map_err(|problem| terms::all_in_lines(&name, &[problem]))?;
        return Ok(Sheet { name, text, is_workbook });
    }
    let refused = |why: String| Refusal::Input(vec![format!("{name}: {why}")]);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))
        .map_err(|error| refused(format!("it cannot be read as a workbook: {error}")))?;
    let first = book.worksheet_range_at(0).ok_or_else(|| refused("it has no sheet".into()))?;
    let range =
        first.map_err(|error| refused(format!("its first sheet cannot be read: {error}")))?;
    Ok(Sheet { text: as_csv(&range), name, is_workbook })
}

/// A sheet as CSV: a line a row from the first on, a cell a column from A on.
fn as_csv(range: &Range<Data>) -> String {
    let (rows, columns) = range.end().map_or((0, 0), |(row, column)| (row + 1, column + 1));
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in 0..rows {
        let cells =
            (0..columns).map(|column| range.get_value((row, column)).map_or(String::new(), cell));
        writer.write_record(cells).expect("memory takes what is written");
    }
    let bytes = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("text stays text")
}

/// A cell as somebody would have typed it into a CSV file.
fn cell(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
        Data::Int(number) => number.to_string(),
        Data::Float(number) => figure(*number),
        Data::Bool(is_so) => if *is_so { "TRUE" } else { "FALSE" }.to_owned(),
        Data::DateTime(moment) => day(moment),
        // Not as it stands: a row that begins with # is a remark.
        Data::Error(error) => format!("fault {error}"),
    }
}

/// A number with the fifteen digits that Excel shows: a tenth three times is 0.3 to people.
fn figure(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    shown.to_string()
}

fn day(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return figure(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        return date;
    }
    format!("{date} {hour:02}:{minute:02}:{second:02}")
}

impl Sheet {
    /// What is wrong with it, places named as its program names them: `days.xlsx, cell C7`.
    pub fn in_its_places(&self, says: &str) -> String {
        let placed = self.is_workbook.then(|| self.in_cells(says)).flatten();
        placed.unwrap_or_else(|| says.to_owned())
    }

    fn in_cells(&self, says: &str) -> Option<String> {
        let rest = says.strip_prefix(&self.name)?.strip_prefix(':')?;
        let (line, rest) = rest.split_once(':')?;
        let (column, rest) = rest.split_once(':')?;
        let (row, at): (u64, usize) = (line.parse().ok()?, column.parse().ok()?);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_bytes());
        let record = reader
            .records()
            .filter_map(Result::ok)
            .find(|record| record.position().is_some_and(|place| place.line() == row));
        let mut begins = 1;
        let mut index = 0;
        for (place, cell) in record?.iter().enumerate() {
            if begins > at {
                break;
            }
            index = place;
            begins += cell.chars().count() + 1;
        }
        Some(format!("{}, cell {}{row}:{rest}", self.name, letters(index)))
    }
}

/// The letters of a column: A, B, … Z, AA.
fn letters(index: usize) -> String {
    let mut letters = String::new();
    let mut left = index + 1;
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn cells_are_what_somebody_would_have_typed() {
        let date =
            |serial| Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
        for (value, typed) in [
            (Data::Float(0.1 + 0.2), "0.3"),
            (Data::Float(61500.0), "61500"),
            (Data::Float(-7.25), "-7.25"),
            (date(43373.0), "2018-09-30"),
            (date(43373.5), "2018-09-30 12:00:00"),
            (Data::String(" two\nlines ".into()), "two lines"),
            (Data::Error(calamine::CellErrorType::NA), "fault #N/A"),
        ] {
            assert_eq!(cell(&value), typed);
        }
    }

    #[test]
    fn places_are_named_as_the_program_names_them() {
        assert_eq!(["A", "Z", "AA", "AB"], [letters(0), letters(25), letters(26), letters(27)]);
        let text = "line,on,days\ndcs,2018-09-30,x\n".to_owned();
        let sheet = Sheet { name: "d.xlsx".into(), text, is_workbook: true };
        assert_eq!(sheet.in_its_places("d.xlsx:2:16: no number"), "d.xlsx, cell C2: no number");
        assert_eq!(sheet.in_its_places("d.xlsx:2:1: no line"), "d.xlsx, cell A2: no line");
        assert_eq!(sheet.in_its_places("something else"), "something else");
    }

    #[test]
    fn a_sheet_that_begins_further_down_keeps_its_rows_and_columns() {
        let mut range: Range<Data> = Range::new((2, 1), (3, 2));
        range.set_value((2, 1), Data::String("line".into()));
        range.set_value((3, 2), Data::Float(2.5));
        assert_eq!(as_csv(&range), ",,\n,,\n,line,\n,,2.5\n");
    }
}
