//! An agreement between authorities: everything that one file states, and what happened since.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::authority::Authority;
use crate::domain::authority::Side;
use crate::domain::break_clause::Break;
use crate::domain::break_clause::Event;
use crate::domain::break_clause::Notice;
use crate::domain::calendar::BillingPeriod;
use crate::domain::calendar::Every;
use crate::domain::charges::Input;
use crate::domain::charges::Overhead;
use crate::domain::charges::Service;
use crate::domain::heads::Assumption;
use crate::domain::heads::Decision;
use crate::domain::heads::DisputeStage;
use crate::domain::heads::Heads;
use crate::domain::heads::Observation;
use crate::domain::heads::Procurement;
use crate::domain::heads::SourcePaper;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::PerformanceTerms;
use crate::domain::line::LineKind;
use crate::domain::money::Money;
use crate::domain::rate::Rate;
use crate::domain::rate::Tbc;
use crate::domain::staffing::Post;
use crate::domain::variation::Variation;

/// What two authorities have agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The name by which both know it.
    pub reference: String,
    /// What it is about.
    pub title: String,
    /// How far it has come.
    pub status: Status,
    /// What kind of instrument it is: new, a renewal, an extension and so on.
    pub instrument: Option<String>,
    /// The first day of the term.
    pub starts: NaiveDate,
    /// The last day of the term; `None` is open-ended.
    pub ends: Option<NaiveDate>,
    /// After how many days a statement that nobody queried is taken as agreed.
    pub acceptance_days: Option<u32>,
    /// The powers that it rests on.
    pub legal_bases: Vec<LegalBasis>,
    /// The authority that provides and bills.
    pub supplier: Authority,
    /// The authority that receives and pays.
    pub purchaser: Authority,
    /// What budget papers state, to compare with what is billed.
    pub provisions: Vec<Provision>,
    /// How it is billed.
    pub billing: BillingTerms,
    /// How a year's days are reconciled, where they are.
    pub reconciliation: Option<ReconciliationTerms>,
    /// The posts whose days are given.
    pub staffing: Vec<Post>,
    /// The rates on other lines.
    pub overheads: Vec<Overhead>,
    /// The support services.
    pub services: Vec<Service>,
    /// The inputs ordered one by one.
    pub inputs: Vec<Input>,
    /// The break clauses.
    pub breaks: Vec<Break>,
    /// What has happened.
    pub events: Vec<Event>,
    /// Notice that was given.
    pub notices: Vec<Notice>,
    /// What was changed since.
    pub variations: Vec<Variation>,
    /// The indicators.
    pub kpis: Vec<Kpi>,
    /// How performance is rated.
    pub performance: PerformanceTerms,
    /// The heads of terms.
    pub heads: Heads,
    /// Who decided what.
    pub decisions: Vec<Decision>,
    /// The papers that facts are taken from.
    pub documents: Vec<SourcePaper>,
    /// Facts that the papers state.
    pub observations: Vec<Observation>,
    /// What the papers leave out.
    pub assumptions: Vec<Assumption>,
    /// The dispute ladder.
    pub disputes: Vec<DisputeStage>,
    /// Why no competition was held.
    pub procurement: Option<Procurement>,
}

/// How far an agreement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being drawn up.
    #[default]
    Draft,
    /// The heads of terms are agreed.
    HeadsAgreed,
    /// Both councils have decided on it.
    Approved,
    /// Both have signed.
    Signed,
    /// It is in force.
    InForce,
    /// It is being left.
    Exit,
    /// It is over and settled.
    Closed,
}

impl Status {
    /// All of them, as the agreement file spells them.
    pub const WORDS: [(&'static str, Status); 7] = [
        ("draft", Status::Draft),
        ("heads-agreed", Status::HeadsAgreed),
        ("approved", Status::Approved),
        ("signed", Status::Signed),
        ("in-force", Status::InForce),
        ("exit", Status::Exit),
        ("closed", Status::Closed),
    ];

    /// The word of the agreement file.
    pub fn word(self) -> &'static str {
        Status::WORDS.iter().find(|(_, status)| *status == self).map_or("", |(word, _)| word)
    }
}

/// A power that the agreement rests on, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalBasis {
    /// The Act and section, or the direction.
    pub act: String,
    /// From when it is relied on.
    pub from: Option<NaiveDate>,
    /// The last day that it is relied on.
    pub to: Option<NaiveDate>,
    /// A remark.
    pub note: Option<String>,
}

/// A sum that budget papers state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provision {
    /// What it is for.
    pub name: String,
    /// The sum of a year.
    pub annual: Tbc<Money>,
    /// Whether the paper says *circa*.
    pub circa: bool,
    /// The kinds of lines, or the lines, that it is said to cover.
    pub includes: Vec<String>,
    /// The paragraph.
    pub clause: String,
}

impl Provision {
    /// Splits a sum that includes a rate into what the rate is on and what it comes to: £1,300,000
    /// with 15% is £1,130,434.78 and £169,565.22.
    pub fn split(sum: Money, rate: Rate) -> (Money, Money) {
        use crate::domain::exact::Exact;
        let base = Money::rounded(&(Exact::from(sum) / (Exact::ONE + rate.exact())));
        (base, sum - base)
    }
}

/// How recharges are billed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillingTerms {
    /// How often.
    pub every: Every,
    /// Before or after the period.
    pub timing: Timing,
    /// How a part of a year is taken.
    pub apportion: Apportion,
    /// Calendar days to pay, the day of receipt being day 0; `None` where the paper does not say.
    pub payment_days: Option<u32>,
    /// What is done about interest on late payment.
    pub interest: Interest,
}

impl Default for BillingTerms {
    fn default() -> BillingTerms {
        BillingTerms {
            every: Every::Quarter,
            timing: Timing::Arrears,
            apportion: Apportion::Months,
            payment_days: None,
            interest: Interest::Show,
        }
    }
}

/// The days to pay where the agreement names none: those of the Late Payment Act for a public
/// authority.
pub const STATUTORY_PAYMENT_DAYS: u32 = 30;

/// Whether a period is billed before or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Timing {
    /// On the day after it.
    Arrears,
    /// On its first day.
    Advance,
}

/// How a part of a year is taken: nine months of £1.3m are £975,000.00, 274 days £975,890.41.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Apportion {
    /// A twelfth a month, parts of months by their days.
    Months,
    /// By the days of the financial year.
    Days,
}

/// What is done about interest on late payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Interest {
    /// Nothing.
    None,
    /// It is worked out and shown.
    Show,
    /// It is billed.
    Bill,
}

/// How a year of recorded days is set against the days agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReconciliationTerms {
    /// The kinds of lines, or the lines, whose days are reconciled.
    pub on: Vec<String>,
    /// By how much days may differ before the difference is charged or credited.
    pub tolerance: Rate,
    /// The weeks of a year's entitlement.
    pub weeks: Decimal,
}

/// The weeks of a year where the agreement does not say.
pub const WEEKS_IN_YEAR: i64 = 52;

impl Agreement {
    /// The authority on a side.
    pub fn authority(&self, side: Side) -> &Authority {
        match side {
            Side::Supplier => &self.supplier,
            Side::Purchaser => &self.purchaser,
        }
    }

    /// The first period that may be billed: the one that the term begins in.
    pub fn first_period(&self) -> BillingPeriod {
        BillingPeriod::containing(self.starts, self.billing.every)
    }

    /// The weeks in a year of days.
    pub fn weeks(&self) -> Decimal {
        self.reconciliation.as_ref().map_or(Decimal::from(WEEKS_IN_YEAR), |terms| terms.weeks)
    }

    /// When a period's statement is drawn up unless another day is named: the day after it in
    /// arrears, its first day in advance.
    pub fn as_at_default(&self, period: BillingPeriod) -> NaiveDate {
        match self.billing.timing {
            Timing::Arrears => period.next().dates().first,
            Timing::Advance => period.dates().first,
        }
    }

    /// Every line of the file with its kind, name, clause and path: the agreement's own, then those
    /// that variations add.
    pub fn line_heads(&self) -> Vec<LineHead<'_>> {
        let mut heads = Vec::new();
        push_heads(&mut heads, "", LineKind::Staffing, &self.staffing);
        push_heads(&mut heads, "", LineKind::Overhead, &self.overheads);
        push_heads(&mut heads, "", LineKind::Service, &self.services);
        push_heads(&mut heads, "", LineKind::Input, &self.inputs);
        for (index, variation) in self.variations.iter().enumerate() {
            let under = format!("variation.{index}.");
            push_heads(&mut heads, &under, LineKind::Staffing, &variation.staffing);
            push_heads(&mut heads, &under, LineKind::Overhead, &variation.overheads);
            push_heads(&mut heads, &under, LineKind::Service, &variation.services);
            push_heads(&mut heads, &under, LineKind::Input, &variation.inputs);
        }
        heads
    }

    /// The clause that a line of the file rests on.
    pub fn clause_of(&self, id: &str) -> Option<&str> {
        self.line_heads().into_iter().find(|head| head.id == id).map(|head| head.clause)
    }
}

/// A line's kind, name and place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineHead<'a> {
    /// What kind of charge.
    pub kind: LineKind,
    /// Its name in the file.
    pub id: &'a str,
    /// Its clause.
    pub clause: &'a str,
    /// What it is, for people.
    pub name: &'a str,
    /// Its first day, where it has its own.
    pub starts: Option<NaiveDate>,
    /// Its last day, where it has its own.
    pub ends: Option<NaiveDate>,
    /// Where it stands: `staffing.0`, `variation.1.service.0`.
    pub path: String,
}

fn push_heads<'a, T>(
    heads: &mut Vec<LineHead<'a>>,
    under: &str,
    kind: LineKind,
    lines: &'a [crate::domain::line::Line<T>],
) {
    heads.extend(lines.iter().enumerate().map(|(index, line)| LineHead {
        kind,
        id: &line.id,
        clause: &line.clause,
        name: &line.name,
        starts: line.starts,
        ends: line.ends,
        path: format!("{under}{}.{index}", kind.word()),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R5: a sum that includes its overhead is split without a penny lost.
    #[test]
    fn a_provision_that_includes_overhead_is_split_to_the_penny() {
        let sum = Money::parse("1300000").expect("a sum");
        let (base, overhead) = Provision::split(sum, Rate::parse("15%").expect("a rate"));
        assert_eq!(
            (base.to_string(), overhead.to_string()),
            ("1130434.78".into(), "169565.22".into())
        );
    }
}
