//! A document as HTML: the same content as its PDF, block by block and in the same order.
//!
//! The result is a fragment for a page that has its own head and stylesheet: elements that mean
//! what the blocks mean, and classes named after them. Headings begin at the level that the page
//! asks for. Everything is escaped, and a link leads only to the web, to mail or to a telephone.

mod tables;

use std::collections::BTreeMap;

use crate::documents::markup::Markup;
use crate::documents::page::Address;
use crate::documents::page::Block;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::Figure;
use crate::documents::page::KeyFact;
use crate::documents::page::KeyFigure;
use crate::documents::page::List;
use crate::documents::page::Note;
use crate::documents::page::Signatory;
use crate::documents::page::Span;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::page::long_date;
use crate::documents::svg;

/// A whole document: who issues it, its title as a heading of `level`, its reference and date, and
/// its blocks. The files that travel inside the PDF are not in it.
///
/// ```
/// use concordat::documents::html;
/// use concordat::documents::page::Block;
/// use concordat::documents::page::Document;
///
/// let day = chrono::NaiveDate::from_ymd_opt(2018, 10, 5).expect("a day");
/// let mut document = Document::new("Hampshire County Council", "Invoice", "HIOW-1", day);
/// document.push(Block::heading("What is due & when"));
/// let page = html::document(&document, 1);
/// assert!(page.contains("<h1 class=\"document-title\">Invoice</h1>"));
/// assert!(page.contains("<h2>What is due &amp; when</h2>"));
/// ```
pub fn document(document: &Document, level: u8) -> String {
    let mut page = Page::new(level);
    let attributes = [("class", "document"), ("lang", &*document.language)];
    page.markup.open("article", &attributes);
    page.markup.open("header", &[("class", "document-header")]);
    if let Some(logo) = &document.logo {
        page.within("div", "document-logo", |page| page.drawing(logo));
    }
    page.markup.element("p", &[("class", "document-author")], &document.author);
    page.markup.element(&heading(level), &[("class", "document-title")], &document.title);
    page.within("p", "document-reference", |page| {
        page.markup.text(&format!("{} · ", document.reference));
        let day = document.date.to_string();
        page.markup.element("time", &[("datetime", &day)], &long_date(document.date));
    });
    page.markup.close("header");
    page.markup.text("\n");
    page.blocks(&document.blocks);
    page.markup.close("article");
    page.markup.finish()
}

/// Blocks of a page that has a title of its own at `level`: their headings are below it.
pub fn blocks(blocks: &[Block], level: u8) -> String {
    let mut page = Page::new(level);
    page.blocks(blocks);
    page.markup.finish()
}

/// A figure with its caption, and with the table of its figures where there is one.
pub fn figure(figure: &Figure, table: Option<&Table>) -> String {
    let mut page = Page::new(1);
    page.figure(figure, table);
    page.markup.finish()
}

fn heading(level: u8) -> String {
    format!("h{}", level.clamp(1, 6))
}

/// A fragment on its way.
struct Page {
    markup: Markup,
    /// The level of the title that the blocks stand under.
    level: u8,
    /// How often each name was given, so that no two elements have the same.
    names: BTreeMap<String, usize>,
}

impl Page {
    fn new(level: u8) -> Self {
        Self { markup: Markup::new(), level, names: BTreeMap::new() }
    }

    /// An element of a class with whatever is written in between.
    fn within(&mut self, element: &str, class: &str, write: impl FnOnce(&mut Self)) {
        self.markup.open(element, &[("class", class)]);
        write(self);
        self.markup.close(element);
    }

    /// A name that nothing else in the fragment has.
    fn name(&mut self, wanted: String) -> String {
        let count = self.names.entry(wanted.clone()).or_default();
        *count += 1;
        if *count == 1 { wanted } else { format!("{wanted}-{count}") }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
            self.markup.text("\n");
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, text) => {
                let name = heading(self.level.saturating_add(level.number() - 1));
                self.markup.open(&name, &[]);
                self.text(text);
                self.markup.close(&name);
            }
            Block::Lead(text) => self.within("p", "lead", |page| page.text(text)),
            Block::Paragraph(text) => self.paragraph(text),
            Block::Addresses(addresses) => self.within("div", "addresses", |page| {
                for address in addresses {
                    page.address(address);
                }
            }),
            Block::KeyFacts(facts) => self.within("dl", "key-facts", |page| {
                for fact in facts {
                    page.key_fact(fact);
                }
            }),
            Block::KeyFigures(figures) => self.within("dl", "key-figures", |page| {
                for figure in figures {
                    page.key_figure(figure);
                }
            }),
            Block::Table(table) => self.table(table),
            Block::List(list) => self.list(list),
            Block::Figure(figure) => self.figure(figure, None),
            Block::Note(note) => self.note(note),
            Block::Signatures(signatories) => self.within("div", "signatures", |page| {
                for signatory in signatories {
                    page.signatory(signatory);
                }
            }),
            Block::Together(blocks) => {
                self.within("div", "together", |page| page.blocks(blocks));
            }
            Block::PageBreak => self.within("div", "page-break", |_| {}),
        }
    }

    fn paragraph(&mut self, text: &Text) {
        self.markup.open("p", &[]);
        self.text(text);
        self.markup.close("p");
    }

    fn text(&mut self, text: &Text) {
        text.spans().iter().for_each(|span| self.span(span));
    }

    fn span(&mut self, span: &Span) {
        let element = match span.emphasis {
            Emphasis::Plain => None,
            Emphasis::Strong => Some("strong"),
            Emphasis::Quiet => Some("small"),
            Emphasis::Inserted => Some("ins"),
            Emphasis::Deleted => Some("del"),
        };
        let link = span.link.as_deref().filter(|target| leads_somewhere_safe(target));
        if let Some(element) = element {
            self.markup.open(element, &[]);
        }
        if let Some(target) = link {
            self.markup.open("a", &[("href", target)]);
        }
        self.lines(&span.text);
        if link.is_some() {
            self.markup.close("a");
        }
        if let Some(element) = element {
            self.markup.close(element);
        }
    }

    /// Words with a line break for each line feed.
    fn lines(&mut self, words: &str) {
        for (index, line) in words.split('\n').enumerate() {
            if index > 0 {
                self.markup.empty("br", &[]);
            }
            self.markup.text(line);
        }
    }

    fn address(&mut self, address: &Address) {
        self.within("div", "address", |page| {
            page.markup.element("p", &[("class", "label")], &address.label);
            page.markup.open("p", &[]);
            for (index, line) in address.lines.iter().enumerate() {
                if index == 0 {
                    page.markup.element("strong", &[], line);
                } else {
                    page.markup.empty("br", &[]);
                    page.markup.text(line);
                }
            }
            page.markup.close("p");
            if let Some(contact) = &address.contact {
                page.markup.open("p", &[]);
                page.text(contact);
                page.markup.close("p");
            }
        });
    }

    fn key_fact(&mut self, fact: &KeyFact) {
        self.within("div", "key-fact", |page| {
            page.markup.element("dt", &[], &fact.name);
            page.markup.open("dd", &[]);
            page.text(&fact.value);
            page.markup.close("dd");
        });
    }

    /// What a large figure counts comes first, as the name of a fact must; the stylesheet may put
    /// the figure on top.
    fn key_figure(&mut self, figure: &KeyFigure) {
        self.within("div", "key-figure", |page| {
            page.markup.open("dt", &[]);
            if let Some(symbol) = figure.symbol {
                svg::sign(symbol, &mut page.markup);
            }
            page.markup.text(&figure.label);
            page.markup.close("dt");
            page.markup.element("dd", &[], &figure.figure);
        });
    }

    fn list(&mut self, list: &List) {
        let name = if list.numbered { "ol" } else { "ul" };
        self.markup.open(name, &[]);
        for item in &list.items {
            self.markup.open("li", &[]);
            self.text(item);
            self.markup.close("li");
        }
        self.markup.close(name);
    }

    fn figure(&mut self, figure: &Figure, table: Option<&Table>) {
        self.within("figure", "figure", |page| {
            page.drawing(figure);
            if let Some(caption) = figure.caption.as_ref().filter(|caption| !caption.is_blank()) {
                page.markup.open("figcaption", &[]);
                page.text(caption);
                page.markup.close("figcaption");
            }
            if let Some(table) = table {
                page.table(table);
            }
        });
    }

    fn drawing(&mut self, figure: &Figure) {
        let name = self.name(svg::identity(figure));
        svg::write(figure, &name, &mut self.markup);
    }

    fn note(&mut self, note: &Note) {
        self.markup.open("div", &[("class", "note"), ("role", "note")]);
        if let Some(heading) = &note.heading {
            self.within("p", "note-heading", |page| page.markup.element("strong", &[], heading));
        }
        for paragraph in &note.paragraphs {
            self.paragraph(paragraph);
        }
        self.markup.close("div");
    }

    fn signatory(&mut self, signatory: &Signatory) {
        self.within("div", "signatory", |page| {
            page.markup.open("p", &[]);
            page.markup.text("Signed for and on behalf of");
            page.markup.empty("br", &[]);
            page.markup.element("strong", &[], &signatory.party);
            page.markup.close("p");
            let fields = [
                ("Signature", None),
                ("Name", signatory.name.as_deref()),
                ("Position", signatory.position.as_deref()),
                ("Date", None),
            ];
            page.within("dl", "signature", |page| {
                for (label, value) in fields {
                    page.markup.element("dt", &[], label);
                    page.markup.element("dd", &[], value.unwrap_or_default());
                }
            });
        });
    }
}

/// Whether a link is one that a document may have; anything else stays as words.
fn leads_somewhere_safe(target: &str) -> bool {
    const SCHEMES: [&str; 4] = ["https", "http", "mailto", "tel"];
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)))
}

#[cfg(test)]
mod tests;
