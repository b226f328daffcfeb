-- The centre's own file. Commands, events, documents, changes and audit are append-only: triggers refuse to change or
-- delete a row. The other tables are projections, which could be made again, or the hall's own state.
--
-- Clear numbers, telephones and addresses of citizens stand only in the tables whose name begins with `personal_`
-- (R7.12); every other table holds masked values or keyed hashes.

-- One row: what was written at birth, and the counters that every writer takes in turn.
CREATE TABLE centre (
    id                INTEGER PRIMARY KEY CHECK (id = 1),
    realm             TEXT    NOT NULL CHECK (realm IN ('live', 'training', 'demo')),
    hall              TEXT    NOT NULL,
    profile           TEXT    NOT NULL,
    born_at           INTEGER NOT NULL,
    last_time         INTEGER NOT NULL,
    clock_offset      INTEGER NOT NULL DEFAULT 0 CHECK (clock_offset >= 0),
    change_seq        INTEGER NOT NULL DEFAULT 0,
    audit_seq         INTEGER NOT NULL DEFAULT 0,
    audit_hash        TEXT    NOT NULL,
    catalogue_version INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE people (
    id          TEXT PRIMARY KEY,
    body        TEXT NOT NULL,
    disabled    INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE accounts (
    login         TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES people (id),
    password_hash TEXT NOT NULL,
    failures      INTEGER NOT NULL DEFAULT 0,
    locked_until  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES people (id),
    started_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE devices (
    id          TEXT PRIMARY KEY,
    public_key  TEXT NOT NULL,
    name        TEXT NOT NULL,
    enrolled_by TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    revoked_at  INTEGER
) STRICT;

-- Verdicts, rejections included, are kept as long as the case.
CREATE TABLE commands (
    command_id  TEXT PRIMARY KEY,
    kind        TEXT    NOT NULL,
    case_id     TEXT,
    actor_id    TEXT    NOT NULL,
    device_id   TEXT    NOT NULL,
    epoch       TEXT    NOT NULL,
    seq         INTEGER NOT NULL,
    fingerprint TEXT    NOT NULL,
    applied_at  INTEGER NOT NULL,
    verdict     TEXT    NOT NULL CHECK (verdict IN ('applied', 'rejected')),
    receipt     TEXT    NOT NULL,
    problem     TEXT
) STRICT;
CREATE UNIQUE INDEX commands_by_seal ON commands (device_id, epoch, seq);
CREATE INDEX commands_by_case ON commands (case_id, applied_at);

-- The sealed bytes and the device's signature: what the clerk really sent.
CREATE TABLE personal_sealed (
    command_id TEXT PRIMARY KEY REFERENCES commands (command_id),
    body       BLOB NOT NULL,
    signature  TEXT NOT NULL
) STRICT;

CREATE TABLE cases (
    id             TEXT PRIMARY KEY,
    version        INTEGER NOT NULL,
    state          TEXT    NOT NULL,
    case_no        TEXT UNIQUE,
    receipt_no     TEXT UNIQUE,
    item_code      TEXT    NOT NULL,
    item_name      TEXT    NOT NULL,
    department     TEXT    NOT NULL,
    applicant_id   TEXT    NOT NULL REFERENCES applicants (id),
    opened_by      TEXT    NOT NULL,
    received_by    TEXT,
    received_at    INTEGER,
    changed_at     INTEGER NOT NULL,
    tolerance_open INTEGER NOT NULL DEFAULT 0,
    tolerance_due  TEXT,
    query_code     TEXT,
    body           TEXT    NOT NULL
) STRICT;
CREATE INDEX cases_by_changed ON cases (changed_at DESC, id);
CREATE INDEX cases_by_applicant ON cases (applicant_id, state);
CREATE INDEX cases_by_receiver ON cases (received_by, received_at);

-- The parties and the form of a case, in clear.
CREATE TABLE personal_case (
    case_id TEXT PRIMARY KEY REFERENCES cases (id),
    body    TEXT NOT NULL
) STRICT;

CREATE TABLE events (
    case_id     TEXT    NOT NULL REFERENCES cases (id),
    version     INTEGER NOT NULL,
    command_id  TEXT    NOT NULL UNIQUE,
    at          INTEGER NOT NULL,
    act         TEXT    NOT NULL,
    transitions TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    person_id   TEXT    NOT NULL,
    person      TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    window_id   TEXT,
    documents   TEXT    NOT NULL,
    remark      TEXT,
    PRIMARY KEY (case_id, version)
) STRICT;

CREATE TABLE worklists (
    list       TEXT NOT NULL,
    case_id    TEXT NOT NULL REFERENCES cases (id),
    due        TEXT NOT NULL,
    due_kind   TEXT,
    task       TEXT NOT NULL,
    PRIMARY KEY (list, due, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX worklists_by_case ON worklists (case_id);

-- What time will do next; a case's rows are replaced by every command on it.
CREATE TABLE dues (
    at         INTEGER NOT NULL,
    case_id    TEXT    NOT NULL REFERENCES cases (id),
    transition INTEGER NOT NULL,
    PRIMARY KEY (at, case_id, transition)
) STRICT, WITHOUT ROWID;
CREATE INDEX dues_by_case ON dues (case_id);

-- Numbers: one row per series, taken only inside the transaction that uses the number.
CREATE TABLE counters (
    series TEXT PRIMARY KEY,
    last   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    no         TEXT PRIMARY KEY,
    kind       TEXT    NOT NULL,
    case_id    TEXT    NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    command_id TEXT    NOT NULL,
    issued_at  INTEGER NOT NULL,
    template   TEXT    NOT NULL,
    sha256     TEXT    NOT NULL,
    corrects   TEXT,
    text       TEXT    NOT NULL
) STRICT;
CREATE INDEX documents_by_case ON documents (case_id);

CREATE TABLE applicants (
    id          TEXT PRIMARY KEY,
    number_hash TEXT NOT NULL UNIQUE,
    masked      TEXT NOT NULL
) STRICT;

CREATE TABLE personal_applicant (
    applicant_id TEXT PRIMARY KEY REFERENCES applicants (id),
    body         TEXT NOT NULL
) STRICT;

CREATE TABLE evidence (
    id           TEXT PRIMARY KEY,
    applicant_id TEXT    NOT NULL REFERENCES applicants (id),
    case_id      TEXT,
    kind         TEXT    NOT NULL,
    asked_at     INTEGER NOT NULL,
    body         TEXT    NOT NULL
) STRICT;
CREATE INDEX evidence_by_applicant ON evidence (applicant_id, kind, asked_at);
CREATE INDEX evidence_by_case ON evidence (case_id);

-- The commitment register of R2.30: broken tolerances, until repaired or lapsed.
CREATE TABLE breaches (
    case_id      TEXT PRIMARY KEY REFERENCES cases (id),
    applicant_id TEXT NOT NULL REFERENCES applicants (id),
    barred_until TEXT NOT NULL
) STRICT;
CREATE INDEX breaches_by_applicant ON breaches (applicant_id, barred_until);

CREATE TABLE guides (
    item_code TEXT    NOT NULL,
    version   INTEGER NOT NULL,
    effective TEXT    NOT NULL,
    catalogue INTEGER NOT NULL,
    body      TEXT    NOT NULL,
    PRIMARY KEY (item_code, version)
) STRICT;
CREATE INDEX guides_by_catalogue ON guides (catalogue);

-- Names without a guide: found, shown, but no case can be opened.
CREATE TABLE item_names (
    code      TEXT    PRIMARY KEY,
    catalogue INTEGER NOT NULL,
    body      TEXT    NOT NULL
) STRICT;
CREATE INDEX item_names_by_catalogue ON item_names (catalogue);

CREATE TABLE tickets (
    no           TEXT PRIMARY KEY,
    applicant_id TEXT REFERENCES applicants (id),
    taken_at     INTEGER NOT NULL,
    body         TEXT    NOT NULL,
    called_by    TEXT,
    called_at    INTEGER
) STRICT;


-- Change sequence without holes: the number comes from the centre's row inside the transaction.
CREATE TABLE changes (
    seq     INTEGER PRIMARY KEY,
    case_id TEXT    NOT NULL REFERENCES cases (id),
    version INTEGER NOT NULL,
    state   TEXT    NOT NULL
) STRICT;

CREATE TABLE audit (
    seq  INTEGER PRIMARY KEY,
    body TEXT    NOT NULL,
    hash TEXT    NOT NULL
) STRICT;

CREATE TRIGGER commands_stay  BEFORE UPDATE ON commands        BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER commands_keep  BEFORE DELETE ON commands        BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER sealed_stay    BEFORE UPDATE ON personal_sealed BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER sealed_keep    BEFORE DELETE ON personal_sealed BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER events_stay    BEFORE UPDATE ON events          BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER events_keep    BEFORE DELETE ON events          BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER documents_stay BEFORE UPDATE ON documents       BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER documents_keep BEFORE DELETE ON documents       BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER changes_stay   BEFORE UPDATE ON changes         BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER changes_keep   BEFORE DELETE ON changes         BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_stay     BEFORE UPDATE ON audit           BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER audit_keep     BEFORE DELETE ON audit           BEGIN SELECT RAISE(ABORT, 'append-only'); END;
CREATE TRIGGER realm_stays BEFORE UPDATE OF realm ON centre BEGIN SELECT RAISE(ABORT, 'a database keeps its realm'); END;
