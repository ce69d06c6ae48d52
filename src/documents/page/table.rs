//! Tables: columns with headings, rows with row headers, figures aligned on the decimal point.

use crate::documents::RenderError;
use crate::documents::page::Symbol;
use crate::documents::page::Text;

/// A table whose first reading is by its headings: every column has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// What the table holds, in a sentence: read out before it, and named when it is refused;
    /// never empty.
    pub summary: String,
    /// A line above the table that everyone sees.
    pub caption: Option<Text>,
    /// The columns from left to right.
    pub columns: Vec<Column>,
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
}

impl Table {
    /// A table without rows.
    pub fn new(summary: impl Into<String>, columns: Vec<Column>) -> Self {
        Self { summary: summary.into(), caption: None, columns, rows: Vec::new() }
    }

    /// The same table with a caption above it.
    #[must_use]
    pub fn with_caption(mut self, caption: impl Into<Text>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// Adds an ordinary row.
    pub fn push<C: Into<Cell>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.rows.push(Row::new(RowKind::Body, cells));
    }

    /// Adds a row in which the rows so far are summed: one label, then one cell.
    ///
    /// The label spans all columns but the last.
    pub fn push_total(&mut self, kind: RowKind, label: impl Into<Text>, total: impl Into<Text>) {
        let span = self.columns.len().saturating_sub(1).max(1);
        let label = Cell { text: label.into(), span, ..Cell::default() };
        self.rows.push(Row { kind, cells: vec![label, Cell::new(total)] });
    }

    /// Adds a heading over the rows that follow, across all columns.
    pub fn push_group(&mut self, label: impl Into<Text>) {
        let span = self.columns.len();
        let label = Cell { text: label.into(), span, ..Cell::default() };
        self.rows.push(Row { kind: RowKind::Group, cells: vec![label] });
    }

    /// Refuses a summary or headings that are missing, and rows that do not fill the columns.
    pub fn check(&self) -> Result<(), RenderError> {
        if self.summary.trim().is_empty() {
            return Err(RenderError::Empty { what: "table’s summary" });
        }
        let table = || self.summary.clone();
        if self.columns.is_empty() || self.columns.iter().any(|c| c.heading.is_blank()) {
            return Err(RenderError::MissingHeading { table: table() });
        }
        for row in &self.rows {
            let found: usize = row.cells.iter().map(|cell| cell.span).sum();
            if found != self.columns.len() || row.cells.iter().any(|cell| cell.span == 0) {
                return Err(RenderError::RowShape {
                    table: table(),
                    row: row.name(),
                    found,
                    expected: self.columns.len(),
                });
            }
        }
        Ok(())
    }
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The heading; never empty.
    pub heading: Text,
    /// How the cells stand in it.
    pub align: Align,
    /// Whether its cells are the headers of their rows.
    pub row_header: bool,
}

impl Column {
    /// A column of words.
    pub fn text(heading: impl Into<Text>) -> Self {
        Self { heading: heading.into(), align: Align::Left, row_header: false }
    }

    /// A column of figures aligned on the decimal point.
    pub fn figures(heading: impl Into<Text>) -> Self {
        Self { heading: heading.into(), align: Align::Decimal, row_header: false }
    }

    /// The same column as the headers of the rows.
    #[must_use]
    pub fn heads_rows(mut self) -> Self {
        self.row_header = true;
        self
    }
}

/// How the cells of a column stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// From the left.
    Left,
    /// To the right.
    Right,
    /// Figures with their decimal points under each other; words to the right.
    Decimal,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the row is for.
    pub kind: RowKind,
    /// The cells, which together span every column.
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row of cells.
    pub fn new<C: Into<Cell>>(kind: RowKind, cells: impl IntoIterator<Item = C>) -> Self {
        Self { kind, cells: cells.into_iter().map(Into::into).collect() }
    }

    /// The words by which a message names this row: its first cell that has any.
    pub fn name(&self) -> String {
        let words = |cell: &Cell| cell.text.words();
        self.cells.iter().map(words).find(|w| !w.trim().is_empty()).unwrap_or_default()
    }
}

/// What a row is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowKind {
    /// An ordinary row.
    #[default]
    Body,
    /// A heading over the rows that follow.
    Group,
    /// A sum on the way, with a light rule above.
    Subtotal,
    /// A sum: bold, with a dark rule above.
    Total,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says; may be empty.
    pub text: Text,
    /// A line beneath in smaller print, such as how an amount was worked out.
    pub detail: Option<Text>,
    /// A sign before the text, which must say the same in words.
    pub symbol: Option<Symbol>,
    /// How many columns it spans, from 1.
    pub span: usize,
}

impl Default for Cell {
    fn default() -> Self {
        Self { text: Text::default(), detail: None, symbol: None, span: 1 }
    }
}

impl Cell {
    /// A cell in one column.
    pub fn new(text: impl Into<Text>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Whether there is nothing to see in it.
    pub fn is_blank(&self) -> bool {
        let detail = self.detail.as_ref();
        self.text.is_blank() && detail.is_none_or(Text::is_blank) && self.symbol.is_none()
    }

    /// The same cell with a line beneath in smaller print.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Text>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same cell with a sign before the text.
    #[must_use]
    pub fn with_symbol(mut self, symbol: Symbol) -> Self {
        self.symbol = Some(symbol);
        self
    }
}

impl<T: Into<Text>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table::new("Lines", vec![Column::text("Clause").heads_rows(), Column::figures("Net")])
    }

    #[test]
    fn rows_must_fill_the_columns() {
        let mut table = table();
        table.push(["4.2", "£1.00"]);
        table.push_total(RowKind::Total, "Total", "£1.00");
        table.push_group("Staffing");
        assert!(table.check().is_ok());
        table.push(["4.3"]);
        let refusal = table.check().expect_err("a short row").to_string();
        assert!(refusal.contains("4.3") && refusal.contains("Lines"), "{refusal}");
    }

    #[test]
    fn every_column_has_a_heading() {
        let mut table = table();
        table.columns.push(Column::text(" "));
        assert!(matches!(table.check(), Err(RenderError::MissingHeading { .. })));
    }
}
