-- Agreements that are being written in forms: nobody is bound by a draft, and it goes when it is
-- brought in as a version of its agreement, or thrown away.

-- `agreement_id` and `base_version`: the agreement whose terms it changes, and the version that it
-- began from; neither for an agreement that is new. `revision` counts what was saved.
CREATE TABLE drafts (
    supplier_id TEXT NOT NULL REFERENCES councils (id),
    id TEXT NOT NULL,
    agreement_id TEXT,
    base_version INT4,
    reference TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    revision INT4 NOT NULL,
    begun_by TEXT NOT NULL REFERENCES people (id),
    begun_at TIMESTAMP NOT NULL,
    changed_by TEXT NOT NULL REFERENCES people (id),
    changed_at TIMESTAMP NOT NULL,
    PRIMARY KEY (supplier_id, id),
    UNIQUE (supplier_id, agreement_id),
    FOREIGN KEY (supplier_id, agreement_id) REFERENCES agreements (supplier_id, id)
);
