//! An agreement by its file: a new one, or another version of one that is there. The file can be
//! checked first, without any change.

use askama::Template;

use crate::documents::redline::Difference;
use crate::domain::encoding;
use crate::domain::file;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Upload;
use crate::web::page::Frame;
use crate::web::page::in_one_line;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::pages::terms::begin;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::Work;
use crate::workflow::bring_in;
use crate::workflow::bring_in::AgreementFile;
use crate::workflow::bring_in::BroughtIn;
use crate::workflow::careful;
use crate::workflow::refusal::Refusal;
use crate::workflow::terms;

/// What the file would come to.
struct Checked {
    says: String,
    changes: Vec<Difference>,
    warnings: Vec<String>,
}

#[derive(Template)]
#[template(path = "agreement_new.html")]
struct NewAgreement {
    frame: Frame,
    errors: Errors,
    reason: String,
    ways: Vec<Choice>,
    checked: Option<Checked>,
}

/// `GET /agreements/new`
pub fn new(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    form(visit, Errors::none(), None)
}

fn form(visit: &Visit<'_>, errors: Errors, checked: Option<Checked>) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let ways = [
        ("check", "Check the file: tell what it would come to, and change nothing"),
        ("draft", "Open it in forms, as a draft to go on with"),
        ("bring", "Bring it in"),
    ];
    // What was checked is brought in next.
    let way = match (given.text("way"), &checked) {
        ("bring", _) | (_, Some(_)) => "bring",
        ("draft", _) => "draft",
        _ => "check",
    };
    let title = "Make or bring in an agreement";
    let page = NewAgreement {
        frame: Frame::of(visit, title, "/agreements")
            .with(&errors)
            .under("Agreements", "/agreements"),
        errors,
        reason: given.text("reason").to_owned(),
        ways: Choice::all(ways, way),
        checked,
    };
    shown(&page, &page.frame)
}

/// `POST /agreements`
pub fn bring(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let Some(file) = given.file("file") else {
        let mut errors = Errors::none();
        errors.add("file", "Choose the agreement’s file, which ends in .toml");
        return form(visit, errors, None);
    };
    let (reason, is_check) = (in_one_line(given.text("reason")), given.text("way") != "bring");
    // What is only checked needs no reason yet.
    let reason = if is_check && reason.is_empty() { "to be checked".to_owned() } else { reason };
    let text = match text_of(file) {
        Ok(text) => text,
        Err(refusal) => {
            let errors = errors_of(&file.name, refusal.into())?;
            return form(visit, errors, None);
        }
    };
    if given.text("way") == "draft" {
        return begin::from_file(visit, &file.name, &text).or_else(|stop| {
            let errors = errors_of(&file.name, stop)?;
            form(visit, errors, None)
        });
    }
    let logo = given.file("logo").map(|logo| logo.bytes.as_slice());
    let file = AgreementFile { name: &file.name, text: &text, logo };
    let mut checked = None;
    let done = visit.act(|work| {
        let done = bring_in::agreement(work, file, &reason)?;
        if is_check {
            checked = Some(what_it_says(work, &done)?);
            return Err(Refusal::Nothing(String::new()));
        }
        Ok(done)
    });
    match (done, checked) {
        (Err(_), Some((says, changes))) => {
            let warnings = warnings(visit, file);
            form(visit, Errors::none(), Some(Checked { says, changes, warnings }))
        }
        (Ok(done), _) => Ok(after(&done)),
        (Err(stop), None) => {
            let errors = errors_of(file.name, stop)?;
            form(visit, errors, None)
        }
    }
}

fn text_of(file: &Upload) -> Result<String, Refusal> {
    encoding::text(file.bytes.clone())
        .map_err(|problem| terms::all_in_lines(&file.name, &[problem]))
}

fn warnings(visit: &Visit<'_>, file: AgreementFile<'_>) -> Vec<String> {
    let Ok(source) = file::read(file.text) else { return Vec::new() };
    let found = careful::warnings(&source, file.text, &visit.house.fonts);
    let says = found.iter().map(|problem| terms::in_one_line(file.name, problem));
    says.map(|says| in_its_place(file.name, &says)).collect()
}

/// What a file that was checked would come to, and what it changes.
fn what_it_says(
    work: &mut Work<'_>,
    done: &BroughtIn,
) -> Result<(String, Vec<Difference>), Refusal> {
    Ok(match done {
        BroughtIn::First(held) => {
            (format!("It begins the agreement {}: {}.", held.reference, held.title), Vec::new())
        }
        BroughtIn::Same(held) => {
            let says =
                format!("It is version {} of {}, to the byte.", held.version, held.reference);
            (says, Vec::new())
        }
        BroughtIn::Version(held, number) => (
            format!("It would be version {number} of {}.", held.reference),
            bring_in::changes(work, held, *number)?,
        ),
        BroughtIn::ToConfirm(held, number) => (
            format!(
                "It would be version {number} of {}. It changes where money is paid to: a second \
                 person confirms it before it is in use.",
                held.reference
            ),
            bring_in::changes(work, held, *number)?,
        ),
    })
}

/// On to what was brought in.
pub(super) fn after(done: &BroughtIn) -> Answer {
    let version = |reference: &str, number: i32| {
        format!("/agreements/{}/versions/{number}", segment(reference))
    };
    match done {
        BroughtIn::First(held) => {
            let says = format!("{} is in the books.", held.reference);
            Answer::done(&version(&held.reference, 1), &says)
        }
        BroughtIn::Version(held, number) => {
            let says = format!("Version {number} of {} is in use.", held.reference);
            Answer::done(&version(&held.reference, *number), &says)
        }
        BroughtIn::ToConfirm(held, number) => {
            let says = format!(
                "Version {number} of {} changes where money is paid to, and is not in use yet: a \
                 second person confirms it.",
                held.reference
            );
            Answer::done(&version(&held.reference, *number), &says)
        }
        BroughtIn::Same(held) => {
            let says = format!("This is version {} already, to the byte.", held.version);
            Answer::done(&version(&held.reference, held.version), &says)
        }
    }
}

/// What is wrong with a file that people chose themselves: its place without the file's name.
pub fn in_its_place(name: &str, says: &str) -> String {
    let placed = says.strip_prefix(name).and_then(|rest| {
        if let Some(cell) = rest.strip_prefix(", cell ") {
            return Some(format!("Cell {cell}"));
        }
        let mut parts = rest.strip_prefix(':')?.splitn(3, ':');
        let (line, column, rest) = (parts.next()?, parts.next()?, parts.next()?);
        Some(format!("Line {line}, column {column}:{rest}"))
    });
    placed.unwrap_or_else(|| says.to_owned())
}

/// What is wrong with the file, told for the page: each problem with its place.
fn errors_of(name: &str, stop: Stop) -> Result<Errors, Stop> {
    let mut errors = Errors::none();
    match stop {
        Stop::Refused(Refusal::Input(problems)) => {
            for problem in problems {
                errors.add("", in_its_place(name, &problem));
            }
        }
        other => return other.as_errors(),
    }
    Ok(errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::refusal::Lack;

    #[test]
    fn what_an_act_lacks_is_asked_for_in_its_field() {
        let stop = Stop::from(Refusal::Lacks(Lack::ReasonOfVersion, "say why".into()));
        assert!(errors_of("a.toml", stop).expect("it can be told").has("reason"));
        let stop = Stop::from(Refusal::Input(vec!["a.toml:3:1: unknown".into()]));
        let told = errors_of("a.toml", stop).expect("it can be told");
        assert_eq!(told.all()[0].says, "Line 3, column 1: unknown");
    }

    #[test]
    fn a_place_in_a_file_is_told_without_its_name() {
        for (says, told) in [
            ("a.toml:18:2: billing: no such table", "Line 18, column 2: billing: no such table"),
            ("a.toml, cell C7: days: no number", "Cell C7: days: no number"),
            ("a.toml has no rows under its header", "a.toml has no rows under its header"),
            ("its purchaser has not joined", "its purchaser has not joined"),
        ] {
            assert_eq!(in_its_place("a.toml", says), told);
        }
    }
}
