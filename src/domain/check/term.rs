//! The term, payment and disputes: what every agreement must say and this one leaves out.

use crate::domain::agreement::STATUTORY_PAYMENT_DAYS;
use crate::domain::calendar::in_words;
use crate::domain::check::Reading;
use crate::domain::check::words::counted;
use crate::domain::check::words::has_any;
use crate::domain::check::words::listed;
use crate::domain::problem::Finding;
use crate::domain::variation::open_end;

/// What is missing of the terms that hold the rest together (rules §13; R3).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    instrument(reading, findings);
    open_ended(reading, findings);
    payment(reading, findings);
    disputes(reading, findings);
    rating(reading, findings);
    open_services(reading, findings);
    lines_outside(reading, findings);
}

/// An agreement without a last day (O-003-27).
fn open_ended(reading: &Reading, findings: &mut Vec<Finding>) {
    if reading.stated_end().is_some() {
        return;
    }
    let says = match reading.known.term_ends() {
        None => {
            "no last day is stated, so the term is open-ended: agree its length, or say that it \
                 runs until notice"
                .to_owned()
        }
        Some(end) => format!(
            "no last day is stated: notice alone ends the term, on {}; record the last day that \
             both councils accept",
            in_words(end)
        ),
    };
    findings.push(Finding::new("ends", reading.clause_about("ends"), says));
}

/// Whether this is a new agreement, a renewal or an extension: papers use the words as if they were
/// one, and exemption, prices and notice turn on it (O-003-28).
fn instrument(reading: &Reading, findings: &mut Vec<Finding>) {
    const WORDS: [(&str, &[&str]); 4] = [
        ("continuing it", &["continue", "continues", "continuing", "continuation"]),
        ("a renewal", &["renew", "renews", "renewal", "renewing"]),
        ("an extension", &["extend", "extends", "extension", "extending"]),
        ("a new one", &["new agreement", "new heads of terms", "new strategic partnership"]),
    ];
    let agreement = reading.agreement;
    let decided = agreement.decisions.iter().map(|d| (d.clause.as_deref(), &*d.text));
    let observed = agreement.observations.iter().map(|o| (Some(&*o.clause), &*o.text));
    let observed = observed.filter(|(_, text)| has_any(text, &["partnership"]));
    let texts: Vec<(Option<&str>, &str)> = decided.chain(observed).collect();
    let first_with = |words: &[&str]| texts.iter().find(|(_, text)| has_any(text, words));
    let used: Vec<_> =
        WORDS.iter().filter_map(|(name, words)| Some((*name, first_with(words)?))).collect();
    let names: Vec<&str> = used.iter().map(|(name, _)| *name).collect();
    let says = match (&agreement.instrument, names.len()) {
        (None, 0 | 1) => "it is not said whether this is new, a renewal, an extension, a \
                          variation, a replacement or a novation: say which, for the procurement \
                          test and the notice turn on it"
            .to_owned(),
        (None, _) => format!(
            "the papers speak of {} as if they were one thing: say what kind of instrument this is",
            listed(&names)
        ),
        (Some(_), 0 | 1) => return,
        (Some(instrument), _) => format!(
            "it is recorded as of the kind \"{instrument}\", but the papers speak of {}: have the \
             agreement itself say which it is",
            listed(&names)
        ),
    };
    let clause = match reading.clause_about("instrument") {
        "" => used.first().and_then(|(_, (clause, _))| *clause).unwrap_or_default(),
        clause => clause,
    };
    findings.push(Finding::new("instrument", clause, says));
}

/// Days to pay that are missing, or longer than a public authority may agree.
fn payment(reading: &Reading, findings: &mut Vec<Finding>) {
    let path = "billing.payment_days";
    let says = match reading.agreement.billing.payment_days {
        None => format!(
            "the days to pay are not stated: {STATUTORY_PAYMENT_DAYS} calendar days, those of the \
             Late Payment of Commercial Debts (Interest) Act 1998, are taken; agree them"
        ),
        Some(days) if days > STATUTORY_PAYMENT_DAYS => format!(
            "{days} days to pay are more than the {STATUTORY_PAYMENT_DAYS} that a public authority \
             may agree under the Late Payment of Commercial Debts (Interest) Act 1998: agree fewer"
        ),
        Some(_) => return,
    };
    findings.push(Finding::new(path, reading.clause_about(path), says));
}

/// No way to settle a dispute, or a stage that may last for ever.
fn disputes(reading: &Reading, findings: &mut Vec<Finding>) {
    let stages = &reading.agreement.disputes;
    if stages.is_empty() {
        let says = "no way of settling a dispute is stated: agree the stages, who sits in each and \
                    how many working days each has";
        findings.push(Finding::new("dispute", reading.clause_about("dispute"), says));
    }
    for (index, stage) in stages.iter().enumerate().rev().skip(1).rev() {
        if stage.working_days.is_none() {
            let says = format!(
                "\"{}\" has no limit of working days, so the next stage may never come: agree one",
                stage.stage
            );
            let clause = stage.clause.as_deref().unwrap_or_default();
            findings.push(Finding::new(format!("dispute.{index}"), clause, says));
        }
    }
}

/// Indicators without a rule to rate them by, or a month in which targets are reviewed (O-003-19).
fn rating(reading: &Reading, findings: &mut Vec<Finding>) {
    let terms = &reading.agreement.performance;
    let missing = [
        (terms.amber.is_none(), "how near to its target an indicator must be to be amber"),
        (terms.review_month.is_none(), "the month in which targets are reviewed"),
    ];
    let missing: Vec<&str> = missing.iter().filter(|(gone, _)| *gone).map(|(_, w)| *w).collect();
    if !missing.is_empty() && !reading.agreement.kpis.is_empty() {
        let says = format!("it is not said {}: agree it with the targets", listed(&missing));
        findings.push(Finding::new("performance", reading.clause_about("performance"), says));
    }
}

/// A service that goes on after the term, to no last day of its own.
fn open_services(reading: &Reading, findings: &mut Vec<Finding>) {
    for service in &reading.known.services {
        let open = service.runs.is_some_and(|runs| runs.last == open_end());
        if service.line.continues && open {
            let path = format!("{}.continues", reading.path(&service.line.id));
            let says = "the service goes on whatever becomes of the term, and has no last day: \
                        give it ends";
            findings.push(Finding::new(path, &service.line.clause, says));
        }
    }
}

/// A line whose own days lie outside the term: they are not billed.
fn lines_outside(reading: &Reading, findings: &mut Vec<Finding>) {
    let term_starts = reading.agreement.starts;
    let continues = |id: &str| {
        reading.known.services.iter().any(|known| known.line.id == id && known.line.continues)
    };
    for head in &reading.heads {
        if let Some(starts) = head.starts.filter(|starts| *starts < term_starts) {
            let days = usize::try_from((term_starts - starts).num_days()).unwrap_or_default();
            let says = format!(
                "the line begins on {}, {} before the term does: those days are not billed; \
                 correct one of the two",
                in_words(starts),
                counted(days, "day")
            );
            findings.push(Finding::new(format!("{}.starts", head.path), head.clause, says));
        }
        let Some((ends, term_ends)) = head.ends.zip(reading.stated_end()) else { continue };
        if ends > term_ends && !continues(head.id) {
            let says = format!(
                "the line ends on {}, after the term, which ends on {}: the days between are not \
                 billed; correct one of the two",
                in_words(ends),
                in_words(term_ends)
            );
            findings.push(Finding::new(format!("{}.ends", head.path), head.clause, says));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;
    use crate::domain::check::samples::silent_about;

    #[test]
    fn an_open_ended_term_is_raised_even_where_notice_has_ended_it() {
        let open = ("ends = 2031-03-31\n", "");
        raises(&[open], "ends", "the term is open-ended");
        let notice = (
            "[performance]",
            "[[notice]]\nbreak = \"three-year\"\ngiven_by = \"purchaser\"\n\
             given_on = 2028-01-01\n[performance]",
        );
        raises(&[open, notice], "ends", "notice alone ends the term, on 31 March 2029");
        let varied = ("reason = \"Pay award\"", "reason = \"Pay award\"\nends = 2031-03-31");
        silent(&[open, varied]);
    }

    #[test]
    fn a_missing_term_takes_the_clause_of_the_assumption_about_it() {
        let assumed = (
            "[procurement]",
            "[[assumption]]\nclause = \"3.15\"\nabout = \"ends\"\ntext = \"Open\"\n[procurement]",
        );
        let finding = raises(&[("ends = 2031-03-31\n", ""), assumed], "ends", "open-ended");
        assert_eq!(finding.clause, "3.15");
    }

    #[test]
    fn the_kind_of_instrument_is_asked_for() {
        raises(&[("instrument = \"new\"\n", "")], "instrument", "it is not said whether");
        let mixed = ("To provide the services", "To continue by renewal of the services");
        raises(
            &[mixed],
            "instrument",
            "\"new\", but the papers speak of continuing it and a renewal",
        );
        raises(
            &[mixed, ("instrument = \"new\"\n", "")],
            "instrument",
            "the papers speak of continuing it and a renewal as if they were one thing",
        );
        silent(&[("To provide the services", "To renew the services")]);
    }

    #[test]
    fn days_to_pay_are_stated_and_lawful() {
        let path = "billing.payment_days";
        raises(&[("payment_days = 30\n", "")], path, "30 calendar days");
        raises(&[("payment_days = 30", "payment_days = 45")], path, "45 days to pay are more");
        silent(&[("payment_days = 30", "payment_days = 28")]);
    }

    #[test]
    fn a_dispute_ladder_has_stages_and_all_but_the_last_a_limit() {
        let last = "stage = \"Chief executives\"\nworking_days = 10";
        silent(&[(last, "stage = \"Chief executives\"")]);
        let first = "stage = \"Directors\"\nworking_days = 10";
        raises(&[(first, "stage = \"Directors\"")], "dispute.0", "no limit of working days");
        let one = "[[dispute]]\nclause = \"10\"\nstage = ";
        let none = [
            (one, "[[assumption]]\nclause = \"10\"\ntext = "),
            (one, "[[assumption]]\nclause = \"10\"\ntext = "),
            ("working_days = 10\n", ""),
            ("working_days = 10\n", ""),
        ];
        raises(&none, "dispute", "no way of settling a dispute");
    }

    #[test]
    fn rating_needs_a_band_and_a_month() {
        raises(&[("review_month = 3\n", "")], "performance", "the month in which");
        raises(&[("amber_within = \"5%\"\n", "")], "performance", "to be amber");
    }

    #[test]
    fn a_service_that_continues_has_a_last_day() {
        let review = "review_on = 2028-04-01\n";
        let path = "service.0.continues";
        raises(&[(review, "review_on = 2028-04-01\ncontinues = true\n")], path, "no last day");
        silent(&[(review, "review_on = 2028-04-01\ncontinues = true\nends = 2032-03-31\n")]);
        let ended = (
            "full_cost = \"105000.00\" }",
            "full_cost = \"105000.00\" }, \
                      { line = \"database\", ends = 2032-03-31 }",
        );
        silent(&[(review, "review_on = 2028-04-01\ncontinues = true\n"), ended]);
    }

    #[test]
    fn lines_keep_within_the_term() {
        let path = "input.0";
        let budget = "budget = \"20000.00\"";
        raises(
            &[(budget, "budget = \"20000.00\"\nstarts = 2026-03-01")],
            &format!("{path}.starts"),
            "31 days before the term",
        );
        raises(
            &[(budget, "budget = \"20000.00\"\nends = 2031-04-01")],
            &format!("{path}.ends"),
            "after the term",
        );
        silent_about(&[(budget, "budget = \"20000.00\"\nends = 2031-03-31")], "the line ends");
    }
}
