//! The ground that a test stands on: a fresh database of either kind, councils and their people.
//!
//! Every test of the store and the workflow runs on both databases, for real: `on_both!` makes two
//! of each. A ground is dropped with its database.

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use concordat::domain::people::Council;
use concordat::domain::people::Person;
use concordat::domain::people::Role;
use concordat::store::acts;
use concordat::store::acts::Deed;
use concordat::store::connection;
use concordat::store::connection::Books;
use concordat::store::migrations::migrate;
use concordat::store::people;
use concordat::workflow::Moment;
use concordat::workflow::new_name;
use concordat::workflow::refusal::Refusal;
use diesel::QueryableByName;
use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_query;
use diesel::sql_types::Text;

/// Makes two tests of each function named: one on SQLite, one on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn on_sqlite() {
                super::$name(&$crate::ground::Ground::sqlite());
            }

            #[test]
            fn on_postgres() {
                super::$name(&$crate::ground::Ground::postgres());
            }
        }
    )+};
}
pub(crate) use on_both;

/// The environment variable with the URL of the tests' own PostgreSQL server.
const SERVER: &str = "CONCORDAT_TEST_POSTGRES";

/// The URL of the tests' own PostgreSQL server.
fn server() -> String {
    env::var(SERVER).unwrap_or_else(|_| {
        panic!(
            "{SERVER} names no PostgreSQL server. Start one with: \
             export {SERVER}=\"$(tests/postgres start)\" and end it with: tests/postgres stop"
        )
    })
}

/// A fresh database, and the councils in it.
pub struct Ground {
    /// The database's.
    pub url: String,
    /// The council that bills.
    pub supplier: Council,
    /// Draws up for the supplier.
    pub preparer: Person,
    /// Approves for the supplier.
    pub approver: Person,
    /// Approves for the supplier too.
    pub other_approver: Person,
    /// Agrees for the purchaser.
    pub partner: Person,
    /// Does both for a council that is party to nothing.
    pub stranger: Person,
    _dropped: Dropped,
}

/// What goes with a ground.
enum Dropped {
    Nothing,
    Folder(PathBuf),
    Database { server: String, name: String },
}

impl Drop for Dropped {
    fn drop(&mut self) {
        // What cannot be dropped is no reason to fail: the server goes with the tests.
        match self {
            Dropped::Nothing => {}
            Dropped::Folder(folder) => drop(fs::remove_dir_all(folder)),
            Dropped::Database { server, name } => {
                if let Ok(mut books) = connection::open(server) {
                    drop(books.batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")));
                }
            }
        }
    }
}

/// A file of a ground's own, in a folder of its own.
fn a_file() -> (String, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("books-{}", new_name()));
    fs::create_dir_all(&folder).expect("a folder can be made");
    (format!("sqlite:{}", folder.join("concordat.db").display()), folder)
}

/// A database of the tests' server that begins as another one.
fn a_database(like: &str) -> (String, Dropped) {
    let server = server();
    let name = format!("books_{}", new_name().replace('-', "_"));
    let mut books = connection::open(&server).expect("the server answers");
    books.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {like}")).expect("it is made");
    let (before, _) = server.rsplit_once('/').expect("a URL has a database");
    (format!("{before}/{name}"), Dropped::Database { server, name })
}

impl Ground {
    /// On a file of its own.
    pub fn sqlite() -> Ground {
        let (url, folder) = a_file();
        Ground::founded(&url, Dropped::Folder(folder))
    }

    /// On a database of its own of the tests' server.
    pub fn postgres() -> Ground {
        let (url, dropped) = a_database("template1");
        Ground::founded(&url, dropped)
    }

    /// Another that holds the same; nobody may be connected to this one.
    pub fn copied(&self) -> Ground {
        let (url, dropped) = if let Some((_, name)) = self.url.rsplit_once("/books_") {
            a_database(&format!("books_{name}"))
        } else {
            let (url, folder) = a_file();
            let file = url.trim_start_matches("sqlite:");
            self.sql(&format!("VACUUM INTO '{file}'")).expect("it is copied");
            (url, Dropped::Folder(folder))
        };
        Ground { _dropped: dropped, ..Ground::again(&url) }
    }

    /// Tables with nothing in them, of the same kind: nobody has joined yet.
    pub fn empty(&self) -> Ground {
        let (url, dropped) = if self.is_server() {
            a_database("template1")
        } else {
            let (url, folder) = a_file();
            (url, Dropped::Folder(folder))
        };
        migrate(&mut connection::open(&url).expect("the database opens")).expect("tables");
        let (supplier, preparer) = (self.supplier.clone(), self.preparer.clone());
        let (approver, other_approver) = (self.approver.clone(), self.other_approver.clone());
        let (partner, stranger) = (self.partner.clone(), self.stranger.clone());
        Ground {
            url,
            supplier,
            preparer,
            approver,
            other_approver,
            partner,
            stranger,
            _dropped: dropped,
        }
    }

    /// On a database that another ground made, in this process or the one that started it.
    pub fn again(url: &str) -> Ground {
        let mut books = connection::open(url).expect("the database opens");
        let council = |books: &mut Books, name: &str| {
            people::council_named(books, name).expect("it answers").expect("it has joined")
        };
        let person = |books: &mut Books, login: &str| {
            let found = people::person_with_password(books, login).expect("it answers");
            found.expect("they have joined").0
        };
        Ground {
            url: url.to_owned(),
            supplier: council(&mut books, SUPPLIER),
            preparer: person(&mut books, "ann"),
            approver: person(&mut books, "ben"),
            other_approver: person(&mut books, "bea"),
            partner: person(&mut books, "pat"),
            stranger: person(&mut books, "sam"),
            _dropped: Dropped::Nothing,
        }
    }

    fn founded(url: &str, dropped: Dropped) -> Ground {
        let mut books = connection::open(url).expect("the database opens");
        migrate(&mut books).expect("the tables are made");
        let now = on("2018-04-01").now;
        connection::change(&mut books, |books| {
            let council = |books: &mut Books, name: &str, prefix: &str| {
                let id = new_name().into();
                let council = Council { id, name: name.into(), prefix: prefix.into() };
                people::add_council(books, &council, now).map(|()| council)
            };
            let supplier = council(books, SUPPLIER, "HCC")?;
            let purchaser = council(books, PURCHASER, "IWC")?;
            let other = council(books, STRANGER, "NCC")?;
            for (of, login, name, roles) in [
                (&supplier, "ann", "Ann Preparer", vec![Role::Preparer]),
                (&supplier, "ben", "Ben Approver", vec![Role::Approver]),
                (&supplier, "bea", "Bea Approver", vec![Role::Approver]),
                (&purchaser, "pat", "Pat Partner", vec![Role::PartnerFinance]),
                (&other, "sam", "Sam Stranger", STRANGERS.to_vec()),
            ] {
                let person = Person {
                    id: new_name().into(),
                    council: of.id.clone(),
                    login: login.into(),
                    name: name.into(),
                    email: format!("{login}@example.org"),
                    roles,
                    active: true,
                };
                people::add_person(books, &person, "nobody signs in with this", now)?;
                let roles: Vec<&str> = person.roles.iter().map(|role| role.word()).collect();
                let deed = Deed {
                    act: "person added".into(),
                    subject: login.into(),
                    before: String::new(),
                    after: format!("{name}: {}", roles.join(" ")),
                    reason: String::new(),
                };
                acts::log(books, &of.id, &person, now, vec![deed])?;
            }
            Ok::<_, concordat::store::error::StoreError>(())
        })
        .expect("councils and people join");
        Ground { _dropped: dropped, ..Ground::again(url) }
    }

    /// Another of the same kind, as fresh.
    pub fn another(&self) -> Ground {
        if self.is_server() { Ground::postgres() } else { Ground::sqlite() }
    }

    /// A connection.
    pub fn books(&self) -> Books {
        connection::open(&self.url).expect("the database opens")
    }

    /// Whether it stands on PostgreSQL.
    pub fn is_server(&self) -> bool {
        connection::is_server(&self.url)
    }

    /// Does what SQL says, past the program.
    pub fn sql(&self, sql: &str) -> Result<usize, String> {
        sql_query(sql).execute(&mut self.books()).map_err(|error| error.to_string())
    }

    /// The column `cell` of what SQL asks, as text.
    pub fn ask(&self, sql: &str) -> Vec<String> {
        let sql = format!("SELECT CAST(cell AS TEXT) AS cell FROM ({sql}) AS asked");
        let rows: Vec<Cell> = sql_query(sql).load(&mut self.books()).expect("it is SQL");
        rows.into_iter().map(|row| row.cell).collect()
    }
}

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = Text)]
    cell: String,
}

const SUPPLIER: &str = "Hampshire County Council";
const PURCHASER: &str = "Isle of Wight Council";
const STRANGER: &str = "Northshire County Council";
const STRANGERS: [Role; 3] = [Role::Preparer, Role::Approver, Role::PartnerFinance];

/// Nine in the morning of a day, or the moment given in full.
pub fn on(day: &str) -> Moment {
    let today = day.parse().expect("a day");
    let now = format!("{day}T09:00:00").parse().expect("a moment");
    Moment { now, today }
}

/// Why something was refused, in words.
#[track_caller]
pub fn refused<T>(result: Result<T, Refusal>) -> String {
    match result {
        Ok(_) => panic!("it was done"),
        Err(refusal) => refusal.to_string(),
    }
}
