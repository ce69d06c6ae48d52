//! The keys of indicators, heads of terms and papers.

use crate::domain::file::keys::CLAUSE;
use crate::domain::file::keys::CLAUSE_NEEDED;
use crate::domain::file::keys::ID;
use crate::domain::file::keys::Key;
use crate::domain::file::keys::NOTE;
use crate::domain::file::keys::Table;
use crate::domain::file::keys::key;

const UNIT: Key =
    key("unit", "percent, per-10000, per-1000, count, score, statement", "What the values are in");
/// Indicators, heads of terms and papers.
pub(super) const PERFORMANCE: &[Table] = &[
    Table {
        name: "kpi",
        says: "An indicator.",
        keys: &[
            ID,
            CLAUSE,
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
            key(
                "stated_elsewhere",
                "list of tables",
                "Targets for the same measure in other papers",
            ),
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
        says: "In an indicator: one of at_least, at_most, better_than, top_percent, statement.",
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
            key(
                "amber_within",
                "rate",
                "Amber: worse than the milestone by no more than this share of it",
            ),
            key("amber_points", "quantity", "Amber: worse by no more than so many points"),
            key(
                "review_month",
                "whole number",
                "The month in which targets are reviewed, 1 for January",
            ),
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
