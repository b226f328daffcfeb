-- The twin of 0007_department.sql.

ALTER TABLE cases ADD COLUMN lease_by     TEXT COLLATE "C";
ALTER TABLE cases ADD COLUMN lease_until  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN paused       BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE cases ADD COLUMN came_back    BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE cases ADD COLUMN overdue_code TEXT COLLATE "C";
CREATE INDEX cases_by_overdue ON cases (overdue_code) WHERE overdue_code IS NOT NULL;
