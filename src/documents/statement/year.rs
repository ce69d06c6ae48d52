//! The year to date against the agreement, on paper.

use crate::billing::year_to_date::ProvisionToDate;
use crate::billing::year_to_date::ToDate;
use crate::billing::year_to_date::YearToDate;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;

/// Where the financial year stands with the statement.
pub fn year_to_date(year: &YearToDate, document: &mut Document) {
    document.push(Block::Together(vec![
        Block::heading(format!("The financial year {} to date", year.year)),
        Block::paragraph(format!(
            "What this statement bills, what is billed of the year up to {}, what the whole \
             year is expected to come to under what is known, and what is left of that to bill. \
             Without VAT, and without days and costs that are not recorded yet.",
            in_words(year.to)
        )),
        Block::Table(kinds(year)),
    ]));
    if !year.provisions.is_empty() {
        document.push(Block::Together(vec![
            Block::subheading("Beside what budget papers provide for a whole year"),
            Block::Table(provisions(year)),
        ]));
    }
}

fn kinds(year: &YearToDate) -> Table {
    let columns = vec![
        Column::text("Kind of charge").heads_rows(),
        Column::figures("Billed now"),
        Column::figures("To date"),
        Column::figures("Whole year"),
        Column::figures("Left"),
    ];
    let mut table = Table::new("The financial year by kind of charge", columns);
    for (kind, sums) in year.by_kind() {
        table.rows.push(row(RowKind::Body, kind.in_words(), &sums));
    }
    if let Some(sums) = year.of_earlier_years() {
        table.rows.push(row(RowKind::Body, "Adjustments of earlier years", &sums));
    }
    table.rows.push(row(RowKind::Total, "Net", &year.total()));
    table
}

fn row(kind: RowKind, label: &str, sums: &ToDate) -> Row {
    let figures = [sums.this_statement, sums.to_date, sums.expected, sums.left()];
    Row::new(kind, std::iter::once(label.to_owned()).chain(figures.map(Money::in_pounds)))
}

fn provisions(year: &YearToDate) -> Table {
    let columns = vec![
        Column::text("Provision").heads_rows(),
        Column::figures("Provided"),
        Column::figures("To date"),
        Column::figures("Left"),
        Column::figures("Whole year"),
    ];
    let mut table = Table::new("What budget papers provide, beside what is billed", columns);
    for provision in &year.provisions {
        table.push(provided(provision));
    }
    table
}

fn provided(provision: &ProvisionToDate) -> [Cell; 5] {
    let ProvisionToDate { name, clause, circa, provision, sums } = provision;
    let circa = if *circa { "circa " } else { "" };
    let sum = provision.map_or("to be confirmed".to_owned(), Money::in_pounds);
    let left = provision.map_or("not known".to_owned(), |sum| (sum - sums.to_date).in_pounds());
    [
        Cell::new(name.as_str()).with_detail(format!("clause {clause}: {circa}{sum} a year")),
        Cell::new(sum),
        Cell::new(sums.to_date.in_pounds()),
        Cell::new(left),
        Cell::new(sums.expected.in_pounds()),
    ]
}
