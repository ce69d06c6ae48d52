//! Who may come in: the rule of each address, asked before its page is.

use subtle::ConstantTimeEq;

use crate::store::agreements;
use crate::store::agreements::Held;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::duties;
use crate::workflow::duties::Duty;

/// Who may come in at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Anybody, signed in or not.
    Anyone,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever has a duty.
    Has(Duty),
    /// Whoever has a duty on the agreement that the address names, on the side that the duty is
    /// for.
    On(Duty),
}

/// Lets a visit in, or says why not. What may change something must come from a page of ours.
///
/// # Errors
/// That it may not come in.
pub fn enter(visit: &mut Visit<'_>, rule: Rule) -> Result<(), Stop> {
    if visit.asked.is_change() {
        must_be_our_form(visit)?;
    }
    let_in(visit, rule)
}

/// The same for whoever shows who they are with each call, so that no form of another site can.
///
/// # Errors
/// That it may not come in.
pub fn let_in(visit: &mut Visit<'_>, rule: Rule) -> Result<(), Stop> {
    let person = match rule {
        Rule::Anyone => return Ok(()),
        _ => visit.person()?,
    };
    match rule {
        Rule::Anyone | Rule::SignedIn => Ok(()),
        Rule::Has(duty) => Ok(duties::must_have(&person, duty)?),
        Rule::On(duty) => {
            let held = named(visit)?;
            duties::must_be_theirs(&person, duty, &held)?;
            visit.held = Some(held);
            Ok(())
        }
    }
}

/// The agreement that the address names: of a council that is party to it, and of nobody else.
fn named(visit: &mut Visit<'_>) -> Result<Held, Stop> {
    let council = visit.person()?.council;
    let reference = visit.asked.parameter("agreement");
    if let Some(held) = agreements::by_reference(visit.books, &council, reference)? {
        return Ok(held);
    }
    let of_purchaser = agreements::of_purchaser_by_reference(visit.books, &council, reference)?;
    match <[Held; 1]>::try_from(of_purchaser) {
        Ok([held]) => Ok(held),
        Err(several) if several.is_empty() => Err(Stop::NoPage(format!(
            "Your council is party to no agreement called “{reference}”."
        ))),
        Err(_) => Err(Stop::NoPage(format!(
            "Two suppliers have an agreement {reference} with your council: ask one of them to \
             give it another reference."
        ))),
    }
}

/// Browsers say where a form comes from; what they send with it only our own pages know.
fn must_be_our_form(visit: &Visit<'_>) -> Result<(), Stop> {
    let asked = visit.asked;
    let is_ours = match (asked.header("sec-fetch-site"), asked.header("origin")) {
        (Some(site), _) => ["same-origin", "none"].contains(&site),
        (None, Some(origin)) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == asked.header("host")
        }
        (None, None) => true,
    };
    let Some(guest) = &visit.guest else {
        return if is_ours { Ok(()) } else { Err(Stop::NotOurForm) };
    };
    let given = asked.form.exact("token");
    let is_known = bool::from(given.as_bytes().ct_eq(guest.session.form_token.as_bytes()));
    if is_ours && is_known { Ok(()) } else { Err(Stop::NotOurForm) }
}
