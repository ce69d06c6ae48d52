//! Who a document is from and to: addresses, colour, and whom to ask.

use crate::documents::page::Address;
use crate::documents::page::Colour;
use crate::documents::page::Emphasis;
use crate::documents::page::Text;
use crate::domain::authority::Authority;

/// An authority's address, with its VAT number where the document shows VAT.
pub fn address(label: &str, authority: &Authority, shows_vat: bool) -> Address {
    let mut lines = vec![authority.name.clone()];
    lines.extend(authority.address.iter().cloned());
    if shows_vat && let Some(number) = &authority.vat_number {
        lines.push(format!("VAT number {number}"));
    }
    Address { label: label.to_owned(), lines, contact: None }
}

/// The authority's colour, `#005ea5`, or the default where it has none or one that cannot be read.
pub fn colour_of(authority: &Authority) -> Colour {
    let Some(digits) = authority.colour.as_deref().and_then(|colour| colour.strip_prefix('#'))
    else {
        return Colour::DARK_BLUE;
    };
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    match (digits.len(), part(0), part(2), part(4)) {
        (6, Some(red), Some(green), Some(blue)) => Colour { red, green, blue },
        _ => Colour::DARK_BLUE,
    }
}

/// Whom to ask about a document, with a link to write to them.
pub fn ask(authority: &Authority) -> Option<Text> {
    let Some(contact) = &authority.contact else {
        let email = authority.email.as_ref()?;
        let text = Text::from("Questions: ").then_email(email);
        return Some(text.then(".", Emphasis::Plain));
    };
    let mut text = Text::from(format!("Questions: {}", contact.name));
    let mut before = ": ";
    if let Some(email) = &contact.email {
        text = text.then(before, Emphasis::Plain).then_email(email);
        before = ", ";
    }
    if let Some(phone) = &contact.phone {
        text = text.then(format!("{before}{phone}"), Emphasis::Plain);
    }
    Some(text.then(".", Emphasis::Plain))
}

/// Words with a capital letter in front, as a sentence or a cell begins.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// The words with a small letter at their beginning, to stand within a sentence.
pub fn uncapital(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}
