//! `breaks`: the calendar of break clauses.

use chrono::NaiveDate;

use crate::cli::Desk;
use crate::cli::arguments::BreaksArguments;
use crate::cli::arguments::Format;
use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::heading;
use crate::cli::load;
use crate::cli::load::Failure;
use crate::cli::output;
use crate::cli::pdf;
use crate::documents::break_calendar as paper;
use crate::documents::calendar_file::calendar_file;
use crate::domain::agreement::Agreement;
use crate::domain::break_calendar::BreakCalendar;
use crate::domain::break_calendar::break_calendar;
use crate::domain::calendar::in_words;
use crate::domain::csv_rows;

pub fn run(arguments: &BreaksArguments, desk: &mut Desk) -> Result<(), Failure> {
    output::not_over(&[&arguments.file], &arguments.output)?;
    let source = load::agreement(&arguments.file)?;
    if let (Some(from), Some(to)) = (arguments.from, arguments.to)
        && to < from
    {
        return Err(Failure::input(format!("--to {to} is before --from {from}")));
    }
    let as_at = arguments.as_at.unwrap_or(desk.today);
    let calendar = break_calendar(&source.agreement, as_at, arguments.from, arguments.to);
    let text = match arguments.output.format {
        Format::Text => as_text(&source.agreement, &calendar),
        Format::Json => output::json(&calendar)?,
        Format::Csv => as_csv(&calendar),
        Format::Pdf => {
            let document = paper::break_calendar(&source.agreement, &calendar);
            let logo = load::logo(&arguments.file, &source)?;
            return pdf::write_one(
                document,
                logo.as_ref(),
                &[&arguments.file],
                &arguments.output,
                desk,
            );
        }
        Format::Ics => {
            let made = calendar_file(&source.agreement, &calendar);
            made.ok_or_else(|| nothing_ahead(as_at, arguments))?
        }
        other => return Err(output::no_such_format("breaks", other, Format::BREAKS)),
    };
    output::write(&text, &arguments.output, desk)
}

/// A calendar without a day in it is none (RFC 5545, 3.6), so none is written.
fn nothing_ahead(as_at: NaiveDate, arguments: &BreaksArguments) -> Failure {
    let from = arguments.from.map(|from| (format!(" from {}", in_words(from)), "--from"));
    let to = arguments.to.map(|to| (format!(" to {}", in_words(to)), "--to"));
    let asked: Vec<(String, &str)> = from.into_iter().chain(to).collect();
    let span: String = asked.iter().map(|(words, _)| words.as_str()).collect();
    let options: Vec<&str> = asked.iter().map(|(_, option)| *option).collect();
    let change = match options.as_slice() {
        [] => "--as-at names another day".to_owned(),
        given => format!("give another day with {}, or leave it out", given.join(" or ")),
    };
    Failure::input(format!(
        "as at {} there is no break ahead and no last day of the term{span} to put into a \
         calendar: {change}",
        in_words(as_at)
    ))
}

fn as_text(agreement: &Agreement, calendar: &BreakCalendar) -> String {
    let title = format!("Breaks of {} as at {}", agreement.reference, in_words(calendar.as_at));
    let mut text = heading(&title);
    text.push_str(&format!("{}\n\n", agreement.title));
    if calendar.breaks.is_empty() {
        text.push_str("There is no break to list.\n");
    } else {
        let mut columns = Columns::new(0, &[Align::Left; 7]);
        columns.row(["Break", "Clause", "Kind", "Opens", "Last notice", "Term ends", "State"]);
        columns.rule();
        for standing in &calendar.breaks {
            let day = |day: Option<chrono::NaiveDate>| day.map_or("-".to_owned(), in_words);
            columns.row([
                standing.id.clone(),
                standing.clause.clone(),
                standing.kind.to_owned(),
                day(standing.opens),
                day(standing.last_notice_on),
                day(standing.ends_on),
                standing.state.word().to_owned(),
            ]);
        }
        text.push_str(&columns.text());
    }
    let ends = calendar.term_ends.map_or("is open-ended".to_owned(), |ends| {
        let word = if ends < calendar.as_at { "ended" } else { "ends" };
        format!("{word} on {}", in_words(ends))
    });
    text.push_str(&format!("\nThe term {ends}.\n"));
    text
}

fn as_csv(calendar: &BreakCalendar) -> String {
    let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    let header = ["break", "clause", "kind", "opens", "last_notice_on", "ends_on", "state"];
    let rows = calendar.breaks.iter().map(|standing| {
        vec![
            standing.id.clone(),
            standing.clause.clone(),
            standing.kind.to_owned(),
            day(standing.opens),
            day(standing.last_notice_on),
            day(standing.ends_on),
            standing.state.word().to_owned(),
        ]
    });
    csv_rows::write(&header, rows)
}
