-- What a count costs must not grow with the years: the few cases that are worked on, paused or sent back are found by
-- themselves, and reasons for missed limits are counted without the cases.

CREATE INDEX cases_by_lease ON cases (lease_until) WHERE lease_by IS NOT NULL;
CREATE INDEX cases_paused ON cases (id) WHERE paused;
CREATE INDEX cases_that_came_back ON cases (id) WHERE came_back;
DROP INDEX cases_by_overdue;
CREATE INDEX cases_by_overdue ON cases (overdue_code, department, region, item_code, window_id, opened_by, received_by)
    WHERE overdue_code IS NOT NULL;
