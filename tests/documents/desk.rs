//! Commands given in-process, and the folders that they write into.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::OnceLock;

use chrono::NaiveDate;
use concordat::cli::Desk;
use concordat::cli::run;
use serde_json::Value;

use crate::paper::Paper;

/// What a command said.
pub struct Said {
    /// Standard error.
    pub err: String,
    /// The exit status.
    pub status: u8,
}

/// Gives a command on a day; its words are parted by spaces, save those in quotation marks.
pub fn give_on(today: NaiveDate, command: &str) -> Said {
    let mut words = vec![OsString::from("concordat")];
    for (index, part) in command.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.into());
        } else {
            words.extend(part.split_whitespace().map(OsString::from));
        }
    }
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut desk = Desk { out: &mut out, err: &mut err, today, colours: false };
    let status = run(words, &mut desk);
    Said { err: String::from_utf8(err).expect("what is said is UTF-8"), status }
}

/// Gives a command.
pub fn give(command: &str) -> Said {
    give_on(NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day"), command)
}

/// Gives a command that must be done.
pub fn done(command: &str) {
    let said = give(command);
    assert_eq!(said.status, 0, "`{command}` ended {}: {}", said.status, said.err);
}

/// The path of a file of the examples, in quotation marks.
pub fn example(name: &str) -> String {
    format!("\"{}\"", examples().join(name).display())
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// The text of a file of the examples.
pub fn example_text(name: &str) -> String {
    fs::read_to_string(examples().join(name)).expect("the example is there")
}

/// The illustrative agreement, as a table.
pub fn illustrative() -> toml::Table {
    let text = example_text("hampshire-isle-of-wight/illustrative.toml");
    text.parse().expect("the example is TOML")
}

/// A folder of this test alone, which is not there yet.
pub fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("documents").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("an old folder can be cleared away");
    }
    folder
}

/// Writes an agreement that a test has made up, and gives its path and a folder for its documents.
pub fn made(name: &str, text: &str) -> (PathBuf, PathBuf) {
    let folder = fresh(name);
    fs::create_dir_all(&folder).expect("a folder can be made");
    let file = folder.join("agreement.toml");
    fs::write(&file, text).expect("a file can be written");
    (file, folder.join("bills"))
}

/// The names of a folder's files, in order.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("it can be read").file_name().to_string_lossy().into_owned()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}

/// The files of a folder and of the folders in it, in order.
pub fn files(folder: &Path) -> Vec<String> {
    let within = |name: String| match folder.join(&name) {
        path if path.is_dir() => {
            files(&path).into_iter().map(|inside| format!("{name}/{inside}")).collect()
        }
        _ => vec![name],
    };
    names(folder).into_iter().flat_map(within).collect()
}

/// The PDFs of a folder, in order.
pub fn papers(folder: &Path) -> Vec<Paper> {
    let names = names(folder);
    let pdfs = names.iter().filter(|name| Path::new(name).extension().is_some_and(|e| e == "pdf"));
    pdfs.map(|name| Paper::read(&folder.join(name))).collect()
}

/// The PDFs of a folder that are to be paid or given back: all but its statements.
pub fn bills(folder: &Path) -> Vec<Paper> {
    papers(folder).into_iter().filter(|paper| !paper.name().contains("-statement")).collect()
}

/// The demo, drawn up once for all tests.
pub struct Demo {
    folder: PathBuf,
}

impl Demo {
    /// The demo's folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of its PDFs.
    pub fn paper(&self, name: &str) -> Paper {
        Paper::read(&self.folder.join(format!("{name}.pdf")))
    }

    /// One of its JSON files.
    pub fn json(&self, name: &str) -> Value {
        let text = fs::read_to_string(self.folder.join(format!("{name}.json")));
        serde_json::from_str(&text.expect("the demo writes it")).expect("it is JSON")
    }

    /// One of its CSV files: its rows, without the names of the columns.
    pub fn csv(&self, name: &str) -> Vec<csv::StringRecord> {
        let path = self.folder.join(format!("{name}.csv"));
        let mut reader = csv::Reader::from_path(path).expect("the demo writes it");
        reader.records().map(|row| row.expect("it is CSV")).collect()
    }
}

/// The demo.
pub fn demo() -> &'static Demo {
    static DEMO: OnceLock<Demo> = OnceLock::new();
    DEMO.get_or_init(|| {
        let folder = fresh("demo");
        done(&format!("demo --out \"{}\"", folder.display()));
        Demo { folder }
    })
}
