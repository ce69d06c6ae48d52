//! What the reader of agreement files finds in a draft, at the part and the field that it is about,
//! in the words of the pages.

use crate::domain::file;
use crate::domain::file::Source;
use crate::domain::form::AGREEMENT;
use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::Is;
use crate::domain::form::Kind;
use crate::domain::form::Place;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::whereabouts;
use crate::domain::problem::Problem;
use crate::web::form::first_capital;

/// Something wrong with a draft, or worth a look.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The part that it is in.
    pub place: Place,
    /// The field there, as its input is called; empty where it is about the part.
    pub input: String,
    /// The part and the field in words: `Post, Director: days a week`.
    pub about: String,
    /// What is wrong, and what to do.
    pub says: String,
}

/// Reads a draft as the agreement that it would be, or tells what is wrong with it.
///
/// # Errors
/// All that is wrong.
pub fn read(tables: &Table) -> Result<(Source, String), Vec<Placed>> {
    let text = parts::text(tables);
    match file::read(&text) {
        Ok(source) => Ok((source, text)),
        Err(problems) => Err(problems.iter().map(|problem| placed(tables, problem)).collect()),
    }
}

/// A problem at the part and the field that it is about.
pub fn placed(tables: &Table, problem: &Problem) -> Placed {
    let (place, field) = whereabouts(&problem.path);
    let none = Table::new();
    let table = parts::at(tables, &place).unwrap_or(&none);
    let (input, label) = input_of(place.form, &field, table, "");
    let mut about = match place.is {
        Is::Item(_) => format!("{}, {}", place.title(), parts::name_of(table)),
        _ => place.title(),
    };
    if !label.is_empty() {
        about = format!("{about}: {label}");
    }
    let says = first_capital(&in_plain_words(&problem.says));
    Placed { place, input, about, says }
}

/// The input of a field, and what it is called.
fn input_of(form: &Form, path: &str, table: &Table, before: &str) -> (String, String) {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(field) = form.fields.iter().find(|field| field.parts().contains(&key)) else {
        return (String::new(), String::new());
    };
    let name = format!("{before}{}", field.key);
    let label = field.label.to_owned();
    match field.kind {
        Kind::Page(_) | Kind::Items(_) => (String::new(), label),
        Kind::Day => (format!("{name}-day"), label),
        Kind::Within(form) => {
            let none = Table::new();
            let within = table.get(key).and_then(parts::Value::as_table).unwrap_or(&none);
            let (input, of) = input_of(form, rest, within, &format!("{name}."));
            if input.is_empty() { (name, label) } else { (input, of) }
        }
        Kind::Ways(ways) => {
            let way = parts::way_of(ways, table);
            let of_way = way.and_then(|way| way.fields.iter().find(|field| field.key == key));
            match of_way {
                Some(field) => (format!("{before}{}", field.key), field.label.to_owned()),
                None => (name, label),
            }
        }
        _ => (name, label),
    }
}

/// The label of a key, wherever a form has it; of one with several the first.
fn label_of(key: &str) -> Option<&'static str> {
    fn within(form: &'static Form, key: &str, depth: usize) -> Option<&'static str> {
        let own = form.fields.iter().find_map(|field| of_field(field, key));
        own.or_else(|| {
            let mut forms = form.fields.iter().filter_map(|field| match field.kind {
                Kind::Within(form) | Kind::Page(form) | Kind::Items(form) if depth > 0 => {
                    Some(form)
                }
                _ => None,
            });
            forms.find_map(|form| within(form, key, depth - 1))
        })
    }
    fn of_field(field: &Field, key: &str) -> Option<&'static str> {
        match field.kind {
            _ if field.key == key => Some(field.label),
            Kind::Ways(ways) => ways.iter().find_map(|way| {
                let fields = way.fields.iter().find(|field| field.key == key);
                let own = (way.key == key).then_some(way.label);
                fields.map(|field| field.label).or(own)
            }),
            _ => None,
        }
    }
    within(AGREEMENT, key, 3)
}

/// A sentence about a file in the words of the pages: the keys by their labels.
///
/// What stands in quotation marks may be anybody's text: only a name of the file is put otherwise.
pub fn in_plain_words(says: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut plain = String::new();
    let mut rest = says;
    while let Some(at) = rest.find(is_word) {
        let (between, from) = rest.split_at(at);
        let end = from.find(|c| !is_word(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        let is_quoted = between.ends_with('"') && after.starts_with('"');
        let known = match word {
            "tbc" => Some("to be confirmed"),
            word if is_quoted || word.contains('_') => label_of(word),
            _ => None,
        };
        match known {
            Some(label) => {
                plain.push_str(between.strip_suffix('"').filter(|_| is_quoted).unwrap_or(between));
                plain.push_str(&format!("“{label}”"));
                rest = after.strip_prefix('"').filter(|_| is_quoted).unwrap_or(after);
            }
            None => {
                plain.push_str(between);
                plain.push_str(word);
                rest = after;
            }
        }
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_told_at_their_fields_in_the_words_of_the_page() {
        let tables = parts::tables(
            "reference = \"A\"\nstarts = 2018-07-01\nsupplier = { name = \"H\" }\npurchaser = { \
             name = \"W\" }\n[[staffing]]\nid = \"dcs\"\npost = \"Director\"\nclause = \"1\"\n\
             salary = \"1.00\"\npension = \"x\"\n[[break]]\nid = \"b\"\n[[overhead]]\nid = \
             \"o\"\nclause = \"2\"\nrate = \"1%\"\non = [\"nobody\"]\nends = 2017-01-01\n\
             starts = 2018-01-01\n",
        );
        let found = read(&tables).expect_err("much is wrong");
        let told: Vec<(&str, &str, &str)> =
            found.iter().map(|p| (&*p.place.path, &*p.input, &*p.about)).collect();
        for wanted in [
            ("staffing.0", "pension", "Post, Director: Employer’s pension contribution"),
            ("staffing.0", "days_per_week", "Post, Director: Days a week"),
            ("break.0", "id", "Break clause, b: Short name"),
            ("overhead.0", "ends-day", "Overhead, o: Last day"),
        ] {
            assert!(told.contains(&wanted), "{wanted:?} is not in {told:#?}");
        }
        for problem in &found {
            assert!(!problem.says.contains('_') && !problem.says.contains("tbc"), "{problem:?}");
        }
    }

    #[test]
    fn names_of_the_file_are_put_as_the_page_calls_them() {
        for (says, plain) in [
            (
                "\"days_per_week\" is missing: give the days, or \"tbc\"",
                "“Days a week” is missing: give the days, or “to be confirmed”",
            ),
            ("there is no line called \"dcs\"", "there is no line called \"dcs\""),
            ("give it notice_months", "give it “Months of notice”"),
            ("£5 is above £4", "£5 is above £4"),
        ] {
            assert_eq!(in_plain_words(says), plain);
        }
    }
}
