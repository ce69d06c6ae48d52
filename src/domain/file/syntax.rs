//! Slips in the writing itself, put into words for somebody who has never heard of TOML.

use crate::domain::problem::Place;
use crate::domain::problem::Problem;

/// What is wrong with the writing at one place.
pub fn problem(text: &str, error: &toml::de::Error) -> Problem {
    let place = Place::of(text, error.span().map_or(0, |span| span.start));
    let line = usize::try_from(place.line).unwrap_or(usize::MAX);
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let says = in_words(line, &message);
    Problem { place, clause: String::new(), field: String::new(), says }
}

fn in_words(line: &str, message: &str) -> String {
    if line.contains(['\u{201c}', '\u{201d}', '\u{2018}']) && !line.contains('"') {
        return "the quotation marks are curly: use straight ones, as \"text\"".to_owned();
    }
    if let Some(date) = day_first(line) {
        return format!("write a date year first, without quotation marks: {date}");
    }
    if message.contains("date") || message.contains("expected day between") {
        return "a date is written year first, without quotation marks, and must exist, as \
                2019-02-28"
            .to_owned();
    }
    if message.contains("duplicate key") {
        let key = line.split('=').next().unwrap_or_default();
        let key = key.trim().trim_matches(['[', ']']);
        return format!("\"{key}\" is given twice here: keep one");
    }
    if message.contains("invalid basic string") || message.contains("invalid literal string") {
        return "a quotation mark is missing, or stands in the middle of the text".to_owned();
    }
    if message.contains("key with no value") {
        return "this line is neither a key with its value nor a [table]: write key = value, or \
                begin a remark with #"
            .to_owned();
    }
    if message.contains("string values must be quoted") {
        return "text is written in quotation marks, as \"text\"".to_owned();
    }
    format!("this cannot be read: {message}")
}

/// The day that a line gives as `01/04/2025`, `1.4.2025` or `01-04-2025`, as a file has it.
fn day_first(line: &str) -> Option<String> {
    let (_, value) = line.split_once('=')?;
    let value = value.split('#').next()?.trim();
    let parts: Vec<&str> = value.split(['/', '.', '-']).collect();
    let &[day, month, year] = parts.as_slice() else { return None };
    let number = |text: &str| text.parse::<u32>().ok();
    let (day, month) = (number(day)?, number(month)?);
    let is_day = year.len() == 4 && (1..=31).contains(&day) && (1..=12).contains(&month);
    (is_day && number(year).is_some()).then(|| format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_written_first_is_turned_round() {
        let says = |line: &str| in_words(line, "unexpected key or value");
        let wanted = "write a date year first, without quotation marks: 2025-04-01";
        for line in ["starts = 01/04/2025", "starts = 1.4.2025 # begins", "on=01-04-2025"] {
            assert_eq!(says(line), wanted);
        }
        assert!(says("version = 1.2.3").starts_with("this cannot be read"));
    }
}
