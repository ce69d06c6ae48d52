//! The tables as the databases themselves describe them: what lets the books be spread by supplier
//! over many servers, and what they refuse whoever asks.

use std::collections::BTreeSet;

use crate::ground::Ground;
use crate::ground::on_both;

on_both!(
    every_key_of_a_councils_business_begins_with_the_supplier,
    there_are_no_sequences_enumerations_deferred_checks_or_other_triggers_than_the_guards,
    the_schema_of_the_program_is_that_of_the_tables,
);

/// What is no council's business but everybody's.
const SHARED: [&str; 7] = [
    "councils",
    "people",
    "identities",
    "sessions",
    "api_tokens",
    "idempotency_keys",
    "__diesel_schema_migrations",
];

/// Primary keys, unique keys and foreign keys: table, kind, first column. Where a key leads to what
/// everybody shares it may begin as it likes: that is on every server.
fn keys(ground: &Ground) -> Vec<String> {
    if ground.is_server() {
        return ground.ask(
            "SELECT t.relname || ' ' || k.contype::text || ' ' || c.attname AS cell
             FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
             JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = k.conkey[1]
             WHERE t.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'u', 'f')
               AND k.confrelid NOT IN ('councils'::regclass, 'people'::regclass)
             UNION ALL SELECT t.relname || ' i ' || c.attname
             FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
             JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum = i.indkey[0]
             WHERE t.relnamespace = 'public'::regnamespace AND i.indisunique",
        );
    }
    ground.ask(
        "SELECT t.name || ' p ' || c.name AS cell
         FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND c.pk = 1
         UNION ALL SELECT t.name || ' u ' || c.name
         FROM sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
         WHERE t.type = 'table' AND i.\"unique\" = 1 AND c.seqno = 0
         UNION ALL SELECT t.name || ' f ' || f.\"from\"
         FROM sqlite_master t, pragma_foreign_key_list(t.name) f
         WHERE t.type = 'table' AND f.seq = 0 AND f.\"table\" NOT IN ('councils', 'people')",
    )
}

fn tables(ground: &Ground) -> BTreeSet<String> {
    let asked = if ground.is_server() {
        "SELECT relname AS cell FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    } else {
        "SELECT name AS cell FROM sqlite_master WHERE type = 'table'"
    };
    ground.ask(asked).into_iter().collect()
}

fn every_key_of_a_councils_business_begins_with_the_supplier(ground: &Ground) {
    let keys = keys(ground);
    for table in tables(ground).iter().filter(|table| !SHARED.contains(&table.as_str())) {
        let has_primary = keys.iter().any(|key| *key == format!("{table} p supplier_id"));
        assert!(has_primary, "{table} has no primary key that begins with supplier_id");
    }
    let others: Vec<&String> = keys
        .iter()
        .filter(|key| !key.ends_with(" supplier_id"))
        .filter(|key| !SHARED.iter().any(|shared| key.starts_with(&format!("{shared} "))))
        .collect();
    assert_eq!(others, [""; 0], "keys that begin with another column");
    assert!(keys.len() > 50, "only {} keys were looked at", keys.len());
}

fn there_are_no_sequences_enumerations_deferred_checks_or_other_triggers_than_the_guards(
    ground: &Ground,
) {
    let guards = if ground.is_server() {
        let none = "SELECT relname AS cell FROM pg_class
             WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace
             UNION ALL SELECT conname FROM pg_constraint WHERE condeferrable
             UNION ALL SELECT typname FROM pg_type
             WHERE typtype IN ('e', 'd') AND typnamespace = 'public'::regnamespace
             UNION ALL SELECT p.proname FROM pg_proc p
             WHERE p.pronamespace = 'public'::regnamespace AND p.proname NOT LIKE 'refuse\\_%'
               AND p.proname NOT LIKE 'diesel%'";
        assert_eq!(ground.ask(none), [""; 0]);
        "SELECT t.tgname || ': '
                || CASE WHEN p.proname LIKE 'refuse\\_%' THEN 'refuse_change' ELSE p.proname END
                AS cell FROM pg_trigger t
         JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
    } else {
        let none = "SELECT name AS cell FROM sqlite_master
             WHERE sql LIKE '%AUTOINCREMENT%' OR sql LIKE '%DEFERR%' OR type = 'view'";
        assert_eq!(ground.ask(none), [""; 0]);
        "SELECT name || ': ' || CASE WHEN sql LIKE '%BEGIN SELECT RAISE(ABORT,%; END'
                                THEN 'refuse_change' ELSE sql END AS cell
         FROM sqlite_master WHERE type = 'trigger'"
    };
    let guards = ground.ask(guards);
    assert!(guards.len() > 20, "{guards:?}");
    let other: Vec<&String> =
        guards.iter().filter(|guard| !guard.ends_with(": refuse_change")).collect();
    assert_eq!(other, [""; 0]);
}

/// A column as the program takes it, and as the databases name its type.
const TYPES: [(&str, &str, &str); 7] = [
    ("Text", "TEXT", "text"),
    ("Integer", "INT4", "integer"),
    ("BigInt", "BIGINT", "bigint"),
    ("Bool", "BOOLEAN", "boolean"),
    ("Date", "DATE", "date"),
    ("Timestamp", "TIMESTAMP", "timestamp without time zone"),
    ("Binary", "BYTEA", "bytea"),
];

/// The columns that `schema.rs` states: table, place, column, type, and `null` where it may be.
fn stated(ground: &Ground) -> BTreeSet<String> {
    let mut table = String::new();
    let mut place = 0;
    let mut stated = BTreeSet::new();
    let lines = include_str!("../../src/store/schema.rs").lines().map(str::trim);
    for line in lines.skip_while(|line| *line != "tables! {").skip(1) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            name.clone_into(&mut table);
            place = 0;
        }
        let Some((column, of)) = line.trim_end_matches(',').split_once(" -> ") else { continue };
        let bare = of.strip_prefix("Nullable<").and_then(|of| of.strip_suffix('>'));
        let known = TYPES.iter().find(|(word, ..)| *word == bare.unwrap_or(of));
        let (_, lite, server) = known.unwrap_or_else(|| panic!("{of} is not a type of ours"));
        let of = if ground.is_server() { server } else { lite };
        let null = if bare.is_some() { " null" } else { "" };
        place += 1;
        stated.insert(format!("{table} {place} {column} {of}{null}"));
    }
    stated
}

fn the_schema_of_the_program_is_that_of_the_tables(ground: &Ground) {
    let asked = if ground.is_server() {
        "SELECT table_name || ' ' || ordinal_position || ' ' || column_name || ' ' || data_type
                || CASE is_nullable WHEN 'YES' THEN ' null' ELSE '' END AS cell
         FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'"
    } else {
        "SELECT t.name || ' ' || (c.cid + 1) || ' ' || c.name || ' ' || c.type
                || CASE c.\"notnull\" WHEN 0 THEN ' null' ELSE '' END AS cell
         FROM sqlite_master t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND t.name NOT LIKE '\\_\\_%' ESCAPE '\\'"
    };
    let there: BTreeSet<String> = ground.ask(asked).into_iter().collect();
    let stated = stated(ground);
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        one.difference(other).cloned().collect()
    };
    assert_eq!(only(&there, &stated), [""; 0], "not in src/store/schema.rs");
    assert_eq!(only(&stated, &there), [""; 0], "not in the tables");
    assert!(stated.len() > 150, "only {} columns were looked at", stated.len());
}
