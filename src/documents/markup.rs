//! Marked-up text, written so that nothing in it can be taken for markup.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::BytesEnd;
use quick_xml::events::BytesStart;
use quick_xml::events::BytesText;
use quick_xml::events::Event;

/// Elements and text, in order.
pub struct Markup {
    writer: Writer<Vec<u8>>,
}

/// An attribute: its name and its value.
pub type Attribute<'a> = (&'a str, &'a str);

impl Markup {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { writer: Writer::new(Vec::new()) }
    }

    /// Begins an element.
    pub fn open(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.write(Event::Start(start(name, attributes)));
    }

    /// Ends the element that was begun last.
    pub fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element that can have nothing in it, such as a line break.
    pub fn empty(&mut self, name: &str, attributes: &[Attribute<'_>]) {
        self.write(Event::Empty(start(name, attributes)));
    }

    /// An element with whatever is written in between.
    pub fn within(
        &mut self,
        name: &str,
        attributes: &[Attribute<'_>],
        write: impl FnOnce(&mut Self),
    ) {
        self.open(name, attributes);
        write(self);
        self.close(name);
    }

    /// An element that holds words alone.
    pub fn element(&mut self, name: &str, attributes: &[Attribute<'_>], words: &str) {
        self.within(name, attributes, |inside| inside.text(words));
    }

    /// Words.
    pub fn text(&mut self, words: &str) {
        self.write(Event::Text(BytesText::new(&lawful(words))));
    }

    /// All that was written.
    pub fn finish(self) -> String {
        String::from_utf8(self.writer.into_inner()).expect("only text was written")
    }

    fn write(&mut self, event: Event<'_>) {
        self.writer.write_event(event).expect("memory takes whatever is written to it");
    }
}

fn start<'a>(name: &'a str, attributes: &[Attribute<'_>]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        start.push_attribute((*key, &*lawful(value)));
    }
    start
}

/// The text without the few characters that XML 1.0 forbids; none of them can be seen.
fn lawful(text: &str) -> Cow<'_, str> {
    let is_lawful = |c: char| match c {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => other >= ' ',
    };
    if text.chars().all(is_lawful) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| is_lawful(c)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn awkward_characters_are_escaped_or_left_out() {
        let mut markup = Markup::new();
        markup.element("p", &[("title", "a \"b\" & 'c' <d>")], "1 < 2 & \u{0}\u{b}3 > 2");
        let written = markup.finish();
        assert_eq!(
            written,
            "<p title=\"a &quot;b&quot; &amp; &apos;c&apos; &lt;d&gt;\">\
             1 &lt; 2 &amp; 3 &gt; 2</p>"
        );
    }
}
