//! Charge lines: what is to be confirmed, who decided on VAT, and what else a line should say.

use chrono::NaiveDate;

use crate::domain::check::Reading;
use crate::domain::check::words::folded;
use crate::domain::check::words::has_phrase;
use crate::domain::check::words::listed;
use crate::domain::problem::Finding;
use crate::domain::staffing::Basis;
use crate::domain::staffing::Cost;
use crate::domain::staffing::PostTerms;
use crate::domain::variation::KnownLine;
use crate::domain::vat::LineVat;

/// What the lines leave open, kind by kind (rules §8, §13; R4, R20, R41; O-003-30, O-003-36).
pub fn findings(reading: &Reading, findings: &mut Vec<Finding>) {
    for line in &reading.known.staffing {
        let about = About { reading, id: &line.line.id, clause: &line.line.clause };
        post(&about, line, findings);
        vat(&about, &line.terms.latest().vat, findings);
    }
    for line in &reading.known.overheads {
        let about = About { reading, id: &line.line.id, clause: &line.line.clause };
        if let Some(when) = unknown(line, |terms| terms.rate.is_to_be_confirmed()) {
            about.to_be_confirmed("rate", "the rate", &when, findings);
        }
        if line.terms.latest().vat.is_some() {
            vat(&about, &line.terms.latest().vat, findings);
        }
    }
    for line in &reading.known.services {
        let about = About { reading, id: &line.line.id, clause: &line.line.clause };
        if let Some(when) = unknown(line, |terms| terms.annual.is_to_be_confirmed()) {
            about.to_be_confirmed("annual", "the charge of a year", &when, findings);
        }
        let last = line.line.ends.or(reading.stated_end());
        review(&about, line.terms.latest().review_on, last, findings);
        vat(&about, &line.terms.latest().vat, findings);
    }
    for line in &reading.known.inputs {
        let about = About { reading, id: &line.line.id, clause: &line.line.clause };
        if let Some(when) = unknown(line, |terms| terms.budget.is_to_be_confirmed()) {
            about.to_be_confirmed("budget", "the budget", &when, findings);
        }
        let approved = line.terms.latest().approved.as_deref();
        approval(&about, approved.map(|approval| &*approval.by), findings);
        vat(&about, &line.terms.latest().vat, findings);
    }
}

/// The line that a warning is about.
struct About<'r, 'a> {
    reading: &'r Reading<'a>,
    id: &'r str,
    clause: &'r str,
}

impl About<'_, '_> {
    fn finding(&self, key: &str, says: String) -> Finding {
        Finding::new(format!("{}.{key}", self.reading.path(self.id)), self.clause, says)
    }

    fn to_be_confirmed(&self, key: &str, what: &str, when: &str, findings: &mut Vec<Finding>) {
        let says = format!(
            "{what} of \"{}\" {} to be confirmed{when}: nothing is billed for it until a variation \
             confirms it",
            self.id,
            if what.contains(" and ") { "are" } else { "is" }
        );
        findings.push(self.finding(key, says));
    }
}

/// The days on which something is still to be confirmed, in words: nothing more to say where it is
/// so to the end, `None` where it is known throughout.
fn unknown<T: Clone + PartialEq>(
    line: &KnownLine<T>,
    is_unknown: impl Fn(&T) -> bool,
) -> Option<String> {
    if is_unknown(line.terms.latest()) {
        return Some(String::new());
    }
    let mut stretches = line.terms.stretches(line.runs?);
    let (dates, _) = stretches.find(|(_, terms)| is_unknown(terms))?;
    Some(format!(" for {}", dates.in_words()))
}

fn post(about: &About, line: &KnownLine<PostTerms>, findings: &mut Vec<Finding>) {
    let days = unknown(line, |terms| {
        terms.basis == Basis::Share && terms.days_per_week.is_to_be_confirmed()
    });
    let cost = unknown(line, |terms| terms.cost.is_to_be_confirmed());
    match (days, cost) {
        (Some(days), Some(cost)) if days == cost => {
            about.to_be_confirmed("days_per_week", "days and cost", &days, findings);
        }
        (days, cost) => {
            if let Some(when) = days {
                about.to_be_confirmed("days_per_week", "the days a week", &when, findings);
            }
            if let Some(when) = cost {
                let key = match line.line.terms.cost {
                    Cost::Full(_) => "full_cost",
                    Cost::Salary { .. } => "salary",
                    Cost::DayRate { .. } => "day_rate",
                };
                about.to_be_confirmed(key, "the cost", &when, findings);
            }
        }
    }
    if let Cost::Salary { pension: None, .. } = line.terms.latest().cost {
        let says = "no employer's pension contribution is stated with the salary, so none is \
                    charged: state the rate, and whether payments for past service are in it"
            .to_owned();
        findings.push(about.finding("salary", says));
    }
}

/// A line on which nobody has decided how VAT treats it, or a decision that an auditor cannot
/// follow (R41).
fn vat(about: &About, vat: &LineVat, findings: &mut Vec<Finding>) {
    let Some(decision) = vat else {
        let says = "nobody has decided how VAT treats this line: it can be previewed, not issued; \
                    have an officer decide, with the reason and the day"
            .to_owned();
        findings.push(about.finding("vat", says));
        return;
    };
    if !decision.is_complete() {
        let missing = [
            (decision.reason.is_none(), "its reason"),
            (decision.decided_by.is_none(), "the officer who took it"),
            (decision.decided_on.is_none(), "its day"),
        ];
        let missing: Vec<&str> =
            missing.iter().filter(|(gone, _)| *gone).map(|(_, w)| *w).collect();
        let says = format!("the VAT decision is without {}: record it for audit", listed(&missing));
        findings.push(about.finding("vat", says));
    }
}

/// A service that is never reviewed, or only when it is over.
fn review(
    about: &About,
    review_on: Option<NaiveDate>,
    last: Option<NaiveDate>,
    findings: &mut Vec<Finding>,
) {
    let says = match (review_on, last) {
        (None, _) => "no day is set on which the service and its charge are reviewed: agree one",
        (Some(review_on), Some(last)) if review_on > last => {
            "the review comes after the service's last day: bring it forward"
        }
        _ => return,
    };
    findings.push(about.finding("review_on", says.to_owned()));
}

/// An input that the purchaser has not approved, or whose approval was given by the supplier's own
/// officer (O-003-36).
fn approval(about: &About, by: Option<&str>, findings: &mut Vec<Finding>) {
    let Some(by) = by else {
        let says =
            "the purchaser has not approved this input: nothing is billed for it until it has"
                .to_owned();
        findings.push(about.finding("approved", says));
        return;
    };
    let reading = about.reading;
    let names_purchaser = has_phrase(by, &reading.agreement.purchaser.name);
    let is_theirs = |post: &KnownLine<PostTerms>| {
        let holder = post.terms.latest().holder.as_deref();
        folded(by) == folded(&post.line.name) || holder.is_some_and(|holder| has_phrase(by, holder))
    };
    let is_supplier = has_phrase(by, &reading.agreement.supplier.name)
        || reading.known.staffing.iter().any(is_theirs);
    if is_supplier && !names_purchaser {
        let says = format!(
            "\"{by}\" is the supplier's: an input is the purchaser's to approve; have an officer \
             of {} approve it",
            reading.agreement.purchaser.name
        );
        findings.push(about.finding("approved", says));
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::check::samples::raises;
    use crate::domain::check::samples::silent;
    use crate::domain::check::samples::silent_about;

    const VAT: &str = "vat = { treatment = \"outside-scope\", reason = \"duty\", \
                       decided_by = \"Tax\", decided_on = 2026-03-01 }";

    /// O-003-30 and R4.
    #[test]
    fn what_is_to_be_confirmed_is_listed_with_its_clause() {
        let days = ("days_per_week = 1", "days_per_week = \"tbc\"");
        let finding =
            raises(&[days], "staffing.0.days_per_week", "the days a week of \"director\"");
        assert_eq!(finding.clause, "S1");
        let salary = ("salary = \"40000.00\"\npension = \"10.6%\"", "full_cost = \"tbc\"");
        raises(&[salary], "staffing.1.full_cost", "the cost of \"head\" is to be confirmed");
        raises(&[("rate = \"15%\"", "rate = \"tbc\"")], "overhead.0.rate", "the rate of");
        let annual = ("annual = \"50000.00\"\nreview", "annual = \"tbc\"\nreview");
        raises(&[annual], "service.0.annual", "the charge of a year of \"database\"");
        raises(&[("budget = \"20000.00\"", "budget = \"tbc\"")], "input.0.budget", "the budget of");
    }

    #[test]
    fn what_was_confirmed_late_is_unknown_until_then() {
        let both = [(
            "days_per_week = 1\nfull_cost = \"100000.00\"",
            "days_per_week = 1\nfull_cost = \"tbc\"",
        )];
        let says = "for 1 April 2026 to 31 March 2027";
        raises(&both, "staffing.0.full_cost", says);
        let early = (
            "agreed = 2027-06-01\neffective = 2027-04-01",
            "agreed = 2027-06-01\neffective = 2026-04-01",
        );
        silent_about(&[both[0], early], "to be confirmed");
    }

    /// R41.
    #[test]
    fn each_line_has_a_complete_vat_decision() {
        raises(&[(VAT, "")], "staffing.0.vat", "nobody has decided");
        let bare = "vat = { treatment = \"outside-scope\", decided_on = 2026-03-01 }";
        raises(&[(VAT, bare)], "staffing.0.vat", "without its reason and the officer");
        let changed = (
            "full_cost = \"103000.00\" }",
            "vat = { treatment = \"outside-scope\", reason = \"r\", decided_by = \"o\", decided_on \
             = 2027-06-01 } }",
        );
        silent(&[(VAT, ""), changed]);
    }

    /// R20.
    #[test]
    fn a_salary_says_what_pension_is_charged() {
        raises(&[("pension = \"10.6%\"\n", "")], "staffing.1.salary", "pension contribution");
    }

    #[test]
    fn a_service_is_reviewed_while_it_runs() {
        let review = "review_on = 2028-04-01\n";
        raises(&[(review, "")], "service.0.review_on", "no day is set");
        raises(&[(review, "review_on = 2031-04-01\n")], "service.0.review_on", "after the service");
        silent(&[(review, "review_on = 2031-03-31\n")]);
    }

    /// O-003-36: the supplier's own director orders inputs that the purchaser pays for.
    #[test]
    fn an_input_is_approved_by_the_purchaser() {
        let approved =
            "approved = { by = \"Chief Executive, Vale of Sandling Council\", on = 2026-05-01 }\n";
        raises(&[(approved, "")], "input.0.approved", "has not approved");
        let by = |by: &'static str| ("Chief Executive, Vale of Sandling Council\"", by);
        raises(&[by("Director\"")], "input.0.approved", "\"Director\" is the supplier's");
        let north = "Cabinet of Northshire County Council\"";
        raises(&[by(north)], "input.0.approved", "the purchaser's to approve");
        silent(&[by("Director of Finance\"")]);
    }
}
