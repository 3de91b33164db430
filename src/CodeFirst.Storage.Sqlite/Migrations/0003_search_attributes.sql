ALTER TABLE visibility ADD COLUMN state_transition_count INTEGER NOT NULL DEFAULT 0;

-- Without a parent, none; the root is then the run's own chain.
ALTER TABLE visibility ADD COLUMN parent_workflow_id TEXT;

ALTER TABLE visibility ADD COLUMN parent_run_id TEXT;

ALTER TABLE visibility ADD COLUMN root_workflow_id TEXT;

ALTER TABLE visibility ADD COLUMN root_run_id TEXT;

-- What filters compare; the payloads as clients gave them are in visibility. A list has a row for each keyword, a text for each word.
-- Type is a number of temporal.api.enums.v1.IndexedValueType; times are ticks, and a bool is 0 or 1.
CREATE TABLE search_attributes (
  slot         INTEGER NOT NULL,
  run_id       TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  type         INTEGER NOT NULL,
  value                NOT NULL,
  namespace_id TEXT    NOT NULL,
  PRIMARY KEY (slot, run_id, name, type, value)
) WITHOUT ROWID;

CREATE INDEX search_attributes_value ON search_attributes (namespace_id, name, type, value);
