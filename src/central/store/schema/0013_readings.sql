-- How much each account read of citizens, hour by hour of the machine's clock: what is far more than a day's work at a
-- window is stopped, whichever instance is asked (ASVS 2.4.1).
CREATE TABLE readings (
    person_id TEXT    NOT NULL,
    what      TEXT    NOT NULL,
    hour      INTEGER NOT NULL,
    amount    INTEGER NOT NULL,
    PRIMARY KEY (person_id, what, hour)
) STRICT, WITHOUT ROWID;
