//! The break calendar on paper, for committee clerks: what to do next and by when, each break with
//! its days, and how each works.

use chrono::NaiveDate;

use crate::documents::letterhead::ask;
use crate::documents::letterhead::capital;
use crate::documents::letterhead::colour_of;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Colour;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Note;
use crate::documents::page::Symbol;
use crate::documents::page::Table;
use crate::documents::page::Text;
use crate::documents::page::drawing::Shape;
use crate::domain::agreement::Agreement;
use crate::domain::break_calendar::BreakCalendar;
use crate::domain::break_calendar::BreakStanding;
use crate::domain::break_calendar::BreakState;
use crate::domain::break_clause::Break;
use crate::domain::break_clause::When;
use crate::domain::break_clause::first_valid_end;
use crate::domain::calendar::in_words;

/// The breaks of an agreement as they stand on the calendar's day.
pub fn break_calendar(agreement: &Agreement, calendar: &BreakCalendar) -> Document {
    let reference = format!("{}-BREAKS", agreement.reference);
    let on = calendar.as_at;
    let mut document = Document::new(&agreement.supplier.name, "Break calendar", reference, on);
    document.colour = colour_of(&agreement.supplier);
    document.subject = format!("When {} may be broken, and by what notice", agreement.title);
    document.push(Block::lead(format!(
        "{}. {} and {}. As at {}.",
        agreement.title,
        agreement.supplier.name,
        agreement.purchaser.name,
        in_words(on)
    )));
    document.push(Block::heading("What to do next"));
    let heading = Some(term_in_words(calendar));
    let paragraphs = next_steps(agreement, calendar).into_iter().map(Text::from).collect();
    document.push(Block::Note(Note { heading, paragraphs }));
    document.push(Block::heading("The breaks"));
    if calendar.breaks.is_empty() {
        document.push(Block::paragraph("There is no break to list."));
    } else {
        document.push(Block::Table(days(agreement, calendar)));
    }
    if !agreement.breaks.is_empty() {
        document.push(Block::heading("How each break works"));
        document.push(Block::Table(clauses(agreement)));
        document.push(Block::paragraph(
            "A break is a right, and not a consequence: nothing ends unless notice is given. \
             Notice of so many months ends on the day of that number in the last month, or on the \
             last day of a shorter month.",
        ));
    }
    if let Some(words) = ask(&agreement.supplier) {
        document.push(Block::paragraph(words));
    }
    document
}

/// When a break may be used: `Every 5 years of the term, counted from 1 July 2018`.
pub(super) fn how_it_works(agreement: &Agreement, clause: &Break) -> String {
    match &clause.when {
        When::EveryYears(years) => {
            let every = counted(*years, "year");
            let from = in_words(agreement.starts);
            format!("Every {every} of the term, counted from {from}")
        }
        When::OnEvent { event, window_months } => {
            let event = event.replace('-', " ");
            let months = counted(*window_months, "month");
            format!("For {months} from each substantive {event}")
        }
        When::AnyTime => "At any time".to_owned(),
    }
}

/// The notice that a break asks for: `6 months`.
pub(super) fn notice_in_words(clause: &Break) -> String {
    clause.notice_months.map_or("not stated".to_owned(), |months| counted(months, "month"))
}

/// Which authority may use a break.
pub(super) fn who_may_use_it(agreement: &Agreement, clause: &Break) -> String {
    clause.by.map_or("not stated", |side| agreement.authority(side).name.as_str()).to_owned()
}

/// `1 month`, `6 months`.
fn counted(count: u32, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// How the term ends, as far as it is known.
fn term_in_words(calendar: &BreakCalendar) -> String {
    match calendar.term_ends {
        None => "The term is open-ended.".to_owned(),
        Some(ends) if ends < calendar.as_at => format!("The term ended on {}.", in_words(ends)),
        Some(ends) => format!("The term ends on {}.", in_words(ends)),
    }
}

/// What to do, the soonest first.
fn next_steps(agreement: &Agreement, calendar: &BreakCalendar) -> Vec<String> {
    let is_over = calendar.term_ends.is_some_and(|ends| ends < calendar.as_at);
    let mut steps: Vec<(Option<NaiveDate>, String)> = Vec::new();
    let mut periodic = Vec::new();
    for standing in calendar.breaks.iter().filter(|_| !is_over) {
        let Some(clause) = clause_of(agreement, standing) else { continue };
        let is_ahead = matches!(standing.state, BreakState::Future | BreakState::Open);
        let is_later_one = is_ahead && periodic.contains(&standing.id.as_str());
        if is_later_one {
            continue;
        }
        if is_ahead && matches!(clause.when, When::EveryYears(_)) {
            periodic.push(&standing.id);
        }
        if let Some(words) = what_to_do(agreement, calendar.as_at, clause, standing) {
            steps.push((standing.last_notice_on, words));
        }
    }
    steps.sort_by_key(|(by, _)| (by.is_none(), *by));
    let mut words: Vec<String> = steps.into_iter().map(|(_, words)| words).collect();
    if words.is_empty() {
        words.push("There is nothing to do: no break is open, and none is to come.".to_owned());
    }
    words
}

/// The clause that a break of the calendar stands under.
pub(super) fn clause_of<'a>(
    agreement: &'a Agreement,
    standing: &BreakStanding,
) -> Option<&'a Break> {
    agreement.breaks.iter().find(|clause| clause.id == standing.id)
}

/// What a clerk does about a break; nothing about one that has lapsed.
pub(super) fn what_to_do(
    agreement: &Agreement,
    as_at: NaiveDate,
    clause: &Break,
    standing: &BreakStanding,
) -> Option<String> {
    let name = named(clause);
    let ends_if = |given: NaiveDate| {
        first_valid_end(clause, agreement.starts, &agreement.events, given).ok().map(in_words)
    };
    let who = clause.by.map(|side| format!(" by {}", agreement.authority(side).name));
    let who = who.unwrap_or_default();
    let unstated = match clause.notice_months {
        Some(_) => "",
        None => " The length of notice is not stated, and is not counted here.",
    };
    match (standing.state, standing.last_notice_on, standing.ends_on) {
        (BreakState::Lapsed, ..) => None,
        (BreakState::Exercised, _, Some(ends)) => {
            Some(format!("{name}: notice was given. Prepare for the end on {}.", in_words(ends)))
        }
        (BreakState::Exercised, _, None) => Some(format!("{name}: notice was given.")),
        (_, Some(last), Some(ends)) => Some(format!(
            "{name}: decide whether the term is to end on {}; notice{who} is to be given by \
             {}.{unstated}",
            in_words(ends),
            in_words(last)
        )),
        (_, Some(last), None) => {
            let given = last.min(as_at.max(standing.opens.unwrap_or(as_at)));
            let ends = ends_if(given).map_or(String::new(), |ends| {
                format!(" Notice given on {} would end the term on {ends}.", in_words(given))
            });
            Some(format!(
                "{name}: decide whether to give notice; it is to be given{who} by \
                 {}.{ends}{unstated}",
                in_words(last)
            ))
        }
        (_, None, _) => Some(match (&clause.when, ends_if(as_at.max(agreement.starts))) {
            (When::AnyTime, Some(ends)) => format!(
                "{name}: notice{who} may be given on any day; given on {}, it would end the term \
                 on {ends}.{unstated}",
                in_words(as_at.max(agreement.starts))
            ),
            (When::OnEvent { event, .. }, _) => format!(
                "{name}: record each substantive {} when it comes; it opens this break.",
                event.replace('-', " ")
            ),
            _ => format!("{name}: notice{who} may be given."),
        }),
    }
}

/// A break by its clause and when it may be used, since several may stand under one clause:
/// `Clause 3.16, every 5 years`.
pub(super) fn named(clause: &Break) -> String {
    match clause_in_words(&clause.clause) {
        Some(words) => format!("{words}, {}", in_brief(clause)),
        None => format!("Break {}", in_brief(clause)),
    }
}

/// When a break may be used, in a few words.
fn in_brief(clause: &Break) -> String {
    match &clause.when {
        When::EveryYears(1) => "every year".to_owned(),
        When::EveryYears(years) => format!("every {years} years"),
        When::OnEvent { event, .. } => format!("after each {}", event.replace('-', " ")),
        When::AnyTime => "at any time".to_owned(),
    }
}

/// A clause's number, which is told to be one, or its heading.
fn clause_in_words(clause: &str) -> Option<String> {
    match clause {
        "" => None,
        number if number.starts_with(|c: char| c.is_ascii_digit()) => {
            Some(format!("Clause {number}"))
        }
        heading => Some(heading.to_owned()),
    }
}

fn days(agreement: &Agreement, calendar: &BreakCalendar) -> Table {
    let columns = vec![
        Column::text("Break").heads_rows(),
        Column::text("Opens"),
        Column::text("Last day for notice"),
        Column::text("Term would end"),
        Column::text("State"),
    ];
    let mut table = Table::new("Each break with its days, and how it stands", columns);
    let day = |day: Option<NaiveDate>, without: &str| day.map_or(without.to_owned(), in_words);
    for standing in &calendar.breaks {
        let no_last = if standing.opens.is_some() { "no last day" } else { "not known yet" };
        let no_end = if standing.opens.is_some() { "by the notice" } else { "not known yet" };
        let name = clause_of(agreement, standing).map_or(String::new(), in_brief);
        let name = Cell::new(capital(&name));
        let name = match clause_in_words(&standing.clause) {
            Some(words) => name.with_detail(words),
            None => name,
        };
        table.push([
            name,
            Cell::new(day(standing.opens, "on its event")),
            Cell::new(day(standing.last_notice_on, no_last)),
            Cell::new(day(standing.ends_on, no_end)),
            state(standing.state),
        ]);
    }
    table
}

fn state(state: BreakState) -> Cell {
    let (shape, colour) = match state {
        BreakState::Open => (Shape::Circle, Colour::GREEN),
        BreakState::Future => (Shape::Diamond, Colour::GREY),
        BreakState::Exercised => (Shape::Triangle, Colour::AMBER),
        BreakState::Lapsed => (Shape::Square, Colour::GREY),
    };
    Cell::new(capital(state.word())).with_symbol(Symbol { shape, colour })
}

fn clauses(agreement: &Agreement) -> Table {
    let columns = vec![
        Column::text("Clause"),
        Column::text("When it may be used").heads_rows(),
        Column::text("Notice"),
        Column::text("Who may use it"),
    ];
    let mut table = Table::new("How each break works", columns);
    for clause in &agreement.breaks {
        table.push([
            clause.clause.clone(),
            how_it_works(agreement, clause),
            notice_in_words(clause),
            who_may_use_it(agreement, clause),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::break_calendar::break_calendar as standing;
    use crate::domain::calendar::date;
    use crate::domain::file::read;

    const AGREEMENT: &str = r#"
reference = "A"
starts = 2018-07-01
supplier = { name = "Hampshire" }
purchaser = { name = "Isle of Wight" }
[[break]]
id = "five-year"
clause = "3.16"
every_years = 5
notice_months = 6
by = "purchaser"
[[break]]
id = "exit"
clause = "Exit"
any_time = true
notice_months = 1
"#;

    fn steps(on: NaiveDate) -> Vec<String> {
        let agreement = read(AGREEMENT).expect("it reads").agreement;
        next_steps(&agreement, &standing(&agreement, on, None, None))
    }

    #[test]
    fn the_soonest_last_day_comes_first_and_each_right_once() {
        assert_eq!(
            steps(date(2023, 1, 31)),
            [
                "Clause 3.16, every 5 years: decide whether the term is to end on 30 June 2028; \
                 notice by Isle of Wight is to be given by 31 December 2027.",
                "Exit, at any time: notice may be given on any day; given on 31 January 2023, it \
                 would end the term on 28 February 2023.",
            ]
        );
    }

    #[test]
    fn before_the_term_the_first_break_is_named() {
        assert!(steps(date(2018, 1, 1))[0].contains("31 December 2022"));
    }

    #[test]
    fn a_break_is_told_in_words() {
        let agreement = read(AGREEMENT).expect("it reads").agreement;
        let [five, exit] = agreement.breaks.as_slice() else { panic!("two breaks") };
        let words = "Every 5 years of the term, counted from 1 July 2018";
        assert_eq!(how_it_works(&agreement, five), words);
        assert_eq!(notice_in_words(exit), "1 month");
        assert_eq!(who_may_use_it(&agreement, exit), "not stated");
    }
}
