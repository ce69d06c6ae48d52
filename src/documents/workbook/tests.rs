//! The cells of a book, before and as they are written; `tests/documents` reads whole workbooks.

use super::*;
use crate::domain::calendar::date;

fn book(values: Vec<Value>) -> Book {
    let mut sheet = Sheet::new("Lines", "Lines", &["What", "Sum"]).say("What is due.");
    for value in values {
        sheet.rows.push(vec![Value::text("what"), value]);
    }
    Book {
        title: "Lines".to_owned(),
        subject: "What is due".to_owned(),
        author: "Ashenford & Pellworth Council".to_owned(),
        reference: "A&B-2018".to_owned(),
        as_at: date(2018, 10, 1),
        sheets: vec![sheet],
    }
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let made = book(vec![Value::Money(Money::from_pence(-5)), Value::Date(date(2018, 10, 1))]);
    assert_eq!(render(&made), render(&made));
    assert!(render(&made).is_ok());
}

#[test]
fn a_text_longer_than_a_cell_is_refused_by_name() {
    assert!(render(&book(vec![Value::text("w".repeat(32_767))])).is_ok());
    let error = render(&book(vec![Value::text("wide ".repeat(6_554))])).expect_err("too long");
    let says = error.to_string();
    assert!(says.contains("“wide wide") && says.contains("“Lines” has 32770"), "{says}");
    // A spreadsheet counts such a letter as two.
    assert!(render(&book(vec![Value::text("𝒲".repeat(16_384))])).is_err());
}

#[test]
fn control_characters_are_refused_but_new_lines_are_none() {
    assert!(render(&book(vec![Value::text("one\r\ntwo\n\tthree")])).is_ok());
    for character in ['\0', '\u{7}', '\u{b}', '\r', '\u{1b}', '\u{7f}', '\u{85}', '\u{ffff}'] {
        let error = render(&book(vec![Value::text(format!("a{character}b"))]));
        let says = error.expect_err("a control character").to_string();
        assert!(says.contains(&format!("U+{:04X}", u32::from(character))), "{says}");
    }
}

#[test]
fn a_sum_of_more_digits_than_a_spreadsheet_keeps_is_refused() {
    let largest = Money::from_pence(999_999_999_999_999);
    assert!(render(&book(vec![Value::Money(largest)])).is_ok());
    let error = render(&book(vec![Value::Money(-(largest + Money::from_pence(1)))]));
    let says = error.expect_err("16 digits").to_string();
    assert!(says.contains("-£10,000,000,000,000.00"), "{says}");
}

#[test]
fn figures_are_numbers_and_words_are_words() {
    assert_eq!(Value::figure("-12144.8725"), Value::Figure("-12144.8725".to_owned()));
    for words in ["to be confirmed", "", "-", "1.", "1e3", "NaN", "inf", "12345678901234567"] {
        assert_eq!(Value::figure(words), Value::text(words));
    }
}

#[test]
fn a_formula_names_the_rows_of_its_column() {
    let made = book(vec![Value::Money(Money::from_pence(1)), Value::Money(Money::from_pence(2))]);
    let sheet = &made.sheets[0];
    assert_eq!(sheet.cells("Sum").as_deref(), Some("$B$4:$B$5"));
    let same = [("What", "A9".to_owned())];
    let Value::Formula(formula, _) = sum_where(sheet, "Sum", &same, Money::from_pence(3)) else {
        panic!("a sum over rows is a formula");
    };
    assert_eq!(formula, "ROUND(SUMPRODUCT(('Lines'!$A$4:$A$5=A9)*'Lines'!$B$4:$B$5),2)");
    let empty = book(Vec::new());
    assert_eq!(empty.sheets[0].sum("Sum", Money::NIL), Value::Money(Money::NIL));
}

#[test]
fn sentences_above_a_table_are_broken_to_be_printed_whole() {
    let sheet = Sheet::new("Lines", "Lines", &["What"]).say(&"word ".repeat(40));
    assert!(sheet.says.len() > 1 && sheet.says.iter().all(|line| line.len() <= LONGEST_LINE));
    assert_eq!(sheet.heading_row(), sheet.says.len() + 1);
}
