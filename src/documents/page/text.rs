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

    /// The same text with an e-mail address after it: a link, unless it is no plain address, which
    /// might do more than write to somebody.
    #[must_use]
    pub fn then_email(self, address: &str) -> Self {
        self.then_address(address, Emphasis::Plain)
    }

    fn then_address(mut self, address: &str, emphasis: Emphasis) -> Self {
        let plain = |c: char| c.is_alphanumeric() || "@.-_+'".contains(c);
        let is_plain = address.matches('@').count() == 1 && address.chars().all(plain);
        let link = is_plain.then(|| format!("mailto:{address}"));
        self.spans.push(Span { text: address.to_owned(), emphasis, link });
        self
    }

    /// The same text with a link on each e-mail address in it; each stands out as it did.
    ///
    /// ```
    /// use concordat::documents::page::Text;
    /// let text = Text::from("Ask (ask@council.example).").with_emails_linked();
    /// let target = Some("mailto:ask@council.example");
    /// assert_eq!(text.stretches()[1], (target, "ask@council.example".to_owned()));
    /// ```
    #[must_use]
    pub fn with_emails_linked(self) -> Self {
        let mut linked = Text::default();
        for span in self.spans {
            if span.link.is_some() || !span.text.contains('@') {
                linked.spans.push(span);
                continue;
            }
            let mut before = String::new();
            for word in span.text.split_inclusive(char::is_whitespace) {
                let begins = word.trim_start_matches(|c: char| !c.is_alphanumeric());
                let address = begins.trim_end_matches(|c: char| !c.is_alphanumeric());
                let (lead, rest) = word.split_at(word.len() - begins.len());
                before.push_str(lead);
                if address.contains('@') {
                    if !before.is_empty() {
                        linked = linked.then(std::mem::take(&mut before), span.emphasis);
                    }
                    linked = linked.then_address(address, span.emphasis);
                    before.push_str(&rest[address.len()..]);
                } else {
                    before.push_str(rest);
                }
            }
            if !before.is_empty() {
                linked = linked.then(before, span.emphasis);
            }
        }
        linked
    }

    /// The spans in reading order.
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// The words alone.
    pub fn words(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    /// The text cut where a link begins or ends: each stretch's target, if it is a link, and its
    /// words. Stretches are numbered from 0 in reading order, as [`Text::numbered_spans`] does.
    pub fn stretches(&self) -> Vec<(Option<&str>, String)> {
        let mut stretches: Vec<(Option<&str>, String)> = Vec::new();
        for (number, span) in self.numbered_spans() {
            if number == stretches.len() {
                stretches.push((span.link.as_deref(), String::new()));
            }
            stretches[number].1.push_str(&span.text);
        }
        stretches
    }

    /// Whether any of it leads somewhere.
    pub fn has_links(&self) -> bool {
        self.spans.iter().any(|span| span.link.is_some())
    }

    /// Each span with the number of the stretch that it belongs to: a link is one by itself.
    pub fn numbered_spans(&self) -> impl Iterator<Item = (usize, &Span)> {
        let mut number = 0;
        self.spans.iter().enumerate().map(move |(index, span)| {
            if index > 0 && (span.link.is_some() || self.spans[index - 1].link.is_some()) {
                number += 1;
            }
            (number, span)
        })
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
    fn a_link_is_a_stretch_by_itself() {
        let text = Text::from("Ask ")
            .then("Finance", Emphasis::Strong)
            .then_email("ask@council.example")
            .then(".", Emphasis::Plain);
        let stretches = text.stretches();
        assert_eq!(stretches.len(), 3);
        assert_eq!(stretches[0], (None, "Ask Finance".to_owned()));
        let target = Some("mailto:ask@council.example");
        assert_eq!(stretches[1], (target, "ask@council.example".to_owned()));
        assert_eq!(stretches[2].1, ".");
        for hostile in ["a@b.example?bcc=x@y.example", "javascript:alert(1)", "a b@c.example"] {
            let text = Text::default().then_email(hostile);
            assert_eq!(text.stretches(), [(None, hostile.to_owned())]);
        }
    }

    #[test]
    fn blank_text_is_known_as_such() {
        assert!(Text::default().is_blank());
        assert!(Text::from("  ").is_blank());
        assert!(!Text::from("nil").is_blank());
    }
}
