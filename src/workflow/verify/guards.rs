//! The guards of the database: what refuses a change of what is issued stands as it was made.

use std::collections::BTreeMap;

use crate::store::migrations;
use crate::workflow::refusal::Refusal;
use crate::workflow::verify::Checking;
use crate::workflow::verify::Finding;

impl Checking<'_> {
    /// Every guard of the scripts is there, and does what it did.
    pub(super) fn guards(&mut self) -> Result<(), Refusal> {
        let made = migrations::guards_of_scripts(self.books);
        let there = migrations::guards(self.books)?;
        self.report.findings.extend(compare(&made, &there));
        Ok(())
    }
}

/// Guards that are gone, changed or there besides, by their names.
fn compare(made: &BTreeMap<String, String>, there: &BTreeMap<String, String>) -> Vec<Finding> {
    let finding = |name: &String, says: &str| Finding {
        record: format!("guard {name}"),
        says: says.to_owned(),
    };
    let wrong = made.iter().filter_map(|(name, text)| match there.get(name) {
        None => Some(finding(name, "it is gone: what it guards may have been changed since")),
        Some(found) if found != text => {
            Some(finding(name, "it is another than the one that `migrate` made"))
        }
        Some(_) => None,
    });
    let besides = there.keys().filter(|name| !made.contains_key(*name));
    wrong.chain(besides.map(|name| finding(name, "`migrate` did not make it"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_that_are_gone_changed_or_besides_are_told() {
        let of = |guards: &[(&str, &str)]| -> BTreeMap<String, String> {
            guards.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        let made = of(&[("a", "1"), ("b", "2"), ("c", "3")]);
        assert_eq!(compare(&made, &made), []);
        let told = compare(&made, &of(&[("a", "1"), ("b", "0"), ("d", "4")]));
        let told: Vec<&str> = told.iter().map(|finding| finding.record.as_str()).collect();
        assert_eq!(told, ["guard b", "guard c", "guard d"]);
    }
}
