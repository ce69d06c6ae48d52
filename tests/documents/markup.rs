//! XML read as a tree, without the product's own code.

use quick_xml::Reader;
use quick_xml::events::Event;

/// An element: its name without its prefix, its attributes, the elements inside, and its text.
#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    /// Reads a document.
    pub fn read(xml: &str) -> Element {
        let mut reader = Reader::from_str(xml);
        let mut open = vec![Element::default()];
        loop {
            match reader.read_event().expect("it is well-formed") {
                Event::Start(start) => {
                    let attributes = start.attributes().map(|attribute| {
                        let attribute = attribute.expect("an attribute is well-formed");
                        (attribute.key.as_ref().to_owned(), attribute.value.into_owned())
                    });
                    open.push(Element {
                        name: start.local_name().as_ref().to_owned(),
                        attributes: attributes.collect(),
                        ..Element::default()
                    });
                }
                Event::Text(text) => {
                    open.last_mut().expect("one is open").text.push_str(&text);
                }
                Event::GeneralRef(reference) => {
                    let character = match reference.as_ref() {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        other => panic!("{other} is none that UBL needs"),
                    };
                    open.last_mut().expect("one is open").text.push(character);
                }
                Event::End(_) => {
                    let closed = open.pop().expect("one is open");
                    open.last_mut().expect("one is open").children.push(closed);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let document = open.pop().expect("the document is left");
        document.children.into_iter().next().expect("it has a root")
    }

    /// The elements inside of a name, in order.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first element along a path of names, parted by slashes.
    pub fn find(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |at, name| at.all(name).next())
    }

    /// The text along a path.
    #[track_caller]
    pub fn text(&self, path: &str) -> &str {
        let found = self.find(path).unwrap_or_else(|| panic!("no {path} in {}", self.name));
        &found.text
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Every element with no element inside, at any depth.
    pub fn leaves(&self) -> Vec<&Element> {
        if self.children.is_empty() {
            return vec![self];
        }
        self.children.iter().flat_map(Element::leaves).collect()
    }

    /// Whether it says anything.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.children.is_empty()
    }
}
