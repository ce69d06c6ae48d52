//! Tables: a caption, the headings of columns, rows and groups, and cells that know theirs.

use crate::documents::fingerprint::fingerprint;
use crate::documents::html::Page;
use crate::documents::page::Align;
use crate::documents::page::Cell;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::documents::svg;

impl Page {
    /// A table in a frame that can be scrolled, by keys too, where the screen is narrow.
    pub(super) fn table(&mut self, table: &Table) {
        let name = format!("table-{:016x}", fingerprint(table.summary.as_bytes()) >> 64);
        let name = self.name(name);
        let frame = [
            ("class", "table-frame"),
            ("role", "region"),
            ("tabindex", "0"),
            ("aria-labelledby", name.as_str()),
        ];
        self.markup.open("div", &frame);
        self.markup.open("table", &[]);
        self.caption(table, &name);
        self.markup.open("thead", &[]);
        self.markup.open("tr", &[]);
        for column in &table.columns {
            let scope = ("scope", "col");
            match class(column.align) {
                Some(class) => self.markup.open("th", &[scope, ("class", class)]),
                None => self.markup.open("th", &[scope]),
            }
            self.text(&column.heading);
            self.markup.close("th");
        }
        self.markup.close("tr");
        self.markup.close("thead");
        for group in groups(&table.rows) {
            self.markup.open("tbody", &[]);
            for row in group {
                self.row(row, table);
            }
            self.markup.close("tbody");
        }
        self.markup.close("table");
        self.markup.close("div");
    }

    /// What everyone sees over the table, and what is only read out.
    fn caption(&mut self, table: &Table, name: &str) {
        self.markup.open("caption", &[("id", name)]);
        if let Some(caption) = table.caption.as_ref().filter(|caption| !caption.is_blank()) {
            self.text(caption);
            self.markup.text(" ");
        }
        self.markup.element("span", &[("class", "visually-hidden")], &table.summary);
        self.markup.close("caption");
    }

    fn row(&mut self, row: &Row, table: &Table) {
        let class = match row.kind {
            RowKind::Body => None,
            RowKind::Group => Some("group"),
            RowKind::Subtotal => Some("subtotal"),
            RowKind::Total => Some("total"),
        };
        match class {
            Some(class) => self.markup.open("tr", &[("class", class)]),
            None => self.markup.open("tr", &[]),
        }
        let mut column = 0;
        for (index, cell) in row.cells.iter().enumerate() {
            let is_sum = matches!(row.kind, RowKind::Subtotal | RowKind::Total);
            let heads_row = table.columns.get(column).is_some_and(|column| column.row_header);
            let scope = match row.kind {
                RowKind::Group => Some("rowgroup"),
                _ if heads_row || (is_sum && index == 0) => Some("row"),
                _ => None,
            };
            let align = table.columns.get(column).map_or(Align::Left, |column| column.align);
            let align = if cell.span > 1 { Align::Left } else { align };
            self.cell(cell, scope, self::class(align));
            column += cell.span;
        }
        self.markup.close("tr");
    }

    fn cell(&mut self, cell: &Cell, scope: Option<&str>, class: Option<&str>) {
        let element = if scope.is_some() { "th" } else { "td" };
        let span = cell.span.to_string();
        let attributes = [
            ("scope", scope),
            ("class", class),
            ("colspan", (cell.span > 1).then_some(span.as_str())),
        ];
        let attributes: Vec<(&str, &str)> =
            attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        self.markup.open(element, &attributes);
        if let Some(symbol) = cell.symbol {
            svg::sign(symbol, &mut self.markup);
        }
        self.text(&cell.text);
        if let Some(detail) = cell.detail.as_ref().filter(|detail| !detail.is_blank()) {
            self.markup.empty("br", &[]);
            self.within("span", "detail", |page| page.text(detail));
        }
        self.markup.close(element);
    }
}

fn class(align: Align) -> Option<&'static str> {
    match align {
        Align::Left => None,
        Align::Right => Some("right"),
        Align::Decimal => Some("figures"),
    }
}

/// The rows under each heading of a group, which are a body of their own.
fn groups(rows: &[Row]) -> Vec<&[Row]> {
    let mut groups = Vec::new();
    let mut from = 0;
    for (index, row) in rows.iter().enumerate() {
        if row.kind == RowKind::Group && index > from {
            groups.push(&rows[from..index]);
            from = index;
        }
    }
    if from < rows.len() {
        groups.push(&rows[from..]);
    }
    groups
}
