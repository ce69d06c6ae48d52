//! The two faces in which everything is set, Liberation Sans regular and bold.
//!
//! They are parsed once, into a value that is handed to whatever needs a width or a glyph. A
//! character that they lack is refused by name; the empty box that a viewer would show in its
//! place never gets that far.

mod typeface;
mod unhinted;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use ttf_parser::PlatformId;

use crate::documents::RenderError;

use self::typeface::Choices;

pub use self::typeface::Typeface;

const REGULAR: &[u8] = include_bytes!("../../fonts/LiberationSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/LiberationSans-Bold.ttf");

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// For reading.
    Regular,
    /// For what stands out.
    Bold,
}

/// Both faces, ready to measure and to embed.
#[derive(Debug, Clone)]
pub struct Fonts {
    regular: Face,
    bold: Face,
}

impl Fonts {
    /// The faces that the program carries with it. Parsing them takes a millisecond: do it once,
    /// and hand the value round.
    ///
    /// # Panics
    ///
    /// Never: the faces are part of the program, and a test parses them.
    pub fn embedded() -> Self {
        let face = |bytes, name| {
            Face::parse(bytes, name).expect("the fonts built into the program are sound")
        };
        Self { regular: face(REGULAR, "LiberationSans"), bold: face(BOLD, "LiberationSans-Bold") }
    }

    /// One of the two faces.
    pub fn face(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// The smallest choice of a face with which all of the texts can be written, ready to embed.
    pub fn typeface<'a>(
        &self,
        weight: Weight,
        texts: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<Arc<Typeface>, RenderError> {
        let face = self.face(weight);
        face.choices.pick(face, texts)
    }

    /// How wide a line of text is, in points, at a size in points.
    pub fn width(&self, text: &str, weight: Weight, size: f32) -> f32 {
        let face = self.face(weight);
        text.chars().map(|character| face.advance(character)).sum::<f32>() * size
    }

    /// Refuses text with a character that the faces cannot set.
    pub fn check(&self, text: &str) -> Result<(), RenderError> {
        match text.chars().find(|&character| !self.covers(character)) {
            None => Ok(()),
            Some(character) => {
                Err(RenderError::MissingCharacter { character, text: text.to_owned() })
            }
        }
    }

    /// Whether a character comes out as it should: both faces have it, and it stands by itself,
    /// from left to right, with no need of its neighbours' shapes.
    pub fn covers(&self, character: char) -> bool {
        // Both have all of ASCII, as a test makes sure.
        if matches!(character, ' '..='~') || LAYOUT.contains(&character) {
            return true;
        }
        !needs_shaping(character)
            && !character.is_control()
            && self.regular.glyph(character).is_some()
            && self.bold.glyph(character).is_some()
    }
}

/// Characters that say how text is laid out, and that are never drawn themselves: line feed,
/// carriage return, tab, no-break space, soft hyphen, narrow no-break space.
const LAYOUT: [char; 6] = ['\n', '\r', '\t', '\u{a0}', '\u{ad}', '\u{202f}'];

/// Marks that sit on the letter before them, and scripts from right to left. The faces hold some
/// of both, and would set them in the wrong place.
fn needs_shaping(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}'
        | '\u{483}'..='\u{489}'
        | '\u{590}'..='\u{8ff}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}'
        | '\u{fe70}'..='\u{feff}')
}

/// One parsed face.
#[derive(Debug, Clone)]
pub struct Face {
    /// Its PostScript name.
    pub name: &'static str,
    /// Font units to the em.
    pub units_per_em: u16,
    /// How far letters rise above the baseline, in font units.
    pub ascender: i16,
    /// How far they hang below it, in font units; negative.
    pub descender: i16,
    /// How high capitals are, in font units.
    pub capital_height: i16,
    /// The box that holds every glyph: least x and y, greatest x and y, in font units.
    pub bounds: [i16; 4],
    /// The weight, 400 for regular and 700 for bold.
    pub weight: u16,
    bytes: &'static [u8],
    glyphs: BTreeMap<char, Glyph>,
    ascii: Vec<f32>,
    choices: Choices,
}

/// One character's shape in a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyph {
    /// Its number in the face.
    pub id: u16,
    /// How far it moves the pen, in font units.
    pub advance: u16,
}

impl Face {
    fn parse(
        bytes: &'static [u8],
        name: &'static str,
    ) -> Result<Self, ttf_parser::FaceParsingError> {
        let face = ttf_parser::Face::parse(bytes, 0)?;
        let bounds = face.global_bounding_box();
        let mut parsed = Self {
            name,
            units_per_em: face.units_per_em(),
            ascender: face.ascender(),
            descender: face.descender(),
            capital_height: face.capital_height().unwrap_or(face.ascender()),
            bounds: [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max],
            weight: face.weight().to_number(),
            bytes,
            glyphs: glyphs(&face),
            ascii: Vec::new(),
            choices: Choices::default(),
        };
        parsed.ascii = (0..128).map(|code| parsed.measure(char::from(code))).collect();
        Ok(parsed)
    }

    /// The shape of a character.
    pub fn glyph(&self, character: char) -> Option<Glyph> {
        self.glyphs.get(&character).copied()
    }

    /// How far a character moves the pen, as a part of the type's size; 0 for one that is not
    /// drawn.
    ///
    /// Cut off at thousandths, as in the file's own table of widths, so that what is set to the
    /// right ends where a viewer ends it.
    pub fn advance(&self, character: char) -> f32 {
        self.ascii
            .get(character as usize)
            .copied()
            .unwrap_or_else(|| self.measure(if is_space(character) { ' ' } else { character }))
    }

    fn measure(&self, character: char) -> f32 {
        f32::from(self.thousandths(character)) / 1000.0
    }

    /// The same as [`Face::advance`] in whole thousandths, as a file states it.
    fn thousandths(&self, character: char) -> u16 {
        let advance = self.glyph(character).map_or(0, |glyph| u32::from(glyph.advance));
        u16::try_from(advance * 1000 / u32::from(self.units_per_em)).unwrap_or(0)
    }

    /// The face cut down to the characters in use, for embedding.
    pub fn subset(&self, used: &BTreeSet<char>) -> Result<Subset, RenderError> {
        let mut numbers = subsetter::GlyphRemapper::new();
        let mut glyphs = BTreeMap::new();
        for &character in used {
            let Some(glyph) = self.glyph(character) else {
                let text = character.to_string();
                return Err(RenderError::MissingCharacter { character, text });
            };
            let id = numbers.remap(glyph.id);
            glyphs.insert(character, Glyph { id, advance: glyph.advance });
        }
        let program = subsetter::subset(self.bytes, 0, &numbers).map_err(|error| {
            RenderError::Unwritable { reason: format!("the font {}: {error}", self.name) }
        })?;
        let program = unhinted::without_hints(&program).unwrap_or(program);
        Ok(Subset { name: format!("{}+{}", tag(used), self.name), program, glyphs })
    }
}

/// A space that does not break is drawn as an ordinary one, and read as one from the file.
pub(crate) fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\u{a0}' | '\u{202f}')
}

/// A face cut down to the characters of one document.
#[derive(Debug, Clone)]
pub struct Subset {
    /// The name to embed it by: six letters for the selection, a plus, and the face's own.
    pub name: String,
    /// The font program.
    pub program: Vec<u8>,
    /// The characters' shapes, by their new numbers.
    pub glyphs: BTreeMap<char, Glyph>,
}

/// Six letters that follow from the characters in use, as PDF asks of a subset's name.
fn tag(used: &BTreeSet<char>) -> String {
    let mix = |hash: u64, &c: &char| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    let mut hash = used.iter().fold(0xcbf2_9ce4_8422_2325_u64, mix);
    let mut tag = String::with_capacity(6);
    for _ in 0..6 {
        let letter = u8::try_from(hash % 26).expect("a remainder of 26 is below 26");
        tag.push(char::from(b'A' + letter));
        hash /= 26;
    }
    tag
}

/// Every character that a face maps to a shape of its own.
fn glyphs(face: &ttf_parser::Face<'_>) -> BTreeMap<char, Glyph> {
    let mut glyphs = BTreeMap::new();
    let Some(table) = face.tables().cmap else { return glyphs };
    let usable = |platform| matches!(platform, PlatformId::Unicode | PlatformId::Windows);
    for map in table.subtables.into_iter().filter(|map| usable(map.platform_id)) {
        map.codepoints(|code| {
            let Some(character) = char::from_u32(code) else { return };
            let Some(id) = map.glyph_index(code).filter(|id| id.0 != 0) else { return };
            let advance = face.glyph_hor_advance(id).unwrap_or(0);
            glyphs.entry(character).or_insert(Glyph { id: id.0, advance });
        });
    }
    glyphs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_councils_write_is_covered() {
        let fonts = Fonts::embedded();
        for character in ' '..='~' {
            assert!(fonts.regular.glyph(character).is_some(), "{character}");
            assert!(fonts.bold.glyph(character).is_some(), "{character}");
        }
        let text = "£1,234.56 − 5% – ‘it’s’ “so” ≥ 95 ≤ 5 · ½ × ÷ € … • ŵ ŷ Ŵ Ŷ â ê î ô û ï é ° ²";
        fonts.check(text).expect("all of it is in the fonts");
        fonts.check("Tŷ Newydd\nŁódź, Çankaya, Plzeň\u{a0}5").expect("and names from further off");
    }

    #[test]
    fn what_the_faces_cannot_set_is_refused_by_name() {
        let fonts = Fonts::embedded();
        for (character, text) in [
            ('✓', "Done ✓"),
            ('\u{301}', "cafe\u{301}"),
            ('ש', "שלום"),
            ('😀', "a 😀"),
            ('中', "中"),
        ] {
            let refusal = fonts.check(text).expect_err(text);
            let wanted = RenderError::MissingCharacter { character, text: text.to_owned() };
            assert_eq!(refusal, wanted);
        }
    }

    #[test]
    fn figures_are_equally_wide_in_both_faces() {
        let fonts = Fonts::embedded();
        let wide = fonts.width("0", Weight::Regular, 10.0);
        for digit in "123456789".chars() {
            for weight in [Weight::Regular, Weight::Bold] {
                let width = fonts.width(&digit.to_string(), weight, 10.0);
                assert!((width - wide).abs() < 0.001, "{digit} {weight:?}");
            }
        }
        assert!((wide - 5.56).abs() < 0.001, "{wide}");
    }

    #[test]
    fn one_value_serves_every_worker() {
        fn shared<T: Send + Sync>() {}
        shared::<Fonts>();
    }

    #[test]
    fn a_subset_is_small_named_and_repeatable() {
        let fonts = Fonts::embedded();
        let used: BTreeSet<char> = "Invoice £1,234.00".chars().collect();
        let once = fonts.face(Weight::Regular).subset(&used).expect("all covered");
        let again = fonts.face(Weight::Regular).subset(&used).expect("all covered");
        assert_eq!(once.program, again.program);
        assert_eq!(once.name, again.name);
        assert_eq!(once.name.find('+'), Some(6));
        assert!(once.program.len() < 8_000, "{}", once.program.len());
        assert_eq!(once.glyphs.len(), used.len());
    }
}
