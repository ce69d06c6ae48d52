//! A PDF, read with the tools that others read it with.

use std::io::ErrorKind;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use crate::words::fold;
use crate::words::squeeze;

const HOW_TO_GET: &str = "install poppler-utils and qpdf (sudo apt-get install poppler-utils qpdf) \
                          or run tests/run, which does";

/// A PDF and its text.
pub struct Paper {
    path: PathBuf,
    /// The text of each page, in the order in which it is drawn.
    pub pages: Vec<String>,
    /// The text of all pages, its white space folded.
    pub words: String,
}

impl Paper {
    /// Reads a PDF.
    pub fn read(path: &Path) -> Paper {
        let text = tool("pdftotext", &["-raw", "-enc", "UTF-8"], path, &["-"]);
        let text = String::from_utf8(text).expect("pdftotext was asked for UTF-8");
        let text = text.strip_suffix('\u{c}').unwrap_or(&text);
        let pages: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        Paper { path: path.to_owned(), words: fold(text), pages }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file's name.
    pub fn name(&self) -> String {
        self.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// What it is headed, on its first page under the council's name.
    pub fn heading(&self) -> &str {
        self.pages[0].lines().nth(1).expect("the first page has a heading")
    }

    /// Whether words stand in it, wherever its lines break.
    pub fn says(&self, words: &str) -> bool {
        self.words.contains(&fold(words))
    }

    /// Holds that words stand in it.
    #[track_caller]
    pub fn must_say(&self, words: &str) {
        assert!(self.says(words), "{} does not say “{words}”:\n{}", self.name(), self.words);
    }

    /// Holds that words stand nowhere in it.
    #[track_caller]
    pub fn must_not_say(&self, words: &str) {
        assert!(!self.says(words), "{} says “{words}”:\n{}", self.name(), self.words);
    }

    /// A fact that `pdfinfo` tells, such as its title.
    pub fn fact(&self, name: &str) -> Option<String> {
        let told = String::from_utf8(tool("pdfinfo", &["-enc", "UTF-8"], &self.path, &[]));
        let told = told.expect("pdfinfo was asked for UTF-8");
        let fact = told.lines().find_map(|line| line.strip_prefix(&format!("{name}:")));
        fact.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    /// Its fonts, as `pdffonts` lists them: name, embedded, subset, with Unicode.
    pub fn fonts(&self) -> Vec<(String, [bool; 3])> {
        let told = String::from_utf8_lossy(&tool("pdffonts", &[], &self.path, &[])).into_owned();
        let rows = told.lines().skip(2).map(|row| {
            let cells: Vec<&str> = row.split_whitespace().collect();
            let from_end = |back: usize| cells[cells.len() - back] == "yes";
            (cells[0].to_owned(), [from_end(5), from_end(4), from_end(3)])
        });
        rows.collect()
    }

    /// Its objects written out, so that a name in them can be looked for.
    pub fn objects(&self) -> String {
        let written = tool("qpdf", &["--qdf", "--object-streams=disable"], &self.path, &["-"]);
        String::from_utf8_lossy(&written).into_owned()
    }

    /// Holds what every document must be: sound, with its fonts in it, titled, in English, and each
    /// page with its number and the document's reference and date.
    pub fn must_be_sound(&self, reference: &str, on: &str) {
        let name = self.name();
        let checked = tool("qpdf", &["--check"], &self.path, &[]);
        let checked = String::from_utf8_lossy(&checked).into_owned();
        assert!(checked.contains("No syntax or stream encoding errors"), "{name}: {checked}");
        let fonts = self.fonts();
        assert!(!fonts.is_empty(), "{name} has no fonts");
        for (font, is) in fonts {
            assert_eq!(is, [true; 3], "{name}: {font} is embedded, subset, with Unicode");
            assert_eq!(font.find('+'), Some(6), "{name}: {font} is named as a subset");
        }
        let [title, author, subject] = ["Title", "Author", "Subject"].map(|fact| self.fact(fact));
        let [title, author] = [title, author].map(|fact| squeeze(&fact.unwrap_or_default()));
        assert!(author.len() > 5 && subject.is_some(), "{name} has no author or subject");
        // The heading, which may take several lines, then what tells this file from all others.
        let own = squeeze(&format!("{reference} – {author}"));
        let heading = title.strip_suffix(&own).filter(|heading| heading.len() > 5);
        let heading = heading.unwrap_or_else(|| panic!("{name} is titled {title}, without {own}"));
        let begins = format!("{author}{heading}");
        assert!(squeeze(&self.pages[0]).starts_with(&begins), "{name}: {begins}");
        assert!(self.fact("Page size").is_some_and(|size| size.ends_with("(A4)")), "{name}");
        let objects = self.objects();
        assert!(objects.contains("/Lang (en-GB)"), "{name} is not in British English");
        assert!(objects.contains("/DisplayDocTitle true"), "{name} does not show its title");
        self.must_number_its_pages(&format!("{reference} · {on}"));
        assert!(!self.words.contains('\u{fffd}'), "{name} lost a character");
    }

    fn must_number_its_pages(&self, reference: &str) {
        let name = self.name();
        let count = self.pages.len();
        assert_eq!(self.fact("Pages"), Some(count.to_string()), "{name}");
        for (index, page) in self.pages.iter().enumerate() {
            let page = fold(page);
            let footer = fold(&format!("{reference} Page {} of {count}", index + 1));
            assert!(page.ends_with(&footer), "{name}: a page does not end “{footer}”:\n{page}");
        }
    }

    /// A reader that goes through its words from the front.
    pub fn reader(&self) -> Reader<'_> {
        Reader { paper: self, at: 0 }
    }
}

/// Goes through a document's words in their order.
pub struct Reader<'p> {
    paper: &'p Paper,
    at: usize,
}

impl Reader<'_> {
    /// Finds words after those found before, at most so many characters on.
    #[track_caller]
    pub fn find_within(&mut self, reach: usize, words: &str) {
        let rest = &self.paper.words[self.at..];
        let words = fold(words);
        let found = rest.find(&words).filter(|at| rest[..*at].chars().count() <= reach);
        let Some(at) = found else {
            let near: String = rest.chars().take(reach.clamp(400, 1500)).collect();
            panic!("{} does not go on “{words}” within {reach}:\n{near}", self.paper.name());
        };
        self.at += at + words.len();
    }

    /// Finds words anywhere after those found before.
    #[track_caller]
    pub fn find(&mut self, words: &str) {
        self.find_within(usize::MAX, words);
    }
}

/// Runs a tool on a file and gives what it writes; a tool that is not there, or that finds fault,
/// is a failure that says so.
fn tool(name: &str, before: &[&str], file: &Path, after: &[&str]) -> Vec<u8> {
    let ran = Command::new(name).args(before).arg(file).args(after).output();
    let output = match ran {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            panic!("the documents cannot be looked at, for {name} is not here: {HOW_TO_GET}")
        }
        Err(error) => panic!("{name} cannot be run: {error}"),
    };
    let says = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} on {}: {says}", file.display());
    output.stdout
}
