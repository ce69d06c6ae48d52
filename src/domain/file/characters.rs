//! Characters in the texts of an agreement file that cannot go onto paper.

use std::ops::Range;

use toml::de::DeTable;
use toml::de::DeValue;

use crate::domain::problem::Finding;
use crate::domain::problem::Lines;
use crate::domain::problem::Problem;

/// The texts of a file in which a character stands that is not to be printed: one problem for each
/// text, at the first such character, naming all of them. A file that cannot be read has none.
///
/// ```
/// use concordat::domain::file::unprintable;
///
/// let found = unprintable("title = \"Cold ☃ days\"\n", |character| character.is_ascii());
/// assert_eq!((found[0].place.line, found[0].place.column), (1, 15));
/// assert!(found[0].says.contains("“☃” (U+2603)"));
/// ```
pub fn unprintable(text: &str, prints: impl Fn(char) -> bool) -> Vec<Problem> {
    let mut walk = Walk { text, lines: Lines::of(text), prints, found: Vec::new() };
    if let Ok(table) = DeTable::parse(text) {
        walk.table(table.get_ref(), "", "");
    }
    walk.found
}

struct Walk<'t, P> {
    text: &'t str,
    lines: Lines<'t>,
    prints: P,
    found: Vec<Problem>,
}

impl<P: Fn(char) -> bool> Walk<'_, P> {
    fn table(&mut self, table: &DeTable, path: &str, clause: &str) {
        let own = table.get("clause").and_then(|value| value.get_ref().as_str());
        let clause = own.unwrap_or(clause);
        for (key, value) in table {
            let key = key.get_ref();
            let path = if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
            self.value(value.get_ref(), &value.span(), &path, clause);
        }
    }

    fn value(&mut self, value: &DeValue, span: &Range<usize>, path: &str, clause: &str) {
        match value {
            DeValue::Table(table) => self.table(table, path, clause),
            DeValue::Array(list) => {
                for item in list {
                    self.value(item.get_ref(), &item.span(), path, clause);
                }
            }
            DeValue::String(words) => self.words(words, span, path, clause),
            _ => {}
        }
    }

    fn words(&mut self, words: &str, span: &Range<usize>, path: &str, clause: &str) {
        let mut lacking: Vec<char> = words.chars().filter(|c| !(self.prints)(*c)).collect();
        let Some(first) = lacking.first().copied() else { return };
        lacking.sort_unstable();
        lacking.dedup();
        // One that is written as an escape, as \\u2603, is shown where its text begins.
        let at = self.text.get(span.clone()).and_then(|written| written.find(first)).unwrap_or(0);
        let named: Vec<String> =
            lacking.iter().map(|c| format!("“{c}” (U+{:04X})", u32::from(*c))).collect();
        let says = format!(
            "{} cannot be printed, and no document is made with it: write it another way",
            named.join(", ")
        );
        let finding = Finding::new(path, clause, says);
        self.found.push(Problem {
            place: self.lines.place(span.start + at),
            clause: finding.clause.clone(),
            field: finding.field(),
            says: finding.says,
            path: finding.path,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_named_once_at_its_first_character() {
        let text = "# ☃ in a remark\n[[line]]\nclause = \"4.1\"\nname = \"a\"\n\
                    list = [\"ok\", '''one\ntwo ☃☂☃''']\nescaped = \"\\u2603\"\n";
        let found = unprintable(text, |character| character.is_ascii());
        let places: Vec<(u32, u32)> =
            found.iter().map(|problem| (problem.place.line, problem.place.column)).collect();
        assert_eq!(places, [(6, 5), (7, 11)], "{found:#?}");
        assert_eq!((&*found[0].clause, &*found[0].field), ("4.1", "line.list"));
        assert!(found[0].says.starts_with("“☂” (U+2602), “☃” (U+2603) cannot"), "{found:#?}");
        assert_eq!(unprintable("title = ", |_| false), []);
    }
}
