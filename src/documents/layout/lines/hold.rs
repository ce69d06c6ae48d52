//! Words that stay on one line with the word after them.

use crate::documents::layout::lines::Letter;
use crate::documents::layout::lines::span;
use crate::documents::layout::lines::words;

/// A last word of so many letters does not stand alone.
const SHORT: usize = 6;
/// What stands before a figure and belongs to it.
const SIGNS: &str = "≤≥<>=≈±+−-×÷£€";
/// What stands after a figure and belongs to it.
const UNITS: [&str; 22] = [
    "%",
    "p",
    "pence",
    "million",
    "per",
    "percent",
    "percentage",
    "point",
    "points",
    "FTE",
    "hour",
    "hours",
    "day",
    "days",
    "week",
    "weeks",
    "month",
    "months",
    "quarter",
    "quarters",
    "year",
    "years",
];
/// What may stand around a figure or a unit and is no part of it.
const AROUND: &str = "([“‘)]”’.,;:?!";

/// Holds words together that read badly apart, as long as they fit a line: a dash to the word
/// before it, a sign to its figure, a figure to its unit; and within half a line, a short last
/// word, or a short number and its word or month.
pub(super) fn hold_together(letters: &mut [Letter], width: f32) {
    let words = words(letters);
    let mut start = 0;
    for (index, two) in words.windows(2).enumerate() {
        let (first, second) = (two[0].range.clone(), two[1].range.clone());
        let mut held = false;
        if letters[first.end..].first().is_some_and(|space| space.breaks) && !first.is_empty() {
            let together = span(letters, &(start..second.end));
            let last = index + 2 == words.len();
            let (one, other) = (&letters[first.clone()], &letters[second.clone()]);
            held = together <= width && (is_dash(other) || is_of_a_figure(one, other))
                || together <= width / 2.0 && (is_number(one) || last && second.len() <= SHORT);
        }
        if held {
            letters[first.end].breaks = false;
        } else {
            start = second.start;
        }
    }
}

fn is_dash(word: &[Letter]) -> bool {
    matches!(word, [Letter { character: '–' | '—', .. }])
}

fn is_number(word: &[Letter]) -> bool {
    word.len() <= 2 && word.iter().all(|letter| letter.character.is_ascii_digit())
}

/// Whether two words are a sign and its figure, a figure and its unit, or what a figure is per:
/// `≤ 5`, `18 per`, `per 10,000`.
fn is_of_a_figure(one: &[Letter], other: &[Letter]) -> bool {
    // Most words are neither, and a document has many.
    let may = |c: char| c.is_ascii_digit() || SIGNS.contains(c) || c == 'r';
    if !one.last().is_some_and(|last| may(last.character)) {
        return false;
    }
    let (one, other) = (bare(one), bare(other));
    let is_sign = !one.is_empty() && one.chars().all(|c| SIGNS.contains(c));
    if is_sign || one == "per" {
        return is_figure(&other) || one == "per" && UNITS.contains(&other.as_str());
    }
    is_figure(&one) && UNITS.contains(&other.as_str())
}

/// Whether a word is a figure, with or without signs: `−£1,234.50`, `10,000`, `18`.
fn is_figure(word: &str) -> bool {
    let figure = word.trim_start_matches(|c| SIGNS.contains(c));
    figure.starts_with(|c: char| c.is_ascii_digit())
}

/// A word without the brackets, quotation marks and stops around it.
fn bare(word: &[Letter]) -> String {
    let word: String = word.iter().map(|letter| letter.character).collect();
    word.trim_matches(|c| AROUND.contains(c)).to_owned()
}
