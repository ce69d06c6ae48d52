//! Objects into bytes: the file as ISO 32000-1 lays it out, with everything but streams packed
//! together and compressed (7.5.7, 7.5.8).
//!
//! A document has a few dozen objects of its own, and an element of its structure for each
//! paragraph and cell. `lopdf` holds the first; the second are written out as soon as they are
//! known, which is why the file is put together here.

use flate2::Compress;
use flate2::Compression;
use flate2::FlushCompress;
use flate2::Status;
use lopdf::Dictionary;
use lopdf::Document;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use lopdf::StringFormat;
use lopdf::dictionary;

use crate::documents::RenderError;
use crate::documents::fingerprint::fingerprint;

/// How many objects are packed together.
const TOGETHER: usize = 500;
/// Small enough (a tenth larger than the usual level makes it), and several times as fast.
const LEVEL: Compression = Compression::new(1);
/// A stream that ended so would have an unclear length: the end of line after it may be counted as
/// one character or as two.
const CARRIAGE_RETURN: u8 = b'\r';

/// Objects that are written out already, one after another.
#[derive(Default)]
pub(super) struct Written {
    bytes: Vec<u8>,
    /// The number of each, and where it begins.
    starts: Vec<(u32, usize)>,
}

impl Written {
    /// Begins an object; what is written next is its content.
    pub fn begin(&mut self, id: ObjectId) -> &mut Vec<u8> {
        self.starts.push((id.0, self.bytes.len()));
        &mut self.bytes
    }

    /// Takes in an object that is held in parts.
    fn take(&mut self, number: u32, object: &Object) {
        self.starts.push((number, self.bytes.len()));
        write_object(object, &mut self.bytes);
        self.bytes.push(b'\n');
    }
}

/// Writes the whole file, with an identifier made from all that is in it.
pub(super) fn save(file: &Document, written: Written) -> Result<Vec<u8>, RenderError> {
    let mut saving = Saving {
        bytes: Vec::with_capacity(64 * 1024),
        places: vec![Place::Free; usize_of(file.max_id) + 1],
        zip: Compress::new(LEVEL, true),
    };
    saving.bytes.extend(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    let mut packed = written;
    for (id, object) in &file.objects {
        match object {
            Object::Stream(stream) => saving.stream(id.0, stream)?,
            object => packed.take(id.0, object),
        }
    }
    saving.pack(&packed)?;
    saving.finish(file)
}

/// Where an object is in the file.
#[derive(Clone, Copy)]
enum Place {
    Free,
    At(usize),
    Packed { within: u32, index: usize },
}

struct Saving {
    bytes: Vec<u8>,
    places: Vec<Place>,
    zip: Compress,
}

impl Saving {
    /// Writes a stream, compressed unless it is already or must not be.
    fn stream(&mut self, number: u32, stream: &Stream) -> Result<(), RenderError> {
        let mut entries = stream.dict.clone();
        let mut content = None;
        if stream.allows_compression {
            content = Some(self.compressed(&stream.content)?);
            add_filter(&mut entries);
        }
        // What is compressed once more ends otherwise.
        while content.as_ref().unwrap_or(&stream.content).last() == Some(&CARRIAGE_RETURN) {
            content = Some(self.compressed(content.as_ref().unwrap_or(&stream.content))?);
            add_filter(&mut entries);
        }
        self.put(number, &mut entries, content.as_ref().unwrap_or(&stream.content));
        Ok(())
    }

    fn put(&mut self, number: u32, entries: &mut Dictionary, content: &[u8]) {
        self.places[usize_of(number)] = Place::At(self.bytes.len());
        entries.set("Length", integer(content.len()));
        self.bytes.extend(format!("{number} 0 obj\n").bytes());
        write_dictionary(entries, &mut self.bytes);
        self.bytes.extend(b"stream\n");
        self.bytes.extend(content);
        self.bytes.extend(b"\nendstream\nendobj\n");
    }

    /// Writes the other objects, packed together.
    fn pack(&mut self, packed: &Written) -> Result<(), RenderError> {
        for (part, starts) in packed.starts.chunks(TOGETHER).enumerate() {
            let next = packed.starts.get((part + 1) * TOGETHER);
            let begin = starts[0].1;
            let end = next.map_or(packed.bytes.len(), |(_, start)| *start);
            let within = u32::try_from(self.places.len()).map_err(|_| too_large())?;
            self.places.push(Place::Free);
            let mut head = Vec::with_capacity(12 * starts.len());
            for (index, (number, start)) in starts.iter().enumerate() {
                write_number(&mut head, usize_of(*number));
                head.push(b' ');
                write_number(&mut head, start - begin);
                head.push(b' ');
                self.places[usize_of(*number)] = Place::Packed { within, index };
            }
            let first = head.len();
            let mut content = head;
            content.extend(&packed.bytes[begin..end]);
            let mut compressed = self.compressed(&content)?;
            while compressed.last() == Some(&CARRIAGE_RETURN) {
                content.push(b' ');
                compressed = self.compressed(&content)?;
            }
            let mut entries = dictionary! {
                "Type" => "ObjStm",
                "N" => integer(starts.len()),
                "First" => integer(first),
                "Filter" => "FlateDecode",
            };
            self.put(within, &mut entries, &compressed);
        }
        Ok(())
    }

    /// Writes the table of objects, and where it is.
    fn finish(mut self, file: &Document) -> Result<Vec<u8>, RenderError> {
        let number = u32::try_from(self.places.len()).map_err(|_| too_large())?;
        let start = self.bytes.len();
        self.places.push(Place::At(start));
        let mut table = Vec::with_capacity(7 * self.places.len());
        for place in &self.places {
            let (kind, first, second) = match *place {
                Place::Free => (0, 0, 0),
                Place::At(offset) => (1, u32::try_from(offset).map_err(|_| too_large())?, 0),
                Place::Packed { within, index } => {
                    (2, within, u16::try_from(index).map_err(|_| too_large())?)
                }
            };
            table.push(kind);
            table.extend(first.to_be_bytes());
            table.extend(second.to_be_bytes());
        }
        let identifier = fingerprint(&self.bytes).to_be_bytes().to_vec();
        let identifier = Object::String(identifier, StringFormat::Hexadecimal);
        let mut entries = dictionary! {
            "Type" => "XRef",
            "Size" => integer(self.places.len()),
            "W" => vec![1.into(), 4.into(), 2.into()],
            "ID" => vec![identifier.clone(), identifier],
        };
        for key in [b"Root".as_slice(), b"Info"] {
            let value = file.trailer.get(key).map_err(|error| super::unwritable(&error))?;
            entries.set(key, value.clone());
        }
        self.put(number, &mut entries, &table);
        self.bytes.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
        Ok(self.bytes)
    }

    fn compressed(&mut self, content: &[u8]) -> Result<Vec<u8>, RenderError> {
        self.zip.reset();
        let mut compressed = Vec::with_capacity(content.len() / 2 + 256);
        loop {
            let done = usize::try_from(self.zip.total_in()).map_err(|_| too_large())?;
            let status =
                self.zip.compress_vec(&content[done..], &mut compressed, FlushCompress::Finish);
            match status {
                Ok(Status::StreamEnd) => return Ok(compressed),
                Ok(_) => compressed.reserve(content.len() / 2 + 256),
                Err(error) => {
                    return Err(RenderError::Unwritable { reason: error.to_string() });
                }
            }
        }
    }
}

fn too_large() -> RenderError {
    RenderError::Unwritable { reason: "it is too large for a PDF".to_owned() }
}

fn usize_of(number: u32) -> usize {
    usize::try_from(number).expect("a number of 32 bits fits an index")
}

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// States that the content is compressed, around whatever was done to it before.
fn add_filter(entries: &mut Dictionary) {
    let filter = || Object::from("FlateDecode");
    let filters = match entries.remove(b"Filter") {
        None => filter(),
        Some(Object::Array(filters)) => [vec![filter()], filters].concat().into(),
        Some(before) => vec![filter(), before].into(),
    };
    entries.set("Filter", filters);
}

/// Writes a whole number; the formatter takes ten times as long.
pub(super) fn write_number(bytes: &mut Vec<u8>, mut number: usize) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b"0123456789"[number % 10];
        number /= 10;
        if number == 0 {
            break;
        }
    }
    bytes.extend(&digits[at..]);
}

fn write_integer(bytes: &mut Vec<u8>, number: i64) {
    if number < 0 {
        bytes.push(b'-');
    }
    match usize::try_from(number.unsigned_abs()) {
        Ok(number) => write_number(bytes, number),
        Err(_) => bytes.extend(number.unsigned_abs().to_string().bytes()),
    }
}

/// Writes a reference to an object.
pub(super) fn write_reference(bytes: &mut Vec<u8>, id: ObjectId) {
    write_number(bytes, usize_of(id.0));
    bytes.extend(b" 0 R");
}

/// Writes an object as a file has it.
pub(super) fn write_object(object: &Object, bytes: &mut Vec<u8>) {
    match object {
        // A stream stands by itself in the file and is only referred to.
        Object::Null | Object::Stream(_) => bytes.extend(b"null"),
        Object::Boolean(true) => bytes.extend(b"true"),
        Object::Boolean(false) => bytes.extend(b"false"),
        Object::Integer(number) => write_integer(bytes, *number),
        // Never with an exponent, which PDF does not know.
        Object::Real(number) => bytes.extend(number.to_string().bytes()),
        Object::Name(name) => write_name(name, bytes),
        Object::String(text, StringFormat::Literal) => write_literal(text, bytes),
        Object::String(text, StringFormat::Hexadecimal) => {
            bytes.push(b'<');
            for byte in text {
                write_hexadecimal(*byte, bytes);
            }
            bytes.push(b'>');
        }
        Object::Array(items) => {
            bytes.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    bytes.push(b' ');
                }
                write_object(item, bytes);
            }
            bytes.push(b']');
        }
        Object::Dictionary(entries) => write_dictionary(entries, bytes),
        Object::Reference(id) => write_reference(bytes, *id),
    }
}

fn write_dictionary(entries: &Dictionary, bytes: &mut Vec<u8>) {
    bytes.extend(b"<<");
    for (key, value) in entries {
        write_name(key, bytes);
        let delimited = matches!(
            value,
            Object::Name(_) | Object::Array(_) | Object::Dictionary(_) | Object::String(..)
        );
        if !delimited {
            bytes.push(b' ');
        }
        write_object(value, bytes);
    }
    bytes.extend(b">>");
}

fn write_name(name: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(b'/');
    for &byte in name {
        if byte.is_ascii_graphic() && !b"#()<>[]{}/%".contains(&byte) {
            bytes.push(byte);
        } else {
            bytes.push(b'#');
            write_hexadecimal(byte, bytes);
        }
    }
}

fn write_literal(text: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(b'(');
    for &byte in text {
        match byte {
            b'(' | b')' | b'\\' => bytes.extend([b'\\', byte]),
            b'\r' => bytes.extend(b"\\r"),
            b'\n' => bytes.extend(b"\\n"),
            plain => bytes.push(plain),
        }
    }
    bytes.push(b')');
}

fn write_hexadecimal(byte: u8, bytes: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    bytes.extend([DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(object: &Object) -> String {
        let mut bytes = Vec::new();
        write_object(object, &mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn objects_are_written_as_the_standard_has_them() {
        let object: Object = dictionary! {
            "Name" => Object::Name(b"text/xml (a)".to_vec()),
            "Text" => Object::string_literal("a (b) \\ c\r\n"),
            "Bytes" => Object::String(vec![0xfe, 0xff, 0], StringFormat::Hexadecimal),
            "List" => vec![Object::Null, true.into(), Object::Integer(-12), Object::Real(0.0001)],
            "To" => Object::Reference((7, 0)),
        }
        .into();
        assert_eq!(
            written(&object),
            "<</Name/text#2Fxml#20#28a#29/Text(a \\(b\\) \\\\ c\\r\\n)/Bytes<FEFF00>\
             /List[null true -12 0.0001]/To 7 0 R>>"
        );
    }

    #[test]
    fn numbers_are_written_digit_by_digit() {
        for number in [0, 7, 10, 65_535, usize::MAX] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            assert_eq!(bytes, number.to_string().as_bytes());
        }
    }

    #[test]
    fn more_objects_than_are_packed_together_are_all_found_again() {
        let mut file = Document::new();
        let count = 2 * TOGETHER + 7;
        let ids: Vec<ObjectId> = (0..count).map(|n| file.add_object(integer(n))).collect();
        let all: Vec<Object> = ids.iter().map(|id| Object::Reference(*id)).collect();
        let root = file.add_object(dictionary! { "Type" => "Catalog", "All" => all });
        let info = file.add_object(dictionary! { "Title" => Object::string_literal("T") });
        file.trailer.set("Root", root);
        file.trailer.set("Info", info);
        let bytes = save(&file, Written::default()).expect("saved");
        let read = Document::load_mem(&bytes).expect("a PDF");
        for (number, id) in ids.iter().enumerate() {
            assert_eq!(read.get_object(*id).expect("there"), &integer(number));
        }
        assert_eq!(read.get_object(root).and_then(Object::type_name).expect("a type"), b"Catalog");
    }
}
