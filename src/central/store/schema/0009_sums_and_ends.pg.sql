-- The twin of 0009_sums_and_ends.sql.

CREATE TABLE case_sums (
    state TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    item_code TEXT COLLATE "C" NOT NULL,
    window_id TEXT COLLATE "C" NOT NULL,
    opened_by TEXT COLLATE "C" NOT NULL,
    received_by TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (state, department, region, item_code, window_id, opened_by, received_by)
);
INSERT INTO case_sums SELECT c.state, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), count(*) FROM cases AS c GROUP BY 1, 2, 3, 4, 5, 6, 7;

CREATE TABLE list_sums (
    list TEXT COLLATE "C" NOT NULL,
    department TEXT COLLATE "C" NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    item_code TEXT COLLATE "C" NOT NULL,
    window_id TEXT COLLATE "C" NOT NULL,
    opened_by TEXT COLLATE "C" NOT NULL,
    received_by TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (list, department, region, item_code, window_id, opened_by, received_by)
);
INSERT INTO list_sums SELECT w.list, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), count(*)
    FROM worklists AS w JOIN cases AS c ON c.id = w.case_id GROUP BY 1, 2, 3, 4, 5, 6, 7;

-- Numbers from their last character to their first.
CREATE TABLE case_ends (
    tail    TEXT COLLATE "C" NOT NULL,
    case_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (tail, case_id)
);
INSERT INTO case_ends
    SELECT reverse(lower(case_no)), id FROM cases WHERE case_no IS NOT NULL
    UNION SELECT reverse(lower(receipt_no)), id FROM cases WHERE receipt_no IS NOT NULL;

CREATE TABLE case_items (item_name TEXT COLLATE "C" PRIMARY KEY);
INSERT INTO case_items SELECT DISTINCT item_name FROM cases;

CREATE INDEX cases_by_item ON cases (item_name, changed_at DESC, id);
CREATE INDEX cases_by_state ON cases (state, changed_at DESC, id);
CREATE INDEX cases_by_opener ON cases (opened_by);

CREATE FUNCTION count_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_sums VALUES (NEW.state, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, coalesce(NEW.received_by, ''), 1)
        ON CONFLICT (state, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = case_sums.n + excluded.n;
    INSERT INTO case_items VALUES (NEW.item_name) ON CONFLICT DO NOTHING;
    RETURN NULL; END $$;
CREATE TRIGGER cases_counted AFTER INSERT ON cases FOR EACH ROW EXECUTE FUNCTION count_case();

CREATE FUNCTION recount_case() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO case_sums VALUES (OLD.state, OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, coalesce(OLD.received_by, ''), -1)
        ON CONFLICT (state, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = case_sums.n + excluded.n;
    INSERT INTO case_sums VALUES (NEW.state, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, coalesce(NEW.received_by, ''), 1)
        ON CONFLICT (state, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = case_sums.n + excluded.n;
    RETURN NULL; END $$;
CREATE TRIGGER cases_recounted AFTER UPDATE OF state, department, region, item_code, window_id, opened_by, received_by ON cases FOR EACH ROW
    WHEN ((OLD.state, OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, OLD.received_by) IS DISTINCT FROM (NEW.state, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, NEW.received_by))
    EXECUTE FUNCTION recount_case();

CREATE FUNCTION recount_lists() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO list_sums SELECT w.list, OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, coalesce(OLD.received_by, ''), -1 FROM worklists AS w WHERE w.case_id = NEW.id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
    INSERT INTO list_sums SELECT w.list, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, coalesce(NEW.received_by, ''), 1 FROM worklists AS w WHERE w.case_id = NEW.id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
    RETURN NULL; END $$;
CREATE TRIGGER lists_recounted AFTER UPDATE OF department, region, item_code, window_id, opened_by, received_by ON cases FOR EACH ROW
    WHEN ((OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, OLD.received_by) IS DISTINCT FROM (NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, NEW.received_by))
    EXECUTE FUNCTION recount_lists();

CREATE FUNCTION count_list() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO list_sums SELECT NEW.list, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), 1 FROM cases AS c WHERE c.id = NEW.case_id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
    RETURN NULL; END $$;
CREATE TRIGGER lists_counted AFTER INSERT ON worklists FOR EACH ROW EXECUTE FUNCTION count_list();

CREATE FUNCTION uncount_list() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO list_sums SELECT OLD.list, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), -1 FROM cases AS c WHERE c.id = OLD.case_id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
    RETURN NULL; END $$;
CREATE TRIGGER lists_uncounted AFTER DELETE ON worklists FOR EACH ROW EXECUTE FUNCTION uncount_list();
