//! A face cut down, compressed and measured: ready to go into any number of files.
//!
//! Cutting a face down costs more than all the rest of a document. Most documents use the same
//! hundred characters, so a face is cut to those once, and to a wider choice when a document first
//! needs it; only a document with rarer characters has its own cut.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io::Write;
use std::sync::Arc;
use std::sync::OnceLock;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::documents::RenderError;
use crate::documents::font::Face;

/// What almost every document is written with, besides ASCII.
const USUAL: &str = "£–‘’“”•·…−×";
/// What the rest of them need: the languages of these islands and their neighbours, and the signs
/// of their papers.
const WIDER: &str = "€§©®°±²³¼½¾÷¶†‡‰™‹›«»‚„¡¿ªº¹\
    ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ\
    ŴŵŶŷẀẁẂẃẄẅỲỳŸĀāĒēĪīŌōŪūĆćČčĎďĐđĘęĚěĞğİıŁłŃńŇňŐőŘřŚśŞşŠšŤťŮůŰűŹźŻżŽžĄąŒœ\
    ≤≥≠≈∞√—";

/// A face cut down to some characters, ready to embed.
#[derive(Debug)]
pub struct Typeface {
    /// The name to embed it by: six letters for the choice, a plus, and the face's own.
    pub name: String,
    /// The font program, compressed (RFC 1950).
    pub program: Vec<u8>,
    /// How long the program is when it is not compressed.
    pub program_length: usize,
    /// How far each character moves the pen, in thousandths of the type's size, by its code.
    pub widths: Vec<u16>,
    /// The character of each code, from 1, as the map that a PDF file asks for, compressed; code 0
    /// is what a viewer shows for a missing one.
    pub character_map: Vec<u8>,
    codes: BTreeMap<char, u16>,
    ascii: [u16; 128],
}

impl Typeface {
    /// Cuts a face down to some characters.
    pub fn cut(face: &Face, characters: &BTreeSet<char>) -> Result<Self, RenderError> {
        let subset = face.subset(characters)?;
        let failed = |error: std::io::Error| RenderError::Unwritable {
            reason: format!("the font {}: {error}", face.name),
        };
        let program = compressed(&subset.program).map_err(failed)?;
        let mut by_code: Vec<(u16, char)> =
            subset.glyphs.iter().map(|(&character, glyph)| (glyph.id, character)).collect();
        by_code.sort_unstable();
        let codes: BTreeMap<char, u16> =
            by_code.iter().map(|&(code, character)| (character, code)).collect();
        // Two characters may share a shape, such as the sign for ohm and the letter: they are read
        // back as the first.
        by_code.dedup_by_key(|(code, _)| *code);
        let mut ascii = [0; 128];
        for (&character, &code) in codes.iter().filter(|(character, _)| character.is_ascii()) {
            ascii[character as usize] = code;
        }
        let characters: Vec<char> = by_code.iter().map(|&(_, character)| character).collect();
        let character_map = compressed(map_of(&characters).as_bytes()).map_err(failed)?;
        Ok(Self {
            name: subset.name,
            program,
            program_length: subset.program.len(),
            widths: by_code.iter().map(|&(_, character)| face.thousandths(character)).collect(),
            character_map,
            codes,
            ascii,
        })
    }

    /// The code of a character, from 1; none where this choice lacks it.
    pub fn code(&self, character: char) -> Option<u16> {
        match self.ascii.get(character as usize) {
            Some(0) => None,
            Some(code) => Some(*code),
            None => self.codes.get(&character).copied(),
        }
    }

    /// Whether all of a text can be written with it.
    pub fn covers(&self, text: &str) -> bool {
        text.chars().all(|character| self.code(character).is_some())
    }
}

/// The choices of one face that documents share; each is cut when first asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    usual: OnceLock<Arc<Typeface>>,
    wider: OnceLock<Arc<Typeface>>,
}

impl Choices {
    /// The smallest choice of a face with which all of the texts can be written.
    pub fn pick<'a>(
        &self,
        face: &Face,
        texts: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<Arc<Typeface>, RenderError> {
        let ascii = || (' '..='~').chain(USUAL.chars());
        let usual = cut_once(&self.usual, face, ascii())?;
        if texts.clone().all(|text| usual.covers(text)) {
            return Ok(usual);
        }
        let wider = cut_once(&self.wider, face, ascii().chain(WIDER.chars()))?;
        if texts.clone().all(|text| wider.covers(text)) {
            return Ok(wider);
        }
        let own: BTreeSet<char> = texts.flat_map(str::chars).collect();
        Typeface::cut(face, &own).map(Arc::new)
    }
}

fn cut_once(
    cell: &OnceLock<Arc<Typeface>>,
    face: &Face,
    characters: impl Iterator<Item = char>,
) -> Result<Arc<Typeface>, RenderError> {
    if let Some(typeface) = cell.get() {
        return Ok(Arc::clone(typeface));
    }
    let characters: BTreeSet<char> = characters.filter(|&c| face.glyph(c).is_some()).collect();
    let typeface = Arc::new(Typeface::cut(face, &characters)?);
    Ok(Arc::clone(cell.get_or_init(|| typeface)))
}

/// The character of each code, as the PostScript that PDF asks for: so that text can be searched,
/// copied and read aloud.
fn map_of(characters: &[char]) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let mut code = 0;
    // At most a hundred to a block.
    for block in characters.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", block.len()));
        for character in block {
            code += 1;
            let units = character.encode_utf16(&mut [0; 2]).to_vec();
            let units: String = units.iter().map(|unit| format!("{unit:04X}")).collect();
            map.push_str(&format!("<{code:04X}> <{units}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
}

fn compressed(program: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(program)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::font::Fonts;
    use crate::documents::font::Weight;

    #[test]
    fn usual_documents_share_one_choice() {
        let fonts = Fonts::embedded();
        let pick =
            |text: &str| fonts.typeface(Weight::Regular, std::iter::once(text)).expect("covered");
        let usual = pick("Invoice £1,234.00 – due");
        assert!(Arc::ptr_eq(&usual, &pick("Something else")));
        assert!(Arc::ptr_eq(&pick("Cyngor Sir Ŵyr"), &pick("Łódź ≥ 5")));
        assert!(!Arc::ptr_eq(&usual, &pick("Cyngor Sir Ŵyr")));
        assert_eq!(pick("Ж and ☺").widths.len(), "Ж and☺".chars().count());
    }

    #[test]
    fn choices_are_small() {
        let fonts = Fonts::embedded();
        for weight in [Weight::Regular, Weight::Bold] {
            let size = |text| {
                fonts.typeface(weight, std::iter::once(text)).expect("covered").program.len()
            };
            assert!(size("a") < 15_000, "usual: {}", size("a"));
            assert!(size("ŵ") < 36_000, "wider: {}", size("ŵ"));
        }
    }

    #[test]
    fn codes_and_widths_are_those_of_their_characters() {
        let fonts = Fonts::embedded();
        let typeface = fonts.typeface(Weight::Bold, std::iter::once("£")).expect("covered");
        assert_eq!(typeface.codes.len(), typeface.widths.len());
        for (&character, &code) in &typeface.codes {
            let index = usize::from(code) - 1;
            assert_eq!(typeface.code(character), Some(code), "{character}");
            let width = fonts.face(Weight::Bold).thousandths(character);
            assert_eq!(typeface.widths[index], width, "{character}");
        }
        assert_eq!(typeface.code('☃'), None);
        assert_eq!(typeface.code('\u{7}'), None);
    }
}
