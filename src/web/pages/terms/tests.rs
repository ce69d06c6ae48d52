//! Every agreement of the examples and of the golden cases goes through the forms unharmed: as it
//! stands, and written anew from nothing.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use crate::domain::agreement::Agreement;
use crate::domain::file;
use crate::domain::file::keys;
use crate::domain::form::Is;
use crate::domain::form::Place;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::place;
use crate::web::form::Errors;
use crate::web::pages::terms::problems;
use crate::web::pages::terms::section;
use crate::web::pages::terms::typed::typed;

fn files_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("a folder can be read").path();
        if path.is_dir() {
            files_in(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
}

/// The agreements that can be read, each with its path and its text.
fn agreements() -> Vec<(PathBuf, String, Agreement)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files_in(&root.join("examples"), &mut paths);
    files_in(&root.join("tests/engine/golden"), &mut paths);
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a file can be read");
        let agreement = file::read(&text).ok()?.agreement;
        Some((path, text, agreement))
    };
    let found: Vec<_> = paths.into_iter().filter_map(read).collect();
    assert!(found.len() > 35, "only {} agreements were found", found.len());
    found
}

/// Every place of a draft with a page that is saved, each after those that it is in.
fn places(draft: &Table) -> Vec<Place> {
    let mut found = vec![place("agreement").expect("the top")];
    let mut next = 0;
    while let Some(here) = found.get(next).cloned() {
        next += 1;
        for field in here.form.fields.iter().filter(|field| field.is_elsewhere()) {
            let within = place(&here.within(field.key)).expect("a place");
            match within.is {
                Is::List => {
                    let count = parts::items(draft, &within.path).len();
                    let items = (0..count).map(|number| within.within(&number.to_string()));
                    found.extend(items.map(|path| place(&path).expect("an item")));
                }
                _ if parts::at(draft, &within).is_some() => found.push(within),
                _ => {}
            }
        }
    }
    found
}

/// Saves a part with what its page shows of it.
fn save(draft: &Table, at: &Place, from: &Table, of: &Place) -> Result<Table, Errors> {
    let given = typed(of.form, parts::at(from, of));
    let before = parts::at(draft, at).cloned();
    let mut errors = Errors::none();
    let table = section::read(draft, at, before.as_ref(), &given, &mut errors);
    section::edited(draft, at, table, &mut errors).map(|(draft, _)| draft).ok_or(errors)
}

#[test]
fn every_part_saved_as_it_is_shown_leaves_the_agreement_as_it_was() {
    for (path, text, agreement) in agreements() {
        let opened = parts::tables(&text);
        assert_eq!(parts::strange(&opened), [""; 0], "{}", path.display());
        let mut draft = opened.clone();
        for at in places(&opened) {
            let saved = save(&draft, &at, &opened, &at);
            draft = saved.unwrap_or_else(|e| panic!("{} {}: {e:?}", path.display(), at.path));
        }
        let read = file::read(&parts::text(&draft)).expect("it reads").agreement;
        assert_eq!(read, agreement, "{}", path.display());
    }
}

/// The files that are refused have mistakes of every kind: what of them fields can hold is opened,
/// and each mistake is told at a part that has a page, in words of the pages.
#[test]
fn what_is_wrong_with_a_file_leads_to_a_page_in_its_words() {
    let mut paths = Vec::new();
    files_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engine/refusals"), &mut paths);
    let keys = keys::tables().flat_map(|table| table.keys).map(|key| key.name);
    let keys: Vec<&str> = keys.filter(|key| key.contains('_')).collect();
    let mut told = 0;
    for path in paths {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let Ok(draft) = text.parse::<Table>() else { continue };
        if !parts::strange(&draft).is_empty() {
            continue;
        }
        for problem in problems::read(&draft).err().unwrap_or_default() {
            let is_there = match problem.place.is {
                Is::Item(_) => parts::at(&draft, &problem.place).is_some(),
                is => is != Is::New,
            };
            assert!(is_there, "{}: {problem:?}", path.display());
            let words = problem.says.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            let spoken: Vec<&str> = words.filter(|word| keys.contains(word)).collect();
            assert_eq!(spoken, [""; 0], "{}: {problem:?}", path.display());
            told += 1;
        }
    }
    assert!(told > 20, "only {told} mistakes were told");
}

/// The place of a new item in the list of an item, where it is the next of them.
fn as_new(draft: &Table, of: &Place) -> Option<Place> {
    let Is::Item(number) = of.is else { return Some(of.clone()) };
    let (list, _) = of.path.rsplit_once('.')?;
    let owner = place(list)?.above()?;
    let is_there = owner.is == Is::Table || parts::at(draft, &owner).is_some();
    let is_next = parts::items(draft, list).len() == number && is_there;
    is_next.then(|| place(&format!("{list}.new"))).flatten()
}

/// Parts that name others are saved once those are there, as people would.
fn written_anew(from: &Table, name: &str) -> Table {
    let (mut draft, mut left) = (Table::new(), places(from));
    while !left.is_empty() {
        let (before, mut waiting, mut told) = (left.len(), Vec::new(), Vec::new());
        for of in left {
            let saved = as_new(&draft, &of).map(|at| save(&draft, &at, from, &of));
            match saved {
                Some(Ok(saved)) => draft = saved,
                saved => {
                    told.push((of.path.clone(), saved));
                    waiting.push(of);
                }
            }
        }
        assert!(waiting.len() < before, "{name}: {told:?}");
        left = waiting;
    }
    draft
}

#[test]
fn every_agreement_can_be_written_from_nothing_in_the_forms() {
    for (path, text, agreement) in agreements() {
        let draft = written_anew(&parts::tables(&text), &path.display().to_string());
        let read = file::read(&parts::text(&draft));
        let read = read.unwrap_or_else(|problems| panic!("{}: {problems:#?}", path.display()));
        assert_eq!(read.agreement, agreement, "{}", path.display());
    }
}
