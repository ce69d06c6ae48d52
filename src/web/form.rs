//! What a form brings, and what is wrong with it.

use std::fmt::Display;

use chrono::Datelike;
use chrono::NaiveDate;

use crate::domain::money::Money;

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

    /// A day as it was typed, for a form that is shown again, or another one where none was.
    pub fn typed_day(&self, name: &str, otherwise: Option<NaiveDate>) -> TypedDay {
        let part = |part: &str| self.text(&format!("{name}-{part}")).to_owned();
        let typed = TypedDay { day: part("day"), month: part("month"), year: part("year") };
        match otherwise {
            Some(day) if typed == TypedDay::default() => TypedDay {
                day: day.day().to_string(),
                month: day.month().to_string(),
                year: day.year().to_string(),
            },
            _ => typed,
        }
    }

    /// A sum of money as people write it: `1,234.50`, with or without a pound sign.
    pub fn money(&self, name: &str, what: &str, errors: &mut Errors) -> Option<Money> {
        if self.text(name).is_empty() {
            errors.add(name, format!("Enter {what}"));
            return None;
        }
        self.money_if_given(name, what, errors)
    }

    /// The same of one that may be left out.
    pub fn money_if_given(&self, name: &str, what: &str, errors: &mut Errors) -> Option<Money> {
        let text = self.text(name);
        if text.is_empty() {
            return None;
        }
        let found = money_in(text);
        if found.is_none() {
            let what = first_capital(what);
            errors.add(name, format!("{what} must be in pounds and pence, such as 1,234.50"));
        }
        found
    }
}

/// A sum as people write it: commas stand between thousands or not at all, so that `12,50` is no
/// sum rather than another one than was meant.
///
/// ```
/// use concordat::domain::money::Money;
/// use concordat::web::form::money_in;
/// assert_eq!(money_in("£1,234.50"), Money::parse("1234.50").ok());
/// assert_eq!(money_in("-£5"), Money::parse("-5").ok());
/// assert_eq!(money_in("12,50"), None);
/// ```
pub fn money_in(text: &str) -> Option<Money> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (sign, sum) = match plain.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => ("-", rest),
        None => ("", plain.as_str()),
    };
    let sum = sum.strip_prefix('£').unwrap_or(sum);
    if !sum.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (pounds, pence) = sum.split_once('.').map_or((sum, None), |(p, rest)| (p, Some(rest)));
    let mut groups = pounds.split(',');
    let first = groups.next().unwrap_or_default();
    let has_commas = pounds.contains(',');
    if (has_commas && first.len() > 3) || groups.any(|group| group.len() != 3) {
        return None;
    }
    let pence = pence.map_or(String::new(), |pence| format!(".{pence}"));
    Money::parse(&format!("{sign}{}{pence}", pounds.replace(',', ""))).ok()
}

/// A day as it was typed in three fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedDay {
    /// The day of the month.
    pub day: String,
    /// The month.
    pub month: String,
    /// The year.
    pub year: String,
}

impl TypedDay {
    /// Each part with its name, its label, how wide it is, and what was typed.
    pub fn parts(&self) -> [(&'static str, &'static str, &'static str, &str); 3] {
        [
            ("day", "Day", "2", &self.day),
            ("month", "Month", "2", &self.month),
            ("year", "Year", "4", &self.year),
        ]
    }
}

/// Something that may be chosen from a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the form brings.
    pub value: String,
    /// What people read.
    pub says: String,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

impl Choice {
    /// A list to choose from, by values and words, with what is chosen.
    pub fn all<V: Into<String>, S: Into<String>>(
        of: impl IntoIterator<Item = (V, S)>,
        chosen: &str,
    ) -> Vec<Choice> {
        let choice = |(value, says): (V, S)| {
            let value = value.into();
            Choice { is_chosen: value == chosen, value, says: says.into() }
        };
        of.into_iter().map(choice).collect()
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

    /// What is wrong with a day in three fields.
    pub fn of_day(&self, field: &str) -> Option<&str> {
        let is_part = |of: &str| of.strip_prefix(field).is_some_and(|part| part.starts_with('-'));
        self.0.iter().find(|error| is_part(&error.field)).map(|error| error.says.as_str())
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

    #[test]
    fn a_sum_is_read_as_people_write_it_and_never_as_another_one() {
        for (text, pence) in [
            ("1234.50", 123_450),
            ("1,234.50", 123_450),
            ("£1,234.50", 123_450),
            ("£ 1,234,567", 123_456_700),
            ("-£5", -500),
            ("\u{2212}5.5", -550),
            ("0", 0),
        ] {
            assert_eq!(money_in(text), Some(Money::from_pence(pence)), "{text}");
        }
        for text in ["", "£", "12,50", "1234,567", "1,23.00", "1.234", "five", "1,234,5", ".50"] {
            assert_eq!(money_in(text), None, "{text}");
        }
        let mut errors = Errors::none();
        assert_eq!(Form::default().money("sum", "the sum that was paid", &mut errors), None);
        assert_eq!(errors.of("sum"), Some("Enter the sum that was paid"));
        assert_eq!(Form::default().money_if_given("part", "the part", &mut errors), None);
        let form = Form::read(b"sum=12%2C50");
        assert_eq!(form.money("sum", "the sum that was paid", &mut errors), None);
        assert_eq!(errors.all().len(), 2);
        assert!(errors.all()[1].says.contains("must be in pounds and pence"));
    }

    #[test]
    fn a_day_is_shown_again_as_it_was_typed() {
        let today = NaiveDate::from_ymd_opt(2026, 4, 27);
        let fresh = Form::default().typed_day("on", today);
        assert_eq!(fresh.parts().map(|(_, _, _, typed)| typed), ["27", "4", "2026"]);
        let typed = Form::read(b"on-day=31&on-month=2").typed_day("on", today);
        assert_eq!(typed.parts().map(|(_, _, _, typed)| typed), ["31", "2", ""]);
    }

    #[test]
    fn what_is_wrong_with_a_day_is_told_once_for_its_three_fields() {
        let mut errors = Errors::none();
        Form::read(b"on-day=31&on-month=2").day("on", "the day", &mut errors);
        assert_eq!(errors.of_day("on"), Some("The day must include a year"));
        assert_eq!(errors.of_day("o"), None);
    }
}
