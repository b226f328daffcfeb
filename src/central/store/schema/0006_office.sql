-- The catalogue office: drafts of guides, tolerance lists, settings and calendars, what was done to them, and the law of
-- the region as it came into force. What is in force is only ever added to: a case is judged by what held on its day.

CREATE TABLE office_drafts (
    id         TEXT    PRIMARY KEY,
    kind       TEXT    NOT NULL CHECK (kind IN ('guide', 'tolerance', 'settings', 'calendar')),
    subject    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    department TEXT    NOT NULL,
    region     TEXT    NOT NULL,
    item_code  TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    base       INTEGER NOT NULL,
    editors    TEXT    NOT NULL,
    effective  TEXT,
    due_at     INTEGER,
    changed_at INTEGER NOT NULL,
    body       TEXT    NOT NULL,
    notes      TEXT    NOT NULL
) STRICT;
CREATE INDEX office_drafts_by_change ON office_drafts (changed_at DESC, id);
CREATE INDEX office_drafts_by_due ON office_drafts (due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE office_steps (
    draft_id  TEXT    NOT NULL REFERENCES office_drafts (id),
    version   INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    act       TEXT    NOT NULL,
    person_id TEXT    NOT NULL,
    person    TEXT    NOT NULL,
    remark    TEXT,
    PRIMARY KEY (draft_id, version)
) STRICT;

-- The same file again gives the same drafts: an answer that was lost on the way doubles nothing.
CREATE TABLE office_imports (
    key    TEXT PRIMARY KEY,
    drafts TEXT NOT NULL
) STRICT;

CREATE TABLE law_settings (
    serial    INTEGER PRIMARY KEY,
    effective TEXT    NOT NULL,
    body      TEXT    NOT NULL
) STRICT;

CREATE TABLE law_years (
    serial INTEGER PRIMARY KEY,
    year   INTEGER NOT NULL,
    body   TEXT    NOT NULL
) STRICT;

-- Another mark each time that settings or a calendar come into force.
ALTER TABLE centre ADD COLUMN law_mark TEXT NOT NULL DEFAULT '';

CREATE TRIGGER office_steps_stay BEFORE UPDATE ON office_steps BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER office_steps_keep BEFORE DELETE ON office_steps BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER law_settings_stay BEFORE UPDATE ON law_settings BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER law_settings_keep BEFORE DELETE ON law_settings BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER law_years_stay    BEFORE UPDATE ON law_years    BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER law_years_keep    BEFORE DELETE ON law_years    BEGIN SELECT RAISE(ABORT, 'append-only'); END;
