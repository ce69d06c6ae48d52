//! Letters: what is sent with a document, or because something waits for somebody.
//!
//! Each is short: what it is, the sum, the day, what to do next, and whom to ask. It is one value
//! of the page model, and its text and its HTML are both made from it, so that they never differ.

mod bills;
mod reminders;
mod statements;
mod told;
mod undelivered;

use chrono::NaiveDate;

use crate::documents::html;
use crate::documents::markup::Markup;
use crate::documents::page::Block;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::Text;
use crate::documents::plain_text;
use crate::domain::authority::Contact;
use crate::domain::money::Money;

pub use self::bills::Bill;
pub use self::bills::Credit;
pub use self::bills::credit_note;
pub use self::bills::invoice;
pub use self::reminders::Late;
pub use self::reminders::Unpaid;
pub use self::reminders::reminder;
pub use self::statements::Agreed;
pub use self::statements::Deadline;
pub use self::statements::QueriedLine;
pub use self::statements::StatementAgreed;
pub use self::statements::StatementQueried;
pub use self::statements::StatementToAgree;
pub use self::statements::statement_agreed;
pub use self::statements::statement_queried;
pub use self::statements::statement_to_agree;
pub use self::told::Act;
pub use self::told::Told;
pub use self::told::told;
pub use self::undelivered::Undelivered;
pub use self::undelivered::WhyUndelivered;
pub use self::undelivered::undelivered;

/// How a letter looks where the reader's program shows styles; it is whole without.
const STYLE: &str = "\
body{font:16px/1.5 Arial,Helvetica,sans-serif;color:#0b0c0c;background:#fff;\
max-width:42em;margin:1em auto;padding:0 1em}\
h1{font-size:1.5em;line-height:1.25}h2{font-size:1.15em;margin:1.5em 0 .25em}\
table{border-collapse:collapse;margin:1em 0}caption{text-align:left}\
th,td{text-align:left;vertical-align:top;padding:.35em 1em .35em 0;\
border-bottom:1px solid #b1b4b6}\
.figures,.right{text-align:right}dt{font-weight:bold}dd{margin:0 0 .5em}\
.visually-hidden{font-weight:normal}";

/// Who writes to whom, about which agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondence<'a> {
    /// The council that writes.
    pub from: &'a str,
    /// Who is addressed, after *Dear*: *Ms Jones*, *colleague*.
    pub dear: &'a str,
    /// The agreement: *HIOW-CS-2018, Chief executive services*.
    pub agreement: &'a str,
    /// The day of the letter.
    pub date: NaiveDate,
    /// Whom to ask.
    pub ask: &'a Contact,
    /// What goes with the letter, in words: *Invoice HIOW-1 (PDF)*.
    pub attached: &'a [String],
}

/// A letter, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// What it is about, on one line.
    pub subject: String,
    /// What it says, in plain text.
    pub text: String,
    /// The same as a whole page of HTML.
    pub html: String,
}

impl Written {
    /// A letter's text and its HTML, both from the one value; its subject is the document's.
    pub fn of(document: &Document) -> Written {
        let subject: Vec<&str> = document.subject.split_whitespace().collect();
        Written {
            subject: subject.join(" "),
            text: plain_text::document(document),
            html: page(document),
        }
    }
}

fn page(document: &Document) -> String {
    let mut markup = Markup::new();
    markup.open("head", &[]);
    markup.empty("meta", &[("charset", "utf-8")]);
    let viewport = [("name", "viewport"), ("content", "width=device-width, initial-scale=1")];
    markup.empty("meta", &viewport);
    markup.element("title", &[], &document.subject);
    markup.element("style", &[], STYLE);
    markup.close("head");
    let (head, body) = (markup.finish(), html::document(document, 1));
    let language = &document.language;
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n{head}\n<body>\n{body}\n</body>\n</html>\n"
    )
}

impl Correspondence<'_> {
    /// A letter as it begins.
    fn begin(&self, title: &str, subject: String, reference: &str) -> Document {
        let mut document = Document::new(self.from, title, reference, self.date);
        document.subject = subject;
        document.push(Block::paragraph(format!("Dear {},", self.dear)));
        document
    }

    /// A letter as it ends: what to do, what goes with it, and whom to ask.
    fn end<T: Into<Text>>(&self, document: &mut Document, to_do: impl IntoIterator<Item = T>) {
        document.push(Block::heading("What to do next"));
        document.push(Block::bullets(to_do));
        if !self.attached.is_empty() {
            document.push(Block::heading("Attached"));
            document.push(Block::bullets(self.attached.iter().map(String::as_str)));
        }
        document.push(Block::heading("Questions"));
        document.push(Block::Paragraph(ask(self.ask)));
        document.push(Block::paragraph(format!("Yours sincerely,\n{}", self.from)));
    }
}

fn ask(contact: &Contact) -> Text {
    let mut text = Text::from(format!("Please ask {}", contact.name));
    let mut before = ": ";
    if let Some(email) = &contact.email {
        text = text.then(before, Emphasis::Plain).then_email(email);
        before = ", ";
    }
    if let Some(phone) = &contact.phone {
        text = text.then(format!("{before}{phone}"), Emphasis::Plain);
    }
    text.then(".", Emphasis::Plain)
}

/// The sums of a document, the VAT apart where it has any.
fn sums(net: Money, vat: Option<Money>, total: Money, name: &str) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    if let Some(vat) = vat {
        facts.push(("Before VAT".to_owned(), net.in_pounds()));
        facts.push(("VAT".to_owned(), vat.in_pounds()));
    }
    facts.push((name.to_owned(), total.in_pounds()));
    facts
}

/// A count with its noun: `1 line`, `2 lines`.
fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

#[cfg(test)]
mod tests;
