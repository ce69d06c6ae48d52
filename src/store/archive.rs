//! A copy of all the books in one file, the same from either database: gzip over lines of JSON.
//!
//! The first line says what it is; then, for each table, a line with its columns, a line for each
//! row and a line with their count and SHA-256; the last line closes the file. It is written in one
//! snapshot while others go on working, and put in as one transaction, row by row in either case:
//! memory does not grow with the books. What a backup of SQLite holds goes into PostgreSQL, and
//! back: that is also how a council moves.

use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;
use std::io::Write;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use diesel::sql_types::Text;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;
use sha2::Digest;
use sha2::Sha256;

use crate::store::acts::in_hexadecimal;
use crate::store::connection::Books;
use crate::store::error::StoreError;
use crate::store::migrations;
use crate::store::schema::Column;
use crate::store::schema::TABLES;
use crate::store::schema::Table;

/// How many rows are read or put in at a time, and how long they may be together.
const ROWS: usize = 250;
const BYTES: usize = 4 << 20;
/// Rows that bear files, at a time.
const FILES: usize = 25;
/// The form of the file, counted up when it changes.
const FORM: u32 = 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The version of the program that wrote it.
    pub concordat: String,
    /// The form of the file.
    pub form: u32,
    /// The scripts that made the tables, by version.
    pub scripts: Vec<String>,
    /// When it was made, UTC.
    pub made_at: NaiveDateTime,
}

#[derive(Serialize, Deserialize)]
struct Heading {
    table: String,
    columns: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Footing {
    rows: usize,
    sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Close {
    tables: usize,
    rows: usize,
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Its first line.
    pub head: Head,
    /// Its tables, each with the count of its rows.
    pub tables: Vec<(&'static str, usize)>,
}

impl Contents {
    /// All rows.
    pub fn rows(&self) -> usize {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn broken(says: impl Into<String>) -> StoreError {
    StoreError::Backup(says.into())
}

fn written(error: &std::io::Error) -> StoreError {
    broken(format!("could not be written: {error}"))
}

fn unreadable(error: &std::io::Error) -> StoreError {
    broken(format!("cannot be read: {error}"))
}

/// Writes a copy of all the books; the connection should be in a snapshot.
///
/// # Errors
/// The database's own, and what goes wrong with the file.
pub fn write(
    books: &mut Books,
    made_at: NaiveDateTime,
    into: &mut dyn Write,
) -> Result<Contents, StoreError> {
    let head = Head {
        concordat: env!("CARGO_PKG_VERSION").to_owned(),
        form: FORM,
        scripts: migrations::made(books)?,
        made_at,
    };
    let mut out = GzEncoder::new(into, Compression::fast());
    put(&mut out, &head)?;
    let mut tables = Vec::new();
    for table in TABLES {
        let columns = table.columns.iter().map(|column| column.name.to_owned()).collect();
        put(&mut out, &Heading { table: table.name.to_owned(), columns })?;
        let (rows, sha256) = write_rows(books, table, &mut out)?;
        put(&mut out, &Footing { rows, sha256 })?;
        tables.push((table.name, rows));
    }
    let contents = Contents { head, tables };
    put(&mut out, &Close { tables: TABLES.len(), rows: contents.rows() })?;
    out.finish().and_then(Write::flush).map_err(|error| written(&error))?;
    Ok(contents)
}

fn put(out: &mut impl Write, line: &impl Serialize) -> Result<(), StoreError> {
    let text = serde_json::to_string(line).expect("names and numbers are JSON");
    writeln!(out, "{text}").map_err(|error| written(&error))
}

fn write_rows(
    books: &mut Books,
    table: &Table,
    out: &mut impl Write,
) -> Result<(usize, String), StoreError> {
    let (mut count, mut hash) = (0, Sha256::new());
    for part in parts(table) {
        let mut after = None;
        loop {
            let rows = rows_after(books, table, part, after.as_ref())?;
            for row in &rows {
                let text = format!("{}\n", Value::from(row.clone()));
                hash.update(text.as_bytes());
                out.write_all(text.as_bytes()).map_err(|error| written(&error))?;
            }
            count += rows.len();
            if rows.len() < at_a_time(table) {
                break;
            }
            after = rows.into_iter().next_back();
        }
    }
    Ok((count, in_hexadecimal(&hash.finalize())))
}

/// The rows of a table that others of the same table refer to go before those.
fn parts(table: &Table) -> &'static [&'static str] {
    match table.name {
        "invoices" => &["credits_id IS NULL", "credits_id IS NOT NULL"],
        _ => &["1 = 1"],
    }
}

fn at_a_time(table: &Table) -> usize {
    if table.columns.iter().any(|column| column.kind == "Binary") { FILES } else { ROWS }
}

/// The next rows of a table after one, in the order of its key.
fn rows_after(
    books: &mut Books,
    table: &Table,
    part: &str,
    after: Option<&Vec<Value>>,
) -> Result<Vec<Vec<Value>>, StoreError> {
    let is_server = matches!(books, Books::Postgres(_));
    let columns: Vec<String> =
        table.columns.iter().map(|column| selected(column, is_server)).collect();
    let array = if is_server { "CAST(json_build_array" } else { "(json_array" };
    let close = if is_server { " AS TEXT)" } else { ")" };
    let key = table.key.join(", ");
    let beyond = match after {
        None => String::new(),
        Some(row) => format!(" AND ({key}) > ({})", key_of(table, row).join(", ")),
    };
    let query = format!(
        "SELECT {array}({}){close} AS line FROM {} WHERE {part}{beyond} ORDER BY {key} LIMIT {}",
        columns.join(", "),
        table.name,
        at_a_time(table)
    );
    let lines: Vec<Line> = sql_query(query).load(books)?;
    lines.into_iter().map(|line| row(table, &line.line)).collect()
}

fn selected(column: &Column, is_server: bool) -> String {
    let name = column.name;
    match (column.kind, is_server) {
        ("Bool", _) => format!("CAST(\"{name}\" AS INT4)"),
        ("Binary", true) => format!("encode(\"{name}\", 'hex')"),
        ("Binary", false) => format!("lower(hex(\"{name}\"))"),
        ("Date", true) => format!("to_char(\"{name}\", 'YYYY-MM-DD')"),
        ("Timestamp", true) => format!("to_char(\"{name}\", 'YYYY-MM-DD HH24:MI:SS.US')"),
        _ => format!("\"{name}\""),
    }
}

/// A row as the database gives it, its moments written in one way.
fn row(table: &Table, line: &str) -> Result<Vec<Value>, StoreError> {
    let damaged = |says: String| StoreError::damaged("a row of", table.name, says);
    let mut row: Vec<Value> =
        serde_json::from_str(line).map_err(|error| damaged(error.to_string()))?;
    for (column, value) in table.columns.iter().zip(&mut row) {
        if let ("Timestamp", Some(text)) = (column.kind, value.as_str()) {
            let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f");
            let moment = moment.map_err(|error| damaged(format!("{}: {error}", column.name)))?;
            // As diesel writes them into SQLite, where they are compared as text.
            *value = Value::from(moment.format("%Y-%m-%d %H:%M:%S%.f").to_string());
        }
    }
    Ok(row)
}

/// The values of a row's key as SQL writes them.
fn key_of(table: &Table, row: &[Value]) -> Vec<String> {
    let at = |key: &&str| table.columns.iter().position(|column| column.name == *key);
    let values = table.key.iter().filter_map(at).map(|at| &row[at]);
    values
        .map(|value| match value.as_str() {
            Some(text) => format!("'{}'", text.replace('\'', "''")),
            None => value.to_string(),
        })
        .collect()
}

/// The tables that have rows, by name.
///
/// # Errors
/// The database's own.
pub fn in_use(books: &mut Books) -> Result<Vec<&'static str>, StoreError> {
    let mut found = Vec::new();
    for table in TABLES {
        let one = format!(
            "SELECT COUNT(*) AS count FROM (SELECT 1 AS one FROM {} LIMIT 1) AS few",
            table.name
        );
        let count: Count = sql_query(one).get_result(books)?;
        if count.count > 0 {
            found.push(table.name);
        }
    }
    Ok(found)
}

/// Reads a copy through, and tells what it holds; with books, puts every row into them, which
/// should be in a transaction and empty.
///
/// # Errors
/// A file that is not whole, or not of these tables; the database's own.
pub fn read(from: &mut dyn Read, mut into: Option<&mut Books>) -> Result<Contents, StoreError> {
    let mut lines = Lines { from: BufReader::new(GzDecoder::new(from)), line: String::new() };
    let head: Head = lines.next("says what it is")?;
    if head.form != FORM {
        let says = format!("is of form {}, and this program reads form {FORM}", head.form);
        return Err(broken(says));
    }
    if let Some(books) = &mut into {
        let made = migrations::made(books)?;
        if made != head.scripts {
            return Err(broken(format!(
                "was made by Concordat {}, with tables as of {}, and these are as of {}: restore \
                 it with that version, then bring its tables up to date",
                head.concordat,
                head.scripts.last().map_or("none", String::as_str),
                made.last().map_or("none", String::as_str)
            )));
        }
    }
    let mut tables = Vec::new();
    for table in TABLES {
        let heading: Heading = lines.next("begins a table")?;
        let columns = table.columns.iter().map(|column| column.name);
        if heading.table != table.name || !columns.eq(heading.columns.iter().map(String::as_str)) {
            let says = format!("has a table {} where {} should be", heading.table, table.name);
            return Err(broken(says));
        }
        tables.push((table.name, read_rows(table, &mut lines, into.as_deref_mut())?));
    }
    let contents = Contents { head, tables };
    let close: Close = lines.next("closes the file")?;
    if close.tables != TABLES.len() || close.rows != contents.rows() {
        let says = format!("has {} rows, and says {}", contents.rows(), close.rows);
        return Err(broken(says));
    }
    Ok(contents)
}

struct Lines<R> {
    from: R,
    line: String,
}

impl<R: BufRead> Lines<R> {
    fn read(&mut self) -> Result<(), StoreError> {
        self.line.clear();
        let read = self.from.read_line(&mut self.line).map_err(|error| unreadable(&error))?;
        if read == 0 || !self.line.ends_with('\n') {
            return Err(broken("is not whole: it ends before its last line"));
        }
        Ok(())
    }

    fn next<T: for<'d> Deserialize<'d>>(&mut self, what: &str) -> Result<T, StoreError> {
        self.read()?;
        self.parsed(what)
    }

    fn parsed<T: for<'d> Deserialize<'d>>(&self, what: &str) -> Result<T, StoreError> {
        let parsed = serde_json::from_str(&self.line);
        parsed.map_err(|error| broken(format!("lacks the line that {what}: {error}")))
    }
}

fn read_rows<R: BufRead>(
    table: &Table,
    lines: &mut Lines<R>,
    mut into: Option<&mut Books>,
) -> Result<usize, StoreError> {
    let (mut count, mut hash) = (0, Sha256::new());
    let (mut waiting, mut waiting_rows) = (String::new(), 0);
    loop {
        lines.read()?;
        let is_row = lines.line.starts_with('[');
        if is_row {
            hash.update(lines.line.as_bytes());
            count += 1;
            waiting.push_str(if waiting.is_empty() { "[" } else { "," });
            waiting.push_str(&lines.line);
            waiting_rows += 1;
        }
        if waiting_rows > 0 && (!is_row || waiting_rows == ROWS || waiting.len() > BYTES) {
            waiting.push(']');
            if let Some(books) = &mut into {
                put_in(books, table, &waiting)?;
            }
            waiting.clear();
            waiting_rows = 0;
        }
        if !is_row {
            break;
        }
    }
    let footing: Footing = lines.parsed("ends a table")?;
    let sha256 = in_hexadecimal(&hash.finalize());
    if footing.rows != count || footing.sha256 != sha256 {
        return Err(broken(format!(
            "is damaged: the table {} has {count} rows of SHA-256 {sha256}, and says {} rows of \
             {}",
            table.name, footing.rows, footing.sha256
        )));
    }
    Ok(count)
}

/// Puts in rows that are given as one array of arrays.
fn put_in(books: &mut Books, table: &Table, rows: &str) -> Result<(), StoreError> {
    let names: Vec<String> =
        table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let is_server = matches!(books, Books::Postgres(_));
    let values: Vec<String> =
        table.columns.iter().enumerate().map(|(at, c)| taken(at, c, is_server)).collect();
    let each = if is_server { "jsonb_array_elements(CAST($1 AS JSONB))" } else { "json_each($1)" };
    let query = format!(
        "INSERT INTO {} ({}) SELECT {} FROM {each} AS given{}",
        table.name,
        names.join(", "),
        values.join(", "),
        if is_server { "(value)" } else { "" }
    );
    sql_query(query).bind::<Text, _>(rows).execute(books)?;
    Ok(())
}

fn taken(at: usize, column: &Column, is_server: bool) -> String {
    if !is_server {
        let value = format!("json_extract(given.value, '$[{at}]')");
        return if column.kind == "Binary" { format!("unhex({value})") } else { value };
    }
    let text = format!("(given.value ->> {at})");
    match column.kind {
        "Binary" => format!("decode({text}, 'hex')"),
        "Bool" => format!("CAST(CAST({text} AS INT4) AS BOOLEAN)"),
        "Integer" => format!("CAST({text} AS INT4)"),
        "BigInt" => format!("CAST({text} AS BIGINT)"),
        "Date" => format!("CAST({text} AS DATE)"),
        "Timestamp" => format!("CAST({text} AS TIMESTAMP)"),
        _ => text,
    }
}
