//! CSV for spreadsheets: rows below a header, in which no text can run as a formula.
//!
//! What a spreadsheet would run is given an apostrophe in front, as OWASP advises; figures are left
//! as they are, so that they add up.
//!
//! Guarded is a line of a cell that begins with `=`, `+`, `-` or `@`, or with their full-width
//! forms (some spreadsheets read them alike), also after white space, quotation marks or characters
//! that are not seen; and one that begins with a tab or a carriage return. Each line of a cell is
//! looked at by itself, since a reader that ignores quotation marks takes it for a row.
//! Separators and quotation marks inside a cell are quoted by the writer.
//!
//! ```
//! use concordat::domain::csv_rows::write;
//!
//! let row = vec!["=SUM(A1)".to_owned(), "-12.50".to_owned()];
//! assert_eq!(write(&["words", "sum"], [row]), "words,sum\n'=SUM(A1),-12.50\n");
//! ```

/// Rows below a header, guarded.
pub fn write(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    // Flexible: a row's length is the caller's, and memory takes all that is written.
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(header).expect("memory takes a row");
    for row in rows {
        let guarded = row.iter().map(|cell| guarded(cell));
        writer.write_record(guarded).expect("memory takes a row");
    }
    let bytes = writer.into_inner().expect("memory takes all rows");
    String::from_utf8(bytes).expect("rows of text are text")
}

fn guarded(cell: &str) -> String {
    if is_figure(cell) {
        return cell.to_owned();
    }
    let line = |line: &str| if runs(line) { format!("'{line}") } else { line.to_owned() };
    cell.split_inclusive(['\n', '\r']).map(line).collect()
}

/// Whether it is a number in plain figures: `-12.50`.
fn is_figure(cell: &str) -> bool {
    let unsigned = cell.strip_prefix('-').unwrap_or(cell);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    [whole, part]
        .iter()
        .all(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a spreadsheet may take a line for a formula.
fn runs(line: &str) -> bool {
    const BEGINNINGS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let unseen = |c: char| c.is_whitespace() || c.is_control() || "\u{feff}\u{200b}".contains(c);
    let begins = line.trim_start_matches(|c| unseen(c) || "'\"‘’“”`".contains(c));
    begins.starts_with(BEGINNINGS) || line.starts_with(['\t', '\r'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_run_as_a_formula() {
        for text in ["=SUM(A1)", "+1+2", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "-1.2.3", "-", "-."] {
            assert_eq!(guarded(text), format!("'{text}").replace("\r=", "\r'="), "{text:?}");
        }
    }

    #[test]
    fn nor_behind_what_is_not_seen_or_is_read_alike() {
        for text in
            [" =1", "\u{a0}=1", "\u{feff}=1", "'=1", "\"=1", "“+1", "＝1", "＋1", "－1", "＠a"]
        {
            assert_eq!(guarded(text), format!("'{text}"), "{text:?}");
        }
    }

    #[test]
    fn nor_on_a_later_line_of_a_cell() {
        assert_eq!(guarded("first\n=cmd\nlast"), "first\n'=cmd\nlast");
        assert_eq!(guarded("first\r\n@cmd"), "first\r\n'@cmd");
        assert_eq!(guarded("first\r=cmd"), "first\r'=cmd");
    }

    #[test]
    fn figures_and_plain_words_are_left_as_they_are() {
        for text in ["-12.50", "0.05", "-7", "", "plain", "a=b", "2018-10-01", "ŵy, \"da\"\nie"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn what_parts_cells_is_quoted_inside_them() {
        let row = vec!["a,\"b\",=c".to_owned(), "-1.00".to_owned()];
        let text = write(&["words", "sum"], [row]);
        assert_eq!(text, "words,sum\n\"a,\"\"b\"\",=c\",-1.00\n");
    }
}
