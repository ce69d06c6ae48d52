//! Workbooks: what the papers say, for those who reckon on with it. Value in, bytes out.
//!
//! A book has sheets; a sheet has a title, a few sentences on what it holds, one table, and totals
//! below it. Sums, days and shares are real numbers and real dates; what follows from other cells
//! is a formula that carries its result, so that a reader that works nothing out sees the same.
//! No text is ever a formula. How a cell, a column and a page look is decided in one place.

mod indicators;
mod lines;
mod recharge;
mod sheet;
mod year;

use chrono::NaiveDate;
use rust_xlsxwriter::DocProperties;
use rust_xlsxwriter::Workbook;
use rust_xlsxwriter::XlsxError;

use crate::documents::short;
use crate::domain::exact::Exact;
use crate::domain::money::Money;

pub use indicators::indicators;
pub use recharge::recharge;
pub use year::year;

/// Why a workbook was not made. Nothing is written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkbookError {
    /// A cell holds at most 32,767 characters.
    #[error(
        "the text “{}” on the sheet “{sheet}” has {found} characters, and a cell of a workbook \
         holds 32,767: please shorten it", short(.text)
    )]
    TextTooLong {
        /// The sheet.
        sheet: String,
        /// The whole text.
        text: String,
        /// How many characters it has.
        found: usize,
    },
    /// A character that is no letter, figure or sign, and that a spreadsheet would show as rubbish.
    #[error(
        "the text “{}” on the sheet “{sheet}” has a control character (U+{:04X}), which a \
         workbook cannot show: please take it out", short(.text), u32::from(*.character)
    )]
    ControlCharacter {
        /// The sheet.
        sheet: String,
        /// The whole text.
        text: String,
        /// The character.
        character: char,
    },
    /// A spreadsheet keeps 15 digits of a number; a larger sum would lose its pence unseen.
    #[error(
        "{sum} on the sheet “{sheet}” has more than the 15 digits that a spreadsheet keeps: \
         take it from the JSON"
    )]
    SumTooLarge {
        /// The sheet.
        sheet: String,
        /// The sum.
        sum: String,
    },
    /// The file itself could not be written.
    #[error("the workbook could not be written: {reason}")]
    Unwritable {
        /// What the writer reported.
        reason: String,
    },
}

impl From<XlsxError> for WorkbookError {
    fn from(error: XlsxError) -> WorkbookError {
        WorkbookError::Unwritable { reason: error.to_string() }
    }
}

/// A workbook, before anyone decides how it looks.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Book {
    /// What it is: `Recharge statement 2018/19-Q2`.
    title: String,
    /// What it is about, in a sentence.
    subject: String,
    /// Whose it is.
    author: String,
    /// The reference that stands on every printed page.
    reference: String,
    /// The day on which what is stated was known.
    as_at: NaiveDate,
    /// The sheets; the first is read first.
    sheets: Vec<Sheet>,
}

/// A sheet: a title, sentences, one table, and totals below it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sheet {
    name: &'static str,
    title: String,
    says: Vec<String>,
    headings: Vec<&'static str>,
    rows: Vec<Vec<Value>>,
    totals: Vec<Vec<Value>>,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    /// Nothing.
    Empty,
    /// Words, whatever they begin with.
    Text(String),
    /// A sum in pounds.
    Money(Money),
    /// A number in plain figures, with the decimals that it is stated with.
    Figure(String),
    /// A share of one, shown in per cent.
    PerCent(Exact),
    /// A day.
    Date(NaiveDate),
    /// What follows from other cells: the formula, and what it gives.
    Formula(String, Box<Value>),
}

impl Value {
    fn text(text: impl Into<String>) -> Value {
        Value::Text(text.into())
    }

    /// The text, or an empty cell.
    fn text_or_empty(text: Option<impl Into<String>>) -> Value {
        text.map_or(Value::Empty, Value::text)
    }

    /// The day, or an empty cell.
    fn date_or_empty(day: Option<NaiveDate>) -> Value {
        day.map_or(Value::Empty, Value::Date)
    }

    fn formula(formula: impl Into<String>, gives: Value) -> Value {
        Value::Formula(formula.into(), Box::new(gives))
    }

    /// A figure of a working: a number where it is one, words such as *to be confirmed* where not.
    fn figure(figure: &str) -> Value {
        if is_number(figure) { Value::Figure(figure.to_owned()) } else { Value::text(figure) }
    }
}

/// Whether it is a number in plain figures that a spreadsheet keeps whole.
fn is_number(figure: &str) -> bool {
    let unsigned = figure.strip_prefix('-').unwrap_or(figure);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(part) && unsigned.len() <= 16
}

/// A number that was written out as a decimal.
fn decimal(figure: &str) -> Exact {
    let (whole, part) = figure.split_once('.').unwrap_or((figure, ""));
    let digits = format!("{whole}{part}").parse().expect("a decimal that was written out");
    let places = u32::try_from(part.len()).expect("a decimal has few places");
    Exact::fraction(digits, 10_i128.pow(places))
}

/// The longest line of a sentence above a table, so that it is printed whole.
const LONGEST_LINE: usize = 96;

impl Sheet {
    fn new(name: &'static str, title: impl Into<String>, headings: &[&'static str]) -> Sheet {
        Sheet {
            name,
            title: title.into(),
            says: Vec::new(),
            headings: headings.to_vec(),
            rows: Vec::new(),
            totals: Vec::new(),
        }
    }

    /// Adds a sentence above the table, broken into lines; all of them before the first row.
    fn say(mut self, sentence: &str) -> Sheet {
        let mut line = String::new();
        for word in sentence.split_whitespace() {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > LONGEST_LINE {
                self.says.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        self.says.push(line);
        self
    }

    /// The row of the headings, counted from nought: below the title and the sentences.
    fn heading_row(&self) -> usize {
        self.says.len() + 1
    }

    /// The number that people give to the next row of the table.
    fn next_row(&self) -> usize {
        self.heading_row() + 2 + self.rows.len()
    }

    /// The letter of a column, by its heading.
    fn letter(&self, heading: &str) -> char {
        let at = self.headings.iter().position(|other| *other == heading);
        let at = at.expect("a formula names a heading of its sheet");
        ('A'..='Z').nth(at).expect("a sheet has at most 26 columns")
    }

    /// The cells of a column, `$E$5:$E$20`; `None` where there is no row.
    fn cells(&self, heading: &str) -> Option<String> {
        let letter = self.letter(heading);
        let (first, end) = (self.heading_row() + 2, self.next_row());
        (first < end).then(|| format!("${letter}${first}:${letter}${}", end - 1))
    }

    /// The cells of a column as another sheet names them.
    fn cells_from_elsewhere(&self, heading: &str) -> Option<String> {
        self.cells(heading).map(|cells| format!("'{}'!{cells}", self.name))
    }

    /// A column's sum, as a formula over its cells.
    fn sum(&self, heading: &str, gives: Money) -> Value {
        match self.cells(heading) {
            Some(cells) => Value::formula(format!("SUM({cells})"), Value::Money(gives)),
            None => Value::Money(gives),
        }
    }

    /// Adds a row of totals: its label in the first column, values below some headings.
    fn total(&mut self, label: &str, values: impl IntoIterator<Item = (&'static str, Value)>) {
        let mut row = vec![Value::Empty; self.headings.len()];
        row[0] = Value::text(label);
        for (heading, value) in values {
            let at = self.headings.iter().position(|other| *other == heading);
            row[at.expect("a total stands below a heading of its sheet")] = value;
        }
        self.totals.push(row);
    }
}

/// The sum of a column over the rows in which other columns hold what cells here hold; to the
/// penny, so that no trace of binary fractions is reckoned on with.
fn sum_where(of: &Sheet, sum: &str, same: &[(&str, String)], gives: Money) -> Value {
    let Some(sums) = of.cells_from_elsewhere(sum) else { return Value::Money(gives) };
    let mut factors: Vec<String> = Vec::new();
    for (heading, here) in same {
        let cells = of.cells_from_elsewhere(heading).expect("the sheet has rows");
        factors.push(format!("({cells}={here})"));
    }
    factors.push(sums);
    let formula = format!("ROUND(SUMPRODUCT({}),2)", factors.join("*"));
    Value::formula(formula, Value::Money(gives))
}

/// Writes a book; the same book gives the same bytes.
fn render(book: &Book) -> Result<Vec<u8>, WorkbookError> {
    let mut workbook = Workbook::new();
    let created = sheet::excel_day(book.as_at)?;
    let properties = DocProperties::new()
        .set_title(&book.title)
        .set_subject(&book.subject)
        .set_author(&book.author)
        .set_company(&book.author)
        .set_creation_datetime(&created)
        .set_custom_property("Language", "en-GB")
        .set_custom_property("Reference", book.reference.as_str());
    for text in [&book.title, &book.subject, &book.author, &book.reference] {
        sheet::check(text, "properties of the workbook")?;
    }
    workbook.set_properties(&properties);
    for of in &book.sheets {
        workbook.push_worksheet(sheet::written(of, book)?);
    }
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
#[path = "workbook/tests.rs"]
mod tests;
