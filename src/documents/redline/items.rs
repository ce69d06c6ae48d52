//! A line, a post, an indicator that was added or taken out: all its terms in one breath.

use crate::documents::page::Emphasis;
use crate::documents::page::Text;
use crate::documents::redline::Kind;
use crate::documents::redline::labels::Labels;
use crate::documents::redline::labels::keys_of;
use crate::domain::redline::TermChange;

/// A clause within a sentence: `clause 4.2`, `Schedule 1`.
pub(super) fn clause_in_words(clause: &str) -> String {
    if clause.starts_with(|c: char| c.is_ascii_digit()) {
        format!("clause {clause}")
    } else {
        clause.to_owned()
    }
}

/// An item and its terms, each key that several share said once; pay is not printed.
pub(super) fn whole_item(labels: &Labels<'_>, terms: &[&TermChange], kind: Kind) -> Text {
    let (name, told) = name_and_terms(labels, terms);
    let emphasis = if kind == Kind::Added { Emphasis::Inserted } else { Emphasis::Deleted };
    let told = if told.is_empty() { ".".to_owned() } else { format!(": {told}") };
    Text::styled(name, emphasis).then(told, Emphasis::Plain).with_emails_linked()
}

/// An item and its terms: `Support service, Payroll (clause 4.2)` and `yearly sum: £100.00; ...`.
pub(super) fn name_and_terms(labels: &Labels<'_>, terms: &[&TermChange]) -> (String, String) {
    let item = labels.item(&terms[0].item);
    let own_clause = terms.iter().find(|term| keys_of(term) == ["clause"]);
    let clause = match own_clause.map(|term| stated(term)) {
        Some(clause) if !item.ends_with(clause) => format!(" ({})", clause_in_words(clause)),
        _ => String::new(),
    };
    let name = format!("{item}{clause}");
    let mut told = String::new();
    let mut before: Vec<&str> = Vec::new();
    for term in terms {
        let (keys, stated) = (keys_of(term), stated(term));
        let names_its_table = keys.len() > 1 && keys[keys.len() - 2] == stated;
        if names_its_table || keys == ["clause"] || says(&name, stated) {
            continue;
        }
        let shared = keys.iter().zip(&before).take_while(|(key, before)| key == before).count();
        let words = in_words(labels, &keys, shared, &labels.printed(&term.field, stated));
        if says(&name, &words) {
            continue;
        }
        if !told.is_empty() {
            told.push_str(if shared == 0 { "; " } else { ", " });
        }
        told.push_str(&words);
        before = keys;
    }
    (name, told)
}

/// Whether a name says words already, more than a number or a letter of them.
fn says(name: &str, words: &str) -> bool {
    let words = words.trim_end_matches('.');
    words.chars().count() > 4 && name.contains(words)
}

fn stated(term: &TermChange) -> &str {
    term.new.as_deref().or(term.old.as_deref()).unwrap_or_default()
}

/// A term by the keys that the one before it does not share, and its value.
fn in_words(labels: &Labels<'_>, keys: &[&str], shared: usize, value: &str) -> String {
    let is_entry = keys.last().is_some_and(|key| key.parse::<usize>().is_ok());
    // The place of a text in its list says nothing, and words say themselves what they are.
    let says_itself = is_entry || matches!(keys, [.., "treatment"] | ["text"]);
    let said = &keys[..keys.len() - usize::from(says_itself)];
    let names = labels.keys_from(said, shared.min(said.len()));
    match (names.as_str(), value) {
        ("", value) => value.to_owned(),
        (of, "yes") => of.to_owned(),
        (of, value) => format!("{of}: {value}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::read;
    use crate::domain::redline::redline;

    const OLD: &str = "reference = \"A\"\nstarts = 2018-07-01\nsupplier = { name = \"Ashenford\" }
purchaser = { name = \"Pellworth\" }\n";
    const POST: &str = r#"
[[staffing]]
id = "dcs"
clause = "3.1"
post = "Director"
days_per_week = 2
salary = "100000.00"
[staffing.vat]
treatment = "outside-scope"
decided_on = 2018-06-01
[[kpi]]
id = "plans"
name = "Plans per 10,000"
unit = "count"
targets = [{ by = 2020-03-31, at_most = 40 }, { by = 2021-03-31, at_most = 38 }]
"#;

    #[test]
    fn all_terms_of_what_is_added_are_told_in_one_breath() {
        let old = read(OLD).expect("it reads").agreement;
        let new = read(&format!("{OLD}{POST}")).expect("it reads").agreement;
        let changes = redline(&old, &new);
        assert!(changes.iter().all(|change| change.whole), "{changes:?}");
        let labels = Labels::of(&old, &new);
        let of = |item: &str| {
            let terms: Vec<&TermChange> = changes.iter().filter(|c| c.item == item).collect();
            whole_item(&labels, &terms, Kind::Added).words()
        };
        assert_eq!(
            of("staffing.dcs"),
            "Post, Director (clause 3.1): days a week: 2; salary: stated, not shown; charged by: \
             share of full cost; VAT: outside the scope of VAT, decided on: 1 June 2018"
        );
        assert_eq!(
            of("kpi.plans"),
            "Indicator, Plans per 10,000: unit: count; targets, 31 March 2020, at most: 40, \
             31 March 2021, at most: 38"
        );
    }
}
