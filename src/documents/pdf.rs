//! A document as a PDF file: the same document gives the same bytes, on any day and any machine.
//!
//! The pages are drawn by printpdf, with fonts already cut down to the characters in use. What it
//! writes that is not the document's own (a version, dates, an identifier from a counter) is then
//! put right on the finished objects. Every run of content is marked in its page's stream, and
//! numbered from 0 on each page in the order of `Sheet::runs`, for a structure tree to point at.

mod ink;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use lopdf::Object;
use lopdf::StringFormat;
use lopdf::dictionary;
use printpdf::CustomPdfConformance;
use printpdf::FontId;
use printpdf::FontMetrics;
use printpdf::ParsedFont;
use printpdf::PdfConformance;
use printpdf::PdfDocument;
use printpdf::PdfFont;
use printpdf::PdfPage;
use printpdf::PdfSaveOptions;

use crate::documents::RenderError;
use crate::documents::font::Face;
use crate::documents::font::Fonts;
use crate::documents::font::Subset;
use crate::documents::font::Weight;
use crate::documents::layout;
use crate::documents::layout::Layout;
use crate::documents::page::Document;
use crate::documents::page::drawing::Draw;

/// What the file says made it.
const PRODUCER: &str = "Concordat";

/// Writes a document as a PDF file.
pub fn render(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let layout = layout::lay_out(document, fonts)?;
    let mut file = draw(document, &layout, fonts)?;
    "1.7".clone_into(&mut file.version);
    state_properties(&mut file, document)?;
    state_language(&mut file, document)?;
    drop_empty_entries(&mut file);
    file.compress();
    write(&mut file)
}

/// The pages as printpdf draws them.
fn draw(
    document: &Document,
    layout: &Layout,
    fonts: &Fonts,
) -> Result<lopdf::Document, RenderError> {
    let mut pdf = PdfDocument::new(&document.title);
    // Any other value would embed a colour profile for printing presses.
    pdf.metadata.info.conformance = PdfConformance::Custom(CustomPdfConformance::default());
    for (weight, used) in used(layout) {
        let face = fonts.face(weight);
        let font = PdfFont::new(embeddable(face, face.subset(&used)?));
        pdf.resources.fonts.map.insert(font_id(weight), font);
    }
    pdf.resources.xobjects.map.extend(ink::images(layout));
    for sheet in &layout.pages {
        let (width, height) = (layout::PAGE_WIDTH, layout::PAGE_HEIGHT);
        let mut page = PdfPage::new(printpdf::Mm(210.0), printpdf::Mm(297.0), ink::page(sheet));
        let paper = printpdf::Rect::from_wh(printpdf::Pt(width), printpdf::Pt(height));
        page.media_box = paper.clone();
        page.trim_box = paper.clone();
        page.crop_box = paper;
        pdf.pages.push(page);
    }
    let options = PdfSaveOptions { image_optimization: None, ..PdfSaveOptions::default() };
    let mut warnings = Vec::new();
    let file = pdf.to_lopdf_document(&options, &mut warnings);
    match warnings.first() {
        None => Ok(file),
        Some(warning) => Err(RenderError::Unwritable { reason: warning.msg.clone() }),
    }
}

/// The characters that each face draws.
fn used(layout: &Layout) -> BTreeMap<Weight, BTreeSet<char>> {
    let mut used: BTreeMap<Weight, BTreeSet<char>> = BTreeMap::new();
    let draws = layout.pages.iter().flat_map(|page| &page.runs).flat_map(|run| &run.draws);
    for draw in draws {
        if let Draw::Text { weight, text, .. } = draw {
            used.entry(*weight).or_default().extend(text.chars());
        }
    }
    used
}

/// The name of a face in the pages' resources; not F1 to F14, which printpdf takes for built in.
fn font_id(weight: Weight) -> FontId {
    let name = match weight {
        Weight::Regular => "Regular",
        Weight::Bold => "Bold",
    };
    FontId(name.to_owned())
}

fn embeddable(face: &Face, subset: Subset) -> ParsedFont {
    let map = subset.glyphs.iter().map(|(&c, glyph)| (u32::from(c), glyph.id)).collect();
    let widths = subset.glyphs.values().map(|glyph| (glyph.id, glyph.advance)).collect();
    let metrics = FontMetrics { ascent: face.ascender, descent: face.descender };
    let name = Some(subset.name);
    let mut font = ParsedFont::with_glyph_data(
        subset.program,
        0,
        name,
        map,
        widths,
        face.units_per_em,
        metrics,
    );
    let [x_min, y_min, x_max, y_max] = face.bounds;
    let stated = &mut font.pdf_font_metrics;
    (stated.x_min, stated.y_min, stated.x_max, stated.y_max) = (x_min, y_min, x_max, y_max);
    stated.us_weight_class = face.weight;
    font
}

/// The properties that a viewer shows, dated by the document and by no clock.
fn state_properties(file: &mut lopdf::Document, document: &Document) -> Result<(), RenderError> {
    let date = format!("D:{}", document.date.format("%Y%m%d"));
    let mut properties = dictionary! {
        "Title" => text(&document.title),
        "Author" => text(&document.author),
        "Producer" => text(PRODUCER),
        "CreationDate" => text(&date),
        "ModDate" => text(&date),
    };
    if !document.subject.trim().is_empty() {
        properties.set("Subject", text(&document.subject));
    }
    let id = file
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .map_err(|error| unwritable(&error))?;
    file.set_object(id, properties);
    Ok(())
}

/// The language of the text, and the title in the window's bar instead of the file's name.
fn state_language(file: &mut lopdf::Document, document: &Document) -> Result<(), RenderError> {
    let catalog = file.catalog_mut().map_err(|error| unwritable(&error))?;
    catalog.set("Lang", text(&document.language));
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    Ok(())
}

/// Takes out the empty lists and resources that printpdf writes.
fn drop_empty_entries(file: &mut lopdf::Document) {
    let empty = |object: &Object| match object {
        Object::Dictionary(entries) => entries.is_empty(),
        Object::Array(items) => items.is_empty(),
        _ => false,
    };
    let unused: BTreeSet<_> =
        file.objects.iter().filter(|(_, object)| empty(object)).map(|(&id, _)| id).collect();
    file.objects.retain(|id, _| !unused.contains(id));
    for object in file.objects.values_mut() {
        let Ok(entries) = object.as_dict_mut() else { continue };
        let gone = |value: &Object| {
            empty(value) || value.as_reference().is_ok_and(|id| unused.contains(&id))
        };
        let keys: Vec<Vec<u8>> =
            entries.iter().filter(|(_, value)| gone(value)).map(|(key, _)| key.clone()).collect();
        for key in keys {
            entries.remove(&key);
        }
    }
    file.renumber_objects();
}

/// Saves the file with an identifier made from all that is in it.
fn write(file: &mut lopdf::Document) -> Result<Vec<u8>, RenderError> {
    file.trailer.remove(b"ID");
    let identifier = fingerprint(&save(file)?).to_be_bytes().to_vec();
    let identifier = Object::String(identifier, StringFormat::Hexadecimal);
    file.trailer.set("ID", vec![identifier.clone(), identifier]);
    save(file)
}

fn save(file: &mut lopdf::Document) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    let mut options = lopdf::SaveOptions {
        use_object_streams: true,
        use_xref_streams: true,
        ..lopdf::SaveOptions::default()
    };
    options.object_stream_config.compression_level = 9;
    file.save_with_options(&mut bytes, options)
        .map_err(|error| RenderError::Unwritable { reason: error.to_string() })?;
    Ok(bytes)
}

/// Sixteen bytes that change with any byte of the file: FNV-1a, which needs no secrecy here.
pub(super) fn fingerprint(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    bytes.iter().fold(BASIS, |hash, &byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

/// A text string: ASCII as it is, anything else in UTF-16.
fn text(words: &str) -> Object {
    if words.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Object::String(words.as_bytes().to_vec(), StringFormat::Literal);
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(words.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

fn unwritable(error: &lopdf::Error) -> RenderError {
    RenderError::Unwritable { reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::page::Block;
    use crate::documents::page::Column;
    use crate::documents::page::Table;

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
        assert_eq!(date, b"D:20181005");
        let title = lopdf::decode_text_string(info.get(b"Title").expect("a title"));
        assert_eq!(title.expect("text"), "Anfoneb – invoice 7");
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
}
