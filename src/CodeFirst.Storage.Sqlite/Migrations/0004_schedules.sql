-- data is the whole schedule; entry is what a list shows of it. What filters compare is in search_attributes, with the schedule's id for the run's.
CREATE TABLE schedules (
  slot         INTEGER NOT NULL,
  namespace_id TEXT    NOT NULL,
  schedule_id  TEXT    NOT NULL,
  id           TEXT    NOT NULL,
  version      INTEGER NOT NULL CHECK (version > 0),
  deadline     INTEGER,
  data         BLOB    NOT NULL,
  entry        BLOB    NOT NULL,
  PRIMARY KEY (slot, namespace_id, schedule_id)
);

CREATE INDEX schedules_deadline ON schedules (deadline) WHERE deadline IS NOT NULL;

CREATE INDEX schedules_listing ON schedules (namespace_id, schedule_id);
