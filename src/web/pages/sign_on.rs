//! Signing in by the provider of single sign-on: to it, and back.

use crate::web::answer::Answer;
use crate::web::answer::SESSION_COOKIE;
use crate::web::answer::SIGN_ON_COOKIE;
use crate::web::pages::sign_in::own_path;
use crate::web::refusal::Stop;
use crate::web::sign_on::Failed;
use crate::web::visit::Visit;
use crate::workflow::refusal::Refusal;
use crate::workflow::sign_on;
use crate::workflow::sign_on::Rules;

/// `GET /sign-in/with`
pub fn go(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let Some(provider) = &visit.house.sign_on else { return Err(Stop::no_page()) };
    let to = own_path(visit.asked.query.text("to"));
    let started = provider.start(to, visit.at.now);
    let (address, kept) = started.map_err(|failed| not_signed_in(visit, &failed))?;
    let mut answer = Answer::go_to(&address);
    answer.cookies.push((SIGN_ON_COOKIE, Some(kept)));
    Ok(answer)
}

/// `GET /sign-in/back`
pub fn come_back(visit: &mut Visit<'_>) -> Result<Answer, Stop> {
    let Some(provider) = &visit.house.sign_on else { return Err(Stop::no_page()) };
    let asked = visit.asked;
    let came = provider.finish(&asked.query, asked.sign_on.as_deref(), visit.at.now);
    let came = came.map_err(|failed| not_signed_in(visit, &failed))?;
    let rules = Rules { councils: &provider.told.councils, gives: came.gives.as_deref() };
    match sign_on::sign_in(visit.books, visit.at, &came.shown, rules) {
        Ok(cookie) => {
            let mut answer = Answer::go_to(own_path(&came.to));
            answer.cookies.push((SESSION_COOKIE, Some(cookie)));
            answer.cookies.push((SIGN_ON_COOKIE, None));
            Ok(answer)
        }
        Err(Refusal::NotTheirs(says)) => {
            tracing::warn!(request = asked.id, account = came.shown.account, "sign-on refused");
            Err(Stop::NotSignedIn(says))
        }
        Err(other) => Err(other.into()),
    }
}

fn not_signed_in(visit: &Visit<'_>, failed: &Failed) -> Stop {
    tracing::warn!(request = visit.asked.id, because = failed.because, "sign-on failed");
    Stop::NotSignedIn(failed.says.to_owned())
}
