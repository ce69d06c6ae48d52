//! A typeface as the objects of a PDF file: the program, its widths, and the way back from codes to
//! characters, so that text can be searched, copied and read aloud.

use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use lopdf::dictionary;

use crate::documents::font::Face;
use crate::documents::font::Typeface;

/// Adds a typeface, and returns the font that pages refer to.
pub(super) fn add(file: &mut Document, face: &Face, typeface: &Typeface) -> ObjectId {
    let name = || Object::Name(typeface.name.as_bytes().to_vec());
    let length = i64::try_from(typeface.program_length).unwrap_or(i64::MAX);
    let program = dictionary! { "Filter" => "FlateDecode", "Length1" => length };
    let program =
        file.add_object(Stream::new(program, typeface.program.clone()).with_compression(false));
    let scaled = |units: i16| {
        let thousandths = i64::from(units) * 1000 / i64::from(face.units_per_em);
        Object::Integer(thousandths)
    };
    // The thickness of upright strokes, which no table of the face tells, by the usual estimate.
    let weight = i64::from(face.weight);
    let descriptor = file.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name(),
        // Letters of the Latin alphabet, upright.
        "Flags" => 32,
        "FontBBox" => face.bounds.map(scaled).to_vec(),
        "ItalicAngle" => 0,
        "Ascent" => scaled(face.ascender),
        "Descent" => scaled(face.descender),
        "CapHeight" => scaled(face.capital_height),
        "StemV" => 50 + weight * weight / 4225,
        "FontFile2" => program,
    });
    let widths: Vec<Object> =
        typeface.widths.iter().map(|width| Object::Integer(i64::from(*width))).collect();
    let descendant = dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => name(),
        "CIDSystemInfo" => dictionary! {
            "Registry" => Object::string_literal("Adobe"),
            "Ordering" => Object::string_literal("Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "DW" => 1000,
        "W" => vec![Object::Integer(1), Object::Array(widths)],
        "CIDToGIDMap" => "Identity",
    };
    let map = dictionary! { "Filter" => "FlateDecode" };
    let map = Stream::new(map, typeface.character_map.clone()).with_compression(false);
    let map = file.add_object(map);
    file.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => name(),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Dictionary(descendant)],
        "ToUnicode" => map,
    })
}
