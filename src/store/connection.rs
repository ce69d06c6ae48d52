//! The database: which one a URL names, how a connection to it is opened, and how a change is made.
//!
//! SQLite is a file (`sqlite:concordat.db`, or just its path), PostgreSQL a server
//! (`postgres://…`). One query code serves both: the few things that the common connection lacks
//! are written once with `each!`.

use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::panic::resume_unwind;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use diesel::connection::AnsiTransactionManager;
use diesel::connection::SimpleConnection;
use diesel::connection::TransactionManager;
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;

use crate::store::error::StoreError;

pub use self::either::Books;

#[allow(missing_docs, reason = "what the derive makes has no words of its own")]
mod either {
    use diesel::PgConnection;
    use diesel::SqliteConnection;

    /// A connection to either database.
    #[derive(diesel::MultiConnection)]
    pub enum Books {
        /// A server.
        Postgres(PgConnection),
        /// A file.
        Sqlite(SqliteConnection),
    }
}

/// The same expression on the concrete connection of whichever database it is: for rows written
/// many at a time.
macro_rules! each {
    ($books:expr, $connection:ident => $body:expr) => {
        match $books {
            $crate::store::connection::Books::Postgres($connection) => $body,
            $crate::store::connection::Books::Sqlite($connection) => $body,
        }
    };
}
pub(crate) use each;

/// How long a writer waits for the SQLite file before it gives up.
const WAIT: Duration = Duration::from_mins(1);
/// How often a change that the database broke off is tried again.
const TRIES: u32 = 10;

/// Opens the database that a URL names. A file is made where there is none yet.
///
/// # Errors
/// Where it cannot be reached or opened, saying which and what to look at.
pub fn open(url: &str) -> Result<Books, StoreError> {
    if is_server(url) {
        let mut connection =
            PgConnection::establish(url).map_err(|error| StoreError::unreachable(url, &error))?;
        connection.batch_execute("SET TIME ZONE 'UTC'; SET client_min_messages TO warning")?;
        return Ok(Books::Postgres(connection));
    }
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let mut connection =
        SqliteConnection::establish(path).map_err(|error| StoreError::unreachable(url, &error))?;
    let milliseconds = WAIT.as_millis();
    // In this order: the wait must be there before the journal is looked at.
    let prepare = format!(
        "PRAGMA busy_timeout = {milliseconds}; PRAGMA journal_mode = WAL; \
         PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    );
    // Where many open a new file at once only one can change its journal, and SQLite does not wait
    // for that one by itself.
    let begun = Instant::now();
    while let Err(error) = connection.batch_execute(&prepare) {
        if begun.elapsed() > WAIT || !error.to_string().contains("database is locked") {
            return Err(error.into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(Books::Sqlite(connection))
}

/// Whether a URL names a PostgreSQL server.
pub fn is_server(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// A URL as it may be shown: without its password.
pub fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    match rest.rsplit_once('@') {
        Some((user, host)) => {
            let name = user.split(':').next().unwrap_or_default();
            format!("{scheme}://{name}@{host}")
        }
        None => url.to_owned(),
    }
}

/// Writers of one process to one SQLite file queue here, first come, first served: without it the
/// slowest of sixteen waited ten seconds.
static QUEUE: Queue = Queue::new();

struct Queue {
    turns: Mutex<(u64, u64)>,
    moved: Condvar,
}

/// The turn of a writer, given up when dropped.
struct Turn;

impl Queue {
    const fn new() -> Queue {
        Queue { turns: Mutex::new((0, 0)), moved: Condvar::new() }
    }

    fn wait(&self) -> Turn {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = turns.0;
        turns.0 += 1;
        while turns.1 != mine {
            turns = self.moved.wait(turns).unwrap_or_else(PoisonError::into_inner);
        }
        Turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        QUEUE.turns.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
        QUEUE.moved.notify_all();
    }
}

/// Makes a change as one transaction: all of it, or on any error or panic none of it. Where the
/// database broke it off for the sake of another (40001, 40P01, a busy file) it is tried again.
///
/// # Errors
/// Those of the change, and the database's own.
pub fn change<T, E>(
    books: &mut Books,
    mut act: impl FnMut(&mut Books) -> Result<T, E>,
) -> Result<T, E>
where
    E: From<StoreError> + AsStoreError,
{
    let _turn = matches!(books, Books::Sqlite(_)).then(|| QUEUE.wait());
    let mut tries = 0;
    loop {
        tries += 1;
        let made = once(books, &mut act);
        match made {
            Err(error) if tries < TRIES && is_broken_off(&error) => {
                std::thread::sleep(Duration::from_millis(u64::from(tries * tries)));
            }
            made => return made,
        }
    }
}

fn once<T, E: From<StoreError>>(
    books: &mut Books,
    act: &mut impl FnMut(&mut Books) -> Result<T, E>,
) -> Result<T, E> {
    begin(books).map_err(E::from)?;
    // A panic must not leave a transaction open on a connection that goes back to the pool.
    match catch_unwind(AssertUnwindSafe(|| act(books))) {
        Ok(Ok(value)) => {
            let committed = each!(books, c => AnsiTransactionManager::commit_transaction(c));
            committed.map_err(|error| E::from(error.into()))?;
            Ok(value)
        }
        Ok(Err(error)) => {
            roll_back(books);
            Err(error)
        }
        Err(panic) => {
            roll_back(books);
            resume_unwind(panic)
        }
    }
}

/// Reads the books as they stand at one moment, while others go on writing; nothing is changed.
///
/// # Errors
/// Those of what is done, and the database's own.
pub fn snapshot<T, E: From<StoreError>>(
    books: &mut Books,
    read: impl FnOnce(&mut Books) -> Result<T, E>,
) -> Result<T, E> {
    let begun = match books {
        Books::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(
            c,
            "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
        Books::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
    };
    begun.map_err(|error| E::from(error.into()))?;
    let done = catch_unwind(AssertUnwindSafe(|| read(books)));
    roll_back(books);
    done.unwrap_or_else(|panic| resume_unwind(panic))
}

/// A plain `BEGIN` on SQLite fails under load as soon as it writes what it has read: it must say at
/// once that it will write. PostgreSQL reads what is committed, and locks the rows that count.
fn begin(books: &mut Books) -> Result<(), StoreError> {
    match books {
        Books::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(
            c,
            "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED",
        )?,
        Books::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")?,
    }
    Ok(())
}

fn roll_back(books: &mut Books) {
    // Where even this fails the connection is lost, and with it the transaction.
    let _ = each!(books, c => AnsiTransactionManager::rollback_transaction(c));
}

/// Begins a part of a change that may fail by itself.
///
/// # Errors
/// The database's own.
pub fn begin_part(books: &mut Books) -> Result<(), StoreError> {
    Ok(each!(books, c => AnsiTransactionManager::begin_transaction(c))?)
}

/// Keeps what a part did.
///
/// # Errors
/// The database's own.
pub fn keep_part(books: &mut Books) -> Result<(), StoreError> {
    Ok(each!(books, c => AnsiTransactionManager::commit_transaction(c))?)
}

/// Undoes what a part did; what was done before it stays.
///
/// # Errors
/// The database's own.
pub fn undo_part(books: &mut Books) -> Result<(), StoreError> {
    Ok(each!(books, c => AnsiTransactionManager::rollback_transaction(c))?)
}

/// An error that may be the database's.
pub trait AsStoreError {
    /// The database's error, where it is one.
    fn as_store_error(&self) -> Option<&StoreError>;
}

impl AsStoreError for StoreError {
    fn as_store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

fn is_broken_off(error: &impl AsStoreError) -> bool {
    use diesel::result::Error;
    let Some(StoreError::Database(error)) = error.as_store_error() else { return false };
    match error {
        // The second, too: somebody else was quicker to make the same. Tried again, the act finds
        // what they made, and says so or goes on from there.
        Error::DatabaseError(
            DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::UniqueViolation,
            _,
        ) => true,
        Error::DatabaseError(_, said) => {
            let said = said.message();
            said.contains("deadlock detected") || said.contains("database is locked")
        }
        _ => false,
    }
}

/// Opens connections for a pool.
#[derive(Debug, Clone)]
pub struct Opener {
    url: String,
}

impl Opener {
    /// Of the database that a URL names.
    pub fn of(url: &str) -> Opener {
        Opener { url: url.to_owned() }
    }
}

impl diesel::r2d2::ManageConnection for Opener {
    type Connection = Books;
    type Error = StoreError;

    fn connect(&self) -> Result<Books, StoreError> {
        open(&self.url)
    }

    fn is_valid(&self, books: &mut Books) -> Result<(), StoreError> {
        Ok(each!(books, c => c.batch_execute("SELECT 1"))?)
    }

    fn has_broken(&self, books: &mut Books) -> bool {
        let state = each!(books, c =>
            AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth().is_err());
        std::thread::panicking() || state
    }
}

/// Connections that are kept open and lent out.
pub type Pool = diesel::r2d2::Pool<Opener>;

/// A pool of so many connections.
///
/// # Errors
/// Where the database cannot be reached.
pub fn pool(url: &str, connections: u32) -> Result<Pool, StoreError> {
    let builder = diesel::r2d2::Pool::builder().max_size(connections).test_on_check_out(false);
    builder.build(Opener::of(url)).map_err(|error| StoreError::unreachable(url, &error))
}
