//! The performance schedule: every indicator as it stands on a day.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::check::indicator_warnings;
use crate::domain::exact::Exact;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::domain::kpi::in_decimals;
use crate::domain::variation::KnownTerms;
use crate::performance::rating::Direction;
use crate::performance::rating::Rated;
use crate::performance::rating::Rating;
use crate::performance::rating::decimals;
use crate::performance::rating::direction;
use crate::performance::rating::next_target;
use crate::performance::rating::rate;
use crate::performance::values::Figure;
use crate::performance::values::KpiValue;
use crate::performance::values::known_values;

/// Every indicator of an agreement as it stands on a day.
#[derive(Debug, Clone, Serialize)]
pub struct PerformanceSchedule {
    /// The agreement's reference.
    pub agreement: String,
    /// The day.
    pub as_at: NaiveDate,
    /// The indicators, in the order of the file.
    pub kpis: Vec<KpiStanding>,
}

/// An indicator as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct KpiStanding {
    /// Its name in the agreement file.
    pub kpi: String,
    /// The measure.
    pub name: String,
    /// The clause.
    pub clause: String,
    /// The latest value, as it was reported; `None` where it has no figure.
    pub value: Option<String>,
    /// The last day of the period that the value is of.
    pub period_end: Option<NaiveDate>,
    /// The milestone of that day, to two decimals; `None` where the target is no number.
    pub milestone: Option<String>,
    /// How it stands.
    pub rating: Rating,
    /// Why, in words.
    pub reason: String,
    /// Which way it has gone.
    pub direction: Direction,
    /// What comes next.
    pub next_target: Option<NextTarget>,
    /// What is doubtful about its definition.
    pub warnings: Vec<String>,
    /// How far the value can be relied on, in words.
    pub status: Option<&'static str>,
    /// When it was published, where that was recorded.
    pub published: Option<NaiveDate>,
    /// Where it is from.
    pub source: Option<String>,
    /// What was said about it.
    pub commentary: Option<String>,
    /// With how many decimals its figures are shown beside each other.
    #[serde(skip)]
    pub decimals: u32,
    /// The milestone, exactly.
    #[serde(skip)]
    pub exact_milestone: Option<Exact>,
}

/// The first target due on or after the day of the schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextTarget {
    /// The last day for it.
    pub by: NaiveDate,
    /// What is to be reached, in words.
    pub text: String,
}

/// Draws up the schedule of a day.
pub fn draw_up(
    agreement: &Agreement,
    values: &[KpiValue],
    as_at: NaiveDate,
) -> PerformanceSchedule {
    let term_ends = KnownTerms::on(agreement, as_at).term_ends();
    let kpis = agreement.kpis.iter().enumerate();
    let standing = |(index, kpi): (usize, &Kpi)| {
        let known = known_values(values, &kpi.id, as_at);
        let mut warnings: Vec<String> = Vec::new();
        for finding in indicator_warnings(agreement, index) {
            if !warnings.contains(&finding.says) {
                warnings.push(finding.says);
            }
        }
        KpiStanding { warnings, ..stand(agreement, kpi, &known, as_at, term_ends) }
    };
    PerformanceSchedule {
        agreement: agreement.reference.clone(),
        as_at,
        kpis: kpis.map(standing).collect(),
    }
}

fn stand(
    agreement: &Agreement,
    kpi: &Kpi,
    known: &[&KpiValue],
    as_at: NaiveDate,
    term_ends: Option<NaiveDate>,
) -> KpiStanding {
    let latest = known.last().copied();
    let ended = term_ends.filter(|ends| latest.is_some_and(|latest| latest.period_end > *ends));
    let decimals = decimals(kpi, known);
    let rated = match (latest, ended) {
        (None, _) => {
            Rated { rating: Rating::None, reason: "no value yet".to_owned(), milestone: None }
        }
        (Some(_), Some(ends)) => Rated {
            rating: Rating::None,
            reason: format!("the agreement ended on {}", in_words(ends)),
            milestone: None,
        },
        (Some(latest), None) => rate(kpi, agreement.performance.amber, latest, decimals),
    };
    let within_term = |by: NaiveDate| term_ends.is_none_or(|ends| by <= ends);
    let next = next_target(&kpi.targets, as_at).filter(|target| within_term(target.by));
    KpiStanding {
        kpi: kpi.id.clone(),
        name: kpi.name.clone(),
        clause: kpi.clause.clone(),
        value: latest.and_then(|latest| latest.figure).map(Figure::text),
        period_end: latest.map(|latest| latest.period_end),
        milestone: rated.milestone.as_ref().map(|milestone| milestone.in_figures(2, 2)),
        rating: rated.rating,
        reason: rated.reason,
        direction: direction(kpi, latest, known),
        next_target: next
            .map(|target| NextTarget { by: target.by, text: target.in_words(kpi.unit) }),
        warnings: Vec::new(),
        status: latest.map(|latest| latest.status.in_words()),
        published: latest.and_then(|latest| latest.published),
        source: latest.and_then(|latest| latest.source.clone()),
        commentary: latest.and_then(|latest| latest.commentary.clone()),
        decimals,
        exact_milestone: rated.milestone,
    }
}

impl KpiStanding {
    /// The latest value in its unit, with as many decimals as every figure of the indicator.
    pub fn shown_value(&self, unit: Unit) -> Option<String> {
        self.value.as_deref().map(|value| self.shown(value, unit))
    }

    /// A figure of the indicator in its unit; words stay as they are.
    pub fn shown(&self, figure: &str, unit: Unit) -> String {
        let number = figure.parse::<Decimal>().ok().map(Exact::from);
        number.map_or(figure.to_owned(), |n| unit.with(&in_decimals(&n, self.decimals)))
    }

    /// The milestone in its unit, with as many decimals as every figure of the indicator.
    pub fn shown_milestone(&self, unit: Unit) -> Option<String> {
        let mark = self.exact_milestone.as_ref()?;
        Some(unit.with(&in_decimals(mark, self.decimals)))
    }
}

impl PerformanceSchedule {
    /// How many indicators have a rating.
    pub fn count(&self, rating: Rating) -> usize {
        self.kpis.iter().filter(|kpi| kpi.rating == rating).count()
    }
}
