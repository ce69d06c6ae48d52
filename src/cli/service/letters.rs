//! `deliver`, `letters` and `send-again`: the files of what is issued, and letters to the councils.

use clap::Args;

use crate::cli::Desk;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::service::Shown;
use crate::cli::service::office;
use crate::cli::service::office::Acting;
use crate::cli::service::office::Office;
use crate::cli::service::words::count;
use crate::cli::service::words::minute;
use crate::documents::font::Fonts;
use crate::store::outbox::Waiting;
use crate::workflow::deliver as delivering;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::render;
use crate::workflow::render::Rendered;

/// How many documents are made in one transaction.
const BATCH: i64 = 100;

/// Arguments of `deliver`.
#[derive(Debug, Args)]
pub struct DeliverArguments {
    /// Try again those documents too that could not be made
    #[arg(long)]
    again: bool,
    #[command(flatten)]
    acting: Acting,
}

/// `deliver`. What a person must look at ends it with status 1.
pub fn deliver(of: &DeliverArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let fonts = Fonts::embedded();
    duties::must_have(&office.by, Duty::Deliver)?;
    if of.again {
        let council = office.by.council.clone();
        office.act(|work| render::try_again(work, &council))?;
    }
    let rendered = render_all(&mut office, &fonts)?;
    let post = office.post();
    let today = desk.today;
    let clock = || office::moment(today);
    let mut waited = office.act(delivering::letters)?;
    waited.retain(waits_for_a_person);
    let sent = delivering::deliver(&mut office.books, &office.by, &clock, &post, &fonts)?;
    if !rendered.done.is_empty() {
        writeln!(desk.out, "made the files of {}", rendered.done.join(", "))?;
    }
    for (number, says) in &rendered.no_letter {
        writeln!(desk.out, "{number}: {says}")?;
    }
    writeln!(desk.out, "{} sent", count(sent.sent, "letter"))?;
    for (letter, why) in &sent.not_needed {
        writeln!(desk.out, "not needed any more: {letter}: {why}")?;
    }
    for (letter, why) in &sent.later {
        writeln!(desk.out, "tried again later: {letter}: {why}")?;
    }
    let mut problems = Vec::new();
    for (number, why) in &rendered.failed {
        let says = why.replace('\n', "; ");
        problems.push(format!("{number} could not be made: {says} (`deliver --again` tries anew)"));
    }
    for (letter, why) in &sent.for_a_person {
        problems.push(format!("{letter} waits for a person: {why} (see `concordat letters`)"));
    }
    if !waited.is_empty() {
        let letters = count(waited.len(), "letter");
        problems.push(format!(
            "{letters} of earlier days must be looked at by a person: `concordat letters \
             --waiting` shows them"
        ));
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(Failure::Running(anyhow::anyhow!(problems.join("\nerror: "))))
}

/// Makes the files of all that is issued, batch by batch.
fn render_all(office: &mut Office, fonts: &Fonts) -> Result<Rendered, Failure> {
    let council = office.by.council.clone();
    let mut all = Rendered::default();
    loop {
        let batch = office.act(|work| render::render(work, fonts, &council, BATCH))?;
        if batch.done.is_empty() && batch.failed.is_empty() {
            return Ok(all);
        }
        all.done.extend(batch.done);
        all.failed.extend(batch.failed);
        all.no_letter.extend(batch.no_letter);
    }
}

/// Arguments of `letters`.
#[derive(Debug, Args)]
pub struct LettersArguments {
    /// Only those that wait for a person
    #[arg(long)]
    waiting: bool,
    /// How to write them
    #[arg(long, value_enum, default_value = "text", value_name = "FORMAT")]
    format: Shown,
    #[command(flatten)]
    acting: Acting,
}

fn waits_for_a_person(letter: &Waiting) -> bool {
    ["unknown", "given-up"].contains(&letter.state.as_str())
}

/// `letters`.
pub fn letters(of: &LettersArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    let mut letters = office.act(delivering::letters)?;
    letters.retain(|letter| !of.waiting || waits_for_a_person(letter));
    let text = match of.format {
        Shown::Json => output::json(&letters)?,
        Shown::Text if letters.is_empty() => "There is no letter\n".to_owned(),
        Shown::Text => as_text(&letters),
    };
    desk.out.write_all(text.as_bytes())?;
    Ok(())
}

fn as_text(letters: &[Waiting]) -> String {
    let mut columns = Columns::new(0, &[Align::Left; 5]);
    columns.row(["Written (UTC)", "Of", "To", "State", "Letter"]);
    columns.rule();
    for letter in letters {
        columns.row([
            minute(letter.queued_at),
            letter.kind.clone(),
            letter.to_address.clone(),
            letter.state.clone(),
            letter.id.clone(),
        ]);
        if let Some(error) = &letter.last_error {
            columns.line(format!("    {error}"));
        }
    }
    columns.text()
}

/// Arguments of `send-again`.
#[derive(Debug, Args)]
pub struct SendAgainArguments {
    /// The letter, as `letters` names it
    #[arg(value_name = "LETTER")]
    letter: String,
    /// Why: that it did not arrive, or what was mended
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[command(flatten)]
    acting: Acting,
}

/// `send-again`.
pub fn send_again(of: &SendAgainArguments, desk: &mut Desk) -> Result<(), Failure> {
    let mut office = Office::enter(&of.acting, desk)?;
    office.act(|work| delivering::send_again(work, &of.letter, &of.reason))?;
    writeln!(desk.out, "{} waits to be sent\n  `concordat deliver` sends it", of.letter)?;
    Ok(())
}
