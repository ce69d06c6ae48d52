//! A statement: its lines and their states, its queries, who did what, and its invoices.

use serde::Serialize;

use crate::cli::layout::Align;
use crate::cli::layout::Columns;
use crate::cli::layout::heading;
use crate::cli::layout::paragraph;
use crate::cli::layout::subheading;
use crate::cli::service::words;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::day_in_london;
use crate::domain::calendar::in_words;
use crate::domain::vat::Treatment;
use crate::store::acts;
use crate::store::acts::Entry;
use crate::store::agreements::Held;
use crate::store::invoices;
use crate::store::people;
use crate::store::queries;
use crate::store::queries::Query;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::approve::APPROVED;
use crate::workflow::approve::FIRST_OF_TWO;
use crate::workflow::draw_up::subject;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::payments::Standing;
use crate::workflow::refusal::Refusal;

/// A statement as it stands in the books.
#[derive(Debug, Serialize)]
pub struct StatementInBooks {
    agreement: Held,
    statement: Kept,
    lines: Vec<KeptLine>,
    queries: Vec<Query>,
    invoices: Vec<Standing>,
}

/// The statement of a period.
pub fn of(
    work: &mut Work<'_>,
    reference: &str,
    period: BillingPeriod,
    kind: StatementKind,
) -> Result<StatementInBooks, Refusal> {
    let (held, kept) = agree::statement(work, reference, period, kind, Duty::Read)?;
    let mut standings = Vec::new();
    for issued in invoices::of_statement(work.books, &held.supplier, &kept.id)? {
        let today = work.at.today;
        standings.push(payments::standing(work, &held, &issued, today)?);
    }
    Ok(StatementInBooks {
        lines: statements::lines(work.books, &kept)?,
        queries: queries::of_statement(work.books, &kept)?,
        invoices: standings,
        agreement: held,
        statement: kept,
    })
}

/// Statements, a row each.
pub fn table(of: &[Kept]) -> String {
    let mut columns = Columns::new(
        0,
        &[Align::Left, Align::Left, Align::Left, Align::Right, Align::Right, Align::Left],
    );
    columns.row(["Period", "Kind", "Stage", "Net", "VAT", "Hash"]);
    columns.rule();
    for kept in of {
        columns.row([
            kept.period.to_string(),
            kept.kind.word().to_owned(),
            kept.stage.word().to_owned(),
            kept.net.in_pounds(),
            kept.vat.in_pounds(),
            words::short(&kept.hash).to_owned(),
        ]);
    }
    columns.text()
}

/// The statement for people.
pub fn as_text(work: &mut Work<'_>, of: &StatementInBooks) -> Result<String, Refusal> {
    let (held, kept) = (&of.agreement, &of.statement);
    let kind = match kept.kind {
        StatementKind::Recharge => "Statement",
        StatementKind::Closing => "Closing statement",
        StatementKind::Reconciliation => "Reconciliation",
    };
    let title = format!("{kind} {} of {}: {}", kept.period, held.reference, held.title);
    let mut text = heading(&title);
    text.push_str(&format!(
        "{}, as at {}; draft {} from version {} of the agreement, hash {}\n\n",
        kept.stage.in_words(),
        in_words(kept.as_at),
        kept.draft,
        kept.version,
        words::short(&kept.hash)
    ));
    text.push_str(&lines(of));
    text.push_str(&queried(work, &of.queries)?);
    text.push_str(&who_did_what(work, held, kept)?);
    if !of.invoices.is_empty() {
        text.push_str(&subheading("Invoices and credit notes"));
        text.push_str(&super::invoice_table(&of.invoices));
    }
    Ok(text)
}

fn lines(of: &StatementInBooks) -> String {
    let mut columns = Columns::new(
        0,
        &[
            Align::Right,
            Align::Left,
            Align::Left,
            Align::Left,
            Align::Left,
            Align::Right,
            Align::Left,
        ],
    );
    columns.row(["No", "Clause", "Line", "For", "VAT", "Net", "State"]);
    columns.rule();
    for line in &of.lines {
        columns.row([
            line.number.to_string(),
            line.clause.clone(),
            format!("{} ({})", line.description, line.line),
            if line.adjustment {
                format!("{}, adjusted", line.period)
            } else {
                line.period.to_string()
            },
            line.vat_treatment.map_or("undecided", Treatment::in_words).to_owned(),
            line.net.in_pounds(),
            line.state.word().to_owned(),
        ]);
    }
    columns.rule();
    let kept = &of.statement;
    for (words, sum) in [("Net", kept.net), ("VAT", kept.vat), ("To pay", kept.gross)] {
        columns.row(["", "", words, "", "", &sum.in_pounds(), ""]);
    }
    columns.text()
}

fn queried(work: &mut Work<'_>, queries: &[Query]) -> Result<String, Refusal> {
    if queries.is_empty() {
        return Ok(String::new());
    }
    let mut text = subheading("Queries");
    for query in queries {
        let by = people::name_of(work.books, &query.raised_by)?;
        let day = in_words(day_in_london(query.raised_at));
        let mut says = format!("{}. Line {}: \"{}\" ", query.number, query.line_no, query.reason);
        says.push_str(&format!("({by}, {day})"));
        match (&query.outcome, &query.closed_by) {
            (Some(outcome), Some(closed_by)) => {
                let by = people::name_of(work.books, closed_by)?;
                let answer = query.answer.as_deref().unwrap_or_default();
                says.push_str(&format!(": {outcome} by {by}"));
                if !answer.is_empty() {
                    says.push_str(&format!(": \"{answer}\""));
                }
            }
            _ => says.push_str(": open"),
        }
        text.push_str(&paragraph(&says, 0));
    }
    Ok(text)
}

/// Each approval of a draft, from the log of acts: where two approved, or a line that was released
/// later was approved by itself, there are several.
fn approvals(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<Vec<Entry>, Refusal> {
    let mut done = acts::about(work.books, &held.supplier, &subject(held, kept))?;
    let begins =
        |entry: &Entry| ["statement drawn up", "statement returned"].contains(&entry.act.as_str());
    let from = done.iter().rposition(begins).map_or(0, |at| at + 1);
    done.drain(..from);
    done.retain(|entry| entry.act == FIRST_OF_TWO || entry.act == APPROVED);
    Ok(done)
}

/// Who drew a statement up, agreed it and approved it, and when.
pub fn who_did_what(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<String, Refusal> {
    let mut text = subheading("Who did what");
    let day = |moment| in_words(day_in_london(moment));
    let by = people::name_of(work.books, &kept.prepared_by)?;
    text.push_str(&format!("Drawn up by {by} on {}\n", day(kept.prepared_at)));
    if let Some(sent_on) = kept.sent_on {
        let until = kept.deemed_on.map_or(String::new(), |until| {
            format!("; without a query it counts as agreed after {}", in_words(until))
        });
        text.push_str(&format!("Sent on {}{until}\n", in_words(sent_on)));
    }
    match (kept.agreed_by.as_deref(), kept.agreed_at) {
        (Some(agree::DEEMED), Some(at)) => {
            let day = day(at);
            text.push_str(&format!("Counted as agreed on {day}: the days for a query went by\n"));
        }
        (Some(agreed_by), Some(at)) => {
            let by = people::name_of(work.books, agreed_by)?;
            text.push_str(&format!("Agreed by {by} on {}\n", day(at)));
        }
        _ => {}
    }
    for entry in approvals(work, held, kept)? {
        let which = if entry.act == FIRST_OF_TWO { ", the first of two" } else { "" };
        text.push_str(&format!("Approved by {} on {}{which}\n", entry.person, day(entry.done_at)));
    }
    if let Some(why) = &kept.over_limit {
        text.push_str(&paragraph(&format!("Two must approve it: {why}"), 0));
    }
    Ok(text)
}
