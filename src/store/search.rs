//! How lists are searched: by a part of a text, in small letters or capitals.

use diesel::define_sql_function;

define_sql_function! {
    /// Text in small letters.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// What `LIKE` finds words by, anywhere in a text in small letters. What means something to the
/// database means nothing here; `None` where no words are left.
pub fn containing(words: &str) -> Option<String> {
    let plain: String = words.chars().filter(|c| !['%', '_', '\\'].contains(c)).collect();
    (!plain.is_empty()).then(|| format!("%{}%", plain.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::containing;

    #[test]
    fn signs_of_the_database_are_no_words() {
        assert_eq!(containing("50% B_1").as_deref(), Some("%50 b1%"));
        assert_eq!(containing("%_\\"), None);
        assert_eq!(containing(""), None);
    }
}
