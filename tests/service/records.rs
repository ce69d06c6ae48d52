//! What the database itself refuses, whoever asks and by whatever SQL.

use concordat::domain::calendar::FinancialYear;
use concordat::store::agreements::HoldingOver;
use concordat::store::recorded::Kind;
use concordat::workflow::bring_in;
use concordat::workflow::credit;
use concordat::workflow::payments;
use concordat::workflow::year_end::lock;

use crate::bureau::Bureau;
use crate::bureau::with_logo;
use crate::ground::Ground;
use crate::ground::on;
use crate::ground::on_both;
use crate::quarter::EXAMPLE;
use crate::quarter::HIOW;
use crate::quarter::money;
use crate::quarter::rendered;

on_both!(
    issued_and_logged_records_refuse_every_change_from_plain_sql,
    what_is_issued_of_a_statement_and_every_count_stays,
    no_guarded_row_is_replaced_by_another,
    a_second_statement_of_a_period_and_a_line_on_two_invoices_are_refused,
);

const DAYS: &str = include_str!("../../examples/hampshire-isle-of-wight/agreement-days.csv");

/// The tables whose rows never change once they are there.
const RECORDS: [&str; 14] = [
    "agreement_versions",
    "agreement_logos",
    "version_confirmations",
    "holdings_over",
    "imports",
    "recorded_rows",
    "invoices",
    "invoice_lines",
    "invoice_rates",
    "invoice_files",
    "payments",
    "set_offs",
    "year_locks",
    "acts",
];

/// The tables of which some rows, or some columns, never change: with which rows.
const GUARDED: [(&str, &str); 4] = [
    ("statements", "stage = 'issued'"),
    ("statement_lines", "state = 'issued'"),
    ("series", "last_number > 0"),
    ("invoice_progress", "rendering = 'rendered'"),
];

/// A row at the least in every table of records.
fn with_records(ground: &Ground) -> Bureau<'_> {
    let mut bureau = Bureau::open(ground, "2018-10-02");
    let (text, logo) = with_logo(EXAMPLE);
    bureau.bring_in_with(&text, Some(&logo)).expect("it comes in");
    let other = EXAMPLE.replace("account = \"00000000\"", "account = \"00000001\"");
    bureau.bring_in(&other).expect("it comes in");
    let decision = HoldingOver {
        decision: "Minute 12".to_owned(),
        from: on("2018-07-01").today,
        until: on("2018-12-31").today,
    };
    bureau
        .act(&ground.approver, |work| {
            bring_in::confirm_version(work, HIOW, 2)?;
            bring_in::hold_over(work, HIOW, &decision)
        })
        .expect("it is confirmed");
    bureau
        .act(&ground.preparer, |work| {
            bring_in::recorded(work, HIOW, Kind::Days, "agreement-days.csv", DAYS)
        })
        .expect("days are recorded");
    let number = &bureau.bill(HIOW, "2018/19-Q2").expect("it is billed")[0].number;
    rendered(&mut bureau);
    let (sum, day) = (money("1.00"), on("2018-10-02").today);
    bureau
        .act(&ground.preparer, |work| {
            payments::settle(work, number, sum, day, "BACS 1")?;
            credit::prepare(work, number, &Some(vec![(1, sum)]), "a pound too many")
        })
        .expect("it is paid");
    bureau.act(&ground.approver, |work| credit::approve(work, number)).expect("it is credited");
    bureau.go_to("2019-05-01");
    let (year, why) = (FinancialYear::of(on("2018-10-02").today), Some("Made up"));
    bureau
        .act(&ground.approver, |work| lock::lock(work, HIOW, year, why))
        .expect("the year is closed");
    bureau
}

/// Everything that stands in a table, for comparing.
fn rows(ground: &Ground, table: &str) -> Vec<String> {
    let columns = if ground.is_server() {
        format!(
            "SELECT column_name AS cell FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name = '{table}'"
        )
    } else {
        format!("SELECT name AS cell FROM pragma_table_info('{table}')")
    };
    let blob = if ground.is_server() { "encode(bytes, 'hex')" } else { "hex(bytes)" };
    let each: Vec<String> = ground
        .ask(&columns)
        .iter()
        .map(|column| if column == "bytes" { blob.to_owned() } else { column.clone() })
        .map(|column| format!("coalesce(CAST({column} AS TEXT), 'null')"))
        .collect();
    let each = each.join(" || '|' || ");
    ground.ask(&format!(
        "SELECT cell FROM (SELECT {each} AS cell FROM {table}) AS all_rows ORDER BY cell"
    ))
}

#[track_caller]
fn must_be_refused(ground: &Ground, sql: &str) {
    let says = ground.sql(sql).expect_err(sql);
    assert!(says.contains("is never changed or deleted"), "{sql}: {says}");
}

fn issued_and_logged_records_refuse_every_change_from_plain_sql(ground: &Ground) {
    let _bureau = with_records(ground);
    for table in RECORDS {
        let before = rows(ground, table);
        assert!(!before.is_empty(), "{table} is empty");
        must_be_refused(ground, &format!("UPDATE {table} SET supplier_id = supplier_id"));
        must_be_refused(ground, &format!("DELETE FROM {table}"));
        if ground.is_server() {
            must_be_refused(ground, &format!("TRUNCATE {table} CASCADE"));
        } else {
            must_be_refused(ground, &format!("REPLACE INTO {table} SELECT * FROM {table}"));
        }
        assert_eq!(rows(ground, table), before, "{table}");
    }
    let issued = "WHERE state = 'issued'";
    must_be_refused(ground, &format!("UPDATE statement_lines SET net_pence = 1 {issued}"));
    must_be_refused(ground, &format!("UPDATE statement_lines SET state = 'open' {issued}"));
    must_be_refused(ground, &format!("DELETE FROM statement_lines {issued}"));
    if ground.is_server() {
        must_be_refused(ground, "TRUNCATE statement_lines CASCADE");
    } else {
        must_be_refused(ground, "REPLACE INTO statement_lines SELECT * FROM statement_lines");
        let by_number = "REPLACE INTO invoices SELECT supplier_id, 'another', agreement_id,
            purchaser_id, statement_id, credits_id, kind, series, number_in_series, number, issue,
            period, issued_on, due_on, payment_days, version, 1, 1, 2, reason, approved_by,
            issued_by, issued_at, hash FROM invoices";
        must_be_refused(ground, by_number);
    }
    for table in ["statements", "agreements", "councils"] {
        ground.sql(&format!("DELETE FROM {table}")).expect_err("others stand on it");
    }
}

fn a_second_statement_of_a_period_and_a_line_on_two_invoices_are_refused(ground: &Ground) {
    let _bureau = with_records(ground);
    let columns = "supplier_id, {id} agreement_id, kind, period, first_day, last_day, as_at,
        version, days_entries, costs_entries, draft, stage, net_pence, vat_pence, gross_pence,
        hash, prepared_by, prepared_at";
    let (to, from) = (columns.replace("{id}", "id,"), columns.replace("{id}", "'another',"));
    let twice = ground.sql(&format!("INSERT INTO statements ({to}) SELECT {from} FROM statements"));
    let says = twice.expect_err("a second one").to_lowercase();
    assert!(says.contains("unique") || says.contains("never changed"), "{says}");
    let columns = "supplier_id, invoice_id, {no} statement_id, statement_line_no, line, kind,
        period, clause, description, net_pence, vat_treatment, vat_rate";
    let (to, from) = (columns.replace("{no}", "line_no,"), columns.replace("{no}", "99,"));
    let twice = ground.sql(&format!(
        "INSERT INTO invoice_lines ({to}) SELECT {from} FROM invoice_lines
         WHERE statement_line_no = 1"
    ));
    let says = twice.expect_err("a second one").to_lowercase();
    assert!(says.contains("unique") || says.contains("never changed"), "{says}");
    let (to, from) =
        ("supplier_id, statement_id, line_no, line", "supplier_id, statement_id, 99, line");
    let rest = "kind, period, adjustment, clause, description, net_pence, vat_treatment, state";
    let twice = ground.sql(&format!(
        "INSERT INTO statement_lines ({to}, {rest}) SELECT {from}, {rest} FROM statement_lines
         WHERE line_no = 1"
    ));
    let says = twice.expect_err("a second one").to_lowercase();
    assert!(says.contains("unique") || says.contains("never changed"), "{says}");
}

fn what_is_issued_of_a_statement_and_every_count_stays(ground: &Ground) {
    let _bureau = with_records(ground);
    let guarded = GUARDED.map(|(table, _)| (table, rows(ground, table)));
    for change in [
        "net_pence = 1",
        "gross_pence = gross_pence + 1",
        "hash = 'another'",
        "prepared_by = 'another'",
        "approved_by = 'another'",
        "approved_by = NULL",
        "period = '2018/19-Q3'",
        "as_at = '2018-01-01'",
        "version = 3",
        "agreed_by = 'another'",
        "stage = 'approved'",
        "stage = 'drawn-up'",
        "stage = 'agreed'",
        "stage = 'agreed', approved_by = NULL, approved_at = NULL, hash = 'another'",
    ] {
        must_be_refused(ground, &format!("UPDATE statements SET {change} WHERE stage = 'issued'"));
    }
    must_be_refused(ground, "DELETE FROM statements");
    must_be_refused(ground, "UPDATE statement_lines SET line = 'another' WHERE state = 'issued'");
    for change in [
        "last_number = last_number - 1",
        "last_day = NULL WHERE last_day IS NOT NULL",
        "last_day = '2018-01-01' WHERE last_day IS NOT NULL",
        "head = 'another' WHERE name = 'acts'",
        "head = NULL WHERE name = 'acts'",
        "name = 'another'",
    ] {
        must_be_refused(ground, &format!("UPDATE series SET {change}"));
    }
    must_be_refused(ground, "DELETE FROM series");
    must_be_refused(ground, "DELETE FROM invoice_progress");
    must_be_refused(ground, "UPDATE invoice_progress SET invoice_id = 'another'");
    if ground.is_server() {
        for (table, _) in &guarded {
            must_be_refused(ground, &format!("TRUNCATE {table} CASCADE"));
        }
    }
    for (table, before) in guarded {
        assert_eq!(rows(ground, table), before, "{table}");
    }
    let released = "UPDATE statements SET stage = 'agreed', approved_by = NULL, approved_at = NULL,
        countersigned_by = NULL WHERE stage = 'issued'";
    assert!(ground.sql(released).expect("a line may be released") > 0);
    must_be_refused(ground, "UPDATE statements SET net_pence = net_pence + 1");
    must_be_refused(ground, "UPDATE statements SET stage = 'drawn-up'");
}

/// The columns of a table, or of one of its keys.
fn columns_of(ground: &Ground, pragma: &str) -> Vec<String> {
    ground.ask(&format!("SELECT name AS cell FROM {pragma}"))
}

/// Another value for a column of a key; `is_text` is what the table says of it.
fn another(ground: &Ground, table: &str, column: &str) -> String {
    let asked =
        format!("SELECT type AS cell FROM pragma_table_info('{table}') WHERE name = '{column}'");
    match ground.ask(&asked)[0].as_str() {
        "TEXT" => format!("{column} || '-another'"),
        _ => format!("{column} + 1000000"),
    }
}

/// SQLite replaces a row by any of its keys, and by its own number: each way, for each table.
fn no_guarded_row_is_replaced_by_another(ground: &Ground) {
    if ground.is_server() {
        return;
    }
    let _bureau = with_records(ground);
    let listed = ground.ask(
        "SELECT DISTINCT tbl_name AS cell FROM sqlite_master
         WHERE type = 'trigger' AND name LIKE '%\\_no\\_replace' ESCAPE '\\'",
    );
    assert_eq!(listed.len(), RECORDS.len() + GUARDED.len(), "{listed:?}");
    for table in &listed {
        let rows_with = GUARDED.iter().find(|(guarded, _)| guarded == table);
        let rows_with = rows_with.map_or("1 = 1", |(_, rows_with)| rows_with);
        let before = rows(ground, table);
        assert!(!before.is_empty(), "{table} is empty");
        let all = columns_of(ground, &format!("pragma_table_info('{table}')"));
        let keys: Vec<Vec<String>> = ground
            .ask(&format!(
                "SELECT name AS cell FROM pragma_index_list('{table}') WHERE \"unique\" = 1"
            ))
            .iter()
            .map(|key| columns_of(ground, &format!("pragma_index_info('{key}')")))
            .collect();
        let is_of_a_key = |column: &String| keys.iter().any(|key| key.contains(column));
        // By its number alone, and by each key with all others changed.
        let none = Vec::new();
        for kept in std::iter::once(&none).chain(&keys) {
            let value = |column: &String| {
                if kept.contains(column) || !is_of_a_key(column) || column == "supplier_id" {
                    return column.clone();
                }
                another(ground, table, column)
            };
            let values = all.iter().map(value).collect::<Vec<_>>().join(", ");
            let names = all.join(", ");
            let (rowid, number) = if kept.is_empty() { ("rowid, ", "rowid, ") } else { ("", "") };
            must_be_refused(
                ground,
                &format!(
                    "REPLACE INTO {table} ({rowid}{names})
                     SELECT {number}{values} FROM {table} WHERE {rows_with}"
                ),
            );
            assert_eq!(rows(ground, table), before, "{table}");
        }
        for or in ["OR REPLACE", "OR IGNORE", ""] {
            must_be_refused(ground, &format!("UPDATE {or} {table} SET rowid = rowid + 1"));
            for column in keys.iter().flatten() {
                let value = another(ground, table, column);
                must_be_refused(ground, &format!("UPDATE {or} {table} SET {column} = {value}"));
            }
        }
        assert_eq!(rows(ground, table), before, "{table}");
    }
}
