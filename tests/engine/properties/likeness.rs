//! A file and what it says: written back it reads the same, and nothing sets it apart from itself.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use concordat::billing::effect::effect;
use concordat::domain::agreement::Agreement;
use concordat::domain::file::read;
use concordat::domain::file::write;
use concordat::domain::redline::redline;

use super::every_case;

fn reads_the_same_when_written(agreement: &Agreement) {
    let text = write(agreement);
    let again = read(&text).unwrap_or_else(|problems| panic!("{problems:?}\n{text}")).agreement;
    assert_eq!(again, *agreement);
    assert_eq!(write(&again), text);
}

/// Every agreement file under a folder.
fn agreement_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the examples are there");
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("it can be read").path()) {
        if path.is_dir() {
            found.extend(agreement_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_file_that_is_written_back_reads_the_same() {
    every_case(|case| reads_the_same_when_written(&case.agreement));
}

#[test]
fn the_examples_read_the_same_when_they_are_written_back() {
    let files = agreement_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples"));
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).expect("it can be read");
        let agreement = read(&text).expect("an example reads").agreement;
        reads_the_same_when_written(&agreement);
        assert_eq!(redline(&agreement, &agreement), [], "{}", file.display());
    }
}

#[test]
fn nothing_sets_an_agreement_apart_from_itself() {
    every_case(|case| {
        assert_eq!(redline(&case.agreement, &case.agreement), []);
        let effects = effect(&case.agreement, &case.agreement);
        assert!(effects.iter().all(|effect| effect.difference.is_nil()), "{effects:?}");
    });
}
