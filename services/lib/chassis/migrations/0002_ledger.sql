-- What jobs release about datasets, and the budgets it counts against. Nothing here is ever deleted.

-- One row. Whoever writes below moves it on from the value they decided by, or decides again.
CREATE TABLE ledger_version (
    id       BIGINT PRIMARY KEY NOT NULL,
    version  BIGINT NOT NULL
);
INSERT INTO ledger_version (id, version) VALUES (0, 0);

-- Sealed entries of all ledgers (dp::ledger::Entry).
CREATE TABLE ledger_entries (
    position  BIGINT PRIMARY KEY NOT NULL,      -- the version that it made
    dataset   TEXT NOT NULL,
    sequence  BIGINT NOT NULL,                  -- 0, 1, 2 ... within a ledger
    time      TEXT NOT NULL,
    entry     TEXT NOT NULL,                    -- JSON
    UNIQUE (dataset, sequence)
);

-- Every admitted job that learns from a dataset, with a budget or without.
CREATE TABLE releases (
    job_id   TEXT PRIMARY KEY NOT NULL,
    dataset  TEXT NOT NULL,
    event    TEXT                               -- JSON of the plan; NULL without a guarantee
);
CREATE INDEX releases_by_dataset ON releases (dataset);
