//! From what a draft holds to what its fields show, and back from what was typed. What was left as
//! it was shown stays as the draft has it, to the letter.

use chrono::Datelike;

use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::Kind;
use crate::domain::form::Named;
use crate::domain::form::Need;
use crate::domain::form::States;
use crate::domain::form::Wait;
use crate::domain::form::Way;
use crate::domain::form::parts;
use crate::domain::form::parts::Table;
use crate::domain::form::parts::Value;
use crate::domain::money::Money;
use crate::domain::rate::Rate;
use crate::domain::rate::parse_signed;
use crate::web::form::Errors;
use crate::web::form::Form as Typed;
use crate::web::form::first_capital;
use crate::web::form::money_in;

/// What is to be confirmed, as files and as people write it.
const TBC: &str = "tbc";
const TO_BE_CONFIRMED: &str = "to be confirmed";

/// The field by which a form says whether there is any of it.
pub const STATED: &str = "stated";

/// The names and values that the fields of a form have for a table.
pub fn typed(form: &Form, table: Option<&Table>) -> Typed {
    let mut fields = Vec::new();
    if form.asks.is_some() {
        let word = if table.is_some() { "yes" } else { "no" };
        fields.push((STATED.to_owned(), word.to_owned()));
    }
    if let Some(table) = table {
        for field in form.fields {
            typed_field(field, table, "", &mut fields);
        }
    }
    Typed { fields, files: Vec::new() }
}

fn typed_field(field: &Field, table: &Table, before: &str, into: &mut Vec<(String, String)>) {
    let name = format!("{before}{}", field.key);
    let mut put = |value: String| into.push((name.clone(), value));
    let value = table.get(field.key);
    match (field.kind, value) {
        (Kind::Ways(ways), _) => {
            let Some(way) = parts::way_of(ways, table) else { return };
            put(way.key.to_owned());
            for field in way.fields {
                typed_field(field, table, before, into);
            }
        }
        (Kind::NameOf(Named::Line), None) if !table.is_empty() => put(AGREEMENT.to_owned()),
        (_, None) | (Kind::Page(_) | Kind::Items(_), _) => {}
        (Kind::Within(form), Some(value)) => {
            let within = format!("{name}.");
            for field in form.fields {
                value.as_table().inspect(|table| typed_field(field, table, &within, into));
            }
        }
        (Kind::Lines, Some(Value::Array(list))) => {
            let lines = list.iter().filter_map(Value::as_str);
            let lines: Vec<String> = lines.map(|line| line.replace('\n', " ")).collect();
            put(lines.join("\n"));
        }
        (Kind::LinesOf, Some(Value::Array(list))) => {
            list.iter().filter_map(Value::as_str).for_each(|text| put(text.to_owned()));
        }
        (Kind::Day, Some(value)) => {
            let Some(day) = parts::day_in(value) else { return };
            let parts = [("day", day.day()), ("month", day.month())];
            for (part, number) in parts {
                into.push((format!("{name}-{part}"), number.to_string()));
            }
            into.push((format!("{name}-year"), day.year().to_string()));
        }
        (Kind::Tick, Some(value)) => {
            if value.as_bool() == Some(true) {
                put("yes".to_owned());
            }
        }
        (kind, Some(value)) => put(in_words(kind, value)),
    }
}

/// The short name of the agreement itself, where a change is about no line.
pub const AGREEMENT: &str = "agreement";

/// A value as people write it.
pub fn in_words(kind: Kind, value: &Value) -> String {
    let plain = match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        _ => String::new(),
    };
    match kind {
        Kind::Money | Kind::Rate(_) | Kind::Number(_) if plain == TBC => TO_BE_CONFIRMED.to_owned(),
        Kind::Money => Money::parse(&plain).map_or(plain, Money::in_pounds),
        _ => plain,
    }
}

/// The names that a field has on its page.
fn names(field: &Field, before: &str) -> Vec<String> {
    let name = format!("{before}{}", field.key);
    match field.kind {
        Kind::Day => ["day", "month", "year"].map(|part| format!("{name}-{part}")).into(),
        Kind::Ways(ways) => {
            let fields = ways.iter().flat_map(|way| way.fields);
            let within = fields.flat_map(|field| names(field, before));
            [name].into_iter().chain(within).collect()
        }
        Kind::Within(form) => {
            let before = format!("{name}.");
            form.fields.iter().flat_map(|field| names(field, &before)).collect()
        }
        _ => vec![name],
    }
}

/// What was typed under a name: lines end in one way, and what is empty is not there.
fn values(typed: &Typed, name: &str) -> Vec<String> {
    let plain = |value: &str| value.replace("\r\n", "\n").trim().to_owned();
    let all = typed.all(name).into_iter().map(plain);
    all.filter(|value| !value.is_empty()).collect()
}

/// Reads a form into a table.
pub struct Reading<'r> {
    /// What was typed.
    pub typed: &'r Typed,
    /// What is wrong with it.
    pub errors: &'r mut Errors,
}

impl Reading<'_> {
    /// The table that a form makes of the one before it; fields that are not on the page leave what
    /// there is.
    pub fn table(
        &mut self,
        form: &Form,
        before: &Table,
        is_on_page: impl Fn(&Field) -> bool,
    ) -> Table {
        let mut table = Table::new();
        for field in form.fields {
            if field.is_elsewhere() || !is_on_page(field) {
                keep(field, before, &mut table);
            } else {
                self.field(field, before, "", &mut table);
            }
        }
        table
    }

    fn field(&mut self, field: &Field, before: &Table, prefix: &str, into: &mut Table) {
        if let Kind::Within(form) = field.kind {
            return self.within(field, form, before, prefix, into);
        }
        let mut shown = Vec::new();
        typed_field(field, before, prefix, &mut shown);
        let shown = Typed { fields: shown, files: Vec::new() };
        let names = names(field, prefix);
        let is_same = |name: &String| values(self.typed, name) == values(&shown, name);
        if !shown.fields.is_empty() && names.iter().all(is_same) {
            return keep(field, before, into);
        }
        let name = format!("{prefix}{}", field.key);
        if let Kind::Ways(ways) = field.kind {
            return self.ways(field, ways, &name, before, prefix, into);
        }
        if let Some(value) = self.value(field, &name) {
            into.insert(field.key.to_owned(), value);
        }
    }

    /// A table within: there where anything of it is filled in.
    fn within(
        &mut self,
        field: &Field,
        form: &Form,
        before: &Table,
        prefix: &str,
        into: &mut Table,
    ) {
        if names(field, prefix).iter().all(|name| values(self.typed, name).is_empty()) {
            return;
        }
        let (none, mut table) = (Table::new(), Table::new());
        let before = before.get(field.key).and_then(Value::as_table).unwrap_or(&none);
        let prefix = format!("{prefix}{}.", field.key);
        for field in form.fields {
            self.field(field, before, &prefix, &mut table);
        }
        into.insert(field.key.to_owned(), Value::Table(table));
    }

    fn ways(
        &mut self,
        field: &Field,
        ways: &[Way],
        name: &str,
        before: &Table,
        prefix: &str,
        into: &mut Table,
    ) {
        let chosen = self.typed.text(name);
        let Some(way) = ways.iter().find(|way| way.key == chosen) else {
            if field.need == Need::Always {
                self.errors.add(name, format!("Choose {}", wanted(field)));
            }
            return;
        };
        match way.states {
            States::Nothing => {}
            States::True => drop(into.insert(way.key.to_owned(), Value::Boolean(true))),
            States::Word(word) => drop(into.insert(way.key.to_owned(), Value::from(word))),
        }
        for of_way in way.fields {
            // The key by which a way is known makes it.
            let is_its_own = of_way.key == way.key;
            let need = if is_its_own { Need::Always } else { of_way.need };
            self.field(&Field { need, ..*of_way }, before, prefix, into);
        }
    }

    fn value(&mut self, field: &Field, name: &str) -> Option<Value> {
        let what = wanted(field);
        if matches!(field.kind, Kind::Day) {
            return self.day(field, name, &what);
        }
        let typed = values(self.typed, name);
        let Some(first) = typed.first() else {
            if field.need == Need::Always {
                let is_chosen =
                    matches!(field.kind, Kind::OneOf(_) | Kind::NameOf(_) | Kind::LinesOf);
                let verb = if is_chosen { "Choose" } else { "Enter" };
                self.errors.add(name, format!("{verb} {what}"));
            }
            return None;
        };
        let read = match field.kind {
            Kind::Money => sum(first, &what),
            Kind::Rate(wait) => rate(first, wait, &what),
            Kind::Number(wait) => number(first, wait, &what),
            Kind::Whole => whole(first, 1_200, &what),
            Kind::Month => whole(first, 12, &what),
            Kind::Tick => Ok(Value::Boolean(true)),
            Kind::Lines => {
                let lines = first.lines().map(str::trim).filter(|line| !line.is_empty());
                Ok(Value::Array(lines.map(Value::from).collect()))
            }
            Kind::LinesOf => Ok(Value::Array(typed.iter().cloned().map(Value::from).collect())),
            _ => Ok(Value::from(first.as_str())),
        };
        read.map_err(|says| self.errors.add(name, says)).ok()
    }

    fn day(&mut self, field: &Field, name: &str, what: &str) -> Option<Value> {
        let parts = ["day", "month", "year"].map(|part| format!("{name}-{part}"));
        let is_empty = parts.iter().all(|part| self.typed.text(part).is_empty());
        if is_empty && field.need != Need::Always {
            return None;
        }
        self.typed.day(name, what, self.errors).map(parts::day)
    }
}

/// Leaves what a field holds as it is.
fn keep(field: &Field, before: &Table, into: &mut Table) {
    for key in field.parts() {
        if let Some(value) = before.get(key) {
            into.insert(key.to_owned(), value.clone());
        }
    }
}

/// What is asked for, within a sentence: `the name of the council`.
pub fn wanted(field: &Field) -> String {
    let is_question = ["How", "What", "Who", "When", "Where", "Which", "Is", "Does"]
        .iter()
        .any(|word| field.label.split(' ').next() == Some(word));
    let mut letters = field.label.chars();
    let first = letters.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    let is_name = letters.clone().next().is_some_and(char::is_uppercase);
    let rest: String = letters.collect();
    let label = if is_name { field.label.to_owned() } else { format!("{first}{rest}") };
    if is_question { label } else { format!("the {label}") }
}

fn is_waiting(text: &str) -> bool {
    [TBC, TO_BE_CONFIRMED].contains(&text.to_lowercase().as_str())
}

fn sum(text: &str, what: &str) -> Result<Value, String> {
    if is_waiting(text) {
        return Ok(Value::from(TBC));
    }
    let wrong = || format!("{} must be a sum of money, such as £1,300,000", first_capital(what));
    money_in(text).map(|sum| Value::from(sum.to_string())).ok_or_else(wrong)
}

fn rate(text: &str, wait: Wait, what: &str) -> Result<Value, String> {
    if wait == Wait::MayWait && is_waiting(text) {
        return Ok(Value::from(TBC));
    }
    let figures = text.trim_end_matches("per cent").trim_end_matches('%').trim();
    let wrong = |_| format!("{} must be a rate in per cent, such as 15%", first_capital(what));
    Rate::parse(&format!("{figures}%")).map(|rate| Value::from(rate.to_string())).map_err(wrong)
}

fn number(text: &str, wait: Wait, what: &str) -> Result<Value, String> {
    if wait == Wait::MayWait && is_waiting(text) {
        return Ok(Value::from(TBC));
    }
    let figures: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
    let wrong = |_| format!("{} must be a number in figures, such as 0.5", first_capital(what));
    parse_signed(&figures).map(|number| Value::from(number.to_string())).map_err(wrong)
}

fn whole(text: &str, most: i64, what: &str) -> Result<Value, String> {
    let found = text.parse().ok().filter(|number| (0..=most).contains(number));
    found
        .map(Value::Integer)
        .ok_or_else(|| format!("{} must be a whole number, at most {most}", first_capital(what)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::place;

    fn read(path: &str, typed: &str) -> (Table, Vec<(String, String)>) {
        let (form, mut errors) = (place(path).expect("a place").form, Errors::none());
        let typed = Typed::read(typed.as_bytes());
        let mut reading = Reading { typed: &typed, errors: &mut errors };
        let table = reading.table(form, &Table::new(), |_| true);
        let told = errors.all().iter().map(|error| (error.field.clone(), error.says.clone()));
        (table, told.collect())
    }

    #[test]
    fn what_people_type_is_what_the_file_says() {
        let (table, errors) = read(
            "staffing.new",
            "id=dcs&clause=4.1&days_per_week=0.50&cost=salary&salary=%C2%A3150%2C000&pension=17.1\
             &full_cost=&starts-day=1&starts-month=4&starts-year=2026&vat.treatment=exempt",
        );
        assert_eq!(errors, []);
        let wanted = "id = \"dcs\"\nclause = \"4.1\"\ndays_per_week = \"0.50\"\nsalary = \
                      \"150000.00\"\npension = \"17.1%\"\nstarts = 2026-04-01\n\n[vat]\n\
                      treatment = \"exempt\"\n";
        assert_eq!(parts::text(&table), wanted);
    }

    #[test]
    fn what_cannot_be_read_is_told_at_its_field() {
        let (_, errors) = read(
            "staffing.new",
            "days_per_week=some&cost=day_rate&day_rate=12%2C50&starts-day=31&starts-month=2\
             &starts-year=2026&vat.reason=why",
        );
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(
            fields,
            ["clause", "days_per_week", "day_rate", "starts-day", "vat.treatment"],
            "{errors:?}"
        );
        assert_eq!(errors[0].1, "Enter the clause");
        assert_eq!(errors[2].1, "The cost of a day must be a sum of money, such as £1,300,000");
        let (_, errors) = read("staffing.new", "clause=1&cost=");
        assert_eq!(errors, [("cost".to_owned(), "Choose what the post costs".to_owned())]);
    }

    #[test]
    fn to_be_confirmed_is_said_in_words() {
        let (table, errors) = read("service.new", "id=a&clause=1&annual=To+be+confirmed");
        assert_eq!((errors, table["annual"].as_str()), (vec![], Some("tbc")));
        let form = place("service.0").expect("a place").form;
        assert_eq!(typed(form, Some(&table)).text("annual"), "to be confirmed");
        let (_, errors) = read("reconciliation", "tolerance=tbc");
        assert!(errors[0].1.contains("must be a rate in per cent"), "{errors:?}");
    }

    #[test]
    fn what_is_left_as_it_was_stays_to_the_letter() {
        let before = "on = [\"b\", \"a\"]\nrate = \"15.0%\"\nid = \"o\"\nclause = \" 4.1 \"\n";
        let before = parts::tables(before);
        let form = place("overhead.0").expect("a place").form;
        let shown = typed(form, Some(&before));
        let mut errors = Errors::none();
        let mut reading = Reading { typed: &shown, errors: &mut errors };
        assert_eq!(reading.table(form, &before, |_| true), before);
        assert!(errors.is_empty());
    }
}
