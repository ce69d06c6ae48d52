//! What the sums of a statement and of a reconciliation came across.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::Reached;
use super::Rule;
use crate::model;
use crate::model::Days;
use crate::model::Key;
use crate::model::Known;
use crate::model::Seen;
use crate::model::Sight;
use crate::spec::Cost;
use crate::spec::Spec;
use crate::spec::Treatment;
use crate::spec::dates::Period;

pub fn look(spec: &Spec, reached: &mut Reached) {
    let (lines, seen) = model::examined(spec);
    sums(&seen, reached);
    reached.when(Rule::NoLines, lines.is_empty());
    adjustments(spec, &lines, reached);
    papers(&lines, reached);
    let days = Days::to_the_end_of(spec.period.year, spec);
    let known = model::known(spec, spec.as_at(), &days);
    let after = known.term_ends.is_some_and(|ends| spec.period.first() > ends);
    let own = lines.keys().any(|key| key.period == spec.period);
    let earlier = lines.keys().any(|key| key.period != spec.period);
    reached.when(Rule::BilledAfterTheTerm, after && own);
    reached.when(Rule::AdjustedAfterTheTerm, after && earlier);
    reconciliation(spec, reached);
}

fn sums(seen: &Seen, reached: &mut Reached) {
    let sights = [
        (Sight::HalfPenny, Rule::HalfPenny),
        (Sight::Residue, Rule::Residue),
        (Sight::ResidueBeforeTheYearsEnd, Rule::ResidueBeforeTheYearsEnd),
        (Sight::OverheadResidue, Rule::OverheadResidue),
        (Sight::MixedRates, Rule::MixedRates),
        (Sight::SeveralTreatments, Rule::SeveralTreatments),
        (Sight::OverheadOnActuals, Rule::OverheadOnActuals),
        (Sight::InputCut, Rule::InputCut),
    ];
    for (sight, rule) in sights {
        reached.when(rule, seen.0.contains(&sight));
    }
}

fn adjustments(spec: &Spec, lines: &BTreeMap<Key, i64>, reached: &mut Reached) {
    let mut treatments: BTreeMap<(&str, Period), BTreeSet<Option<Treatment>>> = BTreeMap::new();
    let unknown = spec.all_lines().flat_map(|lines| {
        let posts = lines.posts.iter().filter(|post| {
            let cost = matches!(
                post.cost,
                Cost::Full(None)
                    | Cost::Salary { salary: None, .. }
                    | Cost::DayRate { rate: None, .. }
            );
            cost || post.days_per_week.is_none()
        });
        let services = lines.services.iter().filter(|service| service.annual.is_none());
        posts.map(|post| &post.line.id).chain(services.map(|service| &service.line.id))
    });
    let unknown: BTreeSet<&String> = unknown.collect();
    for (key, sum) in lines.iter().filter(|(key, _)| key.period != spec.period) {
        reached.when(Rule::Adjusted, true);
        reached.when(Rule::AdjustedInAnEarlierYear, key.period.year < spec.period.year);
        reached.when(Rule::AdjustedDown, *sum < 0);
        let kinds = spec.all_lines().flat_map(crate::spec::Lines::commons);
        let kind = kinds.filter(|(_, line)| line.id == key.line).map(|(kind, _)| kind).next();
        reached.when(Rule::OverheadAdjusted, kind == Some("overhead"));
        reached.when(Rule::InputAdjusted, kind == Some("input"));
        reached.when(Rule::TbcAdjusted, unknown.contains(&key.line));
        treatments.entry((&key.line, key.period)).or_default().insert(key.treatment);
    }
    reached.when(Rule::NewTreatment, treatments.values().any(|several| several.len() > 1));
}

fn papers(lines: &BTreeMap<Key, i64>, reached: &mut Reached) {
    let named =
        |(key, sum): (&Key, &i64)| ((key.line.clone(), key.period.label(), key.treatment), *sum);
    let Some(papers) = model::documents(&lines.iter().map(named).collect()) else { return };
    reached.when(Rule::TwoPapers, papers.len() == 2);
    reached.when(Rule::ThreePapers, papers.len() == 3);
    for paper in &papers {
        reached.when(Rule::CreditNote, !paper.outside_scope && paper.net < 0);
        reached.when(Rule::NegativeOutsideScope, paper.outside_scope && paper.net < 0);
    }
    let mut nets: BTreeMap<(Treatment, bool), i64> = BTreeMap::new();
    for (key, sum) in lines {
        let treatment = key.treatment.expect("papers are made of decided lines");
        *nets.entry((treatment, *sum < 0)).or_default() += sum;
    }
    let has = |treatment: Treatment| nets.keys().any(|(own, _)| *own == treatment);
    reached.when(Rule::StandardRate, has(Treatment::Standard));
    reached.when(Rule::ReducedRate, has(Treatment::Reduced));
    reached.when(Rule::NilRates, has(Treatment::Zero) && has(Treatment::Exempt));
    let on_one = |credit| {
        nets.contains_key(&(Treatment::Standard, credit))
            && nets.contains_key(&(Treatment::Reduced, credit))
    };
    reached.when(Rule::SeveralRatesOnOnePaper, on_one(false) || on_one(true));
    let half = |((treatment, _), net): (&(Treatment, bool), &i64)| {
        // A fifth of a penny is never a half; a twentieth can be.
        *treatment == Treatment::Reduced && net.rem_euclid(20) == 10
    };
    reached.when(Rule::HalfPennyOfVat, nets.iter().any(half));
}

fn reconciliation(spec: &Spec, reached: &mut Reached) {
    let Some(terms) = &spec.reconciliation else { return };
    let year = spec.period.year;
    let days = Days::to_the_end_of(year, spec);
    let known = model::known(spec, model::made_on(year), &days);
    let compared = model::compared(spec, &known, year, &days);
    let tolerance = BigRational::new(BigInt::from(terms.tolerance), BigInt::from(10_000));
    for post in &compared {
        let difference = &post.delivered - &post.agreed;
        let allowed = &post.agreed * &tolerance;
        let some = difference.abs() > BigRational::from(BigInt::from(0));
        reached.when(Rule::WithinTolerance, some && difference.abs() < allowed);
        reached.when(Rule::JustAtTolerance, some && difference.abs() == allowed);
        reached.when(Rule::TooManyDays, post.charge > 0);
        reached.when(Rule::TooFewDays, post.charge < 0);
        let whole = days.of_year(year).len();
        let part = post.post.first > days.of_year(year).start || post.post.past < days.len();
        reached.when(Rule::PartYear, post.charge != 0 && (part || whole < 365));
        look_at_cost(spec, &known, &post.post.id, post.charge, reached);
    }
    let named = spec.all_lines().flat_map(|lines| &lines.posts);
    let on_record = |id: &String| compared.iter().any(|post| post.post.id == *id);
    let silent = named.map(|post| &post.line.id).any(|id| !on_record(id));
    reached.when(Rule::NoDaysOnRecord, silent);
    let overheads = model::reconciliation(spec, year);
    let overhead =
        |id: &str| known.lines.iter().any(|line| line.kind == "overhead" && line.id == id);
    reached.when(Rule::ReconciledOverhead, overheads.keys().any(|(id, _)| overhead(id)));
}

fn look_at_cost(spec: &Spec, known: &Known, id: &str, charge: i64, reached: &mut Reached) {
    let mut posts = spec.all_lines().flat_map(|lines| &lines.posts);
    let Some(post) = posts.find(|post| post.line.id == id) else { return };
    let charged = charge != 0 && known.lines.iter().any(|line| line.id == id);
    reached.when(Rule::ReconciledDayRate, charged && matches!(post.cost, Cost::DayRate { .. }));
    reached.when(Rule::ReconciledSalary, charged && matches!(post.cost, Cost::Salary { .. }));
    let mut changes = spec.variations.iter().flat_map(|variation| &variation.changes);
    let varied = changes.any(|change| change.line == id);
    reached.when(Rule::ReconciledChange, charged && varied);
}
