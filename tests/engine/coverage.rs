//! The count of what the made-up agreements reach: a rule that no case comes across is not
//! tested, however many cases there are.
//!
//! Each rule or boundary has a name here. A case reaches it when its terms have it and, for those
//! at the end of the list, when the sums of its statement turn on it.

mod changes;
mod outcome;
mod terms;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::generator;
use crate::model;
use crate::spec::Spec;

/// How many cases are made, and how many of them each rule must be reached by.
pub const SEEDS: u64 = 10_000;
const AT_LEAST: usize = 20;

macro_rules! rules {
    ($($rule:ident)*) => {
        /// A rule, or a boundary of one.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Rule { $($rule),* }
        const ALL: &[Rule] = &[$(Rule::$rule),*];
    };
}

rules! {
    // The term and what is asked.
    StartsMidMonth StartsOn29February StartsOn31st StartsOnTheLastOfAQuarter OpenTerm ClosedTerm
    EndsInThePeriodAsked EndsMidMonth EndsOn29February EndsOnTheFirstOfAPeriod OneDayTerm
    AskedFirstPeriod AskedAtTheYearsEnd AskedInALaterYear AskedAfterTheTerm LeapYear
    DefaultDate EarlierPreview LaterPreview
    // Lines.
    FullCost Salary SalaryWithoutPension SalaryUnderTheThreshold SalaryIn2022 DayRate
    ActualDays HalfDays DaysTbc CostTbc AnnualTbc BudgetTbc OwnStart OwnEnd Continues
    Rebate NilAnnual TensOfMillions OddPennies UndecidedVat OtherWeeks
    // Overheads.
    NoOverhead SeveralOverheads OnKinds OnNames OnAKindAndAName PerLine PerTotal OwnVat InheritedVat
    OverheadOwnStart OverheadOwnEnd NilRate TwoOverheadsOnOneLine
    // Inputs.
    ApprovedBefore ApprovedSince ApprovedLater NeverApproved ApprovedOnTheDay BudgetOverspent
    CostOfAPost CostOfAService
    // Variations.
    Backdated BackdatedAcrossYears AgreedSince AgreedOnTheDay AgreedTheDayAfter AgreedLater
    OverlapAgainstEffectiveOrder OverlapAgainstFileOrder OverlapOnOneDay EffectiveMidPeriod
    LineEnded LineExtended PostAdded ServiceAdded InputAdded OverheadAdded StartsBeforeEffective
    AddedLineChanged TermShortened TermExtended ExtendedAfterItsEnd WayOfCostChanged BasisChanged
    DaysConfirmed SumConfirmed RateChanged VatChanged BudgetChanged PensionAloneChanged
    // Notices.
    NoticeAtAnyTime NoticeOnAnEvent PeriodicNotice LaterEndNamed TwoNotices NoticeSince
    NoticeOnTheDay NoticeLater NoticeToAShorterMonth NoticeOnTheWindowsLastDay LastNoticeDay
    ExtensionUnderNotice
    // Actuals.
    DaysLate CostsLate RecordedOnTheDay RecordedLater DayOutsideTheRun CostBeforeApproval
    // What the sums came across.
    HalfPenny Residue ResidueBeforeTheYearsEnd OverheadResidue MixedRates SeveralTreatments
    OverheadOnActuals NoLines Adjusted AdjustedInAnEarlierYear AdjustedDown AdjustedAfterTheTerm
    NewTreatment OverheadAdjusted InputAdjusted TbcAdjusted BilledAfterTheTerm InputCut
    CreditNote NegativeOutsideScope TwoPapers ThreePapers StandardRate ReducedRate NilRates
    SeveralRatesOnOnePaper HalfPennyOfVat
    // The reconciliation of days.
    WithinTolerance JustAtTolerance TooManyDays TooFewDays PartYear NoDaysOnRecord
    ReconciledOverhead ReconciledDayRate ReconciledSalary ReconciledChange
}

/// The rules that a case reaches.
#[derive(Default)]
pub struct Reached(BTreeSet<Rule>);

impl Reached {
    fn when(&mut self, rule: Rule, reached: bool) {
        if reached {
            self.0.insert(rule);
        }
    }
}

fn reached(spec: &Spec) -> Reached {
    let mut reached = Reached::default();
    terms::look(spec, &mut reached);
    changes::look(spec, &mut reached);
    outcome::look(spec, &mut reached);
    reached
}

#[test]
fn the_cases_reach_every_rule() {
    let mut counts: BTreeMap<Rule, usize> = ALL.iter().map(|rule| (*rule, 0)).collect();
    let mut settings = BTreeMap::new();
    for seed in 0..SEEDS {
        let spec = generator::case(seed);
        for rule in reached(&spec).0 {
            *counts.entry(rule).or_default() += 1;
        }
        *settings.entry((spec.every, spec.timing, spec.apportion)).or_insert(0) += 1;
    }
    let missed: Vec<_> = counts.iter().filter(|(_, count)| **count < AT_LEAST).collect();
    assert!(missed.is_empty(), "reached too seldom: {missed:?}\nin all: {counts:?}");
    assert_eq!(settings.len(), 12, "{settings:?}");
    assert!(settings.values().all(|count| *count >= 200), "{settings:?}");
}

/// Statement after statement bills, in the end, exactly what is due under what is then known.
#[test]
fn the_statements_add_up_to_what_is_known_at_last() {
    for seed in 0..100 {
        let mut spec = generator::case(seed);
        spec.as_at = None;
        let asked = spec.period;
        let first = crate::spec::dates::Period::containing(spec.starts, spec.every);
        let mut billed: BTreeMap<model::Key, i64> = BTreeMap::new();
        for by in 0..=asked.since(first) {
            spec.period = first.moved(by);
            for (key, sum) in model::examined(&spec).0 {
                *billed.entry(key).or_default() += sum;
            }
        }
        billed.retain(|_, sum| *sum != 0);
        let days = model::Days::to_the_end_of(asked.year, &spec);
        let known = model::known(&spec, spec.as_at(), &days);
        let mut due = model::book(&spec, &known, spec.as_at(), &days).amounts;
        due.retain(|key, sum| key.period <= asked && *sum != 0);
        assert_eq!(billed, due, "seed {seed}");
    }
}
