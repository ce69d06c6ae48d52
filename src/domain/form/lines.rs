//! What is charged: posts, overheads, support services and other inputs.

use crate::domain::form::CLAUSE;
use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::ID;
use crate::domain::form::Kind;
use crate::domain::form::States;
use crate::domain::form::Wait;
use crate::domain::form::Way;
use crate::domain::form::day;
use crate::domain::form::field;
use crate::domain::form::money;
use crate::domain::form::text;
use crate::domain::form::words;

const STARTS: Field = day("starts", "First day", "Only where that is not the term’s");
const ENDS: Field = day("ends", "Last day", "Only where that is not the term’s");
pub(super) const DAYS_PER_WEEK: Field = field(
    "days_per_week",
    "Days a week",
    "On average over 12 months, of a 5-day week: 1, or 0.5. To be confirmed, if not known yet",
    Kind::Number(Wait::MayWait),
)
.needed_sometimes();
pub(super) const FULL_COST: Field = money(
    "full_cost",
    "Full cost of the post in a year",
    "The whole post with on-costs: £195,187.49. To be confirmed, if not known yet",
);
pub(super) const SALARY: Field = money(
    "salary",
    "Salary of a year",
    "For the whole post: £150,000. On-costs are added by the rates of each year",
);
pub(super) const PENSION: Field = field(
    "pension",
    "Employer’s pension contribution",
    "Of the salary: 17.1%. Left empty, none is charged",
    Kind::Rate(Wait::Known),
);
pub(super) const DAY_RATE: Field = money("day_rate", "Cost of a day", "For example, £750.72");
pub(super) const DAYS_IN_YEAR: Field = field(
    "days_in_year",
    "Days in the year of the day rate",
    "For example, 260. A share of the post needs them",
    Kind::Number(Wait::MayWait),
)
.needed_sometimes();
pub(super) const BASIS: Field = field(
    "basis",
    "What is charged",
    "",
    Kind::OneOf(&[
        ("share", "The agreed share of the post, whatever days are recorded"),
        ("actual-days", "The days that are recorded"),
    ]),
);
pub(super) const HOLDER: Field = text("holder", "Who holds the post", "");
pub(super) const RATE: Field = field(
    "rate",
    "Rate",
    "On what the lines bill: 15%. To be confirmed, if not known yet",
    Kind::Rate(Wait::MayWait),
);
pub(super) const ON: Field =
    field("on", "Lines that it is on", "Kinds of lines, or single ones", Kind::LinesOf);
pub(super) const ANNUAL: Field = money(
    "annual",
    "Charge of a year",
    "Four times a quarter’s: £180,000. A rebate has a minus: -£5,000",
);
pub(super) const REVIEW_ON: Field = day("review_on", "Day of its next review", "");
pub(super) const BUDGET: Field =
    money("budget", "Most that may be billed", "Over its whole life: £20,000");
pub(super) const APPROVED: Field = field(
    "approved",
    "The purchaser’s approval",
    "Without it nothing is billed",
    Kind::Within(&APPROVAL),
);
pub(super) const VAT: Field = field(
    "vat",
    "VAT decision",
    "An officer decides for each line. One without a decision is previewed, and not invoiced",
    Kind::Within(&VAT_DECISION),
);

static APPROVAL: Form = Form {
    table: "approved",
    one: "Approval",
    many: "Approvals",
    says: "",
    asks: None,
    fields: &[
        text("by", "Who approved it", "").needed(),
        day("on", "Day of the approval", "It is known from that day").needed(),
    ],
};

static VAT_DECISION: Form = Form {
    table: "vat",
    one: "VAT decision",
    many: "VAT decisions",
    says: "",
    asks: None,
    fields: &[
        field(
            "treatment",
            "VAT treatment",
            "",
            Kind::OneOf(&[
                ("standard", "Standard rate"),
                ("reduced", "Reduced rate"),
                ("zero", "Zero rate"),
                ("exempt", "Exempt"),
                ("outside-scope", "Outside the scope of VAT"),
            ]),
        )
        .needed(),
        words("reason", "Reason for the treatment", "As the officer gave it"),
        text("decided_by", "Officer who decided", ""),
        day("decided_on", "Day of the decision", "The line can be invoiced from that day"),
    ],
};

/// What a post costs: one of three ways.
const COST: Field = field(
    "cost",
    "What the post costs",
    "",
    Kind::Ways(&[
        Way {
            key: "full_cost",
            label: "A full cost, with on-costs",
            states: States::Nothing,
            fields: &[FULL_COST],
        },
        Way {
            key: "salary",
            label: "A salary, to which on-costs are added",
            states: States::Nothing,
            fields: &[SALARY, PENSION],
        },
        Way {
            key: "day_rate",
            label: "A day rate",
            states: States::Nothing,
            fields: &[DAY_RATE, DAYS_IN_YEAR],
        },
    ]),
)
.needed();

pub(super) static STAFFING: Form = Form {
    table: "staffing",
    one: "Post",
    many: "Posts",
    says: "Officers of the supplier whose days are given to the purchaser. What is stated here \
           holds from the first day on.",
    asks: None,
    fields: &[
        text("post", "Name of the post", "Director of Children’s Services"),
        ID,
        CLAUSE.needed(),
        text("area", "Service area", "That the paper puts it under: Strategic Management"),
        HOLDER,
        DAYS_PER_WEEK,
        COST,
        BASIS,
        STARTS,
        ENDS,
        VAT,
    ],
};

pub(super) static OVERHEAD: Form = Form {
    table: "overhead",
    one: "Overhead",
    many: "Overheads",
    says: "A rate on what other lines bill, for administration, travel and the like.",
    asks: None,
    fields: &[
        text("name", "Name of the overhead", "Left empty, it is called Overhead"),
        ID,
        CLAUSE.needed(),
        RATE.needed(),
        ON.needed(),
        field(
            "per",
            "How it is rounded",
            "",
            Kind::OneOf(&[("total", "Once, on the lines’ total"), ("line", "On each line")]),
        ),
        field(
            "covers",
            "Costs that it covers",
            "A kind to a line, such as travel: such costs are refused on the lines it is on",
            Kind::Lines,
        ),
        STARTS,
        ENDS,
        VAT,
    ],
};

pub(super) static SERVICE: Form = Form {
    table: "service",
    one: "Support service",
    many: "Support services",
    says: "Services that are charged by the year, such as hosting, payroll or property. What is \
           stated here holds from the first day on.",
    asks: None,
    fields: &[
        text("name", "Name of the service", "Hosting of the social care database"),
        ID,
        CLAUSE.needed(),
        ANNUAL.needed(),
        STARTS,
        ENDS,
        REVIEW_ON,
        field("continues", "Does it run to its own last day, whatever the term’s?", "", Kind::Tick),
        VAT,
    ],
};

pub(super) static INPUT: Form = Form {
    table: "input",
    one: "Other input",
    many: "Other inputs",
    says: "What is ordered one by one within a budget, and billed at its recorded cost.",
    asks: None,
    fields: &[
        text("name", "What is ordered", "Task force for the school in special measures"),
        ID,
        CLAUSE.needed(),
        BUDGET.needed(),
        APPROVED,
        STARTS,
        ENDS,
        VAT,
    ],
};
