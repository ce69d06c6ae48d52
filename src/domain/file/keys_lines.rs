//! The keys of charge lines, of what happened to them, and of what changed them.

use crate::domain::file::keys::CLAUSE;
use crate::domain::file::keys::CLAUSE_NEEDED;
use crate::domain::file::keys::ID;
use crate::domain::file::keys::Key;
use crate::domain::file::keys::NOTE;
use crate::domain::file::keys::Table;
use crate::domain::file::keys::VAT;
use crate::domain::file::keys::key;

const STARTS: Key = key("starts", "date", "Its first day, where that is not the term's");
const ENDS: Key = key("ends", "date", "Its last day, where that is not the term's");
const DAYS_PER_WEEK: Key = key(
    "days_per_week",
    "quantity or \"tbc\"",
    "Days a week on average over 12 months, of a 5-day week",
);
const FULL_COST: Key = key(
    "full_cost",
    "money or \"tbc\"",
    "A year of the whole post, with on-costs; or give salary, or day_rate",
);
const SALARY: Key = key(
    "salary",
    "money or \"tbc\"",
    "A year's salary, from which each year's on-costs are worked out",
);
const PENSION: Key = key(
    "pension",
    "rate",
    "The employer's pension contribution on the salary; left out, none is charged",
);
const DAY_RATE: Key = key("day_rate", "money or \"tbc\"", "A day's cost, with days_in_year");
const DAYS_IN_YEAR: Key =
    key("days_in_year", "quantity", "The days in the year of the day rate, such as 260");
const BASIS: Key =
    key("basis", "share, actual-days", "A fixed share (the default), or the recorded days");
const HOLDER: Key = key("holder", "text", "Who holds the post");
const RATE: Key = key("rate", "rate or \"tbc\"", "The rate on what the lines bill");
const ON: Key = key("on", "list of text", "Kinds of lines (staffing, service, input) or line ids");
const ANNUAL: Key = key(
    "annual",
    "money or \"tbc\"",
    "The charge of a year, so four times a quarter's; a rebate is negative",
);
const REVIEW_ON: Key = key("review_on", "date", "When it is reviewed");
const BUDGET: Key =
    key("budget", "money or \"tbc\"", "The most that may be billed over its whole life");
const APPROVED: Key =
    key("approved", "table", "The purchaser's approval: by and on. Without it nothing is billed");

const STAFFING: &[Key] = &[
    ID,
    CLAUSE_NEEDED,
    key("area", "text", "The service area that the paper puts it under"),
    key("post", "text", "What the post is called; its id where left out"),
    HOLDER,
    DAYS_PER_WEEK,
    FULL_COST,
    SALARY,
    PENSION,
    DAY_RATE,
    DAYS_IN_YEAR,
    BASIS,
    STARTS,
    ENDS,
    VAT,
];

const OVERHEAD: &[Key] = &[
    ID,
    CLAUSE_NEEDED,
    key("name", "text", "What it is called; Overhead where left out"),
    RATE,
    ON,
    key("per", "total, line", "Rounded once on the total (the default) or on each line"),
    key("covers", "list of text", "Kinds of costs that are refused on the lines it is on"),
    STARTS,
    ENDS,
    VAT,
];

const SERVICE: &[Key] = &[
    ID,
    CLAUSE_NEEDED,
    key("name", "text", "What it is called; its id where left out"),
    ANNUAL,
    STARTS,
    ENDS,
    REVIEW_ON,
    key("continues", "true, false", "Whether it runs to its own ends, whatever the term's end"),
    VAT,
];

const INPUT: &[Key] = &[
    ID,
    CLAUSE_NEEDED,
    key("name", "text", "What is ordered; its id where left out"),
    BUDGET,
    APPROVED,
    STARTS,
    ENDS,
    VAT,
];

/// Charge lines, breaks and variations.
pub(super) const LINES: &[Table] = &[
    Table {
        name: "staffing",
        says: "A post whose days are given to the purchaser.",
        keys: STAFFING,
    },
    Table { name: "overhead", says: "A rate on other lines.", keys: OVERHEAD },
    Table { name: "service", says: "A separately charged support service.", keys: SERVICE },
    Table {
        name: "input",
        says: "Another input, ordered one by one within a budget, billed at recorded cost.",
        keys: INPUT,
    },
    Table {
        name: "vat",
        says: "In a line: the VAT decision.",
        keys: &[
            key(
                "treatment",
                "standard, reduced, zero, exempt, outside-scope",
                "The treatment. Needed",
            ),
            key("reason", "text", "Why"),
            key("decided_by", "text", "The officer who decided"),
            key("decided_on", "date", "The day of the decision, from which it is known"),
        ],
    },
    Table {
        name: "approved",
        says: "In an input: the purchaser's approval.",
        keys: &[
            key("by", "text", "Who approved it. Needed"),
            key("on", "date", "When; it is known from that day. Needed"),
        ],
    },
    Table {
        name: "break",
        says: "A break clause: one of every_years, on_event and any_time.",
        keys: &[
            ID,
            CLAUSE,
            key("every_years", "whole number", "Every so many years of the term"),
            key("on_event", "text", "On each substantive event of this kind"),
            key(
                "window_months",
                "whole number",
                "How long an event leaves it open; 6 where left out",
            ),
            key("any_time", "true", "At any time"),
            key("notice_months", "whole number", "The notice to be given"),
            key("by", "supplier, purchaser", "Who may use it; either where left out"),
        ],
    },
    Table {
        name: "event",
        says: "Something that has happened.",
        keys: &[
            key("kind", "text", "Its kind, as on_event names it. Needed"),
            key("on", "date", "When; it is known from that day. Needed"),
            key("substantive", "true, false", "Whether it opens a break; false where left out"),
            NOTE,
        ],
    },
    Table {
        name: "notice",
        says: "Notice given under a break clause: it ends the term.",
        keys: &[
            key("break", "text", "The break's id. Needed"),
            key("given_by", "supplier, purchaser", "Who gave it. Needed"),
            key("given_on", "date", "When; it is known from that day. Needed"),
            key("ends_on", "date", "A later last day than the first valid one"),
            NOTE,
        ],
    },
    Table {
        name: "variation",
        says: "A change, agreed on one day and in effect from another, which may be in the past.",
        keys: &[
            ID,
            CLAUSE,
            key("agreed", "date", "When it was agreed; it is known from that day. Needed"),
            key("effective", "date", "From when it applies. Needed"),
            key("reason", "text", "Why"),
            key("ends", "date", "A new last day of the term"),
            key("change", "list of tables", "What it changes of lines that there are"),
            key("staffing", "tables", "Posts that it adds"),
            key("overhead", "tables", "Overheads that it adds"),
            key("service", "tables", "Services that it adds"),
            key("input", "tables", "Inputs that it adds"),
        ],
    },
    Table {
        name: "change",
        says: "In a variation: new terms of a line; without `line`, new ends of the agreement.",
        keys: &[
            key("line", "text", "The line's id"),
            key("ends", "date", "Its new last day, whatever the effective day"),
            DAYS_PER_WEEK,
            FULL_COST,
            SALARY,
            PENSION,
            DAY_RATE,
            DAYS_IN_YEAR,
            BASIS,
            HOLDER,
            RATE,
            ON,
            ANNUAL,
            REVIEW_ON,
            BUDGET,
            APPROVED,
            VAT,
        ],
    },
];
