//! The files of recorded days and costs: one row for each record.

use std::collections::BTreeMap;

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::billing::actuals::Actuals;
use crate::billing::actuals::CostMet;
use crate::billing::actuals::DaysGiven;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::LineHead;
use crate::domain::calendar::days_in_month;
use crate::domain::calendar::in_words;
use crate::domain::csv_file::Column;
use crate::domain::csv_file::Row;
use crate::domain::csv_file::all_or_problems;
use crate::domain::csv_file::noted;
use crate::domain::csv_file::read as read_rows;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::problem::Problem;
use crate::domain::problem::nearest;
use crate::domain::rate::parse_signed;
use crate::domain::variation::KnownTerms;
use crate::domain::variation::open_end;

const fn column(name: &'static str, is_needed: bool) -> Column {
    Column { name, is_needed }
}

/// The columns of a file of days.
pub const DAYS_COLUMNS: [Column; 5] = [
    column("line", true),
    column("on", true),
    column("days", true),
    column("note", false),
    column("recorded", false),
];

/// The columns of a file of costs.
pub const COSTS_COLUMNS: [Column; 6] = [
    column("line", true),
    column("on", true),
    column("amount", true),
    column("kind", false),
    column("note", false),
    column("recorded", false),
];

/// Reads recorded days into the actuals, and gives a warning for each row that says again what one
/// above it says.
///
/// # Errors
/// Every problem of the file at once; then nothing is added.
pub fn read_days(
    text: &str,
    agreement: &Agreement,
    actuals: &mut Actuals,
) -> Result<Vec<Problem>, Vec<Problem>> {
    let rows = read_rows(text, &DAYS_COLUMNS);
    let heads = agreement.line_heads();
    let given = rows.rows.iter().map(|row| days(row, &heads));
    let given = all_or_problems(rows.problems, given)?;
    let said =
        given.iter().map(|(line, given)| (line, given.on, given.days.normalize(), &given.note));
    let mut warnings = said_twice(&rows.rows, said);
    warnings.extend(hardly_right(&rows.rows, &given, agreement));
    warnings.sort();
    for (line, given) in given {
        actuals.record_days(&line, given);
    }
    Ok(warnings)
}

/// Reads recorded costs into the actuals. Costs of a kind that an overhead covers are refused on
/// the lines that it is on. A row that says again what one above it says is warned of.
///
/// # Errors
/// Every problem of the file at once; then nothing is added.
pub fn read_costs(
    text: &str,
    agreement: &Agreement,
    actuals: &mut Actuals,
) -> Result<Vec<Problem>, Vec<Problem>> {
    let rows = read_rows(text, &COSTS_COLUMNS);
    let heads = agreement.line_heads();
    let everything = KnownTerms::on(agreement, open_end());
    let met = rows.rows.iter().map(|row| cost(row, &heads, &everything));
    let met = all_or_problems(rows.problems, met)?;
    let said = met
        .iter()
        .map(|(line, met)| (line, met.on, met.amount.to_string(), met.kind.as_ref(), &met.note));
    let warnings = said_twice(&rows.rows, said);
    for (line, met) in met {
        actuals.record_cost(&line, met);
    }
    Ok(warnings)
}

/// The rows that say what one above them says; a remark tells two apart that are both meant.
fn said_twice<Said: Ord>(rows: &[Row], said: impl Iterator<Item = Said>) -> Vec<Problem> {
    let mut first: BTreeMap<Said, u32> = BTreeMap::new();
    let mut warnings = Vec::new();
    for (row, said) in rows.iter().zip(said) {
        let line = row.place("line").line;
        let above = *first.entry(said).or_insert(line);
        if above != line {
            let says = format!(
                "line {above} says the same: both are counted; leave one out, or give each a note \
                 where both are meant"
            );
            warnings.push(Problem { field: String::new(), ..row.problem("line", "", says) });
        }
    }
    warnings
}

/// Days that can hardly be right: more for a post in a month than the month has, all rows of the
/// file together, and days on which the post does not run. Posts of several officers, and months
/// that are entered late, may have either: a person looks, and nothing is refused.
fn hardly_right(
    rows: &[Row],
    given: &[(String, DaysGiven)],
    agreement: &Agreement,
) -> Vec<Problem> {
    let everything = KnownTerms::on(agreement, open_end());
    let mut warnings = Vec::new();
    let mut so_far: BTreeMap<(&str, i32, u32), Decimal> = BTreeMap::new();
    for (row, (line, given)) in rows.iter().zip(given) {
        let post = everything.staffing.iter().find(|post| post.line.id == *line);
        let runs = post.and_then(|post| post.runs);
        if runs.is_none_or(|runs| !runs.contains(given.on)) {
            let says = match runs {
                Some(runs) if given.on < runs.first => format!(
                    "\"{line}\" begins on {}: nothing may be billed for a day before",
                    in_words(runs.first)
                ),
                Some(runs) => format!(
                    "\"{line}\" ended on {}: nothing may be billed for a day after",
                    in_words(runs.last)
                ),
                None => format!("\"{line}\" never runs: nothing may be billed for it"),
            };
            warnings.push(row.problem("on", "", says));
        }
        let month = (line.as_str(), given.on.year(), given.on.month());
        let days = so_far.entry(month).or_default();
        let (before, calendar) = (*days, Decimal::from(days_in_month(given.on)));
        *days += given.days;
        if *days > calendar && before <= calendar {
            let says = format!(
                "with this row \"{line}\" has {} days in a month of {calendar}: are they of several \
                 officers, or one digit too many?",
                days.normalize()
            );
            warnings.push(row.problem("days", "", says));
        }
    }
    warnings
}

fn line<'h, 'a>(row: &Row, heads: &'h [LineHead<'a>]) -> Result<&'h LineHead<'a>, Problem> {
    let id = row.needed("line")?;
    heads.iter().find(|head| head.id == id).ok_or_else(|| {
        let near = nearest(id, heads.iter().map(|head| head.id));
        let near = near.map_or(String::new(), |near| format!(": did you mean \"{near}\"?"));
        row.problem("line", "", format!("the agreement has no line called \"{id}\"{near}"))
    })
}

/// The post that a row is of.
fn post<'h, 'a>(row: &Row, heads: &'h [LineHead<'a>]) -> Result<&'h LineHead<'a>, Problem> {
    let head = line(row, heads)?;
    if head.kind == LineKind::Staffing {
        return Ok(head);
    }
    let says = format!(
        "days are recorded for posts, and \"{}\" is a line of kind {}",
        head.id,
        head.kind.word()
    );
    Err(row.problem("line", head.clause, says))
}

fn days(row: &Row, heads: &[LineHead]) -> Result<(String, DaysGiven), Vec<Problem>> {
    let mut wrong = Vec::new();
    let head = noted(&mut wrong, post(row, heads));
    let on = noted(&mut wrong, row.needed_date("on"));
    let days = noted(&mut wrong, row.needed("days").and_then(|_| row.parse("days", parse_signed)));
    let recorded = noted(&mut wrong, row.date("recorded"));
    let (Some(head), Some(on), Some(days), Some(recorded)) = (head, on, days, recorded) else {
        return Err(wrong);
    };
    let note = row.text("note").map(str::to_owned);
    let days = days.unwrap_or_default();
    Ok((head.id.to_owned(), DaysGiven { on, days, recorded: recorded.unwrap_or(on), note }))
}

/// The line that a cost is charged on.
fn charged<'h, 'a>(row: &Row, heads: &'h [LineHead<'a>]) -> Result<&'h LineHead<'a>, Problem> {
    let head = line(row, heads)?;
    if head.kind != LineKind::Overhead {
        return Ok(head);
    }
    let says = format!(
        "\"{}\" is an overhead: it is worked out, never recorded: leave the row out",
        head.id
    );
    Err(row.problem("line", head.clause, says))
}

fn cost(
    row: &Row,
    heads: &[LineHead],
    everything: &KnownTerms,
) -> Result<(String, CostMet), Vec<Problem>> {
    let mut wrong = Vec::new();
    let head = noted(&mut wrong, charged(row, heads));
    let on = noted(&mut wrong, row.needed_date("on"));
    let amount = row.needed("amount").and_then(|_| row.parse("amount", Money::parse));
    let amount = noted(&mut wrong, amount);
    let recorded = noted(&mut wrong, row.date("recorded"));
    let (Some(head), Some(on), Some(amount), Some(recorded)) = (head, on, amount, recorded) else {
        return Err(wrong);
    };
    let (amount, recorded) = (amount.unwrap_or_default(), recorded.unwrap_or(on));
    let kind = row.text("kind").map(str::to_owned);
    if let Some(kind) = &kind {
        let covering = everything.overheads.iter().find(|overhead| {
            overhead.runs.is_some_and(|runs| runs.contains(on))
                && overhead.line.terms.covers.iter().any(|c| c.eq_ignore_ascii_case(kind))
                && overhead.terms.on(on).is_on(head.kind, head.id)
        });
        if let Some(overhead) = covering {
            let says = format!(
                "{kind} is covered by the overhead \"{}\" (clause {}) and cannot be charged again \
                 on \"{}\": leave the row out",
                overhead.line.id, overhead.line.clause, head.id
            );
            return Err(vec![row.problem("kind", head.clause, says)]);
        }
    }
    let note = row.text("note").map(str::to_owned);
    Ok((head.id.to_owned(), CostMet { on, amount, kind, recorded, note }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGREEMENT: &str = include_str!("../../examples/hampshire-isle-of-wight/agreement.toml");

    fn agreement() -> Agreement {
        crate::domain::file::read(AGREEMENT).expect("the example reads").agreement
    }

    #[test]
    fn every_bad_cell_of_every_row_is_told_and_a_short_row_hides_none() {
        let text = "line,on,days,note\nnobody,1 July,three,\ndcs,2018-07-31\ndcs,,x,\n";
        let problems = read_days(text, &agreement(), &mut Actuals::default()).expect_err("wrong");
        let told: Vec<(u32, &str)> =
            problems.iter().map(|problem| (problem.place.line, problem.field.as_str())).collect();
        assert_eq!(
            told,
            [(2, "line"), (2, "on"), (2, "days"), (3, ""), (4, "on"), (4, "days")],
            "{problems:?}"
        );
        let costs = "line,on,amount\nnobody,1 July,x\n";
        let problems = read_costs(costs, &agreement(), &mut Actuals::default()).expect_err("wrong");
        assert_eq!(problems.len(), 3, "{problems:?}");
    }

    #[test]
    fn days_that_can_hardly_be_right_are_warned_of() {
        let text = "line,on,days\ndcs,2018-07-30,20\ndcs,2018-07-31,11\ndcs,2018-08-31,32\n\
                    dcs,2010-08-31,1\n";
        let warnings = read_days(text, &agreement(), &mut Actuals::default()).expect("it reads");
        let told: Vec<(u32, &str)> =
            warnings.iter().map(|warning| (warning.place.line, warning.says.as_str())).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].0 == 4 && told[0].1.contains("32 days in a month of 31"), "{told:?}");
        assert!(told[1].0 == 5 && told[1].1.contains("\"dcs\" begins on"), "{told:?}");
    }
}
