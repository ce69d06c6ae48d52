//! The performance schedule as a workbook.

use chrono::NaiveDate;

use crate::documents::letterhead::capital;
use crate::documents::workbook::Book;
use crate::documents::workbook::Sheet;
use crate::documents::workbook::Value;
use crate::documents::workbook::WorkbookError;
use crate::documents::workbook::decimal;
use crate::documents::workbook::is_number;
use crate::documents::workbook::render;
use crate::domain::agreement::Agreement;
use crate::domain::calendar::in_words;
use crate::domain::exact::Exact;
use crate::domain::kpi::Kpi;
use crate::domain::kpi::Unit;
use crate::performance::rating::Rating;
use crate::performance::schedule::KpiStanding;
use crate::performance::schedule::PerformanceSchedule;
use crate::performance::values::Figure;
use crate::performance::values::KpiValue;
use crate::performance::values::known_values;

const INDICATORS: [&str; 13] = [
    "Clause",
    "Indicator",
    "Unit",
    "Value",
    "Period ends",
    "Status",
    "Milestone",
    "Rating",
    "Why",
    "Direction",
    "Next target",
    "Next target by",
    "Name in the file",
];

const EVIDENCE: [&str; 6] =
    ["Clause", "Indicator", "Published", "Source", "Commentary", "Name in the file"];

const WARNINGS: [&str; 4] = ["Clause", "Indicator", "Warning", "Name in the file"];

const VALUES: [&str; 13] = [
    "Clause",
    "Indicator",
    "Unit",
    "Period ends",
    "Value",
    "Status",
    "Comparators’ mean",
    "Rank",
    "Of",
    "Published",
    "Source",
    "Commentary",
    "Name in the file",
];

/// The schedule of a day as a workbook: each indicator as it stands, its
/// evidence, what is doubtful about it, and the values that count.
///
/// # Errors
/// Where a text does not fit into a cell.
pub fn indicators(
    agreement: &Agreement,
    values: &[KpiValue],
    schedule: &PerformanceSchedule,
) -> Result<Vec<u8>, WorkbookError> {
    let day = in_words(schedule.as_at);
    let mut sheets = vec![standings(agreement, schedule)];
    sheets.extend(evidence(schedule));
    sheets.extend(warnings(schedule));
    sheets.extend(known(agreement, values, schedule));
    render(&Book {
        title: format!("Performance schedule as at {day}"),
        subject: format!("Every indicator of {} as it stood on {day}", agreement.title),
        author: agreement.supplier.name.clone(),
        reference: schedule.agreement.clone(),
        as_at: schedule.as_at,
        sheets,
    })
}

/// A figure in its unit: per cent is a share of one, so that a spreadsheet reckons on rightly.
fn in_unit(figure: &str, unit: Unit) -> Value {
    match unit {
        Unit::Percent if is_number(figure) => Value::PerCent(decimal(figure) / Exact::from(100)),
        Unit::Statement => Value::text(match figure {
            "not" => "Not met".to_owned(),
            "partly" => "Partly met".to_owned(),
            other => capital(other),
        }),
        _ => Value::figure(figure),
    }
}

fn unit_in_words(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "per cent",
        Unit::PerTenThousand => "per 10,000",
        Unit::PerThousand => "per 1,000",
        Unit::Count => "count",
        Unit::Score => "score",
        Unit::Statement => "statement",
    }
}

fn standings(agreement: &Agreement, schedule: &PerformanceSchedule) -> Sheet {
    let title = format!("Performance schedule as at {}", in_words(schedule.as_at));
    let mut sheet = Sheet::new("Indicators", title, &INDICATORS)
        .say(&format!("{} ({}).", agreement.title, agreement.reference))
        .say(if schedule.kpis.is_empty() {
            "The agreement has no indicators."
        } else {
            "Each indicator as it stands, with the clause that it rests on; how many have each \
             rating stands below. The sheet Values has the figures behind it."
        });
    for (kpi, standing) in agreement.kpis.iter().zip(&schedule.kpis) {
        sheet.rows.push(standing_row(kpi, standing));
    }
    if let Some(ratings) = sheet.cells("Rating") {
        for rating in [Rating::Green, Rating::Amber, Rating::Red, Rating::None] {
            let words = rating.in_words();
            let counted = Value::figure(&schedule.count(rating).to_string());
            let counted = Value::formula(format!("COUNTIF({ratings},\"{words}\")"), counted);
            sheet.total(words, [("Rating", counted)]);
        }
    }
    sheet
}

fn standing_row(kpi: &Kpi, standing: &KpiStanding) -> Vec<Value> {
    let next = standing.next_target.as_ref();
    let figure = |figure: &Option<String>| {
        figure.as_ref().map_or(Value::Empty, |figure| in_unit(figure, kpi.unit))
    };
    let value = match (&standing.value, standing.status) {
        (None, None) => Value::text("no value yet"),
        (None, Some(status)) => Value::text(status),
        (value, _) => figure(value),
    };
    vec![
        Value::text(standing.clause.as_str()),
        Value::text(standing.name.as_str()),
        Value::text(unit_in_words(kpi.unit)),
        value,
        Value::date_or_empty(standing.period_end),
        Value::text_or_empty(standing.status),
        figure(&standing.milestone),
        Value::text(standing.rating.in_words()),
        Value::text(capital(&standing.reason)),
        Value::text(standing.direction.in_words()),
        Value::text_or_empty(next.map(|next| next.text.as_str())),
        Value::date_or_empty(next.map(|next| next.by)),
        Value::text(standing.kpi.as_str()),
    ]
}

/// The day on which a value was published, where somebody recorded it.
fn published(day: Option<NaiveDate>) -> Value {
    day.map_or_else(|| Value::text("not recorded"), Value::Date)
}

/// Where each value is from, and what was said about it.
fn evidence(schedule: &PerformanceSchedule) -> Option<Sheet> {
    let title = format!("Evidence as at {}", in_words(schedule.as_at));
    let mut sheet = Sheet::new("Evidence", title, &EVIDENCE)
        .say("Where the latest value of each indicator is from, and what was said about it.");
    for standing in &schedule.kpis {
        sheet.rows.push(vec![
            Value::text(standing.clause.as_str()),
            Value::text(standing.name.as_str()),
            standing.period_end.map_or(Value::Empty, |_| published(standing.published)),
            Value::text_or_empty(standing.source.as_deref()),
            Value::text_or_empty(standing.commentary.as_deref()),
            Value::text(standing.kpi.as_str()),
        ]);
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

/// What is doubtful about the definitions, a row for each doubt.
fn warnings(schedule: &PerformanceSchedule) -> Option<Sheet> {
    let title = format!("Warnings as at {}", in_words(schedule.as_at));
    let mut sheet = Sheet::new("Warnings", title, &WARNINGS)
        .say("What is doubtful about the definition of an indicator, a row for each doubt.");
    for standing in &schedule.kpis {
        for warning in &standing.warnings {
            sheet.rows.push(vec![
                Value::text(standing.clause.as_str()),
                Value::text(standing.name.as_str()),
                Value::text(warning.as_str()),
                Value::text(standing.kpi.as_str()),
            ]);
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

/// The values that count, one for each period: final beats provisional, then the latest published.
fn known(
    agreement: &Agreement,
    values: &[KpiValue],
    schedule: &PerformanceSchedule,
) -> Option<Sheet> {
    let title = format!("Values known on {}", in_words(schedule.as_at));
    let mut sheet = Sheet::new("Values", title, &VALUES).say(
        "The values of each indicator that count, one for each period: a final value counts \
         before a provisional one, then the one that was published last.",
    );
    for kpi in &agreement.kpis {
        for value in known_values(values, &kpi.id, schedule.as_at) {
            sheet.rows.push(value_row(kpi, value));
        }
    }
    (!sheet.rows.is_empty()).then_some(sheet)
}

fn value_row(kpi: &Kpi, value: &KpiValue) -> Vec<Value> {
    let counted =
        |count: Option<u32>| count.map_or(Value::Empty, |count| Value::figure(&count.to_string()));
    let mean = value.comparator_mean.map(|mean| in_unit(&mean.to_string(), kpi.unit));
    let status = value.status.in_words();
    let figure = value.figure.map(Figure::text);
    vec![
        Value::text(kpi.clause.as_str()),
        Value::text(kpi.name.as_str()),
        Value::text(unit_in_words(kpi.unit)),
        Value::Date(value.period_end),
        figure.map_or(Value::text(status), |figure| in_unit(&figure, kpi.unit)),
        Value::text(status),
        mean.unwrap_or(Value::Empty),
        counted(value.rank),
        counted(value.of),
        published(value.published),
        Value::text_or_empty(value.source.as_deref()),
        Value::text_or_empty(value.commentary.as_deref()),
        Value::text(kpi.id.as_str()),
    ]
}
