-- Schema version 2: what analysts correct. Both tables only ever grow; what stands is a correction without a withdrawal.

-- In these reports, the actor of this name and kind is called so.
CREATE TABLE correction (
    serial  INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,     -- of what it says, sixteen hexadecimal digits; a number where it is said again
    at      TEXT NOT NULL,            -- UTC, ISO 8601
    by      TEXT NOT NULL,
    because TEXT NOT NULL,
    names   TEXT NOT NULL,            -- JSON: the names that are corrected
    kind    TEXT,                     -- actors of this kind alone
    reports TEXT NOT NULL,            -- JSON: in these alone; empty: in all
    to_name TEXT,
    to_id   TEXT,                     -- as the lexicons know the name
    to_kind TEXT
);

CREATE TABLE withdrawal (
    correction TEXT PRIMARY KEY REFERENCES correction (id),
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    because    TEXT
) WITHOUT ROWID;
