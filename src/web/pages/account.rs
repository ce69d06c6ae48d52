//! One's own account: duties, and another password.

use askama::Template;

use crate::web::answer::Answer;
use crate::web::answer::SESSION_COOKIE;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::role_in_words;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::keep_people;
use crate::workflow::refusal::Refusal;

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    frame: Frame,
    errors: Errors,
    login: String,
    email: String,
    roles: Vec<&'static str>,
}

/// `GET /account`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    page(visit, Errors::none())
}

fn page(visit: &Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let person = visit.person()?;
    let page = Account {
        frame: Frame::of(visit, "Your account", "").with(&errors).under("Home", "/"),
        errors,
        login: person.login,
        email: person.email,
        roles: person.roles.iter().map(|role| role_in_words(*role)).collect(),
    };
    shown(&page, &page.frame)
}

/// `POST /account/password`
pub fn change_password(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let person = visit.person()?;
    let form = &visit.asked.form;
    let mut errors = Errors::none();
    errors.need(form, "now", "Enter the password that you have now");
    errors.need(form, "new", "Enter a new password");
    if form.exact("new") != form.exact("again") {
        errors.add("again", "The two passwords differ: enter the same one twice");
    }
    if !errors.is_empty() {
        return page(visit, errors);
    }
    visit.house.may_try(&visit.asked.from, &person.login)?;
    let (now, new) = (form.exact("now"), form.exact("new"));
    match keep_people::sign_in(visit.books, &person.login, now) {
        Ok(_) => {}
        Err(Refusal::Store(error)) => return Err(error.into()),
        Err(_) => {
            let mut errors = Errors::none();
            errors.add("now", "This is not the password that you have now");
            return page(visit, errors);
        }
    }
    match keep_people::change_password(visit.books, &person, visit.at, &person.login, new) {
        Ok(()) => {
            let says = "Your password is changed. Sign in with the new one.";
            let mut answer = Answer::done("/sign-in", says);
            answer.cookies.push((SESSION_COOKIE, None));
            Ok(answer)
        }
        Err(refusal) => {
            let errors = Stop::from(refusal).as_errors()?;
            page(visit, errors)
        }
    }
}
