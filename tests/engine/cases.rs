//! Cases that a finance officer can proof-read: a folder each, named in English, with the files
//! that they would have, the command that they would give, and what it must say, word for word.
//!
//! `UPDATE_GOLDEN=1` writes what a command says now into its case: read every line of the
//! difference before it is kept.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use concordat::cli::Desk;
use concordat::cli::run;

/// What a command said.
pub struct Said {
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// The exit status.
    pub status: u8,
}

/// Gives a command in a folder: words naming files of the folder are led there.
pub fn give(folder: &Path, command: &str) -> Said {
    let words = words(command).into_iter().map(|word| {
        let path = folder.join(&word);
        if path.is_file() { path.into_os_string() } else { OsString::from(word) }
    });
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    let mut desk = Desk { out: &mut out, err: &mut err, today, colours: false };
    let status = run([OsString::from("concordat")].into_iter().chain(words), &mut desk);
    let plain = |bytes: Vec<u8>| {
        let text = String::from_utf8(bytes).expect("output is UTF-8");
        text.replace(&format!("{}/", folder.display()), "")
    };
    Said { out: plain(out), err: plain(err), status }
}

/// The words of a command; quotation marks hold a word with spaces together.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in command.trim().split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// The folders of a kind of case, in order of their names.
fn folders(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine").join(kind);
    let entries = fs::read_dir(&root).expect("the cases are there");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("it can be read").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders
}

/// Holds every case of a kind to what its file says; all that differ are told at once.
fn hold(kind: &str, expected: &str, at_least: usize, status: u8) {
    let folders = folders(kind);
    assert!(folders.len() >= at_least, "{} cases of {at_least}", folders.len());
    let mut wrong = String::new();
    for folder in folders {
        let commands = fs::read_to_string(folder.join("command")).expect("a case has a command");
        let mut said = String::new();
        for command in commands.lines().filter(|line| !line.trim().is_empty()) {
            let answer = give(&folder, command);
            if answer.status != status {
                wrong += &format!("{}: `{command}` ended {}\n", folder.display(), answer.status);
            }
            said += &format!("$ concordat {command}\n{}{}", answer.out, answer.err);
        }
        let file = folder.join(expected);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&file, &said).expect("the case can be written");
        }
        let stands = fs::read_to_string(&file).unwrap_or_default();
        if stands != said {
            wrong += &format!("{}\n--- stands\n{stands}\n--- said\n{said}\n", file.display());
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn golden_statements_say_what_they_said() {
    hold("golden", "says.txt", 12, 0);
}

#[test]
fn every_mistake_is_refused_in_its_own_words() {
    hold("refusals", "message.txt", 25, 2);
}
