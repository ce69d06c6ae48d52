//! Value in, bytes out: the documents that councils send, publish and keep.
//!
//! `page` says what a document means, `layout` where it stands on A4 paper, `font` with which
//! letters, and `pdf` writes the file; `svg` and `html` say the same to a browser. `chart` draws
//! figures and `logo` a council's arms. All of it is pure: the day and the fonts are arguments, and
//! the same document gives the same bytes.

pub mod break_calendar;
pub mod calendar_file;
pub mod chart;
mod fingerprint;
pub mod font;
pub mod heads_of_terms;
pub mod html;
pub mod invoice;
pub mod layout;
pub mod letter;
pub mod letter_of_balances;
mod letterhead;
pub mod logo;
mod markup;
pub mod page;
pub mod pdf;
pub mod performance_schedule;
pub mod plain_text;
pub mod redline;
pub mod schedule_of_payments;
pub mod statement;
pub mod svg;
pub mod ubl;
pub mod workbook;

/// The name of a document's file: only what every file system takes, and no other document's.
///
/// An ordinary name stays as it is. One that has other characters, or is too long, keeps what can
/// be read of it and ends with a tilde, which no ordinary name has, and a mark of the whole.
///
/// ```
/// use concordat::documents::file_name;
///
/// assert_eq!(file_name("HIOW-CS-2018-201819Q2-A", "pdf"), "HIOW-CS-2018-201819Q2-A.pdf");
/// assert_ne!(file_name("A/B", "pdf"), file_name("A:B", "pdf"));
/// ```
pub fn file_name(name: &str, extension: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let readable: String = name.chars().map(plain).collect();
    let readable = readable.trim_start_matches('.');
    if readable == name && name.len() <= LONGEST_NAME {
        return format!("{name}.{extension}");
    }
    let ends = readable.char_indices().map(|(at, c)| at + c.len_utf8());
    let cut = ends.take_while(|end| *end <= LONGEST_NAME - MARK).last().unwrap_or(0);
    let mark = fingerprint::fingerprint(name.as_bytes()) >> 96;
    format!("{}~{mark:08x}.{extension}", &readable[..cut])
}

/// The bytes of the longest name that is left as it is: file systems take from 143 on, with an
/// extension and what a file is called while it is being written.
const LONGEST_NAME: usize = 120;
/// The bytes of a tilde and a mark.
const MARK: usize = 9;

/// Why a document was not rendered. Nothing is written then: a faulty document is worse than none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// The fonts lack a character, and a gap on paper would go unnoticed.
    #[error(
        "the character {} (U+{:04X}) in “{}” cannot be printed with this document’s fonts: \
         please write it another way",
        shown(*.character), u32::from(*.character), short(.text)
    )]
    MissingCharacter {
        /// The character.
        character: char,
        /// The whole text that it stands in.
        text: String,
    },
    /// Something that must be read is empty.
    #[error("the document’s {what} is empty: it is read on the page or aloud, so it is needed")]
    Empty {
        /// What is empty.
        what: &'static str,
    },
    /// A heading is more than one level below the one before it.
    #[error(
        "the heading “{}” is at level {found}, but the one above it is at level {above}: \
         a level cannot be skipped", short(.heading)
    )]
    HeadingSkipped {
        /// The heading.
        heading: String,
        /// Its level.
        found: u8,
        /// The level of the heading above it.
        above: u8,
    },
    /// A table has no columns, or a column without a heading.
    #[error("the table “{}” needs a heading for each of its columns", short(.table))]
    MissingHeading {
        /// The table's summary.
        table: String,
    },
    /// A row does not fill the columns of its table.
    #[error(
        "the row “{}” of the table “{}” fills {found} columns, and the table has {expected}",
        short(.row), short(.table)
    )]
    RowShape {
        /// The table's summary.
        table: String,
        /// The first words of the row.
        row: String,
        /// How many columns its cells span.
        found: usize,
        /// How many columns the table has.
        expected: usize,
    },
    /// A table has more figures side by side than a page is wide.
    #[error("the table “{}” is too wide for the page: please split it", short(.table))]
    TableTooWide {
        /// The table's summary.
        table: String,
    },
    /// Something that is never cut in two is taller than a page.
    #[error("{what} is taller than a page, and is never cut in two: please shorten it")]
    TooTall {
        /// What it is, with its first words.
        what: String,
    },
    /// A font, or the file itself, could not be written.
    #[error("the document could not be written: {reason}")]
    Unwritable {
        /// What the writer reported.
        reason: String,
    },
}

/// A character as a message shows it: itself where it has a shape of its own.
fn shown(character: char) -> String {
    let invisible = character.is_control() || character.is_whitespace();
    let combining = ('\u{300}'..='\u{36f}').contains(&character);
    let unseen = ('\u{200b}'..='\u{206f}').contains(&character) || character == '\u{feff}';
    if invisible || combining || unseen {
        "(unseen)".to_owned()
    } else {
        format!("“{character}”")
    }
}

/// A text short enough for a message, on one line.
pub(crate) fn short(text: &str) -> String {
    const MOST: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= MOST {
        return text;
    }
    let start: String = text.chars().take(MOST).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_character_is_named_with_its_text() {
        let error =
            RenderError::MissingCharacter { character: '☃', text: "Cold ☃ days".into() };
        let message = error.to_string();
        assert!(message.contains("“☃” (U+2603) in “Cold ☃ days”"), "{message}");
    }

    #[test]
    fn different_names_never_share_a_file() {
        let long = "A".repeat(300);
        let names = ["A-B", "A/B", "A:B", "A B", ".A-B", "A-B~", "Ŵ-B", "Ŵ/B", &long];
        let other = [format!("{long}-A"), format!("{long}-B"), "ŵ".repeat(200)];
        let names: Vec<&str> = names.into_iter().chain(other.iter().map(String::as_str)).collect();
        let files: std::collections::BTreeSet<String> =
            names.iter().map(|name| file_name(name, "pdf")).collect();
        assert_eq!(files.len(), names.len(), "{files:?}");
        for file in &files {
            let is_plain = |c: char| c.is_alphanumeric() || "-_.~".contains(c);
            assert!(file.len() <= 124 && file.chars().all(is_plain), "{file}");
            assert!(!file.starts_with('.'), "{file}");
        }
        assert_eq!(file_name("A-B", "pdf"), "A-B.pdf");
        assert!(file_name("A/B", "pdf").starts_with("A-B~"));
    }

    #[test]
    fn a_message_quotes_the_start_of_a_long_text() {
        let error = RenderError::TableTooWide { table: "wide ".repeat(50) };
        assert!(error.to_string().contains("wide wide…”"), "{error}");
        let error = RenderError::MissingCharacter { character: '\u{301}', text: "e".into() };
        assert!(error.to_string().contains("(unseen) (U+0301)"), "{error}");
    }
}
