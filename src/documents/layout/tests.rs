//! What holds for every document, whatever its blocks and wherever its pages break.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;
use crate::documents::page::Address;
use crate::documents::page::Block;
use crate::documents::page::Column;
use crate::documents::page::Figure;
use crate::documents::page::KeyFigure;
use crate::documents::page::RowKind;
use crate::documents::page::Signatory;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::page::drawing::Drawing;

fn document(blocks: Vec<Block>) -> Document {
    let date = chrono::NaiveDate::from_ymd_opt(2018, 10, 5).expect("a day");
    let mut document = Document::new("Hampshire County Council", "Invoice 7", "HCC-7", date);
    document.blocks = blocks;
    document
}

static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::embedded);

fn laid(blocks: Vec<Block>) -> Layout {
    lay_out(&document(blocks), &FONTS).expect("laid out")
}

fn refusal(blocks: Vec<Block>) -> RenderError {
    lay_out(&document(blocks), &FONTS).expect_err("refused")
}

fn long_table(rows: usize) -> Table {
    let columns =
        vec![Column::text("Clause"), Column::text("Line").heads_rows(), Column::figures("Net")];
    let mut table = Table::new("Lines", columns);
    for row in 0..rows {
        let name = "Head of Service, safeguarding and quality; ".repeat(1 + row * 7 % 5);
        table.push([format!("4.{row}"), name, format!("£{}.{:02}", row * 997, row % 100)]);
    }
    table.push_total(RowKind::Total, "Total due", "−£1,234,567.89");
    table
}

/// A paragraph of about so many lines.
fn lines(count: usize) -> Block {
    Block::paragraph(
        "Nothing in this line but ordinary words, enough of them to reach the margin. "
            .repeat(count),
    )
}

/// The pages on which each leaf is drawn, once for each thing drawn.
fn pages_of(layout: &Layout) -> BTreeMap<Leaf, Vec<usize>> {
    let mut pages: BTreeMap<Leaf, Vec<usize>> = BTreeMap::new();
    for (number, page) in layout.pages.iter().enumerate() {
        for run in &page.runs {
            if let Mark::Content(leaf) = run.mark {
                pages.entry(leaf).or_default().extend(run.draws.iter().map(|_| number));
            }
        }
    }
    pages
}

fn leaves(element: &Element) -> Vec<Leaf> {
    element.leaf.into_iter().chain(element.kids.iter().flat_map(leaves)).collect()
}

fn find<'a>(elements: &'a [Element], role: &Role) -> Vec<&'a Element> {
    let own = |element: &'a Element| (element.role == *role).then_some(element);
    elements.iter().flat_map(|e| own(e).into_iter().chain(find(&e.kids, role))).collect()
}

/// Every text on a page, with its place.
fn texts(page: &Sheet) -> Vec<(Point, String, Mark)> {
    let mut texts = Vec::new();
    for run in &page.runs {
        for draw in &run.draws {
            if let Draw::Text { at, text, .. } = draw {
                texts.push((*at, text.clone(), run.mark));
            }
        }
    }
    texts
}

fn everything() -> Vec<Block> {
    let long = "A council with a name that goes on and on and on and on and on ".repeat(4);
    let address = |label: &str| Address {
        label: label.into(),
        lines: vec![long.clone(), "The Castle".into(), "Winchester SO23 8UJ".into()],
        contact: Some(Text::from("Questions: ").then_email("recharges@hampshire.example")),
    };
    vec![
        Block::lead("Recharge for the quarter"),
        Block::Addresses(vec![address("From"), address("To")]),
        Block::key_facts([("Number", "HCC-7"), ("Period", long.as_str()), ("Due", "")]),
        Block::heading("Lines"),
        Block::Table(long_table(30)),
        Block::Together(vec![Block::subheading("Why"), lines(9), Block::bullets([&long, "b"])]),
        Block::note("Nothing is due before 4 November 2018."),
        Block::PageBreak,
        lines(70),
        Block::numbered((0..20).map(|n| format!("{n} {long}"))),
    ]
}

#[test]
fn no_row_is_cut_in_two() {
    let layout = laid(vec![Block::Table(long_table(150))]);
    assert!(layout.pages.len() > 4);
    let pages = pages_of(&layout);
    let rows = find(&layout.structure, &Role::TableRow);
    assert_eq!(rows.len(), 152);
    for row in rows {
        let on: BTreeSet<_> = leaves(row).iter().flat_map(|leaf| &pages[leaf]).collect();
        assert_eq!(on.len(), 1, "{row:?}");
    }
}

#[test]
fn headings_of_a_table_come_back_on_each_page_as_artifacts() {
    let layout = laid(vec![Block::Table(long_table(150))]);
    let header = Mark::Artifact(Artifact::Header);
    for (number, page) in layout.pages.iter().enumerate() {
        let clause: Vec<Mark> =
            texts(page).into_iter().filter(|(_, text, _)| text == "Clause").map(|t| t.2).collect();
        assert_eq!(clause.len(), 1, "page {number}");
        assert_eq!(clause[0] == header, number > 0, "page {number}");
    }
}

#[test]
fn pages_are_numbered_and_carry_reference_and_date() {
    for blocks in [Vec::new(), vec![lines(60)], everything()] {
        let layout = laid(blocks);
        let total = layout.pages.len();
        for (number, page) in layout.pages.iter().enumerate() {
            let has = |wanted: &str| texts(page).iter().any(|(_, text, _)| text == wanted);
            assert!(has(&format!("Page {} of {total}", number + 1)));
            assert!(has("HCC-7 · 5 October 2018"), "{:?}", texts(page));
        }
    }
}

#[test]
fn a_heading_stays_with_what_follows() {
    for filler in 1..60 {
        for next in [lines(6), Block::Table(long_table(5)), Block::bullets(["One", "Two"])] {
            let layout = laid(vec![lines(filler), Block::heading("Kept"), next]);
            let heading = layout.headings.iter().find(|h| h.title == "Kept").expect("there");
            let runs = &layout.pages[heading.page].runs;
            let below = runs.iter().filter(|run| matches!(run.mark, Mark::Content(_)));
            let last = below.flat_map(|run| &run.draws).fold(0.0_f32, |y, draw| match draw {
                Draw::Text { at, .. } => y.max(at.y),
                _ => y,
            });
            assert!(last > heading.y + 30.0, "{filler}");
        }
    }
}

#[test]
fn no_line_of_a_paragraph_stands_alone() {
    for filler in 30..60 {
        let layout = laid(vec![lines(filler), lines(5)]);
        let pages = pages_of(&layout);
        for on in pages.values().filter(|on| on.len() > 1) {
            for page in on {
                assert!(on.iter().filter(|p| *p == page).count() > 1, "{filler}");
            }
        }
    }
}

#[test]
fn everything_drawn_is_in_the_structure_once_and_in_order() {
    let layout = laid(everything());
    let read: Vec<Leaf> = layout.structure.iter().flat_map(leaves).collect();
    let numbered: Vec<Leaf> = (0..read.len()).map(Leaf).collect();
    assert_eq!(read, numbered, "leaves are numbered in reading order");
    let drawn: Vec<Leaf> = pages_of(&layout).into_keys().collect();
    assert_eq!(drawn, numbered, "each is drawn, and nothing else");
    let mut last = Leaf(0);
    for run in layout.pages.iter().flat_map(|page| &page.runs) {
        if let Mark::Content(leaf) = run.mark {
            assert!(leaf >= last, "drawn in reading order");
            last = leaf;
        }
    }
    assert_eq!(layout.headings[0].title, "Invoice 7");
}

#[test]
fn nothing_is_drawn_outside_the_margins_or_over_the_footer() {
    for page in laid(everything()).pages {
        for run in page.runs {
            for draw in run.draws {
                let Draw::Text { at, size, weight, text, .. } = draw else { continue };
                let right = at.x + FONTS.width(text.trim_end(), weight, size);
                assert!(at.x >= MARGIN - 0.01 && right <= PAGE_WIDTH - MARGIN + 0.01, "{text}");
                let footer = run.mark == Mark::Artifact(Artifact::Footer);
                assert!(at.y > 40.0 && at.y < if footer { 820.0 } else { 780.0 }, "{text}");
            }
        }
    }
}

/// The pages on which the rows of the only table stand, from its heading on.
fn pages_of_rows(layout: &Layout) -> Vec<usize> {
    let pages = pages_of(layout);
    let rows = find(&layout.structure, &Role::TableRow);
    rows.iter().map(|row| pages[&leaves(row)[0]][0]).collect()
}

#[test]
fn a_short_table_is_not_cut_in_two() {
    for filler in 20..60 {
        let mut table = Table::new("Adjusted", vec![Column::text("Line"), Column::figures("Net")]);
        table.push_group("Second quarter");
        for line in ["Solicitor", "Overhead", "Adviser"] {
            table.push([line, "£34.61"]);
        }
        table.push_total(RowKind::Total, "Difference in all", "£380.76");
        let said = Block::paragraph("Varied on 12 November 2018.");
        let layout = laid(vec![lines(filler), said, Block::Table(table), lines(9)]);
        let pages = pages_of_rows(&layout);
        assert!(pages.iter().all(|page| *page == pages[0]), "{filler}: {pages:?}");
    }
}

#[test]
fn a_group_begins_and_ends_with_two_rows() {
    for filler in 20..60 {
        let mut table = Table::new("Lines", vec![Column::text("Line"), Column::figures("Net")]);
        for group in ["Staffing", "Support"] {
            table.push_group(group);
            (0..9).for_each(|_| table.push(["Adviser", "£34.61"]));
            table.push_total(RowKind::Subtotal, group, "£311.49");
        }
        table.push_total(RowKind::Total, "To pay", "£622.98");
        let layout = laid(vec![lines(filler), Block::Table(table), lines(9)]);
        let pages = pages_of_rows(&layout);
        for held in [0..4, 9..12, 12..15, 20..24] {
            assert_eq!(pages[held.start], pages[held.end - 1], "{filler}: {held:?} of {pages:?}");
        }
    }
}

#[test]
fn the_rows_of_a_long_group_stand_under_its_heading_on_every_page() {
    let mut table = Table::new("Steps", vec![Column::text("Step"), Column::figures("Sum")]);
    table.push_group("The director");
    (0..80).for_each(|row| table.push([format!("Step {row}"), "£1.00".to_owned()]));
    table.push_total(RowKind::Total, "All", "£80.00");
    let layout = laid(vec![Block::Table(table)]);
    let over = |page| {
        let mut texts = texts(page).into_iter();
        texts.find(|(_, text, _)| text == "The director").map(|(.., mark)| mark)
    };
    assert!(layout.pages.len() > 2);
    assert!(matches!(over(&layout.pages[0]), Some(Mark::Content(_))));
    for page in &layout.pages[1..] {
        assert_eq!(over(page), Some(Mark::Artifact(Artifact::Header)));
    }
}

#[test]
fn a_short_group_is_not_cut_in_two() {
    let mut table = Table::new("Steps", vec![Column::text("Step"), Column::figures("Sum")]);
    for group in 0..12 {
        table.push_group(format!("Post {group}"));
        (0..5).for_each(|row| table.push([format!("Step {row}"), "£1.00".to_owned()]));
    }
    let layout = laid(vec![Block::Table(table)]);
    assert!(layout.pages.len() > 2);
    for page in &layout.pages {
        let count = |words| texts(page).iter().filter(|(_, text, _)| text == words).count();
        assert_eq!(count("Step 0"), count("Step 4"));
    }
}

#[test]
fn a_very_long_figure_goes_over_lines_in_its_own_cell() {
    let mut table = Table::new("t", vec![Column::text("Step"), Column::figures("Figure")]);
    let long = format!("14.{}", "0967741935".repeat(12));
    table.push(["The charge of a year", "£28,000.50"]);
    table.push(["By the days of the month", &long]);
    let layout = laid(vec![Block::Table(table)]);
    let drawn = texts(&layout.pages[0]);
    let figures = drawn.iter().filter(|(_, text, _)| long.contains(text.trim()));
    let whole: String = figures.map(|(_, text, _)| text.as_str()).collect();
    assert_eq!(whole, long, "no digit is lost");
    let cut = drawn.iter().filter(|(_, text, _)| text.contains("0967741935")).count();
    assert!(cut > 3, "{drawn:?}");
}

#[test]
fn decimal_points_stand_under_each_other() {
    let mut table = Table::new("t", vec![Column::text("Line"), Column::figures("Net")]);
    let figures = ["£1,234.50", "−£0.01", "£12", "£85.7", "not billed"];
    for figure in figures {
        table.push(["a", figure]);
    }
    table.push_total(RowKind::Total, "Total", "−£98,765.43");
    let layout = laid(vec![Block::Table(table)]);
    let mut points = Vec::new();
    for (at, text, _) in texts(&layout.pages[0]) {
        let weight = if text.starts_with("−£98") { Weight::Bold } else { Weight::Regular };
        if figures.contains(&text.as_str()) || weight == Weight::Bold {
            let before = text.find('.').map_or(text.as_str(), |point| &text[..point]);
            points.push((at.x + FONTS.width(before, weight, 9.5), text));
        }
    }
    assert_eq!(points.len(), 6, "{points:?}");
    for (x, text) in &points[..6] {
        let words = text == "not billed";
        assert!(words || (x - points[0].0).abs() < 0.01, "{points:?}");
    }
}

#[test]
fn what_cannot_be_printed_is_refused_by_name() {
    let error = refusal(vec![Block::paragraph("Target met ✓ in June")]);
    let wanted =
        RenderError::MissingCharacter { character: '✓', text: "Target met ✓ in June".into() };
    assert_eq!(error, wanted);
    let drawing = Drawing { width: 100.0, height: 2000.0, draws: Vec::new() };
    let figure = Figure { drawing, alternative: "A tall chart".into(), caption: None };
    let message = refusal(vec![Block::Figure(figure)]).to_string();
    assert!(message.starts_with("the figure “A tall chart” is taller"), "{message}");
    let skipped = Block::Heading(crate::documents::page::Level::Four, "Deep".into());
    let message = refusal(vec![Block::heading("Top"), skipped]).to_string();
    assert!(message.contains("“Deep” is at level 4"), "{message}");
    let mut nameless = document(Vec::new());
    nameless.title = " ".into();
    let error = lay_out(&nameless, &FONTS).expect_err("no title");
    assert_eq!(error, RenderError::Empty { what: "title" });
}

#[test]
fn what_is_taller_than_a_page_goes_over_it_line_by_line() {
    let long = "A long definition in ordinary words, one after another. ".repeat(60);
    let lines: Vec<String> = (0..10).map(|_| "Very long lines of an address ".repeat(7)).collect();
    let address = Address { label: "To".into(), lines, contact: None };
    let mut table = long_table(3);
    table.push([String::from("5"), long.repeat(2), "£1.00".into()]);
    let signatory = Signatory { party: long.clone(), name: Some(long.clone()), position: None };
    for block in [
        Block::key_facts([("Definition", long.clone()), ("Value", "1".into())]),
        Block::Addresses(vec![address]),
        Block::Table(table),
        Block::Signatures(vec![signatory]),
    ] {
        let layout = laid(vec![block]);
        assert!(layout.pages.len() > 1, "it goes over the page");
        for page in &layout.pages {
            let read = page.runs.iter().filter(|run| matches!(run.mark, Mark::Content(_)));
            for draw in read.flat_map(|run| &run.draws) {
                let Draw::Text { at, text, .. } = draw else { continue };
                assert!((50.0..PAGE_HEIGHT - 30.0).contains(&at.y), "{text} at {}", at.y);
            }
        }
        let mut pages = pages_of(&layout).into_values();
        assert!(pages.any(|pages| pages.first() != pages.last()), "and is one leaf still");
    }
}

#[test]
fn a_long_name_leaves_room_for_the_text() {
    let mut long = document(vec![Block::paragraph("Text.")]);
    long.author = "The Council of somewhere ".repeat(100);
    long.reference = "REF-1234 ".repeat(100);
    assert_eq!(lay_out(&long, &FONTS).expect("laid out").pages.len(), 1);
}

#[test]
fn a_key_figure_is_never_broken_inside_a_number() {
    let sum = "−£99,999,999,999.99";
    for count in 1..=6 {
        let figure = KeyFigure { figure: sum.into(), label: "Due".into(), symbol: None };
        let layout = laid(vec![Block::KeyFigures(vec![figure; count])]);
        let draws = layout.pages.iter().flat_map(|page| &page.runs).flat_map(|run| &run.draws);
        let whole = |draw: &&Draw| matches!(draw, Draw::Text { text, .. } if text == sum);
        assert_eq!(draws.filter(whole).count(), count, "of {count}");
    }
}
