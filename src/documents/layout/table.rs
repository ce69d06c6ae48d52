//! Tables: a strip for each row, the headings repeated at the top of each page.

use std::rc::Rc;

use crate::documents::RenderError;
use crate::documents::font::Fonts;
use crate::documents::layout::Artifact;
use crate::documents::layout::BODY;
use crate::documents::layout::Element;
use crate::documents::layout::Role;
use crate::documents::layout::Run;
use crate::documents::layout::Setting;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::layout::blocks::Laid;
use crate::documents::layout::blocks::caption;
use crate::documents::layout::flow::Header;
use crate::documents::layout::flow::Name;
use crate::documents::layout::flow::Piece;
use crate::documents::layout::flow::Tie;
use crate::documents::layout::furniture::stacked;
use crate::documents::layout::lines::Line;
use crate::documents::layout::lines::ROUNDING;
use crate::documents::layout::lines::Style;
use crate::documents::layout::lines::break_text;
use crate::documents::layout::reading::Reading;
use crate::documents::layout::widths::Columns;
use crate::documents::layout::widths::Figure;
use crate::documents::layout::widths::Place;
use crate::documents::layout::widths::SIGN;
use crate::documents::layout::widths::detail_style;
use crate::documents::layout::widths::row_style;
use crate::documents::page::Align;
use crate::documents::page::Cell;
use crate::documents::page::Colour;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;

/// Above and below the text of a row, in points.
const PADDING: f32 = 4.5;
/// Above the heading of a group of rows.
const GROUP_PADDING: f32 = 11.0;

/// A table as strips and as a node.
pub(super) fn table(table: &Table, setting: &mut Setting<'_>) -> Result<Laid, RenderError> {
    table.check()?;
    let columns = Columns::fit(table, TEXT_WIDTH, setting.fonts)?;
    let mut laid = Laid::default();
    let mut kids = Vec::new();
    if let Some(text) = table.caption.as_ref().filter(|caption| !caption.is_blank()) {
        let caption = caption(text, BODY.bold(), 0.0, setting)?;
        laid.pieces.extend(caption.pieces);
        kids.extend(caption.elements);
        laid.pieces.iter_mut().for_each(|piece| piece.tie = Tie::Firm);
    }
    let (mut header, head) = headings(table, &columns, setting)?;
    let summary: Rc<str> = table.summary.as_str().into();
    header.name = Name::of("the headings", "").within(&summary);
    // A head must be followed by a body; headings alone are all the table that there is.
    let role = if table.rows.is_empty() { Role::TableBody } else { Role::TableHead };
    kids.push(Element::group(role, vec![head]));
    let repeated = Header::repeating(std::slice::from_ref(&header));
    header.gap = if laid.pieces.is_empty() { 0.0 } else { 7.0 };
    laid.pieces.push(header);
    let mut rows = Vec::with_capacity(table.rows.len());
    let mut above = Rc::clone(&repeated);
    for row in &table.rows {
        let (mut piece, element) = self::row(row, table, &columns, setting)?;
        if row.kind != RowKind::Body {
            above = Rc::clone(&repeated);
        }
        piece.header = Some(Rc::clone(&above));
        if row.kind == RowKind::Group {
            // The rows of a group that goes over a page stand under its heading there too.
            above = repeated.followed_by(&piece);
        }
        piece.name = Name::of("the row", row.name()).within(&summary);
        laid.pieces.push(piece);
        rows.push(element);
    }
    let first = laid.pieces.len() - table.rows.len();
    tie_rows(&mut laid.pieces[first..], &table.rows);
    if !rows.is_empty() {
        kids.push(Element::group(Role::TableBody, rows));
    }
    if let Some(piece) = laid.pieces.first_mut() {
        piece.gap = 16.0;
    }
    laid.elements.push(Element::group(Role::Table(table.summary.clone()), kids));
    Ok(laid)
}

/// The height in points to which a table is short, its headings not counted, or a group of its
/// rows: it stays in one piece.
const SHORT: f32 = 165.0;

/// Keeps a short table whole, and in any other each short group; the heading of a group with its
/// first two rows, a total with two of the rows that it sums, and the first and last rows from
/// standing alone.
fn tie_rows(pieces: &mut [Piece], rows: &[Row]) {
    let last = rows.len().saturating_sub(1);
    let is_short = |pieces: &[Piece]| pieces.iter().map(|piece| piece.height).sum::<f32>() <= SHORT;
    let whole = is_short(pieces);
    let mut end = 0;
    for group in rows.chunk_by(|_, next| next.kind == RowKind::Body) {
        let start = end;
        end += group.len();
        if is_short(&pieces[start..end]) && group[0].kind == RowKind::Group {
            pieces[start..end - 1].iter_mut().for_each(|piece| piece.tie = Tie::Close);
        }
    }
    let is = |index: usize, kinds: &[RowKind]| {
        rows.get(index).is_some_and(|row| kinds.contains(&row.kind))
    };
    let sums = [RowKind::Subtotal, RowKind::Total];
    for (index, piece) in pieces.iter_mut().enumerate().take(last) {
        let in_group = is(index, &[RowKind::Body]) && is(index + 1, &[RowKind::Body]);
        let begins = index == 0 || in_group && is(index - 1, &[RowKind::Group]);
        let ends = index + 2 > last || in_group && is(index + 2, &sums);
        if is(index, &[RowKind::Group]) || is(index + 1, &sums) || begins || ends {
            piece.tie = Tie::Firm;
        } else if whole {
            piece.tie = Tie::Close;
        }
    }
}

/// The row of column headings, their last lines level.
fn headings(
    table: &Table,
    columns: &Columns,
    setting: &mut Setting<'_>,
) -> Result<(Piece, Element), RenderError> {
    let style = columns.style.bold();
    let mut broken = Vec::new();
    for (column, place) in table.columns.iter().zip(&columns.places) {
        broken.push(break_text(&column.heading, style, place.width, setting.fonts)?);
    }
    let tallest = broken.iter().map(Vec::len).max().unwrap_or(0);
    let mut piece = Piece { tie: Tie::Firm, ..Piece::default() };
    let mut kids = Vec::new();
    for ((column, place), lines) in table.columns.iter().zip(&columns.places).zip(broken) {
        let (reading, element) = Reading::of(&column.heading, Role::ColumnHeader, setting);
        let top = stacked(tallest - lines.len(), style);
        let right = column.align != Align::Left;
        stand(lines, &reading, (place, right, top), style, &mut piece.runs);
        kids.push(element);
    }
    piece.height = stacked(tallest, style) + PADDING;
    piece.runs.push(rule(piece.height, Colour::GREY, 1.0));
    Ok((piece, Element::group(Role::TableRow, kids)))
}

/// One row: its cells, and its rules.
fn row(
    row: &Row,
    table: &Table,
    columns: &Columns,
    setting: &mut Setting<'_>,
) -> Result<(Piece, Element), RenderError> {
    let style = row_style(row.kind, columns.style);
    let top = if row.kind == RowKind::Group { GROUP_PADDING } else { PADDING };
    let mut piece = Piece::default();
    let mut kids = Vec::new();
    let mut column = 0;
    for (index, cell) in row.cells.iter().enumerate() {
        let set = SetCell {
            cell,
            place: columns.spanned(column..column + cell.span),
            align: if cell.span > 1 { Align::Left } else { table.columns[column].align },
            style,
        };
        let role = match row.kind {
            RowKind::Group => Role::GroupHeader(cell.span),
            RowKind::Subtotal | RowKind::Total if index == 0 => Role::RowHeader(cell.span),
            _ if table.columns[column].row_header => Role::RowHeader(cell.span),
            _ => Role::Cell(cell.span),
        };
        column += cell.span;
        if cell.is_blank() {
            // An empty cell keeps its place in its row.
            kids.push(Element::group(role, Vec::new()));
            continue;
        }
        let (readings, element) = Reading::of_both(&cell.text, cell.detail.as_ref(), role, setting);
        let height = set.draw(top, &readings, setting.fonts, &mut piece.runs)?;
        piece.height = piece.height.max(height);
        kids.push(element);
    }
    piece.height = piece.height.max(top + style.leading) + PADDING;
    rules(&mut piece, row.kind);
    Ok((piece, Element::group(Role::TableRow, kids)))
}

fn rules(piece: &mut Piece, kind: RowKind) {
    let bottom = piece.height;
    match kind {
        RowKind::Body => piece.runs.push(rule(bottom, Colour::RULE, 0.75)),
        RowKind::Group => piece.runs.push(rule(bottom, Colour::GREY, 0.75)),
        RowKind::Subtotal => {
            piece.runs.push(rule(0.0, Colour::GREY, 0.75));
            piece.runs.push(rule(bottom, Colour::RULE, 0.75));
        }
        RowKind::Total => {
            piece.runs.push(rule(0.0, Colour::INK, 1.25));
            piece.runs.push(rule(bottom, Colour::RULE, 0.75));
        }
    }
}

fn rule(y: f32, colour: Colour, width: f32) -> Run {
    let points = vec![Point::new(0.0, y), Point::new(TEXT_WIDTH, y)];
    let stroke = Stroke::solid(colour, width);
    Run::artifact(Artifact::Decoration, vec![Draw::Line { points, stroke }])
}

/// A cell with all that its place in the table says of it.
struct SetCell<'a> {
    cell: &'a Cell,
    place: Place,
    align: Align,
    style: Style,
}

impl SetCell<'_> {
    /// Draws the cell, from `top` down, and says where it ends.
    fn draw(
        &self,
        top: f32,
        [words, beneath]: &[Reading; 2],
        fonts: &Fonts,
        runs: &mut Vec<Run>,
    ) -> Result<f32, RenderError> {
        let mut y = top;
        if let Some(figure) = self.figure(top, fonts)? {
            runs.push(words.run(vec![figure]));
            y += self.style.leading;
        } else {
            let mut place = self.place;
            if let Some(symbol) = self.cell.symbol {
                let at = Point::new(place.x + 4.5, y + self.style.leading / 2.0);
                runs.push(words.run(symbol.draw(at, 3.9)));
                (place.x, place.width) = (place.x + SIGN, place.width - SIGN);
            }
            y += self.lines(&self.cell.text, words, (place, self.style, y), fonts, runs)?;
        }
        if let Some(detail) = &self.cell.detail {
            goes_on(runs);
            let style = detail_style(self.style);
            y += self.lines(detail, beneath, (self.place, style, y), fonts, runs)?;
        }
        Ok(y)
    }

    fn lines(
        &self,
        text: &Text,
        reading: &Reading,
        (place, style, y): (Place, Style, f32),
        fonts: &Fonts,
        runs: &mut Vec<Run>,
    ) -> Result<f32, RenderError> {
        let lines = break_text(text, style, place.width, fonts)?;
        let height = stacked(lines.len(), style);
        stand(lines, reading, (&place, self.align != Align::Left, y), style, runs);
        Ok(height)
    }

    /// The cell's figure with its point on the column's.
    fn figure(&self, top: f32, fonts: &Fonts) -> Result<Option<Draw>, RenderError> {
        let is_aligned = self.align == Align::Decimal && self.place.by_point;
        let Some(figure) = Figure::of(self.cell).filter(|_| is_aligned) else {
            return Ok(None);
        };
        let text = format!("{}{}", figure.before, figure.after);
        fonts.check(&text)?;
        let (size, weight, colour) = (self.style.size, self.style.weight, self.style.colour);
        let (before, after) = figure.widths(self.style, fonts);
        let room = self.place.width - self.place.after_point;
        if before > room + ROUNDING || after > self.place.after_point + ROUNDING {
            // Too long to stand with the others, it goes over lines as words do.
            return Ok(None);
        }
        let x = self.place.right() - self.place.after_point - before;
        let at = Point::new(x, top + self.style.baseline());
        Ok(Some(Draw::Text { at, size, weight, colour, text }))
    }
}

/// Lets the last words drawn end with a space, since more of the same cell follows.
fn goes_on(runs: &mut [Run]) {
    if let Some(Draw::Text { text, .. }) = runs.last_mut().and_then(|run| run.draws.last_mut()) {
        text.push(' ');
    }
}

/// Lines one below another, at the left or the right of a column.
fn stand(
    lines: Vec<Line>,
    reading: &Reading,
    (place, right, top): (&Place, bool, f32),
    style: Style,
    runs: &mut Vec<Run>,
) {
    let mut y = top;
    for line in lines {
        let x = if right { place.right() - line.width } else { place.x };
        reading.draw(line, (x, y), style, runs);
        y += style.leading;
    }
}
