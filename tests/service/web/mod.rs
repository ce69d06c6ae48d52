//! The pages, over HTTP, from a server in this process.

mod access;
pub mod api;
mod guards;
pub mod site;
