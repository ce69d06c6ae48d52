//! How disputes are settled, what has happened since, and the papers that all of it rests on.

use crate::documents::heads_of_terms::by_clause;
use crate::documents::heads_of_terms::charges::covered;
use crate::documents::heads_of_terms::charges::pounds;
use crate::documents::letterhead::capital;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Emphasis;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::domain::agreement::Agreement;
use crate::domain::break_clause::Notice;
use crate::domain::calendar::in_words;
use crate::domain::line::Amendment;
use crate::domain::staffing::Basis;
use crate::domain::variation::Change;
use crate::domain::variation::Variation;
use crate::domain::variation::notice_ends;
use crate::domain::variation::open_end;

/// The dispute ladder, where the agreement has one.
pub(super) fn governance(agreement: &Agreement, document: &mut Document) {
    if agreement.disputes.is_empty() {
        return;
    }
    document.push(Block::heading("Governance: how a dispute is settled"));
    let columns = vec![
        Column::text("Step"),
        Column::text("Who tries to settle it").heads_rows(),
        Column::text("Clause"),
        Column::text("How long they have"),
    ];
    let mut table = Table::new("The dispute ladder, step by step", columns);
    for (index, stage) in agreement.disputes.iter().enumerate() {
        let time = match stage.working_days {
            Some(1) => "1 working day".to_owned(),
            Some(days) => format!("{days} working days"),
            None => "not stated".to_owned(),
        };
        table.push([
            (index + 1).to_string(),
            stage.stage.clone(),
            stage.clause.clone().unwrap_or_default(),
            time,
        ]);
    }
    document.push(Block::Table(table));
}

/// Events, notices and variations.
pub(super) fn since(agreement: &Agreement, document: &mut Document) {
    let happened = events_and_notices(agreement);
    if !happened.is_empty() {
        document.push(Block::heading("What has happened"));
        document.push(Block::bullets(happened));
    }
    if agreement.variations.is_empty() {
        return;
    }
    document.push(Block::heading("Variations"));
    for variation in &agreement.variations {
        let mut head = format!(
            "Agreed on {}, effective from {}.",
            in_words(variation.agreed),
            in_words(variation.effective)
        );
        if let Some(clause) = &variation.clause {
            head.push_str(&format!(" Clause {clause}."));
        }
        let mut words = Text::strong(head);
        if let Some(reason) = &variation.reason {
            words = words.then(format!(" {reason}"), Emphasis::Plain);
        }
        document.push(Block::paragraph(words));
        let varied = varied(agreement, variation);
        if !varied.is_empty() {
            document.push(Block::bullets(varied));
        }
    }
}

fn events_and_notices(agreement: &Agreement) -> Vec<String> {
    let events = agreement.events.iter().map(|event| {
        let kind = capital(&event.kind.replace('-', " "));
        let substance = if event.substantive { "" } else { ", not of the substance of a break" };
        let note = event.note.as_ref().map_or(String::new(), |note| format!(": {note}"));
        (event.on, format!("{}: {kind}{substance}{note}", in_words(event.on)))
    });
    let ends = notice_ends(agreement, open_end());
    let notices = agreement.notices.iter().enumerate().map(|(index, notice)| {
        let ends = ends.iter().find(|(of, _)| *of == index);
        let ends = ends.map_or(String::new(), |(_, end)| format!(": ends on {}", in_words(*end)));
        (notice.given_on, format!("{}{ends}", notice_in_words(agreement, notice)))
    });
    let mut happened: Vec<_> = events.chain(notices).collect();
    happened.sort_by_key(|(on, _)| *on);
    happened.into_iter().map(|(_, words)| format!("{}.", words.trim_end_matches('.'))).collect()
}

fn notice_in_words(agreement: &Agreement, notice: &Notice) -> String {
    let clause = agreement.breaks.iter().find(|clause| clause.id == notice.under);
    let clause = clause.map_or(notice.under.as_str(), |clause| clause.clause.as_str());
    let by = &agreement.authority(notice.given_by).name;
    let note = notice
        .note
        .as_ref()
        .map_or(String::new(), |note| format!(" ({})", note.trim_end_matches('.')));
    format!("{}: Notice given by {by} under {clause}{note}", in_words(notice.given_on))
}

/// What a variation changes, line by line; pay is not printed.
fn varied(agreement: &Agreement, variation: &Variation) -> Vec<String> {
    let heads = agreement.line_heads();
    let name = |id: &str| {
        heads.iter().find(|head| head.id == id).map_or(id.to_owned(), |head| head.name.to_owned())
    };
    let ends = variation.ends.map(|day| format!("The term ends on {}.", in_words(day)));
    // What many lines have in common, such as a pay award, is said once.
    let mut alike: Vec<(String, Vec<String>)> = Vec::new();
    for change in &variation.changes {
        let words = changed(agreement, change).join("; ");
        match alike.iter_mut().find(|(said, _)| *said == words) {
            Some((_, lines)) => lines.push(name(&change.line)),
            None => alike.push((words, vec![name(&change.line)])),
        }
    }
    let changes = alike.into_iter().map(|(words, lines)| match lines.as_slice() {
        [line] => format!("{line}: {words}."),
        lines => format!("{}: {}.", capital(&words), lines.join("; ")),
    });
    let posts = variation.staffing.iter().map(|line| line.name.as_str());
    let added = posts
        .chain(variation.overheads.iter().map(|line| line.name.as_str()))
        .chain(variation.services.iter().map(|line| line.name.as_str()))
        .chain(variation.inputs.iter().map(|line| line.name.as_str()))
        .map(|name| format!("Added: {name}."));
    ends.into_iter().chain(changes).chain(added).collect()
}

fn changed(agreement: &Agreement, change: &Change) -> Vec<String> {
    let ends = change.ends.map(|day| format!("ends on {}", in_words(day)));
    let amended = change.amendments.iter().map(|amendment| match amendment {
        Amendment::DaysPerWeek(days) => format!("days a week: {days}"),
        Amendment::FullCost(_) | Amendment::Salary(_) | Amendment::DayRate(_) => {
            "the cost of the post changes".to_owned()
        }
        Amendment::Pension(rate) => format!("employer’s pension contribution: {rate}"),
        Amendment::DaysInYear(days) => format!("days in its year: {}", days.normalize()),
        Amendment::Basis(Basis::Share) => "billed as a share of the post".to_owned(),
        Amendment::Basis(_) => "billed by the days that are recorded".to_owned(),
        Amendment::Holder(holder) => format!("held by {holder}"),
        Amendment::Rate(rate) => format!("rate: {rate}"),
        Amendment::On(on) => format!("on {}", covered(agreement, on)),
        Amendment::Annual(sum) => format!("yearly charge: {}", pounds(*sum, "")),
        Amendment::ReviewOn(day) => format!("to be reviewed on {}", in_words(*day)),
        Amendment::Budget(sum) => format!("budget: {}", pounds(*sum, "")),
        Amendment::Approved(approval) => {
            format!("approved by {} on {}", approval.by, in_words(approval.on))
        }
        Amendment::Vat(decision) => format!("VAT: {}", decision.treatment.in_words()),
    });
    ends.into_iter().chain(amended).collect()
}

/// What the papers leave out, and what has been put in its place.
pub(super) fn assumed(agreement: &Agreement, document: &mut Document) {
    if agreement.assumptions.is_empty() {
        return;
    }
    document.push(Block::heading("What is assumed"));
    document.push(Block::paragraph(
        "The papers leave these out. What stands in their place holds until somebody says:",
    ));
    let words = agreement.assumptions.iter().map(|a| by_clause(&a.clause, &a.text));
    document.push(Block::bullets(words));
}

/// The papers and what they state, after the places to sign.
pub(super) fn papers(agreement: &Agreement, document: &mut Document) {
    if agreement.documents.is_empty() && agreement.observations.is_empty() {
        return;
    }
    document.push(Block::PageBreak);
    if !agreement.documents.is_empty() {
        document.push(Block::heading("Annex: papers relied on"));
        let columns = vec![
            Column::text("Paper").heads_rows(),
            Column::text("Dated"),
            Column::text("Put before"),
        ];
        let mut table = Table::new("The papers that the terms are taken from", columns);
        for paper in &agreement.documents {
            table.push([
                Cell::new(paper.title.as_str()),
                Cell::new(in_words(paper.dated)),
                Cell::new(paper.body.as_deref().unwrap_or("not stated")),
            ]);
        }
        document.push(Block::Table(table));
    }
    if agreement.observations.is_empty() {
        return;
    }
    document.push(Block::heading("Annex: what the papers state"));
    for of_paper in agreement.observations.chunk_by(|one, other| one.document == other.document) {
        let id = &of_paper[0].document;
        let paper = agreement.documents.iter().find(|paper| paper.id == *id);
        document.push(Block::subheading(paper.map_or(id.as_str(), |paper| paper.title.as_str())));
        for observation in of_paper {
            let on = observation.on.map_or(String::new(), |day| format!(" (of {})", in_words(day)));
            let words = format!("{}{on}", observation.text);
            document.push(Block::paragraph(by_clause(&observation.clause, &words)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::read;

    const AGREEMENT: &str = r#"
reference = "A"
starts = 2018-07-01
supplier = { name = "Hampshire" }
purchaser = { name = "Isle of Wight" }
[[staffing]]
id = "one"
clause = "2"
post = "First Officer"
days_per_week = 1
salary = "40000.00"
[[staffing]]
id = "two"
clause = "2"
post = "Second Officer"
days_per_week = 1
salary = "40000.00"
[[service]]
id = "database"
clause = "4"
name = "Database"
annual = "100.00"
[[variation]]
id = "award"
agreed = 2019-11-11
effective = 2019-04-01
change = [
  { line = "one", salary = "41000.00" },
  { line = "two", salary = "41500.00" },
  { line = "database", annual = "120.00" },
]
"#;

    #[test]
    fn what_lines_have_in_common_is_said_once_and_no_pay_at_all() {
        let agreement = read(AGREEMENT).expect("it reads").agreement;
        let said = varied(&agreement, &agreement.variations[0]);
        assert_eq!(
            said,
            [
                "The cost of the post changes: First Officer; Second Officer.",
                "Database: yearly charge: £120.00.",
            ]
        );
    }
}
