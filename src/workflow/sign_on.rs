//! Signing in by a provider of single sign-on: who an account is, once and for all, and what its
//! groups make of their duties. What changes is an act of the service, and in the log.

use crate::domain::people::Person;
use crate::domain::people::Role;
use crate::store::acts::Deed;
use crate::store::connection::Books;
use crate::store::identities;
use crate::store::people;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::act;
use crate::workflow::duties;
use crate::workflow::keep_people;
use crate::workflow::refusal::Refusal;
use crate::workflow::sessions;

/// What a provider has shown of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The provider.
    pub issuer: String,
    /// The account, by the name that the provider never gives to another.
    pub subject: String,
    /// The e-mail address of the account, or the name that its owner signs in with there; empty
    /// where the provider tells none, or does not vouch for it.
    pub account: String,
}

/// What groups make of somebody, where they make anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules<'r> {
    /// The prefixes of the councils whose people sign in so.
    pub councils: &'r [String],
    /// The duties that the groups of the account give, each for the council of a prefix; nothing
    /// where duties are given here.
    pub gives: Option<&'r [(String, Role)]>,
}

/// Signs in whoever an account is, and gives the text of the cookie. The first time it is somebody
/// who may act, by their e-mail address or the name that they sign in with; from then on it is that
/// person, whatever the account is called.
///
/// # Errors
/// An account of nobody here, or of somebody who may act no longer or has no duty.
pub fn sign_in(
    books: &mut Books,
    at: Moment,
    shown: &Shown,
    only: Rules<'_>,
) -> Result<String, Refusal> {
    let linked = identities::whose(books, &shown.issuer, &shown.subject)?;
    let is_new = linked.is_none();
    let person = match linked {
        Some(id) => people::person_by_id(books, &id)?,
        None => named(books, shown, only.councils)?,
    };
    let person = person.filter(|person| person.active);
    let Some(person) = person else { return Err(nobody(shown)) };
    let council = people::council_by_id(books, &person.council)?;
    let prefix = council.map(|council| council.prefix).unwrap_or_default();
    if !only.councils.contains(&prefix) {
        return Err(nobody(shown));
    }
    let roles = only.gives.map(|gives| {
        let theirs = gives.iter().filter(|(council, _)| *council == prefix);
        let mut roles: Vec<Role> = theirs.map(|(_, role)| *role).collect();
        roles.sort();
        roles.dedup();
        roles
    });
    let service = duties::service(&person.council);
    let roles = act(books, &service, at, |work| {
        if is_new {
            link(work, shown, &person)?;
        }
        match &roles {
            Some(roles) => given(work, &person, roles.clone()),
            None => Ok(person.roles.clone()),
        }
    })?;
    if roles.is_empty() {
        return Err(Refusal::NotTheirs(format!(
            "You are {}, but you have no duty here. Ask an administrator of your council which \
             group you should be in",
            person.name
        )));
    }
    sessions::begin(books, at, &person)
}

/// The one person whom an account names, who has no other account there.
fn named(books: &mut Books, shown: &Shown, prefixes: &[String]) -> Result<Option<Person>, Refusal> {
    if shown.account.is_empty() {
        return Ok(None);
    }
    let mut found = Vec::new();
    for council in people::councils(books)? {
        if !prefixes.contains(&council.prefix) {
            continue;
        }
        for person in people::people(books, Some(&council.id))? {
            let names = [&person.email, &person.login];
            let is_theirs = names.iter().any(|name| name.eq_ignore_ascii_case(&shown.account));
            if is_theirs && person.active {
                found.push(person);
            }
        }
    }
    match <[Person; 1]>::try_from(found) {
        Ok([person]) if !identities::has(books, &shown.issuer, &person)? => Ok(Some(person)),
        _ => Ok(None),
    }
}

fn nobody(shown: &Shown) -> Refusal {
    let account = if shown.account.is_empty() { "this account" } else { &shown.account };
    Refusal::NotTheirs(format!(
        "Nobody here signs in with {account}. Ask an administrator of your council to add you with \
         that e-mail address, or to let you act again"
    ))
}

/// An account, as the log tells that it was linked.
pub(super) fn told(issuer: &str, subject: &str) -> String {
    format!("is {subject} at {issuer}")
}

fn link(work: &mut Work<'_>, shown: &Shown, person: &Person) -> Result<(), Refusal> {
    identities::link(work.books, &shown.issuer, &shown.subject, person, work.at.now)?;
    let deed = Deed {
        act: "single sign-on linked".into(),
        subject: person.login.clone(),
        before: String::new(),
        after: format!("{} {}", shown.account, told(&shown.issuer, &shown.subject)),
        reason: String::new(),
    };
    work.did(&person.council, deed);
    Ok(())
}

/// Gives somebody the duties of their groups. The last administrator of a council stays one: else
/// nobody could put right what a group was given by mistake.
fn given(work: &mut Work<'_>, person: &Person, mut roles: Vec<Role>) -> Result<Vec<Role>, Refusal> {
    if keep_people::is_last_administrator(work.books, person)?
        && !roles.contains(&Role::Administrator)
    {
        roles.push(Role::Administrator);
    }
    let sorted = |roles: &[Role]| {
        let mut roles = roles.to_vec();
        roles.sort();
        roles
    };
    if sorted(&roles) == sorted(&person.roles) {
        return Ok(roles);
    }
    people::set_duties(work.books, person, &roles, true)?;
    let deed = Deed {
        act: "duties changed".into(),
        subject: person.login.clone(),
        before: keep_people::duties_in_words(&person.roles, person.active),
        after: keep_people::duties_in_words(&roles, true),
        reason: "the groups of single sign-on".into(),
    };
    work.did(&person.council, deed);
    Ok(roles)
}
