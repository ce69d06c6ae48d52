//! Every key that an agreement file may have: what refuses a misspelt one, and what the reference
//! in the README is made from.

use crate::domain::file::keys_lines::LINES;
use crate::domain::file::keys_performance::PERFORMANCE;

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

pub(super) const fn key(name: &'static str, takes: &'static str, says: &'static str) -> Key {
    Key { name, takes, says }
}

/// The table of a name.
///
/// # Panics
/// Where there is none: the reader asks only for tables that are listed here.
pub fn table(name: &str) -> &'static Table {
    tables().find(|table| table.name == name).expect("the reader asks for listed tables")
}

/// Every table, in the order of the reference.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    TERMS.iter().chain(LINES).chain(PERFORMANCE)
}

pub(super) const ID: Key = key("id", "text", "Its name in this file, one of its own. Needed");
pub(super) const CLAUSE: Key = key("clause", "text", "The clause, as statements print it");
pub(super) const CLAUSE_NEEDED: Key =
    key("clause", "text", "The clause it rests on. Needed: there is no line without one");
pub(super) const VAT: Key =
    key("vat", "table", "The VAT decision; a line without one can be previewed, not issued");
pub(super) const NOTE: Key = key("note", "text", "A remark");

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

/// The parties and the terms.
const TERMS: &[Table] = &[
    Table {
        name: "agreement",
        says: "At the top of the file, before any table.",
        keys: &[
            key("reference", "text", "The name by which both councils know the agreement. Needed"),
            key("title", "text", "What it is about"),
            key(
                "status",
                "draft, heads-agreed, approved, signed, in-force, exit, closed",
                "How far it has come",
            ),
            key(
                "instrument",
                "new, extension, renewal, variation, replacement, novation",
                "What kind of instrument it is",
            ),
            key("starts", "date", "The first day of the term. Needed"),
            key("ends", "date", "The last day of the term; left out, it is open-ended"),
            key(
                "acceptance_days",
                "whole number",
                "Days after which a statement is deemed agreed, where the agreement says so",
            ),
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
            key(
                "includes",
                "list of text",
                "Kinds of lines, or line ids, that it is said to cover",
            ),
            CLAUSE,
        ],
    },
    Table {
        name: "billing",
        says: "How it is billed.",
        keys: &[
            key(
                "every",
                "month, quarter, year",
                "Of the financial year, 1 April to 31 March; a quarter where left out",
            ),
            key("timing", "arrears, advance", "After the period (the default) or on its first day"),
            key(
                "apportion",
                "months, days",
                "How a part of a year is taken; months where left out",
            ),
            key("payment_days", "whole number", "Calendar days to pay; 30 where left out"),
            key(
                "interest",
                "none, show, bill",
                "What is done about late payment; shown where left out. To bill it is the \
                 supplier's own act",
            ),
        ],
    },
    Table {
        name: "reconciliation",
        says: "A year's recorded days against the days agreed.",
        keys: &[
            key("on", "list of text", "Kinds of lines or line ids; staffing where left out"),
            key(
                "tolerance",
                "rate",
                "How far days may differ before anything is charged or credited; 0% if left out",
            ),
            key("weeks", "quantity", "The weeks of a year's entitlement; 52 where left out"),
        ],
    },
];
