//! What each council puts in: full-time equivalents by service area, and posts by days a week.

use rust_decimal::Decimal;

use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::exact::Exact;
use crate::domain::heads::CoreInput;
use crate::domain::kpi::plain;
use crate::domain::line::Line;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Basis;
use crate::domain::staffing::Post;

const TO_BE_CONFIRMED: &str = "to be confirmed";

/// The tables of full-time equivalents and of posts.
pub(super) fn inputs_and_posts(agreement: &Agreement, document: &mut Document) {
    let inputs = &agreement.heads.core_inputs;
    if !inputs.is_empty() {
        document.push(Block::heading("Core inputs"));
        document.push(Block::Table(core_inputs(agreement, inputs)));
    }
    if !agreement.staffing.is_empty() {
        document.push(Block::heading("Staffing"));
        document.push(Block::paragraph(
            "Days a week on average over twelve months, of a week of five days. 1 day is 0.2 of a \
             full-time equivalent (FTE).",
        ));
        document.push(Block::Table(posts(&agreement.staffing)));
    }
}

fn core_inputs(agreement: &Agreement, inputs: &[CoreInput]) -> Table {
    let columns = vec![
        Column::text("Service area").heads_rows(),
        Column::figures(format!("{}, FTE", agreement.supplier.name)),
        Column::figures(format!("{}, FTE", agreement.purchaser.name)),
    ];
    let mut table = Table::new("What each council puts in, in full-time equivalents", columns);
    let words = |fte: Option<Tbc<Decimal>>| match fte {
        Some(Tbc::Known(fte)) => plain(fte),
        Some(Tbc::ToBeConfirmed) => TO_BE_CONFIRMED.to_owned(),
        None => "no row for it".to_owned(),
    };
    for input in inputs {
        table.push([input.area.clone(), words(input.supplier_fte), words(input.purchaser_fte)]);
    }
    let sides = [
        inputs.iter().map(|input| input.supplier_fte).collect::<Vec<_>>(),
        inputs.iter().map(|input| input.purchaser_fte).collect(),
    ];
    let totals = sides.map(|side| {
        let known: Option<Vec<Decimal>> = side.into_iter().flatten().map(Tbc::known).collect();
        let sum =
            known.and_then(|known| known.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add));
        sum.map_or(TO_BE_CONFIRMED.to_owned(), plain)
    });
    let [supplier, purchaser] = totals;
    table.rows.push(Row::new(RowKind::Total, ["Together".to_owned(), supplier, purchaser]));
    table
}

fn posts(posts: &[Post]) -> Table {
    let columns = vec![
        Column::text("Post").heads_rows(),
        Column::text("Held by"),
        Column::figures("Days a week"),
        Column::figures("FTE"),
    ];
    let mut table = Table::new("The posts, with their days a week", columns);
    for of_clause in posts.chunk_by(|one, other| one.clause == other.clause) {
        if !of_clause[0].clause.is_empty() {
            table.push_group(of_clause[0].clause.as_str());
        }
        for post in of_clause {
            table.push(row(post));
        }
    }
    let fixed = || posts.iter().filter(|post| !is_as_recorded(post));
    let days: Option<Vec<Exact>> =
        fixed().map(|post| post.terms.days_per_week.known().map(Exact::from)).collect();
    let equivalents: Option<Vec<Exact>> =
        fixed().map(|post| post.terms.full_time_equivalent().known()).collect();
    let sum = |known: Option<Vec<Exact>>| {
        known.map_or(TO_BE_CONFIRMED.to_owned(), |known| figure(&known.into_iter().sum()))
    };
    let total = ["Together".to_owned(), String::new(), sum(days), sum(equivalents)];
    table.rows.push(Row::new(RowKind::Total, total));
    table
}

fn figure(exact: &Exact) -> String {
    exact.in_figures(0, 4)
}

/// Whether a post bills the days that were recorded, and none are agreed.
fn is_as_recorded(post: &Post) -> bool {
    post.terms.basis == Basis::ActualDays
        && post.terms.days_per_week.known().is_some_and(|days| days.is_zero())
}

fn row(post: &Post) -> [Cell; 4] {
    let area = post.terms.area.as_deref().filter(|area| !post.clause.contains(*area));
    let mut said: Vec<String> = area.map(str::to_owned).into_iter().collect();
    if post.terms.basis == Basis::ActualDays {
        said.push("billed by the days that are recorded".to_owned());
    }
    said.extend(runs(post));
    let name = Cell::new(post.name.as_str());
    let name = if said.is_empty() { name } else { name.with_detail(said.join("; ")) };
    let (days, equivalent) = if is_as_recorded(post) {
        ("as recorded".to_owned(), "as recorded".to_owned())
    } else {
        let unknown = || TO_BE_CONFIRMED.to_owned();
        let days = post.terms.days_per_week.known().map_or_else(unknown, plain);
        let equivalent = post.terms.full_time_equivalent().known();
        (days, equivalent.map_or_else(unknown, |fte| figure(&fte)))
    };
    let holder = post.terms.holder.as_deref().unwrap_or("not stated");
    [name, Cell::new(holder), Cell::new(days), Cell::new(equivalent)]
}

/// When a line runs, where that is not the term.
pub(super) fn runs<T>(line: &Line<T>) -> Option<String> {
    let from = line.starts.map(|day| format!("from {}", in_words(day)));
    let to = line.ends.map(|day| format!("to {}", in_words(day)));
    let on = line.continues.then(|| "goes on when the term ends".to_owned());
    let words: Vec<String> = from.into_iter().chain(to).chain(on).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
