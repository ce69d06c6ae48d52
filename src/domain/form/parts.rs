//! A draft as the tables of its file, and what is where in them.

use chrono::NaiveDate;
pub use toml::Table;
pub use toml::Value;

use crate::domain::calendar::in_words;
use crate::domain::file;
use crate::domain::form::AGREEMENT;
use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::Is;
use crate::domain::form::Kind;
use crate::domain::form::Named;
use crate::domain::form::Place;
use crate::domain::form::States;
use crate::domain::form::Way;
use crate::domain::line::LineKind;

/// The tables of a draft's text; an empty draft where it cannot be read, which no act stores.
pub fn tables(text: &str) -> Table {
    text.parse().unwrap_or_default()
}

/// The text of a draft's tables.
pub fn text(tables: &Table) -> String {
    toml::to_string(tables).expect("texts, numbers and dates can be written")
}

/// A day as a draft holds it.
pub fn day(day: NaiveDate) -> Value {
    file::day(day)
}

/// The day that a draft holds, if it is one.
pub fn day_in(value: &Value) -> Option<NaiveDate> {
    let date = value.as_datetime()?.date?;
    NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
}

/// What stands at a place of a draft.
pub fn at<'t>(draft: &'t Table, place: &Place) -> Option<&'t Table> {
    match place.field {
        None => Some(draft),
        Some(_) => value_at(draft, &place.path)?.as_table(),
    }
}

/// The tables of the list at a place.
pub fn items<'t>(draft: &'t Table, path: &str) -> Vec<&'t Table> {
    let list = value_at(draft, path).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_table).collect()
}

fn value_at<'t>(draft: &'t Table, path: &str) -> Option<&'t Value> {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let mut value = draft.get(first)?;
    for part in rest.split('.').filter(|part| !part.is_empty()) {
        value = match value {
            Value::Array(list) => list.get(part.parse::<usize>().ok()?)?,
            value => value.as_table()?.get(part)?,
        };
    }
    Some(value)
}

/// Puts a table where a place is; gives the place that it has then. What it is within must be there
/// but for tables that there are one of.
pub fn put(draft: &mut Table, place: &Place, table: Table) -> Option<String> {
    if place.field.is_none() {
        *draft = table;
        return Some(place.path.clone());
    }
    let (above, key) = place.path.rsplit_once('.').unwrap_or(("", &place.path));
    match place.is {
        Is::Item(number) => {
            *list(draft, above)?.get_mut(number)? = Value::Table(table);
            Some(place.path.clone())
        }
        Is::New => {
            let list = list(draft, above)?;
            list.push(Value::Table(table));
            Some(format!("{above}.{}", list.len() - 1))
        }
        Is::Table => {
            table_of(draft, above)?.insert(key.to_owned(), Value::Table(table));
            Some(place.path.clone())
        }
        Is::List => None,
    }
}

/// Takes away what stands at a place: an item, or a table that there is one of. A list without
/// items is no list.
pub fn remove(draft: &mut Table, place: &Place) -> Option<()> {
    let (above, last) = place.path.rsplit_once('.').unwrap_or(("", &place.path));
    if let Is::Item(number) = place.is {
        let items = list(draft, above)?;
        (number < items.len()).then(|| items.remove(number))?;
        if !items.is_empty() {
            return Some(());
        }
        let (above, last) = above.rsplit_once('.').unwrap_or(("", above));
        table_of(draft, above)?.remove(last);
        return Some(());
    }
    table_of(draft, above)?.remove(last).map(drop)
}

/// Moves an item one place up in its list.
pub fn move_up(draft: &mut Table, place: &Place) -> Option<()> {
    let (above, _) = place.path.rsplit_once('.')?;
    let Is::Item(number) = place.is else { return None };
    let list = list(draft, above)?;
    (0 < number && number < list.len()).then(|| list.swap(number - 1, number))
}

/// The list of a path, made where there is none yet.
fn list<'t>(draft: &'t mut Table, path: &str) -> Option<&'t mut Vec<Value>> {
    let (above, last) = path.rsplit_once('.').unwrap_or(("", path));
    let table = table_of(draft, above)?;
    table.entry(last).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
}

/// The table of a path; one that there is one of is made where there is none yet.
fn table_of<'t>(draft: &'t mut Table, path: &str) -> Option<&'t mut Table> {
    let mut table = draft;
    let mut parts = path.split('.').filter(|part| !part.is_empty()).peekable();
    while let Some(part) = parts.next() {
        let number = parts.next_if(|next| next.parse::<usize>().is_ok());
        table = match number {
            Some(number) => {
                let list = table.get_mut(part)?.as_array_mut()?;
                list.get_mut(number.parse::<usize>().ok()?)?.as_table_mut()?
            }
            None => {
                let empty = || Value::Table(Table::new());
                table.entry(part).or_insert_with(empty).as_table_mut()?
            }
        };
    }
    Some(table)
}

/// A part of the draft that others can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its short name.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What kind of line, where it is one.
    pub kind: Option<LineKind>,
}

/// The parts of a draft that can be named, of one sort.
pub fn named(draft: &Table, sort: Named) -> Vec<Part> {
    let part = |table: &Table, kind| {
        Some(Part { id: table.get("id")?.as_str()?.to_owned(), name: name_of(table), kind })
    };
    let of = |key: &str| items(draft, key).into_iter().filter_map(|table| part(table, None));
    match sort {
        Named::Break => of("break").collect(),
        Named::Indicator => of("kpi").collect(),
        Named::Paper => of("document").collect(),
        Named::Line => {
            let varied = 0..items(draft, "variation").len();
            let under = varied.map(|number| format!("variation.{number}."));
            let mut lines = Vec::new();
            for before in [String::new()].into_iter().chain(under) {
                for kind in LineKind::ALL {
                    let tables = items(draft, &format!("{before}{}", kind.word()));
                    lines.extend(tables.into_iter().filter_map(|table| part(table, Some(kind))));
                }
            }
            lines
        }
    }
}

/// The keys that name a thing best, the best first.
const NAMES: [&str; 15] = [
    "post", "name", "title", "act", "line", "reason", "stage", "text", "area", "kind", "label",
    "break", "body", "on_event", "id",
];

/// The name that a table of a draft has, if it has one.
pub fn own_name(table: &Table) -> Option<&str> {
    NAMES.iter().find_map(|key| table.get(*key)?.as_str())
}

/// What people call a table of a draft: as much of its name as fits a line.
pub fn name_of(table: &Table) -> String {
    let clause = table.get("clause").and_then(Value::as_str).map(str::to_owned);
    let by = || table.get("by").and_then(day_in).map(in_words);
    let text = own_name(table).map(str::to_owned).or_else(by).or(clause);
    let text = text.unwrap_or_else(|| "Without a name".to_owned());
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > 90 {
        words = words.chars().take(88).collect::<String>().trim_end().to_owned() + "…";
    }
    words
}

/// The way that a table has taken: the first of which a key is there.
pub fn way_of<'w>(ways: &'w [Way], table: &Table) -> Option<&'w Way> {
    ways.iter().find(|way| table.contains_key(way.key))
}

/// What of a draft's text no field can hold, by its path: an unknown key, or a value of another
/// kind than its field takes.
pub fn strange(draft: &Table) -> Vec<String> {
    let mut found = Vec::new();
    strange_in(AGREEMENT, draft, "", &mut found);
    found
}

fn strange_in(form: &Form, table: &Table, path: &str, found: &mut Vec<String>) {
    for (key, value) in table {
        let path = format!("{path}{}{key}", if path.is_empty() { "" } else { "." });
        let field = form.fields.iter().find_map(|field| holding(field, key));
        match (field, value) {
            (Some(Kind::Page(form) | Kind::Within(form)), Value::Table(table)) => {
                strange_in(form, table, &path, found);
            }
            (Some(Kind::Items(form)), Value::Array(list)) if list.iter().all(Value::is_table) => {
                for (number, table) in list.iter().filter_map(Value::as_table).enumerate() {
                    strange_in(form, table, &format!("{path}.{number}"), found);
                }
            }
            (Some(kind), value) if holds(kind, value) => {}
            _ => found.push(path),
        }
    }
}

/// What the field of a key takes, where this is it.
fn holding(field: &Field, key: &str) -> Option<Kind> {
    match field.kind {
        Kind::Ways(ways) => {
            let stated = ways.iter().find(|way| way.states != States::Nothing && way.key == key);
            let fields = ways.iter().flat_map(|way| way.fields);
            match stated.map(|way| way.states) {
                Some(States::True) => Some(Kind::Tick),
                Some(_) => Some(Kind::Text),
                None => fields.into_iter().find(|field| field.key == key).map(|field| field.kind),
            }
        }
        kind => (field.key == key).then_some(kind),
    }
}

fn holds(kind: Kind, value: &Value) -> bool {
    let are_texts = |list: &Vec<Value>| list.iter().all(Value::is_str);
    match kind {
        Kind::Text
        | Kind::Words
        | Kind::Money
        | Kind::Rate(_)
        | Kind::OneOf(_)
        | Kind::NameOf(_) => value.is_str(),
        Kind::Lines | Kind::LinesOf => value.as_array().is_some_and(are_texts),
        Kind::Number(_) => value.is_str() || value.is_integer() || value.is_float(),
        Kind::Whole | Kind::Month => value.is_integer(),
        Kind::Day => value.is_datetime(),
        Kind::Tick => value.is_bool(),
        Kind::Ways(_) | Kind::Within(_) | Kind::Page(_) | Kind::Items(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::place;

    fn draft() -> Table {
        tables(
            "reference = \"A\"\n[[staffing]]\nid = \"a\"\npost = \"One\"\n[[staffing]]\nid = \
             \"b\"\n[[variation]]\nid = \"v\"\n[[variation.service]]\nid = \"new\"\n",
        )
    }

    fn here(path: &str) -> Place {
        place(path).expect("a place")
    }

    #[test]
    fn parts_are_put_moved_and_taken_away_in_their_order() {
        let mut draft = draft();
        let mut post = Table::new();
        post.insert("id".into(), Value::from("c"));
        let ids = |draft: &Table, path: &str| -> Vec<String> {
            let of = |table: &&Table| table.get("id").and_then(Value::as_str).map(str::to_owned);
            items(draft, path).iter().filter_map(of).collect()
        };
        assert_eq!(
            put(&mut draft, &here("staffing.new"), post.clone()).as_deref(),
            Some("staffing.2")
        );
        assert_eq!(move_up(&mut draft, &here("staffing.2")), Some(()));
        assert_eq!(ids(&draft, "staffing"), ["a", "c", "b"]);
        assert_eq!(move_up(&mut draft, &here("staffing.0")), None);
        assert_eq!(remove(&mut draft, &here("staffing.0")), Some(()));
        assert_eq!(remove(&mut draft, &here("staffing.7")), None);
        assert_eq!(ids(&draft, "staffing"), ["c", "b"]);
        let new = here("variation.0.change.new");
        assert_eq!(put(&mut draft, &new, post.clone()).as_deref(), Some("variation.0.change.0"));
        assert_eq!(remove(&mut draft, &here("variation.0.change.0")), Some(()));
        assert!(!draft["variation"][0].as_table().expect("a table").contains_key("change"));
        assert_eq!(put(&mut draft, &here("variation.1.change.new"), post.clone()), None);
        assert_eq!(
            put(&mut draft, &here("heads.scope.new"), post).as_deref(),
            Some("heads.scope.0")
        );
        assert_eq!(tables(&text(&draft)), draft);
    }

    #[test]
    fn what_has_no_name_is_called_by_its_day_or_clause() {
        for (text, name) in [
            ("by = 2020-03-31\nat_least = 90\n", "31 March 2020"),
            ("by = 2020-03-31\nlabel = \"Three year target\"\n", "Three year target"),
            ("clause = \"3.16\"\n", "3.16"),
            ("", "Without a name"),
        ] {
            assert_eq!(name_of(&tables(text)), name);
        }
    }

    #[test]
    fn lines_are_named_wherever_they_are_added() {
        let lines = named(&draft(), Named::Line);
        let found: Vec<(&str, &str)> = lines.iter().map(|p| (&*p.id, &*p.name)).collect();
        assert_eq!(found, [("a", "One"), ("b", "b"), ("new", "new")]);
        assert_eq!(lines[2].kind, Some(LineKind::Service));
    }

    #[test]
    fn what_no_field_can_hold_is_found() {
        assert_eq!(strange(&draft()), [""; 0]);
        let other = tables(
            "start = 2018-07-01\nends = \"soon\"\n[staffing]\nid = \"a\"\n[supplier]\nbank = \
             { iban = \"x\" }\n[[break]]\nany_time = true\n",
        );
        assert_eq!(strange(&other), ["start", "ends", "staffing", "supplier.bank.iban"]);
    }
}
