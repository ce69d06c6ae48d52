//! The purchaser's publication of items over £500, a file a quarter, as the Local Government
//! Transparency Code 2015 asks of whoever pays, another council's recharges included.
//!
//! An item is a line of an invoice or a credit note; it is over £500.00 by its sum without VAT, and
//! one given back is negative. It is published in the quarter of its document's day, within a month
//! of the quarter's end. A council recovers the VAT (VATA 1994, section 33), so none is
//! irrecoverable. No natural person's name is published: a post-holder's is taken out of the
//! purpose, and what may be one is a finding for somebody to look at.
//!
//! The columns, in their order, for the README:
//!
//! | Column | What it holds |
//! |---|---|
//! | `body_name` | the council that pays |
//! | `body_code` | its code of the Office for National Statistics |
//! | `body_uri` | the same as linked data know it |
//! | `department` | empty: agreements do not state it |
//! | `beneficiary` | the council that is paid |
//! | `purpose` | the line's description, without names of persons |
//! | `amount` | pounds and pence without VAT; negative on a credit note |
//! | `irrecoverable_vat` | 0.00 |
//! | `date` | the day of the invoice or credit note |
//! | `invoice_number` | its number |
//! | `category` | *Third Party Payments – other local authorities* |

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::billing::ledger::LedgerDocument;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::domain::calendar::add_months;
use crate::domain::csv_rows;
use crate::domain::line::Amendment;
use crate::domain::money::Money;
use crate::domain::problem::Finding;

/// An item above this is published; one of this sum is not.
pub const THRESHOLD: Money = Money::from_pence(50_000);

/// The category of all items: CIPFA's standard group for what other councils are paid.
pub const CATEGORY: &str = "Third Party Payments – other local authorities";

/// What stands in the place of a name.
const WITHHELD: &str = "name withheld";

/// The columns of the file.
pub const COLUMNS: [&str; 11] = [
    "body_name",
    "body_code",
    "body_uri",
    "department",
    "beneficiary",
    "purpose",
    "amount",
    "irrecoverable_vat",
    "date",
    "invoice_number",
    "category",
];

/// What is published for a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Publication {
    /// The first day of the quarter.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The last day on which it is published in time.
    pub publish_by: NaiveDate,
    /// The items, in the order of their days and documents.
    pub items: Vec<Item>,
    /// What somebody should look at before it is published.
    #[serde(skip)]
    pub findings: Vec<Finding>,
}

/// An item that is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// The council that pays.
    pub body_name: String,
    /// Its code of the Office for National Statistics.
    pub body_code: String,
    /// The department, which agreements do not state.
    pub department: String,
    /// Whom it is paid to.
    pub beneficiary: String,
    /// What it is for.
    pub purpose: String,
    /// The sum, without VAT.
    pub amount: Money,
    /// The VAT that is not recovered.
    pub irrecoverable_vat: Money,
    /// The document's day.
    pub date: NaiveDate,
    /// The document's number.
    pub invoice_number: String,
}

impl Item {
    /// The council as linked data know it; empty without a code.
    pub fn body_uri(&self) -> String {
        if self.body_code.is_empty() {
            return String::new();
        }
        format!("http://statistics.data.gov.uk/id/statistical-geography/{}", self.body_code)
    }

    fn cells(&self) -> Vec<String> {
        vec![
            self.body_name.clone(),
            self.body_code.clone(),
            self.body_uri(),
            self.department.clone(),
            self.beneficiary.clone(),
            self.purpose.clone(),
            self.amount.to_string(),
            self.irrecoverable_vat.to_string(),
            self.date.to_string(),
            self.invoice_number.clone(),
            CATEGORY.to_owned(),
        ]
    }
}

/// What the purchaser publishes of an agreement's documents for the quarter that a day is in.
pub fn publication(
    agreement: &Agreement,
    documents: &[LedgerDocument],
    day_of_quarter: NaiveDate,
) -> Publication {
    let quarter = BillingPeriod::containing(day_of_quarter, Every::Quarter);
    let dates = quarter.dates();
    let names = names_of_people(agreement);
    let mut findings = Vec::new();
    let purchaser = &agreement.purchaser;
    if purchaser.code.is_none() {
        let says = "the file names the council by its code of the Office for National Statistics: \
                    add code under [purchaser]";
        findings.push(Finding::new("purchaser.code", "", says));
    }
    let mut items = Vec::new();
    for document in documents.iter().filter(|made| dates.contains(made.issued_on)) {
        for line in document.lines.iter().filter(|line| is_published(line.net)) {
            let purpose = without_names(&line.description, &names);
            if purpose.contains(WITHHELD) || may_name(&purpose, &names) {
                let (number, words) = (&document.number, &line.description);
                let says = format!("\"{words}\" may name a person: look at it before it goes out");
                findings.push(Finding::new(number, &line.clause, says));
            }
            items.push(Item {
                body_name: purchaser.name.clone(),
                body_code: purchaser.code.clone().unwrap_or_default(),
                department: String::new(),
                beneficiary: agreement.supplier.name.clone(),
                purpose,
                amount: line.net,
                irrecoverable_vat: Money::NIL,
                date: document.issued_on,
                invoice_number: document.number.clone(),
            });
        }
    }
    items.sort_by(|one, other| {
        (one.date, &one.invoice_number).cmp(&(other.date, &other.invoice_number))
    });
    let publish_by = publish_by(quarter);
    Publication { from: dates.first, to: dates.last, publish_by, items, findings }
}

/// The files of several agreements as one CSV, header first.
pub fn csv(items: &[Item]) -> String {
    csv_rows::write(&COLUMNS, items.iter().map(Item::cells))
}

fn is_published(net: Money) -> bool {
    net > THRESHOLD || -net > THRESHOLD
}

/// One month after the quarter: Q1 to 30 June is published by 31 July.
fn publish_by(quarter: BillingPeriod) -> NaiveDate {
    let month_after = add_months(quarter.next().dates().first, 1);
    month_after.pred_opt().expect("dates are bounded")
}

/// The people whom an agreement names as holding its posts, now or once.
fn names_of_people(agreement: &Agreement) -> BTreeSet<String> {
    let added = agreement.variations.iter().flat_map(|variation| &variation.staffing);
    let posts = agreement.staffing.iter().chain(added);
    let first = posts.filter_map(|post| post.terms.holder.as_deref());
    let changes = agreement.variations.iter().flat_map(|variation| &variation.changes);
    let later = changes.flat_map(|change| &change.amendments).filter_map(|to| match to {
        Amendment::Holder(holder) => Some(holder.as_ref()),
        _ => None,
    });
    let names = first.chain(later).map(|name| name.split_whitespace().collect::<Vec<_>>());
    names.map(|words| words.join(" ")).filter(|name| !name.is_empty()).collect()
}

/// The words with each name taken out, however it is cased.
fn without_names(words: &str, names: &BTreeSet<String>) -> String {
    let mut purpose = words.split_whitespace().collect::<Vec<_>>().join(" ");
    for name in names {
        let mut from = 0;
        while let Some((at, end)) = find_name(&purpose, name, from) {
            purpose.replace_range(at..end, WITHHELD);
            from = at + WITHHELD.len();
        }
    }
    purpose
}

/// Where a name stands as whole words, from a byte on.
fn find_name(text: &str, name: &str, from: usize) -> Option<(usize, usize)> {
    let wanted = name.to_lowercase();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let count = name.chars().count();
    text[from..].char_indices().map(|(at, _)| from + at).find_map(|at| {
        let end =
            text[at..].char_indices().nth(count).map_or(text.len(), |(length, _)| at + length);
        let is_whole =
            !is_word(text[..at].chars().next_back()) && !is_word(text[end..].chars().next());
        (is_whole && text[at..end].to_lowercase() == wanted).then_some((at, end))
    })
}

/// Whether a surname alone stands in the words.
fn may_name(purpose: &str, names: &BTreeSet<String>) -> bool {
    let surnames = names.iter().filter_map(|name| name.rsplit(' ').next());
    surnames.into_iter().any(|surname| find_name(purpose, surname, 0).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::ledger::tests::document;
    use crate::billing::ledger::tests::line;
    use crate::billing::ledger::tests::pounds;
    use crate::domain::calendar::date;
    use crate::domain::file::read;
    use crate::domain::vat::Treatment;

    const AGREEMENT: &str = r#"
reference = "R"
title     = "Partnership"
starts    = 2025-04-01
supplier  = { name = "Northshire" }
purchaser = { name = "Westhaven", code = "E06000046" }

[[staffing]]
id            = "director"
clause        = "4.1"
post          = "Director"
holder        = "Ann  Ŵyn Price"
days_per_week = 1
full_cost     = "1.00"
"#;

    fn of(lines: &[(&str, &str)], text: &str) -> Publication {
        let agreement = read(text).expect("it is sound").agreement;
        let lines = lines.iter().map(|(what, net)| line(what, net, Treatment::Standard));
        publication(&agreement, &[document("R-1", lines.collect())], date(2025, 9, 30))
    }

    /// R56: lines over £500.00, and none of £500.00; VAT does not count, and credits do.
    #[test]
    fn an_item_is_over_five_hundred_pounds() {
        let lines =
            [("Even", "500.00"), ("Over", "500.01"), ("Under", "-500.00"), ("Back", "-500.01")];
        let found = of(&lines, AGREEMENT);
        let amounts: Vec<Money> = found.items.iter().map(|item| item.amount).collect();
        assert_eq!(amounts, [pounds("500.01"), pounds("-500.01")]);
        assert_eq!(found.findings, []);
        let written = csv(&found.items);
        let expected = "Westhaven,E06000046,http://statistics.data.gov.uk/id/\
                        statistical-geography/E06000046,,Northshire,Over,500.01,0.00,\
                        2025-07-07,R-1,Third Party Payments – other local authorities";
        assert_eq!(written.lines().nth(1), Some(expected));
        assert_eq!(written.lines().next(), Some(COLUMNS.join(",").as_str()));
    }

    #[test]
    fn it_is_published_within_a_month_of_its_quarter() {
        let by = |day| publish_by(BillingPeriod::containing(day, Every::Quarter));
        assert_eq!(by(date(2025, 4, 1)), date(2025, 7, 31));
        assert_eq!(by(date(2025, 9, 30)), date(2025, 10, 31));
        assert_eq!(by(date(2025, 12, 31)), date(2026, 1, 31));
        assert_eq!(by(date(2026, 1, 1)), date(2026, 4, 30));
        let agreement = read(AGREEMENT).expect("it is sound").agreement;
        let made = document("R-1", vec![line("Over", "600", Treatment::Standard)]);
        assert_eq!(
            publication(&agreement, &[made], date(2025, 6, 30)).items,
            [],
            "another quarter"
        );
    }

    #[test]
    fn no_post_holder_is_named() {
        let lines = [
            ("Director (ANN ŵyn\nprice), 1 day", "600"),
            ("Director, Ms Price", "600"),
            ("Ann Ŵyn Pricewater and pricing", "600"),
        ];
        let found = of(&lines, AGREEMENT);
        let purposes: Vec<&str> = found.items.iter().map(|item| item.purpose.as_str()).collect();
        let expected = [
            "Director (name withheld), 1 day",
            "Director, Ms Price",
            "Ann Ŵyn Pricewater and pricing",
        ];
        assert_eq!(purposes, expected);
        assert_eq!(found.findings.len(), 2, "the name, and the surname: {:?}", found.findings);
    }

    #[test]
    fn a_council_without_its_code_is_a_finding() {
        let found = of(&[("Over", "600")], &AGREEMENT.replace(", code = \"E06000046\"", ""));
        assert_eq!(found.findings[0].path, "purchaser.code");
        assert_eq!(found.items[0].body_uri(), "");
    }
}
