//! The README tells the truth: its reference is the program's own, and its first agreement does
//! what it says.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;
use concordat::billing::stage;
use concordat::cli::Desk;
use concordat::cli::file_reference;
use concordat::cli::run;
use concordat::workflow::duties;

fn readme() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    fs::read_to_string(path).expect("the README is there")
}

/// What stands between a mark and its end, with what stands before and after.
fn marked<'t>(text: &'t str, mark: &str) -> (&'t str, &'t str, &'t str) {
    let (begins, ends) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->"));
    let (before, rest) = text.split_once(&begins).expect("the mark begins");
    let (stands, after) = rest.split_once(&ends).expect("the mark ends");
    (before, stands, after)
}

#[test]
fn what_the_program_makes_is_the_programs_own() {
    let mut text = readme();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    for (mark, own) in
        [("reference", file_reference()), ("duties", duties::table()), ("stages", stage::table())]
    {
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            let (before, _, after) = marked(&text, mark);
            let own = own.trim();
            text = format!("{before}<!-- {mark} -->\n\n{own}\n\n<!-- /{mark} -->{after}");
            fs::write(&path, &text).expect("the README can be written");
        }
        assert!(
            marked(&text, mark).1.trim() == own.trim(),
            "the README's {mark} are not the program's: run this test with UPDATE_GOLDEN=1"
        );
    }
}

/// The commands of a script or of a block of the README, each in one line.
fn commands(text: &str) -> Vec<String> {
    let text = text.replace("\\\n", " ").replace("\"$here/agreement.toml\"", "agreement.toml");
    let text = text.replace("\"$here/days.csv\"", "days.csv");
    let lines = text.lines().filter(|line| line.starts_with("concordat "));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn the_quarter_that_is_told_is_the_script_that_the_tests_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/quarter");
    let script = |name: &str| fs::read_to_string(folder.join(name)).expect("a script is there");
    let given = [commands(&script("begin.sh")), commands(&script("a-quarter.sh"))].concat();
    let text = readme();
    let told = commands(marked(&text, "quarter").1);
    assert!(told.len() > 20, "{told:#?}");
    let mut rest = given.iter();
    for command in told {
        assert!(rest.any(|given| *given == command), "{command} is not given there:\n{given:#?}");
    }
}

/// The blocks of a language in the README.
fn blocks(language: &str) -> Vec<String> {
    let text = readme();
    let opened = format!("```{language}\n");
    let parts = text.split(&opened).skip(1);
    parts.map(|part| part.split("```").next().unwrap_or_default().to_owned()).collect()
}

fn say(words: &[&str]) -> (String, u8) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    let mut desk = Desk { out: &mut out, err: &mut err, today, colours: false };
    let words = ["concordat"].iter().chain(words).map(OsString::from);
    let status = run(words, &mut desk);
    (String::from_utf8(out).expect("text") + &String::from_utf8(err).expect("text"), status)
}

#[test]
fn the_first_agreement_does_what_is_said_of_it() {
    let [first, variation, councils] = blocks("toml")
        .try_into()
        .unwrap_or_else(|found: Vec<String>| panic!("the README has {} agreements", found.len()));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readme");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let path = folder.join("my-agreement.toml");
    let file = path.to_str().expect("a path of letters");

    fs::write(&path, &first).expect("it can be written");
    let (check, status) = say(&["check", file]);
    assert_eq!(status, 0, "{check}");
    let words = ["fourteen", "fifteen", "sixteen", "seventeen", "eighteen"];
    let count = check.matches(": warning: ").count();
    let told = words.get(count - 14).map(|word| format!("{word} warnings here"));
    assert!(told.is_some_and(|told| readme().contains(&told)), "{count} warnings:\n{check}");
    let (second, status) = say(&["recharge", file, "--period", "2025/26-Q2", "--explain"]);
    assert_eq!(status, 0, "{second}");
    for said in ["£6,150.00", "£922.50", "24,600.00", "to be confirmed"] {
        assert!(second.contains(said), "{said} is not in\n{second}");
    }

    fs::write(&path, first.clone() + &variation).expect("it can be written");
    let (third, _) = say(&["recharge", file, "--period", "2025/26-Q3"]);
    assert!(third.contains("2025/26-Q2, adjusted"), "{third}");
    assert_eq!(third.matches("£4,500.00").count(), 2, "{third}");
    let (again, _) = say(&["recharge", file, "--period", "2025/26-Q2", "--explain"]);
    assert_eq!(again, second, "what was billed stays as it was");

    let (before, from_supplier) = first.split_once("[supplier]").expect("a supplier");
    let (_, after) = from_supplier.split_once("[billing]").expect("how it bills");
    let vat = first.lines().find(|line| line.starts_with("vat ")).expect("a decision on VAT");
    let sent = format!("{before}{councils}\n[billing]{after}{vat}\n{variation}");
    fs::write(&path, sent).expect("it can be written");
    let bills = folder.join("bills");
    let out = bills.to_str().expect("a path of letters");
    for format in ["pdf", "ubl"] {
        let command = ["recharge", file, "--period", "2025/26-Q3", "--approved-by", "Your Name"];
        let (said, status) = say(&[&command[..], &["--format", format, "--out", out]].concat());
        assert_eq!(status, 0, "{said}");
        assert!(!said.contains("does not say") && !said.contains("no electronic"), "{said}");
    }
    for name in ["ASH-PEL-2025-202526Q3-A.pdf", "ASH-PEL-2025-202526Q3-A.xml"] {
        assert!(bills.join(name).exists(), "{name}");
    }
}

#[test]
fn every_command_that_is_named_is_one() {
    let (help, status) = say(&["--help"]);
    assert_eq!(status, 0);
    let named = readme();
    let rows = named.lines().filter_map(|line| line.strip_prefix("| `concordat "));
    let commands: Vec<&str> = rows.filter_map(|row| row.split([' ', '`']).next()).collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        assert!(help.contains(&format!("\n  {command}")), "{command} is no command:\n{help}");
        let (text, status) = say(&[command, "--help"]);
        assert!(status == 0 && text.contains("Usage:"), "{command}: {text}");
    }
    let (listed, _) = help.split_once("Options:").expect("the options come after");
    let known = listed.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    for command in known {
        assert!(named.contains(&format!("| `concordat {command}")), "{command} is not told of");
    }
}

#[test]
fn help_names_the_formats_of_its_own_command_and_each_is_one() {
    for (command, has, lacks) in [
        ("recharge", "text, json, csv, pdf, xlsx, ubl", "ics"),
        ("breaks", "text, json, csv, pdf, ics", "ubl"),
        ("check", "text, json, csv", "pdf"),
    ] {
        let (help, status) = say(&[command, "--help"]);
        assert_eq!(status, 0);
        let named = help.lines().filter_map(|line| line.trim().strip_prefix("- "));
        let named: Vec<&str> = named.filter_map(|line| line.split(':').next()).collect();
        assert_eq!(named.join(", "), has, "{help}");
        let agreement = "examples/hampshire-isle-of-wight/agreement.toml";
        let more: &[&str] = if command == "recharge" { &["--period", "2018/19-Q2"] } else { &[] };
        let (said, status) = say(&[&[command, agreement, "--format", lacks], more].concat());
        let expected = format!("`{command}` has no {lacks}: use text");
        assert!(status == 2 && said.contains(&expected), "{said}");
        let (said, status) = say(&[command, agreement, "--format", "docx"]);
        assert!(status == 2 && said.contains(&format!("[possible values: {has}]")), "{said}");
    }
}
