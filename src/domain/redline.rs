//! The redline: two versions of an agreement compared, term by term, in words.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

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
    /// What it is a term of, as the start of its field: `staffing.dcs`; empty for the agreement.
    #[serde(skip)]
    pub item: String,
    /// Whether all of the item was added or taken out, and not this term alone.
    #[serde(skip)]
    pub whole: bool,
}

/// A stated term: its name and where it stands in its file, its clause and its words.
struct Stated {
    field: String,
    order: usize,
    clause: String,
    words: String,
    /// What it is a term of: the outermost table that it stands in.
    item: String,
    /// The list that it is a text of: what stands before it may come and go.
    list: Option<String>,
}

/// Every term that two versions state differently, in the order of the new file, each followed by
/// what the old one alone states.
pub fn redline(old: &Agreement, new: &Agreement) -> Vec<TermChange> {
    let new = terms(new);
    let mut old = aligned(terms(old), &new);
    let items = |terms: &BTreeMap<String, Stated>| -> BTreeSet<String> {
        terms.values().map(|stated| stated.item.clone()).collect()
    };
    let (old_items, new_items) = (items(&old), items(&new));
    let mut changes: Vec<(usize, TermChange)> = Vec::new();
    for (field, stated) in new {
        let before = old.remove(&field);
        if before.as_ref().is_none_or(|before| before.words != stated.words) {
            let old = before.map(|before| before.words);
            let Stated { order, clause, words, item, .. } = stated;
            let (new, whole) = (Some(words), !old_items.contains(&item));
            changes.push((order, TermChange { clause, field, old, new, item, whole }));
        }
    }
    changes.sort_by_key(|(order, _)| *order);
    let mut gone: Vec<(usize, TermChange)> = old
        .into_values()
        .map(|Stated { field, order, clause, words, item, .. }| {
            let (old, whole) = (Some(words), !new_items.contains(&item));
            (order, TermChange { clause, field, old, new: None, item, whole })
        })
        .collect();
    gone.sort_by_key(|(order, _)| *order);
    changes.into_iter().chain(gone).map(|(_, change)| change).collect()
}

fn terms(agreement: &Agreement) -> BTreeMap<String, Stated> {
    let mut stated = BTreeMap::new();
    flatten(&Stand { field: "", clause: "", item: "" }, &as_table(agreement), &mut stated);
    stated
}

/// Where a value stands: its field, the clause over it, and what it is a term of.
struct Stand<'s> {
    field: &'s str,
    clause: &'s str,
    item: &'s str,
}

fn flatten(stand: &Stand<'_>, table: &Table, stated: &mut BTreeMap<String, Stated>) {
    let own = table.get("clause").and_then(Value::as_str);
    let clause = own.unwrap_or(stand.clause);
    for (key, value) in table {
        if key == "id" {
            continue;
        }
        let path = stand.field;
        let field = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        add(&Stand { field: &field, clause, item: stand.item }, value, stated);
    }
}

fn add(stand: &Stand<'_>, value: &Value, stated: &mut BTreeMap<String, Stated>) {
    let Stand { field, clause, item } = *stand;
    match value {
        Value::Table(table) => {
            // The heads of terms are no item of their own: each of their paragraphs is.
            let is_outermost = item.is_empty() && field != "heads";
            let item = if is_outermost { field } else { item };
            flatten(&Stand { field, clause, item }, table, stated);
        }
        Value::Array(values) => {
            let mut named: BTreeMap<String, usize> = BTreeMap::new();
            for (index, value) in values.iter().enumerate() {
                let name = name_of(value).unwrap_or_else(|| (index + 1).to_string());
                // Several paragraphs may stand under one clause: each is a term of its own.
                let count = named.entry(name.clone()).or_default();
                *count += 1;
                let which = if *count == 1 { String::new() } else { format!(" ({count})") };
                let own_field = format!("{field}.{name}{which}");
                add(&Stand { field: &own_field, clause, item }, value, stated);
                if value.is_str()
                    && let Some(text) = stated.get_mut(&own_field)
                {
                    text.list = Some(field.to_owned());
                }
            }
        }
        _ => {
            let (order, words, list) = (stated.len(), words(value), None);
            let [field, clause, item] = [field, clause, item].map(str::to_owned);
            stated.insert(field.clone(), Stated { field, order, clause, words, item, list });
        }
    }
}

/// The old terms under the names by which the new ones are told apart: a text of a list keeps its
/// fellow in the new list though others before it have come or gone.
fn aligned(
    old: BTreeMap<String, Stated>,
    new: &BTreeMap<String, Stated>,
) -> BTreeMap<String, Stated> {
    let new_lists = by_list(new.values());
    let names = by_list(old.values()).into_iter().flat_map(|(list, olds)| {
        let news = new_lists.get(list).map_or(&[][..], Vec::as_slice);
        let fellows = fellows(&olds, news);
        let name = move |(text, fellow): (&Stated, Option<usize>)| {
            // No term of a file has a name that ends so: it finds no fellow.
            let alone = || format!("{} ", text.field);
            (text.field.clone(), fellow.map_or_else(alone, |at| news[at].field.clone()))
        };
        olds.into_iter().zip(fellows).map(name).collect::<Vec<_>>()
    });
    let names: BTreeMap<String, String> = names.collect();
    let renamed = |(field, stated)| (names.get(&field).cloned().unwrap_or(field), stated);
    old.into_iter().map(renamed).collect()
}

/// The texts of each list, in their order.
fn by_list<'s>(terms: impl Iterator<Item = &'s Stated>) -> BTreeMap<&'s str, Vec<&'s Stated>> {
    let mut lists: BTreeMap<&str, Vec<&Stated>> = BTreeMap::new();
    for stated in terms {
        if let Some(list) = &stated.list {
            lists.entry(list).or_default().push(stated);
        }
    }
    for texts in lists.values_mut() {
        texts.sort_by_key(|text| text.order);
    }
    lists
}

/// For each old text the place of its fellow: the same text where it stands in the same order,
/// and between two such the texts one by one.
fn fellows(old: &[&Stated], new: &[&Stated]) -> Vec<Option<usize>> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, text) in new.iter().enumerate().rev() {
        places.entry(&text.words).or_default().push(at);
    }
    let same: Vec<(usize, usize)> = old
        .iter()
        .enumerate()
        .filter_map(|(at, text)| Some((at, places.get_mut(text.words.as_str())?.pop()?)))
        .collect();
    let mut fellows = vec![None; old.len()];
    let (mut old_at, mut new_at) = (0, 0);
    for (old_to, new_to) in rising(&same).into_iter().chain([(old.len(), new.len())]) {
        for (at, fellow) in (old_at..old_to).zip(new_at..new_to) {
            fellows[at] = Some(fellow);
        }
        if old_to < old.len() {
            fellows[old_to] = Some(new_to);
        }
        (old_at, new_at) = (old_to + 1, new_to + 1);
    }
    fellows
}

/// The most pairs whose second places rise as their first ones do.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length the pair that ends such a run lowest, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, place)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *place);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut run: Vec<(usize, usize)> = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.push(pairs[at]);
        next = before[at];
    }
    run.reverse();
    run
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

    /// What `redline` says of the outcomes alone: each change's place, old and new words.
    fn outcomes(old: &[&str], new: &[&str]) -> Vec<(String, Option<String>, Option<String>)> {
        let file = |texts: &[&str]| format!("{OLD}[heads]\noutcomes = {texts:?}\n");
        let agreement = |texts| read(&file(texts)).expect("it reads").agreement;
        let changes = redline(&agreement(old), &agreement(new)).into_iter();
        changes.map(|c| (c.field.replace("heads.outcomes.", ""), c.old, c.new)).collect()
    }

    #[test]
    fn a_text_that_comes_or_goes_moves_no_other() {
        let said = |text: &str| Some(text.to_owned());
        let all = ["a", "b", "c", "d"];
        assert_eq!(outcomes(&all, &["a", "c", "d"]), [("2".into(), said("b"), None)]);
        assert_eq!(outcomes(&["a", "c", "d"], &all), [("2".into(), None, said("b"))]);
        assert_eq!(outcomes(&all, &["a", "b", "x", "d"]), [("3".into(), said("c"), said("x"))]);
        assert_eq!(
            outcomes(&all, &["x", "a", "b", "y", "d", "z"]),
            [
                ("1".into(), None, said("x")),
                ("4".into(), said("c"), said("y")),
                ("6".into(), None, said("z")),
            ]
        );
        assert_eq!(
            outcomes(&["a", "b", "a"], &["b", "a", "a"]),
            [("2".into(), None, said("a")), ("1".into(), said("a"), None)]
        );
        assert_eq!(outcomes(&all, &[]).len(), 4);
        assert_eq!(outcomes(&[], &all).len(), 4);
        assert_eq!(outcomes(&all, &all), []);
    }

    #[test]
    fn a_term_tells_whether_the_whole_of_its_line_came_or_went() {
        let hosting = "[[service]]\nid = \"host\"\nclause = \"4.2\"\nannual = \"1.00\"\n";
        let old = read(OLD).expect("it reads").agreement;
        let new = OLD.to_owned() + "review_on = 2020-04-01\n" + hosting;
        let new = read(&new).expect("it reads").agreement;
        let told = |changes: Vec<TermChange>| -> Vec<(String, String, bool)> {
            let told = changes.into_iter().map(|c| (c.field, c.item, c.whole));
            told.filter(|(field, ..)| !field.ends_with("name")).collect()
        };
        let expected = [
            ("service.db.review_on", "service.db", false),
            ("service.host.annual", "service.host", true),
            ("service.host.clause", "service.host", true),
        ];
        let expected = expected.map(|(f, i, whole)| (f.to_owned(), i.to_owned(), whole));
        let mut added = told(redline(&old, &new));
        added.sort();
        assert_eq!(added, expected);
        let mut gone = told(redline(&new, &old));
        gone.sort();
        assert_eq!(gone, expected);
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
