CREATE FUNCTION commit_runs(slots smallint[], upd_commit integer[], upd_run_id uuid[], upd_version bigint[], upd_status smallint[], upd_keeps_deadline boolean[], upd_deadline bigint[], upd_state bytea[], cur_commit integer[], cur_namespace_id uuid[], cur_workflow_id text[], cur_run_id uuid[], mov_commit integer[], mov_namespace_id uuid[], mov_workflow_id text[], mov_run_id uuid[], mov_expected uuid[], ins_commit integer[], ins_run_id uuid[], ins_namespace_id uuid[], ins_workflow_id text[], ins_status smallint[], ins_deadline bigint[], ins_state bytea[], his_commit integer[], his_run_id uuid[], his_first_event_id bigint[], his_event_count integer[], his_events bytea[], rem_commit integer[], rem_run_id uuid[], rem_kind smallint[], rem_scheduled_event_id bigint[], add_commit integer[], add_run_id uuid[], add_kind smallint[], add_scheduled_event_id bigint[], add_namespace_id uuid[], add_workflow_id text[], add_task_queue text[], add_attempt integer[], add_ready_since bigint[], vis_commit integer[], vis_run_id uuid[], vis_namespace_id uuid[], vis_workflow_id text[], vis_workflow_type text[], vis_task_queue text[], vis_status smallint[], vis_start_time bigint[], vis_execution_time bigint[], vis_close_time bigint[], vis_history_length bigint[], vis_history_size_bytes bigint[], vis_first_run_id uuid[], vis_memo bytea[], vis_search_attributes bytea[], vis_state_transition_count bigint[], vis_parent_workflow_id text[], vis_parent_run_id uuid[], vis_root_workflow_id text[], vis_root_run_id uuid[], vis_attributes jsonb[]) RETURNS integer[]
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    AS $$
DECLARE
  is_lost boolean[] := array_fill(false, ARRAY[cardinality(slots)]);
  lost integer[] := '{}';
  begun integer[] := '{}';
  done integer[] := '{}';
  moved integer[];
  inserted uuid[];
  place integer;
  is_done boolean;
  row_count integer;
  written integer := 0;
BEGIN
  IF cardinality(upd_commit) > 0 THEN
    WITH updated AS (
      UPDATE runs
      SET version = u.version + 1,
          status = u.status,
          deadline = CASE WHEN u.keeps_deadline THEN runs.deadline ELSE u.deadline END,
          state = u.state
      FROM unnest(upd_commit, upd_run_id, upd_version, upd_status, upd_keeps_deadline, upd_deadline, upd_state)
        AS u (commit_no, run_id, version, status, keeps_deadline, deadline, state)
      WHERE runs.slot = slots[u.commit_no]
        AND runs.run_id = u.run_id
        AND runs.version = u.version
      RETURNING u.commit_no)
    SELECT coalesce(array_agg(updated.commit_no), '{}') INTO begun FROM updated;
    written := cardinality(begun);
    IF written < cardinality(upd_commit) THEN
      lost := ARRAY(SELECT unnest(upd_commit) EXCEPT ALL SELECT unnest(begun));
      FOREACH place IN ARRAY lost LOOP
        is_lost[place] := true;
      END LOOP;
    END IF;
  END IF;

  IF cardinality(cur_commit) > 0 THEN
    INSERT INTO current_runs (slot, namespace_id, run_id, workflow_id)
    SELECT slots[c.commit_no], c.namespace_id, c.run_id, c.workflow_id
    FROM unnest(cur_commit, cur_namespace_id, cur_workflow_id, cur_run_id) AS c (commit_no, namespace_id, workflow_id, run_id)
    WHERE NOT is_lost[c.commit_no]
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS row_count = ROW_COUNT;
    written := written + row_count;
    done := cur_commit;
    IF row_count < cardinality(cur_commit) THEN
      -- A new run's id is its own: whoever finds it there has written it.
      done := ARRAY(
        SELECT c.commit_no
        FROM unnest(cur_commit, cur_namespace_id, cur_workflow_id, cur_run_id) AS c (commit_no, namespace_id, workflow_id, run_id)
        JOIN current_runs ON current_runs.slot = slots[c.commit_no]
          AND current_runs.namespace_id = c.namespace_id
          AND current_runs.workflow_id = c.workflow_id
          AND current_runs.run_id = c.run_id
        WHERE NOT is_lost[c.commit_no]);
    END IF;
  END IF;

  IF cardinality(mov_commit) > 0 THEN
    WITH updated AS (
      UPDATE current_runs
      SET run_id = m.run_id
      FROM unnest(mov_commit, mov_namespace_id, mov_workflow_id, mov_run_id, mov_expected)
        AS m (commit_no, namespace_id, workflow_id, run_id, expected)
      WHERE current_runs.slot = slots[m.commit_no]
        AND current_runs.namespace_id = m.namespace_id
        AND current_runs.workflow_id = m.workflow_id
        AND current_runs.run_id = m.expected
        AND NOT is_lost[m.commit_no]
      RETURNING m.commit_no)
    SELECT coalesce(array_agg(updated.commit_no), '{}') INTO moved FROM updated;
    written := written + cardinality(moved);
    done := done || moved;
  END IF;

  IF cardinality(done) < cardinality(cur_commit) + cardinality(mov_commit) THEN
    FOR place IN SELECT unnest(cur_commit || mov_commit) EXCEPT SELECT unnest(done) LOOP
      IF NOT is_lost[place] THEN
        is_lost[place] := true;
        lost := lost || place;
      END IF;
    END LOOP;
  END IF;

  begun := begun || done;
  IF cardinality(ins_commit) > 0 THEN
    WITH new_runs AS (
      INSERT INTO runs (slot, run_id, namespace_id, workflow_id, version, status, deadline, state)
      SELECT slots[i.commit_no], i.run_id, i.namespace_id, i.workflow_id, 1, i.status, i.deadline, i.state
      FROM unnest(ins_commit, ins_run_id, ins_namespace_id, ins_workflow_id, ins_status, ins_deadline, ins_state)
        AS i (commit_no, run_id, namespace_id, workflow_id, status, deadline, state)
      WHERE NOT is_lost[i.commit_no]
      ON CONFLICT DO NOTHING
      RETURNING runs.run_id)
    SELECT array_agg(new_runs.run_id) INTO inserted FROM new_runs;
    row_count := coalesce(cardinality(inserted), 0);
    written := written + row_count;
    IF row_count < cardinality(ins_commit) THEN
      FOR place, is_done IN
        SELECT i.commit_no, coalesce(i.run_id = ANY (inserted), false)
        FROM unnest(ins_commit, ins_run_id) AS i (commit_no, run_id)
        WHERE NOT is_lost[i.commit_no]
      LOOP
        IF is_done THEN
          begun := begun || place;
        ELSE
          is_lost[place] := true;
          lost := lost || place;
        END IF;
      END LOOP;
    END IF;
  END IF;

  IF lost && begun THEN
    RAISE SQLSTATE 'CF001' USING MESSAGE = array_to_string(lost, ',');
  END IF;

  IF cardinality(his_commit) > 0 THEN
    INSERT INTO history (slot, run_id, first_event_id, event_count, events)
    SELECT slots[h.commit_no], h.run_id, h.first_event_id, h.event_count, h.events
    FROM unnest(his_commit, his_run_id, his_first_event_id, his_event_count, his_events) AS h (commit_no, run_id, first_event_id, event_count, events)
    WHERE NOT is_lost[h.commit_no];
    GET DIAGNOSTICS row_count = ROW_COUNT;
    written := written + row_count;
  END IF;

  IF cardinality(rem_commit) > 0 THEN
    DELETE FROM ready_tasks
    USING unnest(rem_commit, rem_run_id, rem_kind, rem_scheduled_event_id) AS r (commit_no, run_id, kind, scheduled_event_id)
    WHERE ready_tasks.slot = slots[r.commit_no]
      AND ready_tasks.run_id = r.run_id
      AND ready_tasks.kind = r.kind
      AND ready_tasks.scheduled_event_id = r.scheduled_event_id
      AND NOT is_lost[r.commit_no];
    GET DIAGNOSTICS row_count = ROW_COUNT;
    written := written + row_count;
  END IF;

  IF cardinality(add_commit) > 0 THEN
    INSERT INTO ready_tasks (slot, run_id, kind, scheduled_event_id, namespace_id, workflow_id, task_queue, attempt, ready_since)
    SELECT slots[a.commit_no], a.run_id, a.kind, a.scheduled_event_id, a.namespace_id, a.workflow_id, a.task_queue, a.attempt, a.ready_since
    FROM unnest(add_commit, add_run_id, add_kind, add_scheduled_event_id, add_namespace_id, add_workflow_id, add_task_queue, add_attempt, add_ready_since)
      AS a (commit_no, run_id, kind, scheduled_event_id, namespace_id, workflow_id, task_queue, attempt, ready_since)
    WHERE NOT is_lost[a.commit_no]
    ON CONFLICT (slot, run_id, kind, scheduled_event_id) DO UPDATE
    SET task_queue = excluded.task_queue,
        attempt = excluded.attempt,
        ready_since = excluded.ready_since;
    GET DIAGNOSTICS row_count = ROW_COUNT;
    written := written + row_count;
  END IF;

  IF cardinality(vis_commit) > 0 THEN
    INSERT INTO visibility (
      slot, run_id, namespace_id, workflow_id, workflow_type, task_queue, status, start_time, execution_time, close_time,
      history_length, history_size_bytes, first_run_id, memo, search_attributes, state_transition_count,
      parent_workflow_id, parent_run_id, root_workflow_id, root_run_id, attributes)
    SELECT slots[v.commit_no], v.run_id, v.namespace_id, v.workflow_id, v.workflow_type, v.task_queue, v.status, v.start_time, v.execution_time, v.close_time,
           v.history_length, v.history_size_bytes, v.first_run_id, v.memo, v.search_attributes, v.state_transition_count,
           v.parent_workflow_id, v.parent_run_id, v.root_workflow_id, v.root_run_id, v.attributes
    FROM unnest(
        vis_commit, vis_run_id, vis_namespace_id, vis_workflow_id, vis_workflow_type, vis_task_queue, vis_status, vis_start_time, vis_execution_time,
        vis_close_time, vis_history_length, vis_history_size_bytes, vis_first_run_id, vis_memo, vis_search_attributes, vis_state_transition_count,
        vis_parent_workflow_id, vis_parent_run_id, vis_root_workflow_id, vis_root_run_id, vis_attributes)
      AS v (commit_no, run_id, namespace_id, workflow_id, workflow_type, task_queue, status, start_time, execution_time,
        close_time, history_length, history_size_bytes, first_run_id, memo, search_attributes, state_transition_count,
        parent_workflow_id, parent_run_id, root_workflow_id, root_run_id, attributes)
    WHERE NOT is_lost[v.commit_no]
    ON CONFLICT (slot, run_id) DO UPDATE
    SET workflow_type = excluded.workflow_type,
        task_queue = excluded.task_queue,
        status = excluded.status,
        start_time = excluded.start_time,
        execution_time = excluded.execution_time,
        close_time = excluded.close_time,
        history_length = excluded.history_length,
        history_size_bytes = excluded.history_size_bytes,
        first_run_id = excluded.first_run_id,
        memo = excluded.memo,
        search_attributes = excluded.search_attributes,
        state_transition_count = excluded.state_transition_count,
        parent_workflow_id = excluded.parent_workflow_id,
        parent_run_id = excluded.parent_run_id,
        root_workflow_id = excluded.root_workflow_id,
        root_run_id = excluded.root_run_id,
        attributes = excluded.attributes;
    GET DIAGNOSTICS row_count = ROW_COUNT;
    written := written + row_count;
  END IF;

  RETURN written || lost;
END;
$$;

CREATE TABLE current_runs (
    slot smallint NOT NULL,
    namespace_id uuid NOT NULL,
    run_id uuid NOT NULL,
    workflow_id text NOT NULL COLLATE pg_catalog."C"
)
WITH (fillfactor='90');

CREATE TABLE history (
    first_event_id bigint NOT NULL,
    event_count integer NOT NULL,
    slot smallint NOT NULL,
    run_id uuid NOT NULL,
    events bytea NOT NULL,
    CONSTRAINT history_event_count_check CHECK ((event_count > 0)),
    CONSTRAINT history_first_event_id_check CHECK ((first_event_id > 0))
);
ALTER TABLE ONLY history ALTER COLUMN events SET COMPRESSION lz4;

CREATE TABLE namespaces (
    retention bigint NOT NULL,
    created bigint NOT NULL,
    version bigint NOT NULL,
    id uuid NOT NULL,
    state smallint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    description text NOT NULL,
    owner_email text NOT NULL,
    data text NOT NULL,
    search_attributes text NOT NULL,
    CONSTRAINT namespaces_version_check CHECK ((version > 0))
);

CREATE TABLE nodes (
    expires timestamp with time zone NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    backend integer
);

CREATE TABLE ready_tasks (
    scheduled_event_id bigint NOT NULL,
    ready_since bigint NOT NULL,
    attempt integer NOT NULL,
    slot smallint NOT NULL,
    kind smallint NOT NULL,
    run_id uuid NOT NULL,
    namespace_id uuid NOT NULL,
    workflow_id text NOT NULL COLLATE pg_catalog."C",
    task_queue text NOT NULL COLLATE pg_catalog."C"
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='2000', autovacuum_analyze_scale_factor='0.05', vacuum_truncate=off);

CREATE UNLOGGED TABLE relayed_answers (
    expires timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    answer bytea NOT NULL
)
WITH (vacuum_truncate=off);
ALTER TABLE ONLY relayed_answers ALTER COLUMN answer SET COMPRESSION lz4;

CREATE UNLOGGED TABLE relayed_queries (
    asked timestamp with time zone NOT NULL,
    expires timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    namespace_id uuid NOT NULL,
    task_queue text NOT NULL COLLATE pg_catalog."C",
    sticky_task_queue text NOT NULL COLLATE pg_catalog."C",
    taken_by text COLLATE pg_catalog."C",
    request bytea NOT NULL
)
WITH (vacuum_truncate=off);
ALTER TABLE ONLY relayed_queries ALTER COLUMN request SET COMPRESSION lz4;

CREATE TABLE runs (
    version bigint NOT NULL,
    deadline bigint,
    slot smallint NOT NULL,
    status smallint NOT NULL,
    run_id uuid NOT NULL,
    namespace_id uuid NOT NULL,
    workflow_id text NOT NULL COLLATE pg_catalog."C",
    state bytea NOT NULL,
    CONSTRAINT runs_version_check CHECK ((version > 0))
)
WITH (fillfactor='70', toast_tuple_target='8160', autovacuum_vacuum_scale_factor='0.05', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY runs ALTER COLUMN state SET COMPRESSION lz4;

CREATE TABLE schedules (
    version bigint NOT NULL,
    deadline bigint,
    slot smallint NOT NULL,
    namespace_id uuid NOT NULL,
    schedule_id text NOT NULL COLLATE pg_catalog."C",
    data bytea NOT NULL,
    entry bytea NOT NULL,
    attributes jsonb NOT NULL,
    CONSTRAINT schedules_version_check CHECK ((version > 0))
)
WITH (fillfactor='70');
ALTER TABLE ONLY schedules ALTER COLUMN data SET COMPRESSION lz4;
ALTER TABLE ONLY schedules ALTER COLUMN entry SET COMPRESSION lz4;
ALTER TABLE ONLY schedules ALTER COLUMN attributes SET COMPRESSION lz4;

CREATE TABLE schema_migrations (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL
);

CREATE TABLE visibility (
    start_time bigint NOT NULL,
    execution_time bigint NOT NULL,
    close_time bigint,
    history_length bigint NOT NULL,
    history_size_bytes bigint NOT NULL,
    close_order bigint GENERATED ALWAYS AS (COALESCE(close_time, '9223372036854775807'::bigint)) STORED NOT NULL,
    slot smallint NOT NULL,
    status smallint NOT NULL,
    run_id uuid NOT NULL,
    namespace_id uuid NOT NULL,
    first_run_id uuid NOT NULL,
    workflow_id text NOT NULL COLLATE pg_catalog."C",
    workflow_type text NOT NULL COLLATE pg_catalog."C",
    task_queue text NOT NULL COLLATE pg_catalog."C",
    memo bytea NOT NULL,
    search_attributes bytea NOT NULL,
    state_transition_count bigint NOT NULL,
    parent_workflow_id text COLLATE pg_catalog."C",
    parent_run_id uuid,
    root_workflow_id text COLLATE pg_catalog."C",
    root_run_id uuid,
    attributes jsonb
)
WITH (fillfactor='90', autovacuum_vacuum_scale_factor='0.05', autovacuum_analyze_scale_factor='0.05');
ALTER TABLE ONLY visibility ALTER COLUMN memo SET COMPRESSION lz4;
ALTER TABLE ONLY visibility ALTER COLUMN search_attributes SET COMPRESSION lz4;
ALTER TABLE ONLY visibility ALTER COLUMN attributes SET COMPRESSION lz4;

ALTER TABLE ONLY current_runs
    ADD CONSTRAINT current_runs_pkey PRIMARY KEY (slot, namespace_id, workflow_id);

ALTER TABLE ONLY history
    ADD CONSTRAINT history_pkey PRIMARY KEY (slot, run_id, first_event_id);

ALTER TABLE ONLY namespaces
    ADD CONSTRAINT namespaces_name_key UNIQUE (name);

ALTER TABLE ONLY namespaces
    ADD CONSTRAINT namespaces_pkey PRIMARY KEY (id);

ALTER TABLE ONLY nodes
    ADD CONSTRAINT nodes_pkey PRIMARY KEY (id);

ALTER TABLE ONLY ready_tasks
    ADD CONSTRAINT ready_tasks_pkey PRIMARY KEY (slot, run_id, kind, scheduled_event_id);

ALTER TABLE ONLY relayed_answers
    ADD CONSTRAINT relayed_answers_pkey PRIMARY KEY (id);

ALTER TABLE ONLY relayed_queries
    ADD CONSTRAINT relayed_queries_pkey PRIMARY KEY (id);

ALTER TABLE ONLY runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (slot, run_id);

ALTER TABLE ONLY schedules
    ADD CONSTRAINT schedules_pkey PRIMARY KEY (slot, namespace_id, schedule_id);

ALTER TABLE ONLY schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

ALTER TABLE ONLY visibility
    ADD CONSTRAINT visibility_pkey PRIMARY KEY (slot, run_id);

CREATE INDEX ready_tasks_queue ON ready_tasks USING btree (namespace_id, kind, task_queue, ready_since, run_id, scheduled_event_id);

CREATE INDEX runs_deadline ON runs USING btree (deadline) WHERE (deadline IS NOT NULL);

CREATE INDEX schedules_attributes ON schedules USING gin (attributes jsonb_path_ops);

CREATE INDEX schedules_deadline ON schedules USING btree (deadline) WHERE (deadline IS NOT NULL);

CREATE INDEX schedules_listing ON schedules USING btree (namespace_id, schedule_id);

CREATE INDEX visibility_attributes ON visibility USING gin (attributes jsonb_path_ops) WHERE (attributes IS NOT NULL);

CREATE INDEX visibility_listing ON visibility USING btree (namespace_id, close_order, start_time, run_id);

CREATE INDEX visibility_workflow ON visibility USING btree (namespace_id, workflow_id);
