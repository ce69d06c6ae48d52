//! What every file states, whatever the document.

use super::*;
use crate::documents::page::Attachment;
use crate::documents::page::Block;
use crate::documents::page::Column;
use crate::documents::page::Table;
use crate::documents::page::Text;

fn document(lines: usize) -> Document {
    let date = chrono::NaiveDate::from_ymd_opt(2018, 10, 5).expect("a day");
    let mut document = Document::new("Cyngor Sir Ŵyr", "Anfoneb – invoice 7", "CSŴ-7", date);
    let columns = vec![Column::text("Line").heads_rows(), Column::figures("Net")];
    let mut table = Table::new("Lines", columns);
    (0..lines).for_each(|line| table.push([format!("Line {line}"), format!("−£{line}.00")]));
    document.push(Block::Table(table));
    document
}

fn read(document: &Document) -> lopdf::Document {
    let bytes = render(document, &Fonts::embedded()).expect("rendered");
    lopdf::Document::load_mem(&bytes).expect("a PDF")
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let fonts = Fonts::embedded();
    let first = render(&document(80), &fonts).expect("rendered");
    let other = render(&document(81), &fonts).expect("rendered");
    let again = render(&document(80), &Fonts::embedded()).expect("rendered");
    assert!(first == again, "one document, two files");
    assert!(first != other);
}

#[test]
fn the_file_states_its_title_language_and_date_and_no_other() {
    let file = read(&document(3));
    assert_eq!(file.version, "1.7");
    let catalog = file.catalog().expect("a catalogue");
    assert_eq!(catalog.get(b"Lang").and_then(Object::as_str).expect("Lang"), b"en-GB");
    let id = file.trailer.get(b"Info").and_then(Object::as_reference).expect("Info");
    let info = file.get_dictionary(id).expect("properties");
    let date = info.get(b"CreationDate").and_then(Object::as_str).expect("a date");
    assert_eq!(date, b"D:20181005000000Z");
    let title = lopdf::decode_text_string(info.get(b"Title").expect("a title"));
    assert_eq!(title.expect("text"), "Anfoneb – invoice 7 CSŴ-7 – Cyngor Sir Ŵyr");
    assert!(info.get(b"GTS_PDFXVersion").is_err());
}

#[test]
fn every_run_is_marked_and_numbered_on_its_page() {
    let document = document(80);
    let layout = layout::lay_out(&document, &Fonts::embedded()).expect("laid out");
    let file = read(&document);
    let pages: Vec<_> = file.page_iter().collect();
    assert_eq!(pages.len(), layout.pages.len());
    assert!(pages.len() > 1);
    for (page, sheet) in pages.into_iter().zip(&layout.pages) {
        let stream = String::from_utf8_lossy(&file.get_page_content(page)).into_owned();
        let content = |run: &&layout::Run| matches!(run.mark, layout::Mark::Content(_));
        let count = sheet.runs.iter().filter(content).count();
        assert!(stream.contains(&format!("/P <</MCID {}>> BDC", count - 1)));
        assert!(!stream.contains(&format!("/MCID {count}>>")));
        assert_eq!(stream.matches("/Artifact").count(), sheet.runs.len() - count);
        let entries = file.get_dictionary(page).expect("a page");
        assert!(entries.get(b"Annots").is_err());
    }
}

#[test]
fn fonts_are_embedded_under_a_name_of_their_own() {
    let file = read(&document(3));
    let page = file.page_iter().next().expect("a page");
    let fonts = file.get_page_fonts(page).expect("fonts");
    assert_eq!(fonts.len(), 2);
    for font in fonts.values() {
        let name = font.get(b"BaseFont").and_then(Object::as_name).expect("a name");
        assert!(name[6..].starts_with(b"+LiberationSans"), "{name:?}");
        assert!(font.get(b"ToUnicode").is_ok());
    }
}

/// What the catalogue says of itself under a key.
fn catalogued(file: &lopdf::Document, key: &[u8]) -> Object {
    let entry = file.catalog().and_then(|catalog| catalog.get(key)).expect("an entry");
    file.dereference(entry).expect("an object").1.clone()
}

/// Every element of the structure, by what it is.
fn elements<'a>(file: &'a lopdf::Document, name: &[u8]) -> Vec<&'a Dictionary> {
    let is_one = |entries: &&Dictionary| {
        entries.get(b"S").and_then(Object::as_name).is_ok_and(|own| own == name)
            && entries.has(b"P")
    };
    file.objects.values().filter_map(|object| object.as_dict().ok()).filter(is_one).collect()
}

#[test]
fn the_file_says_which_standards_it_keeps() {
    let file = read(&document(3));
    let metadata = catalogued(&file, b"Metadata");
    let packet = String::from_utf8_lossy(&metadata.as_stream().expect("a stream").content);
    for stated in [
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "Anfoneb – invoice 7",
        "Cyngor Sir Ŵyr",
        "2018-10-05T00:00:00Z",
    ] {
        assert!(packet.contains(stated), "{stated} is not in {packet}");
    }
    let marked = catalogued(&file, b"MarkInfo");
    let marked = marked.as_dict().and_then(|entries| entries.get(b"Marked")).expect("an entry");
    assert_eq!(marked, &Object::Boolean(true));
    assert!(catalogued(&file, b"OutputIntents").as_array().is_ok_and(|all| all.len() == 1));
}

#[test]
fn each_numbered_run_leads_back_to_the_element_that_owns_it() {
    let file = read(&document(80));
    let root = catalogued(&file, b"StructTreeRoot");
    let tree = root.as_dict().and_then(|root| root.get_deref(b"ParentTree", &file));
    let tree = tree.and_then(Object::as_dict).expect("a parent tree");
    let numbers = tree.get(b"Nums").and_then(Object::as_array).expect("numbers");
    assert_eq!(numbers.len(), 2 * file.page_iter().count());
    for pair in numbers.chunks(2) {
        let owners = file.dereference(&pair[1]).and_then(|(_, o)| o.as_array()).expect("a list");
        assert!(!owners.is_empty());
        for owner in owners {
            let owner = owner.as_reference().and_then(|id| file.get_dictionary(id));
            assert!(owner.expect("an element").has(b"K"));
        }
    }
    assert_eq!(elements(&file, b"H1").len(), 1);
    assert_eq!(elements(&file, b"TR").len(), 81);
    for header in elements(&file, b"TH") {
        let attributes = header.get(b"A").and_then(Object::as_dict).expect("attributes");
        assert!(attributes.has(b"Scope"));
    }
}

#[test]
fn a_link_is_an_element_with_its_words_and_its_place() {
    let mut document = document(0);
    document.blocks =
        vec![Block::Paragraph(Text::from("Questions: ").then_email("recharges@hampshire.example"))];
    let file = read(&document);
    let links = elements(&file, b"Link");
    assert_eq!(links.len(), 1);
    let kids = links[0].get(b"K").and_then(Object::as_array).expect("words and a place");
    assert_eq!(kids.len(), 2);
    let page = file.page_iter().next().and_then(|page| file.get_dictionary(page).ok());
    let page = page.expect("a page");
    let annotations = page.get(b"Annots").and_then(Object::as_array).expect("annotations");
    let link = annotations[0].as_reference().and_then(|id| file.get_dictionary(id));
    let link = link.expect("an annotation");
    let action = link.get(b"A").and_then(Object::as_dict).expect("an action");
    let target = action.get(b"URI").and_then(Object::as_str).expect("a target");
    assert_eq!(target, b"mailto:recharges@hampshire.example");
    assert_eq!(link.get(b"StructParent").expect("a key"), &Object::Integer(1));
    let corners = link.get(b"Rect").and_then(Object::as_array).expect("a place");
    let at = |corner: usize| corners[corner].as_float().expect("a length");
    assert!(at(2) - at(0) > 100.0 && at(3) - at(1) > 10.0, "{corners:?}");
}

#[test]
fn a_link_over_two_lines_is_one_element_with_two_places() {
    let mut document = document(0);
    let long = "the guidance of the Commissioners on supplies between local authorities ";
    let text = Text::from("Please see ").then_link(long.repeat(2), "https://www.gov.example/");
    document.blocks = vec![Block::Paragraph(text)];
    let file = read(&document);
    let links = elements(&file, b"Link");
    assert_eq!(links.len(), 1);
    let kids = links[0].get(b"K").and_then(Object::as_array).expect("kids");
    assert_eq!(kids.iter().filter(|kid| kid.as_dict().is_ok()).count(), 2, "{kids:?}");
}

#[test]
fn a_file_inside_is_kept_byte_for_byte() {
    let mut document = document(3);
    let bytes = "<Invoice>£1.00</Invoice>".repeat(100).into_bytes();
    document.attachments.push(Attachment {
        name: "HCC-7.xml".into(),
        media_type: "text/xml".into(),
        description: "UBL 2.1 invoice".into(),
        bytes: bytes.clone(),
    });
    let file = read(&document);
    let associated = catalogued(&file, b"AF");
    let inside = associated.as_array().expect("a list")[0].as_reference();
    let inside = inside.and_then(|id| file.get_dictionary(id)).expect("a file");
    let relation = inside.get(b"AFRelationship").and_then(Object::as_name).expect("a relation");
    assert_eq!(relation, b"Alternative");
    let content = inside.get(b"EF").and_then(Object::as_dict).expect("content");
    let content = content.get_deref(b"F", &file).and_then(Object::as_stream).expect("a stream");
    assert!(content.decompressed_content().expect("it is compressed") == bytes);
}

#[test]
fn headings_are_listed_under_each_other() {
    let mut document = document(0);
    document.blocks =
        vec![Block::heading("One"), Block::subheading("One a"), Block::heading("Two")];
    let file = read(&document);
    let outline = catalogued(&file, b"Outlines");
    let outline = outline.as_dict().expect("an outline");
    let title = |entries: &Dictionary| {
        lopdf::decode_text_string(entries.get(b"Title").expect("a title")).expect("text")
    };
    let first = |entries: &Dictionary| {
        entries.get_deref(b"First", &file).and_then(Object::as_dict).expect("an entry").clone()
    };
    let whole = first(outline);
    assert_eq!(title(&whole), "Anfoneb – invoice 7");
    let one = first(&whole);
    assert_eq!((title(&one), title(&first(&one))), ("One".to_owned(), "One a".to_owned()));
    let two = one.get_deref(b"Next", &file).and_then(Object::as_dict).expect("another");
    assert_eq!(title(two), "Two");
    assert_eq!(outline.get(b"Count").expect("a count"), &Object::Integer(4));
}

#[test]
fn no_stream_ends_so_that_its_length_is_unclear() {
    let fonts = Fonts::embedded();
    let mut ended_so = 0;
    for number in 0..600 {
        let mut document = document(1);
        document.blocks.push(Block::paragraph(format!("Line {number} of so many")));
        let bytes = format!("<Invoice>{}</Invoice>", "a".repeat(number)).into_bytes();
        document.attachments.push(Attachment {
            name: "HCC-7.xml".into(),
            media_type: "text/xml".into(),
            description: "UBL 2.1 invoice".into(),
            bytes: bytes.clone(),
        });
        let rendered = render(&document, &fonts).expect("rendered");
        assert!(!rendered.windows(11).any(|end| end == b"\r\nendstream"), "{number}");
        let file = lopdf::Document::load_mem(&rendered).expect("a PDF");
        for stream in file.objects.values().filter_map(|object| object.as_stream().ok()) {
            let filters = stream.dict.get(b"Filter").and_then(Object::as_array);
            ended_so += usize::from(filters.is_ok_and(|filters| filters.len() == 2));
            let is_file = stream
                .dict
                .get(b"Type")
                .and_then(Object::as_name)
                .is_ok_and(|n| n == b"EmbeddedFile");
            assert!(!is_file || stream.decompressed_content().expect("readable") == bytes);
        }
    }
    assert!(ended_so > 0, "none of them had to be compressed twice");
}
