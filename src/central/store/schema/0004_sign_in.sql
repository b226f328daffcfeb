-- Signing in. A session is a family of tokens: one access token after the other, each got with a refresh token that is
-- good once. Every token, code and secret stands here as a hash only.

ALTER TABLE people ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

ALTER TABLE accounts ADD COLUMN must_change INTEGER NOT NULL DEFAULT 0;
-- When the password was set; 0 = nobody knows, it does not age.
ALTER TABLE accounts ADD COLUMN password_at INTEGER NOT NULL DEFAULT 0;
-- The second factor's secret follows from this and a key outside the database; it counts once a code was shown.
ALTER TABLE accounts ADD COLUMN totp_nonce TEXT;
ALTER TABLE accounts ADD COLUMN totp_on    INTEGER NOT NULL DEFAULT 0;
-- The last step whose code was taken: none is taken twice.
ALTER TABLE accounts ADD COLUMN totp_step  INTEGER NOT NULL DEFAULT 0;
CREATE INDEX accounts_by_person ON accounts (person_id);

CREATE TABLE old_passwords (
    person_id     TEXT    NOT NULL REFERENCES people (id),
    until         INTEGER NOT NULL,
    password_hash TEXT    NOT NULL
) STRICT;
CREATE INDEX old_passwords_by_person ON old_passwords (person_id, until DESC);

CREATE TABLE families (
    id         TEXT PRIMARY KEY,
    person_id  TEXT    NOT NULL REFERENCES people (id),
    device_id  TEXT,
    started_at INTEGER NOT NULL,
    ends_at    INTEGER NOT NULL,
    ended_at   INTEGER,
    ended_why  TEXT
) STRICT;
CREATE INDEX families_by_person ON families (person_id, ends_at);
CREATE INDEX families_by_end ON families (ends_at);

CREATE TABLE refresh_tokens (
    token_hash TEXT PRIMARY KEY,
    family_id  TEXT    NOT NULL REFERENCES families (id),
    step       INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE UNIQUE INDEX refresh_tokens_by_step ON refresh_tokens (family_id, step);

ALTER TABLE sessions ADD COLUMN family_id TEXT REFERENCES families (id);
CREATE INDEX sessions_by_family ON sessions (family_id);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- A terminal that asks to be let in (RFC 8628).
CREATE TABLE grants (
    device_hash   TEXT PRIMARY KEY,
    user_hash     TEXT    NOT NULL UNIQUE,
    device_name   TEXT    NOT NULL,
    device_id     TEXT,
    expires_at    INTEGER NOT NULL,
    wait_seconds  INTEGER NOT NULL,
    asked_at      INTEGER NOT NULL,
    person_id     TEXT,
    consent_hash  TEXT UNIQUE,
    consent_until INTEGER,
    decision      TEXT CHECK (decision IN ('agreed', 'refused')),
    family_id     TEXT,
    collected_at  INTEGER
) STRICT;
CREATE INDEX grants_by_end ON grants (expires_at);

-- Consent to enrol one desk.
CREATE TABLE device_codes (
    code_hash  TEXT PRIMARY KEY,
    made_by    TEXT    NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
