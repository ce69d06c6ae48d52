//! What stands around every page: the council, who is signed in, the sections, and the trail that
//! leads to it.

use askama::Template;
use chrono::NaiveDateTime;
use percent_encoding::AsciiSet;
use percent_encoding::NON_ALPHANUMERIC;
use percent_encoding::utf8_percent_encode;

use crate::billing::stage::LineState;
use crate::billing::stage::Stage;
use crate::domain::calendar::clock_in_london;
use crate::domain::calendar::in_words;
use crate::domain::people::Role;
use crate::web::answer::Answer;
use crate::web::answer::NOTICE_COOKIE;
use crate::web::assets;
use crate::web::form::Errors;
use crate::web::form::Form;
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
const SECTIONS: [(&str, &str, Duty); 8] = [
    ("Home", "/", Duty::Read),
    ("Agreements", "/agreements", Duty::Read),
    ("Recharges", "/recharges", Duty::ReadPay),
    ("Runs", "/runs", Duty::ReadPay),
    ("Invoices", "/invoices", Duty::ReadPay),
    ("Letters", "/letters", Duty::Read),
    ("Log", "/log", Duty::Audit),
    ("People", "/people", Duty::KeepPeople),
];

impl Frame {
    /// The frame of a page in a section.
    pub fn of(visit: &Visit<'_>, title: &str, section: &str) -> Frame {
        let guest = visit.guest.as_ref();
        let may =
            |duty: Duty| guest.is_some_and(|guest| duties::must_have(&guest.person, duty).is_ok());
        let sections = SECTIONS
            .iter()
            .filter(|(_, href, duty)| may(*duty) || (*href == "/" && guest.is_some()));
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

/// A moment for people: `28 October 2018, 14:05`, by the clocks of London.
///
/// ```
/// use concordat::web::page::moment_in_words;
/// let utc = "2018-06-30T23:30:00".parse().expect("a moment");
/// assert_eq!(moment_in_words(utc), "1 July 2018, 00:30");
/// ```
pub fn moment_in_words(utc: NaiveDateTime) -> String {
    let there = clock_in_london(utc);
    format!("{}, {}", in_words(there.date()), there.format("%H:%M"))
}

/// What was typed over several lines, in one: the log of acts keeps each text in a line.
pub fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// So many of something: `1 letter`, `1,200 letters`.
pub fn count(number: i64, noun: &str) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number == 1 { format!("{text} {noun}") } else { format!("{text} {noun}s") }
}

/// A page of a long list: how many rows are left out before it, and where its neighbours are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    number: i64,
    address: String,
    has_more: bool,
}

impl Paging {
    /// How many rows are on a page.
    pub const ROWS: i64 = 25;

    /// The page that an address asks for, with what else the address says.
    pub fn of(path: &str, query: &Form) -> Paging {
        let begin = format!("{path}?");
        let mut address = form_urlencoded::Serializer::for_suffix(begin, path.len() + 1);
        for (name, value) in query.fields.iter().filter(|(name, _)| name != "page") {
            address.append_pair(name, value);
        }
        let number = query.text("page").parse().unwrap_or(1).clamp(1, 1_000_000);
        Paging { number, address: address.finish(), has_more: false }
    }

    /// How many rows come before it.
    pub fn before(&self) -> i64 {
        (self.number - 1) * Paging::ROWS
    }

    /// The rows of this page: one more than there is room for says that there is another page.
    pub fn cut<T>(&mut self, rows: &mut Vec<T>) {
        let room = usize::try_from(Paging::ROWS).unwrap_or(usize::MAX);
        self.has_more = rows.len() > room;
        rows.truncate(room);
    }

    /// Where the page before it is.
    pub fn previous(&self) -> Option<String> {
        (self.number > 1).then(|| self.at(self.number - 1))
    }

    /// Where the next page is.
    pub fn next(&self) -> Option<String> {
        self.has_more.then(|| self.at(self.number + 1))
    }

    fn at(&self, number: i64) -> String {
        let link = if self.address.ends_with('?') { "" } else { "&" };
        format!("{}{link}page={number}", self.address)
    }
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
        Role::Service => "The service itself",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_by_the_clocks_of_london() {
        for (utc, says) in [
            ("2018-10-28T00:05:00", "28 October 2018, 01:05"),
            ("2018-10-28T14:05:00", "28 October 2018, 14:05"),
            ("2018-12-31T23:59:00", "31 December 2018, 23:59"),
            ("2018-06-30T12:00:59", "30 June 2018, 13:00"),
        ] {
            assert_eq!(moment_in_words(utc.parse().expect("a moment")), says);
        }
    }

    #[test]
    fn a_page_keeps_what_was_asked_and_knows_its_neighbours() {
        let mut paging = Paging::of("/log", &Form::read(b"words=A%26B&page=2"));
        assert_eq!(paging.before(), 25);
        let mut rows: Vec<i32> = (0..26).collect();
        paging.cut(&mut rows);
        assert_eq!(rows.len(), 25);
        assert_eq!(paging.previous().as_deref(), Some("/log?words=A%26B&page=1"));
        assert_eq!(paging.next().as_deref(), Some("/log?words=A%26B&page=3"));
        let mut first = Paging::of("/log", &Form::read(b"page=nonsense"));
        first.cut(&mut rows);
        assert_eq!((first.previous(), first.next()), (None, None));
        assert_eq!([count(1, "letter"), count(1200, "letter")], ["1 letter", "1,200 letters"]);
    }
}
