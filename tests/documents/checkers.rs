//! The rules of those who wrote the standards, run over documents of ours.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::desk::fresh;
use crate::desk::names;
use crate::paper::Paper;
use crate::words::list;
use crate::words::text;

/// The Python that has what checks documents: `tests/run` makes it, beside what cargo builds.
fn python() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target");
    let python = target.join("checkers/bin/python");
    assert!(python.exists(), "the checkers are not in {}: run tests/run", target.display());
    python
}

/// Runs a checker over files, and gives what it tells of each, in their order.
fn told(script: &str, options: &[&str], files: &[PathBuf]) -> Vec<Value> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkers");
    let mut command = Command::new(python());
    let ran = command.arg(scripts.join(script)).args(options).args(files).output();
    let ran = ran.expect("Python can be run");
    let (told, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(matches!(ran.status.code(), Some(0 | 1)), "nothing was checked: {err}{told}");
    let answers: Vec<Value> =
        told.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let of = answers.iter().map(|answer| PathBuf::from(text(answer, "file")));
    assert!(of.eq(files.iter().cloned()), "not every document was checked: {err}");
    let any = answers.iter().any(|answer| !list(answer, "findings").is_empty());
    assert_eq!(ran.status.code(), Some(i32::from(any)), "{err}");
    answers
}

/// What the official rules find wrong with electronic invoices, warnings too: the identifiers of
/// the rules, by the name of the document. All are checked at once, for it takes seconds to begin.
pub fn broken_rules(
    folder: &str,
    documents: &BTreeMap<String, String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let folder = fresh(folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    let files = documents.iter().map(|(name, xml)| {
        let file = folder.join(format!("{name}.xml"));
        fs::write(&file, xml).expect("a file can be written");
        file
    });
    let files: Vec<PathBuf> = files.collect();
    let answers = told("electronic_invoices.py", &["--strict", "--json"], &files);
    let rules = answers.iter().map(|answer| {
        list(answer, "findings").iter().map(|found| text(found, "id").to_owned()).collect()
    });
    documents.keys().cloned().zip(rules).collect()
}

/// What is wrong with a PDF, and what is inside it.
pub struct Examined {
    /// Each finding: by whom, the layer of the rules, the rule, and what it says.
    pub faults: Vec<[String; 3]>,
    /// The text of each file inside, by name.
    pub inside: BTreeMap<String, String>,
}

fn examined(answers: &[Value]) -> Vec<Examined> {
    let examined = answers.iter().map(|answer| {
        let fault = |found: &Value| ["layer", "id", "text"].map(|key| text(found, key).to_owned());
        let files = answer.get("inside").and_then(Value::as_object).into_iter().flatten();
        let inside = files.map(|(name, file)| {
            (name.clone(), file.as_str().expect("a file inside is text").to_owned())
        });
        Examined {
            faults: list(answer, "findings").iter().map(fault).collect(),
            inside: inside.collect(),
        }
    });
    examined.collect()
}

/// Holds PDFs to layers of rules, parted by commas: `syntax` (qpdf), `archive` (PDF/A-3a) and
/// `access` (PDF/UA-1) by page-validation, `aloud` (outloud).
pub fn examine(layers: &str, files: &[PathBuf]) -> Vec<Examined> {
    examined(&told("portable_documents.py", &["--json", "--only", layers], files))
}

/// Holds that documents are archival and accessible.
#[track_caller]
pub fn must_be_archival<'p>(papers: impl IntoIterator<Item = &'p Paper>) {
    let files: Vec<PathBuf> = papers.into_iter().map(|paper| paper.path().to_owned()).collect();
    let examined = examine("syntax,archive,access", &files);
    let wrong = files.iter().zip(&examined).filter(|(_, examined)| !examined.faults.is_empty());
    let wrong: Vec<_> = wrong.map(|(file, examined)| (file, &examined.faults)).collect();
    assert!(!files.is_empty() && wrong.is_empty(), "{wrong:#?}");
}

/// Holds PDFs to PDF/A-3a and PDF/UA-1 by veraPDF, the reference; it takes a second a file.
pub fn examine_by_verapdf(files: &[PathBuf]) -> Vec<Examined> {
    examined(&told("verapdf.py", &[], files))
}

/// Breaks a PDF in every way that there is; gives the broken ones by the name of the way.
pub fn break_document(file: &Path, folder: &Path) -> BTreeMap<String, PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkers/break_documents.py");
    fs::create_dir_all(folder).expect("a folder can be made");
    let ran = Command::new(python()).arg(script).arg(file).arg(folder).output();
    let ran = ran.expect("Python can be run");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let broken = names(folder)
        .into_iter()
        .map(|name| (name.trim_end_matches(".pdf").to_owned(), folder.join(&name)));
    broken.collect()
}

/// A document that could not be checked is named, and is no pass.
#[test]
fn what_cannot_be_checked_is_named() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkers/portable_documents.py");
    let ran = Command::new(python()).arg(script).arg("no-such-redline.pdf").output();
    let ran = ran.expect("Python can be run");
    let says = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(ran.status.code(), Some(2), "{says}");
    assert!(says.contains("no-such-redline.pdf: syntax broke down"), "{says}");
}
