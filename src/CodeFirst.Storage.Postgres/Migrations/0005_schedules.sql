-- data is the whole schedule; entry is what a list shows of it, and attributes are what filters compare, as in visibility.
CREATE TABLE schedules (
  version      bigint   NOT NULL CHECK (version > 0),
  deadline     bigint,
  slot         smallint NOT NULL,
  namespace_id uuid     NOT NULL,
  schedule_id  text     NOT NULL COLLATE "C",
  data         bytea    COMPRESSION lz4 NOT NULL,
  entry        bytea    COMPRESSION lz4 NOT NULL,
  attributes   jsonb    COMPRESSION lz4 NOT NULL,
  PRIMARY KEY (slot, namespace_id, schedule_id)
) WITH (fillfactor = 70);

CREATE INDEX schedules_deadline ON schedules (deadline) WHERE deadline IS NOT NULL;

CREATE INDEX schedules_listing ON schedules (namespace_id, schedule_id);

CREATE INDEX schedules_attributes ON schedules USING gin (attributes jsonb_path_ops);
