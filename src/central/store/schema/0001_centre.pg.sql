-- The twin of 0001_centre.sql on a server. Whole numbers are BIGINT, flags BOOLEAN; texts sort by their code points as
-- they do in SQLite, whatever the server's language is. `rowid` is the order of entry, which SQLite keeps of itself.
--
-- Commands, events, documents, changes and audit are append-only: triggers refuse to change or
-- delete a row. The other tables are projections, which could be made again, or the hall's own state.
--
-- Clear numbers, telephones and addresses of citizens stand only in the tables whose name begins with `personal_`
-- (R7.12); every other table holds masked values or keyed hashes.

-- One row: what was written at birth, and the counters that every writer takes in turn.
CREATE TABLE centre (
    id                BIGINT PRIMARY KEY CHECK (id = 1),
    realm             TEXT COLLATE "C" NOT NULL CHECK (realm IN ('live', 'training', 'demo')),
    hall              TEXT COLLATE "C" NOT NULL,
    profile           TEXT COLLATE "C" NOT NULL,
    born_at           BIGINT NOT NULL,
    last_time         BIGINT NOT NULL,
    clock_offset      BIGINT NOT NULL DEFAULT 0 CHECK (clock_offset >= 0),
    change_seq        BIGINT NOT NULL DEFAULT 0,
    audit_seq         BIGINT NOT NULL DEFAULT 0,
    audit_hash        TEXT COLLATE "C" NOT NULL,
    catalogue_version BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE people (
    id          TEXT COLLATE "C" PRIMARY KEY,
    body        TEXT COLLATE "C" NOT NULL,
    disabled    BOOLEAN NOT NULL DEFAULT FALSE,
    rowid BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY
);

CREATE TABLE accounts (
    login         TEXT COLLATE "C" PRIMARY KEY,
    person_id     TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    password_hash TEXT COLLATE "C" NOT NULL,
    failures      BIGINT NOT NULL DEFAULT 0,
    locked_until  BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE sessions (
    token_hash TEXT COLLATE "C" PRIMARY KEY,
    person_id  TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    started_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE devices (
    id          TEXT COLLATE "C" PRIMARY KEY,
    public_key  TEXT COLLATE "C" NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    enrolled_by TEXT COLLATE "C" NOT NULL,
    enrolled_at BIGINT NOT NULL,
    revoked_at  BIGINT
);

-- Verdicts, rejections included, are kept as long as the case.
CREATE TABLE commands (
    command_id  TEXT COLLATE "C" PRIMARY KEY,
    kind        TEXT COLLATE "C" NOT NULL,
    case_id     TEXT COLLATE "C",
    actor_id    TEXT COLLATE "C" NOT NULL,
    device_id   TEXT COLLATE "C" NOT NULL,
    epoch       TEXT COLLATE "C" NOT NULL,
    seq         BIGINT NOT NULL,
    fingerprint TEXT COLLATE "C" NOT NULL,
    applied_at  BIGINT NOT NULL,
    verdict     TEXT COLLATE "C" NOT NULL CHECK (verdict IN ('applied', 'rejected')),
    receipt     TEXT COLLATE "C" NOT NULL,
    problem     TEXT COLLATE "C"
);
CREATE UNIQUE INDEX commands_by_seal ON commands (device_id, epoch, seq);
CREATE INDEX commands_by_case ON commands (case_id, applied_at);

-- The sealed bytes and the device's signature: what the clerk really sent.
CREATE TABLE personal_sealed (
    command_id TEXT COLLATE "C" PRIMARY KEY REFERENCES commands (command_id),
    body       BYTEA NOT NULL,
    signature  TEXT COLLATE "C" NOT NULL
);

CREATE TABLE applicants (
    id          TEXT COLLATE "C" PRIMARY KEY,
    number_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    masked      TEXT COLLATE "C" NOT NULL
);

CREATE TABLE personal_applicant (
    applicant_id TEXT COLLATE "C" PRIMARY KEY REFERENCES applicants (id),
    body         TEXT COLLATE "C" NOT NULL
);

CREATE TABLE cases (
    id             TEXT COLLATE "C" PRIMARY KEY,
    version        BIGINT NOT NULL,
    state          TEXT COLLATE "C" NOT NULL,
    case_no        TEXT COLLATE "C" UNIQUE,
    receipt_no     TEXT COLLATE "C" UNIQUE,
    item_code      TEXT COLLATE "C" NOT NULL,
    item_name      TEXT COLLATE "C" NOT NULL,
    department     TEXT COLLATE "C" NOT NULL,
    applicant_id   TEXT COLLATE "C" NOT NULL REFERENCES applicants (id),
    opened_by      TEXT COLLATE "C" NOT NULL,
    received_by    TEXT COLLATE "C",
    received_at    BIGINT,
    changed_at     BIGINT NOT NULL,
    tolerance_open BOOLEAN NOT NULL DEFAULT FALSE,
    tolerance_due  TEXT COLLATE "C",
    query_code     TEXT COLLATE "C",
    body           TEXT COLLATE "C" NOT NULL
);
CREATE INDEX cases_by_changed ON cases (changed_at DESC, id);
CREATE INDEX cases_by_applicant ON cases (applicant_id, state);
CREATE INDEX cases_by_receiver ON cases (received_by, received_at);

-- The parties and the form of a case, in clear.
CREATE TABLE personal_case (
    case_id TEXT COLLATE "C" PRIMARY KEY REFERENCES cases (id),
    body    TEXT COLLATE "C" NOT NULL
);

CREATE TABLE events (
    case_id     TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    version     BIGINT NOT NULL,
    command_id  TEXT COLLATE "C" NOT NULL UNIQUE,
    at          BIGINT NOT NULL,
    act         TEXT COLLATE "C" NOT NULL,
    transitions TEXT COLLATE "C" NOT NULL,
    state       TEXT COLLATE "C" NOT NULL,
    person_id   TEXT COLLATE "C" NOT NULL,
    person      TEXT COLLATE "C" NOT NULL,
    role        TEXT COLLATE "C" NOT NULL,
    window_id   TEXT COLLATE "C",
    documents   TEXT COLLATE "C" NOT NULL,
    remark      TEXT COLLATE "C",
    PRIMARY KEY (case_id, version)
);

CREATE TABLE worklists (
    list       TEXT COLLATE "C" NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    due        TEXT COLLATE "C" NOT NULL,
    due_kind   TEXT COLLATE "C",
    task       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (list, due, case_id)
);
CREATE INDEX worklists_by_case ON worklists (case_id);

-- What time will do next; a case's rows are replaced by every command on it.
CREATE TABLE dues (
    at         BIGINT NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    transition BIGINT NOT NULL,
    PRIMARY KEY (at, case_id, transition)
);
CREATE INDEX dues_by_case ON dues (case_id);

-- Numbers: one row per series, taken only inside the transaction that uses the number.
CREATE TABLE counters (
    series TEXT COLLATE "C" PRIMARY KEY,
    last   BIGINT NOT NULL
);

CREATE TABLE documents (
    no         TEXT COLLATE "C" PRIMARY KEY,
    kind       TEXT COLLATE "C" NOT NULL,
    case_id    TEXT COLLATE "C" NOT NULL REFERENCES cases (id) DEFERRABLE INITIALLY DEFERRED,
    command_id TEXT COLLATE "C" NOT NULL,
    issued_at  BIGINT NOT NULL,
    template   TEXT COLLATE "C" NOT NULL,
    sha256     TEXT COLLATE "C" NOT NULL,
    corrects   TEXT COLLATE "C",
    text       TEXT COLLATE "C" NOT NULL
);
CREATE INDEX documents_by_case ON documents (case_id);

CREATE TABLE evidence (
    id           TEXT COLLATE "C" PRIMARY KEY,
    applicant_id TEXT COLLATE "C" NOT NULL REFERENCES applicants (id),
    case_id      TEXT COLLATE "C",
    kind         TEXT COLLATE "C" NOT NULL,
    asked_at     BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    rowid BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX evidence_by_applicant ON evidence (applicant_id, kind, asked_at);
CREATE INDEX evidence_by_case ON evidence (case_id);

-- The commitment register of R2.30: broken tolerances, until repaired or lapsed.
CREATE TABLE breaches (
    case_id      TEXT COLLATE "C" PRIMARY KEY REFERENCES cases (id),
    applicant_id TEXT COLLATE "C" NOT NULL REFERENCES applicants (id),
    barred_until TEXT COLLATE "C" NOT NULL
);
CREATE INDEX breaches_by_applicant ON breaches (applicant_id, barred_until);

CREATE TABLE guides (
    item_code TEXT COLLATE "C" NOT NULL,
    version   BIGINT NOT NULL,
    effective TEXT COLLATE "C" NOT NULL,
    catalogue BIGINT NOT NULL,
    body      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (item_code, version)
);
CREATE INDEX guides_by_catalogue ON guides (catalogue);

-- Names without a guide: found, shown, but no case can be opened.
CREATE TABLE item_names (
    code      TEXT COLLATE "C" PRIMARY KEY,
    catalogue BIGINT NOT NULL,
    body      TEXT COLLATE "C" NOT NULL,
    rowid BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX item_names_by_catalogue ON item_names (catalogue);

CREATE TABLE tickets (
    no           TEXT COLLATE "C" PRIMARY KEY,
    applicant_id TEXT COLLATE "C" REFERENCES applicants (id),
    taken_at     BIGINT NOT NULL,
    body         TEXT COLLATE "C" NOT NULL,
    called_by    TEXT COLLATE "C",
    called_at    BIGINT
);

-- Change sequence without holes: the number comes from the centre's row inside the transaction.
CREATE TABLE changes (
    seq     BIGINT PRIMARY KEY,
    case_id TEXT COLLATE "C" NOT NULL REFERENCES cases (id),
    version BIGINT NOT NULL,
    state   TEXT COLLATE "C" NOT NULL
);

CREATE TABLE audit (
    seq  BIGINT PRIMARY KEY,
    body TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL
);

-- What SQLite has of itself: the strings of a JSON array, so that one statement serves both engines.
CREATE FUNCTION json_each(list TEXT) RETURNS TABLE (value TEXT) LANGUAGE sql IMMUTABLE STRICT
    AS $$ SELECT e.word COLLATE "C" FROM json_array_elements_text(list::json) AS e (word) $$;

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'append-only'; END $$;

CREATE TRIGGER commands_stay  BEFORE UPDATE OR DELETE OR TRUNCATE ON commands        EXECUTE FUNCTION refuse();
CREATE TRIGGER sealed_stay    BEFORE UPDATE OR DELETE OR TRUNCATE ON personal_sealed EXECUTE FUNCTION refuse();
CREATE TRIGGER events_stay    BEFORE UPDATE OR DELETE OR TRUNCATE ON events          EXECUTE FUNCTION refuse();
CREATE TRIGGER documents_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON documents       EXECUTE FUNCTION refuse();
CREATE TRIGGER changes_stay   BEFORE UPDATE OR DELETE OR TRUNCATE ON changes         EXECUTE FUNCTION refuse();
CREATE TRIGGER audit_stay     BEFORE UPDATE OR DELETE OR TRUNCATE ON audit           EXECUTE FUNCTION refuse();

CREATE FUNCTION realm_stays() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'a database keeps its realm'; END $$;
CREATE TRIGGER realm_stays BEFORE UPDATE OF realm ON centre FOR EACH ROW EXECUTE FUNCTION realm_stays();

-- The other instances hear of a change when it is committed, and in the order of the commits.
CREATE FUNCTION tell_of_change() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN PERFORM pg_notify('chuangtai', NEW.seq::text); RETURN NULL; END $$;
CREATE TRIGGER changes_told AFTER INSERT ON changes FOR EACH ROW EXECUTE FUNCTION tell_of_change();
