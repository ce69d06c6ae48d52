//! What is read is never written over, and a set of documents is written whole or not at all.

use std::fs;

use chrono::NaiveDate;

use crate::desk::example;
use crate::desk::fresh;
use crate::desk::give;
use crate::desk::give_on;
use crate::desk::names;

const HAMPSHIRE: &str = "hampshire-isle-of-wight/illustrative.toml";

#[test]
fn no_file_that_is_read_is_written_over() {
    let folder = fresh("guards-inputs");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let copy = |name: &str, to: &str| {
        let from = example(&format!("hampshire-isle-of-wight/{name}"));
        let path = folder.join(to);
        fs::copy(from.trim_matches('"'), &path).expect("it can be copied");
        path.display().to_string()
    };
    let agreement = copy("illustrative.toml", "agreement");
    let days = copy("illustrative-days.csv", "days.csv");
    let values = copy("kpi-values.csv", "values.csv");
    let dated = "--as-at 2019-12-31";
    for (command, out) in [
        (format!("kpis \"{agreement}\" --values \"{values}\" {dated} --format csv"), &values),
        (
            format!("recharge \"{agreement}\" --period 2019/20-Q2 --days \"{days}\" --format csv"),
            &days,
        ),
        (format!("year \"{agreement}\" --year 2019/20 --days \"{days}\" --format csv"), &days),
        (format!("heads \"{agreement}\" --format csv"), &agreement),
        (format!("breaks \"{agreement}\" --format json"), &agreement),
        (format!("check \"{agreement}\" --format json"), &agreement),
        (format!("compare \"{agreement}\" \"{agreement}\" --format csv"), &agreement),
    ] {
        let before = fs::read(out).expect("it is there");
        let said = give(&format!("{command} --out \"{out}\""));
        assert_eq!(said.status, 2, "{command}: {}", said.err);
        assert!(said.err.contains("that file is read"), "{command}: {}", said.err);
        assert!(fs::read(out).expect("it is there") == before, "{command}");
    }
}

#[test]
fn a_folder_in_the_place_of_one_document_leaves_all_unwritten() {
    let folder = fresh("guards-half");
    let first = folder.join("HIOW-CS-2018-201819Q2-A-pro-forma.pdf");
    fs::create_dir_all(&first).expect("a folder can be made");
    let recharge = format!("recharge {} --period 2018/19-Q2", example(HAMPSHIRE));
    let said = give(&format!("{recharge} --format pdf --out \"{}\"", folder.display()));
    assert_eq!(said.status, 2, "{}", said.err);
    assert_eq!(names(&folder), ["HIOW-CS-2018-201819Q2-A-pro-forma.pdf"]);
}

#[test]
fn a_place_that_cannot_hold_a_file_is_refused_in_words() {
    let folder = fresh("guards-places");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let file = folder.join("file");
    fs::write(&file, "kept").expect("it can be written");
    let heads = format!("heads {} --format json --out", example(HAMPSHIRE));
    let demo = "demo --out".to_owned();
    for (command, out, words) in [
        (&heads, folder.join("n".repeat(300)), "its name is too long: name a shorter one"),
        (&heads, file.join("in-it.json"), "file is a file, and a folder is wanted: name another"),
        (&demo, file.clone(), "file is a file, and a folder is wanted: name another"),
    ] {
        let said = give(&format!("{command} \"{}\"", out.display()));
        assert_eq!(said.status, 2, "{}", said.err);
        assert!(said.err.contains(words) && !said.err.contains("os error"), "{}", said.err);
    }
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "kept");
    assert_eq!(names(&folder), ["file"]);
}

#[test]
fn a_check_says_what_cannot_be_printed() {
    let text = "reference = \"R-1\"\ntitle = \"Cold ☃ days\"\nstarts = 2018-04-01\n\
                supplier = { name = \"Northshire\" }\npurchaser = { name = \"Westhaven\" }\n";
    let (file, _) = crate::desk::made("guards-check", text);
    let out = file.with_extension("txt");
    let said = give(&format!("check \"{}\" --out \"{}\"", file.display(), out.display()));
    assert_eq!(said.status, 0, "{}", said.err);
    let found = fs::read_to_string(out).expect("it was written");
    assert!(found.contains(":2:15: warning: title: “☃” (U+2603) cannot be printed"), "{found}");
}

#[test]
fn as_of_a_day_a_document_is_the_same_on_every_day() {
    let folder = fresh("guards-days");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let agreement = example(HAMPSHIRE);
    for (name, command) in [
        ("heads", format!("heads {agreement}")),
        ("redline", format!("compare {agreement} {agreement}")),
        ("breaks", format!("breaks {agreement}")),
    ] {
        let on = |day: u32| {
            let out = folder.join(format!("{name}-{day}.pdf"));
            let today = NaiveDate::from_ymd_opt(2026, 11, day).expect("a day");
            let words = format!("{command} --as-at 2019-03-01 --format pdf");
            let said = give_on(today, &format!("{words} --out \"{}\"", out.display()));
            assert_eq!(said.status, 0, "{}", said.err);
            fs::read(out).expect("it was written")
        };
        assert!(on(21) == on(22), "{name}");
    }
}

#[test]
fn a_schedule_without_indicators_says_so() {
    let folder = fresh("guards-none");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let values = folder.join("none.csv");
    fs::write(&values, "kpi,period_end,value,status\n").expect("it can be written");
    let agreement = example("backdated-pay-award/agreement.toml");
    let out = folder.join("none.pdf");
    let kpis = format!("kpis {agreement} --values \"{}\" --as-at 2023-12-31", values.display());
    let said = give(&format!("{kpis} --format pdf --out \"{}\"", out.display()));
    assert_eq!(said.status, 0, "{}", said.err);
    let paper = crate::paper::Paper::read(&out);
    paper.must_say("The agreement has no indicators.");
    paper.must_be_sound("AP-TRADING-2022-KPI", "31 December 2023");
    crate::checkers::must_be_archival([&paper]);
}

#[test]
fn a_character_that_cannot_be_printed_is_shown_where_it_stands() {
    let text = "reference = \"R-1\"\ntitle = \"Cold ☃ days\"\nstarts = 2018-04-01\n\
                supplier = { name = \"Northshire\" }\npurchaser = { name = \"Westhaven\" }\n";
    let (file, out) = crate::desk::made("guards-character", text);
    let said =
        give(&format!("heads \"{}\" --format pdf --out \"{}\"", file.display(), out.display()));
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains("agreement.toml:2:15: error: the character “☃”"), "{}", said.err);
    assert!(!out.exists());
}
