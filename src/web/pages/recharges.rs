//! The statements of a council over all its agreements, and those that wait for whoever approves.

use askama::Template;
use chrono::NaiveDate;

use crate::billing::stage::Stage;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::store::agreements;
use crate::store::invoices;
use crate::store::money;
use crate::store::people;
use crate::store::statements::Kept;
use crate::store::statements::listed::Wanted;
use crate::store::statements::listed::listed;
use crate::store::statements::waiting;
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
use crate::web::pages::agreement::name_of;
use crate::web::pages::statement::address_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::credit;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;

/// So many on a page.
const ON_A_PAGE: usize = 25;

/// How many wait for an approver at the most on the page that lists them.
const WAIT_AT_MOST: i64 = 200;

struct Row {
    name: String,
    href: String,
    reference: String,
    title: String,
    stage: &'static str,
    colour: &'static str,
    gross: String,
}

#[derive(Template)]
#[template(path = "recharges.html")]
struct Recharges {
    frame: Frame,
    errors: Errors,
    period: String,
    stages: Vec<Choice>,
    rows: Vec<Row>,
    next: Option<String>,
    may_approve: bool,
}

/// `GET /recharges`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let query = &visit.asked.query;
    let mut errors = Errors::none();
    let wanted = wanted(query, &mut errors);
    let (stage, period) = (query.text("stage"), query.text("period").to_owned());
    let stages = Stage::ALL.map(|stage| (stage.word(), first_capital(stage_in_words(stage))));
    let stages = std::iter::once(("", "Any".to_owned())).chain(stages);
    let stages = Choice::all(stages, stage);
    let (found, may_approve) = visit.look(|work| {
        let council = work.by.council.clone();
        let mut rows = Vec::new();
        for kept in listed(work.books, &council, &wanted)? {
            rows.extend(row(work, &kept)?.map(|row| (row, kept)));
        }
        Ok((rows, duties::must_have(work.by, Duty::Approve).is_ok()))
    })?;
    let next = found.get(ON_A_PAGE - 1).filter(|_| found.len() > ON_A_PAGE).map(|(_, last)| {
        let after = format!("{} {}", last.period.dates().first, last.id);
        form_urlencoded::Serializer::new("/recharges?".to_owned())
            .append_pair("stage", stage)
            .append_pair("period", &period)
            .append_pair("after", &after)
            .finish()
    });
    let page = Recharges {
        frame: Frame::of(visit, "Recharges", "/recharges").with(&errors),
        errors,
        stages,
        rows: found.into_iter().take(ON_A_PAGE).map(|(row, _)| row).collect(),
        next,
        period,
        may_approve,
    };
    shown(&page, &page.frame)
}

/// What is asked for: a period by its name, or a whole financial year.
fn wanted(query: &Form, errors: &mut Errors) -> Wanted {
    let mut wanted = Wanted {
        stage: Stage::parse(query.text("stage")),
        after: after(query.text("after")),
        at_most: i64::try_from(ON_A_PAGE + 1).unwrap_or(i64::MAX),
        ..Wanted::default()
    };
    let period = query.text("period");
    if let Ok(year) = FinancialYear::parse(period) {
        let dates = year.dates();
        wanted.within = Some((dates.first, dates.last));
    } else if !period.is_empty() {
        match BillingPeriod::parse(period) {
            Ok(period) => wanted.period = Some(period.to_string()),
            Err(says) => errors.add("period", says),
        }
    }
    wanted
}

/// The last row of the page before: its day and its name in the books.
fn after(text: &str) -> Option<(NaiveDate, String)> {
    let (day, id) = text.split_once(' ')?;
    Some((day.parse().ok()?, id.to_owned()))
}

fn row(work: &mut Work<'_>, kept: &Kept) -> Result<Option<Row>, Refusal> {
    let held = agreements::by_id(work.books, &kept.supplier, &kept.agreement)?;
    Ok(held.map(|held| Row {
        name: name_of(kept),
        href: address_of(&held, kept),
        stage: stage_in_words(kept.stage),
        colour: colour_of(kept.stage),
        gross: kept.gross.in_pounds(),
        reference: held.reference,
        title: held.title,
    }))
}

/// Something that waits to be approved.
struct Waits {
    name: String,
    href: String,
    what: &'static str,
    by: String,
    sum: String,
    is_own: bool,
}

#[derive(Template)]
#[template(path = "approvals.html")]
struct Approvals {
    frame: Frame,
    mine: Vec<Waits>,
    others: Vec<Waits>,
}

/// `GET /approvals`
pub fn approvals(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let all = visit.look(|work| {
        let mut all = statements_to_approve(work)?;
        all.extend(credits_to_approve(work)?);
        Ok(all)
    })?;
    let (others, mine) = all.into_iter().partition(|waits| waits.is_own);
    let page = Approvals {
        frame: Frame::of(visit, "To approve", "/recharges").under("Recharges", "/recharges"),
        mine,
        others,
    };
    shown(&page, &page.frame)
}

fn statements_to_approve(work: &mut Work<'_>) -> Result<Vec<Waits>, Refusal> {
    let (council, me) = (work.by.council.clone(), work.by.id.to_string());
    let mut waits = Vec::new();
    for kept in waiting::in_stages(work.books, &council, &[Stage::Agreed], WAIT_AT_MOST)? {
        let held = agreements::by_id(work.books, &kept.supplier, &kept.agreement)?;
        let Some(held) = held else { continue };
        waits.push(Waits {
            name: format!("{} {}", held.reference, name_of(&kept)),
            href: address_of(&held, &kept),
            what: match (&kept.over_limit, &kept.approved_by) {
                (Some(_), Some(_)) => "Statement, the second of two",
                (Some(_), None) => "Statement, the first of two",
                _ => "Statement",
            },
            by: people::name_of(work.books, &kept.prepared_by)?,
            sum: kept.gross.in_pounds(),
            is_own: kept.prepared_by == me || kept.approved_by.as_deref() == Some(&me),
        });
    }
    Ok(waits)
}

fn credits_to_approve(work: &mut Work<'_>) -> Result<Vec<Waits>, Refusal> {
    let (council, me) = (work.by.council.clone(), work.by.id.to_string());
    let mut waits = Vec::new();
    for request in money::credit_requests(work.books, &council, WAIT_AT_MOST)? {
        let issued = invoices::by_id(work.books, &council, &request.invoice)?;
        let Some(issued) = issued else { continue };
        let credit = credit::asked_for(work.books, &issued, &request);
        waits.push(Waits {
            name: format!("Credit of {}", issued.number),
            href: format!("/invoices/{}", segment(&issued.number)),
            what: "Credit",
            by: people::name_of(work.books, &request.prepared_by)?,
            sum: match credit {
                Ok(credit) => credit.gross.in_pounds(),
                Err(Refusal::Store(error)) => return Err(error.into()),
                // More is asked for than is left by now: its page says so.
                Err(_) => "No longer possible".to_owned(),
            },
            is_own: request.prepared_by == me,
        });
    }
    Ok(waits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_all_its_periods_and_a_period_is_itself() {
        let mut errors = Errors::none();
        let of = |text: &str, errors: &mut Errors| wanted(&Form::read(text.as_bytes()), errors);
        let year = of("period=2018%2F19&stage=agreed", &mut errors);
        assert_eq!(year.stage, Some(Stage::Agreed));
        let (first, last) = year.within.expect("the days of a year");
        assert_eq!([first.to_string(), last.to_string()], ["2018-04-01", "2019-03-31"]);
        let quarter = of("period=2018%2F19-Q2", &mut errors);
        assert_eq!(quarter.period.as_deref(), Some("2018/19-Q2"));
        assert!(errors.is_empty());
        assert_eq!(of("period=Q2", &mut errors).period, None);
        assert!(errors.has("period"));
    }

    #[test]
    fn a_page_goes_on_after_the_last_row_of_the_one_before() {
        let found = after("2018-07-01 0199-abc").expect("a place");
        assert_eq!((found.0.to_string().as_str(), found.1.as_str()), ("2018-07-01", "0199-abc"));
        assert_eq!(after("nonsense"), None);
    }
}
