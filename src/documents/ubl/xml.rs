//! Writing UBL: elements in their order, none of them empty, every character one that XML can hold.

use quick_xml::Writer;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesEnd;
use quick_xml::events::BytesStart;
use quick_xml::events::BytesText;
use quick_xml::events::Event;

use crate::domain::money::Money;

/// The currency of every amount: there is one, and it is written from here.
const CURRENCY: &str = "GBP";

const UBL: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

/// A document that is being written.
pub struct Xml {
    writer: Writer<Vec<u8>>,
    unfit: Vec<String>,
}

impl Xml {
    /// A document of a type such as `Invoice`, whole.
    ///
    /// # Errors
    /// Each text that has a character outside those of XML 1.0, by its element.
    pub fn document(kind: &str, inside: impl FnOnce(&mut Xml)) -> Result<Vec<u8>, Vec<String>> {
        let mut xml =
            Xml { writer: Writer::new_with_indent(Vec::new(), b' ', 2), unfit: Vec::new() };
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        let mut root = BytesStart::new(kind);
        root.push_attribute(("xmlns", format!("{UBL}{kind}-2").as_str()));
        for (prefix, part) in [("cac", "Aggregate"), ("cbc", "Basic")] {
            let space = format!("{UBL}Common{part}Components-2");
            root.push_attribute((format!("xmlns:{prefix}").as_str(), space.as_str()));
        }
        xml.event(Event::Start(root));
        inside(&mut xml);
        xml.event(Event::End(BytesEnd::new(kind)));
        let Xml { writer, unfit } = xml;
        let mut bytes = writer.into_inner();
        bytes.push(b'\n');
        if unfit.is_empty() { Ok(bytes) } else { Err(unfit) }
    }

    fn event(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("memory can be written to");
    }

    /// An element with elements inside.
    pub fn node(&mut self, name: &str, inside: impl FnOnce(&mut Xml)) {
        let name = format!("cac:{name}");
        self.event(Event::Start(BytesStart::new(name.as_str())));
        inside(self);
        self.event(Event::End(BytesEnd::new(name.as_str())));
    }

    /// An element with a text, trimmed; left out where nothing remains.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.write(name, None, text);
    }

    /// An element with a text, where there is one.
    pub fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.write(name, None, text);
        }
    }

    /// An element with a text and an attribute that says what the text is.
    pub fn coded(&mut self, name: &str, attribute: (&str, &str), text: &str) {
        self.write(name, Some(attribute), text);
    }

    /// An amount in pounds and pence, with its currency.
    pub fn amount(&mut self, name: &str, amount: Money) {
        self.price(name, &amount.to_string());
    }

    /// A price in figures, with its currency.
    pub fn price(&mut self, name: &str, figures: &str) {
        self.write(name, Some(("currencyID", CURRENCY)), figures);
    }

    /// The currency of the document.
    pub fn currency(&mut self) {
        self.leaf("DocumentCurrencyCode", CURRENCY);
    }

    fn write(&mut self, name: &str, attribute: Option<(&str, &str)>, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if let Some(bad) = text.chars().find(|character| !is_fit(*character)) {
            self.unfit.push(format!("{name}: the character U+{:04X}", u32::from(bad)));
        }
        let name = format!("cbc:{name}");
        let mut start = BytesStart::new(name.as_str());
        if let Some(attribute) = attribute {
            start.push_attribute(attribute);
        }
        self.event(Event::Start(start));
        self.event(Event::Text(BytesText::new(text)));
        self.event(Event::End(BytesEnd::new(name.as_str())));
    }
}

/// Whether XML 1.0 can hold a character (its production 2, `Char`).
fn is_fit(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<String, Vec<String>> {
        let bytes = Xml::document("Invoice", |xml| {
            xml.node("Party", |xml| xml.leaf("Name", text));
        })?;
        Ok(String::from_utf8(bytes).expect("it is UTF-8"))
    }

    #[test]
    fn texts_are_trimmed_and_escaped_and_never_empty() {
        let text = written("  Fish & <Chips>  ").expect("it can be written");
        assert!(text.contains("<cbc:Name>Fish &amp; &lt;Chips&gt;</cbc:Name>"), "{text}");
        assert!(!written(" \n ").expect("it can be written").contains("cbc:Name"));
    }

    #[test]
    fn a_character_that_xml_cannot_hold_is_refused_by_its_element() {
        for bad in ['\u{b}', '\u{0}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
            let refused = written(&format!("a{bad}b")).expect_err("it cannot be written");
            assert_eq!(refused, [format!("Name: the character U+{:04X}", u32::from(bad))]);
        }
        for good in ['\t', 'ŵ', '£', '\u{fffd}', '\u{1f600}'] {
            assert!(written(&format!("a{good}b")).is_ok(), "{good:?}");
        }
    }
}
