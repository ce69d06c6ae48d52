//! `log`: who did what, when, and why.

use std::collections::VecDeque;

use clap::Args;

use crate::cli::Desk;
use crate::cli::layout::paragraph;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::Shown;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words::minute;
use crate::store::acts;
use crate::store::acts::Entry;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

/// How many entries are read at once.
const BATCH: i64 = 1000;

/// Arguments of `log`.
#[derive(Debug, Args)]
pub struct LogArguments {
    /// Only what is about this: an agreement, a statement, an invoice, a person
    #[arg(long, value_name = "TEXT")]
    about: Option<String>,
    /// How many of the latest entries
    #[arg(long, value_name = "NUMBER", default_value = "50")]
    last: usize,
    /// How to write them
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Shown,
    #[command(flatten)]
    acting: Acting,
}

/// `log`.
pub fn run(of: &LogArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let entries = office.act(|work| latest(work, of))?;
    let text = match of.format {
        Shown::Text => entries.iter().map(as_text).collect(),
        Shown::Json => output::json(&entries)?,
    };
    desk.out.write_all(text.as_bytes())?;
    Ok(())
}

fn latest(work: &mut Work<'_>, of: &LogArguments) -> Result<VecDeque<Entry>, Refusal> {
    duties::must_have(work.by, Duty::Audit)?;
    let council = work.by.council.clone();
    let (mut latest, mut last) = (VecDeque::new(), 0);
    loop {
        let batch = acts::after(work.books, &council, last, BATCH)?;
        let Some(end) = batch.last() else { return Ok(latest) };
        last = end.entry;
        for entry in batch {
            if of.about.as_ref().is_none_or(|about| is_about(&entry, about)) {
                latest.push_back(entry);
            }
            if latest.len() > of.last {
                latest.pop_front();
            }
        }
    }
}

/// An invoice is named by what issued it too: `issued as ASH-INV-000001`.
fn is_about(entry: &Entry, about: &str) -> bool {
    entry.subject.contains(about) || entry.act.contains(about)
}

fn as_text(entry: &Entry) -> String {
    let mut text = format!("{} {}: ", entry.entry, minute(entry.done_at));
    text.push_str(&format!("{}, {}: {}", entry.person, entry.subject, entry.act));
    if !entry.after.is_empty() {
        text.push_str(&format!(": {}", entry.after));
    }
    if !entry.reason.is_empty() {
        text.push_str(&format!(" (why: {})", entry.reason));
    }
    paragraph(&text, 0)
}
