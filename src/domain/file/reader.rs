//! Reading typed values out of the file, with the place of each, gathering every problem.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use chrono::Datelike;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::DeArray;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::domain::calendar::YEARS;
use crate::domain::file::keys;
use crate::domain::file::keys::Table;
use crate::domain::money::Money;
use crate::domain::problem::Finding;
use crate::domain::problem::Place;
use crate::domain::problem::Problem;
use crate::domain::problem::nearest;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;
use crate::domain::rate::parse_quantity;
use crate::domain::rate::parse_signed;

/// Where each key and table of a file stands, by its path: `staffing.2.full_cost`.
#[derive(Debug, Clone, Default)]
pub struct Places(BTreeMap<String, Place>);

impl Places {
    /// The place of a path, or of what it is part of.
    pub fn of(&self, path: &str) -> Place {
        let mut path = path;
        loop {
            if let Some(place) = self.0.get(path) {
                return *place;
            }
            match path.rfind('.') {
                Some(at) => path = &path[..at],
                None => return Place { line: 1, column: 1 },
            }
        }
    }

    /// A finding with its place.
    pub fn locate(&self, finding: &Finding) -> Problem {
        Problem {
            place: self.of(&finding.path),
            clause: finding.clause.clone(),
            field: finding.field(),
            says: finding.says.clone(),
        }
    }
}

/// A table of the file that is being read.
pub struct Node<'n, 'i> {
    table: &'n DeTable<'i>,
    keys: &'static Table,
    /// Its path: `staffing.2`.
    pub path: String,
    span: Range<usize>,
    clause: String,
}

/// Reads values and gathers problems.
pub struct Reader<'t> {
    text: &'t str,
    /// What is wrong so far.
    pub problems: Vec<Problem>,
    /// Where things stand.
    pub places: Places,
    /// The paths of keys that are there, but misspelt.
    misspelt: BTreeSet<String>,
}

type Value<'n, 'i> = &'n Spanned<DeValue<'i>>;

impl<'t> Reader<'t> {
    /// A reader of a text.
    pub fn new(text: &'t str) -> Reader<'t> {
        let (problems, places) = (Vec::new(), Places::default());
        Reader { text, problems, places, misspelt: BTreeSet::new() }
    }

    /// Takes up a table: its place is noted, and keys that are not known are refused.
    pub fn node<'n, 'i>(
        &mut self,
        name: &str,
        path: String,
        table: &'n DeTable<'i>,
        span: Range<usize>,
    ) -> Node<'n, 'i> {
        let keys = keys::table(name);
        let clause = table.get("clause").and_then(|value| value.get_ref().as_str());
        let node = Node { table, keys, path, span, clause: clause.unwrap_or_default().to_owned() };
        self.places.0.insert(node.path.clone(), Place::of(self.text, node.span.start));
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            if keys.keys.iter().any(|known| known.name == word) {
                let place = Place::of(self.text, key.span().start);
                self.places.0.insert(join(&node.path, word), place);
            } else {
                self.refuse_key(&node, word, key.span(), value);
            }
        }
        node
    }

    fn refuse_key(&mut self, node: &Node, word: &str, span: Range<usize>, value: Value) {
        let known = node.keys.keys.iter().map(|key| key.name);
        let near = nearest(word, known);
        if let Some(near) = near {
            self.misspelt.insert(join(&node.path, near));
        }
        let at_top = || keys::table("agreement").keys.iter().any(|key| key.name == word);
        let advice = match near {
            Some(near) => format!(": did you mean \"{near}\"?"),
            None if !node.path.is_empty() && at_top() => {
                format!(": \"{word}\" belongs at the top of the file, before the first [table]")
            }
            None => {
                let known: Vec<&str> = node.keys.keys.iter().map(|key| key.name).collect();
                format!("; the keys here are {}", known.join(", "))
            }
        };
        let is_list_of_tables = |list: &DeArray| list.iter().any(|item| item.get_ref().is_table());
        let is_table =
            value.get_ref().is_table() || value.get_ref().as_array().is_some_and(is_list_of_tables);
        let thing = if is_table { "table" } else { "key" };
        let says = format!("there is no such {thing} as \"{word}\"{advice}");
        self.refuse_at(node, word, &span, says);
    }

    /// Refuses the value of a key, or the table itself where the key is missing.
    pub fn refuse(&mut self, node: &Node, key: &str, says: impl Into<String>) {
        if !node.has(key) && self.misspelt.contains(&join(&node.path, key)) {
            return;
        }
        let span = node.table.get(key).map_or(node.span.clone(), Spanned::span);
        self.refuse_at(node, key, &span, says.into());
    }

    fn refuse_at(&mut self, node: &Node, key: &str, span: &Range<usize>, says: String) {
        let field = Finding::new(join(&node.path, key), "", "").field();
        let place = Place::of(self.text, span.start);
        self.problems.push(Problem { place, clause: node.clause.clone(), field, says });
    }

    fn refuse_value(&mut self, node: &Node, key: &str, value: Value, says: String) {
        self.refuse_at(node, key, &value.span(), says);
    }

    /// Refuses what is needed and is not there.
    pub fn refuse_missing(&mut self, node: &Node, key: &str) {
        let key = node.keys.keys.iter().find(|known| known.name == key);
        if let Some(key) = key {
            let what = key.says.split(". Needed").next().unwrap_or_default();
            let says = format!("\"{}\" is missing, and is needed here. {what}", key.name);
            self.refuse(node, key.name, says);
        }
    }

    /// A text.
    pub fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        let value = node.table.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            let says = format!("text is wanted, in quotation marks; this is {}", kind_of(value));
            self.refuse_value(node, key, value, says);
            return None;
        };
        if let Some(bad) = text.chars().find(|c| c.is_control() && *c != '\n' && *c != '\t') {
            let says = format!("the text has a control character (U+{:04X})", bad as u32);
            self.refuse_value(node, key, value, says);
        }
        let text = text.trim();
        if text.is_empty() {
            self.refuse_value(node, key, value, "the text is empty: leave the key out".to_owned());
            return None;
        }
        Some(text.to_owned())
    }

    /// A text that must be there.
    pub fn needed_text(&mut self, node: &Node, key: &str) -> String {
        if !node.has(key) {
            self.refuse_missing(node, key);
        }
        self.text(node, key).unwrap_or_default()
    }

    /// A list of texts.
    pub fn texts(&mut self, node: &Node, key: &str) -> Vec<String> {
        let Some(value) = node.table.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            let says = format!("a list of text is wanted, as [\"…\"]; this is {}", kind_of(value));
            self.refuse_value(node, key, value, says);
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in list {
            match item.get_ref().as_str() {
                Some(text) => texts.push(text.trim().to_owned()),
                None => {
                    let says =
                        format!("text is wanted, in quotation marks; this is {}", kind_of(item));
                    self.refuse_value(node, key, item, says);
                }
            }
        }
        texts
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, node: &Node, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(node, key)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let near = nearest(&text, known.iter().copied());
        let near = near.map_or(String::new(), |near| format!(" Did you mean \"{near}\"?"));
        let says = format!("\"{text}\" is not one of {}.{near}", known.join(", "));
        self.refuse(node, key, says);
        None
    }

    /// True or false.
    pub fn flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let value = node.table.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            let says = format!("true or false is wanted; this is {}", kind_of(value));
            self.refuse_value(node, key, value, says);
        }
        flag
    }

    /// A whole number from nought to 1,200.
    pub fn whole(&mut self, node: &Node, key: &str) -> Option<u32> {
        let value = node.table.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            _ => None,
        };
        let number: Option<u32> = number.filter(|number| *number <= 1_200);
        if number.is_none() {
            let says = "a whole number from 0 to 1200 is wanted".to_owned();
            self.refuse_value(node, key, value, says);
        }
        number
    }

    /// A date.
    pub fn date(&mut self, node: &Node, key: &str) -> Option<NaiveDate> {
        let value = node.table.get(key)?;
        let wanted = "a date is wanted, year first and without quotation marks, as 2018-07-01";
        let datetime = value.get_ref().as_datetime().filter(|d| d.time.is_none());
        let day = datetime.and_then(|datetime| datetime.date).and_then(|date| {
            NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into())
        });
        match day {
            Some(day) if YEARS.contains(&day.year()) => Some(day),
            Some(_) => {
                let says = "the year is beyond 1900 to 2199".to_owned();
                self.refuse_value(node, key, value, says);
                None
            }
            None => {
                self.refuse_value(
                    node,
                    key,
                    value,
                    format!("{wanted}; this is {}", kind_of(value)),
                );
                None
            }
        }
    }

    /// A date that must be there.
    pub fn needed_date(&mut self, node: &Node, key: &str) -> Option<NaiveDate> {
        if !node.has(key) {
            self.refuse_missing(node, key);
        }
        self.date(node, key)
    }

    /// A quantity, from a number or a text.
    pub fn quantity(&mut self, node: &Node, key: &str) -> Option<Decimal> {
        self.number(node, key, parse_quantity)
    }

    /// A number that may be below nought.
    pub fn signed(&mut self, node: &Node, key: &str) -> Option<Decimal> {
        self.number(node, key, parse_signed)
    }

    fn number(
        &mut self,
        node: &Node,
        key: &str,
        parse: impl Fn(&str) -> Result<Decimal, String>,
    ) -> Option<Decimal> {
        let value = node.table.get(key)?;
        let figures = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            DeValue::String(text) => text.as_ref(),
            _ => {
                let says = format!("a number is wanted; this is {}", kind_of(value));
                self.refuse_value(node, key, value, says);
                return None;
            }
        };
        let parsed = parse(figures.strip_prefix('+').unwrap_or(figures));
        parsed.map_err(|says| self.refuse_value(node, key, value, says)).ok()
    }

    /// A number that may be below nought, or that it is to be confirmed.
    pub fn tbc_signed(&mut self, node: &Node, key: &str) -> Option<Tbc<Decimal>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.signed(node, key).map(Tbc::Known)
    }

    /// A quantity, or that it is to be confirmed.
    pub fn tbc_quantity(&mut self, node: &Node, key: &str) -> Option<Tbc<Decimal>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.quantity(node, key).map(Tbc::Known)
    }

    /// A sum of money.
    pub fn money(&mut self, node: &Node, key: &str) -> Option<Money> {
        let value = node.table.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            let says = format!(
                "money is written in quotation marks, as \"1300000.00\"; this is {}",
                kind_of(value)
            );
            self.refuse_value(node, key, value, says);
            return None;
        };
        Money::parse(text).map_err(|says| self.refuse_value(node, key, value, says)).ok()
    }

    /// A sum of money, or that it is to be confirmed.
    pub fn tbc_money(&mut self, node: &Node, key: &str) -> Option<Tbc<Money>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.money(node, key).map(Tbc::Known)
    }

    /// A sum that a credit cannot be, or that it is to be confirmed.
    pub fn tbc_charge(&mut self, node: &Node, key: &str) -> Option<Tbc<Money>> {
        let sum = self.tbc_money(node, key)?;
        if let Tbc::Known(known) = sum
            && known.is_credit()
        {
            self.refuse(node, key, format!("{known} is below nought, which this cannot be"));
        }
        Some(sum)
    }

    /// A rate in per cent.
    pub fn rate(&mut self, node: &Node, key: &str) -> Option<Rate> {
        let value = node.table.get(key)?;
        let Some(text) = value.get_ref().as_str() else {
            let says = format!(
                "a rate is written in quotation marks with its sign, as \"15%\"; this is {}",
                kind_of(value)
            );
            self.refuse_value(node, key, value, says);
            return None;
        };
        Rate::parse(text).map_err(|says| self.refuse_value(node, key, value, says)).ok()
    }

    /// A rate, or that it is to be confirmed.
    pub fn tbc_rate(&mut self, node: &Node, key: &str) -> Option<Tbc<Rate>> {
        if node.is_tbc(key) {
            return Some(Tbc::ToBeConfirmed);
        }
        self.rate(node, key).map(Tbc::Known)
    }

    /// A table within a table.
    pub fn table<'n, 'i>(
        &mut self,
        node: &Node<'n, 'i>,
        key: &str,
        name: &str,
    ) -> Option<Node<'n, 'i>> {
        let value = node.table.get(key)?;
        let path = join(&node.path, key);
        match value.get_ref() {
            DeValue::Table(table) => Some(self.within(node, name, path, table, value.span())),
            DeValue::Array(_) => {
                let says = format!("there is one only: write it as [{}]", field_of(&path));
                self.refuse_value(node, key, value, says);
                None
            }
            _ => {
                let says = format!("a table is wanted; this is {}", kind_of(value));
                self.refuse_value(node, key, value, says);
                None
            }
        }
    }

    /// The tables of a list.
    pub fn tables<'n, 'i>(
        &mut self,
        node: &Node<'n, 'i>,
        key: &str,
        name: &str,
    ) -> Vec<Node<'n, 'i>> {
        let Some(value) = node.table.get(key) else { return Vec::new() };
        let path = join(&node.path, key);
        let Some(list) = value.get_ref().as_array() else {
            let field = field_of(&path);
            let says = format!("there may be several: write each as [[{field}]], or in a list");
            self.refuse_value(node, key, value, says);
            return Vec::new();
        };
        let mut nodes = Vec::new();
        for (index, item) in list.iter().enumerate() {
            match item.get_ref().as_table() {
                Some(table) => {
                    let path = format!("{path}.{index}");
                    nodes.push(self.within(node, name, path, table, item.span()));
                }
                None => {
                    let says = format!("a table is wanted, as {{ … }}; this is {}", kind_of(item));
                    self.refuse_value(node, key, item, says);
                }
            }
        }
        nodes
    }

    fn within<'n, 'i>(
        &mut self,
        outer: &Node<'n, 'i>,
        name: &str,
        path: String,
        table: &'n DeTable<'i>,
        span: Range<usize>,
    ) -> Node<'n, 'i> {
        let mut node = self.node(name, path, table, span);
        if node.clause.is_empty() {
            node.clause.clone_from(&outer.clause);
        }
        node
    }
}

impl Node<'_, '_> {
    /// Whether a key is there.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    fn is_tbc(&self, key: &str) -> bool {
        self.table.get(key).and_then(|value| value.get_ref().as_str()) == Some("tbc")
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn field_of(path: &str) -> String {
    Finding::new(path, "", "").field()
}

fn kind_of(value: Value) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "text in quotation marks",
        DeValue::Integer(_) | DeValue::Float(_) => "a bare number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl Reader<'_> {
    /// Refuses what is missing, in the words of the reference.
    pub fn refuse_missing_plainly(&mut self, node: &Node, key: &str) {
        if let Some(known) = node.keys.keys.iter().find(|known| known.name == key) {
            self.refuse(node, key, format!("\"{key}\" is missing. {}", known.says));
        }
    }
}
