-- When the books were copied, and where the audit chain stood: for whoever keeps watch, and for a restore to look at.
CREATE TABLE backups (
    at         BIGINT PRIMARY KEY,
    audit_seq  BIGINT NOT NULL,
    audit_hash TEXT   NOT NULL
);
