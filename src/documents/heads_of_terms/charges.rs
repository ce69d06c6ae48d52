//! What is billed and when, what the overhead is on, and what the budget papers provide.

use crate::documents::heads_of_terms::staffing::runs;
use crate::documents::letterhead::capital;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::Apportion;
use crate::domain::agreement::Interest;
use crate::domain::agreement::Provision;
use crate::domain::agreement::STATUTORY_PAYMENT_DAYS;
use crate::domain::agreement::Timing;
use crate::domain::calendar::Every;
use crate::domain::calendar::in_words;
use crate::domain::charges::Overhead;
use crate::domain::charges::Per;
use crate::domain::exact::Exact;
use crate::domain::kpi::plain;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::rate::Tbc;
use crate::domain::vat::LineVat;

/// The charges, how they are billed, and the budget beside them.
pub(super) fn charges(agreement: &Agreement, document: &mut Document) {
    document.push(Block::heading("Charges"));
    document.push(Block::bullets(how_billed(agreement)));
    let table = lines(agreement);
    if !table.rows.is_empty() {
        document.push(Block::subheading("What is billed"));
        document.push(Block::Table(table));
    }
    if !agreement.provisions.is_empty() {
        document.push(Block::subheading("What the budget papers provide"));
        document.push(Block::paragraph(
            "Sums of a whole year, to compare with what is billed: they are not billed themselves.",
        ));
        document.push(Block::Table(provisions(agreement)));
    }
}

/// How often bills are drawn up, how a part of a year is taken, and what follows.
fn how_billed(agreement: &Agreement) -> Vec<String> {
    let terms = &agreement.billing;
    let every = match terms.every {
        Every::Month => "every calendar month",
        Every::Quarter => "every quarter of the financial year",
        Every::Year => "once every financial year",
    };
    let timing = match terms.timing {
        Timing::Arrears => "in arrears, on the day after it",
        Timing::Advance => "in advance, on its first day",
    };
    let apportion = match terms.apportion {
        Apportion::Months => "by months, a twelfth for each, and parts of months by their days",
        Apportion::Days => "by the days of the financial year",
    };
    let pay = match terms.payment_days {
        Some(days) => format!("Payment is due in {days} days."),
        None => format!(
            "No payment days are agreed; by law a public authority has \
             {STATUTORY_PAYMENT_DAYS} days."
        ),
    };
    let interest = match terms.interest {
        Interest::None => "No interest on late payment is worked out.",
        Interest::Show => "Interest on late payment is worked out and shown, but not billed.",
        Interest::Bill => {
            "Interest on late payment is worked out and shown; the supplier claims it with a bill \
             of its own."
        }
    };
    let mut words = vec![
        format!("Billed {every}, {timing}."),
        format!("A part of a year is taken {apportion}."),
        pay,
        interest.to_owned(),
    ];
    if let Some(days) = agreement.acceptance_days {
        words.push(format!("A statement that nobody queries in {days} days is taken as agreed."));
    }
    if let Some(terms) = &agreement.reconciliation {
        words.push(format!(
            "At the end of the year the days recorded are compared with the days agreed on {}, a \
             year being {} weeks; nothing is charged or credited while they differ by no more than \
             {}.",
            covered(agreement, &terms.on),
            plain(terms.weeks),
            terms.tolerance
        ));
    }
    words
}

/// Kinds of lines and lines by the names that people know them by.
pub(super) fn covered(agreement: &Agreement, names: &[String]) -> String {
    let heads = agreement.line_heads();
    let words = names.iter().map(|name| match LineKind::parse(name) {
        Some(kind) => kind.of_all(),
        None => heads.iter().find(|head| head.id == name).map_or(name.as_str(), |head| head.name),
    });
    words.collect::<Vec<_>>().join("; ")
}

fn lines(agreement: &Agreement) -> Table {
    let columns = vec![
        Column::text("Clause"),
        Column::text("Charge").heads_rows(),
        Column::figures("Rate or sum"),
    ];
    let mut table = Table::new("What is billed, and how much", columns);
    if !agreement.staffing.is_empty() {
        let clauses: Vec<&str> = agreement.staffing.iter().map(|p| p.clause.as_str()).collect();
        let one = clauses.iter().all(|clause| *clause == clauses[0]).then_some(clauses[0]);
        let charge = Cell::new("Officers’ time")
            .with_detail("The share of each post’s cost that its days come to: see Staffing");
        table.push([Cell::new(one.unwrap_or("several")), charge, Cell::new("by days")]);
    }
    for overhead in &agreement.overheads {
        let said = overhead_in_words(agreement, overhead);
        let rate = overhead.terms.rate.to_string();
        push(&mut table, &overhead.clause, &overhead.name, &said, rate);
    }
    for service in &agreement.services {
        let review =
            service.terms.review_on.map(|day| format!("to be reviewed on {}", in_words(day)));
        let said = review.into_iter().chain(runs(service)).chain(vat(&service.terms.vat));
        let annual = pounds(service.terms.annual, " a year");
        push(&mut table, &service.clause, &service.name, &said.collect::<Vec<_>>(), annual);
    }
    for input in &agreement.inputs {
        let approved = input
            .terms
            .approved
            .as_ref()
            .map_or("not approved yet: nothing is billed before".to_owned(), |approval| {
                format!("approved by {} on {}", approval.by, in_words(approval.on))
            });
        let said = ["at cost, within its budget".to_owned(), approved].into_iter();
        let said = said.chain(runs(input)).chain(vat(&input.terms.vat));
        let budget = pounds(input.terms.budget, " at most");
        push(&mut table, &input.clause, &input.name, &said.collect::<Vec<_>>(), budget);
    }
    table
}

fn push(table: &mut Table, clause: &str, name: &str, said: &[String], figure: String) {
    let charge = Cell::new(name);
    let charge =
        if said.is_empty() { charge } else { charge.with_detail(capital(&said.join("; "))) };
    table.push([Cell::new(clause), charge, Cell::new(figure)]);
}

fn overhead_in_words(agreement: &Agreement, overhead: &Overhead) -> Vec<String> {
    let rounded = match overhead.terms.per {
        Per::Total => "rounded once, on their total",
        Per::Line => "rounded on each line",
    };
    let mut said = vec![format!("on {}, {rounded}", covered(agreement, &overhead.terms.on))];
    if !overhead.terms.covers.is_empty() {
        let covers = overhead.terms.covers.join(", ");
        said.push(format!("covers {covers}, which is not charged beside it"));
    }
    said.extend(runs(overhead));
    said.extend(vat(&overhead.terms.vat));
    said
}

fn vat(decision: &LineVat) -> Option<String> {
    let decision = decision.as_ref()?;
    let by = decision.decided_by.as_ref().map_or(String::new(), |by| format!(", decided by {by}"));
    let on = decision.decided_on.map_or(String::new(), |on| format!(" on {}", in_words(on)));
    let treatment = match decision.treatment.in_words() {
        words if words.contains("VAT") => words.to_owned(),
        words => format!("VAT: {words}"),
    };
    Some(format!("{treatment}{by}{on}"))
}

pub(super) fn pounds(sum: Tbc<Money>, of: &str) -> String {
    match sum {
        Tbc::Known(sum) => format!("{}{of}", sum.in_pounds()),
        Tbc::ToBeConfirmed => "to be confirmed".to_owned(),
    }
}

fn provisions(agreement: &Agreement) -> Table {
    let columns = vec![
        Column::text("Clause"),
        Column::text("Provision").heads_rows(),
        Column::figures("A year"),
    ];
    let mut table = Table::new("What the budget papers provide for a year", columns);
    let circa = |is_circa: bool, sum: Money| {
        format!("{}{}", if is_circa { "circa " } else { "" }, sum.in_pounds())
    };
    for provision in &agreement.provisions {
        let name = Cell::new(provision.name.as_str());
        let said = provided_for(agreement, provision);
        let name = if said.is_empty() { name } else { name.with_detail(said) };
        let annual = match provision.annual {
            Tbc::Known(sum) => circa(provision.circa, sum),
            Tbc::ToBeConfirmed => "to be confirmed".to_owned(),
        };
        table.push([Cell::new(provision.clause.as_str()), name, Cell::new(annual)]);
    }
    let known: Option<Vec<Money>> = agreement.provisions.iter().map(|p| p.annual.known()).collect();
    if let Some(known) = known.filter(|known| known.len() > 1) {
        let is_circa = agreement.provisions.iter().any(|provision| provision.circa);
        let together: Money = known.into_iter().sum();
        table.push_total(RowKind::Total, "Together", circa(is_circa, together));
        if agreement.billing.every == Every::Quarter {
            let quarter = Money::rounded(&(Exact::from(together) / Exact::from(4)));
            table.push_total(RowKind::Subtotal, "A quarter of it", circa(is_circa, quarter));
        }
    }
    table
}

/// What a provision is for; where an overhead is within it, how the two part.
fn provided_for(agreement: &Agreement, provision: &Provision) -> String {
    if provision.includes.is_empty() {
        return String::new();
    }
    let mut said = format!("For {}.", covered(agreement, &provision.includes));
    let is_within = provision.includes.iter().any(|name| name == LineKind::Overhead.word());
    if let ([overhead], Tbc::Known(annual), true) =
        (agreement.overheads.as_slice(), provision.annual, is_within)
        && let Tbc::Known(rate) = overhead.terms.rate
    {
        let (base, over) = Provision::split(annual, rate);
        let (base, over) = (base.in_pounds(), over.in_pounds());
        said.push_str(&format!(" With {rate} overhead in it: {base} and {over}."));
    }
    said
}
