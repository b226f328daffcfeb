-- Files lie in the database itself, piece by piece and encrypted, so that a file and the command that names it are
-- committed, copied and restored together, and every instance reads the same ones. The key lies outside (RELIABILITY T28).
-- A file is in quarantine until its hash and its type were found to be right; one that no command names goes after a while.
CREATE TABLE files (
    id         TEXT PRIMARY KEY,
    case_id    TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    size       INTEGER NOT NULL,
    received   INTEGER NOT NULL CHECK (received <= size),
    kind       TEXT,
    by_person  TEXT    NOT NULL,
    begun_at   INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    linked_by  TEXT
) STRICT;
CREATE UNIQUE INDEX files_by_case ON files (case_id, sha256);
CREATE INDEX files_waiting ON files (touched_at) WHERE linked_by IS NULL;
CREATE INDEX files_waiting_of ON files (by_person) WHERE linked_by IS NULL;

CREATE TABLE file_pieces (
    file_id TEXT    NOT NULL REFERENCES files (id),
    start   INTEGER NOT NULL,
    size    INTEGER NOT NULL,
    sealed  BLOB    NOT NULL,
    PRIMARY KEY (file_id, start)
) STRICT;

-- Which system of a department is told of what. The secret is encrypted under a key that lies outside.
CREATE TABLE webhooks (
    id         TEXT PRIMARY KEY,
    url        TEXT    NOT NULL,
    department TEXT    NOT NULL,
    region     TEXT    NOT NULL,
    kinds      TEXT    NOT NULL,
    secret     BLOB    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;

-- What is to be told, written in the transaction of what it tells of. A row waits, is done, or is
-- dead; without a next try it stands behind another of its case.
CREATE TABLE webhook_deliveries (
    id          TEXT PRIMARY KEY,
    webhook_id  TEXT    NOT NULL REFERENCES webhooks (id),
    seq         INTEGER NOT NULL,
    case_id     TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    state       TEXT    NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    made_at     INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    next_try    INTEGER,
    lease       TEXT,
    last_at     INTEGER,
    last_status INTEGER,
    last_error  TEXT
) STRICT;
CREATE UNIQUE INDEX webhook_deliveries_in_order ON webhook_deliveries (webhook_id, seq);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_try) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_of_case ON webhook_deliveries (webhook_id, case_id, seq) WHERE state = 'waiting';
