//! The lines of a statement, with how each was worked out, and what is not billed.

use schemars::JsonSchema;
use serde::Serialize;

use crate::billing::statement::NotBilled;
use crate::billing::statement::RechargeStatement;
use crate::billing::statement::StatementLine;
use crate::billing::working::Step;
use crate::domain::vat::Treatment;
use crate::store::statements::KeptLine;
use crate::web::api::problem::sentence;
use crate::web::api::types::Day;
use crate::web::api::types::PeriodName;
use crate::web::api::types::Sum;

/// A line of a statement.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StatementLine")]
pub(super) struct LineJson {
    /// Its number, from 1.
    number: i32,
    /// Its name in the agreement file.
    line: String,
    /// What kind of charge it is.
    kind: String,
    /// The period that it is for.
    period: PeriodName,
    /// Whether it corrects an earlier period.
    adjustment: bool,
    /// The clause.
    clause: String,
    /// What it is.
    description: String,
    /// The sum, without VAT.
    net: Sum,
    /// How VAT treats it; `null` while that is undecided.
    vat_treatment: Option<String>,
    /// How it stands: `open`, `agreed`, `queried`, `withdrawn` or `issued`.
    #[schemars(extend("enum" = ["open", "agreed", "queried", "withdrawn", "issued"]))]
    state: String,
    /// How it was worked out, step by step.
    working: Vec<StepJson>,
}

/// A step of a working.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Step")]
struct StepJson {
    /// What is done.
    step: String,
    /// What it comes to.
    value: String,
}

/// Something that is not billed.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NotBilled")]
pub(super) struct NotBilledJson {
    /// The line's name in the agreement file.
    line: String,
    /// What it is.
    description: String,
    /// The clause.
    clause: String,
    /// From when.
    from: Day,
    /// Until when.
    to: Day,
    /// The sum, where one is known.
    amount: Option<Sum>,
    /// Why it is not billed.
    reason: String,
}

/// The lines that stand in the books, with their workings.
pub(super) fn lines(stored: &[KeptLine], drawn: &RechargeStatement) -> Vec<LineJson> {
    stored.iter().zip(&drawn.lines).map(|(line, with)| line_json(line, with)).collect()
}

fn line_json(line: &KeptLine, with: &StatementLine) -> LineJson {
    let step = |step: Step| StepJson { step: step.step, value: step.value };
    LineJson {
        number: line.number,
        line: line.line.clone(),
        kind: line.kind.word().to_owned(),
        period: line.period.into(),
        adjustment: line.adjustment,
        clause: line.clause.clone(),
        description: line.description.clone(),
        net: line.net.into(),
        vat_treatment: line.vat_treatment.map(Treatment::word).map(str::to_owned),
        state: line.state.word().to_owned(),
        working: with.trace.steps().into_iter().map(step).collect(),
    }
}

/// Something that is not billed.
pub(super) fn not_billed(of: &NotBilled) -> NotBilledJson {
    NotBilledJson {
        line: of.line.clone(),
        description: of.description.clone(),
        clause: of.clause.clone(),
        from: of.from.into(),
        to: of.to.into(),
        amount: of.amount.map(Sum),
        reason: sentence(&of.reason),
    }
}
