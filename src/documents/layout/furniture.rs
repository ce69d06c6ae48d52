//! What stands on every page around the text: letterhead, running header and footer.

use crate::documents::RenderError;
use crate::documents::font::Weight;
use crate::documents::layout::Artifact;
use crate::documents::layout::Element;
use crate::documents::layout::MARGIN;
use crate::documents::layout::PAGE_HEIGHT;
use crate::documents::layout::Role;
use crate::documents::layout::Run;
use crate::documents::layout::Setting;
use crate::documents::layout::Sheet;
use crate::documents::layout::TEXT_WIDTH;
use crate::documents::layout::lines::Line;
use crate::documents::layout::lines::Style;
use crate::documents::layout::lines::break_and_cut;
use crate::documents::page::Colour;
use crate::documents::page::Document;
use crate::documents::page::Figure;
use crate::documents::page::drawing::Area;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;
use crate::documents::page::long_date;

/// From the top of the paper to the letterhead or the running header, in points.
pub(super) const TOP: f32 = 40.0;
/// From the foot of the paper to the footer, in points.
pub(super) const BOTTOM: f32 = 34.0;
/// Between the text and the footer, in points.
pub(super) const ABOVE_FOOTER: f32 = 14.0;

const NAME: Style = Style::new(15.0, 19.0, Weight::Bold);
const RUNNING: Style = Style::new(9.0, 12.0, Weight::Regular).coloured(Colour::GREY);
const BETWEEN: f32 = 20.0;
const PAGE_NUMBER: f32 = 90.0;
/// The most lines of the letterhead or the footer: there is always room for the text.
const MOST_LINES: usize = 6;

/// The head of the first page.
pub(super) struct Letterhead {
    pub height: f32,
    pub runs: Vec<Run>,
    pub elements: Vec<Element>,
}

/// The head of later pages, or the foot of every page but for its number.
pub(super) struct Strip {
    pub height: f32,
    pub runs: Vec<Run>,
}

/// The council's name, and its logo at the right, over a rule in its colour; both are read, so
/// they are content.
pub(super) fn letterhead(
    document: &Document,
    setting: &mut Setting<'_>,
) -> Result<Letterhead, RenderError> {
    let (mut runs, mut elements) = (Vec::new(), Vec::new());
    let mut logo = Area { x: TEXT_WIDTH, y: 0.0, width: 0.0, height: 0.0 };
    if let Some(figure) = &document.logo {
        let (area, run, element) = self::logo(figure, setting)?;
        logo = area;
        runs.push(run);
        elements.push(element);
    }
    let room = if logo.width > 0.0 { logo.x - BETWEEN } else { TEXT_WIDTH };
    // The whole of a name that is longer stands among the addresses.
    let lines = break_and_cut(&document.author, NAME, room, MOST_LINES, setting.fonts)?;
    let leaf = setting.leaf();
    elements.push(Element::leaf(Role::Paragraph, leaf));
    let height = stacked(lines.len(), NAME);
    let mut words = Run::content(leaf, draw(lines, 0.0, NAME));
    // The name stands as low as the logo.
    words.shift(Point::new(0.0, (logo.height - height).max(0.0)));
    runs.push(words);
    let height = height.max(logo.height);
    let rule = Area { x: 0.0, y: height + 7.0, width: TEXT_WIDTH, height: 3.5 };
    runs.push(decoration(vec![Draw::Rectangle { area: rule, fill: setting.colour }]));
    Ok(Letterhead { height: height + 7.0 + 3.5 + 24.0, runs, elements })
}

/// The logo in the top right corner, as large as its place allows.
fn logo(figure: &Figure, setting: &mut Setting<'_>) -> Result<(Area, Run, Element), RenderError> {
    const WIDEST: f32 = 150.0;
    const TALLEST: f32 = 48.0;
    if figure.alternative.trim().is_empty() {
        return Err(RenderError::Empty { what: "logo’s alternative text" });
    }
    let drawing = &figure.drawing;
    let factor = (WIDEST / drawing.width).min(TALLEST / drawing.height);
    let (width, height) = (drawing.width * factor, drawing.height * factor);
    let area = Area { x: TEXT_WIDTH - width, y: 0.0, width, height };
    let mut draws = drawing.draws.clone();
    for draw in &mut draws {
        draw.scale(factor);
        draw.shift(Point::new(area.x, area.y));
    }
    let leaf = setting.leaf();
    let run = Run { area: Some(area), ..Run::content(leaf, draws) };
    Ok((area, run, Element::leaf(Role::Figure(figure.alternative.clone()), leaf)))
}

/// The council's name and the document's title over a thin rule.
pub(super) fn running_header(
    document: &Document,
    setting: &Setting<'_>,
) -> Result<Strip, RenderError> {
    let width = (TEXT_WIDTH - BETWEEN) / 2.0;
    let name = RUNNING.bold();
    let left = break_and_cut(&document.author, name, width, 2, setting.fonts)?;
    let right = break_and_cut(&document.title, RUNNING, width, 2, setting.fonts)?;
    let height = stacked(left.len().max(right.len()), RUNNING);
    let mut draws = draw(left, 0.0, name);
    draws.extend(draw_right(right, RUNNING));
    let rule = Area { x: 0.0, y: height + 5.0, width: TEXT_WIDTH, height: 1.5 };
    let rule = Draw::Rectangle { area: rule, fill: setting.colour };
    let runs = vec![Run::artifact(Artifact::Header, draws), decoration(vec![rule])];
    Ok(Strip { height: height + 5.0 + 1.5 + 20.0, runs })
}

/// The document's reference and date under a light rule.
pub(super) fn footer(document: &Document, setting: &Setting<'_>) -> Result<Strip, RenderError> {
    let words = format!("{}  ·  {}", document.reference, long_date(document.date));
    let width = TEXT_WIDTH - PAGE_NUMBER - BETWEEN;
    let lines = break_and_cut(&words, RUNNING, width, MOST_LINES, setting.fonts)?;
    let points = vec![Point::new(0.0, 0.0), Point::new(TEXT_WIDTH, 0.0)];
    let rule = Draw::Line { points, stroke: Stroke::solid(Colour::RULE, 0.75) };
    let height = 7.0 + stacked(lines.len(), RUNNING);
    let mut text = Run::artifact(Artifact::Footer, draw(lines, 0.0, RUNNING));
    text.shift(Point::new(0.0, 7.0));
    Ok(Strip { height, runs: vec![decoration(vec![rule]), text] })
}

/// Puts the letterhead before the text of the first page, the running header before that of the
/// others, and the footer with its page number after each.
pub(super) fn place(
    pages: &mut [Sheet],
    first: Vec<Run>,
    later: &[Run],
    footer: &Strip,
    setting: &Setting<'_>,
) {
    let total = pages.len();
    let top = Point::new(MARGIN, TOP);
    let foot = Point::new(MARGIN, PAGE_HEIGHT - BOTTOM - footer.height);
    let mut first = Some(first);
    for (index, page) in pages.iter_mut().enumerate() {
        let head = first.take().unwrap_or_else(|| later.to_vec());
        page.runs.splice(0..0, moved(head, top));
        let mut runs = footer.runs.clone();
        runs.push(page_number(index + 1, total, setting));
        page.runs.extend(moved(runs, foot));
    }
}

fn page_number(number: usize, total: usize, setting: &Setting<'_>) -> Run {
    let text = format!("Page {number} of {total}");
    let (size, weight, colour) = (RUNNING.size, RUNNING.weight, RUNNING.colour);
    let x = TEXT_WIDTH - setting.fonts.width(&text, weight, size);
    let at = Point::new(x, 7.0 + RUNNING.baseline());
    Run::artifact(Artifact::Footer, vec![Draw::Text { at, size, weight, colour, text }])
}

fn moved(runs: Vec<Run>, by: Point) -> impl Iterator<Item = Run> {
    runs.into_iter().map(move |mut run| {
        run.shift(by);
        run
    })
}

fn decoration(draws: Vec<Draw>) -> Run {
    Run::artifact(Artifact::Decoration, draws)
}

/// The height of so many lines.
pub(super) fn stacked(lines: usize, style: Style) -> f32 {
    (0..lines).map(|_| style.leading).sum()
}

/// Lines one below another, from the left.
pub(super) fn draw(lines: Vec<Line>, x: f32, style: Style) -> Vec<Draw> {
    let mut draws = Vec::new();
    let mut y = 0.0;
    for line in lines {
        draws.extend(line.draw(x, y, style));
        y += style.leading;
    }
    draws
}

fn draw_right(lines: Vec<Line>, style: Style) -> Vec<Draw> {
    let mut draws = Vec::new();
    let mut y = 0.0;
    for line in lines {
        let x = TEXT_WIDTH - line.width;
        draws.extend(line.draw(x, y, style));
        y += style.leading;
    }
    draws
}
