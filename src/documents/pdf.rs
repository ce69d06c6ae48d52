//! A document as a PDF file: the same document gives the same bytes, on any day and any machine.
//!
//! The pages are drawn by printpdf. A pass over the finished objects then makes the file accessible
//! (PDF/UA-1) and archival (PDF/A-3a): the structure that says what each run of content means, the
//! outline, the metadata, the prepared typefaces, the colours, the files inside it; and it puts
//! right what is not the document's own (a version, dates, an identifier from a counter).

mod archive;
mod attached;
mod colour_profile;
mod ink;
mod outline;
mod saving;
mod tags;
mod typefaces;

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::Dictionary;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::StringFormat;
use lopdf::dictionary;
use printpdf::CustomPdfConformance;
use printpdf::FontId;
use printpdf::PdfConformance;
use printpdf::PdfDocument;
use printpdf::PdfPage;
use printpdf::PdfSaveOptions;

use crate::documents::RenderError;
use crate::documents::font::Fonts;
use crate::documents::font::Typeface;
use crate::documents::font::Weight;
use crate::documents::layout;
use crate::documents::layout::Layout;
use crate::documents::page::Document;
use crate::documents::page::drawing::Draw;

pub use self::attached::attached;
use self::saving::Written;

/// Writes a document as a PDF file.
///
/// # Errors
/// Where something must not be printed as it stands: a character that the fonts lack, an empty
/// title, a table without headings, a row that no page can hold.
pub fn render(document: &Document, fonts: &Fonts) -> Result<Vec<u8>, RenderError> {
    let layout = layout::lay_out(document, fonts)?;
    let typefaces = Typefaces::of(&layout, fonts)?;
    let mut file = draw(document, &layout, &typefaces)?;
    let elements = finish(&mut file, document, &layout, &typefaces, fonts)?;
    saving::save(&file, elements)
}

/// The typefaces that a document is written with.
struct Typefaces(BTreeMap<Weight, Arc<Typeface>>);

impl Typefaces {
    fn of(layout: &Layout, fonts: &Fonts) -> Result<Self, RenderError> {
        let draws = || layout.pages.iter().flat_map(|page| &page.runs).flat_map(|run| &run.draws);
        let mut typefaces = BTreeMap::new();
        for weight in [Weight::Regular, Weight::Bold] {
            let texts = draws().filter_map(|draw| match draw {
                Draw::Text { weight: own, text, .. } if *own == weight => Some(text.as_str()),
                _ => None,
            });
            if texts.clone().next().is_some() {
                typefaces.insert(weight, fonts.typeface(weight, texts)?);
            }
        }
        Ok(Self(typefaces))
    }

    /// A text in the codes of its typeface, two bytes a character.
    fn codes(&self, weight: Weight, text: &str) -> Vec<u8> {
        let typeface = &self.0[&weight];
        let mut codes = Vec::with_capacity(2 * text.len());
        for character in text.chars() {
            let code = typeface.code(character);
            let code = code.expect("a typeface is picked for all texts drawn with it");
            codes.extend(code.to_be_bytes());
        }
        codes
    }
}

/// The pages as printpdf draws them.
fn draw(
    document: &Document,
    layout: &Layout,
    typefaces: &Typefaces,
) -> Result<lopdf::Document, RenderError> {
    let mut pdf = PdfDocument::new(&document.full_title());
    // Any other value would embed a colour profile for printing presses.
    pdf.metadata.info.conformance = PdfConformance::Custom(CustomPdfConformance::default());
    pdf.resources.xobjects.map.extend(ink::images(layout));
    for sheet in &layout.pages {
        let (width, height) = (layout::PAGE_WIDTH, layout::PAGE_HEIGHT);
        let ops = ink::page(sheet, typefaces);
        let mut page = PdfPage::new(printpdf::Mm(210.0), printpdf::Mm(297.0), ops);
        let paper = printpdf::Rect::from_wh(printpdf::Pt(width), printpdf::Pt(height));
        page.media_box = paper.clone();
        page.trim_box = paper.clone();
        page.crop_box = paper;
        pdf.pages.push(page);
    }
    // Not `secure`, which would leave out the texts that `ink` writes itself.
    let options =
        PdfSaveOptions { image_optimization: None, secure: false, ..PdfSaveOptions::default() };
    let mut warnings = Vec::new();
    let file = pdf.to_lopdf_document(&options, &mut warnings);
    match warnings.first() {
        None => Ok(file),
        Some(warning) => Err(RenderError::Unwritable { reason: warning.msg.clone() }),
    }
}

/// The name of a face in the pages' resources; not F1 to F14, which printpdf takes for built in.
fn font_id(weight: Weight) -> FontId {
    FontId(font_name(weight).to_owned())
}

fn font_name(weight: Weight) -> &'static str {
    match weight {
        Weight::Regular => "Regular",
        Weight::Bold => "Bold",
    }
}

/// Adds to the drawn pages all that makes them a document, and writes out their structure.
fn finish(
    file: &mut lopdf::Document,
    document: &Document,
    layout: &Layout,
    typefaces: &Typefaces,
    fonts: &Fonts,
) -> Result<Written, RenderError> {
    let pages: Vec<ObjectId> = file.page_iter().collect();
    state_resources(file, &pages, typefaces, fonts)?;
    let (structure, elements) = tags::add(file, layout, &pages);
    let outline = outline::add(file, &layout.headings, &pages);
    let metadata = archive::add_metadata(file, document);
    let colours = archive::add_colours(file);
    let attached: Vec<(String, ObjectId)> = document
        .attachments
        .iter()
        .map(|inside| (inside.name.clone(), archive::add_attachment(file, document, inside)))
        .collect();
    let info = file
        .trailer
        .get(b"Info")
        .and_then(Object::as_reference)
        .map_err(|error| unwritable(&error))?;
    file.objects.insert(info, archive::properties(document));
    let catalog = file.catalog_mut().map_err(|error| unwritable(&error))?;
    catalog.remove(b"PageLayout");
    catalog.set("Lang", text(&document.language));
    // The title in the window's bar instead of the file's name.
    catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
    catalog.set("MarkInfo", dictionary! { "Marked" => true });
    catalog.set("StructTreeRoot", structure);
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", vec![Object::Reference(colours)]);
    if let Some(outline) = outline {
        catalog.set("Outlines", outline);
        catalog.set("PageMode", "UseOutlines");
    }
    attach(catalog, attached);
    Ok(elements)
}

/// Names the files inside the document, in the catalogue and in the list of attachments, which is
/// sorted by name.
fn attach(catalog: &mut Dictionary, mut attached: Vec<(String, ObjectId)>) {
    if attached.is_empty() {
        return;
    }
    attached.sort();
    let associated: Vec<Object> = attached.iter().map(|&(_, id)| id.into()).collect();
    let names: Vec<Object> =
        attached.iter().flat_map(|(name, id)| [text(name), (*id).into()]).collect();
    catalog.set("AF", associated);
    catalog.set("Names", dictionary! { "EmbeddedFiles" => dictionary! { "Names" => names } });
}

/// Gives every page the prepared typefaces, in place of what printpdf lists for each page.
fn state_resources(
    file: &mut lopdf::Document,
    pages: &[ObjectId],
    typefaces: &Typefaces,
    fonts: &Fonts,
) -> Result<(), RenderError> {
    let mut listed = Dictionary::new();
    for (&weight, typeface) in &typefaces.0 {
        listed.set(font_name(weight), typefaces::add(file, fonts.face(weight), typeface));
    }
    let mut shared = dictionary! { "Font" => listed };
    let resources = file.new_object_id();
    for &page in pages {
        let entries = file.get_dictionary_mut(page).map_err(|error| unwritable(&error))?;
        let own = entries.get(b"Resources").and_then(Object::as_reference);
        entries.set("Resources", resources);
        // Annotations are the tags' to add.
        entries.remove(b"Annots");
        let own = own.ok().and_then(|own| file.objects.remove(&own));
        // All pages list the same pictures; the rest of what they list is empty.
        if let Some(pictures) = own.as_ref().and_then(|own| pictures(own, file)) {
            shared.set("XObject", pictures);
        }
    }
    file.objects.insert(resources, shared.into());
    let empty = |object: &Object| object.as_dict().is_ok_and(Dictionary::is_empty);
    file.objects.retain(|_, object| !empty(object));
    Ok(())
}

/// The list of pictures among a page's resources, where there are any.
fn pictures(resources: &Object, file: &lopdf::Document) -> Option<Object> {
    let listed = resources.as_dict().and_then(|entries| entries.get(b"XObject")).ok()?;
    let (_, pictures) = file.dereference(listed).ok()?;
    pictures.as_dict().is_ok_and(|pictures| !pictures.is_empty()).then(|| listed.clone())
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
mod tests;
