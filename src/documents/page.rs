//! What a document says, block by block, before anyone decides where it stands on paper.
//!
//! A block means something (a heading, a table, a figure with its alternative text), so that one
//! value serves the accessible PDF, a web page and whatever comes next. The model knows nothing of
//! money, of agreements or of paper: amounts and dates arrive already written out.

pub mod drawing;
pub mod table;
pub mod text;

use chrono::NaiveDate;

pub use self::drawing::Colour;
pub use self::drawing::Drawing;
pub use self::drawing::Symbol;
pub use self::table::Align;
pub use self::table::Cell;
pub use self::table::Column;
pub use self::table::Row;
pub use self::table::RowKind;
pub use self::table::Table;
pub use self::text::Emphasis;
pub use self::text::Span;
pub use self::text::Text;

/// One document: who issues it, what it is called, and its blocks in reading order.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The title: the one first-level heading and the header of later pages.
    pub title: String,
    /// The document's own number or reference, on every page.
    pub reference: String,
    /// The day it was issued, on every page and in the file's properties.
    pub date: NaiveDate,
    /// The language of the text, as a BCP 47 tag: `en-GB`.
    pub language: String,
    /// One sentence on what the document is, for the file's properties.
    pub subject: String,
    /// The council that issues it: the letterhead, and the author in the file's properties.
    pub author: String,
    /// The council's colour, for rules and charts; darkened where it would be too pale to see.
    pub colour: Colour,
    /// The council's arms or logo, beside its name in the letterhead.
    pub logo: Option<Figure>,
    /// What it says, in reading order; the title is not repeated here.
    pub blocks: Vec<Block>,
    /// The files that travel inside it, such as the electronic invoice.
    pub attachments: Vec<Attachment>,
}

/// A file inside the document that says the same as its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The name to save it by: `HIOW-CS-2018-201819Q2-A.xml`.
    pub name: String,
    /// Its media type: `text/xml`.
    pub media_type: String,
    /// What it is, for people.
    pub description: String,
    /// What is in it, byte for byte.
    pub bytes: Vec<u8>,
}

impl Document {
    /// An empty document in British English and the default dark blue.
    pub fn new(
        author: impl Into<String>,
        title: impl Into<String>,
        reference: impl Into<String>,
        date: NaiveDate,
    ) -> Self {
        Self {
            title: title.into(),
            reference: reference.into(),
            date,
            language: "en-GB".to_owned(),
            subject: String::new(),
            author: author.into(),
            colour: Colour::DARK_BLUE,
            logo: None,
            blocks: Vec::new(),
            attachments: Vec::new(),
        }
    }

    /// The title that tells this file from all others, in a window's bar and in a list of files.
    ///
    /// ```
    /// # use concordat::documents::page::Document;
    /// let on = chrono::NaiveDate::from_ymd_opt(2018, 10, 5).expect("a day");
    /// let invoice = Document::new("Hampshire County Council", "Invoice", "HIOW-2018-A", on);
    /// assert_eq!(invoice.full_title(), "Invoice HIOW-2018-A – Hampshire County Council");
    /// ```
    pub fn full_title(&self) -> String {
        format!("{} {} – {}", self.title, self.reference, self.author)
    }

    /// Adds a block at the end.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }
}

/// A part of a document that means one thing.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; levels may not be skipped on the way down.
    Heading(Level, Text),
    /// The sentence or two under the title that say what the document is.
    Lead(Text),
    /// An ordinary paragraph.
    Paragraph(Text),
    /// Addresses side by side, such as *From* and *To*; two or three read best.
    Addresses(Vec<Address>),
    /// Facts by name in two columns, read across: number, date, period, reference.
    KeyFacts(Vec<KeyFact>),
    /// A few large figures side by side, each with what it counts.
    KeyFigures(Vec<KeyFigure>),
    /// A table.
    Table(Table),
    /// A list with bullets or numbers.
    List(List),
    /// A drawing with its alternative text.
    Figure(Figure),
    /// Something set apart from the text that the reader should not miss.
    Note(Note),
    /// Places to sign, two side by side.
    Signatures(Vec<Signatory>),
    /// Blocks that stand on one page where one page can hold them.
    Together(Vec<Block>),
    /// What follows begins on a new page.
    PageBreak,
}

impl Block {
    /// A second-level heading.
    pub fn heading(text: impl Into<Text>) -> Self {
        Self::Heading(Level::Two, text.into())
    }

    /// A third-level heading.
    pub fn subheading(text: impl Into<Text>) -> Self {
        Self::Heading(Level::Three, text.into())
    }

    /// The opening sentence.
    pub fn lead(text: impl Into<Text>) -> Self {
        Self::Lead(text.into())
    }

    /// An ordinary paragraph.
    pub fn paragraph(text: impl Into<Text>) -> Self {
        Self::Paragraph(text.into())
    }

    /// Facts by name, from pairs of name and value.
    pub fn key_facts<N: Into<String>, V: Into<Text>>(
        facts: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let fact = |(name, value): (N, V)| KeyFact { name: name.into(), value: value.into() };
        Self::KeyFacts(facts.into_iter().map(fact).collect())
    }

    /// A list with bullets.
    pub fn bullets<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Self {
        let items = items.into_iter().map(Into::into).collect();
        Self::List(List { numbered: false, items })
    }

    /// A numbered list, from 1.
    pub fn numbered<T: Into<Text>>(items: impl IntoIterator<Item = T>) -> Self {
        let items = items.into_iter().map(Into::into).collect();
        Self::List(List { numbered: true, items })
    }

    /// A note without a heading.
    pub fn note(text: impl Into<Text>) -> Self {
        Self::Note(Note { heading: None, paragraphs: vec![text.into()] })
    }
}

/// The level of a heading under the title, which is the only one at level 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// A section.
    Two,
    /// A part of a section.
    Three,
    /// A part of that.
    Four,
}

impl Level {
    /// The level as a number, 2 to 4.
    pub fn number(self) -> u8 {
        match self {
            Self::Two => 2,
            Self::Three => 3,
            Self::Four => 4,
        }
    }
}

/// An address with what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// What it is: *From*, *To*, *Ask about this invoice*.
    pub label: String,
    /// The lines; the first, a name, stands out.
    pub lines: Vec<String>,
    /// Whom to ask there, with a link to write to them.
    pub contact: Option<Text>,
}

/// One fact by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFact {
    /// What it is: *Invoice date*.
    pub name: String,
    /// Its value, written out: *5 October 2018*.
    pub value: Text,
}

/// One large figure and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// The figure, written out: *5* or *£513,800.00*.
    pub figure: String,
    /// What it counts: *Green*.
    pub label: String,
    /// A sign before the label, which must say the same in words.
    pub symbol: Option<Symbol>,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Whether the items are numbered from 1.
    pub numbered: bool,
    /// The items in order.
    pub items: Vec<Text>,
}

/// A drawing, with words for whoever cannot see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What is drawn; scaled down where it is wider than the text.
    pub drawing: Drawing,
    /// What the drawing shows, in words; never empty.
    pub alternative: String,
    /// The line under the drawing.
    pub caption: Option<Text>,
}

/// Something set apart from the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A short name in bold.
    pub heading: Option<String>,
    /// What it says.
    pub paragraphs: Vec<Text>,
}

/// One place to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatory {
    /// On whose behalf: *Hampshire County Council*.
    pub party: String,
    /// The officer's name where it is known; otherwise a line to write on.
    pub name: Option<String>,
    /// The officer's position where it is known; otherwise a line to write on.
    pub position: Option<String>,
}

/// A date as the documents print it: 5 October 2018.
pub fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}
