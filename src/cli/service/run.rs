//! `run`: one step for all agreements of a council, with a bar that tells how far it is.

use clap::Args;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use serde_json::json;

use crate::cli::Desk;
use crate::cli::layout::paragraph;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::Shown;
use crate::cli::service::office;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words::count;
use crate::domain::calendar::BillingPeriod;
use crate::workflow::run;
use crate::workflow::run::Order;
use crate::workflow::run::Report;
use crate::workflow::run::Step;
use crate::workflow::run::Writes;

/// Arguments of `run`.
#[derive(Debug, Args)]
pub struct RunArguments {
    /// What is done
    #[arg(value_name = "STEP", value_parser = step())]
    step: Step,
    /// The period: 2018/19-Q2, 2018/19-M07 (M01 is April) or 2018/19
    #[arg(long, value_name = "PERIOD", value_parser = BillingPeriod::parse)]
    period: BillingPeriod,
    /// Do all the same work, tell what would come of it, and write nothing
    #[arg(long)]
    preview: bool,
    /// How to write the report
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Shown,
    #[command(flatten)]
    acting: Acting,
}

fn step() -> impl TypedValueParser<Value = Step> {
    let words = Step::WORDS.map(|(word, _)| word);
    PossibleValuesParser::new(words).map(|given| {
        let known = Step::WORDS.into_iter().find(|(word, _)| *word == given);
        known.expect("only the words of steps are let in").1
    })
}

/// `run`.
pub fn run(of: &RunArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let limits = office.limits();
    let today = desk.today;
    // Where standard error is no terminal it shows nothing.
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} agreements, {eta} to go");
    bar.set_style(style.expect("the template is one"));
    let mut tell = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let writes = if of.preview { Writes::No } else { Writes::Yes };
    let report = run::run(
        &mut office.books,
        &office.by,
        &|| office::moment(today),
        &Order { limits, step: of.step, period: of.period, writes },
        &mut tell,
    );
    bar.finish_and_clear();
    let report = report?;
    let text = match of.format {
        Shown::Text => as_text(of, &report),
        Shown::Json => as_json(of, &report)?,
    };
    desk.out.write_all(text.as_bytes())?;
    Ok(())
}

fn as_text(of: &RunArguments, report: &Report) -> String {
    let mut text = format!("{} {}", of.step.word(), of.period);
    if of.preview {
        text.push_str(", a preview: nothing is written");
    }
    text.push('\n');
    text.push_str(&format!("  done: {}\n", count(report.done, "agreement")));
    if report.nothing_due > 0 {
        text.push_str(&format!("  nothing due: {}\n", count(report.nothing_due, "agreement")));
    }
    for (heading, of) in [
        ("done, and told nobody", &report.no_letter),
        ("not yet", &report.not_yet),
        ("parked", &report.parked),
    ] {
        if of.is_empty() {
            continue;
        }
        text.push_str(&format!("  {heading}: {}\n", count(of.len(), "agreement")));
        for (reference, says) in of {
            for line in says.lines() {
                text.push_str(&paragraph(&format!("{reference}: {line}"), 4));
            }
        }
    }
    text
}

fn as_json(of: &RunArguments, report: &Report) -> Result<String, Failure> {
    let listed = |of: &[(String, String)]| {
        let one =
            |(reference, says): &(String, String)| json!({ "agreement": reference, "why": says });
        of.iter().map(one).collect::<Vec<_>>()
    };
    output::json(&json!({
        "step": of.step.word(),
        "period": of.period,
        "preview": of.preview,
        "done": report.done,
        "nothing_due": report.nothing_due,
        "not_yet": listed(&report.not_yet),
        "parked": listed(&report.parked),
        "no_letter": listed(&report.no_letter),
    }))
}
