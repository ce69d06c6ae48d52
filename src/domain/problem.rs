//! What is wrong, or worth a look: said once, with its place, its clause and what to do.

use serde::Serialize;

/// Where in a file something stands: lines and columns count from one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: u32,
    /// The column, in characters, from 1.
    pub column: u32,
}

impl Place {
    /// The place of a byte of a text.
    pub fn of(text: &str, byte: usize) -> Place {
        Lines::of(text).place(byte)
    }
}

/// A text that knows where its lines begin, so that many places in it are soon found.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub fn of(text: &'t str) -> Lines<'t> {
        let after = text.match_indices('\n').map(|(at, _)| at + 1);
        Lines { text, starts: std::iter::once(0).chain(after).collect() }
    }

    /// The whole text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The place of a byte.
    pub fn place(&self, byte: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= byte.min(self.text.len()));
        let rest = &self.text[self.starts[line - 1]..];
        let before = rest
            .char_indices()
            .take_while(|(at, c)| self.starts[line - 1] + at + c.len_utf8() <= byte);
        let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place { line: whole(line), column: whole(before.count() + 1) }
    }
}

/// One thing that is wrong (an error, which stops everything) or worth a careful reader's look (a
/// warning, which stops nothing). Which of the two it is, its list says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Where it stands in the file.
    #[serde(flatten)]
    pub place: Place,
    /// The clause of the agreement that it is about; empty where it is about none.
    pub clause: String,
    /// The field of the file, such as `staffing.full_cost`.
    pub field: String,
    /// What is wrong and what to do about it, in a sentence.
    pub says: String,
    /// Where in the agreement it stands, such as `staffing.2.full_cost`; empty where that is not
    /// known, and in files of rows.
    #[serde(skip)]
    pub path: String,
}

impl Problem {
    /// The problem as one line: `clause 4.1: staffing.full_cost: …`. What ends a line within a text
    /// of the file is a space here.
    pub fn sentence(&self) -> String {
        let mut sentence = String::new();
        if !self.clause.is_empty() {
            sentence.push_str(&format!("clause {}: ", self.clause.trim_start_matches("clause ")));
        }
        if !self.field.is_empty() {
            sentence.push_str(&self.field);
            sentence.push_str(": ");
        }
        sentence.push_str(&self.says);
        let parts = sentence.split(char::is_control).filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// A finding about an agreement before it is known where in a file it stands: `path` leads there,
/// such as `staffing.2.full_cost`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Keys and places in lists, from the top of the agreement down, joined by full stops.
    pub path: String,
    /// The clause that it is about; empty where it is about none.
    pub clause: String,
    /// What is found and what to do about it, in a sentence.
    pub says: String,
}

impl Finding {
    /// A finding about the part of the agreement that a path leads to.
    pub fn new(path: impl Into<String>, clause: &str, says: impl Into<String>) -> Finding {
        Finding { path: path.into(), clause: clause.to_owned(), says: says.into() }
    }

    /// The field's name: the path without places in lists.
    pub fn field(&self) -> String {
        let is_place = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
        self.path.split('.').filter(|part| !is_place(part)).collect::<Vec<_>>().join(".")
    }
}

/// The nearest of the known words to a misspelt one, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = 1 + word.chars().count() / 3;
    known
        .into_iter()
        .map(|candidate| (edits(word, candidate), candidate))
        .filter(|(edits, _)| *edits <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many letters must be changed, added or left out to make one word of another.
pub fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, letter) in from.chars().take(60).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in to.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_one_line_whatever_the_file_says() {
        let place = Place { line: 1, column: 1 };
        let (clause, field) = ("4.1\r\nb".to_owned(), "staffing".to_owned());
        let (says, path) = ("is\nwrong".to_owned(), String::new());
        let problem = Problem { place, clause, field, says, path };
        assert_eq!(problem.sentence(), "clause 4.1 b: staffing: is wrong");
    }

    #[test]
    fn places_count_lines_and_characters_from_one() {
        let text = "a = 1\nŵ = 2\n";
        assert_eq!(Place::of(text, 0), Place { line: 1, column: 1 });
        assert_eq!(Place::of(text, 6), Place { line: 2, column: 1 });
        assert_eq!(Place::of(text, 9), Place { line: 2, column: 3 });
        assert_eq!(Place::of(text, 7), Place { line: 2, column: 1 });
        assert_eq!(Place::of(text, 999), Place { line: 3, column: 1 });
    }

    #[test]
    fn a_slip_of_the_pen_finds_its_word_and_nonsense_does_not() {
        let known = ["full_cost", "salary", "clause"];
        assert_eq!(nearest("fullcost", known), Some("full_cost"));
        assert_eq!(nearest("claus", known), Some("clause"));
        assert_eq!(nearest("xyzzyplugh", known), None);
    }
}
