//! The pages, over HTTP, from a server in this process.

mod access;
pub mod api;
mod guards;
// The tests in a browser have it too, and need more of it.
#[allow(dead_code)]
pub mod site;
mod terms;
mod terms_changed;

/// Holds a table of who may come in where to the one that is kept in `tests/service/web`, which
/// people read; with `UPDATE_GOLDEN=1` it is written anew.
pub fn must_be_as_kept(name: &str, table: &str) {
    let path = format!("{}/tests/service/web/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, table).expect("it can be written");
    }
    let wanted = std::fs::read_to_string(&path).expect("the table is there");
    assert_eq!(table, wanted, "with UPDATE_GOLDEN=1 it is written anew: read what changed");
}

/// A line of such a table: who of a side may come in.
pub fn who_may(side: &str, may: &[&str]) -> String {
    let may = if may.is_empty() { "nobody".to_owned() } else { may.join(" ") };
    format!("{side}: {may}\n    ")
}
