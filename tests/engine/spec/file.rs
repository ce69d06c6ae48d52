//! A case written as people would write it: the agreement file and the two sheets of actuals.

use std::fmt::Write;

use super::Apportion;
use super::Basis;
use super::Break;
use super::BreakKind;
use super::Change;
use super::Common;
use super::Cost;
use super::Input;
use super::Lines;
use super::Overhead;
use super::Post;
use super::Recorded;
use super::Service;
use super::Spec;
use super::Tbc;
use super::Timing;
use super::Treatment;
use super::Variation;
use super::dates::Every;

/// The two authorities: always the same, since nothing here depends on them.
const PARTIES: &str = r#"
[supplier]
name       = "Hampshire County Council"
kind       = "county"
code       = "E10000014"
vat_number = "GB999999973"
address    = ["The Castle", "Winchester", "SO23 8UJ"]
email      = "recharges@hampshire.example"

[purchaser]
name            = "Isle of Wight Council"
kind            = "unitary"
code            = "E06000046"
vat_number      = "GB100000089"
address         = ["County Hall", "Newport", "Isle of Wight", "PO30 1UD"]
email           = "invoices@isle-of-wight.example"
purchase_order  = "4500012345"
buyer_reference = "IWC-CS"
"#;

impl Spec {
    /// The agreement, in the file format.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        line(&mut text, &format!("reference = \"SEED-{}\"", self.seed));
        line(&mut text, "title = \"An agreement made up for a test\"");
        line(&mut text, "status = \"in-force\"");
        line(&mut text, &format!("starts = {}", self.starts));
        optional(&mut text, "ends", self.ends);
        line(&mut text, "\n[[legal_basis]]");
        line(&mut text, "act = \"Local Authorities (Goods and Services) Act 1970, section 1\"");
        line(&mut text, &format!("from = {}", self.starts));
        text.push_str(PARTIES);
        self.settings(&mut text);
        lines(&mut text, &self.lines, "");
        for clause in &self.breaks {
            write_break(&mut text, clause);
        }
        self.happenings(&mut text);
        for variation in &self.variations {
            write_variation(&mut text, variation);
        }
        text
    }

    fn settings(&self, text: &mut String) {
        let every = match self.every {
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        };
        let timing = match self.timing {
            Timing::Arrears => "arrears",
            Timing::Advance => "advance",
        };
        let apportion = match self.apportion {
            Apportion::Months => "months",
            Apportion::Days => "days",
        };
        line(text, &format!("\n[billing]\nevery = \"{every}\"\ntiming = \"{timing}\""));
        line(text, &format!("apportion = \"{apportion}\"\npayment_days = 30\ninterest = \"show\""));
        if let Some(terms) = &self.reconciliation {
            line(text, &format!("\n[reconciliation]\non = {:?}", terms.on));
            line(text, &format!("tolerance = \"{}%\"", decimal(terms.tolerance, 2)));
            line(text, &format!("weeks = {}", quantity(terms.weeks, 3)));
        }
    }

    fn happenings(&self, text: &mut String) {
        for event in &self.events {
            line(text, &format!("\n[[event]]\nkind = \"{}\"\non = {}", event.kind, event.on));
            line(text, &format!("substantive = {}\nnote = \"A report.\"", event.substantive));
        }
        for notice in &self.notices {
            line(text, &format!("\n[[notice]]\nbreak = \"{}\"", notice.under));
            line(text, &format!("given_by = \"supplier\"\ngiven_on = {}", notice.given_on));
            optional(text, "ends_on", notice.ends_on);
        }
    }

    /// The days worked, as a sheet; nothing where there is none.
    pub fn days_csv(&self) -> Option<String> {
        sheet("line,on,days,note,recorded", &self.days, "")
    }

    /// The costs met, as a sheet; nothing where there is none. They are for travel, unless some
    /// overhead covers that.
    pub fn costs_csv(&self) -> Option<String> {
        let mut overheads = self.all_lines().flat_map(|lines| &lines.overheads);
        let covered = overheads.any(|overhead| overhead.covers_travel);
        let kind = if covered { "supplies," } else { "travel," };
        sheet("line,on,amount,kind,note,recorded", &self.costs, kind)
    }
}

fn sheet(header: &str, rows: &[Recorded], kind: &str) -> Option<String> {
    if rows.is_empty() {
        return None;
    }
    let mut text = format!("{header}\n");
    for row in rows {
        let recorded = row.entered.map(|day| day.to_string()).unwrap_or_default();
        let amount = decimal(row.amount, 2);
        line(&mut text, &format!("{},{},{amount},{kind},{recorded}", row.line, row.on));
    }
    Some(text)
}

fn lines(text: &mut String, lines: &Lines, under: &str) {
    for post in &lines.posts {
        write_post(text, post, under);
    }
    for overhead in &lines.overheads {
        write_overhead(text, overhead, under);
    }
    for service in &lines.services {
        write_service(text, service, under);
    }
    for input in &lines.inputs {
        write_input(text, input, under);
    }
}

fn common(text: &mut String, table: &str, terms: &Common) {
    line(text, &format!("\n[[{table}]]\nid = \"{}\"\nclause = \"4.1\"", terms.id));
    optional(text, "starts", terms.starts);
    optional(text, "ends", terms.ends);
    if let Some(treatment) = terms.vat {
        line(text, &format!("vat = {}", decision(treatment)));
    }
}

/// A decision is always made well before any agreement starts, so that it is known throughout.
fn decision(treatment: Treatment) -> String {
    let name = treatment.name();
    format!(
        "{{ treatment = \"{name}\", reason = \"As agreed.\", decided_by = \"Tax\", \
         decided_on = 2017-06-01 }}"
    )
}

fn write_post(text: &mut String, post: &Post, under: &str) {
    common(text, &format!("{under}staffing"), &post.line);
    line(text, &format!("area = \"Area\"\npost = \"Post {}\"", post.line.id));
    let days = post.days_per_week.map_or("\"tbc\"".to_owned(), |days| quantity(days, 2));
    line(text, &format!("days_per_week = {days}"));
    match post.cost {
        Cost::Full(cost) => sum(text, "full_cost", cost),
        Cost::Salary { salary, pension } => {
            sum(text, "salary", salary);
            optional(text, "pension", pension.map(percent));
        }
        Cost::DayRate { rate, days_in_year } => {
            sum(text, "day_rate", rate);
            line(text, &format!("days_in_year = {days_in_year}"));
        }
    }
    line(text, &format!("basis = {}", basis(post.basis)));
}

fn write_overhead(text: &mut String, overhead: &Overhead, under: &str) {
    common(text, &format!("{under}overhead"), &overhead.line);
    line(text, &format!("rate = {}\non = {:?}", percent(overhead.rate), overhead.on));
    if overhead.per_line {
        line(text, "per = \"line\"");
    }
    if overhead.covers_travel {
        line(text, "covers = [\"travel\"]");
    }
}

fn write_service(text: &mut String, service: &Service, under: &str) {
    common(text, &format!("{under}service"), &service.line);
    line(text, &format!("name = \"Service {}\"", service.line.id));
    sum(text, "annual", service.annual);
    if service.continues {
        line(text, "continues = true");
    }
}

fn write_input(text: &mut String, input: &Input, under: &str) {
    common(text, &format!("{under}input"), &input.line);
    line(text, &format!("name = \"Input {}\"", input.line.id));
    sum(text, "budget", input.budget);
    if let Some(on) = input.approved {
        line(text, &format!("approved = {{ by = \"The director\", on = {on} }}"));
    }
}

fn write_break(text: &mut String, clause: &Break) {
    line(text, &format!("\n[[break]]\nid = \"{}\"\nclause = \"3.16\"", clause.id));
    match &clause.kind {
        BreakKind::AnyTime => line(text, "any_time = true"),
        BreakKind::Event { kind, window_months } => {
            line(text, &format!("on_event = \"{kind}\"\nwindow_months = {window_months}"));
        }
        BreakKind::Periodic { years } => line(text, &format!("every_years = {years}")),
    }
    line(text, &format!("notice_months = {}", clause.notice_months));
}

fn write_variation(text: &mut String, variation: &Variation) {
    line(text, &format!("\n[[variation]]\nid = \"{}\"", variation.id));
    line(text, &format!("agreed = {}\neffective = {}", variation.agreed, variation.effective));
    line(text, "reason = \"As both agreed.\"");
    optional(text, "ends", variation.ends);
    if !variation.changes.is_empty() {
        let changes: Vec<String> = variation.changes.iter().map(change).collect();
        line(text, &format!("change = [ {} ]", changes.join(", ")));
    }
    lines(text, &variation.added, "variation.");
}

fn change(change: &Change) -> String {
    let pounds = |sum: Option<i64>| sum.map(|sum| format!("\"{}\"", decimal(sum, 2)));
    let keys = [
        ("full_cost", pounds(change.full_cost)),
        ("salary", pounds(change.salary)),
        ("pension", change.pension.map(percent)),
        ("day_rate", pounds(change.day_rate)),
        ("days_in_year", change.days_in_year.map(|days| days.to_string())),
        ("days_per_week", change.days_per_week.map(|days| quantity(days, 2))),
        ("basis", change.basis.map(basis)),
        ("rate", change.rate.map(percent)),
        ("annual", pounds(change.annual)),
        ("budget", pounds(change.budget)),
        ("ends", change.ends.map(|day| day.to_string())),
        ("vat", change.vat.map(decision)),
    ];
    let mut text = format!("{{ line = \"{}\"", change.line);
    for (key, value) in keys {
        if let Some(value) = value {
            write!(text, ", {key} = {value}").expect("writing to a string cannot fail");
        }
    }
    text + " }"
}

fn basis(basis: Basis) -> String {
    match basis {
        Basis::Share => "\"share\"".to_owned(),
        Basis::ActualDays => "\"actual-days\"".to_owned(),
    }
}

fn sum(text: &mut String, key: &str, pence: Tbc) {
    let amount = pence.map_or("tbc".to_owned(), |pence| decimal(pence, 2));
    line(text, &format!("{key} = \"{amount}\""));
}

fn percent(rate: i64) -> String {
    format!("\"{}%\"", decimal(rate, 2).trim_end_matches('0').trim_end_matches('.'))
}

/// A quantity, as a number where it is short and as a string where it is long.
fn quantity(value: i64, places: u32) -> String {
    let text = decimal(value, places);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short.len() > 3 { format!("\"{short}\"") } else { short.to_owned() }
}

/// A whole number of hundredths (or thousandths) with its decimal point.
pub fn decimal(value: i64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, part) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    format!("{sign}{whole}.{part:0width$}", width = places as usize)
}

fn optional<T: std::fmt::Display>(text: &mut String, key: &str, value: Option<T>) {
    if let Some(value) = value {
        line(text, &format!("{key} = {value}"));
    }
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
