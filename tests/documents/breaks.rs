//! The break calendar on paper and as a calendar file.

use std::fs;

use icalendar::Calendar;
use icalendar::CalendarComponent;
use icalendar::Component;

use crate::desk::done;
use crate::desk::example;
use crate::desk::give;
use crate::desk::made;
use crate::heads::BARE;
use crate::heads::flowing;
use crate::heads::must_come_in_order;
use crate::heads::paper_of;

const SEED: &str = "hampshire-isle-of-wight/agreement.toml";

#[test]
fn the_break_calendar_says_what_to_do_next_and_every_day() {
    let command = format!("breaks {} --as-at 2019-03-01 --to 2030-12-31", example(SEED));
    let paper = paper_of(&command, "breaks-seed");
    paper.must_be_sound("HIOW-CS-2018-BREAKS", "1 March 2019");
    must_come_in_order(
        &flowing(&paper),
        &[
            "Break calendar",
            "As at 1 March 2019.",
            "What to do next The term is open-ended.",
            "Clause 3.16, after each ofsted report: decide whether to give notice; it is to be \
             given by 7 July 2019.",
            "Notice given on 1 March 2019 would end the term on 1 September 2019.",
            "Clause 3.16, every 5 years: decide whether the term is to end on 30 June 2023; notice",
            "is to be given by 31 December 2022.",
            "given on 1 March 2019, it would end the term on 1 September 2019.",
            "The breaks",
            "Every 5 years Clause 3.16 1 July 2018 31 December 2022 30 June 2023 Open",
            "Every 5 years Clause 3.16 1 July 2018 31 December 2027 30 June 2028 Open",
            "After each ofsted report Clause 3.16 7 January 2019 7 July 2019 by the notice Open",
            "How each break works",
            "Every 5 years of the term, counted from 1 July 2018 6 months not stated",
            "For 6 months from each substantive ofsted report 6 months not stated",
            "At any time 6 months not stated",
        ],
    );
}

#[test]
fn a_break_that_was_used_and_a_term_that_is_over_are_said() {
    let file = example(SEED);
    let used = paper_of(&format!("breaks {file} --as-at 2023-12-01"), "breaks-used");
    used.must_say("The term ends on 31 January 2024.");
    used.must_say("notice was given. Prepare for the end on 31 January 2024.");
    used.must_say("Exercised");
    let over = paper_of(&format!("breaks {file} --as-at 2024-06-01"), "breaks-over");
    over.must_say("The term ended on 31 January 2024. There is nothing to do");
}

#[test]
fn an_agreement_without_breaks_says_so_and_has_no_calendar_file() {
    let text = BARE.replace("{title}", "Payroll").replace("{supplier}", "Ashenford");
    let (file, out) = made("breaks-none-file", &text);
    let paper = paper_of(&format!("breaks \"{}\"", file.display()), "breaks-none");
    paper.must_say("There is no break to list.");
    paper.must_say("The term is open-ended.");
    let command = format!("breaks \"{}\" --format ics --out \"{}\"", file.display(), out.display());
    let said = give(&command);
    assert_eq!(said.status, 2, "{}", said.err);
    assert!(said.err.contains("no break ahead"), "{}", said.err);
    assert!(!out.exists());
}

#[test]
fn a_span_without_a_day_is_what_is_blamed() {
    let (_, out) = made("breaks-far", "");
    let options = format!("--as-at 2019-02-01 --format ics --out \"{}\"", out.display());
    let said = give(&format!("breaks {} {options} --from 2050-01-01", example(SEED)));
    assert_eq!(said.status, 2, "{}", said.err);
    let says = "from 1 January 2050 to put into a calendar: give another day with --from, or leave";
    assert!(said.err.contains(says), "{}", said.err);
    assert!(!said.err.contains("--as-at"), "{}", said.err);
}

/// The calendar file of an agreement on a day, as text and as another reader reads it.
fn calendar(file: &str, on: &str, name: &str) -> (String, Calendar) {
    let (_, out) = made(name, "");
    let out = out.with_extension("ics");
    let to = out.display();
    done(&format!("breaks {file} --as-at {on} --to 2030-12-31 --format ics --out \"{to}\""));
    let text = fs::read_to_string(&out).expect("it was written");
    let read = text.parse().expect("another reader reads it");
    (text, read)
}

/// Each day with its identifier, its date and its summary.
fn days(calendar: &Calendar) -> Vec<[String; 3]> {
    let events = calendar.components.iter().filter_map(CalendarComponent::as_event);
    let said = |event: &icalendar::Event, name: &str| {
        event.property_value(name).unwrap_or_else(|| panic!("{name} is stated")).to_owned()
    };
    events.map(|event| ["UID", "DTSTART", "SUMMARY"].map(|name| said(event, name))).collect()
}

#[test]
fn the_calendar_file_is_read_by_others_and_follows_its_standard() {
    let (text, read) = calendar(&example(SEED), "2019-02-01", "ics-seed");
    let found = days(&read);
    let expected = [
        (
            "ofsted.20190107.last-notice",
            "20190707",
            "last day for notice (Clause 3.16, after each ofsted report)",
        ),
        (
            "five-year.20230630.last-notice",
            "20221231",
            "last day for notice (Clause 3.16, every 5 years)",
        ),
        ("five-year.20230630.would-end", "20230630", "the term would end, had notice been given"),
        (
            "five-year.20280630.last-notice",
            "20271231",
            "last day for notice (Clause 3.16, every 5 years)",
        ),
        ("five-year.20280630.would-end", "20280630", "the term would end, had notice been given"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ([uid, on, summary], (which, day, says)) in found.iter().zip(expected) {
        assert_eq!(uid, &format!("HIOW-CS-2018.{which}@concordat.invalid"));
        assert_eq!(on, day);
        assert!(summary.replace('\\', "").contains(says), "{summary}");
    }
    assert_eq!(text.matches("DTSTAMP:20190201T000000Z\r\n").count(), expected.len());
    assert_eq!(text.matches("TRIGGER:-P12W\r\n").count(), 3);
    assert_eq!(text.matches("BEGIN:VALARM").count(), 6);
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("Strategic Partnership for the delivery of Children's Services"));
    assert!(unfolded.contains("decide whether the term is to end on 30 June 2023\\; notice is to"));
}

#[test]
fn a_day_keeps_its_name_as_time_goes_by_and_days_gone_by_fall_out() {
    let file = example(SEED);
    let (text, early) = calendar(&file, "2019-02-01", "ics-early");
    let (again, _) = calendar(&file, "2019-02-01", "ics-again");
    assert_eq!(text, again);
    let (_, late) = calendar(&file, "2023-01-01", "ics-late");
    let (early, late) = (days(&early), days(&late));
    let kept: Vec<&[String; 3]> = late.iter().filter(|day| early.contains(day)).collect();
    assert_eq!((late.len(), kept.len()), (2, 2), "{late:?}");
    let (_, used) = calendar(&file, "2023-12-01", "ics-used");
    let used = days(&used);
    assert_eq!(used.len(), 1, "{used:?}");
    assert_eq!(used[0][1..], ["20240131".to_owned(), "HIOW-CS-2018: the term ends".to_owned()]);
}

#[test]
fn awkward_names_are_escaped_and_folded() {
    let name = "Cyngor Sŵn; y Tŷ, \\\\ Ŵyl – ".repeat(8);
    let text = BARE.replace("{title}", &name).replace("{supplier}", "Ashenford")
        + "[[break]]\nid = \"a;b,ŵ\"\nclause = \"3, 4; 5\"\nevery_years = 2\nnotice_months = 6\n";
    let (file, _) = made("ics-awkward-file", &text);
    let (text, read) = calendar(&format!("\"{}\"", file.display()), "2025-01-01", "ics-awkward");
    assert!(text.split("\r\n").all(|line| line.len() <= 75));
    let unfolded = text.replace("\r\n ", "");
    assert!(unfolded.contains("Cyngor Sŵn\\; y Tŷ\\, \\\\ Ŵyl – Cyngor"), "{unfolded}");
    assert!(unfolded.contains("UID:BARE-1.a%3Bb%2C%C5%B5..opens@concordat.invalid"), "{unfolded}");
    assert_eq!(days(&read).len(), 1 + 2 * 2, "{:?}", days(&read));
}
