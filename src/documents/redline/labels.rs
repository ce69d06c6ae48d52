//! The terms of an agreement file by names that people know, and their values as people write them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::documents::break_calendar::how_it_works;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::uncapital;
use crate::domain::agreement::Agreement;
use crate::domain::authority::Side;
use crate::domain::calendar::in_words;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::redline::TermChange;
use crate::domain::vat::Treatment;

/// What people call the tables of a file.
const TABLES: [(&str, &str); 16] = [
    ("legal_basis", "Power"),
    ("provision", "Budget provision"),
    ("staffing", "Post"),
    ("service", "Support service"),
    ("input", "Other input"),
    ("kpi", "Indicator"),
    ("document", "Paper"),
    ("dispute", "Dispute ladder"),
    ("heads.scope", "Scope"),
    ("heads.notes", "Note"),
    ("heads.core_input", "Core input"),
    ("heads.outcomes", "Outcome"),
    ("heads.outputs", "Output"),
    ("variation", "Variation"),
    ("procurement", "Why no competition was held"),
    ("performance", "How performance is rated"),
];

/// The tables whose rows are charge lines, named by their ids.
const LINES: [&str; 5] = ["change", "staffing", "overhead", "service", "input"];

/// What people call the keys of a file, where that is not their own name.
const KEYS: [(&str, &str); 27] = [
    ("about", "of"),
    ("annual", "yearly sum"),
    ("any_time", "at any time"),
    ("apportion", "how a part of a year is taken"),
    ("approved", "approval"),
    ("basis", "charged by"),
    ("change", "change"),
    ("circa", "circa"),
    ("continues", "goes on when the term ends"),
    ("days_per_week", "days a week"),
    ("ends", "last day"),
    ("every", "how often it is billed"),
    ("every_years", "every so many years"),
    ("holder", "held by"),
    ("includes", "for"),
    ("notice_months", "months of notice"),
    ("on_event", "opens on"),
    ("part_of", "part of"),
    ("per", "rounded"),
    ("purchaser_fte", "purchaser’s full-time equivalents"),
    ("review_on", "reviewed on"),
    ("starts", "first day"),
    ("supplier_fte", "supplier’s full-time equivalents"),
    ("text", "words"),
    ("top_percent", "in the best, per cent"),
    ("vat", "VAT"),
    ("window_months", "months that it stays open"),
];

/// What people call the words that a file has for a few keys.
const VALUES: [(&str, &str, &str); 18] = [
    ("apportion", "days", "by the days of the financial year"),
    ("apportion", "months", "by months, and parts of months by their days"),
    ("basis", "actual-days", "the days that are recorded"),
    ("basis", "share", "share of full cost"),
    ("better_than", "comparator-mean", "the mean of the comparators"),
    ("every", "month", "every calendar month"),
    ("every", "quarter", "every quarter of the financial year"),
    ("every", "year", "once every financial year"),
    ("interest", "bill", "worked out and billed"),
    ("interest", "none", "not worked out"),
    ("interest", "show", "worked out and shown, but not billed"),
    ("per", "line", "on each line"),
    ("per", "total", "once, on their total"),
    ("timing", "advance", "in advance"),
    ("timing", "arrears", "in arrears"),
    ("unit", "per-1000", "per 1,000"),
    ("unit", "per-10000", "per 10,000"),
    ("unit", "percent", "per cent"),
];

/// The keys whose values are words of a file joined by hyphens.
const HYPHENED: [&str; 5] = ["instrument", "kind", "on_event", "status", "unit"];

/// The keys whose values name another part of the file.
const NAMING: [&str; 7] = ["about", "break", "document", "includes", "line", "on", "part_of"];

/// The names of what two versions state.
pub(super) struct Labels<'a> {
    names: BTreeMap<String, Cow<'a, str>>,
}

impl<'a> Labels<'a> {
    /// The names of lines, indicators and other parts, the new version's before the old one's.
    pub fn of(old: &'a Agreement, new: &'a Agreement) -> Labels<'a> {
        let mut names = BTreeMap::new();
        for agreement in [old, new] {
            for breaks in &agreement.breaks {
                let how = how_it_works(agreement, breaks);
                names.insert(format!("break.{}", breaks.id), Cow::Owned(uncapital(&how)));
            }
            for variation in &agreement.variations {
                let agreed = format!("agreed on {}", in_words(variation.agreed));
                names.insert(format!("variation.{}", variation.id), Cow::Owned(agreed));
            }
            let mut name = |key: String, name: &'a str| names.insert(key, Cow::Borrowed(name));
            for head in agreement.line_heads() {
                name(head.id.to_owned(), head.name);
            }
            for kpi in &agreement.kpis {
                name(format!("kpi.{}", kpi.id), &kpi.name);
            }
            for paper in &agreement.documents {
                name(format!("document.{}", paper.id), &paper.title);
            }
            for side in [Side::Supplier, Side::Purchaser] {
                name(format!("side.{}", side.word()), &agreement.authority(side).name);
            }
        }
        Labels { names }
    }

    /// A term by the names that people know, what it is of and what of it: `service.db.annual` as
    /// `Support service, Hosting of the database` and `Yearly sum`.
    pub fn label(&self, change: &TermChange) -> (String, String) {
        if !change.item.is_empty() {
            return (self.item(&change.item), capital(&self.keys_from(&keys_of(change), 0)));
        }
        let (table, name) = table_of(&change.field);
        let label = capital(table_in_words(table).as_ref());
        if name.is_empty() {
            return ("The agreement".to_owned(), label);
        }
        (format!("{label}, {name}"), "Words".to_owned())
    }

    /// What a term is of: `service.db` as `Support service, Hosting of the database`.
    pub fn item(&self, item: &str) -> String {
        let (table, id) = table_of(item);
        let label = capital(table_in_words(table).as_ref());
        let is_line = LINES.contains(&table);
        let name = if is_line { self.names.get(id) } else { self.names.get(item) };
        match name.map_or(id, Cow::as_ref).trim_end_matches('.') {
            name if name.is_empty() || name == label => label,
            name => format!("{label}, {name}"),
        }
    }

    /// The keys under an item in words, without the first ones:
    /// `targets.2020-03-31.by` as `targets, 31 March 2020, by`.
    pub fn keys_from(&self, keys: &[&str], first: usize) -> String {
        let before = [""].iter().chain(keys);
        let words = before.zip(keys).map(|(before, key)| self.key_in_words(before, key));
        words.skip(first).collect::<Vec<_>>().join(", ")
    }

    /// A key in words; under tables of lines stand their names.
    fn key_in_words(&self, before: &str, key: &str) -> String {
        if let Some(name) = self.names.get(key).filter(|_| LINES.contains(&before)) {
            return name.to_string();
        }
        if let Some(day) = day(key) {
            return in_words(day);
        }
        let own = KEYS.iter().find(|(of, _)| *of == key);
        own.map_or(key.replace('_', " "), |(_, words)| (*words).to_owned())
    }

    /// A value as it is shown: pay and bank details are not, only that they are stated.
    pub fn printed(&self, field: &str, value: &str) -> String {
        if is_withheld(field) { "stated, not shown".to_owned() } else { self.value(field, value) }
    }

    /// A value as people write it: pounds, days, decisions and names in words, all else as it is.
    pub fn value(&self, field: &str, value: &str) -> String {
        let keys: Vec<&str> = field.rsplit('.').take(2).collect();
        let is_in_list = keys[0].parse::<usize>().is_ok();
        let key = if is_in_list { keys.get(1).copied().unwrap_or_default() } else { keys[0] };
        if matches!(key, "annual" | "budget" | "full_cost" | "salary" | "day_rate")
            && let Ok(sum) = Money::parse(value)
        {
            return sum.in_pounds();
        }
        if let Some(day) = day(value) {
            return in_words(day);
        }
        if let Some((.., words)) = VALUES.iter().find(|(of, is, _)| (*of, *is) == (key, value)) {
            return (*words).to_owned();
        }
        match (key, value) {
            (_, "tbc") => "to be confirmed".to_owned(),
            (_, "true") => "yes".to_owned(),
            (_, "false") => "no".to_owned(),
            ("treatment", word) => {
                let known = Treatment::WORDS.iter().find(|(known, _)| *known == word);
                known.map_or(word, |(_, treatment)| treatment.in_words()).to_owned()
            }
            ("by" | "given_by" | "authority", side @ ("supplier" | "purchaser")) => {
                self.names.get(&format!("side.{side}")).map_or(side, Cow::as_ref).to_owned()
            }
            (key, name) if NAMING.contains(&key) => self.named(name),
            (key, words) if HYPHENED.contains(&key) => words.replace('-', " "),
            (_, other) => other.to_owned(),
        }
    }

    /// What a value names: a kind of lines, a line, an indicator, a paper or a break.
    fn named(&self, name: &str) -> String {
        if let Some(kind) = LineKind::parse(name) {
            return kind.of_all().to_owned();
        }
        let places =
            [String::new(), "kpi.".to_owned(), "document.".to_owned(), "break.".to_owned()];
        let found = places.iter().find_map(|place| self.names.get(&format!("{place}{name}")));
        found.map_or(name, Cow::as_ref).to_owned()
    }
}

/// The keys of a term under its item.
pub(super) fn keys_of(change: &TermChange) -> Vec<&str> {
    let rest = change.field.strip_prefix(&change.item).unwrap_or(&change.field);
    rest.split('.').filter(|key| !key.is_empty()).collect()
}

/// The table that a term stands in, and the rest of its path.
fn table_of(field: &str) -> (&str, &str) {
    let mut dots = field.match_indices('.').map(|(at, _)| at);
    let wanted = usize::from(field.starts_with("heads."));
    match dots.nth(wanted) {
        Some(at) => (&field[..at], &field[at + 1..]),
        None => (field, ""),
    }
}

fn table_in_words(table: &str) -> String {
    let own = TABLES.iter().chain(&KEYS).find(|(of, _)| *of == table);
    own.map_or(table.replace(['_', '.'], " "), |(_, words)| (*words).to_owned())
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
        for (item, keys, of, what) in [
            ("", "ends", "The agreement", "Last day"),
            ("supplier", "address.2", "Supplier", "Address, 2"),
            ("service.annual", "annual", hosting, "Yearly sum"),
            ("variation.rise", "change.annual.ends", "Variation, rise", change),
            ("service.new", "vat.decided_on", "Support service, new", "VAT, decided on"),
            ("heads.scope.1.1.2", "text", "Scope, 1.1.2", "Words"),
            ("", "heads.outcomes.3", "Outcome, 3", "Words"),
            ("decision.3.2 (2)", "consulting.1", "Decision, 3.2 (2)", "Consulting, 1"),
            (
                "kpi.neet",
                "targets.2020-03-31.at_most",
                "Indicator, neet",
                "Targets, 31 March 2020, at most",
            ),
            ("billing", "payment_days", "Billing", "Payment days"),
        ] {
            let change = TermChange {
                clause: String::new(),
                field: format!("{item}.{keys}").trim_start_matches('.').to_owned(),
                old: None,
                new: None,
                item: item.to_owned(),
                whole: false,
            };
            assert_eq!(labels.label(&change), (of.to_owned(), what.to_owned()), "{keys}");
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
        let agreement = read(AGREEMENT).expect("it reads").agreement;
        let labels = Labels::of(&agreement, &agreement);
        for (field, value, words) in [
            ("service.db.annual", "180000.00", "£180,000.00"),
            ("service.db.annual", "tbc", "to be confirmed"),
            ("ends", "2028-06-30", "30 June 2028"),
            ("title", "Payroll", "Payroll"),
            ("service.db.vat.treatment", "outside-scope", "outside the scope of VAT"),
            ("staffing.dcs.basis", "share", "share of full cost"),
            ("overhead.admin.on.1", "staffing", "the posts"),
            ("overhead.admin.on.2", "annual", "Hosting of the database"),
            ("break.ofsted.by", "purchaser", "Isle of Wight"),
            ("break.ofsted.on_event", "ofsted-inspection", "ofsted inspection"),
        ] {
            assert_eq!(labels.value(field, value), words, "{field}");
        }
    }
}
