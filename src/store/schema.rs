//! The tables, as `migrations/` makes them; a test holds the two against each other. They stand in
//! an order in which rows can be put in: whatever a row refers to is in a table before its own.
#![allow(missing_docs, reason = "the columns are told of where the tables are made")]

/// A table: what a backup needs to know of it.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// The columns of its primary key.
    pub key: &'static [&'static str],
    pub columns: &'static [Column],
}

/// A column of a table.
#[derive(Debug)]
pub struct Column {
    pub name: &'static str,
    pub kind: &'static str,
}

/// Makes the tables for queries, and [`TABLES`], so that none can be left out of a backup.
macro_rules! tables {
    ($($table:ident ($($key:ident),+) {
        $($column:ident -> $kind:ident $(<$inner:ident>)?,)+
    })+) => {
        $(diesel::table! { $table ($($key),+) { $($column -> $kind $(<$inner>)?,)+ } })+
        diesel::allow_tables_to_appear_in_same_query!($($table,)+);

        /// All tables, each after those that its rows refer to.
        pub static TABLES: &[Table] = &[$(Table {
            name: stringify!($table),
            key: &[$(stringify!($key)),+],
            columns: &[$(Column {
                name: stringify!($column),
                kind: kind!($kind $(<$inner>)?),
            }),+],
        }),+];
    };
}

/// What a column holds, whether or not it may be empty.
macro_rules! kind {
    (Nullable<$inner:ident>) => {
        stringify!($inner)
    };
    ($kind:ident) => {
        stringify!($kind)
    };
}

tables! {
    councils (id) {
        id -> Text,
        name -> Text,
        prefix -> Text,
        joined_at -> Timestamp,
    }

    people (id) {
        id -> Text,
        council_id -> Text,
        login -> Text,
        name -> Text,
        email -> Text,
        password_hash -> Text,
        roles -> Text,
        active -> Bool,
        joined_at -> Timestamp,
    }

    identities (issuer, subject) {
        issuer -> Text,
        subject -> Text,
        person_id -> Text,
        linked_at -> Timestamp,
    }

    sessions (id) {
        id -> Text,
        person_id -> Text,
        form_token -> Text,
        begun_at -> Timestamp,
        seen_at -> Timestamp,
        ends_at -> Timestamp,
    }

    api_tokens (id) {
        id -> Text,
        person_id -> Text,
        name -> Text,
        secret_hash -> Text,
        scopes -> Text,
        made_at -> Timestamp,
        ends_on -> Date,
        used_at -> Nullable<Timestamp>,
        revoked_at -> Nullable<Timestamp>,
    }

    idempotency_keys (person_id, key_text) {
        person_id -> Text,
        key_text -> Text,
        asked_hash -> Text,
        status -> Integer,
        answer -> Text,
        done_at -> Timestamp,
    }

    webhooks (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        url -> Text,
        events -> Text,
        secret -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }

    agreements (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        purchaser_id -> Text,
        reference -> Text,
        title -> Text,
        status -> Text,
        version -> Integer,
        parked_because -> Nullable<Text>,
        brought_at -> Timestamp,
    }

    agreement_versions (supplier_id, agreement_id, version) {
        supplier_id -> Text,
        agreement_id -> Text,
        version -> Integer,
        source -> Text,
        sha256 -> Text,
        reason -> Text,
        brought_by -> Text,
        brought_at -> Timestamp,
    }

    agreement_logos (supplier_id, agreement_id, version) {
        supplier_id -> Text,
        agreement_id -> Text,
        version -> Integer,
        sha256 -> Text,
        bytes -> Binary,
    }

    version_confirmations (supplier_id, agreement_id, version) {
        supplier_id -> Text,
        agreement_id -> Text,
        version -> Integer,
        confirmed_by -> Text,
        confirmed_at -> Timestamp,
    }

    drafts (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        agreement_id -> Nullable<Text>,
        base_version -> Nullable<Integer>,
        reference -> Text,
        title -> Text,
        source -> Text,
        revision -> Integer,
        begun_by -> Text,
        begun_at -> Timestamp,
        changed_by -> Text,
        changed_at -> Timestamp,
    }

    holdings_over (supplier_id, agreement_id, holding) {
        supplier_id -> Text,
        agreement_id -> Text,
        holding -> Integer,
        decision -> Text,
        from_day -> Date,
        until_day -> Date,
        recorded_by -> Text,
        recorded_at -> Timestamp,
    }

    imports (supplier_id, agreement_id, kind, sha256) {
        supplier_id -> Text,
        agreement_id -> Text,
        kind -> Text,
        sha256 -> Text,
        name -> Text,
        row_count -> Integer,
        brought_by -> Text,
        brought_at -> Timestamp,
    }

    recorded_rows (supplier_id, agreement_id, kind, entry) {
        supplier_id -> Text,
        agreement_id -> Text,
        kind -> Text,
        entry -> Integer,
        fields -> Text,
        entered_by -> Text,
        entered_at -> Timestamp,
    }

    statements (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        agreement_id -> Text,
        kind -> Text,
        period -> Text,
        first_day -> Date,
        last_day -> Date,
        as_at -> Date,
        version -> Integer,
        days_entries -> Integer,
        costs_entries -> Integer,
        draft -> Integer,
        stage -> Text,
        net_pence -> BigInt,
        vat_pence -> BigInt,
        gross_pence -> BigInt,
        hash -> Text,
        prepared_by -> Text,
        prepared_at -> Timestamp,
        sent_on -> Nullable<Date>,
        deemed_on -> Nullable<Date>,
        agreed_by -> Nullable<Text>,
        agreed_at -> Nullable<Timestamp>,
        over_limit -> Nullable<Text>,
        approved_by -> Nullable<Text>,
        approved_at -> Nullable<Timestamp>,
        countersigned_by -> Nullable<Text>,
    }

    statement_lines (supplier_id, statement_id, line_no) {
        supplier_id -> Text,
        statement_id -> Text,
        line_no -> Integer,
        line -> Text,
        kind -> Text,
        period -> Text,
        adjustment -> Bool,
        clause -> Text,
        description -> Text,
        net_pence -> BigInt,
        before_pence -> Nullable<BigInt>,
        vat_treatment -> Text,
        state -> Text,
    }

    queries (supplier_id, statement_id, query) {
        supplier_id -> Text,
        statement_id -> Text,
        query -> Integer,
        line_no -> Integer,
        line -> Text,
        reason -> Text,
        raised_by -> Text,
        raised_at -> Timestamp,
        outcome -> Nullable<Text>,
        answer -> Nullable<Text>,
        closed_by -> Nullable<Text>,
        closed_at -> Nullable<Timestamp>,
    }

    series (supplier_id, name) {
        supplier_id -> Text,
        name -> Text,
        last_number -> BigInt,
        last_day -> Nullable<Date>,
        head -> Nullable<Text>,
    }

    invoices (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        agreement_id -> Text,
        purchaser_id -> Text,
        statement_id -> Nullable<Text>,
        credits_id -> Nullable<Text>,
        kind -> Text,
        series -> Text,
        number_in_series -> BigInt,
        number -> Text,
        issue -> Integer,
        period -> Text,
        issued_on -> Date,
        due_on -> Date,
        payment_days -> Integer,
        version -> Integer,
        net_pence -> BigInt,
        vat_pence -> BigInt,
        gross_pence -> BigInt,
        reason -> Nullable<Text>,
        approved_by -> Text,
        issued_by -> Text,
        issued_at -> Timestamp,
        hash -> Text,
    }

    invoice_lines (supplier_id, invoice_id, line_no) {
        supplier_id -> Text,
        invoice_id -> Text,
        line_no -> Integer,
        statement_id -> Nullable<Text>,
        statement_line_no -> Nullable<Integer>,
        credits_line_no -> Nullable<Integer>,
        line -> Text,
        kind -> Text,
        period -> Text,
        clause -> Text,
        description -> Text,
        net_pence -> BigInt,
        vat_treatment -> Text,
        vat_rate -> Text,
    }

    invoice_rates (supplier_id, invoice_id, rate_no) {
        supplier_id -> Text,
        invoice_id -> Text,
        rate_no -> Integer,
        vat_treatment -> Text,
        vat_rate -> Text,
        net_pence -> BigInt,
        vat_pence -> BigInt,
    }

    invoice_files (supplier_id, invoice_id, form) {
        supplier_id -> Text,
        invoice_id -> Text,
        form -> Text,
        sha256 -> Text,
        bytes -> Binary,
        made_at -> Timestamp,
    }

    invoice_progress (supplier_id, invoice_id) {
        supplier_id -> Text,
        invoice_id -> Text,
        rendering -> Text,
        failed_because -> Nullable<Text>,
        received_on -> Nullable<Date>,
        received_late -> Bool,
        paid_pence -> BigInt,
        credited_pence -> BigInt,
        disputed_pence -> BigInt,
    }

    payments (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        invoice_id -> Text,
        paid_on -> Date,
        amount_pence -> BigInt,
        reference -> Text,
        entered_by -> Text,
        entered_at -> Timestamp,
    }

    set_offs (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        credit_note_id -> Text,
        invoice_id -> Text,
        set_off_on -> Date,
        amount_pence -> BigInt,
        entered_by -> Text,
        entered_at -> Timestamp,
    }

    disputes (supplier_id, invoice_id, dispute) {
        supplier_id -> Text,
        invoice_id -> Text,
        dispute -> Integer,
        amount_pence -> BigInt,
        reason -> Text,
        raised_by -> Text,
        raised_on -> Date,
        closed_by -> Nullable<Text>,
        closed_on -> Nullable<Date>,
        answer -> Nullable<Text>,
    }

    credit_requests (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        invoice_id -> Text,
        lines -> Text,
        reason -> Text,
        prepared_by -> Text,
        prepared_at -> Timestamp,
        state -> Text,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<Timestamp>,
        credit_note_id -> Nullable<Text>,
    }

    year_locks (supplier_id, agreement_id, year) {
        supplier_id -> Text,
        agreement_id -> Text,
        year -> Text,
        locked_by -> Text,
        locked_at -> Timestamp,
    }

    balances (supplier_id, agreement_id, year, side) {
        supplier_id -> Text,
        agreement_id -> Text,
        year -> Text,
        side -> Text,
        billed_pence -> BigInt,
        unpaid_pence -> BigInt,
        accrued_pence -> BigInt,
        note -> Text,
        stated_by -> Text,
        stated_at -> Timestamp,
    }

    outbox (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        kind -> Text,
        subject_id -> Text,
        to_address -> Text,
        letter -> Text,
        state -> Text,
        attempts -> Integer,
        next_at -> Timestamp,
        last_error -> Nullable<Text>,
        queued_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
    }

    runs (supplier_id, id) {
        supplier_id -> Text,
        id -> Text,
        act -> Text,
        period -> Text,
        preview -> Bool,
        led_by -> Text,
        state -> Text,
        agreement_count -> Integer,
        stopped_because -> Nullable<Text>,
        started_by -> Text,
        started_at -> Timestamp,
        finished_at -> Nullable<Timestamp>,
    }

    run_items (supplier_id, run_id, agreement_id) {
        supplier_id -> Text,
        run_id -> Text,
        agreement_id -> Text,
        outcome -> Text,
        says -> Text,
    }

    acts (supplier_id, entry) {
        supplier_id -> Text,
        entry -> BigInt,
        done_at -> Timestamp,
        person_id -> Text,
        person -> Text,
        council_id -> Text,
        act -> Text,
        subject -> Text,
        before -> Text,
        after -> Text,
        reason -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}
