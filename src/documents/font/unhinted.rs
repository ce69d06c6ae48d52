//! A TrueType program without its hints, the instructions that fit outlines to coarse screens.
//!
//! Half of a small subset is hints, and viewers of PDF draw from the outlines. The outlines, widths
//! and the copyright notice stay as they are. A program that is not laid out as expected is left
//! whole.

use std::collections::BTreeMap;

/// The program with no hints, or none where it cannot be read.
pub(super) fn without_hints(program: &[u8]) -> Option<Vec<u8>> {
    let mut tables = tables(program)?;
    let long = short_at(tables.get(b"head")?, 50)? == 1;
    let count = usize::from(short_at(tables.get(b"maxp")?, 4)?);
    let (glyf, loca) = glyphs(tables.get(b"glyf")?, tables.get(b"loca")?, count, long)?;
    for hints in [b"cvt ", b"fpgm", b"prep"] {
        tables.remove(hints);
    }
    tables.insert(*b"glyf", glyf);
    tables.insert(*b"loca", loca);
    // What the interpreter of hints would need: twilight points, storage, functions, stack, size.
    tables.get_mut(b"maxp")?.get_mut(16..28)?.fill(0);
    tables.get_mut(b"head")?.get_mut(8..12)?.fill(0);
    let mut bytes = assemble(&tables);
    let adjustment = 0xb1b0_afba_u32.wrapping_sub(checksum(&bytes));
    let head = offset_of(&tables, *b"head");
    bytes.get_mut(head + 8..head + 12)?.copy_from_slice(&adjustment.to_be_bytes());
    Some(bytes)
}

type Tables = BTreeMap<[u8; 4], Vec<u8>>;

fn short_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long_at(bytes: &[u8], at: usize) -> Option<usize> {
    let value = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?);
    usize::try_from(value).ok()
}

fn tables(program: &[u8]) -> Option<Tables> {
    let mut tables = Tables::new();
    for entry in 0..usize::from(short_at(program, 4)?) {
        let at = 12 + 16 * entry;
        let name: [u8; 4] = program.get(at..at + 4)?.try_into().ok()?;
        let (start, length) = (long_at(program, at + 8)?, long_at(program, at + 12)?);
        tables.insert(name, program.get(start..start + length)?.to_vec());
    }
    Some(tables)
}

/// The outlines without instructions, and where each begins.
fn glyphs(glyf: &[u8], loca: &[u8], count: usize, long: bool) -> Option<(Vec<u8>, Vec<u8>)> {
    let place = |glyph: usize| {
        if long {
            long_at(loca, 4 * glyph)
        } else {
            Some(2 * usize::from(short_at(loca, 2 * glyph)?))
        }
    };
    let (mut outlines, mut places) = (Vec::new(), Vec::new());
    for glyph in 0..=count {
        let here = outlines.len();
        if long {
            places.extend(u32::try_from(here).ok()?.to_be_bytes());
        } else {
            places.extend(u16::try_from(here / 2).ok()?.to_be_bytes());
        }
        if glyph < count {
            let outline = glyf.get(place(glyph)?..place(glyph + 1)?)?;
            outlines.extend(bare(outline)?);
            outlines.resize(outlines.len().next_multiple_of(4), 0);
        }
    }
    Some((outlines, places))
}

/// One outline without its instructions.
fn bare(outline: &[u8]) -> Option<Vec<u8>> {
    if outline.is_empty() {
        return Some(Vec::new());
    }
    let contours = short_at(outline, 0)?.cast_signed();
    let Ok(contours) = usize::try_from(contours) else { return bare_composite(outline) };
    let at = 10 + 2 * contours;
    let points = at + 2 + usize::from(short_at(outline, at)?);
    let mut bare = outline.get(..at)?.to_vec();
    bare.extend([0, 0]);
    bare.extend(outline.get(points..)?);
    Some(bare)
}

/// An outline made of others, such as a letter with its accent.
fn bare_composite(outline: &[u8]) -> Option<Vec<u8>> {
    const WORDS: u16 = 0x1;
    const SCALE: u16 = 0x8;
    const MORE: u16 = 0x20;
    const TWO_SCALES: u16 = 0x40;
    const MATRIX: u16 = 0x80;
    const INSTRUCTIONS: u16 = 0x100;
    let mut bare = outline.get(..10)?.to_vec();
    let mut at = 10;
    loop {
        let flags = short_at(outline, at)?;
        let has = |flag: u16| flags & flag != 0;
        let places = if has(WORDS) { 4 } else { 2 };
        let scales = [(SCALE, 2), (TWO_SCALES, 4), (MATRIX, 8)];
        let scale = scales.iter().find(|(flag, _)| has(*flag)).map_or(0, |&(_, size)| size);
        let next = at + 4 + places + scale;
        bare.extend((flags & !INSTRUCTIONS).to_be_bytes());
        bare.extend(outline.get(at + 2..next)?);
        if !has(MORE) {
            return Some(bare);
        }
        at = next;
    }
}

/// Where a table begins in the assembled program.
fn offset_of(tables: &Tables, name: [u8; 4]) -> usize {
    let before = tables.range(..name).map(|(_, table)| table.len().next_multiple_of(4));
    12 + 16 * tables.len() + before.sum::<usize>()
}

fn assemble(tables: &Tables) -> Vec<u8> {
    let number = |value: usize| u32::try_from(value).expect("a font is smaller than 4 GB");
    let count = u16::try_from(tables.len()).expect("a font has a dozen tables");
    let power = count.ilog2();
    let range = 16_u16 << power;
    let mut bytes = vec![0, 1, 0, 0];
    let step = u16::try_from(power).expect("a power below 16");
    for value in [count, range, step, 16 * count - range] {
        bytes.extend(value.to_be_bytes());
    }
    for (name, table) in tables {
        bytes.extend(name);
        bytes.extend(checksum(table).to_be_bytes());
        bytes.extend(number(offset_of(tables, *name)).to_be_bytes());
        bytes.extend(number(table.len()).to_be_bytes());
    }
    for table in tables.values() {
        bytes.extend(table);
        bytes.resize(bytes.len().next_multiple_of(4), 0);
    }
    bytes
}

/// The sum of a table's words, as TrueType counts it.
fn checksum(bytes: &[u8]) -> u32 {
    let word = |four: &[u8]| {
        four.iter().chain(&[0; 3]).take(4).fold(0_u32, |word, &byte| word << 8 | u32::from(byte))
    };
    bytes.chunks(4).fold(0, |sum, four| sum.wrapping_add(word(four)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::font::Fonts;
    use crate::documents::font::Weight;
    use ttf_parser::Face;
    use ttf_parser::GlyphId;
    use ttf_parser::OutlineBuilder;

    /// An outline written out, to be compared.
    #[derive(Default, PartialEq, Debug)]
    struct Drawn(Vec<(char, [f32; 6])>);

    impl OutlineBuilder for Drawn {
        fn move_to(&mut self, x: f32, y: f32) {
            self.0.push(('m', [x, y, 0.0, 0.0, 0.0, 0.0]));
        }
        fn line_to(&mut self, x: f32, y: f32) {
            self.0.push(('l', [x, y, 0.0, 0.0, 0.0, 0.0]));
        }
        fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
            self.0.push(('q', [x1, y1, x, y, 0.0, 0.0]));
        }
        fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
            self.0.push(('c', [x1, y1, x2, y2, x, y]));
        }
        fn close(&mut self) {
            self.0.push(('z', [0.0; 6]));
        }
    }

    fn drawn(face: &Face<'_>, glyph: u16) -> (Drawn, Option<u16>) {
        let mut drawn = Drawn::default();
        face.outline_glyph(GlyphId(glyph), &mut drawn);
        (drawn, face.glyph_hor_advance(GlyphId(glyph)))
    }

    #[test]
    fn every_outline_and_width_stays_as_it_was() {
        let fonts = Fonts::embedded();
        for weight in [Weight::Regular, Weight::Bold] {
            let whole = fonts.face(weight).bytes;
            let bare = without_hints(whole).expect("laid out as expected");
            assert!(bare.len() < whole.len() * 3 / 4, "{} of {}", bare.len(), whole.len());
            assert_eq!(checksum(&bare), 0xb1b0_afba);
            let (whole, bare) = (Face::parse(whole, 0), Face::parse(&bare, 0));
            let (whole, bare) = (whole.expect("a face"), bare.expect("a face"));
            assert_eq!(whole.number_of_glyphs(), bare.number_of_glyphs());
            for glyph in 0..whole.number_of_glyphs() {
                assert_eq!(drawn(&whole, glyph), drawn(&bare, glyph), "{glyph}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_left_alone() {
        assert_eq!(without_hints(b""), None);
        assert_eq!(without_hints(&[0; 200]), None);
        let whole = Fonts::embedded().face(Weight::Regular).bytes;
        assert_eq!(without_hints(&whole[..whole.len() / 2]), None);
    }
}
