//! The pages, over HTTP, from a server in this process.

mod access;
pub mod api;
mod guards;
// The tests in a browser have it too, and need more of it.
#[allow(dead_code)]
pub mod site;
mod terms;
mod terms_changed;
