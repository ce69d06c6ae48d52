//! The files of recorded days and costs: one row for each record.

use std::collections::BTreeMap;

use crate::billing::actuals::Actuals;
use crate::billing::actuals::CostMet;
use crate::billing::actuals::DaysGiven;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::LineHead;
use crate::domain::csv_file::Column;
use crate::domain::csv_file::Row;
use crate::domain::csv_file::all_or_problems;
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
    let warnings = said_twice(&rows.rows, said);
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

fn line<'h, 'a>(row: &Row, heads: &'h [LineHead<'a>]) -> Result<&'h LineHead<'a>, Problem> {
    let id = row.needed("line")?;
    heads.iter().find(|head| head.id == id).ok_or_else(|| {
        let near = nearest(id, heads.iter().map(|head| head.id));
        let near = near.map_or(String::new(), |near| format!(": did you mean \"{near}\"?"));
        row.problem("line", "", format!("the agreement has no line called \"{id}\"{near}"))
    })
}

fn days(row: &Row, heads: &[LineHead]) -> Result<(String, DaysGiven), Problem> {
    let head = line(row, heads)?;
    if head.kind != LineKind::Staffing {
        let says = format!(
            "days are recorded for posts, and \"{}\" is a line of kind {}",
            head.id,
            head.kind.word()
        );
        return Err(row.problem("line", head.clause, says));
    }
    let on = row.needed_date("on")?;
    row.needed("days")?;
    let days = row.parse("days", parse_signed)?.unwrap_or_default();
    let recorded = row.date("recorded")?.unwrap_or(on);
    let note = row.text("note").map(str::to_owned);
    Ok((head.id.to_owned(), DaysGiven { on, days, recorded, note }))
}

fn cost(
    row: &Row,
    heads: &[LineHead],
    everything: &KnownTerms,
) -> Result<(String, CostMet), Problem> {
    let head = line(row, heads)?;
    if head.kind == LineKind::Overhead {
        let says = format!(
            "\"{}\" is an overhead: it is worked out, never recorded: leave the row out",
            head.id
        );
        return Err(row.problem("line", head.clause, says));
    }
    let on = row.needed_date("on")?;
    row.needed("amount")?;
    let amount = row.parse("amount", Money::parse)?.unwrap_or_default();
    let recorded = row.date("recorded")?.unwrap_or(on);
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
            return Err(row.problem("kind", head.clause, says));
        }
    }
    let note = row.text("note").map(str::to_owned);
    Ok((head.id.to_owned(), CostMet { on, amount, kind, recorded, note }))
}
