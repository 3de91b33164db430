-- Times are UTC ticks of 100 ns. Every primary key of rows that belong to a run starts with slot (Slots.Of), so that the tables can be distributed by it.
-- Text compares by its bytes (COLLATE "C"). Columns are ordered so that none is padded. Blobs are compressed with LZ4: the default costs more than it saves.

-- A state stays in its row up to 8 kB: moved out, every transition would rewrite it in a second table. Free space in each page keeps the new versions of a
-- row beside the old ones, and no index changes while the deadline stays.
CREATE TABLE runs (
  version      bigint   NOT NULL CHECK (version > 0),
  deadline     bigint,
  slot         smallint NOT NULL,
  status       smallint NOT NULL,
  run_id       uuid     NOT NULL,
  namespace_id uuid     NOT NULL,
  workflow_id  text     NOT NULL COLLATE "C",
  state        bytea    COMPRESSION lz4 NOT NULL,
  PRIMARY KEY (slot, run_id)
) WITH (fillfactor = 70, toast_tuple_target = 8160, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE INDEX runs_deadline ON runs (deadline) WHERE deadline IS NOT NULL;

CREATE TABLE current_runs (
  slot         smallint NOT NULL,
  namespace_id uuid     NOT NULL,
  run_id       uuid     NOT NULL,
  workflow_id  text     NOT NULL COLLATE "C",
  PRIMARY KEY (slot, namespace_id, workflow_id)
) WITH (fillfactor = 90);

CREATE TABLE history (
  first_event_id bigint   NOT NULL CHECK (first_event_id > 0),
  event_count    integer  NOT NULL CHECK (event_count > 0),
  slot           smallint NOT NULL,
  run_id         uuid     NOT NULL,
  events         bytea    COMPRESSION lz4 NOT NULL,
  PRIMARY KEY (slot, run_id, first_event_id)
);

-- Rows come and go all the time: vacuumed by their number, and never cut off at the end, which would lock out everybody.
CREATE TABLE ready_tasks (
  scheduled_event_id bigint   NOT NULL,
  ready_since        bigint   NOT NULL,
  attempt            integer  NOT NULL,
  slot               smallint NOT NULL,
  kind               smallint NOT NULL,
  run_id             uuid     NOT NULL,
  namespace_id       uuid     NOT NULL,
  workflow_id        text     NOT NULL COLLATE "C",
  task_queue         text     NOT NULL COLLATE "C",
  PRIMARY KEY (slot, run_id, kind, scheduled_event_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, autovacuum_analyze_scale_factor = 0.05, vacuum_truncate = off);

CREATE INDEX ready_tasks_queue ON ready_tasks (namespace_id, kind, task_queue, ready_since, run_id, scheduled_event_id);

CREATE TABLE visibility (
  start_time         bigint   NOT NULL,
  execution_time     bigint   NOT NULL,
  close_time         bigint,
  history_length     bigint   NOT NULL,
  history_size_bytes bigint   NOT NULL,
  -- Running runs come before every closed one.
  close_order        bigint   NOT NULL GENERATED ALWAYS AS (coalesce(close_time, 9223372036854775807)) STORED,
  slot               smallint NOT NULL,
  status             smallint NOT NULL,
  run_id             uuid     NOT NULL,
  namespace_id       uuid     NOT NULL,
  first_run_id       uuid     NOT NULL,
  workflow_id        text     NOT NULL COLLATE "C",
  workflow_type      text     NOT NULL COLLATE "C",
  task_queue         text     NOT NULL COLLATE "C",
  memo               bytea    COMPRESSION lz4 NOT NULL,
  search_attributes  bytea    COMPRESSION lz4 NOT NULL,
  state_transition_count bigint NOT NULL,
  -- Without a parent, none; the root is then the run itself.
  parent_workflow_id text     COLLATE "C",
  parent_run_id      uuid,
  root_workflow_id   text     COLLATE "C",
  root_run_id        uuid,
  -- What filters compare of search_attributes, which are the payloads as clients gave them: a value, or an array of a list's keywords or a text's words,
  -- by "name:type" with the number of temporal.api.enums.v1.IndexedValueType. Times are ticks. Null without attributes, which then cost no index entry.
  attributes         jsonb    COMPRESSION lz4,
  PRIMARY KEY (slot, run_id)
) WITH (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);

CREATE INDEX visibility_listing ON visibility (namespace_id, close_order, start_time, run_id);

CREATE INDEX visibility_workflow ON visibility (namespace_id, workflow_id);

CREATE INDEX visibility_attributes ON visibility USING gin (attributes jsonb_path_ops) WHERE attributes IS NOT NULL;

-- State is a number of temporal.api.enums.v1.NamespaceState, search attributes are numbers of IndexedValueType by name.
CREATE TABLE namespaces (
  retention         bigint   NOT NULL,
  created           bigint   NOT NULL,
  version           bigint   NOT NULL CHECK (version > 0),
  id                uuid     NOT NULL PRIMARY KEY,
  state             smallint NOT NULL,
  name              text     NOT NULL COLLATE "C" UNIQUE,
  description       text     NOT NULL,
  owner_email       text     NOT NULL,
  data              text     NOT NULL,
  search_attributes text     NOT NULL
);

CREATE TABLE nodes (
  expires timestamptz NOT NULL,
  id      text        NOT NULL COLLATE "C" PRIMARY KEY
);
