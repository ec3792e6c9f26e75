-- What the next worker of a job, and the next process of its service, must know of the ones before.
ALTER TABLE jobs ADD COLUMN deaths BIGINT NOT NULL DEFAULT 0;       -- of its workers, since it last came further
ALTER TABLE jobs ADD COLUMN furthest BIGINT NOT NULL DEFAULT 0;     -- the highest step of training it has reached
ALTER TABLE jobs ADD COLUMN cancel_asked BIGINT NOT NULL DEFAULT 0; -- 1: somebody asked for its end while it ran
