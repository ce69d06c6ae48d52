//! What makes the file last: metadata, the colours that its numbers mean, and the files inside it
//! (PDF/A-3a, ISO 19005-3; PDF/UA-1, ISO 14289-1).

use lopdf::Document as File;
use lopdf::Object;
use lopdf::ObjectId;
use lopdf::Stream;
use lopdf::dictionary;
use quick_xml::escape::escape;

use crate::documents::page::Attachment;
use crate::documents::page::Document;
use crate::documents::pdf::colour_profile::srgb;
use crate::documents::pdf::text;

/// What the file says made it.
const PRODUCER: &str = "Concordat";

/// The day of the document as PDF writes it: at midnight, since the day is all that is known.
fn date_of(document: &Document) -> String {
    format!("D:{}000000Z", document.date.format("%Y%m%d"))
}

/// The properties that a viewer shows, dated by the document and by no clock.
pub(super) fn properties(document: &Document) -> Object {
    let date = date_of(document);
    let mut properties = dictionary! {
        "Title" => text(&document.full_title()),
        "Author" => text(&document.author),
        "Producer" => text(PRODUCER),
        "CreationDate" => text(&date),
        "ModDate" => text(&date),
    };
    if !document.subject.trim().is_empty() {
        properties.set("Subject", text(&document.subject));
    }
    properties.into()
}

/// The same properties for machines, with the standards that the file keeps.
pub(super) fn add_metadata(file: &mut File, document: &Document) -> ObjectId {
    let (title, author) = (escaped(&document.full_title()), escaped(&document.author));
    let subject = match document.subject.trim() {
        "" => String::new(),
        subject => format!(
            "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li></rdf:Alt>\
             </dc:description>",
            escaped(subject)
        ),
    };
    let language = escaped(&document.language);
    let reference = escaped(&document.reference);
    let date = format!("{}T00:00:00Z", document.date.format("%Y-%m-%d"));
    let packet = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\" \
         xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" \
         xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" \
         xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\
         <dc:format>application/pdf</dc:format>\
         <dc:identifier>{reference}</dc:identifier>\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\
         <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>{subject}\
         <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>\
         <xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>\
         <xmp:MetadataDate>{date}</xmp:MetadataDate><pdf:Producer>{PRODUCER}</pdf:Producer>\
         <pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>\
         <pdfuaid:part>1</pdfuaid:part>{UA_SCHEMA}\
         </rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"r\"?>"
    );
    let entries = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
    file.add_object(Stream::new(entries, packet.into_bytes()).with_compression(false))
}

/// PDF/A knows no schema for PDF/UA's identification, so the file brings its own.
const UA_SCHEMA: &str = "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\
    <rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>part</pdfaProperty:name>\
    <pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
    <pdfaProperty:category>internal</pdfaProperty:category>\
    <pdfaProperty:description>Which part of ISO 14289 the file keeps</pdfaProperty:description>\
    </rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>";

/// Words as XML holds them, which has no other control characters.
fn escaped(words: &str) -> String {
    escape(words.replace(char::is_control, " ")).into_owned()
}

/// Which red, green and blue the file's colours are.
pub(super) fn add_colours(file: &mut File) -> ObjectId {
    let profile =
        file.add_object(Stream::new(dictionary! { "N" => 3 }, srgb()).with_compression(false));
    file.add_object(dictionary! {
        "Type" => "OutputIntent",
        "S" => "GTS_PDFA1",
        "OutputConditionIdentifier" => text("sRGB IEC61966-2.1"),
        "Info" => text("sRGB IEC61966-2.1"),
        "DestOutputProfile" => profile,
    })
}

/// Puts a file into the document, byte for byte, as another form of what the pages say.
pub(super) fn add_attachment(
    file: &mut File,
    document: &Document,
    attachment: &Attachment,
) -> ObjectId {
    let size = i64::try_from(attachment.bytes.len()).unwrap_or(i64::MAX);
    let entries = dictionary! {
        "Type" => "EmbeddedFile",
        "Subtype" => Object::Name(attachment.media_type.as_bytes().to_vec()),
        "Params" => dictionary! { "Size" => size, "ModDate" => text(&date_of(document)) },
    };
    let content = file.add_object(Stream::new(entries, attachment.bytes.clone()));
    file.add_object(dictionary! {
        "Type" => "Filespec",
        "F" => text(&attachment.name),
        "UF" => text(&attachment.name),
        "Desc" => text(&attachment.description),
        "AFRelationship" => "Alternative",
        "EF" => dictionary! { "F" => content, "UF" => content },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_well_formed_whatever_the_title() {
        assert_eq!(escaped("A & B <\u{b}> \"C\""), "A &amp; B &lt; &gt; &quot;C&quot;");
        let date = chrono::NaiveDate::from_ymd_opt(2018, 10, 5).expect("a day");
        let document = Document::new("Cyngor Sir Ŵyr", "A & <B>", "R-1", date);
        let mut file = File::new();
        let id = add_metadata(&mut file, &document);
        let stream = file.get_object(id).and_then(Object::as_stream).expect("a stream");
        let packet = String::from_utf8(stream.content.clone()).expect("UTF-8");
        let mut reader = quick_xml::Reader::from_str(&packet);
        while reader.read_event().expect("well-formed") != quick_xml::events::Event::Eof {}
        assert!(packet.contains("A &amp; &lt;B&gt;") && packet.contains("Ŵyr"), "{packet}");
    }
}
