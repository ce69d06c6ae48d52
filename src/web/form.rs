//! What a form brings, and what is wrong with it.

use std::fmt::Display;

use chrono::NaiveDate;

/// A file that was sent with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The name of its field.
    pub field: String,
    /// Its own name.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// The fields of a form, or of an address after its question mark, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// Files.
    pub files: Vec<Upload>,
}

impl Form {
    /// Reads fields as addresses and simple forms write them.
    ///
    /// ```
    /// use concordat::web::form::Form;
    /// assert_eq!(Form::read(b"reason=A+day+%26+a+half").text("reason"), "A day & a half");
    /// ```
    pub fn read(text: &[u8]) -> Form {
        let fields = form_urlencoded::parse(text);
        let owned = |(name, value): (std::borrow::Cow<str>, std::borrow::Cow<str>)| {
            (name.into_owned(), value.into_owned())
        };
        Form { fields: fields.map(owned).collect(), files: Vec::new() }
    }

    /// A field without the space around it; empty where it is not there.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value.trim())
    }

    /// A field to the letter: a password.
    pub fn exact(&self, name: &str) -> &str {
        self.fields.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field that may be ticked several times.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.fields.iter().filter(|(of, _)| of == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Whether a box is ticked, or a field is there at all.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(of, _)| of == name)
    }

    /// A file, if one was chosen.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.files.iter().find(|file| file.field == name && !file.name.is_empty())
    }

    /// A day that is asked for in three fields: `on-day`, `on-month`, `on-year`.
    pub fn day(&self, name: &str, what: &str, errors: &mut Errors) -> Option<NaiveDate> {
        let part = |part: &str| self.text(&format!("{name}-{part}"));
        let (day, month, year) = (part("day"), part("month"), part("year"));
        if [day, month, year].iter().all(|part| part.is_empty()) {
            errors.add(&format!("{name}-day"), format!("Enter {what}"));
            return None;
        }
        for (part, given) in [("day", day), ("month", month), ("year", year)] {
            if given.is_empty() {
                errors.add(
                    &format!("{name}-{part}"),
                    format!("{} must include a {part}", first_capital(what)),
                );
                return None;
            }
        }
        let found = match (day.parse(), month.parse(), year.parse::<i32>()) {
            (Ok(day), Ok(month), Ok(year)) if (1900..2200).contains(&year) => {
                NaiveDate::from_ymd_opt(year, month, day)
            }
            _ => None,
        };
        if found.is_none() {
            let says = format!("{} must be a real day, such as 28 10 2026", first_capital(what));
            errors.add(&format!("{name}-day"), says);
        }
        found
    }
}

/// A sentence with a capital at its beginning.
pub fn first_capital(says: &str) -> String {
    let mut letters = says.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Something wrong with a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field; empty where it is about all of it.
    pub field: String,
    /// What is wrong, and what to do.
    pub says: String,
}

/// All that is wrong with a form, at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// Nothing is wrong.
    pub fn none() -> Errors {
        Errors::default()
    }

    /// Something is wrong that is about no one field.
    pub fn general(says: impl Display) -> Errors {
        let mut errors = Errors::none();
        errors.add("", says);
        errors
    }

    /// Adds something that is wrong with a field.
    pub fn add(&mut self, field: &str, says: impl Display) {
        self.0.push(FieldError { field: field.to_owned(), says: first_capital(&says.to_string()) });
    }

    /// Asks for a field that must not be empty.
    pub fn need(&mut self, form: &Form, field: &str, says: &str) {
        if form.text(field).is_empty() {
            self.add(field, says);
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn all(&self) -> &[FieldError] {
        &self.0
    }

    /// Whether something is wrong with a field.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|error| error.field == field)
    }

    /// What is wrong with a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.says.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(of: &str) -> (Option<NaiveDate>, Vec<FieldError>) {
        let mut errors = Errors::none();
        let day = Form::read(of.as_bytes()).day("on", "the day it was paid", &mut errors);
        (day, errors.all().to_vec())
    }

    #[test]
    fn a_day_in_three_fields_is_read_or_told_what_is_wrong_with_it() {
        let good = day("on-day=5&on-month=10&on-year=2018");
        assert_eq!(good, (NaiveDate::from_ymd_opt(2018, 10, 5), vec![]));
        for (of, field, says) in [
            ("", "on-day", "Enter the day it was paid"),
            ("on-day=5&on-year=2018", "on-month", "The day it was paid must include a month"),
            (
                "on-day=31&on-month=2&on-year=2018",
                "on-day",
                "The day it was paid must be a real day, such as 28 10 2026",
            ),
            (
                "on-day=1&on-month=2&on-year=18",
                "on-day",
                "The day it was paid must be a real day, such as 28 10 2026",
            ),
        ] {
            let (found, errors) = day(of);
            assert_eq!(found, None, "{of}");
            assert_eq!((errors[0].field.as_str(), errors[0].says.as_str()), (field, says), "{of}");
        }
    }
}
