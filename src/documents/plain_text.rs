//! A document as plain text: the same content as its HTML, block by block and in the same order,
//! for readers of mail that show no HTML.
//!
//! A table is read row by row, each figure with the heading of its column, so that it needs no
//! typeface of even width and no wide screen.

use crate::documents::page::Address;
use crate::documents::page::Block;
use crate::documents::page::Document;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Signatory;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::page::long_date;

/// A whole document: who issues it, its title, its reference and date, and its blocks.
///
/// ```
/// use concordat::documents::page::Block;
/// use concordat::documents::page::Document;
/// use concordat::documents::plain_text;
///
/// let day = chrono::NaiveDate::from_ymd_opt(2018, 10, 5).expect("a day");
/// let mut document = Document::new("Hampshire County Council", "Invoice", "HIOW-1", day);
/// document.push(Block::key_facts([("To pay", "£1.00")]));
/// let text = plain_text::document(&document);
/// assert!(text.starts_with("Hampshire County Council\n\nInvoice\n=======\n"));
/// assert!(text.ends_with("\n\nTo pay: £1.00\n"));
/// ```
pub fn document(document: &Document) -> String {
    let mut parts = vec![
        document.author.clone(),
        underlined(&document.title, '='),
        format!("{} · {}", document.reference, long_date(document.date)),
    ];
    parts.extend(document.blocks.iter().filter_map(block));
    parts.join("\n\n") + "\n"
}

fn underlined(words: &str, with: char) -> String {
    let line: String = words.chars().map(|_| with).collect();
    format!("{words}\n{line}")
}

fn block(block: &Block) -> Option<String> {
    let lines = |lines: Vec<String>| Some(lines.join("\n"));
    match block {
        Block::Heading(_, text) => Some(underlined(&words(text), '-')),
        Block::Lead(text) | Block::Paragraph(text) => Some(words(text)),
        Block::Addresses(addresses) => {
            let addresses: Vec<String> = addresses.iter().map(address).collect();
            Some(addresses.join("\n\n"))
        }
        Block::KeyFacts(facts) => {
            lines(facts.iter().map(|f| format!("{}: {}", f.name, words(&f.value))).collect())
        }
        Block::KeyFigures(figures) => {
            lines(figures.iter().map(|f| format!("{}: {}", f.label, f.figure)).collect())
        }
        Block::Table(rows) => Some(table(rows)),
        Block::List(list) => {
            let item = |(index, item): (usize, &Text)| {
                if list.numbered {
                    format!("{}. {}", index + 1, words(item))
                } else {
                    format!("- {}", words(item))
                }
            };
            lines(list.items.iter().enumerate().map(item).collect())
        }
        Block::Figure(figure) => {
            let caption = figure.caption.iter().map(words);
            lines(caption.chain([figure.alternative.clone()]).collect())
        }
        Block::Note(note) => {
            lines(note.heading.iter().cloned().chain(note.paragraphs.iter().map(words)).collect())
        }
        Block::Signatures(signatories) => lines(signatories.iter().map(signatory).collect()),
        Block::Together(blocks) => {
            let blocks: Vec<String> = blocks.iter().filter_map(self::block).collect();
            Some(blocks.join("\n\n"))
        }
        Block::PageBreak => None,
    }
}

/// Words, each link followed by where it leads unless its words say so.
fn words(text: &Text) -> String {
    let span = |(link, words): (Option<&str>, String)| match link {
        Some(target) if target.trim_start_matches("mailto:") != words => {
            format!("{words} ({target})")
        }
        _ => words,
    };
    text.stretches().into_iter().map(span).collect()
}

fn address(address: &Address) -> String {
    let mut lines = vec![format!("{}:", address.label)];
    lines.extend(address.lines.iter().cloned());
    lines.extend(address.contact.iter().map(words));
    lines.join("\n")
}

fn signatory(signatory: &Signatory) -> String {
    let known = [&signatory.name, &signatory.position].into_iter().flatten().cloned();
    let known: Vec<String> = known.collect();
    format!("Signed for and on behalf of {}: {}", signatory.party, known.join(", "))
}

fn table(table: &Table) -> String {
    let mut parts = vec![table.caption.as_ref().map_or_else(|| table.summary.clone(), words)];
    parts.extend(table.rows.iter().map(|line| row(line, table)));
    parts.join("\n\n")
}

/// A row under its name, a line for each cell that says something.
fn row(row: &Row, table: &Table) -> String {
    let header = table.columns.iter().position(|column| column.row_header).unwrap_or(0);
    let sums = matches!(row.kind, RowKind::Subtotal | RowKind::Total);
    let (mut name, mut lines, mut column) = (String::new(), Vec::new(), 0);
    for (index, cell) in row.cells.iter().enumerate() {
        let mut said = words(&cell.text);
        if let Some(detail) = &cell.detail {
            said = format!("{said} ({})", words(detail));
        }
        let is_name = column == header;
        match table.columns.get(column) {
            Some(column) if is_name && row.kind == RowKind::Body => {
                name = format!("{}: {said}", words(&column.heading));
            }
            _ if index == 0 && row.kind != RowKind::Body => name = said,
            _ if said.trim().is_empty() => {}
            Some(column) if !sums => lines.push(format!("  {}: {said}", words(&column.heading))),
            _ => lines.push(format!("  {said}")),
        }
        column += cell.span;
    }
    if sums {
        return format!("{name}: {}", lines.join(" ").trim_start());
    }
    let mut all = vec![name];
    all.extend(lines);
    all.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::page::Column;
    use crate::documents::page::Emphasis;

    #[test]
    fn a_table_is_read_row_by_row() {
        let columns = vec![
            Column::text("Clause"),
            Column::text("Description").heads_rows(),
            Column::figures("Net"),
        ];
        let mut lines = Table::new("Lines", columns);
        lines.push_group("Staffing");
        lines.push(["4.2", "Chief executive", "£1.00"]);
        lines.push(["", "Driver", "£2.00"]);
        lines.push_total(RowKind::Total, "Total", "£3.00");
        let read = "Lines\n\nStaffing\n\nDescription: Chief executive\n  Clause: 4.2\n  \
                    Net: £1.00\n\nDescription: Driver\n  Net: £2.00\n\nTotal: £3.00";
        assert_eq!(table(&lines), read);
    }

    #[test]
    fn a_link_says_where_it_leads_once() {
        let text = Text::from("Ask ").then_email("a@b.example").then(" or ", Emphasis::Plain);
        let text = text.then_link("look here", "https://b.example/1");
        assert_eq!(words(&text), "Ask a@b.example or look here (https://b.example/1)");
    }
}
