//! The tables, step by step. A step that was ever handed out is never changed; a new one follows it.

pub(super) const STEPS: &[&str] = &[FIRST, DRAFTS_AGE, SYNC, CONFLICTS, SCANS];

/// R5.17: when a draft was first warned of; and the list of drafts without their content.
const DRAFTS_AGE: &str = "
ALTER TABLE draft ADD COLUMN warned INTEGER;
CREATE INDEX draft_list ON draft(updated DESC, case_id, title, state, warned);
";

const FIRST: &str = "
CREATE TABLE device(
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    seed BLOB NOT NULL,
    device_id TEXT,
    keys TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE draft(
    case_id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    state TEXT NOT NULL,
    updated INTEGER NOT NULL
) STRICT;

CREATE TABLE parcel(
    place INTEGER PRIMARY KEY,
    command_id TEXT NOT NULL UNIQUE,
    case_id TEXT,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    epoch TEXT NOT NULL,
    seq INTEGER NOT NULL,
    prev_command_id TEXT,
    bytes BLOB NOT NULL,
    signature BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN
        ('queued', 'maybe_sent', 'blocked', 'held', 'parked', 'applied', 'rejected', 'conflict')),
    attempts INTEGER NOT NULL DEFAULT 0,
    sealed_at INTEGER NOT NULL,
    first_sent INTEGER,
    next_try INTEGER,
    why TEXT,
    problem TEXT,
    draft_title TEXT,
    draft_snapshot TEXT,
    UNIQUE (epoch, seq)
) STRICT;
CREATE INDEX parcel_lane ON parcel(case_id, place);
CREATE INDEX parcel_open ON parcel(place) WHERE state NOT IN ('applied', 'rejected', 'conflict');

CREATE TABLE receipt(
    command_id TEXT PRIMARY KEY REFERENCES parcel(command_id),
    receipt TEXT NOT NULL,
    problem TEXT,
    stored_at INTEGER NOT NULL
) STRICT;

CREATE TABLE burnt(command_id TEXT PRIMARY KEY, epoch TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;

CREATE TABLE item(code TEXT PRIMARY KEY, place INTEGER NOT NULL, summary TEXT NOT NULL) STRICT;
CREATE TABLE guide(code TEXT NOT NULL, version INTEGER NOT NULL, guide TEXT NOT NULL, PRIMARY KEY (code, version)) STRICT;
CREATE TABLE calendar(year INTEGER PRIMARY KEY, calendar TEXT NOT NULL) STRICT;
CREATE TABLE packed(name TEXT PRIMARY KEY, version INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;

CREATE TABLE usage(
    code TEXT PRIMARY KEY,
    count INTEGER NOT NULL DEFAULT 0,
    last_used INTEGER,
    pinned INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE progress(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE notice(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL) STRICT;

CREATE TABLE paper(
    case_id TEXT NOT NULL,
    material_code TEXT NOT NULL,
    name TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    returned_at INTEGER,
    PRIMARY KEY (case_id, material_code)
) STRICT;
";

/// Since when a parcel stands where it stands; the catalogue in editions, so that a new one comes in beside the one that
/// is in use; pieces of a snapshot under way; where desk and centre differ.
const SYNC: &str = "
ALTER TABLE parcel ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
UPDATE parcel SET since = sealed_at;

CREATE TABLE catalogue_item(
    edition INTEGER NOT NULL,
    code TEXT NOT NULL,
    place INTEGER NOT NULL,
    summary TEXT NOT NULL,
    PRIMARY KEY (edition, code)
) STRICT, WITHOUT ROWID;
INSERT INTO catalogue_item(edition, code, place, summary) SELECT 0, code, place, summary FROM item;
DROP TABLE item;

CREATE TABLE snapshot_piece(no INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;

CREATE TABLE difference(
    command_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    there TEXT,
    seen_at INTEGER
) STRICT;
";

/// What both had seen when an act was sealed, and what a person decided about an act that met another one's change.
const CONFLICTS: &str = "
CREATE TABLE conflict_base(command_id TEXT PRIMARY KEY, application TEXT NOT NULL) STRICT;
CREATE TABLE conflict_decided(command_id TEXT PRIMARY KEY, superseded_by TEXT, at INTEGER NOT NULL) STRICT;
";

/// Sealed copies of scans, in pieces; which sealed command names which; and how much of each the centre has (NULL = it has
/// to be asked).
const SCANS: &str = "
CREATE TABLE scan(
    case_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    there INTEGER,
    whole INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (case_id, sha256)
) STRICT;
CREATE TABLE scan_piece(
    case_id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    start INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (case_id, sha256, start)
) STRICT;
CREATE TABLE parcel_scan(command_id TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (command_id, sha256)) STRICT;
";
