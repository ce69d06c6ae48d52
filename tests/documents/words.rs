//! Figures and days as they must stand on paper, written out without the product's own code.

use chrono::NaiveDate;
use serde_json::Value;

/// White space folded to single spaces. A word may be broken after a hyphen, so what follows one
/// is joined to it.
pub fn fold(text: &str) -> String {
    let mut folded = String::new();
    for word in text.split_whitespace() {
        let goes_on = folded.ends_with('-') && !folded.ends_with(" -");
        if !folded.is_empty() && !goes_on {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// A text without its white space, for words too long for a line, which are broken anywhere.
pub fn squeeze(text: &str) -> String {
    text.split_whitespace().collect()
}

/// `-1122.00` with commas: `-1,122.00`.
pub fn commas(figure: &str) -> String {
    let (sign, digits) = match figure.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", figure),
    };
    let (whole, rest) = match digits.split_once('.') {
        Some((whole, pence)) => (whole, format!(".{pence}")),
        None => (digits, String::new()),
    };
    let groups: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are ASCII"))
        .collect();
    format!("{sign}{}{rest}", groups.join(","))
}

/// `-1122.00` in pounds: `-£1,122.00`.
pub fn pounds(sum: &str) -> String {
    let figure = commas(sum);
    match figure.strip_prefix('-') {
        Some(figure) => format!("-£{figure}"),
        None => format!("£{figure}"),
    }
}

/// A sum in pence.
pub fn pence(sum: &str) -> i64 {
    let digits = sum.replace('.', "");
    assert_eq!(sum.rsplit_once('.').map(|(_, pence)| pence.len()), Some(2), "{sum} is a sum");
    digits.parse().expect("a sum is digits")
}

/// A day written year first.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day is written year first")
}

/// A day as documents write it: `5 October 2018`.
pub fn in_words(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// `2019-03-31` as `31 March 2019`.
pub fn spoken(text: &str) -> String {
    in_words(day(text))
}

/// The text of a key.
pub fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("{key} is a text in {value}"))
}

/// The entries of a list.
pub fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is a list in {value}"))
}

#[test]
fn figures_days_and_white_space_are_written_as_documents_write_them() {
    assert_eq!(pounds("-1234567.80"), "-£1,234,567.80");
    assert_eq!(pounds("0.00"), "£0.00");
    assert_eq!(commas("9759.375"), "9,759.375");
    assert_eq!(pence("-12.34"), -1234);
    assert_eq!(spoken("2018-10-05"), "5 October 2018");
    assert_eq!(fold("one\n  two TG-\nWATCH 2017 –\n20 - 1"), "one two TG-WATCH 2017 – 20 - 1");
}
