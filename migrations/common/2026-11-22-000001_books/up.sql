-- The books of authorities. Runs unchanged on SQLite and on PostgreSQL: TEXT, BIGINT, INT4, BOOLEAN,
-- DATE, TIMESTAMP (UTC, to the microsecond), money in whole pence, days as decimal text.
-- What belongs to an authority's business has `supplier_id` first in every key and every join.

CREATE TABLE councils (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    prefix TEXT NOT NULL UNIQUE,
    joined_at TIMESTAMP NOT NULL
);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    council_id TEXT NOT NULL REFERENCES councils (id),
    login TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    joined_at TIMESTAMP NOT NULL
);
CREATE INDEX people_of_council ON people (council_id);

CREATE TABLE agreements (
    supplier_id TEXT NOT NULL REFERENCES councils (id),
    id TEXT NOT NULL,
    purchaser_id TEXT NOT NULL REFERENCES councils (id),
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN
        ('draft', 'heads-agreed', 'approved', 'signed', 'in-force', 'exit', 'closed')),
    version INT4 NOT NULL,
    parked_because TEXT,
    brought_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, id),
    UNIQUE (supplier_id, reference)
);
CREATE INDEX agreements_of_purchaser ON agreements (purchaser_id);

-- The agreement file as it was brought, to the byte: what it says is what was agreed.
CREATE TABLE agreement_versions (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    version INT4 NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    reason TEXT NOT NULL,
    brought_by TEXT NOT NULL,
    brought_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, version),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);

-- The supplier's logo as a version names it: a file beside the agreement's own.
CREATE TABLE agreement_logos (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    version INT4 NOT NULL,
    sha256 TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, version),
    FOREIGN KEY (supplier_id, agreement_id, version)
        REFERENCES agreement_versions (supplier_id, agreement_id, version)
);

-- The second person of a version that changes where money is paid to.
CREATE TABLE version_confirmations (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    version INT4 NOT NULL,
    confirmed_by TEXT NOT NULL,
    confirmed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, version),
    FOREIGN KEY (supplier_id, agreement_id, version)
        REFERENCES agreement_versions (supplier_id, agreement_id, version)
);

-- Billing from terms that are not signed: who decided on it, and by what.
CREATE TABLE holdings_over (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    holding INT4 NOT NULL,
    decision TEXT NOT NULL,
    from_day DATE NOT NULL,
    until_day DATE NOT NULL,
    recorded_by TEXT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, holding),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);

-- A file of recorded days, costs or indicator values that was brought in as a whole.
CREATE TABLE imports (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('days', 'costs', 'values')),
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    row_count INT4 NOT NULL,
    brought_by TEXT NOT NULL,
    brought_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, kind, sha256),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);

-- Each row as the file states it; `entry` counts an agreement's rows of a kind from 1, so that a
-- statement can say which rows were there when it was drawn up.
CREATE TABLE recorded_rows (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('days', 'costs', 'values')),
    entry INT4 NOT NULL,
    fields TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, kind, entry),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);

CREATE TABLE statements (
    supplier_id TEXT NOT NULL,
    id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('recharge', 'closing', 'reconciliation')),
    period TEXT NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    as_at DATE NOT NULL,
    version INT4 NOT NULL,
    days_entries INT4 NOT NULL,
    costs_entries INT4 NOT NULL,
    draft INT4 NOT NULL,
    stage TEXT NOT NULL CHECK (stage IN
        ('drawn-up', 'with-purchaser', 'agreed', 'approved', 'issued')),
    net_pence BIGINT NOT NULL,
    vat_pence BIGINT NOT NULL,
    gross_pence BIGINT NOT NULL,
    hash TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at TIMESTAMP NOT NULL,
    sent_on DATE,
    deemed_on DATE,
    agreed_by TEXT,
    agreed_at TIMESTAMP,
    over_limit TEXT,
    approved_by TEXT,
    approved_at TIMESTAMP,
    countersigned_by TEXT,
    PRIMARY KEY (supplier_id, id),
    UNIQUE (supplier_id, agreement_id, kind, period),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);
CREATE INDEX statements_by_stage ON statements (supplier_id, stage, first_day);

CREATE TABLE statement_lines (
    supplier_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    line_no INT4 NOT NULL,
    line TEXT NOT NULL,
    kind TEXT NOT NULL,
    period TEXT NOT NULL,
    adjustment BOOLEAN NOT NULL,
    clause TEXT NOT NULL,
    description TEXT NOT NULL,
    net_pence BIGINT NOT NULL,
    before_pence BIGINT,
    vat_treatment TEXT NOT NULL CHECK (vat_treatment IN
        ('standard', 'reduced', 'zero', 'exempt', 'outside-scope', 'undecided')),
    state TEXT NOT NULL CHECK (state IN ('open', 'agreed', 'queried', 'withdrawn', 'issued')),
    PRIMARY KEY (supplier_id, statement_id, line_no),
    UNIQUE (supplier_id, statement_id, kind, line, period, vat_treatment),
    FOREIGN KEY (supplier_id, statement_id) REFERENCES statements (supplier_id, id)
);

CREATE TABLE queries (
    supplier_id TEXT NOT NULL,
    statement_id TEXT NOT NULL,
    query INT4 NOT NULL,
    line_no INT4 NOT NULL,
    line TEXT NOT NULL,
    reason TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    raised_at TIMESTAMP NOT NULL,
    outcome TEXT CHECK (outcome IN ('released', 'withdrawn', 'redrawn')),
    answer TEXT,
    closed_by TEXT,
    closed_at TIMESTAMP,
    PRIMARY KEY (supplier_id, statement_id, query),
    FOREIGN KEY (supplier_id, statement_id) REFERENCES statements (supplier_id, id)
);

-- One row a supplier and series: the last number taken, the last day it was used, and for the log
-- of acts the hash of its last entry. Taken last in the transaction that uses it.
CREATE TABLE series (
    supplier_id TEXT NOT NULL REFERENCES councils (id),
    name TEXT NOT NULL,
    last_number BIGINT NOT NULL,
    last_day DATE,
    head TEXT,
    PRIMARY KEY (supplier_id, name)
);

CREATE TABLE invoices (
    supplier_id TEXT NOT NULL,
    id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    purchaser_id TEXT NOT NULL,
    statement_id TEXT,
    credits_id TEXT,
    kind TEXT NOT NULL CHECK (kind IN ('invoice', 'credit-note')),
    series TEXT NOT NULL,
    number_in_series BIGINT NOT NULL,
    number TEXT NOT NULL,
    issue INT4 NOT NULL,
    period TEXT NOT NULL,
    issued_on DATE NOT NULL,
    due_on DATE NOT NULL,
    payment_days INT4 NOT NULL,
    version INT4 NOT NULL,
    net_pence BIGINT NOT NULL,
    vat_pence BIGINT NOT NULL,
    gross_pence BIGINT NOT NULL,
    reason TEXT,
    approved_by TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    issued_at TIMESTAMP NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (supplier_id, id),
    UNIQUE (supplier_id, series, number_in_series),
    UNIQUE (supplier_id, number),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id),
    FOREIGN KEY (supplier_id, statement_id) REFERENCES statements (supplier_id, id),
    FOREIGN KEY (supplier_id, credits_id) REFERENCES invoices (supplier_id, id)
);
CREATE INDEX invoices_of_agreement ON invoices (supplier_id, agreement_id, issue);
CREATE INDEX invoices_of_statement ON invoices (supplier_id, statement_id);
CREATE INDEX invoices_crediting ON invoices (supplier_id, credits_id);

-- A line of a statement stands on one invoice at the most.
CREATE TABLE invoice_lines (
    supplier_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    line_no INT4 NOT NULL,
    statement_id TEXT,
    statement_line_no INT4,
    credits_line_no INT4,
    line TEXT NOT NULL,
    kind TEXT NOT NULL,
    period TEXT NOT NULL,
    clause TEXT NOT NULL,
    description TEXT NOT NULL,
    net_pence BIGINT NOT NULL,
    vat_treatment TEXT NOT NULL,
    vat_rate TEXT NOT NULL,
    PRIMARY KEY (supplier_id, invoice_id, line_no),
    UNIQUE (supplier_id, statement_id, statement_line_no),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id),
    FOREIGN KEY (supplier_id, statement_id, statement_line_no)
        REFERENCES statement_lines (supplier_id, statement_id, line_no)
);

CREATE TABLE invoice_rates (
    supplier_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    rate_no INT4 NOT NULL,
    vat_treatment TEXT NOT NULL,
    vat_rate TEXT NOT NULL,
    net_pence BIGINT NOT NULL,
    vat_pence BIGINT NOT NULL,
    PRIMARY KEY (supplier_id, invoice_id, rate_no),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id)
);

-- The PDF and the electronic invoice as they were made, once.
CREATE TABLE invoice_files (
    supplier_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    form TEXT NOT NULL CHECK (form IN ('pdf', 'xml')),
    sha256 TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    made_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, invoice_id, form),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id)
);

-- What happens to an invoice after it was issued; the invoice itself does not change.
CREATE TABLE invoice_progress (
    supplier_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    rendering TEXT NOT NULL CHECK (rendering IN ('to-render', 'rendered', 'failed')),
    failed_because TEXT,
    received_on DATE,
    -- Recorded only once it was overdue or paid: the day it is due stays.
    received_late BOOLEAN NOT NULL,
    paid_pence BIGINT NOT NULL,
    credited_pence BIGINT NOT NULL,
    disputed_pence BIGINT NOT NULL,
    PRIMARY KEY (supplier_id, invoice_id),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id)
);
CREATE INDEX invoices_to_render ON invoice_progress (supplier_id, rendering, invoice_id);

CREATE TABLE payments (
    supplier_id TEXT NOT NULL,
    id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    paid_on DATE NOT NULL,
    amount_pence BIGINT NOT NULL,
    reference TEXT NOT NULL,
    entered_by TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, id),
    UNIQUE (supplier_id, invoice_id, reference),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id)
);

-- What a credit note took off an invoice.
CREATE TABLE set_offs (
    supplier_id TEXT NOT NULL,
    id TEXT NOT NULL,
    credit_note_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    set_off_on DATE NOT NULL,
    amount_pence BIGINT NOT NULL CHECK (amount_pence > 0),
    entered_by TEXT NOT NULL,
    entered_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, id),
    FOREIGN KEY (supplier_id, credit_note_id) REFERENCES invoices (supplier_id, id),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id)
);
CREATE INDEX set_offs_of_invoice ON set_offs (supplier_id, invoice_id);
CREATE INDEX set_offs_of_credit_note ON set_offs (supplier_id, credit_note_id);

CREATE TABLE disputes (
    supplier_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    dispute INT4 NOT NULL,
    amount_pence BIGINT NOT NULL,
    reason TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    raised_on DATE NOT NULL,
    closed_by TEXT,
    closed_on DATE,
    answer TEXT,
    PRIMARY KEY (supplier_id, invoice_id, dispute),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id)
);

-- A credit of an invoice that one person has drawn up and another is to approve.
CREATE TABLE credit_requests (
    supplier_id TEXT NOT NULL,
    id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    lines TEXT NOT NULL,
    reason TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('prepared', 'issued', 'refused')),
    decided_by TEXT,
    decided_at TIMESTAMP,
    credit_note_id TEXT,
    PRIMARY KEY (supplier_id, id),
    FOREIGN KEY (supplier_id, invoice_id) REFERENCES invoices (supplier_id, id)
);

-- A financial year of an agreement that both councils have closed.
CREATE TABLE year_locks (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    year TEXT NOT NULL,
    locked_by TEXT NOT NULL,
    locked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, year),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);

-- What each council's books say of an agreement at the end of a year, until both say the same.
CREATE TABLE balances (
    supplier_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    year TEXT NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('supplier', 'purchaser')),
    billed_pence BIGINT NOT NULL,
    unpaid_pence BIGINT NOT NULL,
    accrued_pence BIGINT NOT NULL,
    note TEXT NOT NULL,
    stated_by TEXT NOT NULL,
    stated_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, agreement_id, year, side),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);

-- Letters to send: written in the transaction of the act that they tell of, sent after it.
CREATE TABLE outbox (
    supplier_id TEXT NOT NULL REFERENCES councils (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    to_address TEXT NOT NULL,
    letter TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'sending', 'sent', 'not-needed', 'unknown', 'given-up')),
    attempts INT4 NOT NULL,
    next_at TIMESTAMP NOT NULL,
    last_error TEXT,
    queued_at TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    PRIMARY KEY (supplier_id, id)
);
CREATE INDEX outbox_by_state ON outbox (supplier_id, state, next_at);

-- A run over many agreements, and what became of each.
CREATE TABLE runs (
    supplier_id TEXT NOT NULL REFERENCES councils (id),
    id TEXT NOT NULL,
    act TEXT NOT NULL,
    period TEXT NOT NULL,
    -- A preview does the same work and takes it back.
    preview BOOLEAN NOT NULL,
    -- Who does it: a command while it runs, or the service, which goes on with it after a restart.
    led_by TEXT NOT NULL CHECK (led_by IN ('command', 'service')),
    state TEXT NOT NULL CHECK (state IN ('queued', 'going', 'over')),
    -- How many agreements it is about, as far as is known.
    agreement_count INT4 NOT NULL,
    -- Why it ended before its time.
    stopped_because TEXT,
    started_by TEXT NOT NULL,
    started_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    PRIMARY KEY (supplier_id, id)
);
CREATE INDEX runs_by_state ON runs (state, led_by);

CREATE TABLE run_items (
    supplier_id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('done', 'nothing-due', 'not-yet', 'parked')),
    says TEXT NOT NULL,
    PRIMARY KEY (supplier_id, run_id, agreement_id),
    FOREIGN KEY (supplier_id, run_id) REFERENCES runs (supplier_id, id)
);

-- Every act: who, for which council, when, on what, what it was before and after, and why. Each
-- entry bears the hash of the one before it.
CREATE TABLE acts (
    supplier_id TEXT NOT NULL REFERENCES councils (id),
    entry BIGINT NOT NULL,
    done_at TIMESTAMP NOT NULL,
    person_id TEXT NOT NULL,
    person TEXT NOT NULL,
    council_id TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    reason TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (supplier_id, entry)
);
