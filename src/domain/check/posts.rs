//! Posts: days that cannot be, people in two places, and days that nobody reconciles.

use std::collections::BTreeMap;

use crate::domain::check::Reading;
use crate::domain::check::words::counted;
use crate::domain::check::words::listed;
use crate::domain::exact::Exact;
use crate::domain::problem::Finding;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Basis;
use crate::domain::staffing::DAYS_IN_WEEK;
use crate::domain::staffing::PostTerms;
use crate::domain::variation::KnownLine;

/// What is odd about the posts and their days (rules §7, §13; O-003-29, O-003-34).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for post in &reading.known.staffing {
        days(reading, post, findings);
    }
    one_person_twice(reading, findings);
    some_named(reading, findings);
    reconciliation(reading, findings);
}

fn known_days(post: &KnownLine<PostTerms>) -> Option<Exact> {
    post.terms.latest().days_per_week.known().map(Exact::from)
}

fn days(reading: &Reading, post: &KnownLine<PostTerms>, findings: &mut Vec<Finding>) {
    let Some(days) = known_days(post) else { return };
    let says = if days.is_nought() {
        "nought days a week charge nothing: write \"tbc\" if they are not known yet, or take the \
         post out"
            .to_owned()
    } else if days > Exact::from(DAYS_IN_WEEK) {
        format!(
            "{} days a week are more than the {DAYS_IN_WEEK} of a whole post: correct them, or \
             list two posts",
            days.in_figures(0, 2)
        )
    } else {
        return;
    };
    let path = format!("{}.days_per_week", reading.path(&post.line.id));
    findings.push(Finding::new(path, &post.line.clause, says));
}

/// One holder of several posts that come to more than a week.
fn one_person_twice(reading: &Reading, findings: &mut Vec<Finding>) {
    let mut held: BTreeMap<&str, Vec<&KnownLine<PostTerms>>> = BTreeMap::new();
    for post in &reading.known.staffing {
        if let Some(holder) = post.terms.latest().holder.as_deref() {
            held.entry(holder).or_default().push(post);
        }
    }
    for (holder, posts) in held.iter().filter(|(_, posts)| posts.len() > 1) {
        let days: Exact = posts.iter().filter_map(|post| known_days(post)).sum();
        if days > Exact::from(DAYS_IN_WEEK) {
            let says = format!(
                "{holder} holds {} that come to {} days of a week of {DAYS_IN_WEEK}: correct the \
                 days or the names",
                counted(posts.len(), "post"),
                days.in_figures(0, 2)
            );
            let last = posts[posts.len() - 1].line;
            let path = format!("{}.days_per_week", reading.path(&last.id));
            findings.push(Finding::new(path, &last.clause, says));
        }
    }
}

/// A post without a holder beside posts that name theirs (O-003-34).
fn some_named(reading: &Reading, findings: &mut Vec<Finding>) {
    let is_named = |post: &&KnownLine<PostTerms>| post.terms.latest().holder.is_some();
    let (named, unnamed): (Vec<_>, Vec<_>) = reading.known.staffing.iter().partition(is_named);
    if let (Some(first), false) = (unnamed.first(), named.is_empty()) {
        let posts: Vec<String> =
            unnamed.iter().map(|post| format!("\"{}\"", post.line.name)).collect();
        let says = format!(
            "{} {} no holder, where {} beside name theirs: vacant, shared or left out? Say which",
            listed(&posts),
            if unnamed.len() == 1 { "has" } else { "have" },
            counted(named.len(), "post")
        );
        let path = format!("{}.holder", reading.path(&first.line.id));
        findings.push(Finding::new(path, &first.line.clause, says));
    }
}

/// Days that are an average over twelve months, with no word on how the average is held.
fn reconciliation(reading: &Reading, findings: &mut Vec<Finding>) {
    let mut shares = reading.known.staffing.iter().filter(|post| {
        let terms = post.terms.latest();
        terms.basis == Basis::Share && matches!(terms.days_per_week, Tbc::Known(_))
    });
    if reading.agreement.reconciliation.is_none()
        && let Some(post) = shares.next()
    {
        let says = "days a week are an average over twelve months, but nothing says how the days \
                    worked are set against it: agree the year, its weeks and the tolerance";
        findings.push(Finding::new("reconciliation", &post.line.clause, says));
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent_about;

    const DIRECTOR: &str = "post = \"Director\"\ndays_per_week = 1";
    const HEAD: &str = "post = \"Head of Service\"\ndays_per_week = 1";

    #[test]
    fn a_post_has_from_some_to_five_days() {
        let days = |days: &'static str| [("days_per_week = 1", days)];
        let path = "staffing.0.days_per_week";
        raises(&days("days_per_week = 6"), path, "6 days a week are more than the 5");
        raises(&days("days_per_week = 0"), path, "nought days a week");
        silent_about(&days("days_per_week = 5"), "days a week");
    }

    #[test]
    fn nobody_works_more_than_a_week() {
        let posts =
            |director: &'static str, head: &'static str| [(DIRECTOR, director), (HEAD, head)];
        let four = "post = \"Director\"\nholder = \"A\"\ndays_per_week = 4";
        let two = "post = \"Head of Service\"\nholder = \"A\"\ndays_per_week = 2";
        let path = "staffing.1.days_per_week";
        raises(&posts(four, two), path, "2 posts that come to 6 days of a week of 5");
        let one = "post = \"Head of Service\"\nholder = \"A\"\ndays_per_week = 1";
        silent_about(&posts(four, one), "of a week of");
    }

    /// O-003-34: Administration Support has no name beside it.
    #[test]
    fn a_post_without_a_name_beside_named_ones_is_raised() {
        let named = (DIRECTOR, "post = \"Director\"\nholder = \"A\"\ndays_per_week = 1");
        let says = "\"Head of Service\" has no holder, where 1 post beside";
        raises(&[named], "staffing.1.holder", says);
        silent_about(&[], "no holder");
        let both = (HEAD, "post = \"Head of Service\"\nholder = \"B\"\ndays_per_week = 1");
        silent_about(&[named, both], "no holder");
    }

    #[test]
    fn an_average_is_reconciled() {
        let terms = ("[reconciliation]\non = [\"staffing\"]\ntolerance = \"3%\"\n", "");
        let finding = raises(&[terms], "reconciliation", "an average over twelve months");
        assert_eq!(finding.clause, "S1");
        let basis = ("days_per_week = 1", "days_per_week = 1\nbasis = \"actual-days\"");
        silent_about(
            &[
                terms,
                basis,
                (
                    HEAD,
                    "post = \"Head of Service\"\ndays_per_week = 1\n\
                       basis = \"actual-days\"",
                ),
            ],
            "an average",
        );
    }
}
