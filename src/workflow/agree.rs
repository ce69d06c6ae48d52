//! Agreeing: a statement goes to the purchaser, who agrees it, or queries it line by line. The
//! agreed part can go on; a queried line is held until it is released, withdrawn or drawn up again.

use chrono::Days;

use crate::billing::stage;
use crate::billing::stage::Act as StageAct;
use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::documents::letter::Act;
use crate::domain::authority::Side;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::in_words;
use crate::domain::line::LineKind;
use crate::domain::variation::KnownTerms;
use crate::store::acts::Deed;
use crate::store::agreements::Held;
use crate::store::queries;
use crate::store::queries::Query;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::statements::StatementKind;
use crate::workflow::Work;
use crate::workflow::draw_up::subject;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::tell;
use crate::workflow::terms;
use crate::workflow::year_end::lock;

/// The name in the log of what nobody did: the term for queries went by.
pub const DEEMED: &str = "deemed";

/// A statement by its agreement and period, for somebody with a duty.
///
/// # Errors
/// Where there is none yet, or the duty is not theirs.
pub fn statement(
    work: &mut Work<'_>,
    reference: &str,
    period: BillingPeriod,
    kind: StatementKind,
    duty: Duty,
) -> Result<(Held, Kept), Refusal> {
    let held = work.agreement(reference, duty)?;
    let kept = of_period(work, &held, period, kind)?;
    Ok((held, kept))
}

/// The statement of a period of an agreement that is at hand.
///
/// # Errors
/// Where there is none yet.
pub fn of_period(
    work: &mut Work<'_>,
    held: &Held,
    period: BillingPeriod,
    kind: StatementKind,
) -> Result<Kept, Refusal> {
    let found = statements::of_period(work.books, &held.supplier, &held.id, kind, period)?;
    // A draft is the supplier's own until it is sent.
    let is_own = duties::side(work.by, held) == Some(Side::Supplier);
    found.filter(|kept| is_own || kept.stage != Stage::DrawnUp).ok_or_else(|| {
        Refusal::refused(format!(
            "there is no statement of {period} under {} yet: its supplier draws it up and sends it",
            held.reference
        ))
    })
}

/// Where an act takes a statement, or why it cannot be done now.
pub(super) fn moved(held: &Held, kept: &Kept, act: StageAct) -> Result<Stage, Refusal> {
    stage::after(kept.stage, act)
        .map_err(|refusal| Refusal::refused(format!("{}: {refusal}", subject(held, kept))))
}

/// Saves a statement that has moved on, and logs it.
pub(super) fn move_on(
    work: &mut Work<'_>,
    held: &Held,
    before: &Kept,
    after: &Kept,
    act: &str,
    reason: &str,
) -> Result<(), Refusal> {
    statements::change(work.books, after)?;
    let deed = Deed {
        act: act.to_owned(),
        subject: subject(held, after),
        before: before.stage.word().to_owned(),
        after: match after.hash.as_str() {
            "" => after.stage.word().to_owned(),
            hash => format!("{}, {hash}", after.stage.word()),
        },
        reason: reason.to_owned(),
    };
    work.did(&held.supplier, deed);
    Ok(())
}

/// Sends a statement to the purchaser to agree.
///
/// # Errors
/// Where it is further on already.
pub fn send(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<Kept, Refusal> {
    duties::must_be_theirs(work.by, Duty::DrawUp, held)?;
    let stage = moved(held, kept, StageAct::Send)?;
    if kept.hash.is_empty() {
        return Err(Refusal::refused(format!(
            "{} was returned: draw it up again, with what was asked for, and then send it",
            subject(held, kept)
        )));
    }
    lock::must_be_open(work.books, held, kept.period.year)?;
    let terms = terms::of_statement(work.books, held, kept)?;
    let agreement = terms.agreement();
    let deemed_on = agreement
        .acceptance_days
        .and_then(|days| work.at.today.checked_add_days(Days::new(days.into())));
    let after = Kept { stage, sent_on: Some(work.at.today), deemed_on, ..kept.clone() };
    move_on(work, held, kept, &after, "statement sent", "")?;
    if let Some(email) = &agreement.purchaser.email {
        work.write_letter(&held.supplier, "statement", kept.id.as_str(), email, "");
    }
    Ok(after)
}

/// Which lines of a statement a person names: by the line's name in the agreement file, all of its
/// adjustments with it, or by its number on the statement.
fn named(lines: &[KeptLine], name: &str) -> Vec<KeptLine> {
    let by_number = name.parse::<i32>().ok();
    let is_it = |line: &&KeptLine| line.line == name || Some(line.number) == by_number;
    lines.iter().filter(is_it).cloned().collect()
}

fn no_line(held: &Held, kept: &Kept, name: &str, lines: &[KeptLine]) -> Refusal {
    let mut names: Vec<&str> = lines.iter().map(|line| line.line.as_str()).collect();
    names.dedup();
    Refusal::refused(format!(
        "{} has no line \"{name}\": name one of {}, or the number of a line",
        subject(held, kept),
        names.join(", ")
    ))
}

/// Queries a line of a statement, for a reason: it is held until the query is closed.
///
/// # Errors
/// A line that is not there or not open, a reason that is missing, a statement that is not with the
/// purchaser.
pub fn query(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    line: &str,
    reason: &str,
) -> Result<Vec<KeptLine>, Refusal> {
    duties::must_be_theirs(work.by, Duty::Agree, held)?;
    let stage = moved(held, kept, StageAct::Query)?;
    if reason.trim().is_empty() {
        return Err(Refusal::refused("a query says why: what would settle it?"));
    }
    let lines = statements::lines(work.books, kept)?;
    let queried = named(&lines, line);
    if queried.is_empty() {
        return Err(no_line(held, kept, line, &lines));
    }
    if queried.iter().any(|line| line.state != LineState::Open) {
        let says = format!("\"{line}\" of {} is queried already", subject(held, kept));
        return Err(Refusal::refused(says));
    }
    let asked = queries::of_statement(work.books, kept)?.len();
    for (number, line) in (asked + 1..).zip(&queried) {
        let query = Query {
            number: i32::try_from(number).unwrap_or(i32::MAX),
            line_no: line.number,
            line: line.line.clone(),
            reason: reason.trim().to_owned(),
            raised_by: work.by.id.to_string(),
            raised_at: work.at.now,
            outcome: None,
            answer: None,
            closed_by: None,
            closed_at: None,
        };
        queries::add(work.books, kept, &query)?;
    }
    let numbers: Vec<i32> = queried.iter().map(|line| line.number).collect();
    statements::set_line_states(work.books, kept, &numbers, LineState::Queried)?;
    let after = Kept { stage, ..kept.clone() };
    move_on(work, held, kept, &after, &format!("line {line} queried"), reason)?;
    let terms = terms::of_statement(work.books, held, kept)?;
    if let Some(email) = &terms.agreement().supplier.email {
        let supplier = &held.supplier;
        work.write_letter(supplier, "query", kept.id.as_str(), email, reason);
    }
    Ok(queried)
}

/// The overheads of a statement that stand on a line, with how each line of theirs stands: what is
/// done to the line leaves them as they are.
///
/// # Errors
/// The database's own.
pub fn overheads_on(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    line: &str,
) -> Result<Vec<KeptLine>, Refusal> {
    let lines = statements::lines(work.books, kept)?;
    let bases = named(&lines, line);
    let terms = terms::of_statement(work.books, held, kept)?;
    let known = KnownTerms::on(terms.agreement(), kept.as_at);
    let stands_on_it = |of: &KeptLine| {
        let overhead = known.overheads.iter().find(|overhead| overhead.line.id == of.line);
        overhead.is_some_and(|overhead| {
            let mut stretches = overhead.terms.stretches(of.period.dates());
            stretches.any(|(_, terms)| bases.iter().any(|on| terms.is_on(on.kind, &on.line)))
        })
    };
    let overheads = lines.iter().filter(|of| of.kind == LineKind::Overhead && stands_on_it(of));
    Ok(overheads.cloned().collect())
}

/// Agrees every line of a statement that is not queried.
///
/// # Errors
/// A statement that is not with the purchaser, or of which every line is queried; another statement
/// than the one that was read, where its hash is given.
pub fn agree(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    read: Option<&str>,
) -> Result<Kept, Refusal> {
    duties::must_be_theirs(work.by, Duty::Agree, held)?;
    let stage = moved(held, kept, StageAct::Agree)?;
    must_be_as_read(held, kept, read)?;
    agree_open_lines(work, held, kept)?;
    let after = Kept {
        stage,
        agreed_by: Some(work.by.id.to_string()),
        agreed_at: Some(work.at.now),
        ..kept.clone()
    };
    move_on(work, held, kept, &after, "statement agreed", "")?;
    tell_supplier(work, held, kept)?;
    Ok(after)
}

fn tell_supplier(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<(), Refusal> {
    let terms = terms::of_statement(work.books, held, kept)?;
    if let Some(email) = &terms.agreement().supplier.email {
        work.write_letter(&held.supplier, "agreed", kept.id.as_str(), email, "");
    }
    Ok(())
}

fn agree_open_lines(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<(), Refusal> {
    let lines = statements::lines(work.books, kept)?;
    let open: Vec<i32> =
        lines.iter().filter(|line| line.state == LineState::Open).map(|line| line.number).collect();
    if open.is_empty() {
        return Err(Refusal::refused(format!(
            "every line of {} is queried, so there is nothing to agree: release a line, or have \
             the statement returned",
            subject(held, kept)
        )));
    }
    Ok(statements::set_line_states(work.books, kept, &open, LineState::Agreed)?)
}

/// Refuses where a statement is not the one that somebody has read.
pub(super) fn must_be_as_read(held: &Held, kept: &Kept, read: Option<&str>) -> Result<(), Refusal> {
    match read {
        Some(read) if !kept.hash.starts_with(read) || read.is_empty() => {
            Err(Refusal::refused(format!(
                "{} is not the one that you read: it was drawn up again since (draft {})",
                subject(held, kept),
                kept.draft
            )))
        }
        _ => Ok(()),
    }
}

/// Takes a statement as agreed because the agreement's days for a query went by; only where it has
/// such a term.
///
/// # Errors
/// An agreement without the term, or days that have not gone by.
pub fn deem_agreed(work: &mut Work<'_>, held: &Held, kept: &Kept) -> Result<Kept, Refusal> {
    duties::must_be_theirs(work.by, Duty::DrawUp, held)?;
    let stage = moved(held, kept, StageAct::Agree)?;
    let Some(until) = kept.deemed_on else {
        return Err(Refusal::refused(format!(
            "{} has no days after which a statement counts as agreed (acceptance_days): the \
             purchaser must agree it",
            held.reference
        )));
    };
    if work.at.today <= until {
        return Err(Refusal::refused(format!(
            "{} counts as agreed only after {}",
            subject(held, kept),
            in_words(until)
        )));
    }
    agree_open_lines(work, held, kept)?;
    let after = Kept {
        stage,
        agreed_by: Some(DEEMED.to_owned()),
        agreed_at: Some(work.at.now),
        ..kept.clone()
    };
    let why = format!("no query by {}", in_words(until));
    move_on(work, held, kept, &after, "statement deemed agreed", &why)?;
    tell_supplier(work, held, kept)?;
    Ok(after)
}

/// Releases a queried line: the purchaser agrees it after all.
///
/// # Errors
/// A line that is not queried.
pub fn release(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    line: &str,
    answer: &str,
) -> Result<Kept, Refusal> {
    duties::must_be_theirs(work.by, Duty::Agree, held)?;
    let stage = moved(held, kept, StageAct::Release)?;
    // While the statement is with the purchaser a released line is agreed with the others.
    let becomes = if stage == Stage::WithPurchaser { LineState::Open } else { LineState::Agreed };
    let released = close(work, held, kept, line, "released", answer, becomes)?;
    let after = Kept {
        stage,
        approved_by: None,
        approved_at: None,
        countersigned_by: None,
        ..kept.clone()
    };
    move_on(work, held, kept, &after, &format!("line {line} released"), answer)?;
    tell_of_lines(work, held, kept, Act::Released, &released, answer)?;
    Ok(after)
}

/// Withdraws a queried line: the supplier gives way, and does not bill it. As with a credit it
/// takes two people and a reason.
///
/// # Errors
/// A line that is not queried, no reason, and the person who drew the statement up.
pub fn withdraw(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    line: &str,
    answer: &str,
) -> Result<Kept, Refusal> {
    duties::must_be_theirs(work.by, Duty::Withdraw, held)?;
    let stage = moved(held, kept, StageAct::Withdraw)?;
    duties::must_be_another(work.by, &kept.prepared_by, "drew this statement up")?;
    if answer.trim().is_empty() {
        return Err(Refusal::refused("a line is withdrawn for a reason: it forgoes what it bills"));
    }
    let withdrawn = close(work, held, kept, line, "withdrawn", answer, LineState::Withdrawn)?;
    let after = Kept { stage, ..kept.clone() };
    move_on(work, held, kept, &after, &format!("line {line} withdrawn"), answer)?;
    tell_of_lines(work, held, kept, Act::Withdrawn, &withdrawn, answer)?;
    Ok(after)
}

fn tell_of_lines(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    act: Act,
    lines: &[KeptLine],
    words: &str,
) -> Result<(), Refusal> {
    let Some(first) = lines.first() else { return Ok(()) };
    let sum = lines.iter().map(|line| line.net).sum();
    let named = format!("{} (clause {})", first.description, first.clause);
    tell::other_council(work, held, act, (kept.id.as_str(), &named), Some(sum), words)
}

/// Closes the queries of a line, and gives its lines that were held.
fn close(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    line: &str,
    outcome: &str,
    answer: &str,
    state: LineState,
) -> Result<Vec<KeptLine>, Refusal> {
    let lines = statements::lines(work.books, kept)?;
    let found = named(&lines, line);
    if found.is_empty() {
        return Err(no_line(held, kept, line, &lines));
    }
    let held_back: Vec<KeptLine> =
        found.into_iter().filter(|line| line.state == LineState::Queried).collect();
    let numbers: Vec<i32> = held_back.iter().map(|line| line.number).collect();
    if numbers.is_empty() {
        let says = format!("\"{line}\" of {} is not queried", subject(held, kept));
        return Err(Refusal::refused(says));
    }
    for query in queries::of_statement(work.books, kept)? {
        if query.outcome.is_none() && numbers.contains(&query.line_no) {
            let closed = Query {
                outcome: Some(outcome.to_owned()),
                answer: Some(answer.to_owned()),
                closed_by: Some(work.by.id.to_string()),
                closed_at: Some(work.at.now),
                ..query
            };
            queries::close(work.books, kept, &closed)?;
        }
    }
    statements::set_line_states(work.books, kept, &numbers, state)?;
    Ok(held_back)
}

/// Returns a statement to who drew it up, for a reason: it can be drawn up again.
///
/// # Errors
/// A reason that is missing, or a statement of which a line is issued.
pub fn give_back(
    work: &mut Work<'_>,
    held: &Held,
    kept: &Kept,
    reason: &str,
) -> Result<Kept, Refusal> {
    duties::must_be_theirs(work.by, Duty::Return, held)?;
    let stage = moved(held, kept, StageAct::Return)?;
    if reason.trim().is_empty() {
        return Err(Refusal::refused("a statement is returned for a reason: what is to change?"));
    }
    let lines = statements::lines(work.books, kept)?;
    if lines.iter().any(|line| line.state == LineState::Issued) {
        return Err(Refusal::refused(format!(
            "lines of {} are issued, so it cannot be drawn up again: a correction is a credit \
             note, or comes with the next statement",
            subject(held, kept)
        )));
    }
    let numbers: Vec<i32> = lines.iter().map(|line| line.number).collect();
    statements::set_line_states(work.books, kept, &numbers, LineState::Open)?;
    let after = Kept {
        stage,
        // What is in the books is no longer what anybody agreed to: the next draft is another one.
        hash: String::new(),
        sent_on: None,
        deemed_on: None,
        agreed_by: None,
        agreed_at: None,
        approved_by: None,
        approved_at: None,
        countersigned_by: None,
        ..kept.clone()
    };
    move_on(work, held, kept, &after, "statement returned", reason)?;
    tell::other_council(work, held, Act::Returned, (kept.id.as_str(), ""), None, reason)?;
    Ok(after)
}
