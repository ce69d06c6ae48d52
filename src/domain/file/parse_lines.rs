//! Charge lines and variations, read from their tables.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::domain::calendar::in_words;
use crate::domain::charges::Input;
use crate::domain::charges::InputTerms;
use crate::domain::charges::Overhead;
use crate::domain::charges::OverheadTerms;
use crate::domain::charges::Per;
use crate::domain::charges::Service;
use crate::domain::charges::ServiceTerms;
use crate::domain::file::reader::Node;
use crate::domain::file::reader::Reader;
use crate::domain::line::Amendment;
use crate::domain::line::Approval;
use crate::domain::line::Line;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Basis;
use crate::domain::staffing::Cost;
use crate::domain::staffing::Post;
use crate::domain::staffing::PostTerms;
use crate::domain::variation::Change;
use crate::domain::variation::Variation;
use crate::domain::vat::LineVat;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatDecision;

const BASES: &[(&str, Basis)] = &[("share", Basis::Share), ("actual-days", Basis::ActualDays)];

fn line<T>(reader: &mut Reader, node: &Node, name_key: &str, terms: T) -> Line<T> {
    let id = reader.needed_text(node, "id");
    let name = reader.text(node, name_key).unwrap_or_else(|| id.clone());
    let line = Line {
        clause: reader.needed_text(node, "clause"),
        name,
        starts: reader.date(node, "starts"),
        ends: reader.date(node, "ends"),
        continues: false,
        terms,
        id,
    };
    if let (Some(starts), Some(ends)) = (line.starts, line.ends)
        && ends < starts
    {
        let says = format!(
            "the line ends before it starts on {}: correct one of the two",
            in_words(starts)
        );
        reader.refuse(node, "ends", says);
    }
    line
}

pub fn posts(reader: &mut Reader, top: &Node) -> Vec<Post> {
    let nodes = reader.tables(top, "staffing", "staffing");
    nodes.iter().map(|node| post(reader, node)).collect()
}

fn post(reader: &mut Reader, node: &Node) -> Post {
    let basis = reader.word(node, "basis", BASES).unwrap_or_default();
    // A post that bills its recorded days alone may have none agreed; that is nought, and known.
    let unstated = match basis {
        Basis::Share => Tbc::ToBeConfirmed,
        Basis::ActualDays => Tbc::Known(rust_decimal::Decimal::ZERO),
    };
    let terms = PostTerms {
        area: reader.text(node, "area").map(Arc::from),
        holder: reader.text(node, "holder").map(Arc::from),
        days_per_week: reader.tbc_quantity(node, "days_per_week").unwrap_or(unstated),
        cost: cost(reader, node),
        basis,
        vat: vat(reader, node),
    };
    if !node.has("days_per_week") && terms.basis == Basis::Share {
        let says = "\"days_per_week\" is missing: give the days, or \"tbc\" if they are to be \
                    confirmed";
        reader.refuse(node, "days_per_week", says);
    }
    let is_day_rate = matches!(terms.cost, Cost::DayRate { .. });
    if is_day_rate && !node.has("days_in_year") && terms.basis == Basis::Share {
        let says = "\"days_in_year\" is missing: a share of a day rate needs the days of its year";
        reader.refuse(node, "days_in_year", says);
    }
    check_week(reader, node, terms.days_per_week);
    line(reader, node, "post", terms)
}

fn check_week(reader: &mut Reader, node: &Node, days: Tbc<rust_decimal::Decimal>) {
    if days.known().is_some_and(|days| days > 7.into()) {
        reader.refuse(node, "days_per_week", "a week has at most 7 days");
    }
}

fn cost(reader: &mut Reader, node: &Node) -> Cost {
    let given: Vec<&str> =
        ["full_cost", "salary", "day_rate"].into_iter().filter(|key| node.has(key)).collect();
    if given.len() != 1 {
        let says = match given.first() {
            None => "what the post costs is missing: give full_cost, salary or day_rate, or \
                     full_cost = \"tbc\" if it is to be confirmed"
                .to_owned(),
            Some(_) => format!(
                "{} are ways of saying what the post costs: give one of them",
                given.join(" and ")
            ),
        };
        reader.refuse(node, given.last().copied().unwrap_or("full_cost"), says);
    }
    only_with(reader, node, "pension", "salary");
    only_with(reader, node, "days_in_year", "day_rate");
    let full = reader.tbc_charge(node, "full_cost");
    let salary = reader.tbc_charge(node, "salary");
    let rate = reader.tbc_charge(node, "day_rate");
    let pension = reader.rate(node, "pension");
    let days_in_year = reader.tbc_quantity(node, "days_in_year").and_then(Tbc::known);
    check_days_in_year(reader, node, days_in_year);
    match (salary, rate) {
        (Some(salary), _) => Cost::Salary { salary, pension },
        (_, Some(rate)) => Cost::DayRate { rate, days_in_year },
        _ => Cost::Full(full.unwrap_or(Tbc::ToBeConfirmed)),
    }
}

fn check_days_in_year(reader: &mut Reader, node: &Node, days: Option<rust_decimal::Decimal>) {
    if days.is_some_and(|days| days.is_zero() || days > 366.into()) {
        reader.refuse(node, "days_in_year", "a year has from 1 to 366 days");
    }
}

fn only_with(reader: &mut Reader, node: &Node, key: &str, with: &str) {
    if node.has(key) && !node.has(with) {
        reader.refuse(node, key, format!("\"{key}\" goes with \"{with}\", which is not given"));
    }
}

pub fn overheads(reader: &mut Reader, top: &Node) -> Vec<Overhead> {
    let nodes = reader.tables(top, "overhead", "overhead");
    nodes.iter().map(|node| overhead(reader, node)).collect()
}

fn overhead(reader: &mut Reader, node: &Node) -> Overhead {
    for key in ["rate", "on"] {
        if !node.has(key) {
            reader.refuse_missing_plainly(node, key);
        }
    }
    let per = [("total", Per::Total), ("line", Per::Line)];
    let terms = OverheadTerms {
        rate: reader.tbc_rate(node, "rate").unwrap_or(Tbc::ToBeConfirmed),
        on: reader.texts(node, "on").into(),
        per: reader.word(node, "per", &per).unwrap_or_default(),
        covers: reader.texts(node, "covers").into(),
        vat: vat(reader, node),
    };
    let mut line = line(reader, node, "name", terms);
    if !node.has("name") {
        "Overhead".clone_into(&mut line.name);
    }
    line
}

pub fn services(reader: &mut Reader, top: &Node) -> Vec<Service> {
    let nodes = reader.tables(top, "service", "service");
    nodes.iter().map(|node| service(reader, node)).collect()
}

fn service(reader: &mut Reader, node: &Node) -> Service {
    if !node.has("annual") {
        let says = "\"annual\" is missing: give the charge of a year, or \"tbc\" if it is to be \
                    confirmed";
        reader.refuse(node, "annual", says);
    }
    let terms = ServiceTerms {
        annual: reader.tbc_money(node, "annual").unwrap_or(Tbc::ToBeConfirmed),
        review_on: reader.date(node, "review_on"),
        vat: vat(reader, node),
    };
    let continues = reader.flag(node, "continues").unwrap_or_default();
    Service { continues, ..line(reader, node, "name", terms) }
}

pub fn inputs(reader: &mut Reader, top: &Node) -> Vec<Input> {
    let nodes = reader.tables(top, "input", "input");
    nodes.iter().map(|node| input(reader, node)).collect()
}

fn input(reader: &mut Reader, node: &Node) -> Input {
    if !node.has("budget") {
        let says = "\"budget\" is missing: give the most that may be billed, or \"tbc\" if it is \
                    to be confirmed";
        reader.refuse(node, "budget", says);
    }
    let terms = InputTerms {
        budget: reader.tbc_charge(node, "budget").unwrap_or(Tbc::ToBeConfirmed),
        approved: approval(reader, node),
        vat: vat(reader, node),
    };
    line(reader, node, "name", terms)
}

fn approval(reader: &mut Reader, node: &Node) -> Option<Arc<Approval>> {
    let approved = &reader.table(node, "approved", "approved")?;
    let by = reader.needed_text(approved, "by");
    let on = reader.needed_date(approved, "on")?;
    Some(Arc::new(Approval { by, on }))
}

fn vat(reader: &mut Reader, node: &Node) -> LineVat {
    let decision = &reader.table(node, "vat", "vat")?;
    if !decision.has("treatment") {
        reader.refuse_missing(decision, "treatment");
    }
    let treatment = reader.word(decision, "treatment", &Treatment::WORDS);
    let reason = reader.text(decision, "reason");
    let decided_by = reader.text(decision, "decided_by");
    let decided_on = reader.date(decision, "decided_on");
    Some(Arc::new(VatDecision { treatment: treatment?, reason, decided_by, decided_on }))
}

pub fn variations(reader: &mut Reader, top: &Node) -> Vec<Variation> {
    let nodes = reader.tables(top, "variation", "variation");
    nodes.iter().map(|node| variation(reader, node)).collect()
}

fn variation(reader: &mut Reader, node: &Node) -> Variation {
    let mut ends = reader.date(node, "ends");
    let change_nodes = reader.tables(node, "change", "change");
    let changes = change_nodes
        .iter()
        .filter_map(|change_node| change(reader, change_node, &mut ends))
        .collect();
    Variation {
        id: reader.needed_text(node, "id"),
        clause: reader.text(node, "clause"),
        agreed: reader.needed_date(node, "agreed").unwrap_or_default(),
        effective: reader.needed_date(node, "effective").unwrap_or_default(),
        reason: reader.text(node, "reason"),
        ends,
        changes,
        staffing: posts(reader, node),
        overheads: overheads(reader, node),
        services: services(reader, node),
        inputs: inputs(reader, node),
    }
}

/// A change of a line; one without a line (or of `agreement`) gives the agreement its new end.
fn change(reader: &mut Reader, node: &Node, ends: &mut Option<NaiveDate>) -> Option<Change> {
    let line = reader.text(node, "line").filter(|line| line != "agreement");
    let change_ends = reader.date(node, "ends");
    let amendments = amendments(reader, node);
    let Some(line) = line else {
        if let Some(amendment) = amendments.first() {
            let says = "\"line\" is missing: say which line this changes";
            reader.refuse(node, amendment.key(), says);
        }
        if change_ends.is_none() && amendments.is_empty() {
            reader.refuse(node, "line", "this changes nothing: give the line and its new terms");
        }
        *ends = change_ends.or(*ends);
        return None;
    };
    if change_ends.is_none() && amendments.is_empty() {
        reader.refuse(node, "line", format!("this changes nothing of \"{line}\""));
    }
    Some(Change { line, ends: change_ends, amendments })
}

fn amendments(reader: &mut Reader, node: &Node) -> Vec<Amendment> {
    let days = reader.tbc_quantity(node, "days_per_week");
    check_week(reader, node, days.unwrap_or(Tbc::ToBeConfirmed));
    let days_in_year = reader.quantity(node, "days_in_year");
    check_days_in_year(reader, node, days_in_year);
    let on = node.has("on").then(|| reader.texts(node, "on").into());
    [
        days.map(Amendment::DaysPerWeek),
        reader.tbc_charge(node, "full_cost").map(Amendment::FullCost),
        reader.tbc_charge(node, "salary").map(Amendment::Salary),
        reader.tbc_charge(node, "day_rate").map(Amendment::DayRate),
        reader.rate(node, "pension").map(Amendment::Pension),
        days_in_year.map(Amendment::DaysInYear),
        reader.word(node, "basis", BASES).map(Amendment::Basis),
        reader.text(node, "holder").map(|holder| Amendment::Holder(Arc::from(holder))),
        reader.tbc_rate(node, "rate").map(Amendment::Rate),
        on.map(Amendment::On),
        reader.tbc_money(node, "annual").map(Amendment::Annual),
        reader.date(node, "review_on").map(Amendment::ReviewOn),
        reader.tbc_charge(node, "budget").map(Amendment::Budget),
        approval(reader, node).map(Amendment::Approved),
        vat(reader, node).map(Amendment::Vat),
    ]
    .into_iter()
    .flatten()
    .collect()
}
