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
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;

/// Where the financial year stands with the statement; `part` are the days on which the agreement
/// runs in it, where they are not the whole of it.
pub fn year_to_date(year: &YearToDate, part: Option<Period>, document: &mut Document) {
    let (what, heading) = match part {
        Some(_) => ("that part of the year", "Part year"),
        None => ("the whole year", "Whole year"),
    };
    let runs = part.map_or(String::new(), |part| {
        format!("The agreement runs for a part of this financial year: {}. ", part.in_words())
    });
    document.push(Block::Together(vec![
        Block::heading(format!("The financial year {} to date", year.year)),
        Block::paragraph(format!(
            "{runs}What this statement bills, what is billed of the year up to {}, what {what} is \
             expected to come to under what is known, and what is still to be billed of that. \
             Without VAT, and without days and costs that are not recorded yet.",
            in_words(year.to)
        )),
        Block::Table(kinds(year, heading)),
    ]));
    if !year.provisions.is_empty() {
        document.push(Block::Together(vec![
            Block::subheading("Beside what budget papers provide for a whole year"),
            Block::paragraph(format!(
                "What is billed to date, and what {what} is expected to come to, for what each \
                 provision covers; unused is what is billed to date taken from what is provided."
            )),
            Block::Table(provisions(year, heading)),
        ]));
    }
}

fn kinds(year: &YearToDate, of_year: &str) -> Table {
    let columns = vec![
        Column::text("Kind of charge").heads_rows(),
        Column::figures("Billed now"),
        Column::figures("To date"),
        Column::figures(of_year),
        Column::figures("Still to bill"),
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

fn provisions(year: &YearToDate, of_year: &str) -> Table {
    let columns = vec![
        Column::text("Provision").heads_rows(),
        Column::figures("Provided"),
        Column::figures("To date"),
        Column::figures(of_year),
        Column::figures("Unused"),
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
    let unused = provision.map_or("not known".to_owned(), |sum| (sum - sums.to_date).in_pounds());
    [
        Cell::new(name.as_str()).with_detail(format!("clause {clause}: {circa}{sum} a year")),
        Cell::new(sum),
        Cell::new(sums.to_date.in_pounds()),
        Cell::new(sums.expected.in_pounds()),
        Cell::new(unused),
    ]
}
