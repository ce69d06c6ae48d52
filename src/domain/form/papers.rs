//! Heads of terms, decisions, and the papers behind them.

use crate::domain::form::CLAUSE;
use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::ID;
use crate::domain::form::Kind;
use crate::domain::form::Named;
use crate::domain::form::Wait;
use crate::domain::form::day;
use crate::domain::form::field;
use crate::domain::form::happenings::SIDES;
use crate::domain::form::text;
use crate::domain::form::whole;
use crate::domain::form::words;

const CLAUSE_NEEDED: Field = CLAUSE.needed();

pub(super) static HEADS: Form = Form {
    table: "heads",
    one: "Heads of terms",
    many: "Heads of terms",
    says: "What the councils mean to do together, word for word as their papers have it.",
    asks: None,
    fields: &[
        field("outcomes", "Outcomes", "What is to come of it, one to a line", Kind::Lines),
        field(
            "outputs",
            "Outputs",
            "What is to be produced or kept up, one to a line",
            Kind::Lines,
        ),
        field("scope", "Paragraphs of the scope", "", Kind::Items(&PARAGRAPH)),
        field("notes", "Paragraphs of the notes", "", Kind::Items(&PARAGRAPH)),
        field("core_input", "Staff by service area", "", Kind::Items(&CORE_INPUT)),
    ],
};

static PARAGRAPH: Form = Form {
    table: "paragraph",
    one: "Paragraph",
    many: "Paragraphs",
    says: "",
    asks: None,
    fields: &[CLAUSE_NEEDED, words("text", "Words", "As the paper has them").needed()],
};

const FTE: &str = "Full-time equivalents: 12.5. To be confirmed, if they are not known yet";

static CORE_INPUT: Form = Form {
    table: "core_input",
    one: "Service area",
    many: "Staff by service area",
    says: "What each council puts into a service area.",
    asks: None,
    fields: &[
        text("area", "Service area", "For example, Early Years").needed(),
        field("supplier_fte", "The supplier’s staff", FTE, Kind::Number(Wait::MayWait)),
        field("purchaser_fte", "The purchaser’s staff", FTE, Kind::Number(Wait::MayWait)),
    ],
};

pub(super) static DECISION: Form = Form {
    table: "decision",
    one: "Decision",
    many: "Decisions",
    says: "Who decided what, with what authority.",
    asks: None,
    fields: &[
        field("authority", "Council whose decision it is", "", Kind::OneOf(SIDES)).needed(),
        text("body", "Body that took it", "Cabinet, or an officer").needed(),
        day("on", "Day of the decision", "").needed(),
        words("text", "What was decided", "").needed(),
        CLAUSE,
        text("delegated_to", "Officer to whom the rest is left", ""),
        field("consulting", "Whom that officer must consult", "One to a line", Kind::Lines),
        text("reference", "Minute or report", ""),
    ],
};

pub(super) static DOCUMENT: Form = Form {
    table: "document",
    one: "Paper",
    many: "Papers",
    says: "The papers that facts of this agreement are taken from.",
    asks: None,
    fields: &[
        text("title", "Title of the paper", "").needed(),
        ID,
        day("dated", "Date of the paper", "").needed(),
        text("body", "Body it was put before", ""),
    ],
};

pub(super) static OBSERVATION: Form = Form {
    table: "observation",
    one: "Fact that a paper states",
    many: "Facts that papers state",
    says: "What a paper says of how things stood, with its paragraph.",
    asks: None,
    fields: &[
        field("document", "Paper that states it", "", Kind::NameOf(Named::Paper)).needed(),
        CLAUSE_NEEDED,
        day("on", "Day that it is true of", "Where that is stated"),
        words("text", "Words", "As the paper has them").needed(),
    ],
};

pub(super) static ASSUMPTION: Form = Form {
    table: "assumption",
    one: "Assumption",
    many: "Assumptions",
    says: "What the papers leave out, and what stands in its place until it is settled.",
    asks: None,
    fields: &[
        CLAUSE_NEEDED,
        text("about", "What rests on it", "The short name of a line or an indicator: dcs"),
        words("text", "What is assumed", "").needed(),
    ],
};

pub(super) static DISPUTE: Form = Form {
    table: "dispute",
    one: "Step",
    many: "Steps to settle disputes",
    says: "Who tries to settle a dispute first, who next, and how long each has.",
    asks: None,
    fields: &[
        CLAUSE,
        text("stage", "Who tries to settle it", "The two directors of finance").needed(),
        whole("working_days", "Working days that they have", "For example, 10"),
    ],
};

pub(super) static PROCUREMENT: Form = Form {
    table: "procurement",
    one: "Why no competition was held",
    many: "Why no competition was held",
    says: "The exemption that public bodies who work together rely on.",
    asks: Some("Is it recorded why no competition was held?"),
    fields: &[
        CLAUSE,
        text("exemption", "Regulation relied on", "Procurement Act 2023, schedule 2"),
        words("evidence", "Evidence", "That at most 20% of the activities are for others"),
        day("review_on", "Day on which the tests are looked at again", ""),
    ],
};
