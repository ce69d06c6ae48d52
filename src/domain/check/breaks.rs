//! Break clauses and the events that open them: who may leave, when, and with what notice.

use crate::domain::break_clause::Break;
use crate::domain::break_clause::Event;
use crate::domain::break_clause::When;
use crate::domain::break_clause::periodic_end;
use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::words::counted;
use crate::domain::problem::Finding;
use crate::domain::problem::nearest;

/// What is left open about leaving (rules §13; R3; O-003-26).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    let breaks = &reading.agreement.breaks;
    if breaks.is_empty() {
        let says = "no break clause is recorded, so neither council can tell when or with what \
                    notice it may leave: agree one, with its notice";
        findings.push(Finding::new("break", reading.clause_about("break"), says));
    }
    for (index, clause) in breaks.iter().enumerate() {
        missing_terms(index, clause, findings);
        never_of_use(reading, index, clause, findings);
        if let Some(earlier) = breaks[..index].iter().find(|other| are_muddled(other, clause)) {
            let says = format!(
                "clause {} gives a break {} and another {}: it does not say whether either opens \
                 it or both are needed, nor who may then use it; settle both",
                clause.clause,
                in_short(&earlier.when),
                in_short(&clause.when)
            );
            findings.push(Finding::new(format!("break.{index}"), &clause.clause, says));
        }
    }
    for (index, event) in reading.agreement.events.iter().enumerate() {
        about_event(reading, index, event, findings);
    }
}

fn missing_terms(index: usize, clause: &Break, findings: &mut Vec<Finding>) {
    let name = &clause.id;
    if clause.notice_months.is_none() {
        let says = format!(
            "break \"{name}\" does not say how many months' notice it needs: agree notice_months, \
             without which no notice under it has a last day"
        );
        let path = format!("break.{index}.notice_months");
        findings.push(Finding::new(path, &clause.clause, says));
    }
    if clause.by.is_none() {
        let says = format!(
            "break \"{name}\" does not say who may use it, and either council is taken to: name \
             the side, or give each its own"
        );
        findings.push(Finding::new(format!("break.{index}.by"), &clause.clause, says));
    }
}

/// A periodic break that comes when the term is over.
fn never_of_use(reading: &Reading, index: usize, clause: &Break, findings: &mut Vec<Finding>) {
    let When::EveryYears(years) = clause.when else { return };
    let Some(ends) = reading.stated_end() else { return };
    let first = periodic_end(reading.agreement.starts, years, 1);
    if first >= ends {
        let says = format!(
            "the first break after {} would fall on {}, and the term ends on {} in any case: it \
             can never be used",
            counted(years as usize, "year"),
            in_words(first),
            in_words(ends)
        );
        let path = format!("break.{index}.every_years");
        findings.push(Finding::new(path, &clause.clause, says));
    }
}

/// Whether two breaks of different kinds stand under one clause, as "after each inspection/every
/// five years" has it.
fn are_muddled(one: &Break, other: &Break) -> bool {
    let kinds = [one.when.word(), other.when.word()];
    one.clause == other.clause && kinds.contains(&"periodic") && kinds.contains(&"event")
}

fn in_short(when: &When) -> String {
    match when {
        When::EveryYears(years) => format!("every {}", counted(*years as usize, "year")),
        When::OnEvent { event, .. } => format!("on each \"{event}\""),
        When::AnyTime => "at any time".to_owned(),
    }
}

/// An event that opens no break though one of its kind was meant, or that lies outside the term.
fn about_event(reading: &Reading, index: usize, event: &Event, findings: &mut Vec<Finding>) {
    let kinds: Vec<(&str, &str)> = reading.agreement.breaks.iter().filter_map(of_event).collect();
    let clause = kinds.iter().find(|(kind, _)| *kind == event.kind).map(|(_, clause)| *clause);
    let starts = reading.agreement.starts;
    let outside = match reading.known.term_ends() {
        Some(ends) if event.on > ends => {
            Some(format!("after the term ended on {}", in_words(ends)))
        }
        _ if event.on < starts => Some(format!("before the term begins on {}", in_words(starts))),
        _ => None,
    };
    let path = format!("event.{index}");
    if let (Some(outside), Some(clause)) = (outside, clause.filter(|_| event.substantive)) {
        let says = format!(
            "the event of {} is {outside}: it opens no break that can be used; check the date",
            in_words(event.on)
        );
        findings.push(Finding::new(format!("{path}.on"), clause, says));
    }
    if event.substantive && clause.is_none() && !kinds.is_empty() {
        let near = nearest(&event.kind, kinds.iter().map(|(kind, _)| *kind));
        let near = near.map_or(String::new(), |near| format!(": was \"{near}\" meant?"));
        let says =
            format!("no break clause names the event \"{}\", so it opens none{near}", event.kind);
        findings.push(Finding::new(format!("{path}.kind"), "", says));
    }
}

fn of_event(clause: &Break) -> Option<(&str, &str)> {
    match &clause.when {
        When::OnEvent { event, .. } => Some((event, &clause.clause)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::changed;
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;

    /// Everything from the first break clause to the first variation.
    fn all_breaks() -> String {
        let text = changed(&[]);
        let from = text.find("[[break]]").expect("a break");
        let to = text.find("[[variation]]").expect("a variation");
        text[from..to].to_owned()
    }

    #[test]
    fn no_break_at_all_is_raised() {
        raises(&[(&all_breaks(), "")], "break", "no break clause is recorded");
    }

    #[test]
    fn notice_and_user_of_a_break_are_asked_for() {
        let first = "every_years = 3\nnotice_months = 6\nby = \"purchaser\"";
        let without = |terms: &'static str| [(first, terms)];
        let path = "break.0.notice_months";
        raises(&without("every_years = 3\nby = \"supplier\""), path, "months' notice");
        raises(&without("every_years = 3\nnotice_months = 6"), "break.0.by", "who may use it");
        silent(&without("every_years = 3\nnotice_months = 12\nby = \"supplier\""));
    }

    /// O-003-26: the slash.
    #[test]
    fn a_slash_between_two_kinds_of_break_is_raised() {
        let one_clause = [("clause = \"9.2\"", "clause = \"9.1\"")];
        let says = "every 3 years and another on each \"ofsted-report\"";
        let finding = raises(&one_clause, "break.1", says);
        assert_eq!(finding.clause, "9.1");
        let two_sides = (
            "on_event = \"ofsted-report\"\nwindow_months = 6\nnotice_months = 6\n\
             by = \"purchaser\"",
            "every_years = 3\nnotice_months = 6\nby = \"supplier\"",
        );
        let event =
            ("[[event]]\nkind = \"ofsted-report\"\non = 2027-01-12\nsubstantive = true", "");
        silent(&[one_clause[0], two_sides, event]);
    }

    #[test]
    fn a_break_beyond_the_term_can_never_be_used() {
        let five = ("every_years = 3", "every_years = 5");
        raises(&[five], "break.0.every_years", "31 March 2031, and the term ends on 31 March 2031");
        silent(&[("every_years = 3", "every_years = 4")]);
    }

    #[test]
    fn events_open_a_break_within_the_term() {
        let on = "on = 2027-01-12";
        raises(&[(on, "on = 2031-04-01")], "event.0.on", "after the term ended");
        raises(&[(on, "on = 2026-03-31")], "event.0.on", "before the term begins");
        let kind = "kind = \"ofsted-report\"";
        raises(
            &[(kind, "kind = \"ofsted-reports\"")],
            "event.0.kind",
            "was \"ofsted-report\" meant?",
        );
        silent(&[("substantive = true", "substantive = false"), (on, "on = 2026-03-31")]);
    }
}
