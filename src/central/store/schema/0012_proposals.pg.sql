-- What would give somebody a right waits here for a second person (RELIABILITY 5.3 row 33, ASVS 2.3.5).
CREATE TABLE proposals (
    id         TEXT COLLATE "C" PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL,
    person_id  TEXT COLLATE "C" NOT NULL,
    base       BIGINT NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    made_by    TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at BIGINT
);
CREATE INDEX proposals_open ON proposals (expires_at) WHERE state = 'open';

-- Leave that was given and not taken can be taken back.
ALTER TABLE recoveries ADD COLUMN revoked_by TEXT COLLATE "C";
ALTER TABLE recoveries ADD COLUMN revoked_at BIGINT;
