import assert from 'node:assert/strict';
import { Worker } from '@temporalio/worker';
import { errorOf, eventually, scenario } from '../harness.js';

const listIds = async (stage, query) => {
  const ids = [];
  for await (const run of stage.client.workflow.list({ query })) {
    ids.push(run.workflowId);
  }

  return ids.sort();
};

scenario('list finds workflows by id, type and status', async (stage) => {
  const handles = await Promise.all([1, 2].map(() => stage.start('sleepUntilCancelled')));
  const query = `WorkflowType = 'sleepUntilCancelled' AND WorkflowId STARTS_WITH '${stage.id}'`;
  await eventually(() => listIds(stage, `${query} AND ExecutionStatus = 'Running'`), (found) => found.length === 2);
  await handles[0].terminate();
  await eventually(() => listIds(stage, `${query} AND ExecutionStatus = 'Running'`), (found) => found.join() === handles[1].workflowId);
  assert.deepEqual(await listIds(stage, query), handles.map(({ workflowId }) => workflowId).sort());
  assert.equal((await stage.client.workflow.count(query)).count, 2);
  await handles[1].terminate();
});

// B61
scenario('list refuses a query that makes no sense', async (stage) => {
  for (const query of ['nonsense', "Nonsense = 'x'", 'WorkflowId = ']) {
    const error = await errorOf(listIds(stage, query));
    assert.equal(error.code ?? error.cause?.code, 3, query);
  }
});

scenario('describe says what was asked for at the start', async (stage) => {
  const handle = await stage.start('sleepUntilCancelled', [], { workflowExecutionTimeout: '1 hour', workflowRunTimeout: '30 minutes', workflowTaskTimeout: '5 seconds' });
  const described = await handle.describe();
  assert.deepEqual([described.type, described.taskQueue, described.status.name, described.runId], ['sleepUntilCancelled', 'typescript', 'RUNNING', handle.firstExecutionRunId]);
  const { workflowExecutionTimeout, workflowRunTimeout, defaultWorkflowTaskTimeout } = described.raw.executionConfig;
  assert.deepEqual([workflowExecutionTimeout, workflowRunTimeout, defaultWorkflowTaskTimeout].map(({ seconds }) => Number(seconds)), [3600, 1800, 5]);
  await handle.terminate();
});

scenario('history is fetched whole and replays', async (stage) => {
  const handle = await stage.start('collect', [30]);
  await Promise.all(Array.from({ length: 30 }, (_, number) => handle.signal('add', number)));
  await handle.result();
  const history = await handle.fetchHistory();
  assert.deepEqual(history.events.map(({ eventId }) => Number(eventId)), history.events.map((_, index) => index + 1));
  await Worker.runReplayHistory({ workflowBundle: stage.server.bundle }, history, stage.id);
});

// B69
scenario('random numbers, ids and time hold in replay', async (stage) => {
  const taskQueue = stage.id;
  const handle = await stage.start('repeatable', [], { taskQueue });
  await stage.server.withWorker({ taskQueue, maxCachedWorkflows: 0 }, async () => {
    await handle.signal('go');
    assert.equal((await handle.result()).length, 3);
  });
  await Worker.runReplayHistory({ workflowBundle: stage.server.bundle }, await handle.fetchHistory(), stage.id);
});

scenario('summary and details of a workflow are described', async (stage) => {
  const handle = await stage.start('annotated', [], { staticSummary: 'a summary', staticDetails: 'more of it' });
  assert.equal(await handle.result(), 'Hello, Ada!');
  const described = await handle.describe();
  assert.deepEqual([await described.staticSummary(), await described.staticDetails()], ['a summary', 'more of it']);
});
