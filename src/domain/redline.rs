//! The redline: two versions of an agreement compared, term by term, in words.

use std::collections::BTreeMap;

use serde::Serialize;
use toml::Table;
use toml::Value;

use crate::domain::agreement::Agreement;
use crate::domain::file::as_table;

/// A term that two versions state differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TermChange {
    /// The clause, where the term has one.
    pub clause: String,
    /// The term: `staffing.dcs.full_cost`.
    pub field: String,
    /// What the old version states; `None` where it states nothing.
    pub old: Option<String>,
    /// What the new version states; `None` where it states nothing.
    pub new: Option<String>,
}

/// A stated term: where it stands in the order of its file, its clause and its words.
struct Stated {
    order: usize,
    clause: String,
    words: String,
}

/// Every term that two versions state differently, in the order of the new file, each followed by
/// what the old one alone states.
pub fn redline(old: &Agreement, new: &Agreement) -> Vec<TermChange> {
    let mut old = terms(old);
    let new = terms(new);
    let mut changes: Vec<(usize, TermChange)> = Vec::new();
    for (field, stated) in new {
        let before = old.remove(&field);
        if before.as_ref().is_none_or(|before| before.words != stated.words) {
            let old = before.map(|before| before.words);
            let (clause, new) = (stated.clause, Some(stated.words));
            changes.push((stated.order, TermChange { clause, field, old, new }));
        }
    }
    changes.sort_by_key(|(order, _)| *order);
    let mut gone: Vec<(usize, TermChange)> = old
        .into_iter()
        .map(|(field, stated)| {
            let (clause, old) = (stated.clause, Some(stated.words));
            (stated.order, TermChange { clause, field, old, new: None })
        })
        .collect();
    gone.sort_by_key(|(order, _)| *order);
    changes.into_iter().chain(gone).map(|(_, change)| change).collect()
}

fn terms(agreement: &Agreement) -> BTreeMap<String, Stated> {
    let mut stated = BTreeMap::new();
    flatten("", "", &as_table(agreement), &mut stated);
    stated
}

fn flatten(path: &str, clause: &str, table: &Table, stated: &mut BTreeMap<String, Stated>) {
    let own = table.get("clause").and_then(Value::as_str);
    let clause = own.unwrap_or(clause);
    for (key, value) in table {
        if key == "id" {
            continue;
        }
        let field = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        add(field, clause, value, stated);
    }
}

fn add(field: String, clause: &str, value: &Value, stated: &mut BTreeMap<String, Stated>) {
    match value {
        Value::Table(table) => flatten(&field, clause, table, stated),
        Value::Array(items) => {
            let mut named: BTreeMap<String, usize> = BTreeMap::new();
            for (index, item) in items.iter().enumerate() {
                let name = name_of(item).unwrap_or_else(|| (index + 1).to_string());
                // Several paragraphs may stand under one clause: each is a term of its own.
                let count = named.entry(name.clone()).or_default();
                *count += 1;
                let which = if *count == 1 { String::new() } else { format!(" ({count})") };
                add(format!("{field}.{name}{which}"), clause, item, stated);
            }
        }
        _ => {
            let order = stated.len();
            let clause = clause.to_owned();
            stated.insert(field, Stated { order, clause, words: words(value) });
        }
    }
}

/// What tells one table of a list from another: its name, so that order does not matter.
fn name_of(item: &Value) -> Option<String> {
    let table = item.as_table()?;
    let keys = ["id", "line", "by", "area", "act", "name", "clause"];
    keys.iter().find_map(|key| table.get(*key)).map(words)
}

fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::read;

    const OLD: &str = r#"
reference = "A"
starts = 2018-07-01
supplier = { name = "Hampshire" }
purchaser = { name = "Isle of Wight" }
[[service]]
id = "db"
clause = "4.1"
annual = "180000.00"
"#;

    #[test]
    fn a_changed_term_shows_its_clause_and_both_versions() {
        let new = OLD
            .replace("180000.00", "190000.00")
            .replace("[[service]]", "ends = 2028-06-30\n[[service]]");
        let new =
            new.replace("ends = 2028-06-30\n", "").replace("starts", "ends = 2028-06-30\nstarts");
        let old = read(OLD).expect("it reads").agreement;
        let new = read(&new).expect("it reads").agreement;
        let changes = redline(&old, &new);
        let shown: Vec<_> = changes
            .iter()
            .map(|c| (c.clause.as_str(), c.field.as_str(), c.old.as_deref(), c.new.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("", "ends", None, Some("2028-06-30")),
                ("4.1", "service.db.annual", Some("180000.00"), Some("190000.00")),
            ]
        );
        assert_eq!(redline(&old, &old), []);
    }

    #[test]
    fn paragraphs_under_one_clause_are_compared_one_by_one() {
        let paragraph =
            |text: &str| format!("[[heads.scope]]\nclause = \"Scope\"\ntext = \"{text}\"\n");
        let file = |first: &str| OLD.to_owned() + &paragraph(first) + &paragraph("and so on");
        let old = read(&file("The term")).expect("it reads").agreement;
        let new = read(&file("The whole term")).expect("it reads").agreement;
        let changes = redline(&old, &new);
        assert_eq!(changes.len(), 1, "{changes:?}");
        assert_eq!(changes[0].new.as_deref(), Some("The whole term"));
    }
}
