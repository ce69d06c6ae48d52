//! The commands and their options, as `--help` shows them.

use std::ffi::OsStr;
use std::path::Path;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Arg;
use clap::Args;
use clap::CommandFactory;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::builder::EnumValueParser;
use clap::builder::PossibleValue;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;

use crate::cli::service;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;

/// Inter-authority agreements: recharges to the penny, every pound traced to its clause.
#[derive(Debug, Parser)]
#[command(
    name = "concordat",
    version,
    max_term_width = 100,
    after_help = "Start with `concordat demo`, or with an agreement of your own:\n  \
                  concordat check my-agreement.toml\n  \
                  concordat recharge my-agreement.toml --period 2018/19-Q2\n\n\
                  The books are kept in the database of the settings, by people who sign in:\n  \
                  concordat council add \"Ashenford Borough Council\" --prefix ASH --admin ...\n  \
                  concordat draw-up ASH-PEL-2025 --period 2025/26-Q2 --as a.khan\n\n\
                  Exit status: 0 done, 1 a problem while running, 2 refused or bad input (nothing \
                  is written)."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check an agreement: every error, and every warning that a careful reader would raise
    #[command(
        after_help = "Example:\n  concordat check examples/hampshire-isle-of-wight/agreement.toml"
    )]
    Check(CheckArguments),
    /// Draw up the recharge statement of a period
    #[command(after_help = "Examples:\n  \
        concordat recharge agreement.toml --period 2018/19-Q2\n  \
        concordat recharge agreement.toml --period 2018/19-Q2 --explain\n  \
        concordat recharge agreement.toml --period 2018/19-Q2 --days days.csv --costs costs.csv\n  \
        concordat recharge agreement.toml --period 2018/19-Q2 --format pdf --out bills \\\n      \
            --approved-by \"A. Officer\"\n  \
        concordat recharge agreement.toml --period 2018/19-Q2 --format xlsx --out q2.xlsx")]
    Recharge(RechargeArguments),
    /// Draw up a financial year: its statements, its reconciliation, and the budget beside it
    #[command(
        after_help = "Examples:\n  concordat year agreement.toml --year 2018/19 --days days.csv\n  \
        concordat year agreement.toml --year 2018/19 --format xlsx --out year.xlsx"
    )]
    Year(YearArguments),
    /// List the break clauses: when each opens, the last day for notice, when the term would end
    #[command(after_help = "Examples:\n  \
        concordat breaks agreement.toml --as-at 2019-03-01\n  \
        concordat breaks agreement.toml --format pdf --out breaks.pdf\n  \
        concordat breaks agreement.toml --format ics --out breaks.ics")]
    Breaks(BreaksArguments),
    /// Draw up the performance schedule
    #[command(after_help = "Example:\n  \
        concordat kpis agreement.toml --values kpi-values.csv --as-at 2019-06-30\n  \
        concordat kpis agreement.toml --values kpi-values.csv --as-at 2019-06-30 \\\n      \
            --format xlsx --out schedule.xlsx")]
    Kpis(KpisArguments),
    /// Show the heads of terms, and what is still to be confirmed
    #[command(after_help = "Examples:\n  \
        concordat heads agreement.toml\n  \
        concordat heads agreement.toml --format pdf --out heads-of-terms.pdf")]
    Heads(FileArguments),
    /// Compare two versions of an agreement, in words and in pounds
    #[command(after_help = "Examples:\n  \
        concordat compare old.toml new.toml\n  \
        concordat compare old.toml new.toml --format pdf --out redline.pdf")]
    Compare(CompareArguments),
    /// Write a worked example's statements, invoices and performance schedule into a folder
    #[command(after_help = "Examples:\n  concordat demo\n  concordat demo --serve")]
    Demo(DemoArguments),
    /// Print every key that an agreement file may have
    Reference,
    /// Print a script that completes commands in your shell
    #[command(
        after_help = "Example:\n  concordat completions bash > ~/.bash_completion.d/concordat"
    )]
    Completions {
        /// Your shell.
        shell: clap_complete::Shell,
    },
    /// Commands on the books.
    #[command(flatten)]
    Books(service::Command),
}

/// The commands on files for `--help`.
const ON_FILES: (&str, &[&str]) = (
    "On agreement files, without a database",
    &[
        "check",
        "recharge",
        "year",
        "breaks",
        "kpis",
        "heads",
        "compare",
        "demo",
        "reference",
        "completions",
    ],
);

/// The commands by group, each with what it does, as `--help` lists them.
fn listed(command: &clap::Command) -> String {
    let mut text = String::new();
    for (group, names) in std::iter::once(&ON_FILES).chain(service::GROUPS) {
        text.push_str(&format!("{group}:\n"));
        for name in *names {
            let found = command.find_subcommand(name);
            let about = found.and_then(clap::Command::get_about).map(ToString::to_string);
            text.push_str(&format!("  {name:<12} {}\n", about.unwrap_or_default()));
        }
        text.push('\n');
    }
    text
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
    /// To print and to send
    Pdf,
    /// An Excel workbook with real numbers, dates and formulas
    Xlsx,
    /// Electronic invoices: UBL 2.1 by EN 16931 and Peppol BIS Billing 3.0
    Ubl,
    /// For calendars
    Ics,
}

impl Format {
    /// What `breaks` can be written as.
    pub const BREAKS: &[Format] =
        &[Format::Text, Format::Json, Format::Csv, Format::Pdf, Format::Ics];
    /// What `check` can be written as.
    pub const CHECK: &[Format] = &[Format::Text, Format::Json, Format::Csv];
    /// What `compare` can be written as.
    pub const COMPARE: &[Format] = &[Format::Text, Format::Json, Format::Csv, Format::Pdf];
    /// What `heads` can be written as.
    pub const HEADS: &[Format] = &[Format::Text, Format::Json, Format::Csv, Format::Pdf];
    /// What `kpis` can be written as.
    pub const KPIS: &[Format] =
        &[Format::Text, Format::Json, Format::Csv, Format::Pdf, Format::Xlsx];
    /// What `recharge` can be written as.
    pub const RECHARGE: &[Format] =
        &[Format::Text, Format::Json, Format::Csv, Format::Pdf, Format::Xlsx, Format::Ubl];
    /// What `year` can be written as.
    pub const YEAR: &[Format] =
        &[Format::Text, Format::Json, Format::Csv, Format::Pdf, Format::Xlsx];

    /// The word by which it is asked for.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Ubl => "ubl",
            Self::Ics => "ics",
        }
    }
}

/// Reads a format, and shows in help and completions those of one command alone. One that another
/// command has is read too, so that it is refused in words of ours.
#[derive(Debug, Clone)]
struct FormatOf(&'static [Format]);

impl TypedValueParser for FormatOf {
    type Value = Format;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Format, clap::Error> {
        let own = PossibleValuesParser::new(self.0.iter().filter_map(ValueEnum::to_possible_value));
        let read = EnumValueParser::new().parse_ref(command, argument, value);
        read.map_err(|error| own.parse_ref(command, argument, value).err().unwrap_or(error))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().filter_map(ValueEnum::to_possible_value)))
    }
}

/// The commands, each with the formats that it has.
pub fn command() -> clap::Command {
    let formats = [
        ("breaks", Format::BREAKS),
        ("check", Format::CHECK),
        ("compare", Format::COMPARE),
        ("heads", Format::HEADS),
        ("kpis", Format::KPIS),
        ("recharge", Format::RECHARGE),
        ("year", Format::YEAR),
    ];
    let command = Arguments::command();
    let template = format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{}Options:\n{{options}}\
         {{after-help}}",
        listed(&command)
    );
    formats.into_iter().fold(command.help_template(template), |command, (name, formats)| {
        command.mut_subcommand(name, |command| {
            command.mut_arg("format", |argument| argument.value_parser(FormatOf(formats)))
        })
    })
}

/// How a result is written, and where to.
#[derive(Debug, Args)]
pub struct OutputArguments {
    /// How to write it
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    pub format: Format,
    /// Where to write it: a file, or a folder where there are several documents
    #[arg(long, value_name = "PATH")]
    pub out: Option<PathBuf>,
}

/// Recorded days and costs.
#[derive(Debug, Args)]
pub struct ActualsArguments {
    /// Recorded days: CSV with line,on,days and perhaps note,recorded
    #[arg(long, value_name = "CSV")]
    pub days: Option<PathBuf>,
    /// Recorded costs: CSV with line,on,amount and perhaps kind,note,recorded
    #[arg(long, value_name = "CSV")]
    pub costs: Option<PathBuf>,
}

impl ActualsArguments {
    /// The files that are read: the agreement's and these.
    pub fn with<'a>(&'a self, agreement: &'a Path) -> Vec<&'a Path> {
        let recorded = self.days.iter().chain(&self.costs).map(PathBuf::as_path);
        std::iter::once(agreement).chain(recorded).collect()
    }
}

/// Arguments of `heads`.
#[derive(Debug, Args)]
pub struct FileArguments {
    /// The agreement file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The day that a PDF bears; today where left out
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_at: Option<NaiveDate>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The agreement file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Arguments of `recharge`.
#[derive(Debug, Args)]
pub struct RechargeArguments {
    /// The agreement file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The period: 2018/19-Q2, 2018/19-M07 (M01 is April) or 2018/19
    #[arg(long, value_name = "PERIOD", value_parser = BillingPeriod::parse)]
    pub period: BillingPeriod,
    /// Under what was known on this day; another than the agreement's own makes a preview
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_at: Option<NaiveDate>,
    #[command(flatten)]
    pub actuals: ActualsArguments,
    /// Show how each line was worked out
    #[arg(long)]
    pub explain: bool,
    /// Who approves the statement: then invoices, not pro formas, are made
    #[arg(long, value_name = "NAME")]
    pub approved_by: Option<String>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Arguments of `year`.
#[derive(Debug, Args)]
pub struct YearArguments {
    /// The agreement file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The financial year, 1 April to 31 March: 2018/19
    #[arg(long, value_name = "YEAR", value_parser = FinancialYear::parse)]
    pub year: FinancialYear,
    /// Leave out what became known after this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_at: Option<NaiveDate>,
    #[command(flatten)]
    pub actuals: ActualsArguments,
    /// Show how each line was worked out
    #[arg(long)]
    pub explain: bool,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Arguments of `breaks`.
#[derive(Debug, Args)]
pub struct BreaksArguments {
    /// The agreement file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Leave out what is over before this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub from: Option<NaiveDate>,
    /// Leave out what comes after this day; ten years ahead where the term is open-ended
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub to: Option<NaiveDate>,
    /// How they stand on this day; today where left out
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_at: Option<NaiveDate>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Arguments of `kpis`.
#[derive(Debug, Args)]
pub struct KpisArguments {
    /// The agreement file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The values: CSV with kpi,period_end,value,status and perhaps
    /// comparator_mean,rank,of,source,published,commentary
    #[arg(long, value_name = "CSV")]
    pub values: PathBuf,
    /// How they stand on this day
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_at: NaiveDate,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub struct CompareArguments {
    /// The old version
    #[arg(value_name = "OLD")]
    pub old: PathBuf,
    /// The new version
    #[arg(value_name = "NEW")]
    pub new: PathBuf,
    /// The day that a PDF bears; today where left out
    #[arg(long, value_name = "DATE", value_parser = parse_date)]
    pub as_at: Option<NaiveDate>,
    #[command(flatten)]
    pub output: OutputArguments,
}

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// The folder to write into
    #[arg(long, value_name = "FOLDER", default_value = "demo")]
    pub out: PathBuf,
    /// Then serve the example to browsers, with its whole history and accounts of both councils,
    /// from books in that folder; nothing is sent to anybody
    #[arg(long)]
    pub serve: bool,
}

/// Reads a day, year first.
pub fn parse_date(text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
    let known =
        |day: &NaiveDate| crate::domain::calendar::YEARS.contains(&chrono::Datelike::year(day));
    day.filter(known).ok_or_else(|| "write a date year first, as 2018-10-01".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_lists_every_command_once_in_a_group() {
        let command = Arguments::command();
        let mut listed: Vec<&str> = ON_FILES.1.to_vec();
        listed.extend(service::GROUPS.iter().flat_map(|(_, names)| names.iter()));
        listed.sort_unstable();
        let mut known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        known.sort_unstable();
        assert_eq!(listed, known);
        for of in command.get_subcommands() {
            let about = of.get_about().map(ToString::to_string).unwrap_or_default();
            assert!((10..=100).contains(&about.len()), "{}: {about}", of.get_name());
        }
        super::command().debug_assert();
    }
}
