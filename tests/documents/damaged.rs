//! A PDF of ours, broken in one way at a time: each must be found by those that should find it, or
//! a checker that does nothing would pass for one that finds nothing.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use concordat::documents::font::Fonts;
use concordat::documents::invoice::invoice;
use concordat::documents::performance_schedule::performance_schedule;
use concordat::domain::calendar::date;
use concordat::performance::schedule::draw_up;
use concordat::performance::value_file;

use crate::checkers::Examined;
use crate::checkers::break_document;
use crate::checkers::examine;
use crate::checkers::examine_by_verapdf;
use crate::desk::example_text;
use crate::desk::fresh;
use crate::everything::draw;
use crate::issued::examples;
use crate::paper::Paper;

/// Each way of breaking it, and who finds it: page-validation by the rules of PDF/A-3a (`archive`)
/// or PDF/UA-1 (`access`), veraPDF by the same, outloud (`aloud`), or qpdf (`syntax`). None is
/// enough by itself: tables without headers are found by outloud alone, content that does not lead
/// back to its element by veraPDF alone, and three ways by nobody but our own reading.
const WAYS: [(&str, &[&str]); 32] = [
    ("attachment-altered", &[]),
    ("attachment-not-associated", &["archive", "veraPDF archive"]),
    ("attachment-without-a-type", &["archive", "veraPDF archive"]),
    ("claims-no-access", &["access", "veraPDF access"]),
    ("claims-no-archive", &["archive", "veraPDF archive"]),
    ("control", &[]),
    ("cut-short", &["syntax", "archive", "access", "veraPDF archive", "veraPDF access"]),
    ("font-not-inside", &["archive", "access", "aloud", "veraPDF archive", "veraPDF access"]),
    ("glyph-missing", &["archive", "access", "aloud", "veraPDF archive", "veraPDF access"]),
    ("heading-skipped", &["access", "aloud", "veraPDF access"]),
    ("letters-lost", &[]),
    ("link-not-printed", &["archive", "aloud", "veraPDF archive"]),
    ("link-without-parent", &["access", "veraPDF access"]),
    ("link-without-words", &["access", "aloud", "veraPDF access"]),
    ("no-alternative", &["access", "aloud", "veraPDF access"]),
    ("no-colours", &["archive", "veraPDF archive"]),
    ("no-headers", &["aloud"]),
    ("no-language", &["access", "aloud", "veraPDF access"]),
    ("no-parents", &["veraPDF access"]),
    ("no-relationship", &["archive", "veraPDF archive"]),
    ("no-scope", &["access", "aloud", "veraPDF access"]),
    ("no-title", &["access", "aloud", "veraPDF access"]),
    ("no-unicode", &["archive", "access", "aloud", "veraPDF archive", "veraPDF access"]),
    ("not-marked", &["archive", "access", "aloud", "veraPDF archive", "veraPDF access"]),
    ("not-tagged", &["access", "aloud", "veraPDF access"]),
    ("other-letters", &[]),
    ("other-widths", &["archive", "access", "veraPDF archive", "veraPDF access"]),
    ("row-in-paragraph", &["access", "aloud", "veraPDF access"]),
    ("script", &["archive", "veraPDF archive"]),
    ("tabs-in-no-order", &["access", "aloud", "veraPDF access"]),
    ("title-not-shown", &["access", "aloud", "veraPDF access"]),
    ("unknown-role", &["archive", "access", "aloud", "veraPDF archive", "veraPDF access"]),
];

/// An invoice with a link, tables, headings and its electronic form, and a chart after them.
fn sound() -> PathBuf {
    let statements = examples();
    let named = statements.iter().find(|statement| statement.name == "HIOW-CS-2018-201819Q2");
    let of = named.expect("the quarter is issued");
    let (made, _) = of.documents.iter().find(|(made, _)| made.totals.letter == 'B').expect("two");
    let mut document = invoice(&of.agreement, made);
    let values = example_text("hampshire-isle-of-wight/kpi-values.csv");
    let values = value_file::read(&values, &of.agreement).expect("the values are sound");
    let mut drawn_up = draw_up(&of.agreement, &values, date(2019, 12, 31));
    drawn_up.kpis.truncate(1);
    let fonts = Fonts::embedded();
    let schedule = performance_schedule(&of.agreement, &values, &drawn_up, &fonts);
    document.blocks.extend(schedule.expect("it is drawn").blocks);
    draw(&fresh("damaged").join("sound.pdf"), "invoice", &document, &fonts).path
}

/// The document broken in every way, by the name of the way.
static BROKEN: LazyLock<BTreeMap<String, PathBuf>> = LazyLock::new(|| {
    let sound = sound();
    break_document(&sound, &sound.with_file_name("broken"))
});

/// Who found what was done to each file.
fn finders(files: &[PathBuf]) -> Vec<BTreeSet<String>> {
    let own = examine("syntax,archive,access,aloud", files);
    let reference = examine_by_verapdf(files);
    let layers = |by: &str, examined: &Examined| -> Vec<String> {
        examined.faults.iter().map(|[layer, ..]| format!("{by}{layer}")).collect()
    };
    let both = own.iter().zip(&reference);
    both.map(|(own, reference)| {
        layers("", own).into_iter().chain(layers("veraPDF ", reference)).collect()
    })
    .collect()
}

#[test]
fn every_broken_document_is_found() {
    let files: Vec<PathBuf> = BROKEN.values().cloned().collect();
    let found: BTreeMap<&str, BTreeSet<String>> =
        BROKEN.keys().map(String::as_str).zip(finders(&files)).collect();
    let expected: BTreeMap<&str, BTreeSet<String>> = WAYS
        .into_iter()
        .map(|(way, by)| (way, by.iter().map(|by| (*by).to_owned()).collect()))
        .collect();
    assert_eq!(found, expected, "who found each, and who should have");
}

/// What the rules cannot see is seen by our own tests: another text under the letters, a letter
/// lost, and another invoice inside.
#[test]
fn what_no_rule_forbids_is_seen_by_reading_it() {
    let read = |way: &str| Paper::read(&BROKEN[way]);
    assert!(read("control").says("Hampshire County Council"));
    assert!(!read("other-letters").says("Hampshire County Council"));
    assert!(read("letters-lost").words.contains('\u{fffd}'));
    let inside = |way: &str| examine("syntax", &[BROKEN[way].clone()]).remove(0).inside;
    assert_eq!(inside("control").len(), 1);
    assert!(inside("control") != inside("attachment-altered"));
}
