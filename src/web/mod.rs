//! The service: pages for people and an API for other systems, over the books.
//!
//! A request goes one way: [`server`] takes it from the network and reads the clock; [`routes`] is
//! the one page with every address and the rule of who may come in there; [`gate`] holds the rule;
//! a page or an answer of the API ([`pages`]) reads the books, or calls one act of the workflow;
//! what is refused is told by [`refusal`]. The API has a table of its own ([`api`]). Pages are
//! plain functions from a [`visit::Visit`] to an [`answer::Answer`], and know nothing of the
//! network.
//!
//! **Invariant**: no page has a rule of its own about money or duties: whatever it lets through,
//! the workflow asks again.

pub mod answer;
pub mod api;
pub mod assets;
pub mod form;
pub mod gate;
pub mod page;
pub mod pages;
pub mod refusal;
pub mod routes;
pub mod server;
pub mod sign_on;
pub mod visit;
pub mod watch;
pub mod worker;
