//! What changed since the statement before: lines that are new, lines that ended, sums that differ,
//! and the adjustments of earlier periods, each with its reason.
//!
//! The sums of this period are set against those of the period before as its own statement billed
//! them. Their differences come to the difference of the two; an adjustment is another thing, what
//! an earlier period comes to now beside what was billed for it.

mod reasons;

use chrono::NaiveDate;

use crate::billing::actuals::Actuals;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::statement::draw_up;
use crate::billing::working::Working;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::BillingPeriod;
use crate::domain::line::LineKind;
use crate::domain::money::Money;

pub use self::reasons::Reason;
pub use self::reasons::newly_known;

/// What changed between two statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatChanged<'a> {
    /// The period of the statement before.
    pub since: BillingPeriod,
    /// The day on which that was drawn up.
    pub known_then: NaiveDate,
    /// What the statement before billed for its own period.
    pub before: Money,
    /// What this one bills for its own.
    pub now: Money,
    /// Each line that is new, has ended, or comes to another sum.
    pub lines: Vec<ChangedLine<'a>>,
    /// What is adjusted of earlier periods.
    pub adjustments: Vec<ChangedLine<'a>>,
}

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It was not billed for the period before.
    New,
    /// It is not billed for this period.
    Ended,
    /// It comes to another sum.
    Other,
}

impl Became {
    /// What became of it in a word or two.
    pub fn in_words(self) -> &'static str {
        match self {
            Became::New => "new",
            Became::Ended => "ended",
            Became::Other => "another sum",
        }
    }
}

/// A line that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine<'a> {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The clause.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The period that the sum now is of.
    pub period: BillingPeriod,
    /// What became of it.
    pub became: Became,
    /// The sum before.
    pub before: Money,
    /// The sum now.
    pub now: Money,
    /// Why; never empty.
    pub reasons: Vec<Reason<'a>>,
}

impl ChangedLine<'_> {
    /// Whether it differs only by what makes a year exact to the penny.
    pub fn is_by_pennies(&self) -> bool {
        self.reasons == [Reason::Pennies]
    }

    /// The sum now, less the sum before.
    pub fn difference(&self) -> Money {
        self.now - self.before
    }
}

/// What changed since the statement before; `None` for the agreement's first.
pub fn what_changed<'a>(
    agreement: &'a Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
) -> Option<WhatChanged<'a>> {
    if statement.period <= agreement.first_period() {
        return None;
    }
    let since = statement.period.previous();
    let known_then = agreement.as_at_default(since).min(statement.as_at);
    let before = draw_up(agreement, actuals, since, known_then);
    Some(what_changed_after(agreement, actuals, statement, &before))
}

/// The same where books are kept, since a statement that stands in them.
pub fn what_changed_after<'a>(
    agreement: &'a Agreement,
    actuals: &Actuals,
    statement: &RechargeStatement,
    before: &RechargeStatement,
) -> WhatChanged<'a> {
    let comparing = Comparing { agreement, actuals, before, now: statement };
    let net = |statement: &RechargeStatement| statement.current().map(|line| line.net).sum();
    WhatChanged {
        since: before.period,
        known_then: before.as_at,
        before: net(before),
        now: net(statement),
        lines: comparing.lines(),
        adjustments: statement.adjustments().map(|line| comparing.adjustment(line)).collect(),
    }
}

struct Comparing<'c, 'a> {
    agreement: &'a Agreement,
    actuals: &'c Actuals,
    before: &'c RechargeStatement,
    now: &'c RechargeStatement,
}

impl<'a> Comparing<'_, 'a> {
    /// The lines of this period beside those of the one before. A line whose VAT treatment changed
    /// is one that was there before.
    fn lines(&self) -> Vec<ChangedLine<'a>> {
        let mut before: Vec<&StatementLine> = self.before.current().collect();
        let mut pairs: Vec<(&StatementLine, Option<&StatementLine>)> = Vec::new();
        for now in self.now.current() {
            let same = |then: &&StatementLine| then.kind == now.kind && then.line == now.line;
            let treated =
                |then: &&StatementLine| same(then) && then.vat_treatment == now.vat_treatment;
            let at = before.iter().position(treated);
            pairs.push((now, at.map(|at| before.remove(at))));
        }
        for (now, then) in pairs.iter_mut().filter(|(_, then)| then.is_none()) {
            let same = |then: &&StatementLine| then.kind == now.kind && then.line == now.line;
            *then = before.iter().position(same).map(|at| before.remove(at));
        }
        let mut lines: Vec<ChangedLine> =
            pairs.into_iter().filter_map(|(now, then)| self.pair(now, then)).collect();
        lines.extend(before.into_iter().map(|then| {
            let reasons = vec![Reason::Words(self.why_ended(then))];
            changed(then, self.now.period, Became::Ended, (then.net, Money::NIL), reasons)
        }));
        lines
    }

    fn pair(&self, now: &StatementLine, then: Option<&StatementLine>) -> Option<ChangedLine<'a>> {
        let Some(then) = then else {
            let reasons = self.why_new(now);
            return Some(changed(now, now.period, Became::New, (Money::NIL, now.net), reasons));
        };
        let mut reasons = Vec::new();
        if now.net != then.net {
            reasons.extend(self.why_other(now, then));
        }
        if now.vat_treatment != then.vat_treatment {
            let words = reasons::vat(now.vat_treatment, then.vat_treatment);
            reasons.push(Reason::Words(words));
        }
        let sums = (then.net, now.net);
        (!reasons.is_empty()).then(|| changed(now, now.period, Became::Other, sums, reasons))
    }

    fn adjustment(&self, line: &StatementLine) -> ChangedLine<'a> {
        let (before, now) = match &line.trace {
            Working::Adjustment { before, now, .. } => (*before, *now),
            _ => (Money::NIL, line.net),
        };
        let known = (self.before.as_at, self.now.as_at);
        let key = (line.kind, line.line.as_str());
        let dates = line.period.dates();
        let reasons = newly_known(self.agreement, self.actuals, key, dates, known);
        changed(line, line.period, Became::Other, (before, now), reasons)
    }
}

fn changed<'a>(
    line: &StatementLine,
    period: BillingPeriod,
    became: Became,
    (before, now): (Money, Money),
    reasons: Vec<Reason<'a>>,
) -> ChangedLine<'a> {
    ChangedLine {
        line: line.line.clone(),
        kind: line.kind,
        clause: line.clause.clone(),
        description: line.description.clone(),
        period,
        became,
        before,
        now,
        reasons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::file::read;

    /// A post whose award is agreed late, one that ends, one that is added, and an overhead.
    const AGREEMENT: &str = r#"
reference = "CHANGES"
title     = "Trading standards"
starts    = 2018-04-01

[supplier]
name = "Northshire County Council"

[purchaser]
name = "Westhaven City Council"

[[staffing]]
id            = "officer"
clause        = "3.1"
post          = "Officer"
days_per_week = 2
full_cost     = "84321.00"

[[staffing]]
id            = "clerk"
clause        = "3.2"
post          = "Clerk"
days_per_week = 1
full_cost     = "40000.00"
ends          = 2019-09-30

[[overhead]]
id     = "overhead"
clause = "4.1"
rate   = "15%"
on     = ["officer"]

[[variation]]
id        = "pay"
agreed    = 2019-11-12
effective = 2019-07-01
reason    = "Pay award of 3.3%."
change    = [{ line = "officer", full_cost = "87103.59" }]

[[variation]]
id        = "more"
agreed    = 2019-09-01
effective = 2019-11-01
[[variation.service]]
id     = "advice"
clause = "5.1"
name   = "Advice"
annual = "12000.00"
"#;

    /// Became, line, before, now and why.
    type Told = (Became, String, String, String, String);

    fn told(lines: &[ChangedLine<'_>]) -> Vec<Told> {
        let told = |line: &ChangedLine<'_>| {
            let why: Vec<String> = line.reasons.iter().map(Reason::in_brief).collect();
            let sums = (line.before.in_pounds(), line.now.in_pounds());
            (line.became, line.line.clone(), sums.0, sums.1, why.join("; "))
        };
        lines.iter().map(told).collect()
    }

    fn told_of(became: Became, line: &str, before: &str, now: &str, why: &str) -> Told {
        (became, line.into(), before.into(), now.into(), why.into())
    }

    /// £33,728.40 a year was £8,432.10 a quarter; £34,841.44 is £8,710.36, and 15% of it £1,306.55.
    #[test]
    fn new_lines_lines_that_ended_and_other_sums_are_told_with_their_reasons() {
        let agreement = read(AGREEMENT).expect("it is right").agreement;
        let none = Actuals::default();
        let period = BillingPeriod::parse("2019/20-Q3").expect("a period");
        let now = draw_up(&agreement, &none, period, agreement.as_at_default(period));
        let changed = what_changed(&agreement, &none, &now).expect("there is one before");
        assert_eq!(
            told(&changed.lines),
            [
                told_of(
                    Became::Other,
                    "officer",
                    "£8,432.10",
                    "£8,710.36",
                    "the charge of a year is £34,841.44; before, £33,728.40; the variation of 12 \
                     November 2019",
                ),
                told_of(
                    Became::Other,
                    "overhead",
                    "£1,264.82",
                    "£1,306.55",
                    "what it is on comes to £8,710.36; before, to £8,432.10",
                ),
                told_of(
                    Became::New,
                    "advice",
                    "£0.00",
                    "£2,000.00",
                    "it begins on 1 November 2019; the variation of 1 September 2019",
                ),
                told_of(
                    Became::Ended,
                    "clerk",
                    "£2,000.00",
                    "£0.00",
                    "it ended on 30 September 2019",
                ),
            ]
        );
        let adjusted = told(&changed.adjustments);
        let whys: Vec<&str> = adjusted.iter().map(|told| told.4.as_str()).collect();
        assert_eq!(
            whys,
            ["the variation of 12 November 2019", "it follows the lines that it is on"]
        );
        assert_eq!(
            changed.lines[0].reasons[1].in_words(),
            "the variation of 12 November 2019 (Pay award of 3.3%), from 1 July 2019"
        );
    }

    #[test]
    fn the_first_statement_has_none_before_it() {
        let agreement = read(AGREEMENT).expect("it is right").agreement;
        let none = Actuals::default();
        let now = draw_up(
            &agreement,
            &none,
            agreement.first_period(),
            agreement.as_at_default(agreement.first_period()),
        );
        assert!(what_changed(&agreement, &none, &now).is_none());
    }

    /// The residue of a year is no change of terms.
    #[test]
    fn pennies_are_told_as_such() {
        let agreement = read(AGREEMENT).expect("it is right").agreement;
        let none = Actuals::default();
        let period = BillingPeriod::parse("2018/19-Q4").expect("a period");
        let now = draw_up(&agreement, &none, period, agreement.as_at_default(period));
        let changed = what_changed(&agreement, &none, &now).expect("there is one before");
        let [overhead] = changed.lines.as_slice() else { panic!("{:?}", changed.lines) };
        assert!(overhead.is_by_pennies());
        assert_eq!(
            (overhead.before.in_pounds(), overhead.now.in_pounds()),
            ("£1,264.82".to_owned(), "£1,264.80".to_owned())
        );
    }
}
