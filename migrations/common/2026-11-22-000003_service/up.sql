-- Who is signed in. What belongs to people is everybody's, as they are themselves.

-- A person at a browser. The cookie's own text is nowhere: `id` is the SHA-256 of it.
CREATE TABLE sessions (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    form_token TEXT NOT NULL,
    begun_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    ends_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_of_person ON sessions (person_id);
