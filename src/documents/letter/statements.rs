//! The letters about a recharge statement: to agree it, that it was queried, that it was agreed.

use chrono::NaiveDate;

use crate::documents::letter::Correspondence;
use crate::documents::letter::count;
use crate::documents::page::Block;
use crate::documents::page::Cell;
use crate::documents::page::Column;
use crate::documents::page::Document;
use crate::documents::page::Table;
use crate::documents::page::long_date;
use crate::domain::money::Money;

/// A statement that waits for the purchaser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementToAgree<'a> {
    /// Its period: *2018/19-Q2*.
    pub period: &'a str,
    /// Its sum before VAT.
    pub net: Money,
    /// How many lines it has.
    pub lines: usize,
    /// When it counts as agreed by silence, where the agreement says so.
    pub deadline: Option<Deadline<'a>>,
}

/// When a statement counts as agreed unless it was queried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline<'a> {
    /// The last day to query it.
    pub last_day: NaiveDate,
    /// The clause that says so, where it is stated.
    pub clause: Option<&'a str>,
}

/// A statement that the purchaser queried in part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementQueried<'a> {
    /// Its period.
    pub period: &'a str,
    /// Who queried it: *Isle of Wight Council*.
    pub by: &'a str,
    /// The lines that were queried.
    pub lines: &'a [QueriedLine<'a>],
    /// What the other lines come to, before VAT.
    pub agreed: Money,
}

/// A line that was queried, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueriedLine<'a> {
    /// Its clause.
    pub clause: &'a str,
    /// What it charges for.
    pub description: &'a str,
    /// Its sum before VAT.
    pub net: Money,
    /// What was asked.
    pub why: &'a str,
}

/// A statement that waits for its approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementAgreed<'a> {
    /// Its period.
    pub period: &'a str,
    /// What was agreed, before VAT.
    pub net: Money,
    /// How it came to be agreed.
    pub how: Agreed<'a>,
    /// Who prepared it, and so may not approve it.
    pub prepared_by: &'a str,
}

/// How a statement came to be agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreed<'a> {
    /// By somebody.
    By {
        /// Who, for which council: *Ann Other, Isle of Wight Council*.
        name: &'a str,
        /// When.
        on: NaiveDate,
    },
    /// By silence, as the agreement says.
    Deemed {
        /// From which day it counts as agreed.
        on: NaiveDate,
        /// The clause that says so, where it is stated.
        clause: Option<&'a str>,
    },
}

fn under(clause: Option<&str>) -> String {
    clause.map_or_else(|| "the agreement".to_owned(), |clause| format!("clause {clause}"))
}

/// The letter that asks the purchaser to agree a statement.
pub fn statement_to_agree(
    letter: &Correspondence<'_>,
    statement: &StatementToAgree<'_>,
) -> Document {
    let period = statement.period;
    let last_day = statement.deadline.as_ref().map(|deadline| long_date(deadline.last_day));
    let net = statement.net.in_pounds();
    let by = last_day.as_ref().map(|day| format!(" by {day}")).unwrap_or_default();
    let subject = format!("Statement {period} from {} to agree{by}: {net}", letter.from);
    let mut document = letter.begin(&format!("Statement {period} to agree"), subject, period);
    document.push(Block::paragraph(format!(
        "Here is our recharge statement for {period}, under the agreement {}. It is not an \
         invoice, and nothing is due on it yet.",
        letter.agreement
    )));
    let mut facts = vec![("Before VAT", net), ("Lines", statement.lines.to_string())];
    facts.extend(last_day.clone().map(|day| ("Last day to query it", day)));
    document.push(Block::key_facts(facts));
    let silence = match (&statement.deadline, last_day) {
        (Some(deadline), Some(day)) => format!(
            "Please do either by {day}. A line that is not queried by then counts as agreed under \
             {}.",
            under(deadline.clause)
        ),
        _ => "We invoice a line only once you have agreed it.".to_owned(),
    };
    letter.end(
        &mut document,
        [
            "If it is right, please tell us that you agree it.".to_owned(),
            "If a line is not, please tell us which and why; only that line is held, and you can \
             agree the others."
                .to_owned(),
            silence,
        ],
    );
    document
}

/// The letter that tells the supplier which lines were queried.
pub fn statement_queried(
    letter: &Correspondence<'_>,
    statement: &StatementQueried<'_>,
) -> Document {
    let StatementQueried { period, by, lines, agreed } = statement;
    let queried = count(lines.len(), "line");
    let held: Money = lines.iter().map(|line| line.net).sum();
    let subject = format!("Statement {period}: {queried} queried by {by}, {}", held.in_pounds());
    let mut document = letter.begin(&format!("Statement {period} queried"), subject, period);
    document.push(Block::paragraph(format!(
        "{by} has queried {queried} of the statement for {period}, under the agreement {}.",
        letter.agreement
    )));
    document.push(Block::key_facts([
        ("Held until answered, before VAT", held.in_pounds()),
        ("Not queried, before VAT", agreed.in_pounds()),
    ]));
    let columns = vec![
        Column::text("Clause"),
        Column::text("Description").heads_rows(),
        Column::figures("Before VAT"),
        Column::text("What was asked"),
    ];
    let mut table = Table::new("The lines that were queried, and what was asked", columns);
    for line in *lines {
        let (net, why) = (line.net.in_pounds(), line.why);
        table.push([line.clause, line.description, &net, why].map(Cell::new));
    }
    document.push(Block::Table(table));
    letter.end(
        &mut document,
        [
            "Please answer each query: correct the line, or explain it.",
            "The lines that were not queried can go on to approval and invoice.",
        ],
    );
    document
}

/// The letter that asks a second person of the supplier to approve what was agreed.
pub fn statement_agreed(letter: &Correspondence<'_>, statement: &StatementAgreed<'_>) -> Document {
    let StatementAgreed { period, how, prepared_by, .. } = statement;
    let net = statement.net.in_pounds();
    let subject = format!("Statement {period} agreed, to approve: {net}");
    let mut document = letter.begin(&format!("Statement {period} to approve"), subject, period);
    let agreed = match how {
        Agreed::By { name, on } => format!("was agreed by {name} on {}", long_date(*on)),
        Agreed::Deemed { on, clause } => format!(
            "was not queried in time, and counts as agreed from {} under {}",
            long_date(*on),
            under(*clause)
        ),
    };
    document.push(Block::paragraph(format!(
        "The statement for {period}, under the agreement {}, {agreed}.",
        letter.agreement
    )));
    let prepared = ("Prepared by", (*prepared_by).to_owned());
    document.push(Block::key_facts([("Before VAT", net), prepared]));
    letter.end(
        &mut document,
        [
            "Please approve it, or send it back with your reason.".to_owned(),
            format!("It is invoiced once somebody other than {prepared_by} has approved it."),
        ],
    );
    document
}
