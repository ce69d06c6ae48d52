//! The reconciliation of a year's days: those that were given against those that were agreed.
//!
//! Days are an average over twelve months, so a quarter below it is no breach: the test is on the
//! financial year, or on the part of it that accrued. Beyond the tolerance the whole difference is
//! charged or credited at a day's cost, with overhead on the total. A post without any records is
//! listed, never credited.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::Serialize;
use serde::Serializer;

use crate::billing::accrual::share_of_year;
use crate::billing::actuals::Actuals;
use crate::billing::charge::Charge;
use crate::billing::invoice::DocumentKind;
use crate::billing::overhead::rate_over_year;
use crate::billing::position::Position;
use crate::billing::position::YearDue;
use crate::billing::statement::NotBilled;
use crate::billing::statement::Numbering;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::statement::total;
use crate::billing::working::Step;
use crate::billing::working::Working;
use crate::domain::agreement::Agreement;
use crate::domain::agreement::ReconciliationTerms;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::FinancialYear;
use crate::domain::calendar::Period;
use crate::domain::charges::OverheadTerms;
use crate::domain::charges::Per;
use crate::domain::exact::Exact;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Basis;
use crate::domain::staffing::PostTerms;
use crate::domain::variation::KnownLine;
use crate::domain::variation::KnownTerms;
use crate::domain::vat::Treatment;
use crate::domain::vat::VatDecision;

/// A year's reconciliation: a document of its own, after the year's last period.
#[derive(Debug, Clone, Serialize)]
pub struct Reconciliation {
    /// The day on which what is stated here was known.
    pub as_at: NaiveDate,
    /// The posts, then the overheads on what they are charged or credited.
    pub lines: Vec<ReconciledLine>,
    /// The whole, without VAT.
    pub net: Money,
}

/// A post, or an overhead on posts, reconciled.
#[derive(Debug, Clone, Serialize)]
pub struct ReconciledLine {
    /// The line's name in the agreement file.
    pub line: String,
    /// What kind of charge it is.
    pub kind: LineKind,
    /// The clause.
    pub clause: String,
    /// What it is, for people.
    pub description: String,
    /// The days agreed for the part of the year that accrued.
    #[serde(serialize_with = "days", skip_serializing_if = "Option::is_none")]
    pub agreed_days: Option<Exact>,
    /// The days recorded; `None` without any record.
    #[serde(serialize_with = "days", skip_serializing_if = "Option::is_none")]
    pub delivered_days: Option<Exact>,
    /// What is charged, or credited where negative.
    pub net: Money,
    /// How VAT treats it.
    pub vat_treatment: Option<Treatment>,
    /// Who decided that.
    #[serde(skip)]
    pub vat_decision: Option<Arc<VatDecision>>,
    /// Why, in words.
    pub reason: String,
    /// How it was worked out.
    pub trace: Vec<Step>,
}

#[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
fn days<S: Serializer>(days: &Option<Exact>, serializer: S) -> Result<S::Ok, S::Error> {
    match days {
        Some(days) => serializer.serialize_str(&days.in_figures(0, 6)),
        None => serializer.serialize_none(),
    }
}

/// Reconciles a financial year as it is known on a day; `None` where the agreement does not.
pub fn reconcile(
    agreement: &Agreement,
    actuals: &Actuals,
    year: FinancialYear,
    as_at: NaiveDate,
) -> Option<Reconciliation> {
    let terms = agreement.reconciliation.as_ref()?;
    let position = Position::on(agreement, actuals, as_at);
    let due = position.year(year);
    let reconciling = Reconciling { agreement, terms, actuals, year, position: &position, due };
    let mut lines: Vec<ReconciledLine> =
        position.terms.staffing.iter().filter_map(|post| reconciling.post(post)).collect();
    let overheads = position.terms.overheads.iter();
    let on_posts: Vec<ReconciledLine> =
        overheads.flat_map(|overhead| reconciling.overhead(overhead, &lines)).collect();
    lines.extend(on_posts);
    let net = lines.iter().map(|line| line.net).sum();
    Some(Reconciliation { as_at, lines, net })
}

/// The days of a post, period by period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysOfPost {
    /// What it is, for people.
    pub description: String,
    /// The periods of the year in which its share accrued.
    pub periods: Vec<DaysOfPeriod>,
}

/// The days of a post in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysOfPeriod {
    /// The period.
    pub period: BillingPeriod,
    /// The days agreed: the period's part of the year's.
    pub agreed: Exact,
    /// The days recorded; `None` where none are, which is not the same as none given.
    pub given: Option<Exact>,
}

/// The days of each post that has any recorded, period by period, as the year's reconciliation
/// counts them: they add up to its days. None where the agreement does not reconcile.
pub fn days_by_period(
    agreement: &Agreement,
    actuals: &Actuals,
    year: FinancialYear,
    as_at: NaiveDate,
) -> Vec<DaysOfPost> {
    let Some(terms) = agreement.reconciliation.as_ref() else { return Vec::new() };
    let position = Position::on(agreement, actuals, as_at);
    let due = position.year(year);
    let reconciling = Reconciling { agreement, terms, actuals, year, position: &position, due };
    position.terms.staffing.iter().filter_map(|post| reconciling.by_period(post)).collect()
}

/// The reconciliation as a statement of its own, whose lines are agreed, approved and invoiced as
/// any others are.
///
/// Its period is the last of the year in which the agreement runs, and its dates are those of the
/// whole year; [`RechargeStatement::reconciles`] names the year, so that neither its name nor its
/// numbers are those of that period's own statement. What comes to nothing is not billed, with the
/// reason; a credit note names the periods of the year whose days it gives back.
pub fn as_statement(
    agreement: &Agreement,
    reconciliation: &Reconciliation,
    year: FinancialYear,
) -> RechargeStatement {
    let as_at = reconciliation.as_at;
    let term = KnownTerms::on(agreement, as_at).term;
    let dates = term.overlap(year.dates()).unwrap_or(year.dates());
    let period = BillingPeriod::containing(dates.last, agreement.billing.every);
    let (billed, nil): (Vec<&ReconciledLine>, Vec<&ReconciledLine>) =
        reconciliation.lines.iter().partition(|line| !line.net.is_nil());
    let lines = billed.into_iter().map(|line| line.as_billed(period, year)).collect();
    let not_billed = nil.into_iter().map(|line| line.as_not_billed(dates)).collect();
    let mut statement = total(agreement, period, as_at, lines, not_billed, Numbering::OfFiles);
    statement.reconciles = Some(year);
    (statement.from, statement.to) = (dates.first, dates.last);
    statement.preview = as_at < statement.own_day(agreement);
    let first = agreement.first_period();
    let periods = BillingPeriod::all_in(year, period.every()).filter(|of| first <= *of);
    let periods: Vec<BillingPeriod> = periods.take_while(|of| *of <= period).collect();
    for made in &mut statement.invoices {
        if made.document == DocumentKind::CreditNote {
            made.corrects.clone_from(&periods);
        }
    }
    statement
}

impl ReconciledLine {
    fn as_billed(&self, period: BillingPeriod, year: FinancialYear) -> StatementLine {
        StatementLine {
            line: self.line.clone(),
            kind: self.kind,
            period,
            adjustment: false,
            clause: self.clause.clone(),
            description: format!("{}: reconciliation of the days of {year}", self.description),
            net: self.net,
            vat_treatment: self.vat_treatment,
            vat_decision: self.vat_decision.clone(),
            trace: Working::Steps(self.trace.clone()),
        }
    }

    fn as_not_billed(&self, dates: Period) -> NotBilled {
        NotBilled {
            line: self.line.clone(),
            reason: self.reason.clone(),
            clause: self.clause.clone(),
            description: self.description.clone(),
            from: dates.first,
            to: dates.last,
            amount: Some(self.net),
        }
    }
}

struct Reconciling<'r, 'a> {
    agreement: &'a Agreement,
    terms: &'a ReconciliationTerms,
    actuals: &'a Actuals,
    year: FinancialYear,
    position: &'r Position<'a>,
    due: YearDue<'a>,
}

/// What a post was to give in a year: the days, a day's cost (weighted by time where it changed),
/// and the days of a whole year in each stretch on which its share accrued.
struct Agreed {
    days: Exact,
    day_cost: Exact,
    stretches: Vec<(Period, Exact)>,
}

impl Reconciling<'_, '_> {
    fn agreed(&self, post: &KnownLine<'_, PostTerms>) -> Option<Agreed> {
        let runs = post.runs?.overlap(self.year.dates())?;
        let mut agreed =
            Agreed { days: Exact::NOUGHT, day_cost: Exact::NOUGHT, stretches: Vec::new() };
        let (mut days_in_all, mut cost) = (0, Exact::NOUGHT);
        for (dates, terms) in post.terms.stretches(runs) {
            if terms.basis != Basis::Share || terms.annual(self.year).is_to_be_confirmed() {
                continue;
            }
            let (Tbc::Known(days), Tbc::Known(day_cost)) =
                (terms.days_agreed(self.terms.weeks), terms.day_cost(self.year, self.terms.weeks))
            else {
                continue;
            };
            let share = share_of_year(dates, self.agreement.billing.apportion);
            agreed.days = agreed.days + &days * &share;
            cost = cost + &day_cost * &Exact::from(dates.days());
            days_in_all += dates.days();
            agreed.stretches.push((dates, days));
        }
        if days_in_all == 0 {
            return None;
        }
        agreed.day_cost = cost / Exact::from(days_in_all);
        Some(agreed)
    }

    fn post(&self, post: &KnownLine<'_, PostTerms>) -> Option<ReconciledLine> {
        let id = &post.line.id;
        if !self.terms.on.iter().any(|on| on == LineKind::Staffing.word() || on == id) {
            return None;
        }
        let agreed = self.agreed(post)?;
        let last = post.runs?.overlap(self.year.dates())?.last;
        let vat = post.terms.on(last).vat.clone();
        let vat = vat.filter(|vat| vat.known_by(self.position.terms.known_on));
        let mut line = ReconciledLine {
            line: id.clone(),
            kind: LineKind::Staffing,
            clause: post.line.clause.clone(),
            description: post.line.name.clone(),
            agreed_days: Some(agreed.days.clone()),
            delivered_days: self.delivered(id, &agreed),
            net: Money::NIL,
            vat_treatment: vat.as_ref().map(|vat| vat.treatment),
            vat_decision: vat,
            reason: String::new(),
            trace: Vec::new(),
        };
        self.settle(&mut line, &agreed);
        Some(line)
    }

    /// The days recorded for the part of the year on which the post's share accrued.
    fn delivered(&self, id: &str, agreed: &Agreed) -> Option<Exact> {
        let known_on = self.position.terms.known_on;
        let records = &self.actuals.of(id)?.days;
        let accrued = |on| agreed.stretches.iter().any(|(dates, _)| dates.contains(on));
        let counted =
            records.iter().filter(|given| accrued(given.on) && given.recorded <= known_on);
        let days: Vec<Exact> = counted.map(|given| Exact::from(given.days)).collect();
        (!days.is_empty()).then(|| days.into_iter().sum())
    }

    /// The same days, period by period.
    fn by_period(&self, post: &KnownLine<'_, PostTerms>) -> Option<DaysOfPost> {
        let agreed = self.agreed(post)?;
        self.delivered(&post.line.id, &agreed)?;
        let apportion = self.agreement.billing.apportion;
        let of = |period: BillingPeriod| {
            let within = |(dates, days): &(Period, Exact)| {
                Some((dates.overlap(period.dates())?, days.clone()))
            };
            let stretches: Vec<_> = agreed.stretches.iter().filter_map(within).collect();
            let days =
                stretches.iter().map(|(dates, days)| days * &share_of_year(*dates, apportion));
            let part = Agreed { days: days.sum(), day_cost: Exact::NOUGHT, stretches };
            let given = self.delivered(&post.line.id, &part);
            let runs = !part.stretches.is_empty();
            runs.then_some(DaysOfPeriod { period, agreed: part.days, given })
        };
        let periods = BillingPeriod::all_in(self.year, self.agreement.billing.every);
        let description = post.line.name.clone();
        Some(DaysOfPost { description, periods: periods.filter_map(of).collect() })
    }

    fn settle(&self, line: &mut ReconciledLine, agreed: &Agreed) {
        let tolerance = self.terms.tolerance;
        for (dates, days) in &agreed.stretches {
            let step = format!("Days agreed for a whole year, {}", dates.in_words());
            line.step(step, days.in_figures(0, 6));
        }
        line.step("Days agreed for the part of the year that accrued", figures(&agreed.days));
        let Some(delivered) = line.delivered_days.clone() else {
            "no days are recorded, so nothing is charged or credited".clone_into(&mut line.reason);
            return;
        };
        line.step("Days recorded", figures(&delivered));
        let difference = &delivered - &agreed.days;
        line.step("The difference", figures(&difference));
        let band = &tolerance.exact() * &agreed.days;
        line.step(format!("The tolerance of {tolerance}"), figures(&band));
        if difference.magnitude() <= band {
            line.reason = format!("within the tolerance of {tolerance}");
            return;
        }
        line.net = Money::rounded(&(&difference * &agreed.day_cost));
        line.step("A day's cost", agreed.day_cost.in_figures(2, 6));
        line.step("The difference at a day's cost, rounded to the penny", line.net.to_string());
        let words = if line.net.is_credit() { "credited" } else { "charged" };
        line.reason =
            format!("beyond the tolerance of {tolerance}: the whole difference is {words}");
    }

    /// An overhead on what posts are charged or credited, for each VAT treatment by itself.
    fn overhead(
        &self,
        overhead: &KnownLine<'_, OverheadTerms>,
        posts: &[ReconciledLine],
    ) -> Vec<ReconciledLine> {
        let own = overhead.terms.on(self.year.dates().last).vat.clone();
        let mut groups: BTreeMap<Option<Treatment>, Vec<(&ReconciledLine, Exact)>> =
            BTreeMap::new();
        for post in posts.iter().filter(|post| !post.net.is_nil()) {
            let charges: &[Charge] = self.due.charges_of(&post.line);
            let rate = rate_over_year(&self.position.terms, overhead, charges, self.year);
            if !rate.is_nought() {
                let treatment = own.as_ref().map(|vat| vat.treatment).or(post.vat_treatment);
                groups.entry(treatment).or_default().push((post, rate));
            }
        }
        let line = |(treatment, on): (Option<Treatment>, Vec<(&ReconciledLine, Exact)>)| {
            let decision = own.clone().or_else(|| on.first()?.0.vat_decision.clone());
            let mut line = ReconciledLine {
                line: overhead.line.id.clone(),
                kind: LineKind::Overhead,
                clause: overhead.line.clause.clone(),
                description: overhead.line.name.clone(),
                agreed_days: None,
                delivered_days: None,
                net: Money::NIL,
                vat_treatment: treatment,
                vat_decision: decision,
                reason: "overhead on what is charged and credited".to_owned(),
                trace: Vec::new(),
            };
            line.add_overhead(overhead.line.terms.per, &on);
            line
        };
        groups.into_iter().map(line).collect()
    }
}

impl ReconciledLine {
    fn step(&mut self, step: impl Into<String>, value: String) {
        self.trace.push(Step { step: step.into(), value });
    }

    fn add_overhead(&mut self, per: Per, on: &[(&ReconciledLine, Exact)]) {
        let mut total = Exact::NOUGHT;
        for (post, rate) in on {
            let exact = &Exact::from(post.net) * rate;
            let per_cent = (rate * &Exact::from(100)).in_figures(0, 6);
            let step = format!("{per_cent}% on {}: {}", post.description, post.net);
            self.step(step, exact.in_figures(2, 6));
            total = &total + &exact;
            if per == Per::Line {
                self.net = self.net + Money::rounded(&exact);
            }
        }
        if per == Per::Total {
            self.net = Money::rounded(&total);
        }
        self.step("Rounded to the penny", self.net.to_string());
    }
}

fn figures(days: &Exact) -> String {
    days.in_figures(0, 6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::actuals_file::read_days;
    use crate::domain::calendar::date;
    use crate::domain::file::read;

    const AGREEMENT: &str =
        include_str!("../../examples/hampshire-isle-of-wight/illustrative.toml");
    const DAYS: &str = include_str!("../../examples/hampshire-isle-of-wight/illustrative-days.csv");

    #[test]
    fn the_days_of_the_periods_add_up_to_those_of_the_reconciliation() {
        let agreement = read(AGREEMENT).expect("it is sound").agreement;
        let mut actuals = Actuals::default();
        read_days(DAYS, &agreement, &mut actuals).expect("they are sound");
        let as_at = date(2024, 4, 1);
        let mut compared = 0;
        for year in ["2018/19", "2019/20", "2023/24"] {
            let year = FinancialYear::parse(year).expect("a year");
            let whole = reconcile(&agreement, &actuals, year, as_at).expect("it reconciles");
            for post in days_by_period(&agreement, &actuals, year, as_at) {
                let mut lines = whole.lines.iter();
                let line = lines.find(|line| line.description == post.description);
                let line = line.expect("it is reconciled");
                let agreed = post.periods.iter().map(|days| days.agreed.clone()).sum();
                let given = post.periods.iter().filter_map(|days| days.given.clone()).sum();
                assert_eq!(line.agreed_days, Some(agreed), "{}", post.description);
                assert_eq!(line.delivered_days, Some(given), "{}", post.description);
                compared += 1;
            }
        }
        assert!(compared > 3, "only {compared} posts were compared");
    }
}
