//! What changes after an agreement was made: variations, notices, and what was entered late.

use super::Reached;
use super::Rule;
use crate::model::last_notice;
use crate::model::notice_ends;
use crate::model::previous_date;
use crate::spec::BreakKind;
use crate::spec::Change;
use crate::spec::Common;
use crate::spec::Cost;
use crate::spec::Lines;
use crate::spec::Notice;
use crate::spec::Recorded;
use crate::spec::Spec;
use crate::spec::Variation;
use crate::spec::dates::Period;
use crate::spec::dates::add_months;
use crate::spec::dates::plus;
use crate::spec::dates::year_of;

use chrono::Datelike;

pub fn look(spec: &Spec, reached: &mut Reached) {
    for (place, variation) in spec.variations.iter().enumerate() {
        dates(spec, variation, reached);
        added(spec, variation, reached);
        for change in &variation.changes {
            kinds(change, reached);
            on_line(spec, change, reached);
        }
        for later in &spec.variations[place + 1..] {
            overlaps(variation, later, reached);
        }
    }
    for notice in &spec.notices {
        look_at_notice(spec, notice, reached);
    }
    reached.when(Rule::TwoNotices, spec.notices.len() > 1);
    reached.when(Rule::DaysLate, spec.days.iter().any(|row| late(spec, row)));
    reached.when(Rule::CostsLate, spec.costs.iter().any(|row| late(spec, row)));
    for row in spec.days.iter().chain(&spec.costs) {
        let entered = row.entered.unwrap_or(row.on);
        reached.when(Rule::RecordedOnTheDay, entered == spec.as_at());
        reached.when(Rule::RecordedLater, row.on <= spec.as_at() && entered > spec.as_at());
        let after = spec.ends.is_some_and(|ends| row.on > ends);
        reached.when(Rule::DayOutsideTheRun, after || row.on < spec.starts);
    }
}

fn dates(spec: &Spec, variation: &Variation, reached: &mut Reached) {
    let (now, before) = (spec.as_at(), previous_date(spec));
    let (agreed, effective) = (variation.agreed, variation.effective);
    let backdated = effective < agreed;
    reached.when(Rule::Backdated, backdated);
    reached.when(Rule::BackdatedAcrossYears, backdated && year_of(effective) < year_of(agreed));
    reached.when(Rule::AgreedSince, before < agreed && agreed <= now);
    reached.when(Rule::AgreedOnTheDay, agreed == now);
    reached.when(Rule::AgreedTheDayAfter, agreed == plus(now, 1));
    reached.when(Rule::AgreedLater, agreed > now);
    let period = Period::containing(effective, spec.every);
    reached.when(Rule::EffectiveMidPeriod, effective != period.first() && agreed <= now);
    let Some(ends) = variation.ends else { return };
    let longer = spec.ends.is_some_and(|before| before < ends);
    reached.when(Rule::TermExtended, longer);
    reached.when(Rule::TermShortened, spec.ends.is_none_or(|before| before > ends));
    reached.when(Rule::ExtendedAfterItsEnd, longer && spec.ends.is_some_and(|end| end < agreed));
    reached.when(Rule::ExtensionUnderNotice, longer && !spec.notices.is_empty());
}

fn added(spec: &Spec, variation: &Variation, reached: &mut Reached) {
    let Lines { posts, services, inputs, overheads } = &variation.added;
    reached.when(Rule::PostAdded, !posts.is_empty());
    reached.when(Rule::ServiceAdded, !services.is_empty());
    reached.when(Rule::InputAdded, !inputs.is_empty());
    reached.when(Rule::OverheadAdded, !overheads.is_empty());
    for (_, line) in variation.added.commons() {
        let before = line.starts.is_some_and(|starts| starts < variation.effective);
        reached.when(Rule::StartsBeforeEffective, before);
        let mut changes = spec.variations.iter().flat_map(|later| &later.changes);
        reached.when(Rule::AddedLineChanged, changes.any(|change| change.line == line.id));
    }
}

fn kinds(change: &Change, reached: &mut Reached) {
    reached.when(Rule::BasisChanged, change.basis.is_some());
    reached.when(Rule::RateChanged, change.rate.is_some());
    reached.when(Rule::VatChanged, change.vat.is_some());
    reached.when(Rule::BudgetChanged, change.budget.is_some());
    let alone = change.pension.is_some() && change.salary.is_none();
    reached.when(Rule::PensionAloneChanged, alone);
}

fn on_line(spec: &Spec, change: &Change, reached: &mut Reached) {
    let commons = spec.all_lines().flat_map(Lines::commons);
    let line: Option<&Common> = commons.map(|(_, line)| line).find(|line| line.id == change.line);
    if let (Some(line), Some(ends)) = (line, change.ends) {
        reached.when(Rule::LineEnded, line.ends.is_none_or(|before| before > ends));
        reached.when(Rule::LineExtended, line.ends.is_some_and(|before| before < ends));
    }
    let mut posts = spec.all_lines().flat_map(|lines| &lines.posts);
    let Some(post) = posts.find(|post| post.line.id == change.line) else { return };
    let confirmed = post.days_per_week.is_none() && change.days_per_week.is_some();
    reached.when(Rule::DaysConfirmed, confirmed);
    let (other_way, unknown) = match post.cost {
        Cost::Full(sum) => (change.full_cost.is_none(), sum.is_none()),
        Cost::Salary { salary, .. } => (change.salary.is_none(), salary.is_none()),
        Cost::DayRate { rate, .. } => (change.day_rate.is_none(), rate.is_none()),
    };
    let new = [change.full_cost, change.salary, change.day_rate].iter().any(Option::is_some);
    reached.when(Rule::WayOfCostChanged, new && other_way);
    reached.when(Rule::SumConfirmed, new && unknown);
}

/// Two variations of one thing, the second later in the file.
fn overlaps(first: &Variation, second: &Variation, reached: &mut Reached) {
    let of_one = |old: &Change| second.changes.iter().any(|new| same_thing(old, new));
    if !first.changes.iter().any(of_one) {
        return;
    }
    let against = (first.agreed < second.agreed && first.effective > second.effective)
        || (second.agreed < first.agreed && second.effective > first.effective);
    reached.when(Rule::OverlapAgainstEffectiveOrder, against);
    reached.when(Rule::OverlapAgainstFileOrder, second.agreed < first.agreed);
    reached.when(Rule::OverlapOnOneDay, first.agreed == second.agreed);
}

fn same_thing(old: &Change, new: &Change) -> bool {
    let cost = |change: &Change| change.full_cost.or(change.salary).or(change.day_rate).is_some();
    let both = |of: fn(&Change) -> bool| of(old) && of(new);
    old.line == new.line
        && (both(|change| change.annual.is_some())
            || both(|change| change.rate.is_some())
            || both(|change| change.days_per_week.is_some())
            || (cost(old) && cost(new)))
}

fn look_at_notice(spec: &Spec, notice: &Notice, reached: &mut Reached) {
    let (now, before) = (spec.as_at(), previous_date(spec));
    let given = notice.given_on;
    reached.when(Rule::NoticeSince, before < given && given <= now);
    reached.when(Rule::NoticeOnTheDay, given == now);
    reached.when(Rule::NoticeLater, given > now);
    reached.when(Rule::LaterEndNamed, notice.ends_on.is_some());
    let Some(clause) = spec.breaks.iter().find(|clause| clause.id == notice.under) else { return };
    let ends = notice_ends(spec, notice);
    match &clause.kind {
        BreakKind::AnyTime => reached.when(Rule::NoticeAtAnyTime, true),
        BreakKind::Event { window_months, .. } => {
            reached.when(Rule::NoticeOnAnEvent, true);
            let last = |on| add_months(on, *window_months) == given;
            let on_last = spec.events.iter().any(|event| event.substantive && last(event.on));
            reached.when(Rule::NoticeOnTheWindowsLastDay, on_last);
        }
        BreakKind::Periodic { .. } => {
            reached.when(Rule::PeriodicNotice, true);
            let last = last_notice(ends, clause.notice_months);
            reached.when(Rule::LastNoticeDay, given == last);
        }
    }
    let shorter = ends.day() < given.day() && notice.ends_on.is_none();
    reached.when(
        Rule::NoticeToAShorterMonth,
        shorter && !matches!(clause.kind, BreakKind::Periodic { .. }),
    );
}

/// Entered since the statement before, for a period that it had already billed.
fn late(spec: &Spec, row: &Recorded) -> bool {
    let before = previous_date(spec);
    row.on < spec.period.first()
        && row.entered.is_some_and(|day| day > before && day <= spec.as_at())
}
