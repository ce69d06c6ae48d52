//! The pages, over HTTP, from a server in this process.

mod access;
mod guards;
pub mod site;
mod terms;
mod terms_changed;
