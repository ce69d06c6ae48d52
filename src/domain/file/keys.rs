//! Every key that an agreement file may have: what refuses a misspelt one, and what the reference in
//! the README is made from.

/// A table of the file with its keys.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name, as it is written: `[[staffing]]`, `staffing.vat`.
    pub name: &'static str,
    /// What it is.
    pub says: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes: text, a date, money and so on.
    pub takes: &'static str,
    /// What it is.
    pub says: &'static str,
}

const fn key(name: &'static str, takes: &'static str, says: &'static str) -> Key {
    Key { name, takes, says }
}

/// The table of a name.
///
/// # Panics
/// Where there is none: the reader asks only for tables that are listed here.
pub fn table(name: &str) -> &'static Table {
    TABLES.iter().find(|table| table.name == name).expect("the reader asks for listed tables")
}

const ID: Key = key("id", "text", "Its name in this file, one of its own in the agreement. Needed");
const CLAUSE: Key = key("clause", "text", "The clause it rests on, as statements print it");
const CLAUSE_NEEDED: Key = key("clause", "text", "The clause it rests on. Needed: there is no line without one");
const STARTS: Key = key("starts", "date", "Its first day, where that is not the term's");
const ENDS: Key = key("ends", "date", "Its last day, where that is not the term's");
const VAT: Key = key("vat", "table", "The VAT decision; a line without one can be previewed, not issued");
const NOTE: Key = key("note", "text", "A remark");
const DAYS_PER_WEEK: Key = key("days_per_week", "quantity or \"tbc\"", "Days a week on average over 12 months, of a 5-day week");
const FULL_COST: Key = key("full_cost", "money or \"tbc\"", "A year of the whole post, with on-costs; or give salary, or day_rate");
const SALARY: Key = key("salary", "money or \"tbc\"", "A year's salary, from which each year's on-costs are worked out");
const PENSION: Key = key("pension", "rate", "The employer's pension contribution on the salary; left out, none is charged");
const DAY_RATE: Key = key("day_rate", "money or \"tbc\"", "A day's cost, with days_in_year");
const DAYS_IN_YEAR: Key = key("days_in_year", "quantity", "The days in the year of the day rate, such as 260");
const BASIS: Key = key("basis", "share, actual-days", "A fixed share (the default), or the recorded days");
const HOLDER: Key = key("holder", "text", "Who holds the post");
const RATE: Key = key("rate", "rate or \"tbc\"", "The rate on what the lines bill");
const ON: Key = key("on", "list of text", "Kinds of lines (staffing, service, input) or line ids");
const ANNUAL: Key = key("annual", "money or \"tbc\"", "The charge of a year; a rebate is negative");
const REVIEW_ON: Key = key("review_on", "date", "When it is reviewed");
const BUDGET: Key = key("budget", "money or \"tbc\"", "The most that may be billed over its whole life");
const APPROVED: Key = key("approved", "table", "The purchaser's approval: by and on. Without it nothing is billed");
const UNIT: Key = key("unit", "percent, per-10000, per-1000, count, score, statement", "What the values are in");

const AUTHORITY: &[Key] = &[
    key("name", "text", "Its name in full. Needed"),
    key("kind", "text", "County, unitary, district and so on"),
    key("code", "text", "Its ONS code"),
    key("vat_number", "text", "Its VAT number, with GB"),
    key("address", "list of text", "Its postal address, line by line"),
    key("email", "text", "Where recharges or invoices are dealt with"),
    key("bank", "table", "The account that pays it: name, sort_code, account"),
    key("purchase_order", "text", "The order number that each invoice must bear"),
    key("buyer_reference", "text", "The reference by which the purchaser knows the invoice"),
    key("contact", "table", "Whom to ask: name, email, phone"),
    key("legal_id", "text", "Its registration number, where it has one"),
    key("electronic_address", "table", "For e-invoices: scheme, id"),
    key("ledger", "table", "Its own codes: cost_centre, subjective"),
    key("logo", "text", "The file of its logo"),
    key("colour", "text", "Its colour, as #005ea5"),
    key("ends", "date", "Its last day as a council, where an order abolishes it"),
];

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

/// Every table, in the order of the reference.
pub const TABLES: &[Table] = &[
    Table {
        name: "agreement",
        says: "At the top of the file, before any table.",
        keys: &[
            key("reference", "text", "The name by which both councils know the agreement. Needed"),
            key("title", "text", "What it is about"),
            key("status", "draft, heads-agreed, approved, signed, in-force, exit, closed", "How far it has come"),
            key("instrument", "new, extension, renewal, variation, replacement, novation", "What kind of instrument it is"),
            key("starts", "date", "The first day of the term. Needed"),
            key("ends", "date", "The last day of the term; left out, it is open-ended"),
            key("acceptance_days", "whole number", "After how many days a statement nobody queried is agreed, only where the agreement says so"),
            key("legal_basis", "tables", "The powers relied on"),
            key("supplier", "table", "The authority that provides and bills. Needed"),
            key("purchaser", "table", "The authority that receives and pays. Needed"),
            key("provision", "tables", "What budget papers state"),
            key("billing", "table", "How it is billed"),
            key("reconciliation", "table", "How a year's days are reconciled"),
            key("staffing", "tables", "Posts"),
            key("overhead", "tables", "Overheads"),
            key("service", "tables", "Support services"),
            key("input", "tables", "Other inputs"),
            key("break", "tables", "Break clauses"),
            key("event", "tables", "What has happened"),
            key("notice", "tables", "Notice that was given"),
            key("variation", "tables", "What was changed"),
            key("kpi", "tables", "Indicators"),
            key("performance", "table", "How performance is rated"),
            key("heads", "table", "Heads of terms"),
            key("decision", "tables", "Who decided what"),
            key("document", "tables", "The papers that facts are taken from"),
            key("observation", "tables", "Facts that the papers state"),
            key("assumption", "tables", "What the papers leave out"),
            key("dispute", "tables", "The dispute ladder"),
            key("procurement", "table", "Why no competition was held"),
        ],
    },
    Table {
        name: "legal_basis",
        says: "A power relied on, from a day on.",
        keys: &[
            key("act", "text", "The Act and section, or the direction. Needed"),
            key("from", "date", "From when"),
            key("to", "date", "The last day"),
            NOTE,
        ],
    },
    Table { name: "supplier", says: "The authority that provides and bills.", keys: AUTHORITY },
    Table { name: "purchaser", says: "The authority that receives and pays.", keys: AUTHORITY },
    Table {
        name: "bank",
        says: "In an authority: the account that pays it.",
        keys: &[
            key("name", "text", "The account's name. Needed"),
            key("sort_code", "text", "As 00-00-00. Needed"),
            key("account", "text", "Eight figures. Needed"),
        ],
    },
    Table {
        name: "contact",
        says: "In an authority: whom to ask.",
        keys: &[
            key("name", "text", "Who. Needed"),
            key("email", "text", "Their e-mail address"),
            key("phone", "text", "Their telephone number"),
        ],
    },
    Table {
        name: "electronic_address",
        says: "In an authority: its address for e-invoices.",
        keys: &[
            key("scheme", "text", "9932 for UK VAT numbers. Needed"),
            key("id", "text", "The identifier. Needed"),
        ],
    },
    Table {
        name: "ledger",
        says: "In an authority: its own codes for these sums.",
        keys: &[
            key("cost_centre", "text", "Who bears or earns it. Needed"),
            key("subjective", "text", "What it is, by nature. Needed"),
        ],
    },
    Table {
        name: "provision",
        says: "A sum that budget papers state, to compare with what is billed.",
        keys: &[
            key("name", "text", "What it is for. Needed"),
            key("annual", "money", "The sum of a year. Needed"),
            key("circa", "true, false", "Whether the paper says circa"),
            key("includes", "list of text", "Kinds of lines, or line ids, that it is said to cover"),
            CLAUSE,
        ],
    },
    Table {
        name: "billing",
        says: "How it is billed.",
        keys: &[
            key("every", "month, quarter, year", "Of the financial year, 1 April to 31 March; a quarter where left out"),
            key("timing", "arrears, advance", "After the period (the default) or on its first day"),
            key("apportion", "months, days", "How a part of a year is taken; months where left out"),
            key("payment_days", "whole number", "Calendar days to pay; 30 where left out"),
            key("interest", "none, show, bill", "What is done about late payment; shown where left out"),
        ],
    },
    Table {
        name: "reconciliation",
        says: "A year's recorded days against the days agreed.",
        keys: &[
            key("on", "list of text", "Kinds of lines or line ids; staffing where left out"),
            key("tolerance", "rate", "By how much days may differ before anything is charged or credited; 0% where left out"),
            key("weeks", "quantity", "The weeks of a year's entitlement; 52 where left out"),
        ],
    },
    Table { name: "staffing", says: "A post whose days are given to the purchaser.", keys: STAFFING },
    Table { name: "overhead", says: "A rate on other lines.", keys: OVERHEAD },
    Table { name: "service", says: "A separately charged support service.", keys: SERVICE },
    Table {
        name: "input",
        says: "Another partnership input, ordered one by one within a budget, billed at recorded cost.",
        keys: INPUT,
    },
    Table {
        name: "vat",
        says: "In a line: the VAT decision.",
        keys: &[
            key("treatment", "standard, reduced, zero, exempt, outside-scope", "The treatment. Needed"),
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
            CLAUSE_NEEDED,
            key("every_years", "whole number", "Every so many years of the term"),
            key("on_event", "text", "On each substantive event of this kind"),
            key("window_months", "whole number", "How long an event leaves it open; 6 where left out"),
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
        says: "In a variation: new terms of one line. Without `line` it can give the agreement new ends.",
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
    Table {
        name: "kpi",
        says: "An indicator.",
        keys: &[
            ID,
            CLAUSE_NEEDED,
            key("name", "text", "The measure, in the paper's words. Needed"),
            key("definition", "text", "What is counted, and what it is divided by"),
            UNIT,
            key("better", "higher, lower", "Whether more or less is wanted"),
            key("term", "long, short", "As the paper groups them"),
            key("baseline", "table", "Where it stood: on, value, document"),
            key("targets", "list of tables", "What is to be reached by when"),
            key("part_of", "text", "The indicator that this one is a part of"),
            key("population", "quantity", "The number that a rate is of"),
            key("source", "text", "Where its values come from"),
            key("frequency", "text", "How often it is measured"),
            key("owner", "text", "Who answers for it"),
            key("comparators", "text", "The authorities it is compared with"),
            key("stated_elsewhere", "list of tables", "Targets for the same measure in other papers"),
            NOTE,
        ],
    },
    Table {
        name: "baseline",
        says: "In an indicator: where it stood.",
        keys: &[
            key("on", "date", "When. Needed"),
            key("value", "quantity", "The value. Needed"),
            key("document", "text", "The id of the paper that states it"),
        ],
    },
    Table {
        name: "targets",
        says: "In an indicator: one of at_least, at_most, better_than, top_percent and statement by a day.",
        keys: TARGET,
    },
    Table {
        name: "stated_elsewhere",
        says: "In an indicator: a target that another paper states.",
        keys: &[
            CLAUSE_NEEDED,
            TARGET[0],
            TARGET[1],
            TARGET[2],
            TARGET[3],
            TARGET[4],
            TARGET[5],
            TARGET[6],
            TARGET[7],
        ],
    },
    Table {
        name: "performance",
        says: "How performance is rated. Give amber_within or amber_points, not both.",
        keys: &[
            key("amber_within", "rate", "Amber: worse than the milestone by no more than this share of it"),
            key("amber_points", "quantity", "Amber: worse by no more than so many points"),
            key("review_month", "whole number", "The month in which targets are reviewed, 1 for January"),
        ],
    },
    Table {
        name: "heads",
        says: "The heads of terms, in order, verbatim.",
        keys: &[
            key("scope", "list of tables", "Paragraphs: clause, text"),
            key("outcomes", "list of text", "What is to come of it"),
            key("outputs", "list of text", "What is to be produced or kept up"),
            key("notes", "list of tables", "Paragraphs: clause, text"),
            key("core_input", "tables", "Staff by service area"),
        ],
    },
    Table {
        name: "paragraph",
        says: "In scope and notes: a paragraph.",
        keys: &[CLAUSE_NEEDED, key("text", "text", "Its words. Needed")],
    },
    Table {
        name: "core_input",
        says: "What each council puts into a service area, in full-time equivalents.",
        keys: &[
            key("area", "text", "The service area. Needed"),
            key("supplier_fte", "quantity or \"tbc\"", "The supplier's"),
            key("purchaser_fte", "quantity or \"tbc\"", "The purchaser's"),
        ],
    },
    Table {
        name: "decision",
        says: "Who decided what, with what authority.",
        keys: &[
            key("authority", "supplier, purchaser", "Whose decision. Needed"),
            key("body", "text", "The body that took it. Needed"),
            key("on", "date", "When. Needed"),
            key("text", "text", "What was decided. Needed"),
            CLAUSE,
            key("delegated_to", "text", "The officer to whom the rest is left"),
            key("consulting", "list of text", "Whom that officer must consult"),
            key("reference", "text", "The minute or report"),
        ],
    },
    Table {
        name: "document",
        says: "A paper that facts are taken from.",
        keys: &[
            ID,
            key("title", "text", "Its title. Needed"),
            key("dated", "date", "Its date. Needed"),
            key("body", "text", "The body it was put before"),
        ],
    },
    Table {
        name: "observation",
        says: "A fact that a paper states.",
        keys: &[
            key("document", "text", "The paper's id. Needed"),
            CLAUSE_NEEDED,
            key("on", "date", "The day that it is true of, where that is stated"),
            key("text", "text", "The words. Needed"),
        ],
    },
    Table {
        name: "assumption",
        says: "What the papers leave out, and what stands in its place.",
        keys: &[
            CLAUSE_NEEDED,
            key("about", "text", "The line, indicator or key that rests on it"),
            key("text", "text", "What is assumed. Needed"),
        ],
    },
    Table {
        name: "dispute",
        says: "A step of the dispute ladder.",
        keys: &[
            CLAUSE,
            key("stage", "text", "Who tries to settle it. Needed"),
            key("working_days", "whole number", "How long they have"),
        ],
    },
    Table {
        name: "procurement",
        says: "Why no competition was held.",
        keys: &[
            CLAUSE,
            key("exemption", "text", "The regulation relied on"),
            key("evidence", "text", "That at most 20% of the activities are for others"),
            key("review_on", "date", "When the tests are looked at again"),
        ],
    },
];

const TARGET: &[Key] = &[
    key("by", "date", "The last day for it. Needed"),
    key("at_least", "quantity", "This value or more"),
    key("at_most", "quantity", "This value or less"),
    key("better_than", "comparator-mean", "Strictly better than the comparators' mean"),
    key("top_percent", "quantity", "In so many per cent of the best"),
    key("statement", "text", "What a sentence says: met, partly or not"),
    key("label", "text", "What the paper calls it"),
    key("unit", "as of the indicator", "Its own unit, where that is another"),
];
