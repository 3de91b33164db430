-- Queries that came to one process and that a worker of another can answer, and the answers that processes leave for each other. A row lives until it is
-- taken, milliseconds as a rule. A crash that empties the tables costs callers a repetition, so nothing here waits for the disk. Times are the database's,
-- and processes compare only what it says.
CREATE UNLOGGED TABLE relayed_queries (
  asked             timestamptz NOT NULL,
  expires           timestamptz NOT NULL,
  id                uuid        NOT NULL PRIMARY KEY,
  namespace_id      uuid        NOT NULL,
  task_queue        text        NOT NULL COLLATE "C",
  -- Empty for none.
  sticky_task_queue text        NOT NULL COLLATE "C",
  -- The node that answers it, in nodes while it lives.
  taken_by          text        COLLATE "C",
  request           bytea       COMPRESSION lz4 NOT NULL
) WITH (vacuum_truncate = off);

CREATE UNLOGGED TABLE relayed_answers (
  expires timestamptz NOT NULL,
  id      uuid        NOT NULL PRIMARY KEY,
  answer  bytea       COMPRESSION lz4 NOT NULL
) WITH (vacuum_truncate = off);
