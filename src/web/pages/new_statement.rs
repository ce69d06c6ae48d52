//! Drawing up: choose the period, see what would be drawn up and why, then have it in the books.

use askama::Template;

use crate::billing::invoice::DocumentTotals;
use crate::billing::what_changed::what_changed_after;
use crate::domain::agreement::Timing;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::in_words;
use crate::store::agreements::Held;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::first_capital;
use crate::web::page::Frame;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::drawn;
use crate::web::pages::drawn::Changed;
use crate::web::pages::drawn::Line;
use crate::web::pages::drawn::NotBilledRow;
use crate::web::pages::statement::address_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::draw_up;
use crate::workflow::draw_up::Drawn;
use crate::workflow::draw_up::Limits;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::standing;
use crate::workflow::terms;
use crate::workflow::turn;
use crate::workflow::turn::Turn;
use crate::workflow::year_end::closing;

/// What a form names to have a closing statement drawn up.
const CLOSING: &str = "closing";

/// What is to be drawn up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The statement of a period.
    Period(BillingPeriod),
    /// What makes less due than was billed, at once.
    Closing,
}

impl What {
    fn named(text: &str, errors: &mut Errors) -> Option<What> {
        match text {
            "" => None,
            CLOSING => Some(What::Closing),
            text => match BillingPeriod::parse(text) {
                Ok(period) => Some(What::Period(period)),
                Err(says) => {
                    errors.add("period", says);
                    None
                }
            },
        }
    }

    fn preview(self, work: &mut Work<'_>, of: &Limits, held: &Held) -> Result<Drawn, Refusal> {
        match self {
            What::Period(period) => draw_up::preview(work, of, held, period),
            What::Closing => closing::preview(work, held),
        }
    }

    fn draw_up(self, work: &mut Work<'_>, of: &Limits, held: &Held) -> Result<Drawn, Refusal> {
        match self {
            What::Period(period) => draw_up::draw_up_for(work, of, held, period),
            What::Closing => closing::draw_up_for(work, held),
        }
    }
}

/// A document that a statement would become.
struct Becomes {
    what: &'static str,
    vat: &'static str,
    gross: String,
}

/// What would be drawn up.
struct Preview {
    title: String,
    dates: String,
    known: String,
    net: String,
    vat: String,
    gross: String,
    lines: Vec<Line>,
    becomes: Vec<Becomes>,
    not_billed: Vec<NotBilledRow>,
    changed: Option<Changed>,
    is_first: bool,
    over_limit: Option<String>,
    without_days: Vec<String>,
    draft: i32,
    is_unchanged: bool,
}

#[derive(Template)]
#[template(path = "new_statement.html")]
struct NewStatement {
    frame: Frame,
    errors: Errors,
    of: String,
    action: String,
    choices: Vec<Choice>,
    chosen: String,
    later: String,
    preview: Option<Preview>,
}

/// `GET /agreements/{agreement}/recharges/new`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let named = visit.asked.query.text("period").to_owned();
    page(visit, &named, Errors::none())
}

/// `POST /agreements/{agreement}/recharges/new`
pub fn draw(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let named = visit.asked.form.text("period").to_owned();
    let mut errors = Errors::none();
    errors.need(&visit.asked.form, "period", "Choose the period to draw up");
    let Some(what) = What::named(&named, &mut errors) else {
        return page(visit, "", errors);
    };
    let (held, limits) = (visit.held()?, visit.house.limits);
    let done = visit.act(|work| {
        let held = work.hold(held.clone(), Duty::DrawUp)?;
        let drawn = what.draw_up(work, &limits, &held)?;
        let says = if drawn.is_unchanged {
            "It stands in the books just so already.".to_owned()
        } else {
            format!(
                "Drawn up: {} and {} VAT. The purchaser does not see it until you send it.",
                drawn.kept.net.in_pounds(),
                drawn.kept.vat.in_pounds()
            )
        };
        Ok((address_of(&held, &drawn.kept), says))
    });
    match done {
        Ok((address, says)) => Ok(Answer::done(&address, &says)),
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, &named, errors)
        }
    }
}

fn page(visit: &mut Visit<'_>, named: &str, mut errors: Errors) -> Result<Answer, Stop> {
    let (held, limits) = (visit.held()?, visit.house.limits);
    let above = format!("/agreements/{}", segment(&held.reference));
    let (turn, is_in_advance) = visit.look(|work| {
        let terms = terms::in_use(work.books, &held)?;
        let is_in_advance = terms.agreement().billing.timing == Timing::Advance;
        Ok((turn::of(work, &limits, &held)?, is_in_advance))
    })?;
    let mut preview = None;
    if errors.is_empty()
        && let Some(what) = What::named(named, &mut errors)
    {
        match visit.look(|work| previewed(work, &limits, &held, what)) {
            Ok(found) => preview = Some(found),
            Err(stop) => errors = stop.as_errors()?,
        }
    }
    let title = format!("Draw up a statement, {}", held.reference);
    let page = NewStatement {
        frame: Frame::of(visit, &title, "/agreements")
            .with(&errors)
            .under("Agreements", "/agreements")
            .under(&held.reference, &above),
        errors,
        of: held.title,
        action: format!("{above}/recharges/new"),
        choices: choices(&turn, is_in_advance, named),
        chosen: named.to_owned(),
        later: first_capital(&turn.later),
        preview,
    };
    shown(&page, &page.frame)
}

/// What can be drawn up now: the next in turn stands first.
fn choices(turn: &Turn, is_in_advance: bool, chosen: &str) -> Vec<Choice> {
    let next = turn.next.map(|period| (period.to_string(), format!("{period}, next in turn")));
    let again = |period: &BillingPeriod| (period.to_string(), format!("{period}, again"));
    let mut all: Vec<(String, String)> =
        next.into_iter().chain(turn.drafts.iter().rev().map(again)).collect();
    if is_in_advance {
        let says = "What was billed too much, at once (a closing statement)";
        all.push((CLOSING.to_owned(), says.to_owned()));
    }
    Choice::all(all, chosen)
}

fn previewed(
    work: &mut Work<'_>,
    limits: &Limits,
    held: &Held,
    what: What,
) -> Result<Preview, Refusal> {
    let drawn = what.preview(work, limits, held)?;
    let before = standing::before(work.books, held, &drawn.kept)?.before;
    let (agreement, actuals) = (drawn.terms.agreement(), &drawn.terms.actuals);
    let statement = &drawn.statement;
    let changed = before
        .as_ref()
        .filter(|_| !statement.closes)
        .map(|before| Changed::of(&what_changed_after(agreement, actuals, statement, before)));
    let becomes = |made: &DocumentTotals| Becomes {
        what: drawn::document_in_words(made.document),
        vat: drawn::group_in_words(made.vat_treatment_group),
        gross: made.gross.in_pounds(),
    };
    Ok(Preview {
        title: statement.title(),
        dates: drawn.kept.period.dates().in_words(),
        known: in_words(statement.as_at),
        net: statement.net.in_pounds(),
        vat: statement.vat.in_pounds(),
        gross: statement.gross.in_pounds(),
        lines: drawn::lines(statement),
        becomes: statement.invoices.iter().map(becomes).collect(),
        not_billed: drawn::not_billed(statement),
        is_first: before.is_none(),
        changed,
        over_limit: drawn.kept.over_limit.clone(),
        without_days: draw_up::posts_without_days(&drawn.terms, statement),
        draft: drawn.kept.draft,
        is_unchanged: drawn.is_unchanged,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> BillingPeriod {
        BillingPeriod::parse(text).expect("a period")
    }

    #[test]
    fn the_next_in_turn_is_offered_first_and_then_the_latest_draft() {
        let turn = Turn {
            next: Some(period("2018/19-Q4")),
            drafts: vec![period("2018/19-Q2"), period("2018/19-Q3")],
            later: String::new(),
        };
        let found = choices(&turn, true, "2018/19-Q2");
        let values: Vec<&str> = found.iter().map(|choice| choice.value.as_str()).collect();
        assert_eq!(values, ["2018/19-Q4", "2018/19-Q3", "2018/19-Q2", "closing"]);
        assert_eq!(found[0].says, "2018/19-Q4, next in turn");
        assert!(found[2].is_chosen && !found[0].is_chosen);
        assert_eq!(choices(&turn, false, "").len(), 3);
    }

    #[test]
    fn what_is_to_be_drawn_up_is_named_by_its_period() {
        let mut errors = Errors::none();
        assert_eq!(What::named("", &mut errors), None);
        assert!(errors.is_empty());
        let found = What::named("2018/19-Q2", &mut errors);
        assert_eq!(found, Some(What::Period(period("2018/19-Q2"))));
        assert_eq!(What::named("closing", &mut errors), Some(What::Closing));
        assert_eq!(What::named("Q2", &mut errors), None);
        assert!(errors.has("period"));
    }
}
