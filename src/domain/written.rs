//! Text as people write it, in one form: each letter with its accent is one character, and there is
//! no character that nobody sees.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::is_nfc;

/// The same text with every accent composed with its letter, as an electronic invoice, a search and
/// a typeface want it.
///
/// ```
/// use concordat::domain::written::composed;
///
/// assert_eq!(composed("Y Tw\u{302}r"), "Y Tŵr");
/// ```
pub fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// What is wrong with a text that has a character of no width: a soft hyphen, a joiner, a mark of
/// direction. Copied from a web page or a word processor, it would part two names that look alike.
///
/// ```
/// use concordat::domain::written::unseen;
///
/// let (unseen, says) = unseen("Chil\u{ad}dren").expect("a soft hyphen");
/// assert_eq!(unseen, '\u{ad}');
/// assert!(says.starts_with("the text has a soft hyphen (U+00AD) after \"Chil\""), "{says}");
/// ```
pub fn unseen(text: &str) -> Option<(char, String)> {
    let (at, found) = text.char_indices().find(|(_, c)| is_unseen(*c))?;
    let what = match found {
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a space of no width",
        '\u{200c}' | '\u{200d}' | '\u{2060}' => "a joiner of no width",
        '\u{feff}' => "a byte order mark",
        _ => "a mark of no width",
    };
    let word = text[..at].split_whitespace().next_back().unwrap_or_default();
    let after = if word.is_empty() { String::new() } else { format!(" after \"{word}\"") };
    let code = u32::from(found);
    let says = format!("the text has {what} (U+{code:04X}){after}, which nobody sees: delete it");
    Some((found, says))
}

/// What is wrong with a text that stands in one line of a log or on paper, such as a name, a reason
/// or a reference: a character that nobody sees, one that turns the direction of what follows, or
/// one that commands a terminal.
///
/// ```
/// use concordat::domain::written::not_plain;
///
/// assert_eq!(not_plain("one day was not worked"), None);
/// let says = not_plain("paid\u{1b}[2K").expect("an escape");
/// assert!(says.starts_with("the text has a control character (U+001B) after \"paid\""), "{says}");
/// let says = not_plain("BACS \u{202e}7").expect("a turn of direction");
/// assert!(says.contains("(U+202E) after \"BACS\""), "{says}");
/// ```
pub fn not_plain(text: &str) -> Option<String> {
    if let Some((_, says)) = unseen(text) {
        return Some(says);
    }
    let (at, found) = text.char_indices().find(|(_, c)| c.is_control())?;
    let word = text[..at].split_whitespace().next_back().unwrap_or_default();
    let after = if word.is_empty() { String::new() } else { format!(" after \"{word}\"") };
    let code = u32::from(found);
    Some(match found {
        '\n' | '\r' | '\t' => {
            format!("the text has a line break or a tab{after}: write it in one line")
        }
        _ => format!("the text has a control character (U+{code:04X}){after}: delete it"),
    })
}

/// Whether a character has no width and no shape of its own.
pub fn is_unseen(character: char) -> bool {
    matches!(character,
        '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}')
}
