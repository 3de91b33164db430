-- Times are UTC ticks of 100 ns. Every primary key of rows that belong to a run starts with slot (Slots.Of).
-- Tables with blobs keep their rowid: in a WITHOUT ROWID table wide rows would sit in interior pages and make the tree deep.

CREATE TABLE runs (
  slot         INTEGER NOT NULL,
  run_id       TEXT    NOT NULL,
  namespace_id TEXT    NOT NULL,
  workflow_id  TEXT    NOT NULL,
  version      INTEGER NOT NULL CHECK (version > 0),
  status       INTEGER NOT NULL,
  deadline     INTEGER,
  state        BLOB    NOT NULL,
  PRIMARY KEY (slot, run_id)
);

CREATE INDEX runs_deadline ON runs (deadline, slot, run_id) WHERE deadline IS NOT NULL;

CREATE TABLE current_runs (
  slot         INTEGER NOT NULL,
  namespace_id TEXT    NOT NULL,
  workflow_id  TEXT    NOT NULL,
  run_id       TEXT    NOT NULL,
  PRIMARY KEY (slot, namespace_id, workflow_id)
) WITHOUT ROWID;

CREATE TABLE history (
  slot           INTEGER NOT NULL,
  run_id         TEXT    NOT NULL,
  first_event_id INTEGER NOT NULL CHECK (first_event_id > 0),
  event_count    INTEGER NOT NULL CHECK (event_count > 0),
  events         BLOB    NOT NULL,
  PRIMARY KEY (slot, run_id, first_event_id)
);

CREATE TABLE ready_tasks (
  slot               INTEGER NOT NULL,
  run_id             TEXT    NOT NULL,
  kind               INTEGER NOT NULL,
  scheduled_event_id INTEGER NOT NULL,
  namespace_id       TEXT    NOT NULL,
  workflow_id        TEXT    NOT NULL,
  task_queue         TEXT    NOT NULL,
  attempt            INTEGER NOT NULL,
  ready_since        INTEGER NOT NULL,
  PRIMARY KEY (slot, run_id, kind, scheduled_event_id)
) WITHOUT ROWID;

CREATE INDEX ready_tasks_queue ON ready_tasks (namespace_id, kind, task_queue, ready_since, run_id, scheduled_event_id);

CREATE TABLE visibility (
  slot               INTEGER NOT NULL,
  run_id             TEXT    NOT NULL,
  namespace_id       TEXT    NOT NULL,
  workflow_id        TEXT    NOT NULL,
  workflow_type      TEXT    NOT NULL,
  task_queue         TEXT    NOT NULL,
  status             INTEGER NOT NULL,
  start_time         INTEGER NOT NULL,
  execution_time     INTEGER NOT NULL,
  close_time         INTEGER,
  history_length     INTEGER NOT NULL,
  history_size_bytes INTEGER NOT NULL,
  first_run_id       TEXT    NOT NULL,
  memo               BLOB    NOT NULL,
  search_attributes  BLOB    NOT NULL,
  -- Running runs come before every closed one.
  close_order        INTEGER NOT NULL GENERATED ALWAYS AS (coalesce(close_time, 9223372036854775807)) VIRTUAL,
  PRIMARY KEY (slot, run_id)
);

CREATE INDEX visibility_listing ON visibility (namespace_id, close_order, start_time, run_id);

CREATE INDEX visibility_workflow ON visibility (namespace_id, workflow_id, close_order, start_time, run_id);

CREATE TABLE namespaces (
  id          TEXT    NOT NULL PRIMARY KEY,
  name        TEXT    NOT NULL UNIQUE,
  description TEXT    NOT NULL,
  owner_email TEXT    NOT NULL,
  data        TEXT    NOT NULL,
  retention   INTEGER NOT NULL,
  created     INTEGER NOT NULL
) WITHOUT ROWID;
