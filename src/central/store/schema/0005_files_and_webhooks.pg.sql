-- The twin of 0005_files_and_webhooks.sql.

CREATE TABLE files (
    id         TEXT COLLATE "C" PRIMARY KEY,
    case_id    TEXT COLLATE "C" NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    size       BIGINT NOT NULL,
    received   BIGINT NOT NULL CHECK (received <= size),
    kind       TEXT COLLATE "C",
    by_person  TEXT COLLATE "C" NOT NULL,
    begun_at   BIGINT NOT NULL,
    touched_at BIGINT NOT NULL,
    linked_by  TEXT COLLATE "C"
);
CREATE UNIQUE INDEX files_by_case ON files (case_id, sha256);
CREATE INDEX files_waiting ON files (touched_at) WHERE linked_by IS NULL;
CREATE INDEX files_waiting_of ON files (by_person) WHERE linked_by IS NULL;

CREATE TABLE file_pieces (
    file_id TEXT COLLATE "C" NOT NULL REFERENCES files (id),
    start   BIGINT NOT NULL,
    size    BIGINT NOT NULL,
    sealed  BYTEA   NOT NULL,
    PRIMARY KEY (file_id, start)
);

-- Which system of a department is told of what. The secret is encrypted under a key that lies outside.
CREATE TABLE webhooks (
    id         TEXT COLLATE "C" PRIMARY KEY,
    url        TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    region     TEXT COLLATE "C" NOT NULL,
    kinds      TEXT COLLATE "C" NOT NULL,
    secret     BYTEA   NOT NULL,
    made_by    TEXT COLLATE "C" NOT NULL,
    made_at    BIGINT NOT NULL,
    ended_at   BIGINT
);

-- What is to be told, written in the transaction of what it tells of. A row waits, is done, or is
-- dead; without a next try it stands behind another of its case.
CREATE TABLE webhook_deliveries (
    id          TEXT COLLATE "C" PRIMARY KEY,
    webhook_id  TEXT COLLATE "C" NOT NULL REFERENCES webhooks (id),
    seq         BIGINT NOT NULL,
    case_id     TEXT COLLATE "C" NOT NULL,
    kind        TEXT COLLATE "C" NOT NULL,
    body        TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL CHECK (state IN ('waiting', 'done', 'dead')),
    made_at     BIGINT NOT NULL,
    since       BIGINT NOT NULL,
    attempts    BIGINT NOT NULL DEFAULT 0,
    next_try    BIGINT,
    lease       TEXT COLLATE "C",
    last_at     BIGINT,
    last_status BIGINT,
    last_error  TEXT COLLATE "C"
);
CREATE UNIQUE INDEX webhook_deliveries_in_order ON webhook_deliveries (webhook_id, seq);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_try) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_of_case ON webhook_deliveries (webhook_id, case_id, seq) WHERE state = 'waiting';

-- What is encrypted cannot be made smaller.
ALTER TABLE file_pieces ALTER COLUMN sealed SET STORAGE EXTERNAL;
