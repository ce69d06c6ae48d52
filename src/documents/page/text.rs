//! A line of text with stretches that stand out.

/// Text of one paragraph, heading, cell or value: spans in reading order.
///
/// A line feed in a span begins a new line; a no-break space keeps its two words on one line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    spans: Vec<Span>,
}

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The words.
    pub text: String,
    /// How they stand out.
    pub emphasis: Emphasis,
    /// Where it leads, for a link: `mailto:recharges@hampshire.example`, `https://…`.
    pub link: Option<String>,
}

/// How a stretch of text stands out.
///
/// The style never carries meaning alone: text that was taken out or put in says so in words too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Emphasis {
    /// As the text around it.
    #[default]
    Plain,
    /// In bold.
    Strong,
    /// Smaller print in grey, for workings and asides.
    Quiet,
    /// Put in by a later version: underlined, and green.
    Inserted,
    /// Taken out by a later version: struck through, and red.
    Deleted,
}

impl Text {
    /// Text in one style.
    pub fn styled(text: impl Into<String>, emphasis: Emphasis) -> Self {
        Self { spans: vec![Span { text: text.into(), emphasis, link: None }] }
    }

    /// Bold text.
    pub fn strong(text: impl Into<String>) -> Self {
        Self::styled(text, Emphasis::Strong)
    }

    /// The same text with more after it, in a style of its own; no space is put between.
    #[must_use]
    pub fn then(mut self, text: impl Into<String>, emphasis: Emphasis) -> Self {
        self.spans.push(Span { text: text.into(), emphasis, link: None });
        self
    }

    /// The same text with a link after it, whose words say where it leads.
    #[must_use]
    pub fn then_link(mut self, text: impl Into<String>, target: impl Into<String>) -> Self {
        let (text, link) = (text.into(), Some(target.into()));
        self.spans.push(Span { text, emphasis: Emphasis::Plain, link });
        self
    }

    /// The same text with a link after it to write to an e-mail address.
    #[must_use]
    pub fn then_email(self, address: &str) -> Self {
        self.then_link(address, format!("mailto:{address}"))
    }

    /// The spans in reading order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The words alone.
    pub fn words(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        let unseen = |c: char| c.is_whitespace() || c == '\u{ad}';
        self.spans.iter().all(|span| span.text.chars().all(unseen))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::styled(text, Emphasis::Plain)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::styled(text, Emphasis::Plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_spans_one_after_another() {
        let text = Text::from("Due ").then("5 October 2018", Emphasis::Strong);
        assert_eq!(text.words(), "Due 5 October 2018");
        assert_eq!(text.spans().len(), 2);
    }

    #[test]
    fn blank_text_is_known_as_such() {
        assert!(Text::default().is_blank());
        assert!(Text::from("  ").is_blank());
        assert!(!Text::from("nil").is_blank());
    }
}
