//! The rules of those who wrote the standards, run over documents of ours.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::desk::fresh;
use crate::words::list;
use crate::words::text;

/// The Python that has what checks documents: `tests/run` makes it, beside what cargo builds.
fn python() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is in the target");
    let python = target.join("checkers/bin/python");
    assert!(python.exists(), "the checkers are not in {}: run tests/run", target.display());
    python
}

/// What the official rules find wrong with electronic invoices, warnings too: the identifiers of
/// the rules, by the name of the document. All are checked at once, for it takes seconds to begin.
pub fn broken_rules(
    folder: &str,
    documents: &BTreeMap<String, String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let folder = fresh(folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    let mut command = Command::new(python());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/checkers");
    command.arg(script.join("electronic_invoices.py")).args(["--strict", "--json"]);
    for (name, xml) in documents {
        let file = folder.join(format!("{name}.xml"));
        fs::write(&file, xml).expect("a file can be written");
        command.arg(file);
    }
    let ran = command.output().expect("Python can be run");
    let (told, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(matches!(ran.status.code(), Some(0 | 1)), "nothing was checked: {err}{told}");
    let answers: Vec<Value> =
        told.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    let broken = answers.iter().map(|answer| {
        let file = Path::new(text(answer, "file")).file_stem().expect("a file has a name");
        let rules = list(answer, "findings").iter().map(|found| text(found, "id").to_owned());
        (file.to_string_lossy().into_owned(), rules.collect::<BTreeSet<String>>())
    });
    let broken: BTreeMap<_, _> = broken.collect();
    assert!(broken.keys().eq(documents.keys()), "not every document was checked: {err}");
    let any = broken.values().any(|rules| !rules.is_empty());
    assert_eq!(ran.status.code(), Some(i32::from(any)), "{err}");
    broken
}
