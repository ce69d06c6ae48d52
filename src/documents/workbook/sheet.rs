//! How a sheet looks, on the screen and on paper.

use chrono::Datelike;
use chrono::NaiveDate;
use rust_xlsxwriter::Color;
use rust_xlsxwriter::ExcelDateTime;
use rust_xlsxwriter::Format;
use rust_xlsxwriter::FormatAlign;
use rust_xlsxwriter::FormatBorder;
use rust_xlsxwriter::Formula;
use rust_xlsxwriter::Table;
use rust_xlsxwriter::TableColumn;
use rust_xlsxwriter::TableStyle;
use rust_xlsxwriter::Worksheet;

use crate::documents::workbook::Book;
use crate::documents::workbook::Sheet;
use crate::documents::workbook::Value;
use crate::documents::workbook::WorkbookError;
use crate::domain::calendar::in_words;
use crate::domain::exact::Exact;
use crate::domain::money::Money;

/// The most characters that a cell holds, as a spreadsheet counts them.
const LONGEST_TEXT: usize = 32_767;
/// The most characters of a header or footer of a page.
const LONGEST_MARGIN: usize = 255;
/// A minus for a credit, never colour alone.
const MONEY: &str = "#,##0.00_W;-#,##0.00_W";
/// The months in English, whatever the language of the computer.
const DATE: &str = "[$-809]d mmmm yyyy";
/// The widest and the narrowest column, in characters; longer text is wrapped.
const WIDEST: usize = 64;
const NARROWEST: usize = 9;
/// Where a sheet is wider than a page across, long words are wrapped at no less than this.
const WRAPPED: usize = 24;
/// The button that filters stands beside the last word of a heading, and takes this room.
const BUTTON: usize = 3;
/// Wider than this, in characters, a sheet is printed across the page.
const PORTRAIT: usize = 90;
/// Wider than this it is too small to read even there.
const LANDSCAPE: usize = 180;
/// The height of a line and the greatest height of a row, in points.
const LINE: f64 = 15.0;
const TALLEST: f64 = 409.0;
const A4: u8 = 9;

/// Whether a row is of the table, or of the totals below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowOf {
    Table,
    Totals,
}

/// A sheet, written.
pub fn written(sheet: &Sheet, book: &Book) -> Result<Worksheet, WorkbookError> {
    let mut worksheet = Worksheet::new();
    worksheet.set_name(sheet.name)?;
    let widths = widths(sheet);
    for (column, width) in (0..).zip(&widths) {
        worksheet.set_column_width(column, f64::from(*width))?;
    }
    write_words(&mut worksheet, sheet)?;
    if !sheet.rows.is_empty() {
        add_table(&mut worksheet, sheet)?;
    }
    let heading = sheet.headings.iter().copied().zip(widths.iter().map(|width| width - 3));
    worksheet.set_row_height(row(sheet.heading_row()), height(heading))?;
    let mut at = row(sheet.heading_row()) + u32::from(!sheet.rows.is_empty());
    let rows = sheet.rows.iter().map(|row| (row, RowOf::Table));
    for (values, of) in rows.chain(sheet.totals.iter().map(|row| (row, RowOf::Totals))) {
        for (column, value) in (0..).zip(values) {
            write(&mut worksheet, sheet, (at, column), value, of)?;
        }
        if of == RowOf::Table {
            let texts = values.iter().zip(&widths).filter_map(|(value, width)| match value {
                Value::Text(text) => Some((text.as_str(), *width)),
                _ => None,
            });
            worksheet.set_row_height(at, height(texts))?;
        }
        at += 1;
    }
    set_up_page(&mut worksheet, sheet, book, &widths, at)?;
    Ok(worksheet)
}

/// A row as the writer counts it.
fn row(at: usize) -> u32 {
    u32::try_from(at).expect("a sheet has fewer than a million rows")
}

fn write_words(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), WorkbookError> {
    check(&sheet.title, sheet.name)?;
    let title = Format::new().set_bold().set_font_size(14);
    worksheet.write_string_with_format(0, 0, &sheet.title, &title)?;
    for (at, line) in (1..).zip(&sheet.says) {
        check(line, sheet.name)?;
        worksheet.write_string(at, 0, line)?;
    }
    Ok(())
}

/// A real table: its headings are read aloud with each cell, and it can be sorted and filtered.
fn add_table(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), WorkbookError> {
    let heading = Format::new()
        .set_bold()
        .set_font_color(Color::Black)
        .set_background_color(Color::RGB(0x00D9_E1F2))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_text_wrap();
    // Beside the button that filters, above figures that stand on the right.
    let above_figures = heading.clone().set_align(FormatAlign::Right).set_indent(2);
    let column = |(at, name): (usize, &&str)| {
        let is_figures = sheet.rows.iter().any(|row| is_figure(&row[at]));
        let format = if is_figures { &above_figures } else { &heading };
        TableColumn::new().set_header(*name).set_header_format(format)
    };
    let columns: Vec<TableColumn> = sheet.headings.iter().enumerate().map(column).collect();
    let table = Table::new()
        .set_name(sheet.name.replace(' ', "_"))
        .set_columns(&columns)
        .set_style(TableStyle::Light1)
        .set_alt_text_title(&sheet.title)
        .set_alt_text(sheet.says.join(" "));
    let first = row(sheet.heading_row());
    let last_column = u16::try_from(sheet.headings.len() - 1).expect("a sheet has few columns");
    worksheet.add_table(first, 0, first + row(sheet.rows.len()), last_column, &table)?;
    worksheet.set_freeze_panes(first + 1, 0)?;
    worksheet.set_repeat_rows(first, first)?;
    Ok(())
}

/// Whether it stands on the right.
fn is_figure(value: &Value) -> bool {
    match value {
        Value::Money(_) | Value::Figure(_) | Value::PerCent(_) => true,
        Value::Formula(_, gives) => is_figure(gives),
        Value::Empty | Value::Text(_) | Value::Date(_) => false,
    }
}

fn write(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    (row, column): (u32, u16),
    value: &Value,
    of: RowOf,
) -> Result<(), WorkbookError> {
    let format = format(value, of);
    match value {
        Value::Empty => worksheet.write_blank(row, column, &format)?,
        Value::Text(text) => {
            check(text, sheet.name)?;
            let text = text.replace("\r\n", "\n");
            worksheet.write_string_with_format(row, column, text, &format)?
        }
        Value::Money(_) | Value::Figure(_) | Value::PerCent(_) => {
            let number = number(value, sheet.name)?;
            worksheet.write_number_with_format(row, column, number, &format)?
        }
        Value::Date(day) => {
            worksheet.write_datetime_with_format(row, column, excel_day(*day)?, &format)?
        }
        Value::Formula(formula, gives) => {
            let result = match &**gives {
                Value::Text(text) => text.clone(),
                gives => number(gives, sheet.name)?.to_string(),
            };
            let formula = Formula::new(formula).set_result(result);
            worksheet.write_formula_with_format(row, column, formula, &format)?
        }
    };
    Ok(())
}

/// A day as the writer has it.
pub fn excel_day(day: NaiveDate) -> Result<ExcelDateTime, WorkbookError> {
    let narrow = |part: u32| u8::try_from(part).expect("a month, or a day of one");
    let year = u16::try_from(day.year()).expect("years are from 1900 to 2199");
    Ok(ExcelDateTime::from_ymd(year, narrow(day.month()), narrow(day.day()))?)
}

/// The number that stands in a cell: the binary fraction that is nearest to what is stated, which
/// a spreadsheet shows as stated.
fn number(value: &Value, sheet: &str) -> Result<f64, WorkbookError> {
    let stated = match value {
        Value::Money(sum) => {
            if sum.pence().unsigned_abs() >= 10_u128.pow(15) {
                let (sheet, sum) = (sheet.to_owned(), sum.in_pounds());
                return Err(WorkbookError::SumTooLarge { sheet, sum });
            }
            sum.to_string()
        }
        Value::Figure(figure) => figure.clone(),
        Value::PerCent(share) => share.in_figures(0, 12),
        _ => "0".to_owned(),
    };
    Ok(stated.parse().expect("money and figures are decimal numbers"))
}

/// How a value is shown.
fn format(value: &Value, of: RowOf) -> Format {
    let mut format = Format::new().set_align(FormatAlign::Top);
    if of == RowOf::Totals {
        format = format.set_bold().set_border_top(FormatBorder::Thin);
    }
    match value {
        Value::Formula(_, gives) => self::format(gives, of),
        Value::Empty => format,
        Value::Text(_) => match of {
            RowOf::Table => format.set_text_wrap(),
            RowOf::Totals => format,
        },
        Value::Money(_) => format.set_num_format(MONEY),
        Value::Figure(figure) => format.set_num_format(format!("#,##0{}_W", decimals(figure))),
        Value::PerCent(share) => {
            format.set_num_format(format!("0{}%_W", decimals(&in_per_cent(share))))
        }
        Value::Date(_) => format.set_num_format(DATE).set_align(FormatAlign::Left),
    }
}

fn in_per_cent(share: &Exact) -> String {
    (share * &Exact::from(100)).in_figures(0, 6)
}

/// The decimals of a figure as a format shows them: `.000`.
fn decimals(figure: &str) -> String {
    match figure.split_once('.') {
        Some((_, part)) => format!(".{}", "0".repeat(part.len())),
        None => String::new(),
    }
}

/// Refuses a text that a cell cannot hold or show. New lines and tabs are no fault.
pub fn check(text: &str, sheet: &str) -> Result<(), WorkbookError> {
    let found = text.encode_utf16().count();
    if found > LONGEST_TEXT {
        let (sheet, text) = (sheet.to_owned(), text.to_owned());
        return Err(WorkbookError::TextTooLong { sheet, text, found });
    }
    let text_without_line_ends = text.replace("\r\n", "\n");
    let refused = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    match text_without_line_ends.chars().find(refused) {
        None => Ok(()),
        Some(character) => {
            let (sheet, text) = (sheet.to_owned(), text.to_owned());
            Err(WorkbookError::ControlCharacter { sheet, text, character })
        }
    }
}

/// The widths of the columns, in characters: as wide as what they hold, up to a limit, which is
/// the largest that keeps the sheet readable on a page.
fn widths(sheet: &Sheet) -> Vec<u16> {
    let limited = |limit: usize| -> Vec<usize> {
        (0..sheet.headings.len()).map(|at| column_width(sheet, at, limit)).collect()
    };
    let mut limit = WIDEST;
    while limit > WRAPPED && limited(limit).iter().sum::<usize>() > LANDSCAPE {
        limit -= 1;
    }
    let narrow = |width: usize| u16::try_from(width).expect("a column is narrow");
    limited(limit).into_iter().map(narrow).collect()
}

/// Words are wrapped where they are longer than the limit; figures and days are never cut.
fn column_width(sheet: &Sheet, at: usize, limit: usize) -> usize {
    let cells = sheet.rows.iter().map(|row| &row[at]);
    let sums = sheet.totals.iter().map(|row| &row[at]).filter(|_| at > 0);
    let held = |value: &Value| match value {
        Value::Text(_) => width(value).min(limit),
        _ => width(value),
    };
    let widest = cells.chain(sums).map(held).max().unwrap_or(0);
    let words = sheet.headings[at].split_whitespace().map(|word| word.chars().count());
    widest.max(words.max().unwrap_or(0) + BUTTON).max(NARROWEST) + 2
}

/// How many characters a value takes when it is shown.
fn width(value: &Value) -> usize {
    match value {
        Value::Empty => 0,
        Value::Text(text) => text.lines().map(|line| line.chars().count()).max().unwrap_or(0),
        Value::Money(sum) => Money::in_pounds(*sum).chars().count() + 1,
        Value::Figure(figure) => figure.len() + figure.len() / 3,
        Value::PerCent(share) => in_per_cent(share).len() + 1,
        Value::Date(day) => in_words(*day).chars().count(),
        Value::Formula(_, gives) => width(gives),
    }
}

/// The height of a row, in points: of its longest cell, as wrapped. A spreadsheet may work it out
/// by itself on opening; not all do. Widths are told in figures, and letters are a little narrower.
fn height<'v>(cells: impl Iterator<Item = (&'v str, u16)>) -> f64 {
    let lines =
        cells.map(|(text, width)| lines(text, usize::from(width + width / 12))).max().unwrap_or(1);
    (f64::from(u16::try_from(lines).unwrap_or(u16::MAX)) * LINE).min(TALLEST)
}

/// How many lines a text takes in a column of so many characters.
fn lines(text: &str, width: usize) -> usize {
    let mut lines = 0;
    for paragraph in text.split('\n') {
        let mut room = 0;
        lines += usize::from(paragraph.is_empty());
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            if length < room {
                room -= length + 1;
            } else {
                lines += length.div_ceil(width).max(1);
                room = (width - length % width).min(width.saturating_sub(length).max(1));
            }
        }
    }
    lines.max(1)
}

fn set_up_page(
    worksheet: &mut Worksheet,
    sheet: &Sheet,
    book: &Book,
    widths: &[u16],
    end: u32,
) -> Result<(), WorkbookError> {
    worksheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    if widths.iter().map(|width| usize::from(*width)).sum::<usize>() > PORTRAIT {
        worksheet.set_landscape();
    }
    worksheet.set_margins(0.5, 0.5, 0.8, 0.8, 0.4, 0.4);
    let day = in_words(book.as_at);
    worksheet.set_header(margin(&book.reference, &book.title, &format!("As at {day}")));
    worksheet.set_footer(margin(&book.author, sheet.name, "") + "Page &P of &N");
    let last_column = u16::try_from(sheet.headings.len() - 1).expect("a sheet has few columns");
    worksheet.set_print_area(0, 0, end.max(2) - 1, last_column)?;
    Ok(())
}

/// The header or footer of a page in its three parts; the first is shortened where all is too long.
fn margin(left: &str, middle: &str, right: &str) -> String {
    const ROOM_FOR_PAGES: usize = 13;
    // An ampersand would be read as an order.
    let [mut left, middle, right] = [left, middle, right].map(|part| part.replace('&', "&&"));
    let codes = "&L&C&R".len() + ROOM_FOR_PAGES;
    let taken = codes + middle.encode_utf16().count() + right.encode_utf16().count();
    while taken + left.encode_utf16().count() > LONGEST_MARGIN && left.pop().is_some() {}
    if left.chars().rev().take_while(|c| *c == '&').count() % 2 == 1 {
        left.pop();
    }
    format!("&L{left}&C{middle}&R{right}")
}
