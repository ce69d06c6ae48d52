//! The end of a year: what makes less due given back, days reconciled, what is unbilled accrued,
//! balances agreed by both councils, the year closed, and what either takes out of the books.

use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use clap::Subcommand;

use crate::billing::balances::Balances;
use crate::billing::journal;
use crate::billing::ledger::Age;
use crate::billing::transparency;
use crate::cli::Desk;
use crate::cli::arguments::parse_date;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::recharge_text;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words;
use crate::documents::font::Fonts;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::workflow::Work;
use crate::workflow::draw_up::Drawn;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::year_end::balances;
use crate::workflow::year_end::balances::Counted;
use crate::workflow::year_end::balances::Figures;
use crate::workflow::year_end::closing;
use crate::workflow::year_end::exports;
use crate::workflow::year_end::ledger;
use crate::workflow::year_end::lock;
use crate::workflow::year_end::reconciliation;

/// Acts at the end of a year.
#[derive(Debug, Subcommand)]
pub enum YearEndCommand {
    /// Give back at once what a notice or a shortened term makes less due than was billed: draws up
    /// a closing statement, and locks no year
    Close(CloseArguments),
    /// Draw up the reconciliation of a year's days
    Reconcile(YearArguments),
    /// Show what is owed on a day, by age, and what late payment has cost
    Debt(DebtArguments),
    /// Write the schedule of what is accrued at a year's end as CSV
    Accruals(ExportArguments),
    /// Write the journal of a year for your council's ledger as CSV
    Journal(JournalArguments),
    /// State your council's balance of a year; from the books where no figures are given
    State(StateArguments),
    /// Set both councils' balances side by side, or write the letter to agree them
    Balances(BalancesArguments),
    /// Lock a year that is over, for good: no statement and no document goes into it any more
    Lock(LockArguments),
    /// Write the items over £500 that your council publishes for a quarter as CSV
    Publish(PublishArguments),
}

/// Arguments of `year-end close`.
#[derive(Debug, Args)]
pub struct CloseArguments {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// Show what would be drawn up, and write nothing
    #[arg(long)]
    preview: bool,
    #[command(flatten)]
    acting: Acting,
}

/// Which year of which agreement.
#[derive(Debug, Args)]
pub struct Of {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The financial year: 2018/19
    #[arg(long, value_name = "YEAR", value_parser = FinancialYear::parse)]
    year: FinancialYear,
    #[command(flatten)]
    acting: Acting,
}

/// Arguments of `year-end reconcile`.
#[derive(Debug, Args)]
pub struct YearArguments {
    #[command(flatten)]
    of: Of,
    /// Show what would be drawn up, and write nothing
    #[arg(long)]
    preview: bool,
}

/// Arguments of `year-end debt`.
#[derive(Debug, Args)]
pub struct DebtArguments {
    /// The agreement's reference
    #[arg(value_name = "REFERENCE")]
    reference: String,
    /// The day; today where left out
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    acting: Acting,
}

/// Arguments of `year-end accruals`.
#[derive(Debug, Args)]
pub struct ExportArguments {
    #[command(flatten)]
    of: Of,
    /// The file to write
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

/// Arguments of `year-end journal`.
#[derive(Debug, Args)]
pub struct JournalArguments {
    #[command(flatten)]
    export: ExportArguments,
    /// Accrue what is not billed at the year's end, and reverse it on the next day
    #[arg(long)]
    accruals: bool,
}

/// Arguments of `year-end state`.
#[derive(Debug, Args)]
pub struct StateArguments {
    #[command(flatten)]
    of: Of,
    /// Billed in the year by your ledger, without VAT
    #[arg(long, value_name = "SUM", value_parser = Money::parse)]
    #[arg(requires_all = ["unpaid", "accrued"])]
    billed: Option<Money>,
    /// Of that unpaid at its end, with VAT
    #[arg(long, value_name = "SUM", value_parser = Money::parse, requires = "billed")]
    unpaid: Option<Money>,
    /// Accrued for what is not billed, without VAT
    #[arg(long, value_name = "SUM", value_parser = Money::parse, requires = "billed")]
    accrued: Option<Money>,
    /// What is to be said of it
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
}

/// Arguments of `year-end balances`.
#[derive(Debug, Args)]
pub struct BalancesArguments {
    #[command(flatten)]
    of: Of,
    /// Write the letter to agree them as PDF
    #[arg(long, value_name = "PATH", requires = "reply_by")]
    letter: Option<PathBuf>,
    /// The day by which the other council is to answer
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    reply_by: Option<NaiveDate>,
}

/// Arguments of `year-end lock`.
#[derive(Debug, Args)]
pub struct LockArguments {
    #[command(flatten)]
    of: Of,
    /// Why it is locked though something stands in the way
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
}

/// Arguments of `year-end publish`.
#[derive(Debug, Args)]
pub struct PublishArguments {
    /// The quarter: 2018/19-Q2
    #[arg(long, value_name = "QUARTER", value_parser = BillingPeriod::parse)]
    quarter: BillingPeriod,
    /// The file to write
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    acting: Acting,
}

/// `year-end`.
pub fn run(command: &YearEndCommand, desk: &mut Desk) -> Result<(), Failure> {
    match command {
        YearEndCommand::Close(of) => close(of, desk),
        YearEndCommand::Reconcile(of) => reconcile(of, desk),
        YearEndCommand::Debt(of) => debt(of, desk),
        YearEndCommand::Accruals(of) => accruals(of, desk),
        YearEndCommand::Journal(of) => journal(of, desk),
        YearEndCommand::State(of) => state(of, desk),
        YearEndCommand::Balances(of) => balances(of, desk),
        YearEndCommand::Lock(of) => lock(of, desk),
        YearEndCommand::Publish(of) => publish(of, desk),
    }
}

/// Draws up a statement, and shows it.
fn drawn(
    acting: &Acting,
    reference: &str,
    is_preview: bool,
    desk: &mut Desk,
    what: impl Fn(&mut Work<'_>) -> Result<Drawn, Refusal>,
) -> Result<(), Failure> {
    let mut office = Office::enter(acting, desk)?;
    let done = office.act(|work| {
        let held = work.agreement(reference, Duty::DrawUp)?;
        let drawn = what(work)?;
        let agreement = drawn.terms.agreement();
        let mut text = recharge_text::statement(agreement, &drawn.statement, None, false);
        text.push('\n');
        if let Some(year) = drawn.statement.reconciles {
            let day = drawn.statement.as_at;
            for says in reconciliation::days_in_words(&drawn.terms, year, day) {
                text.push_str(&format!("{says}\n"));
            }
        }
        if is_preview {
            text.push_str("A preview: nothing is written\n");
        } else {
            text.push_str(&words::statement(work, &held, &drawn.kept)?);
        }
        Ok(text)
    });
    desk.out.write_all(words::or_nothing(done)?.as_bytes())?;
    Ok(())
}

/// `year-end close`.
pub fn close(of: &CloseArguments, desk: &mut Desk) -> Result<(), Failure> {
    drawn(&of.acting, &of.reference, of.preview, desk, |work| {
        let held = work.agreement(&of.reference, Duty::DrawUp)?;
        if of.preview { closing::preview(work, &held) } else { closing::draw_up_for(work, &held) }
    })
}

/// `year-end reconcile`.
pub fn reconcile(arguments: &YearArguments, desk: &mut Desk) -> Result<(), Failure> {
    let of = &arguments.of;
    drawn(&of.acting, &of.reference, arguments.preview, desk, |work| {
        let held = work.agreement(&of.reference, Duty::DrawUp)?;
        if arguments.preview {
            reconciliation::preview(work, &held, of.year)
        } else {
            reconciliation::draw_up(work, &of.reference, of.year)
        }
    })
}

/// `year-end debt`.
pub fn debt(of: &DebtArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let on = of.on.unwrap_or(desk.today);
    let debt = office.act(|work| ledger::debt(work, &of.reference, on))?;
    let (total, day) = (debt.aged.total().in_pounds(), in_words(on));
    writeln!(desk.out, "{}: {total} unpaid on {day}", of.reference)?;
    for age in Age::ALL.into_iter().filter(|age| !debt.aged.of(*age).is_nil()) {
        writeln!(desk.out, "  {}: {}", age.in_words(), debt.aged.of(age).in_pounds())?;
    }
    for (document, standing) in &debt.documents {
        let due = in_words(document.due_on);
        let left = standing.unpaid.in_pounds();
        write!(desk.out, "{}, due {due}: {left} unpaid", document.number)?;
        if !standing.disputed.is_nil() {
            write!(desk.out, ", of which {} disputed", standing.disputed.in_pounds())?;
        }
        if !standing.overdue.is_nil() {
            let (sum, days) = (standing.overdue.in_pounds(), standing.days_overdue);
            let days = words::count(usize::try_from(days).unwrap_or(0), "day");
            write!(desk.out, "; {sum} overdue by {days}")?;
        }
        if let Some(late) = standing.late_payment {
            let (interest, fixed) = (late.interest.in_pounds(), late.fixed_sum.in_pounds());
            write!(desk.out, "; interest {interest} and {fixed}")?;
        }
        writeln!(desk.out)?;
    }
    Ok(())
}

fn write(text: &str, out: Option<&Path>, desk: &mut Desk) -> Result<(), Failure> {
    match out {
        None => Ok(desk.out.write_all(text.as_bytes())?),
        Some(path) => output::write_named(path, text.as_bytes(), desk),
    }
}

/// `year-end accruals`.
pub fn accruals(arguments: &ExportArguments, desk: &mut Desk) -> Result<(), Failure> {
    let of = &arguments.of;
    let mut office = Office::enter(&of.acting, desk)?;
    let found = office.act(|work| exports::schedule(work, &of.reference, of.year))?;
    write(&exports::schedule_csv(&found), arguments.out.as_deref(), desk)
}

/// `year-end journal`.
pub fn journal(arguments: &JournalArguments, desk: &mut Desk) -> Result<(), Failure> {
    let of = &arguments.export.of;
    let mut office = Office::enter(&of.acting, desk)?;
    let rows = office.act(|work| {
        if arguments.accruals {
            exports::accruals(work, &of.reference, of.year)
        } else {
            exports::journal(work, &of.reference, of.year)
        }
    })?;
    write(&journal::csv(&rows), arguments.export.out.as_deref(), desk)
}

/// `year-end state`.
pub fn state(arguments: &StateArguments, desk: &mut Desk) -> Result<(), Failure> {
    let of = &arguments.of;
    let typed = (arguments.billed, arguments.unpaid, arguments.accrued);
    let figures = match typed {
        (Some(billed), Some(unpaid), Some(accrued)) => Some(Figures { billed, unpaid, accrued }),
        _ => None,
    };
    let mut office = Office::enter(&of.acting, desk)?;
    let stated = office
        .act(|work| balances::state(work, &of.reference, of.year, figures, &arguments.note))?;
    let counted = office.act(|work| balances::counted(work, &of.reference, of.year))?;
    let [billed, unpaid, accrued] =
        [stated.billed, stated.unpaid, stated.accrued].map(Money::in_pounds);
    writeln!(
        desk.out,
        "{} {}, the {}: {billed} billed, {unpaid} unpaid, {accrued} accrued",
        of.reference, of.year, stated.side
    )?;
    if figures.is_none() {
        desk.out.write_all(worked_out_from(&counted).as_bytes())?;
    }
    Ok(())
}

/// Which documents figures were worked out from, and which not, with why.
fn worked_out_from(of: &Counted) -> String {
    let listed = |numbers: &[String]| match numbers {
        [] => "none".to_owned(),
        numbers => numbers.join(", "),
    };
    let mut text = format!("  worked out from these books: {}\n", listed(&of.counted));
    if !of.not_received.is_empty() {
        text.push_str(&format!(
            "  without {}: the purchaser has not recorded the receipt (`concordat receive`)\n",
            listed(&of.not_received)
        ));
    }
    text.push_str("  to state what your own ledger says, give --billed, --unpaid and --accrued\n");
    text
}

/// `year-end balances`.
pub fn balances(arguments: &BalancesArguments, desk: &mut Desk) -> Result<(), Failure> {
    let of = &arguments.of;
    let mut office = Office::enter(&of.acting, desk)?;
    let found = office.act(|work| balances::compare(work, &of.reference, of.year))?;
    desk.out.write_all(side_by_side(&found).as_bytes())?;
    if let (Some(path), Some(by)) = (&arguments.letter, arguments.reply_by) {
        let fonts = Fonts::embedded();
        let letter =
            office.act(|work| balances::letter(work, &fonts, &of.reference, of.year, by))?;
        output::write_named(path, &letter, desk)?;
    }
    Ok(())
}

fn side_by_side(found: &Balances) -> String {
    let (supplier, purchaser) = (&found.supplier.name, &found.purchaser.name);
    let says = if found.agreed { "agreed" } else { "they differ" };
    let mut text = format!("{} {}, balances: {says}\n", found.agreement, found.year);
    for row in &found.rows {
        let [ours, theirs] = [row.supplier, row.purchaser].map(Money::in_pounds);
        let words = row.balance.in_words();
        text.push_str(&format!("  {words}: {supplier} {ours}, {purchaser} {theirs}"));
        if !row.difference().is_nil() {
            text.push_str(&format!(", a difference of {}", row.difference().in_pounds()));
        }
        text.push('\n');
        for cause in &row.causes {
            let why = cause.in_words(found);
            let sum = cause.difference().in_pounds();
            text.push_str(&format!("    {}: {sum}, {why}\n", cause.document));
        }
    }
    for note in &found.notes {
        text.push_str(&format!("  {} says: {}\n", note.council, note.says));
    }
    text
}

/// `year-end lock`.
pub fn lock(arguments: &LockArguments, desk: &mut Desk) -> Result<(), Failure> {
    let of = &arguments.of;
    let mut office = Office::enter(&of.acting, desk)?;
    let because = arguments.because.as_deref();
    office.act(|work| lock::lock(work, &of.reference, of.year, because))?;
    writeln!(desk.out, "{} {} is locked", of.reference, of.year)?;
    Ok(())
}

/// `year-end publish`.
pub fn publish(of: &PublishArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let day = of.quarter.dates().first;
    let (items, findings) = office.act(|work| exports::transparency(work, day))?;
    if items.is_empty() {
        writeln!(
            desk.err,
            "nothing: no document of {} bills your council as purchaser more than £500.00 on a \
             line. What is published is the purchaser's to publish",
            of.quarter
        )?;
    }
    for finding in findings {
        writeln!(desk.err, "look at {}: {}", finding.path, finding.says)?;
    }
    write(&transparency::csv(&items), of.out.as_deref(), desk)
}
