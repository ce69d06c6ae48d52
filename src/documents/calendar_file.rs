//! The breaks ahead as a calendar file by RFC 5545, for the calendars that officers keep.
//!
//! Every day is a day of Europe/London and lasts all day. The file is a function of its input: its
//! time stamp is the day as at which the breaks stand, and the same break has the same identifier
//! in every file, so that a later file moves its day instead of adding another.

use chrono::NaiveDate;

use crate::documents::break_calendar::clause_of;
use crate::documents::break_calendar::named;
use crate::documents::break_calendar::notice_in_words;
use crate::documents::break_calendar::what_to_do;
use crate::domain::agreement::Agreement;
use crate::domain::break_calendar::BreakCalendar;
use crate::domain::break_calendar::BreakStanding;
use crate::domain::break_calendar::BreakState;
use crate::domain::break_clause::Break;
use crate::domain::break_clause::When;
use crate::domain::calendar::in_words;

/// How many weeks before the last day for notice a calendar reminds of it: time to put a report
/// before a cabinet, and time to send the notice.
const REMIND_WEEKS_BEFORE: [u32; 2] = [12, 4];
/// The most octets of a line (RFC 5545, 3.1).
const LINE_OCTETS: usize = 75;

/// A day in a calendar.
struct Entry {
    /// What the day is of, the same in every file.
    uid: String,
    on: NaiveDate,
    summary: String,
    description: String,
    reminds: bool,
}

/// The breaks ahead as a calendar; `None` where there is no day to put into it, since a calendar
/// holds at least one (RFC 5545, 3.6).
pub fn calendar_file(agreement: &Agreement, calendar: &BreakCalendar) -> Option<String> {
    let entries = entries(agreement, calendar);
    if entries.is_empty() {
        return None;
    }
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Concordat//Break calendar//EN");
    lines.put("CALSCALE", "GREGORIAN");
    lines.put("METHOD", "PUBLISH");
    for entry in &entries {
        entry.put(calendar.as_at, &mut lines);
    }
    lines.put("END", "VCALENDAR");
    Some(lines.0)
}

impl Entry {
    fn put(&self, stamp: NaiveDate, lines: &mut Lines) {
        let after = self.on.succ_opt().expect("dates are bounded");
        lines.put("BEGIN", "VEVENT");
        lines.put("UID", &escaped(&self.uid));
        lines.put("DTSTAMP", &format!("{}T000000Z", compact(stamp)));
        lines.put("DTSTART;VALUE=DATE", &compact(self.on));
        lines.put("DTEND;VALUE=DATE", &compact(after));
        lines.put("SUMMARY", &escaped(&self.summary));
        lines.put("DESCRIPTION", &escaped(&self.description));
        lines.put("TRANSP", "TRANSPARENT");
        for weeks in REMIND_WEEKS_BEFORE.into_iter().filter(|_| self.reminds) {
            let words = format!("In {weeks} weeks: {}", self.summary);
            lines.put("BEGIN", "VALARM");
            lines.put("ACTION", "DISPLAY");
            lines.put("TRIGGER", &format!("-P{weeks}W"));
            lines.put("DESCRIPTION", &escaped(&words));
            lines.put("END", "VALARM");
        }
        lines.put("END", "VEVENT");
    }
}

/// Every day from the calendar's own on, in order.
fn entries(agreement: &Agreement, calendar: &BreakCalendar) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for standing in &calendar.breaks {
        if let Some(clause) = clause_of(agreement, standing) {
            of_break(agreement, calendar.as_at, clause, standing, &mut entries);
        }
    }
    if let Some(on) = calendar.term_ends {
        entries.push(Entry {
            uid: uid(agreement, "term", "", "ends"),
            on,
            summary: format!("{}: the term ends", agreement.reference),
            description: format!("{}\nThe last day of the term.", about(agreement)),
            reminds: false,
        });
    }
    entries.retain(|entry| entry.on >= calendar.as_at);
    entries.sort_by(|one, other| (one.on, &one.uid).cmp(&(other.on, &other.uid)));
    entries.dedup_by(|one, other| one.uid == other.uid);
    entries
}

/// The days of one break that is still to come or open: it opens, closes and would end the term.
fn of_break(
    agreement: &Agreement,
    as_at: NaiveDate,
    clause: &Break,
    standing: &BreakStanding,
    entries: &mut Vec<Entry>,
) {
    if !matches!(standing.state, BreakState::Future | BreakState::Open) {
        return;
    }
    let name = named(clause);
    let is_periodic = matches!(clause.when, When::EveryYears(_));
    // All periodic breaks open with the term; each is known by the day that it would end it.
    let opening = if is_periodic { None } else { standing.opens };
    let which = standing.ends_on.filter(|_| is_periodic).or(opening).map(compact);
    let which = which.unwrap_or_default();
    let to_do = what_to_do(agreement, as_at, clause, standing).unwrap_or_default();
    let notice = notice_in_words(clause);
    let description = format!("{}\n{to_do}\nNotice: {notice}.", about(agreement));
    let mut entry = |on: Option<NaiveDate>, which: &str, what: &str, says: &str| {
        if let Some(on) = on {
            entries.push(Entry {
                uid: uid(agreement, &clause.id, which, what),
                on,
                summary: format!("{}: {says} ({name})", agreement.reference),
                description: description.clone(),
                reminds: what == "last-notice",
            });
        }
    };
    let which_opens = if is_periodic { "" } else { which.as_str() };
    entry(standing.opens, which_opens, "opens", "a break opens");
    entry(standing.last_notice_on, &which, "last-notice", "last day for notice");
    entry(standing.ends_on, &which, "would-end", "the term would end, had notice been given");
}

/// The agreement in a line or two.
fn about(agreement: &Agreement) -> String {
    format!(
        "{} ({}), from {}. {} and {}.",
        agreement.title,
        agreement.reference,
        in_words(agreement.starts),
        agreement.supplier.name,
        agreement.purchaser.name
    )
}

/// An identifier that no other day has, and that does not change when its day does.
fn uid(agreement: &Agreement, of: &str, which: &str, what: &str) -> String {
    let plain = |text: &str| -> String {
        let byte = |byte: u8| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        };
        text.bytes().map(byte).collect()
    };
    let parts = [plain(&agreement.reference), plain(of), plain(which), plain(what)];
    format!("{}@concordat.invalid", parts.join("."))
}

fn compact(day: NaiveDate) -> String {
    day.format("%Y%m%d").to_string()
}

/// A text as a value (RFC 5545, 3.3.11); what no value may hold is left out.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => value.extend(['\\', character]),
            '\n' => value.push_str("\\n"),
            '\t' => value.push('\t'),
            other if other.is_control() => {}
            other => value.push(other),
        }
    }
    value
}

/// The lines of a calendar, folded and ended as RFC 5545 asks.
#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property: what is over 75 octets goes on, after a space, on the next line; no character
    /// is cut in two.
    fn put(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for character in format!("{name}:{value}").chars() {
            if octets + character.len_utf8() > LINE_OCTETS {
                self.0.push_str("\r\n ");
                octets = 1;
            }
            self.0.push(character);
            octets += character.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_escaped_and_control_characters_are_left_out() {
        assert_eq!(escaped("a\\b; c, d: \"e\"\nf\r\u{7}g"), "a\\\\b\\; c\\, d: \"e\"\\nfg");
    }

    #[test]
    fn a_line_is_folded_at_75_octets_and_never_within_a_character() {
        let mut lines = Lines::default();
        lines.put("S", &"x".repeat(73));
        assert_eq!(lines.0, format!("S:{}\r\n", "x".repeat(73)));
        for text in ["ŵ".repeat(120), format!("a{}", "–".repeat(90)), "🏛".repeat(60)] {
            let mut lines = Lines::default();
            lines.put("SUMMARY", &text);
            let physical: Vec<&str> = lines.0.split_terminator("\r\n").collect();
            assert!(physical.len() > 2);
            assert!(physical.iter().all(|line| line.len() <= 75), "{physical:?}");
            assert!(physical[1..].iter().all(|line| line.starts_with(' ')));
            assert!(physical[..physical.len() - 1].iter().all(|line| line.len() > 71));
            let unfolded = lines.0.replace("\r\n ", "");
            assert_eq!(unfolded, format!("SUMMARY:{text}\r\n"));
        }
    }
}
