//! `reference`: every key of the agreement file, as the README prints it.

use crate::domain::file::keys::tables;

/// The reference as Markdown.
pub fn file_reference() -> String {
    let mut text = String::new();
    for table in tables() {
        let title = if table.name == "agreement" { "At the top" } else { table.name };
        text.push_str(&format!("\n#### {title}\n\n{}\n\n", table.says));
        text.push_str("| key | takes | what it is |\n|---|---|---|\n");
        for key in table.keys {
            text.push_str(&format!("| `{}` | {} | {} |\n", key.name, key.takes, key.says));
        }
    }
    text
}
