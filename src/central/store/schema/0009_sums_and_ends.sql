-- What reading costs must not grow with the years. How many cases there are is kept by everything that a right can end
-- at, so that the rights predicate holds for sums as it does for cases; numbers are found by their end, names of items by
-- their parts.

CREATE TABLE case_sums (
    state TEXT NOT NULL,
    department TEXT NOT NULL,
    region TEXT NOT NULL,
    item_code TEXT NOT NULL,
    window_id TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    received_by TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (state, department, region, item_code, window_id, opened_by, received_by)
) STRICT, WITHOUT ROWID;
INSERT INTO case_sums SELECT c.state, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), count(*) FROM cases AS c GROUP BY 1, 2, 3, 4, 5, 6, 7;

CREATE TABLE list_sums (
    list TEXT NOT NULL,
    department TEXT NOT NULL,
    region TEXT NOT NULL,
    item_code TEXT NOT NULL,
    window_id TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    received_by TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (list, department, region, item_code, window_id, opened_by, received_by)
) STRICT, WITHOUT ROWID;
INSERT INTO list_sums SELECT w.list, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), count(*)
    FROM worklists AS w JOIN cases AS c ON c.id = w.case_id GROUP BY 1, 2, 3, 4, 5, 6, 7;

CREATE TRIGGER cases_counted AFTER INSERT ON cases BEGIN
    INSERT INTO case_sums VALUES (NEW.state, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, coalesce(NEW.received_by, ''), 1)
        ON CONFLICT (state, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = case_sums.n + excluded.n;
    INSERT INTO case_items VALUES (NEW.item_name) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER cases_recounted AFTER UPDATE OF state, department, region, item_code, window_id, opened_by, received_by ON cases
    WHEN (OLD.state, OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, OLD.received_by) IS NOT (NEW.state, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, NEW.received_by) BEGIN
    INSERT INTO case_sums VALUES (OLD.state, OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, coalesce(OLD.received_by, ''), -1)
        ON CONFLICT (state, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = case_sums.n + excluded.n;
    INSERT INTO case_sums VALUES (NEW.state, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, coalesce(NEW.received_by, ''), 1)
        ON CONFLICT (state, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = case_sums.n + excluded.n;
END;
CREATE TRIGGER lists_recounted AFTER UPDATE OF department, region, item_code, window_id, opened_by, received_by ON cases
    WHEN (OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, OLD.received_by) IS NOT (NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, NEW.received_by) BEGIN
    INSERT INTO list_sums SELECT w.list, OLD.department, OLD.region, OLD.item_code, OLD.window_id, OLD.opened_by, coalesce(OLD.received_by, ''), -1 FROM worklists AS w WHERE w.case_id = NEW.id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
    INSERT INTO list_sums SELECT w.list, NEW.department, NEW.region, NEW.item_code, NEW.window_id, NEW.opened_by, coalesce(NEW.received_by, ''), 1 FROM worklists AS w WHERE w.case_id = NEW.id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
END;
CREATE TRIGGER lists_counted AFTER INSERT ON worklists BEGIN
    INSERT INTO list_sums SELECT NEW.list, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), 1 FROM cases AS c WHERE c.id = NEW.case_id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
END;
CREATE TRIGGER lists_uncounted AFTER DELETE ON worklists BEGIN
    INSERT INTO list_sums SELECT OLD.list, c.department, c.region, c.item_code, c.window_id, c.opened_by, coalesce(c.received_by, ''), -1 FROM cases AS c WHERE c.id = OLD.case_id
        ON CONFLICT (list, department, region, item_code, window_id, opened_by, received_by) DO UPDATE SET n = list_sums.n + excluded.n;
END;

-- Numbers from their last character to their first.
CREATE TABLE case_ends (
    tail    TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (tail, case_id)
) STRICT, WITHOUT ROWID;
INSERT INTO case_ends
    SELECT (WITH RECURSIVE r (i, tail) AS (SELECT length(n.no), '' UNION ALL
                                           SELECT i - 1, tail || substr(n.no, i, 1) FROM r WHERE i > 0)
            SELECT tail FROM r WHERE i = 0), n.id
    FROM (SELECT id, lower(case_no) AS no FROM cases WHERE case_no IS NOT NULL
          UNION SELECT id, lower(receipt_no) FROM cases WHERE receipt_no IS NOT NULL) AS n;

CREATE TABLE case_items (item_name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO case_items SELECT DISTINCT item_name FROM cases;

CREATE INDEX cases_by_item ON cases (item_name, changed_at DESC, id);
CREATE INDEX cases_by_state ON cases (state, changed_at DESC, id);
CREATE INDEX cases_by_opener ON cases (opened_by);
