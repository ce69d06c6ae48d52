//! The pages, a file a page or a small group of them: each reads the books, or calls one act of the
//! workflow, and fills in a template.

pub mod account;
pub mod agreement;
pub mod agreements;
pub mod bring_in;
pub mod councils;
pub mod drawn;
pub mod hold_over;
pub mod home;
pub mod invoice;
pub mod invoice_acts;
pub mod invoice_credit;
pub mod invoice_files;
pub mod invoices;
pub mod letters;
pub mod log;
pub mod new_statement;
pub mod notices;
pub mod people;
pub mod recharges;
pub mod records;
pub mod runs;
pub mod sign_in;
pub mod sign_on;
pub mod statement;
pub mod statement_acts;
pub mod statement_files;
pub mod statement_issued;
pub mod steps;
pub mod terms;
pub mod timeline;
pub mod tokens;
pub mod versions;
pub mod webhooks;
pub mod year_end;
pub mod year_end_acts;
