//! Files of recorded days, costs and indicator values: in as a whole or not at all, and out again.

use crate::billing::actuals::Actuals;
use crate::billing::actuals_file::COSTS_COLUMNS;
use crate::billing::actuals_file::DAYS_COLUMNS;
use crate::billing::actuals_file::read_costs;
use crate::billing::actuals_file::read_days;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::day_in_london;
use crate::domain::calendar::in_words;
use crate::domain::csv_file;
use crate::domain::csv_file::Column;
use crate::domain::problem::Problem;
use crate::performance::value_file;
use crate::store::acts::Deed;
use crate::store::acts::sha256;
use crate::store::recorded;
use crate::store::recorded::Import;
use crate::store::recorded::Kind;
use crate::workflow::Work;
use crate::workflow::bring_in::late;
use crate::workflow::bring_in::repeated;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// The columns of a file of recorded rows.
pub fn columns(kind: Kind) -> &'static [Column] {
    match kind {
        Kind::Days => &DAYS_COLUMNS,
        Kind::Costs => &COSTS_COLUMNS,
        Kind::Values => &value_file::COLUMNS,
    }
}

/// Reads the rows of a file; gives a warning for each that says again what another says.
pub(super) fn read_rows(
    kind: Kind,
    text: &str,
    agreement: &Agreement,
) -> Result<Vec<Problem>, Vec<Problem>> {
    match kind {
        Kind::Days => read_days(text, agreement, &mut Actuals::default()),
        Kind::Costs => read_costs(text, agreement, &mut Actuals::default()),
        Kind::Values => value_file::read(text, agreement).map(|_| Vec::new()),
    }
}

/// Brings in a file of recorded days, costs or indicator values; gives how many rows it has, and a
/// warning for each row that says again what another says.
///
/// # Errors
/// Every bad row with its place, rows that are recorded already, and the very same file a second
/// time; then nothing comes in.
pub fn recorded(
    work: &mut Work<'_>,
    reference: &str,
    kind: Kind,
    name: &str,
    text: &str,
) -> Result<(usize, Vec<String>), Refusal> {
    record(work, reference, (kind, name, text), Repeated::Refused)
}

/// The same, where rows that repeat what is recorded are meant, and count twice.
///
/// # Errors
/// Those of [`recorded`], but for rows that are recorded already.
pub fn recorded_again(
    work: &mut Work<'_>,
    reference: &str,
    kind: Kind,
    name: &str,
    text: &str,
) -> Result<(usize, Vec<String>), Refusal> {
    record(work, reference, (kind, name, text), Repeated::Meant)
}

/// What becomes of rows that repeat what is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repeated {
    Refused,
    Meant,
}

fn record(
    work: &mut Work<'_>,
    reference: &str,
    (kind, name, text): (Kind, &str, &str),
    repeated: Repeated,
) -> Result<(usize, Vec<String>), Refusal> {
    let duty = if kind == Kind::Values { Duty::RecordValues } else { Duty::RecordActuals };
    let held = work.agreement(reference, duty)?;
    let now = terms::in_use(work.books, &held)?;
    let warnings = read_rows(kind, text, now.agreement())
        .map_err(|problems| terms::all_in_lines(name, &problems))?;
    let mut warnings: Vec<String> =
        warnings.iter().map(|problem| terms::in_one_line(name, problem)).collect();
    let cells = |row: &csv_file::Row| {
        let cell = |column: &Column| row.text(column.name).unwrap_or_default().to_owned();
        columns(kind).iter().map(cell).collect()
    };
    let rows: Vec<Vec<String>> =
        csv_file::read(text, columns(kind)).rows.iter().map(cells).collect();
    if rows.is_empty() {
        return Err(Refusal::refused(format!("{name} has no rows under its header")));
    }
    warnings.extend(late::into_locked_years(work, &held, kind, now.agreement(), text)?);
    let import = Import { kind, name: name.to_owned(), sha256: sha256(text.as_bytes()), rows };
    if let Some((before, when)) = recorded::brought_before(work.books, &held, &import)? {
        return Err(Refusal::refused(format!(
            "{name} was brought in already, as {before} on {}: its rows would count twice. A \
             correction is a file of its own, with negative days or sums for what was wrong",
            in_words(day_in_london(when))
        )));
    }
    if repeated == Repeated::Refused {
        repeated::must_be_new(work, &held, kind, name, text)?;
    }
    recorded::add(work.books, &held, &import, &work.by.id, work.at.now)?;
    let deed = Deed {
        act: format!("{} recorded", kind.word()),
        subject: held.reference.clone(),
        before: String::new(),
        after: format!(
            "{} rows of {name}, {}, as recorded {}",
            import.rows.len(),
            import.sha256,
            hash_of_rows(&import.rows)
        ),
        reason: String::new(),
    };
    work.did(&held.supplier, deed);
    Ok((import.rows.len(), warnings))
}

/// SHA-256 over rows as they are recorded: the file's own is of its bytes, which nobody keeps.
pub(in crate::workflow) fn hash_of_rows(rows: &[Vec<String>]) -> String {
    sha256(serde_json::to_string(rows).expect("text is always JSON").as_bytes())
}

/// What was recorded for an agreement, as a file that can be brought in again.
///
/// # Errors
/// The database's own.
pub fn recorded_file(work: &mut Work<'_>, reference: &str, kind: Kind) -> Result<String, Refusal> {
    let held = work.agreement(reference, Duty::Read)?;
    let count = recorded::count_of(work.books, &held.supplier, &held.id, kind)?;
    let rows = recorded::rows(work.books, &held.supplier, &held.id, kind, count)?;
    Ok(csv_file::write(columns(kind), &rows))
}
