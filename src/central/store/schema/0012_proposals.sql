-- What would give somebody a right waits here for a second person (RELIABILITY 5.3 row 33, ASVS 2.3.5).
CREATE TABLE proposals (
    id         TEXT PRIMARY KEY,
    kind       TEXT    NOT NULL,
    person_id  TEXT    NOT NULL,
    base       INTEGER NOT NULL,
    body       TEXT    NOT NULL,
    made_by    TEXT    NOT NULL REFERENCES people (id),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state      TEXT    NOT NULL,
    decided_by TEXT,
    decided_at INTEGER
) STRICT;
CREATE INDEX proposals_open ON proposals (expires_at) WHERE state = 'open';

-- Leave that was given and not taken can be taken back.
ALTER TABLE recoveries ADD COLUMN revoked_by TEXT;
ALTER TABLE recoveries ADD COLUMN revoked_at INTEGER;
