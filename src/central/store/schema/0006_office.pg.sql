-- The twin of 0006_office.sql.

CREATE TABLE office_drafts (
    id         TEXT COLLATE "C" PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL CHECK (kind IN ('guide', 'tolerance', 'settings', 'calendar')),
    subject    TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    region     TEXT COLLATE "C" NOT NULL,
    item_code  TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    version    BIGINT NOT NULL,
    base       BIGINT NOT NULL,
    editors    TEXT COLLATE "C" NOT NULL,
    effective  TEXT COLLATE "C",
    due_at     BIGINT,
    changed_at BIGINT NOT NULL,
    body       TEXT COLLATE "C" NOT NULL,
    notes      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX office_drafts_by_change ON office_drafts (changed_at DESC, id);
CREATE INDEX office_drafts_by_due ON office_drafts (due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE office_steps (
    draft_id  TEXT COLLATE "C" NOT NULL REFERENCES office_drafts (id),
    version   BIGINT NOT NULL,
    at        BIGINT NOT NULL,
    act       TEXT COLLATE "C" NOT NULL,
    person_id TEXT COLLATE "C" NOT NULL,
    person    TEXT COLLATE "C" NOT NULL,
    remark    TEXT COLLATE "C",
    PRIMARY KEY (draft_id, version)
);

-- The same file again gives the same drafts: an answer that was lost on the way doubles nothing.
CREATE TABLE office_imports (
    key    TEXT COLLATE "C" PRIMARY KEY,
    drafts TEXT COLLATE "C" NOT NULL
);

CREATE TABLE law_settings (
    serial    BIGINT PRIMARY KEY,
    effective TEXT COLLATE "C" NOT NULL,
    body      TEXT COLLATE "C" NOT NULL
);

CREATE TABLE law_years (
    serial BIGINT PRIMARY KEY,
    year   BIGINT NOT NULL,
    body   TEXT COLLATE "C" NOT NULL
);

-- Another mark each time that settings or a calendar come into force.
ALTER TABLE centre ADD COLUMN law_mark TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE TRIGGER office_steps_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON office_steps EXECUTE FUNCTION refuse();
CREATE TRIGGER law_settings_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON law_settings EXECUTE FUNCTION refuse();
CREATE TRIGGER law_years_stay    BEFORE UPDATE OR DELETE OR TRUNCATE ON law_years    EXECUTE FUNCTION refuse();
