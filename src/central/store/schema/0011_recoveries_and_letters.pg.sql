-- Leave to send what somebody sealed at a desk and cannot send any more (RELIABILITY F50): given once, taken by one person.
CREATE TABLE recoveries (
    id         TEXT COLLATE "C" PRIMARY KEY,
    device_id  TEXT COLLATE "C" NOT NULL REFERENCES devices (id),
    actor_id   TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    role       TEXT COLLATE "C" NOT NULL,
    reason     TEXT COLLATE "C" NOT NULL,
    made_by    TEXT COLLATE "C" NOT NULL,
    made_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    taken_by   TEXT COLLATE "C",
    taken_at   BIGINT
);
CREATE INDEX recoveries_by_device ON recoveries (device_id, expires_at);

-- What departments were told: what is dead is counted, and what is done goes after a while.
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (webhook_id) WHERE state = 'dead';
CREATE INDEX webhook_deliveries_done ON webhook_deliveries (made_at) WHERE state = 'done';
