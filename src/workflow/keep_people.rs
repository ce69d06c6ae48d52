//! Councils join, people join them, and sign in.

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::PasswordVerifier;
use argon2::password_hash::phc::PasswordHash;

use crate::domain::people::Council;
use crate::domain::people::Person;
use crate::domain::people::Role;
use crate::domain::written::not_plain;
use crate::store::acts::Deed;
use crate::store::agreements;
use crate::store::connection;
use crate::store::connection::Books;
use crate::store::identities;
use crate::store::people;
use crate::store::sessions;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::act;
use crate::workflow::duties;
use crate::workflow::duties::Duty;
use crate::workflow::new_name;
use crate::workflow::refusal::Refusal;

/// The least letters of a password: length is what makes it hard to guess (NCSC, three random
/// words).
pub const PASSWORD_LETTERS: usize = 12;

/// A person who is to join.
#[derive(Debug, Clone)]
pub struct Joining {
    /// What they will sign in with.
    pub login: String,
    /// Their name.
    pub name: String,
    /// Where letters to them go.
    pub email: String,
    /// Their duties.
    pub roles: Vec<Role>,
}

/// Lets a council join, with its first administrator, who then adds the others.
///
/// # Errors
/// Every problem with the names at once, and a council or login that is there already.
pub fn found_council(
    books: &mut Books,
    at: Moment,
    name: &str,
    prefix: &str,
    administrator: &Joining,
    password: &str,
) -> Result<(Council, Person), Refusal> {
    let joining = Founding { name, prefix, administrator };
    let hash = joining.checked(password)?;
    connection::change(books, |books| joining.join(books, at, &hash))
}

/// Lets another council join, by an administrator of one that is there: the log of either says who
/// let it in.
///
/// # Errors
/// As of [`found_council`], and who is no administrator.
pub fn let_in_council(
    books: &mut Books,
    by: &Person,
    at: Moment,
    name: &str,
    prefix: &str,
    administrator: &Joining,
    password: &str,
) -> Result<(Council, Person), Refusal> {
    duties::must_have(by, Duty::KeepPeople)?;
    let joining = Founding { name, prefix, administrator };
    let hash = joining.checked(password)?;
    act(books, by, at, |work| {
        let (council, person) = joining.join(work.books, at, &hash)?;
        let deed = Deed {
            act: "council let in".into(),
            subject: council.name.clone(),
            before: String::new(),
            after: format!("prefix {}, administrator {}", council.prefix, person.login),
            reason: String::new(),
        };
        let own = work.by.council.clone();
        work.did(&own, deed.clone());
        work.did(&council.id, deed);
        Ok((council, person))
    })
}

/// A council that is to join.
struct Founding<'f> {
    name: &'f str,
    prefix: &'f str,
    administrator: &'f Joining,
}

impl Founding<'_> {
    /// The hash of the administrator's password, where nothing is wrong with the names.
    fn checked(&self, password: &str) -> Result<String, Refusal> {
        let Founding { name, prefix, administrator } = self;
        let mut problems = problems_of(administrator, password);
        problems.extend(not_plain(name));
        if name.trim().is_empty() {
            let says = "the council needs its name in full, as its agreement files write it";
            problems.push(says.into());
        }
        let is_letters = prefix.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        if !is_letters || !(2..=6).contains(&prefix.len()) {
            problems.push(format!(
                "the prefix \"{prefix}\" of its documents' numbers must be 2 to 6 capital letters \
                 or digits, such as HCC"
            ));
        }
        if problems.is_empty() { hashed(password) } else { Err(Refusal::Input(problems)) }
    }

    fn join(
        &self,
        books: &mut Books,
        at: Moment,
        hash: &str,
    ) -> Result<(Council, Person), Refusal> {
        let Founding { name, prefix, administrator } = *self;
        must_be_new(books, name, prefix, &administrator.login)?;
        let id = new_name().into();
        let council = Council { id, name: name.trim().to_owned(), prefix: prefix.to_owned() };
        people::add_council(books, &council, at.now)?;
        let mut person = person(&council, administrator);
        if !person.roles.contains(&Role::Administrator) {
            person.roles.push(Role::Administrator);
        }
        people::add_person(books, &person, hash, at.now)?;
        let founded = Deed {
            act: "council joined".into(),
            subject: council.name.clone(),
            before: String::new(),
            after: format!("prefix {}, {}", council.prefix, founder_in_words(&person)),
            reason: String::new(),
        };
        crate::store::acts::log(books, &council.id, &person, at.now, vec![founded])?;
        Ok((council, person))
    }
}

fn person(council: &Council, joining: &Joining) -> Person {
    Person {
        id: new_name().into(),
        council: council.id.clone(),
        login: joining.login.clone(),
        name: joining.name.trim().to_owned(),
        email: joining.email.clone(),
        roles: joining.roles.clone(),
        active: true,
    }
}

fn must_be_new(books: &mut Books, name: &str, prefix: &str, login: &str) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    for council in people::councils(books)? {
        if council.name == name.trim() {
            problems.push(format!("the council {name} has joined already"));
        }
        if council.prefix == prefix {
            let says = format!("the prefix {prefix} is {}'s: choose another", council.name);
            problems.push(says);
        }
    }
    let others = people::people(books, None)?;
    if let Some(other) = others.iter().find(|other| other.login.eq_ignore_ascii_case(login)) {
        let taken = &other.login;
        problems.push(format!("the name \"{taken}\" to sign in with is taken: choose another"));
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Input(problems)) }
}

fn problems_of(joining: &Joining, password: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || ".-_@".contains(c);
    if joining.login.is_empty() || !joining.login.chars().all(is_plain) {
        problems.push(format!(
            "\"{}\" to sign in with must be letters, digits and .-_@ without spaces",
            joining.login
        ));
    }
    if joining.name.trim().is_empty() {
        problems.push("a person needs a name, as documents will print it".into());
    }
    let parts: Vec<&str> = joining.email.split('@').collect();
    if parts.len() != 2 || parts.iter().any(|part| part.is_empty()) {
        problems.push(format!("\"{}\" is no e-mail address", joining.email));
    }
    problems.extend(not_plain(&joining.name));
    problems.extend(too_short(password));
    problems
}

fn too_short(password: &str) -> Option<String> {
    (password.chars().count() < PASSWORD_LETTERS).then(|| {
        format!(
            "the password must have {PASSWORD_LETTERS} letters or more: three words that have \
             nothing to do with each other are easy to keep in mind"
        )
    })
}

/// Adds a person to the council of an administrator.
///
/// # Errors
/// Every problem at once.
pub fn add_person(
    books: &mut Books,
    by: &Person,
    at: Moment,
    joining: &Joining,
    password: &str,
) -> Result<Person, Refusal> {
    duties::must_have(by, Duty::KeepPeople)?;
    let problems = problems_of(joining, password);
    if !problems.is_empty() {
        return Err(Refusal::Input(problems));
    }
    let hash = hashed(password)?;
    act(books, by, at, |work| {
        must_be_new(work.books, "", "", &joining.login)?;
        let council = own_council(work)?;
        let person = person(&council, joining);
        people::add_person(work.books, &person, &hash, work.at.now)?;
        let deed = Deed {
            act: "person added".into(),
            subject: person.login.clone(),
            before: String::new(),
            after: format!("{}: {}", person.name, in_words(&person.roles)),
            reason: String::new(),
        };
        work.did(&council.id, deed);
        Ok(person)
    })
}

/// Gives the administrator's council another name, as where it was misspelt. Gives the references
/// of its agreements: their files name it as before, and another version of one comes in only
/// under the new name.
///
/// # Errors
/// No name, the one that it has, or that of another council.
pub fn rename_council(
    books: &mut Books,
    by: &Person,
    at: Moment,
    name: &str,
) -> Result<(Council, Vec<String>), Refusal> {
    duties::must_have(by, Duty::KeepPeople)?;
    let name = name.trim();
    if name.is_empty() {
        let says = "the council needs its name in full, as its agreement files write it";
        return Err(Refusal::refused(says));
    }
    act(books, by, at, |work| {
        if let Some(other) = people::council_named(work.books, name)? {
            let says = format!("there is a council {} ({}) already", other.name, other.prefix);
            return Err(Refusal::refused(says));
        }
        let before = own_council(work)?;
        people::rename_council(work.books, &before.id, name)?;
        let deed = Deed {
            act: "council renamed".into(),
            subject: before.prefix.clone(),
            before: before.name.clone(),
            after: name.to_owned(),
            reason: String::new(),
        };
        work.did(&before.id, deed);
        let held = agreements::of_party(work.books, &before.id)?;
        let references = held.into_iter().map(|held| held.reference).collect();
        Ok((Council { name: name.to_owned(), ..before }, references))
    })
}

fn own_council(work: &mut Work<'_>) -> Result<Council, Refusal> {
    let council = people::council_by_id(work.books, &work.by.council)?;
    council.ok_or_else(|| Refusal::refused("your council is not in the books"))
}

/// A council's first administrator as the log tells of them.
pub(super) fn founder_in_words(person: &Person) -> String {
    format!("administrator {}: {}", person.login, in_words(&person.roles))
}

/// What somebody may do, as the log tells of it.
pub(super) fn duties_in_words(roles: &[Role], active: bool) -> String {
    format!("{}{}", in_words(roles), if active { "" } else { " (may not act)" })
}

fn in_words(roles: &[Role]) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ")
}

/// Changes what a person of the administrator's council may do; not active, they may do nothing.
///
/// # Errors
/// A person of another council, or none of that name; the last administrator of a council.
pub fn change_duties(
    books: &mut Books,
    by: &Person,
    at: Moment,
    login: &str,
    roles: &[Role],
    active: bool,
) -> Result<(), Refusal> {
    act(books, by, at, |work| duties_of(work, login, roles, active))
}

/// The same as a part of an act.
///
/// # Errors
/// Those of [`change_duties`].
pub fn duties_of(
    work: &mut Work<'_>,
    login: &str,
    roles: &[Role],
    active: bool,
) -> Result<(), Refusal> {
    duties::must_have(work.by, Duty::KeepPeople)?;
    let person = colleague(work, login)?;
    must_leave_an_administrator(work, &person, roles, active)?;
    people::set_duties(work.books, &person, roles, active)?;
    if !active {
        sessions::end_all_of(work.books, &person)?;
        identities::forget(work.books, &person)?;
    }
    let deed = Deed {
        act: "duties changed".into(),
        subject: person.login.clone(),
        before: duties_in_words(&person.roles, person.active),
        after: duties_in_words(roles, active),
        reason: String::new(),
    };
    let council = work.by.council.clone();
    work.did(&council, deed);
    Ok(())
}

/// Without an administrator nobody could add people, or give anybody a duty, ever again.
fn must_leave_an_administrator(
    work: &mut Work<'_>,
    person: &Person,
    roles: &[Role],
    active: bool,
) -> Result<(), Refusal> {
    if active && roles.contains(&Role::Administrator) {
        return Ok(());
    }
    if !is_last_administrator(work.books, person)? {
        return Ok(());
    }
    Err(Refusal::refused(format!(
        "{} is the only administrator of your council: make another person one first",
        person.name
    )))
}

/// Whether nobody else of a person's council is an administrator.
pub(super) fn is_last_administrator(books: &mut Books, person: &Person) -> Result<bool, Refusal> {
    let others = people::people(books, Some(&person.council))?;
    let is_one = |other: &Person| other.active && other.roles.contains(&Role::Administrator);
    Ok(is_one(person) && !others.iter().any(|other| other.id != person.id && is_one(other)))
}

fn colleague(work: &mut Work<'_>, login: &str) -> Result<Person, Refusal> {
    let found = people::person_with_password(work.books, login)?;
    let person = found.map(|(person, _)| person).filter(|p| p.council == work.by.council);
    person
        .ok_or_else(|| Refusal::refused(format!("nobody of your council signs in as \"{login}\"")))
}

/// Gives a person another password: one's own, or as an administrator a colleague's who has
/// forgotten it.
///
/// # Errors
/// A password that is too short, or somebody else's without the duty.
pub fn change_password(
    books: &mut Books,
    by: &Person,
    at: Moment,
    login: &str,
    password: &str,
) -> Result<(), Refusal> {
    if login != by.login {
        duties::must_have(by, Duty::KeepPeople)?;
    }
    if let Some(says) = too_short(password) {
        return Err(Refusal::Input(vec![says]));
    }
    let hash = hashed(password)?;
    act(books, by, at, |work| {
        let person = colleague(work, login)?;
        people::set_password(work.books, &person, &hash)?;
        sessions::end_all_of(work.books, &person)?;
        let deed = Deed {
            act: "password changed".into(),
            subject: person.login.clone(),
            before: String::new(),
            after: String::new(),
            reason: String::new(),
        };
        let council = work.by.council.clone();
        work.did(&council, deed);
        Ok(())
    })
}

/// Signs a person in: who they are, where the password is theirs.
///
/// # Errors
/// One and the same sentence whether the name or the password is wrong.
pub fn sign_in(books: &mut Books, login: &str, password: &str) -> Result<Person, Refusal> {
    let found = people::person_with_password(books, login)?;
    let is_theirs = match &found {
        Some((_, hash)) => is_right(password, hash),
        // As much work for a name that is not there, so that nobody learns which are.
        None => hashed(password).is_err(),
    };
    match found {
        Some((person, _)) if is_theirs && person.active => Ok(person),
        _ => Err(Refusal::NotTheirs("the name or the password is not right".into())),
    }
}

fn is_right(password: &str, hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
}

fn hashed(password: &str) -> Result<String, Refusal> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| Refusal::refused(format!("the password cannot be kept: {error}")))
}
