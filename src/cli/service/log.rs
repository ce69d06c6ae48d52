//! `log`: who did what, when, and why.

use clap::Args;

use crate::cli::Desk;
use crate::cli::layout::paragraph;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::Shown;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words::minute;
use crate::store::acts::Entry;
use crate::workflow::read_log;

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
    let entries = office.act(|work| read_log::latest(work, of.about.as_deref(), of.last))?;
    let text = match of.format {
        Shown::Text => entries.iter().map(as_text).collect(),
        Shown::Json => output::json(&entries)?,
    };
    desk.out.write_all(text.as_bytes())?;
    Ok(())
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
