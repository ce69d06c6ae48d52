//! The agreement itself, its parties, and how it is billed.

use crate::domain::form::CLAUSE;
use crate::domain::form::Field;
use crate::domain::form::Form;
use crate::domain::form::Kind;
use crate::domain::form::NOTE;
use crate::domain::form::Wait;
use crate::domain::form::day;
use crate::domain::form::field;
use crate::domain::form::happenings;
use crate::domain::form::lines;
use crate::domain::form::money;
use crate::domain::form::papers;
use crate::domain::form::performance;
use crate::domain::form::text;
use crate::domain::form::whole;

const fn page(key: &'static str, label: &'static str, form: &'static Form) -> Field {
    field(key, label, "", Kind::Page(form))
}

const fn list(key: &'static str, label: &'static str, form: &'static Form) -> Field {
    field(key, label, "", Kind::Items(form))
}

pub(super) static AGREEMENT: Form = Form {
    table: "agreement",
    one: "The agreement and its term",
    many: "The agreement and its term",
    says: "What the agreement is called, how far it has come, and from when to when it runs.",
    asks: None,
    fields: &[
        text(
            "reference",
            "Reference",
            "The name by which both councils know the agreement; invoices bear it: HIOW-CS-2018",
        )
        .needed(),
        text("title", "Title", "What it is about: Strategic Partnership for Children’s Services"),
        field("status", "Stage", "How far the agreement has come", Kind::OneOf(STATUSES)),
        field(
            "instrument",
            "Kind of instrument",
            "What it is in law, beside the agreement before it",
            Kind::OneOf(INSTRUMENTS),
        ),
        day("starts", "First day of the term", "For example, 1 4 2026").needed(),
        day("ends", "Last day of the term", "Left empty, the agreement is open-ended"),
        whole(
            "acceptance_days",
            "Days after which a statement counts as agreed",
            "Only where the agreement says so: 10",
        ),
        list("legal_basis", "Powers relied on", &LEGAL_BASIS),
        page("supplier", "Supplier", &SUPPLIER),
        page("purchaser", "Purchaser", &PURCHASER),
        list("provision", "Sums in budget papers", &PROVISION),
        page("billing", "Billing and payment", &BILLING),
        page("reconciliation", "Reconciliation of days at the year’s end", &RECONCILIATION),
        list("staffing", "Posts", &lines::STAFFING),
        list("overhead", "Overheads", &lines::OVERHEAD),
        list("service", "Support services", &lines::SERVICE),
        list("input", "Other inputs", &lines::INPUT),
        list("break", "Break clauses", &happenings::BREAK),
        list("event", "Events that have happened", &happenings::EVENT),
        list("notice", "Notice that was given", &happenings::NOTICE),
        list("variation", "Changes from a day on", &happenings::VARIATION),
        list("kpi", "Indicators and their targets", &performance::KPI),
        page("performance", "How performance is rated", &performance::PERFORMANCE),
        page("heads", "Heads of terms", &papers::HEADS),
        list("decision", "Decisions", &papers::DECISION),
        list("document", "Papers", &papers::DOCUMENT),
        list("observation", "Facts that papers state", &papers::OBSERVATION),
        list("assumption", "Assumptions", &papers::ASSUMPTION),
        list("dispute", "Steps to settle disputes", &papers::DISPUTE),
        page("procurement", "Why no competition was held", &papers::PROCUREMENT),
    ],
};

const STATUSES: &[(&str, &str)] = &[
    ("draft", "Draft"),
    ("heads-agreed", "Heads of terms agreed"),
    ("approved", "Approved by both councils"),
    ("signed", "Signed"),
    ("in-force", "In force"),
    ("exit", "In exit"),
    ("closed", "Closed"),
];

const INSTRUMENTS: &[(&str, &str)] = &[
    ("new", "New agreement"),
    ("extension", "Extension"),
    ("renewal", "Renewal"),
    ("variation", "Variation"),
    ("replacement", "Replacement"),
    ("novation", "Novation"),
];

static LEGAL_BASIS: Form = Form {
    table: "legal_basis",
    one: "Power relied on",
    many: "Powers relied on",
    says: "The Acts or directions under which the supplier may provide, and the purchaser receive.",
    asks: None,
    fields: &[
        text(
            "act",
            "Act and section, or direction",
            "For example, Local Authorities (Goods and Services) Act 1970, section 1",
        )
        .needed(),
        day("from", "First day on which it is relied on", ""),
        day("to", "Last day on which it is relied on", ""),
        NOTE,
    ],
};

static SUPPLIER: Form = Form {
    table: "supplier",
    one: "Supplier",
    many: "Supplier",
    says: "The council that provides and bills.",
    asks: None,
    fields: AUTHORITY,
};

static PURCHASER: Form = Form {
    table: "purchaser",
    one: "Purchaser",
    many: "Purchaser",
    says: "The council that receives and pays.",
    asks: None,
    fields: AUTHORITY,
};

const fn within(
    key: &'static str,
    label: &'static str,
    hint: &'static str,
    of: &'static Form,
) -> Field {
    field(key, label, hint, Kind::Within(of))
}

const AUTHORITY: &[Field] = &[
    text("name", "Name of the council", "In full, as it has joined this service").needed(),
    text("kind", "Kind of authority", "County, unitary, district and so on"),
    text("code", "ONS code", "Nine characters: E10000014"),
    text("vat_number", "VAT number", "With the country: GB123456789"),
    field("address", "Postal address", "Line by line, the postcode last", Kind::Lines),
    text(
        "email",
        "E-mail address",
        "Where recharges or invoices are dealt with; letters of this service go there",
    ),
    text("purchase_order", "Purchase order number", "Where each invoice must bear one"),
    text("buyer_reference", "Buyer reference", "By which the purchaser knows the invoice"),
    text("legal_id", "Registration number", "Where it has one; a council may give its ONS code"),
    within(
        "bank",
        "Bank account",
        "The account that is paid into. A change of the supplier’s is confirmed by a second person \
         before it is in use",
        &BANK,
    ),
    within("contact", "Person or team to ask", "", &CONTACT),
    within(
        "electronic_address",
        "Address for electronic invoices",
        "Left empty, the VAT number serves",
        &ELECTRONIC_ADDRESS,
    ),
    within("ledger", "Codes in its own ledger", "Where these sums are booked", &LEDGER),
    text(
        "logo",
        "Name of the logo’s file",
        "For invoices: logo.svg. The file itself is chosen when the draft is brought in",
    ),
    text("colour", "Colour of its documents", "As # and six digits: #005ea5"),
    day("ends", "Last day as a council", "Only where an order abolishes it"),
];

static BANK: Form = Form {
    table: "bank",
    one: "Bank account",
    many: "Bank account",
    says: "",
    asks: None,
    fields: &[
        text("name", "Name on the account", "").needed(),
        text("sort_code", "Sort code", "Six figures: 30-00-00").needed(),
        text("account", "Account number", "Eight figures").needed(),
    ],
};

static CONTACT: Form = Form {
    table: "contact",
    one: "Person or team to ask",
    many: "Person or team to ask",
    says: "",
    asks: None,
    fields: &[
        text("name", "Name of the person or team", "").needed(),
        text("email", "Their e-mail address", ""),
        text("phone", "Their telephone number", ""),
    ],
};

static ELECTRONIC_ADDRESS: Form = Form {
    table: "electronic_address",
    one: "Address for electronic invoices",
    many: "Address for electronic invoices",
    says: "",
    asks: None,
    fields: &[
        text("scheme", "Scheme", "9932 for UK VAT numbers").needed(),
        text("id", "Identifier in the scheme", "").needed(),
    ],
};

static LEDGER: Form = Form {
    table: "ledger",
    one: "Codes in its own ledger",
    many: "Codes in its own ledger",
    says: "",
    asks: None,
    fields: &[
        text("cost_centre", "Cost centre", "Who bears or earns it").needed(),
        text("subjective", "Subjective code", "What it is, by nature").needed(),
    ],
};

static PROVISION: Form = Form {
    table: "provision",
    one: "Sum in budget papers",
    many: "Sums in budget papers",
    says: "What the papers say a year costs, to compare with what is billed. It is not billed \
           itself.",
    asks: None,
    fields: &[
        text("name", "Name of the sum", "What it is for: Strategic partnership").needed(),
        money("annual", "Sum of a year", "For example, £1,300,000").needed(),
        field("circa", "Is it about that much?", "", Kind::Tick),
        field(
            "includes",
            "Lines that it is said to cover",
            "Kinds of lines, or single ones",
            Kind::LinesOf,
        ),
        CLAUSE,
    ],
};

static BILLING: Form = Form {
    table: "billing",
    one: "Billing and payment",
    many: "Billing and payment",
    says: "How often the purchaser is billed, and how it pays. What is left as it is follows the \
           usual: each quarter, in arrears, by months, interest shown.",
    asks: None,
    fields: &[
        field(
            "every",
            "How often it is billed",
            "",
            Kind::OneOf(&[
                ("month", "Every calendar month"),
                ("quarter", "Every quarter of the financial year"),
                ("year", "Once every financial year"),
            ]),
        ),
        field(
            "timing",
            "When it is billed",
            "",
            Kind::OneOf(&[
                ("arrears", "In arrears: after the period"),
                ("advance", "In advance: on its first day"),
            ]),
        ),
        field(
            "apportion",
            "How a part of a year is taken",
            "Where a line begins, ends or changes within a period",
            Kind::OneOf(&[
                ("months", "By months, and parts of months by their days"),
                ("days", "By the days of the financial year"),
            ]),
        ),
        whole("payment_days", "Days to pay", "Calendar days from the invoice: 30"),
        field(
            "interest",
            "Interest on late payment",
            "",
            Kind::OneOf(&[
                ("none", "Not worked out"),
                ("show", "Worked out and shown, but not billed"),
                ("bill", "Worked out, for the supplier to bill"),
            ]),
        ),
    ],
};

static RECONCILIATION: Form = Form {
    table: "reconciliation",
    one: "Reconciliation of days at the year’s end",
    many: "Reconciliation of days at the year’s end",
    says: "After each financial year the days recorded are compared with the days agreed.",
    asks: Some("Are a year’s days compared with the days agreed?"),
    fields: &[
        field("on", "Posts that are compared", "Left empty, all posts are", Kind::LinesOf),
        field(
            "tolerance",
            "How far days may differ",
            "Before anything is charged or credited: 3%. Left empty, not at all",
            Kind::Rate(Wait::Known),
        ),
        field(
            "weeks",
            "Weeks in a year’s entitlement",
            "Left empty, 52",
            Kind::Number(Wait::Known),
        ),
    ],
};
