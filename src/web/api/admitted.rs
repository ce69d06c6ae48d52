//! Who calls: by a token alone. A cookie lets nobody in here, so that no page of another site can
//! call as whoever looks at it.

use governor::clock::Clock;
use governor::clock::DefaultClock;

use crate::store::sessions::Session;
use crate::web::api::problem::Fault;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::sessions::SignedIn;
use crate::workflow::tokens;
use crate::workflow::tokens::Scope;

/// Lets in whoever shows a token that is taken, for what it is made for.
///
/// # Errors
/// 401 without one, 403 where it is for something else, 429 where it calls too often.
pub fn admit(visit: &mut Visit<'_>, scope: Scope) -> Result<(), Fault> {
    let shown = visit.asked.header("authorization").unwrap_or_default();
    let text = shown.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let text = text.map(|(_, text)| text.trim().to_owned());
    let found = match &text {
        Some(text) => tokens::of_text(visit.books, visit.at, text)?,
        None => None,
    };
    let Some((token, person, council)) = found else {
        may_call(visit, &format!("from {}", visit.asked.from))?;
        let (says, error) = match text {
            Some(_) => ("This token is unknown, revoked or over.", ", error=\"invalid_token\""),
            None => ("Show a token: \"Authorization: Bearer concordat_…\".", ""),
        };
        let header = format!("Bearer realm=\"Concordat\"{error}");
        return Err(Fault::new(401, says).with("WWW-Authenticate", header));
    };
    may_call(visit, &token.id)?;
    if !tokens::scopes_of(&token).contains(&scope) {
        let word = scope.word();
        let header =
            format!("Bearer realm=\"Concordat\", error=\"insufficient_scope\", scope=\"{word}\"");
        let says = format!("This token is not for “{word}”: make one that is.");
        return Err(Fault::new(403, says).with("WWW-Authenticate", header));
    }
    let session = Session {
        id: token.id,
        person_id: token.person_id,
        form_token: String::new(),
        begun_at: token.made_at,
        seen_at: visit.at.now,
        ends_at: visit.at.now,
    };
    visit.guest = Some(SignedIn { person, council, session });
    Ok(())
}

fn may_call(visit: &Visit<'_>, key: &str) -> Result<(), Fault> {
    match visit.house.calls.check_key(&key.to_owned()) {
        Ok(()) => Ok(()),
        Err(until) => {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Err(Stop::TooOften(wait.as_secs() + 1).into())
        }
    }
}
