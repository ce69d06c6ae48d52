//! The councils that have joined. An administrator lets others in, and renames their own.

use askama::Template;

use crate::domain::people::Council;
use crate::domain::people::Role;
use crate::store::people;
use crate::web::answer::Answer;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::shown;
use crate::web::pages::people::joining;
use crate::web::pages::people::must_be_given_twice;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::keep_people;

#[derive(Template)]
#[template(path = "councils.html")]
struct CouncilsPage {
    frame: Frame,
    errors: Errors,
    councils: Vec<Council>,
    own: String,
}

/// `GET /councils`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let own = visit.guest.as_ref().map_or_else(String::new, |guest| guest.council.name.clone());
    page(visit, Errors::none(), own)
}

fn page(visit: &mut Visit<'_>, errors: Errors, own: String) -> Result<Answer, Stop> {
    let councils = people::councils(visit.books)?;
    let frame = Frame::of(visit, "Councils", "/people").with(&errors).under("People", "/people");
    let page = CouncilsPage { frame, errors, councils, own };
    shown(&page, &page.frame)
}

/// `POST /councils/rename`: one's own.
pub fn rename(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (by, at) = (visit.person()?, visit.at);
    let name = visit.asked.form.text("rename").to_owned();
    let mut errors = Errors::none();
    errors.need(&visit.asked.form, "rename", "Enter the name of your council in full");
    if !errors.is_empty() {
        return page(visit, errors, name);
    }
    match keep_people::rename_council(visit.books, &by, at, &name) {
        Ok((council, agreements)) => {
            let mut says = format!("Your council is {} now.", council.name);
            if !agreements.is_empty() {
                says.push_str(&format!(
                    " Its agreements name it as before, and so do their papers: bring in another \
                     version of each with the new name ({}).",
                    agreements.join(", ")
                ));
            }
            Ok(Answer::done("/councils", &says))
        }
        Err(refusal) => {
            let errors = Stop::from(refusal).as_errors()?;
            page(visit, errors, name)
        }
    }
}

#[derive(Template)]
#[template(path = "council_new.html")]
struct NewCouncil {
    frame: Frame,
    errors: Errors,
    council: String,
    prefix: String,
    name: String,
    email: String,
    login: String,
}

/// `GET /councils/new`
pub fn new(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    form(visit, Errors::none())
}

fn form(visit: &Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let of = |name: &str| visit.asked.form.text(name).to_owned();
    let frame = Frame::of(visit, "Add a council", "/people").with(&errors);
    let page = NewCouncil {
        frame: frame.under("People", "/people").under("Councils", "/councils"),
        errors,
        council: of("council"),
        prefix: of("prefix"),
        name: of("name"),
        email: of("email"),
        login: of("login"),
    };
    shown(&page, &page.frame)
}

/// `POST /councils`
pub fn add(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let (by, at, given) = (visit.person()?, visit.at, &visit.asked.form);
    let mut errors = Errors::none();
    errors.need(given, "council", "Enter the name of the council in full");
    errors.need(given, "prefix", "Enter the letters that its invoices’ numbers begin with");
    let administrator = joining(given, vec![Role::Administrator], &mut errors);
    must_be_given_twice(given, &mut errors);
    if !errors.is_empty() {
        return form(visit, errors);
    }
    let (name, prefix) = (given.text("council"), given.text("prefix"));
    let password = given.exact("password");
    let books = &mut *visit.books;
    match keep_people::let_in_council(books, &by, at, name, prefix, &administrator, password) {
        Ok((council, person)) => {
            let says = format!(
                "{} has joined: its invoices are numbered {}-INV-000001 on. {} is its \
                 administrator, and signs in as {}.",
                council.name, council.prefix, person.name, person.login
            );
            Ok(Answer::done("/councils", &says))
        }
        Err(refusal) => {
            let errors = Stop::from(refusal).as_errors()?;
            form(visit, errors)
        }
    }
}
