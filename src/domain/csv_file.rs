//! CSV files of a header row and rows, read with the place of each cell, gathering every problem.

use std::collections::BTreeMap;

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::calendar::YEARS;
use crate::domain::problem::Place;
use crate::domain::problem::Problem;
use crate::domain::problem::nearest;
use crate::domain::written::composed;
use crate::domain::written::unseen;

/// A column that a file may have.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name, as the header row spells it.
    pub name: &'static str,
    /// Whether it must be there.
    pub is_needed: bool,
}

/// A file's rows, with every problem so far.
#[derive(Debug)]
pub struct Rows {
    /// The rows below the header.
    pub rows: Vec<Row>,
    /// What is wrong with the file as a whole.
    pub problems: Vec<Problem>,
}

/// A row with its place.
#[derive(Debug, Clone)]
pub struct Row {
    line: u32,
    cells: BTreeMap<&'static str, (u32, String)>,
}

/// Writes a file of a header row and rows, each with a cell a column: what [`read`] reads back.
///
/// ```
/// use concordat::domain::csv_file::{Column, read, write};
/// let column = |name, is_needed| Column { name, is_needed };
/// let columns = [column("line", true), column("note", false)];
/// let text = write(&columns, &[vec!["dcs".into(), "cover, \"agency\"".into()]]);
/// assert_eq!(text, "line,note\ndcs,\"cover, \"\"agency\"\"\"\n");
/// assert_eq!(read(&text, &columns).rows[0].text("note"), Some("cover, \"agency\""));
/// ```
pub fn write(columns: &[Column], rows: &[Vec<String>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let written = writer.write_record(columns.iter().map(|column| column.name));
    written.expect("memory takes what is written");
    for row in rows {
        writer.write_record(row).expect("each row has a cell a column");
    }
    let bytes = writer.into_inner().expect("memory takes what is written");
    String::from_utf8(bytes).expect("text stays text")
}

/// Reads a file; columns that are not known, or are missing, are refused. Empty columns at the
/// right and empty rows, which spreadsheets leave behind, are none.
pub fn read(text: &str, columns: &[Column]) -> Rows {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let mut rows = Rows { rows: Vec::new(), problems: Vec::new() };
    if let Some(line) = never_closed(text) {
        let says = "a cell begins with a quotation mark that is never closed: all rows below it \
                    would be taken for its text";
        rows.refuse(line, 1, "", says.to_owned());
        return rows;
    }
    let mut header: Option<Vec<Option<&'static str>>> = None;
    let mut is_header_wrong = false;
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                let says = format!("this row cannot be read as CSV: {error}");
                rows.refuse(u32::try_from(line).unwrap_or(u32::MAX), 1, "", says);
                continue;
            }
        };
        let line = record.position().map_or(1, csv::Position::line);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        match &header {
            None => {
                let record = without_empty_end(&record);
                if let Some(other) = other_separator(&record, columns) {
                    rows.refuse(line, other.0, "", other.1);
                    return rows;
                }
                header = Some(rows.header(line, &record, columns));
                is_header_wrong = !rows.problems.is_empty();
            }
            // Below a header that is wrong every cell would seem to be.
            Some(_) if is_header_wrong => {}
            Some(header) => rows.row(line, &record, header),
        }
    }
    if header.is_none() {
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        let says = format!("the file is empty: a header row is wanted, {}", names.join(","));
        rows.refuse(1, 1, "", says);
    }
    rows
}

/// The line of a cell that begins with a quotation mark and has no other at its end.
fn never_closed(text: &str) -> Option<u32> {
    let (mut line, mut opened, mut begins, mut before) = (1, None, true, '\n');
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // A remark is no row, whatever it says.
            '#' if opened.is_none() && before == '\n' => {
                while letters.next_if(|letter| *letter != '\n').is_some() {}
            }
            '"' if opened.is_some() && letters.peek() == Some(&'"') => {
                letters.next();
            }
            '"' if opened.is_some() => opened = None,
            '"' if begins => opened = Some(line),
            _ => {}
        }
        line += u32::from(letter == '\n');
        begins = opened.is_none() && [',', '\n', '\r'].contains(&letter);
        before = letter;
    }
    opened
}

impl Rows {
    fn refuse(&mut self, line: u32, column: u32, field: &str, says: String) {
        let place = Place { line, column };
        let (clause, field, path) = (String::new(), field.to_owned(), String::new());
        self.problems.push(Problem { place, clause, field, says, path });
    }

    fn header(
        &mut self,
        line: u32,
        record: &csv::StringRecord,
        columns: &[Column],
    ) -> Vec<Option<&'static str>> {
        let mut found: Vec<Option<&'static str>> = Vec::new();
        for (index, cell) in record.iter().enumerate() {
            let known = columns.iter().find(|column| column.name == cell).map(|c| c.name);
            let place = cell_place(record, index);
            if known.is_none() {
                let near = nearest(cell, columns.iter().map(|column| column.name));
                let near = near.map_or(String::new(), |near| format!(": did you mean \"{near}\"?"));
                self.refuse(line, place, cell, format!("there is no column \"{cell}\"{near}"));
            } else if found.contains(&known) {
                self.refuse(line, place, cell, format!("there are two columns \"{cell}\""));
            }
            found.push(known);
        }
        for column in columns.iter().filter(|column| column.is_needed) {
            if !found.contains(&Some(column.name)) {
                let says = format!("the column \"{}\" is missing", column.name);
                self.refuse(line, 1, column.name, says);
            }
        }
        found
    }

    fn row(&mut self, line: u32, written: &csv::StringRecord, header: &[Option<&'static str>]) {
        let record = &without_empty_end(written);
        if record.is_empty() {
            return;
        }
        if record.len() > header.len() || written.len() < header.len() {
            let says = format!(
                "the row has {} cells, the header {}: a cell with a comma in it stands in \
                 quotation marks",
                record.len(),
                header.len()
            );
            self.refuse(line, 1, "", says);
            return;
        }
        for (index, cell) in record.iter().enumerate() {
            if let Some((_, says)) = unseen(cell) {
                let field = header[index].unwrap_or_default();
                self.refuse(line, cell_place(record, index), field, says);
            }
        }
        let cells = header.iter().zip(record.iter()).enumerate();
        let cells = cells.filter(|(_, (_, cell))| !cell.is_empty());
        let cells = cells.filter_map(|(index, (name, cell))| {
            Some(((*name)?, (cell_place(record, index), composed(cell).into_owned())))
        });
        self.rows.push(Row { line, cells: cells.collect() });
    }
}

/// A row without the empty cells at its end.
fn without_empty_end(record: &csv::StringRecord) -> csv::StringRecord {
    let cells: Vec<&str> = record.iter().collect();
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    cells[..filled].iter().collect()
}

/// Where a header without any known column has another separator than commas: its place, and what
/// to do about it.
fn other_separator(record: &csv::StringRecord, columns: &[Column]) -> Option<(u32, String)> {
    if record.iter().any(|cell| columns.iter().any(|column| column.name == cell)) {
        return None;
    }
    let first = record.get(0)?;
    let (separator, at) = [';', '\t', '|']
        .into_iter()
        .find_map(|separator| Some((separator, first.chars().position(|c| c == separator)?)))?;
    let called = match separator {
        ';' => "semicolons",
        '\t' => "tabs",
        _ => "bars",
    };
    let says =
        format!("this file uses {called} between its cells: save it as CSV (comma delimited)");
    Some((u32::try_from(at + 1).unwrap_or(u32::MAX), says))
}

/// The column, in characters, that a cell starts in, where nothing before it is in quotation marks.
fn cell_place(record: &csv::StringRecord, index: usize) -> u32 {
    let before: usize = record.iter().take(index).map(|cell| cell.chars().count() + 1).sum();
    u32::try_from(before + 1).unwrap_or(u32::MAX)
}

impl Row {
    /// The place of a cell, or of the row where the cell is empty.
    pub fn place(&self, column: &str) -> Place {
        let column = self.cells.get(column).map_or(1, |(column, _)| *column);
        Place { line: self.line, column }
    }

    /// A problem with a cell.
    pub fn problem(&self, column: &str, clause: &str, says: impl Into<String>) -> Problem {
        Problem {
            place: self.place(column),
            clause: clause.to_owned(),
            field: column.to_owned(),
            says: says.into(),
            path: String::new(),
        }
    }

    /// The text of a cell; `None` where it is empty.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(|(_, cell)| cell.as_str())
    }

    /// The text of a cell that must be filled in.
    ///
    /// # Errors
    /// Where it is empty.
    pub fn needed(&self, column: &str) -> Result<&str, Problem> {
        self.text(column).ok_or_else(|| self.problem(column, "", format!("\"{column}\" is empty")))
    }

    /// A date, year first.
    ///
    /// # Errors
    /// Where the cell is not one.
    pub fn date(&self, column: &str) -> Result<Option<NaiveDate>, Problem> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let parsed = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        let parsed = parsed.filter(|day| text.len() == 10 && YEARS.contains(&day.year()));
        parsed.map(Some).ok_or_else(|| {
            let says = format!("\"{text}\" is not a date: write it year first, as 2018-07-01");
            self.problem(column, "", says)
        })
    }

    /// A date that must be there.
    ///
    /// # Errors
    /// Where the cell is empty or not a date.
    pub fn needed_date(&self, column: &str) -> Result<NaiveDate, Problem> {
        self.needed(column)?;
        Ok(self.date(column)?.expect("a cell that is filled in has a date or a problem"))
    }

    /// A value read from a cell's text.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn parse<T>(
        &self,
        column: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(column) else { return Ok(None) };
        parse(text).map(Some).map_err(|says| self.problem(column, "", says))
    }
}

/// What was read of a cell, or `None` with its problem beside those of the row's other cells: a row
/// tells all that is wrong with it.
pub fn noted<T>(problems: &mut Vec<Problem>, read: Result<T, Problem>) -> Option<T> {
    read.map_err(|problem| problems.push(problem)).ok()
}

/// Sorts what was read from what is wrong: all problems at once, in the order of the lines.
///
/// # Errors
/// Every problem, where there is any.
pub fn all_or_problems<T>(
    mut problems: Vec<Problem>,
    read: impl Iterator<Item = Result<T, Vec<Problem>>>,
) -> Result<Vec<T>, Vec<Problem>> {
    let mut values = Vec::new();
    for result in read {
        match result {
            Ok(value) => values.push(value),
            Err(of_row) => problems.extend(of_row),
        }
    }
    problems.sort();
    let problems = said_once(problems);
    if problems.is_empty() { Ok(values) } else { Err(problems) }
}

/// The problems, one that many rows have told once, with how many they are: a file of another
/// agreement is wrong in every row in the same way.
fn said_once(problems: Vec<Problem>) -> Vec<Problem> {
    let mut told: Vec<(Problem, usize)> = Vec::new();
    let mut places: BTreeMap<(String, String), usize> = BTreeMap::new();
    for problem in problems {
        let key = (problem.field.clone(), problem.says.clone());
        match places.get(&key) {
            Some(at) => told[*at].1 += 1,
            None => {
                places.insert(key, told.len());
                told.push((problem, 0));
            }
        }
    }
    let with_count = |(mut problem, more): (Problem, usize)| {
        match more {
            0 => {}
            1 => problem.says.push_str(" (and in 1 more row)"),
            more => problem.says.push_str(&format!(" (and in {more} more rows)")),
        }
        problem
    };
    told.into_iter().map(with_count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [
        Column { name: "line", is_needed: true },
        Column { name: "on", is_needed: true },
        Column { name: "note", is_needed: false },
    ];

    #[test]
    fn a_quotation_mark_that_is_never_closed_swallows_no_rows() {
        let lost = "line,on,note\na,2018-07-01,\"cover\nb,2018-07-02,\nc,2018-07-03,\n";
        let rows = read(lost, &COLUMNS);
        assert!(rows.rows.is_empty(), "{rows:?}");
        assert_eq!((rows.problems.len(), rows.problems[0].place.line), (1, 2));
        assert!(rows.problems[0].says.contains("never closed"), "{rows:?}");
        for kept in [
            "line,on,note\na,2018-07-01,\"two\nlines, \"\"said\"\"\"\nb,2018-07-02,\n",
            "line,on,note\n# a \"remark, \"\na,2018-07-01,5\" pipe\nb,2018-07-02,\"\"\n",
        ] {
            let rows = read(kept, &COLUMNS);
            assert_eq!((rows.rows.len(), rows.problems.len()), (2, 0), "{rows:?}");
        }
    }

    #[test]
    fn what_a_spreadsheet_leaves_at_the_right_and_below_is_nothing() {
        let text = "line,on,note,,\na,2018-07-01,,,\nb,2018-07-02,\"x, y\",,\n,,,,\n,,\n";
        let rows = read(text, &COLUMNS);
        assert_eq!(rows.problems, []);
        assert_eq!(rows.rows.len(), 2);
        assert_eq!(rows.rows[1].text("note"), Some("x, y"));
        let lost = read("line,on,,\na,2018-07-01,,lost\n", &COLUMNS);
        assert!(lost.problems[0].says.contains("has 4 cells, the header 2"), "{lost:?}");
        let short = read("line,on,note\na,2018-07-01\n", &COLUMNS);
        assert!(short.problems[0].says.contains("has 2 cells, the header 3"), "{short:?}");
    }

    #[test]
    fn a_row_that_is_too_short_hides_no_other() {
        let text = "line,on,note\na,2018-07-01\nb,2018-07-02,\n,2018-07-03,x\n";
        let rows = read(text, &COLUMNS);
        assert_eq!(rows.problems.len(), 1, "{rows:?}");
        let lines: Vec<u32> = rows.rows.iter().map(|row| row.place("on").line).collect();
        assert_eq!(lines, [3, 4], "the others are read");
        let below_a_wrong_header = read("line,onn,note\na,2018-07-01\n", &COLUMNS);
        assert_eq!(below_a_wrong_header.rows.len(), 0);
        assert_eq!(below_a_wrong_header.problems.len(), 2, "{below_a_wrong_header:?}");
    }

    #[test]
    fn another_separator_is_said_once() {
        for (text, called) in [
            ("line;on;note\na;2018-07-01;\n", "semicolons"),
            ("line;on;note,,\na;2018-07-01;1,5\n", "semicolons"),
            ("line\ton\tnote\n", "tabs"),
        ] {
            let rows = read(text, &COLUMNS);
            assert_eq!(rows.problems.len(), 1, "{rows:?}");
            let problem = &rows.problems[0];
            assert_eq!(problem.place, Place { line: 1, column: 5 });
            assert!(problem.says.contains(&format!("uses {called}")), "{problem:?}");
            assert!(problem.says.contains("save it as CSV (comma delimited)"), "{problem:?}");
        }
    }

    #[test]
    fn what_is_wrong_in_every_row_is_said_once() {
        let problem = |line, says: &str| {
            let (clause, field) = (String::new(), "kpi".to_owned());
            Err::<(), _>(vec![Problem {
                place: Place { line, column: 1 },
                clause,
                field,
                says: says.into(),
                path: String::new(),
            }])
        };
        let read = [problem(4, "no such"), problem(2, "no such"), problem(3, "is empty")];
        let problems = all_or_problems(Vec::new(), read.into_iter()).expect_err("it is wrong");
        let told: Vec<_> = problems.iter().map(|p| (p.place.line, p.says.as_str())).collect();
        assert_eq!(told, [(2, "no such (and in 1 more row)"), (3, "is empty")]);
    }
}
