//! `import`, `confirm`, `hold-over` and `export`: agreement files, and what is recorded for them.

use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;

use crate::cli::Desk;
use crate::cli::arguments::parse_date;
use crate::cli::compare;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words::count;
use crate::documents::file_name;
use crate::documents::redline::Difference;
use crate::domain::file;
use crate::store::agreements::HoldingOver;
use crate::store::recorded::Kind;
use crate::workflow::bring_in;
use crate::workflow::bring_in::AgreementFile;
use crate::workflow::bring_in::BroughtIn;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::sheet;
use crate::workflow::sheet::Sheet;

/// What `import --help` ends with.
pub const IMPORT_EXAMPLES: &str = "Examples:\n  \
    concordat import my-agreement.toml --as preparer\n  \
    concordat import my-agreement.toml --reason \"Price of payroll agreed\" --as preparer\n  \
    concordat import ASH-PEL-2025 --days days.xlsx --costs costs.csv --as preparer\n\n\
    A file comes in whole or not at all; several files too. What was recorded is never taken\n\
    out: a correction is a file of its own, with negative days or sums.";

/// Arguments of `import`.
#[derive(Debug, Args)]
pub struct ImportArguments {
    /// The agreement file; with --days, --costs or --values the reference of an agreement
    #[arg(value_name = "FILE or REFERENCE")]
    what: PathBuf,
    /// Why there is another version of the agreement: needed from the second on
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    /// Recorded days: CSV or XLSX with line,on,days and perhaps note,recorded
    #[arg(long, value_name = "FILE")]
    days: Option<PathBuf>,
    /// Recorded costs: CSV or XLSX with line,on,amount and perhaps kind,note,recorded
    #[arg(long, value_name = "FILE")]
    costs: Option<PathBuf>,
    /// Values of indicators: CSV or XLSX with kpi,period_end,value,status and perhaps more
    #[arg(long, value_name = "FILE")]
    values: Option<PathBuf>,
    /// Record rows again that are recorded already, word for word
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    acting: Acting,
}

/// `import`.
pub fn import(of: &ImportArguments, desk: &mut Desk) -> Result<(), Failure> {
    let recorded = [(Kind::Days, &of.days), (Kind::Costs, &of.costs), (Kind::Values, &of.values)];
    let recorded: Vec<(Kind, &Path)> =
        recorded.into_iter().filter_map(|(kind, path)| Some((kind, path.as_deref()?))).collect();
    if recorded.is_empty() { agreement(of, desk) } else { rows(of, &recorded, desk) }
}

fn agreement(of: &ImportArguments, desk: &mut Desk) -> Result<(), Failure> {
    let name = of.what.display().to_string();
    let text = load::text(&of.what)?;
    // What is wrong with the file is told by the act itself, all at once.
    let logo = match file::read(&text) {
        Ok(source) => load::logo_file(&of.what, &source)?,
        Err(_) => None,
    };
    let mut office = Office::enter(&of.acting, desk)?;
    let file = AgreementFile { name: &name, text: &text, logo: logo.as_deref() };
    let done = office.act(|work| bring_in::agreement(work, file, &of.reason))?;
    let redline = match &done {
        BroughtIn::Version(held, number) | BroughtIn::ToConfirm(held, number) => {
            let changes = office.act(|work| bring_in::changes(work, held, *number))?;
            Some((bring_in::before(held, *number), changes))
        }
        _ => None,
    };
    let says = match done {
        BroughtIn::First(held) => {
            format!("{} is in the books: {}", held.reference, held.title)
        }
        BroughtIn::Version(held, number) => {
            format!("{}: version {number} is in use", held.reference)
        }
        BroughtIn::ToConfirm(held, number) => format!(
            "{}: version {number} changes where money is paid to, and is not in use yet. A second \
             person confirms it: concordat confirm {} --version {number}",
            held.reference, held.reference
        ),
        BroughtIn::Same(held) => {
            format!("{}: this is version {} already, to the byte", held.reference, held.version)
        }
    };
    writeln!(desk.out, "{says}")?;
    redline.map_or(Ok(()), |(before, changes)| tell_changes(before, &changes, desk))
}

/// What a version says otherwise than one before it.
fn tell_changes(before: i32, changes: &[Difference], desk: &mut Desk) -> Result<(), Failure> {
    if changes.is_empty() {
        writeln!(desk.out, "Its terms say the same as those of version {before}")?;
        return Ok(());
    }
    writeln!(desk.out, "\nWhat changed since version {before}:")?;
    desk.out.write_all(compare::in_words(changes).as_bytes())?;
    Ok(())
}

/// Brings in files of rows: all of them, or none.
fn rows(of: &ImportArguments, recorded: &[(Kind, &Path)], desk: &mut Desk) -> Result<(), Failure> {
    let reference = of.what.display().to_string();
    let mut files: Vec<(Kind, Sheet)> = Vec::new();
    for (kind, path) in recorded {
        let name = path.display().to_string();
        files.push((*kind, sheet::read(&name, load::bytes(path)?)?));
    }
    let mut office = Office::enter(&of.acting, desk)?;
    let done = office.act(|work| {
        let (mut done, mut wrong) = (Vec::new(), Vec::new());
        for (kind, file) in &files {
            let (name, text) = (&file.name, &file.text);
            let bring = if of.again { bring_in::recorded_again } else { bring_in::recorded };
            match bring(work, &reference, *kind, name, text) {
                Ok((rows, warnings)) => done.push((rows, *kind, file, warnings)),
                Err(Refusal::Input(problems)) => {
                    wrong.extend(problems.iter().map(|says| file.in_its_places(says)));
                }
                Err(refusal) => return Err(refusal),
            }
        }
        if wrong.is_empty() { Ok(done) } else { Err(Refusal::Input(wrong)) }
    })?;
    for (rows, kind, file, warnings) in done {
        for warning in warnings {
            writeln!(desk.err, "warning: {}", file.in_its_places(&warning))?;
        }
        let rows = count(rows, "row");
        writeln!(desk.out, "{reference}: {rows} of {} recorded from {}", kind.word(), file.name)?;
    }
    Ok(())
}

/// Arguments of `confirm`.
#[derive(Debug, Args)]
pub struct ConfirmArguments {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The version that waits
    #[arg(long, value_name = "NUMBER")]
    version: i32,
    #[command(flatten)]
    acting: Acting,
}

/// `confirm`.
pub fn confirm(of: &ConfirmArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let (before, changes, paid_to, held) = office.act(|work| {
        let held = work.agreement(&of.reference, Duty::Read)?;
        let now = bring_in::confirm_version(work, &of.reference, of.version)?;
        let changes = bring_in::changes(work, &held, of.version)?;
        let paid_to = bring_in::paid_to(work, &held, of.version)?;
        Ok((bring_in::before(&held, of.version), changes, paid_to, now))
    })?;
    writeln!(desk.out, "{}: version {} is confirmed and in use", held.reference, held.version)?;
    writeln!(desk.out, "{paid_to}")?;
    tell_changes(before, &changes, desk)
}

/// Arguments of `hold-over`.
#[derive(Debug, Args)]
pub struct HoldOverArguments {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The first day on which it may be invoiced though it is not signed
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    from: NaiveDate,
    /// The last day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    until: NaiveDate,
    /// The decision: the minute, or the officer and the day
    #[arg(long, value_name = "TEXT")]
    decision: String,
    #[command(flatten)]
    acting: Acting,
}

/// `hold-over`.
pub fn hold_over(of: &HoldOverArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let decision = HoldingOver { decision: of.decision.clone(), from: of.from, until: of.until };
    office.act(|work| bring_in::hold_over(work, &of.reference, &decision))?;
    writeln!(
        desk.out,
        "{}: invoices may be issued from {} to {} by the decision that is recorded",
        of.reference, of.from, of.until
    )?;
    Ok(())
}

/// Arguments of `export`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The folder to write into
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Another version of the agreement file than the one in use
    #[arg(long, value_name = "NUMBER")]
    version: Option<i32>,
    #[command(flatten)]
    acting: Acting,
}

/// `export`.
pub fn export(of: &ExportArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let files = office.act(|work| {
        let agreement = bring_in::agreement_file(work, &of.reference, of.version)?;
        let mut files = vec![(file_name(&of.reference, "toml").into(), agreement.into_bytes())];
        if let Some((name, bytes)) = bring_in::logo_file(work, &of.reference, of.version)? {
            files.push((inside(&name), bytes));
        }
        for kind in [Kind::Days, Kind::Costs, Kind::Values] {
            let text = bring_in::recorded_file(work, &of.reference, kind)?;
            // A header alone says nothing.
            if text.lines().count() > 1 {
                let name = file_name(&format!("{}-{}", of.reference, kind.word()), "csv");
                files.push((name.into(), text.into_bytes()));
            }
        }
        Ok(files)
    })?;
    let files: Vec<(PathBuf, Vec<u8>)> =
        files.into_iter().map(|(name, bytes): (PathBuf, _)| (of.out.join(name), bytes)).collect();
    for (path, bytes) in &files {
        must_not_be_another(path, bytes)?;
    }
    for (path, bytes) in &files {
        output::write_file(path, bytes)?;
        writeln!(desk.out, "wrote {}", path.display())?;
    }
    Ok(())
}

/// Where a logo goes in the folder: as the agreement file names it, but never outside the folder.
fn inside(name: &str) -> PathBuf {
    let name = Path::new(name);
    let is_inside = name.components().all(|part| matches!(part, Component::Normal(_)));
    match name.file_name() {
        Some(last) if !is_inside => last.into(),
        _ => name.into(),
    }
}

/// What somebody is writing must not be lost to what the books hold.
fn must_not_be_another(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    match std::fs::read(path) {
        Ok(there) if there != bytes => Err(Failure::input(format!(
            "{} is there already, and says something else: name another folder with --out",
            path.display()
        ))),
        _ => output::can_be_a_file(path),
    }
}
