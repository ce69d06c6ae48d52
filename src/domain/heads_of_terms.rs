//! The heads of terms as chief executives review them: the parties, what they mean to do, who
//! decided it, what it is charged by, and what is still to be confirmed.

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap;
use toml::Table;
use toml::Value;

use crate::domain::agreement::Agreement;
use crate::domain::break_clause::Break;
use crate::domain::break_clause::When;
use crate::domain::calendar::in_words;
use crate::domain::file::as_table;
use crate::domain::kpi::Aim;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::plain;
use crate::domain::money::Money;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Post;

/// The heads of terms of an agreement.
#[derive(Debug, Clone, Serialize)]
pub struct HeadsOfTerms {
    /// The agreement's reference.
    pub agreement: String,
    /// What it is about.
    pub title: String,
    /// How far it has come.
    pub status: &'static str,
    /// The supplier, as the file states it, its bank account left out.
    pub supplier: Stated,
    /// The purchaser, likewise.
    pub purchaser: Stated,
    /// The names of both.
    #[serde(skip)]
    pub names: [String; 2],
    /// The `heads` table, as the file states it.
    pub heads: Stated,
    /// The decisions, as the file states them.
    pub decisions: Stated,
    /// What is to be confirmed.
    pub to_be_confirmed: Vec<Entry>,
    /// What a complete agreement has, and whether this one has it.
    pub completeness: Vec<Item>,
    /// The whole in the order in which it is read.
    pub sections: Vec<Section>,
}

/// A part of the heads of terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// What stands in it.
    pub entries: Vec<Entry>,
}

/// A clause and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The clause; empty where there is none.
    pub clause: String,
    /// The words.
    pub text: String,
}

/// Something that a complete agreement has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What it is.
    pub item: &'static str,
    /// Present, to be confirmed, or missing.
    pub state: &'static str,
    /// What it is missing for, by name, where that is not the whole agreement.
    #[serde(skip)]
    pub lacking: Vec<String>,
}

/// A part of the file, to be handed on as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated(Value);

impl Serialize for Stated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Value::Datetime(day) => serializer.collect_str(day),
            Value::Array(items) => serializer.collect_seq(items.iter().cloned().map(Stated)),
            Value::Table(table) => {
                let mut map = serializer.serialize_map(Some(table.len()))?;
                for (key, value) in table {
                    map.serialize_entry(key, &Stated(value.clone()))?;
                }
                map.end()
            }
            other => other.serialize(serializer),
        }
    }
}

fn entry(clause: &str, text: impl Into<String>) -> Entry {
    Entry { clause: clause.to_owned(), text: text.into() }
}

/// The heads of terms of an agreement.
pub fn heads_of_terms(agreement: &Agreement) -> HeadsOfTerms {
    let table = as_table(agreement);
    let party = |key: &str| {
        let mut party = table.get(key).and_then(Value::as_table).cloned().unwrap_or_default();
        party.remove("bank");
        Stated(Value::Table(party))
    };
    let part = |key: &str, empty: Value| Stated(table.get(key).cloned().unwrap_or(empty));
    HeadsOfTerms {
        agreement: agreement.reference.clone(),
        title: agreement.title.clone(),
        status: agreement.status.word(),
        supplier: party("supplier"),
        purchaser: party("purchaser"),
        names: [agreement.supplier.name.clone(), agreement.purchaser.name.clone()],
        heads: part("heads", Value::Table(Table::new())),
        decisions: part("decision", Value::Array(Vec::new())),
        to_be_confirmed: to_be_confirmed(agreement),
        completeness: completeness(agreement),
        sections: sections(agreement),
    }
}

fn sections(agreement: &Agreement) -> Vec<Section> {
    let heads = &agreement.heads;
    let numbered = |texts: &[String]| {
        let numbered = texts.iter().enumerate();
        numbered.map(|(at, text)| entry(&(at + 1).to_string(), text.as_str())).collect()
    };
    let paragraphs = |paragraphs: &[crate::domain::heads::Paragraph]| {
        paragraphs.iter().map(|p| entry(&p.clause, p.text.as_str())).collect::<Vec<_>>()
    };
    let all: [(&str, Vec<Entry>); 11] = [
        ("Term", term(agreement)),
        ("Powers", powers(agreement)),
        ("Services and scope", paragraphs(&heads.scope)),
        ("Outcomes", numbered(&heads.outcomes)),
        ("Outputs", numbered(&heads.outputs)),
        ("Indicators", agreement.kpis.iter().map(indicator).collect()),
        ("Core inputs, in full-time equivalents", core_inputs(agreement)),
        ("Staffing", agreement.staffing.iter().map(post).collect()),
        ("Charges", charges(agreement)),
        ("Breaks", agreement.breaks.iter().map(break_entry).collect()),
        ("Decisions", decisions(agreement)),
    ];
    let with_notes = all.into_iter().chain([("Notes", paragraphs(&heads.notes))]);
    let made = with_notes.map(|(title, entries)| Section { title: title.to_owned(), entries });
    made.filter(|section| !section.entries.is_empty()).collect()
}

fn term(agreement: &Agreement) -> Vec<Entry> {
    let ends = agreement.ends.map_or("no end is stated".to_owned(), in_words);
    vec![entry("", format!("From {}; to: {ends}", in_words(agreement.starts)))]
}

fn powers(agreement: &Agreement) -> Vec<Entry> {
    let words = |basis: &crate::domain::agreement::LegalBasis| {
        let from = basis.from.map_or(String::new(), |day| format!(", from {}", in_words(day)));
        let to = basis.to.map_or(String::new(), |day| format!(" to {}", in_words(day)));
        entry("", format!("{}{from}{to}", basis.act))
    };
    agreement.legal_bases.iter().map(words).collect()
}

fn indicator(kpi: &Kpi) -> Entry {
    let targets: Vec<String> = kpi
        .targets
        .iter()
        .map(|target| format!("{} by {}", target.in_words(kpi.unit), in_words(target.by)))
        .collect();
    let targets = if targets.is_empty() { "no target".to_owned() } else { targets.join("; ") };
    entry(&kpi.clause, format!("{}: {targets}", kpi.name))
}

fn core_inputs(agreement: &Agreement) -> Vec<Entry> {
    let fte = |fte: Option<Tbc<rust_decimal::Decimal>>| match fte {
        Some(Tbc::Known(fte)) => plain(fte),
        _ => "to be confirmed".to_owned(),
    };
    let words = |input: &crate::domain::heads::CoreInput| {
        format!(
            "{}: supplier {}, purchaser {}",
            input.area,
            fte(input.supplier_fte),
            fte(input.purchaser_fte)
        )
    };
    agreement.heads.core_inputs.iter().map(|input| entry("", words(input))).collect()
}

fn post(post: &Post) -> Entry {
    let days = match post.terms.days_per_week {
        Tbc::Known(days) if days.is_zero() => "the days that are recorded".to_owned(),
        Tbc::Known(days) if days == rust_decimal::Decimal::ONE => "1 day a week".to_owned(),
        Tbc::Known(days) => format!("{} days a week", plain(days)),
        Tbc::ToBeConfirmed => "days to be confirmed".to_owned(),
    };
    let holder = post.terms.holder.as_deref().map_or(String::new(), |h| format!(" ({h})"));
    entry(&post.clause, format!("{}{holder}: {days}", post.name))
}

fn charges(agreement: &Agreement) -> Vec<Entry> {
    let overheads = agreement.overheads.iter().map(|overhead| {
        let on = overhead.terms.on.join(", ");
        let words = format!("{}: {} on {on}", overhead.name, overhead.terms.rate);
        entry(&overhead.clause, words)
    });
    let sum = |sum: Tbc<Money>, of: &str| match sum {
        Tbc::Known(sum) => format!("{}{of}", sum.in_pounds()),
        Tbc::ToBeConfirmed => "to be confirmed".to_owned(),
    };
    let services = agreement.services.iter().map(|service| {
        let words = format!("{}: {}", service.name, sum(service.terms.annual, " a year"));
        entry(&service.clause, words)
    });
    let inputs = agreement.inputs.iter().map(|input| {
        let approved = input.terms.approved.as_ref().map_or("not approved".to_owned(), |a| {
            format!("approved by {} on {}", a.by, in_words(a.on))
        });
        let budget = sum(input.terms.budget, "");
        entry(&input.clause, format!("{}: at cost, budget {budget}, {approved}", input.name))
    });
    let provisions = agreement.provisions.iter().map(|provision| {
        let circa = if provision.circa { "circa " } else { "" };
        let annual = sum(provision.annual, " a year");
        let words = format!("Budget provision, {}: {circa}{annual}", provision.name);
        entry(&provision.clause, words)
    });
    overheads.chain(services).chain(inputs).chain(provisions).collect()
}

fn break_entry(clause: &Break) -> Entry {
    let when = match &clause.when {
        When::EveryYears(years) => format!("every {years} years"),
        When::OnEvent { event, window_months } => {
            format!("for {window_months} months after each substantive {event}")
        }
        When::AnyTime => "at any time".to_owned(),
    };
    let notice = clause
        .notice_months
        .map_or("notice not stated".to_owned(), |months| format!("{months} months' notice"));
    entry(&clause.clause, format!("{}: {when}, {notice}", clause.id))
}

fn decisions(agreement: &Agreement) -> Vec<Entry> {
    let words = |decision: &crate::domain::heads::Decision| {
        let authority = &agreement.authority(decision.authority).name;
        let mut words =
            format!("{authority}, {}, {}: {}", decision.body, in_words(decision.on), decision.text);
        if let Some(officer) = &decision.delegated_to {
            let stop = if words.ends_with('.') { "" } else { "." };
            words.push_str(&format!("{stop} Delegated to: {officer}."));
        }
        if !decision.consulting.is_empty() {
            words.push_str(&format!(" In consultation with: {}.", decision.consulting.join(", ")));
        }
        entry(decision.clause.as_deref().unwrap_or_default(), words)
    };
    agreement.decisions.iter().map(words).collect()
}

/// Everything that is to be confirmed: a blank is a value, and never nought.
fn to_be_confirmed(agreement: &Agreement) -> Vec<Entry> {
    let mut entries = Vec::new();
    for input in &agreement.heads.core_inputs {
        let sides = [("supplier", input.supplier_fte), ("purchaser", input.purchaser_fte)];
        for (side, fte) in sides {
            if !matches!(fte, Some(Tbc::Known(_))) {
                let words =
                    format!("Core input of the {side}, {}: full-time equivalents", input.area);
                entries.push(entry("", words));
            }
        }
    }
    for post in &agreement.staffing {
        if post.terms.days_per_week.is_to_be_confirmed() {
            entries.push(entry(&post.clause, format!("{}: days a week", post.name)));
        }
        if post.terms.cost.is_to_be_confirmed() {
            entries.push(entry(&post.clause, format!("{}: what the post costs", post.name)));
        }
    }
    for service in &agreement.services {
        if service.terms.annual.is_to_be_confirmed() {
            entries.push(entry(&service.clause, format!("{}: the yearly charge", service.name)));
        }
    }
    for input in &agreement.inputs {
        if input.terms.budget.is_to_be_confirmed() {
            entries.push(entry(&input.clause, format!("{}: the budget", input.name)));
        }
    }
    for provision in &agreement.provisions {
        if provision.annual.is_to_be_confirmed() {
            entries.push(entry(&provision.clause, format!("{}: the sum", provision.name)));
        }
    }
    for kpi in &agreement.kpis {
        if kpi.targets.iter().any(|target| matches!(target.aim, Aim::ToBeConfirmed(_))) {
            entries.push(entry(&kpi.clause, format!("{}: a target", kpi.name)));
        }
    }
    for overhead in &agreement.overheads {
        if overhead.terms.rate.is_to_be_confirmed() {
            entries.push(entry(&overhead.clause, format!("{}: the rate", overhead.name)));
        }
    }
    entries
}

fn completeness(agreement: &Agreement) -> Vec<Item> {
    let present = |is_present: bool| if is_present { "present" } else { "missing" };
    let breaks = &agreement.breaks;
    let notice = !breaks.is_empty() && breaks.iter().all(|b| b.notice_months.is_some());
    let inputs = &agreement.heads.core_inputs;
    let unconfirmed = inputs.iter().any(|input| {
        [input.supplier_fte, input.purchaser_fte].iter().any(|f| !matches!(f, Some(Tbc::Known(_))))
    });
    let fte = match (inputs.is_empty(), unconfirmed) {
        (true, _) => "missing",
        (false, true) => "to be confirmed",
        (false, false) => "present",
    };
    let without = agreement.kpis.iter().filter(|kpi| !has_baseline(kpi));
    let lacking: Vec<String> = without.map(|kpi| kpi.name.clone()).collect();
    let baselines = present(!agreement.kpis.is_empty() && lacking.is_empty());
    let lines = agreement.line_heads();
    let charged = !lines.is_empty() && agreement.billing.payment_days.is_some();
    let item = |item, state| Item { item, state, lacking: Vec::new() };
    vec![
        item("End date", present(agreement.ends.is_some())),
        item("Notice periods", present(notice)),
        item("Dispute ladder", present(!agreement.disputes.is_empty())),
        item("Payment schedule", present(charged)),
        Item { lacking, ..item("Indicators' baselines", baselines) },
        item("Core inputs", fte),
        item("Decisions of both councils", present(both_decided(agreement))),
    ]
}

fn has_baseline(kpi: &Kpi) -> bool {
    kpi.baseline.as_ref().is_some_and(|baseline| baseline.value.known().is_some())
}

fn both_decided(agreement: &Agreement) -> bool {
    use crate::domain::authority::Side;
    let decided = |side| agreement.decisions.iter().any(|decision| decision.authority == side);
    decided(Side::Supplier) && decided(Side::Purchaser)
}
