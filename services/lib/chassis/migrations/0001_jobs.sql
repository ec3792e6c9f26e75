-- Jobs of one service, and everything that happened to them. Read by SQLite and by PostgreSQL alike.
CREATE TABLE jobs (
    id               TEXT PRIMARY KEY NOT NULL, -- uuid v7: its order is the order of creation
    request_id       TEXT UNIQUE,               -- the caller's idempotency key
    spec             TEXT NOT NULL,             -- JSON
    state            TEXT NOT NULL,             -- PENDING | RUNNING | SUCCEEDED | FAILED | CANCELLED
    create_time      TEXT NOT NULL,             -- RFC 3339, as all times here
    start_time       TEXT,
    end_time         TEXT,
    progress         TEXT NOT NULL,             -- JSON, the latest
    failure          TEXT,                      -- JSON
    output           TEXT,                      -- artifact name
    traceparent      TEXT,                      -- W3C context of the call that created it
    tracestate       TEXT,
    last_cursor      BIGINT NOT NULL            -- of its newest event
);
CREATE INDEX jobs_by_state ON jobs (state, id);

CREATE TABLE job_events (
    job_id    TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    cursor    BIGINT NOT NULL,                  -- 1, 2, 3 ... within a job
    time      TEXT NOT NULL,
    state     TEXT NOT NULL,
    progress  TEXT NOT NULL,
    failure   TEXT,
    output    TEXT,
    PRIMARY KEY (job_id, cursor)
);
