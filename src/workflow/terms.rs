//! What an agreement says and what was recorded for it, as the books hold them.

use std::collections::VecDeque;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::actuals_file::COSTS_COLUMNS;
use crate::billing::actuals_file::DAYS_COLUMNS;
use crate::billing::actuals_file::read_costs;
use crate::billing::actuals_file::read_days;
use crate::documents::logo;
use crate::documents::page::Figure;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::Status;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::domain::calendar::in_words;
use crate::domain::csv_file;
use crate::domain::file;
use crate::domain::file::Source;
use crate::domain::problem::Finding;
use crate::domain::problem::Problem;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::recorded;
use crate::store::recorded::Kind;
use crate::store::statements::Kept;
use crate::workflow::refusal::Refusal;

/// The terms of an agreement, and what was recorded for it, up to some version and rows.
#[derive(Debug, Clone)]
pub struct Terms {
    /// The agreement, with the places of its parts in the file.
    pub source: Arc<Source>,
    /// The recorded days and costs.
    pub actuals: Actuals,
    /// The version of the file.
    pub version: i32,
    /// How many rows of recorded days there are.
    pub days_entries: i32,
    /// How many rows of recorded costs.
    pub costs_entries: i32,
}

impl Terms {
    /// The agreement.
    pub fn agreement(&self) -> &Agreement {
        &self.source.agreement
    }

    /// What stands in the way, each at its place in the agreement file.
    pub fn located(&self, reference: &str, findings: &[Finding]) -> Refusal {
        let line = |finding: &Finding| match finding.path.as_str() {
            "" => finding.says.clone(),
            _ => in_one_line(reference, &self.source.places.locate(finding)),
        };
        Refusal::Input(findings.iter().map(line).collect())
    }
}

/// A problem in one line, in a file that people know by a name.
pub fn in_one_line(name: &str, problem: &Problem) -> String {
    format!("{name}:{}:{}: {}", problem.place.line, problem.place.column, problem.sentence())
}

/// Several problems of a file, each in a line.
pub fn all_in_lines(name: &str, problems: &[Problem]) -> Refusal {
    Refusal::Input(problems.iter().map(|problem| in_one_line(name, problem)).collect())
}

/// The terms as they are in use now, with everything that was recorded.
///
/// # Errors
/// The database's own, and records that cannot be read back.
pub fn in_use(books: &mut Books, held: &Held) -> Result<Terms, Refusal> {
    let (days, costs) = recorded::counts_of(books, &held.supplier, &held.id)?;
    up_to(books, held, held.version, days, costs)
}

/// What is to be done where a council is told nothing by letter, because the agreement states no
/// e-mail address for it.
///
/// # Errors
/// The database's own.
pub fn no_letter(books: &mut Books, held: &Held, to: Side) -> Result<Option<String>, Refusal> {
    Ok(no_letter_under(up_to(books, held, held.version, 0, 0)?.agreement(), to))
}

/// The same under the terms of an agreement that are at hand.
pub fn no_letter_under(agreement: &Agreement, to: Side) -> Option<String> {
    let council = agreement.authority(to);
    council.email.is_none().then(|| {
        format!(
            "no letter: the agreement states no e-mail address for {}; add email under [{}], or \
             tell them yourself",
            council.name,
            to.word()
        )
    })
}

/// The terms that a statement was drawn up from, with what was recorded by then.
///
/// # Errors
/// The database's own, and records that cannot be read back.
pub fn of_statement(books: &mut Books, held: &Held, kept: &Kept) -> Result<Terms, Refusal> {
    up_to(books, held, kept.version, kept.days_entries, kept.costs_entries)
}

/// The terms of a version, with so many rows of what was recorded.
///
/// # Errors
/// The database's own, and records that cannot be read back.
pub fn up_to(
    books: &mut Books,
    held: &Held,
    version: i32,
    days_entries: i32,
    costs_entries: i32,
) -> Result<Terms, Refusal> {
    let stored = agreements::version(books, &held.supplier, &held.id, version)?;
    let source = read(&stored.source).map_err(|problems| {
        let mut says = String::new();
        for problem in &problems {
            let _ = write!(says, "{}; ", in_one_line(&held.reference, problem));
        }
        StoreError::damaged("the agreement", held.reference.as_str(), says)
    })?;
    let mut actuals = Actuals::default();
    let damaged = |problems: Vec<Problem>| all_in_lines(&held.reference, &problems);
    if days_entries > 0 {
        let rows = recorded::rows(books, &held.supplier, &held.id, Kind::Days, days_entries)?;
        let text = csv_file::write(&DAYS_COLUMNS, &rows);
        read_days(&text, &source.agreement, &mut actuals).map_err(damaged)?;
    }
    if costs_entries > 0 {
        let rows = recorded::rows(books, &held.supplier, &held.id, Kind::Costs, costs_entries)?;
        let text = csv_file::write(&COSTS_COLUMNS, &rows);
        read_costs(&text, &source.agreement, &mut actuals).map_err(damaged)?;
    }
    Ok(Terms { source, actuals, version, days_entries, costs_entries })
}

/// The supplier's logo as a version of an agreement has it, for the papers that are made under it.
///
/// # Errors
/// The database's own, and a logo that is gone or cannot be drawn any more.
pub fn logo(
    books: &mut Books,
    held: &Held,
    version: i32,
    agreement: &Agreement,
) -> Result<Option<Figure>, Refusal> {
    let supplier = &agreement.supplier;
    if supplier.logo.is_none() {
        return Ok(None);
    }
    let damaged = |says: String| {
        StoreError::damaged("the logo of the agreement", held.reference.as_str(), says)
    };
    let kept = agreements::logo(books, held, version)?;
    let (bytes, _) = kept.ok_or_else(|| damaged("it is gone".to_owned()))?;
    let figure = logo::logo(&bytes, &supplier.name);
    Ok(Some(figure.map_err(|error| damaged(error.to_string()))?))
}

/// The files that were read last, each beside its text: an act asks for the same one several times.
static READ: Mutex<VecDeque<(String, Arc<Source>)>> = Mutex::new(VecDeque::new());
const READ_AT_MOST: usize = 16;

fn read(text: &str) -> Result<Arc<Source>, Vec<Problem>> {
    let known = |read: &VecDeque<(String, Arc<Source>)>| {
        read.iter().rev().find(|(of, _)| of == text).map(|(_, source)| Arc::clone(source))
    };
    if let Some(source) = known(&READ.lock().unwrap_or_else(PoisonError::into_inner)) {
        return Ok(source);
    }
    let source = Arc::new(file::read(text)?);
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if read.len() == READ_AT_MOST {
        read.pop_front();
    }
    read.push_back((text.to_owned(), Arc::clone(&source)));
    Ok(source)
}

/// Refuses a period of another length than the agreement's, or one before it.
///
/// # Errors
/// Which period to name instead.
pub fn must_be_its_period(agreement: &Agreement, period: BillingPeriod) -> Result<(), Refusal> {
    let every = agreement.billing.every;
    if period.every() != every {
        let noun = match every {
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::Year => "year",
        };
        let example = BillingPeriod::containing(period.dates().first, every);
        return Err(Refusal::refused(format!(
            "{period}: {} is billed by the {noun}: name one such as {example}",
            agreement.reference
        )));
    }
    if period < agreement.first_period() {
        return Err(Refusal::refused(format!(
            "{period} is before {} begins on {}; its first period is {}",
            agreement.reference,
            in_words(agreement.starts),
            agreement.first_period()
        )));
    }
    Ok(())
}

/// Refuses to bill from terms that are not signed, unless a decision on holding over covers the
/// day.
///
/// # Errors
/// What must be signed or decided first.
pub fn must_have_authority(
    books: &mut Books,
    held: &Held,
    agreement: &Agreement,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let is_signed = matches!(
        agreement.status,
        Status::Signed | Status::InForce | Status::Exit | Status::Closed
    );
    let decided = agreements::holdings_over(books, held)?;
    if is_signed || decided.iter().any(|held| held.from <= day && day <= held.until) {
        return Ok(());
    }
    Err(Refusal::refused(format!(
        "{} is {}, not signed, so nothing may be invoiced under it: bring in the signed version, \
         or have an approver record the decision to hold over",
        held.reference,
        agreement.status.word().replace('-', " ")
    )))
}
