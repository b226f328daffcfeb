-- Leave to send what somebody sealed at a desk and cannot send any more (RELIABILITY F50): given once, taken by one person.
CREATE TABLE recoveries (
    id         TEXT PRIMARY KEY,
    device_id  TEXT    NOT NULL REFERENCES devices (id),
    actor_id   TEXT    NOT NULL REFERENCES people (id),
    role       TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    made_by    TEXT    NOT NULL,
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    taken_by   TEXT,
    taken_at   INTEGER
) STRICT;
CREATE INDEX recoveries_by_device ON recoveries (device_id, expires_at);

-- What departments were told: what is dead is counted, and what is done goes after a while.
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (webhook_id) WHERE state = 'dead';
CREATE INDEX webhook_deliveries_done ON webhook_deliveries (made_at) WHERE state = 'done';
