//! What holds for every page: it is well formed, and says the document's words in their order.

use super::*;
use crate::documents::page::Cell;
use crate::documents::page::Colour;
use crate::documents::page::Column;
use crate::documents::page::Drawing;
use crate::documents::page::RowKind;
use crate::documents::page::Symbol;
use crate::documents::page::drawing::Shape;
use crate::domain::calendar::date;
use quick_xml::Reader;
use quick_xml::events::Event;

const AWKWARD: &str = "Tŷ’r & <b>\"Sir\"</b> ≥ £5";

fn picture() -> Figure {
    let drawing = Drawing { width: 10.0, height: 5.0, draws: Vec::new() };
    let alternative = format!("Chart of {AWKWARD}. It goes up.");
    Figure { drawing, alternative, caption: Some("How it goes".into()) }
}

fn lines() -> Table {
    let columns =
        vec![Column::text("Clause"), Column::text("Line").heads_rows(), Column::figures("Net")];
    let mut table = Table::new("What is due, line by line", columns).with_caption("Lines");
    let symbol = Symbol { shape: Shape::Circle, colour: Colour::GREEN };
    table.push([
        Cell::new("4.1"),
        Cell::new(AWKWARD).with_detail("three quarters"),
        Cell::new("£325,000.00").with_symbol(symbol),
    ]);
    table.push_group("Adjustments for 2018/19-Q1");
    table.push(["4.2", "Overhead", "-£0.05"]);
    table.push_total(RowKind::Total, "To pay", "£324,999.95");
    table
}

fn every_block() -> Document {
    let mut document =
        Document::new("Hampshire County Council", "Statement", "HIOW-1", date(2018, 10, 5));
    document.logo = Some(Figure { caption: None, ..picture() });
    let fact = ("Due", Text::strong("now").then(" or later", Emphasis::Quiet));
    let figure = KeyFigure {
        figure: "£5".into(),
        label: "Due".into(),
        symbol: Some(Symbol { shape: Shape::Diamond, colour: Colour::GREY }),
    };
    let link = Text::from("Ask ").then_email("a@b.example").then_link(" here", "javascript:x()");
    let address = Address {
        label: "From".into(),
        lines: vec!["Hampshire".into(), "The Castle".into()],
        contact: None,
    };
    let note = Note { heading: Some("Mind".into()), paragraphs: vec!["One".into(), "Two".into()] };
    let signatory =
        Signatory { party: "Hampshire".into(), name: Some("A Person".into()), position: None };
    let changed = Text::styled("new", Emphasis::Inserted).then("old", Emphasis::Deleted);
    document.blocks = vec![
        Block::lead("What it says.\nMore"),
        Block::Addresses(vec![address]),
        Block::key_facts([fact]),
        Block::KeyFigures(vec![figure]),
        Block::heading(AWKWARD),
        Block::subheading("Part"),
        Block::Paragraph(link),
        Block::Together(vec![Block::Table(lines()), Block::bullets(["a", "b"])]),
        Block::PageBreak,
        Block::numbered(["c", "d"]),
        Block::Figure(picture()),
        Block::Figure(picture()),
        Block::Note(note),
        Block::Paragraph(changed),
        Block::Signatures(vec![signatory]),
    ];
    document
}

/// An element's name and its attributes.
type Element = (String, BTreeMap<String, String>);

/// The words of a page in order, and every element with its attributes; whatever is not well
/// formed is a failure.
fn read(page: &str) -> (String, Vec<Element>) {
    let mut reader = Reader::from_str(page);
    let (mut words, mut elements) = (String::new(), Vec::new());
    let (mut open, mut silent) = (Vec::new(), 0);
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                silent += usize::from(name == "svg");
                elements.push((name.clone(), attributes(&start)));
                open.push(name);
                words.push(' ');
            }
            Event::Empty(start) => {
                let name = start.name().as_ref().to_owned();
                elements.push((name, attributes(&start)));
                words.push(' ');
            }
            Event::End(_) => {
                silent -= usize::from(open.pop().as_deref() == Some("svg"));
            }
            Event::Text(text) if silent == 0 => words.push_str(&text),
            Event::GeneralRef(name) if silent == 0 => {
                let name: &str = &name;
                let known = [("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'")];
                let found = known.iter().find(|(known, _)| *known == name);
                words.push_str(found.expect("one that XML knows").1);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty());
    (words.split_whitespace().collect::<Vec<_>>().join(" "), elements)
}

fn attributes(start: &quick_xml::events::BytesStart<'_>) -> BTreeMap<String, String> {
    let read = start.attributes().map(|attribute| {
        let attribute = attribute.expect("well formed");
        let name = attribute.key.as_ref().to_owned();
        (name, attribute.value.into_owned())
    });
    read.collect()
}

#[test]
fn a_page_says_what_the_document_says_in_the_same_order() {
    let page = document(&every_block(), 1);
    let (words, _) = read(&page);
    assert_eq!(
        words,
        format!(
            "Hampshire County Council Statement HIOW-1 · 5 October 2018 What it says. More From \
             Hampshire The Castle Due now or later Due £5 {AWKWARD} Part Ask a@b.example here \
             Lines What is due, line by line Clause Line Net 4.1 {AWKWARD} three quarters \
             £325,000.00 Adjustments for 2018/19-Q1 4.2 Overhead -£0.05 To pay £324,999.95 a b c d \
             How it goes How it goes Mind One Two newold Signed for and on behalf of Hampshire \
             Signature Name A Person Position Date"
        )
        .replace("newold", "new old")
    );
    assert_eq!(page, document(&every_block(), 1), "the same document gives the same page");
}

#[test]
fn a_page_means_what_the_document_means() {
    let (_, elements) = read(&document(&every_block(), 2));
    let count = |name: &str, key: &str, value: &str| {
        let is = |(found, attributes): &&Element| {
            found == name && (key.is_empty() || attributes.get(key).is_some_and(|v| v == value))
        };
        elements.iter().filter(is).count()
    };
    assert_eq!([count("h1", "", ""), count("h2", "", ""), count("h3", "", "")], [0, 1, 1]);
    assert_eq!(count("h4", "", ""), 1);
    assert_eq!([count("th", "scope", "col"), count("th", "scope", "row")], [3, 3]);
    assert_eq!([count("th", "scope", "rowgroup"), count("tbody", "", "")], [1, 2]);
    assert_eq!(count("th", "colspan", "2"), 1, "the label of the total");
    assert_eq!(count("svg", "role", "img"), 3);
    assert_eq!(count("svg", "aria-hidden", "true"), 2);
    assert_eq!(count("a", "href", "mailto:a@b.example"), 1);
    assert_eq!(count("a", "", ""), 1, "no link leads into a script");
    assert_eq!([count("ins", "", ""), count("del", "", "")], [1, 1]);
    assert!(elements.iter().all(|(_, attributes)| !attributes.contains_key("style")));
    let mut names: Vec<&String> = elements.iter().filter_map(|(_, has)| has.get("id")).collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "a name is given once");
    for (_, has) in &elements {
        for named in ["aria-labelledby", "aria-describedby"].iter().filter_map(|key| has.get(*key))
        {
            assert!(names.contains(&named), "{named} is there");
        }
    }
}

#[test]
fn a_figure_has_its_words_and_its_table_beside_it() {
    let written = figure(&picture(), Some(&lines()));
    assert!(written.starts_with("<figure class=\"figure\"><svg "), "{written}");
    assert!(written.contains("<figcaption>How it goes</figcaption>"), "{written}");
    assert!(written.contains(">How it goes</title>"), "{written}");
    let escaped = "Chart of Tŷ’r &amp; &lt;b&gt;&quot;Sir&quot;&lt;/b&gt; ≥ £5. It goes up.</desc>";
    assert!(written.contains(escaped), "{written}");
    assert!(written.ends_with("</table></div></figure>"), "{written}");
}
