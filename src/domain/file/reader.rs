//! Reading typed values out of the file, with the place of each, gathering every problem.

mod values;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeArray;
use toml::de::DeTable;
use toml::de::DeValue;

use crate::domain::file::keys;
use crate::domain::file::keys::Table;
use crate::domain::problem::Finding;
use crate::domain::problem::Lines;
use crate::domain::problem::Place;
use crate::domain::problem::Problem;
use crate::domain::problem::nearest;

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
            path: finding.path.clone(),
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
    lines: Lines<'t>,
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
        Reader { lines: Lines::of(text), problems, places, misspelt: BTreeSet::new() }
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
        self.places.0.insert(node.path.clone(), self.lines.place(node.span.start));
        for (key, value) in table {
            let word = key.get_ref().as_ref();
            if keys.keys.iter().any(|known| known.name == word) {
                let place = self.lines.place(key.span().start);
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
        let path = join(&node.path, key);
        let field = Finding::new(path.clone(), "", "").field();
        let place = self.lines.place(span.start);
        self.problems.push(Problem { place, clause: node.clause.clone(), field, says, path });
    }

    fn refuse_value(&mut self, node: &Node, key: &str, value: Value, says: String) {
        self.refuse_at(node, key, &value.span(), says);
    }

    /// Refuses a character within a value, where it stands in the file.
    fn refuse_character(
        &mut self,
        node: &Node,
        key: &str,
        value: Value,
        character: char,
        says: String,
    ) {
        let mut span = value.span();
        // One that is written as an escape is only known to stand within the value.
        let at = self.lines.text().get(span.clone()).and_then(|written| written.find(character));
        span.start += at.unwrap_or(0);
        self.refuse_at(node, key, &span, says);
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
