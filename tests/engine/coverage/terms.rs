//! What can be told from the terms of an agreement as they stand in the file.

use chrono::Datelike;

use super::Reached;
use super::Rule;
use crate::spec::Apportion;
use crate::spec::Basis;
use crate::spec::Cost;
use crate::spec::Lines;
use crate::spec::Overhead;
use crate::spec::Post;
use crate::spec::Spec;
use crate::spec::dates::Date;
use crate::spec::dates::Every;
use crate::spec::dates::Period;
use crate::spec::dates::plus;
use crate::spec::dates::year_length;
use crate::spec::dates::year_of;

pub fn look(spec: &Spec, reached: &mut Reached) {
    term(spec, reached);
    asked(spec, reached);
    for lines in spec.all_lines() {
        for post in &lines.posts {
            look_at_post(spec, post, reached);
        }
        common(lines, reached);
        services(lines, reached);
        for overhead in &lines.overheads {
            look_at_overhead(overhead, reached);
        }
    }
    inputs(spec, reached);
    let overheads = &spec.lines.overheads;
    reached.when(Rule::NoOverhead, overheads.is_empty());
    reached.when(Rule::SeveralOverheads, overheads.len() > 1);
    for (kind, line) in spec.lines.commons() {
        let on = |overhead: &&Overhead| overhead.on.iter().any(|on| *on == line.id || on == kind);
        reached.when(Rule::TwoOverheadsOnOneLine, overheads.iter().filter(on).count() > 1);
        let billed = spec.costs.iter().any(|cost| cost.line == line.id);
        reached.when(Rule::CostOfAPost, billed && kind == "staffing");
        reached.when(Rule::CostOfAService, billed && kind == "service");
    }
}

fn term(spec: &Spec, reached: &mut Reached) {
    let starts = spec.starts;
    let leap_day = |day: Date| (day.month(), day.day()) == (2, 29);
    reached.when(Rule::StartsMidMonth, (2..28).contains(&starts.day()));
    reached.when(Rule::StartsOn29February, leap_day(starts));
    reached.when(Rule::StartsOn31st, starts.day() == 31);
    let quarter = Period::containing(starts, Every::Quarter);
    reached.when(Rule::StartsOnTheLastOfAQuarter, starts == quarter.last());
    reached.when(Rule::OpenTerm, spec.ends.is_none());
    let Some(ends) = spec.ends else { return };
    reached.when(Rule::ClosedTerm, true);
    reached.when(Rule::EndsInThePeriodAsked, Period::containing(ends, spec.every) == spec.period);
    reached.when(Rule::EndsMidMonth, plus(ends, 1).day() != 1);
    reached.when(Rule::EndsOn29February, leap_day(ends));
    let period = Period::containing(ends, spec.every);
    reached.when(Rule::EndsOnTheFirstOfAPeriod, ends == period.first());
    reached.when(Rule::OneDayTerm, ends == starts);
    reached.when(Rule::AskedAfterTheTerm, spec.period.first() > ends);
}

fn asked(spec: &Spec, reached: &mut Reached) {
    let first = Period::containing(spec.starts, spec.every);
    reached.when(Rule::AskedFirstPeriod, spec.period == first);
    reached.when(Rule::AskedAtTheYearsEnd, spec.period.index + 1 == spec.every.a_year());
    reached.when(Rule::AskedInALaterYear, spec.period.year > first.year);
    let leap = year_length(spec.period.year) == 366;
    reached.when(Rule::LeapYear, leap && spec.apportion == Apportion::Days);
    let default = spec.default_date(spec.period);
    reached.when(Rule::DefaultDate, spec.as_at() == default);
    reached.when(Rule::EarlierPreview, spec.as_at() < default);
    reached.when(Rule::LaterPreview, spec.as_at() > default);
    reached.when(Rule::OtherWeeks, spec.weeks() != 52_000);
}

fn look_at_post(spec: &Spec, post: &Post, reached: &mut Reached) {
    reached.when(Rule::ActualDays, post.basis == Basis::ActualDays);
    reached.when(Rule::DaysTbc, post.days_per_week.is_none());
    reached.when(Rule::HalfDays, post.days_per_week.is_some_and(|days| days % 100 != 0));
    let sum = match post.cost {
        Cost::Full(sum) => {
            reached.when(Rule::FullCost, true);
            sum
        }
        Cost::Salary { salary, pension } => {
            reached.when(Rule::Salary, true);
            reached.when(Rule::SalaryWithoutPension, pension.is_none());
            reached.when(Rule::SalaryUnderTheThreshold, salary.is_some_and(|sum| sum < 850_000));
            let years = year_of(spec.starts)..=spec.period.year;
            reached.when(Rule::SalaryIn2022, salary.is_some() && years.contains(&2022));
            salary
        }
        Cost::DayRate { rate, .. } => {
            reached.when(Rule::DayRate, true);
            rate
        }
    };
    reached.when(Rule::CostTbc, sum.is_none());
    reached.when(Rule::OddPennies, sum.is_some_and(|sum| sum % 100 != 0));
}

fn common(lines: &Lines, reached: &mut Reached) {
    for (kind, line) in lines.commons() {
        let overhead = kind == "overhead";
        reached.when(Rule::OwnStart, line.starts.is_some() && !overhead);
        reached.when(Rule::OwnEnd, line.ends.is_some() && !overhead);
        reached.when(Rule::OverheadOwnStart, line.starts.is_some() && overhead);
        reached.when(Rule::OverheadOwnEnd, line.ends.is_some() && overhead);
        reached.when(Rule::OwnVat, line.vat.is_some() && overhead);
        reached.when(Rule::InheritedVat, line.vat.is_none() && overhead);
        reached.when(Rule::UndecidedVat, line.vat.is_none() && !overhead);
    }
}

fn services(lines: &Lines, reached: &mut Reached) {
    for service in &lines.services {
        reached.when(Rule::Continues, service.continues);
        reached.when(Rule::AnnualTbc, service.annual.is_none());
        let Some(annual) = service.annual else { continue };
        reached.when(Rule::Rebate, annual < 0);
        reached.when(Rule::NilAnnual, annual == 0);
        reached.when(Rule::TensOfMillions, annual >= 1_000_000_000);
    }
}

fn look_at_overhead(overhead: &Overhead, reached: &mut Reached) {
    let kinds = ["staffing", "service", "input"];
    let of_kind = |on: &String| kinds.contains(&on.as_str());
    let (some, all) = (overhead.on.iter().any(of_kind), overhead.on.iter().all(of_kind));
    reached.when(Rule::OnKinds, all);
    reached.when(Rule::OnNames, !some);
    reached.when(Rule::OnAKindAndAName, some && !all);
    reached.when(Rule::PerLine, overhead.per_line);
    reached.when(Rule::PerTotal, !overhead.per_line);
    reached.when(Rule::NilRate, overhead.rate == 0);
}

fn inputs(spec: &Spec, reached: &mut Reached) {
    for input in spec.all_lines().flat_map(|lines| &lines.inputs) {
        reached.when(Rule::BudgetTbc, input.budget.is_none());
        let costs = spec.costs.iter().filter(|cost| cost.line == input.line.id);
        let met: i64 = costs.clone().map(|cost| cost.amount).sum();
        reached.when(Rule::BudgetOverspent, input.budget.is_some_and(|budget| met > budget));
        reached.when(Rule::NeverApproved, input.approved.is_none() && met > 0);
        let Some(on) = input.approved else { continue };
        if met == 0 {
            continue;
        }
        let (now, before) = (spec.as_at(), crate::model::previous_date(spec));
        reached.when(Rule::ApprovedBefore, on <= before);
        reached.when(Rule::ApprovedSince, before < on && on <= now);
        reached.when(Rule::ApprovedLater, on > now);
        reached.when(Rule::ApprovedOnTheDay, on == now);
        reached.when(Rule::CostBeforeApproval, costs.clone().any(|cost| cost.on < on));
    }
}
