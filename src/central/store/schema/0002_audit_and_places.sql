-- The hash of the audit chain is chosen before its first link and never changes; checkpoints are what the centre signed
-- about the chain. Cases know where they were opened, so that rights can end at a region or a window.

ALTER TABLE centre ADD COLUMN audit_alg TEXT NOT NULL DEFAULT 'sha256';

CREATE TABLE checkpoints (
    size  INTEGER PRIMARY KEY,
    at    INTEGER NOT NULL,
    peaks TEXT    NOT NULL,
    note  TEXT    NOT NULL
) STRICT;

ALTER TABLE cases ADD COLUMN region    TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN window_id TEXT NOT NULL DEFAULT '';

CREATE TRIGGER audit_alg_stays BEFORE UPDATE OF audit_alg ON centre WHEN OLD.audit_seq > 0
    BEGIN SELECT RAISE(ABORT, 'a chain keeps its hash'); END;
CREATE TRIGGER checkpoints_stay BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER checkpoints_keep BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'append-only'); END;
