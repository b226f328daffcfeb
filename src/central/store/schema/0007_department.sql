-- What the department's queue is narrowed by: who works on a case and until when, whether its clocks stand still, whether it
-- came back, and the last reason that was given for a missed limit. The case's body says the same; these are its columns.

ALTER TABLE cases ADD COLUMN lease_by     TEXT;
ALTER TABLE cases ADD COLUMN lease_until  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN paused       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN came_back    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN overdue_code TEXT;
CREATE INDEX cases_by_overdue ON cases (overdue_code) WHERE overdue_code IS NOT NULL;
