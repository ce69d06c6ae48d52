//! The service in a real browser: what people do there from page to page, by the words that they
//! read. Every page that a journey passes is held to the rules of [`looks`], wide and narrow.
//!
//! Debian's `chromium` and `chromium-driver` do it; `tests/run` installs them.

mod begin;
mod browser;
mod credits;
mod driver;
mod dues;
mod form;
mod keyboard;
mod looks;
mod quarter;
mod runs;
mod sign_on;
mod year_end;

// What the tests of the service have too; not all of it is needed here.
#[allow(dead_code)]
#[path = "../service/bureau.rs"]
mod bureau;
#[allow(dead_code, unused_imports, unused_macros)]
#[path = "../service/ground.rs"]
mod ground;
#[allow(dead_code)]
#[path = "../service/mail/server.rs"]
mod mail_server;
#[allow(dead_code)]
#[path = "../service/web/site.rs"]
mod site;
