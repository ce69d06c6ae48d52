//! Tokens: by one another system is let in as the person who made it, for what they may do and the
//! token is for. Whoever may act no longer, their tokens let nobody in.

use chrono::Days;
use chrono::NaiveDate;
use chrono::TimeDelta;

use crate::domain::calendar::in_words;
use crate::domain::people::Council;
use crate::domain::people::Person;
use crate::store::acts::Deed;
use crate::store::acts::sha256;
use crate::store::connection;
use crate::store::connection::Books;
use crate::store::tokens;
use crate::store::tokens::Token;
use crate::workflow::Moment;
use crate::workflow::Work;
use crate::workflow::new_name;
use crate::workflow::refusal::Refusal;
use crate::workflow::sessions;

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// To read whatever the person may read.
    Read,
    /// To bring in agreements, records and decisions.
    Agreements,
    /// To take statements from drawing up to invoices, one by one or in runs.
    Recharges,
    /// To record what becomes of invoices, and to give them back.
    Invoices,
    /// To state balances and lock years.
    YearEnds,
    /// To look after people, webhooks, letters and tokens.
    Administration,
}

impl Scope {
    /// All of them: word, scope, and what it is in words.
    pub const ALL: [(&'static str, Scope, &'static str); 6] = [
        ("read", Scope::Read, "Read what you may read"),
        ("agreements", Scope::Agreements, "Bring in agreements, records and decisions"),
        ("recharges", Scope::Recharges, "Statements, from drawing up to invoices"),
        ("invoices", Scope::Invoices, "Invoices: receipt, disputes, payments, credits"),
        ("year-ends", Scope::YearEnds, "Year ends: balances, reconciliations, locks"),
        ("administration", Scope::Administration, "Letters, webhooks, what people may do, tokens"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        Scope::ALL.iter().find(|(_, scope, _)| *scope == self).map_or("", |(word, ..)| word)
    }

    /// The scope that a word names.
    ///
    /// ```
    /// use concordat::workflow::tokens::Scope;
    /// assert_eq!(Scope::named("recharges"), Some(Scope::Recharges));
    /// assert_eq!(Scope::named("everything"), None);
    /// ```
    pub fn named(word: &str) -> Option<Scope> {
        Scope::ALL.iter().find(|(known, ..)| *known == word).map(|(_, scope, _)| *scope)
    }
}

/// What a token's text begins with, so that one that strays is known for what it is.
const BEGINS: &str = "concordat_";
/// How long a token may be taken at the most.
const DAYS_AT_MOST: u64 = 366;
/// How many that are still taken a person may have.
const AT_MOST: usize = 50;
/// How exactly it is kept when a token was last used: not each call is a change of the books.
const NOTED_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Whether a token is still taken.
pub fn is_taken(token: &Token, today: NaiveDate) -> bool {
    token.revoked_at.is_none() && today <= token.ends_on
}

/// The scopes of a token.
pub fn scopes_of(token: &Token) -> Vec<Scope> {
    token.scopes.split(' ').filter_map(Scope::named).collect()
}

/// Makes a token of the person who acts, and gives its text: it is shown once, and kept nowhere.
///
/// # Errors
/// One without a name or a scope, or that ends before today or too late.
pub fn make(
    work: &mut Work<'_>,
    name: &str,
    scopes: &[Scope],
    ends_on: NaiveDate,
) -> Result<(Token, String), Refusal> {
    let today = work.at.today;
    let latest = today.checked_add_days(Days::new(DAYS_AT_MOST)).unwrap_or(today);
    let mut problems = Vec::new();
    if name.trim().is_empty() || name.chars().count() > 100 {
        problems.push("name the token by the system that will use it, in 100 letters".to_owned());
    }
    if scopes.is_empty() {
        problems.push("choose at least one thing that the token may be used for".to_owned());
    }
    if ends_on < today || ends_on > latest {
        problems.push(format!("the last day is between today and {}", in_words(latest)));
    }
    let theirs = tokens::of_person(work.books, &work.by.id)?;
    if theirs.iter().filter(|token| is_taken(token, today)).count() >= AT_MOST {
        problems.push(format!("you have {AT_MOST} tokens: revoke one that is not used"));
    }
    if !problems.is_empty() {
        return Err(Refusal::Input(problems));
    }
    let text = format!("{BEGINS}{}", sessions::secret());
    let words: Vec<&str> = scopes.iter().map(|scope| scope.word()).collect();
    let token = Token {
        id: new_name(),
        person_id: work.by.id.to_string(),
        name: name.trim().to_owned(),
        secret_hash: sha256(text.as_bytes()),
        scopes: words.join(" "),
        made_at: work.at.now,
        ends_on,
        used_at: None,
        revoked_at: None,
    };
    tokens::add(work.books, &token)?;
    note(work, "token made", &token, format!("{}, to {ends_on}", token.scopes));
    Ok((token, text))
}

/// Revokes a token of the person who acts: from now on it lets nobody in.
///
/// # Errors
/// That they have no such token, or that it is revoked.
pub fn revoke(work: &mut Work<'_>, id: &str) -> Result<Token, Refusal> {
    let theirs = tokens::of_person(work.books, &work.by.id)?;
    let found = theirs.into_iter().find(|token| token.id == id);
    let Some(token) = found.filter(|token| token.revoked_at.is_none()) else {
        return Err(Refusal::refused("you have no such token, or it is revoked already"));
    };
    let (by, now) = (work.by.id.clone(), work.at.now);
    tokens::revoke(work.books, &by, id, now)?;
    note(work, "token revoked", &token, String::new());
    Ok(Token { revoked_at: Some(now), ..token })
}

fn note(work: &mut Work<'_>, act: &str, token: &Token, after: String) {
    let deed = Deed {
        act: act.to_owned(),
        subject: token.name.clone(),
        before: String::new(),
        after,
        reason: String::new(),
    };
    let council = work.by.council.clone();
    work.did(&council, deed);
}

/// Whom a token lets in, and for what: nobody where it is unknown, over or revoked, or the person
/// may no longer act.
///
/// # Errors
/// The database's own.
pub fn of_text(
    books: &mut Books,
    at: Moment,
    text: &str,
) -> Result<Option<(Token, Person, Council)>, Refusal> {
    let found = tokens::by_hash(books, &sha256(text.as_bytes()))?;
    let is_theirs =
        |(token, person, _): &(Token, Person, Council)| is_taken(token, at.today) && person.active;
    let Some((token, person, council)) = found.filter(is_theirs) else { return Ok(None) };
    if token.used_at.is_none_or(|used| at.now - used >= NOTED_AFTER) {
        connection::change(books, |books| -> Result<(), Refusal> {
            Ok(tokens::used(books, &token.id, at.now)?)
        })?;
    }
    Ok(Some((token, person, council)))
}
