-- The API: what other systems show to be let in, what they were answered, and whom the service
-- tells of what was done.

-- A token of a person. Its own text is nowhere: `secret_hash` is the SHA-256 of it.
CREATE TABLE api_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    name TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    -- What it may be used for, in words between spaces.
    scopes TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    -- The last day on which it is taken.
    ends_on DATE NOT NULL,
    used_at TIMESTAMP,
    revoked_at TIMESTAMP
);
CREATE INDEX api_tokens_of_person ON api_tokens (person_id);

-- What was answered to an act, by the key that the asker gave it: asked again, it is answered the
-- same and not done again. It is written in the transaction of the act.
CREATE TABLE idempotency_keys (
    person_id TEXT NOT NULL REFERENCES people (id),
    key_text TEXT NOT NULL,
    -- SHA-256 of what was asked.
    asked_hash TEXT NOT NULL,
    status INT4 NOT NULL,
    answer TEXT NOT NULL,
    done_at TIMESTAMP NOT NULL,
    PRIMARY KEY (person_id, key_text)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (person_id, done_at);

-- Where a council has itself told of what was done. What is told waits in the outbox, as letters
-- do, under the kind `webhook`.
CREATE TABLE webhooks (
    supplier_id TEXT NOT NULL REFERENCES councils (id),
    id TEXT NOT NULL,
    url TEXT NOT NULL,
    -- Of what it is told, in words between spaces.
    events TEXT NOT NULL,
    -- What each message is signed with: it must be at hand in full.
    secret TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    PRIMARY KEY (supplier_id, id)
);
