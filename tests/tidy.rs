//! The rules of the house, held as a test: who may import whom, what the pure rooms never touch,
//! and how long a file, a function and a line may be.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

const PURE_CRATES: &[&str] = &["chrono", "rust_decimal", "serde", "thiserror"];

/// A room: the rooms of ours that it may enter, and the crates that are its own to use.
struct Room {
    name: &'static str,
    enters: &'static [&'static str],
    crates: &'static [&'static str],
}

const ROOMS: &[Room] = &[
    Room {
        name: "domain",
        enters: &["domain"],
        crates: &[
            "toml",
            "csv",
            "num_bigint",
            "num_rational",
            "num_traits",
            "unicode_normalization",
        ],
    },
    Room { name: "billing", enters: &["domain", "billing"], crates: &[] },
    Room { name: "performance", enters: &["domain", "billing", "performance"], crates: &[] },
    Room {
        name: "documents",
        enters: &["domain", "billing", "performance", "documents"],
        crates: &[
            "printpdf",
            "lopdf",
            "flate2",
            "subsetter",
            "ttf_parser",
            "quick_xml",
            "rust_xlsxwriter",
            "similar",
            "png",
            "usvg",
        ],
    },
    Room {
        name: "store",
        enters: &["domain", "billing", "performance", "store"],
        crates: &["diesel", "diesel_migrations", "flate2", "serde_json", "sha2", "uuid"],
    },
    Room { name: "mail", enters: &["mail"], crates: &["lettre", "ureq"] },
    Room { name: "settings", enters: &["domain", "settings"], crates: &["config"] },
    Room {
        name: "workflow",
        enters: &["domain", "billing", "performance", "documents", "store", "mail", "workflow"],
        crates: &[
            "argon2",
            "base64",
            "calamine",
            "csv",
            "getrandom",
            "hmac",
            "serde_json",
            "sha2",
            "uuid",
        ],
    },
    Room {
        name: "web",
        enters: &[
            "domain",
            "billing",
            "performance",
            "documents",
            "settings",
            "store",
            "workflow",
            "web",
        ],
        crates: &[
            "actix_multipart",
            "actix_web",
            "askama",
            "base64",
            "form_urlencoded",
            "futures_util",
            "governor",
            "openidconnect",
            "percent_encoding",
            "prometheus",
            "schemars",
            "serde_json",
            "sha2",
            "subtle",
            "tracing",
            "ureq",
        ],
    },
    Room {
        name: "cli",
        enters: &[
            "domain",
            "billing",
            "performance",
            "documents",
            "store",
            "mail",
            "settings",
            "workflow",
            "web",
            "cli",
        ],
        crates: &[
            "anyhow",
            "calamine",
            "clap",
            "clap_complete",
            "csv",
            "indicatif",
            "rpassword",
            "serde_json",
            "tracing_subscriber",
        ],
    },
];

const PURE: &[&str] = &["domain", "billing", "performance", "documents"];
const NO_FLOATS: &[&str] = &["domain", "billing", "performance"];

/// The crates of the manifest that a room may name; anything else is a finding.
const CRATES: &[&str] = &[
    "actix_multipart",
    "actix_web",
    "anyhow",
    "argon2",
    "askama",
    "base64",
    "calamine",
    "chrono",
    "clap",
    "clap_complete",
    "config",
    "csv",
    "diesel",
    "diesel_migrations",
    "flate2",
    "form_urlencoded",
    "futures_util",
    "getrandom",
    "governor",
    "hmac",
    "indicatif",
    "lettre",
    "libsqlite3_sys",
    "lopdf",
    "mimalloc",
    "num_bigint",
    "num_rational",
    "num_traits",
    "openidconnect",
    "percent_encoding",
    "png",
    "pq_sys",
    "printpdf",
    "prometheus",
    "quick_xml",
    "rpassword",
    "rust_decimal",
    "rust_xlsxwriter",
    "schemars",
    "serde",
    "serde_json",
    "sha2",
    "similar",
    "subsetter",
    "subtle",
    "thiserror",
    "toml",
    "tracing",
    "tracing_subscriber",
    "ttf_parser",
    "unicode_normalization",
    "ureq",
    "usvg",
    "uuid",
];

const NEVER_IN_PURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::io::std",
    "std::thread",
    "std::process",
    "Utc::now",
    "Local::now",
    "SystemTime",
    "Instant::now",
    "async fn",
    "static mut",
];
const NEVER_ANYWHERE: &[&str] = &["use crate::{", "dbg!", "todo!", "unimplemented!", "FIXME"];
const NEVER_NAMES: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc"];

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;
const COLUMNS: usize = 100;

#[test]
fn the_house_is_tidy() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut findings = Vec::new();
    let mut seen = 0;
    for folder in ["src", "tests", "benches"] {
        for path in rust_files(&root.join(folder)) {
            let text = fs::read_to_string(&path).expect("a source file can be read");
            let place = path.strip_prefix(root).expect("it is in the house").to_owned();
            look(&place, &text, &mut findings);
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} files were looked at");
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

#[test]
fn every_crate_of_the_manifest_belongs_to_a_room() {
    let manifest = include_str!("../Cargo.toml").parse::<toml::Table>().expect("TOML");
    let named = manifest["dependencies"].as_table().expect("a table").keys();
    let unknown: Vec<String> = named
        .map(|name| name.replace('-', "_"))
        .filter(|name| !CRATES.contains(&name.as_str()))
        .collect();
    assert_eq!(unknown, [""; 0], "add them to CRATES, and to the room that may use them");
}

#[test]
fn the_look_finds_what_it_looks_for() {
    let wrong = [
        ("src/domain/x.rs", "use crate::billing::statement::draw_up;"),
        ("src/domain/x.rs", "let share: f64 = 0.5;"),
        ("src/billing/x.rs", "let now = chrono::Utc::now();"),
        ("src/billing/x.rs", "use printpdf::Op;"),
        ("src/billing/x.rs", "let sum = exact.round_dp(2);"),
        ("src/cli/x.rs", "let x = maybe.unwrap();"),
        ("src/cli/utils.rs", "fn x() {}"),
        ("src/cli/x.rs", "use crate::{domain, billing};"),
        ("tests/x.rs", "#[ignore]"),
    ];
    for (place, text) in wrong {
        let mut findings = Vec::new();
        look(Path::new(place), text, &mut findings);
        assert!(!findings.is_empty(), "`{text}` was let into {place}");
    }
    let mut findings = Vec::new();
    look(Path::new("src/billing/x.rs"), "use crate::domain::money::Money;\n", &mut findings);
    assert_eq!(findings, [""; 0]);
    let long = format!("fn x() {{\n{}}}\n", "    y();\n".repeat(FUNCTION_LINES));
    look(Path::new("src/billing/x.rs"), &long, &mut findings);
    assert_eq!(findings.len(), 1, "a long function is found: {findings:?}");
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries {
        let path = entry.expect("a folder can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn look(place: &Path, text: &str, findings: &mut Vec<String>) {
    let in_src = place.starts_with("src");
    let parts: Vec<String> = place.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let stem = place.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    if stem.is_some_and(|stem| NEVER_NAMES.contains(&stem.as_str())) {
        findings.push(format!("{}: a file is named after what it is of", place.display()));
    }
    if text.lines().count() > FILE_LINES {
        findings.push(format!("{}: over {FILE_LINES} lines", place.display()));
    }
    let room = in_src.then(|| parts.get(1).map(|room| room.trim_end_matches(".rs"))).flatten();
    let code = if in_src { text.split("#[cfg(test)]").next().unwrap_or(text) } else { text };
    for (index, line) in text.lines().enumerate() {
        if line.chars().count() > COLUMNS && !line.contains("\\\"") && !line.contains("#[command") {
            findings.push(format!("{}:{}: over {COLUMNS} columns", place.display(), index + 1));
        }
    }
    for (index, line) in code.lines().enumerate() {
        let mut find = |says: String| {
            findings.push(format!("{}:{}: {says}", place.display(), index + 1));
        };
        look_at_line(place, room, line, &mut find);
    }
    look_at_functions(place, text, findings);
}

fn look_at_line(place: &Path, room: Option<&str>, line: &str, find: &mut dyn FnMut(String)) {
    let words = line.split("//").next().unwrap_or(line);
    let is_tidy = place.ends_with("tests/tidy.rs");
    if !is_tidy {
        for never in NEVER_ANYWHERE.iter().filter(|never| line.contains(**never)) {
            find(format!("`{never}`"));
        }
        if line.contains(concat!("TO", "DO")) || words.trim_start().starts_with("#[ignore") {
            find("what is left to do is an issue, and no test is left out".to_owned());
        }
    }
    let Some(name) = room else { return };
    if words.contains(".unwrap()") {
        find("`unwrap`: say with `expect` why it cannot happen".to_owned());
    }
    if words.contains("round_dp(") {
        find("`round_dp` is banker's rounding: only `Money::rounded` rounds".to_owned());
    }
    if PURE.contains(&name) {
        for never in NEVER_IN_PURE.iter().filter(|never| words.contains(**never)) {
            find(format!("`{never}` in a pure room"));
        }
    }
    if NO_FLOATS.contains(&name) && (words.contains("f64") || words.contains("f32")) {
        find("a float near money".to_owned());
    }
    look_at_imports(name, words, find);
}

fn look_at_imports(name: &str, words: &str, find: &mut dyn FnMut(String)) {
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else { return };
    for path in words.split("crate::").skip(1) {
        let entered = path.split([':', ';', ' ', '{', '<', '(']).next().unwrap_or_default();
        let is_room = ROOMS.iter().any(|other| other.name == entered);
        if is_room && !room.enters.contains(&entered) {
            find(format!("`{name}` may not import `{entered}`"));
        }
    }
    for named in CRATES.iter().filter(|named| words.contains(&format!("{named}::"))) {
        let before = words.split(&format!("{named}::")).next().unwrap_or_default();
        let is_part = before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        if !is_part && !room.crates.contains(named) && !PURE_CRATES.contains(named) {
            find(format!("`{name}` may not use the crate `{named}`"));
        }
    }
}

/// Functions end where a line closes them at the indentation that they began with.
fn look_at_functions(place: &Path, text: &str, findings: &mut Vec<String>) {
    let lines: Vec<&str> = text.lines().collect();
    for (start, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let visible = ["pub(crate) ", "pub(super) ", "pub ", "const "]
            .iter()
            .fold(bare, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
        if !visible.starts_with("fn ") {
            continue;
        }
        let close = format!("{}}}", " ".repeat(line.len() - bare.len()));
        let end = lines[start..].iter().position(|line| **line == close);
        if end.is_some_and(|end| end + 1 > FUNCTION_LINES) {
            let at = start + 1;
            findings
                .push(format!("{}:{at}: a function over {FUNCTION_LINES} lines", place.display()));
        }
    }
}
