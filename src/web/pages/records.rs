//! What is recorded for an agreement: days, costs and the values of indicators, by files of rows.

use askama::Template;

use crate::documents::file_name;
use crate::store::agreements::Held;
use crate::store::people;
use crate::store::recorded;
use crate::store::recorded::Kind;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::count;
use crate::web::page::moment_in_words;
use crate::web::page::shown;
use crate::web::pages::bring_in::in_its_place;
use crate::web::pages::versions::address_of;
use crate::web::pages::versions::frame_of;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::bring_in;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::refusal::Refusal;
use crate::workflow::sheet;

/// What may be recorded, for people.
const KINDS: [(Kind, &str, Duty); 3] = [
    (Kind::Days, "Days given: line, on, days and perhaps note, recorded", Duty::RecordActuals),
    (
        Kind::Costs,
        "Costs met: line, on, amount and perhaps kind, note, recorded",
        Duty::RecordActuals,
    ),
    (
        Kind::Values,
        "Values of indicators: kpi, period_end, value, status and perhaps more",
        Duty::RecordValues,
    ),
];

struct Row {
    file: String,
    kind: String,
    rows: String,
    by: String,
    at: String,
}

struct Sum {
    kind: &'static str,
    rows: i32,
}

#[derive(Template)]
#[template(path = "records.html")]
struct Records {
    frame: Frame,
    errors: Errors,
    held: Held,
    address: String,
    sums: Vec<Sum>,
    rows: Vec<Row>,
    kinds: Vec<Choice>,
}

/// `GET …/records`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn page(visit: &mut Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let frame = frame_of(visit, &held, "Days, costs and values").with(&errors);
    let chosen = visit.asked.form.text("kind").to_owned();
    let page = visit.look(|work| {
        let mut rows = Vec::new();
        for file in recorded::brought(work.books, &held)? {
            // A command names a file by its whole path.
            let last = file.name.rsplit(['/', '\\']).next().unwrap_or_default();
            rows.push(Row {
                file: last.to_owned(),
                kind: file.kind,
                rows: count(file.rows.into(), "row"),
                by: people::name_of(work.books, &file.by)?,
                at: moment_in_words(file.at),
            });
        }
        let is_theirs = |duty: Duty| duties::must_be_theirs(work.by, duty, &held).is_ok();
        let theirs = KINDS.iter().filter(|(_, _, duty)| is_theirs(*duty));
        let kinds = Choice::all(theirs.map(|(kind, says, _)| (kind.word(), *says)), &chosen);
        Ok(Records {
            frame,
            errors,
            address: format!("{}/records", address_of(&held)),
            sums: sums(work, &held)?,
            rows,
            kinds,
            held: held.clone(),
        })
    })?;
    shown(&page, &page.frame)
}

fn sums(work: &mut Work<'_>, held: &Held) -> Result<Vec<Sum>, Refusal> {
    let mut sums = Vec::new();
    for (kind, ..) in KINDS {
        let rows = recorded::count_of(work.books, &held.supplier, &held.id, kind)?;
        sums.push(Sum { kind: kind.word(), rows });
    }
    Ok(sums)
}

/// `POST …/records`: every bad row is told, with its line and column or its cell, and then nothing
/// comes in.
pub fn add(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (held, given) = (visit.held()?, &visit.asked.form);
    let mut errors = Errors::none();
    let kind = Kind::read(given.text("kind"));
    if kind.is_none() {
        errors.add("kind", "Choose what the rows are of");
    }
    let file = given.file("file");
    if file.is_none() {
        errors.add("file", "Choose a file: CSV, or a workbook that ends in .xlsx");
    }
    let (Some(kind), Some(file)) = (kind, file) else { return page(visit, errors) };
    let sheet = match sheet::read(&file.name, file.bytes.clone()) {
        Ok(sheet) => sheet,
        Err(refusal) => {
            let errors = Stop::from(refusal).as_errors()?;
            return page(visit, errors);
        }
    };
    let bring = if given.has("again") { bring_in::recorded_again } else { bring_in::recorded };
    let done = visit.act(|work| bring(work, &held.reference, kind, &sheet.name, &sheet.text));
    match done {
        Ok((rows, warnings)) => {
            let rows = count(i64::try_from(rows).unwrap_or(i64::MAX), "row");
            let mut says = format!("{rows} of {} recorded from {}.", kind.word(), sheet.name);
            for warning in warnings {
                let warning = sheet.in_its_places(&warning);
                says.push_str(&format!("\n{}", in_its_place(&sheet.name, &warning)));
            }
            Ok(Answer::done(&format!("{}/records", address_of(&held)), &says))
        }
        Err(Stop::Refused(Refusal::Input(problems))) => {
            let mut errors = Errors::none();
            for problem in problems {
                let says = sheet.in_its_places(&problem);
                errors.add("", in_its_place(&sheet.name, &says));
            }
            page(visit, errors)
        }
        Err(stop) => {
            let errors = stop.as_errors()?;
            page(visit, errors)
        }
    }
}

/// `GET …/records/{kind}`: all rows of a kind, as a file that could be brought in.
pub fn download(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let held = visit.held()?;
    let kind = Kind::read(visit.asked.parameter("kind")).ok_or_else(Stop::no_page)?;
    let text = visit.look(|work| bring_in::recorded_file(work, &held.reference, kind))?;
    let name = file_name(&format!("{}-{}", held.reference, kind.word()), "csv");
    Ok(Answer::file(&name, "text/csv; charset=utf-8", text.into_bytes()))
}
