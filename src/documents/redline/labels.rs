//! The terms of an agreement file by names that people know, and their values as people write them.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::documents::letterhead::capital;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::file::keys::tables;
use crate::domain::money::Money;

/// What people call the tables of a file.
const TABLES: [(&str, &str); 13] = [
    ("legal_basis", "Power"),
    ("provision", "Budget provision"),
    ("staffing", "Post"),
    ("service", "Support service"),
    ("kpi", "Indicator"),
    ("document", "Paper"),
    ("dispute", "Dispute ladder"),
    ("heads.scope", "Scope"),
    ("heads.notes", "Note"),
    ("heads.core_input", "Core input"),
    ("heads.outcomes", "Outcome"),
    ("heads.outputs", "Output"),
    ("variation", "Variation"),
];

/// What people call the keys of a file, where that is not their own name.
const KEYS: [(&str, &str); 13] = [
    ("annual", "yearly sum"),
    ("apportion", "how a part of a year is taken"),
    ("circa", "whether circa"),
    ("ends", "last day"),
    ("every", "how often it is billed"),
    ("every_years", "every so many years"),
    ("holder", "held by"),
    ("per", "rounded per"),
    ("purchaser_fte", "purchaser’s full-time equivalents"),
    ("starts", "first day"),
    ("supplier_fte", "supplier’s full-time equivalents"),
    ("text", "words"),
    ("vat", "VAT"),
];

/// The names of what two versions state.
pub(super) struct Labels<'a> {
    names: BTreeMap<&'a str, &'a str>,
}

impl<'a> Labels<'a> {
    /// The names of lines and indicators, the new version's before the old one's.
    pub fn of(old: &'a Agreement, new: &'a Agreement) -> Labels<'a> {
        let mut names = BTreeMap::new();
        for agreement in [old, new] {
            names.extend(agreement.line_heads().into_iter().map(|head| (head.id, head.name)));
            let kpis = agreement.kpis.iter().map(|kpi| (kpi.id.as_str(), kpi.name.as_str()));
            names.extend(kpis);
        }
        Labels { names }
    }

    /// A term by the names that people know, what it is of and what of it: `service.db.annual` as
    /// `Support service, Hosting of the database` and `yearly sum`.
    pub fn label(&self, field: &str) -> (String, String) {
        let (table, rest) = table_of(field);
        let parts: Vec<&str> = rest.split('.').filter(|part| !part.is_empty()).collect();
        let least = usize::from(is_list(table) && parts.len() > 1);
        let keys_from = (least..parts.len()).find(|at| is_key(parts[*at])).unwrap_or(parts.len());
        let (name, keys) = (parts[..keys_from].join("."), &parts[keys_from..]);
        let name = self.names.get(name.as_str()).map_or(name.as_str(), |name| *name);
        let mut label = capital(&table_in_words(table));
        if !name.is_empty() {
            label.push_str(&format!(", {}", name.trim_end_matches('.')));
        }
        if parts.is_empty() {
            return ("The agreement".to_owned(), label);
        }
        let before = [""].iter().chain(keys);
        let keys: Vec<String> =
            before.zip(keys).map(|(before, key)| self.key_in_words(before, key)).collect();
        let key = if keys.is_empty() { "words".to_owned() } else { keys.join(", ") };
        (label, capital(&key))
    }

    /// A key in words; under `change` stand the names of lines.
    fn key_in_words(&self, before: &str, key: &str) -> String {
        if let Some(name) = self.names.get(key).filter(|_| before == "change") {
            return (*name).to_owned();
        }
        if let Some(day) = day(key) {
            return in_words(day);
        }
        let own = KEYS.iter().find(|(of, _)| *of == key);
        own.map_or(key.replace('_', " "), |(_, words)| (*words).to_owned())
    }
}

/// The table that a term stands in, and the rest of its path.
fn table_of(field: &str) -> (&str, &str) {
    let dots = field.match_indices('.').map(|(at, _)| at);
    let wanted = usize::from(field.starts_with("heads."));
    match dots.clone().nth(wanted) {
        Some(at) => (&field[..at], &field[at + 1..]),
        None => (field, ""),
    }
}

fn table_in_words(table: &str) -> String {
    let own = TABLES.iter().chain(&KEYS).find(|(of, _)| *of == table);
    own.map_or(table.replace(['_', '.'], " "), |(_, words)| (*words).to_owned())
}

/// Whether there can be several of a table, so that a name follows.
fn is_list(table: &str) -> bool {
    !matches!(
        table,
        "supplier" | "purchaser" | "billing" | "reconciliation" | "performance" | "procurement"
    )
}

fn is_key(part: &str) -> bool {
    tables().any(|table| table.keys.iter().any(|key| key.name == part))
}

/// Whether a term is not for print: what an officer is paid, and where an authority banks.
pub(super) fn is_withheld(field: &str) -> bool {
    let parts: Vec<&str> = field.split('.').collect();
    let is_of_posts = matches!(parts[0], "staffing" | "variation");
    let is_pay =
        parts.last().is_some_and(|key| matches!(*key, "full_cost" | "salary" | "day_rate"));
    let is_bank = matches!(parts[0], "supplier" | "purchaser") && parts.get(1) == Some(&"bank");
    (is_of_posts && is_pay) || is_bank
}

/// A value as people write it: pounds, days and blanks in words, all else as it stands.
pub(super) fn value_in_words(field: &str, value: &str) -> String {
    let key = field.rsplit('.').next().unwrap_or(field);
    if matches!(key, "annual" | "budget")
        && let Ok(sum) = Money::parse(value)
    {
        return sum.in_pounds();
    }
    if let Some(day) = day(value) {
        return in_words(day);
    }
    match value {
        "tbc" => "to be confirmed".to_owned(),
        "true" => "yes".to_owned(),
        "false" => "no".to_owned(),
        other => other.to_owned(),
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::read;

    const AGREEMENT: &str = r#"
reference = "A"
starts = 2018-07-01
supplier = { name = "Hampshire" }
purchaser = { name = "Isle of Wight" }
[[service]]
id = "annual"
clause = "4.1"
name = "Hosting of the database"
annual = "180000.00"
"#;

    #[test]
    fn terms_are_called_by_names_that_people_know() {
        let agreement = read(AGREEMENT).expect("it reads").agreement;
        let labels = Labels::of(&agreement, &agreement);
        let change = "Change, Hosting of the database, last day";
        let hosting = "Support service, Hosting of the database";
        for (field, of, what) in [
            ("ends", "The agreement", "Last day"),
            ("supplier.address.2", "Supplier", "Address, 2"),
            ("service.annual.annual", hosting, "Yearly sum"),
            ("variation.rise.change.annual.ends", "Variation, rise", change),
            ("service.new.vat.decided_on", "Support service, new", "VAT, decided on"),
            ("heads.scope.1.1.2.text", "Scope, 1.1.2", "Words"),
            ("heads.outcomes.3", "Outcome, 3", "Words"),
            ("decision.3.2 (2).consulting.1", "Decision, 3.2 (2)", "Consulting, 1"),
            (
                "kpi.neet.targets.2020-03-31.at_most",
                "Indicator, neet",
                "Targets, 31 March 2020, at most",
            ),
            ("billing.payment_days", "Billing", "Payment days"),
        ] {
            assert_eq!(labels.label(field), (of.to_owned(), what.to_owned()), "{field}");
        }
    }

    #[test]
    fn pay_and_bank_details_are_withheld() {
        for field in
            ["staffing.dcs.salary", "variation.v.change.dcs.full_cost", "supplier.bank.account"]
        {
            assert!(is_withheld(field), "{field}");
        }
        for field in ["staffing.dcs.days_per_week", "service.db.annual", "supplier.name", "ends"] {
            assert!(!is_withheld(field), "{field}");
        }
    }

    #[test]
    fn values_are_written_as_people_write_them() {
        assert_eq!(value_in_words("service.db.annual", "180000.00"), "£180,000.00");
        assert_eq!(value_in_words("service.db.annual", "tbc"), "to be confirmed");
        assert_eq!(value_in_words("ends", "2028-06-30"), "30 June 2028");
        assert_eq!(value_in_words("title", "Payroll"), "Payroll");
    }
}
