//! Signing in at a browser, and out again. Whoever may act no longer, or has another password, is
//! signed out everywhere at once.

use chrono::TimeDelta;
use sha2::Digest;
use sha2::Sha256;

use crate::domain::people::Council;
use crate::domain::people::Person;
use crate::store::acts::in_hexadecimal;
use crate::store::connection;
use crate::store::connection::Books;
use crate::store::sessions;
use crate::store::sessions::Session;
use crate::workflow::Moment;
use crate::workflow::keep_people;
use crate::workflow::refusal::Refusal;

/// A working day: then everybody signs in anew.
const LONGEST: TimeDelta = TimeDelta::hours(10);
/// Nobody there for so long, and the session is over.
const IDLE: TimeDelta = TimeDelta::minutes(60);
/// How exactly it is kept when somebody was last there: not each page is a change of the books.
const NOTED_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Their council.
    pub council: Council,
    /// The session.
    pub session: Session,
}

/// Signs a person in by their password, and gives the text of the cookie.
///
/// # Errors
/// That the name or the password is not right.
pub fn sign_in(
    books: &mut Books,
    at: Moment,
    login: &str,
    password: &str,
) -> Result<String, Refusal> {
    let person = keep_people::sign_in(books, login, password)?;
    begin(books, at, &person)
}

/// Begins the session of somebody who has shown who they are, and gives the text of the cookie.
///
/// # Errors
/// The database's own.
pub fn begin(books: &mut Books, at: Moment, person: &Person) -> Result<String, Refusal> {
    let cookie = secret();
    let session = Session {
        id: name_of(&cookie),
        person_id: person.id.to_string(),
        form_token: secret(),
        begun_at: at.now,
        seen_at: at.now,
        ends_at: at.now + LONGEST,
    };
    connection::change(books, |books| -> Result<(), Refusal> {
        Ok(sessions::begin(books, &session)?)
    })?;
    Ok(cookie)
}

/// Who is signed in by a cookie: nobody where the session is over or unknown, or the person may no
/// longer act.
///
/// # Errors
/// The database's own.
pub fn of_cookie(books: &mut Books, at: Moment, cookie: &str) -> Result<Option<SignedIn>, Refusal> {
    let Some((session, person, council)) = sessions::find(books, &name_of(cookie))? else {
        return Ok(None);
    };
    let is_over = at.now >= session.ends_at || at.now - session.seen_at >= IDLE;
    if is_over || !person.active {
        return Ok(None);
    }
    if at.now - session.seen_at >= NOTED_AFTER {
        connection::change(books, |books| -> Result<(), Refusal> {
            Ok(sessions::seen(books, &session.id, at.now)?)
        })?;
    }
    Ok(Some(SignedIn { person, council, session }))
}

/// Signs out.
///
/// # Errors
/// The database's own.
pub fn sign_out(books: &mut Books, session: &Session) -> Result<(), Refusal> {
    connection::change(books, |books| -> Result<(), Refusal> {
        Ok(sessions::end(books, &session.id)?)
    })
}

/// 256 bits that nobody can guess, in hexadecimal digits.
pub fn secret() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    in_hexadecimal(&bytes)
}

fn name_of(cookie: &str) -> String {
    in_hexadecimal(&Sha256::digest(cookie.as_bytes()))
}
