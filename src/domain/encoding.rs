//! The text of a file, and what is wrong where a spreadsheet saved it in another encoding.

use crate::domain::problem::Place;
use crate::domain::problem::Problem;

/// What Windows-1252 reads in the bytes from 80 to 9F; the rest of its upper half is Unicode's own.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

const ADVICE: &str = "save the file as UTF-8 (in Excel, as \"CSV UTF-8 (Comma delimited)\")";

/// The text of a file's bytes.
///
/// ```
/// use concordat::domain::encoding::text;
///
/// let problem = text(b"title = \"A \xa3 a day\"".to_vec()).expect_err("it is of Windows-1252");
/// assert_eq!((problem.place.line, problem.place.column), (1, 12));
/// assert!(problem.says.contains("“£”"));
/// ```
///
/// # Errors
/// Where the bytes are not UTF-8: the place of the first that is not, and how to save the file.
pub fn text(bytes: Vec<u8>) -> Result<String, Problem> {
    let is_wide = matches!(bytes.get(..2), Some([0xff, 0xfe] | [0xfe, 0xff]));
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let sound = String::from_utf8_lossy(&error.as_bytes()[..at]);
    let says = if is_wide {
        format!("this is UTF-16 text, not UTF-8: {ADVICE}")
    } else {
        let meant = windows(error.as_bytes()[at]);
        format!(
            "this is not UTF-8 text: here is probably “{meant}”, as Windows writes it: {ADVICE}"
        )
    };
    let (clause, field, path) = (String::new(), String::new(), String::new());
    Err(Problem { place: Place::of(&sound, at), clause, field, says, path })
}

/// The character that Windows-1252 reads in a byte.
fn windows(byte: u8) -> char {
    let in_table = byte.checked_sub(0x80).and_then(|index| WINDOWS.get(usize::from(index)));
    in_table.copied().unwrap_or(char::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_encoding_is_named_with_its_place() {
        let at = |bytes: &[u8]| text(bytes.to_vec()).expect_err("it is not UTF-8");
        let wide = at(b"\xff\xfel\0i\0n\0e\0");
        assert_eq!(wide.place, Place { line: 1, column: 1 });
        assert!(wide.says.contains("UTF-16"), "{wide:?}");
        let euro = at("a,ŵ\n5 ".bytes().chain([0x80]).collect::<Vec<u8>>().as_slice());
        assert_eq!(euro.place, Place { line: 2, column: 3 });
        assert!(euro.says.contains("“€”"), "{euro:?}");
        assert!(at(b"don\x92t").says.contains("“’”"));
        assert_eq!(text("£ ŵ".into()).as_deref(), Ok("£ ŵ"));
    }
}
