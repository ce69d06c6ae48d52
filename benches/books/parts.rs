//! The parts of a run by themselves: nothing is looked up, checked or logged.

use concordat::billing::actuals::Actuals;
use concordat::billing::billed::Billed;
use concordat::billing::statement::draw_up_after;
use concordat::documents::font::Fonts;
use concordat::documents::invoice::invoice;
use concordat::documents::pdf;
use concordat::domain::file::read;
use concordat::store::agreements;
use concordat::store::connection;
use concordat::store::connection::Books;
use concordat::store::error::StoreError;
use concordat::store::invoices;
use concordat::store::migrations::migrate;
use concordat::workflow::render;
use diesel::QueryableByName;
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::sql_query;
use diesel::sql_types::BigInt;
use diesel::sql_types::Binary;
use diesel::sql_types::Nullable;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use serde_json::Value;
use std::hint::black_box;

use crate::works::Meter;
use crate::works::People;
use crate::works::Spent;
use crate::works::fourteen_lines;
use crate::works::period;

/// Every part with what it spends.
pub fn all(
    books: &mut Books,
    raw_url: &str,
    people: &People,
    fonts: &Fonts,
    agreements: usize,
) -> Vec<(&'static str, Spent)> {
    vec![
        ("statements computed", statements(books, agreements)),
        ("rows written raw", rows(books, raw_url)),
        ("documents rendered", documents(books, people, fonts)),
    ]
}

fn statements(books: &mut Books, agreements: usize) -> Spent {
    let mut spent = Spent::default();
    let (actuals, nothing) = (Actuals::default(), Billed::default());
    for number in 0..agreements {
        let agreement = read(&fourteen_lines(number)).expect("it is sound").agreement;
        let as_at = agreement.as_at_default(period());
        spent += Meter::alone().measured(books, |_| {
            black_box(draw_up_after(&agreement, &actuals, period(), as_at, &nothing));
        });
    }
    spent
}

fn documents(books: &mut Books, people: &People, fonts: &Fonts) -> Spent {
    let mut spent = Spent::default();
    let supplier = &people.preparer.council;
    let mut after = String::new();
    loop {
        let page = agreements::of_supplier(books, supplier, &after, 100).expect("it answers");
        for held in &page {
            let issued = invoices::of_agreement(books, supplier, &held.id).expect("it answers");
            for issued in &issued {
                let (agreement, document) =
                    render::document(books, held, issued).expect("it is as it was issued");
                spent += Meter::alone().measured(books, |_| {
                    let paper = invoice(&agreement, &document);
                    black_box(pdf::render(&paper, fonts).expect("it can be printed"));
                });
            }
        }
        let Some(last) = page.last() else { return spent };
        after.clone_from(&last.reference);
    }
}

/// The tables that a run writes, each after those that it refers to.
const WRITTEN: [&str; 11] = [
    "statements",
    "statement_lines",
    "invoices",
    "invoice_lines",
    "invoice_rates",
    "invoice_files",
    "invoice_progress",
    "outbox",
    "runs",
    "run_items",
    "acts",
];

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
}

/// The tables that they refer to, and that are there before.
const BEFORE: [&str; 4] = ["councils", "people", "agreements", "agreement_versions"];

/// The same rows, in batches of a hundred with a commit each.
fn rows(books: &mut Books, raw_url: &str) -> Spent {
    let mut raw = connection::open(raw_url).expect("it opens");
    migrate(&mut raw).expect("the tables are made");
    for table in BEFORE {
        copied(books, &mut raw, table);
    }
    let mut spent = Spent::default();
    for table in WRITTEN {
        spent += copied(books, &mut raw, table);
    }
    spent
}

/// Writes the rows of a table; what it takes to read them first is not counted.
fn copied(books: &mut Books, raw: &mut Books, table: &str) -> Spent {
    let columns = columns(books, table);
    let (mut meter, mut spent, mut offset) = (Meter::of(raw), Spent::default(), 0);
    let at_a_time = if table == "invoice_files" { 100 } else { 5_000 };
    loop {
        let rows = page(books, table, &columns, offset, at_a_time);
        for rows in rows.chunks(100) {
            spent += meter.measured(raw, |raw| {
                let done = connection::change(raw, |raw| insert(raw, table, &columns, rows));
                done.expect("rows are written");
            });
        }
        offset += rows.len();
        if rows.len() < at_a_time {
            return spent;
        }
    }
}

fn columns(books: &mut Books, table: &str) -> Vec<Column> {
    let asked = match books {
        Books::Sqlite(_) => format!("SELECT name, type AS kind FROM pragma_table_info('{table}')"),
        Books::Postgres(_) => format!(
            "SELECT CAST(column_name AS TEXT) AS name, UPPER(CAST(udt_name AS TEXT)) AS kind \
             FROM information_schema.columns WHERE table_name = '{table}' \
             ORDER BY ordinal_position"
        ),
    };
    sql_query(asked).load(books).expect("it answers")
}

enum Cell {
    Text(Option<String>),
    Number(Option<i64>),
    Bytes(Vec<u8>),
}

fn page(
    books: &mut Books,
    table: &str,
    columns: &[Column],
    offset: usize,
    at_most: usize,
) -> Vec<Vec<Cell>> {
    let is_server = matches!(books, Books::Postgres(_));
    let selected = columns.iter().map(|column| match (column.kind.as_str(), is_server) {
        ("BYTEA", true) => format!("encode({}, 'hex')", column.name),
        ("BYTEA", false) => format!("hex({})", column.name),
        ("BOOL" | "BOOLEAN", _) => format!("CAST({} AS INT4)", column.name),
        ("TIMESTAMP" | "DATE", true) => format!("CAST({} AS TEXT)", column.name),
        _ => format!("\"{}\"", column.name),
    });
    let selected = selected.collect::<Vec<_>>().join(", ");
    let (array, order) = if is_server {
        (format!("CAST(json_build_array({selected}) AS TEXT)"), "ctid")
    } else {
        (format!("json_array({selected})"), "rowid")
    };
    let asked = format!(
        "SELECT {array} AS line FROM {table} ORDER BY {order} LIMIT {at_most} OFFSET {offset}"
    );
    let lines: Vec<Line> = sql_query(asked).load(books).expect("it answers");
    let cells = |line: Line| {
        let row: Vec<Value> = serde_json::from_str(&line.line).expect("it is JSON");
        let cell = |(column, value): (&Column, Value)| match (column.kind.as_str(), value) {
            ("BYTEA", Value::String(digits)) => Cell::Bytes(from_hexadecimal(&digits)),
            (_, Value::String(text)) => Cell::Text(Some(text)),
            (_, Value::Number(number)) => Cell::Number(number.as_i64()),
            ("INT4" | "INT8" | "BIGINT", _) => Cell::Number(None),
            _ => Cell::Text(None),
        };
        columns.iter().zip(row).map(cell).collect()
    };
    lines.into_iter().map(cells).collect()
}

fn from_hexadecimal(digits: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("two digits");
    (0..digits.len()).step_by(2).map(digit).collect()
}

/// One statement for all rows, as diesel writes rows many at a time.
macro_rules! insert_into {
    ($connection:expr, $database:ty, $text:expr, $rows:expr) => {{
        let mut query = sql_query($text).into_boxed::<$database>();
        for cell in $rows.iter().flatten() {
            query = match cell {
                Cell::Text(text) => query.bind::<Nullable<Text>, _>(text.as_deref()),
                Cell::Number(number) => query.bind::<Nullable<BigInt>, _>(*number),
                Cell::Bytes(bytes) => query.bind::<Binary, _>(bytes.as_slice()),
            };
        }
        query.execute($connection)?;
    }};
}

fn insert(
    books: &mut Books,
    table: &str,
    columns: &[Column],
    rows: &[Vec<Cell>],
) -> Result<(), StoreError> {
    let is_server = matches!(books, Books::Postgres(_));
    let names = columns.iter().map(|column| format!("\"{}\"", column.name));
    let names = names.collect::<Vec<_>>().join(", ");
    let mut text = format!("INSERT INTO {table} ({names}) VALUES ");
    let mut place = 0;
    for row in 0..rows.len() {
        text.push_str(if row == 0 { "(" } else { "), (" });
        for (at, column) in columns.iter().enumerate() {
            place += 1;
            let comma = if at == 0 { "" } else { ", " };
            text.push_str(&match (column.kind.as_str(), is_server) {
                ("BOOL", true) => format!("{comma}CAST(CAST(${place} AS INT4) AS BOOL)"),
                (kind, true) => format!("{comma}CAST(${place} AS {kind})"),
                _ => format!("{comma}${place}"),
            });
        }
    }
    text.push(')');
    match books {
        Books::Sqlite(c) => insert_into!(c, Sqlite, text, rows),
        Books::Postgres(c) => insert_into!(c, Pg, text, rows),
    }
    Ok(())
}
