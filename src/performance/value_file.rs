//! The file of values: one row for each indicator and period.

use crate::domain::agreement::Agreement;
use crate::domain::csv_file::Column;
use crate::domain::csv_file::Row;
use crate::domain::csv_file::all_or_problems;
use crate::domain::csv_file::noted;
use crate::domain::csv_file::read as read_rows;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::domain::problem::Problem;
use crate::domain::problem::nearest;
use crate::domain::rate::parse_signed;
use crate::performance::values::Figure;
use crate::performance::values::KpiValue;
use crate::performance::values::ValueStatus;

const fn column(name: &'static str, is_needed: bool) -> Column {
    Column { name, is_needed }
}

/// The columns of the file.
pub const COLUMNS: [Column; 10] = [
    column("kpi", true),
    column("period_end", true),
    column("value", true),
    column("status", true),
    column("comparator_mean", false),
    column("rank", false),
    column("of", false),
    column("source", false),
    column("published", false),
    column("commentary", false),
];

/// Reads the values of an agreement's indicators.
///
/// # Errors
/// Every problem of the file at once.
pub fn read(text: &str, agreement: &Agreement) -> Result<Vec<KpiValue>, Vec<Problem>> {
    let rows = read_rows(text, &COLUMNS);
    let mut problems = rows.problems;
    problems.extend(given_twice(&rows.rows));
    all_or_problems(problems, rows.rows.iter().map(|row| value(row, agreement)))
}

fn given_twice(rows: &[Row]) -> Vec<Problem> {
    let mut seen = std::collections::BTreeSet::new();
    let mut problems = Vec::new();
    for row in rows {
        let cell = |column| row.text(column).unwrap_or_default().to_owned();
        let key = ["kpi", "period_end", "status", "published"].map(cell);
        if !seen.insert(key) {
            let says = "this indicator has another row for the same period, status and day of \
                        publication: leave one out, or say when each was published";
            problems.push(row.problem("kpi", "", says));
        }
    }
    problems
}

fn indicator<'a>(row: &Row, agreement: &'a Agreement) -> Result<&'a Kpi, Problem> {
    let id = row.needed("kpi")?;
    agreement.kpis.iter().find(|kpi| kpi.id == id).ok_or_else(|| {
        let near = nearest(id, agreement.kpis.iter().map(|kpi| kpi.id.as_str()));
        let near = near.map_or(String::new(), |near| format!(": did you mean \"{near}\"?"));
        row.problem("kpi", "", format!("the agreement has no indicator called \"{id}\"{near}"))
    })
}

fn value(row: &Row, agreement: &Agreement) -> Result<KpiValue, Vec<Problem>> {
    let mut wrong = Vec::new();
    let kpi = noted(&mut wrong, indicator(row, agreement));
    let clause = kpi.map_or("", |kpi| kpi.clause.as_str());
    let period_end = noted(&mut wrong, row.needed_date("period_end"));
    let status = noted(&mut wrong, status(row, clause));
    let whole = |text: &str| text.parse::<u32>().map_err(|_| format!("\"{text}\" is no rank"));
    let rank = noted(&mut wrong, row.parse("rank", whole));
    let of = noted(&mut wrong, row.parse("of", whole));
    if let (Some(rank), Some(of)) = (rank, of)
        && (rank.is_some() != of.is_some() || rank > of || rank == Some(0))
    {
        let says = "a rank is from 1 to the number that are ranked: give rank and of together";
        wrong.push(row.problem("rank", clause, says));
    }
    let published = noted(&mut wrong, row.date("published"));
    if published.flatten().zip(period_end).is_some_and(|(published, end)| published < end) {
        let says = "it was published before its period ended: an observation cannot be older \
                    than what it observes";
        wrong.push(row.problem("published", clause, says));
    }
    let mean = noted(&mut wrong, row.parse("comparator_mean", parse_signed));
    let figure = kpi.zip(status).map(|(kpi, status)| figure(row, kpi, status));
    let figure = figure.and_then(|figure| noted(&mut wrong, figure));
    let (Some(kpi), Some(period_end), Some(status), Some(figure), Some(mean), true) =
        (kpi, period_end, status, figure, mean, wrong.is_empty())
    else {
        return Err(wrong);
    };
    Ok(KpiValue {
        kpi: kpi.id.clone(),
        period_end,
        figure,
        status,
        comparator_mean: mean,
        rank: rank.flatten(),
        of: of.flatten(),
        source: row.text("source").map(str::to_owned),
        published: published.flatten(),
        commentary: row.text("commentary").map(str::to_owned),
    })
}

fn status(row: &Row, clause: &str) -> Result<ValueStatus, Problem> {
    let word = row.needed("status")?;
    let found = ValueStatus::WORDS.iter().find(|(known, _)| *known == word);
    found.map(|(_, status)| *status).ok_or_else(|| {
        let known: Vec<&str> = ValueStatus::WORDS.iter().map(|(word, _)| *word).collect();
        let says = format!("\"{word}\" is not one of {}", known.join(", "));
        row.problem("status", clause, says)
    })
}

fn figure(row: &Row, kpi: &Kpi, status: ValueStatus) -> Result<Option<Figure>, Problem> {
    let has_figure = matches!(status, ValueStatus::Provisional | ValueStatus::Final);
    let Some(text) = row.text("value") else {
        if has_figure && row.text("rank").is_none() {
            let says = format!(
                "the value is empty, but its status is {}: give the value, or the status \
                 not-available, suppressed or discontinued",
                status.in_words()
            );
            return Err(row.problem("value", &kpi.clause, says));
        }
        return Ok(None);
    };
    if !has_figure {
        let says = format!(
            "a value that is {} stays empty: clear it, or give the status final or provisional",
            status.in_words()
        );
        return Err(row.problem("value", &kpi.clause, says));
    }
    let figure = match (kpi.unit, text) {
        (Unit::Statement, "met") => Figure::Met,
        (Unit::Statement, "partly") => Figure::Partly,
        (Unit::Statement, "not") => Figure::NotMet,
        (Unit::Statement, _) => {
            let says = format!("\"{text}\" is not one of met, partly, not");
            return Err(row.problem("value", &kpi.clause, says));
        }
        _ => {
            let number = parse_signed(text);
            Figure::Number(number.map_err(|says| row.problem("value", &kpi.clause, says))?)
        }
    };
    Ok(Some(figure))
}
