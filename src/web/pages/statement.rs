//! A statement: its lines with how each was worked out, who did what, and what whoever looks at it
//! may do next.

use askama::Template;

use crate::billing::stage::Stage;
use crate::billing::statement::RechargeStatement;
use crate::billing::working::Step;
use crate::domain::calendar::BillingPeriod;
use crate::domain::vat::Treatment;
use crate::store::agreements::Held;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::statements::StatementKind;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::colour_of;
use crate::web::page::colour_of_line;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::agreement::name_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::agree as agreeing;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::issue;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// Where a statement is: `/agreements/HIOW/recharges/2018-19/q2`.
pub fn address_of(held: &Held, kept: &Kept) -> String {
    let text = kept.period.to_string();
    let (year, part) = text.split_once('-').unwrap_or((&text, "year"));
    let kind = match kept.kind {
        StatementKind::Recharge => "",
        StatementKind::Closing => "-closing",
        StatementKind::Reconciliation => "-reconciliation",
    };
    let reference = segment(&held.reference);
    let (year, part) = (year.replace('/', "-"), part.to_lowercase());
    format!("/agreements/{reference}/recharges/{year}/{part}{kind}")
}

/// The period and the kind that an address names.
///
/// # Errors
/// That it names none.
pub fn named(year: &str, part: &str) -> Result<(BillingPeriod, StatementKind), Stop> {
    let (part, kind) = match part.split_once('-') {
        None => (part, StatementKind::Recharge),
        Some((part, "closing")) => (part, StatementKind::Closing),
        Some((part, "reconciliation")) => (part, StatementKind::Reconciliation),
        Some(_) => return Err(Stop::no_page()),
    };
    let year = year.replace('-', "/");
    let text = match part {
        "year" => year,
        part => format!("{year}-{}", part.to_uppercase()),
    };
    let period = BillingPeriod::parse(&text).map_err(|_| Stop::no_page())?;
    Ok((period, kind))
}

/// A line, with how it was worked out.
pub struct Line {
    kept: KeptLine,
    period: String,
    vat: &'static str,
    net: String,
    state: &'static str,
    colour: &'static str,
    steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    frame: Frame,
    errors: Errors,
    title: String,
    of: String,
    address: String,
    kept: Kept,
    stage: &'static str,
    colour: &'static str,
    from: String,
    lines: Vec<Line>,
    may: May,
}

/// What whoever looks may do next.
#[derive(Debug, Clone, Copy, Default)]
struct May {
    send: bool,
    agree: bool,
}

/// `GET …/recharges/{year}/{period}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (period, kind) = asked(visit)?;
    let above = format!("/agreements/{}", segment(&held.reference));
    let frame = Frame::of(visit, "", "/agreements")
        .with(&errors)
        .under("Agreements", "/agreements")
        .under(&held.reference, &above);
    let page = visit.look(|work| {
        let kept = agreeing::of_period(work, &held, period, kind)?;
        let lines = statements::lines(work.books, &kept)?;
        let terms = terms::of_statement(work.books, &held, &kept)?;
        let drawn = issue::restored(&held, &kept, &terms, &lines)?;
        let title = format!("Recharge statement {}", name_of(&kept));
        Ok(StatementPage {
            frame: Frame { title: format!("{title}, {}", held.reference), ..frame },
            errors,
            title,
            of: held.title.clone(),
            address: address_of(&held, &kept),
            stage: kept.stage.in_words(),
            colour: colour_of(kept.stage),
            from: kept.period.dates().in_words(),
            lines: with_workings(lines, &drawn),
            may: may(work, &held, &kept),
            kept,
        })
    })?;
    shown(&page, &page.frame)
}

/// The statement that the address names, as people see it there.
fn asked(visit: &Visit<'_>) -> Result<(BillingPeriod, StatementKind), Stop> {
    named(visit.asked.parameter("year"), visit.asked.parameter("period"))
}

fn with_workings(lines: Vec<KeptLine>, drawn: &RechargeStatement) -> Vec<Line> {
    let mut workings = drawn.lines.iter().map(|line| line.trace.steps());
    lines
        .into_iter()
        .map(|kept| Line {
            period: if kept.adjustment {
                format!("{}, adjusted", kept.period)
            } else {
                kept.period.to_string()
            },
            vat: kept.vat_treatment.map_or("undecided", Treatment::in_words),
            net: kept.net.in_pounds(),
            state: kept.state.word(),
            colour: colour_of_line(kept.state),
            steps: workings.next().unwrap_or_default(),
            kept,
        })
        .collect()
}

fn may(work: &Work<'_>, held: &Held, kept: &Kept) -> May {
    let has = |duty| duties::must_be_theirs(work.by, duty, held).is_ok();
    May {
        send: kept.stage == Stage::DrawnUp && !kept.hash.is_empty() && has(Duty::DrawUp),
        agree: kept.stage == Stage::WithPurchaser && has(Duty::Agree),
    }
}

/// Does an act on the statement that the address names; where it is refused the page says why.
fn act(
    visit: &mut Visit<'_>,
    says: &str,
    what: impl Fn(&mut Work<'_>, &Held, &Kept) -> Result<(), Refusal>,
) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (period, kind) = asked(visit)?;
    let done = visit.act(|work| {
        let held = work.hold(held.clone(), Duty::DrawUp)?;
        let kept = agreeing::of_period(work, &held, period, kind)?;
        what(work, &held, &kept)?;
        Ok(address_of(&held, &kept))
    });
    match done {
        Ok(address) => Ok(Answer::done(&address, says)),
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}

/// `POST …/send`
pub fn send(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    act(visit, "The statement is with the purchaser.", |work, held, kept| {
        agreeing::send(work, held, kept).map(drop)
    })
}

/// `POST …/agree`: what was read, and nothing that was drawn up since.
pub fn agree(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let hash = visit.asked.form.text("hash").to_owned();
    act(visit, "All lines that are not queried are agreed.", move |work, held, kept| {
        agreeing::agree(work, held, kept, Some(&hash)).map(drop)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_period_and_a_kind_or_there_is_no_such_page() {
        for (year, part, period, kind) in [
            ("2018-19", "q2", "2018/19-Q2", StatementKind::Recharge),
            ("2018-19", "m07", "2018/19-M07", StatementKind::Recharge),
            ("2018-19", "year", "2018/19", StatementKind::Recharge),
            ("2018-19", "q4-reconciliation", "2018/19-Q4", StatementKind::Reconciliation),
            ("2018-19", "q1-closing", "2018/19-Q1", StatementKind::Closing),
        ] {
            let (found, of) = named(year, part).expect("a period");
            assert_eq!((found.to_string().as_str(), of), (period, kind));
        }
        for (year, part) in [("2018", "q2"), ("2018-19", "q5"), ("2018-19", "q1-secret")] {
            assert!(named(year, part).is_err(), "{year} {part}");
        }
    }
}
