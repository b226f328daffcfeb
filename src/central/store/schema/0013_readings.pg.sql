-- How much each account read of citizens, hour by hour of the machine's clock: what is far more than a day's work at a
-- window is stopped, whichever instance is asked (ASVS 2.4.1).
CREATE TABLE readings (
    person_id TEXT COLLATE "C" NOT NULL,
    what      TEXT COLLATE "C" NOT NULL,
    hour      BIGINT NOT NULL,
    amount    BIGINT NOT NULL,
    PRIMARY KEY (person_id, what, hour)
);
