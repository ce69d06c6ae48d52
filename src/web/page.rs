//! What stands around every page: the council, who is signed in, the sections, and the trail that
//! leads to it.

use askama::Template;
use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;

use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::domain::people::Role;
use crate::web::answer::Answer;
use crate::web::answer::NOTICE_COOKIE;
use crate::web::assets;
use crate::web::form::Errors;
use crate::web::refusal::Stop;
use crate::web::visit::Visit;
use crate::workflow::duties;
use crate::workflow::duties::Duty;

/// A section of the service, in the line of links at the head of each page.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its name.
    pub name: &'static str,
    /// Its first page.
    pub href: &'static str,
    /// Whether the page is in it.
    pub is_current: bool,
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// What the page is.
    pub title: String,
    /// Whether a form on it has errors.
    pub has_errors: bool,
    /// The council of who is signed in.
    pub council: String,
    /// Who is signed in.
    pub person: Option<String>,
    /// What forms must bear.
    pub token: String,
    /// Where style and script are.
    pub assets: String,
    /// What was done on the page before.
    pub notice: Option<String>,
    /// The sections that they may enter.
    pub sections: Vec<Section>,
    /// The pages above this one.
    pub trail: Vec<(String, String)>,
}

/// The sections: name, address, and whose.
const SECTIONS: [(&str, &str, Duty); 7] = [
    ("Home", "/", Duty::Read),
    ("Agreements", "/agreements", Duty::Read),
    ("Recharges", "/recharges", Duty::ReadPay),
    ("Invoices", "/invoices", Duty::ReadPay),
    ("Letters", "/letters", Duty::Deliver),
    ("Log", "/log", Duty::Audit),
    ("People", "/people", Duty::KeepPeople),
];

impl Frame {
    /// The frame of a page in a section.
    pub fn of(visit: &Visit<'_>, title: &str, section: &str) -> Frame {
        let guest = visit.guest.as_ref();
        let may = |duty: Duty| {
            guest.is_some_and(|guest| duties::must_have(&guest.person, duty).is_ok())
        };
        let sections = SECTIONS.iter().filter(|(_, href, duty)| {
            may(*duty) || (*href == "/" && guest.is_some())
        });
        Frame {
            title: title.to_owned(),
            has_errors: false,
            council: guest.map_or("Concordat".to_owned(), |guest| guest.council.name.clone()),
            person: guest.map(|guest| guest.person.name.clone()),
            token: guest.map_or_else(String::new, |guest| guest.session.form_token.clone()),
            assets: assets::folder(),
            notice: visit.asked.notice.clone(),
            sections: sections
                .map(|&(name, href, _)| Section { name, href, is_current: href == section })
                .collect(),
            trail: Vec::new(),
        }
    }

    /// With a page above it in the trail.
    #[must_use]
    pub fn under(mut self, name: &str, href: &str) -> Frame {
        self.trail.push((name.to_owned(), href.to_owned()));
        self
    }

    /// With what is wrong with its form.
    #[must_use]
    pub fn with(mut self, errors: &Errors) -> Frame {
        self.has_errors = !errors.is_empty();
        self
    }
}

/// Makes a page: with status 422 where its form has errors.
///
/// # Errors
/// What cannot be rendered.
pub fn shown(page: &impl Template, frame: &Frame) -> Result<Answer, Stop> {
    let html = page.render()?;
    let mut answer = Answer::page_with(if frame.has_errors { 422 } else { 200 }, html);
    if frame.notice.is_some() {
        answer.cookies.push((NOTICE_COOKIE, None));
    }
    Ok(answer)
}

/// A part of an address: what has a meaning in addresses is written in another way.
///
/// ```
/// assert_eq!(concordat::web::page::segment("A/B 1"), "A%2FB%201");
/// ```
pub fn segment(text: &str) -> String {
    const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.');
    utf8_percent_encode(text, &PLAIN).to_string()
}

/// A role for people.
pub fn role_in_words(role: Role) -> &'static str {
    match role {
        Role::Preparer => "Preparer: draws up what is billed",
        Role::Approver => "Approver: approves what another has drawn up",
        Role::PartnerFinance => "Partner finance: agrees or queries what another council bills",
        Role::ChiefExecutive => "Chief executive",
        Role::Performance => "Performance: records how services do",
        Role::ReviewMember => "Review member: reads for the annual review",
        Role::Administrator => "Administrator: looks after people",
        Role::Auditor => "Auditor: reads everything",
    }
}

/// A stage for the tag that names it.
pub fn stage_in_words(stage: Stage) -> &'static str {
    match stage {
        Stage::DrawnUp => "drawn up",
        Stage::WithPurchaser => "with the purchaser",
        Stage::Agreed => "agreed",
        Stage::Approved => "approved",
        Stage::Issued => "issued",
    }
}

/// The colour of a stage's tag; the word says it too.
pub fn colour_of(stage: Stage) -> &'static str {
    match stage {
        Stage::DrawnUp => "yellow",
        Stage::WithPurchaser => "blue",
        Stage::Agreed => "teal",
        Stage::Approved => "green",
        Stage::Issued => "purple",
    }
}

/// The colour of a line's tag.
pub fn colour_of_line(state: LineState) -> &'static str {
    match state {
        LineState::Queried => "orange",
        LineState::Withdrawn => "grey",
        LineState::Issued => "purple",
        _ => "blue",
    }
}
