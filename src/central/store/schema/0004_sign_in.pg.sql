-- The twin of 0004_sign_in.sql.

ALTER TABLE people ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

ALTER TABLE accounts ADD COLUMN must_change BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN password_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN totp_nonce TEXT COLLATE "C";
ALTER TABLE accounts ADD COLUMN totp_on    BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE accounts ADD COLUMN totp_step  BIGINT NOT NULL DEFAULT 0;
CREATE INDEX accounts_by_person ON accounts (person_id);

CREATE TABLE old_passwords (
    person_id     TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    until         BIGINT NOT NULL,
    password_hash TEXT COLLATE "C" NOT NULL
);
CREATE INDEX old_passwords_by_person ON old_passwords (person_id, until DESC);

CREATE TABLE families (
    id         TEXT COLLATE "C" PRIMARY KEY,
    person_id  TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    device_id  TEXT COLLATE "C",
    started_at BIGINT NOT NULL,
    ends_at    BIGINT NOT NULL,
    ended_at   BIGINT,
    ended_why  TEXT COLLATE "C"
);
CREATE INDEX families_by_person ON families (person_id, ends_at);
CREATE INDEX families_by_end ON families (ends_at);

CREATE TABLE refresh_tokens (
    token_hash TEXT COLLATE "C" PRIMARY KEY,
    family_id  TEXT COLLATE "C" NOT NULL REFERENCES families (id),
    step       BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE UNIQUE INDEX refresh_tokens_by_step ON refresh_tokens (family_id, step);

ALTER TABLE sessions ADD COLUMN family_id TEXT COLLATE "C" REFERENCES families (id);
CREATE INDEX sessions_by_family ON sessions (family_id);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE grants (
    device_hash   TEXT COLLATE "C" PRIMARY KEY,
    user_hash     TEXT COLLATE "C" NOT NULL UNIQUE,
    device_name   TEXT COLLATE "C" NOT NULL,
    device_id     TEXT COLLATE "C",
    expires_at    BIGINT NOT NULL,
    wait_seconds  BIGINT NOT NULL,
    asked_at      BIGINT NOT NULL,
    person_id     TEXT COLLATE "C",
    consent_hash  TEXT COLLATE "C" UNIQUE,
    consent_until BIGINT,
    decision      TEXT COLLATE "C" CHECK (decision IN ('agreed', 'refused')),
    family_id     TEXT COLLATE "C",
    collected_at  BIGINT
);
CREATE INDEX grants_by_end ON grants (expires_at);

CREATE TABLE device_codes (
    code_hash  TEXT COLLATE "C" PRIMARY KEY,
    made_by    TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
