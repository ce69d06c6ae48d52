//! Blocks turned into strips of content and nodes of the structure, one kind after another.

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
use crate::documents::layout::facts;
use crate::documents::layout::flow::Name;
use crate::documents::layout::flow::Piece;
use crate::documents::layout::flow::Tie;
use crate::documents::layout::lines::Style;
use crate::documents::layout::lines::break_text;
use crate::documents::layout::list;
use crate::documents::layout::reading::Reading;
use crate::documents::layout::table;
use crate::documents::page::Block;
use crate::documents::page::Colour;
use crate::documents::page::Document;
use crate::documents::page::Figure;
use crate::documents::page::Level;
use crate::documents::page::Note;
use crate::documents::page::Text;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;

const TITLE: Style = Style::new(25.0, 30.0, Weight::Bold);
const LEAD: Style = Style::new(12.5, 18.0, Weight::Regular);
const CAPTION: Style = SMALL.coloured(Colour::GREY);

/// What a block comes to.
#[derive(Default)]
pub(super) struct Laid {
    /// Its strips, from top to bottom.
    pub pieces: Vec<Piece>,
    /// Its nodes, in reading order.
    pub elements: Vec<Element>,
}

impl Laid {
    fn extend(&mut self, other: Self) {
        self.pieces.extend(other.pieces);
        self.elements.extend(other.elements);
    }

    /// The same with its strips tied, each to the next.
    pub fn tied(mut self, tie: Tie) -> Self {
        let last = self.pieces.len().saturating_sub(1);
        for piece in self.pieces.iter_mut().take(last) {
            piece.tie = piece.tie.max(tie);
        }
        self
    }
}

/// The whole document, from its title on.
pub(super) fn document(
    document: &Document,
    setting: &mut Setting<'_>,
) -> Result<Laid, RenderError> {
    let title = Text::from(document.title.as_str());
    let mut laid = heading(&title, 1, TITLE, 0.0, setting)?;
    let mut above = 1;
    check_levels(&document.blocks, &mut above)?;
    laid.extend(blocks(&document.blocks, setting)?);
    Ok(laid)
}

/// Refuses a heading more than one level below the one before it.
fn check_levels(blocks: &[Block], above: &mut u8) -> Result<(), RenderError> {
    for block in blocks {
        match block {
            Block::Heading(level, text) => {
                let (found, heading) = (level.number(), text.words());
                if found > *above + 1 {
                    return Err(RenderError::HeadingSkipped { heading, found, above: *above });
                }
                *above = found;
            }
            Block::Together(blocks) => check_levels(blocks, above)?,
            _ => {}
        }
    }
    Ok(())
}

fn blocks(blocks: &[Block], setting: &mut Setting<'_>) -> Result<Laid, RenderError> {
    let mut laid = Laid::default();
    let (mut new_page, mut said) = (false, false);
    for block in blocks {
        if *block == Block::PageBreak {
            new_page = true;
            continue;
        }
        let mut next = self::block(block, setting)?;
        if let Some(first) = next.pieces.first_mut() {
            first.new_page |= std::mem::take(&mut new_page);
        }
        if let (Block::Table(_), Some(last)) = (block, laid.pieces.last_mut()) {
            // What is said right above a table is said of it.
            last.tie = last.tie.max(if said { Tie::Close } else { Tie::Free });
        }
        if let (Block::Signatures(_), Some(last)) = (block, laid.pieces.last_mut()) {
            // Nobody signs a page that does not say what is signed.
            last.tie = Tie::Firm;
        }
        said = matches!(block, Block::Paragraph(_));
        laid.extend(next);
    }
    Ok(laid)
}

fn block(block: &Block, setting: &mut Setting<'_>) -> Result<Laid, RenderError> {
    match block {
        Block::Heading(level, text) => {
            let (style, gap) = heading_style(*level);
            heading(text, level.number(), style, gap, setting)
        }
        Block::Lead(text) => paragraph(text, LEAD, 5.0, setting),
        Block::Paragraph(text) => {
            let mut laid = paragraph(text, BODY, 8.0, setting)?;
            // What announces a list or a table stays with it.
            if let Some(last) = laid.pieces.last_mut().filter(|_| text.words().ends_with(':')) {
                last.tie = Tie::Firm;
            }
            Ok(laid)
        }
        Block::Addresses(addresses) => facts::addresses(addresses, setting),
        Block::KeyFacts(facts) => facts::key_facts(facts, setting),
        Block::KeyFigures(figures) => facts::key_figures(figures, setting),
        Block::Table(table) => table::table(table, setting),
        Block::List(list) => list::list(list, setting),
        Block::Figure(figure) => self::figure(figure, setting),
        Block::Note(note) => self::note(note, setting),
        Block::Signatures(signatories) => facts::signatures(signatories, setting),
        Block::Together(inner) => {
            let laid = blocks(inner, setting)?.tied(Tie::Wanted);
            let elements = vec![Element::group(Role::Section, laid.elements)];
            Ok(Laid { pieces: laid.pieces, elements })
        }
        Block::PageBreak => Ok(Laid::default()),
    }
}

fn heading_style(level: Level) -> (Style, f32) {
    match level {
        Level::Two => (Style::new(15.5, 20.0, Weight::Bold), 24.0),
        Level::Three => (Style::new(12.0, 16.0, Weight::Bold), 18.0),
        Level::Four => (BODY.bold(), 13.0),
    }
}

fn heading(
    text: &Text,
    level: u8,
    style: Style,
    gap: f32,
    setting: &mut Setting<'_>,
) -> Result<Laid, RenderError> {
    if text.is_blank() {
        return Err(RenderError::Empty { what: "heading" });
    }
    let words = text.words();
    let role = Role::Heading(level, words.clone());
    let (reading, element) = Reading::of(text, role, setting);
    let mut pieces = strips(text, &reading, style, 0.0, TEXT_WIDTH, setting)?;
    for piece in &mut pieces {
        piece.tie = Tie::Firm;
    }
    if let Some(first) = pieces.first_mut() {
        first.gap = gap;
        first.heading = Some((words, level));
    }
    Ok(Laid { pieces, elements: vec![element] })
}

fn paragraph(
    text: &Text,
    style: Style,
    gap: f32,
    setting: &mut Setting<'_>,
) -> Result<Laid, RenderError> {
    if text.is_blank() {
        return Ok(Laid::default());
    }
    let (reading, element) = Reading::of(text, Role::Paragraph, setting);
    let mut pieces = strips(text, &reading, style, 0.0, TEXT_WIDTH, setting)?;
    no_widows(&mut pieces);
    if let Some(first) = pieces.first_mut() {
        first.gap = gap;
    }
    Ok(Laid { pieces, elements: vec![element] })
}

/// A strip for each line of a text, set from `x` within `width`.
pub(super) fn strips(
    text: &Text,
    reading: &Reading,
    style: Style,
    x: f32,
    width: f32,
    setting: &Setting<'_>,
) -> Result<Vec<Piece>, RenderError> {
    let lines = break_text(text, style, width, setting.fonts)?;
    let name = Name::of("a line of", text.words());
    let piece = |line| {
        let mut runs = Vec::with_capacity(1);
        reading.draw(line, (x, 0.0), style, &mut runs);
        Piece { height: style.leading, runs, name: name.clone(), ..Piece::default() }
    };
    Ok(lines.into_iter().map(piece).collect())
}

/// Ties the first line to the second and the last but one to the last, so that no line of a
/// paragraph stands alone at the foot or the head of a page.
pub(super) fn no_widows(pieces: &mut [Piece]) {
    let count = pieces.len();
    if count < 2 {
        return;
    }
    pieces[0].tie = Tie::Firm;
    pieces[count - 2].tie = Tie::Firm;
}

fn note(note: &Note, setting: &mut Setting<'_>) -> Result<Laid, RenderError> {
    const INDENT: f32 = 15.0;
    let width = TEXT_WIDTH - INDENT;
    let mut inner = Vec::new();
    let mut kids = Vec::new();
    let heading = note.heading.as_deref().map(Text::strong);
    let texts = heading.iter().chain(&note.paragraphs).filter(|text| !text.is_blank());
    for (index, text) in texts.enumerate() {
        let (reading, element) = Reading::of(text, Role::Paragraph, setting);
        let mut lines = strips(text, &reading, BODY, INDENT, width, setting)?;
        no_widows(&mut lines);
        if let Some(first) = lines.first_mut() {
            first.gap = if index == 0 || (index == 1 && heading.is_some()) { 0.0 } else { 6.0 };
        }
        inner.extend(lines);
        kids.push(element);
    }
    if kids.is_empty() {
        return Ok(Laid::default());
    }
    if heading.is_some()
        && let Some(first) = inner.first_mut()
    {
        first.tie = Tie::Firm;
    }
    bar(&mut inner, setting.colour);
    if let Some(first) = inner.first_mut() {
        first.gap = 12.0;
    }
    Ok(Laid { pieces: inner, elements: vec![Element::group(Role::Note, kids)] })
}

/// A bar down the left of each strip, gaps and all, so that it is one bar.
fn bar(pieces: &mut [Piece], colour: Colour) {
    for piece in pieces {
        let gap = std::mem::take(&mut piece.gap);
        piece.runs.iter_mut().for_each(|run| run.shift(Point::new(0.0, gap)));
        piece.height += gap;
        let area = Area { x: 0.0, y: 0.0, width: 4.0, height: piece.height };
        let bar = Draw::Rectangle { area, fill: colour };
        piece.runs.insert(0, Run::artifact(Artifact::Decoration, vec![bar]));
    }
}

fn figure(figure: &Figure, setting: &mut Setting<'_>) -> Result<Laid, RenderError> {
    if figure.alternative.trim().is_empty() {
        return Err(RenderError::Empty { what: "figure’s alternative text" });
    }
    let factor = (TEXT_WIDTH / figure.drawing.width).min(1.0);
    let (width, height) = (figure.drawing.width * factor, figure.drawing.height * factor);
    let mut draws = figure.drawing.draws.clone();
    for draw in &mut draws {
        draw.scale(factor);
        if let Draw::Text { text, .. } = draw {
            setting.fonts.check(text)?;
        }
    }
    let leaf = setting.leaf();
    let area = Some(Area { x: 0.0, y: 0.0, width, height });
    let run = Run { area, ..Run::content(leaf, draws) };
    let name = Name::of("the figure", &*figure.alternative);
    let mut pieces = vec![Piece { gap: 12.0, height, runs: vec![run], name, ..Piece::default() }];
    let mut elements = vec![Element::leaf(Role::Figure(figure.alternative.clone()), leaf)];
    if let Some(caption) = figure.caption.as_ref().filter(|caption| !caption.is_blank()) {
        let caption = self::caption(caption, CAPTION, 5.0, setting)?;
        pieces[0].tie = Tie::Firm;
        pieces.extend(caption.pieces);
        elements.extend(caption.elements);
    }
    Ok(Laid { pieces, elements }.tied(Tie::Wanted))
}

/// The line under a figure or over a table.
pub(super) fn caption(
    text: &Text,
    style: Style,
    gap: f32,
    setting: &mut Setting<'_>,
) -> Result<Laid, RenderError> {
    let (reading, element) = Reading::of(text, Role::Caption, setting);
    let mut pieces = strips(text, &reading, style, 0.0, TEXT_WIDTH, setting)?;
    no_widows(&mut pieces);
    if let Some(first) = pieces.first_mut() {
        first.gap = gap;
    }
    Ok(Laid { pieces, elements: vec![element] })
}
