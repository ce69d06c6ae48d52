//! A workbook read back with a reader that is not the writer's, and its formulas worked out anew.

use std::path::Path;

use calamine::Data;
use calamine::Range;
use calamine::Reader;
use calamine::Xlsx;
use calamine::open_workbook;

/// A sheet: its cells and its formulas, by row and column from nought.
pub struct Sheet {
    /// Its name.
    pub name: String,
    cells: Range<Data>,
    formulas: Range<String>,
}

/// A workbook.
pub struct Book {
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
}

impl Book {
    /// Reads a file.
    pub fn read(path: &Path) -> Book {
        let mut book: Xlsx<_> = open_workbook(path).expect("it is a workbook");
        let names = book.sheet_names().clone();
        let sheets = names.into_iter().map(|name| Sheet {
            cells: book.worksheet_range(&name).expect("the sheet is there"),
            formulas: book.worksheet_formula(&name).expect("the sheet is there"),
            name,
        });
        let book = Book { sheets: sheets.collect() };
        book.sheets.iter().for_each(Sheet::headings_must_cover);
        book
    }

    /// The sheet of a name.
    pub fn sheet(&self, name: &str) -> &Sheet {
        let sheet = self.sheets.iter().find(|sheet| sheet.name == name);
        sheet.unwrap_or_else(|| panic!("there is no sheet {name}"))
    }

    /// Works every formula out anew from the cells that it names, and holds it against the result
    /// that is stored with it; gives how many there are.
    pub fn formulas_must_agree(&self) -> usize {
        let mut count = 0;
        for sheet in &self.sheets {
            let (top, left) = sheet.formulas.start().unwrap_or_default();
            for (row, column, formula) in sheet.formulas.used_cells() {
                let at = (top as usize + row, left as usize + column);
                let stored = number(sheet.cell(at));
                let anew = self.work_out(sheet, formula);
                let place = format!("{} {at:?} ={formula}", sheet.name);
                assert!((stored - anew).abs() < 1e-6, "{place} gives {anew}, not {stored}");
                count += 1;
            }
        }
        count
    }

    fn work_out(&self, here: &Sheet, formula: &str) -> f64 {
        if let Some(inner) = inside(formula, "ROUND(") {
            let (inner, places) = inner.rsplit_once(',').expect("ROUND has places");
            let scale = 10_f64.powi(places.parse().expect("places are a number"));
            let scaled = self.work_out(here, inner) * scale;
            // To 15 digits first, as spreadsheets do, then half away from zero.
            return format!("{scaled:.6}").parse::<f64>().expect("a number").round() / scale;
        }
        if let Some(cells) = inside(formula, "SUM(") {
            return self.column(here, cells).into_iter().map(number).sum();
        }
        if let Some(product) = inside(formula, "SUMPRODUCT(") {
            return self.sum_where(here, product);
        }
        if let Some(counted) = inside(formula, "COUNTIF(") {
            let (cells, word) = counted.split_once(',').expect("COUNTIF has two parts");
            let word = Data::String(word.trim_matches('"').to_owned());
            let is_so = self.column(here, cells).into_iter().filter(|cell| *cell == word);
            return f64::from(u32::try_from(is_so.count()).expect("a few cells"));
        }
        for (sign, reckon) in
            [('+', (|a, b| a + b) as fn(f64, f64) -> f64), ('*', |a, b| a * b), ('/', |a, b| a / b)]
        {
            if let Some((left, right)) = formula.split_once(sign) {
                return reckon(number(here.cell(place(left))), number(here.cell(place(right))));
            }
        }
        panic!("={formula} is no formula that a workbook has");
    }

    fn sum_where(&self, here: &Sheet, product: &str) -> f64 {
        let mut factors: Vec<&str> = product.split('*').collect();
        let sums = self.column(here, factors.pop().expect("what is summed"));
        let mut counts = vec![true; sums.len()];
        for factor in factors {
            let same = inside(factor, "(").expect("a condition");
            let (cells, with) = same.split_once('=').expect("a condition");
            for (counts, cell) in counts.iter_mut().zip(self.column(here, cells)) {
                *counts &= cell == *here.cell(place(with));
            }
        }
        sums.iter().zip(counts).filter(|(_, counts)| *counts).map(|(cell, _)| number(cell)).sum()
    }

    fn column(&self, here: &Sheet, cells: &str) -> Vec<Data> {
        let (sheet, cells) = match cells.split_once('!') {
            Some((name, cells)) => (self.sheet(name.trim_matches('\'')), cells),
            None => (here, cells),
        };
        let (first, last) = cells.split_once(':').expect("cells of a column");
        let ((first, column), (last, _)) = (place(first), place(last));
        (first..=last).map(|row| sheet.cell((row, column)).clone()).collect()
    }
}

fn inside<'f>(formula: &'f str, begins: &str) -> Option<&'f str> {
    formula.strip_prefix(begins)?.strip_suffix(')')
}

/// `$B$7` as row and column from nought.
fn place(address: &str) -> (usize, usize) {
    let address = address.replace('$', "");
    let (letter, row) = address.split_at(1);
    let row: usize = row.parse().expect("a row");
    (row - 1, usize::from(letter.as_bytes()[0] - b'A'))
}

/// The number in a cell, which must be one.
pub fn number(cell: impl std::borrow::Borrow<Data>) -> f64 {
    match cell.borrow() {
        Data::Float(number) => *number,
        #[expect(clippy::cast_precision_loss, reason = "counts are small")]
        Data::Int(number) => *number as f64,
        other => panic!("{other:?} is no number"),
    }
}

impl Sheet {
    /// A cell.
    pub fn cell(&self, (row, column): (usize, usize)) -> &Data {
        let row = u32::try_from(row).expect("few rows");
        let column = u32::try_from(column).expect("few columns");
        self.cells.get_value((row, column)).unwrap_or(&Data::Empty)
    }

    /// The title in the first cell.
    pub fn title(&self) -> String {
        self.cell((0, 0)).to_string()
    }

    /// The rows below the headings, totals too, each as its values by heading.
    pub fn rows(&self) -> Vec<Row<'_>> {
        let (height, width) = self.cells.get_size();
        let heading = self.heading_row();
        let headings: Vec<String> =
            (0..width).map(|column| self.cell((heading, column)).to_string()).collect();
        let row = |row| Row { sheet: self, at: row, headings: headings.clone() };
        (heading + 1..height).map(row).collect()
    }

    fn heading_row(&self) -> usize {
        let is_heading = |row: &usize| *row > 0 && *self.cell((*row, 1)) != Data::Empty;
        (0..self.cells.get_size().0).find(is_heading).expect("the sheet has a table")
    }

    /// No column of data is without its heading, and none has a heading that another has.
    fn headings_must_cover(&self) {
        let (height, width) = self.cells.get_size();
        let heading = self.heading_row();
        let mut seen = std::collections::BTreeSet::new();
        for column in 0..width {
            let named = self.cell((heading, column)).to_string();
            let is_filled = |row: usize| *self.cell((row, column)) != Data::Empty;
            let has_data = (heading + 1..height).any(is_filled);
            assert!(!named.is_empty() || !has_data, "{}: column {column} has none", self.name);
            assert!(named.is_empty() || seen.insert(named), "{}: a heading twice", self.name);
        }
    }
}

/// A row of a table.
pub struct Row<'s> {
    sheet: &'s Sheet,
    at: usize,
    headings: Vec<String>,
}

impl Row<'_> {
    /// The cell below a heading.
    pub fn at(&self, heading: &str) -> &Data {
        let column = self.headings.iter().position(|other| other == heading);
        self.sheet.cell((self.at, column.unwrap_or_else(|| panic!("no column {heading}"))))
    }

    /// The words below a heading.
    pub fn words(&self, heading: &str) -> String {
        match self.at(heading) {
            Data::String(words) => words.clone(),
            Data::Empty => String::new(),
            other => panic!("{heading} holds {other:?}, no words"),
        }
    }

    /// The pence below a heading, of a cell that is a number.
    #[expect(clippy::cast_possible_truncation, reason = "sums have at most 15 digits")]
    pub fn pence(&self, heading: &str) -> i64 {
        (number(self.at(heading)) * 100.0).round() as i64
    }

    /// The day below a heading, year first, of a cell that is a date.
    pub fn day(&self, heading: &str) -> String {
        let Data::DateTime(day) = self.at(heading) else {
            panic!("{heading} holds {:?}, no day", self.at(heading));
        };
        assert!(day.is_datetime(), "{heading} holds a length of time");
        let (year, month, of_month, ..) = day.to_ymd_hms_milli();
        format!("{year}-{month:02}-{of_month:02}")
    }
}
