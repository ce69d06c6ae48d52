//! The tables, made and brought up to date from the scripts that are part of the program:
//! `migrations/common` runs unchanged on both databases, the folders beside it on one.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::migration::Migration;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_migrations::EmbeddedMigrations;
use diesel_migrations::MigrationHarness;
use diesel_migrations::embed_migrations;

use crate::store::connection;
use crate::store::connection::Books;
use crate::store::error::StoreError;

const COMMON: EmbeddedMigrations = embed_migrations!("migrations/common");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The common scripts and those of one database, in the order of their versions.
struct Both(EmbeddedMigrations);

impl<B: diesel::backend::Backend> MigrationSource<B> for Both {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<B>>>> {
        let mut all = MigrationSource::<B>::migrations(&COMMON)?;
        all.extend(MigrationSource::<B>::migrations(&self.0)?);
        all.sort_by(|one, other| one.name().version().cmp(&other.name().version()));
        Ok(all)
    }
}

/// Brings the tables up to date, and gives the names of the scripts that were run: none where
/// they were.
///
/// # Errors
/// Where a script fails; PostgreSQL and SQLite both undo it then.
pub fn migrate(books: &mut Books) -> Result<Vec<String>, StoreError> {
    // One transaction: of many that start at once the first makes the tables, and the others wait
    // and find nothing to do.
    connection::change(books, |books| {
        let run = match books {
            Books::Postgres(c) => {
                c.batch_execute(&format!("SELECT pg_advisory_xact_lock({MIGRATING})"))?;
                c.run_pending_migrations(Both(POSTGRES)).map(|run| names(&run))
            }
            Books::Sqlite(c) => c.run_pending_migrations(Both(SQLITE)).map(|run| names(&run)),
        };
        run.map_err(|error| StoreError::Migration(error.to_string()))
    })
}

/// The number by which PostgreSQL knows that the tables are being made: any that nobody else takes.
const MIGRATING: i64 = 0x00c0_c0da_7000;

#[derive(QueryableByName)]
struct Made {
    #[diesel(sql_type = diesel::sql_types::Text)]
    version: String,
}

/// The versions of the scripts that made the tables, in order.
///
/// # Errors
/// The database's own.
pub fn made(books: &mut Books) -> Result<Vec<String>, StoreError> {
    // The migrations' own question makes their table, which a snapshot may not.
    let asked = "SELECT version FROM __diesel_schema_migrations ORDER BY version";
    let made: Vec<Made> = diesel::sql_query(asked).load(books)?;
    Ok(made.into_iter().map(|made| made.version).collect())
}

/// The versions of the scripts that have yet to be run.
///
/// # Errors
/// The database's own.
pub fn missing(books: &mut Books) -> Result<Vec<String>, StoreError> {
    let made = made(books)?;
    let all = match books {
        Books::Postgres(_) => versions::<diesel::pg::Pg>(POSTGRES),
        Books::Sqlite(_) => versions::<diesel::sqlite::Sqlite>(SQLITE),
    };
    let mut all = all.map_err(|error| StoreError::Migration(error.to_string()))?;
    all.retain(|version| !made.contains(version));
    Ok(all)
}

fn versions<B: diesel::backend::Backend>(
    of_one: EmbeddedMigrations,
) -> diesel::migration::Result<Vec<String>> {
    let all = MigrationSource::<B>::migrations(&Both(of_one))?;
    Ok(all.iter().map(|script| script.name().version().to_string()).collect())
}

fn names(run: &[diesel::migration::MigrationVersion<'_>]) -> Vec<String> {
    run.iter().map(ToString::to_string).collect()
}

/// The scripts of the guards, newest last.
const SQLITE_GUARDS: [&str; 1] =
    [include_str!("../../migrations/sqlite/2026-11-22-000002_guards/up.sql")];
const POSTGRES_GUARDS: [&str; 1] =
    [include_str!("../../migrations/postgres/2026-11-22-000002_guards/up.sql")];

/// The guards that the scripts make, by name: the triggers, and what they do.
pub fn guards_of_scripts(books: &Books) -> BTreeMap<String, String> {
    match books {
        Books::Postgres(_) => {
            let mut made = BTreeMap::new();
            for script in POSTGRES_GUARDS {
                made.extend(statements(script, "CREATE TRIGGER ", ";").map(guard_of_server));
                made.extend(statements(script, "CREATE FUNCTION ", "END $$;").map(function));
            }
            made
        }
        Books::Sqlite(_) => {
            let scripts = SQLITE_GUARDS.into_iter();
            let all = scripts.flat_map(|script| statements(script, "CREATE TRIGGER ", " END;"));
            all.map(|text| (name_of(text), in_one_line(&format!("CREATE TRIGGER {text} END"))))
                .collect()
        }
    }
}

/// What of a script stands between the beginning of a statement and its end.
fn statements<'s>(script: &'s str, begin: &'s str, end: &'s str) -> impl Iterator<Item = &'s str> {
    let parts = script.split(begin).skip(1);
    parts.map(move |rest| rest.split(end).next().unwrap_or(rest))
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn name_of(text: &str) -> String {
    text.split([' ', '(', '\n']).next().unwrap_or_default().to_owned()
}

/// A trigger as PostgreSQL's catalogue tells of it: its table, its function, whether it asks first.
fn guard_of_server(text: &str) -> (String, String) {
    let after = |word: &str| {
        text.split(word).nth(1).map(|rest| name_of(rest.trim_start())).unwrap_or_default()
    };
    let asks = if text.contains(" WHEN (") || text.contains("\nWHEN (") { " when" } else { "" };
    (name_of(text), format!("{} {}{asks}", after(" ON "), after("EXECUTE FUNCTION ")))
}

fn function(text: &str) -> (String, String) {
    let body = text.split("$$").nth(1).unwrap_or_default();
    (format!("function {}", name_of(text)), in_one_line(&format!("{body}END")))
}

#[derive(QueryableByName)]
struct Guard {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// The guards that are in the database, by name, told like those of the scripts.
///
/// # Errors
/// The database's own.
pub fn guards(books: &mut Books) -> Result<BTreeMap<String, String>, StoreError> {
    let asked = match books {
        Books::Sqlite(_) => "SELECT name, sql AS text FROM sqlite_master WHERE type = 'trigger'",
        Books::Postgres(_) => {
            "SELECT t.tgname::text AS name, c.relname || ' ' || p.proname
                    || CASE WHEN t.tgqual IS NULL THEN '' ELSE ' when' END
                    || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' disabled' END AS text
             FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
             JOIN pg_proc p ON p.oid = t.tgfoid
             WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
             UNION ALL SELECT 'function ' || p.proname, p.prosrc FROM pg_proc p
             WHERE p.pronamespace = current_schema()::regnamespace
               AND p.prorettype = 'trigger'::regtype AND p.proname NOT LIKE 'diesel%'"
        }
    };
    let found: Vec<Guard> = diesel::sql_query(asked).load(books)?;
    Ok(found.into_iter().map(|guard| (guard.name, in_one_line(&guard.text))).collect())
}
