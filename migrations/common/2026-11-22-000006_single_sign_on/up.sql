-- Who signs in by a provider of single sign-on. What belongs to people is everybody's, as they are
-- themselves.

-- An account at a provider, and whose it is: the provider's own name for it, which it gives to
-- nobody else, ever.
CREATE TABLE identities (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    linked_at TIMESTAMP NOT NULL,
    PRIMARY KEY (issuer, subject),
    UNIQUE (person_id, issuer)
);
