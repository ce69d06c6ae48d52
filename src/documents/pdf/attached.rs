//! The file inside a PDF, taken out again.

use lopdf::Document as File;

/// The bytes of the file inside a PDF, such as the electronic invoice; `None` where there is none,
/// or the PDF cannot be read.
pub fn attached(bytes: &[u8]) -> Option<Vec<u8>> {
    let file = File::load_mem(bytes).ok()?;
    let streams = file.objects.values().filter_map(|object| object.as_stream().ok());
    let is_file = |stream: &&lopdf::Stream| {
        let kind = stream.dict.get(b"Type").and_then(lopdf::Object::as_name);
        kind.is_ok_and(|kind| kind == b"EmbeddedFile")
    };
    let stream = streams.into_iter().find(is_file)?;
    if stream.dict.get(b"Filter").is_err() {
        return Some(stream.content.clone());
    }
    stream.decompressed_content().ok()
}
