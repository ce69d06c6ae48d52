//! An agreement at a glance: what it is, its statements by period, its invoices and how they stand.

use askama::Template;
use chrono::NaiveDate;

use crate::billing::stage::Stage;
use crate::domain::authority::Side;
use crate::domain::break_calendar::BreakCalendar;
use crate::domain::break_calendar::BreakStanding;
use crate::domain::break_calendar::BreakState;
use crate::domain::break_calendar::break_calendar;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::calendar::in_words;
use crate::domain::check::warnings;
use crate::store::agreements;
use crate::store::agreements::Held;
use crate::store::drafts;
use crate::store::invoices;
use crate::store::invoices::Issued;
use crate::store::people;
use crate::store::statements;
use crate::store::statements::Kept;
use crate::store::statements::StatementKind;
use crate::web::answer::Answer;
use crate::web::page::Frame;
use crate::web::page::colour_of;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::page::stage_in_words;
use crate::web::pages::agreements::status_in_words;
use crate::web::pages::statement::address_of;
use crate::web::pages::steps;
use crate::web::pages::steps::Step;
use crate::web::pages::year_end::address_of_year;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::draw_up::Limits;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::payments;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;
use crate::workflow::turn;

/// A statement, in a row.
pub struct StatementRow {
    /// Its period and kind.
    pub name: String,
    /// Where it is.
    pub href: String,
    /// How far it has come.
    pub stage: &'static str,
    /// The colour of that.
    pub colour: &'static str,
    /// What is to be paid.
    pub gross: String,
}

/// An invoice or credit note, in a row.
pub struct InvoiceRow {
    /// Its number.
    pub number: String,
    /// Where it is.
    pub href: String,
    /// The day of issue.
    pub issued_on: String,
    /// The day it is due.
    pub due_on: String,
    /// Its sum.
    pub gross: String,
    /// What is unpaid of it.
    pub unpaid: String,
    /// How it stands.
    pub state: &'static str,
}

/// The period that is at hand: the first that is not issued, with its steps.
pub struct AtHand {
    /// Its name.
    pub name: String,
    /// Where its statement is, or is drawn up.
    pub href: Option<String>,
    /// How far it has come.
    pub steps: Vec<Step>,
}

#[derive(Template)]
#[template(path = "agreement.html")]
struct AgreementPage {
    frame: Frame,
    held: Held,
    href: String,
    status: String,
    supplier: String,
    purchaser: String,
    term: String,
    next_break: Option<String>,
    warnings: usize,
    version_to_confirm: Option<i32>,
    parked: Vec<String>,
    at_hand: Option<AtHand>,
    statements: Vec<StatementRow>,
    invoices: Vec<InvoiceRow>,
    years: Vec<(String, String)>,
    may_read_money: bool,
    may_draw_up: bool,
    /// What the button to change its terms says, for whoever may.
    change_terms: Option<&'static str>,
}

/// `GET /agreements/{agreement}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let (today, limits) = (visit.at.today, visit.house.limits);
    let frame = Frame::of(visit, &format!("{}: {}", held.reference, held.title), "/agreements")
        .under("Agreements", "/agreements");
    let page = visit.look(|work| {
        let is_own = duties::side(work.by, &held) == Some(Side::Supplier);
        let may_read_money = duties::must_be_theirs(work.by, Duty::ReadPay, &held).is_ok();
        let terms = terms::in_use(work.books, &held)?;
        let agreement = terms.agreement();
        let latest = agreements::latest_version(work.books, &held)?;
        let calendar = break_calendar(agreement, today, Some(today), None);
        Ok(AgreementPage {
            frame,
            href: format!("/agreements/{}", segment(&held.reference)),
            status: status_in_words(&held.status).to_owned(),
            supplier: people::council_name(work.books, &held.supplier)?,
            purchaser: people::council_name(work.books, &held.purchaser)?,
            term: term_in_words(agreement.starts, calendar.term_ends),
            next_break: next_break(&calendar),
            warnings: warnings(agreement).len(),
            version_to_confirm: (is_own && latest > held.version).then_some(latest),
            parked: held
                .parked_because
                .iter()
                .filter(|_| is_own)
                .flat_map(|why| why.lines().map(str::to_owned))
                .collect(),
            at_hand: if may_read_money { at_hand(work, &limits, &held, is_own)? } else { None },
            statements: if may_read_money { statement_rows(work, &held, is_own)? } else { vec![] },
            invoices: if may_read_money { invoice_rows(work, &held)? } else { vec![] },
            years: years(&held, agreement.starts, today),
            may_read_money,
            may_draw_up: duties::must_be_theirs(work.by, Duty::DrawUp, &held).is_ok(),
            change_terms: change_terms(work, &held)?,
            held: held.clone(),
        })
    })?;
    shown(&page, &page.frame)
}

/// What there is to do with the terms: to change them, or to go on with that.
fn change_terms(work: &mut Work<'_>, held: &Held) -> Result<Option<&'static str>, Refusal> {
    if duties::must_be_theirs(work.by, Duty::BringInAgreement, held).is_err() {
        return Ok(None);
    }
    let draft = drafts::of_agreement(work.books, &held.supplier, held.id.as_str())?;
    Ok(Some(if draft.is_some() { "Go on with the draft of new terms" } else { "Change the terms" }))
}

/// From when to when an agreement runs, as it is known.
fn term_in_words(starts: NaiveDate, ends: Option<NaiveDate>) -> String {
    match ends {
        Some(last) => Period { first: starts, last }.in_words(),
        None => format!("From {}, with no end agreed", in_words(starts)),
    }
}

/// The next break that can be used, and the last day for notice of it.
fn next_break(calendar: &BreakCalendar) -> Option<String> {
    let open =
        |standing: &&BreakStanding| matches!(standing.state, BreakState::Future | BreakState::Open);
    let standing = calendar.breaks.iter().find(open)?;
    let clause = &standing.clause;
    Some(match (standing.last_notice_on, standing.ends_on) {
        (Some(notice), Some(ends)) => {
            format!("{}, with notice by {} (clause {clause})", in_words(ends), in_words(notice))
        }
        (Some(notice), None) => format!("Notice by {} (clause {clause})", in_words(notice)),
        _ => format!("At any time or after an event (clause {clause})"),
    })
}

/// A statement's period, and its kind where it is no recharge.
pub fn name_of(kept: &Kept) -> String {
    match kept.kind {
        StatementKind::Recharge => kept.period.to_string(),
        StatementKind::Closing => format!("{} closing", kept.period),
        StatementKind::Reconciliation => format!("{} reconciliation", kept.period.year),
    }
}

/// The financial years of an agreement so far, the latest first, each with where its end is.
fn years(held: &Held, starts: NaiveDate, today: NaiveDate) -> Vec<(String, String)> {
    let last = FinancialYear::of(today);
    let all = std::iter::successors(Some(FinancialYear::of(starts)), |year| Some(year.next()));
    let all = all.take_while(|year| *year <= last);
    let mut years: Vec<_> =
        all.map(|year| (year.to_string(), address_of_year(held, year))).collect();
    years.reverse();
    years
}

/// A statement that is under way, or else the period whose turn it is.
fn at_hand(
    work: &mut Work<'_>,
    limits: &Limits,
    held: &Held,
    is_own: bool,
) -> Result<Option<AtHand>, Refusal> {
    let mut all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    all.retain(|kept| kept.kind == StatementKind::Recharge && kept.stage != Stage::Issued);
    all.retain(|kept| is_own || kept.stage != Stage::DrawnUp);
    all.sort_by_key(|kept| kept.period);
    if let Some(kept) = all.first() {
        let (name, href) = (name_of(kept), Some(address_of(held, kept)));
        return Ok(Some(AtHand { name, href, steps: steps::of(Some(kept)) }));
    }
    let next = if is_own { turn::of(work, limits, held)?.next } else { None };
    Ok(next.map(|period| {
        let may = duties::must_be_theirs(work.by, Duty::DrawUp, held).is_ok();
        let above = format!("/agreements/{}/recharges/new", segment(&held.reference));
        let href = may.then(|| format!("{above}?period={period}"));
        AtHand { name: period.to_string(), href, steps: steps::of(None) }
    }))
}

fn statement_rows(
    work: &mut Work<'_>,
    held: &Held,
    is_own: bool,
) -> Result<Vec<StatementRow>, Refusal> {
    let mut all = statements::of_agreement(work.books, &held.supplier, &held.id)?;
    // A draft is the supplier's own until it is sent.
    all.retain(|kept| is_own || kept.stage != Stage::DrawnUp);
    all.sort_by_key(|kept| std::cmp::Reverse((kept.period, kept.kind)));
    let row = |kept: &Kept| StatementRow {
        name: name_of(kept),
        href: address_of(held, kept),
        stage: stage_in_words(kept.stage),
        colour: colour_of(kept.stage),
        gross: kept.gross.in_pounds(),
    };
    Ok(all.iter().map(row).collect())
}

fn invoice_rows(work: &mut Work<'_>, held: &Held) -> Result<Vec<InvoiceRow>, Refusal> {
    let mut rows = Vec::new();
    for issued in invoices::of_agreement(work.books, &held.supplier, &held.id)? {
        rows.push(invoice_row(work, held, &issued)?);
    }
    rows.reverse();
    Ok(rows)
}

/// An invoice or credit note as it stands today, in a row.
///
/// # Errors
/// The database's own.
pub fn invoice_row(
    work: &mut Work<'_>,
    held: &Held,
    issued: &Issued,
) -> Result<InvoiceRow, Refusal> {
    let today = work.at.today;
    let standing = payments::standing(work, held, issued, today)?;
    Ok(InvoiceRow {
        href: format!("/invoices/{}", segment(&issued.number)),
        number: issued.number.clone(),
        issued_on: in_words(issued.issued_on),
        due_on: in_words(standing.due_on),
        gross: issued.gross.in_pounds(),
        unpaid: standing.unpaid.in_pounds(),
        state: standing.state,
    })
}
