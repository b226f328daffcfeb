-- Which keys this database belongs to: instances that sign with other keys, or find applicants by other ones, are refused.
ALTER TABLE centre ADD COLUMN keys TEXT NOT NULL DEFAULT '';
