//! How wide the columns of a table are, and where the decimal points stand in them.
//!
//! Figures are never broken, so their columns are as wide as their widest figure. Words share what
//! is left: a narrow column gets all it wants before a wide one gets more.

use std::ops::Range;

use crate::documents::RenderError;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::layout::lines::Extent;
use crate::documents::layout::lines::Style;
use crate::documents::layout::lines::extent;
use crate::documents::page::Align;
use crate::documents::page::Cell;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;

/// Between two columns, in points.
const BETWEEN: f32 = 14.0;
/// The sizes of type that are tried in turn: size, leading, and the width of a word, all in points.
/// A longer word than that may be cut to keep its column narrow.
const SIZES: [(f32, f32, f32); 3] = [(9.5, 13.0, 88.0), (8.5, 11.5, 68.0), (7.5, 10.5, 44.0)];
/// A detail asks for no more room than this, in points.
const WIDEST_DETAIL: f32 = 260.0;
/// The heading of a column of figures goes over two lines where it would be wider than this.
const WIDEST_HEADING: f32 = 80.0;
/// A figure wider than this is no longer kept whole: it goes over lines within its own cell.
const WIDEST_FIGURE: f32 = 120.0;
/// The room that a sign takes before a cell's text.
pub(super) const SIGN: f32 = 14.0;

/// Where a column stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// Its left edge, from the left of the text.
    pub x: f32,
    /// Its width.
    pub width: f32,
    /// From its right edge back to the decimal point.
    pub after_point: f32,
    /// Whether its figures stand by their points: those of several units would seem to stand
    /// nowhere.
    pub by_point: bool,
}

impl Place {
    /// Its right edge.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }
}

/// The columns of a table within a width, with the style that lets them fit.
pub(super) struct Columns {
    /// Where each stands.
    pub places: Vec<Place>,
    /// How the cells are set.
    pub style: Style,
}

impl Columns {
    /// The largest type in which the table fits the width, and the columns in it.
    pub fn fit(table: &Table, width: f32, fonts: &Fonts) -> Result<Self, RenderError> {
        let room = width - BETWEEN * table.columns.iter().skip(1).map(|_| 1.0).sum::<f32>();
        for (size, leading, word) in SIZES {
            let style = Style::new(size, leading, Weight::Regular);
            let wants = wants(table, style, word, fonts)?;
            if let Some(widths) = share(&wants, room) {
                return Ok(Self { places: places(&wants, &widths), style });
            }
        }
        Err(RenderError::TableTooWide { table: table.summary.clone() })
    }

    /// Where a cell over some of the columns stands.
    pub fn spanned(&self, columns: Range<usize>) -> Place {
        let (first, last) = (self.places[columns.start], self.places[columns.end - 1]);
        Place { width: last.right() - first.x, ..first }
    }
}

/// What one column would like, and what it can do with.
#[derive(Debug, Clone, Copy, Default)]
struct Want {
    natural: f32,
    least: f32,
    words: bool,
    after_point: f32,
    by_point: bool,
}

fn wants(table: &Table, style: Style, word: f32, fonts: &Fonts) -> Result<Vec<Want>, RenderError> {
    let want = |index| want(table, index, style, word, fonts);
    (0..table.columns.len()).map(want).collect()
}

/// What a column's heading and cells would like, no word of them counted as wider than `word`.
fn want(
    table: &Table,
    index: usize,
    style: Style,
    word: f32,
    fonts: &Fonts,
) -> Result<Want, RenderError> {
    let column = &table.columns[index];
    let words = column.align == Align::Left;
    let heading = extent(&column.heading, style.bold(), fonts)?;
    let on_one_line = words || heading.line <= WIDEST_HEADING;
    let natural = if on_one_line { heading.line } else { heading.half };
    let cells = || table.rows.iter().filter_map(|row| Some((row, single(row, index)?)));
    let mut units = cells().filter_map(|(_, cell)| Some(Figure::of(cell)?.unit()));
    let by_point = column.align == Align::Decimal && {
        let unit = units.next();
        units.all(|other| Some(other) == unit)
    };
    let least = heading.word.min(word);
    let mut want = Want { natural, least, words, after_point: 0.0, by_point };
    let mut before_point = 0.0_f32;
    for (row, cell) in cells() {
        let style = row_style(row.kind, style);
        let figure = if by_point { Figure::of(cell) } else { None };
        let widths = figure.map(|figure| figure.widths(style, fonts));
        if let Some((before, after)) = widths.filter(|(b, a)| b + a <= WIDEST_FIGURE) {
            before_point = before_point.max(before);
            want.after_point = want.after_point.max(after);
        } else {
            let found = cell_extent(cell, style, fonts)?;
            let widest = if figure.is_some() { WIDEST_FIGURE } else { f32::INFINITY };
            want.natural = want.natural.max(found.line.min(widest));
            want.least = want.least.max(found.word.min(word));
        }
    }
    let figures = before_point + want.after_point;
    want.natural = want.natural.max(figures);
    want.least = want.least.max(figures);
    Ok(want)
}

/// The cell that stands in one column alone.
fn single(row: &Row, index: usize) -> Option<&Cell> {
    let mut column = 0;
    for cell in &row.cells {
        if column == index && cell.span == 1 {
            return Some(cell);
        }
        column += cell.span;
    }
    None
}

fn cell_extent(cell: &Cell, style: Style, fonts: &Fonts) -> Result<Extent, RenderError> {
    let sign = if cell.symbol.is_some() { SIGN } else { 0.0 };
    let text = extent(&cell.text, style, fonts)?;
    // A detail makes do with the width that its column has anyway, down to its longest word.
    let detail = match &cell.detail {
        Some(detail) => extent(detail, detail_style(style), fonts)?,
        None => Extent::default(),
    };
    Ok(Extent {
        line: (text.line + sign).max(detail.line.min(WIDEST_DETAIL)),
        half: text.half + sign,
        word: (text.word + sign).max(detail.word),
    })
}

/// How a row's cells are set.
pub(super) fn row_style(kind: RowKind, style: Style) -> Style {
    match kind {
        RowKind::Body => style,
        RowKind::Group | RowKind::Subtotal | RowKind::Total => style.bold(),
    }
}

/// How the line beneath a cell's text is set.
pub(super) fn detail_style(style: Style) -> Style {
    let small = Style::new(0.9 * style.size, 0.9 * style.leading, Weight::Regular);
    small.coloured(crate::documents::page::Colour::GREY)
}

/// A width for each column; none where not even the least widths fit.
fn share(wants: &[Want], room: f32) -> Option<Vec<f32>> {
    let natural: f32 = wants.iter().map(|want| want.natural).sum();
    if natural <= room {
        return Some(spread(wants, room - natural));
    }
    let mut widths: Vec<f32> = wants.iter().map(|want| want.least).collect();
    let mut left = room - widths.iter().sum::<f32>();
    if left < 0.0 {
        return None;
    }
    let mut open: Vec<usize> = (0..wants.len()).collect();
    while !open.is_empty() && left > 0.01 {
        let each = left / open.iter().map(|_| 1.0).sum::<f32>();
        for &column in &open {
            let more = each.min(wants[column].natural - widths[column]).max(0.0);
            widths[column] += more;
            left -= more;
        }
        open.retain(|&column| widths[column] + 0.01 < wants[column].natural);
    }
    Some(widths)
}

/// Gives what is over to the columns of words by their widths, or to all alike where none are.
fn spread(wants: &[Want], over: f32) -> Vec<f32> {
    let words: f32 = wants.iter().filter(|want| want.words).map(|want| want.natural).sum();
    let count: f32 = wants.iter().map(|_| 1.0).sum();
    let more = |want: &Want| match want.words {
        true => over * want.natural / words,
        false if words > 0.0 => 0.0,
        false => over / count,
    };
    wants.iter().map(|want| want.natural + more(want)).collect()
}

fn places(wants: &[Want], widths: &[f32]) -> Vec<Place> {
    let mut x = 0.0;
    let mut places = Vec::with_capacity(wants.len());
    for (want, &width) in wants.iter().zip(widths) {
        let (after_point, by_point) = (want.after_point, want.by_point);
        places.push(Place { x, width, after_point, by_point });
        x += width + BETWEEN;
    }
    places
}

/// A figure cut at its decimal point: `−£1,234` and `.50`, or `95` and `%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Figure<'a> {
    /// What stands before the point.
    pub before: &'a str,
    /// The point and what follows.
    pub after: &'a str,
}

impl<'a> Figure<'a> {
    /// The figure in a cell; none where it holds words, a sign or several styles.
    pub fn of(cell: &'a Cell) -> Option<Self> {
        match cell.text.spans() {
            [span] if cell.symbol.is_none() => Self::parse(&span.text),
            _ => None,
        }
    }

    /// What stands after its last digit: `%`.
    pub fn unit(&self) -> &'a str {
        let whole = if self.after.is_empty() { self.before } else { self.after };
        whole.rsplit(|c: char| c.is_ascii_digit()).next().unwrap_or_default()
    }

    /// How wide it is before its point and from there on.
    pub fn widths(&self, style: Style, fonts: &Fonts) -> (f32, f32) {
        let width = |text: &str| fonts.width(text, style.weight, style.size);
        (width(self.before), width(self.after))
    }

    fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let figures =
            |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '£' | '−' | '-' | '+');
        let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
        let unit = text[end..].chars();
        if !text[..end].chars().all(figures)
            || unit.clone().any(char::is_alphabetic)
            || unit.count() > 2
        {
            return None;
        }
        let point = text[..end].rfind('.').unwrap_or(end);
        Some(Self { before: &text[..point], after: &text[point..] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::page::Column;

    #[test]
    fn figures_are_known_from_words() {
        let parse = |text| Figure::parse(text).map(|f| (f.before, f.after));
        assert_eq!(parse("−£1,234.50"), Some(("−£1,234", ".50")));
        assert_eq!(parse("95%"), Some(("95", "%")));
        assert_eq!(parse("85.7%"), Some(("85", ".7%")));
        assert_eq!(parse("12"), Some(("12", "")));
        for words in ["", "not billed", "see clause 4.2", "5 October 2018", "1.5 days", "2018/19"] {
            assert_eq!(parse(words), None, "{words}");
        }
    }

    #[test]
    fn a_narrow_column_has_what_it_wants_before_a_wide_one() {
        let mut table = Table::new(
            "t",
            vec![Column::text("Clause"), Column::text("What"), Column::figures("Net")],
        );
        table.push(["4.2", &"long words ".repeat(60), "£1,234.50"]);
        let fonts = Fonts::embedded();
        let columns = Columns::fit(&table, 480.0, &fonts).expect("fits");
        let right = columns.places[2].right();
        assert!((right - 480.0).abs() < 0.1, "{right}");
        assert!(columns.places[0].width < 40.0);
        assert!(columns.places[1].width > 350.0);
    }

    #[test]
    fn headings_of_figures_stand_on_one_line_where_they_are_short() {
        let headings = ["Unit price", "Corrected to", "Adjustments of earlier periods"];
        let mut table = Table::new("t", vec![Column::text("What")]);
        table.columns.extend(headings.map(Column::figures));
        table.push([&"long words ".repeat(60), "£9.00", "£9.00", "£9.00"]);
        let fonts = Fonts::embedded();
        let columns = Columns::fit(&table, 480.0, &fonts).expect("fits");
        let width = |text: &str| fonts.width(text, Weight::Bold, columns.style.size);
        let room = |index: usize| columns.places[index + 1].width + 0.01;
        assert!(room(0) >= width(headings[0]) && room(1) >= width(headings[1]));
        assert!(room(2) < width(headings[2]), "a long one leaves its room to the words");
    }

    #[test]
    fn figures_of_several_units_do_not_stand_by_their_points() {
        let by_point = |figures: [&str; 3]| {
            let mut table = Table::new("t", vec![Column::figures("Value")]);
            for figure in figures {
                table.push([figure]);
            }
            let columns = Columns::fit(&table, 480.0, &Fonts::embedded()).expect("fits");
            columns.places[0].by_point
        };
        assert!(by_point(["89.5%", "none", "24%"]));
        assert!(by_point(["£1,234.50", "-£3.00", "£0.00"]));
        assert!(!by_point(["89.5%", "44.7", "24%"]));
        assert!(!by_point(["89.5%", "98 per 10,000", "243"]));
    }

    #[test]
    fn a_very_long_figure_takes_no_room_from_the_others() {
        let long = format!("14.{}", "0967741935".repeat(12));
        let mut table = Table::new("t", vec![Column::text("Step"), Column::figures("Figure")]);
        table.push(["The charge of a year", "£28,000.50"]);
        table.push(["By the days of the month", &long]);
        let columns = Columns::fit(&table, 480.0, &Fonts::embedded()).expect("fits");
        assert!(columns.places[1].width <= WIDEST_FIGURE, "{}", columns.places[1].width);
        assert!(columns.places[1].after_point < 20.0, "points stand where they would without it");
    }

    #[test]
    fn more_figures_than_fit_are_refused() {
        let columns = (0..14).map(|n| Column::figures(format!("Q{n}"))).collect();
        let mut table = Table::new("Quarters", columns);
        table.push(["£123,456,789.00"; 14]);
        let refusal = Columns::fit(&table, 480.0, &Fonts::embedded()).err().expect("too wide");
        assert!(refusal.to_string().contains("“Quarters” is too wide"), "{refusal}");
    }
}
