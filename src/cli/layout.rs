//! Laying out text for people: columns that line up, headings, ratings that are words and colours.

/// How a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Figures.
    Right,
}

/// A table of text.
#[derive(Debug)]
pub struct Columns {
    aligns: Vec<Align>,
    rows: Vec<Row>,
    indent: usize,
}

#[derive(Debug)]
enum Row {
    Cells(Vec<String>),
    Line(String),
    Rule,
}

/// The widest that a column of words may be before it is broken into lines.
const WIDEST: usize = 46;

impl Columns {
    /// A table, set in by so many characters.
    pub fn new(indent: usize, aligns: &[Align]) -> Columns {
        Columns { aligns: aligns.to_vec(), rows: Vec::new(), indent }
    }

    /// Adds a row.
    pub fn row<S: Into<String>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(Row::Cells(cells.into_iter().map(Into::into).collect()));
    }

    /// Adds a line that stands across the columns.
    pub fn line(&mut self, text: impl Into<String>) {
        self.rows.push(Row::Line(text.into()));
    }

    /// Adds a rule.
    pub fn rule(&mut self) {
        self.rows.push(Row::Rule);
    }

    fn widths(&self) -> Vec<usize> {
        let mut widths = vec![0; self.aligns.len()];
        for row in &self.rows {
            let Row::Cells(cells) = row else { continue };
            for (index, cell) in cells.iter().enumerate() {
                let lines = wrapped(cell, WIDEST);
                let longest = lines.iter().map(|line| line.chars().count()).max();
                widths[index] = widths[index].max(longest.unwrap_or_default());
            }
        }
        widths
    }

    /// The table as lines.
    pub fn text(&self) -> String {
        let widths = self.widths();
        let whole = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
        let indent = " ".repeat(self.indent);
        let mut text = String::new();
        for row in &self.rows {
            match row {
                Row::Line(line) => text.push_str(&format!("{indent}{line}\n")),
                Row::Rule => text.push_str(&format!("{indent}{}\n", "-".repeat(whole))),
                Row::Cells(cells) => self.push_cells(cells, &widths, &indent, &mut text),
            }
        }
        text
    }

    fn push_cells(&self, cells: &[String], widths: &[usize], indent: &str, text: &mut String) {
        let wrapped: Vec<Vec<String>> = cells.iter().map(|cell| wrapped(cell, WIDEST)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(1);
        for at in 0..height {
            let mut line = indent.to_owned();
            for (index, lines) in wrapped.iter().enumerate() {
                let cell = lines.get(at).map_or("", String::as_str);
                let pad = " ".repeat(widths[index].saturating_sub(cell.chars().count()));
                if index > 0 {
                    line.push_str("  ");
                }
                match self.aligns[index] {
                    Align::Left => line.push_str(&format!("{cell}{pad}")),
                    Align::Right => line.push_str(&format!("{pad}{cell}")),
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}

/// A text broken between words into lines of at most so many characters; a longer word stands
/// alone.
pub fn wrapped(text: &str, widest: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is always a line");
        let length = line.chars().count();
        if length > 0 && length + 1 + word.chars().count() > widest {
            lines.push(word.to_owned());
        } else {
            if length > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// A paragraph for people, broken at 96 characters, with later lines set in.
pub fn paragraph(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    let lines = wrapped(text, 96 - indent);
    lines.iter().map(|line| format!("{pad}{line}\n")).collect()
}

/// A heading with a rule beneath it.
pub fn heading(text: &str) -> String {
    format!("{text}\n{}\n", "=".repeat(text.chars().count()))
}

/// A smaller heading.
pub fn subheading(text: &str) -> String {
    format!("\n{text}\n{}\n", "-".repeat(text.chars().count()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_line_up_on_the_right() {
        let mut columns = Columns::new(0, &[Align::Left, Align::Right]);
        columns.row(["a", "£1.00"]);
        columns.row(["long name", "£10.00"]);
        assert_eq!(columns.text(), "a           £1.00\nlong name  £10.00\n");
    }

    #[test]
    fn long_words_stand_alone() {
        assert_eq!(wrapped("a verylongword b", 6), ["a", "verylongword", "b"]);
    }
}
