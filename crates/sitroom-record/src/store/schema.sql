-- The record, schema version 1. `report`, `source`, `annotation` and `log` only ever grow; `current` points at what
-- stands; `stage` and `derived` can be made again from the others at any time.

-- Every version of every report, as it was received.
CREATE TABLE report (
    version   INTEGER PRIMARY KEY,
    key       TEXT NOT NULL UNIQUE,   -- of id and content, sixteen hexadecimal digits; row ids are built on it
    id        TEXT NOT NULL,
    text      TEXT NOT NULL,
    received  BLOB,                   -- the bytes as received, where decoding or extraction made the text of them
    title     TEXT,
    published TEXT,                   -- JSON: date, precision, basis
    url       TEXT,
    outlet    TEXT,
    language  TEXT,
    notes     TEXT NOT NULL,          -- JSON
    digest    INTEGER NOT NULL        -- of the text alone
);
CREATE INDEX report_id ON report (id);
CREATE INDEX report_digest ON report (digest);

-- Each path that a version was received from.
CREATE TABLE source (
    version INTEGER NOT NULL REFERENCES report (version),
    path    TEXT NOT NULL,
    PRIMARY KEY (version, path)
) WITHOUT ROWID;

-- Annotations, sealed, with what made them: program, model and lexicons.
CREATE TABLE annotation (
    serial  INTEGER PRIMARY KEY,
    version INTEGER NOT NULL REFERENCES report (version),
    maker   TEXT NOT NULL,
    json    TEXT NOT NULL
);
CREATE INDEX annotation_version ON annotation (version);

-- The version and annotation of each report that the views show.
CREATE TABLE current (
    id         TEXT PRIMARY KEY,
    version    INTEGER NOT NULL REFERENCES report (version),
    annotation INTEGER REFERENCES annotation (serial)
) WITHOUT ROWID;

-- What was done, in order. Entries that name a report are also what the stages have still to look at.
CREATE TABLE log (
    serial  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,            -- UTC, ISO 8601
    what    TEXT NOT NULL,            -- created, new, revised, superseded_on_arrival, annotated
    id      TEXT,
    version INTEGER REFERENCES report (version),
    detail  TEXT
);
CREATE INDEX log_id ON log (id);

-- How far each stage has come.
CREATE TABLE stage (
    name  TEXT PRIMARY KEY,
    rules INTEGER NOT NULL,           -- the version of its rules
    seen  INTEGER NOT NULL            -- the last entry of the log that it has looked at
) WITHOUT ROWID;

-- The rows that stages derive, each a JSON object as the views print it.
CREATE TABLE derived (
    kind TEXT NOT NULL,
    id   TEXT NOT NULL,
    sort TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX derived_sort ON derived (kind, sort, id);
CREATE INDEX derived_id ON derived (id);
