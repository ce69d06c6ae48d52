//! Words as they are compared, and lists as sentences have them.

/// Names joined as a sentence does: `a, b and c`.
pub fn listed<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [rest @ .., last] => {
            let rest: Vec<&str> = rest.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", rest.join(", "), last.as_ref())
        }
    }
}

/// A number of things: `1 post`, `4 posts`, `26 entries`.
pub fn counted(number: usize, thing: &str) -> String {
    match thing.strip_suffix("ry") {
        _ if number == 1 => format!("1 {thing}"),
        Some(stem) => format!("{number} {stem}ries"),
        None => format!("{number} {thing}s"),
    }
}

/// A text as it is compared: small letters, one blank between words, plain quotation marks and
/// dashes.
pub fn folded(text: &str) -> String {
    let plain = text.chars().flat_map(char::to_lowercase).map(|letter| match letter {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '‑' | '–' | '—' => '-',
        letter if letter.is_whitespace() => ' ',
        letter => letter,
    });
    let plain: String = plain.collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Whether a text has a phrase in whole words, however it is spaced and whatever its capitals.
pub fn has_phrase(text: &str, phrase: &str) -> bool {
    has_folded(&folded(text), &folded(phrase))
}

/// Whether a text has a phrase in whole words, both folded already.
pub fn has_folded(text: &str, phrase: &str) -> bool {
    let inside = |edge: Option<char>, next: Option<char>| {
        edge.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric)
    };
    text.match_indices(phrase).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        !inside(before.chars().next_back(), phrase.chars().next())
            && !inside(phrase.chars().next_back(), after.chars().next())
    })
}

/// Whether a text has any of the phrases.
pub fn has_any(text: &str, phrases: &[&str]) -> bool {
    let text = folded(text);
    phrases.iter().any(|phrase| has_folded(&text, &folded(phrase)))
}

/// A whole number in words or figures: `three`, `10`.
pub fn number(word: &str) -> Option<i32> {
    const WORDS: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let place = WORDS.iter().position(|known| *known == word);
    place.and_then(|place| i32::try_from(place + 1).ok()).or_else(|| word.parse().ok())
}

/// The words of a text, as they are written.
pub fn words(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_counts_read_as_sentences() {
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed::<&str>(&[]), "");
        assert_eq!((counted(1, "post"), counted(4, "day")), ("1 post".into(), "4 days".into()));
        assert_eq!(counted(26, "entry"), "26 entries");
    }

    #[test]
    fn phrases_are_found_in_whole_words_however_they_are_written() {
        assert!(has_phrase("the Isle of\nWight  Council’s plan", "isle of wight council's"));
        assert!(has_phrase("(per 10,000 children)", "per 10,000"));
        assert!(!has_phrase("per 10,0000", "per 10,000"));
        assert!(!has_phrase("reconsider", "consider"));
        assert!(has_any("a proportion of", &["percentage", "proportion"]));
    }

    #[test]
    fn numbers_are_read_in_words_and_figures() {
        assert_eq!((number("three"), number("10"), number("many")), (Some(3), Some(10), None));
    }
}
