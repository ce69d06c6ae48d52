//! What stands side by side: addresses, facts by name, large figures, places to sign.

use crate::documents::RenderError;
use crate::documents::font::Weight;
use crate::documents::layout::Artifact;
use crate::documents::layout::BODY;
use crate::documents::layout::Element;
use crate::documents::layout::Role;
use crate::documents::layout::Run;
use crate::documents::layout::SMALL;
use crate::documents::layout::Setting;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::layout::blocks::Laid;
use crate::documents::layout::flow::Name;
use crate::documents::layout::flow::Piece;
use crate::documents::layout::flow::Tie;
use crate::documents::layout::lines::Style;
use crate::documents::layout::lines::break_text;
use crate::documents::layout::lines::extent;
use crate::documents::layout::reading::Reading;
use crate::documents::page::Address;
use crate::documents::page::Colour;
use crate::documents::page::Emphasis;
use crate::documents::page::KeyFact;
use crate::documents::page::KeyFigure;
use crate::documents::page::Signatory;
use crate::documents::page::Text;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;

const BETWEEN: f32 = 26.0;
/// Between the name of a fact and its value.
const AFTER_NAME: f32 = 7.0;
const LABEL: Style = SMALL.coloured(Colour::GREY);
const FACT: Style = Style::new(10.0, 14.0, Weight::Regular);
const FIGURE: Style = Style::new(22.0, 27.0, Weight::Bold);

/// A column in which things are put one below another.
struct Stack<'s, 'f> {
    setting: &'s mut Setting<'f>,
    x: f32,
    y: f32,
    width: f32,
    runs: Vec<Run>,
    elements: Vec<Element>,
}

impl<'s, 'f> Stack<'s, 'f> {
    fn new(setting: &'s mut Setting<'f>, x: f32, width: f32) -> Self {
        Self { setting, x, y: 0.0, width, runs: Vec::new(), elements: Vec::new() }
    }

    /// Puts down a text that is read as one leaf.
    fn text(&mut self, text: &Text, style: Style, role: Role) -> Result<(), RenderError> {
        let lines = break_text(text, style, self.width, self.setting.fonts)?;
        if lines.is_empty() {
            // An empty cell keeps its place in its row.
            if role != Role::Paragraph {
                self.elements.push(Element::group(role, Vec::new()));
            }
            return Ok(());
        }
        let (reading, element) = Reading::of(text, role, self.setting);
        for line in lines {
            reading.draw(line, (self.x, self.y), style, &mut self.runs);
            self.y += style.leading;
        }
        self.elements.push(element);
        Ok(())
    }

    /// Draws something that is not read, from the column's left edge and its present depth.
    fn decorate(&mut self, draws: Vec<Draw>) {
        let mut run = Run::artifact(Artifact::Decoration, draws);
        run.shift(Point::new(self.x, self.y));
        self.runs.push(run);
    }

    /// A line across the column.
    fn rule(&mut self, colour: Colour, width: f32) {
        let points = vec![Point::new(0.0, 0.0), Point::new(self.width, 0.0)];
        let stroke = Stroke::solid(colour, width);
        self.decorate(vec![Draw::Line { points, stroke }]);
    }

    fn finish(self) -> (Vec<Run>, Vec<Element>, f32) {
        (self.runs, self.elements, self.y)
    }
}

/// Where the `index`th of `count` columns starts, and how wide it is.
fn column(index: usize, count: usize) -> (f32, f32) {
    let place = |n: usize| u16::try_from(n).map_or(0.0, f32::from);
    let count = place(count.max(1));
    let width = (TEXT_WIDTH - BETWEEN * (count - 1.0)) / count;
    (place(index) * (width + BETWEEN), width)
}

/// Addresses side by side, up to three in a row.
pub(super) fn addresses(
    addresses: &[Address],
    setting: &mut Setting<'_>,
) -> Result<Laid, RenderError> {
    let across = addresses.len().clamp(2, 3);
    rows(addresses, across, 20.0, setting, |address, stack| {
        stack.text(&address.label.as_str().into(), LABEL, Role::Paragraph)?;
        let mut lines = address.lines.iter();
        let name = Text::strong(lines.next().map_or("", String::as_str));
        let rest = lines.fold(name, |text, line| text.then(format!("\n{line}"), Emphasis::Plain));
        stack.text(&rest, FACT, Role::Paragraph)?;
        match &address.contact {
            Some(contact) => stack.text(contact, FACT, Role::Paragraph),
            None => Ok(()),
        }
    })
}

/// Things laid side by side, so many in a row; a row is never cut, and each is a section.
fn rows<T>(
    things: &[T],
    across: usize,
    gap: f32,
    setting: &mut Setting<'_>,
    lay: impl Fn(&T, &mut Stack<'_, '_>) -> Result<(), RenderError>,
) -> Result<Laid, RenderError> {
    let mut laid = Laid::default();
    for row in things.chunks(across) {
        let name = Name::of("a row of addresses, figures or signatures", "");
        let mut piece = Piece { gap, name, ..Piece::default() };
        for (index, thing) in row.iter().enumerate() {
            let (x, width) = column(index, across);
            let mut stack = Stack::new(setting, x, width);
            lay(thing, &mut stack)?;
            let (runs, elements, height) = stack.finish();
            piece.runs.extend(runs);
            piece.height = piece.height.max(height);
            laid.elements.push(Element::group(Role::Section, elements));
        }
        laid.pieces.push(piece);
    }
    Ok(laid)
}

/// Facts by name in two columns, read across, with a light rule under each row.
pub(super) fn key_facts(facts: &[KeyFact], setting: &mut Setting<'_>) -> Result<Laid, RenderError> {
    if facts.is_empty() {
        return Ok(Laid::default());
    }
    let mut pieces = Vec::new();
    let mut kids = Vec::new();
    let names = [name_width(facts, 0, setting)?, name_width(facts, 1, setting)?];
    for row in facts.chunks(2) {
        let mut piece =
            Piece { name: Name::of("the fact", row[0].name.as_str()), ..Piece::default() };
        for (index, fact) in row.iter().enumerate() {
            let place = (column(index, 2), names[index]);
            let (runs, elements, height) = key_fact(fact, place, setting)?;
            piece.runs.extend(runs);
            piece.height = piece.height.max(height);
            kids.push(Element::group(Role::TableRow, elements));
        }
        rule_under(&mut piece, row.len());
        pieces.push(piece);
    }
    if let Some(first) = pieces.first_mut() {
        first.gap = 16.0;
    }
    let body = Element::group(Role::TableBody, kids);
    let table = Element::group(Role::Table("Key facts, each by its name".to_owned()), vec![body]);
    Ok(Laid { pieces, elements: vec![table] }.tied(Tie::Wanted))
}

/// How wide the names are in the first or the second column: as usual, or as one line of each asks
/// for, but narrower where a value, such as the number of an invoice, would be cut otherwise.
fn name_width(facts: &[KeyFact], index: usize, setting: &Setting<'_>) -> Result<f32, RenderError> {
    const USUAL: f32 = 0.4;
    const MOST: f32 = 0.5;
    const LEAST: f32 = 0.28;
    let (_, width) = column(index, 2);
    let (mut name, mut value) = (0.0_f32, 0.0_f32);
    for fact in facts.iter().skip(index).step_by(2) {
        let words = fact.name.as_str().into();
        name = name.max(extent(&words, FACT, setting.fonts)?.line + AFTER_NAME);
        value = value.max(extent(&fact.value, FACT, setting.fonts)?.word);
    }
    Ok(name.clamp(USUAL * width, MOST * width).min(width - value).max(LEAST * width))
}

/// A fact in a column that begins and is as wide as stated, its name taking so much of it.
fn key_fact(
    fact: &KeyFact,
    ((x, width), name_width): ((f32, f32), f32),
    setting: &mut Setting<'_>,
) -> Result<(Vec<Run>, Vec<Element>, f32), RenderError> {
    let mut name = Stack::new(setting, x, name_width - AFTER_NAME);
    name.y = 5.0;
    name.text(&fact.name.as_str().into(), FACT.coloured(Colour::GREY), Role::RowHeader(1))?;
    let (mut runs, mut elements, left) = name.finish();
    let mut value = Stack::new(setting, x + name_width, width - name_width);
    value.y = 5.0;
    value.text(&fact.value, FACT, Role::Cell(1))?;
    let (more, read, right) = value.finish();
    runs.extend(more);
    elements.extend(read);
    Ok((runs, elements, left.max(right) + 5.0))
}

fn rule_under(piece: &mut Piece, columns: usize) {
    let rules = (0..columns).map(|index| {
        let (x, width) = column(index, 2);
        let points = vec![Point::new(x, piece.height), Point::new(x + width, piece.height)];
        Draw::Line { points, stroke: Stroke::solid(Colour::RULE, 0.75) }
    });
    piece.runs.push(Run::artifact(Artifact::Decoration, rules.collect()));
}

/// How many figures stand side by side, and how large: as many as can without one broken inside a
/// number, which would be read as two.
fn figures_across(
    figures: &[KeyFigure],
    setting: &Setting<'_>,
) -> Result<(usize, Style), RenderError> {
    const LEAST: f32 = 0.7;
    let mut widest = 1.0_f32;
    for figure in figures {
        let figure = Text::from(figure.figure.as_str());
        widest = widest.max(extent(&figure, FIGURE, setting.fonts)?.word);
    }
    let most = figures.len().clamp(3, 5);
    let fits = |across: &usize| column(0, *across).1 / widest >= LEAST;
    let across = (1..=most).rev().find(fits).unwrap_or(1);
    let factor = (column(0, across).1 / widest).min(1.0);
    let style = Style { size: factor * FIGURE.size, leading: factor * FIGURE.leading, ..FIGURE };
    Ok((across, style))
}

/// Large figures side by side, up to five in a row, each under a rule in the council's colour.
pub(super) fn key_figures(
    figures: &[KeyFigure],
    setting: &mut Setting<'_>,
) -> Result<Laid, RenderError> {
    let colour = setting.colour;
    let (across, style) = figures_across(figures, setting)?;
    rows(figures, across, 16.0, setting, |figure, stack| {
        stack.rule(colour, 2.0);
        stack.y += 6.0;
        stack.text(&Text::from(figure.figure.as_str()), style, Role::Paragraph)?;
        let indent = if figure.symbol.is_some() { 14.0 } else { 0.0 };
        if let Some(symbol) = figure.symbol {
            stack.decorate(symbol.draw(Point::new(4.5, FACT.leading / 2.0), 4.2));
        }
        stack.x += indent;
        stack.width -= indent;
        stack.text(&figure.label.as_str().into(), FACT, Role::Paragraph)
    })
}

/// Places to sign, two in a row, with lines for whatever is not known yet.
pub(super) fn signatures(
    signatories: &[Signatory],
    setting: &mut Setting<'_>,
) -> Result<Laid, RenderError> {
    let mut laid = rows(signatories, 2, 18.0, setting, |signatory, stack| {
        let party =
            Text::from("Signed for and on behalf of\n").then(&signatory.party, Emphasis::Strong);
        stack.text(&party, BODY, Role::Paragraph)?;
        stack.y += 10.0;
        let fields = [
            ("Signature", None),
            ("Name", signatory.name.as_ref()),
            ("Position", signatory.position.as_ref()),
            ("Date", None),
        ];
        for (label, value) in fields {
            field(label, value.map(String::as_str), stack)?;
        }
        Ok(())
    })?;
    laid.pieces.iter_mut().for_each(|piece| piece.signed = true);
    Ok(laid)
}

/// A label over what is known, or over room to write, with a line beneath.
fn field(label: &str, value: Option<&str>, stack: &mut Stack<'_, '_>) -> Result<(), RenderError> {
    const ROOM: f32 = 22.0;
    stack.text(&label.into(), LABEL, Role::Paragraph)?;
    match value {
        Some(value) => {
            stack.text(&value.into(), BODY, Role::Paragraph)?;
            stack.y += 3.0;
        }
        None => stack.y += ROOM,
    }
    stack.rule(Colour::GREY, 0.75);
    stack.y += 6.0;
    Ok(())
}
