//! The tables, made and brought up to date from the scripts that are part of the program:
//! `migrations/common` runs unchanged on both databases, the folders beside it on one.

use diesel::migration::Migration;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_migrations::EmbeddedMigrations;
use diesel_migrations::MigrationHarness;
use diesel_migrations::embed_migrations;

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
    let run = match books {
        Books::Postgres(c) => c.run_pending_migrations(Both(POSTGRES)).map(|run| names(&run)),
        Books::Sqlite(c) => c.run_pending_migrations(Both(SQLITE)).map(|run| names(&run)),
    };
    run.map_err(|error| StoreError::Migration(error.to_string()))
}

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
