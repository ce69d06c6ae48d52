//! The letters that tell the other council of an act: a line that was released or withdrawn, a
//! statement that was returned, an invoice that was disputed, a dispute that was answered.

use crate::documents::letter::Correspondence;
use crate::documents::page::Block;
use crate::documents::page::Document;
use crate::domain::money::Money;

/// What was done, as the other council is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The purchaser agrees a line after all.
    Released,
    /// The supplier gives way on a line.
    Withdrawn,
    /// A statement goes back to who drew it up.
    Returned,
    /// The purchaser disputes a part of an invoice.
    Disputed,
    /// The supplier answers a dispute.
    Answered,
}

/// An act that the other council is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a> {
    /// What was done.
    pub act: Act,
    /// The statement's period, or the invoice's number.
    pub of: &'a str,
    /// The line, where it is about one.
    pub line: &'a str,
    /// Who did it.
    pub by: &'a str,
    /// What it comes to; `None` where it is about the whole.
    pub sum: Option<Money>,
    /// The words that were given with it.
    pub words: &'a str,
}

impl Act {
    fn is_of_statement(self) -> bool {
        matches!(self, Act::Released | Act::Withdrawn | Act::Returned)
    }

    fn done(self) -> &'static str {
        match self {
            Act::Released => "line released",
            Act::Withdrawn => "line withdrawn",
            Act::Returned => "returned",
            Act::Disputed => "disputed in part",
            Act::Answered => "dispute answered",
        }
    }

    fn label_of_sum(self) -> &'static str {
        if self.is_of_statement() { "Before VAT" } else { "With VAT" }
    }

    fn label_of_words(self) -> &'static str {
        match self {
            Act::Released | Act::Answered => "The answer",
            Act::Withdrawn | Act::Returned | Act::Disputed => "The reason",
        }
    }

    /// What was done, after who did it; the agreement comes after it.
    fn sentence(self, of: &str, line: &str) -> String {
        match self {
            Act::Released => format!("has agreed {line} on the statement for {of} after all"),
            Act::Withdrawn => format!("has withdrawn {line} from the statement for {of}"),
            Act::Returned => format!("has returned the statement for {of}"),
            Act::Disputed => format!("disputes a part of the invoice {of}"),
            Act::Answered => format!("has answered what was disputed of the invoice {of}"),
        }
    }

    fn to_do(self) -> [&'static str; 2] {
        match self {
            Act::Released => [
                "Please approve and issue the line: it is agreed now.",
                "It goes on an invoice of its own where the others are invoiced already.",
            ],
            Act::Withdrawn => [
                "There is nothing to pay for it: it goes on no invoice.",
                "If you still query the overhead on it, please query that line too.",
            ],
            Act::Returned => [
                "Please put right what the reason names, draw the statement up again, and send it.",
                "What was agreed of it before counts no more.",
            ],
            Act::Disputed => [
                "Please answer it: give the sum back by a credit, or explain it.",
                "The rest of the invoice stays due on its day.",
            ],
            Act::Answered => [
                "What was disputed is due again, less what is given back by a credit note.",
                "If the answer does not settle it, please tell us so before you pay.",
            ],
        }
    }
}

/// The letter that tells of an act.
pub fn told(letter: &Correspondence<'_>, told: &Told<'_>) -> Document {
    let Told { act, of, line, by, sum, words } = told;
    let noun = if act.is_of_statement() { "Statement" } else { "Invoice" };
    let done = act.done();
    let sum = sum.map(Money::in_pounds);
    let in_all = sum.as_ref().map_or_else(String::new, |sum| format!(", {sum}"));
    let subject = format!("{noun} {of}: {done} by {by}{in_all}");
    let mut document = letter.begin(&format!("{noun} {of}: {done}"), subject, of);
    document.push(Block::paragraph(format!(
        "{by} {}, under the agreement {}.",
        act.sentence(of, line),
        letter.agreement
    )));
    let words = (!words.is_empty()).then(|| (act.label_of_words(), (*words).to_owned()));
    let facts: Vec<(&str, String)> =
        sum.map(|sum| (act.label_of_sum(), sum)).into_iter().chain(words).collect();
    if !facts.is_empty() {
        document.push(Block::key_facts(facts));
    }
    letter.end(&mut document, act.to_do());
    document
}
