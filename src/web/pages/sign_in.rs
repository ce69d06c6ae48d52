//! Signing in and out; and the first person of all, who makes the first council.

use askama::Template;
use subtle::ConstantTimeEq;

use crate::store::people;
use crate::web::answer::Answer;
use crate::web::answer::SESSION_COOKIE;
use crate::web::form::Errors;
use crate::web::page::Frame;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::keep_people;
use crate::workflow::keep_people::Joining;
use crate::workflow::refusal::Refusal;
use crate::workflow::sessions;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    frame: Frame,
    errors: Errors,
    login: String,
    to: String,
    with: Option<(String, String)>,
    has_passwords: bool,
}

/// `GET /sign-in`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    if nobody_has_joined(visit)? {
        return Ok(Answer::go_to("/start"));
    }
    if visit.guest.is_some() {
        return Ok(Answer::go_to("/"));
    }
    let to = visit.asked.query.text("to").to_owned();
    form(visit, Errors::none(), &to)
}

fn form(visit: &Visit<'_>, errors: Errors, to: &str) -> Result<Answer, Stop> {
    let frame = Frame::of(visit, "Sign in", "").with(&errors);
    let login = visit.asked.form.text("login").to_owned();
    let sign_on = visit.house.sign_on.as_ref();
    let with = sign_on.map(|provider| {
        let to: String = form_urlencoded::byte_serialize(to.as_bytes()).collect();
        (provider.told.name.clone(), format!("/sign-in/with?to={to}"))
    });
    let has_passwords = has_passwords(visit);
    let page = SignIn { frame, errors, login, to: to.to_owned(), with, has_passwords };
    shown(&page, &page.frame)
}

/// Whether people may sign in by passwords.
fn has_passwords(visit: &Visit<'_>) -> bool {
    visit.house.sign_on.as_ref().is_none_or(|provider| provider.told.passwords)
}

/// `POST /sign-in`
pub fn sign_in(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    if !has_passwords(visit) {
        let says = "Nobody signs in by a password here: use the sign-in of your council";
        return Err(Stop::NotSignedIn(says.to_owned()));
    }
    let asked = visit.asked;
    let (login, password) = (asked.form.text("login"), asked.form.exact("password"));
    let to = asked.form.text("to").to_owned();
    let mut errors = Errors::none();
    errors.need(&asked.form, "login", "Enter the name that you sign in with");
    errors.need(&asked.form, "password", "Enter your password");
    if !errors.is_empty() {
        return form(visit, errors, &to);
    }
    visit.house.may_try(&asked.from, login)?;
    match sessions::sign_in(visit.books, visit.at, login, password) {
        Ok(cookie) => {
            let mut answer = Answer::go_to(own_path(&to));
            answer.cookies.push((SESSION_COOKIE, Some(cookie)));
            Ok(answer)
        }
        Err(Refusal::Store(error)) => Err(error.into()),
        Err(_) => {
            tracing::warn!(request = asked.id, from = asked.from, "signing in refused");
            let says = "The name or the password is not right. After five tries you must wait a \
                minute; an administrator of your council can give you another password";
            form(visit, Errors::general(says), &to)
        }
    }
}

/// A page of ours, and of nobody else's.
pub(super) fn own_path(to: &str) -> &str {
    let is_ours = to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\n', '\r']);
    if is_ours { to } else { "/" }
}

/// `POST /sign-out`
pub fn sign_out(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    if let Some(guest) = &visit.guest {
        sessions::sign_out(visit.books, &guest.session)?;
    }
    let mut answer = Answer::done("/sign-in", "You are signed out.");
    answer.cookies.push((SESSION_COOKIE, None));
    Ok(answer)
}

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    frame: Frame,
    errors: Errors,
    code: String,
    council: String,
    prefix: String,
    login: String,
    name: String,
    email: String,
}

/// `GET /start`: where nobody has joined yet.
pub fn start(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    if !nobody_has_joined(visit)? {
        return Ok(Answer::go_to("/sign-in"));
    }
    start_form(visit, Errors::none())
}

fn start_form(visit: &Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let form = &visit.asked.form;
    let of = |name: &str| form.text(name).to_owned();
    let code = match visit.asked.query.text("code") {
        "" => of("code"),
        code => code.to_owned(),
    };
    let page = Start {
        frame: Frame::of(visit, "Begin", "").with(&errors),
        errors,
        code,
        council: of("council"),
        prefix: of("prefix"),
        login: of("login"),
        name: of("name"),
        email: of("email"),
    };
    shown(&page, &page.frame)
}

/// `POST /start`: the first council, and its first administrator.
pub fn begin(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    if !nobody_has_joined(visit)? {
        return Ok(Answer::go_to("/sign-in"));
    }
    let form = &visit.asked.form;
    let mut errors = Errors::none();
    errors.need(form, "council", "Enter the full name of your council");
    errors.need(form, "prefix", "Enter the letters that its invoices' numbers begin with");
    errors.need(form, "name", "Enter your name");
    errors.need(form, "login", "Enter the name that you will sign in with");
    errors.need(form, "email", "Enter your e-mail address");
    errors.need(form, "password", "Enter a password");
    if form.exact("password") != form.exact("again") {
        errors.add("again", "The two passwords differ: enter the same one twice");
    }
    let code = visit.house.first_code.as_bytes();
    visit.house.may_try(&visit.asked.from, "")?;
    if !bool::from(form.text("code").as_bytes().ct_eq(code)) {
        errors.add("code", "Enter the code that stands where the service was started");
    }
    if !errors.is_empty() {
        return start_form(visit, errors);
    }
    let joining = Joining {
        login: form.text("login").to_owned(),
        name: form.text("name").to_owned(),
        email: form.text("email").to_owned(),
        roles: Vec::new(),
    };
    let password = form.exact("password");
    let (council, prefix) = (form.text("council"), form.text("prefix"));
    let made =
        keep_people::found_council(visit.books, visit.at, council, prefix, &joining, password);
    if let Err(refusal) = made {
        let errors = Stop::from(refusal).as_errors()?;
        return start_form(visit, errors);
    }
    let cookie = sessions::sign_in(visit.books, visit.at, &joining.login, password)?;
    let says = "Your council has joined, and you are its administrator. Add the people who will \
        prepare and approve its recharges.";
    let mut answer = Answer::done("/people", says);
    answer.cookies.push((SESSION_COOKIE, Some(cookie)));
    Ok(answer)
}

fn nobody_has_joined(visit: &mut Visit<'_>) -> Result<bool, Stop> {
    Ok(people::councils(visit.books)?.is_empty())
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn after_signing_in_nobody_is_sent_to_another_site() {
        for (to, path) in [
            ("/agreements", "/agreements"),
            ("", "/"),
            ("https://elsewhere.example/", "/"),
            ("//elsewhere.example/", "/"),
            ("/\\elsewhere.example", "/"),
        ] {
            assert_eq!(own_path(to), path, "{to}");
        }
    }
}
