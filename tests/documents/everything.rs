//! Every kind of document of every agreement that there is, drawn once for all that look at them:
//! of the golden cases by the commands that they give, of the examples over their whole terms, and
//! of agreements made up by chance.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::LazyLock;

use concordat::billing::invoice::DocumentKind;
use concordat::documents::font::Fonts;
use concordat::documents::heads_of_terms::heads_of_terms;
use concordat::documents::invoice::invoice;
use concordat::documents::page::Document;
use concordat::documents::pdf::render;
use concordat::documents::statement::statement;
use concordat::domain::calendar::date;

use crate::balances::letter;
use crate::balances::reconciliation;
use crate::desk::done;
use crate::desk::fresh;
use crate::issued::Statement;
use crate::issued::by_chance;
use crate::issued::examples;
use crate::issued::golden;

/// The seeds whose agreements are drawn.
const SEEDS: std::ops::Range<u64> = 0..60;

/// A document on paper.
pub struct Drawn {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: &'static str,
    /// The electronic invoice that must be inside, by its name.
    pub electronic: BTreeMap<String, String>,
}

/// All of them.
pub static EVERYTHING: LazyLock<Vec<Drawn>> = LazyLock::new(|| {
    let folder = fresh("everything");
    let mut drawn = by_command(&folder.join("golden"), golden_commands());
    drawn.extend(by_command(&folder.join("examples"), example_commands()));
    let fonts = Fonts::embedded();
    let issued = golden().into_iter().chain(examples());
    drawn.extend(issued.flat_map(|of| issued_documents(&folder.join("issued"), &of, &fonts)));
    let chance = SEEDS.filter_map(by_chance);
    drawn.extend(chance.flat_map(|of| made_up(&folder.join("chance"), &of, &fonts)));
    drawn.extend(year_end(&folder.join("year-end"), &fonts));
    drawn
});

/// The documents of a kind.
pub fn of_kind(kind: &str) -> impl Iterator<Item = &'static Drawn> {
    EVERYTHING.iter().filter(move |drawn| drawn.kind == kind)
}

/// Every command of a golden case that can be given for paper, with the name of its case.
fn golden_commands() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/golden");
    let mut commands = Vec::new();
    for entry in fs::read_dir(root).expect("the cases are there") {
        let folder = entry.expect("it can be read").path();
        let name = folder.file_name().expect("a case has a name").to_string_lossy().into_owned();
        let given = fs::read_to_string(folder.join("command")).expect("a case has a command");
        let draws = |line: &(usize, &str)| !line.1.starts_with("check ");
        for (index, command) in given.lines().enumerate().filter(draws) {
            let (command, _) = command.split_once(" --format").unwrap_or((command, ""));
            let words = command.split_whitespace().filter(|word| *word != "--explain");
            let words = words.map(|word| {
                let path = folder.join(word);
                if path.is_file() { format!("\"{}\"", path.display()) } else { word.to_owned() }
            });
            commands.push((format!("{name}-{index}"), words.collect::<Vec<_>>().join(" ")));
        }
    }
    commands
}

/// The examples, year by year over their terms, and all that is drawn of them as a whole.
fn example_commands() -> Vec<(String, String)> {
    let terms = [
        ("hampshire-isle-of-wight", "illustrative", "--days DAYS --costs COSTS", 2018..=2023),
        ("backdated-pay-award", "agreement", "", 2022..=2024),
        ("monthly-in-advance-by-days", "agreement", "", 2024..=2026),
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut commands = Vec::new();
    for (folder, file, sheets, years) in terms {
        let at = |name: &str| format!("\"{}\"", root.join(folder).join(name).display());
        let agreement = at(&format!("{file}.toml"));
        let sheets = sheets
            .replace("DAYS", &at("illustrative-days.csv"))
            .replace("COSTS", &at("illustrative-costs.csv"));
        for year in years {
            let label = format!("{year}/{:02}", (year + 1) % 100);
            let command = format!("year {agreement} --year {label} {sheets}");
            commands.push((format!("{folder}-{year}"), command));
        }
        commands.push((format!("{folder}-heads"), format!("heads {agreement}")));
        commands.push((format!("{folder}-breaks"), format!("breaks {agreement}")));
        if folder == "hampshire-isle-of-wight" {
            let values = at("kpi-values.csv");
            for year in 2019..=2024 {
                let command = format!("kpis {agreement} --values {values} --as-at {year}-12-31");
                commands.push((format!("{folder}-indicators-{year}"), command));
            }
            let real = at("agreement.toml");
            commands.push((format!("{folder}-redline"), format!("compare {real} {agreement}")));
        }
    }
    commands
}

/// Gives commands for paper, each into a place of its own.
fn by_command(folder: &Path, commands: Vec<(String, String)>) -> Vec<Drawn> {
    let mut drawn = Vec::new();
    for (name, command) in commands {
        let (kind, many) = match command.split_once(' ').map(|(first, _)| first) {
            Some("recharge" | "year") => ("", true),
            Some("heads") => ("heads of terms", false),
            Some("breaks") => ("break calendar", false),
            Some("kpis") => ("performance schedule", false),
            Some("compare") => ("redline", false),
            other => panic!("{other:?} is no command that draws"),
        };
        let out = if many { folder.join(&name) } else { folder.join(format!("{name}.pdf")) };
        done(&format!("{command} --format pdf --out \"{}\"", out.display()));
        let made = |path: PathBuf| {
            let file = path.file_name().expect("a file has a name").to_string_lossy();
            let kind = match kind {
                "" if file.contains("-statement") => "recharge statement",
                "" if file.contains("-schedule-of-payments") => "schedule of payments",
                "" => "pro forma",
                kind => kind,
            };
            Drawn { path: path.clone(), kind, electronic: BTreeMap::new() }
        };
        if many {
            let entries = fs::read_dir(&out).expect("the folder is there");
            drawn.extend(entries.map(|entry| made(entry.expect("it can be read").path())));
        } else {
            drawn.push(made(out));
        }
    }
    drawn
}

fn issued_documents(folder: &Path, of: &Statement, fonts: &Fonts) -> Vec<Drawn> {
    let documents = of.documents.iter().map(|(made, xml)| {
        let kind = match made.totals.document {
            DocumentKind::CreditNote => "credit note",
            DocumentKind::Invoice if made.is_debit_note() => "debit note",
            DocumentKind::Invoice => "invoice",
        };
        let number = made.number.as_deref().expect("what is issued has a number");
        let name = format!("{}-{}", of.name, made.totals.letter);
        let mut drawn =
            draw(&folder.join(format!("{name}.pdf")), kind, &invoice(&of.agreement, made), fonts);
        drawn.electronic.insert(format!("{number}.xml"), xml.clone());
        drawn
    });
    documents.collect()
}

/// What is issued under an agreement made up by chance, its statement and its heads of terms.
fn made_up(folder: &Path, of: &Statement, fonts: &Fonts) -> Vec<Drawn> {
    let paper = statement(&of.agreement, &of.actuals, &of.drawn_up, true);
    let path = folder.join(format!("{}-statement.pdf", of.name));
    let mut drawn = vec![draw(&path, "recharge statement", &paper, fonts)];
    let heads = heads_of_terms(&of.agreement, date(2026, 11, 22));
    let path = folder.join(format!("{}-heads.pdf", of.name));
    drawn.push(draw(&path, "heads of terms", &heads, fonts));
    drawn.extend(issued_documents(folder, of, fonts));
    drawn
}

/// Writes a document as a file.
pub fn draw(path: &Path, kind: &'static str, document: &Document, fonts: &Fonts) -> Drawn {
    let bytes = render(document, fonts);
    let bytes = bytes.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
    fs::write(path, bytes).expect("a file can be written");
    Drawn { path: path.to_owned(), kind, electronic: BTreeMap::new() }
}

/// What a year's end asks for: the letter to agree balances, and a reconciliation as a statement.
fn year_end(folder: &Path, fonts: &Fonts) -> Vec<Drawn> {
    let letters = [true, false].map(|same| {
        let path = folder.join(format!("letter-{same}.pdf"));
        draw(&path, "letter of balances", &letter(same).1, fonts)
    });
    let (agreement, actuals, reconciled) = reconciliation();
    let paper = statement(&agreement, &actuals, &reconciled, false);
    let path = folder.join("reconciliation.pdf");
    let drawn = draw(&path, "reconciliation statement", &paper, fonts);
    letters.into_iter().chain([drawn]).collect()
}
