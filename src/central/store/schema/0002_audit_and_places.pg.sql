-- The twin of 0002_audit_and_places.sql.

ALTER TABLE centre ADD COLUMN audit_alg TEXT COLLATE "C" NOT NULL DEFAULT 'sha256';

CREATE TABLE checkpoints (
    size  BIGINT PRIMARY KEY,
    at    BIGINT NOT NULL,
    peaks TEXT COLLATE "C" NOT NULL,
    note  TEXT COLLATE "C" NOT NULL
);

ALTER TABLE cases ADD COLUMN region    TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN window_id TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TRIGGER audit_alg_stays BEFORE UPDATE OF audit_alg ON centre FOR EACH ROW WHEN (OLD.audit_seq > 0)
    EXECUTE FUNCTION refuse();
CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints EXECUTE FUNCTION refuse();
