//! The pages, a file a page or a small group of them: each reads the books, or calls one act of the
//! workflow, and fills in a template.

pub mod account;
pub mod agreement;
pub mod agreements;
pub mod drawn;
pub mod home;
pub mod invoice;
pub mod invoice_acts;
pub mod invoice_credit;
pub mod invoice_files;
pub mod invoices;
pub mod new_statement;
pub mod notices;
pub mod recharges;
pub mod sign_in;
pub mod statement;
pub mod statement_acts;
pub mod statement_files;
pub mod statement_issued;
pub mod timeline;
pub mod year_end;
pub mod year_end_acts;
