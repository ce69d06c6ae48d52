//! Runs: one step for all agreements of a council, previewed or done by the worker, with live
//! counts and what became of each.

use std::collections::BTreeMap;

use askama::Template;

use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::store::agreements;
use crate::store::people;
use crate::store::runs;
use crate::store::runs::Run;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::Paging;
use crate::web::page::count;
use crate::web::page::moment_in_words;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::duties;
use crate::workflow::refusal::Refusal;
use crate::workflow::run;
use crate::workflow::run::Order;
use crate::workflow::run::Step;
use crate::workflow::run::Writes;

/// A step for people.
fn in_words(step: Step) -> &'static str {
    match step {
        Step::DrawUp => "Draw up statements",
        Step::Send => "Send statements to their purchasers",
        Step::Agree => "Agree statements that were sent to your council",
        Step::DeemAgreed => "Take as agreed what nobody queried in time",
        Step::Approve => "Approve statements",
        Step::Issue => "Issue invoices",
    }
}

/// What a run does, for people: `Draw up statements, 2025/26-Q4`.
fn title_of(run: &Run) -> String {
    match Step::read(&run.act) {
        Some(step) => format!("{}, {}", in_words(step), run.period),
        None => format!("{}, {}", run.act, run.period),
    }
}

/// How a run stands, and the colour of that.
fn state_of(run: &Run) -> (&'static str, &'static str) {
    match (run.state.as_str(), &run.stopped_because) {
        ("over", Some(_)) => ("Ended early", "red"),
        ("over", None) if run.preview => ("Previewed", "teal"),
        ("over", None) => ("Over", "green"),
        ("going", _) => ("Going on", "blue"),
        _ => ("In line", "yellow"),
    }
}

struct Row {
    title: String,
    href: String,
    state: &'static str,
    colour: &'static str,
    agreements: String,
    by: String,
    at: String,
}

#[derive(Template)]
#[template(path = "runs.html")]
struct Runs {
    frame: Frame,
    rows: Vec<Row>,
    paging: Paging,
    may_begin: bool,
}

/// `GET /runs`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let mut paging = Paging::of("/runs", &visit.asked.query);
    let frame = Frame::of(visit, "Runs", "/runs");
    let page = visit.look(|work| {
        let council = work.by.council.clone();
        let (from, room) = (paging.before(), Paging::ROWS + 1);
        let mut found = runs::of_council(work.books, &council, from, room)?;
        paging.cut(&mut found);
        let rows = found.iter().map(|run| row(work, run)).collect::<Result<_, _>>()?;
        Ok(Runs { frame, rows, paging, may_begin: !steps_of(work).is_empty() })
    })?;
    shown(&page, &page.frame)
}

fn row(work: &mut Work<'_>, run: &Run) -> Result<Row, Refusal> {
    let (state, colour) = state_of(run);
    Ok(Row {
        title: title_of(run),
        href: format!("/runs/{}", run.id),
        state,
        colour,
        agreements: count(run.agreement_count.into(), "agreement"),
        by: people::name_of(work.books, &run.started_by)?,
        at: moment_in_words(run.started_at),
    })
}

/// The steps that are theirs.
fn steps_of(work: &Work<'_>) -> Vec<Step> {
    let all = Step::WORDS.into_iter().map(|(_, step)| step);
    all.filter(|step| duties::must_have(work.by, step.duty()).is_ok()).collect()
}

#[derive(Template)]
#[template(path = "run_new.html")]
struct NewRun {
    frame: Frame,
    errors: Errors,
    steps: Vec<Choice>,
    ways: Vec<Choice>,
    period: String,
}

/// `GET /runs/new`
pub fn new(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    form(visit, Errors::none())
}

fn form(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let given = if visit.asked.is_change() { &visit.asked.form } else { &visit.asked.query };
    let (step, way) = (given.text("step"), given.text("way"));
    let period = match given.text("period") {
        "" => BillingPeriod::containing(visit.at.today, Every::Quarter).to_string(),
        period => period.to_owned(),
    };
    let frame = Frame::of(visit, "New run", "/runs").with(&errors).under("Runs", "/runs");
    let steps = visit.look(|work| Ok(steps_of(work)))?;
    let ways = [
        ("preview", "Show first what it would do: all the same work, and nothing is kept of it"),
        ("write", "Do it"),
    ];
    let page = NewRun {
        frame,
        errors,
        steps: Choice::all(steps.iter().map(|step| (step.word(), in_words(*step))), step),
        ways: Choice::all(ways, if way.is_empty() { "preview" } else { way }),
        period,
    };
    shown(&page, &page.frame)
}

/// `POST /runs`
pub fn begin(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let mut errors = Errors::none();
    let step = Step::read(given.text("step"));
    if step.is_none() {
        errors.add("step", "Choose what is to be done");
    }
    errors.need(given, "period", "Enter the period, such as 2025/26-Q2");
    let period = match given.text("period") {
        "" => None,
        text => BillingPeriod::parse(text).map_err(|says| errors.add("period", says)).ok(),
    };
    let (Some(step), Some(period)) = (step, period) else { return form(visit, errors) };
    let writes = if given.text("way") == "write" { Writes::Yes } else { Writes::No };
    let order = Order { limits: visit.house.limits, step, period, writes };
    match visit.act(|work| run::begin(work, &order)) {
        Ok(run) => Ok(Answer::go_to(&format!("/runs/{}", run.id))),
        Err(refused) => {
            let errors = refused.as_errors()?;
            form(visit, errors)
        }
    }
}

/// What can become of an agreement: as the books write it, as people say it of one that is done
/// and of a preview.
const OUTCOMES: [(&str, &str, &str); 4] = [
    ("parked", "Parked", "Would be parked"),
    ("not-yet", "Not yet", "Not yet"),
    ("nothing-due", "Nothing due", "Nothing due"),
    ("done", "Done", "Would be done"),
];

/// How many came to what.
struct Counted {
    says: &'static str,
    href: String,
    number: String,
    is_some: bool,
    is_shown: bool,
}

/// How far a run is.
struct Counts {
    all: Vec<Counted>,
    left: i64,
    is_over: bool,
    state: &'static str,
    colour: &'static str,
}

#[derive(Template)]
#[template(path = "run_counts.html")]
struct Part {
    counts: Counts,
}

struct ItemRow {
    reference: String,
    href: String,
    statement: Option<String>,
    says: String,
}

#[derive(Template)]
#[template(path = "run.html")]
struct RunPage {
    frame: Frame,
    title: String,
    run: Run,
    by: String,
    at: String,
    counts: Counts,
    heading: &'static str,
    items: Vec<ItemRow>,
    paging: Paging,
    again: String,
    may_do: bool,
}

/// `GET /runs/{run}`; with the header `X-Part` only its counts, for the script.
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let asked = visit.asked;
    let (id, given) = (asked.parameter("run").to_owned(), asked.query.text("show").to_owned());
    let council = visit.person()?.council;
    let run = runs::by_id(visit.books, &council, &id)?.ok_or_else(Stop::no_page)?;
    let numbers = runs::counts(visit.books, &run)?;
    let wanted = wanted(&given, &numbers);
    let counts = counts_of(&run, &numbers, wanted);
    let word = if counts.is_over { "over" } else { "going" };
    let mut answer = if asked.header("x-part").is_some() {
        Answer::page(Part { counts }.render()?)
    } else {
        whole(visit, run, counts, wanted)?
    };
    answer.headers.push(("X-Run", word.to_owned()));
    Ok(answer)
}

/// The outcome that was asked for, or the first that somebody must look at.
fn wanted(given: &str, numbers: &BTreeMap<String, i64>) -> &'static str {
    let known = |of: &str| OUTCOMES.iter().find(|(word, ..)| *word == of).map(|(word, ..)| *word);
    let has_some = |(word, ..): &&(&'static str, _, _)| numbers.contains_key(*word);
    known(given)
        .or_else(|| OUTCOMES.iter().find(has_some).map(|(word, ..)| *word))
        .unwrap_or("done")
}

fn counts_of(run: &Run, numbers: &BTreeMap<String, i64>, wanted: &str) -> Counts {
    let (state, colour) = state_of(run);
    let of = |word: &str| numbers.get(word).copied().unwrap_or(0);
    let counted = |&(word, done, would): &(&'static str, &'static str, &'static str)| Counted {
        says: if run.preview { would } else { done },
        href: format!("/runs/{}?show={word}", run.id),
        number: count(of(word), "agreement"),
        is_some: of(word) > 0,
        is_shown: word == wanted,
    };
    let been_to: i64 = numbers.values().sum();
    Counts {
        all: OUTCOMES.iter().rev().map(counted).collect(),
        left: (i64::from(run.agreement_count) - been_to).max(0),
        is_over: run.state == "over",
        state,
        colour,
    }
}

fn whole(visit: &mut Visit<'_>, run: Run, counts: Counts, wanted: &str) -> Result<Answer, Stop> {
    let title = title_of(&run);
    let frame = Frame::of(visit, &title, "/runs").under("Runs", "/runs");
    let mut paging = Paging::of(&format!("/runs/{}", run.id), &visit.asked.query);
    let step = Step::read(&run.act);
    let page = visit.look(|work| {
        let mut items = items_of(work, &run, wanted)?;
        items.drain(..usize::try_from(paging.before()).unwrap_or(0).min(items.len()));
        paging.cut(&mut items);
        let by = people::name_of(work.books, &run.started_by)?;
        let may_do = step.is_some_and(|step| duties::must_have(work.by, step.duty()).is_ok());
        Ok((items, by, may_do))
    });
    let (items, by, may_do) = page?;
    let would_do_some = counts.all.iter().any(|one| one.says == "Would be done" && one.is_some);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("step", &run.act)
        .append_pair("period", &run.period)
        .append_pair("way", "write")
        .finish();
    let known = OUTCOMES.iter().find(|(word, ..)| *word == wanted);
    let heading = known.map_or("", |(_, done, would)| if run.preview { *would } else { *done });
    let page = RunPage {
        frame,
        title,
        by,
        at: moment_in_words(run.started_at),
        may_do: may_do && run.preview && would_do_some,
        counts,
        heading,
        items,
        paging,
        again: format!("/runs/new?{query}"),
        run,
    };
    shown(&page, &page.frame)
}

/// The agreements that came to some outcome, by reference.
fn items_of(work: &mut Work<'_>, run: &Run, outcome: &str) -> Result<Vec<ItemRow>, Refusal> {
    let council = work.by.council.clone();
    let all = agreements::of_party(work.books, &council)?;
    let names: BTreeMap<&str, &str> =
        all.iter().map(|held| (held.id.as_str(), held.reference.as_str())).collect();
    let has_statement = outcome == "done" && !run.preview;
    let mut rows: Vec<ItemRow> = runs::items(work.books, run, outcome)?
        .into_iter()
        .map(|(id, says)| {
            let reference = names.get(id.as_str()).copied().unwrap_or_default().to_owned();
            let href = format!("/agreements/{}", segment(&reference));
            let part = run.period.replacen('/', "-", 1);
            let (year, period) = part.split_at(part.len().min(7));
            let period = period.trim_start_matches('-').to_lowercase();
            let period = if period.is_empty() { "year" } else { &period };
            let statement = format!("{href}/recharges/{year}/{period}");
            ItemRow { statement: has_statement.then_some(statement), reference, href, says }
        })
        .collect();
    rows.sort_by(|one, other| one.reference.cmp(&other.reference));
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_must_look_at_is_shown_first() {
        let numbers = |of: &[&str]| of.iter().map(|word| ((*word).to_owned(), 1)).collect();
        assert_eq!(wanted("", &numbers(&["done", "parked"])), "parked");
        assert_eq!(wanted("", &numbers(&["done", "not-yet"])), "not-yet");
        assert_eq!(wanted("", &numbers(&[])), "done");
        assert_eq!(wanted("done", &numbers(&["parked"])), "done");
        assert_eq!(wanted("nonsense", &numbers(&["parked"])), "parked");
    }
}
