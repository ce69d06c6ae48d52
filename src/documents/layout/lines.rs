//! Text broken into lines: at spaces, after hyphens and slashes between letters, and inside a word
//! only where the word does not fit a line by itself. Nothing is hyphenated.

mod hold;

use std::ops::Range;

use crate::documents::RenderError;
use crate::documents::font::Fonts;
use crate::documents::font::Weight;
use crate::documents::font::is_space;
use crate::documents::page::Colour;
use crate::documents::page::Emphasis;
use crate::documents::page::Text;
use crate::documents::page::drawing::Draw;
use crate::documents::page::drawing::Point;
use crate::documents::page::drawing::Stroke;

use self::hold::hold_together;

/// How a block's text is set; its spans may stand out from that.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    /// The size of the type in points.
    pub size: f32,
    /// From one baseline to the next, in points.
    pub leading: f32,
    /// Regular or bold.
    pub weight: Weight,
    /// The colour of the type.
    pub colour: Colour,
}

impl Style {
    /// Text in ink.
    pub const fn new(size: f32, leading: f32, weight: Weight) -> Self {
        Self { size, leading, weight, colour: Colour::INK }
    }

    /// The same in bold.
    pub const fn bold(self) -> Self {
        Self { weight: Weight::Bold, ..self }
    }

    /// The same in another colour.
    pub const fn coloured(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }

    /// From the top of a line to its baseline.
    pub fn baseline(&self) -> f32 {
        // Capitals stand in the middle of their line.
        f32::midpoint(self.leading, 0.72 * self.size)
    }

    fn with(self, emphasis: Emphasis) -> Self {
        match emphasis {
            Emphasis::Plain => self,
            Emphasis::Strong => self.bold(),
            Emphasis::Quiet => Self { size: 0.9 * self.size, colour: Colour::GREY, ..self },
            Emphasis::Inserted => self.coloured(Colour::GREEN),
            Emphasis::Deleted => self.coloured(Colour::RED),
        }
    }
}

/// One line of text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    /// The stretches from left to right.
    pub parts: Vec<Part>,
    /// How wide they are together, in points.
    pub width: f32,
    /// Whether the text goes on with a space: read aloud, the next line must not run into this.
    pub goes_on: bool,
}

/// A stretch of one line in one style.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    text: String,
    emphasis: Emphasis,
    width: f32,
    /// The stretch of the text that it is from.
    stretch: usize,
    /// Whether it is a link.
    is_link: bool,
}

/// What is drawn of one part of a line.
pub(crate) struct Drawn {
    /// The number of the text's stretch that it is from.
    pub stretch: usize,
    /// Where it begins.
    pub x: f32,
    /// How wide it is.
    pub width: f32,
    /// Its words.
    pub text: Draw,
    /// The line under or through them.
    pub rule: Option<Draw>,
}

impl Line {
    /// The line drawn with its left end at `x` and its top at `y`.
    pub fn draw(self, x: f32, y: f32, style: Style) -> impl Iterator<Item = Draw> {
        self.draw_parts(x, y, style).flat_map(|part| std::iter::once(part.text).chain(part.rule))
    }

    /// The same, part by part.
    pub fn draw_parts(self, x: f32, y: f32, style: Style) -> impl Iterator<Item = Drawn> {
        let (mut x, y) = (x, y + style.baseline());
        let (count, goes_on) = (self.parts.len(), self.goes_on);
        self.parts.into_iter().enumerate().map(move |(index, part)| {
            let own = style.with(part.emphasis);
            let (size, weight, colour) = (own.size, own.weight, own.colour);
            let (from, width) = (x, part.width);
            x += width;
            let rule = rule_of(&part).map(|rise| {
                let y = y - rise * size;
                let points = vec![Point::new(from, y), Point::new(x, y)];
                Draw::Line { points, stroke: Stroke::solid(colour, 0.07 * size) }
            });
            let mut text = part.text;
            if goes_on && index + 1 == count {
                text.push(' ');
            }
            let text = Draw::Text { at: Point::new(from, y), size, weight, colour, text };
            Drawn { stretch: part.stretch, x: from, width, text, rule }
        })
    }

    /// The words of the line.
    #[cfg(test)]
    pub fn words(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect()
    }
}

/// How far above the baseline a change or a link is ruled, as a part of the type's size.
fn rule_of(part: &Part) -> Option<f32> {
    match part.emphasis {
        Emphasis::Deleted => Some(0.26),
        Emphasis::Inserted => Some(-0.13),
        _ if part.is_link => Some(-0.13),
        Emphasis::Plain | Emphasis::Strong | Emphasis::Quiet => None,
    }
}

/// By how much a line may be too wide, in points: sums of widths come out a little different in
/// another order, and a column as wide as its text must hold it.
pub(crate) const ROUNDING: f32 = 0.02;

/// Breaks a text into lines at most `width` points wide; blank text has none.
pub(crate) fn break_text(
    text: &Text,
    style: Style,
    width: f32,
    fonts: &Fonts,
) -> Result<Vec<Line>, RenderError> {
    let mut letters = letters(text, style, fonts)?;
    let width = width + ROUNDING;
    let whole = 0..letters.len();
    // Most texts fit a line, and need not be taken apart into words.
    if span(&letters, &whole) <= width && letters.iter().all(|l| l.character != '\n') {
        let line = (!letters.is_empty()).then(|| assemble(&letters, whole));
        return Ok(line.into_iter().collect());
    }
    hold_together(&mut letters, width);
    let lines = ranges(&letters, width);
    Ok(lines.into_iter().map(|line| assemble(&letters, line)).collect())
}

/// How wide a text is as it would like to be, over two lines, and word by word.
pub(crate) fn extent(text: &Text, style: Style, fonts: &Fonts) -> Result<Extent, RenderError> {
    let letters = letters(text, style, fonts)?;
    let widest = |found: f32, range: &Range<usize>| found.max(span(&letters, range));
    let words = words(&letters);
    let own_lines = words.split_inclusive(|word| word.ends_line).filter_map(|line| {
        let (first, last) = (line.first()?, line.last()?);
        Some(first.range.start..last.range.end)
    });
    let line = own_lines.fold(0.0, |found, line| widest(found, &line));
    let halves = words.windows(2).map(|two| {
        let (above, below) = (0..two[0].range.end, two[1].range.start..letters.len());
        span(&letters, &above).max(span(&letters, &below))
    });
    Ok(Extent {
        line,
        half: halves.fold(line, f32::min),
        word: words.iter().map(|word| &word.range).fold(0.0, widest),
    })
}

/// How much room a text would like, and how little it can do with, in points.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Extent {
    /// Its widest line where only its own line feeds break it.
    pub line: f32,
    /// The narrowest that it can be over two lines.
    pub half: f32,
    /// Its widest word.
    pub word: f32,
}

/// The first `most` lines of a text, the last ended with an ellipsis where there were more.
pub(crate) fn break_and_cut(
    text: &str,
    style: Style,
    width: f32,
    most: usize,
    fonts: &Fonts,
) -> Result<Vec<Line>, RenderError> {
    let mut lines = break_text(&text.into(), style, width, fonts)?;
    if lines.len() <= most {
        return Ok(lines);
    }
    lines.truncate(most);
    let Some(part) = lines.last_mut().and_then(|line| line.parts.last_mut()) else {
        return Ok(lines);
    };
    let measure = |text: &str| fonts.width(text, style.weight, style.size);
    while measure(&part.text) + measure("…") > width && part.text.pop().is_some() {}
    part.text = format!("{}…", part.text.trim_end());
    part.width = measure(&part.text);
    if let Some(line) = lines.last_mut() {
        line.width = line.parts.iter().map(|part| part.width).sum();
        line.goes_on = false;
    }
    Ok(lines)
}

/// One character as it will be drawn.
struct Letter {
    character: char,
    emphasis: Emphasis,
    /// The stretch that it is from, and whether that is a link.
    stretch: (usize, bool),
    advance: f32,
    /// Where it starts, were the text one long line.
    start: f32,
    /// Whether it is a space at which a line may break.
    breaks: bool,
}

/// The text's characters: spaces run together, soft hyphens dropped, no-break spaces made plain.
fn letters(text: &Text, style: Style, fonts: &Fonts) -> Result<Vec<Letter>, RenderError> {
    let long = text.spans().iter().map(|span| span.text.len()).sum();
    let mut letters: Vec<Letter> = Vec::with_capacity(long);
    for (stretch, span) in text.numbered_spans() {
        if fonts.check(&span.text).is_err() {
            fonts.check(&text.words())?;
        }
        let own = style.with(span.emphasis);
        let face = fonts.face(own.weight);
        for character in span.text.chars() {
            let after_break = letters.last().is_none_or(|l| l.breaks || l.character == '\n');
            let breaks = matches!(character, ' ' | '\t');
            if matches!(character, '\r' | '\u{ad}') || (breaks && after_break) {
                continue;
            }
            let drawn = if is_space(character) { ' ' } else { character };
            if drawn == '\n' {
                drop_last_space(&mut letters);
            }
            let advance = if drawn == '\n' { 0.0 } else { face.advance(drawn) * own.size };
            let start = letters.last().map_or(0.0, |last| last.start + last.advance);
            let emphasis = span.emphasis;
            let stretch = (stretch, span.link.is_some());
            letters.push(Letter { character: drawn, emphasis, stretch, advance, start, breaks });
        }
    }
    drop_last_space(&mut letters);
    Ok(letters)
}

fn drop_last_space(letters: &mut Vec<Letter>) {
    if letters.last().is_some_and(|last| last.breaks) {
        letters.pop();
    }
}

/// A stretch that is not broken while it fits a line.
struct Word {
    range: Range<usize>,
    /// Whether a new line begins after it by the text's own will.
    ends_line: bool,
}

fn words(letters: &[Letter]) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = 0;
    for at in 0..letters.len() {
        if letters[at].breaks || letters[at].character == '\n' {
            words.push(Word { range: start..at, ends_line: letters[at].character == '\n' });
            start = at + 1;
        } else if breaks_after(letters, at) {
            words.push(Word { range: start..at + 1, ends_line: false });
            start = at + 1;
        }
    }
    words.push(Word { range: start..letters.len(), ends_line: true });
    words
}

/// Whether a hyphen or slash stands between letters, so that a line may end with it. A reference
/// such as HIOW-CS-2018 stays whole, and so does an address.
fn breaks_after(letters: &[Letter], at: usize) -> bool {
    let letter = |at: usize| letters.get(at).is_some_and(|l| l.character.is_alphabetic());
    if !matches!(letters[at].character, '-' | '/') || at == 0 || !letter(at - 1) || !letter(at + 1)
    {
        return false;
    }
    let ends = |letter: &&Letter| letter.breaks || letter.character == '\n';
    let before = letters[..at].iter().rev().take_while(|letter| !ends(letter));
    let after = letters[at..].iter().take_while(|letter| !ends(letter));
    let whole = |letter: &Letter| letter.character.is_ascii_digit() || letter.character == '@';
    !before.chain(after).any(whole)
}

/// The stretches that make the lines, as many words to each as fit.
fn ranges(letters: &[Letter], width: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut line: Option<Range<usize>> = None;
    for word in words(letters) {
        let longer = line.as_ref().map_or(word.range.clone(), |line| line.start..word.range.end);
        if span(letters, &longer) <= width {
            line = Some(longer);
        } else {
            lines.extend(line.take().filter(|line| !line.is_empty()));
            line = Some(cut_word(letters, word.range, width, &mut lines));
        }
        if word.ends_line {
            lines.extend(line.take());
        }
    }
    // A text that ends with a line feed ends there.
    while lines.last().is_some_and(Range::is_empty) {
        lines.pop();
    }
    lines
}

/// Fills lines with a word that is too long for one, and returns what is left of it.
fn cut_word(
    letters: &[Letter],
    word: Range<usize>,
    width: f32,
    lines: &mut Vec<Range<usize>>,
) -> Range<usize> {
    let mut start = word.start;
    let mut filled = 0.0;
    for at in word.clone() {
        filled += letters[at].advance;
        if filled > width && at > start {
            lines.push(start..at);
            start = at;
            filled = letters[at].advance;
        }
    }
    start..word.end
}

fn span(letters: &[Letter], range: &Range<usize>) -> f32 {
    match letters[range.clone()].last() {
        Some(last) => last.start + last.advance - letters[range.start].start,
        None => 0.0,
    }
}

fn assemble(letters: &[Letter], range: Range<usize>) -> Line {
    let mut parts: Vec<Part> = Vec::new();
    for letter in &letters[range.clone()] {
        match parts.last_mut() {
            Some(part) if (part.emphasis, part.stretch) == (letter.emphasis, letter.stretch.0) => {
                part.text.push(letter.character);
                part.width += letter.advance;
            }
            _ => parts.push(Part {
                text: first_of(letter, range.len()),
                emphasis: letter.emphasis,
                width: letter.advance,
                stretch: letter.stretch.0,
                is_link: letter.stretch.1,
            }),
        }
    }
    let width = parts.iter().map(|part| part.width).sum();
    let goes_on = letters.get(range.end).is_some_and(|next| next.breaks || next.character == '\n');
    Line { parts, width, goes_on }
}

/// A text that begins with a letter, with room for the rest of its line.
fn first_of(letter: &Letter, long: usize) -> String {
    let mut text = String::with_capacity(long + 1);
    text.push(letter.character);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style::new(10.0, 14.0, Weight::Regular);

    fn broken(text: &str, width: f32) -> Vec<String> {
        let lines = break_text(&text.into(), STYLE, width, &Fonts::embedded()).expect("covered");
        for line in &lines {
            assert!(
                line.width <= width + 2.0 * ROUNDING,
                "{} is {} wide",
                line.words(),
                line.width
            );
        }
        lines.iter().map(Line::words).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_lose_no_word() {
        let lines = broken("Head of Service,  1.5 days a week at £83,561.00", 90.0);
        assert_eq!(lines.join(" "), "Head of Service, 1.5 days a week at £83,561.00");
        assert!(lines.len() >= 3, "{lines:?}");
    }

    #[test]
    fn words_are_held_together_where_the_text_asks() {
        assert_eq!(broken("page 5\u{a0}October", 60.0), ["page", "5 October"]);
        assert_eq!(broken("until the evening of 5 October", 115.0)[1], "5 October");
        assert_eq!(broken("children ≤ 18 years old", 54.0)[0], "children");
        assert_eq!(broken("may be charged under the Act 1998", 142.0)[1], "Act 1998");
        assert_eq!(broken("north – south", 45.0), ["north –", "south"]);
        assert_eq!(broken("HCC-2018-0412 x", 80.0), ["HCC-2018-0412", "x"]);
        assert_eq!(broken("decision-making", 60.0), ["decision-", "making"]);
        assert_eq!(broken("see HIOW-CS-2018-A", 80.0), ["see", "HIOW-CS-2018-A"]);
        assert_eq!(broken("ask a-b@c.example", 80.0), ["ask", "a-b@c.example"]);
    }

    #[test]
    fn a_figure_keeps_its_sign_and_its_unit() {
        for (text, held) in [
            ("the indicator is at least (≥ 1,234) by then", "(≥ 1,234)"),
            ("the rate of children is 18 per 10,000 of them", "18 per 10,000"),
            ("a rate of 1,018.5 per 10,000, and no more", "1,018.5 per 10,000,"),
            ("the difference comes to − £1,234.50 in all", "− £1,234.50"),
            ("the charge is worked at £650.00 per day of work", "£650.00 per day"),
            ("it is paid within 120 days of its receipt", "120 days"),
        ] {
            for width in 100..240 {
                let lines = broken(text, f32::from(i16::try_from(width).expect("small")));
                assert!(lines.iter().any(|line| line.contains(held)), "{width}: {lines:?}");
            }
        }
        assert_eq!(broken("≤ 1,234", 20.0)[0], "≤", "what does not fit a line is not held");
    }

    #[test]
    fn words_held_together_still_fit_their_line() {
        let numbers = (0..60).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert_eq!(broken(&numbers, 60.0).join(" "), numbers);
        assert_eq!(broken("Safeguarding – all", 62.0), ["Safeguarding", "– all"]);
    }

    #[test]
    fn a_word_too_long_for_a_line_is_cut_and_no_other() {
        let long = "w".repeat(43);
        let lines = broken(&format!("a {long} b"), 60.0);
        assert_eq!(lines[0], "a");
        assert_eq!(lines.concat(), format!("a{long} b"));
    }

    #[test]
    fn line_feeds_begin_lines_and_blank_text_has_none() {
        assert_eq!(broken("one\ntwo\r\n\nthree\n", 500.0), ["one", "two", "", "three"]);
        assert!(broken("  ", 500.0).is_empty());
    }

    #[test]
    fn spans_share_a_line_and_the_next_line_does_not_run_into_it() {
        let text =
            Text::from("Due ").then("now", Emphasis::Strong).then(" or later", Emphasis::Plain);
        let lines = break_text(&text, STYLE, 50.0, &Fonts::embedded()).expect("covered");
        assert_eq!(lines[0].parts.len(), 2);
        assert!(lines[0].goes_on && !lines[lines.len() - 1].goes_on);
        let second = lines[0].clone().draw(0.0, 0.0, STYLE).nth(1);
        let Some(Draw::Text { text, .. }) = second else { panic!("text") };
        assert_eq!(text, "now ");
    }

    #[test]
    fn a_header_that_does_not_fit_ends_with_an_ellipsis() {
        let name = "The Association of ".repeat(20);
        let lines = break_and_cut(&name, STYLE, 200.0, 2, &Fonts::embedded()).expect("covered");
        assert_eq!(lines.len(), 2);
        assert!(lines[1].words().ends_with('…') && lines[1].width <= 200.0);
    }
}
