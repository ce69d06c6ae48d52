//! The people of a council: who acts for it, and what they may do. For its administrators.

use askama::Template;

use crate::domain::people::Person;
use crate::domain::people::Role;
use crate::store::people;
use crate::web::answer::Answer;
use crate::web::form::Choice;
use crate::web::form::Errors;
use crate::web::form::Form;
use crate::web::page::Frame;
use crate::web::page::role_in_words;
use crate::web::page::segment;
use crate::web::page::shown;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::keep_people;
use crate::workflow::keep_people::Joining;

#[derive(Template)]
#[template(path = "people.html")]
struct People {
    frame: Frame,
    people: Vec<Person>,
}

fn address_of(person: &Person) -> String {
    format!("/people/{}", segment(&person.login))
}

/// The duties of somebody, in a few words.
fn duties_of(person: &Person) -> String {
    let word = |role: &Role| role_in_words(*role).split(':').next().unwrap_or_default();
    person.roles.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// `GET /people`
pub fn list(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let council = visit.person()?.council;
    let people = people::people(visit.books, Some(&council))?;
    let page = People { frame: Frame::of(visit, "People", "/people"), people };
    shown(&page, &page.frame)
}

fn roles(chosen: &[Role]) -> Vec<Choice> {
    let choice = |(word, role): &(&str, Role)| Choice {
        value: (*word).to_owned(),
        says: role_in_words(*role).to_owned(),
        is_chosen: chosen.contains(role),
    };
    Role::WORDS.iter().map(choice).collect()
}

fn roles_in(form: &Form) -> Vec<Role> {
    form.all("roles").into_iter().filter_map(Role::read).collect()
}

#[derive(Template)]
#[template(path = "person_new.html")]
struct NewPerson {
    frame: Frame,
    errors: Errors,
    name: String,
    email: String,
    login: String,
    roles: Vec<Choice>,
}

/// `GET /people/new`
pub fn new(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    form(visit, Errors::none())
}

fn form(visit: &Visit<'_>, errors: Errors) -> Result<Answer, Stop> {
    let given = &visit.asked.form;
    let of = |name: &str| given.text(name).to_owned();
    let frame = Frame::of(visit, "Add a person", "/people").with(&errors);
    let page = NewPerson {
        frame: frame.under("People", "/people"),
        errors,
        name: of("name"),
        email: of("email"),
        login: of("login"),
        roles: roles(&roles_in(given)),
    };
    shown(&page, &page.frame)
}

/// A password that is asked for twice.
pub fn must_be_given_twice(form: &Form, errors: &mut Errors) {
    errors.need(form, "password", "Enter a password");
    if form.exact("password") != form.exact("again") {
        errors.add("again", "The two passwords differ: enter the same one twice");
    }
}

/// What a form says of somebody who is to join.
pub fn joining(form: &Form, roles: Vec<Role>, errors: &mut Errors) -> Joining {
    errors.need(form, "name", "Enter their name, as documents will print it");
    errors.need(form, "email", "Enter their e-mail address");
    errors.need(form, "login", "Enter the name that they will sign in with");
    let of = |name: &str| form.text(name).to_owned();
    Joining { login: of("login"), name: of("name"), email: of("email"), roles }
}

/// `POST /people`
pub fn add(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let by = visit.person()?;
    let given = &visit.asked.form;
    let mut errors = Errors::none();
    let joining = joining(given, roles_in(given), &mut errors);
    if joining.roles.is_empty() {
        errors.add("roles", "Choose at least one duty");
    }
    must_be_given_twice(given, &mut errors);
    if !errors.is_empty() {
        return form(visit, errors);
    }
    let password = given.exact("password");
    match keep_people::add_person(visit.books, &by, visit.at, &joining, password) {
        Ok(person) => {
            let says = format!(
                "{} may sign in as {}. Tell them the password by another way than a letter; they \
                 change it under their account.",
                person.name, person.login
            );
            Ok(Answer::done("/people", &says))
        }
        Err(refusal) => {
            let errors = Stop::from(refusal).as_errors()?;
            form(visit, errors)
        }
    }
}

#[derive(Template)]
#[template(path = "person.html")]
struct PersonPage {
    frame: Frame,
    errors: Errors,
    address: String,
    person: Person,
    roles: Vec<Choice>,
    is_oneself: bool,
}

/// `GET /people/{person}`
pub fn show(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let person = colleague(visit)?;
    let chosen = person.roles.clone();
    page(visit, Errors::none(), person, &chosen)
}

/// The colleague whom the address names.
fn colleague(visit: &mut Visit<'_>) -> Result<Person, Stop> {
    let (council, login) = (visit.person()?.council, visit.asked.parameter("person"));
    let all = people::people(visit.books, Some(&council))?;
    all.into_iter().find(|person| person.login == login).ok_or_else(Stop::no_page)
}

fn page(
    visit: &Visit<'_>,
    errors: Errors,
    person: Person,
    chosen: &[Role],
) -> Result<Answer, Stop> {
    let frame = Frame::of(visit, &person.name, "/people").with(&errors);
    let page = PersonPage {
        frame: frame.under("People", "/people"),
        errors,
        address: address_of(&person),
        roles: roles(chosen),
        is_oneself: person.id == visit.person()?.id,
        person,
    };
    shown(&page, &page.frame)
}

/// `POST /people/{person}/duties`
pub fn change_duties(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let chosen = roles_in(&visit.asked.form);
    let person = colleague(visit)?;
    if chosen.is_empty() {
        let mut errors = Errors::none();
        errors.add("roles", "Choose at least one duty; who has none any more leaves");
        return page(visit, errors, person, &chosen);
    }
    let says = format!("The duties of {} are changed.", person.name);
    change(visit, person, &chosen, true, &says)
}

/// `POST /people/{person}/leave`
pub fn leave(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let person = colleague(visit)?;
    let (says, roles) = (format!("{} acts no more.", person.name), person.roles.clone());
    change(visit, person, &roles, false, &says)
}

/// `POST /people/{person}/return`
pub fn come_back(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let person = colleague(visit)?;
    let (says, roles) = (format!("{} may act again.", person.name), person.roles.clone());
    change(visit, person, &roles, true, &says)
}

fn change(
    visit: &mut Visit<'_>,
    person: Person,
    roles: &[Role],
    active: bool,
    says: &str,
) -> Result<Answer, Stop> {
    let (by, at) = (visit.person()?, visit.at);
    match keep_people::change_duties(visit.books, &by, at, &person.login, roles, active) {
        Ok(()) => Ok(Answer::done("/people", says)),
        Err(refusal) => {
            let errors = Stop::from(refusal).as_errors()?;
            page(visit, errors, person, roles)
        }
    }
}

/// `POST /people/{person}/password`
pub fn change_password(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let person = colleague(visit)?;
    let (by, at, given) = (visit.person()?, visit.at, &visit.asked.form);
    let mut errors = Errors::none();
    must_be_given_twice(given, &mut errors);
    if errors.is_empty() {
        let password = given.exact("password");
        match keep_people::change_password(visit.books, &by, at, &person.login, password) {
            Ok(()) => {
                let says = format!("{} has another password, and is signed out.", person.name);
                return Ok(Answer::done("/people", &says));
            }
            Err(refusal) => errors = Stop::from(refusal).as_errors()?,
        }
    }
    let chosen = person.roles.clone();
    page(visit, errors, person, &chosen)
}
