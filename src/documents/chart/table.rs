//! The figures of a trajectory, day by day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::documents::chart::Actual;
use crate::documents::chart::Dated;
use crate::documents::chart::Trajectory;
use crate::documents::chart::words::with_unit;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Row;
use crate::documents::page::RowKind;
use crate::documents::page::Table;
use crate::documents::page::long_date;
use crate::domain::exact::Exact;

/// A row for each day that the chart has something on; the trajectory is in order of its days.
pub(super) fn table(of: &Trajectory) -> Table {
    let mut columns = vec![Column::text("Day").heads_rows(), Column::figures("Value")];
    let wide = [
        (of.milestones.len() > 1, "Milestone"),
        (!of.targets.is_empty(), "Target"),
        (!of.comparators.is_empty(), "Comparators’ mean"),
    ];
    let headings = wide.iter().filter(|(has, _)| *has).map(|&(_, heading)| heading);
    columns.extend(headings.map(Column::figures));
    columns.push(Column::text("Rating"));
    let mut table = Table::new(format!("{}: the figures of the chart", of.name), columns);
    let days: BTreeSet<NaiveDate> =
        of.actuals.iter().map(|actual| actual.on).chain(of.marks().map(|mark| mark.on)).collect();
    for on in days {
        let mut actuals = of.actuals.iter().filter(|actual| actual.on == on).peekable();
        if actuals.peek().is_none() {
            table.rows.push(row(of, on, None));
        }
        actuals.for_each(|actual| table.rows.push(row(of, on, Some(actual))));
    }
    table
}

fn row(of: &Trajectory, on: NaiveDate, actual: Option<&Actual>) -> Row {
    let baseline = of.baseline.filter(|baseline| baseline.on == on);
    let day = Cell::new(long_date(on));
    let day = if baseline.is_some() { day.with_detail("baseline") } else { day };
    let figure = |value: Option<Decimal>| {
        Cell::new(value.map_or_else(|| "none".to_owned(), |value| with_unit(value, &of.unit)))
    };
    let at = |dated: &[Dated]| dated.iter().find(|dated| dated.on == on).map(|dated| dated.value);
    let value = actual.map(|actual| actual.value).or(baseline.map(|baseline| baseline.value));
    let mut cells = vec![day, figure(value)];
    if of.milestones.len() > 1 {
        cells.push(figure(milestone(&of.milestones, on)));
    }
    if !of.targets.is_empty() {
        cells.push(figure(at(&of.targets)));
    }
    if !of.comparators.is_empty() {
        cells.push(figure(at(&of.comparators)));
    }
    cells.push(match actual {
        Some(actual) => Cell::new(actual.rating.word()).with_symbol(actual.rating.symbol()),
        None => Cell::new("no value"),
    });
    Row::new(RowKind::Body, cells)
}

/// The height of the milestone line on a day, to two decimals.
fn milestone(line: &[Dated], on: NaiveDate) -> Option<Decimal> {
    if let Some(corner) = line.iter().find(|corner| corner.on == on) {
        return Some(corner.value);
    }
    let ends = line.windows(2).find(|ends| ends[0].on < on && on < ends[1].on)?;
    let (from, to) = (Exact::from(ends[0].value), Exact::from(ends[1].value));
    let days = |from: NaiveDate, to: NaiveDate| Exact::from((to - from).num_days());
    let gone = days(ends[0].on, on) / days(ends[0].on, ends[1].on);
    (from.clone() + (to - from) * gone).in_figures(2, 2).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::chart::Rating;
    use crate::documents::page::Colour;
    use crate::domain::calendar::date;

    fn dated(on: NaiveDate, value: i64) -> Dated {
        Dated { on, value: Decimal::from(value) }
    }

    #[test]
    fn every_figure_of_the_chart_is_in_its_table() {
        let (begins, measured, ends) = (date(2017, 11, 30), date(2019, 3, 31), date(2020, 3, 31));
        let trajectory = Trajectory {
            name: "Reviews held on time".into(),
            unit: "%".into(),
            actuals: vec![Actual {
                on: measured,
                value: Decimal::new(861, 1),
                rating: Rating::Green,
            }],
            baseline: Some(dated(begins, 80)),
            comparators: vec![dated(measured, 83)],
            milestones: vec![dated(begins, 80), dated(ends, 90)],
            targets: vec![dated(ends, 90)],
            colour: Colour::DARK_BLUE,
        };
        let table = trajectory.table();
        table.check().expect("a row fills its columns");
        let rows: Vec<Vec<String>> = table
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text.words()).collect())
            .collect();
        assert_eq!(
            rows,
            [
                ["30 November 2017", "80%", "80%", "none", "none", "no value"],
                ["31 March 2019", "86.1%", "85.70%", "none", "83%", "Green"],
                ["31 March 2020", "none", "90%", "90%", "none", "no value"],
            ]
        );
        assert_eq!(table.rows[0].cells[0].detail, Some("baseline".into()));
    }
}
