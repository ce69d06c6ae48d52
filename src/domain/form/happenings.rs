//! What ends an agreement, and what changes it from a day on.

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
use crate::domain::form::lines;
use crate::domain::form::text;
use crate::domain::form::whole;
use crate::domain::form::words;
use crate::domain::line::LineKind;

pub(super) const SIDES: &[(&str, &str)] =
    &[("supplier", "The supplier"), ("purchaser", "The purchaser")];

const WHEN: Field =
    field(
        "when",
        "When it can be used",
        "",
        Kind::Ways(&[
            Way {
                key: "every_years",
                label: "Every so many years of the term",
                states: States::Nothing,
                fields: &[
                    whole("every_years", "Years from one to the next", "For example, 5").needed()
                ],
            },
            Way {
                key: "on_event",
                label: "After an event",
                states: States::Nothing,
                fields: &[
                    text("on_event", "Kind of event", "As events are recorded: ofsted-report")
                        .needed(),
                    whole(
                        "window_months",
                        "Months for which the event leaves it open",
                        "Left empty, 6",
                    ),
                ],
            },
            Way { key: "any_time", label: "At any time", states: States::True, fields: &[] },
        ]),
    )
    .needed();

pub(super) static BREAK: Form = Form {
    table: "break",
    one: "Break clause",
    many: "Break clauses",
    says: "When either council may end the agreement before its last day, and by what notice.",
    asks: None,
    fields: &[
        ID,
        CLAUSE,
        WHEN,
        whole("notice_months", "Months of notice", "For example, 6"),
        field("by", "Who may use it", "", Kind::OneOf(SIDES)),
    ],
};

pub(super) static EVENT: Form = Form {
    table: "event",
    one: "Event",
    many: "Events that have happened",
    says: "What has happened that may open a break clause, such as an inspection.",
    asks: None,
    fields: &[
        text("kind", "Kind of event", "As a break clause names it: ofsted-report").needed(),
        day("on", "Day on which it happened", "It is known from that day").needed(),
        field("substantive", "Does it open the break clause?", "", Kind::Tick),
        NOTE,
    ],
};

pub(super) static NOTICE: Form = Form {
    table: "notice",
    one: "Notice",
    many: "Notice that was given",
    says: "Notice under a break clause ends the term. It is recorded here once it was given.",
    asks: None,
    fields: &[
        field("break", "Break clause that it is under", "", Kind::NameOf(Named::Break)).needed(),
        field("given_by", "Who gave it", "", Kind::OneOf(SIDES)).needed(),
        day("given_on", "Day on which it was given", "It is known from that day").needed(),
        day("ends_on", "Later last day", "Only where it is later than the first valid one"),
        NOTE,
    ],
};

pub(super) static VARIATION: Form = Form {
    table: "variation",
    one: "Change from a day on",
    many: "Changes from a day on",
    says: "A change was agreed on one day and applies from another, which may be in the past: what \
           it alters of periods billed already comes onto the next statement as an adjustment. \
           Save its two days first; then add what it changes. A post’s new salary from 1 April is \
           one line under “What it changes”; a new post is added under “Posts that it adds”.",
    asks: None,
    fields: &[
        ID,
        CLAUSE,
        day("agreed", "Day on which it was agreed", "It is known from that day").needed(),
        day("effective", "Day from which it applies", "For example, 1 4 2026").needed(),
        words("reason", "Reason for the change", "For example, the pay award for 2026/27"),
        day("ends", "New last day of the term", "Only where it moves that"),
        field("change", "What it changes", "", Kind::Items(&CHANGE)),
        field("staffing", "Posts that it adds", "", Kind::Items(&lines::STAFFING)),
        field("overhead", "Overheads that it adds", "", Kind::Items(&lines::OVERHEAD)),
        field("service", "Support services that it adds", "", Kind::Items(&lines::SERVICE)),
        field("input", "Other inputs that it adds", "", Kind::Items(&lines::INPUT)),
    ],
};

const POSTS: &[LineKind] = &[LineKind::Staffing];
const OVERHEADS: &[LineKind] = &[LineKind::Overhead];
const SERVICES: &[LineKind] = &[LineKind::Service];
const INPUTS: &[LineKind] = &[LineKind::Input];
const LINES: &[LineKind] =
    &[LineKind::Staffing, LineKind::Overhead, LineKind::Service, LineKind::Input];

static CHANGE: Form = Form {
    table: "change",
    one: "New terms of a line",
    many: "What it changes",
    says: "Fill in only what is new: all else stays as it was before.",
    asks: None,
    fields: &[
        field("line", "Line that it changes", "", Kind::NameOf(Named::Line)).needed_sometimes(),
        lines::DAYS_PER_WEEK.optional().of(POSTS),
        lines::FULL_COST.of(POSTS),
        lines::SALARY.of(POSTS),
        lines::PENSION.of(POSTS),
        lines::DAY_RATE.of(POSTS),
        field(
            "days_in_year",
            "Days in the year of the day rate",
            "For example, 260",
            Kind::Number(Wait::Known),
        )
        .of(POSTS),
        lines::BASIS.of(POSTS),
        lines::HOLDER.of(POSTS),
        lines::RATE.of(OVERHEADS),
        lines::ON.of(OVERHEADS),
        lines::ANNUAL.of(SERVICES),
        lines::REVIEW_ON.of(SERVICES),
        lines::BUDGET.of(INPUTS),
        lines::APPROVED.of(INPUTS),
        day("ends", "New last day", "Whatever the day from which the change applies"),
        lines::VAT.of(LINES),
    ],
};
