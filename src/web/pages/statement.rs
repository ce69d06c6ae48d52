//! A statement: its lines with how each was worked out, what changed since the one before, what was
//! asked about it, who did what, and what whoever looks at it may do next.

use askama::Template;

use crate::billing::stage::Act;
use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::billing::stage::after;
use crate::billing::stage::after_return;
use crate::billing::statement::RechargeStatement;
use crate::billing::what_changed::what_changed_after;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::day_in_london;
use crate::domain::calendar::in_words;
use crate::domain::money::Money;
use crate::store::agreements::Held;
use crate::store::invoices;
use crate::store::people;
use crate::store::queries;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::KeptLine;
use crate::store::statements::StatementKind;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Form;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::colour_of;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::page::stage_in_words;
use crate::web::pages::agreement::InvoiceRow;
use crate::web::pages::agreement::invoice_row;
use crate::web::pages::drawn;
use crate::web::pages::drawn::Changed;
use crate::web::pages::drawn::Line;
use crate::web::pages::drawn::NotBilledRow;
use crate::web::pages::timeline;
use crate::web::pages::timeline::Done;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::agree;
use crate::workflow::draw_up::subject;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::issue;
use crate::workflow::refusal::Refusal;
use crate::workflow::standing;
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

/// The statement that the address names, as people see it there.
///
/// # Errors
/// That it names none.
pub(super) fn asked(visit: &Visit<'_>) -> Result<(BillingPeriod, StatementKind), Stop> {
    named(visit.asked.parameter("year"), visit.asked.parameter("period"))
}

/// The title of a statement's page.
pub(super) fn title_of(kept: &Kept) -> String {
    match kept.kind {
        StatementKind::Recharge => format!("Recharge statement {}", kept.period),
        StatementKind::Closing => format!("Closing statement {}", kept.period),
        StatementKind::Reconciliation => format!("Reconciliation {}", kept.period.year),
    }
}

/// What was asked about a line.
struct Asked {
    line: String,
    reason: String,
    by: String,
    on: String,
    became: &'static str,
    colour: &'static str,
    answer: String,
}

/// What a statement says.
struct Says {
    title: String,
    address: String,
    stage: &'static str,
    colour: &'static str,
    is_returned: bool,
    dates: String,
    known: String,
    kept: Kept,
    lines: Vec<Line>,
    held_back: Vec<String>,
    part: Option<[String; 3]>,
    not_billed: Vec<NotBilledRow>,
    changed: Option<Changed>,
    asked: Vec<Asked>,
    done: Vec<Done>,
    invoices: Vec<InvoiceRow>,
    prepared_by: String,
    agreed: String,
    first_approver: Option<String>,
    may: May,
}

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    frame: Frame,
    errors: Errors,
    form: Form,
    tried: &'static str,
    of: String,
    redraw: String,
    says: Says,
}

/// What whoever looks may do next: acts on the whole by the ends of their addresses, and the lines
/// that an act may be about.
#[derive(Debug, Clone, Default)]
struct May {
    acts: Vec<&'static str>,
    query: Vec<Choice>,
    release: Vec<Choice>,
    withdraw: Vec<Choice>,
    /// Why another person must do what would be next.
    another: Option<&'static str>,
}

impl May {
    fn allows(&self, act: &str) -> bool {
        self.acts.contains(&act)
    }

    fn anything(&self) -> bool {
        let lines = [&self.query, &self.release, &self.withdraw];
        let is_of_lines = lines.iter().any(|lines| !lines.is_empty());
        !self.acts.is_empty() || is_of_lines || self.another.is_some()
    }
}

/// `GET …/recharges/{year}/{period}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, "", Errors::none())
}

/// The page, after an act that was refused with what is wrong.
///
/// # Errors
/// What cannot be read.
pub(super) fn page(
    visit: &mut Visit<'_>,
    tried: &'static str,
    errors: Errors,
) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (period, kind) = asked(visit)?;
    let above = format!("/agreements/{}", segment(&held.reference));
    let frame = Frame::of(visit, "", "/agreements")
        .with(&errors)
        .under("Agreements", "/agreements")
        .under(&held.reference, &above);
    let form = visit.asked.form.clone();
    let says = visit.look(|work| {
        let kept = agree::of_period(work, &held, period, kind)?;
        says(work, &held, kept)
    });
    let says = match says {
        Err(Stop::Refused(Refusal::Refused(says))) => {
            return Err(Stop::NoPage(format!("{}.", first_capital(&says))));
        }
        says => says?,
    };
    let redraw = match kind {
        StatementKind::Recharge => format!("{above}/recharges/new?period={period}"),
        StatementKind::Closing => format!("{above}/recharges/new?period=closing"),
        StatementKind::Reconciliation => {
            format!("{above}/year-end/{}", period.year.to_string().replace('/', "-"))
        }
    };
    let frame = Frame { title: format!("{}, {}", says.title, held.reference), ..frame };
    let page = StatementPage { frame, errors, form, tried, of: held.title, redraw, says };
    shown(&page, &page.frame)
}

fn says(work: &mut Work<'_>, held: &Held, kept: Kept) -> Result<Says, Refusal> {
    let lines = statements::lines(work.books, &kept)?;
    let terms = terms::of_statement(work.books, held, &kept)?;
    let drawn = issue::restored(held, &kept, &terms, &lines)?;
    let before = match kept.kind {
        StatementKind::Recharge => standing::before(work.books, held, &kept)?.before,
        _ => None,
    };
    let (agreement, actuals) = (terms.agreement(), &terms.actuals);
    let changed =
        before.map(|before| Changed::of(&what_changed_after(agreement, actuals, &drawn, &before)));
    let mut issued = Vec::new();
    for one in invoices::of_statement(work.books, &held.supplier, &kept.id)? {
        issued.push(invoice_row(work, held, &one)?);
    }
    let first_approver = match (&kept.over_limit, &kept.approved_by) {
        (Some(_), Some(first)) => Some(people::name_of(work.books, first)?),
        _ => None,
    };
    Ok(Says {
        title: title_of(&kept),
        address: address_of(held, &kept),
        stage: stage_in_words(kept.stage),
        colour: colour_of(kept.stage),
        is_returned: kept.hash.is_empty(),
        dates: match kept.kind {
            StatementKind::Reconciliation => kept.period.year.dates().in_words(),
            _ => kept.period.dates().in_words(),
        },
        known: in_words(kept.as_at),
        held_back: held_back(&lines),
        part: part(agreement, &drawn, &kept, &lines),
        not_billed: drawn::not_billed(&drawn),
        changed,
        asked: asked_about(work, &kept, &lines)?,
        done: timeline::about(work, held, &subject(held, &kept))?,
        invoices: issued,
        prepared_by: people::name_of(work.books, &kept.prepared_by)?,
        agreed: agreed(work, &kept)?,
        first_approver,
        may: may(work, held, &kept, &lines),
        lines: drawn::kept_lines(&lines, &drawn),
        kept,
    })
}

/// What of a statement is on no invoice, and will not be for now.
fn held_back(lines: &[KeptLine]) -> Vec<String> {
    let say = |state: LineState, says: &str| {
        let of: Vec<&KeptLine> = lines.iter().filter(|line| line.state == state).collect();
        let sum: Money = of.iter().map(|line| line.net).sum();
        let noun = if of.len() == 1 { "line" } else { "lines" };
        let words = format!("{} {noun} of {} and VAT {says}", of.len(), sum.in_pounds());
        (!of.is_empty()).then_some(words)
    };
    let held = say(LineState::Queried, "queried and held");
    let gone = say(LineState::Withdrawn, "withdrawn, and not on an invoice");
    held.into_iter().chain(gone).collect()
}

/// What the next act is about, where that is not the whole: net, VAT and both of the lines that are
/// to be agreed, or that are agreed and not issued yet.
fn part(
    agreement: &Agreement,
    drawn: &RechargeStatement,
    kept: &Kept,
    lines: &[KeptLine],
) -> Option<[String; 3]> {
    let state = match kept.stage {
        Stage::WithPurchaser => LineState::Open,
        Stage::Agreed | Stage::Approved => LineState::Agreed,
        Stage::DrawnUp | Stage::Issued => return None,
    };
    let of = lines.iter().enumerate().filter(|(_, line)| line.state == state);
    let of: Vec<usize> = of.map(|(at, _)| at).collect();
    let part = drawn.only(agreement, &of);
    Some([part.net, part.vat, part.gross].map(Money::in_pounds))
}

/// Who agreed it, or how it came to be taken as agreed.
fn agreed(work: &mut Work<'_>, kept: &Kept) -> Result<String, Refusal> {
    Ok(match (kept.agreed_by.as_deref(), kept.agreed_at) {
        (Some(agree::DEEMED), Some(at)) => {
            let on = in_words(day_in_london(at));
            format!("Counted as agreed on {on}: the days for a query went by")
        }
        (Some(by), Some(at)) => {
            let by = people::name_of(work.books, by)?;
            format!("By {by} on {}", in_words(day_in_london(at)))
        }
        _ => match kept.deemed_on {
            Some(until) => {
                format!("Not yet; without a query it counts as agreed after {}", in_words(until))
            }
            None => "Not yet".to_owned(),
        },
    })
}

fn asked_about(
    work: &mut Work<'_>,
    kept: &Kept,
    lines: &[KeptLine],
) -> Result<Vec<Asked>, Refusal> {
    let mut all = Vec::new();
    for query in queries::of_statement(work.books, kept)? {
        let line = lines.iter().find(|line| line.number == query.line_no);
        // A line of an earlier draft has another number now: only what was asked then is told.
        let line = line.filter(|line| line.line == query.line);
        let line = line.map_or_else(
            || query.line.clone(),
            |line| format!("{}. {}", line.number, line.description),
        );
        let (became, colour) = match query.outcome.as_deref() {
            Some("released") => ("released", "green"),
            Some("withdrawn") => ("withdrawn", "grey"),
            Some(_) => ("drawn up again", "blue"),
            None => ("open", "orange"),
        };
        let answer = query.answer.unwrap_or_default();
        let closed_by = match &query.closed_by {
            Some(by) => format!(" ({})", people::name_of(work.books, by)?),
            None => String::new(),
        };
        all.push(Asked {
            line,
            reason: query.reason,
            by: people::name_of(work.books, &query.raised_by)?,
            on: in_words(day_in_london(query.raised_at)),
            became,
            colour,
            answer: match (answer.is_empty(), query.outcome.is_some()) {
                (false, _) => format!("{answer}{closed_by}"),
                (true, true) => format!("Closed without words{closed_by}"),
                (true, false) => "Not answered yet".to_owned(),
            },
        });
    }
    Ok(all)
}

/// The duties table and the table of stages say what may be done; what takes a second person is
/// not offered to the first.
fn may(work: &Work<'_>, held: &Held, kept: &Kept, lines: &[KeptLine]) -> May {
    let has = |duty| duties::must_be_theirs(work.by, duty, held).is_ok();
    let may = |act, duty| after(kept.stage, act).is_ok() && has(duty);
    let any = |state| lines.iter().any(|line| line.state == state);
    let of = |state, may: bool| {
        let lines = lines.iter().filter(|line| may && line.state == state);
        let words = |line: &KeptLine| {
            let (number, sum) = (line.number, line.net.in_pounds());
            (number.to_string(), format!("{number}. {} ({sum})", line.description))
        };
        Choice::all(lines.map(words), "")
    };
    let is = |id: &Option<String>| id.as_deref() == Some(work.by.id.as_str());
    let is_preparer = kept.prepared_by == work.by.id.as_str();
    let is_first = kept.over_limit.is_some() && is(&kept.approved_by);
    let approve = may(Act::Approve, Duty::Approve) && any(LineState::Agreed);
    let withdraw = may(Act::Withdraw, Duty::Withdraw);
    let is_drawn = !kept.hash.is_empty();
    let days_are_over = kept.deemed_on.is_some_and(|until| work.at.today > until);
    let another = match (approve, is_preparer, is_first) {
        (true, true, _) => Some("You drew this statement up, so another person must approve it."),
        (true, _, true) => Some("You approved it first of two: a second person must approve it."),
        _ if withdraw && is_preparer && any(LineState::Queried) => {
            Some("You drew this statement up, so another person must withdraw a queried line.")
        }
        _ => None,
    };
    let returns = after_return(kept.stage, any(LineState::Issued)).is_ok();
    let acts = [
        ("redraw", may(Act::Redraw, Duty::DrawUp)),
        ("send", is_drawn && may(Act::Send, Duty::DrawUp)),
        ("agree", may(Act::Agree, Duty::Agree) && any(LineState::Open)),
        ("deem-agreed", days_are_over && may(Act::Agree, Duty::DrawUp) && any(LineState::Open)),
        ("return", returns && has(Duty::Return)),
        ("approve", approve && !is_preparer && !is_first),
        ("issue", may(Act::Issue, Duty::Issue)),
    ];
    May {
        acts: acts.into_iter().filter(|(_, may)| *may).map(|(act, _)| act).collect(),
        query: of(LineState::Open, may(Act::Query, Duty::Agree)),
        release: of(LineState::Queried, may(Act::Release, Duty::Agree)),
        withdraw: of(LineState::Queried, withdraw && !is_preparer),
        another,
    }
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
