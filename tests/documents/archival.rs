//! Every document is archival (PDF/A-3a) and accessible (PDF/UA-1) by the rules of others, and the
//! electronic invoice inside is the one that is sent.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::checkers::Examined;
use crate::checkers::examine;
use crate::checkers::examine_by_verapdf;
use crate::desk::demo;
use crate::desk::done;
use crate::desk::example;
use crate::desk::files;
use crate::desk::fresh;
use crate::desk::names;
use crate::everything::EVERYTHING;
use crate::everything::of_kind;
use crate::markup::Element;
use crate::paper::Paper;
use crate::words::pence;
use crate::words::pounds;

/// Every kind of document that there is.
const KINDS: [&str; 12] = [
    "break calendar",
    "credit note",
    "debit note",
    "heads of terms",
    "invoice",
    "letter of balances",
    "performance schedule",
    "pro forma",
    "recharge statement",
    "reconciliation statement",
    "redline",
    "schedule of payments",
];

/// What is wrong, by file.
fn faults(files: &[PathBuf], examined: &[Examined]) -> BTreeMap<String, Vec<String>> {
    let wrong = files.iter().zip(examined).filter(|(_, of)| !of.faults.is_empty());
    wrong
        .map(|(file, of)| {
            let told = of.faults.iter().map(|fault| fault.join(" "));
            (file.display().to_string(), told.collect())
        })
        .collect()
}

#[test]
fn every_document_is_archival_and_accessible() {
    let kinds: BTreeSet<&str> = EVERYTHING.iter().map(|drawn| drawn.kind).collect();
    assert!(kinds.into_iter().eq(KINDS), "not every kind is drawn");
    assert!(EVERYTHING.len() > 600, "{} documents", EVERYTHING.len());
    let files: Vec<PathBuf> = EVERYTHING.iter().map(|drawn| drawn.path.clone()).collect();
    let examined = examine("syntax,archive,access", &files);
    let wrong = faults(&files, &examined);
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), files.len());
    for (drawn, examined) in EVERYTHING.iter().zip(&examined) {
        let name = drawn.path.display();
        assert!(examined.inside == drawn.electronic, "{name} has other files inside");
    }
}

/// One document of each kind, the longest of them all, and one in Welsh.
fn one_of_each() -> Vec<PathBuf> {
    let each = KINDS.iter().map(|kind| of_kind(kind).next().expect("there is one").path.clone());
    let longest = of_kind("heads of terms").filter(|drawn| drawn.path.ends_with(LONG));
    each.chain(longest.map(|drawn| drawn.path.clone())).collect()
}

const LONG: &str = "hampshire-isle-of-wight-heads.pdf";

#[test]
fn one_of_each_kind_passes_the_reference_validator() {
    let files = one_of_each();
    let long = Paper::read(files.last().expect("the last is the long one"));
    assert!(long.pages.len() >= 12, "{} pages", long.pages.len());
    let wrong = faults(&files, &examine_by_verapdf(&files));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn one_of_each_kind_reads_well_aloud() {
    let files = one_of_each();
    let wrong = faults(&files, &examine("aloud", &files));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every line of the electronic invoice stands in the PDF around it, in its order, with its words
/// and its sum; and nothing of the PDF's text is lost.
#[test]
fn paper_says_what_the_electronic_invoice_says() {
    let issued = EVERYTHING.iter().filter(|drawn| !drawn.electronic.is_empty());
    let mut lines = 0;
    for drawn in issued {
        let paper = Paper::read(&drawn.path);
        let xml = drawn.electronic.values().next().expect("there is one");
        assert!(!paper.words.contains('\u{fffd}'), "{} lost a character", paper.name());
        assert!(xml.contains('?') || !paper.words.contains('?'), "{}: ?", paper.name());
        let xml = Element::read(xml);
        let is_credit = xml.name == "CreditNote";
        // What a credit note gives back is negative on paper, and positive in its electronic form.
        let on_paper = |sum: &str| match (is_credit, sum.strip_prefix('-')) {
            (true, Some(sum)) => pounds(sum),
            (true, None) if pence(sum) > 0 => format!("-{}", pounds(sum)),
            _ => pounds(sum),
        };
        paper.must_say(xml.text("ID"));
        let mut reader = paper.reader();
        reader.find(if is_credit { "What is credited" } else { "What is charged" });
        for line in xml.all(&format!("{}Line", xml.name)) {
            reader.find(line.text("Item/Name"));
            let net = line.text("LineExtensionAmount");
            reader.find_within(700, &on_paper(net));
            lines += 1;
        }
        reader.find(&on_paper(xml.text("LegalMonetaryTotal/PayableAmount")));
    }
    assert!(lines > 1500, "{lines} lines");
}

/// Another process, in another zone of time and another language, on the day that it is.
#[test]
fn another_process_on_another_day_writes_the_same_bytes() {
    for (name, zone, language) in
        [("one", "Pacific/Kiritimati", "cy_GB.UTF-8"), ("other", "Pacific/Pago_Pago", "C")]
    {
        let folder = fresh(&format!("process-{name}"));
        let ran = Command::new(env!("CARGO_BIN_EXE_concordat"))
            .args(["demo", "--out"])
            .arg(&folder)
            .env("TZ", zone)
            .env("LC_ALL", language)
            .output()
            .expect("the program runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(files(&folder), files(demo().folder()));
        for file in files(&folder) {
            let [here, there] = [demo().folder(), &folder].map(|at| fs::read(at.join(&file)));
            assert!(here.expect("it is here") == there.expect("it is there"), "{file} differs");
        }
    }
}

/// The file that is sent is the one inside the paper, taken out with a tool of others.
#[test]
fn the_electronic_invoice_inside_is_the_one_that_is_sent() {
    let file = example("hampshire-isle-of-wight/illustrative.toml");
    let folder = fresh("inside");
    let options = "--period 2018/19-Q3 --approved-by \"Ann Officer\"";
    for format in ["pdf", "ubl"] {
        let out = folder.join(format);
        done(&format!("recharge {file} {options} --format {format} --out \"{}\"", out.display()));
    }
    let sent = names(&folder.join("ubl"));
    assert_eq!(sent.len(), 2);
    for name in sent {
        let paper = folder.join("pdf").join(name.replace(".xml", ".pdf"));
        let taken = folder.join("taken.xml");
        let options = ["-save", "1", "-o"];
        let ran = Command::new("pdfdetach").args(options).arg(&taken).arg(&paper).output();
        let ran = ran.expect("pdfdetach is here: poppler-utils has it");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let sent = fs::read(folder.join("ubl").join(&name)).expect("it was written");
        assert!(sent == fs::read(&taken).expect("it was taken out"), "{name} differs");
    }
}

#[test]
fn an_invoice_of_two_pages_with_its_electronic_form_is_small() {
    let two_pages = of_kind("invoice")
        .filter(|drawn| Paper::read(&drawn.path).fact("Pages").as_deref() == Some("2"));
    let sizes: Vec<u64> =
        two_pages.map(|drawn| fs::metadata(&drawn.path).expect("it is there").len()).collect();
    let largest = sizes.iter().max().expect("there are some");
    assert!(*largest < 60_000, "{largest} bytes");
}
