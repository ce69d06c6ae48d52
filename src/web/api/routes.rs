//! All operations, area by area.

use crate::web::api::agreements;
use crate::web::api::council;
use crate::web::api::invoice_acts;
use crate::web::api::invoices;
use crate::web::api::operation::Operation;
use crate::web::api::records;
use crate::web::api::runs;
use crate::web::api::statement_acts;
use crate::web::api::statements;
use crate::web::api::tokens;
use crate::web::api::webhooks;
use crate::web::api::year_ends;

/// An area: its name, and its operations.
pub type Area = (&'static str, &'static [Operation]);

/// All areas.
pub const AREAS: [Area; 11] = [
    ("Agreements", agreements::OPERATIONS),
    ("Records", records::OPERATIONS),
    ("Statements", statements::OPERATIONS),
    ("What is done to a statement", statement_acts::OPERATIONS),
    ("Invoices", invoices::OPERATIONS),
    ("What is done to an invoice", invoice_acts::OPERATIONS),
    ("Year ends", year_ends::OPERATIONS),
    ("Runs", runs::OPERATIONS),
    ("The council", council::OPERATIONS),
    ("Webhooks", webhooks::OPERATIONS),
    ("Tokens", tokens::OPERATIONS),
];

/// All operations.
pub fn all() -> impl Iterator<Item = &'static Operation> {
    AREAS.iter().flat_map(|(_, operations)| operations.iter())
}
