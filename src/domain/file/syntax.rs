//! Slips in the writing itself, put into words for somebody who has never heard of TOML.

use crate::domain::problem::Place;
use crate::domain::problem::Problem;

/// What is wrong with the writing at one place.
pub fn problem(text: &str, error: &toml::de::Error) -> Problem {
    let (clause, field, path) = (String::new(), String::new(), String::new());
    let at = error.span().map_or(0, |span| span.start);
    if let Some((at, says)) = control(text, at) {
        return Problem { place: Place::of(text, at), clause, field, says, path };
    }
    let place = Place::of(text, at);
    let line = usize::try_from(place.line).unwrap_or(usize::MAX);
    let line = text.lines().nth(line.saturating_sub(1)).unwrap_or_default();
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    let says = in_words(line, &message);
    Problem { place, clause, field, says, path }
}

/// The first control character of the line that a slip is on, which nobody sees and TOML has
/// nowhere, and what to do.
fn control(text: &str, slip: usize) -> Option<(usize, String)> {
    let start = text.get(..slip)?.rfind('\n').map_or(0, |feed| feed + 1);
    let end = text[slip..].find('\n').map_or(text.len(), |feed| slip + feed);
    let is_one = |(at, c): &(usize, char)| match c {
        '\t' | '\n' => false,
        '\r' => !text[at + 1..].starts_with('\n'),
        _ => c.is_ascii_control(),
    };
    let mut line = text[start..end].char_indices().map(|(at, found)| (start + at, found));
    let (at, found) = line.find(is_one)?;
    let says = format!(
        "a control character (U+{:04X}), which cannot be seen, stands here: delete it, or type \
         the text anew",
        u32::from(found)
    );
    Some((at, says))
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
    use crate::domain::file::read;

    #[test]
    fn a_day_written_first_is_turned_round() {
        let says = |line: &str| in_words(line, "unexpected key or value");
        let wanted = "write a date year first, without quotation marks: 2025-04-01";
        for line in ["starts = 01/04/2025", "starts = 1.4.2025 # begins", "on=01-04-2025"] {
            assert_eq!(says(line), wanted);
        }
        assert!(says("version = 1.2.3").starts_with("this cannot be read"));
    }

    #[test]
    fn a_control_character_is_named_where_it_stands() {
        let text = "reference = \"A\"\ntitle = \"Pay\u{1}roll\"\n";
        let problems = read(text).expect_err("it is no TOML");
        let named = problems.iter().find(|problem| problem.says.contains("U+0001"));
        let place = named.map(|problem| (problem.place.line, problem.place.column));
        assert_eq!(place, Some((2, 13)), "{problems:?}");
        assert!(!problems.iter().any(|problem| problem.says.contains("quotation mark")));
    }
}
