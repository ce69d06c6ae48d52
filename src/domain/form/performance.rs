//! Indicators, their targets, and how they are rated.

use crate::domain::form::CLAUSE;
use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::ID;
use crate::domain::form::Kind;
use crate::domain::form::NOTE;
use crate::domain::form::Named;
use crate::domain::form::States;
use crate::domain::form::Wait;
use crate::domain::form::Way;
use crate::domain::form::day;
use crate::domain::form::field;
use crate::domain::form::text;
use crate::domain::form::words;

const UNITS: &[(&str, &str)] = &[
    ("percent", "Per cent"),
    ("per-10000", "Per 10,000"),
    ("per-1000", "Per 1,000"),
    ("count", "A count"),
    ("score", "A score"),
    ("statement", "A statement: met, partly met or not"),
];

pub(super) static KPI: Form = Form {
    table: "kpi",
    one: "Indicator",
    many: "Indicators and their targets",
    says: "What is measured, in the paper’s words. Save the indicator first; then add its targets.",
    asks: None,
    fields: &[
        words("name", "Name of the measure", "Schools graded good or better").needed(),
        ID,
        CLAUSE,
        words("definition", "Definition", "What is counted, and what it is divided by"),
        field("unit", "Unit of its values", "", Kind::OneOf(UNITS)).needed(),
        field(
            "better",
            "Which way is better",
            "",
            Kind::OneOf(&[("higher", "Higher"), ("lower", "Lower")]),
        ),
        field(
            "term",
            "Long or short term",
            "As the paper groups it",
            Kind::OneOf(&[("long", "Long term"), ("short", "Short term")]),
        ),
        field("baseline", "Baseline", "Where it stood at the beginning", Kind::Within(&BASELINE)),
        field(
            "part_of",
            "Indicator that it is a part of",
            "Primary schools are a part of all schools",
            Kind::NameOf(Named::Indicator),
        ),
        field(
            "population",
            "Number that a rate is of",
            "For example, 24,771 children",
            Kind::Number(Wait::Known),
        ),
        text("source", "Source of its values", "Where they are published"),
        text("frequency", "How often it is measured", ""),
        text("owner", "Who answers for it", ""),
        text("comparators", "Authorities it is compared with", ""),
        NOTE,
        field("targets", "Targets", "", Kind::Items(&TARGETS)),
        field(
            "stated_elsewhere",
            "Targets that other papers state",
            "",
            Kind::Items(&STATED_ELSEWHERE),
        ),
    ],
};

static BASELINE: Form = Form {
    table: "baseline",
    one: "Baseline",
    many: "Baselines",
    says: "",
    asks: None,
    fields: &[
        day("on", "Day of the baseline", "").needed(),
        field("value", "Value of the baseline", "For example, 80", Kind::Number(Wait::MayWait))
            .needed(),
        field("document", "Paper that states it", "", Kind::NameOf(Named::Paper)),
    ],
};

const BY: Field = day("by", "Last day for it", "For example, 31 3 2028").needed();
const LABEL: Field = text("label", "What the paper calls it", "");
const UNIT: Field =
    field("unit", "Unit of the target", "Only where it is not the indicator’s", Kind::OneOf(UNITS));

const fn number(key: &'static str, label: &'static str, hint: &'static str) -> Field {
    field(key, label, hint, Kind::Number(Wait::MayWait)).needed()
}

/// What is to be reached: one of five ways to say it.
const AIM: Field = field(
    "aim",
    "What is to be reached",
    "",
    Kind::Ways(&[
        Way {
            key: "at_least",
            label: "A value or more",
            states: States::Nothing,
            fields: &[number("at_least", "Least value", "For example, 90")],
        },
        Way {
            key: "at_most",
            label: "A value or less",
            states: States::Nothing,
            fields: &[number("at_most", "Greatest value", "For example, 65")],
        },
        Way {
            key: "better_than",
            label: "Better than the comparators’ mean",
            states: States::Word("comparator-mean"),
            fields: &[],
        },
        Way {
            key: "top_percent",
            label: "Among the best",
            states: States::Nothing,
            fields: &[number("top_percent", "Best so many per cent", "For example, 25")],
        },
        Way {
            key: "statement",
            label: "What a sentence says",
            states: States::Nothing,
            fields: &[words("statement", "Words of the target", "").needed()],
        },
    ]),
)
.needed();

static TARGETS: Form = Form {
    table: "targets",
    one: "Target",
    many: "Targets",
    says: "What is to be reached by a day. Targets are kept in the order of their days.",
    asks: None,
    fields: &[BY, AIM, LABEL, UNIT],
};

static STATED_ELSEWHERE: Form = Form {
    table: "stated_elsewhere",
    one: "Target that another paper states",
    many: "Targets that other papers state",
    says: "Where papers differ, both are kept, and a check warns of it.",
    asks: None,
    fields: &[CLAUSE.needed(), BY, AIM, LABEL, UNIT],
};

pub(super) static PERFORMANCE: Form = Form {
    table: "performance",
    one: "How performance is rated",
    many: "How performance is rated",
    says: "An indicator is green at its milestone, amber a little below it, and red beyond that.",
    asks: None,
    fields: &[
        field(
            "amber",
            "How far amber goes",
            "",
            Kind::Ways(&[
                Way {
                    key: "amber_within",
                    label: "A share of the milestone",
                    states: States::Nothing,
                    fields: &[field(
                        "amber_within",
                        "Share of the milestone",
                        "For example, 5%",
                        Kind::Rate(Wait::Known),
                    )
                    .needed()],
                },
                Way {
                    key: "amber_points",
                    label: "So many points",
                    states: States::Nothing,
                    fields: &[field(
                        "amber_points",
                        "Points below the milestone",
                        "For example, 2",
                        Kind::Number(Wait::Known),
                    )
                    .needed()],
                },
            ]),
        ),
        field("review_month", "Month in which targets are reviewed", "", Kind::Month),
    ],
};
