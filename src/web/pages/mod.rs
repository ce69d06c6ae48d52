//! The pages, a file a page or a small group of them: each reads the books, or calls one act of the
//! workflow, and fills in a template.

pub mod account;
pub mod agreement;
pub mod agreements;
pub mod bring_in;
pub mod councils;
pub mod hold_over;
pub mod home;
pub mod letters;
pub mod log;
pub mod notices;
pub mod people;
pub mod records;
pub mod runs;
pub mod sign_in;
pub mod statement;
pub mod versions;
