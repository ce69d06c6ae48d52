//! The pages, a file a page or a small group of them: each reads the books, or calls one act of the
//! workflow, and fills in a template.

pub mod account;
pub mod agreement;
pub mod agreements;
pub mod home;
pub mod notices;
pub mod runs;
pub mod sign_in;
pub mod statement;
