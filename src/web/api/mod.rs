//! The API: JSON over HTTP for all that the pages do.
//!
//! Every operation stands in a table with its rule, its scope and its description
//! ([`routes::AREAS`]): the router, the description that is served ([`openapi`]) and the tests walk
//! the same table. An operation is a function from a call to a reply, inside one transaction: what
//! an act answers is kept there under its key ([`crate::workflow::idempotency`]).

pub mod admitted;
pub mod agreements;
pub mod call;
pub mod council;
pub mod described;
pub mod given;
pub mod invoice_acts;
pub mod invoices;
pub mod openapi;
pub mod operation;
pub mod problem;
pub mod records;
pub mod routes;
pub mod runs;
pub mod served;
pub mod statement_acts;
pub mod statement_lines;
pub mod statements;
pub mod tokens;
pub mod types;
pub mod webhooks;
pub mod year_ends;
